/* SPDX-License-Identifier: Apache-2.0 */
#include "core/cose.h"

#include <string.h>

#include "core/cbor.h"

/* Header labels (RFC 9052 section 3.1). */
enum { LABEL_ALG = 1, LABEL_CONTENT_TYPE = 3, LABEL_KEY_ID = 4 };

static void fail(struct ts_cbor_reader *r, enum ts_err err) {
  if (!r->err)
    r->err = err;
}

/* The protected bucket is a byte string that holds a map of its own: it is checked like a file of its own. */
static struct ts_cbor_reader open_header(struct ts_cbor_reader *r, struct ts_bytes *header) {
  *header = ts_cbor_bytes(r);
  struct ts_cbor_reader inner = ts_cbor_reader(*header);
  inner.err = r->err ? r->err : ts_cbor_check(*header);
  return inner;
}

/* The unprotected bucket: nothing may be said outside the signature. */
static void read_unprotected(struct ts_cbor_reader *r) {
  ts_cbor_end_map(r, ts_cbor_map(r));
}

static void read_body_header(struct ts_cbor_reader *r, struct ts_cose_sign *out) {
  struct ts_cbor_reader inner = open_header(r, &out->protected_header);
  size_t pairs = ts_cbor_map(&inner);
  ts_cbor_require_key(&inner, &pairs, LABEL_CONTENT_TYPE);
  out->content_type = ts_cbor_text(&inner);
  ts_cbor_end_map(&inner, pairs);
  if (out->content_type.size == 0 || out->content_type.size > TS_COSE_CONTENT_TYPE_MAX)
    fail(&inner, TS_ERR_CBOR_TYPE);
  fail(r, inner.err);
}

static void read_sign_header(struct ts_cbor_reader *r, struct ts_cose_signature *out) {
  struct ts_cbor_reader inner = open_header(r, &out->protected_header);
  size_t pairs = ts_cbor_map(&inner);
  ts_cbor_require_key(&inner, &pairs, LABEL_ALG);
  struct ts_cbor_item alg = ts_cbor_next(&inner);
  ts_cbor_require_key(&inner, &pairs, LABEL_KEY_ID);
  out->key_id = ts_cbor_bytes(&inner);
  ts_cbor_end_map(&inner, pairs);
  if (alg.type != TS_CBOR_NEGATIVE || alg.number != TS_COSE_ALG_ES256_MINUS ||
      out->key_id.size != TS_COSE_KEY_ID_SIZE)
    fail(&inner, TS_ERR_CBOR_TYPE);
  fail(r, inner.err);
}

static void read_signature(struct ts_cbor_reader *r, struct ts_cose_signature *out) {
  if (ts_cbor_array(r) != 3)
    fail(r, TS_ERR_CBOR_TYPE);
  read_sign_header(r, out);
  read_unprotected(r);
  out->signature = ts_cbor_bytes(r);
  if (out->signature.size != TS_P256_SIGNATURE_SIZE)
    fail(r, TS_ERR_CBOR_TYPE);
}

static void read_message(struct ts_cbor_reader *r, struct ts_cose_sign *out) {
  if (ts_cbor_tag(r) != TS_COSE_TAG_SIGN || ts_cbor_array(r) != 4)
    fail(r, TS_ERR_CBOR_TYPE);
  read_body_header(r, out);
  read_unprotected(r);
  out->payload = ts_cbor_bytes(r);
  size_t count = ts_cbor_array(r);
  if (count == 0 || count > TS_COSE_SIGNATURES_MAX)
    fail(r, TS_ERR_CBOR_TYPE);
  for (size_t i = 0; i < count && !r->err; i++)
    read_signature(r, &out->signature[i]);
  out->count = count;
}

enum ts_err ts_cose_read(struct ts_cose_sign *out, struct ts_bytes in) {
  memset(out, 0, sizeof *out);
  size_t size;
  enum ts_err err = ts_cbor_check_prefix(in, &size);
  if (err)
    return err;
  struct ts_cbor_reader r = ts_cbor_reader(ts_bytes(in.data, size));
  read_message(&r, out);
  if (r.err) {
    memset(out, 0, sizeof *out);
    return r.err;
  }
  out->size = size;
  return TS_OK;
}

enum ts_err ts_cose_sig_structure(struct ts_bytes part[TS_COSE_SIG_PARTS], uint8_t scratch[TS_COSE_SCRATCH],
                                  struct ts_bytes body_protected, struct ts_bytes sign_protected,
                                  struct ts_bytes payload) {
  struct ts_buf out = ts_buf(scratch, TS_COSE_SCRATCH);
  ts_cbor_put_array(&out, 5);
  ts_cbor_put_text(&out, ts_bytes_of("Signature"));
  ts_cbor_put_bytes(&out, body_protected);
  ts_cbor_put_bytes(&out, sign_protected);
  ts_cbor_put_bytes(&out, ts_bytes(NULL, 0));
  ts_cbor_put_bytes_head(&out, payload.size);
  part[0] = out.full ? ts_bytes(NULL, 0) : ts_buf_bytes(&out);
  part[1] = out.full ? ts_bytes(NULL, 0) : payload;
  return out.full ? TS_ERR_NO_SPACE : TS_OK;
}

void ts_p256_spki(uint8_t spki[TS_P256_SPKI_SIZE], const uint8_t point[TS_P256_POINT_SIZE]) {
  /* SEQUENCE { SEQUENCE { OID id-ecPublicKey, OID secp256r1 }, BIT STRING of 66 bytes, 0 bits unused } */
  static const uint8_t head[TS_P256_SPKI_SIZE - TS_P256_POINT_SIZE] = {
      0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x02, 0x01,
      0x06, 0x08, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x03, 0x01, 0x07, 0x03, 0x42, 0x00};
  memcpy(spki, head, sizeof head);
  memcpy(spki + sizeof head, point, TS_P256_POINT_SIZE);
}

enum ts_err ts_cose_key_id(uint8_t key_id[TS_COSE_KEY_ID_SIZE], const uint8_t point[TS_P256_POINT_SIZE],
                           const struct ts_crypto *crypto) {
  uint8_t spki[TS_P256_SPKI_SIZE], digest[TS_SHA256_SIZE];
  ts_p256_spki(spki, point);
  struct ts_bytes part = ts_bytes(spki, sizeof spki);
  enum ts_err err = crypto->sha256(crypto->ctx, &part, 1, digest);
  if (err)
    memset(digest, 0, sizeof digest);
  memcpy(key_id, digest, TS_COSE_KEY_ID_SIZE);
  return err;
}

void ts_cose_put_body_header(struct ts_buf *out, const char *content_type) {
  ts_cbor_put_map(out, 1);
  ts_cbor_put_uint(out, LABEL_CONTENT_TYPE);
  ts_cbor_put_text(out, ts_bytes_of(content_type));
}

void ts_cose_put_sign_header(struct ts_buf *out, struct ts_bytes key_id) {
  ts_cbor_put_map(out, 2);
  ts_cbor_put_uint(out, LABEL_ALG);
  ts_cbor_put_negative(out, TS_COSE_ALG_ES256_MINUS);
  ts_cbor_put_uint(out, LABEL_KEY_ID);
  ts_cbor_put_bytes(out, key_id);
}

void ts_cose_put_sign(struct ts_buf *out, const struct ts_cose_sign *message) {
  ts_cbor_put_tag(out, TS_COSE_TAG_SIGN);
  ts_cbor_put_array(out, 4);
  ts_cbor_put_bytes(out, message->protected_header);
  ts_cbor_put_map(out, 0);
  ts_cbor_put_bytes(out, message->payload);
  ts_cbor_put_array(out, message->count);
  for (size_t i = 0; i < message->count; i++) {
    ts_cbor_put_array(out, 3);
    ts_cbor_put_bytes(out, message->signature[i].protected_header);
    ts_cbor_put_map(out, 0);
    ts_cbor_put_bytes(out, message->signature[i].signature);
  }
}
