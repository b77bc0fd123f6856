/* SPDX-License-Identifier: Apache-2.0 */
#include "support/diary.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum ts_verdict ts_diary_verdict(uint32_t number) {
  return (enum ts_verdict)(number % 4);
}

enum ts_mode ts_diary_mode(uint32_t number) {
  return (enum ts_mode)(number % TS_MODE_COUNT);
}

void ts_diary_piece(uint32_t piece, char gtin[15], char serial[21]) {
  (void)snprintf(gtin, 15, "%014u", piece % 7);
  (void)snprintf(serial, 21, "S%u", piece);
}

size_t ts_diary_record(const struct ts_diary *diary, uint32_t number, uint32_t piece, size_t text_size,
                       uint8_t *buf) {
  static const uint8_t text[TS_RECORD_SIZE_MAX] = {'t', 'e', 'x', 't'};
  char gtin[15], serial[21];
  struct ts_record record = {.kind = TS_RECORD_INSPECTION,
                             .time = {.seconds = 1750000000 + (int64_t)number, .trust = TS_TIME_RTC},
                             .mode = ts_diary_mode(number),
                             .decision = {ts_diary_verdict(number), 2},
                             .consignment = number % 5,
                             .items = 1};
  struct ts_buf out = ts_buf(buf, TS_RECORD_SIZE_MAX);
  ts_diary_piece(piece, gtin, serial);
  record.item[0] = (struct ts_record_item){.symbology = TS_SYMBOLOGY_QR,
                                           .text = ts_bytes(text, text_size),
                                           .judged = piece != 0,
                                           .gtin = ts_bytes_of(gtin),
                                           .serial = ts_bytes_of(serial),
                                           .decision = record.decision};
  assert_int_equal(ts_record_write(&out, &record, diary->crypto), TS_OK);
  return out.size;
}

void ts_diary_free(struct ts_diary *diary) {
  for (uint32_t i = 0; i < diary->count; i++)
    free(diary->record[i].bytes);
  free(diary->record);
  *diary = (struct ts_diary){.crypto = diary->crypto};
}

void ts_diary_add(struct ts_diary *diary, const uint8_t *bytes, size_t size, uint32_t piece) {
  if (diary->count == diary->capacity) {
    diary->capacity = 2 * diary->capacity + 16;
    diary->record = realloc(diary->record, diary->capacity * sizeof *diary->record);
    assert_non_null(diary->record);
  }
  const uint32_t i = diary->count++;
  diary->record[i].bytes = malloc(size);
  assert_non_null(diary->record[i].bytes);
  memcpy(diary->record[i].bytes, bytes, size);
  diary->record[i].size = size;
  diary->record[i].piece = piece;
  assert_int_equal(ts_merkle_leaf(diary->crypto, ts_bytes(bytes, size), &diary->record[i].leaf), TS_OK);
}

void ts_diary_take(struct ts_diary *diary, struct ts_journal *journal) {
  while (diary->count < ts_journal_size(journal)) {
    uint8_t buf[TS_RECORD_SIZE_MAX];
    size_t size;
    struct ts_record record;
    uint32_t piece = 0;
    assert_int_equal(ts_journal_read(journal, diary->count, buf, &size), TS_OK);
    assert_int_equal(ts_record_read(&record, ts_bytes(buf, size)), TS_OK);
    if (record.kind == TS_RECORD_INSPECTION && record.item[0].judged) {
      for (size_t i = 1; i < record.item[0].serial.size; i++)
        piece = piece * 10 + (record.item[0].serial.data[i] - '0');
    }
    ts_diary_add(diary, buf, size, piece);
  }
}

static void check_records(const struct ts_diary *diary, struct ts_journal *journal) {
  const uint64_t first = ts_journal_first(journal);
  for (uint32_t i = 0; i < diary->count; i++) {
    uint8_t buf[TS_RECORD_SIZE_MAX];
    size_t size;
    struct ts_hash leaf;
    enum ts_err err = ts_journal_read(journal, i, buf, &size);
    if (i < first) {
      assert_int_equal(err, TS_ERR_NOT_FOUND);
    } else {
      assert_int_equal(err, TS_OK);
      assert_int_equal(size, diary->record[i].size);
      assert_memory_equal(buf, diary->record[i].bytes, size);
    }
    assert_int_equal(ts_journal_leaf(journal, i, &leaf), TS_OK);
    assert_memory_equal(leaf.bytes, diary->record[i].leaf.bytes, sizeof leaf.bytes);
  }
}

static void check_proofs(const struct ts_diary *diary, struct ts_journal *journal,
                         const struct ts_hash *root) {
  const struct ts_merkle_source source = ts_journal_tree(journal);
  for (uint32_t i = 0; i < diary->count; i++) {
    struct ts_hash proof[TS_MERKLE_PROOF_MAX];
    size_t count;
    assert_int_equal(ts_merkle_inclusion(&source, diary->crypto, i, diary->count, proof, &count), TS_OK);
    assert_int_equal(ts_merkle_verify_inclusion(diary->crypto, &diary->record[i].leaf, i, diary->count, proof,
                                                count, root),
                     TS_OK);
  }
}

static void check_piece(const struct ts_diary *diary, struct ts_journal *journal, uint32_t number) {
  char gtin[15], serial[21];
  struct ts_seen seen;
  ts_diary_piece(diary->record[number].piece, gtin, serial);
  assert_int_equal(ts_journal_seen(journal, gtin, serial, &seen), TS_OK);
  assert_true(seen.seen);
  assert_int_equal(seen.record, number);
  struct ts_record record;
  assert_int_equal(ts_record_read(&record, ts_bytes(diary->record[number].bytes, diary->record[number].size)),
                   TS_OK);
  assert_true(seen.time.seconds == record.time.seconds && seen.time.trust == record.time.trust);
  assert_true(seen.mode == record.mode && seen.verdict == record.decision.verdict);
  assert_int_equal(seen.consignment, record.consignment);
}

void ts_diary_check_seen(const struct ts_diary *diary, struct ts_journal *journal) {
  uint32_t most = 0;
  char gtin[15], serial[21];
  struct ts_seen seen;
  for (uint32_t i = 0; i < diary->count; i++)
    most = diary->record[i].piece > most ? diary->record[i].piece : most;
  bool *told = calloc(most + 1, sizeof *told);
  assert_non_null(told);
  for (uint32_t i = diary->count; i-- > 0;)
    if (diary->record[i].piece && !told[diary->record[i].piece]) {
      told[diary->record[i].piece] = true; /* the last that names it */
      check_piece(diary, journal, i);
    }
  free(told);
  for (uint32_t piece = most + 1; piece < most + 20; piece++) {
    ts_diary_piece(piece, gtin, serial);
    assert_int_equal(ts_journal_seen(journal, gtin, serial, &seen), TS_OK);
    assert_false(seen.seen);
  }
}

void ts_diary_check(const struct ts_diary *diary, struct ts_journal *journal, bool thorough) {
  struct ts_merkle tree = {0};
  struct ts_hash root, wanted;
  assert_int_equal(journal->health, TS_JOURNAL_WHOLE);
  assert_int_equal(ts_journal_size(journal), diary->count);
  for (uint32_t i = 0; i < diary->count; i++)
    assert_int_equal(ts_merkle_append(&tree, diary->crypto, &diary->record[i].leaf), TS_OK);
  assert_int_equal(ts_merkle_root(&tree, diary->crypto, &wanted), TS_OK);
  assert_int_equal(ts_journal_root(journal, &root), TS_OK);
  assert_memory_equal(root.bytes, wanted.bytes, sizeof root.bytes);
  check_records(diary, journal);
  if (thorough) {
    check_proofs(diary, journal, &root);
    ts_diary_check_seen(diary, journal);
  }
}
