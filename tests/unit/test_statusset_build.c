/* SPDX-License-Identifier: Apache-2.0 */
/* host-tools/statusset_build: the same entries give the same bytes; and core's check of a whole set, which
 * takes those bytes and no others, even if their hashes are right. */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cmocka.h>

#include "core/statusset_code.h"
#include "host-tools/statusset_build.h"
#include "support/sets.h"
#include "unit/crypto_openssl.h"

static struct ts_statusset_memory memory;

static struct ts_set_builder *new_builder(enum ts_statusset_kind kind, uint8_t bits, struct ts_fault *fault) {
  return ts_set_builder_new(kind, bits, "/tmp", ts_crypto_openssl(), fault);
}

static bool add(struct ts_set_builder *builder, uint32_t number, struct ts_fault *fault) {
  uint8_t digest[TS_SHA256_SIZE];
  ts_test_digest("piece", number, digest);
  return ts_set_builder_add(builder, digest, 0, 0, fault);
}

static void finish(struct ts_set_builder *builder, struct ts_test_set *set) {
  struct ts_fault fault = {0};
  memset(set, 0, sizeof *set);
  FILE *out = open_memstream((char **)&set->data, &set->size);
  assert_non_null(out);
  assert_true(ts_set_builder_finish(builder, out, &set->info, &fault));
  assert_int_equal(fclose(out), 0);
  ts_set_builder_free(builder);
  ts_test_set_wrap(set);
}

static void assert_same(const struct ts_test_set *a, const struct ts_test_set *b) {
  assert_int_equal(a->size, b->size);
  assert_memory_equal(a->data, b->data, a->size);
  assert_memory_equal(a->info.root, b->info.root, sizeof a->info.root);
  assert_true(a->info.count == b->info.count && a->info.blocks == b->info.blocks);
}

/* Backwards, and every third one twice. */
static void test_any_order(void **state) {
  (void)state;
  struct ts_fault fault = {0};
  struct ts_test_set set, again;
  struct ts_set_builder *builder = new_builder(TS_SET_ISSUED, 32, &fault);
  for (uint32_t i = 3000; i-- > 0;)
    for (uint32_t times = i % 3 == 0 ? 2 : 1; times > 0; times--)
      assert_true(add(builder, i, &fault));
  finish(builder, &set);
  ts_test_set_make(&again, TS_SET_ISSUED, 32, "piece", 3000);
  assert_same(&set, &again);
  ts_test_set_free(&set);
  ts_test_set_free(&again);
}

/* More than is sorted in memory at once: 524,288. The second time in another order, so with other runs. */
static void test_more_than_memory_takes(void **state) {
  (void)state;
  const uint32_t count = 1100000;
  struct ts_fault fault = {0};
  struct ts_test_set set[2];
  for (uint32_t turn = 0; turn < 2; turn++) {
    struct ts_set_builder *builder = new_builder(TS_SET_ISSUED, 32, &fault);
    for (uint32_t i = 0; i < count; i++)
      assert_true(add(builder, turn ? (i * 7u + 5u) % count : i, &fault)); /* 7 does not divide it */
    finish(builder, &set[turn]);
    assert_int_equal(set[turn].info.count, count);
  }
  assert_same(&set[0], &set[1]);
  assert_int_equal(ts_statusset_check(&set[0].info, &set[0].reader, ts_crypto_openssl(), &memory), TS_OK);
  free(ts_naive_decode(&set[0]));
  ts_test_set_free(&set[0]);
  ts_test_set_free(&set[1]);
}

static void test_what_the_builder_refuses(void **state) {
  (void)state;
  uint8_t digest[TS_SHA256_SIZE] = {7};
  struct ts_statusset_info info;
  struct ts_fault fault = {0};
  assert_null(new_builder(TS_SET_ISSUED, 41, &fault));
  fault = (struct ts_fault){0};
  assert_null(new_builder(TS_SET_SIGNED, 32, &fault));
  fault = (struct ts_fault){0};
  struct ts_set_builder *builder = new_builder(TS_SET_BLOCKED, 40, &fault);
  assert_false(ts_set_builder_add(builder, digest, 0, 100, &fault));
  fault = (struct ts_fault){0};
  assert_false(ts_set_builder_add(builder, digest, 8, 100, &fault));
  fault = (struct ts_fault){0};
  assert_false(ts_set_builder_add(builder, digest, 1, 100000, &fault));
  fault = (struct ts_fault){0};
  assert_true(ts_set_builder_add(builder, digest, 1, 100, &fault));
  assert_true(ts_set_builder_add(builder, digest, 1, 101, &fault));
  FILE *out = fopen("/dev/null", "w");
  assert_non_null(out);
  assert_false(ts_set_builder_finish(builder, out, &info, &fault));
  assert_int_equal(fault.status, EX_DATAERR);
  assert_int_equal(fclose(out), 0);
  ts_set_builder_free(builder);
}

static void test_a_full_disk(void **state) {
  (void)state;
  struct ts_fault fault = {0};
  struct ts_statusset_info info;
  struct ts_set_builder *builder = new_builder(TS_SET_ISSUED, 32, &fault);
  for (uint32_t i = 0; i < 20000; i++)
    assert_true(add(builder, i, &fault));
  FILE *full = fopen("/dev/full", "w");
  assert_non_null(full);
  assert_int_equal(setvbuf(full, NULL, _IONBF, 0), 0);
  assert_false(ts_set_builder_finish(builder, full, &info, &fault));
  assert_int_equal(fault.status, EX_IOERR);
  (void)fclose(full);
  ts_set_builder_free(builder);
}

/* Adds entries until one is refused, which must be the first that memory does not take. */
static void add_until_refused(const char *folder, struct ts_fault *fault) {
  struct ts_set_builder *builder = ts_set_builder_new(TS_SET_ISSUED, 32, folder, ts_crypto_openssl(), fault);
  bool ok = true;
  uint32_t i = 0;
  for (; ok && i < 600000; i++)
    ok = add(builder, i, fault);
  assert_false(ok);
  assert_int_equal(i, 524289);
  assert_non_null(strstr(fault->text, folder));
  ts_set_builder_free(builder);
}

static void test_no_room_to_sort(void **state) {
  (void)state;
  char folder[] = "/tmp/ts-sort.XXXXXX";
  struct ts_fault fault = {0};
  struct rlimit limit, small;
  add_until_refused("/nonexistent", &fault);
  assert_non_null(mkdtemp(folder));
  assert_int_equal(getrlimit(RLIMIT_FSIZE, &limit), 0);
  small = limit;
  small.rlim_cur = 1024 * 1024; /* as if the medium were full */
  void (*old)(int) = signal(SIGXFSZ, SIG_IGN);
  assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
  fault = (struct ts_fault){0};
  add_until_refused(folder, &fault);
  assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
  (void)signal(SIGXFSZ, old);
  assert_int_equal(rmdir(folder), 0); /* nothing was left in it */
}

/* A set put together by hand, bit by bit, under right hashes: what does a check say that must find no fault
 * but in the content? */
struct hand {
  struct ts_test_set set;
  struct ts_statusset_shape shape;
  uint8_t data[8 * TS_STATUSSET_BLOCK];
  uint32_t bit[8]; /* of each block */
  uint64_t first[8], last;
};

static void put(struct hand *hand, uint64_t bits, unsigned size) {
  uint32_t block = hand->set.info.blocks - 1;
  for (unsigned i = 0; i < size; i++, hand->bit[block]++) {
    uint8_t *byte = &hand->data[block * TS_STATUSSET_BLOCK + hand->bit[block] / 8];
    *byte = (uint8_t)(*byte | (bits >> i & 1) << hand->bit[block] % 8);
  }
}

static void hand_block(struct hand *hand, uint64_t first, uint16_t entries, uint64_t tail) {
  hand->set.info.blocks++;
  put(hand, entries, 16);
  put(hand, tail, hand->shape.tail);
  hand->first[hand->set.info.blocks - 1] = hand->last = first;
}

static void hand_entry(struct hand *hand, uint64_t value, uint64_t tail) {
  uint64_t gap = value - hand->last;
  for (uint64_t ones = gap >> hand->shape.rice; ones > 0; ones--)
    put(hand, 1, 1);
  put(hand, 0, 1);
  put(hand, gap, hand->shape.rice);
  put(hand, tail, hand->shape.tail);
  hand->last = value;
}

static void hand_begin(struct hand *hand, enum ts_statusset_kind kind, uint8_t bits, uint32_t count) {
  memset(hand, 0, sizeof *hand);
  hand->set.info = (struct ts_statusset_info){.kind = (uint8_t)kind, .bits = bits, .count = count};
  assert_true(ts_statusset_code(&hand->shape, (uint8_t)kind, bits, count));
}

/* Puts the node behind, EXTRA bytes after the last block's, and asks the check. */
static enum ts_err hand_check(struct hand *hand, uint32_t extra) {
  struct ts_statusset_info *info = &hand->set.info;
  uint32_t last = info->blocks - 1, end = last * TS_STATUSSET_BLOCK + (hand->bit[last] + 7) / 8 + extra;
  const struct ts_crypto *crypto = ts_crypto_openssl();
  uint8_t *node = hand->data + end;
  for (uint32_t i = 0; i <= last; i++) {
    uint32_t size = i < last ? TS_STATUSSET_BLOCK : end - last * TS_STATUSSET_BLOCK;
    ts_put_le64(node + (size_t)i * 40, hand->first[i]);
    assert_int_equal(ts_statusset_hash(crypto, 0, ts_bytes(hand->data + (size_t)i * TS_STATUSSET_BLOCK, size),
                                       node + (size_t)i * 40 + 8),
                     TS_OK);
  }
  assert_int_equal(ts_statusset_hash(crypto, 1, ts_bytes(node, info->blocks * 40), info->root), TS_OK);
  info->length = end + info->blocks * 40;
  hand->set.data = hand->data;
  hand->set.size = info->length;
  ts_test_set_wrap(&hand->set);
  memset(&memory, 0, sizeof memory);
  return ts_statusset_check(info, &hand->set.reader, crypto, &memory);
}

/* Three blocked pieces, of which one thing is wrong. */
static enum ts_err three(uint16_t entries, uint64_t second, uint64_t tail_1, uint64_t tail_2,
                         uint32_t spare) {
  static struct hand hand;
  hand_begin(&hand, TS_SET_BLOCKED, 40, 3);
  hand_block(&hand, 1000, entries, tail_1);
  hand_entry(&hand, second, tail_2);
  hand_entry(&hand, hand.last + 5, 20000 * 8 + 1);
  if (spare == 1)
    put(&hand, 1, 1);
  return hand_check(&hand, spare == 2 ? 1 : 0);
}

static void test_small_contents(void **state) {
  (void)state;
  const uint64_t tail = 20000 * 8 + 2, top = (UINT64_C(3) << 40) - 1;
  assert_int_equal(three(3, 2000, tail, tail, 0), TS_OK);
  assert_int_equal(three(3, 1000, tail, tail, 0), TS_OK);
  assert_int_equal(three(3, top - 5, tail, tail, 0), TS_OK);
  assert_int_equal(three(3, 1000, tail, tail + 1, 0), TS_OK);
  assert_int_equal(three(3, 1000, tail + 1, tail, 0), TS_ERR_STATUSSET_FORM); /* tails of one value descend */
  assert_int_equal(three(3, top - 4, tail, tail, 0), TS_ERR_STATUSSET_FORM);  /* beyond the universe */
  assert_int_equal(three(3, top + 1000, tail, tail, 0), TS_ERR_STATUSSET_FORM);
  assert_int_equal(three(2, 2000, tail, tail, 0), TS_ERR_STATUSSET_FORM); /* an entry is not counted */
  assert_int_equal(three(4, 2000, tail, tail, 0), TS_ERR_STATUSSET_FORM);
  assert_int_equal(three(0, 2000, tail, tail, 0), TS_ERR_STATUSSET_FORM);
  assert_int_equal(three(3, 2000, 20000 * 8, tail, 0), TS_ERR_STATUSSET_FORM); /* no reason */
  assert_int_equal(three(3, 2000, tail, 20000 * 8, 0), TS_ERR_STATUSSET_FORM);
  assert_int_equal(three(3, 2000, tail, 99999 * 8 + 7, 0), TS_OK);
  assert_int_equal(three(3, 2000, tail, 100000 * 8 + 1, 0), TS_ERR_STATUSSET_FORM); /* no day */
  assert_int_equal(three(3, 2000, tail, tail, 1), TS_ERR_STATUSSET_FORM);           /* a bit in the padding */
  assert_int_equal(three(3, 2000, tail, tail, 2), TS_ERR_STATUSSET_FORM);           /* a byte too many */
}

/* Two blocks of issued pieces: COUNT entries of value 0, 3, 6 ... in the first, then BEGIN on. */
static enum ts_err two_blocks(uint32_t in_first, uint64_t begin, uint16_t run, uint32_t padding) {
  static struct hand hand;
  const uint32_t count = in_first + run;
  hand_begin(&hand, TS_SET_ISSUED, 32, count);
  hand_block(&hand, 0, (uint16_t)in_first, 0);
  for (uint32_t i = 1; i < in_first; i++)
    hand_entry(&hand, 3 * i, 0);
  if (padding)
    hand.data[TS_STATUSSET_BLOCK - 1] |= (uint8_t)padding;
  hand_block(&hand, begin, run, 0);
  for (uint16_t i = 1; i < run; i++)
    hand_entry(&hand, begin, 0);
  return hand_check(&hand, 0);
}

static void test_two_blocks(void **state) {
  (void)state;
  /* 1 + 31 bits an entry after the first: 32752 bits take 1023 more. */
  assert_int_equal(two_blocks(1024, 3072, 1, 0), TS_OK);
  assert_int_equal(two_blocks(1023, 3072, 1, 0), TS_ERR_STATUSSET_FORM); /* one more would have fitted */
  assert_int_equal(two_blocks(1023, 3072, 2, 0), TS_OK);                 /* two of one value would not */
  assert_int_equal(two_blocks(1022, 3072, 2, 0), TS_ERR_STATUSSET_FORM);
  assert_int_equal(two_blocks(1023, UINT64_C(1) << 36, 1, 0), TS_OK);    /* a gap of 32 ones would not */
  assert_int_equal(two_blocks(1024, 3069, 1, 0), TS_ERR_STATUSSET_FORM); /* a value in two blocks */
  assert_int_equal(two_blocks(1024, 3000, 1, 0), TS_ERR_STATUSSET_FORM); /* blocks overlap */
  assert_int_equal(two_blocks(1024, 0, 1, 0), TS_ERR_STATUSSET_FORM); /* a node whose values do not ascend */
  assert_int_equal(two_blocks(1024, UINT64_C(1025) << 32, 1, 0),
                   TS_ERR_STATUSSET_FORM);                                  /* beyond the universe */
  assert_int_equal(two_blocks(1024, 3072, 1, 0x80), TS_ERR_STATUSSET_FORM); /* padding */
}

/* Of signed bytes, equal entries are one. */
static void test_signed_entries(void **state) {
  (void)state;
  static struct hand hand;
  for (uint64_t second = 4; second <= 6; second++) {
    hand_begin(&hand, TS_SET_SIGNED, 128, 2);
    hand_block(&hand, UINT64_MAX, 2, 5);
    hand_entry(&hand, UINT64_MAX, second);
    assert_int_equal(hand_check(&hand, 0), second > 5 ? TS_OK : TS_ERR_STATUSSET_FORM);
  }
  uint8_t digest[TS_SHA256_SIZE];
  memset(digest, 0xFF, sizeof digest);
  for (uint64_t low = 4; low <= 7; low++) {
    ts_put_be64(digest + 8, low);
    assert_int_equal(
        ts_statusset_query(&hand.set.info, &hand.set.reader, ts_crypto_openssl(), digest, &memory).is,
        low == 5 || low == 6 ? TS_SET_MEMBER : TS_SET_ABSENT);
  }
}

/* A malformed block says nothing to a query that runs into it. */
static void test_query_of_malformed(void **state) {
  (void)state;
  static struct hand hand;
  uint8_t digest[TS_SHA256_SIZE];
  memset(digest, 0xFF, sizeof digest); /* the largest value of all */
  hand_begin(&hand, TS_SET_BLOCKED, 40, 3);
  hand_block(&hand, 1000, 4, 8 * 20000 + 1);
  hand_entry(&hand, 2000, 8 * 20000 + 1);
  hand_entry(&hand, 3000, 8 * 20000 + 1);
  assert_int_equal(hand_check(&hand, 0), TS_ERR_STATUSSET_FORM);
  struct ts_statusset_answer answer =
      ts_statusset_query(&hand.set.info, &hand.set.reader, ts_crypto_openssl(), digest, &memory);
  assert_int_equal(answer.is, TS_SET_NOT_CHECKED);
  assert_int_equal(answer.err, TS_ERR_STATUSSET_FORM);
  /* A member without a reason is no member that can be told. */
  hand_begin(&hand, TS_SET_BLOCKED, 40, 1);
  hand_block(&hand, (UINT64_C(1) << 40) - 1, 1, 8 * 20000);
  assert_int_equal(hand_check(&hand, 0), TS_ERR_STATUSSET_FORM);
  answer = ts_statusset_query(&hand.set.info, &hand.set.reader, ts_crypto_openssl(), digest, &memory);
  assert_int_equal(answer.is, TS_SET_NOT_CHECKED);
  assert_int_equal(answer.day, 0);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_any_order),
                                     cmocka_unit_test(test_more_than_memory_takes),
                                     cmocka_unit_test(test_a_full_disk),
                                     cmocka_unit_test(test_no_room_to_sort),
                                     cmocka_unit_test(test_what_the_builder_refuses),
                                     cmocka_unit_test(test_small_contents),
                                     cmocka_unit_test(test_two_blocks),
                                     cmocka_unit_test(test_signed_entries),
                                     cmocka_unit_test(test_query_of_malformed)};
  return cmocka_run_group_tests_name("statusset_build", tests, NULL, NULL);
}
