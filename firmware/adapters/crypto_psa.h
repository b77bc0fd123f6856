/* SPDX-License-Identifier: Apache-2.0 */
/* port/crypto.h over mbedTLS: the PSA Crypto API and X.509 parsing, such as 2.28, 3.6 and 4.x have in common.
 */
#ifndef TS_ADAPTERS_CRYPTO_PSA_H
#define TS_ADAPTERS_CRYPTO_PSA_H

#include "core/error.h"
#include "port/crypto.h"

/*
 * Starts the library, once for all, and fills OUT, which needs no memory and nothing to end it. It is started
 * outside of any confined call, so what it keeps is not the arena's. TS_ERR_INTERNAL if it does not start:
 * OUT is then zeroed.
 */
enum ts_err ts_crypto_psa_init(struct ts_crypto *out);

#endif
