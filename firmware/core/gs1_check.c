/* SPDX-License-Identifier: Apache-2.0 */
/* A value against its AI's format: lengths, character sets, then the linters of each component. */
#include "core/gs1_parse.h"

/* Sets of characters as bits, 32 to a word; nothing above 127 is in any. */
static const uint32_t type_set[][4] = {
    [TS_GS1_N] = {0, 0x03ff0000, 0, 0},
    [TS_GS1_X] = {0, 0xffffffe6, 0x87fffffe, 0x07fffffe}, /* GS1's character set 82 */
    [TS_GS1_Y] = {0, 0x03ffa008, 0x07fffffe, 0},          /* GS1's character set 39 */
    [TS_GS1_Z] = {0, 0x03ff2000, 0x87fffffe, 0x07fffffe}, /* base64url; padding is looked at apart */
};
const uint32_t ts_gs1_unreserved_set[4] = {0, 0x03ff6000, 0x87fffffe, 0x47fffffe};

static bool in_set(const uint32_t set[4], uint8_t c) {
  return c < 128 && (set[c >> 5] >> (c & 31) & 1);
}

bool ts_gs1_in_set(enum ts_gs1_type type, uint8_t c) {
  return in_set(type_set[type], c);
}

bool ts_gs1_text_character(uint8_t c) {
  return in_set(type_set[TS_GS1_X], c);
}

/* The component behind P. */
static const uint8_t *next_component(const uint8_t *p) {
  return p + 2 + (p[0] >> TS_GS1_LINTS_SHIFT);
}

void ts_gs1_value_sizes(const struct ts_gs1_row *row, size_t *least, size_t *most) {
  const uint8_t *p = ts_gs1_formats + ts_gs1_format_at[row->format];
  *least = 0;
  *most = 0;
  for (;; p = next_component(p)) {
    *most += p[1];
    if (!(p[0] & TS_GS1_OPTIONAL))
      *least += p[0] & TS_GS1_VARIABLE ? 1 : p[1];
    if (p[0] & TS_GS1_LAST)
      return;
  }
}

/* How much of REST the component at P takes; false if it is too short for it. */
static bool take(const uint8_t *p, size_t rest, size_t *size) {
  *size = rest < p[1] ? rest : p[1];
  return p[0] & TS_GS1_VARIABLE ? *size > 0 : *size == p[1];
}

static enum ts_err check_sizes(const uint8_t *p, size_t rest) {
  for (;; p = next_component(p)) {
    size_t size;
    if (rest == 0 && p[0] & TS_GS1_OPTIONAL)
      return TS_OK;
    if (!take(p, rest, &size))
      return TS_ERR_GS1_LENGTH;
    rest -= size;
    if (p[0] & TS_GS1_LAST)
      return rest ? TS_ERR_GS1_LENGTH : TS_OK;
  }
}

/* base64url may end in padding that fills it up to groups of four (RFC 4648 section 3.2). */
static size_t without_padding(struct ts_bytes value) {
  size_t size = value.size;
  if (size % 4 == 0)
    while (size > 1 && value.size - size < 2 && value.data[size - 1] == '=')
      size--;
  return size;
}

static enum ts_err check_component(const uint8_t *p, struct ts_bytes value) {
  enum ts_gs1_type type = (enum ts_gs1_type)(p[0] & TS_GS1_TYPE);
  size_t size = type == TS_GS1_Z ? without_padding(value) : value.size;
  for (size_t i = 0; i < size; i++)
    if (!in_set(type_set[type], value.data[i]))
      return TS_ERR_GS1_CHARACTER;
  for (unsigned i = 0; i < (unsigned)p[0] >> TS_GS1_LINTS_SHIFT; i++) {
    enum ts_err err = ts_gs1_lint((enum ts_gs1_lint)p[2 + i], value);
    if (err)
      return err;
  }
  return TS_OK;
}

enum ts_err ts_gs1_check_value(const struct ts_gs1_row *row, struct ts_bytes value) {
  const uint8_t *p = ts_gs1_formats + ts_gs1_format_at[row->format];
  enum ts_err err = check_sizes(p, value.size);
  while (!err && value.size) {
    size_t size;
    (void)take(p, value.size, &size);
    err = check_component(p, ts_bytes_part(value, 0, size));
    value = ts_bytes_part(value, size, value.size);
    p = next_component(p);
  }
  return err;
}
