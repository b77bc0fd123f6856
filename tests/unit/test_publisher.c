/* SPDX-License-Identifier: Apache-2.0 */
/* core/publisher: how many of the keys have signed, and how one set of keys gives way to the next. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "bundle_sample.h"
#include "core/bundle.h"
#include "crypto_openssl.h"
#include "diag.h"
#include "stride.h"

enum { KEYS = 6 };
static struct ts_openssl_key key[KEYS];

static int set_up(void **state) {
  static const char *const seeds[KEYS] = {"a", "b", "c", "d", "e", "f"};
  (void)state;
  for (size_t i = 0; i < KEYS; i++) {
    key[i] = ts_openssl_key(seeds[i]);
    if (!key[i].pkey)
      return -1;
  }
  return 0;
}

static int tear_down(void **state) {
  (void)state;
  for (size_t i = 0; i < KEYS; i++)
    ts_openssl_key_free(&key[i]);
  return 0;
}

/* The keys whose letters stand in NAMES, "abc". */
static struct ts_publisher_keys set_of(const char *names, uint32_t threshold, uint32_t generation) {
  struct ts_openssl_key list[TS_PUBLISHER_KEYS_MAX];
  size_t count = strlen(names);
  assert_true(count <= TS_PUBLISHER_KEYS_MAX);
  for (size_t i = 0; i < count; i++)
    list[i] = key[names[i] - 'a'];
  struct ts_publisher_keys set = ts_sample_publisher(list, count, threshold);
  set.generation = generation;
  return set;
}

static size_t signatories(struct ts_bundle_signatory list[TS_COSE_SIGNATURES_MAX], const char *names) {
  size_t count = strlen(names);
  assert_true(count <= TS_COSE_SIGNATURES_MAX);
  for (size_t i = 0; i < count; i++) {
    list[i] = (struct ts_bundle_signatory){.ctx = &key[names[i] - 'a'], .sign = ts_openssl_sign};
    assert_int_equal(ts_cose_key_id(list[i].key_id, key[names[i] - 'a'].point, ts_crypto_openssl()), TS_OK);
  }
  return count;
}

static struct ts_blob rotation(const struct ts_publisher_keys *next, const char *signed_by) {
  struct ts_bundle_signatory list[TS_COSE_SIGNATURES_MAX];
  struct ts_blob out;
  size_t count = signatories(list, signed_by);
  assert_int_equal(ts_rotation_seal(&out, next, list, count, ts_crypto_openssl()), TS_OK);
  return out;
}

static struct ts_blob sample(const char *signed_by) {
  struct ts_openssl_key list[TS_COSE_SIGNATURES_MAX];
  for (size_t i = 0; signed_by[i]; i++)
    list[i] = key[signed_by[i] - 'a'];
  return ts_sample_sign(ts_sample_bundle, list, strlen(signed_by));
}

/* Opens a head of PARTS, all of which are freed. */
static enum ts_err open_parts(const struct ts_publisher_keys *pinned, struct ts_blob *part, size_t parts,
                              struct ts_publisher_keys *led_to) {
  static uint8_t memory[64 * 1024];
  struct ts_buf head = ts_buf(memory, sizeof memory);
  struct ts_bundle bundle;
  for (size_t i = 0; i < parts; i++) {
    ts_buf_put(&head, ts_blob_bytes(&part[i]));
    ts_blob_free(&part[i]);
  }
  assert_false(head.full);
  enum ts_err err = ts_bundle_open(&bundle, ts_buf_bytes(&head), pinned, ts_crypto_openssl());
  if (led_to)
    *led_to = bundle.keys;
  return err;
}

static enum ts_err open_signed(const struct ts_publisher_keys *pinned, const char *signed_by) {
  struct ts_blob part = sample(signed_by);
  return open_parts(pinned, &part, 1, NULL);
}

static void test_enough_different_keys_must_sign(void **state) {
  (void)state;
  static const struct {
    const char *keys;
    uint32_t threshold;
    const char *signed_by;
    enum ts_err err;
  } cases[] = {
      {"abc", 1, "a", TS_OK},
      {"abc", 1, "c", TS_OK},
      {"abc", 2, "a", TS_ERR_BUNDLE_THRESHOLD},
      {"abc", 2, "ab", TS_OK},
      {"abc", 2, "ca", TS_OK},
      {"abc", 2, "aa", TS_ERR_BUNDLE_THRESHOLD}, /* twice by one key is once */
      {"abc", 2, "aaaaaaaa", TS_ERR_BUNDLE_THRESHOLD},
      {"abc", 2, "ad", TS_ERR_BUNDLE_THRESHOLD}, /* a stranger does not count */
      {"abc", 2, "defdefab", TS_OK},
      {"abc", 2, "def", TS_ERR_BUNDLE_UNKNOWN_PUBLISHER},
      {"abcd", 4, "abc", TS_ERR_BUNDLE_THRESHOLD},
      {"abcd", 4, "abcd", TS_OK},
  };
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    struct ts_publisher_keys pinned = set_of(cases[i].keys, cases[i].threshold, 1);
    enum ts_err err = open_signed(&pinned, cases[i].signed_by);
    if (err != cases[i].err)
      print_message("case %zu: %s\n", i, ts_err_text(err));
    assert_int_equal(err, cases[i].err);
  }
}

static void test_bad_signatures_do_not_count(void **state) {
  (void)state;
  struct ts_publisher_keys two = set_of("ab", 2, 1), one = set_of("ab", 1, 1);
  struct ts_blob file = sample("aab");
  struct ts_cose_sign message;
  struct ts_bundle bundle;
  assert_int_equal(ts_cose_read(&message, ts_blob_bytes(&file)), TS_OK);
  for (size_t i = 0; i < 3; i++) { /* one bad beside a good one of the same key takes nothing from it */
    uint8_t *last =
        file.data + (message.signature[i].signature.data - file.data) + TS_P256_SIGNATURE_SIZE - 1;
    *last ^= 1;
    enum ts_err want = i < 2 ? TS_OK : TS_ERR_BUNDLE_THRESHOLD;
    assert_int_equal(ts_bundle_open(&bundle, ts_blob_bytes(&file), &two, ts_crypto_openssl()), want);
    assert_int_equal(ts_bundle_open(&bundle, ts_blob_bytes(&file), &one, ts_crypto_openssl()), TS_OK);
    *last ^= 1;
  }
  ts_blob_free(&file);
}

static void test_a_set_that_is_not_in_order_verifies_nothing(void **state) {
  (void)state;
  struct ts_publisher_keys good = set_of("ab", 1, 1);
  for (int i = 0; i < 7; i++) {
    struct ts_publisher_keys set = good;
    switch (i) {
    case 0:
      set.key[1] = set.key[0]; /* one key twice */
      break;
    case 1:
      set.key[0] = good.key[1];
      set.key[1] = good.key[0];
      break;
    case 2:
      set.threshold = 0;
      break;
    case 3:
      set.threshold = 3;
      break;
    case 4:
      set.count = TS_PUBLISHER_KEYS_MAX + 1;
      break;
    case 5:
      set.generation = 0;
      break;
    default:
      set.key[0].point[0] = 0x02;
    }
    assert_false(ts_publisher_ok(&set));
    assert_int_equal(open_signed(&set, "ab"), TS_ERR_ARGUMENT);
    struct ts_blob out;
    struct ts_bundle_signatory list[TS_COSE_SIGNATURES_MAX];
    size_t count = signatories(list, "ab");
    assert_int_equal(ts_rotation_seal(&out, &set, list, count, ts_crypto_openssl()), TS_ERR_ARGUMENT);
  }
  assert_int_equal(open_signed(&good, "b"), TS_OK);
}

static void test_rotation_needs_old_and_new(void **state) {
  (void)state;
  const struct ts_publisher_keys old = set_of("abc", 2, 1), next = set_of("def", 2, 2);
  static const struct {
    const char *rotation_by, *bundle_by;
    enum ts_err err;
  } cases[] = {
      {"abde", "de", TS_OK},
      {"abcdef", "ef", TS_OK},
      {"abd", "de", TS_ERR_BUNDLE_THRESHOLD},          /* too few new ones */
      {"ade", "de", TS_ERR_BUNDLE_THRESHOLD},          /* too few old ones */
      {"aade", "de", TS_ERR_BUNDLE_THRESHOLD},         /* one old one twice */
      {"abdd", "de", TS_ERR_BUNDLE_THRESHOLD},         /* one new one twice */
      {"def", "de", TS_ERR_BUNDLE_UNKNOWN_PUBLISHER},  /* the new ones alone */
      {"abc", "de", TS_ERR_BUNDLE_UNKNOWN_PUBLISHER},  /* the old ones alone */
      {"abde", "ab", TS_ERR_BUNDLE_UNKNOWN_PUBLISHER}, /* the old ones speak no more */
      {"abde", "d", TS_ERR_BUNDLE_THRESHOLD},
  };
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    struct ts_publisher_keys led_to;
    struct ts_blob part[2] = {rotation(&next, cases[i].rotation_by), sample(cases[i].bundle_by)};
    enum ts_err err = open_parts(&old, part, 2, &led_to);
    if (err != cases[i].err)
      print_message("case %zu: %s\n", i, ts_err_text(err));
    assert_int_equal(err, cases[i].err);
    if (err == TS_OK)
      assert_memory_equal(&led_to, &next, sizeof next);
  }
}

static void test_generations_follow_one_another(void **state) {
  (void)state;
  const struct ts_publisher_keys first = set_of("a", 1, 1), second = set_of("b", 1, 2),
                                 third = set_of("cd", 2, 3);
  struct ts_publisher_keys led_to;
  /* A device that slept through one takes both, one that knows some passes over them, */
  const struct ts_publisher_keys *const known[] = {&first, &second, &third};
  for (size_t i = 0; i < 3; i++) {
    struct ts_blob part[3] = {rotation(&second, "ab"), rotation(&third, "bcd"), sample("cd")};
    assert_int_equal(open_parts(known[i], part, 3, &led_to), TS_OK);
    assert_memory_equal(&led_to, &third, sizeof third);
  }
  /* but none may be missing or out of order, */
  struct ts_blob gap[2] = {rotation(&third, "abcd"), sample("cd")};
  assert_int_equal(open_parts(&first, gap, 2, NULL), TS_ERR_BUNDLE_ROTATION);
  struct ts_blob swapped[3] = {rotation(&third, "bcd"), rotation(&second, "ab"), sample("cd")};
  assert_int_equal(open_parts(&first, swapped, 3, NULL), TS_ERR_BUNDLE_ROTATION);
  /* and nobody goes back: a statement of a generation that was reached changes nothing. */
  struct ts_publisher_keys back = set_of("a", 1, 2);
  struct ts_blob undo[2] = {rotation(&back, "ab"), sample("a")};
  assert_int_equal(open_parts(&second, undo, 2, NULL), TS_ERR_BUNDLE_UNKNOWN_PUBLISHER);
}

static void test_more_statements_than_a_file_may_hold(void **state) {
  (void)state;
  for (size_t more = 0; more < 2; more++) {
    struct ts_blob part[TS_PUBLISHER_ROTATIONS_MAX + 2];
    size_t count = TS_PUBLISHER_ROTATIONS_MAX + more;
    struct ts_publisher_keys first = set_of("a", 1, 1);
    for (size_t i = 0; i < count; i++) {
      struct ts_publisher_keys next = set_of("a", 1, (uint32_t)i + 2);
      part[i] = rotation(&next, "a");
    }
    part[count] = sample("a");
    assert_int_equal(open_parts(&first, part, count + 1, NULL), more ? TS_ERR_TOO_LONG : TS_OK);
  }
}

/* A rotation's bytes: every flipped bit and every cut is refused, whoever was to be pinned by it. */
static void test_damaged_statement(void **state) {
  (void)state;
  const struct ts_publisher_keys old = set_of("a", 1, 1), next = set_of("b", 1, 2);
  struct ts_blob statement = rotation(&next, "ab"), bundle = sample("b");
  size_t size = statement.size + bundle.size;
  uint8_t *head = malloc(size);
  struct ts_bundle opened;
  assert_non_null(head);
  memcpy(head, statement.data, statement.size);
  memcpy(head + statement.size, bundle.data, bundle.size);
  assert_int_equal(ts_bundle_open(&opened, ts_bytes(head, size), &old, ts_crypto_openssl()), TS_OK);
  for (size_t bit = 0; bit < 8 * statement.size; bit += TS_STRIDE) {
    head[bit / 8] ^= (uint8_t)(1u << bit % 8);
    assert_int_not_equal(ts_bundle_open(&opened, ts_bytes(head, size), &old, ts_crypto_openssl()), TS_OK);
    head[bit / 8] ^= (uint8_t)(1u << bit % 8);
  }
  for (size_t cut = 1; cut < statement.size; cut += TS_STRIDE)
    assert_int_not_equal(ts_bundle_open(&opened, ts_bytes(head + cut, size - cut), &old, ts_crypto_openssl()),
                         TS_OK);
  free(head);
  ts_blob_free(&statement);
  ts_blob_free(&bundle);
}

/* A statement cannot pass for a bundle, nor a bundle for a statement: the content type is signed. */
static void test_kinds_are_not_exchanged(void **state) {
  (void)state;
  const struct ts_publisher_keys old = set_of("a", 1, 1), next = set_of("a", 1, 2);
  struct ts_blob alone = rotation(&next, "a");
  assert_int_equal(open_parts(&old, &alone, 1, NULL), TS_ERR_CBOR_TRUNCATED);
  struct ts_blob after[2] = {sample("a"), rotation(&next, "a")};
  assert_int_equal(open_parts(&old, after, 2, NULL), TS_ERR_CBOR_TRAILING);
}

/* Statements that were signed well and say what may not be. */
static void test_statements_are_checked(void **state) {
  (void)state;
  static const struct {
    const char *payload;
    enum ts_err err;
  } cases[] = {
      {"[2, 2, 1, []]", TS_ERR_BUNDLE_VERSION},
      {"[1, 2, 1, []]", TS_ERR_BUNDLE_CONTENT},
      {"[1, 2, 1]", TS_ERR_BUNDLE_FORM},
      {"[1, 2, 1, [], 0]", TS_ERR_BUNDLE_FORM},
      {"[0, 2, 1, []]", TS_ERR_BUNDLE_FORM},
      {"{1: 1}", TS_ERR_BUNDLE_FORM},
      {"[1, 2, 1, [h'04']]", TS_ERR_BUNDLE_CONTENT},
  };
  const struct ts_publisher_keys old = set_of("a", 1, 1);
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    uint8_t memory[256];
    struct ts_buf payload = ts_buf(memory, sizeof memory);
    struct ts_bundle_signatory list[TS_COSE_SIGNATURES_MAX];
    struct ts_blob sealed;
    assert_true(ts_diag(&payload, cases[i].payload));
    (void)signatories(list, "a");
    assert_int_equal(ts_message_seal(&sealed, TS_PUBLISHER_CONTENT_TYPE, ts_buf_bytes(&payload), list, 1,
                                     ts_crypto_openssl()),
                     TS_OK);
    struct ts_blob parts[2] = {sealed, sample("a")};
    assert_int_equal(open_parts(&old, parts, 2, NULL), cases[i].err);
  }
}

static enum ts_signature_check cannot_check(void *ctx, const uint8_t *point, const uint8_t *digest,
                                            const uint8_t *signature) {
  (void)ctx, (void)point, (void)digest, (void)signature;
  return TS_SIGNATURE_NOT_CHECKED;
}

static void test_a_failing_library_is_told(void **state) {
  (void)state;
  const struct ts_publisher_keys old = set_of("ab", 2, 1);
  struct ts_crypto crypto = *ts_crypto_openssl();
  struct ts_blob file = sample("ab");
  struct ts_bundle bundle;
  crypto.verify_p256 = cannot_check;
  assert_int_equal(ts_bundle_open(&bundle, ts_blob_bytes(&file), &old, &crypto), TS_ERR_INTERNAL);
  ts_blob_free(&file);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_enough_different_keys_must_sign),
      cmocka_unit_test(test_bad_signatures_do_not_count),
      cmocka_unit_test(test_a_set_that_is_not_in_order_verifies_nothing),
      cmocka_unit_test(test_rotation_needs_old_and_new),
      cmocka_unit_test(test_generations_follow_one_another),
      cmocka_unit_test(test_more_statements_than_a_file_may_hold),
      cmocka_unit_test(test_damaged_statement),
      cmocka_unit_test(test_kinds_are_not_exchanged),
      cmocka_unit_test(test_statements_are_checked),
      cmocka_unit_test(test_a_failing_library_is_told),
  };
  return cmocka_run_group_tests_name("publisher", tests, set_up, tear_down);
}
