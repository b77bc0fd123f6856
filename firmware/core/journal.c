/* SPDX-License-Identifier: Apache-2.0 */
#include "core/journal.h"

#include <string.h>

#include "core/journal_form.h"

enum { GAP_SIZE_MAX = 64 };

static void make_empty(struct ts_journal *j, const struct ts_store *store, const struct ts_crypto *crypto,
                       const struct ts_journal_limits *limits) {
  memset(j, 0, sizeof *j);
  j->store = store;
  j->crypto = crypto;
  j->limits = *limits;
  for (enum ts_journal_kind kind = TS_JOURNAL_RECORDS; kind <= TS_JOURNAL_TREE14; kind++) {
    struct ts_journal_series *s = ts_journal_series(j, kind);
    s->trash = s->oldest = 1;
  }
  j->memory.next = 1;
}

enum ts_err ts_journal_open(struct ts_journal *journal, const struct ts_store *store,
                            const struct ts_crypto *crypto, const struct ts_journal_limits *limits) {
  make_empty(journal, store, crypto, limits);
  if (limits->segment_size < 2 * TS_RECORD_SIZE_MAX || limits->segment_size > TS_JOURNAL_LIMIT_SEGMENT ||
      limits->segments < 2)
    return TS_ERR_ARGUMENT;
  enum ts_err err = ts_journal_state_load(journal);
  if (err == TS_ERR_NOT_FOUND)
    err = TS_OK; /* nothing was ever acknowledged */
  if (!err)
    err = ts_journal_log_load(journal);
  if (!err)
    err = ts_journal_recover(journal);
  if (err)
    make_empty(journal, store, crypto, limits);
  else if (journal->health == TS_JOURNAL_NOT_OPEN)
    journal->health = TS_JOURNAL_WHOLE;
  return err;
}

/* One record on its way in. */
struct entry {
  struct ts_bytes bytes;
  bool is_gap; /* after a loss: opening begins with it from now on, and what was lost is not met again */
  struct ts_hash leaf;
  struct ts_journal_pieces pieces;
  struct ts_journal_place place;
  struct ts_merkle grown; /* the tree with it */
};

/* What is to be written before a record can be taken: opening reads one tile of records at most. */
static enum ts_err make_room(struct ts_journal *j, const struct entry *entry, bool *is_new) {
  enum ts_err err = TS_OK;
  if (j->tree.size % TS_JOURNAL_TILE == 0 || entry->is_gap ||
      j->memory.count + entry->pieces.count > TS_JOURNAL_PIECES)
    err = ts_journal_memory_flush(j);
  if (!err)
    err = ts_journal_ring_room(j, entry->bytes.size, is_new);
  if (!err && j->log_bad)
    err = ts_journal_log_renew(j);
  return err;
}

/* Onto the card, with the hashes that it completes. */
static enum ts_err write_card(struct ts_journal *j, struct entry *entry, bool is_new) {
  const uint32_t size = (uint32_t)entry->grown.size;
  enum ts_err err = ts_journal_ring_append(j, entry->bytes, &entry->leaf, is_new, &entry->place);
  if (err)
    return err;
  ts_journal_slot_put(ts_journal_slot(j, size - 1), &entry->leaf, entry->place.segment, entry->place.offset);
  if (size % TS_JOURNAL_TILE == 0 || entry->is_gap)
    err = ts_journal_hashes_flush(j, size);
  if (!err)
    err = ts_journal_hashes_complete(j, &entry->leaf);
  if ((size - 1) % TS_JOURNAL_TILE == 0 || entry->is_gap) {
    j->scan_number = size - 1;
    j->scan_place = entry->place;
    j->dirty = true;
  }
  return err;
}

/* Into the trusted area: its leaf, unless that is on the card, and the whole state if more has changed. */
static enum ts_err write_trusted(struct ts_journal *j, const struct entry *entry) {
  enum ts_err err = TS_OK;
  if (j->flushed < entry->grown.size)
    err = ts_journal_log_add(j, (uint32_t)entry->grown.size - 1);
  if (!err && j->dirty)
    err = ts_journal_state_save(j, &entry->grown);
  return err;
}

/* The card first, then the trusted area. If either fails, they may hold what was never acknowledged: it is
 * left where it lies, and the next write sees that a file's end is not where it should be, and goes into a
 * new one. */
static enum ts_err write_entry(struct ts_journal *j, struct entry *entry) {
  bool is_new;
  enum ts_err err = make_room(j, entry, &is_new);
  if (err)
    return err;
  const struct ts_journal_series records = j->records;
  const struct ts_journal_place scan_place = j->scan_place;
  const uint32_t records_first = j->records_first, records_end = j->records_end, scan_number = j->scan_number,
                 flushed = j->flushed;
  err = write_card(j, entry, is_new);
  if (!err) {
    ts_journal_runs_work(j);
    err = write_trusted(j, entry);
  }
  if (err) {
    j->records = records;
    j->records_first = records_first;
    j->records_end = records_end;
    j->scan_number = scan_number;
    j->scan_place = scan_place;
    j->flushed = flushed; /* LEAVES still holds those behind it */
    j->log_bad = true;
  }
  return err;
}

static enum ts_err append(struct ts_journal *j, struct ts_bytes bytes, const struct ts_record *record,
                          bool is_gap) {
  struct entry entry = {.bytes = bytes, .is_gap = is_gap, .grown = j->tree};
  enum ts_err err = ts_merkle_leaf(j->crypto, bytes, &entry.leaf);
  if (!err)
    err = ts_merkle_append(&entry.grown, j->crypto, &entry.leaf);
  if (!err)
    err = ts_journal_pieces_of(j, record, (uint32_t)j->tree.size, &entry.pieces);
  if (!err)
    err = write_entry(j, &entry);
  if (err)
    return err;
  j->tree = entry.grown;
  ts_journal_remember(j, &entry.pieces);
  ts_journal_clear(j);
  if (j->log_bad)
    (void)ts_journal_log_clear(j); /* else before the next record */
  return TS_OK;
}

/* At the time and by the person of the record that follows. */
static enum ts_err append_gap(struct ts_journal *j, const struct ts_record *next) {
  const struct ts_record gap = {.kind = TS_RECORD_GAP,
                                .time = next->time,
                                .mode = next->mode,
                                .operator_number = next->operator_number,
                                .gap_first = j->lost_first,
                                .gap_last = j->lost_last};
  uint8_t bytes[GAP_SIZE_MAX];
  struct ts_buf out = ts_buf(j->buffer, sizeof j->buffer);
  enum ts_err err = ts_record_write(&out, &gap, j->crypto);
  if (!err && out.size > sizeof bytes)
    err = TS_ERR_INTERNAL;
  if (err)
    return err;
  memcpy(bytes, j->buffer, out.size); /* the buffer is needed for writing it */
  ts_journal_runs_forget(j);
  err = append(j, ts_bytes(bytes, out.size), &gap, true);
  if (!err)
    j->gap_due = false;
  return err;
}

enum ts_err ts_journal_append(struct ts_journal *journal, struct ts_bytes record, uint64_t *number) {
  struct ts_record read;
  *number = 0;
  if (journal->health == TS_JOURNAL_NOT_OPEN)
    return TS_ERR_ARGUMENT;
  enum ts_err err = ts_record_read(&read, record);
  if (!err && journal->gap_due)
    err = append_gap(journal, &read);
  if (err)
    return err;
  const uint64_t place = journal->tree.size;
  err = append(journal, record, &read, false);
  if (!err)
    *number = place;
  return err;
}

enum ts_err ts_journal_read(struct ts_journal *journal, uint64_t number, uint8_t *buf, size_t *size) {
  uint8_t entry[TS_JOURNAL_LEAF_SIZE];
  struct ts_journal_frame frame;
  uint64_t end;
  *size = 0;
  if (number >= journal->tree.size || number < journal->records_first)
    return TS_ERR_NOT_FOUND;
  enum ts_err err = ts_journal_leaf_entry(journal, (uint32_t)number, entry);
  if (err)
    return err;
  const struct ts_journal_place place = {.segment = ts_get_be32(entry + TS_SHA256_SIZE),
                                         .offset = ts_get_be32(entry + TS_SHA256_SIZE + 4)};
  if (place.segment < journal->records.oldest || place.segment > journal->records.newest)
    return TS_ERR_NOT_FOUND;
  err = ts_journal_file_size(journal, TS_JOURNAL_RECORDS, place.segment, &end);
  if (!err)
    err = ts_journal_frame_read(journal, place, end, &frame);
  if (!err && memcmp(frame.leaf.bytes, entry, sizeof frame.leaf.bytes) != 0)
    err = TS_ERR_JOURNAL_HASH;
  if (err)
    return err;
  memcpy(buf, frame.record.data, frame.record.size);
  *size = frame.record.size;
  return TS_OK;
}

uint64_t ts_journal_size(const struct ts_journal *journal) {
  return journal->tree.size;
}

uint64_t ts_journal_first(const struct ts_journal *journal) {
  return journal->records_first;
}

enum ts_err ts_journal_root(const struct ts_journal *journal, struct ts_hash *out) {
  return ts_merkle_root(&journal->tree, journal->crypto, out);
}
