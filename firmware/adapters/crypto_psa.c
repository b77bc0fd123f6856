/* SPDX-License-Identifier: Apache-2.0 */
#include "adapters/crypto_psa.h"

#include <string.h>

#include <psa/crypto.h>

#include "adapters/confine.h"
#include "adapters/x509_mbedtls.h"

#define P256_BITS 256

/* ---- SHA-256 ---- */

struct hashing {
  const struct ts_bytes *part;
  size_t parts;
  uint8_t *digest;
  enum ts_err err;
};

static psa_status_t hash_parts(const struct hashing *h, psa_hash_operation_t *operation) {
  psa_status_t status = psa_hash_setup(operation, PSA_ALG_SHA_256);
  for (size_t i = 0; i < h->parts && status == PSA_SUCCESS; i++)
    if (h->part[i].size)
      status = psa_hash_update(operation, h->part[i].data, h->part[i].size);
  size_t size = 0;
  if (status == PSA_SUCCESS)
    status = psa_hash_finish(operation, h->digest, TS_SHA256_SIZE, &size);
  return status == PSA_SUCCESS && size != TS_SHA256_SIZE ? PSA_ERROR_GENERIC_ERROR : status;
}

static void hash(void *context) {
  struct hashing *h = context;
  psa_hash_operation_t operation = PSA_HASH_OPERATION_INIT;
  psa_status_t status = hash_parts(h, &operation);
  psa_status_t ended = psa_hash_abort(&operation); /* does nothing after a finish */
  if (status == PSA_SUCCESS && ended == PSA_SUCCESS)
    h->err = TS_OK;
}

static enum ts_err sha256(void *ctx, const struct ts_bytes *part, size_t parts,
                          uint8_t digest[TS_SHA256_SIZE]) {
  (void)ctx;
  struct hashing h = {.part = part, .parts = parts, .digest = digest, .err = TS_ERR_INTERNAL};
  enum ts_confine_end end = ts_confine(TS_CONFINED_CRYPTO, hash, &h);
  if (end == TS_CONFINE_DONE && h.err == TS_OK)
    return TS_OK;
  memset(digest, 0, TS_SHA256_SIZE);
  return TS_ERR_INTERNAL;
}

/* ---- ECDSA ---- */

struct verification {
  const uint8_t *point, *digest, *signature;
  enum ts_signature_check check;
};

static psa_status_t import_point(const uint8_t *point, psa_key_id_t *key) {
  psa_key_attributes_t attributes = PSA_KEY_ATTRIBUTES_INIT;
  psa_set_key_type(&attributes, PSA_KEY_TYPE_ECC_PUBLIC_KEY(PSA_ECC_FAMILY_SECP_R1));
  psa_set_key_bits(&attributes, P256_BITS);
  psa_set_key_usage_flags(&attributes, PSA_KEY_USAGE_VERIFY_HASH);
  psa_set_key_algorithm(&attributes, PSA_ALG_ECDSA(PSA_ALG_SHA_256));
  psa_status_t status = psa_import_key(&attributes, point, TS_P256_POINT_SIZE, key);
  psa_reset_key_attributes(&attributes);
  return status;
}

/* The import checks that the point lies on the curve: what fails there says nothing of the signature. */
static void verify(void *context) {
  struct verification *v = context;
  psa_key_id_t key = PSA_KEY_ID_NULL;
  if (import_point(v->point, &key) != PSA_SUCCESS)
    return;
  psa_status_t status = psa_verify_hash(key, PSA_ALG_ECDSA(PSA_ALG_SHA_256), v->digest, TS_SHA256_SIZE,
                                        v->signature, TS_P256_SIGNATURE_SIZE);
  if (psa_destroy_key(key) != PSA_SUCCESS)
    return;
  if (status == PSA_SUCCESS)
    v->check = TS_SIGNATURE_GOOD;
  else if (status == PSA_ERROR_INVALID_SIGNATURE)
    v->check = TS_SIGNATURE_BAD;
}

static enum ts_signature_check verify_p256(void *ctx, const uint8_t point[TS_P256_POINT_SIZE],
                                           const uint8_t digest[TS_SHA256_SIZE],
                                           const uint8_t signature[TS_P256_SIGNATURE_SIZE]) {
  (void)ctx;
  struct verification v = {
      .point = point, .digest = digest, .signature = signature, .check = TS_SIGNATURE_NOT_CHECKED};
  enum ts_confine_end end = ts_confine(TS_CONFINED_CRYPTO, verify, &v);
  return end == TS_CONFINE_DONE ? v.check : TS_SIGNATURE_NOT_CHECKED;
}

/* ---- certificates ---- */

struct reading {
  struct ts_bytes der;
  struct ts_certificate *out;
  enum ts_err err;
};

static void read_body(void *context) {
  struct reading *r = context;
  r->err = ts_x509_read(r->der, r->out);
}

static enum ts_err read_certificate(void *ctx, struct ts_bytes der, struct ts_certificate *out) {
  (void)ctx;
  struct reading r = {.der = der, .out = out, .err = TS_ERR_INTERNAL};
  enum ts_confine_end end = ts_confine(TS_CONFINED_CRYPTO, read_body, &r);
  if (end == TS_CONFINE_DONE && r.err == TS_OK)
    return TS_OK;
  memset(out, 0, sizeof *out);
  return end == TS_CONFINE_DONE ? r.err : TS_ERR_INTERNAL;
}

enum ts_err ts_crypto_psa_init(struct ts_crypto *out) {
  *out = (struct ts_crypto){0};
  if (psa_crypto_init() != PSA_SUCCESS)
    return TS_ERR_INTERNAL;
  *out =
      (struct ts_crypto){.sha256 = sha256, .verify_p256 = verify_p256, .read_certificate = read_certificate};
  return TS_OK;
}
