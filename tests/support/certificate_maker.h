/* SPDX-License-Identifier: Apache-2.0 */
/* X.509 certificates for tests, good and odd, by OpenSSL. The process ends when OpenSSL fails. */
#ifndef TS_SUPPORT_CERTIFICATE_MAKER_H
#define TS_SUPPORT_CERTIFICATE_MAKER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <openssl/evp.h>

#include "core/bytes.h"

#define TS_TEST_CERTIFICATE_MAX 4096

/* An extension by OpenSSL's name and configuration text: {"basicConstraints", "critical,CA:TRUE"}, or with an
 * OID as NAME and DER in hexadecimal as VALUE ("critical,DER:0500"). */
struct ts_test_extension {
  const char *name, *value;
};

#define TS_TEST_EXTENSIONS_MAX 6

/* Fields that are zero have the value in brackets. */
struct ts_certificate_recipe {
  EVP_PKEY *key;                                              /* whose certificate it is */
  EVP_PKEY *issuer_key;                                       /* signs it (KEY) */
  const char *subject;                                        /* common name ("Subject") */
  const char *issuer;                                         /* common name (that of the subject) */
  const char *not_before;                                     /* "YYYYMMDDhhmmssZ" (20240101000000Z) */
  const char *not_after;                                      /* (20340101000000Z) */
  const EVP_MD *digest;                                       /* (SHA-256) */
  int version;                                                /* 1, 2 or 3 (3); extensions need 3 */
  struct ts_test_extension extension[TS_TEST_EXTENSIONS_MAX]; /* up to the first without a name */
};

/* Writes the DER to OUT and returns it. */
struct ts_bytes ts_certificate_make(uint8_t out[TS_TEST_CERTIFICATE_MAX],
                                    const struct ts_certificate_recipe *recipe);

/* Keys for EVP_PKEY_free: on a curve ("P-256", "P-384"), or RSA with 2048 bits. */
EVP_PKEY *ts_test_key_make_ec(const char *curve);
EVP_PKEY *ts_test_key_make_rsa(void);

/* The uncompressed point of a P-256 key. */
void ts_test_key_point(EVP_PKEY *key, uint8_t point[65]);

/* Signs the SHA-256 of DATA with a P-256 key: r and s, 32 bytes each. */
void ts_test_key_sign(EVP_PKEY *key, struct ts_bytes data, uint8_t signature[64]);

#endif
