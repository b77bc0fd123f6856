/* SPDX-License-Identifier: Apache-2.0 */
#include "crypto_yes.h"

#include <string.h>

/* FNV-1a, repeated: the same for the same bytes however they are cut into parts. */
static enum ts_err toy_digest(void *ctx, const struct ts_bytes *part, size_t parts,
                              uint8_t digest[TS_SHA256_SIZE]) {
  (void)ctx;
  uint64_t hash = 14695981039346656037u;
  for (size_t i = 0; i < parts; i++)
    for (size_t at = 0; at < part[i].size; at++)
      hash = (hash ^ part[i].data[at]) * 1099511628211u;
  for (size_t i = 0; i < TS_SHA256_SIZE; i += sizeof hash)
    ts_put_be64(digest + i, hash + i);
  return TS_OK;
}

static enum ts_signature_check always_good(void *ctx, const uint8_t *point, const uint8_t *digest,
                                           const uint8_t *signature) {
  (void)ctx, (void)point, (void)digest, (void)signature;
  return TS_SIGNATURE_GOOD;
}

static enum ts_err no_certificate(void *ctx, struct ts_bytes der, struct ts_certificate *out) {
  (void)ctx, (void)der;
  memset(out, 0, sizeof *out);
  return TS_ERR_CERTIFICATE;
}

const struct ts_crypto *ts_crypto_yes(void) {
  static const struct ts_crypto crypto = {
      .sha256 = toy_digest, .verify_p256 = always_good, .read_certificate = no_certificate};
  return &crypto;
}
