/* SPDX-License-Identifier: Apache-2.0 */
/* Views on bytes, a bounded writer, and the byte-order and text encodings that the formats need.
 * Nothing here allocates; a view never owns what it points at. */
#ifndef TS_CORE_BYTES_H
#define TS_CORE_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A view: SIZE bytes at DATA, owned by somebody else. An empty view may have DATA == NULL. */
struct ts_bytes {
  const uint8_t *data;
  size_t size;
};

struct ts_bytes ts_bytes(const void *data, size_t size);
struct ts_bytes ts_bytes_of(const char *text); /* a C string without its NUL; NULL gives the empty view */
bool ts_bytes_equal(struct ts_bytes a, struct ts_bytes b);
bool ts_bytes_equal_text(struct ts_bytes a, const char *text);
bool ts_bytes_are_zero(struct ts_bytes bytes); /* all of them; true of none */
/* Lexicographic by unsigned byte, a prefix before what it begins: < 0, 0, > 0. */
int ts_bytes_compare(struct ts_bytes a, struct ts_bytes b);
bool ts_bytes_starts(struct ts_bytes a, struct ts_bytes prefix);
/* The part from OFFSET on, at most SIZE bytes; clipped, never out of bounds. */
struct ts_bytes ts_bytes_part(struct ts_bytes a, size_t offset, size_t size);
bool ts_bytes_all_digits(struct ts_bytes a); /* false for the empty view */

/* A bounded writer into memory of the caller's. Once something did not fit, FULL stays true and nothing
 * more is written, so that a caller checks once, at the end. */
struct ts_buf {
  uint8_t *data;
  size_t size;     /* bytes written */
  size_t capacity; /* bytes at DATA */
  bool full;       /* something did not fit */
};

struct ts_buf ts_buf(void *data, size_t capacity);
void ts_buf_put(struct ts_buf *buf, struct ts_bytes bytes);
void ts_buf_put_text(struct ts_buf *buf, const char *text);
void ts_buf_put_byte(struct ts_buf *buf, uint8_t byte);
void ts_buf_put_decimal(struct ts_buf *buf, uint64_t value);
void ts_buf_put_hex(struct ts_buf *buf, struct ts_bytes bytes); /* lower case */
struct ts_bytes ts_buf_bytes(const struct ts_buf *buf);         /* what was written so far */

/* Copies TEXT into DST[CAPACITY] as a C string; false (and an empty string) when it does not fit. */
bool ts_text_copy(char *dst, size_t capacity, struct ts_bytes text);

uint16_t ts_get_be16(const uint8_t *p);
uint32_t ts_get_be32(const uint8_t *p);
uint64_t ts_get_be64(const uint8_t *p);
void ts_put_be16(uint8_t *p, uint16_t value);
void ts_put_be32(uint8_t *p, uint32_t value);
void ts_put_be64(uint8_t *p, uint64_t value);

/* base64url without padding (RFC 4648 section 5), strict: no padding, no white space, no other alphabet, and
 * the unused trailing bits zero, so that bytes have one spelling. False when IN is not that, or does not fit
 * OUT; OUT is of no use then. */
bool ts_base64url_decode(struct ts_buf *out, struct ts_bytes in);
void ts_base64url_encode(struct ts_buf *out, struct ts_bytes in);
/* base64 with padding (RFC 4648 section 4), as strict: just the padding that fills up the last four. */
bool ts_base64_decode(struct ts_buf *out, struct ts_bytes in);
void ts_base64_encode(struct ts_buf *out, struct ts_bytes in);

/* -1 when C is no hexadecimal digit. */
int ts_hex_digit(uint8_t c);

#endif
