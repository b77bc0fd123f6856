/* SPDX-License-Identifier: Apache-2.0 */
#include "bundle_sample.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "diag.h"

const char ts_sample_bundle[] =
    "{1: 1, 2: \"Harbour Returns\", 3: 7, 4: 1750000000, 5: 1760000000, 6: ["
    "{1: \"aurora\", 2: \"Aurora \xc3\x89toile\", 3: h'30a0', 4: [\"4012345\", \"50123\"],"
    " 5: [\"id.aurora.example\", \"x1.example\"],"
    " 6: [{1: h'0001', 2: h'aa', 3: 0}, {1: h'0001', 2: h'aaab', 3: 1},"
    " {1: h'0102', 2: h'ac', 3: 2, 4: 20000, 5: [\"04012345000009\", \"40123456\"]}],"
    " 7: [[\"04012345000009\", \"Ring Soleil\"], [\"14012345000006\", \"Ring Soleil, box\"]],"
    " 8: {1: 14, 2: 3, 3: [[\"04012345000009\", 0], [\"4012345\", 19000], [\"401234500\", 19500]]},"
    " 9: [\"@$-\", \"AU-####\"]},"
    "{1: \"borealis\", 2: \"Borealis\", 3: h'30b0', 4: [\"4012346\"], 5: [], 6: [], 7: []},"
    "{1: \"cirrus\", 2: \"Cirrus\", 3: h'30c0', 4: [\"0761\"], 5: [\"cirruz.example\"],"
    " 6: [{1: h'0001', 2: h'ca', 3: 0}], 7: [], 8: {2: 9}}]}";

struct ts_blob ts_sample_sign(const char *source, const struct ts_openssl_key *key, size_t count) {
  static uint8_t memory[TS_BUNDLE_SIZE_MAX];
  struct ts_buf payload = ts_buf(memory, sizeof memory);
  struct ts_bundle_signatory signatory[TS_COSE_SIGNATURES_MAX];
  struct ts_openssl_key own[TS_COSE_SIGNATURES_MAX];
  struct ts_blob file;
  assert_true(ts_diag(&payload, source));
  for (size_t i = 0; i < count; i++) {
    own[i] = key[i];
    signatory[i] = (struct ts_bundle_signatory){.ctx = &own[i], .sign = ts_openssl_sign};
    assert_int_equal(ts_cose_key_id(signatory[i].key_id, key[i].point, ts_crypto_openssl()), TS_OK);
  }
  assert_int_equal(ts_bundle_seal(&file, ts_buf_bytes(&payload), signatory, count, ts_crypto_openssl()),
                   TS_OK);
  return file;
}

struct ts_publisher_keys ts_sample_publisher(const struct ts_openssl_key *key, size_t count,
                                             uint32_t threshold) {
  struct ts_publisher_keys publisher = {.generation = 1, .threshold = threshold, .count = count};
  for (size_t i = 0; i < count; i++)
    memcpy(publisher.key[i].point, key[i].point, TS_P256_POINT_SIZE);
  ts_publisher_sort(&publisher);
  assert_true(ts_publisher_ok(&publisher));
  return publisher;
}

struct ts_publisher_keys ts_sample_pin(const struct ts_openssl_key *key) {
  return ts_sample_publisher(key, 1, 1);
}
