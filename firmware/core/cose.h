/* SPDX-License-Identifier: Apache-2.0 */
/* COSE_Sign (RFC 9052 section 4.1) as the project uses it: ES256 (RFC 9053 section 2.1), detached from
 * nothing, every header in the protected bucket, key ids included. Parsing and verifying are different steps:
 * a struct ts_cose_sign says what a file claims, and core/bundle alone turns it into something that may be
 * used. */
#ifndef TS_CORE_COSE_H
#define TS_CORE_COSE_H

#include <stddef.h>
#include <stdint.h>

#include "core/bytes.h"
#include "core/error.h"
#include "port/crypto.h"

#define TS_COSE_TAG_SIGN 98
#define TS_COSE_ALG_ES256_MINUS 6 /* -7 in CBOR's negative form, -1 - 6 */
#define TS_COSE_KEY_ID_SIZE 8
#define TS_COSE_SIGNATURES_MAX 8
#define TS_COSE_CONTENT_TYPE_MAX 80 /* bytes */

struct ts_cose_signature {
  struct ts_bytes protected_header; /* as it stands, for the Sig_structure */
  struct ts_bytes key_id;           /* TS_COSE_KEY_ID_SIZE bytes */
  struct ts_bytes signature;        /* r ‖ s, 64 bytes */
};

/* Views into the input. */
struct ts_cose_sign {
  struct ts_bytes protected_header;
  struct ts_bytes content_type;
  struct ts_bytes payload;
  size_t count;
  struct ts_cose_signature signature[TS_COSE_SIGNATURES_MAX];
  size_t size; /* bytes of the input that the message takes; others may follow */
};

/* Reads the message at the start of IN. Strict: deterministic CBOR, just the headers that SPEC.md lists, 1 to
 * TS_COSE_SIGNATURES_MAX signatures. Says nothing about any signature. TS_ERR_CBOR_*: TS_ERR_CBOR_TYPE for
 * everything that is sound CBOR but no such message. On any error OUT is zeroed. */
enum ts_err ts_cose_read(struct ts_cose_sign *out, struct ts_bytes in);

/* The protected headers, and the bytes that are signed (Sig_structure, RFC 9052 section 4.4) in two parts so
 * that a payload need not be copied: hash them one after another. SCRATCH holds the first part, all up to the
 * payload's bytes, and must outlive PART. external_aad is empty. TS_ERR_NO_SPACE if the headers are larger
 * than any that ts_cose_read gives. */
#define TS_COSE_SIG_PARTS 2
#define TS_COSE_SCRATCH 256
enum ts_err ts_cose_sig_structure(struct ts_bytes part[TS_COSE_SIG_PARTS], uint8_t scratch[TS_COSE_SCRATCH],
                                  struct ts_bytes body_protected, struct ts_bytes sign_protected,
                                  struct ts_bytes payload);

/* A key's SubjectPublicKeyInfo (RFC 5480, DER), and its id: the first TS_COSE_KEY_ID_SIZE bytes of SHA-256
 * over that. */
#define TS_P256_SPKI_SIZE (26 + TS_P256_POINT_SIZE)
void ts_p256_spki(uint8_t spki[TS_P256_SPKI_SIZE], const uint8_t point[TS_P256_POINT_SIZE]);
enum ts_err ts_cose_key_id(uint8_t key_id[TS_COSE_KEY_ID_SIZE], const uint8_t point[TS_P256_POINT_SIZE],
                           const struct ts_crypto *crypto);

/* Writing (host): headers, then the whole message (of MESSAGE, the headers, the payload and each signature's
 * header and signature are used; CONTENT_TYPE, KEY_ID and SIZE are not). */
void ts_cose_put_body_header(struct ts_buf *out, const char *content_type);
void ts_cose_put_sign_header(struct ts_buf *out, struct ts_bytes key_id);
void ts_cose_put_sign(struct ts_buf *out, const struct ts_cose_sign *message);

#endif
