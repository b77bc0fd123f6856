/* SPDX-License-Identifier: Apache-2.0 */
/* Keys, signatures and certificates: what OpenSSL makes here, mbedTLS takes there, and neither takes anything
 * else. */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>
#include <openssl/pem.h>
#include <psa/crypto.h>

#include "adapters/crypto_psa.h"
#include "core/tag.h"
#include "host-tools/secret.h"
#include "host-tools/x509.h"

#define NOW INT64_C(1795435200) /* 2026-11-23 12:00 UTC */

static struct ts_crypto crypto;
static char folder[] = "/tmp/ts-keys-XXXXXX";

static int start(void **state) {
  (void)state;
  return ts_crypto_psa_init(&crypto) == TS_OK && mkdtemp(folder) ? 0 : -1;
}

static int stop(void **state) {
  (void)state;
  return rmdir(folder);
}

static const char *in_folder(const char *name) {
  static char path[128];
  (void)snprintf(path, sizeof path, "%s/%s", folder, name);
  return path;
}

static struct ts_key new_key(void) {
  struct ts_key key;
  struct ts_fault fault = {0};
  assert_true(ts_key_make(&key, &fault));
  return key;
}

static void sign(const struct ts_key *key, const char *text, uint8_t digest[32], uint8_t rs[64]) {
  struct ts_fault fault = {0};
  assert_true(ts_sha256(ts_bytes_of(text), digest));
  assert_true(ts_key_sign(key, digest, rs, &fault));
}

static void mbedtls_takes_what_openssl_signs(void **state) {
  uint8_t digest[32], rs[64];
  struct ts_key key = new_key();
  (void)state;
  for (int i = 0; i < 64; i++) { /* half of all signatures come out with a high s and are turned */
    char text[16];
    (void)snprintf(text, sizeof text, "piece %d", i);
    sign(&key, text, digest, rs);
    assert_true(ts_p256_scalar_ok(rs) && ts_p256_scalar_ok(rs + 32));
    assert_true(ts_p256_scalar_low(rs + 32));
    assert_int_equal(crypto.verify_p256(crypto.ctx, key.point, digest, rs), TS_SIGNATURE_GOOD);
    assert_true(ts_key_verify(&key, digest, rs));
  }
  ts_key_free(&key);
}

static void both_refuse_every_changed_bit(void **state) {
  uint8_t digest[32], rs[64];
  struct ts_key key = new_key(), other = new_key();
  (void)state;
  sign(&key, "piece", digest, rs);
  for (size_t bit = 0; bit < 512; bit++) {
    rs[bit / 8] ^= (uint8_t)(1u << bit % 8);
    assert_int_equal(crypto.verify_p256(crypto.ctx, key.point, digest, rs), TS_SIGNATURE_BAD);
    assert_false(ts_key_verify(&key, digest, rs));
    rs[bit / 8] ^= (uint8_t)(1u << bit % 8);
  }
  digest[0] ^= 1;
  assert_int_equal(crypto.verify_p256(crypto.ctx, key.point, digest, rs), TS_SIGNATURE_BAD);
  assert_false(ts_key_verify(&key, digest, rs));
  digest[0] ^= 1;
  assert_int_equal(crypto.verify_p256(crypto.ctx, other.point, digest, rs), TS_SIGNATURE_BAD);
  assert_false(ts_key_verify(&other, digest, rs));
  ts_key_free(&key);
  ts_key_free(&other);
}

static void openssl_takes_what_mbedtls_signs(void **state) {
  psa_key_attributes_t attributes = PSA_KEY_ATTRIBUTES_INIT;
  psa_key_id_t id;
  uint8_t point[65], digest[32], rs[64];
  size_t size;
  struct ts_key key;
  struct ts_fault fault = {0};
  (void)state;
  psa_set_key_type(&attributes, PSA_KEY_TYPE_ECC_KEY_PAIR(PSA_ECC_FAMILY_SECP_R1));
  psa_set_key_bits(&attributes, 256);
  psa_set_key_usage_flags(&attributes, PSA_KEY_USAGE_SIGN_HASH);
  psa_set_key_algorithm(&attributes, PSA_ALG_ECDSA(PSA_ALG_SHA_256));
  assert_int_equal(psa_generate_key(&attributes, &id), PSA_SUCCESS);
  assert_int_equal(psa_export_public_key(id, point, sizeof point, &size), PSA_SUCCESS);
  /* The same point as OpenSSL's key: a SubjectPublicKeyInfo is a fixed head and the point. */
  struct ts_key model = new_key();
  uint8_t spki[TS_SPKI_MAX];
  const unsigned char *at = spki;
  memcpy(spki, model.spki, model.spki_size);
  memcpy(spki + model.spki_size - sizeof point, point, sizeof point);
  assert_true(ts_key_adopt(&key, d2i_PUBKEY(NULL, &at, (long)model.spki_size), "test", &fault));
  for (int i = 0; i < 16; i++) {
    assert_true(ts_sha256(ts_bytes(&i, sizeof i), digest));
    assert_int_equal(
        psa_sign_hash(id, PSA_ALG_ECDSA(PSA_ALG_SHA_256), digest, sizeof digest, rs, sizeof rs, &size),
        PSA_SUCCESS);
    assert_true(ts_key_verify(&key, digest, rs));
    digest[31] ^= 1;
    assert_false(ts_key_verify(&key, digest, rs));
  }
  assert_int_equal(psa_destroy_key(id), PSA_SUCCESS);
  ts_key_free(&model);
  ts_key_free(&key);
}

static void a_key_file_is_private_and_reads_back(void **state) {
  struct ts_key key = new_key(), back;
  struct ts_fault fault = {0};
  struct stat st;
  (void)state;
  mode_t before = umask(0);
  assert_true(ts_key_write(&key, in_folder("a.pem"), &fault));
  (void)umask(before);
  assert_int_equal(stat(in_folder("a.pem"), &st), 0);
  assert_int_equal(st.st_mode & 07777, 0600);
  assert_true(ts_key_read(&back, in_folder("a.pem"), &fault));
  assert_memory_equal(back.point, key.point, sizeof key.point);
  assert_int_equal(ts_key_id(&back), ts_get_be16(key.spki_hash));
  ts_key_free(&back);
  /* It is not written over. */
  struct ts_key other = new_key();
  assert_false(ts_key_write(&other, in_folder("a.pem"), &fault));
  assert_int_equal(fault.status, EX_CANTCREAT);
  fault.status = EX_OK;
  assert_true(ts_key_read(&back, in_folder("a.pem"), &fault));
  assert_memory_equal(back.point, key.point, sizeof key.point);
  assert_int_equal(unlink(in_folder("a.pem")), 0);
  ts_key_free(&key);
  ts_key_free(&back);
  ts_key_free(&other);
}

static void put_file(const char *name, const char *text, mode_t mode) {
  int fd = open(in_folder(name), O_WRONLY | O_CREAT | O_EXCL, mode);
  assert_true(fd >= 0);
  assert_int_equal(write(fd, text, strlen(text)), (ssize_t)strlen(text));
  assert_int_equal(close(fd), 0);
}

static void assert_unreadable(const char *name, int status) {
  struct ts_key key;
  struct ts_fault fault = {0};
  assert_false(ts_key_read(&key, in_folder(name), &fault));
  assert_null(key.pkey);
  assert_int_equal(fault.status, status);
  assert_non_null(strstr(fault.text, name));
}

static void refuses_key_files_that_are_none(void **state) {
  struct ts_fault fault = {0};
  struct ts_key key = new_key();
  (void)state;
  assert_unreadable("missing", EX_NOINPUT);
  put_file("text", "no key", 0600);
  assert_unreadable("text", EX_DATAERR);
  assert_int_equal(unlink(in_folder("text")), 0);
  assert_true(ts_key_write(&key, in_folder("open"), &fault));
  assert_int_equal(chmod(in_folder("open"), 0640), 0);
  assert_unreadable("open", EX_NOPERM);
  assert_int_equal(unlink(in_folder("open")), 0);
  FILE *file = fopen(in_folder("p384"), "w");
  assert_non_null(file);
  EVP_PKEY *p384 = EVP_EC_gen("P-384");
  assert_int_equal(PEM_write_PKCS8PrivateKey(file, p384, NULL, NULL, 0, NULL, NULL), 1);
  assert_int_equal(fclose(file), 0);
  assert_int_equal(chmod(in_folder("p384"), 0600), 0);
  assert_unreadable("p384", EX_DATAERR);
  assert_int_equal(unlink(in_folder("p384")), 0);
  EVP_PKEY_free(p384);
  ts_key_free(&key);
}

static void make_chain(struct ts_key *root, struct ts_key *signer, struct ts_der *root_x,
                       struct ts_der *signer_x) {
  struct ts_fault fault = {0};
  *root = new_key();
  *signer = new_key();
  assert_true(ts_x509_make_root(root_x, root, "maison", "Maison Aur\xc3\xa9lie", NOW, &fault));
  assert_true(ts_x509_make_signer(signer_x, signer, "maison", root, ts_bytes(root_x->data, root_x->size),
                                  NOW + 5, NOW + 1000, &fault));
}

static bool signed_by(const struct ts_certificate *certificate, const uint8_t point[TS_P256_POINT_SIZE]) {
  uint8_t digest[32];
  assert_int_equal(crypto.sha256(crypto.ctx, &certificate->tbs, 1, digest), TS_OK);
  return crypto.verify_p256(crypto.ctx, point, digest, certificate->signature) == TS_SIGNATURE_GOOD;
}

static void mbedtls_reads_our_certificates(void **state) {
  struct ts_key root, signer;
  struct ts_der root_x, signer_x;
  struct ts_certificate r, s;
  (void)state;
  make_chain(&root, &signer, &root_x, &signer_x);
  assert_int_equal(crypto.read_certificate(crypto.ctx, ts_bytes(root_x.data, root_x.size), &r), TS_OK);
  assert_int_equal(crypto.read_certificate(crypto.ctx, ts_bytes(signer_x.data, signer_x.size), &s), TS_OK);
  assert_true(r.is_ca && r.may_sign_certificates && !r.may_sign_data);
  assert_true(!s.is_ca && !s.may_sign_certificates && s.may_sign_data);
  assert_memory_equal(r.point, root.point, sizeof r.point);
  assert_memory_equal(s.point, signer.point, sizeof s.point);
  assert_true(ts_bytes_equal(r.subject, r.issuer));
  assert_true(ts_bytes_equal(r.subject, s.issuer));
  assert_false(ts_bytes_equal(s.subject, s.issuer));
  assert_int_equal(r.not_before, NOW);
  assert_int_equal(r.not_after, NOW + INT64_C(7305) * 86400 - 1);
  assert_int_equal(s.not_before, NOW + 5);
  assert_int_equal(s.not_after, NOW + 1000);
  assert_true(ts_bytes_equal(s.public_key, ts_bytes(signer.spki, signer.spki_size)));
  assert_true(signed_by(&r, root.point));
  assert_true(signed_by(&s, root.point));
  assert_false(signed_by(&s, signer.point));
  ts_key_free(&root);
  ts_key_free(&signer);
}

static void a_signer_names_its_key_and_ends_before_its_root(void **state) {
  struct ts_key root, signer;
  struct ts_der root_x, signer_x;
  struct ts_fault fault = {0};
  char name[32];
  (void)state;
  make_chain(&root, &signer, &root_x, &signer_x);
  const unsigned char *at = signer_x.data;
  X509 *x = d2i_X509(NULL, &at, (long)signer_x.size);
  assert_non_null(x);
  assert_true(X509_NAME_get_text_by_NID(X509_get_subject_name(x), NID_commonName, name, sizeof name) > 0);
  char wanted[32];
  (void)snprintf(wanted, sizeof wanted, "maison %04x", ts_key_id(&signer));
  assert_string_equal(name, wanted);
  X509_free(x);
  int64_t end = NOW + INT64_C(7305) * 86400;
  struct ts_bytes root_der = ts_bytes(root_x.data, root_x.size);
  assert_true(ts_x509_make_signer(&signer_x, &signer, "maison", &root, root_der, NOW, end - 2, &fault));
  assert_false(ts_x509_make_signer(&signer_x, &signer, "maison", &root, root_der, NOW, end, &fault));
  assert_int_equal(fault.status, EX_USAGE);
  /* Another key than the root certificate's signs nothing. */
  fault.status = EX_OK;
  assert_false(ts_x509_make_signer(&signer_x, &signer, "maison", &signer, root_der, NOW, NOW + 9, &fault));
  assert_int_equal(fault.status, EX_DATAERR);
  ts_key_free(&root);
  ts_key_free(&signer);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(mbedtls_takes_what_openssl_signs),
      cmocka_unit_test(both_refuse_every_changed_bit),
      cmocka_unit_test(openssl_takes_what_mbedtls_signs),
      cmocka_unit_test(a_key_file_is_private_and_reads_back),
      cmocka_unit_test(refuses_key_files_that_are_none),
      cmocka_unit_test(mbedtls_reads_our_certificates),
      cmocka_unit_test(a_signer_names_its_key_and_ends_before_its_root),
  };
  if (!freopen("/dev/null", "r", stdin) || unsetenv(TS_PASSPHRASE_ENV) != 0) /* keys here are open ones */
    return 1;
  return cmocka_run_group_tests(tests, start, stop);
}
