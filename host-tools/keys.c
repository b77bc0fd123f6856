/* SPDX-License-Identifier: Apache-2.0 */
#include "host-tools/keys.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ecdsa.h>
#include <openssl/err.h>
#include <openssl/sha.h>
#include <openssl/x509.h>
#include <stdio.h>
#include <string.h>

#include "core/tag.h"
#include "host-tools/token.h"

bool ts_fault_openssl(struct ts_fault *fault, const char *what) {
  char reason[256];
  ERR_error_string_n(ERR_peek_last_error(), reason, sizeof reason);
  ERR_clear_error();
  return ts_fault(fault, EX_SOFTWARE, "%s failed in OpenSSL: %s", what, reason);
}

bool ts_sha256(struct ts_bytes bytes, uint8_t digest[TS_SHA256_SIZE]) {
  return EVP_Digest(bytes.data, bytes.size, digest, NULL, EVP_sha256(), NULL) == 1;
}

static bool is_p256(EVP_PKEY *pkey) {
  char group[64] = "";
  return EVP_PKEY_is_a(pkey, "EC") && EVP_PKEY_get_group_name(pkey, group, sizeof group, NULL) == 1 &&
         strcmp(group, "prime256v1") == 0;
}

static bool describe(struct ts_key *key, struct ts_fault *fault) {
  uint8_t *at = key->spki;
  size_t point_size = 0;
  int size = i2d_PUBKEY(key->pkey, NULL);
  if (size <= 0 || size > TS_SPKI_MAX || i2d_PUBKEY(key->pkey, &at) != size)
    return ts_fault_openssl(fault, "encoding a public key");
  key->spki_size = (size_t)size;
  if (EVP_PKEY_get_octet_string_param(key->pkey, OSSL_PKEY_PARAM_PUB_KEY, key->point, sizeof key->point,
                                      &point_size) != 1 ||
      point_size != sizeof key->point || key->point[0] != 4 ||
      !ts_sha256(ts_bytes(key->spki, key->spki_size), key->spki_hash))
    return ts_fault_openssl(fault, "encoding a public key");
  return true;
}

bool ts_key_adopt(struct ts_key *key, EVP_PKEY *pkey, const char *where, struct ts_fault *fault) {
  *key = (struct ts_key){.pkey = pkey};
  bool ok = is_p256(pkey) || ts_fault(fault, EX_DATAERR, "%s: not an ECDSA key on P-256", where);
  if (ok && describe(key, fault))
    return true;
  ts_key_free(key);
  return false;
}

bool ts_key_make(struct ts_key *key, struct ts_fault *fault) {
  *key = (struct ts_key){0};
  EVP_PKEY *pkey = EVP_EC_gen("P-256");
  return pkey ? ts_key_adopt(key, pkey, "new key", fault) : ts_fault_openssl(fault, "making a key");
}

void ts_key_free(struct ts_key *key) {
  EVP_PKEY_free(key->pkey);
  ts_token_close(key->token);
  *key = (struct ts_key){0};
}

uint16_t ts_key_id(const struct ts_key *key) {
  return ts_get_be16(key->spki_hash);
}

void ts_key_hash_text(char out[TS_KEY_HASH_TEXT], const struct ts_key *key) {
  for (size_t i = 0; i < 8; i++)
    (void)snprintf(out + 2 * i, 3, "%02x", key->spki_hash[i]);
}

/* OpenSSL speaks DER, the formats here r ‖ s. */
static bool rs_of_der(const uint8_t *der, size_t size, uint8_t rs[TS_P256_SIGNATURE_SIZE]) {
  ECDSA_SIG *sig = d2i_ECDSA_SIG(NULL, &der, (long)size);
  bool ok = sig && BN_bn2binpad(ECDSA_SIG_get0_r(sig), rs, 32) == 32 &&
            BN_bn2binpad(ECDSA_SIG_get0_s(sig), rs + 32, 32) == 32;
  ECDSA_SIG_free(sig);
  return ok;
}

static bool sign(const struct ts_key *key, const uint8_t digest[TS_SHA256_SIZE],
                 uint8_t signature[TS_P256_SIGNATURE_SIZE], struct ts_fault *fault) {
  uint8_t der[80];
  size_t size = sizeof der;
  EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new(key->pkey, NULL);
  bool ok = ctx && EVP_PKEY_sign_init(ctx) == 1 &&
            EVP_PKEY_sign(ctx, der, &size, digest, TS_SHA256_SIZE) == 1 && rs_of_der(der, size, signature);
  EVP_PKEY_CTX_free(ctx);
  return ok || ts_fault_openssl(fault, "signing");
}

bool ts_key_sign(const struct ts_key *key, const uint8_t digest[TS_SHA256_SIZE],
                 uint8_t signature[TS_P256_SIGNATURE_SIZE], struct ts_fault *fault) {
  bool ok =
      key->token ? ts_token_sign(key->token, digest, signature, fault) : sign(key, digest, signature, fault);
  if (!ok)
    return false;
  if (!ts_p256_scalar_low(signature + 32))
    ts_p256_scalar_negate(signature + 32);
  return true;
}

bool ts_key_verify(const struct ts_key *key, const uint8_t digest[TS_SHA256_SIZE],
                   const uint8_t signature[TS_P256_SIGNATURE_SIZE]) {
  uint8_t *der = NULL;
  ECDSA_SIG *sig = ECDSA_SIG_new();
  BIGNUM *r = BN_bin2bn(signature, 32, NULL), *s = BN_bin2bn(signature + 32, 32, NULL);
  bool ok = sig && r && s && ECDSA_SIG_set0(sig, r, s) == 1;
  if (!ok) {
    BN_free(r);
    BN_free(s);
  }
  int size = ok ? i2d_ECDSA_SIG(sig, &der) : 0;
  EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new(key->pkey, NULL);
  ok = size > 0 && ctx && EVP_PKEY_verify_init(ctx) == 1 &&
       EVP_PKEY_verify(ctx, der, (size_t)size, digest, TS_SHA256_SIZE) == 1;
  EVP_PKEY_CTX_free(ctx);
  ECDSA_SIG_free(sig);
  OPENSSL_free(der);
  ERR_clear_error();
  return ok;
}
