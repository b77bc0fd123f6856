/* SPDX-License-Identifier: Apache-2.0 */
#include "host-tools/brand_export.h"

#include <stdlib.h>
#include <string.h>

#include "core/bundle_read.h"
#include "core/cose.h"
#include "host-tools/publish.h"

/* What a signature is over: SHA-256 of the Sig_structure. */
static bool digest_of(const struct ts_cose_sign *message, uint8_t digest[TS_SHA256_SIZE]) {
  struct ts_bytes part[TS_COSE_SIG_PARTS];
  uint8_t scratch[TS_COSE_SCRATCH];
  if (ts_cose_sig_structure(part, scratch, message->protected_header, message->signature[0].protected_header,
                            message->payload) != TS_OK)
    return false;
  EVP_MD_CTX *ctx = EVP_MD_CTX_new();
  bool ok = ctx && EVP_DigestInit_ex(ctx, EVP_sha256(), NULL) == 1;
  for (size_t i = 0; i < TS_COSE_SIG_PARTS; i++)
    ok = ok && EVP_DigestUpdate(ctx, part[i].data, part[i].size) == 1;
  ok = ok && EVP_DigestFinal_ex(ctx, digest, NULL) == 1;
  EVP_MD_CTX_free(ctx);
  return ok;
}

static bool put_message(struct ts_blob *out, const struct ts_cose_sign *message, struct ts_fault *fault) {
  *out = (struct ts_blob){.data = malloc(TS_BUNDLE_SIZE_MAX)};
  struct ts_buf buf = ts_buf(out->data, out->data ? TS_BUNDLE_SIZE_MAX : 0);
  ts_cose_put_sign(&buf, message);
  out->size = buf.size;
  if (out->data && !buf.full)
    return true;
  ts_blob_free(out);
  return ts_fault(fault, EX_DATAERR, "the export would have more than %u bytes", TS_BUNDLE_SIZE_MAX);
}

static bool put_signed(struct ts_blob *out, struct ts_bytes payload, const struct ts_key *root,
                       struct ts_fault *fault) {
  uint8_t body[80], header[32], digest[TS_SHA256_SIZE], rs[TS_P256_SIGNATURE_SIZE];
  struct ts_buf body_buf = ts_buf(body, sizeof body), header_buf = ts_buf(header, sizeof header);
  ts_cose_put_body_header(&body_buf, TS_BRAND_EXPORT_CONTENT_TYPE);
  ts_cose_put_sign_header(&header_buf, ts_bytes(root->spki_hash, TS_COSE_KEY_ID_SIZE));
  struct ts_cose_sign message = {.protected_header = ts_buf_bytes(&body_buf), .payload = payload, .count = 1};
  message.signature[0].protected_header = ts_buf_bytes(&header_buf);
  message.signature[0].signature = ts_bytes(rs, sizeof rs);
  if (!digest_of(&message, digest))
    return ts_fault_openssl(fault, "hashing the export");
  return ts_key_sign(root, digest, rs, fault) && put_message(out, &message, fault);
}

struct making {
  struct ts_home *home;
  const char *id;
  const struct ts_key *root;
  uint64_t sequence;
  int64_t issued, expires;
};

static bool record(const struct making *m, struct ts_bytes payload, struct ts_fault *fault) {
  uint8_t digest[TS_SHA256_SIZE];
  if (!ts_sha256(payload, digest))
    return ts_fault_openssl(fault, "hashing the export");
  struct ts_sql sql = ts_sql(m->home->db,
                             "UPDATE brand SET export_sequence = ?, export_issued = ?, export_expires = ?,"
                             " export_sha256 = ? WHERE id = ?",
                             fault);
  ts_sql_put_number(&sql, (int64_t)m->sequence);
  ts_sql_put_number(&sql, m->issued);
  ts_sql_put_number(&sql, m->expires);
  ts_sql_put_blob(&sql, ts_bytes(digest, sizeof digest));
  ts_sql_put_text(&sql, m->id);
  bool ok = ts_sql_done(&sql);
  ts_sql_close(&sql);
  return ok;
}

static bool seal(void *ctx, struct ts_bytes payload, struct ts_blob *message, struct ts_fault *fault) {
  const struct making *m = ctx;
  return put_signed(message, payload, m->root, fault) && record(m, payload, fault);
}

bool ts_brand_export(struct ts_home *home, struct ts_registry *registry, const struct ts_brand_row *brand,
                     const struct ts_key *root, int64_t now, uint32_t days, const struct ts_bundle_sink *sink,
                     uint64_t *sequence, struct ts_fault *fault) {
  struct making m = {.home = home,
                     .id = brand->id,
                     .root = root,
                     .sequence = (uint64_t)brand->export_sequence + 1,
                     .issued = now,
                     .expires = now + (int64_t)days * TS_DAY_SECONDS};
  *sequence = m.sequence;
  return ts_publish_brand(
      home, registry, brand,
      &(struct ts_publish_export){
          .sequence = m.sequence, .issued = m.issued, .expires = m.expires, .seal = seal, .ctx = &m},
      sink, fault);
}

static bool is_signed(const struct ts_cose_sign *message, const struct ts_brand_export *export) {
  uint8_t digest[TS_SHA256_SIZE];
  return ts_bytes_equal(message->signature[0].key_id,
                        ts_bytes(export->root.spki_hash, TS_COSE_KEY_ID_SIZE)) &&
         digest_of(message, digest) &&
         ts_key_verify(&export->root, digest, message->signature[0].signature.data);
}

static bool is_current(const struct ts_brand_export *export, int64_t now, const char *path,
                       struct ts_fault *fault) {
  char day[TS_DATE_TEXT];
  ts_day_write(day, now < export->head.expires ? export->head.issued : export->head.expires);
  if (now >= export->head.expires)
    return ts_fault(fault, EX_DATAERR, "%s expired on %s; ask the brand for a new one", path, day);
  return export->head.issued <= now + TS_DAY_SECONDS ||
         ts_fault(fault, EX_DATAERR, "%s is dated %s, which is to come; is the clock right?", path, day);
}

/* The brand's own root is inside and vouches for the rest: whether it is the brand's is for a person to say.
 * */
static bool open_payload(struct ts_brand_export *out, const struct ts_cose_sign *message, int64_t now,
                         const char *path, struct ts_fault *fault) {
  struct ts_x509_facts facts;
  enum ts_err err = ts_bundle_read_payload(&out->head, message->payload);
  if (err != TS_OK)
    return ts_fault(fault, EX_DATAERR, "%s is damaged: %s", path, ts_err_text(err));
  struct ts_brand_walk walk = ts_brand_walk(&out->head);
  if (out->head.brand_count != 1 || !ts_brand_walk_next(&walk, &out->brand) ||
      out->brand.root.size > sizeof out->root_certificate.data)
    return ts_fault(fault, EX_DATAERR, "%s describes %zu brands, not one", path, out->head.brand_count);
  memcpy(out->root_certificate.data, out->brand.root.data, out->brand.root.size);
  out->root_certificate.size = out->brand.root.size;
  if (!ts_x509_check_root(&facts, &out->root_certificate, now, path, fault))
    return false;
  out->root = facts.public_key;
  if (!ts_sha256(message->payload, out->sha256))
    return ts_fault_openssl(fault, "hashing the export");
  return is_signed(message, out) ||
         ts_fault(fault, EX_DATAERR, "%s is not signed by its brand's root: it was changed, or made up",
                  path);
}

bool ts_brand_export_open(struct ts_brand_export *out, struct ts_bytes file, int64_t now, const char *path,
                          struct ts_fault *fault) {
  struct ts_cose_sign message;
  *out = (struct ts_brand_export){0};
  if (ts_bytes_starts(file, ts_bytes_of(TS_BUNDLE_MAGIC)))
    return ts_fault(fault, EX_DATAERR,
                    "%s is a publisher's bundle; a file of touchstone brand export is wanted", path);
  enum ts_err err = ts_cose_read(&message, ts_bytes_part(file, 0, TS_BUNDLE_SIZE_MAX));
  if (err != TS_OK)
    return ts_fault(fault, EX_DATAERR, "%s is no brand export, or a damaged one: %s", path, ts_err_text(err));
  if (!ts_bytes_equal_text(message.content_type, TS_BRAND_EXPORT_CONTENT_TYPE) || message.count != 1)
    return ts_fault(fault, EX_DATAERR, "%s is no brand export", path);
  if (open_payload(out, &message, now, path, fault) && is_current(out, now, path, fault) &&
      ts_brand_export_check_sets(out, file, message.size, path, fault))
    return true;
  ts_key_free(&out->root);
  return false;
}
