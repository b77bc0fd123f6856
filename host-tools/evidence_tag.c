/* SPDX-License-Identifier: Apache-2.0 */
/* What goes into the package in a form of its own: tags and proofs. */
#include <string.h>

#include "core/ecdsa_der.h"
#include "host-tools/evidence.h"

/* The record does not say whether the symbol began with FNC1: what is no GS1 text without it may be with it. */
static bool parse(struct ts_gs1 *gs1, struct ts_bytes text) {
  struct ts_gs1_why why;
  return ts_gs1_parse(gs1, &why, text, false) == TS_OK || ts_gs1_parse(gs1, &why, text, true) == TS_OK;
}

static enum ts_signature_check verify(const struct ts_evidence *e, const struct ts_signer *signer,
                                      const struct ts_evidence_tag *tag) {
  const struct ts_crypto *crypto = &e->d.crypto;
  const struct ts_bytes part = ts_bytes(tag->signed_bytes, tag->signed_size);
  struct ts_certificate certificate;
  uint8_t digest[TS_SHA256_SIZE];
  if (crypto->read_certificate(crypto->ctx, signer->certificate, &certificate) != TS_OK ||
      crypto->sha256(crypto->ctx, &part, 1, digest) != TS_OK)
    return TS_SIGNATURE_NOT_CHECKED;
  return crypto->verify_p256(crypto->ctx, certificate.point, digest, tag->tag.signature.rs);
}

/* The signer whose key fits, or else the first that the tag names. */
static void find_signer(const struct ts_evidence *e, struct ts_evidence_tag *out) {
  struct ts_signer signer, before;
  const struct ts_signer *previous = NULL;
  if (!ts_bundle_brand_of_gtin(&e->device.bundle, out->tag.gtin, &out->brand))
    return;
  while (!out->good && ts_brand_next_signer(&out->brand, previous, out->tag.signature.key_id, &signer)) {
    bool good = verify(e, &signer, out) == TS_SIGNATURE_GOOD;
    if (good || !out->has_signer)
      out->signer = signer;
    out->good = good;
    out->has_signer = true;
    before = signer;
    previous = &before;
  }
}

bool ts_evidence_tag(const struct ts_evidence *e, const struct ts_record *record,
                     const struct ts_record_item *item, struct ts_evidence_tag *out) {
  struct ts_gs1 gs1;
  struct ts_buf bytes = ts_buf(out->signed_bytes, sizeof out->signed_bytes);
  struct ts_buf der = ts_buf(out->der, sizeof out->der);
  out->has_signer = out->good = false;
  if (item->hashed || !parse(&gs1, item->text) || ts_tag_read(&out->tag, &gs1) != TS_OK ||
      out->tag.kind != TS_TAG_SIGNED ||
      ts_tag_signed_bytes(&bytes, &gs1, out->tag.signature.profile) != TS_OK)
    return false;
  out->signed_size = bytes.size;
  ts_ecdsa_der_put(&der, out->tag.signature.rs);
  out->der_size = der.size;
  if (ts_evidence_bundle_fits(e, record))
    find_signer(e, out);
  return true;
}

/* RFC 9162 section 2.1.3.2: LEAF's place among SIZE decides, level by level. */
void ts_evidence_proof_text(struct ts_buf *out, uint64_t leaf, uint64_t size, const struct ts_hash *proof,
                            size_t count) {
  uint64_t at = leaf, last = size - 1;
  for (size_t i = 0; i < count; i++) {
    bool left = at % 2 == 1 || at == last;
    ts_buf_put_text(out, left ? "left " : "right ");
    ts_buf_put_hex(out, ts_bytes(proof[i].bytes, sizeof proof[i].bytes));
    ts_buf_put_byte(out, '\n');
    while (left && at % 2 == 0 && at != 0) {
      at /= 2;
      last /= 2;
    }
    at /= 2;
    last /= 2;
  }
}
