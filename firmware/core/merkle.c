/* SPDX-License-Identifier: Apache-2.0 */
#include "core/merkle.h"

#include <string.h>

enum { LEAF_PREFIX = 0x00, NODE_PREFIX = 0x01 };

/* ---- hashes ---- */

static enum ts_err hash(const struct ts_crypto *crypto, const struct ts_bytes *part, size_t parts,
                        struct ts_hash *out) {
  struct ts_hash digest; /* OUT may be one of the parts */
  enum ts_err err = crypto->sha256(crypto->ctx, part, parts, digest.bytes);
  if (err == TS_OK)
    *out = digest;
  return err;
}

enum ts_err ts_merkle_leaf(const struct ts_crypto *crypto, struct ts_bytes data, struct ts_hash *out) {
  static const uint8_t prefix = LEAF_PREFIX;
  const struct ts_bytes part[] = {ts_bytes(&prefix, 1), data};
  return hash(crypto, part, 2, out);
}

enum ts_err ts_merkle_node(const struct ts_crypto *crypto, const struct ts_hash *left,
                           const struct ts_hash *right, struct ts_hash *out) {
  static const uint8_t prefix = NODE_PREFIX;
  const struct ts_bytes part[] = {ts_bytes(&prefix, 1), ts_bytes(left->bytes, sizeof left->bytes),
                                  ts_bytes(right->bytes, sizeof right->bytes)};
  return hash(crypto, part, 3, out);
}

static enum ts_err hash_of_nothing(const struct ts_crypto *crypto, struct ts_hash *out) {
  const struct ts_bytes nothing = ts_bytes(NULL, 0);
  return hash(crypto, &nothing, 1, out);
}

static bool same(const struct ts_hash *a, const struct ts_hash *b) {
  return memcmp(a->bytes, b->bytes, sizeof a->bytes) == 0;
}

/* ---- the frontier ---- */

/* As a binary counter counts: the new leaf joins the subtrees of all low levels that are there. */
enum ts_err ts_merkle_append(struct ts_merkle *tree, const struct ts_crypto *crypto,
                             const struct ts_hash *leaf) {
  struct ts_hash carry = *leaf;
  unsigned level = 0;
  if (tree->size >= TS_MERKLE_SIZE_MAX)
    return TS_ERR_NO_SPACE;
  for (; tree->size >> level & 1; level++) {
    enum ts_err err = ts_merkle_node(crypto, &tree->subtree[level], &carry, &carry);
    if (err)
      return err;
  }
  tree->subtree[level] = carry;
  tree->size++;
  return TS_OK;
}

static enum ts_err frontier_subtree(void *ctx, unsigned level, uint64_t index, struct ts_hash *out) {
  const struct ts_merkle *const *tree = ctx;
  (void)index; /* of each level only the last one is asked for */
  *out = (*tree)->subtree[level];
  return TS_OK;
}

enum ts_err ts_merkle_root(const struct ts_merkle *tree, const struct ts_crypto *crypto,
                           struct ts_hash *out) {
  const struct ts_merkle_source source = {.ctx = &tree, .subtree = frontier_subtree};
  return ts_merkle_root_at(&source, crypto, tree->size, out);
}

/* ---- proofs out of a tree ---- */

/* Leaves BEGIN up to BEGIN + COUNT. Wherever RFC 6962 cuts, BEGIN is a multiple of every complete subtree
 * that such a range is made of, and those are the bits of COUNT. */
struct range {
  uint64_t begin, count;
};

/* Joined from the right, the smallest subtree first. */
static enum ts_err range_root(const struct ts_merkle_source *source, const struct ts_crypto *crypto,
                              struct range range, struct ts_hash *out) {
  bool any = false;
  for (unsigned level = 0; range.count >> level; level++) {
    struct ts_hash left;
    if (!(range.count >> level & 1))
      continue;
    uint64_t before = range.count >> (level + 1) << (level + 1);
    enum ts_err err = source->subtree(source->ctx, level, (range.begin + before) >> level, &left);
    if (err == TS_OK && any)
      err = ts_merkle_node(crypto, &left, out, out);
    else if (err == TS_OK)
      *out = left;
    if (err)
      return err;
    any = true;
  }
  return TS_OK;
}

enum ts_err ts_merkle_root_at(const struct ts_merkle_source *source, const struct ts_crypto *crypto,
                              uint64_t size, struct ts_hash *out) {
  if (size > TS_MERKLE_SIZE_MAX)
    return TS_ERR_ARGUMENT;
  if (size == 0)
    return hash_of_nothing(crypto, out);
  return range_root(source, crypto, (struct range){.begin = 0, .count = size}, out);
}

/* The largest power of two below COUNT, which is 2 or more: where RFC 6962 cuts. */
static uint64_t left_part(uint64_t count) {
  uint64_t part = 1;
  while (part < count - part)
    part *= 2;
  return part;
}

/* Goes down into the part that LEAF lies in, and gives the root of the other to the proof. */
static enum ts_err descend(const struct ts_merkle_source *source, const struct ts_crypto *crypto,
                           struct range *range, uint64_t leaf, struct ts_hash *beside) {
  uint64_t part = left_part(range->count);
  struct range left = {.begin = range->begin, .count = part};
  struct range right = {.begin = range->begin + part, .count = range->count - part};
  bool goes_left = leaf < right.begin;
  *range = goes_left ? left : right;
  return range_root(source, crypto, goes_left ? right : left, beside);
}

/* The way down gives the highest hash first. */
static void turn_round(struct ts_hash *proof, size_t count) {
  for (size_t i = 0; i < count / 2; i++) {
    struct ts_hash other = proof[i];
    proof[i] = proof[count - 1 - i];
    proof[count - 1 - i] = other;
  }
}

enum ts_err ts_merkle_inclusion(const struct ts_merkle_source *source, const struct ts_crypto *crypto,
                                uint64_t leaf, uint64_t size, struct ts_hash *proof, size_t *count) {
  struct range range = {.begin = 0, .count = size};
  *count = 0;
  if (size > TS_MERKLE_SIZE_MAX || leaf >= size)
    return TS_ERR_ARGUMENT;
  size_t made = 0;
  while (range.count > 1) {
    enum ts_err err = descend(source, crypto, &range, leaf, &proof[made++]);
    if (err)
      return err;
  }
  turn_round(proof, made);
  *count = made;
  return TS_OK;
}

/* Down to the range that ends with leaf OLD - 1 and is one of the parts that the old root is made of. If that
 * is the whole old tree, who checks the proof has its root already. */
enum ts_err ts_merkle_consistency(const struct ts_merkle_source *source, const struct ts_crypto *crypto,
                                  uint64_t old, uint64_t size, struct ts_hash *proof, size_t *count) {
  struct range range = {.begin = 0, .count = size};
  enum ts_err err = TS_OK;
  *count = 0;
  if (size > TS_MERKLE_SIZE_MAX || old == 0 || old > size)
    return TS_ERR_ARGUMENT;
  size_t made = 0;
  while (!err && range.begin + range.count != old)
    err = descend(source, crypto, &range, old - 1, &proof[made++]);
  if (!err && range.begin != 0)
    err = range_root(source, crypto, range, &proof[made++]);
  if (err)
    return err;
  turn_round(proof, made);
  *count = made;
  return TS_OK;
}

/* ---- proofs that others made ---- */

/* From a node up to the root: INDEX counts the node in its level, LAST the level's last one. */
struct climb {
  uint64_t index, last;
};

/* On which side of the node the proof's next hash stands. A node without a neighbour to its right moves up as
 * it is until it has one to its left. */
static bool next_is_left(struct climb *climb) {
  bool left = climb->index & 1 || climb->index == climb->last;
  while (left && !(climb->index & 1) && climb->index != 0) {
    climb->index >>= 1;
    climb->last >>= 1;
  }
  climb->index >>= 1;
  climb->last >>= 1;
  return left;
}

enum ts_err ts_merkle_verify_inclusion(const struct ts_crypto *crypto, const struct ts_hash *leaf_hash,
                                       uint64_t leaf, uint64_t size, const struct ts_hash *proof,
                                       size_t count, const struct ts_hash *root) {
  if (size > TS_MERKLE_SIZE_MAX || leaf >= size || count > TS_MERKLE_PROOF_MAX)
    return TS_ERR_MERKLE_PROOF;
  struct climb climb = {.index = leaf, .last = size - 1};
  struct ts_hash at = *leaf_hash;
  for (size_t i = 0; i < count; i++) {
    if (climb.last == 0)
      return TS_ERR_MERKLE_PROOF;
    bool left = next_is_left(&climb);
    enum ts_err err = ts_merkle_node(crypto, left ? &proof[i] : &at, left ? &at : &proof[i], &at);
    if (err)
      return err;
  }
  return climb.last == 0 && same(&at, root) ? TS_OK : TS_ERR_MERKLE_PROOF;
}

/* Both roots from one proof: what stands to the left is in both trees, what stands to the right is new. */
static enum ts_err climb_both(const struct ts_crypto *crypto, struct climb climb, const struct ts_hash *proof,
                              size_t count, struct ts_hash *old_root, struct ts_hash *root) {
  for (size_t i = 0; i < count; i++) {
    if (climb.last == 0)
      return TS_ERR_MERKLE_PROOF;
    bool left = next_is_left(&climb);
    enum ts_err err =
        left ? ts_merkle_node(crypto, &proof[i], root, root) : ts_merkle_node(crypto, root, &proof[i], root);
    if (!err && left)
      err = ts_merkle_node(crypto, &proof[i], old_root, old_root);
    if (err)
      return err;
  }
  return climb.last == 0 ? TS_OK : TS_ERR_MERKLE_PROOF;
}

static enum ts_err verify_growth(const struct ts_crypto *crypto, uint64_t old, const struct ts_hash *old_root,
                                 uint64_t size, const struct ts_hash *root, const struct ts_hash *proof,
                                 size_t count) {
  struct climb climb = {.index = old - 1, .last = size - 1};
  while (climb.index & 1) {
    climb.index >>= 1;
    climb.last >>= 1;
  }
  /* The old tree is one complete subtree: its root is where both begin, and is not in the proof. */
  bool is_complete = climb.index == 0;
  if (count == 0 && !is_complete)
    return TS_ERR_MERKLE_PROOF;
  struct ts_hash old_at = is_complete ? *old_root : proof[0], at = old_at;
  size_t used = is_complete ? 0 : 1;
  enum ts_err err = climb_both(crypto, climb, proof + used, count - used, &old_at, &at);
  if (err)
    return err;
  return same(&old_at, old_root) && same(&at, root) ? TS_OK : TS_ERR_MERKLE_PROOF;
}

enum ts_err ts_merkle_verify_consistency(const struct ts_crypto *crypto, uint64_t old,
                                         const struct ts_hash *old_root, uint64_t size,
                                         const struct ts_hash *root, const struct ts_hash *proof,
                                         size_t count) {
  if (size > TS_MERKLE_SIZE_MAX || old > size || count > TS_MERKLE_PROOF_MAX)
    return TS_ERR_MERKLE_PROOF;
  if (old == size)
    return count == 0 && same(old_root, root) ? TS_OK : TS_ERR_MERKLE_PROOF;
  if (old > 0)
    return verify_growth(crypto, old, old_root, size, root, proof, count);
  struct ts_hash empty; /* every tree has grown from nothing */
  enum ts_err err = hash_of_nothing(crypto, &empty);
  if (err)
    return err;
  return count == 0 && same(old_root, &empty) ? TS_OK : TS_ERR_MERKLE_PROOF;
}
