/* SPDX-License-Identifier: Apache-2.0 */
/* core/statusset: what is in a set is found, what is not is not, and what was tampered with, cut short, or
 * could not be read says nothing. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "support/sets.h"
#include "unit/crypto_openssl.h"

static struct ts_statusset_memory memory;

static struct ts_statusset_answer ask(struct ts_test_set *set, const char *label, uint32_t number) {
  uint8_t digest[TS_SHA256_SIZE];
  ts_test_digest(label, number, digest);
  return ts_statusset_query(&set->info, &set->reader, ts_crypto_openssl(), digest, &memory);
}

static enum ts_err check(struct ts_test_set *set) {
  return ts_statusset_check(&set->info, &set->reader, ts_crypto_openssl(), &memory);
}

static void assert_member(struct ts_test_set *set, const char *label, uint32_t number) {
  struct ts_statusset_answer answer = ask(set, label, number);
  bool blocked = set->info.kind == TS_SET_BLOCKED;
  assert_int_equal(answer.err, TS_OK);
  assert_int_equal(answer.is, TS_SET_MEMBER);
  assert_int_equal(answer.reason, blocked ? ts_test_reason(number) : 0);
  assert_int_equal(answer.day, blocked ? ts_test_day(number) : 0);
}

static void assert_absent(struct ts_test_set *set, const char *label, uint32_t number) {
  struct ts_statusset_answer answer = ask(set, label, number);
  assert_int_equal(answer.err, TS_OK);
  assert_int_equal(answer.is, TS_SET_ABSENT);
  assert_int_equal(answer.reason + answer.day, 0);
}

static void assert_not_checked(struct ts_statusset_answer answer, enum ts_err err) {
  assert_int_equal(answer.is, TS_SET_NOT_CHECKED);
  assert_int_equal(answer.err, err);
  assert_int_equal(answer.reason + answer.day, 0);
}

static const struct {
  enum ts_statusset_kind kind;
  uint8_t bits;
} kinds[] = {{TS_SET_ISSUED, 32}, {TS_SET_BLOCKED, 40}, {TS_SET_SIGNED, 128}, {TS_SET_ISSUED, 40}};
#define KINDS (sizeof kinds / sizeof *kinds)

static int order(const void *a, const void *b) {
  const struct ts_naive_entry *x = a, *y = b;
  if (x->value != y->value)
    return x->value < y->value ? -1 : 1;
  return (x->tail > y->tail) - (x->tail < y->tail);
}

/* The set against a plain sorted list of what was put in. */
static void compare_with_list(struct ts_test_set *set, const char *label) {
  const struct ts_statusset_info *info = &set->info;
  struct ts_naive_entry *list = ts_naive_decode(set), *wanted = calloc(info->count + 1, sizeof *wanted);
  uint8_t digest[TS_SHA256_SIZE];
  assert_non_null(wanted);
  for (uint32_t i = 0; i < info->count; i++) {
    ts_test_digest(label, i, digest);
    wanted[i] = ts_naive_entry(info, digest);
    if (info->kind == TS_SET_BLOCKED)
      wanted[i].tail = ts_test_day(i) * 8u + ts_test_reason(i);
  }
  qsort(wanted, info->count, sizeof *wanted, order);
  assert_memory_equal(list, wanted, info->count * sizeof *wanted);
  free(list);
  free(wanted);
}

static void test_members_and_strangers(void **state) {
  (void)state;
  static const uint32_t counts[] = {0, 1, 2, 3, 8, 305, 306, 531, 532, 533, 977, 978, 979, 1955, 7000};
  for (size_t k = 0; k < KINDS; k++)
    for (size_t c = 0; c < sizeof counts / sizeof *counts; c++) {
      struct ts_test_set set;
      ts_test_set_make(&set, kinds[k].kind, kinds[k].bits, "piece", counts[c]);
      assert_int_equal(ts_statusset_check_info(&set.info), TS_OK);
      assert_int_equal(check(&set), TS_OK);
      compare_with_list(&set, "piece");
      for (uint32_t i = 0; i < counts[c]; i++)
        assert_member(&set, "piece", i);
      for (uint32_t i = 0; i < 500; i++)
        assert_absent(&set, "stranger", i);
      ts_test_set_free(&set);
    }
}

/* Two levels of nodes, and three. */
static void test_tall_trees(void **state) {
  (void)state;
  static const uint32_t counts[] = {101 * 977, 120000};
  for (size_t c = 0; c < 2; c++) {
    struct ts_test_set set;
    ts_test_set_make(&set, TS_SET_ISSUED, 32, "piece", counts[c]);
    assert_true(c == 0 ? set.info.blocks <= 102 : set.info.blocks > 102);
    assert_int_equal(check(&set), TS_OK);
    compare_with_list(&set, "piece");
    for (uint32_t i = 0; i < counts[c]; i += 7)
      assert_member(&set, "piece", i);
    for (uint32_t i = 0; i < 3000; i++)
      assert_absent(&set, "stranger", i);
    ts_test_set_free(&set);
  }
}

/* So coarse that entries share values: runs of equal values, and false positives as often as ε says. */
static void test_coarse_sets(void **state) {
  (void)state;
  for (uint8_t bits = 1; bits <= 8; bits = (uint8_t)(bits + 1)) {
    struct ts_test_set set;
    ts_test_set_make(&set, bits % 2 ? TS_SET_ISSUED : TS_SET_BLOCKED, bits, "coarse", 20000);
    assert_int_equal(ts_statusset_check_info(&set.info), TS_ERR_BUNDLE_CONTENT); /* no bundle may have it */
    assert_int_equal(check(&set), TS_OK);
    compare_with_list(&set, "coarse");
    for (uint32_t i = 0; i < 20000; i += 5)
      assert_int_equal(ask(&set, "coarse", i).is, TS_SET_MEMBER);
    uint32_t seen = 0, asked = 8000;
    for (uint32_t i = 0; i < asked; i++)
      if (ask(&set, "stranger", i).is == TS_SET_MEMBER)
        seen++;
    /* 1 - e^-ε of the values are taken; five standard deviations of 8000 throws are below 230 */
    uint32_t e = asked >> bits;
    uint32_t expected = e - (e >> bits) / 2 + (e >> 2 * bits) / 6;
    assert_in_range(seen, expected > 230 ? expected - 230 : 0, expected + 230);
    ts_test_set_free(&set);
  }
}

/* One node and one block a query, two nodes once there are more than 102 blocks; the root node is read once. */
static void test_what_is_read(void **state) {
  (void)state;
  struct ts_test_set small, tall, empty;
  ts_test_set_make(&small, TS_SET_ISSUED, 32, "piece", 2000);
  ts_test_set_make(&tall, TS_SET_ISSUED, 32, "piece", 120000);
  ts_test_set_make(&empty, TS_SET_ISSUED, 32, "piece", 0);
  struct {
    struct ts_test_set *set;
    unsigned reads;
  } turns[] = {{&small, 2}, {&small, 1}, {&tall, 3}, {&tall, 2},
               {&tall, 2},  {&empty, 0}, {&tall, 2}, {&small, 2}};
  memset(&memory, 0, sizeof memory);
  for (size_t i = 0; i < sizeof turns / sizeof *turns; i++) {
    turns[i].set->reads = 0;
    assert_int_equal(ask(turns[i].set, "piece", 17).is,
                     turns[i].set == &empty ? TS_SET_ABSENT : TS_SET_MEMBER);
    assert_int_equal(turns[i].set->reads, turns[i].reads);
  }
  ts_test_set_free(&small);
  ts_test_set_free(&tall);
  ts_test_set_free(&empty);
}

/* Members and strangers of a small set: the right answer or none. How many had none. */
static unsigned right_or_none(struct ts_test_set *set) {
  unsigned none = 0;
  for (uint32_t i = 0; i < 3; i++) {
    struct ts_statusset_answer member = ask(set, "piece", i), stranger = ask(set, "stranger", i);
    assert_int_not_equal(member.is, TS_SET_ABSENT);
    assert_int_not_equal(stranger.is, TS_SET_MEMBER);
    if (member.is == TS_SET_MEMBER)
      assert_true(member.reason == ts_test_reason(i) && member.day == ts_test_day(i));
    none += (member.is == TS_SET_NOT_CHECKED ? 1u : 0u) + (stranger.is == TS_SET_NOT_CHECKED ? 1u : 0u);
  }
  return none;
}

static void test_every_bit_flipped(void **state) {
  (void)state;
  struct ts_test_set set;
  ts_test_set_make(&set, TS_SET_BLOCKED, 40, "piece", 600);
  size_t node = set.size - 80;
  assert_int_equal(set.info.blocks, 2);
  for (size_t bit = 0; bit < 8 * set.size; bit++) {
    set.data[bit / 8] ^= (uint8_t)(1u << bit % 8);
    assert_int_equal(check(&set), TS_ERR_STATUSSET_HASH);
    if (bit / 8 >= node || bit % 64 == 5) {
      memset(&memory, 0, sizeof memory);
      unsigned none = right_or_none(&set);
      assert_true(bit / 8 >= node ? none == 6 : none < 6);
    }
    set.data[bit / 8] ^= (uint8_t)(1u << bit % 8);
  }
  assert_int_equal(check(&set), TS_OK);
  ts_test_set_free(&set);
}

static void test_every_length_cut(void **state) {
  (void)state;
  struct ts_test_set set;
  ts_test_set_make(&set, TS_SET_BLOCKED, 40, "piece", 600);
  size_t whole = set.size;
  for (set.size = 0; set.size < whole; set.size++) {
    memset(&memory, 0, sizeof memory);
    assert_int_equal(check(&set), TS_ERR_IO);
    assert_int_equal(right_or_none(&set), 6); /* the root node is the last of it */
  }
  ts_test_set_free(&set);
}

/* The description does not fit the bytes: other lengths, counts, kinds. */
static void test_other_numbers(void **state) {
  (void)state;
  struct ts_test_set set;
  ts_test_set_make(&set, TS_SET_BLOCKED, 40, "piece", 600);
  const struct ts_statusset_info info = set.info;
  for (uint32_t length = 0; length < info.length + 5000; length++)
    if (length != info.length) {
      set.info.length = length;
      assert_int_not_equal(check(&set), TS_OK);
      memset(&memory, 0, sizeof memory);
      assert_true(ask(&set, "piece", 1).is == TS_SET_NOT_CHECKED);
    }
  set.info = info;
  for (uint32_t count = 1; count < 1200; count++)
    if (count != info.count) {
      set.info.count = count;
      assert_int_not_equal(check(&set), TS_OK);
    }
  set.info = info;
  set.info.kind = TS_SET_ISSUED;
  assert_int_equal(check(&set), TS_ERR_STATUSSET_FORM);
  set.info.kind = TS_SET_SIGNED;
  assert_int_equal(check(&set), TS_ERR_BUNDLE_CONTENT);
  set.info.bits = 128;
  assert_int_equal(check(&set), TS_ERR_STATUSSET_FORM);
  ts_test_set_free(&set);
}

static void test_blocks_and_sets_swapped(void **state) {
  (void)state;
  struct ts_test_set set, other;
  uint8_t block[TS_STATUSSET_BLOCK];
  ts_test_set_make(&set, TS_SET_BLOCKED, 40, "piece", 1700);
  ts_test_set_make(&other, TS_SET_BLOCKED, 40, "other", 1700);
  assert_true(set.info.blocks == 4 && other.info.blocks == 4);
  memcpy(block, set.data, sizeof block);
  memmove(set.data, set.data + sizeof block, sizeof block);
  memcpy(set.data + sizeof block, block, sizeof block);
  assert_int_equal(check(&set), TS_ERR_STATUSSET_HASH);
  assert_true(right_or_none(&set) > 0);
  memcpy(set.data, other.data, sizeof block);
  assert_int_equal(check(&set), TS_ERR_STATUSSET_HASH);
  assert_true(right_or_none(&set) > 0);
  /* All of another set, under this one's description. */
  set.reader.ctx = &other;
  memset(&memory, 0, sizeof memory);
  assert_int_equal(check(&set), TS_ERR_STATUSSET_HASH);
  assert_int_equal(right_or_none(&set), 6);
  /* The other one's root is kept from before: it does not speak for this set. */
  assert_member(&other, "other", 3);
  assert_int_equal(right_or_none(&set), 6);
  ts_test_set_free(&set);
  ts_test_set_free(&other);
}

/* Each call of the reader and of the hash fails once, with every error, that of a missing file too. */
static void test_reading_fails(void **state) {
  (void)state;
  static const enum ts_err errs[] = {TS_ERR_IO, TS_ERR_NOT_FOUND, TS_ERR_ARGUMENT, TS_ERR_INTERNAL};
  struct ts_test_set set;
  ts_test_set_make(&set, TS_SET_ISSUED, 32, "piece", 120000);
  for (size_t e = 0; e < sizeof errs / sizeof *errs; e++)
    for (unsigned call = 1; call <= 3; call++)
      for (uint32_t i = 0; i < 2; i++) {
        memset(&memory, 0, sizeof memory);
        ts_test_set_wrap(&set);
        set.fail_at = call;
        set.fail_err = errs[e];
        assert_not_checked(ask(&set, i ? "stranger" : "piece", 1), errs[e]);
        assert_int_equal(set.reads, call);
        assert_int_equal(ask(&set, i ? "stranger" : "piece", 1).is, i ? TS_SET_ABSENT : TS_SET_MEMBER);
      }
  ts_test_set_wrap(&set);
  assert_int_equal(check(&set), TS_OK);
  unsigned calls = set.reads;
  for (unsigned call = 1; call <= calls; call++) {
    ts_test_set_wrap(&set);
    set.fail_at = call;
    set.fail_err = TS_ERR_NOT_FOUND;
    assert_int_equal(check(&set), TS_ERR_NOT_FOUND);
    call += call > 12 && call + 20 < calls ? 11 : 0;
  }
  ts_test_set_free(&set);
}

static unsigned hashes, fail_hash;

static enum ts_err failing_sha256(void *ctx, const struct ts_bytes *part, size_t parts,
                                  uint8_t digest[TS_SHA256_SIZE]) {
  const struct ts_crypto *good = ts_crypto_openssl();
  (void)ctx;
  if (++hashes != fail_hash)
    return good->sha256(good->ctx, part, parts, digest);
  memset(digest, 0, TS_SHA256_SIZE);
  return TS_ERR_INTERNAL;
}

static void test_hashing_fails(void **state) {
  (void)state;
  struct ts_test_set set;
  struct ts_crypto crypto = *ts_crypto_openssl();
  uint8_t digest[TS_SHA256_SIZE];
  crypto.sha256 = failing_sha256;
  ts_test_set_make(&set, TS_SET_ISSUED, 32, "piece", 120000);
  ts_test_digest("piece", 5, digest);
  for (fail_hash = 1; fail_hash <= 3; fail_hash++) {
    memset(&memory, 0, sizeof memory);
    hashes = 0;
    assert_not_checked(ts_statusset_query(&set.info, &set.reader, &crypto, digest, &memory), TS_ERR_INTERNAL);
    hashes = 0;
    assert_int_equal(ts_statusset_check(&set.info, &set.reader, &crypto, &memory), TS_ERR_INTERNAL);
  }
  hashes = 0;
  assert_int_equal(ts_statusset_piece_digest(&crypto, "09521234000013", "A1", digest), TS_OK);
  fail_hash = hashes = 1;
  hashes = 0;
  assert_int_equal(ts_statusset_piece_digest(&crypto, "09521234000013", "A1", digest), TS_ERR_INTERNAL);
  ts_test_set_free(&set);
}

static void test_descriptions(void **state) {
  (void)state;
  const struct ts_statusset_info empty = {.kind = TS_SET_ISSUED, .bits = 32};
  const struct ts_statusset_info one = {
      .kind = TS_SET_ISSUED, .bits = 32, .count = 1, .blocks = 1, .length = 42};
  struct ts_statusset_info info = empty;
  assert_int_equal(ts_statusset_check_info(&info), TS_OK);
  info.root[31] = 1;
  assert_int_equal(ts_statusset_check_info(&info), TS_ERR_BUNDLE_CONTENT);
  info = one;
  assert_int_equal(ts_statusset_check_info(&info), TS_OK);
#define BAD(field, number)                                                                                   \
  info = one, info.field = (number), assert_int_equal(ts_statusset_check_info(&info), TS_ERR_BUNDLE_CONTENT)
  BAD(kind, 0);
  BAD(kind, 4);
  BAD(kind, TS_SET_BLOCKED); /* too coarse for it */
  BAD(kind, TS_SET_SIGNED);
  BAD(bits, 31);
  BAD(bits, 41);
  BAD(bits, 128);
  BAD(count, 0);
  BAD(count, TS_STATUSSET_COUNT_MAX + 1);
  BAD(blocks, 0);
  BAD(blocks, 2); /* more blocks than entries */
  BAD(blocks, UINT32_MAX);
  BAD(length, 0);
  BAD(length, 41);
  BAD(length, 4096 + 41);
  BAD(length, UINT32_MAX);
  /* As many blocks as three levels cannot hold. */
  info = (struct ts_statusset_info){.kind = TS_SET_ISSUED, .bits = 32, .count = TS_STATUSSET_COUNT_MAX};
  for (info.blocks = 1; info.blocks <= info.count; info.blocks *= 3)
    (void)ts_statusset_check_info(&info);
  info.blocks = 102 * 102 * 102 + 1;
  info.length = UINT32_MAX;
  assert_int_equal(ts_statusset_check_info(&info), TS_ERR_BUNDLE_CONTENT);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_members_and_strangers), cmocka_unit_test(test_tall_trees),
      cmocka_unit_test(test_coarse_sets),           cmocka_unit_test(test_what_is_read),
      cmocka_unit_test(test_every_bit_flipped),     cmocka_unit_test(test_every_length_cut),
      cmocka_unit_test(test_other_numbers),         cmocka_unit_test(test_blocks_and_sets_swapped),
      cmocka_unit_test(test_reading_fails),         cmocka_unit_test(test_hashing_fails),
      cmocka_unit_test(test_descriptions)};
  return cmocka_run_group_tests_name("statusset", tests, NULL, NULL);
}
