/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "core/journal_form.h"

enum { SEPARATOR = 0x1D, GTIN_SIZE = 14, SERIAL_MAX = 20 };

static enum ts_err make_key(const struct ts_journal *j, struct ts_bytes gtin, struct ts_bytes serial,
                            uint8_t key[TS_PIECE_KEY_SIZE]) {
  static const uint8_t separator = SEPARATOR;
  const struct ts_bytes part[] = {gtin, ts_bytes(&separator, 1), serial};
  uint8_t digest[TS_SHA256_SIZE];
  enum ts_err err = j->crypto->sha256(j->crypto->ctx, part, 3, digest);
  memcpy(key, digest, TS_PIECE_KEY_SIZE);
  return err;
}

static uint8_t *entry_at(struct ts_journal_memory *m, uint32_t i) {
  return m->file + TS_JOURNAL_FILE_HEADER + (size_t)i * TS_JOURNAL_PIECE_SIZE;
}

static bool same_piece(const uint8_t *a, const uint8_t *b) {
  return memcmp(a, b, TS_PIECE_KEY_SIZE) == 0;
}

/* Two symbols of one piece: the graver verdict counts. */
static void add_piece(struct ts_journal_pieces *pieces, const uint8_t *entry) {
  for (uint32_t i = 0; i < pieces->count; i++)
    if (same_piece(pieces->entry[i], entry)) {
      if (pieces->entry[i][TS_PIECE_VERDICT] < entry[TS_PIECE_VERDICT])
        pieces->entry[i][TS_PIECE_VERDICT] = entry[TS_PIECE_VERDICT];
      return;
    }
  memcpy(pieces->entry[pieces->count++], entry, TS_JOURNAL_PIECE_SIZE);
}

enum ts_err ts_journal_pieces_of(const struct ts_journal *j, const struct ts_record *record, uint32_t number,
                                 struct ts_journal_pieces *out) {
  out->count = 0;
  if (record->kind != TS_RECORD_INSPECTION)
    return TS_OK;
  for (uint32_t i = 0; i < record->items; i++) {
    const struct ts_record_item *item = &record->item[i];
    uint8_t entry[TS_JOURNAL_PIECE_SIZE] = {0};
    if (!item->judged || item->gtin.size == 0 || item->serial.size == 0)
      continue;
    enum ts_err err = make_key(j, item->gtin, item->serial, entry + TS_PIECE_KEY);
    if (err)
      return err;
    ts_put_be32(entry + TS_PIECE_RECORD, number);
    ts_put_be64(entry + TS_PIECE_TIME, (uint64_t)record->time.seconds);
    ts_put_be32(entry + TS_PIECE_CONSIGNMENT,
                record->consignment > UINT32_MAX ? 0 : (uint32_t)record->consignment);
    entry[TS_PIECE_TRUST] = (uint8_t)record->time.trust;
    entry[TS_PIECE_MODE] = (uint8_t)record->mode;
    entry[TS_PIECE_VERDICT] = (uint8_t)item->decision.verdict;
    add_piece(out, entry);
  }
  return TS_OK;
}

static uint8_t *find_in_ram(struct ts_journal_memory *m, const uint8_t *key) {
  for (uint32_t i = 0; i < m->count; i++)
    if (same_piece(entry_at(m, i), key))
      return entry_at(m, i);
  return NULL;
}

void ts_journal_remember(struct ts_journal *j, const struct ts_journal_pieces *pieces) {
  struct ts_journal_memory *m = &j->memory;
  for (uint32_t i = 0; i < pieces->count; i++) {
    uint8_t *entry = find_in_ram(m, pieces->entry[i]);
    if (!entry && m->count < TS_JOURNAL_PIECES)
      entry = entry_at(m, m->count++);
    if (entry)
      memcpy(entry, pieces->entry[i], TS_JOURNAL_PIECE_SIZE);
  }
}

/* In place, by insertion: they are few. */
static void sort(struct ts_journal_memory *m) {
  for (uint32_t i = 1; i < m->count; i++) {
    uint8_t moved[TS_JOURNAL_PIECE_SIZE];
    uint32_t at = i;
    memcpy(moved, entry_at(m, i), sizeof moved);
    for (; at > 0 && memcmp(entry_at(m, at - 1), moved, TS_PIECE_KEY_SIZE) > 0; at--)
      memcpy(entry_at(m, at), entry_at(m, at - 1), sizeof moved);
    memcpy(entry_at(m, at), moved, sizeof moved);
  }
}

enum ts_err ts_journal_memory_flush(struct ts_journal *j) {
  struct ts_journal_memory *m = &j->memory;
  enum ts_err err = TS_OK;
  if (m->count > 0) {
    const struct ts_journal_run run = {.file = m->next, .count = m->count};
    err = ts_journal_runs_room(j);
    sort(m);
    if (!err)
      err = ts_journal_file_make(j, TS_JOURNAL_RUN, m->next, 0, m->file,
                                 TS_JOURNAL_FILE_HEADER + (size_t)m->count * TS_JOURNAL_PIECE_SIZE);
    if (!err) {
      m->next++;
      err = ts_journal_runs_add(j, run);
    }
  }
  if (err)
    return err;
  m->count = 0;
  m->covered = (uint32_t)j->tree.size;
  j->dirty = true;
  return TS_OK;
}

static void tell(const uint8_t *entry, struct ts_seen *out) {
  *out = (struct ts_seen){.seen = true,
                          .record = ts_get_be32(entry + TS_PIECE_RECORD),
                          .time = {.seconds = (int64_t)(ts_get_be64(entry + TS_PIECE_TIME) & INT64_MAX),
                                   .trust = (enum ts_time_trust)entry[TS_PIECE_TRUST]},
                          .mode = (enum ts_mode)entry[TS_PIECE_MODE],
                          .verdict = (enum ts_verdict)entry[TS_PIECE_VERDICT],
                          .consignment = ts_get_be32(entry + TS_PIECE_CONSIGNMENT)};
}

/* What lies on the card may say anything; what no record could say is not believed. */
static bool plausible(const struct ts_journal *j, const struct ts_seen *seen) {
  return seen->record < j->tree.size && (unsigned)seen->time.trust <= TS_TIME_RTC &&
         (unsigned)seen->mode < TS_MODE_COUNT && (unsigned)seen->verdict <= TS_COUNTERFEIT;
}

enum ts_err ts_journal_seen(struct ts_journal *journal, const char *gtin14, const char *serial,
                            struct ts_seen *out) {
  uint8_t key[TS_PIECE_KEY_SIZE], entry[TS_JOURNAL_PIECE_SIZE];
  const struct ts_bytes gtin = ts_bytes_of(gtin14), text = ts_bytes_of(serial);
  *out = (struct ts_seen){0};
  if (journal->health == TS_JOURNAL_NOT_OPEN || gtin.size != GTIN_SIZE || text.size < 1 ||
      text.size > SERIAL_MAX)
    return TS_ERR_ARGUMENT;
  enum ts_err err = make_key(journal, gtin, text, key);
  if (err)
    return err;
  const uint8_t *recent = find_in_ram(&journal->memory, key);
  if (recent) {
    tell(recent, out);
    return TS_OK;
  }
  err = ts_journal_runs_find(journal, key, entry);
  if (err == TS_ERR_NOT_FOUND)
    return journal->gap_due ? TS_ERR_IO : TS_OK; /* it may be among what was lost */
  if (err)
    return err;
  tell(entry, out);
  if (plausible(journal, out))
    return TS_OK;
  *out = (struct ts_seen){0};
  return TS_ERR_IO;
}
