/* SPDX-License-Identifier: Apache-2.0 */
/* What scales send and people type: read, waited for, or refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "app/answers.h"
#include "app/entry.h"

struct line {
  const char *text;
  enum ts_scale_answer answer;
  uint32_t mg, step;
};

static const struct line lines[] = {
    {"ST,GS,+  32.41 g", TS_SCALE_WEIGHT, 32410, 10},
    {"ST,NT,+0032.41  g", TS_SCALE_WEIGHT, 32410, 10},
    {"ST,+00032.4 g", TS_SCALE_WEIGHT, 32400, 100},
    {"   32.41 g", TS_SCALE_WEIGHT, 32410, 10},
    {"N     +   32.40 g", TS_SCALE_WEIGHT, 32400, 10},
    {"S S     32.412 g", TS_SCALE_WEIGHT, 32412, 1},
    {"32,41", TS_SCALE_WEIGHT, 32410, 10},
    {"32", TS_SCALE_WEIGHT, 32000, 1000},
    {"32.4105 g", TS_SCALE_WEIGHT, 32411, 1},
    {"162.05 ct", TS_SCALE_WEIGHT, 32410, 2},
    {"0.0324 kg", TS_SCALE_WEIGHT, 32400, 100},
    {"324 mg", TS_SCALE_WEIGHT, 324, 1},
    {"US,GS,+  32.41 g", TS_SCALE_UNSTABLE, 0, 0},
    {"S D     32.41 g", TS_SCALE_UNSTABLE, 0, 0},
    {"S I", TS_SCALE_UNSTABLE, 0, 0},
    {"OL,GS,+9999999 g", TS_SCALE_UNSTABLE, 0, 0},
    {"N     +   32.40", TS_SCALE_UNSTABLE, 0, 0}, /* no unit as long as it moves */
    {"ST,GS,+  1.14 oz", TS_SCALE_NOT, 0, 0},
    {"ST,GS,+  32.41", TS_SCALE_NOT, 0, 0},
    {"ST,GS,-  32.41 g", TS_SCALE_NOT, 0, 0},
    {"-32.41", TS_SCALE_NOT, 0, 0},
    {"1.234,5 g", TS_SCALE_NOT, 0, 0},
    {"32.4.1", TS_SCALE_NOT, 0, 0},
    {"32.", TS_SCALE_NOT, 0, 0},
    {".5", TS_SCALE_NOT, 0, 0},
    {"0.00 g", TS_SCALE_NOT, 0, 0},
    {"32.41 gram", TS_SCALE_NOT, 0, 0},
    {"32.41 g 5", TS_SCALE_NOT, 0, 0},
    {"3 2.41", TS_SCALE_NOT, 0, 0},
    {"100000 g", TS_SCALE_NOT, 0, 0}, /* heavier than any tag can say */
    {"99999999999999999999", TS_SCALE_NOT, 0, 0},
    {"0.0000000000001", TS_SCALE_NOT, 0, 0},
    {"", TS_SCALE_NOT, 0, 0},
    {"g", TS_SCALE_NOT, 0, 0},
    {"https://id.maison.example/01/09521234000013", TS_SCALE_NOT, 0, 0},
};

static void test_scales(void **state) {
  (void)state;
  for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
    struct ts_weight weight;
    enum ts_scale_answer answer = ts_answer_scale(&weight, ts_bytes_of(lines[i].text));
    if (answer != lines[i].answer || weight.mg != lines[i].mg || weight.step_mg != lines[i].step)
      fail_msg("\"%s\": %d, %u mg, step %u", lines[i].text, (int)answer, weight.mg, weight.step_mg);
  }
}

static void test_dates(void **state) {
  static const struct {
    const char *text;
    int64_t seconds; /* -1: refused */
  } dates[] = {{"2026-11-23", 1795392000},
               {"20261123", 1795392000},
               {"2024-02-29", 1709164800},
               {"2024", 1704067200},
               {"2024-03", 1709251200},
               {"1970", 0},
               {"2023-02-29", -1},
               {"2100-02-29", -1},
               {"2024-13-01", -1},
               {"2024-00-10", -1},
               {"2024-01-32", -1},
               {"2024-1-1", -1},
               {"202411", -1},
               {"2024-1123", -1},
               {"202411-23", -1},
               {"1969", -1},
               {"2200", -1},
               {"2024-", -1},
               {"2024-11-", -1},
               {"2024-11-2", -1},
               {"2024-11-23x", -1},
               {"", -1},
               {"23.11.2024", -1}};
  (void)state;
  for (size_t i = 0; i < sizeof dates / sizeof dates[0]; i++) {
    int64_t seconds = -1;
    bool ok = ts_answer_date(&seconds, ts_bytes_of(dates[i].text));
    if (ok != (dates[i].seconds >= 0) || (ok && seconds != dates[i].seconds))
      fail_msg("\"%s\": %d, %lld", dates[i].text, ok, (long long)seconds);
  }
}

/* The entry: three buttons, and a keyboard */

static enum ts_entry_result press(struct ts_entry *entry, enum ts_button key) {
  const struct ts_input_event input = {.kind = TS_INPUT_KEY, .key = key};
  return ts_entry_input(entry, &input);
}

static void test_wheel(void **state) {
  struct ts_entry entry;
  (void)state;
  ts_entry_init(&entry, ts_entry_digits(), 3);
  assert_int_equal(press(&entry, TS_KEY_NEXT), TS_ENTRY_GOES_ON);
  assert_int_equal(press(&entry, TS_KEY_OK), TS_ENTRY_GOES_ON);
  assert_string_equal(entry.text, "1");
  assert_int_equal(press(&entry, TS_KEY_OK), TS_ENTRY_GOES_ON);
  for (int i = 0; i < 8; i++)
    (void)press(&entry, TS_KEY_NEXT);
  assert_int_equal(press(&entry, TS_KEY_OK), TS_ENTRY_GOES_ON);
  assert_string_equal(entry.text, "119");
  assert_int_equal(press(&entry, TS_KEY_OK), TS_ENTRY_DONE); /* full: nothing is left but to end */
  assert_int_equal(press(&entry, TS_KEY_NEXT), TS_ENTRY_GOES_ON);
  assert_int_equal(entry.at, 0); /* round */
  assert_int_equal(press(&entry, TS_KEY_OK), TS_ENTRY_GOES_ON);
  assert_string_equal(entry.text, "119"); /* no fourth */
  for (int i = 0; i < 3; i++)
    assert_int_equal(press(&entry, TS_KEY_BACK), TS_ENTRY_GOES_ON);
  assert_string_equal(entry.text, "");
  assert_int_equal(press(&entry, TS_KEY_BACK), TS_ENTRY_LEFT);
}

static void test_keyboard(void **state) {
  struct ts_entry entry;
  (void)state;
  ts_entry_init(&entry, ts_entry_size(), 8);
  for (const char *c = "a1,\x7f"; *c; c++) {
    const struct ts_input_event input = {.kind = TS_INPUT_CHARACTER, .character = *c};
    (void)ts_entry_input(&entry, &input);
  }
  assert_string_equal(entry.text, "A1");
  const struct ts_input_event erase = {.kind = TS_INPUT_ERASE};
  (void)ts_entry_input(&entry, &erase);
  assert_string_equal(entry.text, "A");
  assert_int_equal(press(&entry, TS_KEY_OK), TS_ENTRY_DONE);
  ts_entry_init(&entry, ts_entry_gs1(), 20);
  assert_true(ts_entry_set(&entry, ts_bytes_of("aB/-?")));
  assert_false(ts_entry_set(&entry, ts_bytes_of("a b")));
  assert_false(ts_entry_set(&entry, ts_bytes_of("123456789012345678901")));
  assert_string_equal(entry.text, "aB/-?");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_scales),
      cmocka_unit_test(test_dates),
      cmocka_unit_test(test_wheel),
      cmocka_unit_test(test_keyboard),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
