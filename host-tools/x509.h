/* SPDX-License-Identifier: Apache-2.0 */
/* The certificates of a brand (RFC 5280): a self-signed root, and signers under it. ECDSA P-256 with SHA-256
 * throughout. */
#ifndef TS_HOST_TOOLS_X509_H
#define TS_HOST_TOOLS_X509_H

#include <stdbool.h>
#include <stdint.h>

#include "host-tools/fault.h"
#include "host-tools/keys.h"

#define TS_CERTIFICATE_MAX 2048 /* bytes of DER */
#define TS_ROOT_DAYS 7305       /* 20 years */
#define TS_SIGNER_DAYS 1095     /* 3 years */
#define TS_SIGNER_DAYS_MAX 7300

struct ts_der {
  uint8_t data[TS_CERTIFICATE_MAX];
  size_t size;
};

/* CN = "ID root", O = NAME; cA true, path length 0, keyCertSign. */
bool ts_x509_make_root(struct ts_der *out, const struct ts_key *root, const char *brand_id, const char *name,
                       int64_t not_before, struct ts_fault *fault);

/* CN = "ID KEYID"; cA false, digitalSignature. Refused (EX_USAGE) if it would outlive the root. */
bool ts_x509_make_signer(struct ts_der *out, const struct ts_key *signer, const char *brand_id,
                         const struct ts_key *root, struct ts_bytes root_certificate, int64_t not_before,
                         int64_t not_after, struct ts_fault *fault);

#endif
