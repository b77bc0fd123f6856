/* SPDX-License-Identifier: Apache-2.0 */
#include "host-tools/x509.h"

#include <openssl/bn.h>
#include <openssl/rand.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>
#include <stdio.h>

#include "host-tools/text.h"

static bool add_name(X509_NAME *name, const char *field, const char *value) {
  const unsigned char *text = (const unsigned char *)value;
  return X509_NAME_add_entry_by_txt(name, field, MBSTRING_UTF8, text, -1, -1, 0) == 1;
}

/* 127 random bits: positive, and never the same twice (RFC 5280 section 4.1.2.2). */
static bool set_serial(X509 *x) {
  uint8_t random[16];
  if (RAND_bytes(random, sizeof random) != 1)
    return false;
  random[0] = (uint8_t)((random[0] & 0x7f) | 0x40);
  BIGNUM *bn = BN_bin2bn(random, sizeof random, NULL);
  bool ok = bn && BN_to_ASN1_INTEGER(bn, X509_get_serialNumber(x));
  BN_free(bn);
  return ok;
}

static bool set_dates(X509 *x, int64_t not_before, int64_t not_after) {
  return ASN1_TIME_set(X509_getm_notBefore(x), (time_t)not_before) &&
         ASN1_TIME_set(X509_getm_notAfter(x), (time_t)not_after);
}

static bool add_extension(X509 *x, X509 *issuer, int nid, const char *value) {
  X509V3_CTX ctx;
  X509V3_set_ctx(&ctx, issuer, x, NULL, NULL, 0);
  X509_EXTENSION *extension = X509V3_EXT_conf_nid(NULL, &ctx, nid, value);
  bool ok = extension && X509_add_ext(x, extension, -1) == 1;
  X509_EXTENSION_free(extension);
  return ok;
}

static bool encode(struct ts_der *out, X509 *x) {
  uint8_t *at = out->data;
  int size = i2d_X509(x, NULL);
  if (size <= 0 || size > TS_CERTIFICATE_MAX || i2d_X509(x, &at) != size)
    return false;
  out->size = (size_t)size;
  return true;
}

/* What both kinds share; the caller has set nothing but memory. */
static bool begin(X509 *x, const struct ts_key *subject, int64_t not_before, int64_t not_after) {
  return x && X509_set_version(x, X509_VERSION_3) == 1 && set_serial(x) &&
         set_dates(x, not_before, not_after) && X509_set_pubkey(x, subject->pkey) == 1;
}

bool ts_x509_make_root(struct ts_der *out, const struct ts_key *root, const char *brand_id, const char *name,
                       int64_t not_before, struct ts_fault *fault) {
  char cn[TS_BRAND_ID_MAX + 8];
  (void)snprintf(cn, sizeof cn, "%s root", brand_id);
  X509 *x = X509_new();
  int64_t not_after = not_before + (int64_t)TS_ROOT_DAYS * 86400 - 1;
  bool ok = begin(x, root, not_before, not_after) && add_name(X509_get_subject_name(x), "O", name) &&
            add_name(X509_get_subject_name(x), "CN", cn) &&
            X509_set_issuer_name(x, X509_get_subject_name(x)) == 1 &&
            add_extension(x, x, NID_basic_constraints, "critical,CA:TRUE,pathlen:0") &&
            add_extension(x, x, NID_key_usage, "critical,keyCertSign") &&
            add_extension(x, x, NID_subject_key_identifier, "hash") &&
            X509_sign(x, root->pkey, EVP_sha256()) > 0 && encode(out, x);
  X509_free(x);
  return ok || ts_fault_openssl(fault, "making the root certificate");
}

static bool outlives(const X509 *root, int64_t not_after) {
  time_t end = (time_t)not_after;
  return X509_cmp_time(X509_get0_notAfter(root), &end) <= 0;
}

static bool make_signer(struct ts_der *out, X509 *x, X509 *root_x, const struct ts_key *signer,
                        const char *cn, const struct ts_key *root, int64_t not_before, int64_t not_after) {
  return begin(x, signer, not_before, not_after) && add_name(X509_get_subject_name(x), "CN", cn) &&
         X509_set_issuer_name(x, X509_get_subject_name(root_x)) == 1 &&
         add_extension(x, root_x, NID_basic_constraints, "critical,CA:FALSE") &&
         add_extension(x, root_x, NID_key_usage, "critical,digitalSignature") &&
         add_extension(x, root_x, NID_subject_key_identifier, "hash") &&
         add_extension(x, root_x, NID_authority_key_identifier, "keyid:always") &&
         X509_sign(x, root->pkey, EVP_sha256()) > 0 && encode(out, x);
}

bool ts_x509_make_signer(struct ts_der *out, const struct ts_key *signer, const char *brand_id,
                         const struct ts_key *root, struct ts_bytes root_certificate, int64_t not_before,
                         int64_t not_after, struct ts_fault *fault) {
  char cn[TS_BRAND_ID_MAX + 8];
  (void)snprintf(cn, sizeof cn, "%s %04x", brand_id, ts_key_id(signer));
  const unsigned char *der = root_certificate.data;
  X509 *root_x = d2i_X509(NULL, &der, (long)root_certificate.size);
  X509 *x = X509_new();
  bool ok = false;
  if (root_x && X509_check_private_key(root_x, root->pkey) != 1)
    ts_fault(fault, EX_DATAERR, "the root key of %s does not belong to its root certificate", brand_id);
  else if (root_x && outlives(root_x, not_after))
    ts_fault(fault, EX_USAGE, "the signer would outlive the root of %s; ask for fewer --days", brand_id);
  else
    ok = root_x && x && make_signer(out, x, root_x, signer, cn, root, not_before, not_after);
  X509_free(x);
  X509_free(root_x);
  return ok || ts_fault_openssl(fault, "making the signer's certificate");
}
