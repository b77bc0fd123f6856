/* SPDX-License-Identifier: Apache-2.0 */
#include "core/statusset_code.h"

#include <string.h>

#define REASON_BITS 3
#define DAY_BITS 17

/* Spelled out, as compilers make one load of it. */
uint64_t ts_get_le64(const uint8_t *p) {
  return (uint64_t)p[0] | (uint64_t)p[1] << 8 | (uint64_t)p[2] << 16 | (uint64_t)p[3] << 24 |
         (uint64_t)p[4] << 32 | (uint64_t)p[5] << 40 | (uint64_t)p[6] << 48 | (uint64_t)p[7] << 56;
}

void ts_put_le64(uint8_t *p, uint64_t value) {
  for (unsigned i = 0; i < 8; i++)
    p[i] = (uint8_t)(value >> 8 * i);
}

/* Of a gap's mean 2^b the low b - 1 bits as they are cost least: 1.54 bits above b, of which 1.44 no code can
 * save. */
bool ts_statusset_code(struct ts_statusset_shape *shape, uint8_t kind, uint8_t bits, uint32_t count) {
  memset(shape, 0, sizeof *shape);
  if (count > TS_STATUSSET_COUNT_MAX)
    return false;
  if (kind == TS_SET_SIGNED) {
    unsigned log = 0;
    while (count >> log > 1)
      log++;
    shape->rice = (uint8_t)(63 - log);
    shape->tail = 64;
    return bits == TS_STATUSSET_SIGNED_BITS;
  }
  if ((kind != TS_SET_ISSUED && kind != TS_SET_BLOCKED) || bits < 1 || bits > TS_STATUSSET_BITS_MAX)
    return false;
  shape->universe = (uint64_t)count << bits; /* below 2^64: 24 + 40 bits */
  shape->rice = (uint8_t)(bits - 1);
  shape->tail = kind == TS_SET_BLOCKED ? REASON_BITS + DAY_BITS : 0;
  return true;
}

bool ts_statusset_shape(struct ts_statusset_shape *shape, const struct ts_statusset_info *info) {
  if (!ts_statusset_code(shape, info->kind, info->bits, info->count))
    return false;
  if (info->count == 0)
    return info->blocks == 0 && info->length == 0;
  if (info->blocks == 0 || info->blocks > info->count)
    return false;
  uint64_t end = (uint64_t)info->blocks * TS_STATUSSET_BLOCK;
  shape->number[0] = info->blocks;
  for (uint32_t below = info->blocks; shape->levels == 0 || below > 1; below = shape->number[shape->levels]) {
    if (shape->levels == TS_STATUSSET_LEVELS_MAX)
      return false;
    shape->levels++;
    shape->number[shape->levels] = (below + TS_STATUSSET_FANOUT - 1) / TS_STATUSSET_FANOUT;
    shape->at[shape->levels] = end;
    end += (uint64_t)below * TS_STATUSSET_ENTRY;
  }
  /* END is as if the last block were whole. */
  if (info->length > end || end - info->length > TS_STATUSSET_BLOCK - TS_STATUSSET_HEAD)
    return false;
  uint32_t cut = (uint32_t)(end - info->length);
  shape->last_size = TS_STATUSSET_BLOCK - cut;
  for (unsigned level = 1; level <= shape->levels; level++)
    shape->at[level] -= cut;
  return true;
}

uint32_t ts_statusset_size(const struct ts_statusset_shape *shape, unsigned level, uint32_t index) {
  if (level == 0)
    return index + 1 < shape->number[0] ? TS_STATUSSET_BLOCK : shape->last_size;
  uint32_t left = shape->number[level - 1] - index * TS_STATUSSET_FANOUT;
  return (left < TS_STATUSSET_FANOUT ? left : TS_STATUSSET_FANOUT) * TS_STATUSSET_ENTRY;
}

/* The high 64 bits of A times B. */
static uint64_t high_product(uint64_t a, uint64_t b) {
  uint64_t a_high = a >> 32, a_low = a & UINT32_MAX, b_high = b >> 32, b_low = b & UINT32_MAX;
  uint64_t cross = a_high * b_low + (a_low * b_low >> 32); /* at most 2^64 - 2^32 */
  uint64_t other = a_low * b_high + (cross & UINT32_MAX);
  return a_high * b_high + (cross >> 32) + (other >> 32);
}

/* The digest's first 128 bits, as a fraction of 2^128, of the universe. */
struct ts_statusset_entry ts_statusset_entry(const struct ts_statusset_shape *shape, uint8_t kind,
                                             const uint8_t digest[TS_SHA256_SIZE]) {
  uint64_t high = ts_get_be64(digest), low = ts_get_be64(digest + 8);
  if (kind == TS_SET_SIGNED)
    return (struct ts_statusset_entry){high, low};
  uint64_t carry = high_product(low, shape->universe), sum = high * shape->universe + carry;
  return (struct ts_statusset_entry){high_product(high, shape->universe) + (sum < carry), 0};
}

uint64_t ts_statusset_blocked_tail(uint8_t reason, uint32_t day) {
  return (uint64_t)day << REASON_BITS | reason;
}

bool ts_statusset_blocked_read(uint64_t tail, uint8_t *reason, uint32_t *day) {
  *reason = (uint8_t)(tail & ((1u << REASON_BITS) - 1));
  *day = (uint32_t)(tail >> REASON_BITS);
  return *reason != 0 && *day <= TS_STATUSSET_DAY_MAX;
}

uint64_t ts_statusset_cost(const struct ts_statusset_shape *shape, uint64_t gap) {
  return (gap >> shape->rice) + 1 + shape->rice + shape->tail;
}

static uint32_t bits_left(const struct ts_statusset_cursor *cursor) {
  return (uint32_t)cursor->block.size * 8 - cursor->bit;
}

/* The bits from the next one on, 57 at least; zeros beyond the block. */
static uint64_t peek(const struct ts_statusset_cursor *cursor) {
  const uint8_t *at = cursor->block.data + cursor->bit / 8;
  size_t left = cursor->block.size - cursor->bit / 8;
  uint64_t bits = 0;
  if (left >= sizeof bits)
    return ts_get_le64(at) >> cursor->bit % 8;
  for (size_t i = 0; i < left; i++)
    bits |= (uint64_t)at[i] << 8 * i;
  return bits >> cursor->bit % 8;
}

/* The next SIZE bits, at most 64, the first one the lowest. */
static bool take(struct ts_statusset_cursor *cursor, unsigned size, uint64_t *out) {
  if (size > bits_left(cursor))
    return false;
  unsigned low = size <= 57 ? size : 32, high = size - low;
  *out = peek(cursor) & ((UINT64_C(1) << low) - 1);
  cursor->bit += low;
  if (high > 0) {
    *out |= (peek(cursor) & ((UINT64_C(1) << high) - 1)) << low;
    cursor->bit += high;
  }
  return true;
}

/* Ones before the next zero, which is passed too. */
static bool take_ones(struct ts_statusset_cursor *cursor, uint64_t *out) {
  *out = 0;
  for (uint32_t left; (left = bits_left(cursor)) > 0;) {
    uint32_t seen = left < 57 ? left : 57, ones = 0;
    for (uint64_t bits = peek(cursor); ones < seen && (bits & 1) == 1; bits >>= 1)
      ones++;
    *out += ones;
    cursor->bit += ones < seen ? ones + 1 : ones;
    if (ones < seen)
      return true;
  }
  return false;
}

bool ts_statusset_begin(struct ts_statusset_cursor *cursor, const struct ts_statusset_shape *shape,
                        struct ts_bytes block, uint64_t first) {
  memset(cursor, 0, sizeof *cursor);
  uint64_t count;
  cursor->shape = shape;
  cursor->block = block;
  cursor->entry.value = first;
  if (!take(cursor, 8 * TS_STATUSSET_HEAD, &count) || count == 0 || first > shape->universe - 1)
    return false;
  cursor->left = (uint32_t)count - 1;
  return take(cursor, shape->tail, &cursor->entry.tail);
}

bool ts_statusset_next(struct ts_statusset_cursor *cursor) {
  const struct ts_statusset_shape *shape = cursor->shape;
  uint64_t room = shape->universe - 1 - cursor->entry.value; /* also for 2^64, which is 0 */
  uint64_t high, low;
  if (!take_ones(cursor, &high) || !take(cursor, shape->rice, &low) ||
      (shape->tail > 0 && !take(cursor, shape->tail, &cursor->entry.tail)) || high > room >> shape->rice)
    return false;
  uint64_t gap = high << shape->rice | low;
  if (gap > room)
    return false;
  cursor->entry.value += gap;
  cursor->left--;
  return true;
}

enum ts_err ts_statusset_hash(const struct ts_crypto *crypto, unsigned level, struct ts_bytes bytes,
                              uint8_t hash[TS_SHA256_SIZE]) {
  const uint8_t prefix = (uint8_t)level;
  const struct ts_bytes part[] = {ts_bytes(&prefix, 1), bytes};
  return crypto->sha256(crypto->ctx, part, sizeof part / sizeof *part, hash);
}
