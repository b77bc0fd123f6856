/* SPDX-License-Identifier: Apache-2.0 */
#include "core/cbor.h"

enum { MAJOR_SHIFT = 5, INFO_MASK = 31, INFO_1_BYTE = 24, INFO_8_BYTES = 27, INFO_INDEFINITE = 31 };
enum { SIMPLE_FALSE = 20, SIMPLE_NULL = 22 };

static const struct ts_cbor_item NO_ITEM = {.type = TS_CBOR_NONE};

static struct ts_cbor_item fail(struct ts_cbor_reader *r, enum ts_err err) {
  r->err = err;
  return NO_ITEM;
}

/* Where the head's additional information is no number, says what is wrong with it. */
static enum ts_err bad_info(unsigned major, unsigned info) {
  if (major == TS_CBOR_SIMPLE && info >= INFO_1_BYTE && info <= INFO_8_BYTES)
    return info == INFO_1_BYTE ? TS_ERR_CBOR_RESERVED : TS_ERR_CBOR_TYPE; /* simple 32..255 or a float */
  if (info == INFO_INDEFINITE && major >= TS_CBOR_BYTES && major <= TS_CBOR_MAP)
    return TS_ERR_CBOR_NOT_DETERMINISTIC;
  return info > INFO_8_BYTES ? TS_ERR_CBOR_RESERVED : TS_OK;
}

/* The number in the head, which takes 1, 2, 4 or 8 bytes when INFO is 24 to 27. */
static enum ts_err read_number(struct ts_cbor_reader *r, unsigned info, uint64_t *number) {
  *number = info;
  if (info < INFO_1_BYTE)
    return TS_OK;
  size_t width = (size_t)1 << (info - INFO_1_BYTE);
  if (r->in.size - r->at < width)
    return TS_ERR_CBOR_TRUNCATED;
  uint64_t value = 0;
  for (size_t i = 0; i < width; i++)
    value = value << 8 | r->in.data[r->at++];
  *number = value;
  uint64_t least = width == 1 ? INFO_1_BYTE : (uint64_t)1 << (width * 4);
  return value < least ? TS_ERR_CBOR_NOT_DETERMINISTIC : TS_OK;
}

/* Tags and simple values that are never valid, and counts that the rest of the input cannot hold. */
static enum ts_err bad_number(const struct ts_cbor_reader *r, unsigned major, uint64_t number) {
  size_t rest = r->in.size - r->at;
  switch (major) {
  case TS_CBOR_BYTES:
  case TS_CBOR_TEXT:
  case TS_CBOR_ARRAY:
    return number > rest ? TS_ERR_CBOR_TRUNCATED : TS_OK;
  case TS_CBOR_MAP:
    return number > rest / 2 ? TS_ERR_CBOR_TRUNCATED : TS_OK;
  case TS_CBOR_TAG:
    if (number == UINT16_MAX || number == UINT32_MAX || number == UINT64_MAX)
      return TS_ERR_CBOR_RESERVED;
    return rest == 0 ? TS_ERR_CBOR_TRUNCATED : TS_OK;
  case TS_CBOR_SIMPLE:
    return number < SIMPLE_FALSE || number > SIMPLE_NULL ? TS_ERR_CBOR_RESERVED : TS_OK;
  default:
    return TS_OK;
  }
}

/* One head, and the bytes of a string. The text's encoding is not looked at. */
static struct ts_cbor_item read_head(struct ts_cbor_reader *r) {
  if (r->err)
    return NO_ITEM;
  if (r->at >= r->in.size)
    return fail(r, TS_ERR_CBOR_TRUNCATED);
  unsigned first = r->in.data[r->at++];
  unsigned major = first >> MAJOR_SHIFT, info = first & INFO_MASK;
  uint64_t number;
  enum ts_err err = bad_info(major, info);
  if (!err)
    err = read_number(r, info, &number);
  if (!err)
    err = bad_number(r, major, number);
  if (err)
    return fail(r, err);
  struct ts_cbor_item item = {.type = (enum ts_cbor_type)major, .number = number};
  if (major == TS_CBOR_BYTES || major == TS_CBOR_TEXT) {
    item.bytes = ts_bytes(r->in.data + r->at, (size_t)number);
    r->at += (size_t)number;
  }
  return item;
}

struct ts_cbor_reader ts_cbor_reader(struct ts_bytes in) {
  return (struct ts_cbor_reader){.in = in};
}

bool ts_cbor_at_end(const struct ts_cbor_reader *r) {
  return r->at >= r->in.size;
}

struct ts_cbor_item ts_cbor_next(struct ts_cbor_reader *r) {
  struct ts_cbor_item item = read_head(r);
  if (item.type == TS_CBOR_TEXT && !ts_cbor_utf8(item.bytes))
    return fail(r, TS_ERR_CBOR_UTF8);
  return item;
}

struct ts_cbor_item ts_cbor_peek(const struct ts_cbor_reader *r) {
  struct ts_cbor_reader copy = *r;
  return ts_cbor_next(&copy);
}

/* Items that follow a head and belong to it; no more than the bytes that are left (bad_number saw to that).
 */
static size_t children(const struct ts_cbor_item *item) {
  switch (item->type) {
  case TS_CBOR_ARRAY:
    return (size_t)item->number;
  case TS_CBOR_MAP:
    return (size_t)item->number * 2;
  case TS_CBOR_TAG:
    return 1;
  default:
    return 0;
  }
}

struct ts_bytes ts_cbor_skip(struct ts_cbor_reader *r) {
  size_t start = r->at;
  for (size_t open = 1; open > 0 && !r->err; open--) {
    struct ts_cbor_item item = read_head(r);
    open += children(&item);
    if (open - 1 > r->in.size - r->at && !r->err) /* every open item takes a byte: so OPEN never overflows */
      r->err = TS_ERR_CBOR_TRUNCATED;
  }
  return r->err ? ts_bytes(NULL, 0) : ts_bytes(r->in.data + start, r->at - start);
}

/* An array, map or tag whose items are not all read. */
struct level {
  size_t left; /* items to come */
  bool is_map;
  size_t key_at;       /* where the key that is being read begins */
  struct ts_bytes key; /* the last whole one */
};

/* An item inside LEVEL is whole. If it was a key, it must come after the one before it. */
static enum ts_err end_item(struct ts_cbor_reader *r, struct level *level) {
  bool was_key = level->is_map && level->left % 2 == 0;
  level->left--;
  if (!was_key)
    return TS_OK;
  struct ts_bytes key = ts_bytes(r->in.data + level->key_at, r->at - level->key_at);
  int order = level->key.size ? ts_bytes_compare(level->key, key) : -1;
  level->key = key;
  return order < 0 ? TS_OK : order == 0 ? TS_ERR_CBOR_DUPLICATE : TS_ERR_CBOR_NOT_DETERMINISTIC;
}

enum ts_err ts_cbor_check_prefix(struct ts_bytes in, size_t *size) {
  struct ts_cbor_reader r = ts_cbor_reader(in);
  struct level level[TS_CBOR_DEPTH_MAX];
  size_t depth = 0;
  *size = 0;
  do {
    if (depth && level[depth - 1].is_map && level[depth - 1].left % 2 == 0)
      level[depth - 1].key_at = r.at;
    struct ts_cbor_item item = ts_cbor_next(&r);
    if (r.err)
      return r.err;
    size_t below = children(&item);
    if (below) {
      if (depth == TS_CBOR_DEPTH_MAX)
        return TS_ERR_CBOR_DEPTH;
      level[depth++] = (struct level){.left = below, .is_map = item.type == TS_CBOR_MAP};
      continue;
    }
    for (enum ts_err err = TS_OK; depth; depth--) {
      err = end_item(&r, &level[depth - 1]);
      if (err)
        return err;
      if (level[depth - 1].left)
        break;
    }
  } while (depth);
  *size = r.at;
  return TS_OK;
}

enum ts_err ts_cbor_check(struct ts_bytes in) {
  size_t size;
  enum ts_err err = ts_cbor_check_prefix(in, &size);
  return err ? err : size < in.size ? TS_ERR_CBOR_TRAILING : TS_OK;
}

static struct ts_cbor_item expect(struct ts_cbor_reader *r, enum ts_cbor_type type) {
  struct ts_cbor_item item = ts_cbor_next(r);
  return r->err || item.type == type ? item : fail(r, TS_ERR_CBOR_TYPE);
}

uint64_t ts_cbor_uint(struct ts_cbor_reader *r) {
  return expect(r, TS_CBOR_UINT).number;
}

struct ts_bytes ts_cbor_bytes(struct ts_cbor_reader *r) {
  return expect(r, TS_CBOR_BYTES).bytes;
}

struct ts_bytes ts_cbor_text(struct ts_cbor_reader *r) {
  return expect(r, TS_CBOR_TEXT).bytes;
}

size_t ts_cbor_array(struct ts_cbor_reader *r) {
  return (size_t)expect(r, TS_CBOR_ARRAY).number;
}

size_t ts_cbor_map(struct ts_cbor_reader *r) {
  return (size_t)expect(r, TS_CBOR_MAP).number;
}

uint64_t ts_cbor_tag(struct ts_cbor_reader *r) {
  return expect(r, TS_CBOR_TAG).number;
}

bool ts_cbor_key(struct ts_cbor_reader *r, size_t *pairs, uint64_t key) {
  if (r->err || *pairs == 0)
    return false;
  struct ts_cbor_reader ahead = *r;
  struct ts_cbor_item item = ts_cbor_next(&ahead);
  if (item.type != TS_CBOR_UINT || item.number != key)
    return false;
  *r = ahead;
  --*pairs;
  return true;
}

void ts_cbor_require_key(struct ts_cbor_reader *r, size_t *pairs, uint64_t key) {
  if (!ts_cbor_key(r, pairs, key) && !r->err)
    r->err = TS_ERR_CBOR_TYPE;
}

void ts_cbor_end_map(struct ts_cbor_reader *r, size_t pairs) {
  if (pairs && !r->err)
    r->err = TS_ERR_CBOR_TYPE;
}
