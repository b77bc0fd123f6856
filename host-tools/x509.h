/* SPDX-License-Identifier: Apache-2.0 */
/* Certificates (RFC 5280): of a brand a self-signed root, and signers under it; of a publisher's key one that
 * it signed itself, and devices under it. ECDSA P-256 with SHA-256 throughout. */
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

/* CN = "publisher HASH" (ts_key_hash_text), O = NAME; else as a root. */
bool ts_x509_make_publisher(struct ts_der *out, const struct ts_key *publisher, const char *name,
                            int64_t not_before, struct ts_fault *fault);

/* CN = ID, OU = NAME unless that is empty; else as a signer. */
bool ts_x509_make_device(struct ts_der *out, const struct ts_key *device, const char *id, const char *name,
                         const struct ts_key *publisher, const struct ts_der *publisher_certificate,
                         int64_t not_before, int64_t not_after, struct ts_fault *fault);

/* PKCS#10 requests (RFC 2986) with the same names, for a CA that signs them in our place. */
bool ts_x509_request_root(struct ts_der *out, const struct ts_key *root, const char *brand_id,
                          const char *name, struct ts_fault *fault);
bool ts_x509_request_signer(struct ts_der *out, const struct ts_key *signer, const char *brand_id,
                            struct ts_fault *fault);
#define TS_PEM_REQUEST "CERTIFICATE REQUEST"
bool ts_x509_write_pem(const char *path, const char *label, const struct ts_der *der, struct ts_fault *fault);

/* "CN=maison 1a2b, O=..." (RFC 2253, cut to fit). */
#define TS_SUBJECT_MAX 256
void ts_x509_subject(char out[TS_SUBJECT_MAX], const struct ts_der *certificate);

/* One certificate in PEM or DER and nothing else (host-tools/x509_read.c). */
bool ts_certificate_read_file(struct ts_der *out, const char *path, struct ts_fault *fault);

/* What is taken from elsewhere must be what a device takes (SPEC.md, "Certificates"), and not be over at NOW
 * (INT64_MIN: whenever that was). EX_DATAERR, naming WHERE. A root's CA is the brand's own affair: a root
 * that names itself as issuer must have signed itself, one that a CA signed is believed by whoever adds the
 * brand. PUBLIC_KEY is its key, without the private half; the caller frees it. */
struct ts_x509_facts {
  struct ts_key public_key;
  int64_t not_before, not_after;
};
bool ts_x509_check_root(struct ts_x509_facts *out, const struct ts_der *root, int64_t now, const char *where,
                        struct ts_fault *fault);
bool ts_x509_check_signer(struct ts_x509_facts *out, const struct ts_der *signer, const struct ts_der *root,
                          int64_t now, const char *where, struct ts_fault *fault);
/* A publisher's, which must have signed itself; and a device's, under that. */
bool ts_x509_check_publisher(struct ts_x509_facts *out, const struct ts_der *publisher, int64_t now,
                             const char *where, struct ts_fault *fault);
bool ts_x509_check_device(struct ts_x509_facts *out, const struct ts_der *device,
                          const struct ts_der *publisher, int64_t now, const char *where,
                          struct ts_fault *fault);

#endif
