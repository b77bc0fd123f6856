/* SPDX-License-Identifier: Apache-2.0 */
/* core/bundle: opening, signatures, attacks on the file, look-ups. The rules for the content are
 * test_bundle_rules.c's part. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "bundle_sample.h"
#include "crypto_openssl.h"
#include "diag.h"
#include "stride.h"

static struct ts_openssl_key publisher, other;
static struct ts_blob sample; /* signed by PUBLISHER */

static int set_up(void **state) {
  (void)state;
  publisher = ts_openssl_key("publisher");
  other = ts_openssl_key("other");
  if (!publisher.pkey || !other.pkey)
    return -1;
  sample = ts_sample_sign(ts_sample_bundle, &publisher, 1);
  return 0;
}

static int tear_down(void **state) {
  (void)state;
  ts_blob_free(&sample);
  ts_openssl_key_free(&publisher);
  ts_openssl_key_free(&other);
  return 0;
}

static void assert_zero(const struct ts_bundle *bundle) {
  struct ts_bundle zero;
  memset(&zero, 0, sizeof zero);
  assert_memory_equal(bundle, &zero, sizeof zero);
}

/* Opens FILE with PUBLISHER pinned. A copy of just its size, so that a read beyond it is seen. */
static enum ts_err open_copy(struct ts_bytes file) {
  struct ts_publisher_keys pin = ts_sample_pin(&publisher);
  uint8_t *copy = malloc(file.size ? file.size : 1);
  assert_non_null(copy);
  if (file.size)
    memcpy(copy, file.data, file.size);
  struct ts_bundle bundle;
  memset(&bundle, 0xFF, sizeof bundle);
  enum ts_err err = ts_bundle_open(&bundle, ts_bytes(copy, file.size), &pin, ts_crypto_openssl());
  assert_int_equal(bundle.open, err == TS_OK);
  if (err)
    assert_zero(&bundle);
  free(copy);
  return err;
}

static struct ts_bundle open_sample(void) {
  struct ts_publisher_keys pin = ts_sample_pin(&publisher);
  struct ts_bundle bundle;
  assert_int_equal(ts_bundle_open(&bundle, ts_blob_bytes(&sample), &pin, ts_crypto_openssl()), TS_OK);
  return bundle;
}

static void assert_text(struct ts_bytes bytes, const char *text) {
  assert_true(ts_bytes_equal_text(bytes, text));
}

static void test_opens(void **state) {
  (void)state;
  struct ts_bundle bundle = open_sample();
  assert_true(bundle.open);
  assert_text(bundle.publisher, "Harbour Returns");
  assert_int_equal(bundle.sequence, 7);
  assert_int_equal(bundle.issued, TS_SAMPLE_ISSUED);
  assert_int_equal(bundle.expires, TS_SAMPLE_EXPIRES);
  assert_int_equal(bundle.brand_count, 3);
  assert_int_equal(bundle.signer_count, 4);
  uint8_t digest[TS_SHA256_SIZE];
  struct ts_cose_sign message;
  assert_int_equal(ts_cose_read(&message, ts_blob_bytes(&sample)), TS_OK);
  assert_int_equal(ts_crypto_openssl()->sha256(NULL, &message.payload, 1, digest), TS_OK);
  assert_memory_equal(bundle.hash, digest, sizeof digest);
}

static void test_finds_brands(void **state) {
  (void)state;
  struct ts_bundle bundle = open_sample();
  struct ts_brand brand;
  assert_true(ts_bundle_brand_of_gtin(&bundle, "04012345000009", &brand));
  assert_text(brand.id, "aurora");
  assert_text(brand.name, "Aurora \xc3\x89toile");
  assert_int_equal(brand.root.size, 2);
  assert_int_equal(brand.signer_days, 14);
  assert_int_equal(brand.serial_days, 3);
  assert_true(ts_bundle_brand_of_gtin(&bundle, "94012345000002", &brand)); /* the indicator does not count */
  assert_text(brand.id, "aurora");
  assert_true(ts_bundle_brand_of_gtin(&bundle, "04012346000008", &brand));
  assert_text(brand.id, "borealis");
  assert_int_equal(brand.index, 1);
  assert_int_equal(brand.first_signer, 3);
  assert_int_equal(brand.signer_days, 30);
  assert_int_equal(brand.serial_days, 7);
  assert_true(ts_bundle_brand_of_gtin(&bundle, "00761000000000", &brand));
  assert_text(brand.id, "cirrus");
  assert_int_equal(brand.signer_days, 30);
  assert_int_equal(brand.serial_days, 9);
  static const char *const strangers[] = {"40123450000000", "04012347000007",  "04012300000000",
                                          "0401234500000",  "004012345000009", "",
                                          "07610000000000"};
  for (size_t i = 0; i < sizeof strangers / sizeof strangers[0]; i++) {
    assert_false(ts_bundle_brand_of_gtin(&bundle, strangers[i], &brand));
    assert_null(brand.id.data);
  }
}

static void test_finds_brands_by_host_and_index(void **state) {
  (void)state;
  struct ts_bundle bundle = open_sample();
  struct ts_brand brand;
  assert_true(ts_bundle_brand_of_host(&bundle, "x1.example", &brand));
  assert_text(brand.id, "aurora");
  assert_true(ts_bundle_brand_of_host(&bundle, "CirruZ.EXAMPLE", &brand));
  assert_text(brand.id, "cirrus");
  assert_true(ts_brand_has_host(&brand, "cirruz.example"));
  assert_false(ts_brand_has_host(&brand, "x1.example"));
  assert_false(ts_bundle_brand_of_host(&bundle, "x2.example", &brand));
  assert_false(ts_bundle_brand_of_host(&bundle, "evil.cirruz.example", &brand));
  assert_false(ts_bundle_brand_of_host(&bundle, "cirruz.example.", &brand));
  assert_false(ts_bundle_brand_of_host(&bundle, "", &brand));
  assert_true(ts_bundle_brand_at(&bundle, 2, &brand));
  assert_text(brand.id, "cirrus");
  assert_int_equal(brand.first_signer, 3);
  assert_false(ts_bundle_brand_at(&bundle, 3, &brand));
  assert_null(brand.id.data);
}

static void test_finds_signers(void **state) {
  (void)state;
  struct ts_bundle bundle = open_sample();
  struct ts_brand brand;
  struct ts_signer signer;
  assert_true(ts_bundle_brand_at(&bundle, 0, &brand));
  assert_true(ts_brand_next_signer(&brand, NULL, 0x0001, &signer));
  assert_int_equal(signer.index, 0);
  assert_int_equal(signer.state, TS_SIGNER_ACTIVE);
  assert_int_equal(signer.scope.size, 0);
  assert_true(ts_signer_in_scope(&signer, "05012300000005"));
  assert_true(ts_brand_next_signer(&brand, &signer, 0x0001, &signer));
  assert_int_equal(signer.index, 1);
  assert_int_equal(signer.state, TS_SIGNER_RETIRED);
  assert_int_equal(signer.certificate.size, 2);
  assert_false(ts_brand_next_signer(&brand, &signer, 0x0001, &signer));
  assert_null(signer.certificate.data);
  assert_false(ts_brand_next_signer(&brand, NULL, 0x0002, &signer));
  assert_false(ts_brand_next_signer(&brand, NULL, 0x0000, &signer));
  assert_true(ts_brand_next_signer(&brand, NULL, 0x0102, &signer));
  assert_int_equal(signer.state, TS_SIGNER_REVOKED);
  assert_int_equal(signer.revoked_from, 20000 * (int64_t)TS_DAY_SECONDS);
  assert_true(ts_bundle_brand_at(&bundle, 2, &brand));
  assert_true(ts_brand_next_signer(&brand, NULL, 0x0001, &signer));
  assert_int_equal(signer.index, 3);
  assert_false(ts_brand_next_signer(&brand, &signer, 0x0001, &signer));
  assert_true(ts_brand_signer_at(&brand, 0, &signer));
  assert_int_equal(signer.index, 3);
  assert_false(ts_brand_signer_at(&brand, 1, &signer));
  assert_null(signer.certificate.data);
}

static void test_scope_is_gtins_and_prefixes(void **state) {
  (void)state;
  struct ts_bundle bundle = open_sample();
  struct ts_brand brand;
  struct ts_signer signer;
  assert_true(ts_bundle_brand_at(&bundle, 0, &brand));
  assert_true(ts_brand_signer_at(&brand, 2, &signer));
  assert_true(ts_signer_in_scope(&signer, "04012345000009"));  /* named */
  assert_false(ts_signer_in_scope(&signer, "14012345000006")); /* another indicator is another GTIN */
  assert_true(ts_signer_in_scope(&signer, "04012345600001"));  /* under 40123456 */
  assert_true(ts_signer_in_scope(&signer, "94012345600001"));
  assert_false(ts_signer_in_scope(&signer, "05012300000005"));
  assert_false(ts_signer_in_scope(&signer, "0401234560000"));
}

static void test_models_policies_serial_forms(void **state) {
  (void)state;
  struct ts_bundle bundle = open_sample();
  struct ts_brand brand;
  assert_true(ts_bundle_brand_at(&bundle, 0, &brand));
  assert_text(ts_brand_model(&brand, "04012345000009"), "Ring Soleil");
  assert_text(ts_brand_model(&brand, "14012345000006"), "Ring Soleil, box");
  assert_int_equal(ts_brand_model(&brand, "04012345000016").size, 0);
  struct ts_tagged tagged =
      ts_brand_tagged(&brand, "04012345000009"); /* the GTIN counts before its prefixes */
  assert_true(tagged.known);
  assert_int_equal(tagged.since, 0);
  tagged = ts_brand_tagged(&brand, "04012345000016"); /* and the longer prefix before the shorter */
  assert_true(tagged.known);
  assert_int_equal(tagged.since, 19500 * (int64_t)TS_DAY_SECONDS);
  tagged = ts_brand_tagged(&brand, "04012345999990");
  assert_true(tagged.known);
  assert_int_equal(tagged.since, 19000 * (int64_t)TS_DAY_SECONDS);
  assert_false(ts_brand_tagged(&brand, "05012300000005").known);
  assert_false(ts_brand_tagged(&brand, "0401234599999").known);
  static const char *const good[] = {"AU-0427", "AU-9999", "ZZ-", "A0-"};
  static const char *const bad[] = {"AU-042", "AU-04277", "au-0427", "AU_0427", "AU-O427",
                                    "Z-",     "9Z-",      "a0-",     ""};
  for (size_t i = 0; i < sizeof good / sizeof good[0]; i++)
    assert_true(ts_brand_serial_form_ok(&brand, ts_bytes_of(good[i])));
  for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
    assert_false(ts_brand_serial_form_ok(&brand, ts_bytes_of(bad[i])));
  assert_true(ts_bundle_brand_at(&bundle, 1, &brand));
  assert_true(ts_brand_serial_form_ok(&brand, ts_bytes_of("anything")));
  assert_false(ts_brand_tagged(&brand, "04012346000008").known);
  assert_int_equal(ts_brand_model(&brand, "04012346000008").size, 0);
}

static void test_a_bundle_that_is_not_open_knows_nothing(void **state) {
  (void)state;
  struct ts_bundle bundle = open_sample();
  struct ts_brand brand;
  bundle.open = false;
  assert_false(ts_bundle_brand_of_gtin(&bundle, "04012345000009", &brand));
  assert_false(ts_bundle_brand_of_host(&bundle, "x1.example", &brand));
  assert_false(ts_bundle_brand_at(&bundle, 0, &brand));
}

static void test_every_flipped_bit_is_refused(void **state) {
  (void)state;
  for (size_t bit = 0; bit < 8 * sample.size; bit += TS_STRIDE) {
    sample.data[bit / 8] ^= (uint8_t)(1u << bit % 8);
    assert_int_not_equal(open_copy(ts_blob_bytes(&sample)), TS_OK);
    sample.data[bit / 8] ^= (uint8_t)(1u << bit % 8);
  }
  assert_int_equal(open_copy(ts_blob_bytes(&sample)), TS_OK);
}

static void test_every_cut_is_refused(void **state) {
  (void)state;
  for (size_t size = 0; size < sample.size; size++)
    assert_int_equal(open_copy(ts_bytes(sample.data, size)), TS_ERR_CBOR_TRUNCATED);
}

static void test_nothing_may_follow(void **state) {
  (void)state;
  uint8_t *longer = malloc(2 * sample.size);
  for (size_t more = 1; more <= sample.size; more += sample.size - 1) { /* one byte; the file twice */
    memcpy(longer, sample.data, sample.size);
    memcpy(longer + sample.size, sample.data, more);
    assert_int_equal(open_copy(ts_bytes(longer, sample.size + more)), TS_ERR_CBOR_TRAILING);
  }
  free(longer);
}

static void test_size_is_checked_before_anything_is_read(void **state) {
  (void)state;
  struct ts_bundle bundle;
  struct ts_publisher_keys pin = ts_sample_pin(&publisher);
  struct ts_bytes huge = {.data = NULL, .size = TS_BUNDLE_SIZE_MAX + 1};
  assert_int_equal(ts_bundle_open(&bundle, huge, &pin, ts_crypto_openssl()), TS_ERR_TOO_LONG);
  assert_zero(&bundle);
}

static void test_publisher_must_be_pinned(void **state) {
  (void)state;
  struct ts_bundle bundle;
  struct ts_openssl_key keys[2] = {other, publisher};
  struct ts_publisher_keys nobody = {0}, stranger = ts_sample_pin(&other);
  struct ts_publisher_keys either = ts_sample_publisher(keys, 2, 1);
  struct ts_bytes head = ts_blob_bytes(&sample);
  const struct ts_crypto *crypto = ts_crypto_openssl();
  assert_int_equal(ts_bundle_open(&bundle, head, &nobody, crypto), TS_ERR_BUNDLE_UNKNOWN_PUBLISHER);
  assert_int_equal(ts_bundle_open(&bundle, head, &stranger, crypto), TS_ERR_BUNDLE_UNKNOWN_PUBLISHER);
  assert_zero(&bundle);
  assert_int_equal(ts_bundle_open(&bundle, head, &either, crypto), TS_OK);
  assert_memory_equal(&bundle.keys, &either, sizeof either);
}

/* FILE made by KEY, which says that it is PUBLISHER. */
static struct ts_blob impersonate(struct ts_openssl_key *key, const char *source) {
  static uint8_t memory[8192];
  struct ts_buf payload = ts_buf(memory, sizeof memory);
  struct ts_bundle_signatory signatory = {.ctx = key, .sign = ts_openssl_sign};
  struct ts_blob file;
  assert_true(ts_diag(&payload, source));
  assert_int_equal(ts_cose_key_id(signatory.key_id, publisher.point, ts_crypto_openssl()), TS_OK);
  assert_int_equal(ts_bundle_seal(&file, ts_buf_bytes(&payload), &signatory, 1, ts_crypto_openssl()), TS_OK);
  return file;
}

static void test_signature_by_another_key(void **state) {
  (void)state;
  struct ts_blob file = impersonate(&other, ts_sample_bundle);
  assert_int_equal(open_copy(ts_blob_bytes(&file)), TS_ERR_BUNDLE_SIGNATURE);
  ts_blob_free(&file);
}

/* A payload that is no bundle, nor even CBOR that we take, is not looked at before its signature is good. */
static void test_nothing_is_parsed_before_it_is_verified(void **state) {
  (void)state;
  static const char *const payloads[] = {"0", "{1: 2}", "\"text\"", "{1: 1, 1: 1}"};
  for (size_t i = 0; i < 4; i++) {
    struct ts_blob file = impersonate(&other, payloads[i]);
    assert_int_equal(open_copy(ts_blob_bytes(&file)), TS_ERR_BUNDLE_SIGNATURE);
    ts_blob_free(&file);
    file = impersonate(&publisher, payloads[i]);
    enum ts_err want = i == 1 ? TS_ERR_BUNDLE_VERSION : i == 3 ? TS_ERR_CBOR_DUPLICATE : TS_ERR_BUNDLE_FORM;
    assert_int_equal(open_copy(ts_blob_bytes(&file)), want);
    ts_blob_free(&file);
  }
}

/* FILE's signatures replaced by those of FROM. */
static struct ts_blob transplant(const struct ts_blob *file, const struct ts_blob *from) {
  struct ts_cose_sign body, donor;
  assert_int_equal(ts_cose_read(&body, ts_blob_bytes(file)), TS_OK);
  assert_int_equal(ts_cose_read(&donor, ts_blob_bytes(from)), TS_OK);
  donor.payload = body.payload;
  struct ts_blob result = {.data = malloc(file->size + from->size)};
  struct ts_buf out = ts_buf(result.data, file->size + from->size);
  ts_cose_put_sign(&out, &donor);
  result.size = out.size;
  return result;
}

static void test_signature_of_another_bundle(void **state) {
  (void)state;
  char *newer = ts_diag_replace(ts_sample_bundle, "3: 7", "3: 8");
  struct ts_blob signed_newer = ts_sample_sign(newer, &publisher, 1);
  struct ts_blob swapped = transplant(&signed_newer, &sample);
  assert_int_equal(open_copy(ts_blob_bytes(&signed_newer)), TS_OK);
  assert_int_equal(open_copy(ts_blob_bytes(&swapped)), TS_ERR_BUNDLE_SIGNATURE);
  ts_blob_free(&swapped);
  ts_blob_free(&signed_newer);
  free(newer);
}

static void test_r_and_s_exchanged_or_out_of_range(void **state) {
  (void)state;
  struct ts_cose_sign message;
  assert_int_equal(ts_cose_read(&message, ts_blob_bytes(&sample)), TS_OK);
  uint8_t *rs = sample.data + (message.signature[0].signature.data - sample.data),
          kept[TS_P256_SIGNATURE_SIZE];
  memcpy(kept, rs, sizeof kept);
  memcpy(rs, kept + 32, 32);
  memcpy(rs + 32, kept, 32);
  assert_int_equal(open_copy(ts_blob_bytes(&sample)), TS_ERR_BUNDLE_SIGNATURE);
  for (int value = 0; value <= 0xff; value += 0xff) {
    memset(rs, value, sizeof kept);
    assert_int_equal(open_copy(ts_blob_bytes(&sample)), TS_ERR_BUNDLE_SIGNATURE);
  }
  memcpy(rs, kept, sizeof kept);
  assert_int_equal(open_copy(ts_blob_bytes(&sample)), TS_OK);
}

/* Of two signatures one is bad: who asks for one that is good is content, who asks for both is not. */
static void test_two_signatures(void **state) {
  (void)state;
  const struct ts_crypto *crypto = ts_crypto_openssl();
  struct ts_openssl_key keys[2] = {publisher, other};
  struct ts_publisher_keys pins[2] = {ts_sample_pin(&publisher), ts_sample_pin(&other)};
  struct ts_publisher_keys either = ts_sample_publisher(keys, 2, 1), both = ts_sample_publisher(keys, 2, 2);
  struct ts_bundle bundle;
  struct ts_blob file = ts_sample_sign(ts_sample_bundle, keys, 2);
  struct ts_cose_sign message;
  assert_int_equal(ts_cose_read(&message, ts_blob_bytes(&file)), TS_OK);
  for (size_t i = 0; i < 2; i++)
    assert_int_equal(ts_bundle_open(&bundle, ts_blob_bytes(&file), &pins[i], crypto), TS_OK);
  assert_int_equal(ts_bundle_open(&bundle, ts_blob_bytes(&file), &both, crypto), TS_OK);
  for (size_t bad = 0; bad < 2; bad++) {
    uint8_t *last =
        file.data + (message.signature[bad].signature.data - file.data) + TS_P256_SIGNATURE_SIZE - 1;
    *last ^= 1;
    assert_int_equal(ts_bundle_open(&bundle, ts_blob_bytes(&file), &either, crypto), TS_OK);
    assert_int_equal(ts_bundle_open(&bundle, ts_blob_bytes(&file), &both, crypto), TS_ERR_BUNDLE_THRESHOLD);
    assert_zero(&bundle);
    assert_int_equal(ts_bundle_open(&bundle, ts_blob_bytes(&file), &pins[bad], crypto),
                     TS_ERR_BUNDLE_SIGNATURE);
    assert_int_equal(ts_bundle_open(&bundle, ts_blob_bytes(&file), &pins[1 - bad], crypto), TS_OK);
    *last ^= 1;
  }
  uint8_t *first = file.data + (message.signature[0].signature.data - file.data);
  uint8_t *second = file.data + (message.signature[1].signature.data - file.data);
  first[63] ^= 1;
  second[63] ^= 1;
  assert_int_equal(ts_bundle_open(&bundle, ts_blob_bytes(&file), &either, crypto), TS_ERR_BUNDLE_SIGNATURE);
  assert_zero(&bundle);
  ts_blob_free(&file);
}

static void test_content_type_must_be_a_bundles(void **state) {
  (void)state;
  struct ts_cose_sign message;
  uint8_t header[64], written[4096];
  assert_int_equal(ts_cose_read(&message, ts_blob_bytes(&sample)), TS_OK);
  struct ts_buf part = ts_buf(header, sizeof header), out = ts_buf(written, sizeof written);
  ts_cose_put_body_header(&part, "application/vnd.touchstone.brand+cbor");
  message.protected_header = ts_buf_bytes(&part);
  ts_cose_put_sign(&out, &message);
  assert_int_equal(open_copy(ts_buf_bytes(&out)), TS_ERR_BUNDLE_FORM);
  static const uint8_t not_cose[] = {0xd8, 0x62, 0x80};
  assert_int_equal(open_copy(ts_bytes(not_cose, sizeof not_cose)), TS_ERR_BUNDLE_FORM);
}

static enum ts_signature_check cannot_check(void *ctx, const uint8_t *point, const uint8_t *digest,
                                            const uint8_t *signature) {
  (void)ctx, (void)point, (void)digest, (void)signature;
  return TS_SIGNATURE_NOT_CHECKED;
}

static enum ts_signature_check nonsense(void *ctx, const uint8_t *point, const uint8_t *digest,
                                        const uint8_t *signature) {
  (void)ctx, (void)point, (void)digest, (void)signature;
  return (enum ts_signature_check)3;
}

/* Fails at the call whose number CTX counts down to. */
static enum ts_err failing_sha256(void *ctx, const struct ts_bytes *part, size_t parts, uint8_t *digest) {
  int *left = ctx;
  if ((*left)-- > 0)
    return ts_crypto_openssl()->sha256(NULL, part, parts, digest);
  memset(digest, 0, TS_SHA256_SIZE);
  return TS_ERR_INTERNAL;
}

static void test_a_failing_library_says_neither_good_nor_bad(void **state) {
  (void)state;
  struct ts_publisher_keys pin = ts_sample_pin(&publisher);
  struct ts_bundle bundle;
  struct ts_crypto crypto = *ts_crypto_openssl();
  crypto.verify_p256 = cannot_check;
  assert_int_equal(ts_bundle_open(&bundle, ts_blob_bytes(&sample), &pin, &crypto), TS_ERR_INTERNAL);
  assert_zero(&bundle);
  crypto.verify_p256 = nonsense;
  assert_int_equal(ts_bundle_open(&bundle, ts_blob_bytes(&sample), &pin, &crypto), TS_ERR_INTERNAL);
  int left, calls = 3; /* key id, signed bytes, payload */
  crypto = *ts_crypto_openssl();
  crypto.ctx = &left;
  crypto.sha256 = failing_sha256;
  for (int at = 0; at <= calls; at++) {
    left = at;
    enum ts_err want = at < calls ? TS_ERR_INTERNAL : TS_OK;
    assert_int_equal(ts_bundle_open(&bundle, ts_blob_bytes(&sample), &pin, &crypto), want);
    assert_int_equal(bundle.open, want == TS_OK);
    if (want)
      assert_zero(&bundle);
  }
  memset(pin.key[0].point + 1, 0,
         TS_P256_POINT_SIZE - 1); /* no such point: its id names nobody's signature */
  assert_int_equal(ts_bundle_open(&bundle, ts_blob_bytes(&sample), &pin, ts_crypto_openssl()),
                   TS_ERR_BUNDLE_UNKNOWN_PUBLISHER);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_opens),
      cmocka_unit_test(test_finds_brands),
      cmocka_unit_test(test_finds_brands_by_host_and_index),
      cmocka_unit_test(test_finds_signers),
      cmocka_unit_test(test_scope_is_gtins_and_prefixes),
      cmocka_unit_test(test_models_policies_serial_forms),
      cmocka_unit_test(test_a_bundle_that_is_not_open_knows_nothing),
      cmocka_unit_test(test_every_flipped_bit_is_refused),
      cmocka_unit_test(test_every_cut_is_refused),
      cmocka_unit_test(test_nothing_may_follow),
      cmocka_unit_test(test_size_is_checked_before_anything_is_read),
      cmocka_unit_test(test_publisher_must_be_pinned),
      cmocka_unit_test(test_signature_by_another_key),
      cmocka_unit_test(test_nothing_is_parsed_before_it_is_verified),
      cmocka_unit_test(test_signature_of_another_bundle),
      cmocka_unit_test(test_r_and_s_exchanged_or_out_of_range),
      cmocka_unit_test(test_two_signatures),
      cmocka_unit_test(test_content_type_must_be_a_bundles),
      cmocka_unit_test(test_a_failing_library_says_neither_good_nor_bad),
  };
  return cmocka_run_group_tests_name("bundle", tests, set_up, tear_down);
}
