/* SPDX-License-Identifier: Apache-2.0 */
#include "host-tools/evidence.h"
#include "host-tools/plural.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "app/photos.h"
#include "app/tally.h"
#include "core/cose.h"

/* ---- who signs ---- */

static bool read_chain(struct ts_evidence *e, struct ts_fault *fault) {
  uint8_t spki[TS_P256_SPKI_SIZE];
  struct ts_x509_facts facts, publisher;
  if (!ts_device_chain_read(&e->d.store, e->d.folder, &e->chain, fault))
    return false;
  ts_p256_spki(spki, e->d.key);
  const struct ts_bytes key = ts_bytes(spki, sizeof spki);
  if (e->d.crypto.sha256(e->d.crypto.ctx, &key, 1, e->device_hash) != TS_OK)
    return ts_fault(fault, EX_SOFTWARE, "mbedTLS does not hash");
  bool ok = ts_x509_check_device(&facts, &e->chain.device, &e->chain.publisher, INT64_MIN,
                                 "the device's certificate", fault);
  if (ok && memcmp(facts.public_key.spki_hash, e->device_hash, TS_SHA256_SIZE) != 0)
    ok = ts_fault(fault, EX_DATAERR, "%s: its certificate is another device's; enroll it again", e->d.folder);
  e->certified_from = facts.not_before;
  e->certified_until = facts.not_after;
  ts_key_free(&facts.public_key);
  if (!ok)
    return false;
  ts_x509_subject(e->subject, &e->chain.device);
  ok = ts_x509_check_publisher(&publisher, &e->chain.publisher, INT64_MIN, "the publisher's certificate",
                               fault);
  memcpy(e->publisher_hash, publisher.public_key.spki_hash, TS_SHA256_SIZE);
  ts_key_free(&publisher.public_key);
  return ok;
}

/* The checkpoint is the device's, and the journal grew from what it signed. */
static bool audit(struct ts_evidence *e, struct ts_fault *fault) {
  if (e->d.size == 0)
    return ts_fault(fault, EX_DATAERR, "%s: its journal is empty", e->d.folder);
  if (e->d.note_size == 0)
    return ts_fault(fault, EX_DATAERR,
                    "%s: there is no signed checkpoint on its card; switch the device on, and it signs one",
                    e->d.folder);
  enum ts_err err =
      ts_checkpoint_open(&e->checkpoint, ts_bytes(e->d.note, e->d.note_size), e->d.key, &e->d.crypto);
  if (err != TS_OK)
    return ts_fault(fault, EX_DATAERR, "%s: the checkpoint on its card: %s", e->d.folder, ts_err_text(err));
  struct ts_audit_root root = {.size = e->checkpoint.size, .root = e->checkpoint.root};
  struct ts_progress progress;
  ts_progress_start(&progress, "records");
  bool ok = ts_device_journal_audit(&e->d, 0, &root, 1, &root, &progress, &e->audit, fault);
  ts_progress_end(&progress);
  if (ok && (root.result == TS_ROOT_SHORT || root.result == TS_ROOT_DIFFERS))
    ok = ts_fault(fault, EX_DATAERR,
                  "%s: its journal is not the one that its checkpoint was signed for; see touchstone journal "
                  "verify --device %s",
                  e->d.folder, e->d.folder);
  return ok;
}

/* ---- the records ---- */

static bool not_there(struct ts_evidence *e, uint64_t number, struct ts_fault *fault) {
  unsigned long long n = number, first = ts_journal_first(&e->d.journal), size = e->d.size;
  if (number >= e->d.size)
    return ts_fault(fault, EX_DATAERR, "%s has no record %llu; it has records %llu to %llu", e->d.folder, n,
                    first, size - 1);
  if (e->audit.state[number] == TS_STATE_OVERWRITTEN)
    return ts_fault(fault, EX_DATAERR,
                    "%s: record %llu was overwritten by newer ones; records %llu to %llu are still there",
                    e->d.folder, n, first, size - 1);
  if (e->audit.state[number] != TS_STATE_WHOLE)
    return ts_fault(fault, EX_DATAERR, "%s: record %llu is %s; see touchstone journal verify --device %s",
                    e->d.folder, n, ts_record_state_name((enum ts_record_state)e->audit.state[number]),
                    e->d.folder);
  return ts_fault(
      fault, EX_DATAERR,
      "%s: record %llu is newer than the checkpoint on its card, which covers %llu record%s; switch "
      "the device on, and it signs for it",
      e->d.folder, n, (unsigned long long)e->checkpoint.size, ts_s(e->checkpoint.size));
}

static bool usable(const struct ts_evidence *e, uint64_t number) {
  return number < e->d.size && number < e->checkpoint.size && e->audit.state[number] == TS_STATE_WHOLE;
}

static bool prove(struct ts_evidence *e, struct ts_evidence_record *r, struct ts_fault *fault) {
  struct ts_merkle_source source = ts_journal_tree(&e->d.journal);
  const struct ts_checkpoint *c = &e->checkpoint;
  enum ts_err err = ts_merkle_inclusion(&source, &e->d.crypto, r->number, c->size, r->proof, &r->proofs);
  if (err == TS_OK)
    err = ts_merkle_verify_inclusion(&e->d.crypto, &e->audit.leaf[r->number], r->number, c->size, r->proof,
                                     r->proofs, &c->root);
  return err == TS_OK || ts_fault(fault, EX_DATAERR, "%s: record %" PRIu64 " cannot be proven: %s",
                                  e->d.folder, r->number, ts_err_text(err));
}

static bool read_record(struct ts_evidence *e, uint64_t number, struct ts_evidence_record *r,
                        struct ts_fault *fault) {
  uint8_t buf[TS_RECORD_SIZE_MAX];
  struct ts_record views;
  *r = (struct ts_evidence_record){.number = number};
  (void)snprintf(r->name, sizeof r->name, "%08" PRIu64, number);
  if (ts_journal_read(&e->d.journal, number, buf, &r->size) != TS_OK ||
      !ts_device_journal_record(&e->d, number, &e->audit.leaf[number], buf, &views, fault))
    return ts_fault(fault, EX_DATAERR, "%s: record %" PRIu64 " cannot be read any more", e->d.folder, number);
  r->bytes = malloc(r->size);
  if (!r->bytes)
    return ts_fault(fault, EX_OSERR, "not enough memory for a record");
  memcpy(r->bytes, buf, r->size);
  enum ts_err err = ts_record_read(&r->record, ts_bytes(r->bytes, r->size));
  return (err == TS_OK ||
          ts_fault(fault, EX_DATAERR, "%s: record %" PRIu64 ": %s", e->d.folder, number, ts_err_text(err))) &&
         prove(e, r, fault);
}

/* A file of the card whose hash is HASH; else NULL. */
static uint8_t *read_hashed(struct ts_evidence *e, const char *name, size_t max, const uint8_t *hash,
                            size_t *size) {
  uint64_t file_size = 0;
  uint8_t digest[TS_SHA256_SIZE];
  const struct ts_store *store = &e->d.store;
  if (store->size(store->ctx, TS_STORE_CARD, name, &file_size) != TS_OK || file_size == 0 || file_size > max)
    return NULL;
  uint8_t *data = malloc((size_t)file_size);
  const struct ts_bytes bytes = ts_bytes(data, data ? (size_t)file_size : 0);
  if (!data || store->read(store->ctx, TS_STORE_CARD, name, 0, data, bytes.size) != TS_OK ||
      e->d.crypto.sha256(e->d.crypto.ctx, &bytes, 1, digest) != TS_OK ||
      memcmp(digest, hash, sizeof digest) != 0) {
    free(data);
    return NULL;
  }
  *size = bytes.size;
  return data;
}

static bool add(struct ts_evidence *e, uint64_t number, struct ts_fault *fault) {
  char name[TS_STORE_NAME_MAX + 1];
  if (e->count % 64 == 0) {
    struct ts_evidence_record *more = realloc(e->record, (e->count + 64) * sizeof *more);
    if (!more)
      return ts_fault(fault, EX_OSERR, "not enough memory for the records");
    e->record = more;
  }
  struct ts_evidence_record *r = &e->record[e->count++];
  if (!read_record(e, number, r, fault))
    return false;
  ts_photos_name(name, number);
  if (r->record.kind == TS_RECORD_INSPECTION && r->record.has_frame)
    r->photo = read_hashed(e, name, TS_EVIDENCE_PHOTO_MAX, r->record.frame_hash, &r->photo_size);
  return true;
}

/* Which consignment a record belongs to; 0: none. */
static bool belongs(struct ts_evidence *e, uint64_t number, uint64_t consignment, bool *is_end) {
  uint8_t buf[TS_RECORD_SIZE_MAX];
  struct ts_record record;
  struct ts_fault passed_over = {0};
  *is_end = false;
  if (!ts_device_journal_record(&e->d, number, &e->audit.leaf[number], buf, &record, &passed_over))
    return false;
  *is_end = record.kind == TS_RECORD_CONSIGNMENT_END && record.consignment == consignment;
  return *is_end || (record.kind == TS_RECORD_INSPECTION && record.consignment == consignment);
}

static bool add_consignment(struct ts_evidence *e, struct ts_fault *fault) {
  const struct ts_record *begin = &e->record[0].record;
  uint64_t from = e->record[0].number;
  bool ended = false;
  if (begin->kind != TS_RECORD_CONSIGNMENT_BEGIN)
    return ts_fault(fault, EX_DATAERR,
                    "%s: record %" PRIu64 " begins no consignment; give the record that does: see touchstone "
                    "journal show --device %s",
                    e->d.folder, from, e->d.folder);
  if (begin->has_manifest)
    e->manifest =
        read_hashed(e, TS_MANIFEST_FILE, TS_EVIDENCE_MANIFEST_MAX, begin->manifest_hash, &e->manifest_size);
  for (uint64_t n = from + 1; n < e->d.size && !ended; n++) {
    if (e->audit.state[n] != TS_STATE_WHOLE)
      continue; /* told as a gap */
    if (belongs(e, n, from + 1, &ended) && (usable(e, n) ? !add(e, n, fault) : !not_there(e, n, fault)))
      return false;
  }
  return true;
}

/* ---- all of it ---- */

static bool open_bundle(struct ts_evidence *e, struct ts_fault *fault) {
  e->bundle = malloc(TS_BUNDLE_SIZE_MAX);
  if (!e->bundle)
    return ts_fault(fault, EX_OSERR, "not enough memory for a bundle");
  /* What it says of status must not depend on when the package is made. */
  ts_clock_fixed_init(&e->clock_memory, e->record[0].record.time, &e->clock);
  const struct ts_ports ports = {.store = &e->d.store, .crypto = &e->d.crypto, .clock = &e->clock};
  ts_device_open(&e->device, &ports, e->bundle, TS_BUNDLE_SIZE_MAX);
  return true;
}

bool ts_evidence_open(struct ts_evidence *e, const char *device, uint64_t number, bool is_consignment,
                      struct ts_fault *fault) {
  e->is_consignment = is_consignment;
  if (!ts_device_journal_open(&e->d, device, fault) || !ts_device_journal_key(&e->d, fault) ||
      !read_chain(e, fault) || !audit(e, fault))
    return false;
  if (!usable(e, number))
    return not_there(e, number, fault);
  return add(e, number, fault) && (!is_consignment || add_consignment(e, fault)) && open_bundle(e, fault);
}

void ts_evidence_close(struct ts_evidence *e) {
  for (size_t i = 0; i < e->count; i++) {
    free(e->record[i].bytes);
    free(e->record[i].photo);
  }
  free(e->record);
  free(e->manifest);
  free(e->bundle);
  ts_audit_free(&e->audit);
  ts_device_journal_close(&e->d);
}

bool ts_evidence_bundle_fits(const struct ts_evidence *e, const struct ts_record *record) {
  return record->bundle_sequence && e->device.bundle_err == TS_OK &&
         e->device.bundle.sequence == record->bundle_sequence &&
         memcmp(e->device.bundle.hash, record->bundle_hash, TS_SHA256_SIZE) == 0;
}
