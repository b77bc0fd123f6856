/* SPDX-License-Identifier: Apache-2.0 */
/* core/journal: what goes in comes out, over restarts, turning rings, full tiles and merged runs. What power
 * cuts and attackers do to it is tests/powerloss. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "core/journal_form.h"
#include "crypto_openssl.h"
#include "support/card.h"
#include "support/diary.h"

static const struct ts_journal_limits small = {.segment_size = 2 * TS_RECORD_SIZE_MAX, .segments = 3};
static const struct ts_journal_limits large = {.segment_size = 1 << 20, .segments = 8};

static struct ts_card card;
static struct ts_store store;
static struct ts_diary diary;
static struct ts_journal journal;

static int start(void **state) {
  (void)state;
  card = (struct ts_card){0};
  store = ts_card_store(&card);
  diary = (struct ts_diary){.crypto = ts_crypto_openssl()};
  return 0;
}

static int stop(void **state) {
  (void)state;
  ts_card_free(&card);
  ts_diary_free(&diary);
  return 0;
}

static void open_journal(const struct ts_journal_limits *limits) {
  memset(&journal, 0x5A, sizeof journal);
  assert_int_equal(ts_journal_open(&journal, &store, ts_crypto_openssl(), limits), TS_OK);
  assert_int_equal(journal.health, TS_JOURNAL_WHOLE);
}

static void append(uint32_t piece, size_t text_size) {
  uint8_t buf[TS_RECORD_SIZE_MAX];
  uint64_t number;
  const size_t size = ts_diary_record(&diary, diary.count, piece, text_size, buf);
  assert_int_equal(ts_journal_append(&journal, ts_bytes(buf, size), &number), TS_OK);
  assert_int_equal(number, diary.count);
  ts_diary_add(&diary, buf, size, piece);
}

static void test_empty(void **state) {
  (void)state;
  uint8_t buf[TS_RECORD_SIZE_MAX];
  size_t size;
  struct ts_hash hash;
  struct ts_seen seen;
  open_journal(&large);
  ts_diary_check(&diary, &journal, true);
  assert_int_equal(ts_journal_first(&journal), 0);
  assert_int_equal(ts_journal_read(&journal, 0, buf, &size), TS_ERR_NOT_FOUND);
  assert_int_equal(ts_journal_leaf(&journal, 0, &hash), TS_ERR_NOT_FOUND);
  assert_int_equal(ts_journal_seen(&journal, "00000000000000", "A", &seen), TS_OK);
  assert_false(seen.seen);
  assert_int_equal(card.writes, 0);
}

static void test_each_record_is_there_at_once_and_after_a_restart(void **state) {
  (void)state;
  open_journal(&large);
  for (uint32_t i = 0; i < 300; i++) {
    append(i % 50, i % 90);
    ts_diary_check(&diary, &journal, i % 37 == 0 || i % 128 > 125);
    if (i % 10 == 0 || (i + 1) % 128 < 3) {
      const uint64_t writes = card.writes;
      open_journal(&large);
      ts_diary_check(&diary, &journal, i % 37 == 0 || i % 128 > 125);
      assert_int_equal(card.writes, writes); /* opening only reads */
    }
  }
}

/* A ring that holds fewer records than a tile has. */
static void test_a_small_ring_turns(void **state) {
  (void)state;
  open_journal(&small);
  for (uint32_t i = 0; i < 600; i++) {
    append(1 + i % 200, i % 7 == 0 ? 2500 : 100 + i % 300);
    if (i % 25 == 0) {
      open_journal(&small);
      ts_diary_check(&diary, &journal, i % 100 == 0);
    }
  }
  ts_diary_check(&diary, &journal, true);
  assert_true(ts_journal_first(&journal) > 500);
  /* What was given up is gone from the card too. */
  unsigned segments = 0;
  for (size_t i = 0; i < card.files; i++)
    segments += strncmp(card.file[i].name, "records.", 8) == 0;
  assert_int_equal(segments, 3);
}

static void test_a_ring_may_shrink_and_grow(void **state) {
  (void)state;
  static const struct ts_journal_limits two = {.segment_size = 2 * TS_RECORD_SIZE_MAX, .segments = 2};
  static const struct ts_journal_limits nine = {.segment_size = 3 * TS_RECORD_SIZE_MAX, .segments = 9};
  open_journal(&nine);
  for (uint32_t i = 0; i < 60; i++)
    append(i, 2000);
  ts_diary_check(&diary, &journal, true);
  const uint64_t first = ts_journal_first(&journal);
  open_journal(&two);
  for (uint32_t i = 0; i < 10; i++)
    append(i, 2000);
  ts_diary_check(&diary, &journal, true);
  assert_true(ts_journal_first(&journal) > first + 10);
  open_journal(&nine);
  for (uint32_t i = 0; i < 60; i++)
    append(i, 2000);
  open_journal(&nine);
  ts_diary_check(&diary, &journal, true);
}

/* So many that runs are merged on three levels. */
static void test_large_memory(void **state) {
  (void)state;
  open_journal(&large);
  for (uint32_t i = 0; i < 9000; i++) {
    append(1 + (i * 7919u) % 8009u, 10);
    if (i % 3001 == 3000)
      open_journal(&large);
  }
  assert_true(journal.memory.level[2].runs >= 1);
  assert_true(journal.memory.level[0].runs < 10 && journal.memory.level[1].runs < 10);
  ts_diary_check(&diary, &journal, true);
  open_journal(&large);
  ts_diary_check(&diary, &journal, true);
  unsigned runs = 0;
  for (size_t i = 0; i < card.files; i++)
    runs += strncmp(card.file[i].name, "seen.", 5) == 0;
  assert_true(runs < 30);
}

/* A journal that has had 2^20 records; what they were does not matter. */
static void make_old(void) {
  static uint8_t leaves[TS_JOURNAL_FILE_HEADER + TS_JOURNAL_LEAVES_FILE * TS_JOURNAL_LEAF_SIZE];
  for (uint32_t at = 0; at < TS_JOURNAL_LEAVES_KEPT; at += TS_JOURNAL_LEAVES_FILE) {
    memset(leaves, (int)(at / TS_JOURNAL_LEAVES_FILE), sizeof leaves);
    assert_int_equal(
        ts_journal_series_append(&journal, TS_JOURNAL_LEAVES, at, leaves, TS_JOURNAL_LEAVES_FILE), TS_OK);
  }
  journal.tree.size = journal.flushed = journal.memory.covered = TS_JOURNAL_LEAVES_KEPT;
}

static void test_large_leaves_go_by_whole_files(void **state) {
  (void)state;
  struct ts_hash leaf;
  uint8_t buf[TS_RECORD_SIZE_MAX];
  uint64_t number;
  open_journal(&large);
  make_old();
  for (uint32_t i = 0; i < TS_JOURNAL_LEAVES_FILE + TS_JOURNAL_TILE; i++) {
    assert_int_equal(ts_journal_leaf(&journal, 0, &leaf), TS_OK);
    const size_t size = ts_diary_record(&diary, i, 0, 10, buf);
    assert_int_equal(ts_journal_append(&journal, ts_bytes(buf, size), &number), TS_OK);
    assert_int_equal(number, TS_JOURNAL_LEAVES_KEPT + i);
  }
  assert_int_equal(ts_journal_leaf(&journal, 0, &leaf), TS_ERR_NOT_FOUND);
  assert_int_equal(ts_journal_leaf(&journal, TS_JOURNAL_LEAVES_FILE - 1, &leaf), TS_ERR_NOT_FOUND);
  for (uint32_t at = TS_JOURNAL_LEAVES_FILE; at < TS_JOURNAL_LEAVES_KEPT; at += 4001) {
    assert_int_equal(ts_journal_leaf(&journal, at, &leaf), TS_OK);
    assert_int_equal(leaf.bytes[31], at / TS_JOURNAL_LEAVES_FILE);
  }
  assert_null(ts_card_file(&card, TS_STORE_CARD, "leaves.00000001"));
  assert_non_null(ts_card_file(&card, TS_STORE_CARD, "leaves.00000002"));
}

static void test_what_is_refused(void **state) {
  (void)state;
  static const struct ts_journal_limits bad[] = {
      {2 * TS_RECORD_SIZE_MAX - 1, 3}, {2 * TS_RECORD_SIZE_MAX, 1}, {UINT32_MAX, 2}};
  uint8_t buf[TS_RECORD_SIZE_MAX + 1] = {0};
  uint64_t number;
  struct ts_seen seen;
  for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
    assert_int_equal(ts_journal_open(&journal, &store, ts_crypto_openssl(), &bad[i]), TS_ERR_ARGUMENT);
    assert_int_equal(journal.health, TS_JOURNAL_NOT_OPEN);
  }
  assert_int_equal(ts_journal_append(&journal, ts_bytes(buf, 1), &number), TS_ERR_ARGUMENT);
  assert_int_equal(ts_journal_seen(&journal, "00000000000000", "A", &seen), TS_ERR_ARGUMENT);
  open_journal(&small);
  assert_int_equal(ts_journal_append(&journal, ts_bytes(buf, sizeof buf), &number), TS_ERR_TOO_LONG);
  assert_int_equal(ts_journal_append(&journal, ts_bytes(buf, 3), &number), TS_ERR_CBOR_TRAILING);
  assert_int_equal(ts_journal_append(&journal, ts_bytes(buf, 1), &number), TS_ERR_RECORD_FORM);
  assert_int_equal(ts_journal_seen(&journal, "0000000000000", "A", &seen), TS_ERR_ARGUMENT);
  assert_int_equal(ts_journal_seen(&journal, "00000000000000", "", &seen), TS_ERR_ARGUMENT);
  assert_int_equal(ts_journal_size(&journal), 0);
  assert_int_equal(card.writes, 0);
}

int main(void) {
#define TEST(name) cmocka_unit_test_setup_teardown(name, start, stop)
  const struct CMUnitTest tests[] = {
      TEST(test_empty),
      TEST(test_each_record_is_there_at_once_and_after_a_restart),
      TEST(test_a_small_ring_turns),
      TEST(test_a_ring_may_shrink_and_grow),
      TEST(test_large_memory),
      TEST(test_large_leaves_go_by_whole_files),
      TEST(test_what_is_refused),
  };
  return cmocka_run_group_tests_name("journal", tests, NULL, NULL);
}
