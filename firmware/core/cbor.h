/* SPDX-License-Identifier: Apache-2.0 */
/* A strict reader and a writer of deterministic CBOR (RFC 8949 section 4.2.1), zero copy, no recursion.
 * The subset: unsigned and negative integers, byte and text strings, arrays, maps, tags, false/true/null. No
 * floats, no indefinite lengths, shortest heads only, map keys in bytewise order of their encodings and
 * without duplicates, text in UTF-8. Refused too are the simple values that are neither of these three, and
 * the three tag numbers that IANA's registry keeps invalid: 2^16 - 1, 2^32 - 1 and 2^64 - 1. */
#ifndef TS_CORE_CBOR_H
#define TS_CORE_CBOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/bytes.h"
#include "core/error.h"

#define TS_CBOR_DEPTH_MAX 12

enum ts_cbor_type {
  TS_CBOR_UINT = 0,
  TS_CBOR_NEGATIVE = 1, /* the value is -1 - number */
  TS_CBOR_BYTES = 2,
  TS_CBOR_TEXT = 3,
  TS_CBOR_ARRAY = 4, /* number of items in NUMBER */
  TS_CBOR_MAP = 5,   /* number of pairs in NUMBER */
  TS_CBOR_TAG = 6,
  TS_CBOR_SIMPLE = 7, /* 20 false, 21 true, 22 null in NUMBER */
  TS_CBOR_NONE = 8,   /* no item: the reader failed or is at its end */
};

struct ts_cbor_item {
  enum ts_cbor_type type;
  uint64_t number;       /* value, length or count, by type */
  struct ts_bytes bytes; /* of a byte or text string; a view into the input */
};

/* A cursor. The first error sticks: every later call fails with it and gives nothing, so that a caller may
 * read a whole structure and check ERR once before it uses anything. */
struct ts_cbor_reader {
  struct ts_bytes in;
  size_t at;
  enum ts_err err;
};

/* Checks that IN is exactly one well-formed item of the subset, to its last byte, keys sorted, depth bounded:
 * after that, a reader over IN meets only type surprises. */
enum ts_err ts_cbor_check(struct ts_bytes in);
/* Like it, but the item may be followed by other bytes: *SIZE is where it ends. */
enum ts_err ts_cbor_check_prefix(struct ts_bytes in, size_t *size);

struct ts_cbor_reader ts_cbor_reader(struct ts_bytes in);
bool ts_cbor_at_end(const struct ts_cbor_reader *r);
/* The head of the next item (a string with its bytes; of an array, map or tag only the head). A count is
 * never larger than what the bytes that are left can hold. TS_CBOR_NONE on an error; peeking never makes one
 * stick. */
struct ts_cbor_item ts_cbor_next(struct ts_cbor_reader *r);
struct ts_cbor_item ts_cbor_peek(const struct ts_cbor_reader *r);
/* Passes over one item with all it holds and gives its bytes. Bounded by the input's size, whatever it holds;
 * the order of keys, the depth and the text's encoding are ts_cbor_check's part. */
struct ts_bytes ts_cbor_skip(struct ts_cbor_reader *r);

/* Typed reads: TS_ERR_CBOR_TYPE sticks when something else comes; the result is then zero or empty. */
uint64_t ts_cbor_uint(struct ts_cbor_reader *r);
struct ts_bytes ts_cbor_bytes(struct ts_cbor_reader *r);
struct ts_bytes ts_cbor_text(struct ts_cbor_reader *r);
size_t ts_cbor_array(struct ts_cbor_reader *r);
size_t ts_cbor_map(struct ts_cbor_reader *r);
uint64_t ts_cbor_tag(struct ts_cbor_reader *r);
/* In a map with unsigned keys: passes the key if it is KEY. For optional entries, in ascending order of keys.
 * PAIRS (the pairs left) is counted down when it is. */
bool ts_cbor_key(struct ts_cbor_reader *r, size_t *pairs, uint64_t key);
/* Requires it: TS_ERR_CBOR_TYPE sticks if another key comes or none is left. */
void ts_cbor_require_key(struct ts_cbor_reader *r, size_t *pairs, uint64_t key);
/* TS_ERR_CBOR_TYPE sticks unless PAIRS is zero: the map holds a key that the format does not know. */
void ts_cbor_end_map(struct ts_cbor_reader *r, size_t pairs);

/* Is it UTF-8 (RFC 3629), no overlong form, no surrogate, nothing beyond U+10FFFF? */
bool ts_cbor_utf8(struct ts_bytes text);

/* Writing: heads in their shortest form; keeping keys sorted and counts true is the caller's part and
 * ts_cbor_check shows it. Text that is not UTF-8 marks OUT as full. */
void ts_cbor_put_uint(struct ts_buf *out, uint64_t value);
void ts_cbor_put_negative(struct ts_buf *out, uint64_t minus_one_minus_value);
void ts_cbor_put_bytes(struct ts_buf *out, struct ts_bytes bytes);
void ts_cbor_put_bytes_head(struct ts_buf *out, uint64_t size); /* its bytes follow by other ways */
void ts_cbor_put_text(struct ts_buf *out, struct ts_bytes text);
void ts_cbor_put_array(struct ts_buf *out, uint64_t count);
void ts_cbor_put_map(struct ts_buf *out, uint64_t pairs);
void ts_cbor_put_tag(struct ts_buf *out, uint64_t tag);
void ts_cbor_put_bool(struct ts_buf *out, bool value);

#endif
