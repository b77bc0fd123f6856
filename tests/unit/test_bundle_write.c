/* SPDX-License-Identifier: Apache-2.0 */
/* The host's writer of bundles against the device's reader, and the worked example in SPEC.md against both.
 * Run from the top of the source tree, or with its path as the only argument. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "bundle_sample.h"
#include "core/anchor.h"
#include "core/bundle_read.h"
#include "core/cbor.h"
#include "diag.h"
#include "host-tools/bundle_write.h"

#define SPEC "firmware/SPEC.md"

static const char *source_tree = ".";

/* The first fenced block named NAME in the document, as bytes. */
static struct ts_buf example(const char *name, uint8_t *memory, size_t capacity) {
  static char document[1 << 18];
  char path[1024], fence[64];
  snprintf(path, sizeof path, "%s/%s", source_tree, SPEC);
  snprintf(fence, sizeof fence, "```hex name=%s\n", name);
  FILE *file = fopen(path, "rb");
  if (!file)
    print_message("cannot open %s\n", path);
  assert_non_null(file);
  size_t size = fread(document, 1, sizeof document - 1, file);
  assert_int_equal(fclose(file), 0);
  document[size] = 0;
  char *begin = strstr(document, fence);
  assert_non_null(begin);
  begin += strlen(fence);
  char *end = strstr(begin, "```");
  assert_non_null(end);
  *end = 0;
  struct ts_buf out = ts_buf(memory, capacity);
  assert_true(ts_hex(&out, begin));
  return out;
}

static const uint8_t root[] = {0x30, 0x01, 0xA0}, certificate[] = {0x30, 0x01, 0xB1};

static void test_worked_example(void **state) {
  (void)state;
  static const char *const prefix[] = {"4012345"}, *const host[] = {"id.aurora.example"},
                           *const form[] = {"AU-####"};
  const struct ts_signer_spec signer = {.key_id = 0x1A2B, .certificate = {certificate, sizeof certificate}};
  const struct ts_model_spec model = {"04012345000009", "Ring"};
  const struct ts_tagged_spec tagged = {"4012345", 20000};
  const struct ts_brand_spec brand = {.id = "aurora",
                                      .name = "Aurora",
                                      .root = {root, sizeof root},
                                      .prefix = prefix,
                                      .prefix_count = 1,
                                      .host = host,
                                      .host_count = 1,
                                      .signer = &signer,
                                      .signer_count = 1,
                                      .model = &model,
                                      .model_count = 1,
                                      .tagged = &tagged,
                                      .tagged_count = 1,
                                      .serial_form = form,
                                      .serial_form_count = 1};
  const struct ts_bundle_spec spec = {.publisher = "Harbour",
                                      .sequence = 1,
                                      .issued = 1750000000,
                                      .expires = 1752592000,
                                      .brand = &brand,
                                      .brand_count = 1};
  struct ts_blob payload;
  uint8_t memory[512];
  assert_int_equal(ts_bundle_write_payload(&payload, &spec), TS_OK);
  struct ts_buf document = example("bundle-payload", memory, sizeof memory);
  assert_int_equal(payload.size, document.size);
  assert_memory_equal(payload.data, memory, payload.size);
  ts_blob_free(&payload);
}

/* The anchor of the document's example: no bundle yet, one key, which is P-256's base point. */
static void test_worked_example_of_an_anchor(void **state) {
  (void)state;
  uint8_t memory[512], written[TS_ANCHOR_SIZE_MAX];
  struct ts_buf document = example("anchor", memory, sizeof memory), out = ts_buf(written, sizeof written);
  struct ts_anchor anchor;
  assert_int_equal(ts_anchor_read(&anchor, ts_buf_bytes(&document), ts_crypto_openssl()), TS_OK);
  assert_int_equal(anchor.publisher.count, 1);
  assert_true(anchor.sequence == 0);
  assert_true(anchor.time_floor == 1750000000);
  static const uint8_t key_id[] = {0x5c, 0xd2, 0x52, 0xfb, 0x0c, 0xe8, 0x93, 0x24}; /* as the document says */
  uint8_t id[TS_COSE_KEY_ID_SIZE];
  assert_int_equal(ts_cose_key_id(id, anchor.publisher.key[0].point, ts_crypto_openssl()), TS_OK);
  assert_memory_equal(id, key_id, sizeof key_id);
  assert_int_equal(ts_anchor_write(&out, &anchor, ts_crypto_openssl()), TS_OK);
  assert_true(ts_bytes_equal(ts_buf_bytes(&out), ts_buf_bytes(&document)));
}

static const char *const aurora_prefixes[] = {"50123", "4012345"};
static const char *const aurora_hosts[] = {"x1.example", "id.aurora.example"};
static const char *const aurora_scope[] = {"40123456", "04012345000009"};
static const char *const aurora_forms[] = {"AU-####", "@$-"};
static const uint8_t aurora_root[] = {0x30, 0xA0}, aa[] = {0xAA}, aaab[] = {0xAA, 0xAB}, ac[] = {0xAC};
static const struct ts_signer_spec aurora_signers[] = {
    {.key_id = 0x0102,
     .certificate = {ac, 1},
     .state = TS_SIGNER_REVOKED,
     .revoked_from_day = 20000,
     .scope = aurora_scope,
     .scope_count = 2},
    {.key_id = 0x0001, .certificate = {aaab, 2}, .state = TS_SIGNER_RETIRED},
    {.key_id = 0x0001, .certificate = {aa, 1}, .state = TS_SIGNER_ACTIVE},
};
static const struct ts_model_spec aurora_models[] = {{"14012345000006", "Ring Soleil, box"},
                                                     {"04012345000009", "Ring Soleil"}};
static const struct ts_tagged_spec aurora_tagged[] = {
    {"401234500", 19500}, {"4012345", 19000}, {"04012345000009", 0}};
static const char *const borealis_prefixes[] = {"4012346"}, *const cirrus_prefixes[] = {"0761"};
static const char *const cirrus_hosts[] = {"cirruz.example"};
static const uint8_t borealis_root[] = {0x30, 0xB0}, cirrus_root[] = {0x30, 0xC0}, ca[] = {0xCA};
static const struct ts_signer_spec cirrus_signers[] = {{.key_id = 0x0001, .certificate = {ca, 1}}};

/* The sample, all its lists upside down. */
static const struct ts_brand_spec unsorted[] = {
    {.id = "cirrus",
     .name = "Cirrus",
     .root = {cirrus_root, 2},
     .prefix = cirrus_prefixes,
     .prefix_count = 1,
     .host = cirrus_hosts,
     .host_count = 1,
     .signer = cirrus_signers,
     .signer_count = 1,
     .serial_days = 9},
    {.id = "borealis",
     .name = "Borealis",
     .root = {borealis_root, 2},
     .prefix = borealis_prefixes,
     .prefix_count = 1},
    {.id = "aurora",
     .name = "Aurora \xc3\x89toile",
     .root = {aurora_root, 2},
     .prefix = aurora_prefixes,
     .prefix_count = 2,
     .host = aurora_hosts,
     .host_count = 2,
     .signer = aurora_signers,
     .signer_count = 3,
     .model = aurora_models,
     .model_count = 2,
     .signer_days = 14,
     .serial_days = 3,
     .tagged = aurora_tagged,
     .tagged_count = 3,
     .serial_form = aurora_forms,
     .serial_form_count = 2},
};

static struct ts_bundle_spec sample_spec(void) {
  return (struct ts_bundle_spec){.publisher = "Harbour Returns",
                                 .sequence = 7,
                                 .issued = TS_SAMPLE_ISSUED,
                                 .expires = TS_SAMPLE_EXPIRES,
                                 .brand = unsorted,
                                 .brand_count = 3};
}

static void test_sorts_what_comes_unsorted(void **state) {
  (void)state;
  struct ts_bundle_spec spec = sample_spec();
  struct ts_blob payload;
  uint8_t memory[2048];
  struct ts_buf expected = ts_buf(memory, sizeof memory);
  assert_true(ts_diag(&expected, ts_sample_bundle));
  assert_int_equal(ts_bundle_write_payload(&payload, &spec), TS_OK);
  assert_true(ts_bytes_equal(ts_blob_bytes(&payload), ts_buf_bytes(&expected)));
  ts_blob_free(&payload);
}

static void test_writes_nothing_that_a_device_refuses(void **state) {
  (void)state;
  struct ts_blob payload;
  struct ts_bundle_spec spec = sample_spec();
  struct ts_brand_spec brand[3];
  memcpy(brand, unsorted, sizeof brand);
  spec.brand = brand;
  brand[0].id = "aurora"; /* twice */
  assert_int_equal(ts_bundle_write_payload(&payload, &spec), TS_ERR_BUNDLE_CONTENT);
  assert_null(payload.data);
  brand[0].id = "cirrus";
  brand[0].prefix = borealis_prefixes;
  assert_int_equal(ts_bundle_write_payload(&payload, &spec), TS_ERR_BUNDLE_PREFIX_OVERLAP);
  brand[0].prefix = cirrus_prefixes;
  brand[0].name = "\xff";
  assert_int_equal(ts_bundle_write_payload(&payload, &spec), TS_ERR_CBOR_UTF8);
  brand[0].name = "Cirrus";
  spec.issued = -1;
  assert_int_equal(ts_bundle_write_payload(&payload, &spec), TS_ERR_BUNDLE_CONTENT);
  spec.issued = TS_SAMPLE_ISSUED;
  assert_int_equal(ts_bundle_write_payload(&payload, &spec), TS_OK);
  ts_blob_free(&payload);
}

static enum ts_err broken_hsm(void *ctx, const uint8_t *digest, uint8_t *rs) {
  (void)ctx, (void)digest, (void)rs;
  return TS_ERR_IO;
}

static void test_sealing_passes_on_the_signers_error(void **state) {
  (void)state;
  struct ts_bundle_signatory signatory = {.sign = broken_hsm};
  struct ts_blob file;
  struct ts_bytes payload = ts_bytes_of("x");
  const struct ts_crypto *crypto = ts_crypto_openssl();
  assert_int_equal(ts_bundle_seal(&file, payload, &signatory, 1, crypto), TS_ERR_IO);
  assert_null(file.data);
  assert_int_equal(ts_bundle_seal(&file, payload, &signatory, 0, crypto), TS_ERR_ARGUMENT);
  assert_int_equal(ts_bundle_seal(&file, payload, &signatory, TS_COSE_SIGNATURES_MAX + 1, crypto),
                   TS_ERR_ARGUMENT);
}

/* Fifty brands of twenty signers with certificates of a usual size: written, signed, opened, and every signer
 * found. */
enum { BRANDS = 50, SIGNERS = 20, CERTIFICATE = 450 };

struct large {
  char id[BRANDS][8], prefix[BRANDS][8];
  const char *prefixes[BRANDS][1];
  uint8_t certificate[BRANDS][SIGNERS][CERTIFICATE];
  struct ts_signer_spec signer[BRANDS][SIGNERS];
  struct ts_brand_spec brand[BRANDS];
};

static struct ts_bundle_spec fill(struct large *l) {
  for (unsigned b = 0; b < BRANDS; b++) {
    snprintf(l->id[b], sizeof l->id[b], "b%02u", b);
    snprintf(l->prefix[b], sizeof l->prefix[b], "%07u", 4000000 + b);
    l->prefixes[b][0] = l->prefix[b];
    for (unsigned s = 0; s < SIGNERS; s++) {
      memset(l->certificate[b][s], (int)(b + s), CERTIFICATE);
      l->signer[b][s] = (struct ts_signer_spec){.key_id = (uint16_t)(s * 2654 ^ b),
                                                .certificate = {l->certificate[b][s], CERTIFICATE}};
    }
    l->brand[b] = (struct ts_brand_spec){.id = l->id[b],
                                         .name = l->id[b],
                                         .root = {l->certificate[b][0], CERTIFICATE},
                                         .prefix = l->prefixes[b],
                                         .prefix_count = 1,
                                         .signer = l->signer[b],
                                         .signer_count = SIGNERS};
  }
  return (struct ts_bundle_spec){
      .publisher = "P", .sequence = 1, .issued = 0, .expires = 1, .brand = l->brand, .brand_count = BRANDS};
}

static void test_fifty_brands_of_twenty_signers(void **state) {
  (void)state;
  struct large *large = calloc(1, sizeof *large);
  assert_non_null(large);
  struct ts_bundle_spec spec = fill(large);
  struct ts_openssl_key key = ts_openssl_key("publisher");
  struct ts_publisher_keys pin = ts_sample_pin(&key);
  struct ts_bundle_signatory signatory = {.ctx = &key, .sign = ts_openssl_sign};
  const struct ts_crypto *crypto = ts_crypto_openssl();
  struct ts_blob payload, file;
  struct ts_bundle bundle;
  assert_int_equal(ts_cose_key_id(signatory.key_id, key.point, crypto), TS_OK);
  assert_int_equal(ts_bundle_write_payload(&payload, &spec), TS_OK);
  assert_int_equal(ts_bundle_seal(&file, ts_blob_bytes(&payload), &signatory, 1, crypto), TS_OK);
  assert_int_equal(ts_bundle_open(&bundle, ts_blob_bytes(&file), &pin, crypto), TS_OK);
  assert_int_equal(bundle.brand_count, BRANDS);
  assert_int_equal(bundle.signer_count, BRANDS * SIGNERS);
  for (unsigned b = 0; b < BRANDS; b++) {
    struct ts_brand brand;
    struct ts_signer signer;
    char gtin[15];
    snprintf(gtin, sizeof gtin, "0%s000000", large->prefix[b]);
    assert_true(ts_bundle_brand_of_gtin(&bundle, gtin, &brand));
    assert_int_equal(brand.index, b);
    for (unsigned s = 0; s < SIGNERS; s++) {
      assert_true(ts_brand_next_signer(&brand, NULL, large->signer[b][s].key_id, &signer));
      assert_true(ts_bytes_equal(signer.certificate, large->signer[b][s].certificate));
    }
  }
  ts_blob_free(&file);
  ts_blob_free(&payload);
  ts_openssl_key_free(&key);
  free(large);
}

static void test_too_large_a_bundle(void **state) {
  (void)state;
  enum { MANY = 900 };
  static uint8_t der[TS_BUNDLE_CERTIFICATE_MAX];
  struct ts_signer_spec *signer = calloc(MANY, sizeof *signer);
  assert_non_null(signer);
  for (uint16_t i = 0; i < MANY; i++)
    signer[i] = (struct ts_signer_spec){.key_id = i, .certificate = {der, sizeof der}};
  struct ts_brand_spec brand = unsorted[1];
  brand.signer = signer;
  brand.signer_count = MANY;
  struct ts_bundle_spec spec = sample_spec();
  spec.brand = &brand;
  spec.brand_count = 1;
  struct ts_blob payload;
  assert_int_equal(ts_bundle_write_payload(&payload, &spec), TS_ERR_TOO_LONG);
  assert_null(payload.data);
  free(signer);
}

int main(int argc, char **argv) {
  if (argc == 2)
    source_tree = argv[1];
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_worked_example),
      cmocka_unit_test(test_worked_example_of_an_anchor),
      cmocka_unit_test(test_sorts_what_comes_unsorted),
      cmocka_unit_test(test_writes_nothing_that_a_device_refuses),
      cmocka_unit_test(test_sealing_passes_on_the_signers_error),
      cmocka_unit_test(test_fifty_brands_of_twenty_signers),
      cmocka_unit_test(test_too_large_a_bundle),
  };
  return cmocka_run_group_tests_name("bundle writer", tests, NULL, NULL);
}
