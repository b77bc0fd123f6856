/* SPDX-License-Identifier: Apache-2.0 */
/* core/merkle: against RFC 6962's definitions, written down here once more as they stand there, recursive and over
 * all leaves. Every tree up to SIZES leaves, every leaf of it, every pair of sizes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/merkle.h"
#include "crypto_openssl.h"
#include "stride.h"

enum { SIZES = 70 };

static const struct ts_crypto *crypto;

/* ---- RFC 6962 section 2.1, word for word ---- */

static struct ts_hash leaf_hash[SIZES]; /* of leaves whose data is their own number, one byte */
static struct ts_hash root_of[SIZES + 1];

static struct ts_hash node(struct ts_hash left, struct ts_hash right) {
  uint8_t bytes[1 + 2 * TS_SHA256_SIZE] = {0x01};
  struct ts_hash out;
  memcpy(bytes + 1, left.bytes, sizeof left.bytes);
  memcpy(bytes + 1 + TS_SHA256_SIZE, right.bytes, sizeof right.bytes);
  const struct ts_bytes part = ts_bytes(bytes, sizeof bytes);
  assert_int_equal(crypto->sha256(crypto->ctx, &part, 1, out.bytes), TS_OK);
  return out;
}

/* The largest power of two smaller than N. */
static size_t cut(size_t n) {
  size_t k = 1;
  while (2 * k < n)
    k *= 2;
  return k;
}

/* What was computed once is kept. */
static struct ts_hash mth(const struct ts_hash *d, size_t n) {
  static struct {
    bool known;
    struct ts_hash hash;
  } memory[SIZES][SIZES + 1];
  if (n == 1)
    return d[0];
  size_t begin = (size_t)(d - leaf_hash), k = cut(n);
  if (!memory[begin][n].known)
    memory[begin][n].hash = node(mth(d, k), mth(d + k, n - k));
  memory[begin][n].known = true;
  return memory[begin][n].hash;
}

/* A proof, hash by hash, with where each is joined: 'L' to the left. */
struct proof {
  size_t count;
  struct ts_hash hash[TS_MERKLE_PROOF_MAX + 1];
  char side[TS_MERKLE_PROOF_MAX + 2];
};

static void add(struct proof *proof, struct ts_hash hash, char side) {
  assert_true(proof->count < TS_MERKLE_PROOF_MAX);
  proof->side[proof->count] = side;
  proof->hash[proof->count++] = hash;
}

static void path(struct proof *proof, size_t m, const struct ts_hash *d, size_t n) {
  if (n == 1)
    return;
  size_t k = cut(n);
  path(proof, m < k ? m : m - k, m < k ? d : d + k, m < k ? k : n - k);
  if (m < k)
    add(proof, mth(d + k, n - k), 'R');
  else
    add(proof, mth(d, k), 'L');
}

static void subproof(struct proof *proof, size_t m, const struct ts_hash *d, size_t n, bool b) {
  if (m == n) {
    if (!b)
      add(proof, mth(d, m), '=');
    return;
  }
  size_t k = cut(n);
  if (m <= k) {
    subproof(proof, m, d, k, b);
    add(proof, mth(d + k, n - k), 'R');
  } else {
    subproof(proof, m - k, d + k, n - k, false);
    add(proof, mth(d, k), 'L');
  }
}

static struct proof inclusion_of(size_t leaf, size_t size) {
  struct proof proof = {0};
  path(&proof, leaf, leaf_hash, size);
  return proof;
}

static struct proof consistency_of(size_t old, size_t size) {
  struct proof proof = {0};
  subproof(&proof, old, leaf_hash, size, true);
  return proof;
}

/* ---- a store of subtrees that counts ---- */

struct subtrees {
  size_t calls, fail_at; /* the call that fails; 0: none */
  enum ts_err failure;
};

static enum ts_err subtree(void *ctx, unsigned level, uint64_t index, struct ts_hash *out) {
  struct subtrees *s = ctx;
  s->calls++;
  if (s->calls == s->fail_at)
    return s->failure;
  assert_true(level < TS_MERKLE_LEVELS && (index + 1) << level <= SIZES);
  *out = mth(leaf_hash + (index << level), (size_t)1 << level);
  return TS_OK;
}

static struct ts_merkle_source source_of(struct subtrees *s) {
  return (struct ts_merkle_source){.ctx = s, .subtree = subtree};
}

static size_t levels_of(size_t size) {
  size_t levels = 0;
  while ((size_t)1 << levels < size)
    levels++;
  return levels;
}

static int make_leaves(void **state) {
  (void)state;
  crypto = ts_crypto_openssl();
  const struct ts_bytes nothing = ts_bytes(NULL, 0);
  assert_int_equal(crypto->sha256(crypto->ctx, &nothing, 1, root_of[0].bytes), TS_OK);
  for (size_t i = 0; i < SIZES; i++) {
    uint8_t data[2] = {0x00, (uint8_t)i};
    const struct ts_bytes part = ts_bytes(data, sizeof data);
    assert_int_equal(crypto->sha256(crypto->ctx, &part, 1, leaf_hash[i].bytes), TS_OK);
    root_of[i + 1] = mth(leaf_hash, i + 1);
  }
  return 0;
}

/* ---- published vectors ---- */

/* The inputs that the RFC authors' reference implementation is tested with, and its roots after each. */
static void test_known_roots(void **state) {
  (void)state;
  static const struct {
    const char *data;
    size_t size;
    const char *root;
  } step[] = {{"", 0, "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"},
              {"\x00", 1, "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"},
              {"\x10", 1, "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77"},
              {"\x20\x21", 2, "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"},
              {"\x30\x31", 2, "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4"},
              {"\x40\x41\x42\x43", 4, "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef"},
              {"\x50\x51\x52\x53\x54\x55\x56\x57", 8,
               "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c"},
              {"\x60\x61\x62\x63\x64\x65\x66\x67\x68\x69\x6a\x6b\x6c\x6d\x6e\x6f", 16,
               "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"}};
  struct ts_merkle tree = {0};
  struct ts_hash hash;
  char hex[2 * TS_SHA256_SIZE + 1];
  for (size_t i = 0; i < sizeof step / sizeof *step; i++) {
    assert_int_equal(ts_merkle_leaf(crypto, ts_bytes(step[i].data, step[i].size), &hash), TS_OK);
    assert_int_equal(ts_merkle_append(&tree, crypto, &hash), TS_OK);
    assert_int_equal(ts_merkle_root(&tree, crypto, &hash), TS_OK);
    struct ts_buf out = ts_buf(hex, sizeof hex - 1);
    ts_buf_put_hex(&out, ts_bytes(hash.bytes, sizeof hash.bytes));
    hex[out.size] = 0;
    assert_string_equal(hex, step[i].root);
  }
  assert_int_equal(tree.size, sizeof step / sizeof *step);
}

static void test_empty_tree(void **state) {
  (void)state;
  struct ts_merkle tree = {0};
  struct ts_hash root;
  assert_int_equal(ts_merkle_root(&tree, crypto, &root), TS_OK);
  assert_memory_equal(root.bytes,
                      "\xe3\xb0\xc4\x42\x98\xfc\x1c\x14\x9a\xfb\xf4\xc8\x99\x6f\xb9\x24"
                      "\x27\xae\x41\xe4\x64\x9b\x93\x4c\xa4\x95\x99\x1b\x78\x52\xb8\x55",
                      TS_SHA256_SIZE);
}

/* ---- the frontier ---- */

static void test_grows_as_the_definition_says(void **state) {
  (void)state;
  struct ts_merkle tree = {0};
  struct subtrees subtrees = {0};
  struct ts_merkle_source source = source_of(&subtrees);
  struct ts_hash root;
  for (size_t size = 0; size <= SIZES; size++) {
    assert_int_equal(tree.size, size);
    assert_int_equal(ts_merkle_root(&tree, crypto, &root), TS_OK);
    assert_memory_equal(&root, &root_of[size], sizeof root);
    assert_int_equal(ts_merkle_root_at(&source, crypto, size, &root), TS_OK);
    assert_memory_equal(&root, &root_of[size], sizeof root);
    if (size < SIZES)
      assert_int_equal(ts_merkle_append(&tree, crypto, &leaf_hash[size]), TS_OK);
  }
}

/* A hash that fails at its Nth call. */
static size_t hashes, failing;

static enum ts_err weak_sha256(void *ctx, const struct ts_bytes *part, size_t parts,
                               uint8_t digest[TS_SHA256_SIZE]) {
  if (++hashes == failing) {
    memset(digest, 0, TS_SHA256_SIZE);
    return TS_ERR_INTERNAL;
  }
  return crypto->sha256(ctx, part, parts, digest);
}

static struct ts_crypto weak_crypto(size_t fail_at) {
  struct ts_crypto weak = *crypto;
  weak.sha256 = weak_sha256;
  hashes = 0;
  failing = fail_at;
  return weak;
}

static void test_append_that_fails_changes_nothing(void **state) {
  (void)state;
  struct ts_merkle tree = {0}, before;
  for (size_t size = 0; size < SIZES; size++) {
    for (size_t n = 1;; n++) {
      struct ts_crypto weak = weak_crypto(n);
      before = tree;
      enum ts_err err = ts_merkle_append(&tree, &weak, &leaf_hash[size]);
      if (!err)
        break;
      assert_int_equal(err, TS_ERR_INTERNAL);
      assert_memory_equal(&tree, &before, sizeof tree);
    }
  }
  struct ts_crypto weak = weak_crypto(1);
  assert_int_equal(ts_merkle_root(&tree, &weak, &before.subtree[0]), TS_ERR_INTERNAL);
  assert_int_equal(ts_merkle_leaf(&weak, ts_bytes("", 0), &before.subtree[0]), TS_OK); /* the second call */
}

static void test_full_tree(void **state) {
  (void)state;
  struct ts_merkle tree = {.size = TS_MERKLE_SIZE_MAX - 1};
  struct ts_hash root;
  assert_int_equal(ts_merkle_append(&tree, crypto, &leaf_hash[0]), TS_OK);
  assert_true(tree.size == TS_MERKLE_SIZE_MAX);
  assert_int_equal(ts_merkle_root(&tree, crypto, &root), TS_OK);
  assert_int_equal(ts_merkle_append(&tree, crypto, &leaf_hash[0]), TS_ERR_NO_SPACE);
  assert_true(tree.size == TS_MERKLE_SIZE_MAX);
}

/* ---- proofs ---- */

static bool includes(const struct proof *proof, const struct ts_hash *leaf, uint64_t index, uint64_t size,
                     const struct ts_hash *root) {
  enum ts_err err = ts_merkle_verify_inclusion(crypto, leaf, index, size, proof->hash, proof->count, root);
  assert_true(err == TS_OK || err == TS_ERR_MERKLE_PROOF);
  return err == TS_OK;
}

static bool consistent(const struct proof *proof, uint64_t old, const struct ts_hash *old_root, uint64_t size,
                       const struct ts_hash *root) {
  enum ts_err err =
      ts_merkle_verify_consistency(crypto, old, old_root, size, root, proof->hash, proof->count);
  assert_true(err == TS_OK || err == TS_ERR_MERKLE_PROOF);
  return err == TS_OK;
}

static void test_inclusion(void **state) {
  (void)state;
  for (size_t size = 1; size <= SIZES; size++)
    for (size_t leaf = 0; leaf < size; leaf++) {
      struct proof wanted = inclusion_of(leaf, size), made = {0};
      struct subtrees subtrees = {0};
      struct ts_merkle_source source = source_of(&subtrees);
      assert_int_equal(ts_merkle_inclusion(&source, crypto, leaf, size, made.hash, &made.count), TS_OK);
      assert_int_equal(made.count, wanted.count);
      assert_memory_equal(made.hash, wanted.hash, made.count * sizeof *made.hash);
      assert_true(subtrees.calls <= 2 * levels_of(size));
      assert_true(includes(&made, &leaf_hash[leaf], leaf, size, &root_of[size]));
    }
}

static void test_consistency(void **state) {
  (void)state;
  for (size_t size = 1; size <= SIZES; size++)
    for (size_t old = 1; old <= size; old++) {
      struct proof wanted = consistency_of(old, size), made = {0};
      struct subtrees subtrees = {0};
      struct ts_merkle_source source = source_of(&subtrees);
      assert_int_equal(ts_merkle_consistency(&source, crypto, old, size, made.hash, &made.count), TS_OK);
      assert_int_equal(made.count, wanted.count);
      assert_memory_equal(made.hash, wanted.hash, made.count * sizeof *made.hash);
      assert_true(subtrees.calls <= 2 * levels_of(size) + 1);
      assert_true(consistent(&made, old, &root_of[old], size, &root_of[size]));
    }
}

static void test_grown_from_nothing(void **state) {
  (void)state;
  struct proof none = {0}, one = {.count = 1};
  for (size_t size = 1; size <= SIZES; size++) {
    assert_true(consistent(&none, 0, &root_of[0], size, &root_of[size]));
    assert_false(consistent(&none, 0, &root_of[1], size, &root_of[size]));
    assert_false(consistent(&one, 0, &root_of[0], size, &root_of[size]));
  }
  assert_true(consistent(&none, 0, &root_of[0], 0, &root_of[0]));
}

/* One bit of each hash in turn, and of what stands beside the proof. */
static void test_inclusion_flipped(void **state) {
  (void)state;
  for (size_t size = 1; size <= SIZES; size += TS_STRIDE)
    for (size_t leaf = 0; leaf < size; leaf++) {
      struct proof proof = inclusion_of(leaf, size);
      struct ts_hash bad_leaf = leaf_hash[leaf], bad_root = root_of[size];
      for (size_t i = 0; i < proof.count; i++) {
        uint8_t *byte = &proof.hash[i].bytes[(leaf + i) % TS_SHA256_SIZE], mask = (uint8_t)(1u << i % 8);
        *byte ^= mask;
        assert_false(includes(&proof, &leaf_hash[leaf], leaf, size, &root_of[size]));
        *byte ^= mask;
      }
      bad_leaf.bytes[leaf % TS_SHA256_SIZE] ^= 0x10;
      bad_root.bytes[size % TS_SHA256_SIZE] ^= 0x01;
      assert_false(includes(&proof, &bad_leaf, leaf, size, &root_of[size]));
      assert_false(includes(&proof, &leaf_hash[leaf], leaf, size, &bad_root));
    }
}

static void test_consistency_flipped(void **state) {
  (void)state;
  for (size_t size = 1; size <= SIZES; size += TS_STRIDE)
    for (size_t old = 1; old <= size; old++) {
      struct proof proof = consistency_of(old, size);
      struct ts_hash bad_old = root_of[old], bad_root = root_of[size];
      for (size_t i = 0; i < proof.count; i++) {
        uint8_t *byte = &proof.hash[i].bytes[(old + i) % TS_SHA256_SIZE], mask = (uint8_t)(1u << i % 8);
        *byte ^= mask;
        assert_false(consistent(&proof, old, &root_of[old], size, &root_of[size]));
        *byte ^= mask;
      }
      bad_old.bytes[old % TS_SHA256_SIZE] ^= 0x10;
      bad_root.bytes[size % TS_SHA256_SIZE] ^= 0x01;
      assert_false(consistent(&proof, old, &bad_old, size, &root_of[size]));
      assert_false(consistent(&proof, old, &root_of[old], size, &bad_root));
    }
}

/* Shortened at either end, and lengthened by what might pass unnoticed. */
static void test_other_lengths(void **state) {
  (void)state;
  for (size_t size = 1; size <= SIZES; size += TS_STRIDE)
    for (size_t i = 1; i <= size; i++) {
      struct proof proof[2] = {inclusion_of(i - 1, size), consistency_of(i, size)};
      for (size_t kind = 0; kind < 2; kind++)
        for (size_t change = 0; change < 4; change++) {
          struct proof other = proof[kind];
          if (change < 2 && other.count == 0)
            continue;
          if (change == 0)
            other.count--;
          if (change == 1)
            memmove(other.hash, other.hash + 1, --other.count * sizeof *other.hash);
          if (change == 2)
            other.hash[other.count++] = root_of[size];
          if (change == 3) {
            memmove(other.hash + 1, other.hash, other.count++ * sizeof *other.hash);
            other.hash[0] = kind == 0 ? leaf_hash[i - 1] : root_of[i];
          }
          if (kind == 0)
            assert_false(includes(&other, &leaf_hash[i - 1], i - 1, size, &root_of[size]));
          else
            assert_false(consistent(&other, i, &root_of[i], size, &root_of[size]));
        }
    }
}

/* Another place in the same tree never passes; another size does where the way to the root is the same, and only
 * there. */
static void test_inclusion_elsewhere(void **state) {
  (void)state;
  for (size_t size = 1; size <= SIZES; size += TS_STRIDE)
    for (size_t leaf = 0; leaf < size; leaf++) {
      struct proof proof = inclusion_of(leaf, size);
      for (size_t other = 0; other < size + 2; other++)
        if (other != leaf)
          assert_false(includes(&proof, &leaf_hash[leaf], other, size, &root_of[size]));
      for (size_t other = 0; other <= SIZES; other++) {
        struct proof there = {0};
        if (other > leaf)
          there = inclusion_of(leaf, other);
        bool same_way = other > leaf && strcmp(there.side, proof.side) == 0;
        assert_true(includes(&proof, &leaf_hash[leaf], leaf, other, &root_of[size]) == same_way);
        if (other != size)
          assert_false(includes(&proof, &leaf_hash[leaf], leaf, size, &root_of[other]));
      }
    }
}

static void test_consistency_elsewhere(void **state) {
  (void)state;
  for (size_t size = 1; size <= SIZES; size += TS_STRIDE)
    for (size_t old = 1; old <= size; old++) {
      struct proof proof = consistency_of(old, size);
      for (size_t other = 0; other <= SIZES; other++) {
        bool same_way = other >= old && strcmp(consistency_of(old, other).side, proof.side) == 0;
        /* Of equal sizes no way is gone: the roots must be equal. */
        same_way = same_way && (other == old) == (size == old);
        assert_true(consistent(&proof, old, &root_of[old], other, &root_of[size]) == same_way);
        if (other == old)
          continue;
        assert_false(consistent(&proof, other, &root_of[old], size, &root_of[size]));
        assert_false(consistent(&proof, old, &root_of[other], size, &root_of[size]));
        if (other != size)
          assert_false(consistent(&proof, old, &root_of[old], size, &root_of[other]));
      }
    }
}

static void test_no_such_proof(void **state) {
  (void)state;
  struct subtrees subtrees = {0};
  struct ts_merkle_source source = source_of(&subtrees);
  struct proof proof = {0};
  struct ts_hash root;
  uint64_t huge = (uint64_t)TS_MERKLE_SIZE_MAX + 1;
  const uint64_t wrong_leaf[][2] = {{0, 0}, {1, 1}, {5, 4}, {0, huge}, {UINT64_MAX, UINT64_MAX}};
  const uint64_t wrong_old[][2] = {{0, 0}, {0, 4}, {5, 4}, {1, huge}, {UINT64_MAX, UINT64_MAX}};
  for (size_t i = 0; i < sizeof wrong_leaf / sizeof *wrong_leaf; i++) {
    proof.count = 9;
    assert_int_equal(
        ts_merkle_inclusion(&source, crypto, wrong_leaf[i][0], wrong_leaf[i][1], proof.hash, &proof.count),
        TS_ERR_ARGUMENT);
    assert_int_equal(proof.count, 0);
    assert_false(includes(&proof, &leaf_hash[0], wrong_leaf[i][0], wrong_leaf[i][1], &leaf_hash[0]));
    proof.count = 9;
    assert_int_equal(
        ts_merkle_consistency(&source, crypto, wrong_old[i][0], wrong_old[i][1], proof.hash, &proof.count),
        TS_ERR_ARGUMENT);
    assert_int_equal(proof.count, 0);
  }
  assert_int_equal(ts_merkle_root_at(&source, crypto, huge, &root), TS_ERR_ARGUMENT);
  assert_int_equal(subtrees.calls, 0);
  assert_false(consistent(&proof, 5, &root_of[5], 4, &root_of[4]));
  assert_false(consistent(&proof, huge, &root_of[5], huge, &root_of[5]));
  proof.count = TS_MERKLE_PROOF_MAX + 1;
  assert_false(includes(&proof, &leaf_hash[0], 0, TS_MERKLE_SIZE_MAX, &root_of[1]));
  assert_false(consistent(&proof, 1, &root_of[1], TS_MERKLE_SIZE_MAX, &root_of[1]));
}

/* Errors of the source and of the hash come through as they are, and are never a proof. */
static void test_failures(void **state) {
  (void)state;
  static const enum ts_err failure[] = {TS_ERR_NOT_FOUND, TS_ERR_IO, TS_ERR_JOURNAL_HASH};
  const size_t size = 53;
  for (size_t i = 1; i <= size; i++) {
    struct proof proof = {0};
    size_t ends = 0;
    for (size_t n = 1; ends < 2; n++) {
      struct subtrees subtrees = {.fail_at = n, .failure = failure[n % 3]};
      struct ts_merkle_source source = source_of(&subtrees);
      enum ts_err err[2];
      err[0] = ts_merkle_inclusion(&source, crypto, i - 1, size, proof.hash, &proof.count);
      assert_true(err[0] == TS_OK || (err[0] == failure[n % 3] && proof.count == 0));
      subtrees.calls = 0;
      err[1] = ts_merkle_consistency(&source, crypto, i, size, proof.hash, &proof.count);
      assert_true(err[1] == TS_OK || (err[1] == failure[n % 3] && proof.count == 0));
      ends = (size_t)(err[0] == TS_OK) + (size_t)(err[1] == TS_OK);
      assert_true(n > 1 || err[0] != TS_OK);
    }
    struct proof inclusion = inclusion_of(i - 1, size), consistency = consistency_of(i, size);
    struct ts_crypto weak = weak_crypto(inclusion.count);
    assert_int_equal(ts_merkle_verify_inclusion(&weak, &leaf_hash[i - 1], i - 1, size, inclusion.hash,
                                                inclusion.count, &root_of[size]),
                     TS_ERR_INTERNAL);
    weak = weak_crypto(1);
    if (i < size)
      assert_int_equal(ts_merkle_verify_consistency(&weak, i, &root_of[i], size, &root_of[size],
                                                    consistency.hash, consistency.count),
                       TS_ERR_INTERNAL);
  }
  struct ts_crypto weak = weak_crypto(1);
  assert_int_equal(ts_merkle_verify_consistency(&weak, 0, &root_of[0], 1, &root_of[1], NULL, 0),
                   TS_ERR_INTERNAL);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_known_roots),
                                     cmocka_unit_test(test_empty_tree),
                                     cmocka_unit_test(test_grows_as_the_definition_says),
                                     cmocka_unit_test(test_append_that_fails_changes_nothing),
                                     cmocka_unit_test(test_full_tree),
                                     cmocka_unit_test(test_inclusion),
                                     cmocka_unit_test(test_consistency),
                                     cmocka_unit_test(test_grown_from_nothing),
                                     cmocka_unit_test(test_inclusion_flipped),
                                     cmocka_unit_test(test_consistency_flipped),
                                     cmocka_unit_test(test_other_lengths),
                                     cmocka_unit_test(test_inclusion_elsewhere),
                                     cmocka_unit_test(test_consistency_elsewhere),
                                     cmocka_unit_test(test_no_such_proof),
                                     cmocka_unit_test(test_failures)};
  return cmocka_run_group_tests_name("merkle", tests, make_leaves, NULL);
}
