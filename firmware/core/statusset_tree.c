/* SPDX-License-Identifier: Apache-2.0 */
#include "core/statusset_tree.h"

#include <string.h>

/* One block or node into BUF, verified. */
static enum ts_err load(const struct ts_statusset_tree *tree, unsigned level, uint32_t index,
                        const uint8_t wanted[TS_SHA256_SIZE], uint8_t *buf, uint32_t size) {
  uint32_t stride = level == 0 ? TS_STATUSSET_BLOCK : TS_STATUSSET_NODE;
  uint64_t offset = tree->shape.at[level] + (uint64_t)index * stride;
  enum ts_err err = tree->reader->read(tree->reader->ctx, offset, buf, size);
  if (err != TS_OK)
    return err;
  uint8_t hash[TS_SHA256_SIZE];
  err = ts_statusset_hash(tree->crypto, level, ts_bytes(buf, size), hash);
  if (err != TS_OK)
    return err;
  return memcmp(hash, wanted, sizeof hash) == 0 ? TS_OK : TS_ERR_STATUSSET_HASH;
}

/* The root node is kept: what it must hash to says which it is. */
static enum ts_err load_top(const struct ts_statusset_tree *tree, const uint8_t wanted[TS_SHA256_SIZE],
                            uint32_t size) {
  struct ts_statusset_memory *memory = tree->memory;
  unsigned level = tree->shape.levels;
  if (memory->has_top && memory->top_size == size && memory->top_level == level &&
      memcmp(memory->top_root, wanted, TS_SHA256_SIZE) == 0)
    return TS_OK;
  memory->has_top = false;
  enum ts_err err = load(tree, level, 0, wanted, memory->top, size);
  if (err != TS_OK)
    return err;
  memcpy(memory->top_root, wanted, TS_SHA256_SIZE);
  memory->top_size = size;
  memory->top_level = (uint8_t)level;
  memory->has_top = true;
  return TS_OK;
}

static bool ascending(struct ts_bytes node) {
  for (size_t at = TS_STATUSSET_ENTRY; at < node.size; at += TS_STATUSSET_ENTRY)
    if (ts_get_le64(node.data + at) <= ts_get_le64(node.data + at - TS_STATUSSET_ENTRY))
      return false;
  return true;
}

static enum ts_err load_node(const struct ts_statusset_tree *tree, unsigned level, uint32_t index,
                             const uint8_t wanted[TS_SHA256_SIZE], struct ts_bytes *node) {
  uint32_t size = ts_statusset_size(&tree->shape, level, index);
  bool is_top = level == tree->shape.levels;
  uint8_t *at = is_top ? tree->memory->top : tree->memory->page;
  enum ts_err err = is_top ? load_top(tree, wanted, size) : load(tree, level, index, wanted, at, size);
  if (err != TS_OK)
    return err;
  *node = ts_bytes(at, size);
  return ascending(*node) ? TS_OK : TS_ERR_STATUSSET_FORM;
}

/* Which of the node's entries leads to the target. A value below all is sought in the first block, and not
 * found there. */
static uint32_t pick(struct ts_bytes node, unsigned level, struct ts_statusset_target target) {
  if (target.by_index) {
    uint64_t index = target.at;
    while (--level > 0)
      index /= TS_STATUSSET_FANOUT;
    return (uint32_t)(index % TS_STATUSSET_FANOUT);
  }
  uint32_t entry = 0;
  for (size_t at = TS_STATUSSET_ENTRY; at < node.size && ts_get_le64(node.data + at) <= target.at;
       at += TS_STATUSSET_ENTRY)
    entry++;
  return entry;
}

enum ts_err ts_statusset_descend(const struct ts_statusset_tree *tree, struct ts_statusset_target target,
                                 struct ts_bytes *block, uint64_t *first) {
  uint8_t wanted[TS_SHA256_SIZE];
  uint32_t index = 0;
  memcpy(wanted, tree->info->root, sizeof wanted);
  for (unsigned level = tree->shape.levels; level > 0; level--) {
    struct ts_bytes node;
    enum ts_err err = load_node(tree, level, index, wanted, &node);
    if (err != TS_OK)
      return err;
    if (level < tree->shape.levels && ts_get_le64(node.data) != *first)
      return TS_ERR_STATUSSET_FORM;
    uint32_t entry = pick(node, level, target);
    const uint8_t *at = node.data + (size_t)entry * TS_STATUSSET_ENTRY;
    *first = ts_get_le64(at);
    memcpy(wanted, at + sizeof *first, sizeof wanted);
    index = index * TS_STATUSSET_FANOUT + entry;
  }
  uint32_t size = ts_statusset_size(&tree->shape, 0, index);
  *block = ts_bytes(tree->memory->page, size);
  return load(tree, 0, index, wanted, tree->memory->page, size);
}
