/* SPDX-License-Identifier: Apache-2.0 */
/* core/anchor: the file, what a device with an anchor takes, and its date. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/anchor.h"
#include "crypto_openssl.h"
#include "diag.h"

#define DAY ((int64_t)TS_DAY_SECONDS)
#define BUILD (20000 * DAY)
#define ISSUED (20100 * DAY)
#define EXPIRES (20200 * DAY)

static struct ts_anchor sample(size_t keys) {
  struct ts_anchor anchor = {.sequence = 7, .time_floor = ISSUED};
  if (keys)
    anchor.publisher =
        (struct ts_publisher_keys){.generation = 3, .threshold = (uint32_t)keys, .count = keys};
  for (size_t i = 0; i < keys; i++) {
    memset(anchor.publisher.key[i].point, (int)(0x10 + i), TS_P256_POINT_SIZE);
    anchor.publisher.key[i].point[0] = 0x04;
  }
  memset(anchor.bundle_hash, 0xB7, sizeof anchor.bundle_hash);
  return anchor;
}

/* Stands for a bundle that was opened; only core/bundle makes real ones. */
static struct ts_bundle bundle_of(uint64_t sequence, int hash) {
  struct ts_bundle bundle = {.open = true, .sequence = sequence, .issued = ISSUED, .expires = EXPIRES};
  bundle.keys = sample(2).publisher;
  memset(bundle.hash, hash, sizeof bundle.hash);
  return bundle;
}

static struct ts_time at(int64_t seconds, enum ts_time_trust trust) {
  return (struct ts_time){.seconds = seconds, .trust = trust};
}

static void assert_same(const struct ts_anchor *a, const struct ts_anchor *b) {
  assert_memory_equal(&a->publisher, &b->publisher, sizeof a->publisher);
  assert_true(a->sequence == b->sequence);
  assert_memory_equal(a->bundle_hash, b->bundle_hash, sizeof a->bundle_hash);
  assert_true(a->time_floor == b->time_floor);
}

static struct ts_buf write_anchor(uint8_t memory[TS_ANCHOR_SIZE_MAX], const struct ts_anchor *anchor) {
  struct ts_buf out = ts_buf(memory, TS_ANCHOR_SIZE_MAX);
  assert_int_equal(ts_anchor_write(&out, anchor, ts_crypto_openssl()), TS_OK);
  return out;
}

static void assert_refused(struct ts_bytes file) {
  struct ts_anchor read, zero;
  memset(&zero, 0, sizeof zero);
  memset(&read, 0x5A, sizeof read);
  uint8_t *copy = malloc(file.size ? file.size : 1);
  assert_non_null(copy);
  if (file.size)
    memcpy(copy, file.data, file.size);
  assert_int_equal(ts_anchor_read(&read, ts_bytes(copy, file.size), ts_crypto_openssl()),
                   TS_ERR_STORE_CORRUPT);
  assert_memory_equal(&read, &zero, sizeof zero);
  free(copy);
}

static void test_reads_back_what_was_written(void **state) {
  (void)state;
  for (size_t keys = 0; keys <= TS_PUBLISHER_KEYS_MAX; keys++) {
    struct ts_anchor anchor = sample(keys), read;
    uint8_t memory[TS_ANCHOR_SIZE_MAX]; /* large enough for any */
    struct ts_buf file = write_anchor(memory, &anchor);
    memset(&read, 0x5A, sizeof read);
    assert_int_equal(ts_anchor_read(&read, ts_buf_bytes(&file), ts_crypto_openssl()), TS_OK);
    assert_same(&read, &anchor);
  }
  struct ts_anchor largest = sample(TS_PUBLISHER_KEYS_MAX), read;
  uint8_t memory[TS_ANCHOR_SIZE_MAX];
  struct ts_anchor fresh = {0};
  struct ts_buf empty = write_anchor(memory, &fresh);
  assert_int_equal(ts_anchor_read(&read, ts_buf_bytes(&empty), ts_crypto_openssl()), TS_OK);
  assert_same(&read, &fresh);
  largest.sequence = UINT64_MAX;
  largest.time_floor = INT64_MAX;
  struct ts_buf file = write_anchor(memory, &largest);
  assert_int_equal(ts_anchor_read(&read, ts_buf_bytes(&file), ts_crypto_openssl()), TS_OK);
  assert_true(read.sequence == UINT64_MAX && read.time_floor == INT64_MAX);
}

static void test_every_flipped_bit_is_corruption(void **state) {
  (void)state;
  struct ts_anchor anchor = sample(2);
  uint8_t memory[TS_ANCHOR_SIZE_MAX];
  struct ts_buf file = write_anchor(memory, &anchor);
  for (size_t i = 0; i < file.size; i++)
    for (unsigned bit = 0; bit < 8; bit++) {
      memory[i] ^= (uint8_t)(1u << bit);
      assert_refused(ts_buf_bytes(&file));
      memory[i] ^= (uint8_t)(1u << bit);
    }
}

static void test_every_other_size_is_corruption(void **state) {
  (void)state;
  struct ts_anchor anchor = sample(2);
  uint8_t memory[TS_ANCHOR_SIZE_MAX + 1] = {0};
  struct ts_buf file = write_anchor(memory, &anchor);
  for (size_t size = 0; size <= sizeof memory; size++)
    if (size != file.size)
      assert_refused(ts_bytes(memory, size));
}

#define POINT                                                                                                \
  "041111111111111111111111111111111111111111111111111111111111111111"                                       \
  "2222222222222222222222222222222222222222222222222222222222222222"
#define POINT2                                                                                               \
  "041111111111111111111111111111111111111111111111111111111111111111"                                       \
  "2222222222222222222222222222222222222222222222222222222222222223"
#define HASH "b7b7b7b7b7b7b7b7b7b7b7b7b7b7b7b7b7b7b7b7b7b7b7b7b7b7b7b7b7b7b7b7"

/* Content that was never written by us, with the right sum. */
static void test_content_is_checked_too(void **state) {
  (void)state;
  static const char good[] = "[1, 1, 1, [h'" POINT "'], 7, h'" HASH "', 1736640000]";
  static const struct {
    const char *from, *to;
    enum ts_err err;
  } cases[] = {
      {"[1,", "[1,", TS_OK},
      {"[1,", "[0,", TS_ERR_STORE_CORRUPT},
      {"[1,", "[2,", TS_ERR_STORE_CORRUPT},
      {"[1,", "[1, 1,", TS_ERR_STORE_CORRUPT},
      {"[1,", "[", TS_ERR_STORE_CORRUPT},
      {"[1, 1, 1", "[1, 65535, 1", TS_OK},
      {"[1, 1, 1", "[1, 65536, 1", TS_ERR_STORE_CORRUPT},
      {"[1, 1, 1", "[1, 4294967297, 1", TS_ERR_STORE_CORRUPT},
      {"[1, 1, 1", "[1, 0, 1", TS_ERR_STORE_CORRUPT},
      {"[1, 1, 1", "[1, 1, 0", TS_ERR_STORE_CORRUPT},
      {"[1, 1, 1", "[1, 1, 2", TS_ERR_STORE_CORRUPT}, /* more than there are */
      {"[1, 1, 1", "[1, 1, 4294967297", TS_ERR_STORE_CORRUPT},
      {"[h'04", "[h'02", TS_ERR_STORE_CORRUPT},
      {"[h'04", "[h'0400", TS_ERR_STORE_CORRUPT},
      {"[h'0411", "[h'04", TS_ERR_STORE_CORRUPT},
      {"1, 1, [h'" POINT "']", "0, 0, []", TS_OK},
      {"1, 1, [h'" POINT "']", "1, 0, []", TS_ERR_STORE_CORRUPT},
      {"1, 1, [h'" POINT "']", "0, 1, []", TS_ERR_STORE_CORRUPT},
      {"[h'" POINT "']", "[]", TS_ERR_STORE_CORRUPT},
      {"[h'" POINT "']", "h'" POINT "'", TS_ERR_STORE_CORRUPT},
      {"[h'" POINT "']", "[h'" POINT "', h'" POINT2 "']", TS_OK},
      {"[h'" POINT "']", "[h'" POINT2 "', h'" POINT "']", TS_ERR_STORE_CORRUPT},
      {"[h'" POINT "']", "[h'" POINT "', h'" POINT "']", TS_ERR_STORE_CORRUPT}, /* one key twice */
      {"[h'" POINT "']", "[0, 0, 0, 0, 0, 0, 0, 0, 0]", TS_ERR_STORE_CORRUPT},
      {"7, ", "-7, ", TS_ERR_STORE_CORRUPT},
      {"h'b7", "h'", TS_ERR_STORE_CORRUPT},
      {"h'b7", "h'b7b7", TS_ERR_STORE_CORRUPT},
      {"1736640000]", "9223372036854775807]", TS_OK},
      {"1736640000]", "9223372036854775808]", TS_ERR_STORE_CORRUPT},
      {"1736640000]", "-1]", TS_ERR_STORE_CORRUPT},
      {"1736640000]", "1736640000, 0]", TS_ERR_STORE_CORRUPT},
      {", 1736640000]", "]", TS_ERR_STORE_CORRUPT},
  };
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    uint8_t memory[TS_ANCHOR_SIZE_MAX], digest[TS_SHA256_SIZE];
    struct ts_buf file = ts_buf(memory, sizeof memory);
    char *text = ts_diag_replace(good, cases[i].from, cases[i].to);
    assert_non_null(text);
    assert_true(ts_diag(&file, text));
    struct ts_bytes content = ts_buf_bytes(&file);
    assert_int_equal(ts_crypto_openssl()->sha256(NULL, &content, 1, digest), TS_OK);
    ts_buf_put(&file, ts_bytes(digest, sizeof digest));
    assert_false(file.full);
    struct ts_anchor read, zero;
    memset(&read, 0x5A, sizeof read);
    memset(&zero, 0, sizeof zero);
    enum ts_err err = ts_anchor_read(&read, ts_buf_bytes(&file), ts_crypto_openssl());
    if (err != cases[i].err)
      print_message("case %zu: %d: %s\n", i, err, text);
    assert_int_equal(err, cases[i].err);
    if (err)
      assert_memory_equal(&read, &zero, sizeof zero);
    free(text);
  }
}

static void test_writing_refuses_what_reading_would(void **state) {
  (void)state;
  uint8_t memory[TS_ANCHOR_SIZE_MAX];
  struct ts_buf out = ts_buf(memory, sizeof memory);
  struct ts_anchor anchor = sample(1);
  anchor.time_floor = -1;
  assert_int_equal(ts_anchor_write(&out, &anchor, ts_crypto_openssl()), TS_ERR_ARGUMENT);
  anchor = sample(1);
  anchor.publisher.key[0].point[0] = 0x02;
  assert_int_equal(ts_anchor_write(&out, &anchor, ts_crypto_openssl()), TS_ERR_ARGUMENT);
  anchor = sample(1);
  anchor.publisher.count = TS_PUBLISHER_KEYS_MAX + 1;
  assert_int_equal(ts_anchor_write(&out, &anchor, ts_crypto_openssl()), TS_ERR_ARGUMENT);
  anchor = sample(1);
  struct ts_buf whole = write_anchor(memory, &anchor);
  for (size_t capacity = 0; capacity < whole.size; capacity++) {
    out = ts_buf(memory, capacity);
    assert_int_equal(ts_anchor_write(&out, &anchor, ts_crypto_openssl()), TS_ERR_NO_SPACE);
  }
}

static enum ts_err no_sha256(void *ctx, const struct ts_bytes *part, size_t parts, uint8_t *digest) {
  (void)ctx, (void)part, (void)parts;
  memset(digest, 0, TS_SHA256_SIZE);
  return TS_ERR_INTERNAL;
}

static void test_a_failing_library_is_not_corruption(void **state) {
  (void)state;
  struct ts_anchor anchor = sample(1), read, zero;
  uint8_t memory[TS_ANCHOR_SIZE_MAX];
  struct ts_buf file = write_anchor(memory, &anchor), out = ts_buf(memory, sizeof memory);
  struct ts_crypto crypto = *ts_crypto_openssl();
  crypto.sha256 = no_sha256;
  memset(&zero, 0, sizeof zero);
  assert_int_equal(ts_anchor_read(&read, ts_buf_bytes(&file), &crypto), TS_ERR_INTERNAL);
  assert_memory_equal(&read, &zero, sizeof zero);
  assert_int_equal(ts_anchor_write(&out, &anchor, &crypto), TS_ERR_INTERNAL);
}

static void test_admits_by_sequence_and_bytes(void **state) {
  (void)state;
  struct ts_anchor anchor = sample(1), fresh = sample(1);
  fresh.sequence = 0;
  memset(fresh.bundle_hash, 0, sizeof fresh.bundle_hash);
  struct ts_bundle older = bundle_of(6, 0xB7), same = bundle_of(7, 0xB7), reused = bundle_of(7, 0xB8);
  struct ts_bundle newer = bundle_of(8, 0xB7), first = bundle_of(1, 0x01), closed = bundle_of(8, 0xB7);
  closed.open = false;
  assert_int_equal(ts_anchor_admits(&anchor, &older), TS_ERR_BUNDLE_OLD);
  assert_int_equal(ts_anchor_admits(&anchor, &same), TS_OK);
  assert_int_equal(ts_anchor_admits(&anchor, &reused), TS_ERR_BUNDLE_SEQUENCE_REUSED);
  assert_int_equal(ts_anchor_admits(&anchor, &newer), TS_OK);
  assert_int_equal(ts_anchor_admits(&fresh, &first), TS_OK);
  assert_int_equal(ts_anchor_admits(&anchor, &closed), TS_ERR_ARGUMENT);
  reused.hash[0] = 0xB7;
  memset(reused.hash, 0xB7, sizeof reused.hash - 1); /* one byte differs, the last */
  assert_int_equal(ts_anchor_admits(&anchor, &reused), TS_ERR_BUNDLE_SEQUENCE_REUSED);
}

static void assert_time(struct ts_time time, int64_t seconds, enum ts_time_trust trust) {
  assert_true(time.seconds == seconds);
  assert_int_equal(time.trust, trust);
}

static void test_clock_below_the_floor_is_not_believed(void **state) {
  (void)state;
  struct ts_anchor anchor = sample(1);
  struct ts_bundle bundle = bundle_of(7, 0xB7);
  anchor.time_floor = ISSUED + 5 * DAY;
  int64_t floor = anchor.time_floor;
  for (int trust = TS_TIME_OPERATOR; trust <= TS_TIME_RTC; trust++) {
    enum ts_time_trust t = (enum ts_time_trust)trust;
    assert_time(ts_anchor_time(&anchor, &bundle, at(floor - 1, t), BUILD), floor, TS_TIME_NONE);
    assert_time(ts_anchor_time(&anchor, &bundle, at(0, t), BUILD), floor, TS_TIME_NONE);
    assert_time(ts_anchor_time(&anchor, &bundle, at(INT64_MIN, t), BUILD), floor, TS_TIME_NONE);
    assert_time(ts_anchor_time(&anchor, &bundle, at(floor, t), BUILD), floor, t);
    assert_time(ts_anchor_time(&anchor, &bundle, at(floor + DAY, t), BUILD), floor + DAY, t);
  }
  assert_time(ts_anchor_time(&anchor, &bundle, at(floor + DAY, TS_TIME_NONE), BUILD), floor, TS_TIME_NONE);
}

static void test_the_floor_is_the_latest_of_three(void **state) {
  (void)state;
  struct ts_anchor anchor = sample(1);
  struct ts_bundle bundle = bundle_of(7, 0xB7), closed = bundle;
  closed.open = false;
  anchor.time_floor = BUILD + DAY;
  struct ts_time lost = at(0, TS_TIME_NONE);
  assert_time(ts_anchor_time(&anchor, NULL, lost, BUILD), BUILD + DAY, TS_TIME_NONE);
  assert_time(ts_anchor_time(&anchor, NULL, lost, BUILD + 2 * DAY), BUILD + 2 * DAY, TS_TIME_NONE);
  assert_time(ts_anchor_time(&anchor, &bundle, lost, BUILD + 2 * DAY), ISSUED, TS_TIME_NONE);
  assert_time(ts_anchor_time(&anchor, &closed, lost, BUILD + 2 * DAY), BUILD + 2 * DAY, TS_TIME_NONE);
  assert_time(ts_anchor_time(&anchor, &bundle, lost, ISSUED + DAY), ISSUED + DAY, TS_TIME_NONE);
  assert_time(ts_anchor_time(&anchor, &bundle, at(ISSUED - 1, TS_TIME_RTC), BUILD), ISSUED, TS_TIME_NONE);
}

static void test_install_raises_sequence_and_floor(void **state) {
  (void)state;
  struct ts_anchor anchor = sample(1);
  struct ts_bundle bundle = bundle_of(9, 0x99);
  anchor.time_floor = BUILD;
  assert_int_equal(ts_anchor_install(&anchor, &bundle, at(ISSUED, TS_TIME_NONE)), TS_OK);
  assert_true(anchor.sequence == 9);
  assert_memory_equal(&anchor.publisher, &bundle.keys,
                      sizeof bundle.keys); /* what the file's statements led to */
  assert_memory_equal(anchor.bundle_hash, bundle.hash, sizeof bundle.hash);
  assert_true(anchor.time_floor == ISSUED);
  assert_int_equal(ts_anchor_install(&anchor, &bundle, at(ISSUED + DAY, TS_TIME_OPERATOR)), TS_OK);
  assert_true(anchor.time_floor == ISSUED); /* a person's date raises nothing */
  assert_int_equal(ts_anchor_install(&anchor, &bundle, at(ISSUED + DAY, TS_TIME_RTC)), TS_OK);
  assert_true(anchor.time_floor == ISSUED + DAY);
  assert_int_equal(ts_anchor_install(&anchor, &bundle, at(ISSUED, TS_TIME_RTC)), TS_OK);
  assert_true(anchor.time_floor == ISSUED + DAY); /* and it never falls */
}

static void test_install_refuses_and_changes_nothing(void **state) {
  (void)state;
  struct ts_bundle older = bundle_of(6, 0x66), reused = bundle_of(7, 0x77), good = bundle_of(8, 0x88),
                   closed = good;
  closed.open = false;
  struct ts_anchor late = sample(1);
  late.time_floor = EXPIRES;
  const struct {
    struct ts_anchor anchor;
    const struct ts_bundle *bundle;
    struct ts_time time;
    enum ts_err err;
  } cases[] = {
      {sample(1), &older, at(ISSUED, TS_TIME_RTC), TS_ERR_BUNDLE_OLD},
      {sample(1), &reused, at(ISSUED, TS_TIME_RTC), TS_ERR_BUNDLE_SEQUENCE_REUSED},
      {sample(1), &closed, at(ISSUED, TS_TIME_RTC), TS_ERR_ARGUMENT},
      {sample(1), &good, at(EXPIRES, TS_TIME_RTC), TS_ERR_BUNDLE_EXPIRED},
      {sample(1), &good, at(EXPIRES, TS_TIME_OPERATOR), TS_ERR_BUNDLE_EXPIRED},
      {sample(1), &good, at(EXPIRES, TS_TIME_NONE), TS_ERR_BUNDLE_EXPIRED}, /* by the floor alone */
      {sample(1), &good, at(INT64_MAX, TS_TIME_RTC), TS_ERR_BUNDLE_EXPIRED},
      {late, &good, at(ISSUED, TS_TIME_RTC), TS_ERR_BUNDLE_EXPIRED},
      {late, &good, at(ISSUED, TS_TIME_NONE), TS_ERR_BUNDLE_EXPIRED},
      {sample(1), &older, at(EXPIRES, TS_TIME_RTC), TS_ERR_BUNDLE_OLD},
  };
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    struct ts_anchor anchor = cases[i].anchor;
    assert_int_equal(ts_anchor_install(&anchor, cases[i].bundle, cases[i].time), cases[i].err);
    assert_same(&anchor, &cases[i].anchor);
  }
  struct ts_anchor anchor = sample(1);
  assert_int_equal(ts_anchor_install(&anchor, &good, at(EXPIRES - 1, TS_TIME_RTC)), TS_OK);
  assert_true(anchor.time_floor == EXPIRES - 1);
}

/* One wrong clock, years ahead, must not poison the device for longer than its bundle lasts. */
static void test_the_floor_is_not_raised_past_the_expiry(void **state) {
  (void)state;
  struct ts_anchor anchor = sample(1);
  struct ts_bundle bundle = bundle_of(7, 0xB7), closed = bundle;
  closed.open = false;
  assert_false(ts_anchor_raise_floor(&anchor, &closed, at(ISSUED + DAY, TS_TIME_RTC)));
  assert_false(ts_anchor_raise_floor(&anchor, &bundle, at(EXPIRES + DAY, TS_TIME_OPERATOR)));
  assert_false(ts_anchor_raise_floor(&anchor, &bundle, at(EXPIRES + DAY, TS_TIME_NONE)));
  assert_false(ts_anchor_raise_floor(&anchor, &bundle, at(ISSUED, TS_TIME_RTC)));
  assert_true(anchor.time_floor == ISSUED);
  assert_true(ts_anchor_raise_floor(&anchor, &bundle, at(ISSUED + DAY, TS_TIME_RTC)));
  assert_true(anchor.time_floor == ISSUED + DAY);
  assert_true(ts_anchor_raise_floor(&anchor, &bundle, at(INT64_MAX, TS_TIME_RTC)));
  assert_true(anchor.time_floor == EXPIRES);
  assert_false(ts_anchor_raise_floor(&anchor, &bundle, at(INT64_MAX, TS_TIME_RTC)));
  struct ts_bundle next =
      bundle_of(8, 0x88); /* the next bundle is taken again, and the clock once it is right */
  next.issued = EXPIRES - DAY;
  next.expires = EXPIRES + 100 * DAY;
  assert_int_equal(ts_anchor_install(&anchor, &next, at(EXPIRES + DAY, TS_TIME_RTC)), TS_OK);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_reads_back_what_was_written),
      cmocka_unit_test(test_every_flipped_bit_is_corruption),
      cmocka_unit_test(test_every_other_size_is_corruption),
      cmocka_unit_test(test_content_is_checked_too),
      cmocka_unit_test(test_writing_refuses_what_reading_would),
      cmocka_unit_test(test_a_failing_library_is_not_corruption),
      cmocka_unit_test(test_admits_by_sequence_and_bytes),
      cmocka_unit_test(test_clock_below_the_floor_is_not_believed),
      cmocka_unit_test(test_the_floor_is_the_latest_of_three),
      cmocka_unit_test(test_install_raises_sequence_and_floor),
      cmocka_unit_test(test_install_refuses_and_changes_nothing),
      cmocka_unit_test(test_the_floor_is_not_raised_past_the_expiry),
  };
  return cmocka_run_group_tests_name("anchor", tests, NULL, NULL);
}
