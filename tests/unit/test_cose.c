/* SPDX-License-Identifier: Apache-2.0 */
/* core/cose: what it takes, what it refuses, and the signed bytes as libcbor and OpenSSL see them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <cbor.h>

#include "core/cbor.h"
#include "core/cose.h"
#include "crypto_openssl.h"
#include "diag.h"

#define SIG_64                                                                                               \
  "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"                                         \
  "ffeeddccbbaa99887766554433221100ffeeddccbbaa99887766554433221100"
#define SIGNATURE "[<<{1: -7, 4: h'0102030405060708'}>>, {}, h'" SIG_64 "']"

#define TYPE80 "12345678901234567890123456789012345678901234567890123456789012345678901234567890"

static const char message[] = "98([<<{3: \"text/x-test\"}>>, {}, h'cafe', [" SIGNATURE "]])";

static void test_reads_a_message(void **state) {
  (void)state;
  uint8_t bytes[512];
  struct ts_buf in = ts_buf(bytes, sizeof bytes);
  assert_true(ts_diag(&in, message));
  size_t size = in.size;
  ts_buf_put_text(&in, "what follows");
  struct ts_cose_sign read;
  assert_int_equal(ts_cose_read(&read, ts_buf_bytes(&in)), TS_OK);
  assert_int_equal(read.size, size);
  assert_true(ts_bytes_equal_text(read.content_type, "text/x-test"));
  assert_int_equal(read.payload.size, 2);
  assert_memory_equal(read.payload.data, "\xca\xfe", 2);
  assert_int_equal(read.count, 1);
  assert_memory_equal(read.signature[0].key_id.data, "\1\2\3\4\5\6\7\10", TS_COSE_KEY_ID_SIZE);
  assert_int_equal(read.signature[0].signature.size, TS_P256_SIGNATURE_SIZE);
  assert_int_equal(read.signature[0].signature.data[1], 0x11);
}

static void test_writes_what_it_reads(void **state) {
  (void)state;
  uint8_t bytes[512], written[512], body[64], header[32];
  struct ts_buf in = ts_buf(bytes, sizeof bytes), out = ts_buf(written, sizeof written);
  assert_true(ts_diag(&in, "98([<<{3: \"text/x-test\"}>>, {}, h'cafe', [" SIGNATURE ", " SIGNATURE "]])"));
  struct ts_cose_sign read;
  assert_int_equal(ts_cose_read(&read, ts_buf_bytes(&in)), TS_OK);
  struct ts_buf part = ts_buf(body, sizeof body);
  ts_cose_put_body_header(&part, "text/x-test");
  read.protected_header = ts_buf_bytes(&part);
  part = ts_buf(header, sizeof header);
  ts_cose_put_sign_header(&part, read.signature[1].key_id);
  read.signature[1].protected_header = ts_buf_bytes(&part);
  ts_cose_put_sign(&out, &read);
  assert_false(out.full);
  assert_true(ts_bytes_equal(ts_buf_bytes(&out), ts_buf_bytes(&in)));
}

static void test_refuses_other_messages(void **state) {
  (void)state;
  static const struct {
    const char *from, *to;
    enum ts_err err;
  } cases[] = {
      {"98(", "18(", TS_ERR_CBOR_TYPE}, /* COSE_Sign1 */
      {"98(", "99(", TS_ERR_CBOR_TYPE},
      {"h'cafe'", "[[[[[[[[[[[[0]]]]]]]]]]]]", TS_ERR_CBOR_DEPTH},
      {"<<{3: \"text/x-test\"}>>", "{3: \"text/x-test\"}", TS_ERR_CBOR_TYPE},
      {"<<{3: \"text/x-test\"}>>", "h''", TS_ERR_CBOR_TRUNCATED},
      {"<<{3: \"text/x-test\"}>>", "h'a0'", TS_ERR_CBOR_TYPE},
      {"<<{3: \"text/x-test\"}>>", "h'a0a0'", TS_ERR_CBOR_TRAILING},
      {"<<{3: \"text/x-test\"}>>", "h'bfff'", TS_ERR_CBOR_NOT_DETERMINISTIC},
      {"{3: \"text/x-test\"}", "{3: 42}", TS_ERR_CBOR_TYPE},
      {"{3: \"text/x-test\"}", "{3: \"\"}", TS_ERR_CBOR_TYPE},
      {"{3: \"text/x-test\"}", "{2: [3], 3: \"text/x-test\"}", TS_ERR_CBOR_TYPE}, /* crit */
      {"{3: \"text/x-test\"}", "{3: \"text/x-test\", 3: \"text/x-test\"}", TS_ERR_CBOR_DUPLICATE},
      {"{3: \"text/x-test\"}", "{3: \"text/x-test\", 15: {}}", TS_ERR_CBOR_TYPE},
      {">>, {}, h'cafe'", ">>, {4: h'00'}, h'cafe'", TS_ERR_CBOR_TYPE},
      {">>, {}, h'cafe'", ">>, [], h'cafe'", TS_ERR_CBOR_TYPE},
      {"h'cafe'", "null", TS_ERR_CBOR_TYPE}, /* detached */
      {"h'cafe'", "\"cafe\"", TS_ERR_CBOR_TYPE},
      {"h'cafe'", "h'cafe', 0", TS_ERR_CBOR_TYPE},
      {"h'cafe', ", "", TS_ERR_CBOR_TYPE},
      {"[" SIGNATURE "]", "[]", TS_ERR_CBOR_TYPE},
      {"[" SIGNATURE "]", SIGNATURE, TS_ERR_CBOR_TYPE},
      {"{1: -7, ", "{1: -8, ", TS_ERR_CBOR_TYPE},
      {"{1: -7, ", "{1: -6, ", TS_ERR_CBOR_TYPE},
      {"{1: -7, ", "{1: 6, ", TS_ERR_CBOR_TYPE},
      {"{1: -7, ", "{", TS_ERR_CBOR_TYPE},
      {"{1: -7, 4: h'0102030405060708'}", "{4: h'0102030405060708', 1: -7}", TS_ERR_CBOR_NOT_DETERMINISTIC},
      {"h'0102030405060708'", "h'01020304050607'", TS_ERR_CBOR_TYPE},
      {"h'0102030405060708'", "h'010203040506070809'", TS_ERR_CBOR_TYPE},
      {"h'0102030405060708'", "\"12345678\"", TS_ERR_CBOR_TYPE},
      {", 4: h'0102030405060708'", "", TS_ERR_CBOR_TYPE},
      {"h'0102030405060708'}", "h'0102030405060708', 5: h'00'}", TS_ERR_CBOR_TYPE},
      {"{}, h'" SIG_64, "{}, h'" SIG_64 "00", TS_ERR_CBOR_TYPE},
      {"{}, h'00112233", "{}, h'112233", TS_ERR_CBOR_TYPE},
      {"{}, h'00112233", "{4: h'0102030405060708'}, h'00112233", TS_ERR_CBOR_TYPE},
      {"{}, h'00112233", "h'00112233", TS_ERR_CBOR_TYPE},
      {"{}, h'00112233", "{}, 0, h'00112233", TS_ERR_CBOR_TYPE},
      {"33221100']", "33221100', 0]", TS_ERR_CBOR_TYPE},
      {"text/x-test", TYPE80, TS_OK},
      {"text/x-test", TYPE80 "1", TS_ERR_CBOR_TYPE},
  };
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    uint8_t bytes[1024];
    struct ts_buf in = ts_buf(bytes, sizeof bytes);
    char *text = ts_diag_replace(message, cases[i].from, cases[i].to);
    assert_non_null(text);
    assert_true(ts_diag(&in, text));
    struct ts_cose_sign read, zero;
    memset(&read, 0x5A, sizeof read);
    memset(&zero, 0, sizeof zero);
    enum ts_err err = ts_cose_read(&read, ts_buf_bytes(&in));
    if (err != cases[i].err)
      print_message("case %zu: %d: %s\n", i, err, text);
    assert_int_equal(err, cases[i].err);
    if (err)
      assert_memory_equal(&read, &zero, sizeof zero);
    free(text);
  }
}

static void test_number_of_signatures_is_bounded(void **state) {
  (void)state;
  for (size_t count = 1; count <= TS_COSE_SIGNATURES_MAX + 1; count++) {
    uint8_t bytes[2048];
    char text[4096] = "98([<<{3: \"text/x-test\"}>>, {}, h'cafe', [" SIGNATURE;
    for (size_t i = 1; i < count; i++)
      strcat(text, ", " SIGNATURE);
    strcat(text, "]])");
    struct ts_buf in = ts_buf(bytes, sizeof bytes);
    assert_true(ts_diag(&in, text));
    struct ts_cose_sign read;
    enum ts_err want = count <= TS_COSE_SIGNATURES_MAX ? TS_OK : TS_ERR_CBOR_TYPE;
    assert_int_equal(ts_cose_read(&read, ts_buf_bytes(&in)), want);
    assert_int_equal(read.count, want ? 0 : count);
  }
}

static void test_cut_off_anywhere(void **state) {
  (void)state;
  uint8_t bytes[512];
  struct ts_buf in = ts_buf(bytes, sizeof bytes);
  assert_true(ts_diag(&in, message));
  for (size_t size = 0; size < in.size; size++) {
    uint8_t *cut = malloc(size ? size : 1);
    memcpy(cut, bytes, size);
    struct ts_cose_sign read;
    assert_int_equal(ts_cose_read(&read, ts_bytes(cut, size)), TS_ERR_CBOR_TRUNCATED);
    free(cut);
  }
}

/* Sig_structure as libcbor writes it. */
static void test_signed_bytes_are_those_of_rfc_9052(void **state) {
  (void)state;
  static uint8_t payload[70000];
  static const size_t sizes[] = {0, 1, 23, 24, 255, 256, 65535, 65536};
  for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
    uint8_t scratch[TS_COSE_SCRATCH], *joined = malloc(TS_COSE_SCRATCH + sizes[i]);
    struct ts_bytes body = ts_bytes_of("body header"), sign = ts_bytes_of("sign header"),
                    part[TS_COSE_SIG_PARTS];
    struct ts_bytes content = ts_bytes(payload, sizes[i]);
    assert_int_equal(ts_cose_sig_structure(part, scratch, body, sign, content), TS_OK);
    assert_ptr_equal(part[1].data, payload);
    struct ts_buf ours = ts_buf(joined, TS_COSE_SCRATCH + sizes[i]);
    ts_buf_put(&ours, part[0]);
    ts_buf_put(&ours, part[1]);
    cbor_item_t *array = cbor_new_definite_array(5);
    assert_true(cbor_array_push(array, cbor_move(cbor_build_string("Signature"))));
    assert_true(cbor_array_push(array, cbor_move(cbor_build_bytestring(body.data, body.size))));
    assert_true(cbor_array_push(array, cbor_move(cbor_build_bytestring(sign.data, sign.size))));
    assert_true(cbor_array_push(array, cbor_move(cbor_build_bytestring(payload, 0))));
    assert_true(cbor_array_push(array, cbor_move(cbor_build_bytestring(payload, sizes[i]))));
    unsigned char *theirs = NULL;
    size_t room, size = cbor_serialize_alloc(array, &theirs, &room);
    assert_int_equal(ours.size, size);
    assert_memory_equal(joined, theirs, size);
    free(theirs);
    free(joined);
    cbor_decref(&array);
  }
}

static void test_headers_too_large_for_the_scratch(void **state) {
  (void)state;
  static const uint8_t header[TS_COSE_SCRATCH];
  uint8_t scratch[TS_COSE_SCRATCH];
  struct ts_bytes part[TS_COSE_SIG_PARTS], none = ts_bytes(NULL, 0);
  assert_int_equal(ts_cose_sig_structure(part, scratch, ts_bytes(header, sizeof header), none, none),
                   TS_ERR_NO_SPACE);
  assert_null(part[0].data);
  assert_null(part[1].data);
}

static void test_spki_is_openssls(void **state) {
  (void)state;
  static const char *const seeds[] = {"one", "two", "three"};
  for (size_t i = 0; i < 3; i++) {
    struct ts_openssl_key key = ts_openssl_key(seeds[i]);
    assert_non_null(key.pkey);
    uint8_t ours[TS_P256_SPKI_SIZE], theirs[256], id[TS_COSE_KEY_ID_SIZE], digest[TS_SHA256_SIZE];
    ts_p256_spki(ours, key.point);
    assert_int_equal(ts_openssl_spki(&key, theirs, sizeof theirs), sizeof ours);
    assert_memory_equal(ours, theirs, sizeof ours);
    struct ts_bytes part = ts_bytes(theirs, sizeof ours);
    assert_int_equal(ts_crypto_openssl()->sha256(NULL, &part, 1, digest), TS_OK);
    assert_int_equal(ts_cose_key_id(id, key.point, ts_crypto_openssl()), TS_OK);
    assert_memory_equal(id, digest, sizeof id);
    ts_openssl_key_free(&key);
  }
}

static enum ts_err no_sha256(void *ctx, const struct ts_bytes *part, size_t parts, uint8_t *digest) {
  (void)ctx, (void)part, (void)parts;
  memset(digest, 0x5A, TS_SHA256_SIZE);
  return TS_ERR_INTERNAL;
}

static void test_no_key_id_without_a_hash(void **state) {
  (void)state;
  static const uint8_t point[TS_P256_POINT_SIZE] = {0x04}, zero[TS_COSE_KEY_ID_SIZE];
  uint8_t id[TS_COSE_KEY_ID_SIZE];
  struct ts_crypto crypto = *ts_crypto_openssl();
  crypto.sha256 = no_sha256;
  assert_int_equal(ts_cose_key_id(id, point, &crypto), TS_ERR_INTERNAL);
  assert_memory_equal(id, zero, sizeof id);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_reads_a_message),
      cmocka_unit_test(test_writes_what_it_reads),
      cmocka_unit_test(test_refuses_other_messages),
      cmocka_unit_test(test_number_of_signatures_is_bounded),
      cmocka_unit_test(test_cut_off_anywhere),
      cmocka_unit_test(test_signed_bytes_are_those_of_rfc_9052),
      cmocka_unit_test(test_headers_too_large_for_the_scratch),
      cmocka_unit_test(test_spki_is_openssls),
      cmocka_unit_test(test_no_key_id_without_a_hash),
  };
  return cmocka_run_group_tests_name("cose", tests, NULL, NULL);
}
