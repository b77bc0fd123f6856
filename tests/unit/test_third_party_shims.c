/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

/* Compiled in, so that the shim and not the C library is what the test calls. */
#include "../../boards/common/third-party/zbar/shim/iconv.c"

#include "../../boards/common/third-party/sprintf.c"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

/* Converts `in` with `room` bytes for the result; NULL if it was refused. */
static const char *convert(const char *from, const char *in, size_t room) {
  static char out[64];
  char text[64];
  char *source = text, *target = out;
  size_t left = strlen(in);
  memcpy(text, in, left + 1);
  memset(out, 0, sizeof out);
  iconv_t cd = iconv_open("UTF-8", from);
  assert_ptr_not_equal(cd, (iconv_t)-1);
  size_t result = iconv(cd, &source, &left, &target, &room);
  assert_int_equal(iconv_close(cd), 0);
  if (result == (size_t)-1) {
    return NULL;
  }
  assert_int_equal(left, 0);
  assert_ptr_equal(source, text + strlen(in));
  return out;
}

static void utf8_is_passed_on(void **state) {
  (void)state;
  static const char *const good[] = {
      "",
      "https://example.com/01/09506000134352",
      "\xc2\x80 \xdf\xbf",
      "\xe0\xa0\x80 \xe2\x82\xac \xed\x9f\xbf \xee\x80\x80 \xef\xbf\xbf",
      "\xf0\x90\x80\x80 \xf4\x8f\xbf\xbf",
  };
  for (size_t i = 0; i < COUNT(good); i++) {
    assert_string_equal(convert("UTF-8", good[i], 60), good[i]);
  }
}

static void bad_utf8_is_refused(void **state) {
  (void)state;
  static const char *const bad[] = {
      "\x80",             /* no lead byte */
      "a\xbf",            /* the same, later */
      "\xc0\xaf",         /* overlong '/' */
      "\xc1\xbf",         /* overlong */
      "\xe0\x9f\xbf",     /* overlong */
      "\xed\xa0\x80",     /* surrogate */
      "\xf0\x8f\xbf\xbf", /* overlong */
      "\xf4\x90\x80\x80", /* beyond U+10FFFF */
      "\xf5\x80\x80\x80", /* the same */
      "\xff",             /* never */
      "\xc3",             /* cut off */
      "\xe2\x82",         /* cut off */
      "\xe2\x82\x41",     /* third byte is none */
      "\xc3\xc3",         /* second byte is none */
  };
  for (size_t i = 0; i < COUNT(bad); i++) {
    assert_null(convert("UTF-8", bad[i], 60));
  }
}

static void latin1_becomes_utf8(void **state) {
  (void)state;
  assert_string_equal(convert("ISO8859-1", "Bijoux \xe9\xff\x80", 60), "Bijoux \xc3\xa9\xc3\xbf\xc2\x80");
}

static void never_writes_beyond_the_room(void **state) {
  (void)state;
  assert_string_equal(convert("UTF-8", "abc", 3), "abc");
  assert_null(convert("UTF-8", "abcd", 3));
  assert_null(convert("UTF-8", "ab\xe2\x82\xac", 4));
  assert_null(convert("ISO8859-1", "a\xe9", 2));
  assert_null(convert("UTF-8", "a", 0));
}

static void other_encodings_are_not_known(void **state) {
  (void)state;
  static const char *const others[] = {"SJIS", "BIG-5", "CP437", "ISO8859-2", "ISO8859-15", "utf8", ""};
  for (size_t i = 0; i < COUNT(others); i++) {
    assert_ptr_equal(iconv_open("UTF-8", others[i]), (iconv_t)-1);
  }
  assert_ptr_equal(iconv_open("ISO8859-1", "UTF-8"), (iconv_t)-1);
}

static void formats_what_the_libraries_use(void **state) {
  (void)state;
  char out[80];
  assert_int_equal(ts_third_party_sprintf(out, "ISO8859-%i", 1), 9);
  assert_string_equal(out, "ISO8859-1");
  (void)ts_third_party_sprintf(out, "%d %i %u %s!", INT_MIN, -7, UINT_MAX, "text");
  assert_string_equal(out, "-2147483648 -7 4294967295 text!");
  (void)ts_third_party_sprintf(out, "%d", 0);
  assert_string_equal(out, "0");
}

static void stops_at_a_conversion_it_does_not_know(void **state) {
  (void)state;
  char out[80];
  (void)ts_third_party_sprintf(out, "a%d b%02x c%d", 5, 6, 7);
  assert_string_equal(out, "a5 b%02x c%d");
  (void)ts_third_party_sprintf(out, "50%");
  assert_string_equal(out, "50%");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(utf8_is_passed_on),
      cmocka_unit_test(bad_utf8_is_refused),
      cmocka_unit_test(latin1_becomes_utf8),
      cmocka_unit_test(never_writes_beyond_the_room),
      cmocka_unit_test(other_encodings_are_not_known),
      cmocka_unit_test(formats_what_the_libraries_use),
      cmocka_unit_test(stops_at_a_conversion_it_does_not_know),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
