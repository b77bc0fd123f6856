/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "adapters/confine_arena.h"

static unsigned char memory[4096];
static uint32_t alarm_calls;
static uint32_t alarm_ticks;

static void record_alarm(uint32_t ticks) {
  alarm_calls++;
  alarm_ticks = ticks;
}

struct run {
  size_t size;
  unsigned count;
  unsigned got;
  enum ts_confine_end nested;
};

/* Takes memory until it has `count` pieces or is cut off. */
static void take(void *context) {
  struct run *run = context;
  while (run->got < run->count) {
    void *p = ts_confine_malloc(run->size);
    if (p == NULL) {
      return;
    }
    memset(p, 0xff, run->size);
    run->got++;
  }
}

static int setup(void **state) {
  (void)state;
  for (int who = 0; who < TS_CONFINED_COUNT; who++) {
    ts_confine_limit((enum ts_confined)who, &(struct ts_confine_limits){memory, sizeof memory, 500});
  }
  ts_confine_alarm(record_alarm);
  return 0;
}

static void each_call_has_all_of_the_memory(void **state) {
  (void)state;
  for (int i = 0; i < 10; i++) {
    struct run run = {.size = 1000, .count = 4};
    assert_int_equal(ts_confine(TS_CONFINED_READER, take, &run), TS_CONFINE_DONE);
    assert_int_equal(run.got, 4);
  }
  assert_int_equal(ts_confine_peak(TS_CONFINED_READER), 4 * 1008);
  assert_int_equal(ts_confine_reach(TS_CONFINED_READER), 4 * 1008);
}

static void the_reader_is_cut_off_when_memory_ends(void **state) {
  (void)state;
  struct run run = {.size = 1000, .count = 5};
  assert_int_equal(ts_confine(TS_CONFINED_READER, take, &run), TS_CONFINE_EXHAUSTED);
  assert_int_equal(run.got, 4);
  run = (struct run){.size = 1000, .count = 1};
  assert_int_equal(ts_confine(TS_CONFINED_READER, take, &run), TS_CONFINE_DONE);
}

static void the_others_get_null(void **state) {
  (void)state;
  const enum ts_confined others[] = {TS_CONFINED_JPEG, TS_CONFINED_CRYPTO};
  for (size_t i = 0; i < 2; i++) {
    struct run run = {.size = 1000, .count = 5};
    assert_int_equal(ts_confine(others[i], take, &run), TS_CONFINE_DONE);
    assert_int_equal(run.got, 4);
  }
}

static void free_twice(void *context) {
  (void)context;
  void *p = ts_confine_calloc(1, 16);
  ts_confine_free(p);
  ts_confine_free(p);
}

static void realloc_freed(void *context) {
  (void)context;
  void *p = ts_confine_realloc(NULL, 16);
  ts_confine_free(p);
  (void)ts_confine_realloc(p, 32);
}

static void a_damaged_heap_ends_the_call(void **state) {
  (void)state;
  assert_int_equal(ts_confine(TS_CONFINED_READER, free_twice, NULL), TS_CONFINE_BROKEN);
  assert_int_equal(ts_confine(TS_CONFINED_JPEG, free_twice, NULL), TS_CONFINE_BROKEN);
  assert_int_equal(ts_confine(TS_CONFINED_JPEG, realloc_freed, NULL), TS_CONFINE_BROKEN);
}

static void nest(void *context) {
  struct run *run = context;
  struct run inner = {.size = 8, .count = 1};
  run->nested = ts_confine(TS_CONFINED_JPEG, take, &inner);
  run->got = inner.got;
}

static void calls_do_not_nest(void **state) {
  (void)state;
  struct run run = {.got = 1};
  assert_int_equal(ts_confine(TS_CONFINED_READER, nest, &run), TS_CONFINE_DONE);
  assert_int_equal(run.nested, TS_CONFINE_REFUSED);
  assert_int_equal(run.got, 0);
}

static void no_memory_no_call(void **state) {
  (void)state;
  ts_confine_limit(TS_CONFINED_READER, &(struct ts_confine_limits){memory, 10, 0});
  struct run run = {.size = 8, .count = 1};
  assert_int_equal(ts_confine(TS_CONFINED_READER, take, &run), TS_CONFINE_REFUSED);
  assert_int_equal(run.got, 0);
}

static void expire(void *context) {
  assert_int_equal(alarm_ticks, 500);
  *(int *)context = 1;
  ts_confine_stop(TS_CONFINE_OVERTIME);
}

static void the_alarm_ends_the_call(void **state) {
  (void)state;
  int begun = 0;
  assert_int_equal(ts_confine(TS_CONFINED_READER, expire, &begun), TS_CONFINE_OVERTIME);
  assert_int_equal(begun, 1);
  assert_int_equal(alarm_ticks, 0);
}

static void crypto_has_no_alarm(void **state) {
  (void)state;
  alarm_calls = 0;
  struct run run = {.size = 8, .count = 1};
  assert_int_equal(ts_confine(TS_CONFINED_CRYPTO, take, &run), TS_CONFINE_DONE);
  assert_int_equal(alarm_calls, 0);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup(each_call_has_all_of_the_memory, setup),
      cmocka_unit_test_setup(the_reader_is_cut_off_when_memory_ends, setup),
      cmocka_unit_test_setup(the_others_get_null, setup),
      cmocka_unit_test_setup(a_damaged_heap_ends_the_call, setup),
      cmocka_unit_test_setup(calls_do_not_nest, setup),
      cmocka_unit_test_setup(no_memory_no_call, setup),
      cmocka_unit_test_setup(the_alarm_ends_the_call, setup),
      cmocka_unit_test_setup(crypto_has_no_alarm, setup),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
