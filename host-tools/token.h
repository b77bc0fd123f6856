/* SPDX-License-Identifier: Apache-2.0 */
/* Private keys that never leave a hardware security module: PKCS#11 by the URI of RFC 7512, through p11-kit,
 * which knows the machine's modules. */
#ifndef TS_HOST_TOOLS_TOKEN_H
#define TS_HOST_TOOLS_TOKEN_H

#include <stdbool.h>
#include <stdint.h>

#include "host-tools/fault.h"
#include "host-tools/keys.h"

#define TS_TOKEN_SCHEME "pkcs11:"

bool ts_token_is_uri(const char *text);

/* Opens the one private key that URI names on the one token that it names, and reads its public half from the
 * public key or the certificate of the same CKA_ID. The PIN comes from the URI's pin-source (a file), from
 * TOUCHSTONE_PIN or from the terminal; a URI with pin-value is refused (EX_USAGE), for it would stand in the
 * process list and in the home. EX_UNAVAILABLE where there is no such token, EX_NOINPUT where there is no
 * such key, EX_NOPERM for a wrong PIN, EX_DATAERR for a key that is not on P-256 or does not fit its public
 * half. */
bool ts_token_open(struct ts_key *key, const char *uri, struct ts_fault *fault);

/* Signs in the module; one at a time, from any thread of the process that opened it. */
bool ts_token_sign(struct ts_token *token, const uint8_t digest[TS_SHA256_SIZE],
                   uint8_t rs[TS_P256_SIGNATURE_SIZE], struct ts_fault *fault);
void ts_token_close(struct ts_token *token); /* NULL is fine */

#endif
