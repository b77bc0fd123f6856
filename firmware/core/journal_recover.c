/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "core/journal_form.h"

/* A walk along the records from the scan's place to the newest. */
struct scan {
  struct ts_journal *j;
  uint32_t number, size;
  struct ts_journal_place place;
  uint64_t end;          /* bytes of the segment */
  uint32_t next_segment; /* the next one whose header can be read, and the record that it begins with */
  uint32_t next_first;
  /* The last tile's leaves as they are on the card. */
  uint32_t tile;
  struct ts_merkle fold;
  bool lost;
  uint32_t lost_first, lost_last;
};

/* Looks at SEGMENT, and for where the one after it begins: what a failed write left at the end of a segment
 * is none of its records. */
static enum ts_err enter(struct scan *scan, uint32_t segment, uint32_t offset) {
  const struct ts_journal_series *s = &scan->j->records;
  scan->place = (struct ts_journal_place){.segment = segment, .offset = offset};
  enum ts_err err = ts_journal_file_size(scan->j, TS_JOURNAL_RECORDS, segment, &scan->end);
  scan->next_segment = segment;
  scan->next_first = scan->size;
  while (!err && scan->next_segment < s->newest) {
    scan->next_segment++;
    if (scan->next_segment == s->newest) {
      scan->next_first = s->first;
      return TS_OK;
    }
    err = ts_journal_file_first(scan->j, TS_JOURNAL_RECORDS, scan->next_segment, &scan->next_first);
    if (!err && scan->next_first <= s->first)
      return TS_OK;
    if (err == TS_ERR_NOT_FOUND)
      err = TS_OK; /* the one after it, then */
  }
  return err;
}

static void note_lost(struct scan *scan, uint32_t first, uint32_t last) {
  if (!scan->lost || first < scan->lost_first)
    scan->lost_first = first;
  if (!scan->lost || last > scan->lost_last)
    scan->lost_last = last;
  scan->lost = true;
}

/* One record, or what is in place of one that is lost: FRAME is NULL then. What its leaf is the trusted log
 * knows; of one whose hash is on the card the tree knows it, with its neighbours'. */
static enum ts_err take(struct scan *scan, const struct ts_journal_frame *frame) {
  struct ts_journal *j = scan->j;
  struct ts_hash leaf = {{0}};
  if (frame)
    leaf = frame->leaf;
  if (scan->number >= j->flushed) {
    const uint8_t *slot = ts_journal_slot(j, scan->number);
    if (memcmp(slot, leaf.bytes, sizeof leaf.bytes) != 0)
      frame = NULL;
    memcpy(leaf.bytes, slot, sizeof leaf.bytes);
  }
  if (!frame)
    note_lost(scan, scan->number, scan->number);
  enum ts_err err = ts_merkle_append(&scan->fold, j->crypto, &leaf);
  if (!err && frame && scan->number >= j->memory.covered) {
    struct ts_record record;
    struct ts_journal_pieces pieces;
    if (ts_record_read(&record, frame->record) == TS_OK) {
      err = ts_journal_pieces_of(j, &record, scan->number, &pieces);
      if (!err)
        ts_journal_remember(j, &pieces);
    }
  }
  scan->number++;
  return err;
}

static enum ts_err step(struct scan *scan) {
  struct ts_journal_frame frame;
  if (scan->number >= scan->next_first && scan->next_segment > scan->place.segment)
    return enter(scan, scan->next_segment, TS_JOURNAL_FILE_HEADER);
  enum ts_err err = ts_journal_frame_read(scan->j, scan->place, scan->end, &frame);
  if (!err)
    err = take(scan, &frame);
  else if (err == TS_ERR_JOURNAL_HASH)
    err = take(scan, NULL);
  else if (err == TS_ERR_NOT_FOUND) {
    const uint32_t last = scan->next_first < scan->size ? scan->next_first : scan->size;
    do /* nothing more can be found in this segment */
      err = take(scan, NULL);
    while (!err && scan->number < last);
    return err;
  }
  scan->place.offset += (uint32_t)(TS_JOURNAL_FRAME_HEAD + frame.record.size + TS_JOURNAL_CHECK);
  return err;
}

/* The leaves of the last tile that lie before the scan: they were overwritten already, or lost and told. */
static enum ts_err fold_before(struct scan *scan) {
  static const struct ts_hash none = {{0}};
  enum ts_err err = ts_journal_fold_leaves(scan->j, &scan->fold, scan->tile, scan->number - scan->tile);
  if (err == TS_ERR_NOT_FOUND)
    err = TS_OK;
  while (!err && scan->fold.size < scan->number - scan->tile)
    err = ts_merkle_append(&scan->fold, scan->j->crypto, &none);
  return err;
}

static bool same(const struct ts_hash *a, const struct ts_hash *b) {
  return memcmp(a->bytes, b->bytes, sizeof a->bytes) == 0;
}

/* What does not fit the tree, though each record seemed good: leaves of which the card alone knows the hash. */
static void note_misfit(struct scan *scan) {
  const uint32_t end = scan->j->flushed;
  if (!scan->lost)
    note_lost(scan, scan->tile, (end > scan->tile ? end : scan->size) - 1);
}

/* The last tile is not complete: its parts are in the frontier. */
static void hold_parts(struct scan *scan) {
  for (unsigned level = 0; level < TS_JOURNAL_TILE_BITS; level++)
    if (scan->size >> level & 1 && !same(&scan->fold.subtree[level], &scan->j->tree.subtree[level]))
      note_misfit(scan);
}

/* If subtrees of 2^14 leaves end here too, that of the last of them is of these. */
static enum ts_err join_highest(struct ts_journal *j, const struct ts_merkle_source *source, uint32_t size,
                                struct ts_hash *out) {
  const unsigned level = 2 * TS_JOURNAL_TILE_BITS - 1;
  const uint32_t last = (size >> level) - 1;
  struct ts_hash left, right;
  enum ts_err err = source->subtree(source->ctx, level, last - 1, &left);
  if (!err)
    err = source->subtree(source->ctx, level, last, &right);
  return err ? err : ts_merkle_node(j->crypto, &left, &right, out);
}

/* The hashes on the card agree with each other from the last tile's up to WHOLE, that of the frontier's LEVEL. */
static enum ts_err read_whole(struct ts_journal *j, uint32_t size, unsigned level, struct ts_hash *whole) {
  const struct ts_merkle_source source = ts_journal_tree(j);
  struct ts_hash highest, joined;
  enum ts_err err = source.subtree(source.ctx, level, (size >> level) - 1, whole);
  if (err || level < 2 * TS_JOURNAL_TILE_BITS)
    return err;
  err =
      source.subtree(source.ctx, 2 * TS_JOURNAL_TILE_BITS, (size >> 2 * TS_JOURNAL_TILE_BITS) - 1, &highest);
  if (!err)
    err = join_highest(j, &source, size, &joined);
  return err || same(&highest, &joined) ? err : TS_ERR_NOT_FOUND;
}

/* It is: its hash went into a larger subtree, with those before it. */
static enum ts_err hold_tile(struct scan *scan) {
  struct ts_journal *j = scan->j;
  const struct ts_merkle_source source = ts_journal_tree(j);
  const uint32_t tile = scan->tile >> TS_JOURNAL_TILE_BITS;
  unsigned level = TS_JOURNAL_TILE_BITS;
  struct ts_hash kept, whole;
  while (!(scan->size >> level & 1))
    level++;
  enum ts_err err = source.subtree(source.ctx, TS_JOURNAL_TILE_BITS, tile, &kept);
  if (!err)
    err = read_whole(j, scan->size, level, &whole);
  if (err && err != TS_ERR_NOT_FOUND)
    return err;
  if (err || !same(&kept, &scan->fold.subtree[TS_JOURNAL_TILE_BITS]) ||
      !same(&whole, &j->tree.subtree[level]))
    note_misfit(scan);
  return TS_OK;
}

enum ts_err ts_journal_recover(struct ts_journal *j) {
  struct scan scan = {.j = j, .number = j->scan_number, .size = (uint32_t)j->tree.size};
  if (scan.size == 0)
    return TS_OK;
  scan.tile = (scan.size - 1) / TS_JOURNAL_TILE * TS_JOURNAL_TILE;
  enum ts_err err = scan.number > scan.tile ? fold_before(&scan) : TS_OK;
  if (!err)
    err = enter(&scan, j->scan_place.segment, j->scan_place.offset);
  while (!err && scan.number < scan.size)
    err = step(&scan);
  if (!err && scan.size % TS_JOURNAL_TILE == 0)
    err = hold_tile(&scan);
  else if (!err)
    hold_parts(&scan);
  if (!err && scan.lost) {
    j->health = TS_JOURNAL_LOST;
    j->lost_first = scan.lost_first;
    j->lost_last = scan.lost_last;
    j->gap_due = true;
  }
  return err;
}
