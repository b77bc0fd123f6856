/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "port/check.h"

const char *ts_port_check_identity(const struct ts_identity *identity, const struct ts_crypto *crypto) {
  uint8_t point[TS_P256_POINT_SIZE], again[TS_P256_POINT_SIZE];
  uint8_t digest[TS_SHA256_SIZE], signature[TS_P256_SIGNATURE_SIZE];
  memset(digest, 0x3C, sizeof digest);
  if (identity->public_key(identity->ctx, point) != TS_OK || point[0] != 4)
    return "there is no key";
  if (identity->sign(identity->ctx, digest, signature) != TS_OK)
    return "it does not sign";
  if (crypto->verify_p256(crypto->ctx, point, digest, signature) != TS_SIGNATURE_GOOD)
    return "what it signs does not verify by its key";
  digest[31] ^= 1;
  if (crypto->verify_p256(crypto->ctx, point, digest, signature) != TS_SIGNATURE_BAD)
    return "its signature is good for anything, or cannot be checked";
  if (identity->public_key(identity->ctx, again) != TS_OK || memcmp(point, again, sizeof point) != 0)
    return "the key is not the same when asked again";
  return NULL;
}
