/* SPDX-License-Identifier: Apache-2.0 */
#include "core/bytes.h"

#include <string.h>

struct ts_bytes ts_bytes(const void *data, size_t size) {
  return (struct ts_bytes){.data = data, .size = size};
}

struct ts_bytes ts_bytes_of(const char *text) {
  return ts_bytes(text, text ? strlen(text) : 0);
}

bool ts_bytes_equal(struct ts_bytes a, struct ts_bytes b) {
  return a.size == b.size && (a.size == 0 || memcmp(a.data, b.data, a.size) == 0);
}

bool ts_bytes_equal_text(struct ts_bytes a, const char *text) {
  return ts_bytes_equal(a, ts_bytes_of(text));
}

bool ts_bytes_are_zero(struct ts_bytes bytes) {
  for (size_t i = 0; i < bytes.size; i++)
    if (bytes.data[i])
      return false;
  return true;
}

int ts_bytes_compare(struct ts_bytes a, struct ts_bytes b) {
  size_t common = a.size < b.size ? a.size : b.size;
  int order = common ? memcmp(a.data, b.data, common) : 0;
  return order ? order : (a.size > b.size) - (a.size < b.size);
}

bool ts_bytes_starts(struct ts_bytes a, struct ts_bytes prefix) {
  return a.size >= prefix.size && ts_bytes_equal(ts_bytes(a.data, prefix.size), prefix);
}

struct ts_bytes ts_bytes_part(struct ts_bytes a, size_t offset, size_t size) {
  if (offset >= a.size)
    return ts_bytes(NULL, 0);
  size_t rest = a.size - offset;
  return ts_bytes(a.data + offset, size < rest ? size : rest);
}

bool ts_bytes_all_digits(struct ts_bytes a) {
  for (size_t i = 0; i < a.size; i++)
    if (a.data[i] < '0' || a.data[i] > '9')
      return false;
  return a.size > 0;
}

struct ts_buf ts_buf(void *data, size_t capacity) {
  return (struct ts_buf){.data = data, .capacity = capacity};
}

void ts_buf_put(struct ts_buf *buf, struct ts_bytes bytes) {
  if (buf->full || bytes.size > buf->capacity - buf->size) {
    buf->full = true;
    return;
  }
  if (bytes.size)
    memcpy(buf->data + buf->size, bytes.data, bytes.size);
  buf->size += bytes.size;
}

void ts_buf_put_text(struct ts_buf *buf, const char *text) {
  ts_buf_put(buf, ts_bytes_of(text));
}

void ts_buf_put_byte(struct ts_buf *buf, uint8_t byte) {
  if (buf->full || buf->size == buf->capacity) {
    buf->full = true;
    return;
  }
  buf->data[buf->size++] = byte;
}

void ts_buf_put_decimal(struct ts_buf *buf, uint64_t value) {
  uint8_t digits[20];
  size_t at = sizeof digits;
  do
    digits[--at] = (uint8_t)('0' + value % 10);
  while ((value /= 10) != 0);
  ts_buf_put(buf, ts_bytes(digits + at, sizeof digits - at));
}

void ts_buf_put_hex(struct ts_buf *buf, struct ts_bytes bytes) {
  static const char digit[] = "0123456789abcdef";
  for (size_t i = 0; i < bytes.size; i++) {
    ts_buf_put_byte(buf, (uint8_t)digit[bytes.data[i] >> 4]);
    ts_buf_put_byte(buf, (uint8_t)digit[bytes.data[i] & 15]);
  }
}

struct ts_bytes ts_buf_bytes(const struct ts_buf *buf) {
  return ts_bytes(buf->data, buf->size);
}

bool ts_text_copy(char *dst, size_t capacity, struct ts_bytes text) {
  if (capacity == 0)
    return false;
  dst[0] = 0;
  if (text.size >= capacity)
    return false;
  if (text.size)
    memcpy(dst, text.data, text.size);
  dst[text.size] = 0;
  return true;
}

uint16_t ts_get_be16(const uint8_t *p) {
  return (uint16_t)((unsigned)p[0] << 8 | p[1]);
}

uint32_t ts_get_be32(const uint8_t *p) {
  return (uint32_t)ts_get_be16(p) << 16 | ts_get_be16(p + 2);
}

uint64_t ts_get_be64(const uint8_t *p) {
  return (uint64_t)ts_get_be32(p) << 32 | ts_get_be32(p + 4);
}

void ts_put_be16(uint8_t *p, uint16_t value) {
  p[0] = (uint8_t)(value >> 8);
  p[1] = (uint8_t)value;
}

void ts_put_be32(uint8_t *p, uint32_t value) {
  ts_put_be16(p, (uint16_t)(value >> 16));
  ts_put_be16(p + 2, (uint16_t)value);
}

void ts_put_be64(uint8_t *p, uint64_t value) {
  ts_put_be32(p, (uint32_t)(value >> 32));
  ts_put_be32(p + 4, (uint32_t)value);
}

/* ---- base64: two alphabets that differ in the last two digits ---- */

#define BASE64_FIRST_62 "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"

static int base64_value(uint8_t c, const char last[2]) {
  unsigned letter = (c | 0x20u) - 'a';
  unsigned digit = c - (unsigned)'0';
  if (letter < 26)
    return (int)(c & 0x20 ? letter + 26 : letter);
  if (digit < 10)
    return (int)digit + 52;
  return c == (uint8_t)last[0] ? 62 : c == (uint8_t)last[1] ? 63 : -1;
}

/* Without padding. */
static bool base64_decode(struct ts_buf *out, struct ts_bytes in, const char last[2]) {
  uint32_t bits = 0;
  unsigned held = 0;
  size_t size = in.size / 4 * 3 + in.size % 4 * 3 / 4;
  if (out->full || size > out->capacity - out->size) {
    out->full = true;
    return false;
  }
  size_t at = out->size;
  for (size_t i = 0; i < in.size; i++) {
    int value = base64_value(in.data[i], last);
    if (value < 0)
      return false;
    bits = bits << 6 | (uint32_t)value;
    held += 6;
    if (held >= 8) {
      held -= 8;
      out->data[at++] = (uint8_t)(bits >> held);
    }
  }
  bool whole = in.size % 4 != 1;
  bool trailing_zero = (bits & ((1u << held) - 1)) == 0;
  out->size += size;
  return whole && trailing_zero;
}

static void base64_encode(struct ts_buf *out, struct ts_bytes in, const char digit[65]) {
  uint32_t bits = 0;
  unsigned held = 0;
  for (size_t i = 0; i < in.size; i++) {
    bits = (bits << 8 | in.data[i]) & 0x3fff;
    held += 8;
    while (held >= 6) {
      held -= 6;
      ts_buf_put_byte(out, (uint8_t)digit[bits >> held & 63]);
    }
  }
  if (held)
    ts_buf_put_byte(out, (uint8_t)digit[bits << (6 - held) & 63]);
}

bool ts_base64url_decode(struct ts_buf *out, struct ts_bytes in) {
  return base64_decode(out, in, "-_");
}

void ts_base64url_encode(struct ts_buf *out, struct ts_bytes in) {
  base64_encode(out, in, BASE64_FIRST_62 "-_");
}

/* As much padding as fills up the last four: what is before it says how much that is. */
bool ts_base64_decode(struct ts_buf *out, struct ts_bytes in) {
  size_t padding = 0;
  if (in.size % 4 != 0)
    return false;
  while (padding < 2 && padding < in.size && in.data[in.size - 1 - padding] == '=')
    padding++;
  return base64_decode(out, ts_bytes_part(in, 0, in.size - padding), "+/");
}

void ts_base64_encode(struct ts_buf *out, struct ts_bytes in) {
  base64_encode(out, in, BASE64_FIRST_62 "+/");
  for (size_t size = in.size; size % 3 != 0; size++)
    ts_buf_put_byte(out, '=');
}

int ts_hex_digit(uint8_t c) {
  if (c >= '0' && c <= '9')
    return c - '0';
  if (c >= 'a' && c <= 'f')
    return c - 'a' + 10;
  if (c >= 'A' && c <= 'F')
    return c - 'A' + 10;
  return -1;
}
