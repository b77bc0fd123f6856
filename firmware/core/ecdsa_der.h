/* SPDX-License-Identifier: Apache-2.0 */
/* A P-256 signature in the two forms that the world has: r ‖ s, and the ASN.1 DER that OpenSSL, X.509 and
 * signed notes use (ECDSA-Sig-Value, RFC 3279 section 2.2.3). */
#ifndef TS_CORE_ECDSA_DER_H
#define TS_CORE_ECDSA_DER_H

#include <stdbool.h>

#include "core/bytes.h"
#include "port/crypto.h"

#define TS_ECDSA_DER_MAX 72 /* bytes */

void ts_ecdsa_der_put(struct ts_buf *out, const uint8_t signature[TS_P256_SIGNATURE_SIZE]);
/* True for a signature in DER's only spelling, to the last byte, of two numbers that are not negative and have
 * at most 32 bytes. Whether they are in range is for who verifies. SIGNATURE is zeroed otherwise. */
bool ts_ecdsa_der_read(struct ts_bytes der, uint8_t signature[TS_P256_SIGNATURE_SIZE]);

#endif
