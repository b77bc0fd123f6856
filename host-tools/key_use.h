/* SPDX-License-Identifier: Apache-2.0 */
/* Signing many digests with one key: what OpenSSL needs for it is made once, not once a signature. */
#ifndef TS_HOST_TOOLS_KEY_USE_H
#define TS_HOST_TOOLS_KEY_USE_H

#include "host-tools/keys.h"

/* One thread's; many threads may have one each of the same key. */
struct ts_key_use {
  const struct ts_key *key;
  EVP_PKEY_CTX *ctx; /* NULL: the key's private half is not in memory, ts_key_sign is to find it */
};

void ts_key_use_open(struct ts_key_use *use, const struct ts_key *key);
void ts_key_use_close(struct ts_key_use *use); /* fine for one that is zeroed */

/* Like ts_key_sign. Without CTX only one thread at a time may call it. */
bool ts_key_use_sign(struct ts_key_use *use, const uint8_t digest[TS_SHA256_SIZE],
                     uint8_t signature[TS_P256_SIGNATURE_SIZE], struct ts_fault *fault);

#endif
