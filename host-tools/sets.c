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

bool ts_sets_open(struct ts_sets *sets, struct ts_home *home, struct ts_fault *fault) {
  *sets = (struct ts_sets){.home = home, .fault = fault};
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

/* One row of the registry to an entry of the set. */
typedef bool (*take_row)(struct ts_sets *sets, struct ts_set_builder *builder, struct ts_sql *sql);

static bool add_piece(struct ts_sets *sets, struct ts_set_builder *builder, struct ts_sql *sql,
                      uint8_t reason, uint32_t day) {
  char gtin[15], serial[TS_TAG_SERIAL_MAX + 1];
  uint8_t digest[TS_SHA256_SIZE];
  if (!ts_sql_copy(sql, 0, gtin, sizeof gtin) || !ts_sql_copy(sql, 1, serial, sizeof serial))
    return false;
  if (ts_statusset_piece_digest(&sets->crypto, gtin, serial, digest) != TS_OK)
    return ts_fault(sets->fault, EX_SOFTWARE, "hashing %s %s failed", gtin, serial);
  return ts_set_builder_add(builder, digest, reason, day, sets->fault);
}

static bool take_issued(struct ts_sets *sets, struct ts_set_builder *builder, struct ts_sql *sql) {
  return add_piece(sets, builder, sql, 0, 0);
}

static uint8_t reason_of(struct ts_bytes name) {
  static const char *const names[] = {[TS_BLOCKED_STOLEN] = "stolen",
                                      [TS_BLOCKED_RECALLED] = "recalled",
                                      [TS_BLOCKED_DESTROYED] = "destroyed",
                                      [TS_BLOCKED_RETURNED] = "returned"};
  for (uint8_t i = TS_BLOCKED_STOLEN; i <= TS_BLOCKED_RETURNED; i++)
    if (ts_bytes_equal_text(name, names[i]))
      return i;
  return 0;
}

static bool take_blocked(struct ts_sets *sets, struct ts_set_builder *builder, struct ts_sql *sql) {
  uint8_t reason = reason_of(ts_sql_text(sql, 2));
  int64_t day = ts_sql_number(sql, 3) / TS_DAY_SECONDS;
  if (!reason || day < 0 || day > TS_STATUSSET_DAY_MAX)
    return ts_fault(sets->fault, EX_DATAERR,
                    "the registry blocks %.14s for a reason or since a day that is none",
                    (const char *)ts_sql_text(sql, 0).data);
  return add_piece(sets, builder, sql, reason, (uint32_t)day);
}

static bool take_signed(struct ts_sets *sets, struct ts_set_builder *builder, struct ts_sql *sql) {
  struct ts_bytes digest = ts_sql_blob(sql, 0);
  if (digest.size != TS_SHA256_SIZE)
    return ts_fault(sets->fault, EX_DATAERR, "the registry holds a damaged hash of signed bytes");
  return ts_set_builder_add(builder, digest.data, 0, 0, sets->fault);
}

/* All rows of SQL, which is closed. */
static bool build(struct ts_sets *sets, enum ts_statusset_kind kind, uint8_t bits, struct ts_sql sql,
                  take_row take, struct ts_set_spec *out) {
  struct ts_set_builder *builder =
      ts_set_builder_new(kind, bits, sets->home->path, &sets->crypto, sets->fault);
  off_t at = ftello(sets->file);
  bool ok = builder != NULL && at >= 0;
  *out = (struct ts_set_spec){.there = true};
  while (ok && ts_sql_row(&sql))
    ok = take(sets, builder, &sql);
  ts_sql_close(&sql);
  ok = ok && sets->fault->status == EX_OK &&
       ts_set_builder_finish(builder, sets->file, &out->info, sets->fault);
  out->offset = (size_t)at;
  ts_set_builder_free(builder);
  return ok || ts_fault(sets->fault, EX_IOERR, "the bundle's sets cannot be kept: %s", strerror(errno));
}

bool ts_sets_issued(struct ts_sets *sets, const char *brand, struct ts_set_spec *out) {
  struct ts_sql sql = ts_sql(sets->home->db, "SELECT gtin, serial FROM piece WHERE brand = ?", sets->fault);
  ts_sql_put_text(&sql, brand);
  return build(sets, TS_SET_ISSUED, TS_STATUSSET_ISSUED_BITS, sql, take_issued, out);
}

/* The last word on each piece, if that blocks it. */
bool ts_sets_blocked(struct ts_sets *sets, const char *brand, struct ts_set_spec *out) {
  struct ts_sql sql =
      ts_sql(sets->home->db,
             "SELECT p.gtin, p.serial, e.detail, e.at FROM piece p JOIN event e ON e.id ="
             " (SELECT max(id) FROM event WHERE piece = p.id AND kind IN ('blocked', 'unblocked'))"
             " WHERE p.brand = ? AND e.kind = 'blocked'",
             sets->fault);
  ts_sql_put_text(&sql, brand);
  return build(sets, TS_SET_BLOCKED, TS_STATUSSET_BLOCKED_BITS, sql, take_blocked, out);
}

bool ts_sets_recorded(struct ts_sets *sets, const char *brand, uint16_t key_id, int64_t before,
                      struct ts_set_spec *out) {
  struct ts_sql sql =
      ts_sql(sets->home->db, "SELECT signed_sha256 FROM piece WHERE brand = ? AND key_id = ? AND issued < ?",
             sets->fault);
  ts_sql_put_text(&sql, brand);
  ts_sql_put_number(&sql, key_id);
  ts_sql_put_number(&sql, before);
  return build(sets, TS_SET_SIGNED, TS_STATUSSET_SIGNED_BITS, sql, take_signed, out);
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
