/* SPDX-License-Identifier: Apache-2.0 */
/* core/statusset behind its hashes: the input is a description and data blocks, over which a tree is put whose
 * hashes are right. Nothing may break; what the check takes is what the builder makes of the same entries, to
 * the byte, and each entry is found. The input is also taken as a whole set whose root is a toy.
 *
 * Input: kind, bits, count (2 bytes, little-endian), number of blocks less one; then for each block its first
 * value (8 bytes), its size (2) and its bytes, filled up with zeros unless it is the last. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/statusset_code.h"
#include "crypto_yes.h"
#include "fuzz.h"
#include "host-tools/statusset_build.h"

#define BLOCKS_MAX 3
#define ENTRIES_MAX 4096 /* that the blocks claim: those of more are slow, and alike */

static uint8_t set[BLOCKS_MAX * (TS_STATUSSET_BLOCK + TS_STATUSSET_ENTRY)];
static size_t set_size;
static struct ts_statusset_memory memory;

static enum ts_err read_set(void *ctx, uint64_t offset, void *buf, size_t size) {
  (void)ctx;
  if (offset > set_size || size > set_size - offset)
    return TS_ERR_IO;
  memcpy(buf, set + offset, size);
  return TS_OK;
}

static const struct ts_statusset_reader reader = {.read = read_set};

struct input {
  const uint8_t *data;
  size_t left;
};

/* The next SIZE bytes, fewer at the end; what is missing is zero. */
static size_t next(struct input *in, void *out, size_t size) {
  size_t got = size < in->left ? size : in->left;
  memset(out, 0, size);
  memcpy(out, in->data, got);
  in->data += got;
  in->left -= got;
  return got;
}

/* Fills SET and INFO; false if the input has no blocks, or too much in them. */
static bool take_input(struct input in, struct ts_statusset_info *info, uint64_t first[BLOCKS_MAX]) {
  uint8_t head[5], block_head[10], node[BLOCKS_MAX * TS_STATUSSET_ENTRY];
  if (next(&in, head, sizeof head) != sizeof head)
    return false;
  *info = (struct ts_statusset_info){.kind = head[0], .bits = head[1], .count = head[2] + 256u * head[3]};
  info->blocks = head[4] % BLOCKS_MAX + 1u;
  set_size = 0;
  uint32_t entries = 0;
  for (uint32_t i = 0; i < info->blocks; i++) {
    bool last = i + 1 == info->blocks;
    (void)next(&in, block_head, sizeof block_head);
    size_t size = block_head[8] + 256u * block_head[9];
    size = size > TS_STATUSSET_BLOCK ? TS_STATUSSET_BLOCK : size;
    memset(set + set_size, 0, TS_STATUSSET_BLOCK);
    (void)next(&in, set + set_size, size);
    entries += set[set_size] + 256u * set[set_size + 1];
    size = last ? size : TS_STATUSSET_BLOCK;
    first[i] = ts_get_le64(block_head);
    ts_put_le64(node + (size_t)i * TS_STATUSSET_ENTRY, first[i]);
    FUZZ_CHECK(ts_statusset_hash(ts_crypto_yes(), 0, ts_bytes(set + set_size, size),
                                 node + (size_t)i * TS_STATUSSET_ENTRY + 8) == TS_OK);
    set_size += size;
  }
  memcpy(set + set_size, node, (size_t)info->blocks * TS_STATUSSET_ENTRY);
  set_size += (size_t)info->blocks * TS_STATUSSET_ENTRY;
  info->length = (uint32_t)set_size;
  FUZZ_CHECK(ts_statusset_hash(ts_crypto_yes(), 1, ts_bytes(node, (size_t)info->blocks * TS_STATUSSET_ENTRY),
                               info->root) == TS_OK);
  return entries <= ENTRIES_MAX;
}

/* A digest of this entry: the first one whose value it is, and a little beyond, so that each is another one. */
static void digest_of(const struct ts_statusset_shape *shape, uint8_t kind, struct ts_statusset_entry entry,
                      uint32_t number, uint8_t digest[TS_SHA256_SIZE]) {
  __extension__ typedef unsigned __int128 wide;
  memset(digest, 0, TS_SHA256_SIZE);
  uint64_t high = entry.value, low = entry.tail;
  if (kind != TS_SET_SIGNED) {
    high = (uint64_t)((((wide)entry.value << 64) + shape->universe - 1) / shape->universe);
    low = number;
  }
  ts_put_be64(digest, high);
  ts_put_be64(digest + 8, low);
  FUZZ_CHECK(ts_statusset_entry(shape, kind, digest).value == entry.value);
}

static void ask(const struct ts_statusset_info *info, const uint8_t digest[TS_SHA256_SIZE], bool is_member) {
  struct ts_statusset_answer answer = ts_statusset_query(info, &reader, ts_crypto_yes(), digest, &memory);
  FUZZ_CHECK((answer.is == TS_SET_NOT_CHECKED) == (answer.err != TS_OK));
  FUZZ_CHECK((answer.reason != 0) == (answer.is == TS_SET_MEMBER && info->kind == TS_SET_BLOCKED));
  FUZZ_CHECK(!is_member || answer.is == TS_SET_MEMBER);
}

/* The set is good: made again of its entries, it is the same. */
static void make_again(const struct ts_statusset_info *info, const uint64_t first[BLOCKS_MAX]) {
  struct ts_statusset_shape shape;
  struct ts_fault fault = {0};
  struct ts_statusset_info again;
  FUZZ_CHECK(ts_statusset_shape(&shape, info));
  struct ts_set_builder *builder =
      ts_set_builder_new((enum ts_statusset_kind)info->kind, info->bits, "/tmp", ts_crypto_yes(), &fault);
  FUZZ_CHECK(builder);
  uint32_t number = 0;
  for (uint32_t i = 0; i < info->blocks; i++) {
    struct ts_statusset_cursor cursor;
    struct ts_bytes block = ts_bytes(set + (size_t)i * TS_STATUSSET_BLOCK, ts_statusset_size(&shape, 0, i));
    for (bool ok = ts_statusset_begin(&cursor, &shape, block, first[i]); ok;
         ok = cursor.left > 0 && ts_statusset_next(&cursor)) {
      uint8_t digest[TS_SHA256_SIZE], reason = 0;
      uint32_t day = 0;
      if (info->kind == TS_SET_BLOCKED)
        FUZZ_CHECK(ts_statusset_blocked_read(cursor.entry.tail, &reason, &day));
      digest_of(&shape, info->kind, cursor.entry, number++, digest);
      FUZZ_CHECK(ts_set_builder_add(builder, digest, reason, day, &fault));
      if (number < 4 || number % 64 == 0) /* the rest is alike */
        ask(info, digest, true);
    }
  }
  char *made;
  size_t size;
  FILE *out = open_memstream(&made, &size);
  FUZZ_CHECK(out && ts_set_builder_finish(builder, out, &again, &fault) && fclose(out) == 0);
  FUZZ_CHECK(again.count == info->count && again.blocks == info->blocks && again.length == info->length);
  FUZZ_CHECK(memcmp(again.root, info->root, sizeof again.root) == 0);
  FUZZ_CHECK(size == set_size && memcmp(made, set, size) == 0);
  free(made);
  ts_set_builder_free(builder);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  struct ts_statusset_info info;
  uint64_t first[BLOCKS_MAX];
  uint8_t digest[TS_SHA256_SIZE];
  memset(&memory, 0, sizeof memory);
  if (!take_input((struct input){data, size}, &info, first))
    return 0;
  struct input tail = {data + (size > 16 ? size - 16 : 0), size > 16 ? 16 : size};
  (void)next(&tail, digest, sizeof digest);
  enum ts_err err = ts_statusset_check(&info, &reader, ts_crypto_yes(), &memory);
  ask(&info, digest, false);
  if (err == TS_OK)
    make_again(&info, first);
  /* Under a root that is not its own, whatever the numbers say. */
  info.root[0] ^= 1;
  FUZZ_CHECK(ts_statusset_check(&info, &reader, ts_crypto_yes(), &memory) != TS_OK);
  FUZZ_CHECK(ts_statusset_query(&info, &reader, ts_crypto_yes(), digest, &memory).is != TS_SET_MEMBER);
  if (info.count > 0)
    FUZZ_CHECK(ts_statusset_query(&info, &reader, ts_crypto_yes(), digest, &memory).is == TS_SET_NOT_CHECKED);
  return 0;
}
