/* SPDX-License-Identifier: Apache-2.0 */
#include "adapters/identity_psa.h"

#include <string.h>

#include <psa/crypto.h>

#include "adapters/confine.h"
#include "core/bytes.h"

enum { P256_BITS = 256, SCALAR_SIZE = 32, HEAD_SIZE = 16 };

/* "TOUCHSTONE-KEY", a zero, the format's version. */
static const uint8_t head[HEAD_SIZE] = {'T', 'O', 'U', 'C', 'H', 'S', 'T', 'O',
                                        'N', 'E', '-', 'K', 'E', 'Y', 0,   1};

struct pair {
  uint8_t scalar[SCALAR_SIZE];
  uint8_t point[TS_P256_POINT_SIZE];
};

/* Through a volatile pointer, so that it is done even where nobody reads the memory again. */
static void *(*const volatile fill)(void *, int, size_t) = memset;

static void wipe(void *secret, size_t size) {
  (void)fill(secret, 0, size);
}

/* Deterministic (RFC 6979): a board whose randomness is poor gives nothing of its key away with a signature. */
static psa_key_attributes_t pair_attributes(psa_key_usage_t usage) {
  psa_key_attributes_t attributes = PSA_KEY_ATTRIBUTES_INIT;
  psa_set_key_type(&attributes, PSA_KEY_TYPE_ECC_KEY_PAIR(PSA_ECC_FAMILY_SECP_R1));
  psa_set_key_bits(&attributes, P256_BITS);
  psa_set_key_usage_flags(&attributes, usage);
  psa_set_key_algorithm(&attributes, PSA_ALG_DETERMINISTIC_ECDSA(PSA_ALG_SHA_256));
  return attributes;
}

/* ---- the file: head, private scalar, point, SHA-256 of all that ---- */

static enum ts_err sum_of(const struct ts_crypto *crypto, const uint8_t *file, uint8_t sum[TS_SHA256_SIZE]) {
  const struct ts_bytes content = ts_bytes(file, TS_IDENTITY_FILE_SIZE - TS_SHA256_SIZE);
  return crypto->sha256(crypto->ctx, &content, 1, sum);
}

static enum ts_err read_file(const struct ts_identity_psa *identity, uint8_t file[TS_IDENTITY_FILE_SIZE]) {
  const struct ts_store *store = identity->store;
  uint8_t sum[TS_SHA256_SIZE];
  uint64_t size = 0;
  enum ts_err err = store->size(store->ctx, TS_STORE_TRUSTED, TS_IDENTITY_FILE, &size);
  if (err)
    return err;
  if (size != TS_IDENTITY_FILE_SIZE)
    return TS_ERR_STORE_CORRUPT;
  err = store->read(store->ctx, TS_STORE_TRUSTED, TS_IDENTITY_FILE, 0, file, TS_IDENTITY_FILE_SIZE);
  if (err == TS_OK)
    err = sum_of(identity->crypto, file, sum);
  if (err)
    return err;
  bool whole = memcmp(file, head, HEAD_SIZE) == 0 &&
               memcmp(file + TS_IDENTITY_FILE_SIZE - TS_SHA256_SIZE, sum, sizeof sum) == 0;
  return whole ? TS_OK : TS_ERR_STORE_CORRUPT;
}

/* PAIR is zeroed on an error; its scalar is the caller's to wipe. */
static enum ts_err load(const struct ts_identity_psa *identity, struct pair *pair) {
  uint8_t file[TS_IDENTITY_FILE_SIZE];
  memset(pair, 0, sizeof *pair);
  enum ts_err err = read_file(identity, file);
  if (err == TS_OK) {
    memcpy(pair->scalar, file + HEAD_SIZE, SCALAR_SIZE);
    memcpy(pair->point, file + HEAD_SIZE + SCALAR_SIZE, TS_P256_POINT_SIZE);
  }
  wipe(file, sizeof file);
  return err;
}

static enum ts_err save(const struct ts_identity_psa *identity, const struct pair *pair) {
  const struct ts_store *store = identity->store;
  uint8_t file[TS_IDENTITY_FILE_SIZE];
  memcpy(file, head, HEAD_SIZE);
  memcpy(file + HEAD_SIZE, pair->scalar, SCALAR_SIZE);
  memcpy(file + HEAD_SIZE + SCALAR_SIZE, pair->point, TS_P256_POINT_SIZE);
  enum ts_err err = sum_of(identity->crypto, file, file + TS_IDENTITY_FILE_SIZE - TS_SHA256_SIZE);
  if (err == TS_OK)
    err = store->replace(store->ctx, TS_STORE_TRUSTED, TS_IDENTITY_FILE, ts_bytes(file, sizeof file));
  wipe(file, sizeof file);
  return err;
}

/* ---- making ---- */

struct making {
  struct pair *pair;
  bool done;
};

static void generate(void *context) {
  struct making *m = context;
  psa_key_id_t key = PSA_KEY_ID_NULL;
  psa_key_attributes_t attributes = pair_attributes(PSA_KEY_USAGE_EXPORT);
  size_t scalar_size = 0, point_size = 0;
  psa_status_t status = psa_generate_key(&attributes, &key);
  psa_reset_key_attributes(&attributes);
  if (status != PSA_SUCCESS)
    return;
  status = psa_export_key(key, m->pair->scalar, SCALAR_SIZE, &scalar_size);
  if (status == PSA_SUCCESS)
    status = psa_export_public_key(key, m->pair->point, TS_P256_POINT_SIZE, &point_size);
  psa_status_t ended = psa_destroy_key(key);
  m->done = status == PSA_SUCCESS && ended == PSA_SUCCESS && scalar_size == SCALAR_SIZE &&
            point_size == TS_P256_POINT_SIZE;
}

static enum ts_err make_key(const struct ts_identity_psa *identity) {
  struct pair pair = {0};
  struct making m = {.pair = &pair};
  enum ts_confine_end end = ts_confine(TS_CONFINED_CRYPTO, generate, &m);
  enum ts_err err = end == TS_CONFINE_DONE && m.done ? save(identity, &pair) : TS_ERR_INTERNAL;
  wipe(&pair, sizeof pair);
  return err;
}

/* ---- signing ---- */

struct signing {
  const struct pair *pair;
  const uint8_t *digest;
  uint8_t *signature;
  bool done;
};

static void sign_digest(void *context) {
  struct signing *s = context;
  psa_key_id_t key = PSA_KEY_ID_NULL;
  psa_key_attributes_t attributes = pair_attributes(PSA_KEY_USAGE_SIGN_HASH);
  size_t size = 0;
  psa_status_t status = psa_import_key(&attributes, s->pair->scalar, SCALAR_SIZE, &key);
  psa_reset_key_attributes(&attributes);
  if (status != PSA_SUCCESS)
    return;
  status = psa_sign_hash(key, PSA_ALG_DETERMINISTIC_ECDSA(PSA_ALG_SHA_256), s->digest, TS_SHA256_SIZE,
                         s->signature, TS_P256_SIGNATURE_SIZE, &size);
  psa_status_t ended = psa_destroy_key(key);
  s->done = status == PSA_SUCCESS && ended == PSA_SUCCESS && size == TS_P256_SIGNATURE_SIZE;
}

/* No signature leaves that is not good under the public key: a fault while a deterministic one is made could give
 * the private key away. */
static enum ts_err sign(void *ctx, const uint8_t digest[TS_SHA256_SIZE],
                        uint8_t signature[TS_P256_SIGNATURE_SIZE]) {
  const struct ts_identity_psa *identity = ctx;
  const struct ts_crypto *crypto = identity->crypto;
  struct pair pair;
  struct signing s = {.pair = &pair, .digest = digest, .signature = signature};
  enum ts_err err = load(identity, &pair);
  if (err == TS_OK) {
    enum ts_confine_end end = ts_confine(TS_CONFINED_CRYPTO, sign_digest, &s);
    bool good = end == TS_CONFINE_DONE && s.done &&
                crypto->verify_p256(crypto->ctx, pair.point, digest, signature) == TS_SIGNATURE_GOOD;
    err = good ? TS_OK : TS_ERR_INTERNAL;
  }
  if (err)
    memset(signature, 0, TS_P256_SIGNATURE_SIZE);
  wipe(&pair, sizeof pair);
  return err;
}

static enum ts_err public_key(void *ctx, uint8_t point[TS_P256_POINT_SIZE]) {
  struct pair pair;
  enum ts_err err = load(ctx, &pair);
  memcpy(point, pair.point, TS_P256_POINT_SIZE);
  wipe(&pair, sizeof pair);
  return err;
}

enum ts_err ts_identity_psa_open(struct ts_identity_psa *identity, const struct ts_store *store,
                                 const struct ts_crypto *crypto, bool make, struct ts_identity *out) {
  uint8_t point[TS_P256_POINT_SIZE];
  *identity = (struct ts_identity_psa){.store = store, .crypto = crypto};
  *out = (struct ts_identity){.ctx = identity, .public_key = public_key, .sign = sign};
  enum ts_err err = public_key(identity, point);
  if (err != TS_ERR_NOT_FOUND || !make)
    return err;
  err = make_key(identity);
  return err ? err : public_key(identity, point); /* what was written reads back */
}
