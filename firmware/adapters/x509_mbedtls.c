/* SPDX-License-Identifier: Apache-2.0 */
#include "adapters/x509_mbedtls.h"

#include <string.h>

#include <mbedtls/asn1.h>
#include <mbedtls/x509_crt.h>

/*
 * mbedTLS's fields for the signature, basicConstraints and keyUsage are private from 3.0 on, and their layout
 * changes. So these are read here, from the bytes that its parser has accepted and copied.
 */

/* A place in the copy; all reading goes through it and stays before END. */
struct cursor {
  unsigned char *at;
  const unsigned char *end;
};

#define SEQUENCE (MBEDTLS_ASN1_CONSTRUCTED | MBEDTLS_ASN1_SEQUENCE)
#define VERSION_FIELD (MBEDTLS_ASN1_CONTEXT_SPECIFIC | MBEDTLS_ASN1_CONSTRUCTED | 0)
#define VERSION_3 2

#define SCALAR 32

/* AlgorithmIdentifier ecdsa-with-SHA256, without parameters (RFC 5758 section 3.2). */
static const uint8_t ecdsa_sha256[] = {0x30, 0x0a, 0x06, 0x08, 0x2a, 0x86,
                                       0x48, 0xce, 0x3d, 0x04, 0x03, 0x02};
/* SubjectPublicKeyInfo of a P-256 key up to its point (RFC 5480): id-ecPublicKey, prime256v1, BIT STRING. */
static const uint8_t p256_head[] = {0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48,
                                    0xce, 0x3d, 0x02, 0x01, 0x06, 0x08, 0x2a, 0x86, 0x48,
                                    0xce, 0x3d, 0x03, 0x01, 0x07, 0x03, 0x42, 0x00};
static const uint8_t oid_key_usage[] = {0x55, 0x1d, 0x0f};
static const uint8_t oid_basic_constraints[] = {0x55, 0x1d, 0x13};

static size_t left(const struct cursor *c) {
  return (size_t)(c->end - c->at);
}

/* Enters the element with this tag: INSIDE spans its content, C stands behind it. */
static bool enter(struct cursor *c, int tag, struct cursor *inside) {
  size_t size = 0;
  if (mbedtls_asn1_get_tag(&c->at, c->end, &size, tag) != 0)
    return false;
  *inside = (struct cursor){.at = c->at, .end = c->at + size};
  c->at += size;
  return true;
}

static bool next_is(const struct cursor *c, int tag) {
  return left(c) > 0 && *c->at == tag;
}

static bool take(struct cursor *c, const uint8_t *bytes, size_t size) {
  if (left(c) < size || memcmp(c->at, bytes, size) != 0)
    return false;
  c->at += size;
  return true;
}

static bool content_is(const struct cursor *c, const uint8_t *bytes, size_t size) {
  return left(c) == size && memcmp(c->at, bytes, size) == 0;
}

/* ---- signature ---- */

/* A scalar of ECDSA-Sig-Value: DER's only spelling, not negative, at most 32 bytes. */
static bool read_scalar(struct cursor *c, uint8_t out[SCALAR]) {
  struct cursor value;
  if (left(c) < 2 || c->at[1] > SCALAR + 1 || !enter(c, MBEDTLS_ASN1_INTEGER, &value) || left(&value) == 0)
    return false;
  if (value.at[0] & 0x80)
    return false;
  if (value.at[0] == 0 && left(&value) > 1) {
    if (!(value.at[1] & 0x80))
      return false;
    value.at++;
  }
  size_t size = left(&value);
  if (size > SCALAR)
    return false;
  memset(out, 0, SCALAR - size);
  memcpy(out + SCALAR - size, value.at, size);
  return true;
}

/* Behind the signed part: AlgorithmIdentifier, BIT STRING { SEQUENCE { r, s } }, the end. */
static bool read_signature(struct cursor c, uint8_t out[TS_P256_SIGNATURE_SIZE]) {
  struct cursor bits, pair;
  if (!take(&c, ecdsa_sha256, sizeof ecdsa_sha256) || !enter(&c, MBEDTLS_ASN1_BIT_STRING, &bits) ||
      left(&c) != 0)
    return false;
  if (left(&bits) == 0 || *bits.at++ != 0) /* unused bits */
    return false;
  if (left(&bits) < 2 || bits.at[1] >= 0x80 || !enter(&bits, SEQUENCE, &pair) || left(&bits) != 0)
    return false;
  return read_scalar(&pair, out) && read_scalar(&pair, out + SCALAR) && left(&pair) == 0;
}

/* The head of the signed part: version 3, a serial number, the same algorithm. */
static bool check_head(const mbedtls_x509_crt *crt) {
  struct cursor c = {.at = crt->tbs.p, .end = crt->tbs.p + crt->tbs.len}, inside, version, serial;
  int number = 0;
  return enter(&c, SEQUENCE, &inside) && left(&c) == 0 && enter(&inside, VERSION_FIELD, &version) &&
         mbedtls_asn1_get_int(&version.at, version.end, &number) == 0 && left(&version) == 0 &&
         number == VERSION_3 && enter(&inside, MBEDTLS_ASN1_INTEGER, &serial) &&
         take(&inside, ecdsa_sha256, sizeof ecdsa_sha256);
}

/* ---- extensions ---- */

/* What has been seen so far; an extension must not stand there twice. */
struct extensions {
  bool has_usage, has_constraints;
  unsigned usage; /* first byte of the BIT STRING: bit 0 of the standard is 0x80 */
  bool is_ca;
};

#define USAGE_DIGITAL_SIGNATURE 0x80u
#define USAGE_KEY_CERT_SIGN 0x04u

static bool read_usage(struct cursor *value, struct extensions *seen) {
  struct cursor bits;
  if (seen->has_usage || !enter(value, MBEDTLS_ASN1_BIT_STRING, &bits) || left(value) != 0)
    return false;
  if (left(&bits) < 2 || left(&bits) > 3 || bits.at[0] > 7)
    return false;
  seen->has_usage = true;
  seen->usage = bits.at[1];
  return true;
}

static bool read_constraints(struct cursor *value, struct extensions *seen) {
  struct cursor inside;
  int is_ca = 0, path = 0;
  if (seen->has_constraints || !enter(value, SEQUENCE, &inside) || left(value) != 0)
    return false;
  if (next_is(&inside, MBEDTLS_ASN1_BOOLEAN) && mbedtls_asn1_get_bool(&inside.at, inside.end, &is_ca) != 0)
    return false;
  /* A path length bounds the certificates below the next one: with chains of two it forbids nothing. */
  if (left(&inside) && (!is_ca || mbedtls_asn1_get_int(&inside.at, inside.end, &path) != 0 || path < 0))
    return false;
  seen->has_constraints = true;
  seen->is_ca = is_ca != 0;
  return left(&inside) == 0;
}

static bool read_extension(struct cursor *c, struct extensions *seen) {
  struct cursor inside, oid, value;
  int critical = 0;
  if (!enter(c, SEQUENCE, &inside) || !enter(&inside, MBEDTLS_ASN1_OID, &oid))
    return false;
  if (next_is(&inside, MBEDTLS_ASN1_BOOLEAN) && mbedtls_asn1_get_bool(&inside.at, inside.end, &critical) != 0)
    return false;
  if (!enter(&inside, MBEDTLS_ASN1_OCTET_STRING, &value) || left(&inside) != 0)
    return false;
  if (content_is(&oid, oid_key_usage, sizeof oid_key_usage))
    return read_usage(&value, seen);
  if (content_is(&oid, oid_basic_constraints, sizeof oid_basic_constraints))
    return read_constraints(&value, seen);
  return !critical;
}

static bool read_extensions(const mbedtls_x509_crt *crt, struct ts_certificate *out) {
  struct extensions seen = {0};
  if (crt->v3_ext.len) {
    struct cursor c = {.at = crt->v3_ext.p, .end = crt->v3_ext.p + crt->v3_ext.len}, list;
    if (!enter(&c, SEQUENCE, &list) || left(&c) != 0)
      return false;
    while (left(&list))
      if (!read_extension(&list, &seen))
        return false;
  }
  out->is_ca = seen.is_ca;
  out->may_sign_certificates = !seen.has_usage || (seen.usage & USAGE_KEY_CERT_SIGN);
  out->may_sign_data = !seen.has_usage || (seen.usage & USAGE_DIGITAL_SIGNATURE);
  return true;
}

/* ---- dates ---- */

/* Days from 1970-01-01 in the proleptic Gregorian calendar. The year is taken to begin in March, so that the
 * leap day comes last; 719468 days lie between 0000-03-01 and 1970-01-01. */
static int64_t days_from_civil(int year, int month, int day) {
  int64_t y = year - (month <= 2), era_days = y * 365 + y / 4 - y / 100 + y / 400;
  int64_t month_from_march = (month + 9) % 12;
  return era_days + (month_from_march * 153 + 2) / 5 + (day - 1) - 719468;
}

/* mbedTLS has checked the ranges of all fields; years have four digits. */
static int64_t seconds_of(const mbedtls_x509_time *t) {
  return ((days_from_civil(t->year, t->mon, t->day) * 24 + t->hour) * 60 + t->min) * 60 + t->sec;
}

/* ---- the whole ---- */

/* From a place in mbedTLS's copy to the same place in the caller's bytes. */
static struct ts_bytes view(struct ts_bytes der, const mbedtls_x509_crt *crt, const mbedtls_x509_buf *part) {
  return ts_bytes_part(der, (size_t)(part->p - crt->raw.p), part->len);
}

static bool read_key(struct ts_certificate *out) {
  struct ts_bytes key = out->public_key;
  if (key.size != sizeof p256_head + TS_P256_POINT_SIZE || memcmp(key.data, p256_head, sizeof p256_head) != 0)
    return false;
  memcpy(out->point, key.data + sizeof p256_head, TS_P256_POINT_SIZE);
  return out->point[0] == 0x04; /* uncompressed */
}

static bool read_all(struct ts_bytes der, const mbedtls_x509_crt *crt, struct ts_certificate *out) {
  if (crt->raw.len != der.size || !check_head(crt))
    return false;
  out->tbs = view(der, crt, &crt->tbs);
  out->issuer = view(der, crt, &crt->issuer_raw);
  out->subject = view(der, crt, &crt->subject_raw);
  out->public_key = view(der, crt, &crt->pk_raw);
  out->not_before = seconds_of(&crt->valid_from);
  out->not_after = seconds_of(&crt->valid_to);
  struct cursor rest = {.at = crt->tbs.p + crt->tbs.len, .end = crt->raw.p + crt->raw.len};
  return read_key(out) && read_signature(rest, out->signature) && read_extensions(crt, out);
}

static bool out_of_memory(int ret) {
  return ret == MBEDTLS_ERR_X509_ALLOC_FAILED || ret == MBEDTLS_ERR_ASN1_ALLOC_FAILED;
}

enum ts_err ts_x509_read(struct ts_bytes der, struct ts_certificate *out) {
  memset(out, 0, sizeof *out);
  if (der.size == 0 || der.size > TS_X509_SIZE_MAX)
    return TS_ERR_CERTIFICATE;
  mbedtls_x509_crt crt;
  mbedtls_x509_crt_init(&crt);
  enum ts_err err = TS_ERR_CERTIFICATE;
  int ret = mbedtls_x509_crt_parse_der(&crt, der.data, der.size);
  if (ret == 0 && read_all(der, &crt, out))
    err = TS_OK;
  else if (out_of_memory(ret))
    err = TS_ERR_INTERNAL;
  mbedtls_x509_crt_free(&crt);
  if (err != TS_OK)
    memset(out, 0, sizeof *out);
  return err;
}
