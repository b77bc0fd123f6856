/* SPDX-License-Identifier: Apache-2.0 */
/* The generated table: well formed, and every AI in it gets a valid value, which is spoilt in all ways. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "core/gs1_parse.h"

#define VALUE_MAX 128

struct sample {
  char ai[5];
  char value[VALUE_MAX];
  size_t size;
};

static unsigned row_count(void) {
  return ts_gs1_row_from[100];
}

/* The AI of a row's code, its N-th neighbour. */
static void ai_of(const struct ts_gs1_row *row, unsigned n, char ai[5]) {
  (void)snprintf(ai, 5, "%04u", (row->first + n) % 10000u);
  ai[row->flags >> TS_GS1_SIZE_SHIFT] = 0;
}

/* A value that passes LINT; NULL: any will do. */
static const char *valid_part(enum ts_gs1_lint lint) {
  static const char *const parts[TS_GS1_LINT_COUNT] = {
      [TS_GS1_LINT_couponcode] = "012345612345611110123",
      [TS_GS1_LINT_couponposoffer] = "001234561234560123456",
      [TS_GS1_LINT_hh] = "23",
      [TS_GS1_LINT_hhmi] = "2359",
      [TS_GS1_LINT_hyphen] = "-",
      [TS_GS1_LINT_iban] = "DE91100000000123456789",
      [TS_GS1_LINT_importeridx] = "A",
      [TS_GS1_LINT_iso3166] = "276",
      [TS_GS1_LINT_iso3166999] = "999",
      [TS_GS1_LINT_iso3166alpha2] = "DE",
      [TS_GS1_LINT_iso4217] = "978",
      [TS_GS1_LINT_iso5218] = "1",
      [TS_GS1_LINT_latitude] = "0279085848",
      [TS_GS1_LINT_longitude] = "3600000000",
      [TS_GS1_LINT_mediatype] = "80",
      [TS_GS1_LINT_mi] = "59",
      [TS_GS1_LINT_packagetype] = "APE",
      [TS_GS1_LINT_pieceoftotal] = "0102",
      [TS_GS1_LINT_posinseqslash] = "1/2",
      [TS_GS1_LINT_ss] = "59",
      [TS_GS1_LINT_winding] = "9",
      [TS_GS1_LINT_yesno] = "1",
      [TS_GS1_LINT_yymmd0] = "240200",
      [TS_GS1_LINT_yymmdd] = "240229",
      [TS_GS1_LINT_yyyymmdd] = "20240229",
      [TS_GS1_LINT_zero] = "0",
  };
  return parts[lint];
}

/* Appends a valid component at P of the format, as long as may be, to SAMPLE. */
static void add_component(struct sample *sample, const uint8_t *p) {
  static const char *const fill[] = {"1234567890", "9521A!z%_", "95217A-/#", "95-_AZaz"};
  char *out = sample->value + sample->size;
  size_t size = p[1];
  for (size_t i = 0; i < size; i++)
    out[i] = fill[p[0] & TS_GS1_TYPE][i % strlen(fill[p[0] & TS_GS1_TYPE])];
  for (unsigned i = 0; i < (unsigned)p[0] >> TS_GS1_LINTS_SHIFT; i++) {
    enum ts_gs1_lint lint = (enum ts_gs1_lint)p[2 + i];
    const char *part = valid_part(lint);
    if (part) {
      size = strlen(part);
      memcpy(out, part, size);
    } else if (lint == TS_GS1_LINT_pcenc) {
      memset(out, 'a', size);
    } else if (lint == TS_GS1_LINT_csum) {
      while (!ts_gs1_check_digit_ok(ts_bytes(out, size)))
        out[size - 1] = (char)(out[size - 1] == '9' ? '0' : out[size - 1] + 1);
    } else if (lint == TS_GS1_LINT_csumalpha) {
      size = 25;
      memcpy(out, "1987654Ad4X4bL5ttr2310c2K", size);
    }
  }
  sample->size += size;
}

static void make_sample(struct sample *sample, const struct ts_gs1_row *row, unsigned n, bool optional) {
  const uint8_t *p = ts_gs1_formats + ts_gs1_format_at[row->format];
  memset(sample, 0, sizeof *sample);
  ai_of(row, n, sample->ai);
  for (;; p += 2 + (p[0] >> TS_GS1_LINTS_SHIFT)) {
    if (optional || !(p[0] & TS_GS1_OPTIONAL))
      add_component(sample, p);
    if (p[0] & TS_GS1_LAST)
      return;
  }
}

static enum ts_err add(const char *ai, const char *value, size_t size) {
  struct ts_gs1 gs1;
  struct ts_gs1_why why;
  ts_gs1_init(&gs1);
  enum ts_err err = ts_gs1_add(&gs1, &why, ai, ts_bytes(value, size));
  assert_int_equal(gs1.count, err == TS_OK);
  assert_int_equal(why.err, err);
  if (err)
    assert_string_equal(why.ai, ai);
  return err;
}

static void expect(const struct sample *sample, enum ts_err err, enum ts_err expected) {
  if (err != expected)
    print_error("(%s) %.*s\n", sample->ai, (int)sample->size, sample->value);
  assert_int_equal(err, expected);
}

static void spoil_length(const struct ts_gs1_row *row, const struct sample *sample) {
  struct sample bad = *sample;
  size_t least;
  size_t most;
  ts_gs1_value_sizes(row, &least, &most);
  assert_true(most <= TS_GS1_VALUE_MAX);
  expect(sample, add(sample->ai, sample->value, 0), TS_ERR_GS1_LENGTH);
  expect(sample, add(sample->ai, sample->value, least - 1), TS_ERR_GS1_LENGTH);
  for (bad.size = most + 1; bad.size < VALUE_MAX; bad.size++) {
    memset(bad.value + sample->size, '1', bad.size - sample->size);
    expect(&bad, add(bad.ai, bad.value, bad.size), TS_ERR_GS1_LENGTH);
  }
}

static void spoil_characters(const struct sample *sample) {
  static const char never[] = {0,   ' ', '~',  '$',  '@',        '\\',      '^',
                               '`', '{', 0x1D, 0x7F, (char)0x80, (char)0xC3};
  for (size_t i = 0; i < sample->size; i++) {
    for (size_t j = 0; j < sizeof never; j++) {
      struct sample bad = *sample;
      bad.value[i] = never[j];
      expect(&bad, add(bad.ai, bad.value, bad.size), TS_ERR_GS1_CHARACTER);
    }
  }
}

/* A check digit finds every change of one digit, and a pair every change of one character. */
static void spoil_check_digits(const struct ts_gs1_row *row, const struct sample *sample) {
  const uint8_t *p = ts_gs1_formats + ts_gs1_format_at[row->format];
  size_t begin = 0;
  for (; !(p[0] & TS_GS1_LAST) && p[2] != TS_GS1_LINT_csum; p += 2 + (p[0] >> TS_GS1_LINTS_SHIFT))
    begin += p[1];
  if (p[0] >> TS_GS1_LINTS_SHIFT == 0 || (p[2] != TS_GS1_LINT_csum && p[2] != TS_GS1_LINT_csumalpha))
    return;
  for (size_t i = 0; i < p[1]; i++) {
    for (char c = '2'; c <= '9'; c++) {
      struct sample bad = *sample;
      bad.value[begin + i] = c;
      if (c != sample->value[begin + i])
        expect(&bad, add(bad.ai, bad.value, bad.size), TS_ERR_GS1_CHECK_DIGIT);
    }
  }
}

static void test_every_ai(void **state) {
  unsigned count = 0;
  (void)state;
  for (unsigned i = 0; i < row_count(); i++) {
    for (unsigned n = 0; n <= ts_gs1_rows[i].more; n++, count++) {
      struct sample sample;
      make_sample(&sample, &ts_gs1_rows[i], n, false);
      expect(&sample, add(sample.ai, sample.value, sample.size), TS_OK);
      make_sample(&sample, &ts_gs1_rows[i], n, true);
      expect(&sample, add(sample.ai, sample.value, sample.size), TS_OK);
      spoil_length(&ts_gs1_rows[i], &sample);
      spoil_characters(&sample);
      spoil_check_digits(&ts_gs1_rows[i], &sample);
      assert_true(strlen(ts_gs1_title(sample.ai)) < 80);
    }
  }
  assert_true(count > 500);
}

/* Alone, an AI is good if its rule asks for nothing; else the error names it and what is missing. */
static void test_every_requisite(void **state) {
  (void)state;
  for (unsigned i = 0; i < row_count(); i++) {
    const uint8_t *rule = ts_gs1_rules + ts_gs1_rule_at[ts_gs1_rows[i].rule];
    struct sample sample;
    struct ts_gs1 gs1;
    struct ts_gs1_why why;
    bool needs = false;
    for (; *rule; rule++)
      needs = needs || *rule == TS_GS1_RULE_REQ;
    make_sample(&sample, &ts_gs1_rows[i], 0, true);
    ts_gs1_init(&gs1);
    assert_int_equal(ts_gs1_add(&gs1, &why, sample.ai, ts_bytes(sample.value, sample.size)), TS_OK);
    assert_int_equal(ts_gs1_check_associations(&gs1, &why), needs ? TS_ERR_GS1_REQUISITE : TS_OK);
    assert_string_equal(why.ai, needs ? sample.ai : "");
    assert_int_equal(why.other[0] != 0, needs);
  }
}

/* As an element string, alone or before (10), each value ends where it should. */
static void test_every_ai_in_an_element_string(void **state) {
  (void)state;
  for (unsigned i = 0; i < row_count(); i++) {
    struct sample sample;
    struct ts_gs1 gs1;
    struct ts_gs1_why why;
    uint8_t text[256];
    struct ts_buf out = ts_buf(text, sizeof text);
    make_sample(&sample, &ts_gs1_rows[i], 0, true);
    ts_buf_put_text(&out, sample.ai);
    ts_buf_put(&out, ts_bytes(sample.value, sample.size));
    if (!(ts_gs1_rows[i].flags & TS_GS1_FIXED))
      ts_buf_put_byte(&out, TS_GS1_SEPARATOR);
    ts_buf_put_text(&out, strcmp(sample.ai, "90") == 0 ? "91B" : "90B");
    (void)ts_gs1_parse(&gs1, &why, ts_buf_bytes(&out), true);
    assert_int_equal(gs1.count, 2);
    assert_true(ts_bytes_equal(ts_gs1_value(&gs1, 0), ts_bytes(sample.value, sample.size)));
    assert_true(ts_bytes_equal_text(ts_gs1_value(&gs1, 1), "B"));
  }
}

static void test_table_is_in_order(void **state) {
  unsigned known = 0;
  (void)state;
  for (unsigned i = 1; i < row_count(); i++)
    assert_true(ts_gs1_rows[i - 1].first + ts_gs1_rows[i - 1].more < ts_gs1_rows[i].first);
  for (unsigned n = 0; n < 10000; n++) {
    char ai[5];
    (void)snprintf(ai, sizeof ai, "%04u", n % 10000);
    for (size_t size = 1; size <= 4; size++)
      known += ts_gs1_find(ts_bytes(ai, size)) != NULL && (size == 4 || strspn(ai + size, "0") == 4 - size);
  }
  for (unsigned i = 0; i < row_count(); i++)
    known -= ts_gs1_rows[i].more + 1u;
  assert_int_equal(known, 0);
}

static void test_find(void **state) {
  static const char *const none[] = {"",      "0",  "1",  "04", "18", "010", "31",   "310", "3106",
                                     "31000", "0a", "a0", "8",  "80", "800", "8015", "99 ", "100"};
  (void)state;
  for (size_t i = 0; i < sizeof none / sizeof *none; i++)
    assert_null(ts_gs1_find(ts_bytes_of(none[i])));
  assert_non_null(ts_gs1_find(ts_bytes_of("3105")));
  assert_non_null(ts_gs1_find(ts_bytes_of("99")));
  assert_string_equal(ts_gs1_title("00"), "SSCC");
  assert_string_equal(ts_gs1_title("01"), "GTIN");
  assert_string_equal(ts_gs1_title("21"), "SERIAL");
  assert_string_equal(ts_gs1_title("3103"), "NET WEIGHT (kg)");
  assert_string_equal(ts_gs1_title("7039"), "PROCESSOR # 9");
  assert_string_equal(ts_gs1_title("8110"), "");
  assert_string_equal(ts_gs1_title("99"), "INTERNAL");
  assert_string_equal(ts_gs1_title("04"), "");
  assert_string_equal(ts_gs1_title(NULL), "");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_every_ai),
      cmocka_unit_test(test_every_requisite),
      cmocka_unit_test(test_every_ai_in_an_element_string),
      cmocka_unit_test(test_table_is_in_order),
      cmocka_unit_test(test_find),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
