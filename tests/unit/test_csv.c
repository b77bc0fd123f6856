/* SPDX-License-Identifier: Apache-2.0 */
/* The CSV reader against RFC 4180, and against files that are none. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "host-tools/csv.h"

/* A file in memory that gives STEP bytes at a time, and then fails if FAILS. */
struct source {
  const char *text;
  size_t size, at, step;
  bool fails;
};

static struct ts_csv csv;

static ptrdiff_t read_some(void *ctx, void *data, size_t size) {
  struct source *source = ctx;
  size_t rest = source->size - source->at;
  size_t n = size < source->step ? size : source->step;
  n = n < rest ? n : rest;
  memcpy(data, source->text + source->at, n);
  source->at += n;
  return n == 0 && source->fails ? -1 : (ptrdiff_t)n;
}

static struct source source_of(const char *text) {
  return (struct source){.text = text, .size = strlen(text), .step = SIZE_MAX};
}

/* What the reader makes of a text, as one line: "a|b" a record, "!3:2" error 3 in column 2, "@7" its line,
 * ";" between. */
static void spell(char out[512], struct source source) {
  struct ts_buf buf = ts_buf(out, 511);
  enum ts_csv_result result;
  ts_csv_init(&csv, read_some, &source);
  while ((result = ts_csv_next(&csv)) != TS_CSV_END) {
    for (size_t i = 0; result == TS_CSV_RECORD && i < csv.count; i++) {
      ts_buf_put_text(&buf, i ? "|" : "");
      ts_buf_put(&buf, csv.field[i]);
    }
    if (result != TS_CSV_RECORD) {
      ts_buf_put_text(&buf, "!");
      ts_buf_put_decimal(&buf, result);
      ts_buf_put_text(&buf, ":");
      ts_buf_put_decimal(&buf, csv.count);
    }
    ts_buf_put_text(&buf, "@");
    ts_buf_put_decimal(&buf, csv.record_line);
    ts_buf_put_text(&buf, ";");
    if (result == TS_CSV_IO || result == TS_CSV_OPEN)
      break;
  }
  assert_false(buf.full);
  out[buf.size] = 0;
}

static void assert_reads(const char *text, const char *wanted) {
  char got[512];
  struct source source = source_of(text);
  /* The same whatever pieces the file comes in. */
  for (size_t step = 1; step <= source.size + 1; step++) {
    source.step = step;
    spell(got, source);
    assert_string_equal(got, wanted);
  }
}

static void reads_what_rfc_4180_shows(void **state) {
  (void)state;
  assert_reads("aaa,bbb,ccc\r\nzzz,yyy,xxx\r\n", "aaa|bbb|ccc@1;zzz|yyy|xxx@2;");
  assert_reads("aaa,bbb,ccc\r\nzzz,yyy,xxx", "aaa|bbb|ccc@1;zzz|yyy|xxx@2;");
  assert_reads("\"aaa\",\"b \r\nbb\",\"ccc\"\r\nzzz,yyy,xxx\r\n", "aaa|b \r\nbb|ccc@1;zzz|yyy|xxx@3;");
  assert_reads("\"aaa\",\"b\"\"bb\",\"ccc\"", "aaa|b\"bb|ccc@1;");
  assert_reads("a, b ,\n", "a| b |@1;");
  assert_reads(",\n", "|@1;");
  assert_reads("\"\"\n", "@1;");
  assert_reads("\"\"\"\"\n", "\"@1;");
  assert_reads("\"a,b\"\n", "a,b@1;");
}

static void takes_line_ends_and_a_bom(void **state) {
  (void)state;
  assert_reads("", "");
  assert_reads("\n\r\n\n", "");
  assert_reads("\xef\xbb\xbf", "");
  assert_reads("a\n\n\r\nb\n", "a@1;b@4;");
  assert_reads("\xef\xbb\xbf"
               "a,b\n",
               "a|b@1;");
  assert_reads("\xef\xbb\xbf\"a\",b\n", "a|b@1;");
  /* Elsewhere it is a character like others. */
  assert_reads("a,\xef\xbb\xbf"
               "b\n",
               "a|\xef\xbb\xbf"
               "b@1;");
  assert_reads("\xef\xbb", "!8:1@1;");
}

static void refuses_what_is_malformed_and_goes_on_behind_it(void **state) {
  (void)state;
  assert_reads("a,b\"c\nd\n", "!3:2@1;d@2;");
  assert_reads("\"a\"b,c\nd\n", "!4:1@1;d@2;");
  assert_reads("\"a\" ,c\nd\n", "!4:1@1;d@2;");
  assert_reads("x\na,\"b\nc\nd", "x@1;!5:2@2;");
  assert_reads("a\rb\nc\n", "!6:1@1;c@2;");
  assert_reads("a,b\r", "!6:2@1;");
  assert_reads("a,\xc3(\nb\n", "!8:2@1;b@2;");
}

static void refuses_what_is_not_utf8(void **state) {
  static const char *const bad[] = {
      "\x80",         "\xc0\xaf",         "\xc1\xbf",         "\xe0\x9f\xbf",
      "\xed\xa0\x80", "\xf0\x8f\xbf\xbf", "\xf4\x90\x80\x80", "\xf5\x80\x80\x80",
      "\xff",         "\xe2\x82",         "\xf0\x9f\x98"};
  static const char *const good[] = {"\xc2\x80",     "\xdf\xbf",         "\xe0\xa0\x80",    "\xed\x9f\xbf",
                                     "\xee\x80\x80", "\xf0\x90\x80\x80", "\xf4\x8f\xbf\xbf"};
  char text[32], wanted[32];
  (void)state;
  for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
    (void)snprintf(text, sizeof text, "a,%s\nb\n", bad[i]);
    assert_reads(text, "!8:2@1;b@2;");
  }
  for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
    (void)snprintf(text, sizeof text, "%s\n", good[i]);
    (void)snprintf(wanted, sizeof wanted, "%s@1;", good[i]);
    assert_reads(text, wanted);
  }
}

static void refuses_a_nul(void **state) {
  char got[512];
  static const char text[] = "a,b\0c\nd\n", quoted[] = "\"a\0\"\nd\n";
  (void)state;
  spell(got, (struct source){.text = text, .size = sizeof text - 1, .step = SIZE_MAX});
  assert_string_equal(got, "!7:2@1;d@2;");
  spell(got, (struct source){.text = quoted, .size = sizeof quoted - 1, .step = SIZE_MAX});
  assert_string_equal(got, "!7:1@1;d@2;");
}

/* COUNT characters C, then REST. */
static char *many(char c, size_t count, const char *rest) {
  char *text = malloc(count + strlen(rest) + 1);
  assert_non_null(text);
  memset(text, c, count);
  memcpy(text + count, rest, strlen(rest) + 1);
  return text;
}

static void bounds_fields_and_records(void **state) {
  char got[512];
  (void)state;
  char *text = many('x', TS_CSV_FIELD_MAX, "\nb\n");
  struct source source = source_of(text);
  ts_csv_init(&csv, read_some, &source);
  assert_int_equal(ts_csv_next(&csv), TS_CSV_RECORD);
  assert_int_equal(csv.field[0].size, TS_CSV_FIELD_MAX);
  assert_int_equal(ts_csv_next(&csv), TS_CSV_RECORD);
  assert_int_equal(ts_csv_next(&csv), TS_CSV_END);
  free(text);
  text = many('x', TS_CSV_FIELD_MAX + 1, "\nb\n");
  spell(got, source_of(text));
  assert_string_equal(got, "!9:1@1;b@2;");
  free(text);
  text = many('x', 1u << 20, ",y\nb\n"); /* a field of a megabyte */
  spell(got, source_of(text));
  assert_string_equal(got, "!9:1@1;b@2;");
  free(text);
  text = many(',', TS_CSV_FIELDS_MAX - 1, "\nb\n");
  struct source full = source_of(text);
  ts_csv_init(&csv, read_some, &full);
  assert_int_equal(ts_csv_next(&csv), TS_CSV_RECORD);
  assert_int_equal(csv.count, TS_CSV_FIELDS_MAX);
  free(text);
  text = many(',', TS_CSV_FIELDS_MAX, "\nb\n");
  spell(got, source_of(text));
  assert_string_equal(got, "!10:64@1;b@2;");
  free(text);
}

static void bounds_the_sum_of_the_fields(void **state) {
  char got[512], *text = many('x', 0, ""), *field = many('x', TS_CSV_FIELD_MAX, ",");
  (void)state;
  size_t fields = TS_CSV_RECORD_MAX / TS_CSV_FIELD_MAX;
  text = realloc(text, (fields + 1) * (TS_CSV_FIELD_MAX + 1) + 8);
  assert_non_null(text);
  text[0] = 0;
  for (size_t i = 0; i < fields; i++)
    strcat(text, field);
  strcat(text, "y\nb\n");
  spell(got, source_of(text));
  assert_string_equal(got, "!10:9@1;b@2;");
  free(text);
  free(field);
}

static void tells_a_failing_file_from_its_end(void **state) {
  char got[512];
  struct source source = source_of("a,b\nc,");
  (void)state;
  for (size_t step = 1; step < 8; step++) {
    source.fails = true;
    source.step = step;
    spell(got, source);
    assert_string_equal(got, "a|b@1;!2:2@2;");
  }
}

static void has_words_for_every_result(void **state) {
  (void)state;
  for (int i = TS_CSV_RECORD; i <= TS_CSV_MANY; i++) {
    assert_string_not_equal(ts_csv_text((enum ts_csv_result)i), "unknown");
    for (int j = TS_CSV_RECORD; j < i; j++)
      assert_string_not_equal(ts_csv_text((enum ts_csv_result)i), ts_csv_text((enum ts_csv_result)j));
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(reads_what_rfc_4180_shows),
      cmocka_unit_test(takes_line_ends_and_a_bom),
      cmocka_unit_test(refuses_what_is_malformed_and_goes_on_behind_it),
      cmocka_unit_test(refuses_what_is_not_utf8),
      cmocka_unit_test(refuses_a_nul),
      cmocka_unit_test(bounds_fields_and_records),
      cmocka_unit_test(bounds_the_sum_of_the_fields),
      cmocka_unit_test(tells_a_failing_file_from_its_end),
      cmocka_unit_test(has_words_for_every_result),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
