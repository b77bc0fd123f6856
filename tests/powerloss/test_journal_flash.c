/* SPDX-License-Identifier: Apache-2.0 */
/* The journal as a board of bare metal keeps it, in two parts of flash: the power fails at every program and erasure
 * of either, torn in one of eight ways; no acknowledged record is lost, and the journal goes on. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "boards/common/flash/store_flash.h"
#include "core/journal.h"
#include "support/diary.h"
#include "support/nor.h"
#include "unit/crypto_openssl.h"

enum { APPENDS = 180, PIECES = 701 };

static const struct ts_journal_limits limits = {.segment_size = 2 * TS_RECORD_SIZE_MAX, .segments = 3};

struct device {
  struct ts_nor nor[2];
  struct ts_store_flash flash;
  struct ts_store store;
  struct ts_journal journal;
  struct ts_diary diary;
};

static struct device straight, cut;
static unsigned cases;

static void switch_on(struct device *device) {
  for (unsigned i = 0; i < 2; i++) {
    ts_nor_power(&device->nor[i]);
    device->nor[i].twin = &device->nor[1 - i];
  }
  memset(&device->journal, 0x5A, sizeof device->journal);
  assert_int_equal(
      ts_store_flash_open(&device->flash, &device->nor[0].flash, &device->nor[1].flash, &device->store),
      TS_OK);
  assert_int_equal(ts_journal_open(&device->journal, &device->store, ts_crypto_openssl(), &limits), TS_OK);
}

static void copy(struct device *to, const struct device *from) {
  ts_diary_free(&to->diary);
  for (unsigned i = 0; i < 2; i++)
    ts_nor_copy(&to->nor[i], &from->nor[i]);
  to->diary = (struct ts_diary){.crypto = from->diary.crypto};
  for (uint32_t i = 0; i < from->diary.count; i++)
    ts_diary_add(&to->diary, from->diary.record[i].bytes, from->diary.record[i].size,
                 from->diary.record[i].piece);
  switch_on(to);
}

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

static void come_back(struct device *device) {
  const uint32_t acknowledged = device->diary.count;
  switch_on(device);
  assert_true(ts_journal_size(&device->journal) >= acknowledged);
  assert_true(ts_journal_size(&device->journal) <= acknowledged + 1u);
  ts_diary_take(&device->diary, &device->journal);
  ts_diary_check(&device->diary, &device->journal, false);
}

/* Writes of an append that is made after a start, by area. */
static void writes_of_next(const struct device *device, uint64_t writes[2]) {
  copy(&cut, device);
  const uint64_t before[2] = {cut.nor[0].writes, cut.nor[1].writes};
  assert_int_equal(append(&cut), TS_OK);
  for (unsigned i = 0; i < 2; i++)
    writes[i] = cut.nor[i].writes - before[i];
}

static void test_cuts(void **state) {
  (void)state;
  straight.diary.crypto = ts_crypto_openssl();
  ts_nor_init(&straight.nor[0], 512, 32, 8, 8);
  ts_nor_init(&straight.nor[1], 512, 128, 1, 32);
  switch_on(&straight);
  for (unsigned i = 0; i < APPENDS; i++) {
    uint64_t writes[2];
    writes_of_next(&straight, writes);
    for (unsigned area = 0; area < 2; area++)
      for (uint64_t write = 1; write <= writes[area]; write++) {
        copy(&cut, &straight);
        struct ts_nor *nor = &cut.nor[area];
        nor->cut_at = nor->writes + write;
        nor->tear = (enum ts_nor_tear)((write + i) % TS_NOR_TEARS);
        nor->random = (uint32_t)write * 31 + i;
        enum ts_err err = append(&cut);
        assert_true(nor->off && (err == TS_ERR_IO || err == TS_OK));
        come_back(&cut);
        assert_int_equal(append(&cut), TS_OK);
        come_back(&cut);
        cases++;
      }
    assert_int_equal(append(&straight), TS_OK);
  }
  ts_diary_check(&straight.diary, &straight.journal, true);
  assert_true(ts_journal_first(&straight.journal) > 0);
  printf("%u cuts\n", cases);
  ts_diary_free(&straight.diary);
  ts_diary_free(&cut.diary);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_cuts)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
