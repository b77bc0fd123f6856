/* SPDX-License-Identifier: Apache-2.0 */
/* struct ts_crypto by OpenSSL's libcrypto: for tests, as an implementation that shares nothing with the
 * device's. Hashes and verifies; it reads no certificates (read_certificate always answers TS_ERR_INTERNAL).
 * Signs with keys made from a seed, so that a test's keys are the same each time; signatures differ each
 * time. */
#ifndef TS_TESTS_UNIT_CRYPTO_OPENSSL_H
#define TS_TESTS_UNIT_CRYPTO_OPENSSL_H

#include "core/error.h"
#include "port/crypto.h"

const struct ts_crypto *ts_crypto_openssl(void);

struct ts_openssl_key {
  void *pkey; /* EVP_PKEY; NULL if it could not be made */
  uint8_t point[TS_P256_POINT_SIZE];
};

/* The key whose private scalar is SHA-256 of SEED. Free it with ts_openssl_key_free. */
struct ts_openssl_key ts_openssl_key(const char *seed);
void ts_openssl_key_free(struct ts_openssl_key *key);

/* CTX is a struct ts_openssl_key. Fits a bundle's signatory. */
enum ts_err ts_openssl_sign(void *ctx, const uint8_t digest[TS_SHA256_SIZE],
                            uint8_t rs[TS_P256_SIGNATURE_SIZE]);

/* SubjectPublicKeyInfo as OpenSSL writes it; its size, 0 on failure or if it does not fit. */
size_t ts_openssl_spki(const struct ts_openssl_key *key, uint8_t *out, size_t capacity);

#endif
