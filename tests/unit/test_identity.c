/* SPDX-License-Identifier: Apache-2.0 */
/* adapters/identity_psa: the key is made once, never replaced, and signs what OpenSSL verifies; whatever the
 * store, the power or the library does. Linked with --wrap for the PSA functions that fail when told to. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <psa/crypto.h>

#include "adapters/crypto_psa.h"
#include "adapters/identity_psa.h"
#include "crypto_openssl.h"

static struct ts_crypto crypto;

/* ---- a trusted area of one file ---- */

static struct {
  uint8_t file[TS_IDENTITY_FILE_SIZE + 8];
  size_t size;
  bool there;
  enum ts_err size_err, read_err, replace_err;
  bool replaced_all_the_same; /* the power fails after the write */
  unsigned writes;
} medium;

static void assert_is_identity(enum ts_store_area area, const char *name) {
  assert_int_equal(area, TS_STORE_TRUSTED);
  assert_string_equal(name, "identity");
}

static enum ts_err file_size(void *ctx, enum ts_store_area area, const char *name, uint64_t *size) {
  (void)ctx;
  assert_is_identity(area, name);
  *size = medium.size;
  return medium.size_err ? medium.size_err : medium.there ? TS_OK : TS_ERR_NOT_FOUND;
}

static enum ts_err file_read(void *ctx, enum ts_store_area area, const char *name, uint64_t offset, void *buf,
                             size_t size) {
  (void)ctx;
  assert_is_identity(area, name);
  if (medium.read_err)
    return medium.read_err;
  assert_true(medium.there && offset + size <= medium.size);
  memcpy(buf, medium.file + offset, size);
  return TS_OK;
}

static enum ts_err file_replace(void *ctx, enum ts_store_area area, const char *name,
                                struct ts_bytes content) {
  (void)ctx;
  assert_is_identity(area, name);
  medium.writes++;
  if (!medium.replace_err || medium.replaced_all_the_same) {
    assert_true(content.size <= sizeof medium.file);
    memcpy(medium.file, content.data, content.size);
    medium.size = content.size;
    medium.there = true;
  }
  return medium.replace_err;
}

static const struct ts_store store = {.size = file_size, .read = file_read, .replace = file_replace};

/* ---- a library that fails ---- */

enum failing { NOTHING, GENERATE, EXPORT, EXPORT_PUBLIC, IMPORT, SIGN, SIGN_WRONG, DESTROY };

static enum failing failing;

psa_status_t __real_psa_generate_key(const psa_key_attributes_t *attributes, psa_key_id_t *key);
psa_status_t __wrap_psa_generate_key(const psa_key_attributes_t *attributes, psa_key_id_t *key);
psa_status_t __wrap_psa_generate_key(const psa_key_attributes_t *attributes, psa_key_id_t *key) {
  return failing == GENERATE ? PSA_ERROR_INSUFFICIENT_ENTROPY : __real_psa_generate_key(attributes, key);
}

psa_status_t __real_psa_export_key(psa_key_id_t key, uint8_t *data, size_t capacity, size_t *size);
psa_status_t __wrap_psa_export_key(psa_key_id_t key, uint8_t *data, size_t capacity, size_t *size);
psa_status_t __wrap_psa_export_key(psa_key_id_t key, uint8_t *data, size_t capacity, size_t *size) {
  psa_status_t status = __real_psa_export_key(key, data, capacity, size);
  return failing == EXPORT ? PSA_ERROR_NOT_PERMITTED : status;
}

psa_status_t __real_psa_export_public_key(psa_key_id_t key, uint8_t *data, size_t capacity, size_t *size);
psa_status_t __wrap_psa_export_public_key(psa_key_id_t key, uint8_t *data, size_t capacity, size_t *size);
psa_status_t __wrap_psa_export_public_key(psa_key_id_t key, uint8_t *data, size_t capacity, size_t *size) {
  psa_status_t status = __real_psa_export_public_key(key, data, capacity, size);
  return failing == EXPORT_PUBLIC ? PSA_ERROR_INSUFFICIENT_MEMORY : status;
}

psa_status_t __real_psa_import_key(const psa_key_attributes_t *attributes, const uint8_t *data, size_t size,
                                   psa_key_id_t *key);
psa_status_t __wrap_psa_import_key(const psa_key_attributes_t *attributes, const uint8_t *data, size_t size,
                                   psa_key_id_t *key);
psa_status_t __wrap_psa_import_key(const psa_key_attributes_t *attributes, const uint8_t *data, size_t size,
                                   psa_key_id_t *key) {
  return failing == IMPORT ? PSA_ERROR_INSUFFICIENT_MEMORY
                           : __real_psa_import_key(attributes, data, size, key);
}

psa_status_t __real_psa_sign_hash(psa_key_id_t key, psa_algorithm_t alg, const uint8_t *hash,
                                  size_t hash_size, uint8_t *signature, size_t capacity, size_t *size);
psa_status_t __wrap_psa_sign_hash(psa_key_id_t key, psa_algorithm_t alg, const uint8_t *hash,
                                  size_t hash_size, uint8_t *signature, size_t capacity, size_t *size);
psa_status_t __wrap_psa_sign_hash(psa_key_id_t key, psa_algorithm_t alg, const uint8_t *hash,
                                  size_t hash_size, uint8_t *signature, size_t capacity, size_t *size) {
  psa_status_t status = __real_psa_sign_hash(key, alg, hash, hash_size, signature, capacity, size);
  if (failing == SIGN_WRONG)
    signature[40] ^= 1;
  return failing == SIGN ? PSA_ERROR_CORRUPTION_DETECTED : status;
}

psa_status_t __real_psa_destroy_key(psa_key_id_t key);
psa_status_t __wrap_psa_destroy_key(psa_key_id_t key);
psa_status_t __wrap_psa_destroy_key(psa_key_id_t key) {
  psa_status_t status = __real_psa_destroy_key(key);
  return failing == DESTROY ? PSA_ERROR_CORRUPTION_DETECTED : status;
}

/* ---- */

static int start(void **state) {
  (void)state;
  return ts_crypto_psa_init(&crypto) == TS_OK ? 0 : -1;
}

static int empty_device(void **state) {
  (void)state;
  memset(&medium, 0, sizeof medium);
  failing = NOTHING;
  return 0;
}

static struct ts_identity_psa memory;
static struct ts_identity identity;

static enum ts_err open_it(bool make) {
  return ts_identity_psa_open(&memory, &store, &crypto, make, &identity);
}

/* Both callbacks answer WHY, and give nothing away. */
static void assert_says(enum ts_err why) {
  static const uint8_t zeros[TS_P256_SIGNATURE_SIZE], digest[TS_SHA256_SIZE] = {1};
  uint8_t point[TS_P256_POINT_SIZE], signature[TS_P256_SIGNATURE_SIZE];
  memset(signature, 0x5A, sizeof signature);
  assert_int_equal(identity.public_key(identity.ctx, point), why);
  assert_int_equal(identity.sign(identity.ctx, digest, signature), why);
  assert_memory_equal(signature, zeros, sizeof zeros);
}

static void test_none(void **state) {
  (void)state;
  assert_int_equal(open_it(false), TS_ERR_NOT_FOUND);
  assert_says(TS_ERR_NOT_FOUND);
  assert_int_equal(medium.writes, 0);
}

static void test_made_once_and_signs(void **state) {
  (void)state;
  uint8_t point[TS_P256_POINT_SIZE], again[TS_P256_POINT_SIZE], signature[TS_P256_SIGNATURE_SIZE],
      same[TS_P256_SIGNATURE_SIZE];
  assert_int_equal(open_it(true), TS_OK);
  assert_int_equal(medium.writes, 1);
  assert_int_equal(medium.size, TS_IDENTITY_FILE_SIZE);
  assert_int_equal(identity.public_key(identity.ctx, point), TS_OK);
  assert_int_equal(point[0], 0x04);
  assert_int_equal(open_it(true), TS_OK); /* the next start */
  assert_int_equal(open_it(false), TS_OK);
  assert_int_equal(medium.writes, 1);
  assert_int_equal(identity.public_key(identity.ctx, again), TS_OK);
  assert_memory_equal(point, again, sizeof point);
  for (uint8_t i = 0; i < 16; i++) {
    uint8_t digest[TS_SHA256_SIZE] = {i};
    assert_int_equal(identity.sign(identity.ctx, digest, signature), TS_OK);
    assert_int_equal(ts_crypto_openssl()->verify_p256(NULL, point, digest, signature), TS_SIGNATURE_GOOD);
    assert_int_equal(identity.sign(identity.ctx, digest, same), TS_OK);
    assert_memory_equal(signature, same, sizeof same);
  }
}

static void test_devices_differ(void **state) {
  uint8_t point[TS_P256_POINT_SIZE], other[TS_P256_POINT_SIZE];
  assert_int_equal(open_it(true), TS_OK);
  assert_int_equal(identity.public_key(identity.ctx, point), TS_OK);
  empty_device(state);
  assert_int_equal(open_it(true), TS_OK);
  assert_int_equal(identity.public_key(identity.ctx, other), TS_OK);
  assert_memory_not_equal(point, other, sizeof point);
}

/* RFC 6979 section A.2.5, SHA-256, message "sample": the file as SPEC.md has it. */
static void test_known_key(void **state) {
  static const char scalar[] = "\xC9\xAF\xA9\xD8\x45\xBA\x75\x16\x6B\x5C\x21\x57\x67\xB1\xD6\x93"
                               "\x4E\x50\xC3\xDB\x36\xE8\x9B\x12\x7B\x8A\x62\x2B\x12\x0F\x67\x21";
  static const char point[] = "\x04\x60\xFE\xD4\xBA\x25\x5A\x9D\x31\xC9\x61\xEB\x74\xC6\x35\x6D"
                              "\x68\xC0\x49\xB8\x92\x3B\x61\xFA\x6C\xE6\x69\x62\x2E\x60\xF2\x9F"
                              "\xB6\x79\x03\xFE\x10\x08\xB8\xBC\x99\xA4\x1A\xE9\xE9\x56\x28\xBC"
                              "\x64\xF2\xF1\xB2\x0C\x2D\x7E\x9F\x51\x77\xA3\xC2\x94\xD4\x46\x22\x99";
  static const char wanted[] = "\xEF\xD4\x8B\x2A\xAC\xB6\xA8\xFD\x11\x40\xDD\x9C\xD4\x5E\x81\xD6"
                               "\x9D\x2C\x87\x7B\x56\xAA\xF9\x91\xC3\x4D\x0E\xA8\x4E\xAF\x37\x16"
                               "\xF7\xCB\x1C\x94\x2D\x65\x7C\x41\xD4\x36\xC7\xA1\xB6\xE2\x9F\x65"
                               "\xF3\xE9\x00\xDB\xB9\xAF\xF4\x06\x4D\xC4\xAB\x2F\x84\x3A\xCD\xA8";
  (void)state;
  uint8_t digest[TS_SHA256_SIZE], signature[TS_P256_SIGNATURE_SIZE], out[TS_P256_POINT_SIZE];
  struct ts_buf file = ts_buf(medium.file, sizeof medium.file);
  ts_buf_put(&file, ts_bytes("TOUCHSTONE-KEY\x00\x01", 16));
  ts_buf_put(&file, ts_bytes(scalar, 32));
  ts_buf_put(&file, ts_bytes(point, TS_P256_POINT_SIZE));
  const struct ts_bytes content = ts_buf_bytes(&file), sample = ts_bytes_of("sample");
  assert_int_equal(crypto.sha256(crypto.ctx, &content, 1, digest), TS_OK);
  ts_buf_put(&file, ts_bytes(digest, sizeof digest));
  medium.size = file.size;
  medium.there = true;
  assert_int_equal(open_it(true), TS_OK);
  assert_int_equal(identity.public_key(identity.ctx, out), TS_OK);
  assert_memory_equal(out, point, sizeof out);
  assert_int_equal(crypto.sha256(crypto.ctx, &sample, 1, digest), TS_OK);
  assert_int_equal(identity.sign(identity.ctx, digest, signature), TS_OK);
  assert_memory_equal(signature, wanted, sizeof signature);
  assert_int_equal(medium.writes, 0);
}

/* A sum that is right over a point that is not the scalar's: no signature leaves. */
static void test_another_keys_point(void **state) {
  (void)state;
  struct ts_openssl_key other = ts_openssl_key("other");
  uint8_t digest[TS_SHA256_SIZE] = {0}, signature[TS_P256_SIGNATURE_SIZE],
          zeros[TS_P256_SIGNATURE_SIZE] = {0};
  assert_int_equal(open_it(true), TS_OK);
  memcpy(medium.file + 48, other.point, TS_P256_POINT_SIZE);
  const struct ts_bytes content = ts_bytes(medium.file, TS_IDENTITY_FILE_SIZE - TS_SHA256_SIZE);
  assert_int_equal(crypto.sha256(crypto.ctx, &content, 1, medium.file + content.size), TS_OK);
  assert_int_equal(identity.sign(identity.ctx, digest, signature), TS_ERR_INTERNAL);
  assert_memory_equal(signature, zeros, sizeof zeros);
  ts_openssl_key_free(&other);
}

/* Of a newer format, with a sum that is right: not read, and not replaced. */
static void test_another_format(void **state) {
  (void)state;
  assert_int_equal(open_it(true), TS_OK);
  medium.file[15] = 2;
  const struct ts_bytes content = ts_bytes(medium.file, TS_IDENTITY_FILE_SIZE - TS_SHA256_SIZE);
  assert_int_equal(crypto.sha256(crypto.ctx, &content, 1, medium.file + content.size), TS_OK);
  assert_int_equal(open_it(true), TS_ERR_STORE_CORRUPT);
  assert_int_equal(medium.writes, 1);
}

static void test_damaged_is_never_replaced(void **state) {
  (void)state;
  assert_int_equal(open_it(true), TS_OK);
  medium.writes = 0;
  for (size_t bit = 0; bit < (size_t)8 * TS_IDENTITY_FILE_SIZE; bit++) {
    medium.file[bit / 8] ^= (uint8_t)(1u << bit % 8);
    assert_int_equal(open_it(true), TS_ERR_STORE_CORRUPT);
    if (bit % 64 == 0)
      assert_says(TS_ERR_STORE_CORRUPT);
    medium.file[bit / 8] ^= (uint8_t)(1u << bit % 8);
  }
  for (size_t size = 0; size <= sizeof medium.file; size++) {
    medium.size = size;
    assert_int_equal(open_it(true), size == TS_IDENTITY_FILE_SIZE ? TS_OK : TS_ERR_STORE_CORRUPT);
  }
  assert_int_equal(medium.writes, 0);
}

static void test_store_fails(void **state) {
  (void)state;
  assert_int_equal(open_it(true), TS_OK);
  medium.writes = 0;
  medium.size_err = TS_ERR_IO; /* it may be there */
  assert_int_equal(open_it(true), TS_ERR_IO);
  assert_says(TS_ERR_IO);
  medium.size_err = TS_OK;
  medium.read_err = TS_ERR_IO;
  assert_int_equal(open_it(true), TS_ERR_IO);
  assert_says(TS_ERR_IO);
  assert_int_equal(medium.writes, 0);
}

static void test_power_fails_while_making(void **state) {
  uint8_t point[TS_P256_POINT_SIZE], again[TS_P256_POINT_SIZE];
  medium.replace_err = TS_ERR_STORE_FULL;
  assert_int_equal(open_it(true), TS_ERR_STORE_FULL);
  assert_says(TS_ERR_NOT_FOUND);
  medium.replace_err = TS_ERR_IO; /* before the write */
  assert_int_equal(open_it(true), TS_ERR_IO);
  assert_says(TS_ERR_NOT_FOUND);
  medium.replace_err = TS_OK;
  assert_int_equal(open_it(true), TS_OK);
  empty_device(state);
  medium.replace_err = TS_ERR_IO; /* after it */
  medium.replaced_all_the_same = true;
  assert_int_equal(open_it(true), TS_ERR_IO);
  assert_int_equal(identity.public_key(identity.ctx, point), TS_OK);
  medium.replace_err = TS_OK;
  assert_int_equal(open_it(true), TS_OK);
  assert_int_equal(medium.writes, 1);
  assert_int_equal(identity.public_key(identity.ctx, again), TS_OK);
  assert_memory_equal(point, again, sizeof point);
}

static void test_library_fails(void **state) {
  (void)state;
  static const enum failing making[] = {GENERATE, EXPORT, EXPORT_PUBLIC, DESTROY},
                            signing[] = {IMPORT, SIGN, SIGN_WRONG, DESTROY};
  static const uint8_t zeros[TS_P256_SIGNATURE_SIZE];
  uint8_t digest[TS_SHA256_SIZE] = {0}, signature[TS_P256_SIGNATURE_SIZE];
  for (size_t i = 0; i < 4; i++) {
    failing = making[i];
    assert_int_equal(open_it(true), TS_ERR_INTERNAL);
    assert_false(medium.there);
  }
  failing = NOTHING;
  assert_int_equal(open_it(true), TS_OK);
  for (size_t i = 0; i < 4; i++) {
    failing = signing[i];
    memset(signature, 0x5A, sizeof signature);
    assert_int_equal(identity.sign(identity.ctx, digest, signature), TS_ERR_INTERNAL);
    assert_memory_equal(signature, zeros, sizeof zeros);
  }
  failing = NOTHING;
  assert_int_equal(identity.sign(identity.ctx, digest, signature), TS_OK);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup(test_none, empty_device),
      cmocka_unit_test_setup(test_made_once_and_signs, empty_device),
      cmocka_unit_test_setup(test_devices_differ, empty_device),
      cmocka_unit_test_setup(test_known_key, empty_device),
      cmocka_unit_test_setup(test_another_keys_point, empty_device),
      cmocka_unit_test_setup(test_another_format, empty_device),
      cmocka_unit_test_setup(test_damaged_is_never_replaced, empty_device),
      cmocka_unit_test_setup(test_store_fails, empty_device),
      cmocka_unit_test_setup(test_power_fails_while_making, empty_device),
      cmocka_unit_test_setup(test_library_fails, empty_device),
  };
  return cmocka_run_group_tests_name("identity", tests, start, NULL);
}
