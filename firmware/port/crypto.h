/* SPDX-License-Identifier: Apache-2.0 */
/* The boundary to cryptography: what the core needs, in the core's words. adapters/crypto_psa.c fills it. */
#ifndef TS_PORT_CRYPTO_H
#define TS_PORT_CRYPTO_H

#include <stdbool.h>
#include <stdint.h>

#include "core/bytes.h"
#include "core/error.h"

#define TS_SHA256_SIZE 32
#define TS_P256_POINT_SIZE 65     /* 0x04 ‖ X ‖ Y (SEC 1 section 2.3.3) */
#define TS_P256_SIGNATURE_SIZE 64 /* r ‖ s, big-endian */

/* Three answers, and only one of them is yes. */
enum ts_signature_check {
  TS_SIGNATURE_NOT_CHECKED = 0, /* the library failed: says nothing about the signature */
  TS_SIGNATURE_BAD = 1,
  TS_SIGNATURE_GOOD = 2,
};

/* What the project uses of an X.509 v3 certificate (RFC 5280). Views into the DER that it was read from. */
struct ts_certificate {
  struct ts_bytes tbs;                       /* the signed part, tag and length included */
  struct ts_bytes issuer;                    /* Name, DER */
  struct ts_bytes subject;                   /* Name, DER */
  struct ts_bytes public_key;                /* SubjectPublicKeyInfo, DER */
  uint8_t point[TS_P256_POINT_SIZE];         /* the key; other keys than P-256 are refused on reading */
  uint8_t signature[TS_P256_SIGNATURE_SIZE]; /* over TBS, ECDSA with SHA-256; other algorithms are refused */
  int64_t not_before, not_after;             /* seconds since 1970-01-01 UTC, both ends included */
  bool is_ca;                                /* basicConstraints cA */
  bool may_sign_certificates;                /* keyUsage keyCertSign, or no keyUsage */
  bool may_sign_data;                        /* keyUsage digitalSignature, or no keyUsage */
};

/* Every callback is called with CTX, never from two threads at once, and must be set. */
struct ts_crypto {
  void *ctx;
  /* SHA-256 of the parts one after another. TS_ERR_INTERNAL if the library fails; DIGEST is then zeroed. */
  enum ts_err (*sha256)(void *ctx, const struct ts_bytes *part, size_t parts, uint8_t digest[TS_SHA256_SIZE]);
  /* ECDSA P-256 over a SHA-256 digest. BAD only if the library positively says that the signature does not
   * fit, or if POINT is a valid point and r or s is out of range; every other failure is NOT_CHECKED. */
  enum ts_signature_check (*verify_p256)(void *ctx, const uint8_t point[TS_P256_POINT_SIZE],
                                         const uint8_t digest[TS_SHA256_SIZE],
                                         const uint8_t signature[TS_P256_SIGNATURE_SIZE]);
  /* Reads one DER certificate, to its last byte. TS_ERR_CERTIFICATE for what is none, is no
   * P-256/ECDSA-SHA256, or has a critical extension that is not understood. No signature and no date is
   * checked. */
  enum ts_err (*read_certificate)(void *ctx, struct ts_bytes der, struct ts_certificate *out);
};

#endif
