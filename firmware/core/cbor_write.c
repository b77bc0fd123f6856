/* SPDX-License-Identifier: Apache-2.0 */
#include "core/cbor.h"

/* The major type and a number in as few bytes as hold it. */
static void put_head(struct ts_buf *out, enum ts_cbor_type type, uint64_t number) {
  unsigned extra = number < 24            ? 0
                   : number <= UINT8_MAX  ? 1
                   : number <= UINT16_MAX ? 2
                   : number <= UINT32_MAX ? 4
                                          : 8;
  unsigned info = extra == 0 ? (unsigned)number : extra == 1 ? 24 : extra == 2 ? 25 : extra == 4 ? 26 : 27;
  uint8_t head[9] = {(uint8_t)((unsigned)type << 5 | info)};
  for (unsigned i = 0; i < extra; i++)
    head[1 + i] = (uint8_t)(number >> (8 * (extra - 1 - i)));
  ts_buf_put(out, ts_bytes(head, 1 + extra));
}

void ts_cbor_put_uint(struct ts_buf *out, uint64_t value) {
  put_head(out, TS_CBOR_UINT, value);
}

void ts_cbor_put_negative(struct ts_buf *out, uint64_t minus_one_minus_value) {
  put_head(out, TS_CBOR_NEGATIVE, minus_one_minus_value);
}

void ts_cbor_put_bytes_head(struct ts_buf *out, uint64_t size) {
  put_head(out, TS_CBOR_BYTES, size);
}

void ts_cbor_put_bytes(struct ts_buf *out, struct ts_bytes bytes) {
  put_head(out, TS_CBOR_BYTES, bytes.size);
  ts_buf_put(out, bytes);
}

void ts_cbor_put_text(struct ts_buf *out, struct ts_bytes text) {
  if (!ts_cbor_utf8(text))
    out->full = true;
  put_head(out, TS_CBOR_TEXT, text.size);
  ts_buf_put(out, text);
}

void ts_cbor_put_array(struct ts_buf *out, uint64_t count) {
  put_head(out, TS_CBOR_ARRAY, count);
}

void ts_cbor_put_map(struct ts_buf *out, uint64_t pairs) {
  put_head(out, TS_CBOR_MAP, pairs);
}

void ts_cbor_put_tag(struct ts_buf *out, uint64_t tag) {
  put_head(out, TS_CBOR_TAG, tag);
}

void ts_cbor_put_bool(struct ts_buf *out, bool value) {
  put_head(out, TS_CBOR_SIMPLE, value ? 21 : 20);
}
