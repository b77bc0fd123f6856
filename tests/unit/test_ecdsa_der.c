/* SPDX-License-Identifier: Apache-2.0 */
/* core/ecdsa_der against OpenSSL's ECDSA_SIG, and against spellings that DER forbids. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <openssl/ecdsa.h>

#include "core/ecdsa_der.h"

enum { SCALAR = TS_P256_SIGNATURE_SIZE / 2 };

static const uint8_t zeros[TS_P256_SIGNATURE_SIZE];

static struct ts_bytes openssl_der(const uint8_t rs[TS_P256_SIGNATURE_SIZE], uint8_t *out) {
  uint8_t *at = out;
  ECDSA_SIG *sig = ECDSA_SIG_new();
  assert_non_null(sig);
  assert_true(ECDSA_SIG_set0(sig, BN_bin2bn(rs, SCALAR, NULL), BN_bin2bn(rs + SCALAR, SCALAR, NULL)));
  int size = i2d_ECDSA_SIG(sig, &at);
  assert_true(size > 0 && size <= TS_ECDSA_DER_MAX);
  ECDSA_SIG_free(sig);
  return ts_bytes(out, (size_t)size);
}

/* Read from memory of just its size, so that a byte too many is found out. */
static bool reads(struct ts_bytes der, uint8_t rs[TS_P256_SIGNATURE_SIZE]) {
  uint8_t *copy = malloc(der.size ? der.size : 1);
  assert_non_null(copy);
  if (der.size)
    memcpy(copy, der.data, der.size);
  memset(rs, 0x5A, TS_P256_SIGNATURE_SIZE);
  bool ok = ts_ecdsa_der_read(ts_bytes(copy, der.size), rs);
  free(copy);
  if (!ok)
    assert_memory_equal(rs, zeros, sizeof zeros);
  return ok;
}

/* Each scalar with FIRST as its byte FROM, zeros before it. */
static void test_same_as_openssl(void **state) {
  (void)state;
  static const uint8_t first[] = {0x00, 0x01, 0x7F, 0x80, 0xFF};
  for (size_t a = 0; a < SCALAR * sizeof first; a++)
    for (size_t b = 0; b < SCALAR * sizeof first; b += 3) {
      uint8_t rs[TS_P256_SIGNATURE_SIZE] = {0}, again[TS_P256_SIGNATURE_SIZE], memory[TS_ECDSA_DER_MAX],
              wanted[2 * TS_ECDSA_DER_MAX];
      memset(rs + a / sizeof first, 0xA5, SCALAR - a / sizeof first);
      memset(rs + SCALAR + b / sizeof first, 0x3C, SCALAR - b / sizeof first);
      rs[a / sizeof first] = first[a % sizeof first];
      rs[SCALAR + b / sizeof first] = first[b % sizeof first];
      struct ts_buf out = ts_buf(memory, sizeof memory);
      ts_ecdsa_der_put(&out, rs);
      assert_false(out.full);
      assert_true(ts_bytes_equal(ts_buf_bytes(&out), openssl_der(rs, wanted)));
      assert_true(reads(ts_buf_bytes(&out), again));
      assert_memory_equal(again, rs, sizeof rs);
    }
}

static void test_cut_and_lengthened(void **state) {
  (void)state;
  uint8_t rs[TS_P256_SIGNATURE_SIZE], memory[TS_ECDSA_DER_MAX + 1] = {0}, again[TS_P256_SIGNATURE_SIZE];
  memset(rs, 0xA5, sizeof rs);
  struct ts_buf out = ts_buf(memory, TS_ECDSA_DER_MAX);
  ts_ecdsa_der_put(&out, rs);
  assert_int_equal(out.size, TS_ECDSA_DER_MAX);
  for (size_t size = 0; size < out.size; size++)
    assert_false(reads(ts_bytes(memory, size), again));
  assert_false(reads(ts_bytes(memory, out.size + 1), again));
  for (size_t capacity = 0; capacity < TS_ECDSA_DER_MAX; capacity++) {
    struct ts_buf small = ts_buf(memory, capacity);
    ts_ecdsa_der_put(&small, rs);
    assert_true(small.full);
  }
}

static void test_other_spellings(void **state) {
  (void)state;
  static const struct {
    const char *bytes;
    size_t size;
  } bad[] = {
      {"\x30\x81\x06\x02\x01\x01\x02\x01\x01", 9},          /* length in the long form */
      {"\x30\x80\x02\x01\x01\x02\x01\x01\x00\x00", 10},     /* indefinite */
      {"\x31\x06\x02\x01\x01\x02\x01\x01", 8},              /* a SET */
      {"\x30\x06\x03\x01\x01\x02\x01\x01", 8},              /* a BIT STRING */
      {"\x30\x07\x02\x02\x00\x01\x02\x01\x01", 9},          /* a needless zero */
      {"\x30\x06\x02\x01\x81\x02\x01\x01", 8},              /* negative */
      {"\x30\x05\x02\x00\x02\x01\x01", 7},                  /* no byte */
      {"\x30\x03\x02\x01\x01", 5},                          /* one number */
      {"\x30\x09\x02\x01\x01\x02\x01\x01\x02\x01\x01", 11}, /* three */
      {"\x30\x07\x02\x01\x01\x02\x01\x01\x00", 9},          /* a byte behind */
      {"\x30\x06\x02\x01\x01\x02\x02\x01", 8},              /* a length beyond the end */
  };
  uint8_t rs[TS_P256_SIGNATURE_SIZE], large[2 + 35 + 3] = {0x30, 38, 0x02, 33};
  assert_true(reads(ts_bytes("\x30\x06\x02\x01\x01\x02\x01\x01", 8), rs));
  for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
    assert_false(reads(ts_bytes(bad[i].bytes, bad[i].size), rs));
  memset(large + 4, 0x11, 33); /* 33 bytes, the first no sign */
  memcpy(large + 37, "\x02\x01\x01", 3);
  assert_false(reads(ts_bytes(large, sizeof large), rs));
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_same_as_openssl),
                                     cmocka_unit_test(test_cut_and_lengthened),
                                     cmocka_unit_test(test_other_spellings)};
  return cmocka_run_group_tests_name("ecdsa_der", tests, NULL, NULL);
}
