/* SPDX-License-Identifier: Apache-2.0 */
/* The rules against misreading linear codes: what is believed of what ZBar says. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "adapters/linear_rules.h"

#define PLAIN 1u
#define SHIFTED 2u
#define LENGTHS (1u << 14 | 1u << 8)

static struct ts_linear_candidate candidate(enum ts_symbology symbology, const char *text) {
  return (struct ts_linear_candidate){.symbol = {.symbology = symbology, .bytes = ts_bytes_of(text)},
                                      .quality = 8,
                                      .phases = PLAIN | SHIFTED,
                                      .proved = TS_LINEAR_PROVED,
                                      .without_fnc4 = 1};
}

/* Honest texts, read in every way there is. */
static const struct {
  enum ts_symbology symbology;
  const char *text;
  bool once; /* one phase is enough to be reported, unconfirmed */
} honest[] = {
    {TS_SYMBOLOGY_CODE128, "A1", true},          {TS_SYMBOLOGY_CODE39, "A1", true},
    {TS_SYMBOLOGY_EAN13, "9780201310054", true}, {TS_SYMBOLOGY_EAN8, "55123457", true},
    {TS_SYMBOLOGY_UPCE, "01234565", true},       {TS_SYMBOLOGY_DATABAR, "0109506000134352", false},
    {TS_SYMBOLOGY_CODE93, "A1", false},          {TS_SYMBOLOGY_DATABAR_EXPANDED, "0109506000134352", false},
    {TS_SYMBOLOGY_CODABAR, "A1B", false},        {TS_SYMBOLOGY_I25, "09506000134352", false},
};
#define HONEST (sizeof honest / sizeof honest[0])

static void believes_what_was_read_twice(void **state) {
  (void)state;
  for (size_t i = 0; i < HONEST; i++) {
    struct ts_linear_candidate c = candidate(honest[i].symbology, honest[i].text);
    assert_true(ts_linear_confirmed(&c));
    assert_true(ts_linear_accepted(&c, LENGTHS));
    assert_true(ts_linear_sure(&c, LENGTHS));
  }
}

static void reports_once_read_texts_of_few_codes_only(void **state) {
  (void)state;
  for (size_t i = 0; i < HONEST; i++) {
    struct ts_linear_candidate c = candidate(honest[i].symbology, honest[i].text);
    c.phases = SHIFTED;
    assert_false(ts_linear_confirmed(&c));
    assert_int_equal(ts_linear_accepted(&c, LENGTHS), honest[i].once);
  }
}

/* A blurred EAN is misread alike in all lines and phases: without its bars nothing is believed. */
static void wants_the_bars_of_retail_codes(void **state) {
  (void)state;
  static const enum ts_symbology retail[] = {TS_SYMBOLOGY_EAN13, TS_SYMBOLOGY_EAN8, TS_SYMBOLOGY_UPCE};
  for (size_t i = 0; i < sizeof retail / sizeof retail[0]; i++) {
    struct ts_linear_candidate c = candidate(retail[i], "9780201310054");
    c.quality = 100;
    c.proved = TS_LINEAR_PROVED - 1;
    assert_false(ts_linear_accepted(&c, LENGTHS));
    c.proved = TS_LINEAR_PROVED;
    assert_true(ts_linear_accepted(&c, LENGTHS));
  }
}

static void wants_three_lines_of_code_128(void **state) {
  (void)state;
  struct ts_linear_candidate c = candidate(TS_SYMBOLOGY_CODE128, "A1");
  c.quality = TS_LINEAR_CODE128_QUALITY - 1;
  assert_false(ts_linear_accepted(&c, LENGTHS));
  c.quality = TS_LINEAR_CODE128_QUALITY;
  assert_true(ts_linear_accepted(&c, LENGTHS));
}

static void refuses_code_128_with_fnc4(void **state) {
  (void)state;
  struct ts_linear_candidate c = candidate(TS_SYMBOLOGY_CODE128, "ssss1234");
  assert_true(ts_linear_accepted(&c, LENGTHS));
  c.fnc4 = true;
  assert_false(ts_linear_accepted(&c, LENGTHS));
  assert_false(ts_linear_sure(&c, LENGTHS));
  c.fnc4 = false;
  c.without_fnc4 = 0;
  assert_false(ts_linear_accepted(&c, LENGTHS));
}

static void wants_three_lines_of_interleaved_2_of_5(void **state) {
  (void)state;
  struct ts_linear_candidate c = candidate(TS_SYMBOLOGY_I25, "09506000134352");
  c.quality = TS_LINEAR_I25_QUALITY - 1;
  assert_false(ts_linear_accepted(&c, LENGTHS));
  c.quality = TS_LINEAR_I25_QUALITY;
  assert_true(ts_linear_accepted(&c, LENGTHS));
}

static void refuses_bytes_that_no_serial_has(void **state) {
  (void)state;
  static const char *const bad[] = {"A\x01", "A\x7f", "\xc3\xb3", "\x1f"};
  static const enum ts_symbology symbology[] = {TS_SYMBOLOGY_CODE128, TS_SYMBOLOGY_DATABAR_EXPANDED,
                                                TS_SYMBOLOGY_CODE93};
  for (size_t s = 0; s < sizeof symbology / sizeof symbology[0]; s++) {
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
      struct ts_linear_candidate c = candidate(symbology[s], bad[i]);
      assert_false(ts_linear_accepted(&c, LENGTHS));
    }
    struct ts_linear_candidate c = candidate(symbology[s], "10A\x1d"
                                                           "21B");
    assert_true(ts_linear_accepted(&c, LENGTHS));
  }
}

static void wants_a_length_of_interleaved_2_of_5(void **state) {
  (void)state;
  static const struct {
    const char *text;
    uint32_t lengths;
    bool ok;
  } cases[] = {
      {"09506000134352", LENGTHS, true},
      {"09506000134353", LENGTHS, false}, /* ITF-14 has a check digit */
      {"12345678", LENGTHS, true},
      {"123456", LENGTHS, false},
      {"12345678", 0, false},
      {"1234567a", LENGTHS, false},
      {"", UINT32_MAX, false},
      {"12345678901234567890123456789012", UINT32_MAX, false},
  };
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    struct ts_linear_candidate c = candidate(TS_SYMBOLOGY_I25, cases[i].text);
    assert_int_equal(ts_linear_accepted(&c, cases[i].lengths), cases[i].ok);
  }
}

static void never_reports_what_is_not_linear(void **state) {
  (void)state;
  static const enum ts_symbology others[] = {TS_SYMBOLOGY_NONE, TS_SYMBOLOGY_QR, TS_SYMBOLOGY_TYPED,
                                             (enum ts_symbology)999};
  for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
    struct ts_linear_candidate c = candidate(others[i], "A1");
    assert_false(ts_linear_accepted(&c, UINT32_MAX));
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(believes_what_was_read_twice),
      cmocka_unit_test(reports_once_read_texts_of_few_codes_only),
      cmocka_unit_test(wants_the_bars_of_retail_codes),
      cmocka_unit_test(wants_three_lines_of_code_128),
      cmocka_unit_test(refuses_code_128_with_fnc4),
      cmocka_unit_test(wants_three_lines_of_interleaved_2_of_5),
      cmocka_unit_test(refuses_bytes_that_no_serial_has),
      cmocka_unit_test(wants_a_length_of_interleaved_2_of_5),
      cmocka_unit_test(never_reports_what_is_not_linear),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
