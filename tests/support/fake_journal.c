/* SPDX-License-Identifier: Apache-2.0 */
/* The journal's contract in its simplest form, until core/journal.c is there: one file, no ring, no tree. */
#include <string.h>

#include "core/journal.h"

#define FILE_NAME "journal.fake"

enum ts_err ts_journal_open(struct ts_journal *journal, const struct ts_store *store,
                            const struct ts_crypto *crypto, const struct ts_journal_limits *limits) {
  memset(journal, 0, sizeof *journal);
  journal->store = store;
  journal->crypto = crypto;
  journal->limits = *limits;
  uint64_t size = 0;
  enum ts_err err = store->size(store->ctx, TS_STORE_CARD, FILE_NAME, &size);
  journal->health = TS_JOURNAL_WHOLE;
  journal->tree.size = 0;
  if (err == TS_ERR_NOT_FOUND)
    return TS_OK;
  journal->tree.size = size / TS_RECORD_SIZE_MAX;
  return err;
}

enum ts_err ts_journal_append(struct ts_journal *journal, struct ts_bytes record, uint64_t *number) {
  uint8_t slot[TS_RECORD_SIZE_MAX] = {0};
  ts_put_be16(slot, (uint16_t)record.size);
  if (record.size > sizeof slot - 2)
    return TS_ERR_TOO_LONG;
  memcpy(slot + 2, record.data, record.size);
  enum ts_err err =
      journal->store->append(journal->store->ctx, TS_STORE_CARD, FILE_NAME, ts_bytes(slot, sizeof slot));
  if (err == TS_OK)
    *number = journal->tree.size++;
  return err;
}

enum ts_err ts_journal_read(struct ts_journal *journal, uint64_t number, uint8_t *buf, size_t *size) {
  uint8_t slot[TS_RECORD_SIZE_MAX];
  if (number >= journal->tree.size)
    return TS_ERR_NOT_FOUND;
  enum ts_err err = journal->store->read(journal->store->ctx, TS_STORE_CARD, FILE_NAME,
                                         number * TS_RECORD_SIZE_MAX, slot, sizeof slot);
  if (err != TS_OK)
    return err;
  *size = ts_get_be16(slot);
  memcpy(buf, slot + 2, *size);
  return TS_OK;
}

uint64_t ts_journal_size(const struct ts_journal *journal) {
  return journal->tree.size;
}

enum ts_err ts_journal_root(const struct ts_journal *journal, struct ts_hash *out) {
  (void)journal;
  memset(out, 0, sizeof *out);
  return TS_OK;
}

enum ts_err ts_journal_seen(struct ts_journal *journal, const char *gtin14, const char *serial,
                            struct ts_seen *out) {
  uint8_t memory[TS_RECORD_SIZE_MAX];
  struct ts_record record;
  size_t size;
  memset(out, 0, sizeof *out);
  for (uint64_t n = 0; n < journal->tree.size; n++) {
    enum ts_err err = ts_journal_read(journal, n, memory, &size);
    if (err != TS_OK)
      return err;
    if (ts_record_read(&record, ts_bytes(memory, size)) != TS_OK)
      continue;
    for (uint32_t i = 0; i < record.items; i++)
      if (record.item[i].judged && ts_bytes_equal_text(record.item[i].gtin, gtin14) &&
          ts_bytes_equal_text(record.item[i].serial, serial))
        *out = (struct ts_seen){.seen = true,
                                .record = n,
                                .time = record.time,
                                .mode = record.mode,
                                .verdict = record.decision.verdict,
                                .consignment = record.consignment};
  }
  return TS_OK;
}
