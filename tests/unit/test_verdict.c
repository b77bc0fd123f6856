/* SPDX-License-Identifier: Apache-2.0 */
/* Every combination of findings, against the two rules of DESIGN section 1 written as properties. The
 * properties are stated apart from the table, in the words of the design, so that a slip in the table shows
 * here. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "core/verdict.h"
#include "support/sanitized.h"
#include "unit/stride.h"

static bool has(struct ts_decision d, enum ts_reason reason) {
  return (d.reasons >> reason & 1) != 0;
}

static bool doubtful(const struct ts_findings *f) {
  bool checked = f->form == TS_FORM_SIGNED && f->signature == TS_SIGNED_GOOD;
  bool by_right = f->signer == TS_BY_ACTIVE || f->signer == TS_BY_RECORDED;
  bool current = f->data == TS_DATA_VALID && f->time == TS_DATE_KNOWN;
  bool clear = f->status == TS_STATUS_CLEAR;
  bool agrees = f->engraving == TS_PIECE_NO_CONFLICT && f->weight == TS_PIECE_NO_CONFLICT &&
                f->size == TS_PIECE_NO_CONFLICT && f->order == TS_ORDER_NO_CONFLICT;
  bool single = f->view == TS_VIEW_ONE && (f->history == TS_SEEN_NEVER || f->history == TS_SEEN_HERE);
  return !(checked && by_right && current && clear && agrees && single && f->link != TS_LINK_ELSEWHERE);
}

/* What was positively checked and found wrong. */
static bool proven_false(const struct ts_findings *f) {
  bool tag = f->form == TS_FORM_SIGNED && f->data != TS_DATA_NONE && f->reading == TS_READ_CONFIRMED;
  bool current = f->data == TS_DATA_VALID && f->time == TS_DATE_KNOWN;
  bool fails = tag && f->signature == TS_SIGNED_BAD;
  bool not_listed =
      tag && current && f->signature == TS_SIGNED_NO_SUCH_KEY && f->signer_list == TS_LIST_COMPLETE;
  bool revoked = tag && f->signature == TS_SIGNED_GOOD && f->signer == TS_BY_REVOKED;
  bool never_issued = f->form == TS_FORM_SERIAL && current && f->issued == TS_ISSUED_NO &&
                      f->serial_list == TS_LIST_COMPLETE && f->reading == TS_READ_CONFIRMED &&
                      f->serial == TS_SERIAL_BRAND_FORM;
  bool lacks_tag =
      (f->form == TS_FORM_SERIAL || f->form == TS_FORM_MALFORMED || f->form == TS_FORM_UNTAGGED) && current &&
      f->tag == TS_TAG_MUST_HAVE && f->reading == TS_READ_CONFIRMED;
  return fails || not_listed || revoked || never_issued || lacks_tag;
}

static bool spoken_against(const struct ts_findings *f) {
  bool piece = (f->form == TS_FORM_SERIAL || f->form == TS_FORM_SIGNED) && f->data != TS_DATA_NONE;
  bool branded =
      piece || ((f->form == TS_FORM_MODEL || f->form == TS_FORM_UNTAGGED) && f->data != TS_DATA_NONE);
  bool good = f->form == TS_FORM_SIGNED && f->data != TS_DATA_NONE && f->signature == TS_SIGNED_GOOD;
  bool blocked = f->status != TS_STATUS_UNKNOWN && f->status != TS_STATUS_CLEAR;
  bool other_piece =
      f->engraving == TS_PIECE_CONFLICT || f->weight == TS_PIECE_CONFLICT || f->size == TS_PIECE_CONFLICT;
  bool cloned = f->history == TS_SEEN_TWICE || f->history == TS_SEEN_ELSEWHERE;
  return (piece && (blocked || cloned)) || (good && other_piece) ||
         (branded && f->order != TS_ORDER_NO_CONFLICT);
}

static enum ts_verdict wanted(const struct ts_findings *f) {
  if (proven_false(f))
    return TS_COUNTERFEIT;
  if (spoken_against(f))
    return TS_SUSPECT;
  return doubtful(f) ? TS_UNPROVEN : TS_GENUINE;
}

static const struct {
  size_t offset;
  uint8_t count;
} field[] = {
#define FIELD(name, count)                                                                                   \
  { offsetof(struct ts_findings, name), count }
    FIELD(form, TS_FORM_COUNT),        FIELD(data, TS_DATA_COUNT),        FIELD(time, TS_DATE_COUNT),
    FIELD(signer_list, TS_LIST_COUNT), FIELD(serial_list, TS_LIST_COUNT), FIELD(signature, TS_SIGNED_COUNT),
    FIELD(signer, TS_BY_COUNT),        FIELD(link, TS_LINK_COUNT),        FIELD(status, TS_STATUS_COUNT),
    FIELD(issued, TS_ISSUED_COUNT),    FIELD(reading, TS_READ_COUNT),     FIELD(serial, TS_SERIAL_COUNT),
    FIELD(tag, TS_TAG_COUNT),          FIELD(engraving, TS_PIECE_COUNT),  FIELD(weight, TS_PIECE_COUNT),
    FIELD(size, TS_PIECE_COUNT),       FIELD(order, TS_ORDER_COUNT),      FIELD(history, TS_SEEN_COUNT),
    FIELD(view, TS_VIEW_COUNT),
};
#define FIELDS (sizeof field / sizeof field[0])
_Static_assert(FIELDS == sizeof(struct ts_findings), "a finding is missing from the walk");

static uint8_t *value_of(struct ts_findings *f, size_t i) {
  return (uint8_t *)f + field[i].offset;
}

/* The steps share no factor with any field's count, so that no value of a field is left out. */
#define WALK_STEP (TS_STRIDE * TS_EVERY(11u))
#define REASONS_STEP (101u * TS_STRIDE)

/* So many combinations on, like an odometer; false when that is behind the last. */
static bool next(struct ts_findings *f, unsigned step) {
  for (size_t i = FIELDS; step > 0 && i-- > 0;) {
    unsigned value = *value_of(f, i) + step;
    *value_of(f, i) = (uint8_t)(value % field[i].count);
    step = value / field[i].count;
  }
  return step == 0;
}

static uint64_t combinations(void) {
  uint64_t product = 1;
  for (size_t i = 0; i < FIELDS; i++)
    product *= field[i].count;
  return product;
}

static void print_findings(const struct ts_findings *f, struct ts_decision d) {
  printf("findings");
  for (size_t i = 0; i < FIELDS; i++)
    printf(" %d", *((const uint8_t *)f + field[i].offset));
  printf(": %s, reasons %llx, wanted %s\n", ts_verdict_name(d.verdict), (unsigned long long)d.reasons,
         ts_verdict_name(wanted(f)));
}

static bool consistent(const struct ts_findings *f, struct ts_decision d) {
  if (d.reasons == 0 || (d.reasons & 1) != 0 || d.reasons >> TS_REASON_COUNT != 0)
    return false;
  if (has(d, TS_REASON_GENUINE) != (d.verdict == TS_GENUINE))
    return false;
  return d.verdict == wanted(f);
}

static void test_every_combination(void **state) {
  (void)state;
  struct ts_findings f = {0};
  uint64_t walked = 0, seen[4] = {0};
  do {
    struct ts_decision d = ts_verdict_decide(&f);
    walked++;
    seen[d.verdict]++;
    if (!consistent(&f, d)) {
      print_findings(&f, d);
      fail();
    }
  } while (next(&f, WALK_STEP));
  assert_true(WALK_STEP == 1 || combinations() % WALK_STEP != 0);
  assert_int_equal(walked, (combinations() + WALK_STEP - 1) / WALK_STEP);
  printf("%llu combinations: %llu GENUINE, %llu UNPROVEN, %llu SUSPECT, %llu COUNTERFEIT\n",
         (unsigned long long)walked, (unsigned long long)seen[TS_GENUINE],
         (unsigned long long)seen[TS_UNPROVEN], (unsigned long long)seen[TS_SUSPECT],
         (unsigned long long)seen[TS_COUNTERFEIT]);
}

/* The gravest reason is of the verdict's own gravity: a screen never shows a verdict without its ground. */
static void test_reasons_stand_for_verdict(void **state) {
  (void)state;
  struct ts_findings f = {0};
  assert_true(combinations() % REASONS_STEP != 0);
  do {
    struct ts_decision d = ts_verdict_decide(&f);
    enum ts_reason list[TS_REASONS_MAX];
    unsigned count = ts_decision_reasons(&d, list);
    assert_true(count > 0);
    assert_int_equal(ts_reason_verdict(list[0]), d.verdict);
    uint64_t again = 0;
    for (unsigned i = 0; i < count; i++)
      again |= UINT64_C(1) << list[i];
    assert_true(again == d.reasons);
  } while (next(&f, REASONS_STEP));
}

static struct ts_findings genuine(void) {
  return (struct ts_findings){.form = TS_FORM_SIGNED,
                              .data = TS_DATA_VALID,
                              .time = TS_DATE_KNOWN,
                              .signer_list = TS_LIST_COMPLETE,
                              .signature = TS_SIGNED_GOOD,
                              .signer = TS_BY_ACTIVE,
                              .link = TS_LINK_BRAND,
                              .status = TS_STATUS_CLEAR,
                              .reading = TS_READ_CONFIRMED,
                              .view = TS_VIEW_ONE};
}

static void test_zero_is_no(void **state) {
  (void)state;
  struct ts_findings zero = {0};
  assert_int_equal(ts_verdict_decide(&zero).verdict, TS_UNPROVEN);
  struct ts_findings good = genuine();
  assert_int_equal(ts_verdict_decide(&good).verdict, TS_GENUINE);
  /* Any single finding put back to its zero, or to a value of no enum, must not leave GENUINE unless zero is
   * no doubt. */
  static const size_t needed[] = {0, 1, 2, 5, 6, 7, 8, 18};
  for (size_t i = 0; i < sizeof needed / sizeof needed[0]; i++) {
    struct ts_findings f = genuine();
    *value_of(&f, needed[i]) = 0;
    assert_int_equal(ts_verdict_decide(&f).verdict, TS_UNPROVEN);
    *value_of(&f, needed[i]) = 0xff;
    assert_int_equal(ts_verdict_decide(&f).verdict, TS_UNPROVEN);
  }
}

static struct ts_decision decision_of(enum ts_verdict verdict) {
  struct ts_findings f = genuine();
  if (verdict == TS_COUNTERFEIT)
    f.signature = TS_SIGNED_BAD;
  if (verdict == TS_SUSPECT)
    f.status = TS_STATUS_STOLEN;
  if (verdict == TS_UNPROVEN)
    f.link = TS_LINK_ELSEWHERE;
  struct ts_decision d = ts_verdict_decide(&f);
  assert_int_equal(d.verdict, verdict);
  return d;
}

static void test_same_piece_takes_the_gravest(void **state) {
  (void)state;
  for (int a = TS_GENUINE; a <= TS_COUNTERFEIT; a++)
    for (int b = TS_GENUINE; b <= TS_COUNTERFEIT; b++) {
      struct ts_decision d =
          ts_verdict_same_piece(decision_of((enum ts_verdict)a), decision_of((enum ts_verdict)b));
      assert_int_equal(d.verdict, a > b ? a : b);
      assert_int_equal(has(d, TS_REASON_GENUINE), d.verdict == TS_GENUINE);
    }
}

static void test_view_of_several(void **state) {
  (void)state;
  assert_int_equal(ts_verdict_of_view(NULL, 0).verdict, TS_UNPROVEN);
  for (int a = TS_GENUINE; a <= TS_COUNTERFEIT; a++) {
    struct ts_decision one = decision_of((enum ts_verdict)a);
    assert_int_equal(ts_verdict_of_view(&one, 1).verdict, a);
    for (int b = TS_GENUINE; b <= TS_COUNTERFEIT; b++) {
      struct ts_decision two[2] = {one, decision_of((enum ts_verdict)b)};
      struct ts_decision d = ts_verdict_of_view(two, 2);
      assert_int_not_equal(d.verdict, TS_GENUINE);
      assert_true(has(d, TS_REASON_SEVERAL));
      int mildest = a < b ? a : b;
      assert_int_equal(d.verdict, mildest < TS_UNPROVEN ? TS_UNPROVEN : mildest);
      bool graver = (a > b ? a : b) > (int)d.verdict;
      assert_int_equal(has(d, TS_REASON_GRAVER_BESIDE), graver);
      assert_int_equal(has(d, TS_REASON_BAD_SIGNATURE), d.verdict == TS_COUNTERFEIT);
    }
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_every_combination), cmocka_unit_test(test_reasons_stand_for_verdict),
      cmocka_unit_test(test_zero_is_no),        cmocka_unit_test(test_same_piece_takes_the_gravest),
      cmocka_unit_test(test_view_of_several),
  };
  return cmocka_run_group_tests_name("verdict", tests, NULL, NULL);
}
