/* SPDX-License-Identifier: Apache-2.0 */
/* Makes the seeds of corpus/statusset: small sets as the builder makes them, in the words of fuzz_statusset.c.
 * usage: make_statusset_seeds FOLDER */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/statusset_code.h"
#include "fuzz/crypto_yes.h"
#include "host-tools/statusset_build.h"

static const struct {
  const char *name;
  enum ts_statusset_kind kind;
  uint8_t bits;
  uint32_t count;
} seeds[] = {{"issued-1", TS_SET_ISSUED, 32, 1},      {"issued-12", TS_SET_ISSUED, 32, 12},
             {"blocked-5", TS_SET_BLOCKED, 40, 5},    {"signed-3", TS_SET_SIGNED, 128, 3},
             {"coarse", TS_SET_ISSUED, 1, 300},       {"coarse-blocked", TS_SET_BLOCKED, 2, 40},
             {"two-blocks", TS_SET_SIGNED, 128, 310}, {"three-blocks", TS_SET_BLOCKED, 3, 2900}};

static void put(FILE *out, const void *bytes, size_t size) {
  if (fwrite(bytes, 1, size, out) != size)
    exit(1);
}

static void write_seed(FILE *out, const struct ts_statusset_info *info, const uint8_t *set) {
  struct ts_statusset_shape shape;
  const uint8_t head[] = {info->kind, info->bits, (uint8_t)info->count, (uint8_t)(info->count >> 8),
                          (uint8_t)(info->blocks - 1)};
  if (!ts_statusset_shape(&shape, info))
    exit(1);
  put(out, head, sizeof head);
  for (uint32_t i = 0; i < info->blocks; i++) {
    uint32_t size = ts_statusset_size(&shape, 0, i);
    const uint8_t length[] = {(uint8_t)size, (uint8_t)(size >> 8)};
    put(out, set + shape.at[1] + (size_t)i * TS_STATUSSET_ENTRY, 8);
    put(out, length, sizeof length);
    put(out, set + (size_t)i * TS_STATUSSET_BLOCK, size);
  }
}

int main(int argc, char **argv) {
  for (size_t i = 0; argc == 2 && i < sizeof seeds / sizeof *seeds; i++) {
    struct ts_fault fault = {0};
    struct ts_statusset_info info;
    char path[1024], *set;
    size_t size;
    struct ts_set_builder *builder =
        ts_set_builder_new(seeds[i].kind, seeds[i].bits, argv[1], ts_crypto_yes(), &fault);
    uint64_t number = 0x9E3779B97F4A7C15u;
    for (uint32_t n = 0; builder && n < seeds[i].count; n++) {
      uint8_t digest[TS_SHA256_SIZE] = {0};
      ts_put_be64(digest, number *= 6364136223846793005u);
      ts_put_be64(digest + 8, number *= 6364136223846793005u);
      bool blocked = seeds[i].kind == TS_SET_BLOCKED;
      if (!ts_set_builder_add(builder, digest, blocked ? (uint8_t)(n % 4 + 1) : 0, blocked ? 20000 + n : 0,
                              &fault))
        return 1;
    }
    FILE *memory = open_memstream(&set, &size);
    if (!builder || !memory || !ts_set_builder_finish(builder, memory, &info, &fault) || fclose(memory) != 0)
      return 1;
    (void)snprintf(path, sizeof path, "%s/%s", argv[1], seeds[i].name);
    FILE *out = fopen(path, "wb");
    if (!out)
      return 1;
    write_seed(out, &info, (const uint8_t *)set);
    if (fclose(out) != 0)
      return 1;
    free(set);
    ts_set_builder_free(builder);
  }
  return argc == 2 ? 0 : 64;
}
