/* SPDX-License-Identifier: Apache-2.0 */
#ifndef TS_THIRD_PARTY_MBEDTLS_CONFIG_H
#define TS_THIRD_PARTY_MBEDTLS_CONFIG_H

#include <stddef.h>

/*
 * mbedTLS cut down to what a device calls: SHA-256, ECDSA on P-256 by the PSA Crypto API, and X.509 parsing from
 * DER. The one private key is the device's own (adapters/identity_psa.h); no file, clock or PEM is read.
 */
#define MBEDTLS_SHA256_C
#define MBEDTLS_MD_C

#define MBEDTLS_BIGNUM_C
#define MBEDTLS_ECP_C
#define MBEDTLS_ECP_DP_SECP256R1_ENABLED
#define MBEDTLS_ECP_NIST_OPTIM /* 5.7 times faster */
#define MBEDTLS_ECP_WINDOW_SIZE 4
#define MBEDTLS_ECP_FIXED_POINT_OPTIM 0 /* gains nothing by PSA, which loads the group for each call */
#define MBEDTLS_ECP_NO_INTERNAL_RNG
#define MBEDTLS_ECDSA_C
#define MBEDTLS_ECDSA_DETERMINISTIC
#define MBEDTLS_HMAC_DRBG_C
#define MBEDTLS_HAVE_ASM

#define MBEDTLS_PSA_CRYPTO_C
#define MBEDTLS_PSA_CRYPTO_EXTERNAL_RNG /* the board's: for the identity, verification needs none */
#define MBEDTLS_PSA_KEY_SLOT_COUNT 4

#define MBEDTLS_ASN1_PARSE_C
#define MBEDTLS_ASN1_WRITE_C
#define MBEDTLS_OID_C
#define MBEDTLS_PK_C
#define MBEDTLS_PK_PARSE_C
#define MBEDTLS_X509_USE_C
#define MBEDTLS_X509_CRT_PARSE_C
#define MBEDTLS_X509_CHECK_KEY_USAGE
#define MBEDTLS_X509_CHECK_EXTENDED_KEY_USAGE

/* The heap is the arena of adapters/confine_arena.h. */
void *ts_confine_calloc(size_t count, size_t size);
void ts_confine_free(void *p);
#define MBEDTLS_PLATFORM_C
#define MBEDTLS_PLATFORM_MEMORY
#define MBEDTLS_PLATFORM_CALLOC_MACRO ts_confine_calloc
#define MBEDTLS_PLATFORM_FREE_MACRO ts_confine_free

#include "mbedtls/check_config.h"

#endif
