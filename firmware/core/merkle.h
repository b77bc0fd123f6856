/* SPDX-License-Identifier: Apache-2.0 */
/* The journal's hash tree: RFC 6962 section 2.1, with SHA-256. A leaf's hash is of 0x00 ‖ data, a node's of
 * 0x01 ‖ left ‖ right. What is kept to append is the frontier: the roots of the complete subtrees that make
 * up the tree, at most one a level. */
#ifndef TS_CORE_MERKLE_H
#define TS_CORE_MERKLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/bytes.h"
#include "core/error.h"
#include "port/crypto.h"

#define TS_MERKLE_LEVELS 32
#define TS_MERKLE_SIZE_MAX UINT32_MAX              /* leaves: as many as the levels have room for */
#define TS_MERKLE_PROOF_MAX (TS_MERKLE_LEVELS + 1) /* hashes of an inclusion or consistency proof */

struct ts_hash {
  uint8_t bytes[TS_SHA256_SIZE];
};

/* The complete subtree of each level whose bit is set in SIZE; the others are without meaning. */
struct ts_merkle {
  uint64_t size; /* leaves */
  struct ts_hash subtree[TS_MERKLE_LEVELS];
};

/* All return TS_ERR_INTERNAL if hashing failed; what was to be written is then without meaning, and TREE as it
 * was. */
enum ts_err ts_merkle_leaf(const struct ts_crypto *crypto, struct ts_bytes data, struct ts_hash *out);
enum ts_err ts_merkle_node(const struct ts_crypto *crypto, const struct ts_hash *left,
                           const struct ts_hash *right, struct ts_hash *out);
/* TS_ERR_NO_SPACE: the tree is full. */
enum ts_err ts_merkle_append(struct ts_merkle *tree, const struct ts_crypto *crypto,
                             const struct ts_hash *leaf);
/* Of no leaves: the hash of nothing (RFC 6962 section 2.1). */
enum ts_err ts_merkle_root(const struct ts_merkle *tree, const struct ts_crypto *crypto, struct ts_hash *out);

/* Where complete subtrees are kept: the hash of the INDEXth one of LEVEL, over leaves INDEX << LEVEL up to
 * (INDEX + 1) << LEVEL. Any error is passed on; TS_ERR_NOT_FOUND: not kept any more. */
struct ts_merkle_source {
  void *ctx;
  enum ts_err (*subtree)(void *ctx, unsigned level, uint64_t index, struct ts_hash *out);
};

/* Proofs out of a tree of SIZE leaves, the deepest hash first as RFC 6962 section 2.1.1 and 2.1.2 order them.
 * *COUNT: hashes written to PROOF, which holds TS_MERKLE_PROOF_MAX. TS_ERR_ARGUMENT unless LEAF < SIZE
 * (inclusion), 1 <= OLD <= SIZE (consistency), SIZE <= TS_MERKLE_SIZE_MAX. At most two subtrees a level are
 * asked for. */
enum ts_err ts_merkle_inclusion(const struct ts_merkle_source *source, const struct ts_crypto *crypto,
                                uint64_t leaf, uint64_t size, struct ts_hash *proof, size_t *count);
enum ts_err ts_merkle_consistency(const struct ts_merkle_source *source, const struct ts_crypto *crypto,
                                  uint64_t old, uint64_t size, struct ts_hash *proof, size_t *count);
/* The root of the first SIZE leaves. TS_ERR_ARGUMENT as above. */
enum ts_err ts_merkle_root_at(const struct ts_merkle_source *source, const struct ts_crypto *crypto,
                              uint64_t size, struct ts_hash *out);

/* TS_OK if the proof holds, TS_ERR_MERKLE_PROOF if it does not, whatever it holds. SIZE and ROOT must come from
 * one checkpoint: a proof that holds may hold for another size too, since what it shows is the way to the
 * root. Everything has grown from OLD == 0, whose root is the hash of nothing, without a proof. */
enum ts_err ts_merkle_verify_inclusion(const struct ts_crypto *crypto, const struct ts_hash *leaf_hash,
                                       uint64_t leaf, uint64_t size, const struct ts_hash *proof,
                                       size_t count, const struct ts_hash *root);
enum ts_err ts_merkle_verify_consistency(const struct ts_crypto *crypto, uint64_t old,
                                         const struct ts_hash *old_root, uint64_t size,
                                         const struct ts_hash *root, const struct ts_hash *proof,
                                         size_t count);

#endif
