/* SPDX-License-Identifier: Apache-2.0 */
/* Status sets, measured: their size, what building takes, whether every member is found, how often a stranger
 * is taken for one, and what a query reads. Everything is deterministic.
 * usage: bench_statusset size KIND BITS COUNT    build, check, ask for every member
 *        bench_statusset rate BITS COUNT ASKED   how often strangers seem to be members
 *        bench_statusset make COUNT FILE         a set of issued pieces, its description behind it
 *        bench_statusset query FILE TIMES        queries of it, half of them for members
 *        bench_statusset hash FILE TIMES         only the hashing that those queries do */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "adapters/crypto_psa.h"
#include "core/statusset_code.h"
#include "host-tools/statusset_build.h"
#include "unit/crypto_openssl.h"

static struct {
  struct ts_statusset_info info;
  uint8_t *data;
  unsigned long reads;
} set;
static struct ts_statusset_memory memory;
static const struct ts_crypto *crypto;

static _Noreturn void fail(const char *what) {
  (void)fprintf(stderr, "bench_statusset: %s\n", what);
  exit(1);
}

/* The reader's last offset, and what the bytes there were found to hash to. */
static uint64_t offset_read;
static struct known {
  uint64_t offset;
  bool known;
  uint8_t hash[TS_SHA256_SIZE];
} * known;

static enum ts_err read_set(void *ctx, uint64_t offset, void *buf, size_t size) {
  (void)ctx;
  set.reads++;
  offset_read = offset;
  if (offset + size > set.info.length)
    return TS_ERR_IO;
  memcpy(buf, set.data + offset, size);
  return TS_OK;
}

static const struct ts_statusset_reader reader = {.read = read_set};

/* Asking for ten million members hashes each block a thousand times: the same bytes are hashed once here. What
 * a query costs is measured without this. */
static enum ts_err sha256_once(void *ctx, const struct ts_bytes *part, size_t parts,
                               uint8_t digest[TS_SHA256_SIZE]) {
  const struct ts_crypto *real = ctx;
  struct known *at = known && parts == 2 ? &known[offset_read / TS_STATUSSET_NODE] : NULL;
  if (at && at->known && at->offset == offset_read &&
      memcmp(part[1].data, set.data + offset_read, part[1].size) == 0) {
    memcpy(digest, at->hash, TS_SHA256_SIZE);
    return TS_OK;
  }
  enum ts_err err = real->sha256(real->ctx, part, parts, digest);
  if (at && err == TS_OK) {
    *at = (struct known){.offset = offset_read, .known = true};
    memcpy(at->hash, digest, TS_SHA256_SIZE);
  }
  return err;
}

static void digest_of(char label, uint32_t number, uint8_t digest[TS_SHA256_SIZE]) {
  const uint8_t text[] = {(uint8_t)label, (uint8_t)number, (uint8_t)(number >> 8), (uint8_t)(number >> 16),
                          (uint8_t)(number >> 24)};
  const struct ts_bytes part = ts_bytes(text, sizeof text);
  if (crypto->sha256(crypto->ctx, &part, 1, digest) != TS_OK)
    fail("no digest");
}

static enum ts_statusset_membership ask(char label, uint32_t number) {
  uint8_t digest[TS_SHA256_SIZE];
  digest_of(label, number, digest);
  return ts_statusset_query(&set.info, &reader, crypto, digest, &memory).is;
}

/* Leaves the set in memory; how much building it took at its highest, in KB. */
static long build(enum ts_statusset_kind kind, uint8_t bits, uint32_t count) {
  struct ts_fault fault = {0};
  struct rusage usage;
  uint8_t digest[TS_SHA256_SIZE];
  bool blocked = kind == TS_SET_BLOCKED;
  FILE *file = tmpfile();
  struct ts_set_builder *builder = ts_set_builder_new(kind, bits, "/tmp", crypto, &fault);
  bool ok = file && builder;
  for (uint32_t i = 0; ok && i < count; i++) {
    digest_of('m', i, digest);
    ok = ts_set_builder_add(builder, digest, blocked ? (uint8_t)(i % 4 + 1) : 0,
                            blocked ? 20000 + i % 1000 : 0, &fault);
  }
  if (!ok || !ts_set_builder_finish(builder, file, &set.info, &fault) || getrusage(RUSAGE_SELF, &usage) != 0)
    fail(fault.text);
  ts_set_builder_free(builder);
  set.data = malloc(set.info.length);
  rewind(file);
  if (!set.data || fread(set.data, 1, set.info.length, file) != set.info.length || fclose(file) != 0)
    fail("the set does not read back");
  known = calloc(set.info.length / TS_STATUSSET_NODE + 1, sizeof *known);
  return usage.ru_maxrss;
}

static void size(enum ts_statusset_kind kind, uint8_t bits, uint32_t count) {
  long kb = build(kind, bits, count);
  if (ts_statusset_check(&set.info, &reader, crypto, &memory) != TS_OK)
    fail("the check refuses the set");
  unsigned long missed = 0;
  set.reads = 0;
  for (uint32_t i = 0; i < count; i++)
    missed += ask('m', i) == TS_SET_MEMBER ? 0u : 1u;
  double a_serial = 8.0 * set.info.length / count, log_n = 0;
  if (kind == TS_SET_SIGNED) /* ε = n / 2^128 */
    for (double n = count; n > 1.0001; n /= 1.0001)
      log_n += 0.00014426229;
  printf("%u %.3f %.3f %lu %.4f %.1f %.1f\n", (unsigned)count, a_serial, a_serial - bits + log_n, missed,
         (double)set.reads / count, (double)kb / 1024, (double)set.info.length / 1048576);
}

static void rate(uint8_t bits, uint32_t count, uint32_t asked) {
  (void)build(TS_SET_ISSUED, bits, count);
  unsigned long seen = 0;
  for (uint32_t i = 0; i < asked; i++)
    seen += ask('s', i) == TS_SET_MEMBER ? 1u : 0u;
  printf("%lu\n", seen);
}

static void make(uint32_t count, const char *path) {
  (void)build(TS_SET_ISSUED, TS_STATUSSET_ISSUED_BITS, count);
  FILE *file = fopen(path, "wb");
  if (!file || fwrite(&set.info, sizeof set.info, 1, file) != 1 ||
      fwrite(set.data, 1, set.info.length, file) != set.info.length || fclose(file) != 0)
    fail("cannot write the set");
}

static void load(const char *path) {
  FILE *file = fopen(path, "rb");
  if (!file || fread(&set.info, sizeof set.info, 1, file) != 1)
    fail("cannot read the set");
  set.data = malloc(set.info.length);
  if (!set.data || fread(set.data, 1, set.info.length, file) != set.info.length || fclose(file) != 0)
    fail("cannot read the set");
}

static void query(const char *path, uint32_t times) {
  load(path);
  unsigned long members = 0;
  for (uint32_t i = 0; i < times; i++)
    members += ask(i % 2 ? 'm' : 's', i % set.info.count) == TS_SET_MEMBER ? 1u : 0u;
  printf("%lu\n", members);
  if (members != times / 2)
    fail("not every second one is a member");
}

/* The piece's own digest, and those of a block and, from the second level on, a node. */
static void hash(const char *path, uint32_t times) {
  uint8_t digest[TS_SHA256_SIZE];
  struct ts_statusset_shape shape;
  load(path);
  if (!ts_statusset_shape(&shape, &set.info))
    fail("no such set");
  for (uint32_t i = 0; i < times; i++) {
    digest_of('m', i, digest);
    for (unsigned level = 0; level < shape.levels; level++) {
      struct ts_bytes bytes = ts_bytes(set.data + shape.at[level], ts_statusset_size(&shape, level, 0));
      if (ts_statusset_hash(crypto, level, bytes, digest) != TS_OK)
        fail("no hash");
    }
  }
}

static uint32_t number(const char *text) {
  return (uint32_t)strtoul(text, NULL, 10);
}

int main(int argc, char **argv) {
  const char *what = argc > 1 ? argv[1] : "";
  static struct ts_crypto psa;
  /* What is counted in instructions is counted with the device's library. */
  static struct ts_crypto once;
  once = *ts_crypto_openssl();
  once.sha256 = sha256_once;
  once.ctx = (void *)(uintptr_t)ts_crypto_openssl();
  crypto = &once;
  if (strcmp(what, "query") == 0 || strcmp(what, "hash") == 0) {
    if (ts_crypto_psa_init(&psa) != TS_OK)
      fail("no crypto");
    crypto = &psa;
  }
  if (argc == 5 && strcmp(what, "size") == 0)
    size((enum ts_statusset_kind)number(argv[2]), (uint8_t)number(argv[3]), number(argv[4]));
  else if (argc == 5 && strcmp(what, "rate") == 0)
    rate((uint8_t)number(argv[2]), number(argv[3]), number(argv[4]));
  else if (argc == 4 && strcmp(what, "make") == 0)
    make(number(argv[2]), argv[3]);
  else if (argc == 4 && strcmp(what, "query") == 0)
    query(argv[2], number(argv[3]));
  else if (argc == 4 && strcmp(what, "hash") == 0)
    hash(argv[2], number(argv[3]));
  else
    return 64;
  return 0;
}
