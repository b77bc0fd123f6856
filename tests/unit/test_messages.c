/* SPDX-License-Identifier: Apache-2.0 */
/* What the device says: a sentence for every reason in every language, dates, and nothing of the tag's where it must not be. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "app/messages.h"

static struct ts_inspection view;

static struct ts_bytes sentence(enum ts_language language, enum ts_reason reason,
                                const struct ts_judgement *j, uint8_t memory[TS_MESSAGE_MAX]) {
  struct ts_buf out = ts_buf(memory, TS_MESSAGE_MAX);
  ts_message_reason(&out, language, reason, &view, j);
  assert_false(out.full);
  return ts_buf_bytes(&out);
}

/* A number is a reason if some combination of findings, or a view of several pieces, can give it. */
static bool is_reason(unsigned reason) {
  static const uint8_t gaps[][2] = {{3, 9}, {15, 19}, {31, 31}};
  for (size_t i = 0; i < sizeof gaps / sizeof gaps[0]; i++)
    if (reason >= gaps[i][0] && reason <= gaps[i][1])
      return false;
  return reason > 0 && reason < TS_REASON_COUNT;
}

static void test_every_reason_has_its_sentence(void **state) {
  (void)state;
  struct ts_judgement refused = {.err = TS_ERR_GS1_EXCLUDED,
                                 .why = {.err = TS_ERR_GS1_EXCLUDED, .ai = "8026", .other = "8006"}};
  view = (struct ts_inspection){.shown = -1, .photo_err = TS_ERR_PHOTO_DAMAGED, .data_as_of = 1795435200};
  for (int language = 0; language < TS_LANGUAGE_COUNT; language++)
    for (unsigned a = 1; a < TS_REASON_COUNT; a++) {
      uint8_t text[TS_MESSAGE_MAX], other[TS_MESSAGE_MAX];
      struct ts_bytes said = sentence((enum ts_language)language, (enum ts_reason)a, &refused, text);
      assert_int_equal(said.size > 10, is_reason(a));
      assert_null(memchr(text, '{', said.size));
      for (unsigned b = 1; b < a; b++)
        if (is_reason(a) && is_reason(b))
          assert_false(
              ts_bytes_equal(said, sentence((enum ts_language)language, (enum ts_reason)b, &refused, other)));
    }
}

static void test_refusal_names_the_ai(void **state) {
  (void)state;
  uint8_t memory[TS_MESSAGE_MAX];
  struct ts_buf out = ts_buf(memory, sizeof memory);
  const struct ts_gs1_why why = {.err = TS_ERR_GS1_REQUISITE, .ai = "250", .other = "01+21"};
  ts_message_why(&out, TS_ERR_GS1_REQUISITE, &why);
  ts_buf_put_byte(&out, 0);
  assert_non_null(strstr((const char *)memory, "250"));
  assert_non_null(strstr((const char *)memory, "01+21"));
}

static void expect_date(const char *wanted, int64_t seconds) {
  uint8_t memory[32];
  struct ts_buf out = ts_buf(memory, sizeof memory);
  ts_message_date(&out, seconds);
  ts_buf_put_byte(&out, 0);
  assert_string_equal((const char *)memory, wanted);
}

static void test_dates(void **state) {
  (void)state;
  expect_date("1970-01-01", 0);
  expect_date("1969-12-31", -1);
  expect_date("2000-02-29", INT64_C(951782400));
  expect_date("2026-11-23", INT64_C(1795435200));
  expect_date("2100-02-28", INT64_C(4107542399));
  expect_date("2100-03-01", INT64_C(4107542400));
}

static void test_piece(void **state) {
  (void)state;
  uint8_t memory[64];
  struct ts_buf out = ts_buf(memory, sizeof memory);
  const struct ts_piece piece = {
      .weight_mg = 32405, .weight_tolerance_mg = 50, .fineness = 750, .colour = "YG"};
  ts_message_weight(&out, &piece);
  ts_buf_put_text(&out, "|");
  ts_message_metal(&out, TS_LANGUAGE_EN, &piece);
  ts_buf_put_byte(&out, 0);
  assert_string_equal((const char *)memory, "32.405 g ±0.05|yellow gold 750");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_every_reason_has_its_sentence),
      cmocka_unit_test(test_refusal_names_the_ai),
      cmocka_unit_test(test_dates),
      cmocka_unit_test(test_piece),
  };
  return cmocka_run_group_tests_name("messages", tests, NULL, NULL);
}
