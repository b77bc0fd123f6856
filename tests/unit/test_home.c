/* SPDX-License-Identifier: Apache-2.0 */
/* A publisher's home: made whole or not at all, changed whole or not at all, and what it refuses to hold. */
#include <dirent.h>
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "host-tools/brands.h"
#include "host-tools/file.h"
#include "host-tools/publisher.h"
#include "host-tools/secret.h"
#include "host-tools/signers.h"

#define NOW INT64_C(1795435200) /* 2026-11-23 12:00 UTC */

static char folder[64], path[PATH_MAX];
static struct ts_home home;
static struct ts_fault fault;

static void remove_all(const char *name) {
  DIR *dir = opendir(name);
  char inner[PATH_MAX];
  struct ts_fault ignored = {0};
  if (!dir) {
    assert_int_equal(unlink(name), 0);
    return;
  }
  for (struct dirent *entry; (entry = readdir(dir)) != NULL;)
    if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0 &&
        ts_path_join(inner, name, entry->d_name, &ignored))
      remove_all(inner);
  assert_int_equal(closedir(dir), 0);
  assert_int_equal(rmdir(name), 0);
}

static size_t entries(const char *name) {
  DIR *dir = opendir(name);
  size_t count = 0;
  assert_non_null(dir);
  while (readdir(dir))
    count++;
  assert_int_equal(closedir(dir), 0);
  return count - 2;
}

/* Each test has a folder of its own with a home in it, open. */
static int start(void **state) {
  (void)state;
  ts_passphrase_from(NULL);
  (void)unsetenv(TS_PASSPHRASE_ENV);
  fault = (struct ts_fault){0};
  (void)snprintf(folder, sizeof folder, "/tmp/ts-home-XXXXXX");
  return mkdtemp(folder) && ts_path_join(path, folder, "home", &fault) &&
                 ts_home_init(path, "Publisher", NOW, &fault) && ts_home_open(&home, path, &fault)
             ? 0
             : -1;
}

static int stop(void **state) {
  (void)state;
  ts_home_close(&home);
  remove_all(folder);
  return 0;
}

static void assert_refused(bool done, int status, const char *words) {
  assert_false(done);
  assert_int_equal(fault.status, status);
  if (!strstr(fault.text, words))
    fail_msg("'%s' should say '%s'", fault.text, words);
  fault = (struct ts_fault){0};
}

static void add_brand(const char *id, const char *prefix) {
  struct ts_brand_row row = {.root = {.data = {1}, .size = 1}, .signer_days = 30, .serial_days = 7};
  assert_true(ts_text_copy(row.id, sizeof row.id, ts_bytes_of(id)));
  assert_true(ts_text_copy(row.name, sizeof row.name, ts_bytes_of(id)));
  assert_true(ts_home_begin(&home, &fault));
  assert_true(ts_home_brand_insert(&home, &row, NOW, &fault));
  assert_true(ts_home_brand_add_prefix(&home, id, prefix, &fault));
  assert_true(ts_home_commit(&home, &fault));
}

static void is_made_for_its_owner_alone(void **state) {
  struct ts_publisher publisher;
  struct ts_key key;
  struct stat st;
  char keys[PATH_MAX];
  (void)state;
  assert_int_equal(stat(path, &st), 0);
  assert_int_equal(st.st_mode & 0777, 0700);
  assert_true(ts_home_publisher(&home, &publisher, &fault));
  assert_string_equal(publisher.name, "Publisher");
  assert_int_equal(publisher.last_sequence, 0);
  assert_true(ts_home_read_key(&home, publisher.key_file, &key, &fault));
  ts_key_free(&key);
  assert_true(ts_path_join(keys, path, "keys", &fault));
  assert_int_equal(entries(keys), 1);
  assert_int_equal(entries(folder), 1); /* no leftovers beside it */
}

static void is_not_made_over_anything(void **state) {
  char other[PATH_MAX];
  (void)state;
  assert_refused(ts_home_init(path, "Another", NOW, &fault), EX_CANTCREAT, "not an empty folder");
  assert_true(ts_path_join(other, folder, "empty", &fault));
  assert_int_equal(mkdir(other, 0755), 0);
  assert_true(ts_home_init(other, "Another", NOW, &fault));
  assert_true(ts_path_join(other, folder, "file", &fault));
  assert_true(ts_file_write(other, ts_bytes_of("x"), 0644, &fault));
  assert_refused(ts_home_init(other, "Another", NOW, &fault), EX_CANTCREAT, "not an empty folder");
  assert_true(ts_path_join(other, folder, "no/such/folder", &fault));
  assert_refused(ts_home_init(other, "Another", NOW, &fault), EX_CANTCREAT, "No such file");
  assert_int_equal(entries(folder), 3);
}

static void tells_what_is_no_home(void **state) {
  struct ts_home none;
  char file[PATH_MAX];
  (void)state;
  assert_refused(ts_home_open(&none, folder, &fault), EX_NOINPUT, "touchstone init");
  assert_true(ts_path_join(file, path, "registry.db", &fault));
  ts_home_close(&home);
  assert_int_equal(unlink(file), 0);
  assert_refused(ts_home_open(&home, path, &fault), EX_NOINPUT, "backup");
  assert_true(ts_file_write(file, ts_bytes_of("this is no database, whatever its name says"), 0644, &fault));
  assert_refused(ts_home_open(&home, path, &fault), EX_DATAERR, "not a database");
}

static void leaves_a_newer_home_alone(void **state) {
  (void)state;
  assert_true(ts_sql_run(home.db, "PRAGMA registry.user_version = 99", &fault));
  ts_home_close(&home);
  assert_refused(ts_home_open(&home, path, &fault), EX_DATAERR, "newer touchstone");
}

static void keeps_nothing_that_was_not_committed(void **state) {
  struct ts_brand_row row;
  (void)state;
  add_brand("maison", "9521234");
  assert_true(ts_home_begin(&home, &fault));
  assert_true(ts_sql_run(
      home.db,
      "DELETE FROM brand_prefix; INSERT INTO registry.piece VALUES(1,'maison','g','s','',0,0,0,'','',"
      "x'00',1,'u',0,'me','',0,0,1); UPDATE main.publisher SET last_sequence = 5",
      &fault));
  ts_home_close(&home);
  assert_true(ts_home_open(&home, path, &fault));
  assert_true(ts_home_brand_get(&home, "maison", &row, &fault));
  struct ts_sql sql = ts_sql(home.db,
                             "SELECT (SELECT count(*) FROM piece) + (SELECT last_sequence FROM publisher)"
                             " + 10 * (SELECT count(*) FROM brand_prefix)",
                             &fault);
  assert_true(ts_sql_row(&sql));
  assert_int_equal(ts_sql_number(&sql, 0), 10);
  ts_sql_close(&sql);
}

static void gives_a_gtin_one_owner(void **state) {
  static const char *const overlapping[] = {"9521234", "952123", "9521", "95212345", "952123456789"};
  char gtin[15];
  bool owns;
  (void)state;
  add_brand("maison", "9521234");
  add_brand("casa", "9525678");
  for (size_t i = 0; i < sizeof overlapping / sizeof *overlapping; i++)
    assert_refused(ts_home_brand_add_prefix(&home, "casa", overlapping[i], &fault), EX_DATAERR,
                   "9521234 of brand maison");
  assert_true(ts_home_brand_add_prefix(&home, "casa", "9521235", &fault));
  assert_true(ts_home_brand_owns(&home, "maison", "09521234000013", &owns, &fault) && owns);
  assert_true(ts_home_brand_owns(&home, "maison", "59521234000018", &owns, &fault) && owns);
  assert_true(ts_home_brand_owns(&home, "casa", "09521234000013", &owns, &fault) && !owns);
  /* The first digit is the indicator and belongs to no prefix. */
  assert_true(ts_home_brand_owns(&home, "maison", "95212340000017", &owns, &fault) && !owns);
  assert_true(ts_home_brand_covers(&home, "maison", "9521234000013", true, gtin, &fault));
  assert_string_equal(gtin, "09521234000013");
  assert_true(ts_home_brand_covers(&home, "maison", "95212340", true, gtin, &fault));
  assert_refused(ts_home_brand_covers(&home, "casa", "9521234000013", true, gtin, &fault), EX_DATAERR,
                 "outside");
  assert_refused(ts_home_brand_covers(&home, "maison", "9521234000014", true, gtin, &fault), EX_USAGE,
                 "check digit");
}

static void gives_a_host_one_brand(void **state) {
  char host[TS_GS1_HOST_MAX + 1];
  (void)state;
  add_brand("maison", "9521234");
  add_brand("casa", "9525678");
  assert_true(ts_home_brand_add_host(&home, "maison", "z.example", &fault));
  assert_true(ts_home_brand_add_host(&home, "maison", "a.example", &fault));
  assert_true(ts_home_brand_first_host(&home, "maison", host, &fault));
  assert_string_equal(host, "z.example");
  assert_refused(ts_home_brand_add_host(&home, "casa", "a.example", &fault), EX_DATAERR, "maison");
  assert_refused(ts_home_brand_first_host(&home, "casa", host, &fault), EX_DATAERR, "no host");
}

/* A brand with a real root, for signers. */
static struct ts_brand_row real_brand(void) {
  struct ts_brand_row row = {.id = "maison", .name = "Maison", .signer_days = 30, .serial_days = 7};
  struct ts_key key;
  assert_true(ts_key_make(&key, &fault));
  assert_true(ts_x509_make_root(&row.root, &key, row.id, row.name, NOW, &fault));
  ts_home_key_name(row.root_key_file, "maison-root", &key);
  assert_true(ts_home_write_key(&home, row.root_key_file, &key, &fault));
  assert_true(ts_home_brand_insert(&home, &row, NOW, &fault));
  ts_key_free(&key);
  return row;
}

static void never_gives_a_key_id_twice(void **state) {
  struct ts_brand_row brand = real_brand();
  struct ts_signer_row first, signer;
  (void)state;
  assert_true(ts_home_signer_make(&home, &brand, NOW, NOW + 100, NOW, &first, &fault));
  /* All ids but one half of them are taken: the key that is made has one of the free ones. */
  assert_true(ts_sql_run(
      home.db,
      "WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 2 FROM n WHERE i < 65534)"
      " INSERT OR IGNORE INTO signer(brand, key_id, certificate, key_file, state, not_before, not_after,"
      " created) SELECT 'maison', i, x'00', '', 1, 0, 0, 0 FROM n",
      &fault));
  for (int i = 0; i < 8; i++) {
    assert_true(ts_home_signer_make(&home, &brand, NOW, NOW + 100, NOW, &signer, &fault));
    assert_int_equal(signer.key_id % 2, 1);
  }
  assert_true(ts_sql_run(
      home.db,
      "WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 65535)"
      " INSERT OR IGNORE INTO signer(brand, key_id, certificate, key_file, state, not_before, not_after,"
      " created) SELECT 'maison', i, x'00', '', 2, 0, 0, 0 FROM n",
      &fault));
  assert_refused(ts_home_signer_make(&home, &brand, NOW, NOW + 100, NOW, &signer, &fault), EX_SOFTWARE,
                 "no free key id");
}

/* A key in a file, and whoever had its id before: long retired, under another certificate. */
static void refuses_a_key_id_that_was_used(void **state) {
  struct ts_brand_row brand = real_brand();
  struct ts_signer_row signer, other;
  struct ts_home_key key;
  char file[PATH_MAX], keys[PATH_MAX];
  struct ts_signer_wish wish = {.key = file, .not_before = NOW, .not_after = NOW + 100};
  (void)state;
  assert_true(ts_path_join(file, folder, "brought.pem", &fault) && ts_path_join(keys, path, "keys", &fault));
  assert_true(ts_key_make(&key.key, &fault));
  assert_true(ts_key_write(&key.key, file, &fault));
  other = (struct ts_signer_row){.key_id = ts_key_id(&key.key), .state = TS_SIGNER_RETIRED};
  ts_key_free(&key.key);
  other.certificate.size = 1;
  assert_true(ts_home_signer_insert(&home, "maison", NOW, &other, &fault));
  size_t before = entries(keys);
  bool done = ts_home_signer_add(&home, &brand, &wish, NOW, &key, &signer, &fault);
  ts_home_key_close(&home, &key, !done);
  assert_refused(done, EX_DATAERR, "forever");
  assert_int_equal(entries(keys), before); /* the copy that was made is gone */
  /* Another brand's key ids are its own. */
  add_brand("casa", "9525678");
  assert_true(ts_sql_run(home.db, "UPDATE signer SET brand = 'casa'", &fault));
  done = ts_home_signer_add(&home, &brand, &wish, NOW, &key, &signer, &fault);
  ts_home_key_close(&home, &key, !done);
  assert_true(done);
  assert_int_equal(signer.key_id, other.key_id);
  assert_int_equal(entries(keys), before + 1);
}

static void takes_no_state_of_a_signer_back(void **state) {
  struct ts_brand_row brand = real_brand();
  struct ts_signer_row signer, again;
  (void)state;
  assert_true(ts_home_signer_make(&home, &brand, NOW, NOW + 100, NOW, &signer, &fault));
  assert_true(ts_home_signer_set_state(&home, &signer, TS_SIGNER_RETIRED, 0, &fault));
  assert_refused(ts_home_signer_set_state(&home, &signer, TS_SIGNER_ACTIVE, 0, &fault), EX_DATAERR,
                 "stays so");
  assert_true(ts_home_signer_set_state(&home, &signer, TS_SIGNER_REVOKED, 864000, &fault));
  assert_refused(ts_home_signer_set_state(&home, &signer, TS_SIGNER_RETIRED, 0, &fault), EX_DATAERR,
                 "revoked");
  assert_refused(ts_home_signer_set_state(&home, &signer, TS_SIGNER_REVOKED, 950400, &fault), EX_DATAERR,
                 "earlier");
  assert_true(ts_home_signer_set_state(&home, &signer, TS_SIGNER_REVOKED, 777600, &fault));
  assert_true(ts_home_signer_get(&home, "maison", signer.key_id, &again, &fault));
  assert_int_equal(again.state, TS_SIGNER_REVOKED);
  assert_int_equal(again.revoked_from, 777600);
  assert_refused(ts_home_signer_get(&home, "maison", signer.key_id ^ 1, &again, &fault), EX_DATAERR,
                 "no signer");
}

/* A home of the first version, with a brand in it, is brought up to date and keeps it. */
static void brings_an_older_home_up_to_date(void **state) {
  struct ts_brand_row row;
  (void)state;
  add_brand("maison", "9521234");
  assert_true(ts_sql_run(
      home.db,
      "ALTER TABLE main.brand DROP COLUMN imported; ALTER TABLE main.brand DROP COLUMN"
      " export_sequence; ALTER TABLE main.brand DROP COLUMN export_issued; ALTER TABLE"
      " main.brand DROP COLUMN export_expires; ALTER TABLE main.brand DROP COLUMN"
      " export_sha256; ALTER TABLE main.brand DROP COLUMN export_kept; DROP TABLE main.publisher_key; DROP TABLE main.publisher_set; DROP TABLE"
      " main.publisher_certificate; DROP TABLE main.enrolled; PRAGMA"
      " main.user_version = 1",
      &fault));
  ts_home_close(&home);
  assert_true(ts_home_open(&home, path, &fault));
  assert_true(ts_home_brand_get(&home, "maison", &row, &fault));
  assert_false(row.imported);
  assert_int_equal(row.export_sequence, 0);
  assert_false(row.export_kept); /* nor are there sets to lay into a bundle */
  struct ts_publisher_keys keys;
  assert_true(ts_home_publisher_keys(&home, &keys, &fault)); /* the one key that it was made with */
  assert_true(ts_publisher_ok(&keys) && keys.generation == 1 && keys.count == 1);
  bool had;
  assert_true(ts_home_publisher_had(&home, keys.key[0].point, &had, &fault) && had);
}

static void holds_signers_to_their_scope(void **state) {
  struct ts_brand_row brand = real_brand();
  struct ts_signer_row signer;
  bool in;
  (void)state;
  assert_true(ts_home_signer_make(&home, &brand, NOW, NOW + 100, NOW, &signer, &fault));
  assert_true(ts_home_signer_covers(&home, signer.id, "09521234000013", &in, &fault) && in);
  assert_true(ts_home_signer_add_scope(&home, signer.id, "09521234000020", &fault));
  assert_true(ts_home_signer_covers(&home, signer.id, "09521234000013", &in, &fault) && !in);
  assert_true(ts_home_signer_covers(&home, signer.id, "09521234000020", &in, &fault) && in);
  assert_true(ts_home_signer_add_scope(&home, signer.id, "95212340000", &fault));
  assert_true(ts_home_signer_covers(&home, signer.id, "09521234000013", &in, &fault) && in);
  assert_true(ts_home_signer_covers(&home, signer.id, "09521234001010", &in, &fault) && !in);
}

static void waits_for_no_one_forever(void **state) {
  struct ts_home other;
  (void)state;
  assert_true(ts_home_open(&other, path, &fault));
  assert_true(ts_home_begin(&home, &fault));
  assert_int_equal(sqlite3_busy_timeout(other.db, 10), SQLITE_OK);
  assert_refused(ts_home_begin(&other, &fault), EX_TEMPFAIL, "try again");
  assert_true(ts_home_commit(&home, &fault));
  assert_true(ts_home_begin(&other, &fault));
  ts_home_close(&other);
}

int main(void) {
#define TEST(name) cmocka_unit_test_setup_teardown(name, start, stop)
  const struct CMUnitTest tests[] = {
      TEST(is_made_for_its_owner_alone),
      TEST(is_not_made_over_anything),
      TEST(tells_what_is_no_home),
      TEST(leaves_a_newer_home_alone),
      TEST(keeps_nothing_that_was_not_committed),
      TEST(gives_a_gtin_one_owner),
      TEST(gives_a_host_one_brand),
      TEST(never_gives_a_key_id_twice),
      TEST(refuses_a_key_id_that_was_used),
      TEST(takes_no_state_of_a_signer_back),
      TEST(brings_an_older_home_up_to_date),
      TEST(holds_signers_to_their_scope),
      TEST(waits_for_no_one_forever),
  };
  if (!freopen("/dev/null", "r", stdin)) /* whoever runs the tests is not asked for passphrases */
    return 1;
  return cmocka_run_group_tests(tests, NULL, NULL);
}
