/* SPDX-License-Identifier: Apache-2.0 */
/* Many signatures with one key: each good, low, and of its own. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>
#include <openssl/x509.h>

#include "core/tag.h"
#include "host-tools/key_use.h"

static struct ts_fault fault;

static void signs_like_the_key(void **state) {
  struct ts_key key;
  struct ts_key_use use;
  uint8_t digest[TS_SHA256_SIZE] = {0}, rs[TS_P256_SIGNATURE_SIZE], last[TS_P256_SIGNATURE_SIZE] = {0};
  unsigned short_ones = 0;
  (void)state;
  assert_true(ts_key_make(&key, &fault));
  ts_key_use_open(&use, &key);
  assert_non_null(use.ctx);
  /* So many that r and s of 31 bytes are among them, which DER writes shorter. */
  for (unsigned i = 0; i < 4000; i++) {
    ts_put_be32(digest, i);
    assert_true(ts_key_use_sign(&use, digest, rs, &fault));
    assert_true(ts_p256_scalar_ok(rs) && ts_p256_scalar_low(rs + 32));
    assert_memory_not_equal(rs, last, sizeof rs);
    memcpy(last, rs, sizeof last);
    short_ones += rs[0] == 0 || rs[32] == 0;
    if (rs[0] == 0 || rs[32] == 0 || i % 64 == 0)
      assert_true(ts_key_verify(&key, digest, rs));
  }
  assert_true(short_ones > 0);
  ts_key_use_close(&use);
  ts_key_use_close(&use);
  ts_key_free(&key);
}

/* A key whose private half is elsewhere is left to ts_key_sign. */
static void leaves_other_keys_to_their_owner(void **state) {
  struct ts_key key;
  struct ts_key_use use;
  uint8_t digest[TS_SHA256_SIZE] = {0}, rs[TS_P256_SIGNATURE_SIZE];
  (void)state;
  assert_true(ts_key_make(&key, &fault));
  const uint8_t *spki = key.spki;
  EVP_PKEY_free(key.pkey);
  key.pkey = d2i_PUBKEY(NULL, &spki, (long)key.spki_size);
  assert_non_null(key.pkey);
  ts_key_use_open(&use, &key);
  assert_null(use.ctx);
  assert_false(ts_key_use_sign(&use, digest, rs, &fault));
  assert_int_equal(fault.status, EX_SOFTWARE);
  fault = (struct ts_fault){0};
  ts_key_use_close(&use);
  ts_key_free(&key);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(signs_like_the_key),
                                     cmocka_unit_test(leaves_other_keys_to_their_owner)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
