/* SPDX-License-Identifier: Apache-2.0 */
#include "support/sets.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <openssl/bn.h>
#include <openssl/sha.h>

#include "host-tools/statusset_build.h"
#include "unit/crypto_openssl.h"

void ts_test_digest(const char *label, uint32_t number, uint8_t digest[TS_SHA256_SIZE]) {
  char text[64];
  int size = snprintf(text, sizeof text, "%s %u", label, (unsigned)number);
  assert_true(size > 0 && size < (int)sizeof text);
  assert_non_null(SHA256((const uint8_t *)text, (size_t)size, digest));
}

uint8_t ts_test_reason(uint32_t number) {
  return (uint8_t)(number % 4 + 1);
}

uint32_t ts_test_day(uint32_t number) {
  return 20000 + number % 700;
}

static enum ts_err read_memory(void *ctx, uint64_t offset, void *buf, size_t size) {
  struct ts_test_set *set = ctx;
  set->reads++;
  memset(buf, 0x5A, size); /* a reader that fails may leave anything */
  if (set->fail_at != 0 && set->reads == set->fail_at)
    return set->fail_err;
  if (offset > set->size || size > set->size - offset)
    return TS_ERR_IO;
  memcpy(buf, set->data + offset, size);
  return TS_OK;
}

void ts_test_set_wrap(struct ts_test_set *set) {
  set->reads = set->fail_at = 0;
  set->reader = (struct ts_statusset_reader){.ctx = set, .read = read_memory};
}

void ts_test_set_make(struct ts_test_set *set, enum ts_statusset_kind kind, uint8_t bits, const char *label,
                      uint32_t count) {
  struct ts_fault fault = {0};
  uint8_t digest[TS_SHA256_SIZE];
  memset(set, 0, sizeof *set);
  struct ts_set_builder *builder = ts_set_builder_new(kind, bits, "/tmp", ts_crypto_openssl(), &fault);
  assert_non_null(builder);
  bool blocked = kind == TS_SET_BLOCKED;
  for (uint32_t i = 0; i < count; i++) {
    ts_test_digest(label, i, digest);
    assert_true(ts_set_builder_add(builder, digest, blocked ? ts_test_reason(i) : 0,
                                   blocked ? ts_test_day(i) : 0, &fault));
  }
  FILE *out = open_memstream((char **)&set->data, &set->size);
  assert_non_null(out);
  assert_true(ts_set_builder_finish(builder, out, &set->info, &fault));
  assert_int_equal(fclose(out), 0);
  ts_set_builder_free(builder);
  assert_int_equal(set->size, set->info.length);
  assert_int_equal(set->info.count, count);
  ts_test_set_wrap(set);
}

void ts_test_set_free(struct ts_test_set *set) {
  free(set->data);
  set->data = NULL;
}

/* The tree, from the blocks up: hashes of hashes, 102 to a node, each with the first value below it. */
static void check_tree(const struct ts_test_set *set) {
  size_t below = set->info.blocks, nodes, at = 0, tree = set->size;
  for (size_t n = below; n > 1 || tree == set->size; n = (n + 101) / 102)
    tree -= n * 40;
  size_t data = tree;
  for (uint8_t level = 0; below > 1 || level < 2; level++, below = nodes) {
    /* BELOW blocks or nodes lie from AT on; their entries lie from TREE on. */
    nodes = (below + 101) / 102;
    size_t unit = level == 0 ? 4096 : 4080, end = level == 0 ? data : tree;
    for (size_t i = 0; i < below; i++) {
      size_t start = at + i * unit, size = end - start < unit ? end - start : unit;
      uint8_t hash[TS_SHA256_SIZE], *input = malloc(size + 1);
      assert_non_null(input);
      input[0] = level;
      memcpy(input + 1, set->data + start, size);
      assert_non_null(SHA256(input, size + 1, hash));
      free(input);
      bool is_root = level > 0 && below == 1;
      assert_memory_equal(hash, is_root ? set->info.root : set->data + tree + i * 40 + 8, sizeof hash);
      if (level > 0 && !is_root) /* the first value of a node is that of its first entry */
        assert_memory_equal(set->data + start, set->data + tree + i * 40, 8);
      if (is_root)
        return;
    }
    at = tree;
    tree += below * 40;
  }
}

struct bit_row {
  uint8_t *bit;
  size_t at, size;
};

static uint64_t number_of(struct bit_row *row, unsigned size) {
  uint64_t number = 0;
  assert_true(size <= row->size - row->at);
  for (unsigned i = 0; i < size; i++)
    number += (uint64_t)row->bit[row->at++] << i;
  return number;
}

struct ts_naive_entry *ts_naive_decode(const struct ts_test_set *set) {
  const struct ts_statusset_info *info = &set->info;
  unsigned log = 0, rice = info->bits - 1u, tail = info->kind == TS_SET_BLOCKED ? 20 : 0;
  while (info->count >> (log + 1) != 0)
    log++;
  if (info->kind == TS_SET_SIGNED)
    rice = 63 - log, tail = 64;
  struct ts_naive_entry *list = calloc(info->count + 1, sizeof *list);
  assert_non_null(list);
  if (info->count == 0)
    return list;
  check_tree(set);
  size_t count = 0, tree = set->size;
  for (size_t n = info->blocks; n > 1 || tree == set->size; n = (n + 101) / 102)
    tree -= n * 40;
  for (size_t block = 0; block < info->blocks; block++) {
    size_t start = block * 4096, size = tree - start < 4096 ? tree - start : 4096;
    uint8_t bits[8 * 4096];
    struct bit_row row = {bits, 16, 8 * size};
    for (size_t i = 0; i < row.size; i++)
      bits[i] = set->data[start + i / 8] >> i % 8 & 1;
    size_t entries = set->data[start] + 256u * set->data[start + 1];
    uint64_t value = 0;
    for (unsigned i = 8; i-- > 0;)
      value = 256 * value + set->data[tree + block * 40 + i];
    for (size_t i = 0; i < entries; i++) {
      assert_true(count < info->count);
      if (i > 0) {
        uint64_t ones = 0;
        while (number_of(&row, 1) == 1)
          ones++;
        value += (ones << rice) + number_of(&row, rice);
      }
      list[count++] = (struct ts_naive_entry){value, number_of(&row, tail)};
    }
    if (block + 1 == info->blocks)
      assert_true(row.size - row.at < 8);
    while (row.at < row.size)
      assert_int_equal(row.bit[row.at++], 0);
  }
  assert_int_equal(count, info->count);
  return list;
}

struct ts_naive_entry ts_naive_entry(const struct ts_statusset_info *info,
                                     const uint8_t digest[TS_SHA256_SIZE]) {
  BN_CTX *ctx = BN_CTX_new();
  BIGNUM *hash = BN_bin2bn(digest, 16, NULL), *universe = BN_new(), *product = BN_new();
  bool is_signed = info->kind == TS_SET_SIGNED;
  assert_true(ctx && hash && universe && product);
  assert_true(BN_set_word(universe, is_signed ? 1 : info->count));
  assert_true(BN_lshift(universe, universe, is_signed ? 64 : info->bits));
  assert_true(BN_mul(product, hash, universe, ctx) && BN_rshift(product, product, 128));
  struct ts_naive_entry entry = {BN_get_word(product), 0};
  if (is_signed) {
    assert_true(BN_mask_bits(hash, 64) || BN_num_bits(hash) <= 64);
    entry.tail = BN_get_word(hash);
  }
  BN_free(hash);
  BN_free(universe);
  BN_free(product);
  BN_CTX_free(ctx);
  return entry;
}
