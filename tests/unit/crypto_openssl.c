/* SPDX-License-Identifier: Apache-2.0 */
#include "crypto_openssl.h"

#include <string.h>

#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/obj_mac.h>
#include <openssl/param_build.h>
#include <openssl/x509.h>

enum { HALF = TS_P256_SIGNATURE_SIZE / 2, DER_SIGNATURE_MAX = 80 };

static enum ts_err sha256(void *ctx, const struct ts_bytes *part, size_t parts,
                          uint8_t digest[TS_SHA256_SIZE]) {
  (void)ctx;
  EVP_MD_CTX *md = EVP_MD_CTX_new();
  int ok = md && EVP_DigestInit_ex(md, EVP_sha256(), NULL);
  for (size_t i = 0; ok && i < parts; i++)
    if (part[i].size)
      ok = EVP_DigestUpdate(md, part[i].data, part[i].size);
  ok = ok && EVP_DigestFinal_ex(md, digest, NULL);
  EVP_MD_CTX_free(md);
  if (!ok)
    memset(digest, 0, TS_SHA256_SIZE);
  return ok ? TS_OK : TS_ERR_INTERNAL;
}

/* A key from its parts: PRIV may be NULL. */
static EVP_PKEY *make_key(const uint8_t point[TS_P256_POINT_SIZE], const BIGNUM *priv) {
  EVP_PKEY *key = NULL;
  EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_name(NULL, "EC", NULL);
  OSSL_PARAM_BLD *build = OSSL_PARAM_BLD_new();
  OSSL_PARAM *params = NULL;
  int ok = ctx && build &&
           OSSL_PARAM_BLD_push_utf8_string(build, OSSL_PKEY_PARAM_GROUP_NAME, "prime256v1", 0) &&
           OSSL_PARAM_BLD_push_octet_string(build, OSSL_PKEY_PARAM_PUB_KEY, point, TS_P256_POINT_SIZE);
  if (ok && priv)
    ok = OSSL_PARAM_BLD_push_BN(build, OSSL_PKEY_PARAM_PRIV_KEY, priv);
  if (ok)
    params = OSSL_PARAM_BLD_to_param(build);
  int selection = priv ? EVP_PKEY_KEYPAIR : EVP_PKEY_PUBLIC_KEY;
  if (!params || EVP_PKEY_fromdata_init(ctx) <= 0 || EVP_PKEY_fromdata(ctx, &key, selection, params) <= 0)
    key = NULL;
  OSSL_PARAM_free(params);
  OSSL_PARAM_BLD_free(build);
  EVP_PKEY_CTX_free(ctx);
  return key;
}

/* r ‖ s to the DER that EVP takes; its size, 0 on failure. */
static size_t signature_to_der(const uint8_t rs[TS_P256_SIGNATURE_SIZE], uint8_t der[DER_SIGNATURE_MAX]) {
  ECDSA_SIG *sig = ECDSA_SIG_new();
  BIGNUM *r = BN_bin2bn(rs, HALF, NULL), *s = BN_bin2bn(rs + HALF, HALF, NULL);
  int size = 0;
  if (sig && r && s && ECDSA_SIG_set0(sig, r, s)) {
    r = s = NULL; /* now SIG's */
    size = i2d_ECDSA_SIG(sig, &der);
  }
  BN_free(r);
  BN_free(s);
  ECDSA_SIG_free(sig);
  return size > 0 ? (size_t)size : 0;
}

static enum ts_signature_check verify(void *ctx, const uint8_t point[TS_P256_POINT_SIZE],
                                      const uint8_t digest[TS_SHA256_SIZE],
                                      const uint8_t signature[TS_P256_SIGNATURE_SIZE]) {
  (void)ctx;
  enum ts_signature_check answer = TS_SIGNATURE_NOT_CHECKED;
  uint8_t der[DER_SIGNATURE_MAX];
  size_t size = signature_to_der(signature, der);
  EVP_PKEY *key = make_key(point, NULL);
  EVP_PKEY_CTX *verifier = key && size ? EVP_PKEY_CTX_new(key, NULL) : NULL;
  if (verifier && EVP_PKEY_verify_init(verifier) > 0) {
    int result = EVP_PKEY_verify(verifier, der, size, digest, TS_SHA256_SIZE);
    if (result == 1)
      answer = TS_SIGNATURE_GOOD;
    else if (result == 0)
      answer = TS_SIGNATURE_BAD;
  }
  EVP_PKEY_CTX_free(verifier);
  EVP_PKEY_free(key);
  return answer;
}

static enum ts_err read_certificate(void *ctx, struct ts_bytes der, struct ts_certificate *out) {
  (void)ctx;
  (void)der;
  memset(out, 0, sizeof *out);
  return TS_ERR_INTERNAL;
}

const struct ts_crypto *ts_crypto_openssl(void) {
  static const struct ts_crypto crypto = {
      .sha256 = sha256, .verify_p256 = verify, .read_certificate = read_certificate};
  return &crypto;
}

struct ts_openssl_key ts_openssl_key(const char *seed) {
  struct ts_openssl_key key = {0};
  uint8_t scalar[TS_SHA256_SIZE];
  struct ts_bytes part = ts_bytes_of(seed);
  EC_GROUP *group = EC_GROUP_new_by_curve_name(NID_X9_62_prime256v1);
  EC_POINT *point = group ? EC_POINT_new(group) : NULL;
  BIGNUM *priv = sha256(NULL, &part, 1, scalar) ? NULL : BN_bin2bn(scalar, sizeof scalar, NULL);
  bool ok = point && priv && EC_POINT_mul(group, point, priv, NULL, NULL, NULL) &&
            EC_POINT_point2oct(group, point, POINT_CONVERSION_UNCOMPRESSED, key.point, sizeof key.point,
                               NULL) == sizeof key.point;
  if (ok)
    key.pkey = make_key(key.point, priv);
  BN_free(priv);
  EC_POINT_free(point);
  EC_GROUP_free(group);
  return key;
}

void ts_openssl_key_free(struct ts_openssl_key *key) {
  EVP_PKEY_free(key->pkey);
  *key = (struct ts_openssl_key){0};
}

enum ts_err ts_openssl_sign(void *ctx, const uint8_t digest[TS_SHA256_SIZE],
                            uint8_t rs[TS_P256_SIGNATURE_SIZE]) {
  const struct ts_openssl_key *key = ctx;
  uint8_t der[DER_SIGNATURE_MAX];
  const uint8_t *at = der;
  size_t size = sizeof der;
  EVP_PKEY_CTX *signer = EVP_PKEY_CTX_new(key->pkey, NULL);
  bool ok = signer && EVP_PKEY_sign_init(signer) > 0 &&
            EVP_PKEY_sign(signer, der, &size, digest, TS_SHA256_SIZE) > 0;
  ECDSA_SIG *sig = ok ? d2i_ECDSA_SIG(NULL, &at, (long)size) : NULL;
  ok = sig && BN_bn2binpad(ECDSA_SIG_get0_r(sig), rs, HALF) == HALF &&
       BN_bn2binpad(ECDSA_SIG_get0_s(sig), rs + HALF, HALF) == HALF;
  ECDSA_SIG_free(sig);
  EVP_PKEY_CTX_free(signer);
  return ok ? TS_OK : TS_ERR_INTERNAL;
}

size_t ts_openssl_spki(const struct ts_openssl_key *key, uint8_t *out, size_t capacity) {
  int size = i2d_PUBKEY(key->pkey, NULL);
  if (size <= 0 || (size_t)size > capacity)
    return 0;
  return i2d_PUBKEY(key->pkey, &out) == size ? (size_t)size : 0;
}
