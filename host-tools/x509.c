/* SPDX-License-Identifier: Apache-2.0 */
#include "host-tools/x509.h"

#include <openssl/bn.h>
#include <openssl/ecdsa.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <string.h>

#include "host-tools/file.h"
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

/* SIGNED (RFC 5280 section 4.1): what is signed, ecdsa-with-SHA256, the signature. Put together here, so that
 * a key in a token signs like one in memory. */
static bool put_signed(struct ts_der *out, const uint8_t *tbs, size_t tbs_size, const ECDSA_SIG *signature) {
  static const uint8_t algorithm[] = {0x30, 0x0a, 0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02};
  uint8_t der[80];
  uint8_t *at = der;
  int der_size = i2d_ECDSA_SIG(signature, NULL);
  if (der_size <= 0 || (size_t)der_size > sizeof der || i2d_ECDSA_SIG(signature, &at) != der_size)
    return false;
  int bits = ASN1_object_size(0, der_size + 1, V_ASN1_BIT_STRING);
  int inner = (int)(tbs_size + sizeof algorithm) + bits;
  int size = ASN1_object_size(1, inner, V_ASN1_SEQUENCE);
  if (tbs_size > TS_CERTIFICATE_MAX || bits < 0 || size < 0 || size > TS_CERTIFICATE_MAX)
    return false;
  at = out->data;
  ASN1_put_object(&at, 1, inner, V_ASN1_SEQUENCE, V_ASN1_UNIVERSAL);
  memcpy(at, tbs, tbs_size);
  memcpy(at + tbs_size, algorithm, sizeof algorithm);
  at += tbs_size + sizeof algorithm;
  ASN1_put_object(&at, 0, der_size + 1, V_ASN1_BIT_STRING, V_ASN1_UNIVERSAL);
  *at++ = 0; /* no unused bits */
  memcpy(at, der, (size_t)der_size);
  out->size = (size_t)size;
  return true;
}

static bool seal(struct ts_der *out, const uint8_t *tbs, size_t tbs_size, const struct ts_key *key,
                 struct ts_fault *fault) {
  uint8_t digest[TS_SHA256_SIZE], rs[TS_P256_SIGNATURE_SIZE];
  if (!ts_sha256(ts_bytes(tbs, tbs_size), digest))
    return ts_fault_openssl(fault, "hashing a certificate");
  if (!ts_key_sign(key, digest, rs, fault))
    return false;
  ECDSA_SIG *signature = ECDSA_SIG_new();
  BIGNUM *r = BN_bin2bn(rs, 32, NULL), *s = BN_bin2bn(rs + 32, 32, NULL);
  bool ok = signature && r && s && ECDSA_SIG_set0(signature, r, s) == 1;
  if (!ok) {
    BN_free(r);
    BN_free(s);
  }
  ok = ok && put_signed(out, tbs, tbs_size, signature);
  ECDSA_SIG_free(signature);
  return ok || ts_fault(fault, EX_DATAERR, "the certificate would have more than %d bytes; use shorter names",
                        TS_CERTIFICATE_MAX);
}

/* OpenSSL fills in the algorithm only by signing: a key for this moment does that, and its signature is
 * dropped. */
static bool sign_certificate(struct ts_der *out, X509 *x, const struct ts_key *key, struct ts_fault *fault) {
  EVP_PKEY *moment = EVP_EC_gen("P-256");
  uint8_t *tbs = NULL;
  int size = moment && X509_sign(x, moment, EVP_sha256()) > 0 ? i2d_re_X509_tbs(x, &tbs) : 0;
  bool ok =
      size > 0 ? seal(out, tbs, (size_t)size, key, fault) : ts_fault_openssl(fault, "making a certificate");
  OPENSSL_free(tbs);
  EVP_PKEY_free(moment);
  return ok;
}

/* What both kinds share; the caller has set nothing but memory. */
static bool begin(X509 *x, const struct ts_key *subject, int64_t not_before, int64_t not_after) {
  return x && X509_set_version(x, X509_VERSION_3) == 1 && set_serial(x) &&
         set_dates(x, not_before, not_after) && X509_set_pubkey(x, subject->pkey) == 1;
}

static bool make_ca(struct ts_der *out, const struct ts_key *key, const char *cn, const char *name,
                    int64_t not_before, struct ts_fault *fault) {
  X509 *x = X509_new();
  int64_t not_after = not_before + (int64_t)TS_ROOT_DAYS * 86400 - 1;
  bool ok = begin(x, key, not_before, not_after) && add_name(X509_get_subject_name(x), "O", name) &&
            add_name(X509_get_subject_name(x), "CN", cn) &&
            X509_set_issuer_name(x, X509_get_subject_name(x)) == 1 &&
            add_extension(x, x, NID_basic_constraints, "critical,CA:TRUE,pathlen:0") &&
            add_extension(x, x, NID_key_usage, "critical,keyCertSign") &&
            add_extension(x, x, NID_subject_key_identifier, "hash") && sign_certificate(out, x, key, fault);
  X509_free(x);
  return ok;
}

bool ts_x509_make_root(struct ts_der *out, const struct ts_key *root, const char *brand_id, const char *name,
                       int64_t not_before, struct ts_fault *fault) {
  char cn[TS_BRAND_ID_MAX + 8];
  (void)snprintf(cn, sizeof cn, "%s root", brand_id);
  return make_ca(out, root, cn, name, not_before, fault) ||
         ts_fault_openssl(fault, "making the root certificate");
}

bool ts_x509_make_publisher(struct ts_der *out, const struct ts_key *publisher, const char *name,
                            int64_t not_before, struct ts_fault *fault) {
  char cn[TS_KEY_HASH_TEXT + 16], hash[TS_KEY_HASH_TEXT];
  ts_key_hash_text(hash, publisher);
  (void)snprintf(cn, sizeof cn, "publisher %s", hash);
  return make_ca(out, publisher, cn, name, not_before, fault) ||
         ts_fault_openssl(fault, "making the publisher's certificate");
}

static bool outlives(const X509 *root, int64_t not_after) {
  time_t end = (time_t)not_after;
  return X509_cmp_time(X509_get0_notAfter(root), &end) <= 0;
}

/* What is certified: UNIT may be empty. */
struct leaf {
  const struct ts_key *key;
  const char *cn, *unit;
  int64_t not_before, not_after;
};

static bool make_leaf(struct ts_der *out, X509 *x, X509 *root_x, const struct leaf *leaf,
                      const struct ts_key *root, struct ts_fault *fault) {
  X509_NAME *subject = x ? X509_get_subject_name(x) : NULL;
  return begin(x, leaf->key, leaf->not_before, leaf->not_after) &&
         (!*leaf->unit || add_name(subject, "OU", leaf->unit)) && add_name(subject, "CN", leaf->cn) &&
         X509_set_issuer_name(x, X509_get_subject_name(root_x)) == 1 &&
         add_extension(x, root_x, NID_basic_constraints, "critical,CA:FALSE") &&
         add_extension(x, root_x, NID_key_usage, "critical,digitalSignature") &&
         add_extension(x, root_x, NID_subject_key_identifier, "hash") &&
         add_extension(x, root_x, NID_authority_key_identifier, "keyid:always") &&
         sign_certificate(out, x, root, fault);
}

/* WHO owns the root. */
static bool issue(struct ts_der *out, const struct leaf *leaf, const struct ts_key *root,
                  struct ts_bytes root_certificate, const char *who, struct ts_fault *fault) {
  const unsigned char *der = root_certificate.data;
  X509 *root_x = d2i_X509(NULL, &der, (long)root_certificate.size);
  X509 *x = X509_new();
  bool ok = false;
  if (root_x && X509_check_private_key(root_x, root->pkey) != 1)
    ts_fault(fault, EX_DATAERR, "the root key of %s does not belong to its root certificate", who);
  else if (root_x && outlives(root_x, leaf->not_after))
    ts_fault(fault, EX_USAGE, "the certificate would outlive the root of %s; ask for fewer --days", who);
  else
    ok = root_x && x && make_leaf(out, x, root_x, leaf, root, fault);
  X509_free(x);
  X509_free(root_x);
  return ok || ts_fault_openssl(fault, "making a certificate");
}

bool ts_x509_make_signer(struct ts_der *out, const struct ts_key *signer, const char *brand_id,
                         const struct ts_key *root, struct ts_bytes root_certificate, int64_t not_before,
                         int64_t not_after, struct ts_fault *fault) {
  char cn[TS_BRAND_ID_MAX + 8];
  (void)snprintf(cn, sizeof cn, "%s %04x", brand_id, ts_key_id(signer));
  const struct leaf leaf = {
      .key = signer, .cn = cn, .unit = "", .not_before = not_before, .not_after = not_after};
  return issue(out, &leaf, root, root_certificate, brand_id, fault);
}

bool ts_x509_make_device(struct ts_der *out, const struct ts_key *device, const char *id, const char *name,
                         const struct ts_key *publisher, const struct ts_der *publisher_certificate,
                         int64_t not_before, int64_t not_after, struct ts_fault *fault) {
  const struct leaf leaf = {
      .key = device, .cn = id, .unit = name, .not_before = not_before, .not_after = not_after};
  return issue(out, &leaf, publisher, ts_bytes(publisher_certificate->data, publisher_certificate->size),
               "the publisher", fault);
}

/* A name without O where NAME is NULL. */
static bool make_request(struct ts_der *out, X509_REQ *x, const struct ts_key *key, const char *cn,
                         const char *name, struct ts_fault *fault) {
  EVP_PKEY *moment = EVP_EC_gen("P-256");
  uint8_t *tbs = NULL;
  bool ok = x && moment && X509_REQ_set_version(x, X509_REQ_VERSION_1) == 1 &&
            X509_REQ_set_pubkey(x, key->pkey) == 1 &&
            (!name || add_name(X509_REQ_get_subject_name(x), "O", name)) &&
            add_name(X509_REQ_get_subject_name(x), "CN", cn) && X509_REQ_sign(x, moment, EVP_sha256()) > 0;
  int size = ok ? i2d_re_X509_REQ_tbs(x, &tbs) : 0;
  ok = size > 0 && seal(out, tbs, (size_t)size, key, fault);
  OPENSSL_free(tbs);
  EVP_PKEY_free(moment);
  return ok || ts_fault_openssl(fault, "making the certificate request");
}

static bool request(struct ts_der *out, const struct ts_key *key, const char *cn, const char *name,
                    struct ts_fault *fault) {
  X509_REQ *x = X509_REQ_new();
  bool ok = make_request(out, x, key, cn, name, fault);
  X509_REQ_free(x);
  return ok;
}

bool ts_x509_request_root(struct ts_der *out, const struct ts_key *root, const char *brand_id,
                          const char *name, struct ts_fault *fault) {
  char cn[TS_BRAND_ID_MAX + 8];
  (void)snprintf(cn, sizeof cn, "%s root", brand_id);
  return request(out, root, cn, name, fault);
}

bool ts_x509_request_signer(struct ts_der *out, const struct ts_key *signer, const char *brand_id,
                            struct ts_fault *fault) {
  char cn[TS_BRAND_ID_MAX + 8];
  (void)snprintf(cn, sizeof cn, "%s %04x", brand_id, ts_key_id(signer));
  return request(out, signer, cn, NULL, fault);
}

bool ts_x509_write_pem(const char *path, const char *label, const struct ts_der *der,
                       struct ts_fault *fault) {
  BIO *bio = BIO_new(BIO_s_mem());
  char *text = NULL;
  bool ok = (bio && PEM_write_bio(bio, label, "", der->data, (long)der->size) > 0) ||
            ts_fault_openssl(fault, "encoding in PEM");
  long size = ok ? BIO_get_mem_data(bio, &text) : 0;
  ok = ok && ts_file_write(path, ts_bytes(text, (size_t)size), 0644, fault);
  BIO_free(bio);
  return ok;
}
