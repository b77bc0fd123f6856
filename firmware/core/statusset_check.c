/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "core/statusset_tree.h"

/* What is known of the blocks before. */
struct before {
  uint64_t entries;
  uint64_t last; /* the last value */
  uint64_t bits; /* of the last block, its head apart */
};

/* Of equal values the tails ascend; the same signed bytes stand there once. */
static bool in_order(uint8_t kind, const struct ts_statusset_entry *a, const struct ts_statusset_entry *b) {
  if (a->value != b->value || kind == TS_SET_ISSUED)
    return a->value <= b->value;
  return kind == TS_SET_SIGNED ? a->tail < b->tail : a->tail <= b->tail;
}

static bool tail_ok(uint8_t kind, uint64_t tail) {
  uint8_t reason;
  uint32_t day;
  return kind != TS_SET_BLOCKED || ts_statusset_blocked_read(tail, &reason, &day);
}

/* The block ends with what its last entry needs: the last one of the set there, the others in zeros. */
static bool padding_ok(const struct ts_statusset_cursor *cursor, bool is_last) {
  uint32_t used = (cursor->bit + 7) / 8;
  if (is_last && used != cursor->block.size)
    return false;
  if (cursor->bit % 8 != 0 && cursor->block.data[used - 1] >> cursor->bit % 8 != 0)
    return false;
  for (size_t i = used; i < cursor->block.size; i++)
    if (cursor->block.data[i] != 0)
      return false;
  return true;
}

/* One block after those BEFORE. RUN: how many entries share its first value; a block takes all entries of a
 * value or none, and as many values as fit. */
static bool block_ok(const struct ts_statusset_tree *tree, uint32_t index, struct ts_bytes block,
                     uint64_t first, struct before *before) {
  const struct ts_statusset_shape *shape = &tree->shape;
  uint8_t kind = tree->info->kind;
  struct ts_statusset_cursor cursor;
  if (!ts_statusset_begin(&cursor, shape, block, first) || !tail_ok(kind, cursor.entry.tail))
    return false;
  uint64_t run = 1, entries = (uint64_t)cursor.left + 1;
  while (cursor.left > 0) {
    struct ts_statusset_entry previous = cursor.entry;
    if (!ts_statusset_next(&cursor) || !in_order(kind, &previous, &cursor.entry) ||
        !tail_ok(kind, cursor.entry.tail))
      return false;
    run += cursor.entry.value == first;
  }
  if (index > 0) {
    if (first <= before->last)
      return false;
    uint64_t cost = ts_statusset_cost(shape, first - before->last) + (run - 1) * ts_statusset_cost(shape, 0);
    if (before->bits + cost <= TS_STATUSSET_BLOCK_BITS)
      return false;
  }
  before->entries += entries;
  before->last = cursor.entry.value;
  before->bits = cursor.bit - 8 * TS_STATUSSET_HEAD;
  return padding_ok(&cursor, index + 1 == shape->number[0]);
}

enum ts_err ts_statusset_check(const struct ts_statusset_info *info, const struct ts_statusset_reader *reader,
                               const struct ts_crypto *crypto, struct ts_statusset_memory *memory) {
  struct ts_statusset_tree tree = {.info = info, .reader = reader, .crypto = crypto, .memory = memory};
  struct before before = {0};
  if (!ts_statusset_shape(&tree.shape, info))
    return TS_ERR_BUNDLE_CONTENT;
  memory->has_top = false; /* what was kept must be found in the set once more */
  for (uint32_t index = 0; index < info->blocks; index++) {
    struct ts_bytes block;
    uint64_t first;
    enum ts_err err = ts_statusset_descend(&tree, (struct ts_statusset_target){true, index}, &block, &first);
    if (err != TS_OK)
      return err;
    if (!block_ok(&tree, index, block, first, &before))
      return TS_ERR_STATUSSET_FORM;
  }
  return before.entries == info->count ? TS_OK : TS_ERR_STATUSSET_FORM;
}
