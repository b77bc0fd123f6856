/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "core/journal_form.h"

uint8_t *ts_journal_slot(struct ts_journal *j, uint32_t leaf) {
  return j->leaves + TS_JOURNAL_FILE_HEADER + (size_t)(leaf - j->flushed) * TS_JOURNAL_LEAF_SIZE;
}

void ts_journal_slot_put(uint8_t *slot, const struct ts_hash *hash, uint32_t segment, uint32_t offset) {
  memcpy(slot, hash->bytes, sizeof hash->bytes);
  ts_put_be32(slot + sizeof hash->bytes, segment);
  ts_put_be32(slot + sizeof hash->bytes + 4, offset);
}

/* Old leaves go by whole files. */
static void give_up_leaves(struct ts_journal *j, uint32_t size) {
  struct ts_journal_series *s = &j->hashes[0];
  uint32_t first;
  while (size > TS_JOURNAL_LEAVES_KEPT && s->oldest + 1 < s->newest &&
         ts_journal_file_first(j, TS_JOURNAL_LEAVES, s->oldest + 1, &first) == TS_OK &&
         first <= size - TS_JOURNAL_LEAVES_KEPT)
    s->oldest++;
}

enum ts_err ts_journal_hashes_flush(struct ts_journal *j, uint32_t size) {
  const uint32_t newest = j->hashes[0].newest;
  if (size == j->flushed)
    return TS_OK;
  enum ts_err err = ts_journal_series_append(j, TS_JOURNAL_LEAVES, j->flushed, j->leaves, size - j->flushed);
  if (err)
    return err;
  j->flushed = size;
  j->dirty = true;
  j->log_bad = j->log_bad || j->log_count > 0; /* all of it is on the card */
  if (j->hashes[0].newest != newest)
    give_up_leaves(j, size);
  return TS_OK;
}

/* The subtree of 2^LEVEL leaves that ends with LEAF, the next one. */
static enum ts_err completed(struct ts_journal *j, const struct ts_hash *leaf, unsigned level,
                             struct ts_hash *out) {
  struct ts_merkle low;
  low.size = j->tree.size & ((UINT64_C(1) << level) - 1);
  memcpy(low.subtree, j->tree.subtree, sizeof low.subtree);
  enum ts_err err = ts_merkle_append(&low, j->crypto, leaf);
  *out = low.subtree[level];
  return err;
}

enum ts_err ts_journal_hashes_complete(struct ts_journal *j, const struct ts_hash *leaf) {
  enum ts_err err = TS_OK;
  for (unsigned array = 1; array < TS_JOURNAL_TREE_ARRAYS && !err; array++) {
    const unsigned level = array * TS_JOURNAL_TILE_BITS;
    uint8_t bytes[TS_JOURNAL_FILE_HEADER + sizeof(struct ts_hash)];
    struct ts_hash hash;
    if ((j->tree.size + 1) & ((UINT64_C(1) << level) - 1))
      break;
    err = completed(j, leaf, level, &hash);
    memcpy(bytes + TS_JOURNAL_FILE_HEADER, hash.bytes, sizeof hash.bytes);
    if (!err)
      err = ts_journal_series_append(j, (enum ts_journal_kind)(TS_JOURNAL_LEAVES + array),
                                     (uint32_t)(j->tree.size >> level), bytes, 1);
  }
  return err;
}

/* Entries of leaves from LEAF on, at most COUNT, in RAM or read into the buffer. */
static enum ts_err leaf_entries(struct ts_journal *j, uint32_t leaf, uint32_t count, const uint8_t **entries,
                                uint32_t *there) {
  if (leaf >= j->flushed) {
    const uint32_t left = (uint32_t)j->tree.size - leaf;
    *entries = ts_journal_slot(j, leaf);
    *there = count < left ? count : left;
    return TS_OK;
  }
  *entries = j->buffer;
  const uint32_t most = sizeof j->buffer / TS_JOURNAL_LEAF_SIZE; /* less than a tile */
  const uint32_t left = j->flushed - leaf < most ? j->flushed - leaf : most;
  return ts_journal_series_read(j, TS_JOURNAL_LEAVES, leaf, count < left ? count : left, j->buffer, there);
}

enum ts_err ts_journal_leaf_entry(struct ts_journal *j, uint32_t leaf, uint8_t out[TS_JOURNAL_LEAF_SIZE]) {
  const uint8_t *entry;
  uint32_t there;
  if (leaf >= j->tree.size)
    return TS_ERR_NOT_FOUND;
  enum ts_err err = leaf_entries(j, leaf, 1, &entry, &there);
  if (err)
    return err;
  memcpy(out, entry, TS_JOURNAL_LEAF_SIZE);
  return TS_OK;
}

static enum ts_err fold_entry(struct ts_journal *j, struct ts_merkle *fold, const uint8_t *entry) {
  struct ts_hash hash;
  memcpy(hash.bytes, entry, sizeof hash.bytes);
  return ts_merkle_append(fold, j->crypto, &hash);
}

enum ts_err ts_journal_fold_leaves(struct ts_journal *j, struct ts_merkle *fold, uint32_t begin,
                                   uint32_t count) {
  enum ts_err err = TS_OK;
  while (!err && fold->size < count) {
    const uint32_t at = (uint32_t)fold->size;
    const uint8_t *entry;
    uint32_t there;
    err = leaf_entries(j, begin + at, count - at, &entry, &there);
    for (uint32_t i = 0; !err && i < there; i++)
      err = fold_entry(j, fold, entry + (size_t)i * TS_JOURNAL_LEAF_SIZE);
  }
  return err;
}

static enum ts_err fold_subtrees(struct ts_journal *j, enum ts_journal_kind kind, struct ts_merkle *fold,
                                 uint32_t begin, uint32_t count) {
  const uint32_t most = TS_JOURNAL_BUFFER / TS_SHA256_SIZE;
  enum ts_err err = TS_OK;
  while (!err && fold->size < count) {
    const uint32_t at = (uint32_t)fold->size, left = count - at;
    uint32_t there;
    err = ts_journal_series_read(j, kind, begin + at, left < most ? left : most, j->buffer, &there);
    for (uint32_t i = 0; !err && i < there; i++)
      err = fold_entry(j, fold, j->buffer + i * sizeof(struct ts_hash));
  }
  return err;
}

static enum ts_err subtree(void *ctx, unsigned level, uint64_t index, struct ts_hash *out) {
  struct ts_journal *j = ctx;
  struct ts_merkle fold;
  if (level >= TS_MERKLE_LEVELS || index >= j->tree.size >> level)
    return TS_ERR_ARGUMENT;
  const unsigned array = level < TS_JOURNAL_TILE_BITS ? 0 : level < 2 * TS_JOURNAL_TILE_BITS ? 1 : 2;
  const unsigned height = level - array * TS_JOURNAL_TILE_BITS;
  const uint32_t begin = (uint32_t)(index << height), count = UINT32_C(1) << height;
  fold.size = 0;
  enum ts_err err =
      array == 0 ? ts_journal_fold_leaves(j, &fold, begin, count)
                 : fold_subtrees(j, (enum ts_journal_kind)(TS_JOURNAL_LEAVES + array), &fold, begin, count);
  if (!err)
    *out = fold.subtree[height];
  return err;
}

struct ts_merkle_source ts_journal_tree(struct ts_journal *journal) {
  return (struct ts_merkle_source){.ctx = journal, .subtree = subtree};
}

enum ts_err ts_journal_leaf(struct ts_journal *journal, uint64_t number, struct ts_hash *out) {
  uint8_t entry[TS_JOURNAL_LEAF_SIZE];
  enum ts_err err = number < journal->tree.size ? ts_journal_leaf_entry(journal, (uint32_t)number, entry)
                                                : TS_ERR_NOT_FOUND;
  if (!err)
    memcpy(out->bytes, entry, sizeof out->bytes);
  return err;
}
