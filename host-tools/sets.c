/* SPDX-License-Identifier: Apache-2.0 */
#include "host-tools/sets.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "adapters/crypto_psa.h"
#include "host-tools/file.h"
#include "host-tools/statusset_build.h"
#include "host-tools/test_cards.h"

/* A file that nobody else sees, and that is gone with this process. */
static FILE *open_nameless(const char *folder, struct ts_fault *fault) {
  char path[PATH_MAX];
  if (!ts_path_join(path, folder, "sets-XXXXXX", fault))
    return NULL;
  int fd = mkstemp(path);
  if (fd < 0) {
    (void)ts_fault_writing(fault, folder, errno);
    return NULL;
  }
  (void)unlink(path);
  FILE *file = fdopen(fd, "w+b");
  if (!file) {
    (void)ts_fault_writing(fault, folder, errno);
    (void)close(fd);
  }
  return file;
}

bool ts_sets_open(struct ts_sets *sets, struct ts_home *home, struct ts_registry *registry,
                  struct ts_fault *fault) {
  *sets = (struct ts_sets){.home = home, .registry = registry, .fault = fault};
  if (ts_crypto_psa_init(&sets->crypto) != TS_OK)
    return ts_fault(fault, EX_SOFTWARE, "mbedTLS does not start");
  sets->file = open_nameless(home->path, fault);
  return sets->file != NULL;
}

void ts_sets_close(struct ts_sets *sets) {
  if (sets->memory)
    (void)munmap(sets->memory, sets->size);
  if (sets->file)
    (void)fclose(sets->file); /* what was in it has been used, or is of no use */
  *sets = (struct ts_sets){0};
}

/* One row of the registry to an entry of a set of KIND. */
static bool add(struct ts_sets *sets, struct ts_set_builder *builder, enum ts_statusset_kind kind,
                const struct ts_registry_row *row) {
  uint8_t digest[TS_SHA256_SIZE];
  if (kind == TS_SET_SIGNED)
    return ts_set_builder_add(builder, row->signed_sha256, 0, 0, sets->fault);
  if (ts_statusset_piece_digest(&sets->crypto, row->gtin, row->serial, digest) != TS_OK)
    return ts_fault(sets->fault, EX_SOFTWARE, "hashing %s %s failed", row->gtin, row->serial);
  if (kind == TS_SET_ISSUED)
    return ts_set_builder_add(builder, digest, 0, 0, sets->fault);
  int64_t day = row->blocked_at / TS_DAY_SECONDS;
  if (row->block == TS_BLOCK_NONE || day < 0 || day > TS_STATUSSET_DAY_MAX)
    return ts_fault(sets->fault, EX_DATAERR,
                    "the registry blocks %s %s for a reason or since a day that is none", row->gtin,
                    row->serial);
  return ts_set_builder_add(builder, digest, (uint8_t)row->block, (uint32_t)day, sets->fault);
}

/* The format's numbers are the registry's. */
_Static_assert((int)TS_BLOCK_STOLEN == (int)TS_BLOCKED_STOLEN &&
                   (int)TS_BLOCK_RECALLED == (int)TS_BLOCKED_RECALLED &&
                   (int)TS_BLOCK_DESTROYED == (int)TS_BLOCKED_DESTROYED &&
                   (int)TS_BLOCK_RETURNED == (int)TS_BLOCKED_RETURNED,
               "a reason has two numbers");

/* EXTRA, unless it is NULL, is in the set though not in the registry. */
static bool build(struct ts_sets *sets, enum ts_statusset_kind kind, uint8_t bits,
                  const struct ts_registry_filter *filter, const struct ts_registry_row *extra,
                  struct ts_set_spec *out) {
  struct ts_registry_row row;
  struct ts_set_builder *builder =
      ts_set_builder_new(kind, bits, sets->home->path, &sets->crypto, sets->fault);
  struct ts_registry_list *list = builder ? ts_registry_list(sets->registry, filter) : NULL;
  off_t at = ftello(sets->file);
  bool ok = builder && list;
  *out = (struct ts_set_spec){.there = true, .offset = (size_t)(at < 0 ? 0 : at)};
  if (ok && at < 0)
    ok = ts_fault_writing(sets->fault, sets->home->path, errno);
  while (ok && ts_registry_next(list, &row))
    ok = add(sets, builder, kind, &row);
  ts_registry_list_close(list);
  if (ok && extra)
    ok = add(sets, builder, kind, extra);
  ok = ok && sets->fault->status == EX_OK &&
       ts_set_builder_finish(builder, sets->file, &out->info, sets->fault);
  ts_set_builder_free(builder);
  return ok;
}

bool ts_sets_issued(struct ts_sets *sets, const char *brand, struct ts_set_spec *out) {
  const struct ts_registry_filter filter = {.brand = brand};
  return build(sets, TS_SET_ISSUED, TS_STATUSSET_ISSUED_BITS, &filter, NULL, out);
}

bool ts_sets_blocked(struct ts_sets *sets, const char *brand, struct ts_set_spec *out) {
  const struct ts_registry_filter filter = {.brand = brand, .blocked = true};
  struct ts_registry_row card;
  bool found;
  return ts_test_cards_blocked(sets->home, brand, &card, &found, sets->fault) &&
         build(sets, TS_SET_BLOCKED, TS_STATUSSET_BLOCKED_BITS, &filter, found ? &card : NULL, out);
}

bool ts_sets_recorded(struct ts_sets *sets, const char *brand, uint16_t key_id, int64_t before,
                      struct ts_set_spec *out) {
  const struct ts_registry_filter filter = {
      .brand = brand, .by_key = true, .key_id = key_id, .issued_before = before};
  return build(sets, TS_SET_SIGNED, TS_STATUSSET_SIGNED_BITS, &filter, NULL, out);
}

bool ts_sets_copy(struct ts_sets *sets, const struct ts_statusset_info *info, struct ts_bytes bytes,
                  struct ts_set_spec *out) {
  off_t at = ftello(sets->file);
  *out = (struct ts_set_spec){.there = true, .info = *info, .offset = (size_t)(at < 0 ? 0 : at)};
  if (at < 0 || (bytes.size && fwrite(bytes.data, bytes.size, 1, sets->file) != 1))
    return ts_fault_writing(sets->fault, sets->home->path, errno);
  return true;
}

bool ts_sets_map(struct ts_sets *sets, struct ts_bytes *bytes) {
  off_t end = ftello(sets->file);
  *bytes = ts_bytes(NULL, 0);
  if (end < 0 || fflush(sets->file) != 0 || ferror(sets->file))
    return ts_fault_writing(sets->fault, sets->home->path, errno);
  if (end == 0)
    return true;
  void *memory = mmap(NULL, (size_t)end, PROT_READ, MAP_PRIVATE, fileno(sets->file), 0);
  if (memory == MAP_FAILED)
    return ts_fault(sets->fault, EX_OSERR, "the bundle's sets cannot be read: %s", strerror(errno));
  sets->memory = memory;
  sets->size = (size_t)end;
  *bytes = ts_bytes(memory, sets->size);
  return true;
}
