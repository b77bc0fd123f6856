/* SPDX-License-Identifier: Apache-2.0 */
/* The boundary to the device's own key: made on the first start, kept where no attacker reaches, never
 * exported. It signs the journal's checkpoints (SPEC.md, "Checkpoint") and nothing else. */
#ifndef TS_PORT_IDENTITY_H
#define TS_PORT_IDENTITY_H

#include "core/error.h"
#include "port/crypto.h"

struct ts_identity {
  void *ctx;
  /* The public key. TS_ERR_NOT_FOUND: this device has none (yet), TS_ERR_IO, TS_ERR_STORE_CORRUPT,
   * TS_ERR_INTERNAL. */
  enum ts_err (*public_key)(void *ctx, uint8_t point[TS_P256_POINT_SIZE]);
  /* ECDSA P-256 over a SHA-256 digest, r ‖ s. Errors as above; SIGNATURE is then zeroed. */
  enum ts_err (*sign)(void *ctx, const uint8_t digest[TS_SHA256_SIZE],
                      uint8_t signature[TS_P256_SIGNATURE_SIZE]);
};

#endif
