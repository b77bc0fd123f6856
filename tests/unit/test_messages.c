/* SPDX-License-Identifier: Apache-2.0 */
/* What the device says: a sentence for every reason in every language, the same places in each, dates, and
 * nothing of the tag's where it must not be. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "app/catalogue.h"
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
      assert_int_equal(said.size > 6, is_reason(a));
      assert_null(memchr(text, '{', said.size));
      for (unsigned b = 1; b < a; b++)
        if (is_reason(a) && is_reason(b))
          assert_false(
              ts_bytes_equal(said, sentence((enum ts_language)language, (enum ts_reason)b, &refused, other)));
    }
}

static const char *const keys[TS_PHRASE_COUNT] = {
    "NONE",
#define SAY(key, en, fr, de, it, es, zh) #key,
#include "app/catalogue.def"
#undef SAY
};

/* The places of a text, in the order of this list, as bits; a place that is not in it, or stands twice, fails. */
static unsigned places(const char *key, const char *text) {
  static const char *const known[] = {"{n}",     "{m}",    "{data}", "{until}", "{since}",
                                      "{photo}", "{date}", "{why}",  "{mode}",  "{verdict}"};
  unsigned found = 0;
  size_t braces = 0;
  for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
    const char *at = strstr(text, known[i]);
    if (!at)
      continue;
    found |= 1u << i;
    braces++;
    if (strstr(at + 1, known[i]))
      fail_msg("%s has %s twice: %s", key, known[i], text);
  }
  for (; *text; text++)
    braces -= *text == '{';
  if (braces != 0)
    fail_msg("%s has an unknown place", key);
  return found;
}

static void test_every_language_has_the_same_places(void **state) {
  (void)state;
  for (int phrase = 1; phrase < TS_PHRASE_COUNT; phrase++)
    for (int language = 0; language < TS_LANGUAGE_COUNT; language++) {
      assert_true(ts_language_spoken((enum ts_language)language));
      const char *text = ts_catalogue[language][phrase];
      if (places(keys[phrase], text) != places(keys[phrase], ts_catalogue[TS_LANGUAGE_EN][phrase]))
        fail_msg("%s in %s: %s", keys[phrase], ts_language_code((enum ts_language)language), text);
    }
}

static bool ends_with(const char *text, const char *end) {
  size_t size = strlen(text), wanted = strlen(end);
  return size >= wanted && strcmp(text + size - wanted, end) == 0;
}

/* What is a sentence in English is one in the others; none has stray spaces; French spaces do not break. */
static void test_every_language_is_set_alike(void **state) {
  (void)state;
  for (int phrase = 1; phrase < TS_PHRASE_COUNT; phrase++)
    for (int language = 0; language < TS_LANGUAGE_COUNT; language++) {
      const char *text = ts_catalogue[language][phrase], *en = ts_catalogue[TS_LANGUAGE_EN][phrase];
      bool chinese = language == TS_LANGUAGE_ZH;
      bool good = ends_with(text, chinese ? "\xe3\x80\x82" : ".") == ends_with(en, ".") && text[0] != ' ' &&
                  !ends_with(text, " ") && !strstr(text, "  ");
      if (language == TS_LANGUAGE_FR)
        good =
            good && !strstr(text, " :") && !strstr(text, " ?") && !strstr(text, " ;") && !strstr(text, " !");
      if (!good)
        fail_msg("%s in %s: \"%s\"", keys[phrase], ts_language_code((enum ts_language)language), text);
    }
}

static void test_languages(void **state) {
  (void)state;
  enum ts_language language = TS_LANGUAGE_ES;
  assert_false(ts_language_find(ts_bytes_of("nl"), &language) ||
               ts_language_find(ts_bytes_of(""), &language));
  assert_int_equal(language, TS_LANGUAGE_ES);
  for (int i = 0; i < TS_LANGUAGE_COUNT; i++) {
    assert_true(ts_language_find(ts_bytes_of(ts_language_code((enum ts_language)i)), &language));
    assert_int_equal(language, i);
  }
  /* A number that is no language is answered in English. */
  assert_string_equal(ts_message_verdict((enum ts_language)77, TS_GENUINE), "GENUINE");
  assert_false(ts_language_spoken((enum ts_language)77));
}

static const char *said(struct ts_buf *out) {
  ts_buf_put_byte(out, 0);
  assert_false(out->full);
  return (const char *)out->data;
}

static void test_refusal_names_the_ai(void **state) {
  (void)state;
  uint8_t memory[TS_MESSAGE_MAX];
  const struct ts_gs1_why why = {.err = TS_ERR_GS1_REQUISITE, .ai = "250", .other = "01+21"};
  for (int language = 0; language < TS_LANGUAGE_COUNT; language++) {
    struct ts_buf out = ts_buf(memory, sizeof memory);
    ts_message_why(&out, (enum ts_language)language, TS_ERR_GS1_REQUISITE, &why);
    assert_non_null(strstr(said(&out), " (250, 01+21)"));
    out = ts_buf(memory, sizeof memory);
    ts_message_why(&out, (enum ts_language)language, TS_ERR_GS1_URI, &why); /* of another error */
    assert_null(strchr(said(&out), '('));
  }
}

/* Every number has words, also those that nobody thought of; what has none of its own is told by its number. */
static void test_every_error_has_words(void **state) {
  (void)state;
  uint8_t memory[TS_MESSAGE_MAX];
  for (int language = 0; language < TS_LANGUAGE_COUNT; language++)
    for (int err = 1; err < 300; err++) {
      struct ts_buf out = ts_buf(memory, sizeof memory);
      ts_message_err(&out, (enum ts_language)language, (enum ts_err)err);
      assert_true(strlen(said(&out)) >= 6);
    }
  struct ts_buf out = ts_buf(memory, sizeof memory);
  ts_message_err(&out, TS_LANGUAGE_DE, (enum ts_err)299);
  assert_string_equal(said(&out), "ein technischer Fehler (Nr. 299)");
}

static void test_numbers_and_what_was_seen(void **state) {
  (void)state;
  uint8_t memory[TS_MESSAGE_MAX];
  struct ts_buf out = ts_buf(memory, sizeof memory);
  ts_message_numbers(&out, TS_LANGUAGE_ZH, TS_PHRASE_STEP, 2, 4);
  assert_string_equal(said(&out), "第 2 步，共 4 步");
  struct ts_seen seen = {.time = {1795435200, TS_TIME_RTC}, .mode = TS_MODE_RETURN, .verdict = TS_SUSPECT};
  out = ts_buf(memory, sizeof memory);
  ts_message_seen(&out, TS_LANGUAGE_EN, &seen);
  assert_string_equal(said(&out), "");
  seen.seen = true;
  out = ts_buf(memory, sizeof memory);
  ts_message_seen(&out, TS_LANGUAGE_EN, &seen);
  assert_string_equal(said(&out), "Seen here (2026-11-23): return, SUSPECT");
  seen.time.trust = TS_TIME_NONE; /* a date that nobody vouches for is not told */
  out = ts_buf(memory, sizeof memory);
  ts_message_seen(&out, TS_LANGUAGE_FR, &seen);
  assert_string_equal(said(&out), "Déjà vu ici (date inconnue)\xc2\xa0: retour, SUSPECT");
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
      cmocka_unit_test(test_every_language_has_the_same_places),
      cmocka_unit_test(test_every_language_is_set_alike),
      cmocka_unit_test(test_languages),
      cmocka_unit_test(test_refusal_names_the_ai),
      cmocka_unit_test(test_every_error_has_words),
      cmocka_unit_test(test_numbers_and_what_was_seen),
      cmocka_unit_test(test_dates),
      cmocka_unit_test(test_piece),
  };
  return cmocka_run_group_tests_name("messages", tests, NULL, NULL);
}
