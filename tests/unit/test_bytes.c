/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "core/bytes.h"

static void test_views(void **state) {
  struct ts_bytes abc = ts_bytes_of("abc");
  (void)state;
  assert_int_equal(abc.size, 3);
  assert_int_equal(ts_bytes_of(NULL).size, 0);
  assert_true(ts_bytes_equal_text(abc, "abc"));
  assert_false(ts_bytes_equal_text(abc, "abd"));
  assert_false(ts_bytes_equal_text(abc, "ab"));
  assert_true(ts_bytes_equal(ts_bytes(NULL, 0), ts_bytes_of("")));
  assert_true(ts_bytes_starts(abc, ts_bytes_of("ab")));
  assert_true(ts_bytes_starts(abc, ts_bytes(NULL, 0)));
  assert_false(ts_bytes_starts(abc, ts_bytes_of("abcd")));
  assert_true(ts_bytes_equal_text(ts_bytes_part(abc, 1, 1), "b"));
  assert_true(ts_bytes_equal_text(ts_bytes_part(abc, 1, SIZE_MAX), "bc"));
  assert_int_equal(ts_bytes_part(abc, 3, 1).size, 0);
  assert_int_equal(ts_bytes_part(abc, SIZE_MAX, 1).size, 0);
}

static void test_order(void **state) {
  (void)state;
  assert_true(ts_bytes_compare(ts_bytes_of("a"), ts_bytes_of("b")) < 0);
  assert_true(ts_bytes_compare(ts_bytes_of("ab"), ts_bytes_of("a")) > 0);
  assert_true(ts_bytes_compare(ts_bytes_of("\x80"), ts_bytes_of("\x7f")) > 0);
  assert_int_equal(ts_bytes_compare(ts_bytes_of("a"), ts_bytes_of("a")), 0);
  assert_true(ts_bytes_compare(ts_bytes(NULL, 0), ts_bytes_of("a")) < 0);
}

static void test_digits(void **state) {
  (void)state;
  assert_true(ts_bytes_all_digits(ts_bytes_of("0123456789")));
  assert_false(ts_bytes_all_digits(ts_bytes_of("")));
  assert_false(ts_bytes_all_digits(ts_bytes_of("1/")));
  assert_false(ts_bytes_all_digits(ts_bytes_of(":1")));
}

static void test_writer_stays_full(void **state) {
  uint8_t memory[5] = {0};
  struct ts_buf buf = ts_buf(memory, 4);
  (void)state;
  ts_buf_put_text(&buf, "abc");
  ts_buf_put_text(&buf, "de");
  assert_true(buf.full);
  ts_buf_put_byte(&buf, 'f');
  assert_int_equal(buf.size, 3);
  assert_true(ts_bytes_equal_text(ts_buf_bytes(&buf), "abc"));
  buf = ts_buf(memory, 4);
  for (int i = 0; i < 5; i++)
    ts_buf_put_byte(&buf, 'x');
  assert_true(buf.full);
  assert_int_equal(buf.size, 4);
  assert_int_equal(memory[4], 0);
}

static void test_numbers(void **state) {
  uint8_t memory[64];
  struct ts_buf buf = ts_buf(memory, sizeof memory);
  (void)state;
  ts_buf_put_decimal(&buf, 0);
  ts_buf_put_byte(&buf, ' ');
  ts_buf_put_decimal(&buf, UINT64_MAX);
  ts_buf_put_hex(&buf, ts_bytes("\x00\xfe", 2));
  assert_true(ts_bytes_equal_text(ts_buf_bytes(&buf), "0 1844674407370955161500fe"));
  ts_put_be64(memory, 0x0123456789abcdefu);
  assert_int_equal(memory[0], 1);
  assert_true(ts_get_be64(memory) == 0x0123456789abcdefu);
  assert_int_equal(ts_get_be32(memory + 4), 0x89abcdef);
  assert_int_equal(ts_get_be16(memory), 0x0123);
  for (int c = 0; c < 256; c++) {
    const char *at = c ? strchr("0123456789abcdef", c >= 'A' && c <= 'F' ? c + 32 : c) : NULL;
    assert_int_equal(ts_hex_digit((uint8_t)c), at ? at - strchr(at, 0) + 16 : -1);
  }
}

static void test_text_copy(void **state) {
  char text[4] = "xxx";
  (void)state;
  assert_true(ts_text_copy(text, sizeof text, ts_bytes_of("abc")));
  assert_string_equal(text, "abc");
  assert_false(ts_text_copy(text, sizeof text, ts_bytes_of("abcd")));
  assert_string_equal(text, "");
  assert_true(ts_text_copy(text, sizeof text, ts_bytes(NULL, 0)));
  assert_false(ts_text_copy(text, 0, ts_bytes(NULL, 0)));
}

static bool decodes(const char *text, const char *to, size_t size) {
  uint8_t memory[16];
  struct ts_buf buf = ts_buf(memory, sizeof memory);
  return ts_base64url_decode(&buf, ts_bytes_of(text)) &&
         ts_bytes_equal(ts_buf_bytes(&buf), ts_bytes(to, size));
}

static void test_base64url(void **state) {
  uint8_t memory[2];
  struct ts_buf small = ts_buf(memory, sizeof memory);
  struct ts_buf none = ts_buf(NULL, 0);
  (void)state;
  assert_true(decodes("", "", 0));
  assert_true(decodes("Zg", "f", 1)); /* RFC 4648 section 10 */
  assert_true(decodes("Zm8", "fo", 2));
  assert_true(decodes("Zm9vYmFy", "foobar", 6));
  assert_true(decodes("-_-_", "\xfb\xff\xbf", 3));
  assert_false(decodes("Zh", "f", 1)); /* trailing bits */
  assert_false(decodes("Zm9", "fo", 2));
  assert_false(decodes("Z", "", 0));
  assert_false(decodes("Zg==", "f", 1));
  assert_false(decodes("Zm+v", "fo", 2));
  assert_false(decodes("Zm/v", "fo", 2));
  assert_false(decodes("Z g", "f", 1));
  assert_false(ts_base64url_decode(&small, ts_bytes_of("Zm9v")));
  assert_true(ts_base64url_decode(&none, ts_bytes(NULL, 0)));
  assert_false(ts_base64url_decode(&none, ts_bytes_of("A")));
}

/* Every character at the end of two, three and four: each spelling that decodes is the one that encodes. */
static void test_base64url_has_one_spelling(void **state) {
  unsigned good = 0;
  (void)state;
  for (unsigned size = 2; size <= 4; size++) {
    for (unsigned c = 1; c < 256; c++) {
      char text[5] = "QUJD";
      uint8_t bytes[3];
      uint8_t again[4];
      struct ts_buf buf = ts_buf(bytes, sizeof bytes);
      struct ts_buf out = ts_buf(again, sizeof again);
      text[size - 1] = (char)c;
      if (!ts_base64url_decode(&buf, ts_bytes(text, size)))
        continue;
      good++;
      ts_base64url_encode(&out, ts_buf_bytes(&buf));
      assert_true(ts_bytes_equal(ts_buf_bytes(&out), ts_bytes(text, size)));
    }
  }
  assert_int_equal(good, 4 + 16 + 64);
}

static bool decodes_padded(const char *text, const char *to, size_t size) {
  uint8_t memory[64];
  struct ts_buf buf = ts_buf(memory, sizeof memory);
  return ts_base64_decode(&buf, ts_bytes_of(text)) && ts_bytes_equal(ts_buf_bytes(&buf), ts_bytes(to, size));
}

/* RFC 4648 section 10, both ways, and what is not canonical. */
static void test_base64(void **state) {
  static const char *const good[][2] = {{"", ""},
                                        {"f", "Zg=="},
                                        {"fo", "Zm8="},
                                        {"foo", "Zm9v"},
                                        {"foob", "Zm9vYg=="},
                                        {"fooba", "Zm9vYmE="},
                                        {"foobar", "Zm9vYmFy"},
                                        {"\xfb\xff\xbf", "+/+/"}};
  static const char *const bad[] = {"Zg",   "Zg=",      "Zm8",  "Zh==",  "Zm9=",     "Z===", "====",  "=",
                                    "Zg=a", "Zg==Zg==", "-_-_", "Zm9v=", "Zm9v====", "Zm 8", "Zm9v\n"};
  (void)state;
  for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
    uint8_t memory[16];
    struct ts_buf out = ts_buf(memory, sizeof memory);
    assert_true(decodes_padded(good[i][1], good[i][0], strlen(good[i][0])));
    ts_base64_encode(&out, ts_bytes_of(good[i][0]));
    assert_true(ts_bytes_equal_text(ts_buf_bytes(&out), good[i][1]));
  }
  for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
    uint8_t memory[16];
    struct ts_buf out = ts_buf(memory, sizeof memory);
    assert_false(ts_base64_decode(&out, ts_bytes_of(bad[i])));
  }
}

static void test_zero(void **state) {
  static const uint8_t bytes[] = {0, 0, 0, 1};
  (void)state;
  assert_true(ts_bytes_are_zero(ts_bytes(NULL, 0)));
  assert_true(ts_bytes_are_zero(ts_bytes(bytes, 3)));
  assert_false(ts_bytes_are_zero(ts_bytes(bytes, 4)));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_zero),
      cmocka_unit_test(test_views),
      cmocka_unit_test(test_order),
      cmocka_unit_test(test_digits),
      cmocka_unit_test(test_writer_stays_full),
      cmocka_unit_test(test_numbers),
      cmocka_unit_test(test_text_copy),
      cmocka_unit_test(test_base64url),
      cmocka_unit_test(test_base64url_has_one_spelling),
      cmocka_unit_test(test_base64),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
