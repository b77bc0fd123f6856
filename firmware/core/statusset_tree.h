/* SPDX-License-Identifier: Apache-2.0 */
/* A status set's hash tree: from its root in the signed bundle down to one data block. */
#ifndef TS_CORE_STATUSSET_TREE_H
#define TS_CORE_STATUSSET_TREE_H

#include "core/statusset_code.h"

struct ts_statusset_tree {
  const struct ts_statusset_info *info;
  const struct ts_statusset_reader *reader;
  const struct ts_crypto *crypto;
  struct ts_statusset_memory *memory;
  struct ts_statusset_shape shape;
};

/* The way down: to the block in whose range a value lies, or to the block of an index. */
struct ts_statusset_target {
  bool by_index;
  uint64_t at;
};

/* BLOCK is a verified data block, in MEMORY's page until the next call, FIRST its first value. An index
 * must be one of a block, and the set not empty. TS_ERR_STATUSSET_HASH, TS_ERR_STATUSSET_FORM for a node
 * that is out of order, the reader's errors, TS_ERR_INTERNAL. */
enum ts_err ts_statusset_descend(const struct ts_statusset_tree *tree, struct ts_statusset_target target,
                                 struct ts_bytes *block, uint64_t *first);

#endif
