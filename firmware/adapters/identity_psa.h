/* SPDX-License-Identifier: Apache-2.0 */
/* port/identity over the PSA Crypto API: a key pair in the trusted area (SPEC.md, "Identity"). The private half is
 * in memory only while it is made and while it signs. */
#ifndef TS_ADAPTERS_IDENTITY_PSA_H
#define TS_ADAPTERS_IDENTITY_PSA_H

#include <stdbool.h>

#include "core/error.h"
#include "port/crypto.h"
#include "port/identity.h"
#include "port/store.h"

#define TS_IDENTITY_FILE "identity" /* in the trusted area */
#define TS_IDENTITY_FILE_SIZE 145   /* bytes */

/* Memory of the caller's; STORE and CRYPTO must outlive it. */
struct ts_identity_psa {
  const struct ts_store *store;
  const struct ts_crypto *crypto;
};

/*
 * Fills OUT, whatever is returned; OUT lives as long as IDENTITY. CRYPTO must be ts_crypto_psa_init's, which
 * starts the library. Where there is no key and MAKE is true, as on the first start, one is made: a power
 * failure leaves none or a whole one. Never is a key made where a file is, however damaged it be: what the
 * old one has signed would be another device's.
 * TS_OK: there is a key. TS_ERR_NOT_FOUND: there is none, and none was to be made. TS_ERR_STORE_CORRUPT,
 * TS_ERR_IO, TS_ERR_STORE_FULL; TS_ERR_INTERNAL, also where the board has no randomness to make one of.
 */
enum ts_err ts_identity_psa_open(struct ts_identity_psa *identity, const struct ts_store *store,
                                 const struct ts_crypto *crypto, bool make, struct ts_identity *out);

#endif
