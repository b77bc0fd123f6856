/* SPDX-License-Identifier: Apache-2.0 */
/* The package's files. */
#include <openssl/pem.h>
#include <stdlib.h>
#include <string.h>

#include "core/cose.h"
#include "core/ecdsa_der.h"
#include "host-tools/evidence_folder.h"
#include "host-tools/evidence_story.h"

struct package {
  struct ts_evidence *e;
  struct ts_evidence_folder folder;
  struct ts_fault *fault;
};

static bool add(struct package *p, const char *name, struct ts_bytes content) {
  return ts_evidence_folder_add(&p->folder, name, content, 0644, p->fault);
}

/* Each signer and root once. */
static bool add_once(struct package *p, const char *name, struct ts_bytes content) {
  return ts_evidence_folder_has(&p->folder, name) || add(p, name, content);
}

static bool add_pem(struct package *p, const char *name, const char *label, struct ts_bytes der) {
  BIO *bio = BIO_new(BIO_s_mem());
  char *text = NULL;
  bool ok = (bio && PEM_write_bio(bio, label, "", der.data, (long)der.size) > 0) ||
            ts_fault(p->fault, EX_SOFTWARE, "OpenSSL does not write %s", name);
  long size = ok ? BIO_get_mem_data(bio, &text) : 0;
  ok = ok && add_once(p, name, ts_bytes(text, (size_t)size));
  BIO_free(bio);
  return ok;
}

static bool add_key(struct package *p, const char *name, const uint8_t point[TS_P256_POINT_SIZE]) {
  uint8_t spki[TS_P256_SPKI_SIZE];
  ts_p256_spki(spki, point);
  return add_pem(p, name, PEM_STRING_PUBLIC, ts_bytes(spki, sizeof spki));
}

/* ---- who signs ---- */

/* The note's signature by the device: what stands behind the name, base64 of 4 bytes of key id and DER. */
static bool device_signature(const struct ts_evidence *e, struct ts_buf *out) {
  char begin[64];
  struct ts_bytes note = ts_bytes(e->d.note, e->d.note_size);
  (void)snprintf(begin, sizeof begin, "\n\xE2\x80\x94 touchstone/%s ", e->d.id);
  const uint8_t *line = memmem(note.data, note.size, begin, strlen(begin));
  if (!line)
    return false;
  line += strlen(begin);
  const uint8_t *end = memchr(line, '\n', (size_t)(note.data + note.size - line));
  return end && ts_base64_decode(out, ts_bytes(line, (size_t)(end - line)));
}

static bool add_checkpoint(struct package *p) {
  uint8_t memory[4 + TS_ECDSA_DER_MAX];
  struct ts_buf signature = ts_buf(memory, sizeof memory);
  struct ts_bytes note = ts_bytes(p->e->d.note, p->e->d.note_size);
  const uint8_t *empty = memmem(note.data, note.size, "\n\n", 2);
  if (!empty || !device_signature(p->e, &signature) || signature.size <= 4)
    return ts_fault(p->fault, EX_DATAERR, "%s: the checkpoint on its card has another form", p->e->d.folder);
  return add(p, "checkpoint", note) &&
         add(p, "checkpoint.signed", ts_bytes(note.data, (size_t)(empty + 1 - note.data))) &&
         add(p, "checkpoint.sig", ts_bytes_part(ts_buf_bytes(&signature), 4, signature.size));
}

static bool add_chain(struct package *p) {
  const struct ts_device_chain *chain = &p->e->chain;
  return add_key(p, "device.pem", p->e->d.key) &&
         add_pem(p, "device-certificate.pem", PEM_STRING_X509,
                 ts_bytes(chain->device.data, chain->device.size)) &&
         add_pem(p, "publisher.pem", PEM_STRING_X509, ts_bytes(chain->publisher.data, chain->publisher.size));
}

/* ---- records ---- */

static bool add_story(struct package *p, const struct ts_evidence_record *r, const char *name) {
  struct ts_story story = {0};
  char *text = NULL;
  size_t size = 0;
  ts_story_record(&story, p->e, r);
  FILE *out = open_memstream(&text, &size);
  if (out)
    ts_story_print(out, &story);
  bool ok = (out && fclose(out) == 0 && !story.failed) ||
            ts_fault(p->fault, EX_OSERR, "not enough memory for a record's text");
  ok = ok && add(p, name, ts_bytes(text, size));
  free(text);
  ts_story_free(&story);
  return ok;
}

static bool add_record(struct package *p, const struct ts_evidence_record *r) {
  char name[TS_EVIDENCE_FILE_NAME], proof[TS_EVIDENCE_PROOF_TEXT];
  struct ts_buf text = ts_buf(proof, sizeof proof);
  ts_evidence_proof_text(&text, r->number, p->e->checkpoint.size, r->proof, r->proofs);
  (void)snprintf(name, sizeof name, "records/%s.cbor", r->name);
  if (!add(p, name, ts_bytes(r->bytes, r->size)))
    return false;
  (void)snprintf(name, sizeof name, "records/%s.txt", r->name);
  if (!add_story(p, r, name))
    return false;
  (void)snprintf(name, sizeof name, "proofs/%s.txt", r->name);
  if (!add(p, name, ts_buf_bytes(&text)))
    return false;
  (void)snprintf(name, sizeof name, "photos/%s.jpg", r->name);
  return !r->photo || (ts_evidence_folder_make(&p->folder, "photos", p->fault) &&
                       add(p, name, ts_bytes(r->photo, r->photo_size)));
}

/* "NUMBER HASH" a line. */
static bool add_bundles(struct package *p) {
  char *text = NULL;
  size_t size = 0;
  FILE *out = open_memstream(&text, &size);
  for (size_t i = 0; out && i < p->e->count; i++) {
    const struct ts_record *record = &p->e->record[i].record;
    if (!record->bundle_sequence)
      continue;
    (void)fprintf(out, "%s ", p->e->record[i].name);
    for (size_t k = 0; k < TS_SHA256_SIZE; k++)
      (void)fprintf(out, "%02x", record->bundle_hash[k]);
    (void)fputc('\n', out);
  }
  bool ok =
      (out && fclose(out) == 0) || ts_fault(p->fault, EX_OSERR, "not enough memory for a list of bundles");
  ok = ok && add(p, "bundles.txt", ts_bytes(text, size));
  free(text);
  return ok;
}

/* ---- tags ---- */

static bool add_signer(struct package *p, const struct ts_evidence_tag *tag) {
  char name[TS_EVIDENCE_FILE_NAME];
  int id_size = (int)tag->brand.id.size;
  const char *id = (const char *)tag->brand.id.data;
  struct ts_certificate certificate;
  const struct ts_crypto *crypto = &p->e->d.crypto;
  if (crypto->read_certificate(crypto->ctx, tag->signer.certificate, &certificate) != TS_OK)
    return ts_fault(p->fault, EX_SOFTWARE, "a signer's certificate cannot be read");
  (void)snprintf(name, sizeof name, "signers/%.*s-root.pem", id_size, id);
  if (!ts_evidence_folder_make(&p->folder, "signers", p->fault) ||
      !add_pem(p, name, PEM_STRING_X509, tag->brand.root))
    return false;
  (void)snprintf(name, sizeof name, "signers/%.*s-%zu.pem", id_size, id, tag->signer.index);
  if (!add_pem(p, name, PEM_STRING_X509, tag->signer.certificate))
    return false;
  (void)snprintf(name, sizeof name, "signers/%.*s-%zu.key", id_size, id, tag->signer.index);
  return add_key(p, name, certificate.point);
}

static bool add_tag(struct package *p, const struct ts_evidence_record *r, uint32_t i,
                    struct ts_evidence_tag *tag) {
  char name[TS_EVIDENCE_FILE_NAME];
  const struct ts_record_item *item = &r->record.item[i];
  if (!ts_evidence_tag(p->e, &r->record, item, tag))
    return true;
  const struct {
    const char *ending;
    struct ts_bytes content;
  } files[] = {{"text", item->text},
               {"bin", ts_bytes(tag->signed_bytes, tag->signed_size)},
               {"sig", ts_bytes(tag->der, tag->der_size)}};
  bool ok = ts_evidence_folder_make(&p->folder, "tags", p->fault);
  for (size_t k = 0; ok && k < sizeof files / sizeof *files; k++) {
    (void)snprintf(name, sizeof name, "tags/%s-%lu.%s", r->name, (unsigned long)i + 1, files[k].ending);
    ok = add(p, name, files[k].content);
  }
  return ok && (!tag->has_signer || add_signer(p, tag));
}

static bool add_tags(struct package *p) {
  struct ts_evidence_tag *tag = calloc(1, sizeof *tag);
  bool ok = true;
  if (!tag)
    return ts_fault(p->fault, EX_OSERR, "not enough memory for a tag");
  for (size_t i = 0; ok && i < p->e->count; i++) {
    const struct ts_record *record = &p->e->record[i].record;
    for (uint32_t k = 0; ok && record->kind == TS_RECORD_INSPECTION && k < record->items; k++)
      ok = add_tag(p, &p->e->record[i], k, tag);
  }
  free(tag);
  return ok;
}

/* ---- all of it ---- */

static bool add_page(struct package *p, const char *name, bool script) {
  char *text = ts_evidence_check_page(p->e, script);
  bool ok = text ? ts_evidence_folder_add(&p->folder, name, ts_bytes_of(text), script ? 0755 : 0644, p->fault)
                 : ts_fault(p->fault, EX_OSERR, "not enough memory for %s", name);
  free(text);
  return ok;
}

static bool add_report(struct package *p) {
  char path[PATH_MAX];
  return ts_evidence_folder_path(&p->folder, "report.pdf", path, p->fault) &&
         ts_evidence_report(p->e, path, p->fault) &&
         ts_evidence_folder_take(&p->folder, "report.pdf", p->fault);
}

static bool add_all(struct package *p) {
  if (!ts_evidence_folder_make(&p->folder, "records", p->fault) ||
      !ts_evidence_folder_make(&p->folder, "proofs", p->fault) || !add_checkpoint(p) || !add_chain(p))
    return false;
  for (size_t i = 0; i < p->e->count; i++)
    if (!add_record(p, &p->e->record[i]))
      return false;
  return (!p->e->manifest || add(p, "manifest.csv", ts_bytes(p->e->manifest, p->e->manifest_size))) &&
         add_bundles(p) && add_tags(p) && add_report(p) && add_page(p, "VERIFY.txt", false) &&
         add_page(p, "verify.sh", true);
}

bool ts_evidence_write(struct ts_evidence *e, const char *out, uint8_t hash[TS_SHA256_SIZE],
                       struct ts_fault *fault) {
  struct package p = {.e = e, .fault = fault};
  bool ok = ts_evidence_folder_open(&p.folder, out, &e->d.crypto, fault) && add_all(&p) &&
            ts_evidence_folder_finish(&p.folder, hash, fault);
  ts_evidence_folder_drop(&p.folder);
  return ok;
}
