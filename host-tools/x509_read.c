/* SPDX-License-Identifier: Apache-2.0 */
/* Certificates that others made: read, and held to what a device will ask of them. */
#include <ctype.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <stdlib.h>
#include <string.h>

#include "adapters/crypto_psa.h"
#include "host-tools/file.h"
#include "host-tools/text.h"
#include "host-tools/x509.h"

#define FILE_MAX 65536 /* PEM may have text before its first line */

static bool only_blanks(BIO *bio) {
  char c;
  while (BIO_read(bio, &c, 1) == 1)
    if (!isspace((unsigned char)c))
      return false;
  return true;
}

static bool read_pem(struct ts_der *out, const char *path, const uint8_t *data, size_t size,
                     struct ts_fault *fault) {
  char *name = NULL, *header = NULL;
  unsigned char *der = NULL;
  long der_size = 0;
  BIO *bio = BIO_new_mem_buf(data, (int)size);
  bool ok = bio && PEM_read_bio(bio, &name, &header, &der, &der_size) == 1 &&
            (strcmp(name, PEM_STRING_X509) == 0 || strcmp(name, PEM_STRING_X509_OLD) == 0);
  ERR_clear_error();
  if (!ok)
    (void)ts_fault(fault, EX_DATAERR, "%s holds no certificate in PEM%s%s", path,
                   name ? "; it begins with a " : "", name ? name : "");
  else if (!only_blanks(bio))
    ok = ts_fault(fault, EX_DATAERR, "%s holds more than one certificate; give a file with the one alone",
                  path);
  else if (der_size <= 0 || der_size > TS_CERTIFICATE_MAX)
    ok = ts_fault(fault, EX_DATAERR, "%s: the certificate has %ld bytes; at most %d are allowed", path,
                  der_size, TS_CERTIFICATE_MAX);
  if (ok) {
    memcpy(out->data, der, (size_t)der_size);
    out->size = (size_t)der_size;
  }
  OPENSSL_free(name);
  OPENSSL_free(header);
  OPENSSL_free(der);
  BIO_free(bio);
  return ok;
}

bool ts_certificate_read_file(struct ts_der *out, const char *path, struct ts_fault *fault) {
  uint8_t *data;
  size_t size;
  out->size = 0;
  if (!ts_file_read(path, FILE_MAX, &data, &size, fault))
    return false;
  bool ok = true;
  if (size == 0 || data[0] != 0x30) { /* a SEQUENCE */
    ok = read_pem(out, path, data, size, fault);
  } else if (size > TS_CERTIFICATE_MAX) {
    ok = ts_fault(fault, EX_DATAERR, "%s: the certificate has %zu bytes; at most %d are allowed", path, size,
                  TS_CERTIFICATE_MAX);
  } else {
    memcpy(out->data, data, size);
    out->size = size;
  }
  free(data);
  return ok;
}

/* A device says only that it takes a certificate or not; a person wants to know why. */
static bool explain(const struct ts_der *der, const char *where, struct ts_fault *fault) {
  const unsigned char *at = der->data;
  X509 *x = d2i_X509(NULL, &at, (long)der->size);
  const EVP_PKEY *pkey = x ? X509_get0_pubkey(x) : NULL;
  char group[64] = "";
  const char *why;
  if (!x || at != der->data + der->size)
    why = "no X.509 certificate, or a damaged one";
  else if (!pkey || !EVP_PKEY_is_a(pkey, "EC"))
    why = "its key is no elliptic-curve key; P-256 is wanted";
  else if (EVP_PKEY_get_group_name(pkey, group, sizeof group, NULL) != 1 || strcmp(group, "prime256v1") != 0)
    why = "its key is on another curve than P-256";
  else if (X509_get_signature_nid(x) != NID_ecdsa_with_SHA256)
    why = "it is not signed with ecdsa-with-SHA256, the only algorithm that devices check";
  else
    why = "it has a critical extension or a form that devices do not know";
  X509_free(x);
  ERR_clear_error();
  return ts_fault(fault, EX_DATAERR, "%s: %s", where, why);
}

struct seen {
  struct ts_crypto crypto;
  struct ts_certificate certificate;
};

static bool look(struct seen *seen, const struct ts_der *der, const char *where, struct ts_fault *fault) {
  enum ts_err err = ts_crypto_psa_init(&seen->crypto);
  if (err == TS_OK)
    err = seen->crypto.read_certificate(seen->crypto.ctx, ts_bytes(der->data, der->size), &seen->certificate);
  if (err == TS_ERR_CERTIFICATE)
    return explain(der, where, fault);
  return err == TS_OK || ts_fault(fault, EX_SOFTWARE, "%s: %s", where, ts_err_text(err));
}

static bool in_time(const struct seen *seen, int64_t now, const char *where, struct ts_fault *fault) {
  char day[TS_DATE_TEXT];
  ts_day_write(day, seen->certificate.not_after);
  return now <= seen->certificate.not_after ||
         ts_fault(fault, EX_DATAERR, "%s: the certificate expired on %s", where, day);
}

static bool is_signed_by(const struct seen *seen, const uint8_t point[TS_P256_POINT_SIZE]) {
  uint8_t digest[TS_SHA256_SIZE];
  return ts_sha256(seen->certificate.tbs, digest) &&
         seen->crypto.verify_p256(seen->crypto.ctx, point, digest, seen->certificate.signature) ==
             TS_SIGNATURE_GOOD;
}

static bool tell(struct ts_x509_facts *out, const struct seen *seen, const char *where,
                 struct ts_fault *fault) {
  const unsigned char *at = seen->certificate.public_key.data;
  EVP_PKEY *pkey = d2i_PUBKEY(NULL, &at, (long)seen->certificate.public_key.size);
  *out = (struct ts_x509_facts){.not_before = seen->certificate.not_before,
                                .not_after = seen->certificate.not_after};
  return pkey ? ts_key_adopt(&out->public_key, pkey, where, fault)
              : explain(&(struct ts_der){0}, where, fault);
}

bool ts_x509_check_root(struct ts_x509_facts *out, const struct ts_der *root, int64_t now, const char *where,
                        struct ts_fault *fault) {
  struct seen seen;
  *out = (struct ts_x509_facts){0};
  if (!look(&seen, root, where, fault))
    return false;
  if (!seen.certificate.is_ca || !seen.certificate.may_sign_certificates)
    return ts_fault(
        fault, EX_DATAERR,
        "%s: not a CA's certificate (basicConstraints CA, keyUsage keyCertSign); a root must be one", where);
  if (ts_bytes_equal(seen.certificate.issuer, seen.certificate.subject) &&
      !is_signed_by(&seen, seen.certificate.point))
    return ts_fault(fault, EX_DATAERR, "%s: names itself as issuer, but its own key did not sign it", where);
  return in_time(&seen, now, where, fault) && tell(out, &seen, where, fault);
}

bool ts_x509_check_publisher(struct ts_x509_facts *out, const struct ts_der *publisher, int64_t now,
                             const char *where, struct ts_fault *fault) {
  struct seen seen;
  *out = (struct ts_x509_facts){0};
  if (!look(&seen, publisher, where, fault))
    return false;
  return ts_bytes_equal(seen.certificate.issuer, seen.certificate.subject)
             ? ts_x509_check_root(out, publisher, now, where, fault)
             : ts_fault(fault, EX_DATAERR, "%s: the publisher's certificate is not signed by its own key",
                        where);
}

/* ISSUER: in words, of whose certificate ABOVE is. PURPOSE: what the other's key is for. */
static bool check_issued(struct ts_x509_facts *out, const struct ts_der *der, const struct ts_der *above,
                         const char *issuer, const char *purpose, int64_t now, const char *where,
                         struct ts_fault *fault) {
  struct seen seen, root;
  *out = (struct ts_x509_facts){0};
  if (!look(&seen, der, where, fault) || !look(&root, above, issuer, fault))
    return false;
  if (seen.certificate.is_ca || !seen.certificate.may_sign_data)
    return ts_fault(fault, EX_DATAERR,
                    "%s: a CA's certificate, or one without keyUsage digitalSignature; %s only", where,
                    purpose);
  if (!ts_bytes_equal(seen.certificate.issuer, root.certificate.subject))
    return ts_fault(fault, EX_DATAERR, "%s: its issuer is not %s", where, issuer);
  if (!is_signed_by(&seen, root.certificate.point))
    return ts_fault(fault, EX_DATAERR, "%s: %s did not sign it", where, issuer);
  return in_time(&seen, now, where, fault) && tell(out, &seen, where, fault);
}

bool ts_x509_check_signer(struct ts_x509_facts *out, const struct ts_der *signer, const struct ts_der *root,
                          int64_t now, const char *where, struct ts_fault *fault) {
  return check_issued(out, signer, root, "the brand's root", "a signer signs tags", now, where, fault);
}

bool ts_x509_check_device(struct ts_x509_facts *out, const struct ts_der *device,
                          const struct ts_der *publisher, int64_t now, const char *where,
                          struct ts_fault *fault) {
  return check_issued(out, device, publisher, "the publisher", "a device signs checkpoints", now, where,
                      fault);
}

void ts_x509_subject(char out[TS_SUBJECT_MAX], const struct ts_der *certificate) {
  const unsigned char *at = certificate->data;
  X509 *x = d2i_X509(NULL, &at, (long)certificate->size);
  BIO *bio = x ? BIO_new(BIO_s_mem()) : NULL;
  int size = 0;
  if (bio &&
      X509_NAME_print_ex(bio, X509_get_subject_name(x), 0, XN_FLAG_RFC2253 & ~ASN1_STRFLGS_ESC_MSB) >= 0)
    size = BIO_read(bio, out, TS_SUBJECT_MAX - 1);
  out[size > 0 ? size : 0] = 0;
  while (!ts_utf8_ok(ts_bytes_of(out)) && size > 0)
    out[--size] = 0;                 /* cut within a character */
  for (int i = 0; i + 1 < size; i++) /* no control character steers the terminal: U+0080 to U+009F, too */
    if ((uint8_t)out[i] == 0xc2 && (uint8_t)out[i + 1] < 0xa0)
      out[i] = out[i + 1] = '?';
  BIO_free(bio);
  X509_free(x);
  ERR_clear_error();
}
