/* SPDX-License-Identifier: Apache-2.0 */
#include "support/certificate_maker.h"

#include <stdlib.h>
#include <string.h>

#include <openssl/ec.h>
#include <openssl/ecdsa.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

static void must(bool ok) {
  if (!ok)
    abort();
}

EVP_PKEY *ts_test_key_make_ec(const char *curve) {
  EVP_PKEY *key = EVP_EC_gen(curve);
  must(key != NULL);
  return key;
}

EVP_PKEY *ts_test_key_make_rsa(void) {
  EVP_PKEY *key = EVP_RSA_gen(2048);
  must(key != NULL);
  return key;
}

void ts_test_key_point(EVP_PKEY *key, uint8_t point[65]) {
  size_t size = 0;
  must(EVP_PKEY_get_octet_string_param(key, "pub", point, 65, &size) == 1 && size == 65);
}

void ts_test_key_sign(EVP_PKEY *key, struct ts_bytes data, uint8_t signature[64]) {
  uint8_t der[80];
  const uint8_t *at = der;
  size_t size = sizeof der;
  EVP_MD_CTX *context = EVP_MD_CTX_new();
  must(context != NULL && EVP_DigestSignInit(context, NULL, EVP_sha256(), NULL, key) == 1);
  must(EVP_DigestSign(context, der, &size, data.data, data.size) == 1);
  ECDSA_SIG *pair = d2i_ECDSA_SIG(NULL, &at, (long)size);
  must(pair != NULL && BN_bn2binpad(ECDSA_SIG_get0_r(pair), signature, 32) == 32);
  must(BN_bn2binpad(ECDSA_SIG_get0_s(pair), signature + 32, 32) == 32);
  ECDSA_SIG_free(pair);
  EVP_MD_CTX_free(context);
}

static void set_name(X509_NAME *name, const char *text) {
  const unsigned char *common = (const unsigned char *)text;
  must(X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8, common, -1, -1, 0) == 1);
}

static void set_names(X509 *certificate, const struct ts_certificate_recipe *recipe) {
  const char *subject = recipe->subject ? recipe->subject : "Subject";
  set_name(X509_get_subject_name(certificate), subject);
  set_name(X509_get_issuer_name(certificate), recipe->issuer ? recipe->issuer : subject);
}

static void set_dates(X509 *certificate, const struct ts_certificate_recipe *recipe) {
  const char *before = recipe->not_before ? recipe->not_before : "20240101000000Z";
  const char *after = recipe->not_after ? recipe->not_after : "20340101000000Z";
  must(ASN1_TIME_set_string_X509(X509_getm_notBefore(certificate), before) == 1);
  must(ASN1_TIME_set_string_X509(X509_getm_notAfter(certificate), after) == 1);
}

static void set_extensions(X509 *certificate, const struct ts_certificate_recipe *recipe) {
  X509V3_CTX context;
  X509V3_set_ctx_nodb(&context);
  X509V3_set_ctx(&context, certificate, certificate, NULL, NULL, 0);
  for (size_t i = 0; i < TS_TEST_EXTENSIONS_MAX && recipe->extension[i].name != NULL; i++) {
    const struct ts_test_extension *e = &recipe->extension[i];
    X509_EXTENSION *extension = X509V3_EXT_nconf(NULL, &context, e->name, e->value);
    must(extension != NULL && X509_add_ext(certificate, extension, -1) == 1);
    X509_EXTENSION_free(extension);
  }
}

struct ts_bytes ts_certificate_make(uint8_t out[TS_TEST_CERTIFICATE_MAX],
                                    const struct ts_certificate_recipe *recipe) {
  X509 *certificate = X509_new();
  must(certificate != NULL && X509_set_version(certificate, recipe->version ? recipe->version - 1 : 2) == 1);
  must(ASN1_INTEGER_set(X509_get_serialNumber(certificate), 42) == 1);
  set_names(certificate, recipe);
  set_dates(certificate, recipe);
  must(X509_set_pubkey(certificate, recipe->key) == 1);
  set_extensions(certificate, recipe);
  EVP_PKEY *signer = recipe->issuer_key ? recipe->issuer_key : recipe->key;
  must(X509_sign(certificate, signer, recipe->digest ? recipe->digest : EVP_sha256()) > 0);
  uint8_t *end = out;
  int size = i2d_X509(certificate, NULL);
  must(size > 0 && size <= TS_TEST_CERTIFICATE_MAX && i2d_X509(certificate, &end) == size);
  X509_free(certificate);
  return ts_bytes(out, (size_t)size);
}
