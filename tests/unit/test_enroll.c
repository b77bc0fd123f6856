/* SPDX-License-Identifier: Apache-2.0 */
/* host-tools/enroll: whom a publisher's home vouches for, and whom not, whatever chain a device brings. */
#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "adapters/crypto_psa.h"
#include "adapters/identity_psa.h"
#include "app/install.h"
#include "boards/common/hosted/store_files.h"
#include "host-tools/enroll.h"
#include "host-tools/file.h"
#include "host-tools/publisher.h"
#include "host-tools/secret.h"

#define NOW INT64_C(1795435200) /* 2026-11-23 12:00 UTC */
#define DAY INT64_C(86400)

static char folder[64], home_path[PATH_MAX], device_path[PATH_MAX];
static struct ts_home home;
static struct ts_fault fault;
static struct ts_crypto crypto;
static struct ts_store_files files;
static struct ts_store store;

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

/* A device as provisioning leaves it, as far as enrolling looks. */
static bool make_device(void) {
  struct ts_anchor anchor = {.sequence = 1, .time_floor = NOW};
  return ts_home_publisher_keys(&home, &anchor.publisher, &fault) &&
         ts_store_files_make(device_path) == TS_OK &&
         ts_store_files_open(&files, device_path, true, &store) == TS_OK &&
         ts_install_write_anchor(&store, &crypto, &anchor) == TS_OK;
}

static int start(void **state) {
  (void)state;
  ts_passphrase_from(NULL);
  (void)unsetenv(TS_PASSPHRASE_ENV);
  fault = (struct ts_fault){0};
  (void)snprintf(folder, sizeof folder, "/tmp/ts-enroll-XXXXXX");
  return mkdtemp(folder) && ts_crypto_psa_init(&crypto) == TS_OK &&
                 ts_path_join(home_path, folder, "home", &fault) &&
                 ts_path_join(device_path, folder, "device", &fault) &&
                 ts_home_init(home_path, "Publisher", NOW, &fault) &&
                 ts_home_open(&home, home_path, &fault) && make_device()
             ? 0
             : -1;
}

static int stop(void **state) {
  (void)state;
  ts_store_files_close(&files);
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

static struct ts_enrolled enroll(int64_t now, uint32_t days, struct ts_device_chain *chain) {
  struct ts_enrollment wish = {.device = device_path, .name = "Desk", .now = now, .days = days};
  struct ts_enrolled row;
  bool again;
  assert_true(ts_home_enroll(&home, &wish, &row, chain, &again, &fault));
  return row;
}

/* A chain for POINT by a publisher who is none of ours, in every other way as it should be. */
static struct ts_device_chain forged(const struct ts_key *device, const char *id, struct ts_key *publisher) {
  struct ts_device_chain chain;
  assert_true(publisher->pkey || ts_key_make(publisher, &fault));
  assert_true(ts_x509_make_publisher(&chain.publisher, publisher, "Publisher", NOW, &fault));
  assert_true(ts_x509_make_device(&chain.device, device, id, "Desk", publisher, &chain.publisher, NOW,
                                  NOW + 10 * DAY, &fault));
  return chain;
}

static bool vouches(const struct ts_device_chain *chain, const uint8_t *point, int64_t now) {
  return ts_home_vouches(&home, chain, point, now, "it", &fault);
}

static void test_vouches_for_what_it_enrolled(void **state) {
  (void)state;
  struct ts_device_chain chain, read;
  struct ts_identity_psa memory;
  struct ts_identity identity;
  uint8_t point[TS_P256_POINT_SIZE];
  assert_refused(ts_device_chain_read(&store, "it", &read, &fault), EX_DATAERR, "not enrolled");
  struct ts_enrolled row = enroll(NOW, 10, &chain);
  assert_int_equal(ts_identity_psa_open(&memory, &store, &crypto, false, &identity), TS_OK);
  assert_int_equal(identity.public_key(identity.ctx, point), TS_OK);
  assert_memory_equal(row.point, point, sizeof point);
  assert_true(ts_device_chain_read(&store, "it", &read, &fault));
  assert_true(read.device.size == chain.device.size && read.publisher.size == chain.publisher.size);
  assert_memory_equal(read.device.data, chain.device.data, chain.device.size);
  assert_memory_equal(read.publisher.data, chain.publisher.data, chain.publisher.size);
  assert_true(vouches(&read, point, NOW));
  assert_true(vouches(&read, point, NOW + 10 * DAY - 1));
  assert_refused(vouches(&read, point, NOW + 10 * DAY), EX_DATAERR, "expired");
  point[64] ^= 1;
  assert_refused(vouches(&read, point, NOW), EX_DATAERR, "another key");
}

/* Damage anywhere: the chain does not read, or nobody vouches for it. */
static void test_damaged_chain(void **state) {
  (void)state;
  struct ts_device_chain chain;
  uint8_t file[2 * TS_CERTIFICATE_MAX + 1];
  uint64_t size;
  struct ts_enrolled row = enroll(NOW, 10, &chain);
  assert_int_equal(store.size(store.ctx, TS_STORE_TRUSTED, TS_DEVICE_CERTIFICATE_FILE, &size), TS_OK);
  assert_true(size < sizeof file - 1);
  assert_int_equal(store.read(store.ctx, TS_STORE_TRUSTED, TS_DEVICE_CERTIFICATE_FILE, 0, file, (size_t)size),
                   TS_OK);
  for (size_t at = 0; at < (size_t)size; at += 5) {
    file[at] ^= (uint8_t)(1u << at % 8);
    assert_int_equal(
        store.replace(store.ctx, TS_STORE_TRUSTED, TS_DEVICE_CERTIFICATE_FILE, ts_bytes(file, (size_t)size)),
        TS_OK);
    assert_false(ts_device_chain_read(&store, "it", &chain, &fault) && vouches(&chain, row.point, NOW));
    assert_int_equal(fault.status, EX_DATAERR);
    fault = (struct ts_fault){0};
    file[at] ^= (uint8_t)(1u << at % 8);
  }
  for (size_t cut = 0; cut <= (size_t)size + 1; cut += cut < (size_t)size - 3 ? 41 : 1) {
    file[size] = 0x30;
    assert_int_equal(
        store.replace(store.ctx, TS_STORE_TRUSTED, TS_DEVICE_CERTIFICATE_FILE, ts_bytes(file, cut)), TS_OK);
    if (cut == (size_t)size)
      assert_true(ts_device_chain_read(&store, "it", &chain, &fault));
    else
      assert_refused(ts_device_chain_read(&store, "it", &chain, &fault), EX_DATAERR, "damaged");
  }
}

static void test_strangers(void **state) {
  (void)state;
  struct ts_key device = {0}, publisher = {0}, ours = {0};
  char id[TS_DEVICE_ID_SIZE];
  assert_true(ts_key_make(&device, &fault));
  assert_int_equal(ts_device_id(&crypto, device.point, id), TS_OK);
  struct ts_device_chain chain = forged(&device, id, &publisher);
  assert_refused(vouches(&chain, device.point, NOW), EX_DATAERR, "does not vouch");
  /* Our publisher's certificate beside a device's that another key signed. */
  assert_true(ts_home_publisher_key(&home, NULL, &ours, &fault));
  assert_true(ts_x509_make_publisher(&chain.publisher, &ours, "Publisher", NOW, &fault));
  assert_refused(vouches(&chain, device.point, NOW), EX_DATAERR, "issuer");
  /* A key of ours signs for a device that is not on the list: it vouches all the same. */
  chain = forged(&device, id, &ours);
  assert_true(vouches(&chain, device.point, NOW));
  ts_key_free(&device);
  ts_key_free(&publisher);
  ts_key_free(&ours);
}

/* A key that left may be in other hands: what it signs for strangers is worth nothing, what this home enrolled
 * under it stays. */
static void test_a_key_that_left(void **state) {
  (void)state;
  struct ts_device_chain chain, late;
  struct ts_key device = {0}, old = {0}, none;
  struct ts_publisher_keys keys;
  struct ts_made_keys made;
  char hash[TS_KEY_HASH_TEXT], id[TS_DEVICE_ID_SIZE];
  const char *drop[] = {hash};
  bool had;
  struct ts_enrolled row = enroll(NOW, 10, &chain);
  assert_true(ts_home_publisher_key(&home, NULL, &old, &fault));
  ts_key_hash_text(hash, &old);
  const struct ts_rotation rotation = {.add = 1, .drop = drop, .drop_count = 1};
  assert_true(ts_home_publisher_rotate(&home, &rotation, NOW, &keys, &made, &fault));
  assert_true(ts_home_publisher_had(&home, old.point, &had, &fault) && had);
  assert_true(vouches(&chain, row.point, NOW));
  assert_true(ts_key_make(&device, &fault));
  assert_int_equal(ts_device_id(&crypto, device.point, id), TS_OK);
  late = forged(&device, id, &old);
  assert_refused(vouches(&late, device.point, NOW), EX_DATAERR, "does not vouch");
  assert_refused(ts_home_publisher_key(&home, hash, &none, &fault), EX_DATAERR, "no key");
  row = enroll(NOW + DAY, 10, &chain); /* the device is pinned by the old key still */
  assert_true(vouches(&chain, row.point, NOW + DAY));
  ts_key_free(&device);
  ts_key_free(&old);
}

/* No device's certificate outlives the publisher's; that one is made once, and again only when it is over. */
static void test_publishers_certificate(void **state) {
  (void)state;
  struct ts_device_chain first, again;
  int64_t end = NOW + TS_ROOT_DAYS * DAY - 1;
  struct ts_enrolled row = enroll(NOW, 10, &first);
  assert_int_equal(row.not_after, NOW + 10 * DAY - 1);
  row = enroll(end - 3 * DAY, 10, &again);
  assert_true(row.not_after < end);
  assert_true(again.publisher.size == first.publisher.size);
  assert_memory_equal(again.publisher.data, first.publisher.data, first.publisher.size);
  assert_true(vouches(&again, row.point, end - 2 * DAY));
  row = enroll(end - DAY / 2, 10, &again);
  assert_true(vouches(&again, row.point, end + DAY));
  assert_true(again.publisher.size != first.publisher.size ||
              memcmp(again.publisher.data, first.publisher.data, first.publisher.size) != 0);
}

/* Sixteen digits are the beginning of a hash: another key under the same name is not taken for the device. */
static void test_another_key_of_that_name(void **state) {
  (void)state;
  struct ts_device_chain chain;
  struct ts_enrollment wish = {.device = device_path, .now = NOW, .days = 10};
  struct ts_enrolled row = enroll(NOW, 10, &chain);
  bool again;
  assert_true(ts_sql_run(home.db, "UPDATE enrolled SET point = zeroblob(65)", &fault));
  assert_refused(ts_home_enroll(&home, &wish, &row, &chain, &again, &fault), EX_DATAERR, "another device");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(test_vouches_for_what_it_enrolled, start, stop),
      cmocka_unit_test_setup_teardown(test_damaged_chain, start, stop),
      cmocka_unit_test_setup_teardown(test_strangers, start, stop),
      cmocka_unit_test_setup_teardown(test_a_key_that_left, start, stop),
      cmocka_unit_test_setup_teardown(test_publishers_certificate, start, stop),
      cmocka_unit_test_setup_teardown(test_another_key_of_that_name, start, stop),
  };
  return cmocka_run_group_tests_name("enroll", tests, NULL, NULL);
}
