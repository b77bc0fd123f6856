/* SPDX-License-Identifier: Apache-2.0 */
/* Private keys on the host: ECDSA P-256 by OpenSSL, kept as PKCS#8 PEM files of mode 0600, encrypted where
 * there is a passphrase. */
#ifndef TS_HOST_TOOLS_KEYS_H
#define TS_HOST_TOOLS_KEYS_H

#include <openssl/evp.h>
#include <stdbool.h>
#include <stdint.h>

#include "core/bytes.h"
#include "host-tools/fault.h"
#include "port/crypto.h"

#define TS_SPKI_MAX 128     /* a P-256 SubjectPublicKeyInfo takes 91 bytes of DER */
#define TS_KEY_HASH_TEXT 17 /* the first 8 bytes of SHA-256 of the SPKI in hex, and a NUL */

struct ts_token;

/* A key with what everybody else knows it by. */
struct ts_key {
  EVP_PKEY *pkey;            /* of a key in a token the public half alone */
  struct ts_token *token;    /* NULL: the private key is PKEY's */
  uint8_t spki[TS_SPKI_MAX]; /* SubjectPublicKeyInfo, DER */
  size_t spki_size;
  uint8_t point[TS_P256_POINT_SIZE];
  uint8_t spki_hash[TS_SHA256_SIZE];
};

bool ts_key_make(struct ts_key *key, struct ts_fault *fault);
/* Takes PKEY over, also on failure; refuses (EX_DATAERR, naming WHERE) all but P-256. */
bool ts_key_adopt(struct ts_key *key, EVP_PKEY *pkey, const char *where, struct ts_fault *fault);
void ts_key_free(struct ts_key *key); /* fine for one that is zeroed */

/* The key id of a tag: the first two bytes of the SPKI's hash. */
uint16_t ts_key_id(const struct ts_key *key);
/* The name of a key in file names and COSE headers: the first eight. */
void ts_key_hash_text(char out[TS_KEY_HASH_TEXT], const struct ts_key *key);

/* PKCS#8 PEM, encrypted if there is a passphrase (host-tools/secret.h). Writing refuses to replace a file;
 * mode 0600 from its first byte on; durable on return. Reading refuses symbolic links and files that others
 * may read (EX_NOPERM), a wrong passphrase (EX_NOPERM), and what is no key on P-256 (EX_DATAERR). */
bool ts_key_write(const struct ts_key *key, const char *path, struct ts_fault *fault);
bool ts_key_read(struct ts_key *key, const char *path, struct ts_fault *fault);

/* ECDSA over a SHA-256 digest: r ‖ s, s in the lower half. */
bool ts_key_sign(const struct ts_key *key, const uint8_t digest[TS_SHA256_SIZE],
                 uint8_t signature[TS_P256_SIGNATURE_SIZE], struct ts_fault *fault);
/* For tests and for checking what was just signed. */
bool ts_key_verify(const struct ts_key *key, const uint8_t digest[TS_SHA256_SIZE],
                   const uint8_t signature[TS_P256_SIGNATURE_SIZE]);

bool ts_sha256(struct ts_bytes bytes, uint8_t digest[TS_SHA256_SIZE]);

/* OpenSSL's own words for what went wrong last go into the fault (EX_SOFTWARE). */
bool ts_fault_openssl(struct ts_fault *fault, const char *what);

#endif
