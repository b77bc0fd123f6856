/* SPDX-License-Identifier: Apache-2.0 */
/* Scalars of P-256 as big-endian bytes. They come from signatures, which are public: nothing here need hide
 * its timing. */
#include <string.h>

#include "core/tag.h"

/* SEC 2 section 2.4.2: the order n, and (n - 1) / 2. */
static const uint8_t order[32] = {0xff, 0xff, 0xff, 0xff, 0x00, 0x00, 0x00, 0x00, 0xff, 0xff, 0xff,
                                  0xff, 0xff, 0xff, 0xff, 0xff, 0xbc, 0xe6, 0xfa, 0xad, 0xa7, 0x17,
                                  0x9e, 0x84, 0xf3, 0xb9, 0xca, 0xc2, 0xfc, 0x63, 0x25, 0x51};
static const uint8_t half[32] = {0x7f, 0xff, 0xff, 0xff, 0x80, 0x00, 0x00, 0x00, 0x7f, 0xff, 0xff,
                                 0xff, 0xff, 0xff, 0xff, 0xff, 0xde, 0x73, 0x7d, 0x56, 0xd3, 0x8b,
                                 0xcf, 0x42, 0x79, 0xdc, 0xe5, 0x61, 0x7e, 0x31, 0x92, 0xa8};

bool ts_p256_scalar_ok(const uint8_t scalar[32]) {
  static const uint8_t zero[32];
  return memcmp(scalar, zero, 32) != 0 && memcmp(scalar, order, 32) < 0;
}

bool ts_p256_scalar_low(const uint8_t scalar[32]) {
  return memcmp(scalar, half, 32) <= 0;
}

void ts_p256_scalar_negate(uint8_t scalar[32]) {
  int borrow = 0;
  for (size_t i = 32; i-- > 0;) {
    int digit = order[i] - scalar[i] - borrow;
    borrow = digit < 0;
    scalar[i] = (uint8_t)(digit & 0xff);
  }
}
