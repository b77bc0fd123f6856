/* SPDX-License-Identifier: Apache-2.0 */
#include "host-tools/home.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "host-tools/file.h"
#include "host-tools/home_keys.h"
#include "host-tools/home_schema.h"
#include "host-tools/publisher.h"
#include "host-tools/token.h"

#define BUSY_MS 20000

/* A power failure may not take back what a command said it had done, nor leave half of it: EXTRA also makes
 * the end of a journal durable, and rollback journals commit both databases as one (WAL would not). */
static const char settings[] = "PRAGMA main.journal_mode = DELETE; PRAGMA registry.journal_mode = DELETE;"
                               "PRAGMA main.synchronous = EXTRA; PRAGMA registry.synchronous = EXTRA;"
                               "PRAGMA foreign_keys = ON; PRAGMA trusted_schema = OFF;";

static bool attach(sqlite3 *db, const char *registry, struct ts_fault *fault) {
  struct ts_sql sql = ts_sql(db, "ATTACH DATABASE ? AS registry", fault);
  ts_sql_put_text(&sql, registry);
  bool ok = ts_sql_done(&sql);
  ts_sql_close(&sql);
  return ok;
}

static bool open_databases(sqlite3 **db, const char *path, int flags, struct ts_fault *fault) {
  char file[PATH_MAX], registry[PATH_MAX];
  if (!ts_path_join(file, path, "home.db", fault) || !ts_path_join(registry, path, "registry.db", fault))
    return false;
  flags |= SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOFOLLOW | SQLITE_OPEN_NOMUTEX; /* for the main thread alone */
  if (sqlite3_open_v2(file, db, flags, NULL) != SQLITE_OK)
    return *db ? ts_sql_fault(*db, fault) : ts_fault(fault, EX_OSERR, "out of memory");
  (void)sqlite3_extended_result_codes(*db, 1);
  if (sqlite3_busy_timeout(*db, BUSY_MS) != SQLITE_OK)
    return ts_sql_fault(*db, fault);
  return attach(*db, registry, fault) && ts_sql_run(*db, settings, fault) && ts_home_migrate(*db, fault);
}

bool ts_home_open(struct ts_home *home, const char *path, struct ts_fault *fault) {
  char file[PATH_MAX];
  *home = (struct ts_home){0};
  if (!ts_path_join(home->path, path, "", fault) || !ts_path_join(file, path, "home.db", fault))
    return false;
  if (access(file, F_OK) != 0)
    return ts_fault(fault, EX_NOINPUT, "%s is no Touchstone home; make one with: touchstone init %s", path,
                    path);
  if (!ts_path_join(file, path, "registry.db", fault))
    return false;
  if (access(file, F_OK) != 0) /* an empty new one would let every serial be issued twice */
    return ts_fault(fault, EX_NOINPUT, "%s is missing; put it back from a backup", file);
  if (open_databases(&home->db, path, 0, fault))
    return true;
  ts_home_close(home);
  return false;
}

void ts_home_close(struct ts_home *home) {
  if (home->db)
    (void)sqlite3_close(home->db); /* rolls back; every statement is closed by whoever made it */
  home->db = NULL;
}

bool ts_home_begin(struct ts_home *home, struct ts_fault *fault) {
  return ts_sql_run(home->db, "BEGIN IMMEDIATE", fault);
}

bool ts_home_commit(struct ts_home *home, struct ts_fault *fault) {
  return ts_sql_run(home->db, "COMMIT", fault);
}

bool ts_home_publisher(struct ts_home *home, struct ts_publisher *out, struct ts_fault *fault) {
  struct ts_sql sql = ts_sql(home->db, "SELECT name, key_file, last_sequence FROM publisher", fault);
  bool ok =
      ts_sql_row(&sql) || ts_fault(fault, EX_DATAERR, "%s names no publisher; was it damaged?", home->path);
  ok = ok && ts_sql_copy(&sql, 0, out->name, sizeof out->name) &&
       ts_sql_copy(&sql, 1, out->key_file, sizeof out->key_file);
  out->last_sequence = ok ? ts_sql_number(&sql, 2) : 0;
  ts_sql_close(&sql);
  return ok;
}

void ts_home_key_name(char out[TS_KEY_FILE_MAX], const char *label, const struct ts_key *key) {
  char hash[TS_KEY_HASH_TEXT];
  ts_key_hash_text(hash, key);
  (void)snprintf(out, TS_KEY_FILE_MAX, "%s-%s.pem", label, hash);
}

static bool key_path(char out[PATH_MAX], const struct ts_home *home, const char *name,
                     struct ts_fault *fault) {
  char folder[PATH_MAX];
  return ts_path_join(folder, home->path, "keys", fault) && ts_path_join(out, folder, name, fault);
}

bool ts_home_write_key(const struct ts_home *home, const char *name, const struct ts_key *key,
                       struct ts_fault *fault) {
  char path[PATH_MAX];
  return key_path(path, home, name, fault) && ts_key_write(key, path, fault);
}

bool ts_home_read_key(const struct ts_home *home, const char *name, struct ts_key *key,
                      struct ts_fault *fault) {
  char path[PATH_MAX];
  *key = (struct ts_key){0};
  if (!name[0])
    return ts_fault(fault, EX_NOPERM, "this home does not hold the private key; its owner signs");
  if (ts_token_is_uri(name))
    return ts_token_open(key, name, fault);
  return key_path(path, home, name, fault) && ts_key_read(key, path, fault);
}

void ts_home_remove_key(const struct ts_home *home, const char *name) {
  char path[PATH_MAX];
  struct ts_fault ignored = {0}; /* the transaction's own failure is the one to tell */
  if (name[0] && !ts_token_is_uri(name) && key_path(path, home, name, &ignored))
    (void)unlink(path);
}

static bool insert_publisher(struct ts_home *home, const char *name, const char *key_file, int64_t now,
                             struct ts_fault *fault) {
  struct ts_sql sql =
      ts_sql(home->db, "INSERT INTO publisher(id, name, key_file, created) VALUES(1, ?, ?, ?)", fault);
  ts_sql_put_text(&sql, name);
  ts_sql_put_text(&sql, key_file);
  ts_sql_put_number(&sql, now);
  bool ok = ts_sql_done(&sql);
  ts_sql_close(&sql);
  return ok;
}

/* Everything that a new home holds, in a folder that nobody looks into yet. */
static bool fill(const char *folder, const char *publisher, const char *source, int64_t now,
                 struct ts_fault *fault) {
  struct ts_home home = {0};
  struct ts_home_key key = {0};
  char keys[PATH_MAX];
  bool ok = ts_path_join(home.path, folder, "", fault) && ts_path_join(keys, folder, "keys", fault) &&
            (mkdir(keys, S_IRWXU) == 0 || ts_fault_writing(fault, keys, errno)) &&
            (source ? ts_home_key_bring(&home, source, "publisher", &key, fault)
                    : ts_key_make(&key.key, fault) && ts_home_key_keep(&home, "publisher", &key, fault)) &&
            open_databases(&home.db, folder, SQLITE_OPEN_CREATE, fault) &&
            insert_publisher(&home, publisher, key.file, now, fault) &&
            ts_home_publisher_begin(&home, &key.key, key.file, now, fault);
  ts_home_key_close(&home, &key, !ok);
  ts_home_close(&home);
  return ok;
}

static void remove_files_in(const char *folder) {
  DIR *dir = opendir(folder);
  struct ts_fault ignored = {0};
  char path[PATH_MAX];
  if (!dir)
    return;
  for (struct dirent *entry; (entry = readdir(dir)) != NULL;)
    if (ts_path_join(path, folder, entry->d_name, &ignored))
      (void)unlink(path); /* folders refuse, and are removed after */
  (void)closedir(dir);
}

static void remove_home(const char *folder) {
  char keys[PATH_MAX];
  struct ts_fault ignored = {0};
  if (!ts_path_join(keys, folder, "keys", &ignored))
    return;
  remove_files_in(keys);
  (void)rmdir(keys);
  remove_files_in(folder);
  (void)rmdir(folder);
}

static bool is_taken(const char *path) {
  DIR *dir = opendir(path);
  if (!dir)
    return errno != ENOENT;
  size_t entries = 0;
  while (readdir(dir))
    entries++;
  (void)closedir(dir);
  return entries > 2; /* "." and ".." */
}

bool ts_home_init(const char *path, const char *publisher, int64_t now, struct ts_fault *fault) {
  return ts_home_init_with_key(path, publisher, NULL, now, fault);
}

bool ts_home_init_with_key(const char *path, const char *publisher, const char *key, int64_t now,
                           struct ts_fault *fault) {
  char plain[PATH_MAX], making[PATH_MAX];
  size_t size = strlen(path);
  while (size > 1 && path[size - 1] == '/')
    size--;
  int a = snprintf(plain, sizeof plain, "%.*s", (int)size, path);
  int b = snprintf(making, sizeof making, "%.*s.XXXXXX", (int)size, path);
  if (size == 0 || a < 0 || b < 0 || b >= (int)sizeof making)
    return ts_fault(fault, EX_USAGE, "%s is no usable path", path);
  if (is_taken(plain))
    return ts_fault(fault, EX_CANTCREAT,
                    "%s exists and is not an empty folder; choose another, nothing was changed", plain);
  if (!mkdtemp(making))
    return ts_fault_writing(fault, plain, errno);
  bool ok = fill(making, publisher, key, now, fault);
  if (ok && rename(making, plain) != 0)
    ok = ts_fault_writing(fault, plain, errno);
  if (!ok)
    remove_home(making);
  return ok;
}
