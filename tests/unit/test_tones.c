/* SPDX-License-Identifier: Apache-2.0 */
/* Patterns of sound are told apart by rhythm alone: by when it sounds and when not, whatever the pitch. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "app/tones.h"

enum { STEP = 20, STEPS_MAX = 100, PATTERNS = 7 };

/* For each step of 20 ms whether it sounds; tones that follow without a rest are one. */
struct rhythm {
  bool on[STEPS_MAX];
  unsigned steps, strokes;
};

static struct ts_melody pattern(int index) {
  switch (index) {
  case 4:
    return ts_tones_duplicate();
  case 5:
    return ts_tones_fault();
  case 6:
    return ts_tones_click();
  default:
    return ts_tones_verdict((enum ts_verdict)index);
  }
}

static struct rhythm rhythm_of(struct ts_melody melody) {
  struct rhythm rhythm = {0};
  unsigned long ms = 0, end = 0;
  bool before = false;
  for (size_t i = 0; i < melody.count; i++) {
    bool on = melody.tone[i].hertz != 0;
    end += melody.tone[i].milliseconds;
    for (; ms < end && rhythm.steps < STEPS_MAX; ms += STEP)
      rhythm.on[rhythm.steps++] = on;
    rhythm.strokes += on && !before;
    before = on;
  }
  assert_true(ms >= end); /* at most two seconds */
  return rhythm;
}

static void test_rhythms_differ(void **state) {
  (void)state;
  for (int a = 0; a < PATTERNS; a++) {
    struct rhythm x = rhythm_of(pattern(a));
    assert_true(x.strokes > 0);
    for (int b = 0; b < a; b++) {
      struct rhythm y = rhythm_of(pattern(b));
      unsigned differ = 0, steps = x.steps > y.steps ? x.steps : y.steps;
      for (unsigned i = 0; i < steps; i++)
        differ += x.on[i] != y.on[i];
      if (differ * STEP < 100)
        fail_msg("patterns %d and %d differ for %u ms only", a, b, differ * STEP);
      /* By what is counted: strokes, or a length that is another altogether. */
      bool counted = x.strokes != y.strokes || x.steps > y.steps * 3 / 2 || y.steps > x.steps * 3 / 2;
      if (!counted)
        fail_msg("patterns %d and %d have %u strokes in much the same time", a, b, x.strokes);
    }
  }
}

/* What a small buzzer can sound; verdicts are over before the next piece is at hand. */
static void test_tones_can_be_played(void **state) {
  (void)state;
  for (int i = 0; i < PATTERNS; i++) {
    struct ts_melody melody = pattern(i);
    assert_true(melody.count > 0 && melody.tone[0].hertz != 0 && melody.tone[melody.count - 1].hertz != 0);
    for (size_t k = 0; k < melody.count; k++) {
      assert_true(melody.tone[k].milliseconds >= 10);
      assert_true(melody.tone[k].hertz == 0 || (melody.tone[k].hertz >= 300 && melody.tone[k].hertz <= 4000));
    }
  }
  assert_ptr_equal(ts_tones_verdict((enum ts_verdict)99).tone, ts_tones_verdict(TS_UNPROVEN).tone);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_rhythms_differ),
      cmocka_unit_test(test_tones_can_be_played),
  };
  return cmocka_run_group_tests_name("tones", tests, NULL, NULL);
}
