/* SPDX-License-Identifier: Apache-2.0 */
/* X.509 certificates (RFC 5280) by mbedTLS's parser, and by ourselves what it keeps in private fields. */
#ifndef TS_ADAPTERS_X509_MBEDTLS_H
#define TS_ADAPTERS_X509_MBEDTLS_H

#include "core/bytes.h"
#include "core/error.h"
#include "port/crypto.h"

#define TS_X509_SIZE_MAX 4096 /* longest certificate that is looked at, bytes */

/*
 * As ts_crypto.read_certificate. Only basicConstraints and keyUsage are understood: any other extension that
 * is critical is refused, also those that mbedTLS would accept, since nothing here enforces them.
 * TS_ERR_INTERNAL: no memory.
 */
enum ts_err ts_x509_read(struct ts_bytes der, struct ts_certificate *out);

#endif
