/* SPDX-License-Identifier: Apache-2.0 */
/* Serials seen where they cannot be: each rule by example, and all of them against a slow and plain reading of
 * their words over many random histories. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "host-tools/clones.h"

#define NOW INT64_C(1795435200) /* 2026-11-23 12:00 UTC */
#define HOUR 3600
#define MIDNIGHT (NOW - 12 * HOUR)
#define MANY 10

static struct ts_clone_sighting list[MANY];
static size_t count;

static int start(void **state) {
  (void)state;
  memset(list, 0, sizeof list);
  count = 0;
  return 0;
}

/* A genuine tag seen by DEVICE (a letter) at NOW + AFTER seconds. */
static struct ts_sighting *seen(char device, int64_t after) {
  struct ts_sighting *s = &list[count].seen;
  *s = (struct ts_sighting){.record = count,
                            .time = {.seconds = NOW + after, .trust = TS_TIME_RTC},
                            .decision = {.verdict = TS_GENUINE},
                            .signature = TS_SIGNED_GOOD};
  s->device[0] = device;
  count++;
  return s;
}

static void assert_judged(enum ts_clone_grade grade, unsigned rules) {
  struct ts_clones got = ts_clones_judge(list, count, TS_CLONE_HOURS);
  assert_int_equal(got.rules, rules);
  assert_int_equal(got.grade, grade);
}

static void one_device_is_no_clone(void **state) {
  (void)state;
  assert_judged(TS_CLONE_NOT, 0);
  seen('a', 0);
  assert_judged(TS_CLONE_NOT, 0);
  for (int i = 1; i < MANY; i++)
    seen('a', i);
  assert_judged(TS_CLONE_NOT, 0);
}

static void knows_two_places_by_time(void **state) {
  static const struct {
    int64_t after;
    enum ts_clone_grade grade;
    unsigned rules;
  } cases[] = {{0, TS_CLONE_CERTAIN, TS_CLONE_APART | TS_CLONE_SAME_HOUR},
               {HOUR - 1, TS_CLONE_CERTAIN, TS_CLONE_APART | TS_CLONE_SAME_HOUR},
               {HOUR, TS_CLONE_LIKELY, TS_CLONE_APART},
               {12 * HOUR - 1, TS_CLONE_LIKELY, TS_CLONE_APART},
               {12 * HOUR, TS_CLONE_NOT, 0},
               {400 * 24 * HOUR, TS_CLONE_NOT, 0}};
  for (size_t i = 0; i < 2 * (sizeof cases / sizeof *cases); i++) {
    (void)start(state);
    seen(i % 2 ? 'b' : 'a', cases[i / 2].after);
    seen(i % 2 ? 'a' : 'b', 0);
    assert_judged(cases[i / 2].grade, cases[i / 2].rules);
    assert_int_equal(list[0].seen.time.seconds, NOW); /* in the order of time */
    assert_int_equal(list[0].rules, cases[i / 2].rules);
    assert_int_equal(list[1].rules, cases[i / 2].rules);
  }
}

static void marks_only_those_that_take_part(void **state) {
  (void)state;
  seen('a', -90 * HOUR);
  seen('a', -HOUR);
  seen('a', -HOUR / 2);
  seen('b', 0);
  seen('b', 90 * HOUR);
  assert_judged(TS_CLONE_CERTAIN, TS_CLONE_APART | TS_CLONE_SAME_HOUR);
  assert_int_equal(list[0].rules, 0);
  assert_int_equal(list[1].rules, TS_CLONE_APART);
  assert_int_equal(list[2].rules, TS_CLONE_APART | TS_CLONE_SAME_HOUR);
  assert_int_equal(list[3].rules, TS_CLONE_APART | TS_CLONE_SAME_HOUR);
  assert_int_equal(list[4].rules, 0);
}

static void devices_at_one_place_are_one(void **state) {
  (void)state;
  (void)snprintf(seen('a', 0)->place, 16, "desk");
  (void)snprintf(seen('b', 5)->place, 16, "desk");
  assert_judged(TS_CLONE_NOT, 0);
  (void)snprintf(list[0].seen.place, 16, "gate");
  assert_judged(TS_CLONE_CERTAIN, TS_CLONE_APART | TS_CLONE_SAME_HOUR);
  list[0].seen.place[0] = list[1].seen.place[0] = 0; /* nobody said where: two devices, two places */
  assert_judged(TS_CLONE_CERTAIN, TS_CLONE_APART | TS_CLONE_SAME_HOUR);
}

static void believes_no_time_more_than_it_may(void **state) {
  (void)state;
  seen('a', 0);
  seen('b', 5)->time.trust = TS_TIME_OPERATOR;
  assert_judged(TS_CLONE_LIKELY, TS_CLONE_APART | TS_CLONE_SAME_HOUR);
  list[1].seen.time.trust = TS_TIME_NONE;
  assert_judged(TS_CLONE_NOT_JUDGED, 0);
  list[0].seen.time.trust = TS_TIME_NONE;
  assert_judged(TS_CLONE_NOT_JUDGED, 0);
  list[0].seen.device[0] = list[1].seen.device[0]; /* at one place nothing is to be judged by time */
  assert_judged(TS_CLONE_NOT, 0);
}

/* A made-up tag must not bring a block on the piece whose serial it names. */
static void accuses_nobody_for_a_forger(void **state) {
  (void)state;
  seen('a', 0);
  seen('b', 5)->decision.verdict = TS_COUNTERFEIT;
  assert_judged(TS_CLONE_NOT, 0);
  list[1].seen.signature = TS_SIGNED_BAD;
  list[1].seen.time.trust = TS_TIME_NONE;
  list[1].seen.block = TS_BLOCK_DESTROYED;
  assert_judged(TS_CLONE_NOT, 0);
  list[0].seen.consignment = list[1].seen.consignment = 3;
  memcpy(list[0].seen.device, list[1].seen.device, sizeof list[0].seen.device);
  assert_judged(TS_CLONE_NOT, 0);
}

static void a_bare_serial_is_weak(void **state) {
  (void)state;
  seen('a', 0);
  seen('b', 5)->signature = TS_SIGNED_NOT_CHECKED;
  assert_judged(TS_CLONE_WEAK, TS_CLONE_APART | TS_CLONE_SAME_HOUR);
  seen('c', HOUR); /* and what is signed counts beside it */
  assert_judged(TS_CLONE_LIKELY, TS_CLONE_APART | TS_CLONE_SAME_HOUR);
}

static void sees_the_destroyed(void **state) {
  (void)state;
  seen('a', 0)->block = TS_BLOCK_DESTROYED;
  list[0].seen.blocked_at = NOW - 1;
  assert_judged(TS_CLONE_CERTAIN, TS_CLONE_DESTROYED);
  list[0].seen.blocked_at = NOW;
  assert_judged(TS_CLONE_NOT, 0);
  /* Reported with a date alone: it may have been seen on that day. */
  list[0].seen.blocked_at = MIDNIGHT;
  assert_judged(TS_CLONE_NOT, 0);
  list[0].seen.time.seconds = MIDNIGHT + 24 * HOUR + 1;
  assert_judged(TS_CLONE_CERTAIN, TS_CLONE_DESTROYED);
  list[0].seen.time.trust = TS_TIME_OPERATOR;
  assert_judged(TS_CLONE_LIKELY, TS_CLONE_DESTROYED);
  list[0].seen.signature = TS_SIGNED_NOT_CHECKED;
  assert_judged(TS_CLONE_WEAK, TS_CLONE_DESTROYED);
  list[0].seen.time.trust = TS_TIME_NONE;
  assert_judged(TS_CLONE_NOT, 0);
  /* A stolen piece that turns up is a find, a recalled or returned one no wonder. */
  static const enum ts_block others[] = {TS_BLOCK_NONE, TS_BLOCK_STOLEN, TS_BLOCK_RECALLED,
                                         TS_BLOCK_RETURNED};
  for (size_t i = 0; i < 4; i++) {
    (void)start(state);
    seen('a', 0)->block = others[i];
    assert_judged(TS_CLONE_NOT, 0);
  }
}

static void counts_in_a_consignment(void **state) {
  (void)state;
  seen('a', 0)->consignment = 7;
  seen('a', 9)->consignment = 8;
  seen('b', 90 * HOUR)->consignment = 7;
  seen('a', 10)->consignment = 0;
  seen('a', 11)->consignment = 0;
  assert_judged(TS_CLONE_NOT, 0);
  struct ts_sighting *again = seen('a', 200 * HOUR);
  again->consignment = 7;
  again->time.trust = TS_TIME_NONE; /* needs no time */
  assert_judged(TS_CLONE_LIKELY, TS_CLONE_TWICE);
  assert_int_equal(list[0].rules, TS_CLONE_TWICE);
  assert_int_equal(list[5].rules, TS_CLONE_TWICE);
  list[0].seen.signature = TS_SIGNED_NOT_CHECKED;
  assert_judged(TS_CLONE_WEAK, TS_CLONE_TWICE);
}

static void bears_any_date(void **state) {
  (void)state;
  seen('a', 0)->time.seconds = INT64_MIN;
  seen('b', 0)->time.seconds = INT64_MAX;
  assert_judged(TS_CLONE_NOT, 0);
  list[0].seen.block = TS_BLOCK_DESTROYED;
  list[0].seen.blocked_at = INT64_MAX - INT64_MAX % (24 * HOUR);
  assert_judged(TS_CLONE_NOT, 0);
}

/* The words of clones.h, pair by pair. */
static enum ts_clone_grade of_pair(const struct ts_sighting *a, const struct ts_sighting *b, int64_t hours,
                                   unsigned *rules) {
  bool good = a->signature == TS_SIGNED_GOOD && b->signature == TS_SIGNED_GOOD;
  enum ts_clone_grade grade = TS_CLONE_NOT;
  if (a->decision.verdict == TS_COUNTERFEIT || b->decision.verdict == TS_COUNTERFEIT)
    return TS_CLONE_NOT;
  if (strcmp(a->device, b->device) == 0 && a->consignment && a->consignment == b->consignment) {
    *rules |= TS_CLONE_TWICE;
    grade = good ? TS_CLONE_LIKELY : TS_CLONE_WEAK;
  }
  if (a->time.trust == TS_TIME_NONE || b->time.trust == TS_TIME_NONE || strcmp(a->device, b->device) == 0 ||
      (a->place[0] && strcmp(a->place, b->place) == 0))
    return grade;
  int64_t apart = llabs(a->time.seconds - b->time.seconds);
  if (apart < hours * HOUR)
    *rules |= TS_CLONE_APART;
  if (apart < HOUR)
    *rules |= TS_CLONE_SAME_HOUR;
  if (apart >= hours * HOUR)
    return grade;
  if (!good)
    return grade > TS_CLONE_WEAK ? grade : TS_CLONE_WEAK;
  return apart < HOUR && a->time.trust == TS_TIME_RTC && b->time.trust == TS_TIME_RTC ? TS_CLONE_CERTAIN
                                                                                      : TS_CLONE_LIKELY;
}

static uint32_t random_state;
static uint32_t pick(uint32_t below) {
  random_state = random_state * 1664525 + 1013904223;
  return (random_state >> 8) % below;
}

static void make_random(void) {
  static const char *const places[] = {"", "", "desk", "gate"};
  size_t wanted = pick(MANY + 1);
  (void)start(NULL);
  uint32_t span = pick(2) ? 3 : 30;
  while (count < wanted) {
    uint32_t device = pick(4);
    struct ts_sighting *s = seen((char)('a' + device), (int64_t)pick(span) * HOUR + pick(3) - 1);
    (void)snprintf(s->place, sizeof s->place, "%s", places[device]);
    s->time.trust = (enum ts_time_trust)pick(3);
    s->signature = pick(3) ? TS_SIGNED_GOOD : TS_SIGNED_NOT_CHECKED;
    s->decision.verdict = (enum ts_verdict)pick(4);
    s->consignment = pick(8) ? 0 : 1 + pick(2);
  }
}

/* Ten thousand histories: the same grade, and the same rules of each sighting, as pair by pair. */
static void agrees_with_its_words(void **state) {
  unsigned of_each[5] = {0};
  (void)state;
  random_state = 5;
  for (int round = 0; round < 10000; round++) {
    make_random();
    uint32_t hours = 1 + pick(24);
    struct ts_clones got = ts_clones_judge(list, count, hours);
    enum ts_clone_grade grade = TS_CLONE_NOT;
    unsigned all = 0;
    for (size_t i = 0; i < count; i++) {
      unsigned rules = 0;
      for (size_t k = 0; k < count; k++) {
        enum ts_clone_grade one =
            k == i ? TS_CLONE_NOT : of_pair(&list[i].seen, &list[k].seen, hours, &rules);
        grade = one > grade ? one : grade;
      }
      assert_int_equal(list[i].rules, rules);
      all |= rules;
    }
    assert_int_equal(got.rules, all);
    if (got.grade != TS_CLONE_NOT_JUDGED)
      assert_int_equal(got.grade, grade);
    else
      assert_int_equal(grade, TS_CLONE_NOT);
    of_each[got.grade]++;
  }
  for (int i = 0; i < 5; i++)
    assert_true(of_each[i] > 100);
}

static void has_words_for_all(void **state) {
  (void)state;
  for (int i = 0; i < TS_CLONE_RULES; i++)
    assert_true(ts_clone_rule_name((enum ts_clone_rule)(1 << i))[0] != 0);
  assert_string_equal(ts_clone_rule_name((enum ts_clone_rule)(1 << TS_CLONE_RULES)), "");
  for (int i = TS_CLONE_NOT_JUDGED; i <= TS_CLONE_CERTAIN; i++)
    assert_true(ts_clone_grade_name((enum ts_clone_grade)i)[0] != 0);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup(one_device_is_no_clone, start),
      cmocka_unit_test_setup(knows_two_places_by_time, start),
      cmocka_unit_test_setup(marks_only_those_that_take_part, start),
      cmocka_unit_test_setup(devices_at_one_place_are_one, start),
      cmocka_unit_test_setup(believes_no_time_more_than_it_may, start),
      cmocka_unit_test_setup(accuses_nobody_for_a_forger, start),
      cmocka_unit_test_setup(a_bare_serial_is_weak, start),
      cmocka_unit_test_setup(sees_the_destroyed, start),
      cmocka_unit_test_setup(counts_in_a_consignment, start),
      cmocka_unit_test_setup(bears_any_date, start),
      cmocka_unit_test_setup(agrees_with_its_words, start),
      cmocka_unit_test(has_words_for_all),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
