/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "core/journal_form.h"

/* Beside the trusted file: an entry for each leaf that is not on the card yet. Adding one costs a tenth of
 * replacing the file, in bytes and in wear, so that is done only when something else has changed too. */
enum { AT_END = TS_JOURNAL_LEAF_SIZE, AT_CHECK = AT_END + 4, CHECK = 8, ENTRY = AT_CHECK + CHECK };
enum { CHUNK = TS_JOURNAL_BUFFER / ENTRY };

/* The number of the leaf is in the check, so that no entry of another tile is taken for one of this. */
static enum ts_err make_check(const struct ts_journal *j, uint32_t leaf, const uint8_t *entry,
                              uint8_t out[CHECK]) {
  uint8_t number[4] = {0}, digest[TS_SHA256_SIZE];
  const struct ts_bytes part[] = {ts_bytes(number, sizeof number), ts_bytes(entry, AT_CHECK)};
  ts_put_be32(number, leaf);
  enum ts_err err = j->crypto->sha256(j->crypto->ctx, part, 2, digest);
  memcpy(out, digest, CHECK);
  return err;
}

/* A leaf that the trusted file does not count is the newest record, if the entry fits the newest segment's
 * end. It does not where the power failed before the trusted file told of more than that. */
static enum ts_err take_newest(struct ts_journal *j, uint32_t leaf, const uint8_t *entry, bool *taken) {
  struct ts_hash hash;
  const uint32_t segment = ts_get_be32(entry + sizeof hash.bytes),
                 offset = ts_get_be32(entry + sizeof hash.bytes + 4), end = ts_get_be32(entry + AT_END);
  *taken = leaf % TS_JOURNAL_TILE != 0 && (leaf + 1) % TS_JOURNAL_TILE != 0 && segment == j->records.newest &&
           offset == j->records_end && end > offset;
  if (!*taken)
    return TS_OK;
  memcpy(hash.bytes, entry, sizeof hash.bytes);
  j->records_end = end;
  return ts_merkle_append(&j->tree, j->crypto, &hash);
}

static enum ts_err take(struct ts_journal *j, const uint8_t *entry, bool *more) {
  const uint32_t leaf = j->flushed + j->log_count;
  uint8_t check[CHECK];
  enum ts_err err = make_check(j, leaf, entry, check);
  if (err)
    return err;
  bool taken = memcmp(check, entry + AT_CHECK, CHECK) == 0;
  if (taken && leaf >= j->tree.size)
    err = take_newest(j, leaf, entry, &taken);
  if (taken && !err) {
    memcpy(ts_journal_slot(j, leaf), entry, TS_JOURNAL_LEAF_SIZE);
    j->log_count++;
  }
  *more = taken;
  return err;
}

/* Nothing is added behind an entry that was torn. If a good one stands there, the medium has forgotten. */
static enum ts_err none_behind(const struct ts_journal *j, uint32_t at, uint32_t entries) {
  for (uint32_t i = at + 1; i < entries && i < TS_JOURNAL_TILE; i++) {
    uint8_t entry[ENTRY], check[CHECK];
    enum ts_err err = j->store->read(j->store->ctx, TS_STORE_TRUSTED, TS_JOURNAL_LOG_FILE,
                                     (uint64_t)i * ENTRY, entry, ENTRY);
    if (!err)
      err = make_check(j, j->flushed + i, entry, check);
    if (!err && memcmp(check, entry + AT_CHECK, CHECK) == 0)
      err = TS_ERR_STORE_CORRUPT;
    if (err)
      return err;
  }
  return TS_OK;
}

enum ts_err ts_journal_log_load(struct ts_journal *j) {
  uint64_t size = 0;
  const uint32_t counted = (uint32_t)j->tree.size;
  enum ts_err err = j->store->size(j->store->ctx, TS_STORE_TRUSTED, TS_JOURNAL_LOG_FILE, &size);
  if (err == TS_ERR_NOT_FOUND) {
    size = 0;
    err = TS_OK;
  }
  const uint32_t entries = size / ENTRY < TS_JOURNAL_TILE ? (uint32_t)(size / ENTRY) : TS_JOURNAL_TILE;
  bool more = true;
  while (!err && more && j->log_count < entries) {
    const uint32_t at = j->log_count, left = entries - at, count = left < CHUNK ? left : CHUNK;
    err = j->store->read(j->store->ctx, TS_STORE_TRUSTED, TS_JOURNAL_LOG_FILE, (uint64_t)at * ENTRY,
                         j->buffer, (size_t)count * ENTRY);
    for (uint32_t i = 0; !err && more && i < count; i++)
      err = take(j, j->buffer + (size_t)i * ENTRY, &more);
  }
  if (!err && !more)
    err = none_behind(j, j->log_count, entries);
  if (!err && j->flushed + j->log_count < counted)
    err = TS_ERR_STORE_CORRUPT;
  j->log_bad = size != (uint64_t)j->log_count * ENTRY;
  return err;
}

enum ts_err ts_journal_log_add(struct ts_journal *j, uint32_t leaf) {
  uint8_t entry[ENTRY];
  memcpy(entry, ts_journal_slot(j, leaf), TS_JOURNAL_LEAF_SIZE);
  ts_put_be32(entry + AT_END, j->records_end);
  enum ts_err err = make_check(j, leaf, entry, entry + AT_CHECK);
  if (!err)
    err = j->store->append(j->store->ctx, TS_STORE_TRUSTED, TS_JOURNAL_LOG_FILE, ts_bytes(entry, ENTRY));
  if (!err)
    j->log_count++;
  return err;
}

enum ts_err ts_journal_log_clear(struct ts_journal *j) {
  enum ts_err err = j->store->remove(j->store->ctx, TS_STORE_TRUSTED, TS_JOURNAL_LOG_FILE);
  if (!err) {
    j->log_count = 0;
    j->log_bad = false;
  }
  return err;
}

enum ts_err ts_journal_log_renew(struct ts_journal *j) {
  enum ts_err err = ts_journal_hashes_flush(j, (uint32_t)j->tree.size);
  if (!err && j->dirty)
    err = ts_journal_state_save(j, &j->tree);
  return err ? err : ts_journal_log_clear(j);
}
