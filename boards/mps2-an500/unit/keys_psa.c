/* SPDX-License-Identifier: Apache-2.0 */

/* unit/crypto_openssl.h where there is no OpenSSL: the device's own adapter, and the same keys, signing by mbedTLS. */
#include <stdlib.h>
#include <string.h>

#include <psa/crypto.h>

#include "adapters/confine.h"
#include "adapters/crypto_psa.h"
#include "core/tag.h"
#include "unit/crypto_openssl.h"

enum { P256_BITS = 256 };

const struct ts_crypto *ts_crypto_openssl(void) {
  static struct ts_crypto crypto;
  if (crypto.sha256 == NULL && ts_crypto_psa_init(&crypto) != TS_OK) {
    abort();
  }
  return &crypto;
}

/* The public point of a private scalar, and, where DIGEST is not NULL, its signature. */
struct use {
  const uint8_t *scalar, *digest;
  uint8_t *point, *signature;
  bool done;
};

static void use_key(void *context) {
  struct use *use = context;
  psa_key_attributes_t attributes = PSA_KEY_ATTRIBUTES_INIT;
  psa_key_id_t key = PSA_KEY_ID_NULL;
  size_t size = 0;
  psa_set_key_type(&attributes, PSA_KEY_TYPE_ECC_KEY_PAIR(PSA_ECC_FAMILY_SECP_R1));
  psa_set_key_bits(&attributes, P256_BITS);
  psa_set_key_usage_flags(&attributes, PSA_KEY_USAGE_SIGN_HASH);
  psa_set_key_algorithm(&attributes, PSA_ALG_ECDSA(PSA_ALG_SHA_256));
  psa_status_t status = psa_import_key(&attributes, use->scalar, TS_SHA256_SIZE, &key);
  if (status != PSA_SUCCESS) {
    return;
  }
  if (use->digest != NULL) {
    status = psa_sign_hash(key, PSA_ALG_ECDSA(PSA_ALG_SHA_256), use->digest, TS_SHA256_SIZE, use->signature,
                           TS_P256_SIGNATURE_SIZE, &size);
  } else {
    status = psa_export_public_key(key, use->point, TS_P256_POINT_SIZE, &size);
  }
  use->done = psa_destroy_key(key) == PSA_SUCCESS && status == PSA_SUCCESS;
}

static bool run(struct use *use) {
  return ts_confine(TS_CONFINED_CRYPTO, use_key, use) == TS_CONFINE_DONE && use->done;
}

struct ts_openssl_key ts_openssl_key(const char *seed) {
  const struct ts_crypto *crypto = ts_crypto_openssl();
  struct ts_openssl_key key = {.pkey = malloc(TS_SHA256_SIZE)};
  struct ts_bytes part = ts_bytes_of(seed);
  struct use use = {.scalar = key.pkey, .point = key.point};
  if (key.pkey == NULL || crypto->sha256(crypto->ctx, &part, 1, key.pkey) != TS_OK || !run(&use)) {
    ts_openssl_key_free(&key);
  }
  return key;
}

void ts_openssl_key_free(struct ts_openssl_key *key) {
  free(key->pkey);
  *key = (struct ts_openssl_key){0};
}

enum ts_err ts_openssl_sign(void *ctx, const uint8_t digest[TS_SHA256_SIZE],
                            uint8_t rs[TS_P256_SIGNATURE_SIZE]) {
  const struct ts_openssl_key *key = ctx;
  struct use use = {.scalar = key->pkey, .digest = digest, .signature = rs};
  return run(&use) ? TS_OK : TS_ERR_INTERNAL;
}

/* RFC 5480, section 2: the bytes before a P-256 point never differ. */
size_t ts_openssl_spki(const struct ts_openssl_key *key, uint8_t *out, size_t capacity) {
  static const uint8_t head[] = {0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48,
                                 0xce, 0x3d, 0x02, 0x01, 0x06, 0x08, 0x2a, 0x86, 0x48,
                                 0xce, 0x3d, 0x03, 0x01, 0x07, 0x03, 0x42, 0x00};
  if (capacity < sizeof head + TS_P256_POINT_SIZE) {
    return 0;
  }
  memcpy(out, head, sizeof head);
  memcpy(out + sizeof head, key->point, TS_P256_POINT_SIZE);
  return sizeof head + TS_P256_POINT_SIZE;
}
