/* SPDX-License-Identifier: Apache-2.0 */
/* The photographs that are kept: bounded, oldest out first, whatever the card holds. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "app/photos.h"
#include "tests/support/handheld.h"

static const struct ts_photos_limits limits = {.files = 3, .bytes = 100};
static struct ts_photos photos;

static enum ts_err keep(uint64_t number, size_t size) {
  static const uint8_t jpeg[200] = {0xff, 0xd8};
  return ts_photos_keep(&photos, number, ts_bytes(jpeg, size));
}

static bool there(uint64_t number) {
  char name[TS_STORE_NAME_MAX + 1];
  ts_photos_name(name, number);
  return ts_handheld_file(handheld, TS_STORE_CARD, name) != NULL;
}

static void reopen(void) {
  ts_photos_open(&photos, &handheld->store, &limits);
}

static void test_names(void **state) {
  char name[TS_STORE_NAME_MAX + 1];
  (void)state;
  ts_photos_name(name, 7);
  assert_string_equal(name, "photo.00000007");
  ts_photos_name(name, UINT64_C(1234567890123));
  assert_string_equal(name, "photo.1234567890123");
  ts_photos_name(name, UINT64_MAX);
  assert_true(strlen(name) <= TS_STORE_NAME_MAX);
}

static void test_ring(void **state) {
  (void)state;
  reopen();
  for (uint64_t n = 0; n < 5; n++)
    assert_int_equal(keep(n * 2, 10), TS_OK);
  assert_false(there(0) || there(2));
  assert_true(there(4) && there(6) && there(8));
  reopen(); /* switched off and on */
  assert_int_equal(keep(10, 90), TS_OK);
  assert_false(there(4) || there(6)); /* three files at most, and a hundred bytes */
  assert_true(there(8) && there(10));
  assert_int_equal(keep(12, 101), TS_ERR_TOO_LONG);
  assert_true(there(8) && there(10));
  assert_int_equal(keep(12, 100), TS_OK);
  assert_false(there(8) || there(10));
}

static void test_full_card(void **state) {
  (void)state;
  reopen();
  assert_int_equal(keep(1, 10), TS_OK);
  assert_int_equal(keep(2, 10), TS_OK);
  handheld->read_only = true;
  handheld->store_error = TS_ERR_STORE_FULL;
  assert_int_equal(keep(3, 10), TS_ERR_STORE_FULL);
  handheld->read_only = false;
  assert_int_equal(keep(3, 10), TS_OK);
  reopen();
  assert_int_equal(photos.count, 3);
}

/* At each call in turn: the list never names more than it may, and the next one is kept. */
static void test_every_call_fails(void **state) {
  (void)state;
  for (unsigned n = 1; n < 12; n++) {
    reopen();
    handheld->fail_at = handheld->calls + n;
    for (uint64_t k = 0; k < 4; k++)
      (void)keep(n * 10 + k, 30);
    handheld->fail_at = 0;
    reopen();
    assert_true(photos.count <= limits.files && photos.bytes <= limits.bytes);
    assert_int_equal(keep(n * 10 + 9, 30), TS_OK);
    assert_true(there(n * 10 + 9));
  }
}

static void test_any_card(void **state) {
  static const char *const contents[] = {
      "",
      "TSPHOTO",
      "TSPHOTO1",
      "TSPHOTO1x",
      "something else altogether",
      "TSPHOTO1\x7f\x7f\x7f\x7f\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01"};
  (void)state;
  for (size_t i = 0; i < sizeof contents / sizeof contents[0]; i++) {
    ts_handheld_put(handheld, TS_STORE_CARD, TS_PHOTOS_FILE, contents[i]);
    reopen();
    assert_int_equal(photos.count, 0);
    assert_int_equal(keep(100 + i, 10), TS_OK);
    assert_true(there(100 + i));
  }
  /* Sizes that no card has, and numbers yet to come: believed no further than they do harm. */
  ts_handheld_put(handheld, TS_STORE_CARD, TS_PHOTOS_FILE,
                  "TSPHOTO1\x01\x01\x01\x01\xff\xff\xff\xff\x7f\x01\x01\x01\xff\xff\xff\xff");
  reopen();
  assert_int_equal(photos.count, 2);
  assert_int_equal(keep(200, 10), TS_OK);
  assert_true(there(200));
  assert_int_equal(photos.count, 1);
  assert_int_equal(photos.bytes, 10);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, ts_handheld_setup, ts_handheld_teardown)

int main(void) {
  const struct CMUnitTest tests[] = {
      TEST(test_names),    TEST(test_ring), TEST(test_full_card), TEST(test_every_call_fails),
      TEST(test_any_card),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
