/* SPDX-License-Identifier: Apache-2.0 */
/* An attacker has the card: he cuts, changes, swaps and deletes files, or puts an older copy back. What the
 * trusted area knows of is missed and told, what is read is what was written, and the journal goes on with a
 * tree that is the old one, grown. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/journal.h"
#include "support/card.h"
#include "support/diary.h"
#include "unit/crypto_openssl.h"

static const struct ts_journal_limits limits = {.segment_size = 2 * TS_RECORD_SIZE_MAX, .segments = 40};

static struct ts_card original, card;
static struct ts_store store;
static struct ts_diary diary;
static struct ts_journal journal;
static struct ts_hash root; /* of what was acknowledged */

static void append(uint32_t piece) {
  uint8_t buf[TS_RECORD_SIZE_MAX];
  uint64_t number;
  const size_t size = ts_diary_record(&diary, diary.count, piece, 100 + diary.count % 40, buf);
  assert_int_equal(ts_journal_append(&journal, ts_bytes(buf, size), &number), TS_OK);
  assert_int_equal(number, diary.count);
  ts_diary_add(&diary, buf, size, piece);
}

static enum ts_err open_journal(void) {
  store = ts_card_store(&card);
  memset(&journal, 0x5A, sizeof journal);
  return ts_journal_open(&journal, &store, ts_crypto_openssl(), &limits);
}

/* RECORDS records in ORIGINAL, and a copy to tamper with in CARD. */
static void prepare(uint32_t records) {
  ts_card_free(&original);
  ts_card_free(&card);
  ts_diary_free(&diary);
  diary.crypto = ts_crypto_openssl();
  assert_int_equal(open_journal(), TS_OK);
  while (diary.count < records)
    append(1 + diary.count % 60);
  assert_int_equal(ts_journal_root(&journal, &root), TS_OK);
  ts_card_copy(&original, &card);
}

static void restore(void) {
  ts_card_free(&card);
  ts_card_copy(&card, &original);
}

static int stop(void **state) {
  (void)state;
  ts_card_free(&original);
  ts_card_free(&card);
  ts_diary_free(&diary);
  return 0;
}

static struct ts_card_file *file_of(const char *prefix, uint32_t number) {
  char name[TS_STORE_NAME_MAX + 1];
  (void)snprintf(name, sizeof name, "%s.%08x", prefix, number);
  struct ts_card_file *file = ts_card_file(&card, TS_STORE_CARD, name);
  assert_non_null(file);
  return file;
}

static struct ts_card_file *last_segment(void) {
  return file_of("records", journal.records.newest);
}

/* Whatever can be read is what was written. Returns how many records can. */
static uint32_t check_what_is_read(void) {
  uint32_t readable = 0;
  for (uint32_t i = 0; i < diary.count; i++) {
    uint8_t buf[TS_RECORD_SIZE_MAX];
    size_t size;
    if (ts_journal_read(&journal, i, buf, &size) != TS_OK)
      continue;
    readable++;
    assert_int_equal(size, diary.record[i].size);
    assert_memory_equal(buf, diary.record[i].bytes, size);
  }
  return readable;
}

/* The tree grew out of the one that was acknowledged, and every leaf is provable in it, that of a lost record too. */
static void check_tree_grew(uint32_t old) {
  const struct ts_merkle_source source = ts_journal_tree(&journal);
  const uint32_t size = (uint32_t)ts_journal_size(&journal);
  struct ts_hash proof[TS_MERKLE_PROOF_MAX], now, leaf;
  size_t count;
  assert_int_equal(ts_journal_root(&journal, &now), TS_OK);
  assert_int_equal(ts_merkle_consistency(&source, diary.crypto, old, size, proof, &count), TS_OK);
  assert_int_equal(ts_merkle_verify_consistency(diary.crypto, old, &root, size, &now, proof, count), TS_OK);
  for (uint32_t i = 0; i < size; i++) {
    enum ts_err err = ts_journal_leaf(&journal, i, &leaf);
    if (!err)
      err = ts_merkle_inclusion(&source, diary.crypto, i, size, proof, &count);
    assert_int_equal(err, TS_OK);
    assert_int_equal(ts_merkle_verify_inclusion(diary.crypto, &leaf, i, size, proof, count, &now), TS_OK);
    if (i < old)
      assert_memory_equal(leaf.bytes, diary.record[i].leaf.bytes, sizeof leaf.bytes);
  }
}

static void check_gap_record(uint32_t number, uint32_t first, uint32_t last) {
  uint8_t buf[TS_RECORD_SIZE_MAX];
  size_t size;
  struct ts_record record;
  assert_int_equal(ts_journal_read(&journal, number, buf, &size), TS_OK);
  assert_int_equal(ts_record_read(&record, ts_bytes(buf, size)), TS_OK);
  assert_int_equal(record.kind, TS_RECORD_GAP);
  assert_true(record.gap_first == first && record.gap_last == last);
}

/* Opened: the loss is told. Then the journal goes on: a gap and the record, now and after a restart, in which
 * nothing is missing. */
static void expect_lost(uint32_t first, uint32_t last) {
  uint8_t buf[TS_RECORD_SIZE_MAX];
  uint64_t number;
  struct ts_seen seen;
  char gtin[15], serial[21];
  const uint32_t old = diary.count;
  assert_int_equal(open_journal(), TS_OK);
  assert_int_equal(journal.health, TS_JOURNAL_LOST);
  assert_int_equal(journal.lost_first, first);
  assert_int_equal(journal.lost_last, last);
  assert_int_equal(ts_journal_size(&journal), old);
  (void)check_what_is_read();
  ts_diary_piece(99999, gtin, serial);
  assert_int_equal(ts_journal_seen(&journal, gtin, serial, &seen),
                   TS_ERR_IO); /* it may have been among them */
  for (uint32_t i = 0; i < 150; i++) {
    const size_t size = ts_diary_record(&diary, old + 1 + i, 70 + i, 50, buf);
    assert_int_equal(ts_journal_append(&journal, ts_bytes(buf, size), &number), TS_OK);
    assert_int_equal(number, old + 1 + i);
    if (i == 0 || i == 1 || i == 126 || i == 149) {
      if (i > 0) {
        assert_int_equal(open_journal(), TS_OK);
        assert_int_equal(journal.health, TS_JOURNAL_WHOLE);
      }
      check_gap_record(old, first, last);
      check_tree_grew(old);
      ts_diary_piece(70 + i, gtin, serial);
      assert_int_equal(ts_journal_seen(&journal, gtin, serial, &seen), TS_OK);
      assert_true(seen.seen && seen.record == number);
      (void)check_what_is_read();
    }
  }
}

static uint32_t first_of_segment(uint32_t number) {
  return ts_get_be32(file_of("records", number)->data + 12);
}

/* Sizes around a tile, and in one. */
static const uint32_t sizes[] = {1, 2, 5, 90, 120, 127, 128, 129, 200, 255, 256, 257, 300};

static void test_last_segment_cut(void **state) {
  (void)state;
  for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
    prepare(sizes[i]);
    struct ts_card_file *last = last_segment();
    last->size--;
    expect_lost(sizes[i] - 1, sizes[i] - 1);
    restore();
    assert_int_equal(open_journal(), TS_OK);
    assert_int_equal(journal.health, TS_JOURNAL_WHOLE);
    last = last_segment();
    const uint32_t begin = first_of_segment(journal.records.newest);
    last->size = 25;
    const uint32_t tile = (sizes[i] - 1) & ~(TS_JOURNAL_TILE - 1u);
    expect_lost(begin > tile ? begin : tile, sizes[i] - 1);
  }
}

static void test_last_segment_deleted(void **state) {
  (void)state;
  for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
    prepare(sizes[i]);
    const uint32_t begin = first_of_segment(journal.records.newest),
                   tile = (sizes[i] - 1) & ~(TS_JOURNAL_TILE - 1u);
    ts_card_drop(&card, TS_STORE_CARD, last_segment()->name);
    expect_lost(begin > tile ? begin : tile, sizes[i] - 1);
  }
}

static void test_empty_card(void **state) {
  (void)state;
  static const struct ts_card nothing;
  for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
    prepare(sizes[i]);
    const uint32_t tile = (sizes[i] - 1) & ~(TS_JOURNAL_TILE - 1u);
    ts_card_copy_area(&card, &nothing, TS_STORE_CARD);
    assert_int_equal(open_journal(), TS_OK);
    assert_int_equal(journal.health, TS_JOURNAL_LOST);
    assert_true(journal.lost_first == tile && journal.lost_last == sizes[i] - 1);
    assert_int_equal(check_what_is_read(), 0);
    for (unsigned more = 0; more < 300; more++) {
      uint8_t buf[TS_RECORD_SIZE_MAX];
      uint64_t number;
      const size_t size = ts_diary_record(&diary, sizes[i] + 1 + more, more, 50, buf);
      assert_int_equal(ts_journal_append(&journal, ts_bytes(buf, size), &number), TS_OK);
    }
    assert_int_equal(open_journal(), TS_OK);
    assert_int_equal(journal.health, TS_JOURNAL_WHOLE);
    assert_int_equal(ts_journal_size(&journal), sizes[i] + 301);
  }
}

/* An older copy of the same card. */
static void test_put_back(void **state) {
  (void)state;
  struct ts_card older = {0};
  prepare(200);
  ts_card_copy_area(&older, &original, TS_STORE_CARD);
  while (diary.count < 230)
    append(1 + diary.count % 60);
  assert_int_equal(ts_journal_root(&journal, &root), TS_OK);
  ts_card_copy_area(&card, &older, TS_STORE_CARD);
  expect_lost(200, 229);
  ts_card_free(&older);
}

static void test_segments_swapped(void **state) {
  (void)state;
  prepare(200);
  struct ts_card_file *a = file_of("records", journal.records.newest - 2), *b = last_segment(), kept = *a;
  a->data = b->data, a->size = b->size;
  b->data = kept.data, b->size = kept.size;
  assert_int_equal(open_journal(), TS_OK);
  assert_int_equal(journal.health, TS_JOURNAL_LOST);
  assert_true(journal.lost_first == journal.records.first && journal.lost_last == 199);
  const uint32_t others = ts_get_be32(last_segment()->data + 12), after = first_of_segment(4);
  assert_true(others < after && after < journal.lost_first);
  /* the other one is missed where it is read */
  assert_int_equal(check_what_is_read(), journal.lost_first - (after - others));
}

/* One in the middle: its records are missed where they are read, and only there. */
static void test_middle_segment_deleted(void **state) {
  (void)state;
  prepare(300);
  const uint32_t begin = first_of_segment(3), end = first_of_segment(4);
  ts_card_drop(&card, TS_STORE_CARD, file_of("records", 3)->name);
  assert_int_equal(open_journal(), TS_OK);
  assert_int_equal(check_what_is_read(), 300 - (end - begin));
  for (uint32_t i = begin; i < end; i++) {
    uint8_t buf[TS_RECORD_SIZE_MAX];
    size_t size;
    assert_int_equal(ts_journal_read(&journal, i, buf, &size), TS_ERR_NOT_FOUND);
  }
  assert_int_equal(journal.health, TS_JOURNAL_WHOLE);
  check_tree_grew(300);
}

/* Bytes behind the end were never acknowledged: they are not read, and not written behind. */
static void test_more_than_there_was(void **state) {
  (void)state;
  prepare(200);
  struct ts_card_file *last = last_segment(), *first = file_of("records", 1);
  const size_t frame = ts_get_be32(first->data + 24) + 12;
  last->data = realloc(last->data, last->size + frame);
  assert_non_null(last->data);
  memcpy(last->data + last->size, first->data + 24, frame); /* a record that is whole */
  last->size += frame;
  assert_int_equal(open_journal(), TS_OK);
  assert_int_equal(ts_journal_size(&journal), 200);
  ts_diary_check(&diary, &journal, true);
  append(5);
  assert_int_equal(open_journal(), TS_OK);
  ts_diary_check(&diary, &journal, true);
}

/* Every byte of every file of the card, changed. */
static void test_every_byte_changed(void **state) {
  (void)state;
  prepare(140);
  assert_int_equal(open_journal(), TS_OK);
  const uint32_t newest = journal.records.newest, oldest_in_tile = 128;
  for (size_t f = 0; f < card.files; f++) {
    struct ts_card_file *file = &card.file[f];
    if (file->area != TS_STORE_CARD)
      continue;
    const bool is_last = strcmp(file->name, last_segment()->name) == 0;
    for (size_t at = 0; at < file->size; at += is_last ? 1 : 7) {
      file->data[at] ^= 0x41;
      assert_int_equal(open_journal(), TS_OK);
      assert_true(journal.health == TS_JOURNAL_WHOLE || journal.lost_first >= oldest_in_tile);
      if (is_last && first_of_segment(newest) >= oldest_in_tile && at >= TS_JOURNAL_FILE_HEADER)
        assert_int_equal(journal.health, TS_JOURNAL_LOST);
      (void)check_what_is_read();
      struct ts_seen seen;
      for (uint32_t piece = 1; piece < 70; piece += 9) {
        char gtin[15], serial[21];
        ts_diary_piece(piece, gtin, serial);
        (void)ts_journal_seen(&journal, gtin, serial, &seen); /* anything, but no crash and no hang */
      }
      file->data[at] ^= 0x41;
    }
  }
  assert_int_equal(open_journal(), TS_OK);
  ts_diary_check(&diary, &journal, true);
}

static uint8_t *find_last(struct ts_card_file *file, const void *bytes, size_t size) {
  for (size_t at = file->size - size + 1; at-- > 0;)
    if (memcmp(file->data + at, bytes, size) == 0)
      return file->data + at;
  fail_msg("not in %s", file->name);
  return NULL;
}

/* The newest record written anew, with its leaf's hash and its tile's: higher up the tree is as it was. */
static void forge_newest(void) {
  const uint32_t newest = diary.count - 1, tile = newest & ~(TS_JOURNAL_TILE - 1u);
  struct ts_merkle before = {0}, after = {0};
  struct ts_hash leaf;
  uint8_t *at = find_last(last_segment(), diary.record[newest].bytes, diary.record[newest].size);
  at[diary.record[newest].size - 1] ^= 1;
  assert_int_equal(ts_merkle_leaf(diary.crypto, ts_bytes(at, diary.record[newest].size), &leaf), TS_OK);
  memcpy(at + diary.record[newest].size, leaf.bytes, 8);
  for (uint32_t i = tile; i <= newest; i++) {
    const struct ts_hash *of = &diary.record[i].leaf;
    assert_int_equal(ts_merkle_append(&before, diary.crypto, of), TS_OK);
    assert_int_equal(ts_merkle_append(&after, diary.crypto, i == newest ? &leaf : of), TS_OK);
  }
  memcpy(find_last(file_of("leaves", journal.hashes[0].newest), diary.record[newest].leaf.bytes, sizeof leaf),
         leaf.bytes, sizeof leaf);
  memcpy(find_last(file_of("tree7", journal.hashes[1].newest), before.subtree[7].bytes, sizeof leaf),
         after.subtree[7].bytes, sizeof leaf);
}

static void test_newest_tile_forged(void **state) {
  static const uint32_t ends[] = {128, 256, 384, 1024, 16384};
  (void)state;
  for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
    prepare(ends[i]);
    assert_int_equal(open_journal(), TS_OK);
    assert_int_equal(journal.health, TS_JOURNAL_WHOLE);
    forge_newest();
    assert_int_equal(open_journal(), TS_OK);
    assert_int_equal(journal.health, TS_JOURNAL_LOST);
    assert_true(journal.lost_first == ends[i] - 128 && journal.lost_last == ends[i] - 1);
  }
}

/* Runs filled with noise, or cut: answers come to an end, and merging goes on without them. */
static void test_damaged_runs(void **state) {
  (void)state;
  for (unsigned how = 0; how < 4; how++) {
    prepare(128 * 7 + 5);
    for (size_t f = 0; f < card.files; f++) {
      struct ts_card_file *file = &card.file[f];
      if (strncmp(file->name, "seen.", 5) != 0)
        continue;
      for (size_t at = TS_JOURNAL_FILE_HEADER; at < file->size && how < 2; at++)
        file->data[at] = how == 0 ? (uint8_t)(at * at * 31 + at / 7) : 0xFF;
      if (how >= 2)
        file->size = how == 2 ? 0 : file->size - 1;
    }
    assert_int_equal(open_journal(), TS_OK);
    for (uint32_t piece = 1; piece < 70; piece++) {
      char gtin[15], serial[21];
      struct ts_seen seen;
      ts_diary_piece(piece, gtin, serial);
      (void)ts_journal_seen(&journal, gtin, serial, &seen);
    }
    for (unsigned i = 0; i < 2000; i++)
      append(1000 + i);
    for (uint32_t piece = 1000; piece < 3000; piece++) {
      char gtin[15], serial[21];
      struct ts_seen seen;
      ts_diary_piece(piece, gtin, serial);
      assert_int_equal(ts_journal_seen(&journal, gtin, serial, &seen), TS_OK);
      assert_true(seen.seen);
    }
  }
}

/* The trusted file is not an attacker's, but a medium may forget: then nothing goes on. */
static void test_trusted_file_damaged(void **state) {
  (void)state;
  prepare(140);
  struct ts_card_file *file = ts_card_file(&card, TS_STORE_TRUSTED, TS_JOURNAL_STATE_FILE);
  assert_non_null(file);
  const size_t size = file->size;
  for (size_t at = 0; at < size; at++) {
    uint64_t number;
    file->data[at] ^= 0x10;
    assert_int_equal(open_journal(), TS_ERR_STORE_CORRUPT);
    assert_int_equal(journal.health, TS_JOURNAL_NOT_OPEN);
    assert_int_equal(
        ts_journal_append(&journal, ts_bytes(diary.record[0].bytes, diary.record[0].size), &number),
        TS_ERR_ARGUMENT);
    file->data[at] ^= 0x10;
    file->size = at;
    assert_int_equal(open_journal(), TS_ERR_STORE_CORRUPT);
    file->size = size;
  }
  assert_int_equal(open_journal(), TS_OK);
}

/* So with the log beside it, where a record that was never acknowledged may follow: only the last entry looks the
 * same damaged as torn. */
static void test_trusted_log_damaged(void **state) {
  (void)state;
  prepare(140);
  struct ts_card_file *file = ts_card_file(&card, TS_STORE_TRUSTED, TS_JOURNAL_LOG_FILE);
  assert_non_null(file);
  const size_t size = file->size, entry = size / 12;
  assert_int_equal(size % 12, 0);
  for (size_t at = 0; at < size; at++) {
    const bool is_last = at >= size - entry;
    file->data[at] ^= 0x10;
    assert_int_equal(open_journal(), is_last ? TS_OK : TS_ERR_STORE_CORRUPT);
    assert_true(!is_last || (ts_journal_size(&journal) == 139 && journal.health == TS_JOURNAL_WHOLE));
    file->data[at] ^= 0x10;
  }
  ts_card_drop(&card, TS_STORE_TRUSTED, TS_JOURNAL_LOG_FILE);
  assert_int_equal(open_journal(), TS_ERR_STORE_CORRUPT);
}

int main(void) {
#define TEST(name) cmocka_unit_test_teardown(name, stop)
  const struct CMUnitTest tests[] = {
      TEST(test_last_segment_cut),     TEST(test_last_segment_deleted),
      TEST(test_empty_card),           TEST(test_put_back),
      TEST(test_segments_swapped),     TEST(test_middle_segment_deleted),
      TEST(test_more_than_there_was),  TEST(test_every_byte_changed),
      TEST(test_newest_tile_forged),   TEST(test_damaged_runs),
      TEST(test_trusted_file_damaged), TEST(test_trusted_log_damaged),
  };
  return cmocka_run_group_tests_name("tampering", tests, NULL, NULL);
}
