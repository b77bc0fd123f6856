/* SPDX-License-Identifier: Apache-2.0 */
#include "core/ecdsa_der.h"

#include <string.h>

enum { TAG_INTEGER = 0x02, TAG_SEQUENCE = 0x30, SCALAR = TS_P256_SIGNATURE_SIZE / 2 };

/* The scalar without its leading zeros, and a zero before a first bit that would say negative. */
static size_t put_scalar(uint8_t *out, const uint8_t scalar[SCALAR]) {
  size_t from = 0, at = 2;
  while (from < SCALAR - 1 && scalar[from] == 0)
    from++;
  if (scalar[from] & 0x80)
    out[at++] = 0;
  memcpy(out + at, scalar + from, SCALAR - from);
  at += SCALAR - from;
  out[0] = TAG_INTEGER;
  out[1] = (uint8_t)(at - 2);
  return at;
}

void ts_ecdsa_der_put(struct ts_buf *out, const uint8_t signature[TS_P256_SIGNATURE_SIZE]) {
  uint8_t content[TS_ECDSA_DER_MAX - 2];
  size_t size = put_scalar(content, signature);
  size += put_scalar(content + size, signature + SCALAR);
  ts_buf_put_byte(out, TAG_SEQUENCE);
  ts_buf_put_byte(out, (uint8_t)size);
  ts_buf_put(out, ts_bytes(content, size));
}

/* Takes an element off the front of REST; its length in the short form, as all here are. */
static bool take(struct ts_bytes *rest, uint8_t tag, struct ts_bytes *content) {
  if (rest->size < 2 || rest->data[0] != tag || rest->data[1] > 0x7F || rest->data[1] > rest->size - 2)
    return false;
  *content = ts_bytes(rest->data + 2, rest->data[1]);
  *rest = ts_bytes_part(*rest, 2 + content->size, rest->size);
  return true;
}

static bool take_scalar(struct ts_bytes *rest, uint8_t scalar[SCALAR]) {
  struct ts_bytes value;
  if (!take(rest, TAG_INTEGER, &value) || value.size == 0 || value.data[0] & 0x80)
    return false;
  if (value.data[0] == 0 && value.size > 1) {
    if (!(value.data[1] & 0x80))
      return false;
    value = ts_bytes_part(value, 1, value.size);
  }
  if (value.size > SCALAR)
    return false;
  memcpy(scalar + SCALAR - value.size, value.data, value.size);
  return true;
}

bool ts_ecdsa_der_read(struct ts_bytes der, uint8_t signature[TS_P256_SIGNATURE_SIZE]) {
  struct ts_bytes pair;
  memset(signature, 0, TS_P256_SIGNATURE_SIZE);
  if (take(&der, TAG_SEQUENCE, &pair) && der.size == 0 && take_scalar(&pair, signature) &&
      take_scalar(&pair, signature + SCALAR) && pair.size == 0)
    return true;
  memset(signature, 0, TS_P256_SIGNATURE_SIZE);
  return false;
}
