/* SPDX-License-Identifier: Apache-2.0 */
/* Files in flash while the power fails at every program and erasure, each torn in eight ways, once and twice; while
 * writes fail and the power stays; and with a flash that an attacker wrote. All held against a plain list of files.
 *
 * usage: test_store_flash once|twice|errors|tampering|wear */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "support/nor.h"
#include "support/sanitized.h"

enum { NAMES = 8, FILES = 6, FILE_MAX = 8192, STEPS = 110 };

static const char *const names[NAMES] = {
    "anchor",   "bundle", "records.00000001", "a-name-of-thirty-one-characters",
    "settings", "photos", "journal.log",      "seen.00000002"};

struct file {
  bool there;
  uint32_t size;
  uint8_t data[FILE_MAX];
};

struct device {
  struct ts_nor nor;
  struct ts_flash_area area;
  struct file file[NAMES]; /* what must be there */
};

enum kind { REPLACE, APPEND, REMOVE };

struct step {
  enum kind kind;
  unsigned name;
  struct ts_bytes content;
};

static struct device straight, cut, again, look;
static uint8_t pool[2 * FILE_MAX];
static unsigned cases;

static void start(struct device *device, uint32_t block_size, uint32_t blocks, uint32_t unit) {
  memset(device, 0, sizeof *device);
  for (size_t i = 0; i < sizeof pool; i++)
    pool[i] = (uint8_t)(i * 167 + i / 251);
  ts_nor_init(&device->nor, block_size, blocks, unit, FILES);
  assert_int_equal(ts_flash_area_open(&device->area, &device->nor.flash), TS_OK);
}

static void copy(struct device *to, const struct device *from) {
  ts_nor_copy(&to->nor, &from->nor);
  to->area = from->area;
  memcpy(to->file, from->file, sizeof to->file);
  to->area.flash = &to->nor.flash;
}

static struct step step_of(unsigned number) {
  uint32_t r = number * 2654435761u;
  r = (r ^ r >> 15) * 2246822519u;
  r ^= r >> 13;
  struct step step = {.kind = r % 8 < 3 ? REPLACE : r % 8 < 7 ? APPEND : REMOVE, .name = r / 8 % NAMES};
  static const uint16_t sizes[] = {0, 1, 7, 52, 52, 100, 183, 184, 185, 300, 900, 60, 20, 400, 33, 8};
  step.content = ts_bytes(pool + r / 64 % FILE_MAX, sizes[r / 4096 % 16]);
  return step;
}

static enum ts_err run(struct device *device, const struct step *step) {
  switch (step->kind) {
  case REPLACE:
    return ts_flash_area_replace(&device->area, names[step->name], step->content);
  case APPEND:
    return ts_flash_area_append(&device->area, names[step->name], step->content);
  case REMOVE:
    break;
  }
  return ts_flash_area_remove(&device->area, names[step->name]);
}

/* What the list has after the step. */
static void after(struct file *file, const struct step *step) {
  uint32_t from = step->kind == APPEND && file->there ? file->size : 0;
  file->there = step->kind != REMOVE;
  file->size = step->kind == REMOVE ? 0 : from + (uint32_t)step->content.size;
  assert_true(file->size <= FILE_MAX);
  if (step->kind != REMOVE && step->content.size > 0)
    memcpy(file->data + from, step->content.data, step->content.size);
}

static void read_file(const struct device *device, unsigned name, struct file *file) {
  uint64_t size = 0;
  enum ts_err err = ts_flash_area_size(&device->area, names[name], &size);
  assert_true(err == TS_OK || err == TS_ERR_NOT_FOUND);
  assert_true(size <= FILE_MAX);
  file->there = err == TS_OK;
  file->size = (uint32_t)size;
  if (file->there)
    assert_int_equal(ts_flash_area_read(&device->area, names[name], 0, file->data, file->size), TS_OK);
}

static bool same(const struct file *a, const struct file *b) {
  return a->there == b->there && a->size == b->size && memcmp(a->data, b->data, a->size) == 0;
}

/* All files but SKIP, as a whole and in pieces. */
static void check(const struct device *device, unsigned skip) {
  static struct file found;
  uint8_t part[64];
  for (unsigned i = 0; i < NAMES; i++) {
    if (i == skip)
      continue;
    read_file(device, i, &found);
    assert_true(same(&found, &device->file[i]));
    for (uint32_t at = 0; at + sizeof part <= found.size; at += 61) {
      assert_int_equal(ts_flash_area_read(&device->area, names[i], at, part, sizeof part), TS_OK);
      assert_memory_equal(part, found.data + at, sizeof part);
    }
    if (found.there)
      assert_int_equal(ts_flash_area_read(&device->area, names[i], found.size, part, 1), TS_ERR_IO);
  }
}

static void go_on(struct device *device, unsigned from, unsigned steps) {
  for (unsigned i = from; i < from + steps; i++) {
    const struct step step = step_of(i);
    enum ts_err err = run(device, &step);
    if (err == TS_OK)
      after(&device->file[step.name], &step);
    else
      assert_int_equal(err, TS_ERR_STORE_FULL);
  }
  check(device, NAMES);
}

static void reopen(struct device *device) {
  ts_nor_power(&device->nor);
  memset(&device->area, 0x5A, sizeof device->area);
  memset(device->nor.table, 0x5A, sizeof device->nor.table);
  memset(device->nor.file, 0x5A, sizeof device->nor.file);
  assert_int_equal(ts_flash_area_open(&device->area, &device->nor.flash), TS_OK);
}

/* The step did not end. What it was about is as before or as after, or what was appended is there in part; the list
 * takes over which of it. Nothing else has changed. */
static void settle(struct device *device, const struct step *step) {
  static struct file found, whole;
  struct file *was = &device->file[step->name];
  read_file(device, step->name, &found);
  whole = *was;
  after(&whole, step);
  if (step->kind == APPEND && found.there && was->there) {
    assert_true(found.size >= was->size && found.size <= whole.size);
    assert_memory_equal(found.data, whole.data, found.size);
  } else {
    assert_true(same(&found, was) || same(&found, &whole));
  }
  check(device, step->name);
  *was = found;
}

static uint64_t writes_of(const struct device *device, const struct step *step) {
  copy(&look, device);
  ts_nor_power(&look.nor);
  (void)run(&look, step); /* full or not, this is what it writes */
  return look.nor.writes;
}

static void cut_in(struct device *device, const struct step *step, uint64_t write, unsigned tear) {
  ts_nor_power(&device->nor);
  device->nor.cut_at = write;
  device->nor.tear = (enum ts_nor_tear)(tear % TS_NOR_TEARS);
  device->nor.random = (uint32_t)(write * 31 + tear);
  assert_int_equal(run(device, step), TS_ERR_IO);
  assert_true(device->nor.off);
  cases++;
}

static const uint32_t shapes[][3] = {{256, 24, 1}, {256, 32, 8}, {512, 14, 32}};

static void each_shape(void (*test)(unsigned first)) {
  for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++) {
    start(&straight, shapes[i][0], shapes[i][1], shapes[i][2]);
    test((unsigned)i * 1000);
  }
  printf("%u cases\n", cases);
}

static void once(unsigned first) {
  for (unsigned i = first; i < first + STEPS; i++) {
    const struct step step = step_of(i);
    const uint64_t writes = writes_of(&straight, &step);
    for (uint64_t write = 1; write <= writes; write++)
      for (unsigned tear = (i + (unsigned)write) % TS_EVERY(3); tear < TS_NOR_TEARS; tear += TS_EVERY(3)) {
        copy(&cut, &straight);
        cut_in(&cut, &step, write, tear);
        reopen(&cut);
        settle(&cut, &step);
        reopen(&cut);
        check(&cut, NAMES);
        go_on(&cut, i + tear, 4);
        reopen(&cut);
        check(&cut, NAMES);
      }
    go_on(&straight, i, 1);
  }
}

static void test_once(void **state) {
  (void)state;
  each_shape(once);
}

/* Cut, and cut again while opening, at each write of that; or in the next step. */
static void twice(unsigned first) {
  for (unsigned i = first; i < first + STEPS; i++) {
    const struct step step = step_of(i), next = step_of(i + 1);
    const uint64_t writes = writes_of(&straight, &step);
    for (uint64_t write = 1; write <= writes; write++)
      for (unsigned tear = (i + (unsigned)write) % TS_EVERY(3); tear < TS_NOR_TEARS; tear += TS_EVERY(3)) {
        copy(&cut, &straight);
        cut_in(&cut, &step, write, tear);
        for (uint64_t second = 1;; second++) {
          copy(&again, &cut);
          ts_nor_power(&again.nor);
          again.nor.cut_at = second;
          again.nor.tear = (enum ts_nor_tear)((tear + second * 3) % TS_NOR_TEARS);
          enum ts_err err = ts_flash_area_open(&again.area, &again.nor.flash);
          assert_int_equal(err, again.nor.off ? TS_ERR_IO : TS_OK);
          bool done = !again.nor.off;
          reopen(&again);
          settle(&again, &step);
          cases++;
          if (done)
            break;
        }
        reopen(&cut);
        settle(&cut, &step);
        const uint64_t more = writes_of(&cut, &next);
        for (uint64_t second = 1 + tear % 2; second <= more; second += 2) {
          copy(&again, &cut);
          cut_in(&again, &next, second, (unsigned)(tear * 3 + second));
          reopen(&again);
          settle(&again, &next);
          go_on(&again, i, 2);
          reopen(&again);
          check(&again, NAMES);
        }
      }
    go_on(&straight, i, 1);
  }
}

static void test_twice(void **state) {
  (void)state;
  each_shape(twice);
}

/* A write fails and the power stays: what RAM says then is what a flash that is opened anew says; and so it goes on. */
static void errors(unsigned first) {
  for (unsigned i = first; i < first + STEPS; i++) {
    const struct step step = step_of(i);
    const uint64_t writes = writes_of(&straight, &step);
    for (uint64_t write = 1; write <= writes; write++)
      for (unsigned tear = (i + (unsigned)write) % TS_EVERY(3); tear < TS_NOR_TEARS; tear += TS_EVERY(3)) {
        copy(&cut, &straight);
        ts_nor_power(&cut.nor);
        cut.nor.fail_at = write;
        cut.nor.tear = (enum ts_nor_tear)tear;
        assert_int_equal(run(&cut, &step), TS_ERR_IO);
        cases++;
        if (cut.area.broken) { /* nothing is written before it is opened anew */
          const struct step other = {
              .kind = APPEND, .name = (step.name + 1) % NAMES, .content = ts_bytes(pool, 5)};
          assert_int_equal(run(&cut, &other), TS_ERR_IO);
          reopen(&cut);
          settle(&cut, &step);
        } else {
          settle(&cut, &step);
          copy(&again, &cut);
          reopen(&again);
          check(&again, NAMES);
          go_on(&cut, i, 4);
          copy(&again, &cut);
          reopen(&again);
          check(&again, NAMES);
        }
      }
    go_on(&straight, i, 1);
  }
}

static void test_errors(void **state) {
  (void)state;
  each_shape(errors);
}

static void tamper(struct ts_nor *nor, unsigned how) {
  const uint32_t size = nor->flash.block_size, blocks = nor->flash.blocks;
  uint8_t *a = nor->byte + ts_nor_random(nor) % blocks * size,
          *b = nor->byte + ts_nor_random(nor) % blocks * size;
  if (how % 4 == 0)
    memmove(a, b, size); /* the same block twice */
  else if (how % 4 == 1)
    for (uint32_t i = 0; i < size; i++)
      a[i] = (uint8_t)ts_nor_random(nor);
  else if (how % 4 == 2)
    a[ts_nor_random(nor) % size] ^= (uint8_t)(1u << ts_nor_random(nor) % 8);
  else
    memmove(a + size / 2, b + size / 2, size / 2); /* another's chunks */
}

/* An attacker may name files and fill them; then the store is one like any other. */
static void tampering(unsigned first) {
  go_on(&straight, first, 60);
  for (unsigned i = 0; i < 3000; i += TS_EVERY(7)) {
    copy(&cut, &straight);
    cut.nor.random = i * 7919u + first;
    for (unsigned n = 0; n < 1 + i % 9; n++)
      tamper(&cut.nor, i + n * (1 + i % 3));
    memset(cut.nor.programmed, 0, sizeof cut.nor.programmed); /* his flash is one that lets him */
    for (uint32_t at = 0; at < sizeof cut.nor.byte; at++)
      if (cut.nor.byte[at] != 0xFF)
        cut.nor.programmed[at / cut.nor.flash.unit] = 1;
    reopen(&cut);
    for (unsigned name = 0; name < NAMES; name++)
      read_file(&cut, name, &cut.file[name]);
    if (cut.area.version < UINT32_MAX)
      go_on(&cut, i, 6);
    reopen(&cut);
    check(&cut, NAMES);
    cases++;
  }
}

static void test_tampering(void **state) {
  (void)state;
  each_shape(tampering);
}

/* Blocks take turns: those that hold what is replaced again and again wear alike. */
static void test_wear(void **state) {
  uint32_t least = UINT32_MAX, most = 0;
  (void)state;
  start(&straight, 256, 24, 8);
  assert_int_equal(ts_flash_area_replace(&straight.area, "anchor", ts_bytes(pool, 500)), TS_OK);
  for (unsigned i = 0; i < 3000; i++) {
    assert_int_equal(ts_flash_area_replace(&straight.area, "journal", ts_bytes(pool + i, 300)), TS_OK);
    if (i % 100 == 0)
      assert_int_equal(ts_flash_area_open(&straight.area, &straight.nor.flash), TS_OK);
  }
  for (uint32_t i = 0; i < 24; i++) {
    if (straight.nor.erased[i] <= 1)
      continue; /* the anchor's */
    least = straight.nor.erased[i] < least ? straight.nor.erased[i] : least;
    most = straight.nor.erased[i] > most ? straight.nor.erased[i] : most;
  }
  printf("6000 erasures of 21 blocks: %u to %u each\n", (unsigned)least, (unsigned)most);
  assert_true(most - least <= most / 10);
}

int main(int argc, char **argv) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_once), cmocka_unit_test(test_twice),
                                     cmocka_unit_test(test_errors), cmocka_unit_test(test_tampering),
                                     cmocka_unit_test(test_wear)};
  static const char *const how[] = {"once", "twice", "errors", "tampering", "wear"};
  for (size_t i = 0; argc == 2 && i < sizeof how / sizeof *how; i++)
    if (strcmp(argv[1], how[i]) == 0)
      return _cmocka_run_group_tests(how[i], &tests[i], 1, NULL, NULL);
  fputs("usage: test_store_flash once|twice|errors|tampering|wear\n", stderr);
  return 64;
}
