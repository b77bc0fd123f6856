/* SPDX-License-Identifier: Apache-2.0 */
#include "core/cbor.h"

enum { CONTINUATION_MASK = 0xC0, CONTINUATION = 0x80 };

/* Bytes that follow a lead byte, and the range of the first of them (RFC 3629 section 4): the range keeps out
 * overlong forms, surrogates and what is beyond U+10FFFF. 0 for what cannot lead. */
static size_t utf8_tail(uint8_t lead, uint8_t *low, uint8_t *high) {
  *low = 0x80;
  *high = 0xBF;
  if (lead >= 0xC2 && lead <= 0xDF)
    return 1;
  if (lead >= 0xE0 && lead <= 0xEF) {
    if (lead == 0xE0)
      *low = 0xA0;
    if (lead == 0xED)
      *high = 0x9F;
    return 2;
  }
  if (lead < 0xF0 || lead > 0xF4)
    return 0;
  if (lead == 0xF0)
    *low = 0x90;
  if (lead == 0xF4)
    *high = 0x8F;
  return 3;
}

bool ts_cbor_utf8(struct ts_bytes text) {
  for (size_t at = 0; at < text.size;) {
    uint8_t lead = text.data[at++], low, high;
    if (lead < 0x80)
      continue;
    size_t tail = utf8_tail(lead, &low, &high);
    if (tail == 0 || tail > text.size - at || text.data[at] < low || text.data[at] > high)
      return false;
    for (size_t i = 1; i < tail; i++)
      if ((text.data[at + i] & CONTINUATION_MASK) != CONTINUATION)
        return false;
    at += tail;
  }
  return true;
}
