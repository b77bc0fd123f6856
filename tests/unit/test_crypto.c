/* SPDX-License-Identifier: Apache-2.0 */
/* The PSA adapter against published vectors, and against what OpenSSL makes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <psa/crypto.h>

#include "adapters/crypto_psa.h"
#include "adapters/x509_mbedtls.h"
#include "support/certificate_maker.h"

static struct ts_crypto crypto;
static EVP_PKEY *root_key, *leaf_key;
static uint8_t der[TS_TEST_CERTIFICATE_MAX + 16];

static int start(void **state) {
  (void)state;
  root_key = ts_test_key_make_ec("P-256");
  leaf_key = ts_test_key_make_ec("P-256");
  return ts_crypto_psa_init(&crypto) == TS_OK ? 0 : -1;
}

static int stop(void **state) {
  (void)state;
  EVP_PKEY_free(root_key);
  EVP_PKEY_free(leaf_key);
  return 0;
}

static void from_hex(uint8_t *out, const char *hex) {
  for (size_t i = 0; hex[2 * i]; i++)
    out[i] = (uint8_t)(ts_hex_digit((uint8_t)hex[2 * i]) * 16 + ts_hex_digit((uint8_t)hex[2 * i + 1]));
}

/* ---- a library that fails; linked with --wrap=psa_verify_hash and so on ---- */

static psa_status_t fail_verify, fail_import, fail_hash; /* what to fail with, or PSA_SUCCESS to go through */

psa_status_t __real_psa_verify_hash(psa_key_id_t key, psa_algorithm_t alg, const uint8_t *hash,
                                    size_t hash_size, const uint8_t *signature, size_t signature_size);
psa_status_t __wrap_psa_verify_hash(psa_key_id_t key, psa_algorithm_t alg, const uint8_t *hash,
                                    size_t hash_size, const uint8_t *signature, size_t signature_size);
psa_status_t __wrap_psa_verify_hash(psa_key_id_t key, psa_algorithm_t alg, const uint8_t *hash,
                                    size_t hash_size, const uint8_t *signature, size_t signature_size) {
  psa_status_t status = __real_psa_verify_hash(key, alg, hash, hash_size, signature, signature_size);
  return fail_verify ? fail_verify : status;
}

psa_status_t __real_psa_import_key(const psa_key_attributes_t *attributes, const uint8_t *data, size_t size,
                                   psa_key_id_t *key);
psa_status_t __wrap_psa_import_key(const psa_key_attributes_t *attributes, const uint8_t *data, size_t size,
                                   psa_key_id_t *key);
psa_status_t __wrap_psa_import_key(const psa_key_attributes_t *attributes, const uint8_t *data, size_t size,
                                   psa_key_id_t *key) {
  return fail_import ? fail_import : __real_psa_import_key(attributes, data, size, key);
}

psa_status_t __real_psa_hash_finish(psa_hash_operation_t *operation, uint8_t *hash, size_t capacity,
                                    size_t *size);
psa_status_t __wrap_psa_hash_finish(psa_hash_operation_t *operation, uint8_t *hash, size_t capacity,
                                    size_t *size);
psa_status_t __wrap_psa_hash_finish(psa_hash_operation_t *operation, uint8_t *hash, size_t capacity,
                                    size_t *size) {
  psa_status_t status = __real_psa_hash_finish(operation, hash, capacity, size);
  return fail_hash ? fail_hash : status;
}

/* ---- SHA-256 ---- */

static void assert_digest(const struct ts_bytes *part, size_t parts, const char *hex) {
  uint8_t digest[TS_SHA256_SIZE], expected[TS_SHA256_SIZE];
  from_hex(expected, hex);
  memset(digest, 0xee, sizeof digest);
  assert_int_equal(crypto.sha256(crypto.ctx, part, parts, digest), TS_OK);
  assert_memory_equal(digest, expected, sizeof digest);
}

/* FIPS 180-4's examples. */
static void hashes_what_fips_180_lists(void **state) {
  (void)state;
  struct ts_bytes abc = ts_bytes_of("abc"), nothing = ts_bytes(NULL, 0);
  struct ts_bytes two_blocks = ts_bytes_of("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq");
  const char *empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
  assert_digest(&abc, 1, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  assert_digest(&two_blocks, 1, "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  assert_digest(NULL, 0, empty);
  assert_digest(&nothing, 1, empty);
}

static void hashes_parts_one_after_another(void **state) {
  (void)state;
  struct ts_bytes parts[] = {ts_bytes_of("a"), ts_bytes_of(""), ts_bytes_of("b"), ts_bytes_of("c")};
  assert_digest(parts, 4, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  static char thousand[1000];
  static struct ts_bytes million[1000];
  memset(thousand, 'a', sizeof thousand);
  for (size_t i = 0; i < 1000; i++)
    million[i] = ts_bytes(thousand, sizeof thousand);
  assert_digest(million, 1000, "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

/* ---- ECDSA ---- */

/* RFC 6979 appendix A.2.5, P-256 with SHA-256, message "sample". */
static const char vector_point[] = "0460fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb6"
                                   "7903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d4462299";
static const char vector_signature[] = "efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716"
                                       "f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8";
static const char order[] = "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551";

struct vector {
  uint8_t point[TS_P256_POINT_SIZE], digest[TS_SHA256_SIZE], signature[TS_P256_SIGNATURE_SIZE];
};

static struct vector published(void) {
  struct vector v;
  struct ts_bytes sample = ts_bytes_of("sample");
  from_hex(v.point, vector_point);
  from_hex(v.signature, vector_signature);
  assert_int_equal(crypto.sha256(crypto.ctx, &sample, 1, v.digest), TS_OK);
  return v;
}

static enum ts_signature_check check(const struct vector *v) {
  return crypto.verify_p256(crypto.ctx, v->point, v->digest, v->signature);
}

static void takes_the_published_signature(void **state) {
  (void)state;
  struct vector v = published();
  assert_int_equal(check(&v), TS_SIGNATURE_GOOD);
}

static void refuses_every_altered_bit(void **state) {
  (void)state;
  for (size_t bit = 0; bit < TS_P256_SIGNATURE_SIZE * 8; bit += 5) {
    struct vector v = published();
    v.signature[bit / 8] ^= (uint8_t)(1u << bit % 8);
    assert_int_equal(check(&v), TS_SIGNATURE_BAD);
  }
  for (size_t bit = 0; bit < TS_SHA256_SIZE * 8; bit += 5) {
    struct vector v = published();
    v.digest[bit / 8] ^= (uint8_t)(1u << bit % 8);
    assert_int_equal(check(&v), TS_SIGNATURE_BAD);
  }
}

static void takes_what_openssl_signs_and_nothing_of_another_key(void **state) {
  (void)state;
  for (int i = 0; i < 20; i++) {
    struct vector v;
    struct ts_bytes data = ts_bytes(&i, sizeof i);
    assert_int_equal(crypto.sha256(crypto.ctx, &data, 1, v.digest), TS_OK);
    ts_test_key_sign(leaf_key, data, v.signature);
    ts_test_key_point(leaf_key, v.point);
    assert_int_equal(check(&v), TS_SIGNATURE_GOOD);
    ts_test_key_point(root_key, v.point);
    assert_int_equal(check(&v), TS_SIGNATURE_BAD);
  }
}

static void calls_r_and_s_out_of_range_bad(void **state) {
  (void)state;
  static const char zero[] = "0000000000000000000000000000000000000000000000000000000000000000";
  static const char all_ones[] = "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff";
  static const char *const out_of_range[] = {zero, order, all_ones};
  for (size_t i = 0; i < 3; i++)
    for (size_t half = 0; half < 2; half++) {
      struct vector v = published();
      from_hex(v.signature + half * 32, out_of_range[i]);
      assert_int_equal(check(&v), TS_SIGNATURE_BAD);
    }
}

/* Says nothing of the signature: it could not be checked. */
static void does_not_check_with_a_point_that_is_none(void **state) {
  (void)state;
  struct vector v = published();
  v.point[64] ^= 1; /* not on the curve */
  assert_int_equal(check(&v), TS_SIGNATURE_NOT_CHECKED);
  v = published();
  v.point[0] = 0x02; /* a compressed point's prefix */
  assert_int_equal(check(&v), TS_SIGNATURE_NOT_CHECKED);
  v = published();
  memset(v.point + 1, 0, 64);
  assert_int_equal(check(&v), TS_SIGNATURE_NOT_CHECKED);
  memset(v.point, 0, 65);
  assert_int_equal(check(&v), TS_SIGNATURE_NOT_CHECKED);
  v = published();
  memset(v.point + 1, 0xff, 32); /* x not below the field's prime */
  assert_int_equal(check(&v), TS_SIGNATURE_NOT_CHECKED);
}

/* Whatever the library fails with, only INVALID_SIGNATURE says that the signature is bad. */
static void calls_nothing_bad_when_the_library_fails(void **state) {
  (void)state;
  static const psa_status_t failures[] = {
      PSA_ERROR_GENERIC_ERROR,       PSA_ERROR_INSUFFICIENT_MEMORY, PSA_ERROR_INVALID_ARGUMENT,
      PSA_ERROR_CORRUPTION_DETECTED, PSA_ERROR_NOT_SUPPORTED,       PSA_ERROR_HARDWARE_FAILURE,
      PSA_ERROR_NOT_PERMITTED,       PSA_ERROR_BAD_STATE,           PSA_ERROR_INVALID_HANDLE,
  };
  struct vector v = published();
  for (size_t i = 0; i < sizeof failures / sizeof failures[0]; i++) {
    fail_verify = failures[i];
    assert_int_equal(check(&v), TS_SIGNATURE_NOT_CHECKED);
    fail_verify = PSA_SUCCESS;
    fail_import = failures[i];
    assert_int_equal(check(&v), TS_SIGNATURE_NOT_CHECKED);
    fail_import = PSA_SUCCESS;
  }
  fail_import = PSA_ERROR_INVALID_SIGNATURE;
  assert_int_equal(check(&v), TS_SIGNATURE_NOT_CHECKED);
  fail_import = PSA_SUCCESS;
  fail_verify = PSA_ERROR_INVALID_SIGNATURE;
  assert_int_equal(check(&v), TS_SIGNATURE_BAD);
  fail_verify = PSA_SUCCESS;
  assert_int_equal(check(&v), TS_SIGNATURE_GOOD);
}

static void gives_no_digest_when_the_library_fails(void **state) {
  (void)state;
  static const uint8_t zero[TS_SHA256_SIZE];
  uint8_t digest[TS_SHA256_SIZE];
  struct ts_bytes abc = ts_bytes_of("abc");
  memset(digest, 0xee, sizeof digest);
  fail_hash = PSA_ERROR_HARDWARE_FAILURE;
  assert_int_equal(crypto.sha256(crypto.ctx, &abc, 1, digest), TS_ERR_INTERNAL);
  fail_hash = PSA_SUCCESS;
  assert_memory_equal(digest, zero, sizeof zero);
}

/* Every verification gives its key slot back. */
static void can_verify_more_often_than_there_are_key_slots(void **state) {
  (void)state;
  struct vector v = published(), bad = published();
  bad.point[64] ^= 1;
  for (int i = 0; i < 100; i++) {
    assert_int_equal(check(&v), TS_SIGNATURE_GOOD);
    assert_int_equal(check(&bad), TS_SIGNATURE_NOT_CHECKED);
  }
}

/* ---- certificates ---- */

static const struct ts_certificate_recipe plain_root = {
    .subject = "Brand Root",
    .extension = {{"basicConstraints", "critical,CA:TRUE,pathlen:0"},
                  {"keyUsage", "critical,keyCertSign,cRLSign"}}};
static const struct ts_certificate_recipe plain_leaf = {
    .subject = "Atelier 7",
    .issuer = "Brand Root",
    .extension = {{"basicConstraints", "critical,CA:FALSE"}, {"keyUsage", "critical,digitalSignature"}}};

static enum ts_err read_der(struct ts_bytes bytes, struct ts_certificate *out) {
  memset(out, 0xee, sizeof *out);
  return crypto.read_certificate(crypto.ctx, bytes, out);
}

static struct ts_bytes make(struct ts_certificate_recipe recipe) {
  recipe.key = recipe.key ? recipe.key : leaf_key;
  recipe.issuer_key = recipe.issuer_key ? recipe.issuer_key : root_key;
  return ts_certificate_make(der, &recipe);
}

static void assert_refused(struct ts_bytes bytes) {
  static const struct ts_certificate zero;
  struct ts_certificate certificate;
  assert_int_equal(read_der(bytes, &certificate), TS_ERR_CERTIFICATE);
  assert_memory_equal(&certificate, &zero, sizeof zero);
}

static void assert_within(struct ts_bytes part, struct ts_bytes whole) {
  assert_true(part.size > 0 && part.data >= whole.data && part.data + part.size <= whole.data + whole.size);
}

static enum ts_signature_check signed_by(const struct ts_certificate *certificate, const uint8_t *point) {
  uint8_t digest[TS_SHA256_SIZE];
  assert_int_equal(crypto.sha256(crypto.ctx, &certificate->tbs, 1, digest), TS_OK);
  return crypto.verify_p256(crypto.ctx, point, digest, certificate->signature);
}

static void reads_a_root_and_what_it_signed(void **state) {
  (void)state;
  static uint8_t root_der[TS_TEST_CERTIFICATE_MAX];
  struct ts_certificate_recipe recipe = plain_root;
  recipe.key = root_key;
  struct ts_bytes root_bytes = ts_certificate_make(root_der, &recipe), leaf_bytes = make(plain_leaf);
  struct ts_certificate root, leaf;
  uint8_t root_point[65], leaf_point[65];
  ts_test_key_point(root_key, root_point);
  ts_test_key_point(leaf_key, leaf_point);
  assert_int_equal(read_der(root_bytes, &root), TS_OK);
  assert_int_equal(read_der(leaf_bytes, &leaf), TS_OK);
  assert_true(root.is_ca && root.may_sign_certificates && !root.may_sign_data);
  assert_true(!leaf.is_ca && !leaf.may_sign_certificates && leaf.may_sign_data);
  assert_memory_equal(root.point, root_point, 65);
  assert_memory_equal(leaf.point, leaf_point, 65);
  assert_true(ts_bytes_equal(leaf.issuer, root.subject) && ts_bytes_equal(root.issuer, root.subject));
  assert_false(ts_bytes_equal(leaf.subject, root.subject));
  assert_int_equal(signed_by(&leaf, root.point), TS_SIGNATURE_GOOD);
  assert_int_equal(signed_by(&root, root.point), TS_SIGNATURE_GOOD);
  assert_int_equal(signed_by(&leaf, leaf.point), TS_SIGNATURE_BAD);
}

static void views_point_into_the_callers_bytes(void **state) {
  (void)state;
  struct ts_bytes bytes = make(plain_leaf);
  struct ts_certificate leaf;
  assert_int_equal(read_der(bytes, &leaf), TS_OK);
  assert_within(leaf.tbs, bytes);
  assert_within(leaf.issuer, leaf.tbs);
  assert_within(leaf.subject, leaf.tbs);
  assert_within(leaf.public_key, leaf.tbs);
  assert_int_equal(leaf.tbs.data[0], 0x30);
  assert_int_equal(leaf.issuer.data[0], 0x30);
  assert_int_equal(leaf.public_key.size, 91);
  assert_memory_equal(leaf.public_key.data + 26, leaf.point, 65);
}

/* Many, so that every length of r and s comes up: shorter than 32 bytes, and with the zero before a high bit.
 */
static void reads_signatures_of_every_length(void **state) {
  (void)state;
  uint8_t point[65];
  ts_test_key_point(root_key, point);
  unsigned lengths = 0;
  for (int i = 0; i < 400; i++) {
    struct ts_bytes bytes = make(plain_leaf);
    struct ts_certificate leaf;
    assert_int_equal(read_der(bytes, &leaf), TS_OK);
    assert_int_equal(signed_by(&leaf, point), TS_SIGNATURE_GOOD);
    lengths |= 1u << (bytes.size - leaf.tbs.size) % 32;
  }
  assert_true((lengths & (lengths - 1)) != 0);
}

static void reads_dates(void **state) {
  (void)state;
  static const struct {
    const char *text;
    int64_t seconds;
  } dates[] = {
      {"19700101000000Z", 0},          {"19991231235959Z", 946684799},  {"20000229120000Z", 951825600},
      {"20240229000001Z", 1709164801}, {"20491231235959Z", 2524607999}, {"20500101000000Z", 2524608000},
      {"21000228235959Z", 4107542399}, {"21000301000000Z", 4107542400}, {"99991231235959Z", 253402300799},
      {"19500101000000Z", -631152000},
  };
  for (size_t i = 0; i + 1 < sizeof dates / sizeof dates[0]; i++) {
    struct ts_certificate_recipe recipe = plain_leaf;
    recipe.not_before = dates[sizeof dates / sizeof dates[0] - 1].text;
    recipe.not_after = dates[i].text;
    struct ts_certificate leaf;
    assert_int_equal(read_der(make(recipe), &leaf), TS_OK);
    assert_int_equal(leaf.not_before, -631152000);
    assert_true(leaf.not_after == dates[i].seconds);
  }
}

static void reads_usages(void **state) {
  (void)state;
  static const struct {
    struct ts_test_extension extension[TS_TEST_EXTENSIONS_MAX];
    bool is_ca, certificates, data;
  } cases[] = {
      {{{0}}, false, true, true},
      {{{"keyUsage", "digitalSignature,keyCertSign"}}, false, true, true},
      {{{"keyUsage", "critical,keyAgreement"}}, false, false, false},
      {{{"keyUsage", "critical,nonRepudiation,decipherOnly"}}, false, false, false},
      {{{"basicConstraints", "CA:TRUE"}}, true, true, true},
      {{{"basicConstraints", "critical,CA:TRUE,pathlen:3"}, {"keyUsage", "digitalSignature"}},
       true,
       false,
       true},
      {{{"basicConstraints", "CA:FALSE"}, {"keyUsage", "keyCertSign"}}, false, true, false},
      {{{"subjectKeyIdentifier", "hash"}, {"extendedKeyUsage", "codeSigning"}}, false, true, true},
      {{{"subjectAltName", "DNS:brand.example"}, {"1.2.3.4.5", "DER:0500"}}, false, true, true},
  };
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    struct ts_certificate_recipe recipe = {.subject = "S"};
    struct ts_certificate certificate;
    memcpy(recipe.extension, cases[i].extension, sizeof recipe.extension);
    assert_int_equal(read_der(make(recipe), &certificate), TS_OK);
    assert_int_equal(certificate.is_ca, cases[i].is_ca);
    assert_int_equal(certificate.may_sign_certificates, cases[i].certificates);
    assert_int_equal(certificate.may_sign_data, cases[i].data);
  }
}

static void refuses_critical_extensions_that_it_does_not_enforce(void **state) {
  (void)state;
  static const struct ts_test_extension odd[] = {
      {"1.2.3.4.5", "critical,DER:0500"},
      {"extendedKeyUsage", "critical,codeSigning"},
      {"subjectAltName", "critical,DNS:brand.example"},
      {"2.5.29.30", "critical,DER:3009a00730058203612e62"} /* nameConstraints */,
      {"2.5.29.32", "critical,DER:3007300506032a0304"} /* certificatePolicies */,
  };
  for (size_t i = 0; i < sizeof odd / sizeof odd[0]; i++) {
    struct ts_certificate_recipe recipe = {.extension = {odd[i]}};
    assert_refused(make(recipe));
  }
}

static void refuses_malformed_extensions(void **state) {
  (void)state;
  static const struct ts_test_extension odd[][2] = {
      {{"2.5.29.15", "DER:0500"}, {0}},               /* keyUsage that is no BIT STRING */
      {{"2.5.29.15", "DER:030100"}, {0}},             /* of no bits */
      {{"2.5.29.15", "DER:0302078000"}, {0}},         /* with bytes behind */
      {{"2.5.29.19", "DER:0500"}, {0}},               /* basicConstraints that is no SEQUENCE */
      {{"2.5.29.19", "DER:30060101ff02010100"}, {0}}, /* with bytes behind */
      {{"2.5.29.19", "DER:3003020103"}, {0}},         /* a path length without cA */
      {{"2.5.29.19", "DER:30060101ff0201ff"}, {0}},   /* a negative one */
      {{"keyUsage", "digitalSignature"}, {"keyUsage", "keyCertSign"}},
      {{"basicConstraints", "CA:TRUE"}, {"basicConstraints", "CA:FALSE"}},
  };
  for (size_t i = 0; i < sizeof odd / sizeof odd[0]; i++) {
    struct ts_certificate_recipe recipe = {.extension = {odd[i][0], odd[i][1]}};
    assert_refused(make(recipe));
  }
}

static void refuses_other_keys_digests_and_versions(void **state) {
  (void)state;
  EVP_PKEY *p384 = ts_test_key_make_ec("P-384"), *rsa = ts_test_key_make_rsa(),
           *k1 = ts_test_key_make_ec("secp256k1");
  struct ts_certificate_recipe recipes[8];
  for (size_t i = 0; i < 8; i++)
    recipes[i] = plain_leaf;
  recipes[0].key = p384;
  recipes[1].key = rsa;
  recipes[2].key = k1;
  recipes[3].issuer_key = rsa;
  recipes[4].digest = EVP_sha384();
  recipes[5].digest = EVP_sha1();
  recipes[6] = (struct ts_certificate_recipe){.version = 1};
  recipes[7] = (struct ts_certificate_recipe){.version = 2};
  for (size_t i = 0; i < 8; i++)
    assert_refused(make(recipes[i]));
  struct ts_certificate_recipe p384_signed =
      plain_leaf; /* ecdsa-with-SHA256 by another curve: r and s are too long */
  p384_signed.issuer_key = p384;
  assert_refused(make(p384_signed));
  EVP_PKEY_free(p384);
  EVP_PKEY_free(rsa);
  EVP_PKEY_free(k1);
}

static void refuses_a_compressed_point(void **state) {
  (void)state;
  EVP_PKEY *key = ts_test_key_make_ec("P-256");
  assert_int_equal(EVP_PKEY_set_utf8_string_param(key, "point-format", "compressed"), 1);
  struct ts_certificate_recipe recipe = plain_leaf;
  recipe.key = key;
  assert_refused(make(recipe));
  EVP_PKEY_free(key);
}

static void refuses_trailing_bytes_and_every_truncation(void **state) {
  (void)state;
  struct ts_bytes whole = make(plain_leaf);
  der[whole.size] = 0;
  assert_refused(ts_bytes(der, whole.size + 1));
  memset(der + whole.size, 0x30, 16);
  assert_refused(ts_bytes(der, whole.size + 16));
  for (size_t size = 0; size < whole.size; size++)
    assert_refused(ts_bytes(der, size));
}

/* Changes one byte at a time. What is still read must differ in some part, or in its signed bytes. */
static void survives_every_altered_byte(void **state) {
  (void)state;
  struct ts_bytes whole = make(plain_leaf);
  uint8_t point[65];
  ts_test_key_point(root_key, point);
  for (size_t i = 0; i < whole.size; i++)
    for (unsigned change = 1; change < 256; change += 63) {
      struct ts_certificate leaf;
      der[i] ^= (uint8_t)change;
      if (read_der(whole, &leaf) == TS_OK) {
        assert_within(leaf.tbs, whole);
        assert_within(leaf.public_key, leaf.tbs);
        assert_int_equal(signed_by(&leaf, point), TS_SIGNATURE_BAD);
      }
      der[i] ^= (uint8_t)change;
    }
}

/* r and s in the spellings that BER would allow: only DER's is taken. */
static void refuses_other_spellings_of_the_signature(void **state) {
  (void)state;
  static const struct {
    const char *hex, *what;
  } spellings[] = {
      {"3006020101020101", "DER: the rest of what is put together here is right"},
      {"30080202000102020001", "needless zeros"},
      {"30060201ff020101", "negative"},
      {"30050200020101", "an integer of no bytes"},
      {"3009020101020101020100", "a third integer within"},
      {"3006020101020101020100", "and behind"},
      {"308106020101020101", "a long form of a short length"},
      {"300702810101020101", "likewise of r"},
      {"3003020101", "r alone"},
      {"3106020101020101", "a SET"},
      {"3006020101040101", "s is no INTEGER"},
      {"", "nothing"},
  };
  struct ts_bytes whole = make(plain_leaf);
  struct ts_certificate leaf;
  assert_int_equal(read_der(whole, &leaf), TS_OK);
  static uint8_t tbs[TS_TEST_CERTIFICATE_MAX], odd[TS_TEST_CERTIFICATE_MAX];
  size_t tbs_size = leaf.tbs.size;
  memcpy(tbs, leaf.tbs.data, tbs_size);
  for (size_t i = 0; i < sizeof spellings / sizeof spellings[0]; i++) {
    const char *hex = spellings[i].hex;
    size_t size = strlen(hex) / 2, content = tbs_size + 12 + 3 + size;
    struct ts_buf out = ts_buf(odd, sizeof odd);
    const uint8_t head[] = {0x30, 0x82, (uint8_t)(content >> 8), (uint8_t)content};
    const uint8_t bits[] = {0x03, (uint8_t)(size + 1), 0};
    uint8_t value[32];
    from_hex(value, hex);
    ts_buf_put(&out, ts_bytes(head, sizeof head));
    ts_buf_put(&out, ts_bytes(tbs, tbs_size));
    ts_buf_put(&out, ts_bytes("\x30\x0a\x06\x08\x2a\x86\x48\xce\x3d\x04\x03\x02", 12));
    ts_buf_put(&out, ts_bytes(bits, sizeof bits));
    ts_buf_put(&out, ts_bytes(value, size));
    if (i == 0)
      assert_int_equal(read_der(ts_buf_bytes(&out), &leaf), TS_OK);
    else
      assert_refused(ts_buf_bytes(&out));
  }
}

static void refuses_what_is_too_long_to_be_looked_at(void **state) {
  (void)state;
  static uint8_t large[TS_X509_SIZE_MAX + 1];
  assert_refused(ts_bytes(large, sizeof large));
  assert_refused(ts_bytes(NULL, 0));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(hashes_what_fips_180_lists),
      cmocka_unit_test(hashes_parts_one_after_another),
      cmocka_unit_test(takes_the_published_signature),
      cmocka_unit_test(refuses_every_altered_bit),
      cmocka_unit_test(takes_what_openssl_signs_and_nothing_of_another_key),
      cmocka_unit_test(calls_r_and_s_out_of_range_bad),
      cmocka_unit_test(does_not_check_with_a_point_that_is_none),
      cmocka_unit_test(calls_nothing_bad_when_the_library_fails),
      cmocka_unit_test(gives_no_digest_when_the_library_fails),
      cmocka_unit_test(can_verify_more_often_than_there_are_key_slots),
      cmocka_unit_test(reads_a_root_and_what_it_signed),
      cmocka_unit_test(views_point_into_the_callers_bytes),
      cmocka_unit_test(reads_signatures_of_every_length),
      cmocka_unit_test(reads_dates),
      cmocka_unit_test(reads_usages),
      cmocka_unit_test(refuses_critical_extensions_that_it_does_not_enforce),
      cmocka_unit_test(refuses_malformed_extensions),
      cmocka_unit_test(refuses_other_keys_digests_and_versions),
      cmocka_unit_test(refuses_a_compressed_point),
      cmocka_unit_test(refuses_trailing_bytes_and_every_truncation),
      cmocka_unit_test(survives_every_altered_byte),
      cmocka_unit_test(refuses_other_spellings_of_the_signature),
      cmocka_unit_test(refuses_what_is_too_long_to_be_looked_at),
  };
  return cmocka_run_group_tests(tests, start, stop);
}
