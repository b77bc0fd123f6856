/* SPDX-License-Identifier: Apache-2.0 */
/* The power fails at every write that a journal makes, and leaves any part of that write: no acknowledged
 * record is lost, no torn one is read, and the journal goes on. The ring holds a few records only, so that
 * segments turn, tiles fill and runs merge within three hundred appends.
 *
 * usage: test_journal_cuts once|twice|errors|merges */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "core/journal.h"
#include "support/card.h"
#include "support/diary.h"
#include "support/sanitized.h"
#include "unit/crypto_openssl.h"

enum { APPENDS = 300, PIECES = 701 }; /* so many that merging a run takes several writes */

static const struct ts_journal_limits limits = {.segment_size = 2 * TS_RECORD_SIZE_MAX, .segments = 3};

/* A device: what it has stored, what it has in memory, and what it acknowledged. */
struct device {
  struct ts_card card;
  struct ts_store store;
  struct ts_journal journal;
  struct ts_diary diary;
};

static struct device straight, cut, again;
static unsigned cases;

static void start(struct device *device) {
  *device = (struct device){.diary = {.crypto = ts_crypto_openssl()}};
  device->store = ts_card_store(&device->card);
  assert_int_equal(ts_journal_open(&device->journal, &device->store, ts_crypto_openssl(), &limits), TS_OK);
}

static void end(struct device *device) {
  ts_card_free(&device->card);
  ts_diary_free(&device->diary);
}

/* The same device once more, memory and all. */
static void copy(struct device *to, const struct device *from) {
  ts_card_free(&to->card);
  ts_diary_free(&to->diary);
  ts_card_copy(&to->card, &from->card);
  to->store = ts_card_store(&to->card);
  to->journal = from->journal;
  to->journal.store = &to->store;
  to->diary = (struct ts_diary){.crypto = from->diary.crypto};
  for (uint32_t i = 0; i < from->diary.count; i++)
    ts_diary_add(&to->diary, from->diary.record[i].bytes, from->diary.record[i].size,
                 from->diary.record[i].piece);
}

/* The record that comes next, of a size and piece that its number gives; so a second try is the same. */
static enum ts_err append(struct device *device) {
  const uint32_t i = device->diary.count, piece = 1 + i * i * 37 % PIECES;
  uint8_t buf[TS_RECORD_SIZE_MAX];
  uint64_t number;
  const size_t size = ts_diary_record(&device->diary, i, piece, i % 11 == 0 ? 2000 : 20 + i % 150, buf);
  enum ts_err err = ts_journal_append(&device->journal, ts_bytes(buf, size), &number);
  if (err)
    return err;
  assert_int_equal(number, i);
  ts_diary_add(&device->diary, buf, size, piece);
  return TS_OK;
}

/* The power is there again. What was acknowledged is there, and one record more at most. */
static void come_back(struct device *device, bool thorough) {
  const uint32_t acknowledged = device->diary.count;
  ts_card_power(&device->card);
  memset(&device->journal, 0x5A, sizeof device->journal);
  assert_int_equal(ts_journal_open(&device->journal, &device->store, ts_crypto_openssl(), &limits), TS_OK);
  assert_true(ts_journal_size(&device->journal) >= acknowledged);
  assert_true(ts_journal_size(&device->journal) <= acknowledged + 1u);
  ts_diary_take(&device->diary, &device->journal);
  ts_diary_check(&device->diary, &device->journal, thorough);
  cases++;
}

static uint64_t writes_of_next(const struct device *device) {
  static struct device dry;
  copy(&dry, device);
  assert_int_equal(append(&dry), TS_OK);
  const uint64_t writes = dry.card.writes;
  end(&dry);
  return writes;
}

static void go_on(struct device *device, unsigned appends) {
  for (unsigned i = 0; i < appends; i++)
    assert_int_equal(append(device), TS_OK);
  ts_diary_check(&device->diary, &device->journal, false);
}

static void cut_in_next(struct device *device, uint64_t write, enum ts_card_tear tear) {
  const uint64_t before = device->card.writes;
  device->card.cut_at = before + write;
  device->card.tear = tear;
  enum ts_err err = append(device);
  /* What is removed after the record was acknowledged may be cut, too, and nobody is told. */
  assert_true(device->card.off && (err == TS_ERR_IO || err == TS_OK));
}

static void test_cut_at_every_write(void **state) {
  (void)state;
  start(&straight);
  for (unsigned i = 0; i < APPENDS; i++) {
    const uint64_t writes = writes_of_next(&straight);
    for (uint64_t write = 1; write <= writes; write++)
      for (unsigned tear = (i + (unsigned)write) % TS_EVERY(3); tear < TS_TEAR_COUNT; tear += TS_EVERY(3)) {
        copy(&cut, &straight);
        cut_in_next(&cut, write, (enum ts_card_tear)tear);
        const bool thorough = (write + tear + i) % 23 == 0;
        come_back(&cut, thorough);
        go_on(&cut, 1 + i % 3);
        come_back(&cut, thorough);
      }
    assert_int_equal(append(&straight), TS_OK);
  }
  ts_diary_check(&straight.diary, &straight.journal, true);
  assert_true(ts_journal_first(&straight.journal) > APPENDS / 2);
  assert_true(straight.journal.memory.level[1].runs > 0);
  assert_true(straight.journal.memory.level[1].run[0].count > 2 * 64);
  printf("%u cuts\n", cases);
  end(&straight);
  end(&cut);
}

/* Cut, start, and cut again in the append that is tried again: at each of its writes. */
static void test_cut_twice(void **state) {
  (void)state;
  start(&straight);
  for (unsigned i = 0; i < APPENDS; i++) {
    const uint64_t writes = writes_of_next(&straight);
    for (uint64_t write = 1; write <= writes && (i % 4 == 0 || writes > 2); write++) {
      const enum ts_card_tear tear = (enum ts_card_tear)((i + write) % TS_TEAR_COUNT);
      copy(&cut, &straight);
      cut_in_next(&cut, write, tear);
      come_back(&cut, false);
      const uint64_t more = writes_of_next(&cut);
      for (uint64_t second = 1; second <= more; second++) {
        copy(&again, &cut);
        cut_in_next(&again, second, (enum ts_card_tear)((tear + second) % TS_TEAR_COUNT));
        come_back(&again, (i + second) % 19 == 0);
        go_on(&again, 2);
        come_back(&again, false);
      }
    }
    assert_int_equal(append(&straight), TS_OK);
  }
  printf("%u cuts\n", cases);
  end(&straight);
  end(&cut);
  end(&again);
}

/* A write fails and the power stays: the journal in memory goes on, and so does one that is opened anew. */
static void test_failing_writes(void **state) {
  (void)state;
  start(&straight);
  for (unsigned i = 0; i < APPENDS; i++) {
    const uint64_t writes = writes_of_next(&straight);
    for (uint64_t write = 1; write <= writes; write++)
      for (unsigned tear = (i + (unsigned)write) % TS_EVERY(3); tear < TS_TEAR_COUNT;
           tear += TS_EVERY(3) * (1 + i % 2)) {
        copy(&cut, &straight);
        const uint32_t before = cut.diary.count;
        cut.card.fail_at = cut.card.writes + write;
        cut.card.fail_with = tear % 2 ? TS_ERR_IO : TS_ERR_STORE_FULL;
        cut.card.tear = (enum ts_card_tear)tear;
        enum ts_err err = append(&cut);
        assert_true(err == TS_OK || err == cut.card.fail_with || err == TS_ERR_IO);
        assert_int_equal(cut.diary.count, before + (err == TS_OK));
        ts_diary_check(&cut.diary, &cut.journal, (write + tear + i) % 29 == 0);
        go_on(&cut, 1 + i % 3);
        come_back(&cut, (write + tear + i) % 31 == 0);
      }
    assert_int_equal(append(&straight), TS_OK);
  }
  printf("%u failures\n", cases);
  end(&straight);
  end(&cut);
}

/* Within the merging of eight runs, a chunk with each append; then on until it has ended. */
static void test_merges(void **state) {
  static const enum ts_card_tear tears[] = {TS_TEAR_WHOLE, TS_TEAR_HALF, TS_TEAR_GARBAGE};
  (void)state;
  start(&straight);
  while (straight.journal.memory.level[0].into.count == 0)
    assert_int_equal(append(&straight), TS_OK);
  for (unsigned i = 0; i < 3; i++) {
    const uint64_t writes = writes_of_next(&straight);
    for (uint64_t write = 1; write <= writes; write++)
      for (size_t tear = 0; tear < 2 * (sizeof tears / sizeof *tears); tear++) {
        copy(&cut, &straight);
        if (tear % 2 == 0) {
          cut_in_next(&cut, write, tears[tear / 2]);
          come_back(&cut, false);
        } else {
          cut.card.fail_at = cut.card.writes + write;
          cut.card.fail_with = TS_ERR_IO;
          cut.card.tear = tears[tear / 2];
          (void)append(&cut);
        }
        while (cut.journal.memory.level[1].runs == straight.journal.memory.level[1].runs)
          assert_int_equal(append(&cut), TS_OK);
        ts_diary_check_seen(&cut.diary, &cut.journal);
        come_back(&cut, false);
        ts_diary_check_seen(&cut.diary, &cut.journal);
      }
    assert_int_equal(append(&straight), TS_OK);
  }
  printf("%u cuts and failures\n", cases);
  end(&straight);
  end(&cut);
}

int main(int argc, char **argv) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_cut_at_every_write),
                                     cmocka_unit_test(test_cut_twice), cmocka_unit_test(test_failing_writes),
                                     cmocka_unit_test(test_merges)};
  static const char *const names[] = {"once", "twice", "errors", "merges"};
  for (size_t i = 0; argc == 2 && i < sizeof names / sizeof *names; i++)
    if (strcmp(argv[1], names[i]) == 0)
      return _cmocka_run_group_tests(names[i], &tests[i], 1, NULL, NULL);
  fputs("usage: test_journal_cuts once|twice|errors|merges\n", stderr);
  return 64;
}
