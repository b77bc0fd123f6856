/* SPDX-License-Identifier: Apache-2.0 */
#include "host-tools/key_use.h"

#include <openssl/err.h>
#include <string.h>

#include "core/tag.h"

#define DER_MAX 80

/* The next INTEGER of at most 256 bits in DER, to 32 bytes. */
static bool take_integer(const uint8_t **at, const uint8_t *end, uint8_t out[32]) {
  const uint8_t *p = *at;
  size_t size = end - p >= 2 && p[0] == 0x02 ? p[1] : 0;
  if (size == 0 || size > 33 || (size_t)(end - p) < 2 + size)
    return false;
  p += 2;
  *at = p + size;
  if (size == 33 && *p != 0)
    return false;
  p += size == 33;
  size -= size == 33;
  memset(out, 0, 32 - size);
  memcpy(out + 32 - size, p, size);
  return true;
}

/* SEQUENCE { r, s }, as OpenSSL writes it. */
static bool rs_of_der(const uint8_t *der, size_t size, uint8_t rs[TS_P256_SIGNATURE_SIZE]) {
  const uint8_t *at = der + 2, *end = der + size;
  return size > 2 && der[0] == 0x30 && der[1] == size - 2 && take_integer(&at, end, rs) &&
         take_integer(&at, end, rs + 32) && at == end;
}

static bool sign(EVP_PKEY_CTX *ctx, const uint8_t digest[TS_SHA256_SIZE],
                 uint8_t rs[TS_P256_SIGNATURE_SIZE]) {
  uint8_t der[DER_MAX];
  size_t size = sizeof der;
  return EVP_PKEY_sign(ctx, der, &size, digest, TS_SHA256_SIZE) == 1 && rs_of_der(der, size, rs);
}

void ts_key_use_open(struct ts_key_use *use, const struct ts_key *key) {
  static const uint8_t nothing[TS_SHA256_SIZE];
  uint8_t rs[TS_P256_SIGNATURE_SIZE];
  *use = (struct ts_key_use){.key = key};
  EVP_PKEY_CTX *ctx = key->pkey ? EVP_PKEY_CTX_new(key->pkey, NULL) : NULL;
  if (ctx && EVP_PKEY_sign_init(ctx) == 1 && sign(ctx, nothing, rs)) {
    use->ctx = ctx;
    return;
  }
  EVP_PKEY_CTX_free(ctx);
  ERR_clear_error();
}

void ts_key_use_close(struct ts_key_use *use) {
  EVP_PKEY_CTX_free(use->ctx);
  *use = (struct ts_key_use){0};
}

bool ts_key_use_sign(struct ts_key_use *use, const uint8_t digest[TS_SHA256_SIZE],
                     uint8_t signature[TS_P256_SIGNATURE_SIZE], struct ts_fault *fault) {
  if (!use->ctx)
    return ts_key_sign(use->key, digest, signature, fault);
  if (!sign(use->ctx, digest, signature))
    return ts_fault_openssl(fault, "signing");
  if (!ts_p256_scalar_low(signature + 32))
    ts_p256_scalar_negate(signature + 32);
  return true;
}
