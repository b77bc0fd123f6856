/* SPDX-License-Identifier: Apache-2.0 */
#include "host-tools/device_journal.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "adapters/crypto_psa.h"
#include "adapters/identity_psa.h"
#include "host-tools/enroll.h"

#define STEP 1024 /* records between two looks of the progress bar */

/* Reading needs no limits of one's own, but some there must be. */
static const struct ts_journal_limits limits = {.segment_size = 64 * 1024, .segments = 2};

static bool refuse(struct ts_device_journal *d, const char *what, enum ts_err err, struct ts_fault *fault) {
  int status = err == TS_ERR_IO ? EX_IOERR : err == TS_ERR_INTERNAL ? EX_SOFTWARE : EX_DATAERR;
  return ts_fault(fault, status, "%s: %s: %s", d->folder, what, ts_err_text(err));
}

static bool read_note(struct ts_device_journal *d, struct ts_fault *fault) {
  uint64_t size;
  enum ts_err err = d->store.size(d->store.ctx, TS_STORE_CARD, TS_CHECKPOINT_FILE, &size);
  if (err == TS_ERR_NOT_FOUND || (err == TS_OK && size > sizeof d->note))
    return true; /* what is longer than any checkpoint is none */
  if (err == TS_OK)
    err = d->store.read(d->store.ctx, TS_STORE_CARD, TS_CHECKPOINT_FILE, 0, d->note, (size_t)size);
  if (err != TS_OK)
    return refuse(d, "the checkpoint on its card", err, fault);
  d->note_size = (size_t)size;
  return true;
}

bool ts_device_journal_open(struct ts_device_journal *d, const char *folder, struct ts_fault *fault) {
  struct stat status;
  *d = (struct ts_device_journal){.folder = folder, .files = {.folder = {-1, -1}}};
  if (stat(folder, &status) != 0 || !S_ISDIR(status.st_mode))
    return ts_fault(fault, EX_NOINPUT, "no device folder %s", folder);
  if (ts_crypto_psa_init(&d->crypto) != TS_OK)
    return ts_fault(fault, EX_SOFTWARE, "mbedTLS does not start");
  enum ts_err err = ts_store_files_open(&d->files, folder, false, &d->store);
  if (err != TS_OK)
    return ts_fault(fault, EX_NOINPUT, "%s is no device folder: %s", folder, ts_err_text(err));
  err = ts_journal_open(&d->journal, &d->store, &d->crypto, &limits);
  if (err != TS_OK)
    return refuse(d, "its journal", err, fault);
  d->size = ts_journal_size(&d->journal);
  err = ts_journal_root(&d->journal, &d->root);
  return (err == TS_OK || refuse(d, "its journal", err, fault)) && read_note(d, fault);
}

void ts_device_journal_close(struct ts_device_journal *d) {
  ts_store_files_close(&d->files);
}

/* Where the key pair lies in hardware, its public half is in the certificate alone. */
static enum ts_err key_of_certificate(struct ts_device_journal *d) {
  struct ts_fault ignored = {0}; /* not enrolled: then there is no key to be had */
  struct ts_device_chain chain;
  struct ts_certificate certificate;
  if (!ts_device_chain_read(&d->store, d->folder, &chain, &ignored))
    return TS_ERR_NOT_FOUND;
  enum ts_err err =
      d->crypto.read_certificate(d->crypto.ctx, ts_bytes(chain.device.data, chain.device.size), &certificate);
  if (err == TS_OK)
    memcpy(d->key, certificate.point, sizeof d->key);
  return err;
}

bool ts_device_journal_key(struct ts_device_journal *d, struct ts_fault *fault) {
  struct ts_identity_psa memory;
  struct ts_identity identity;
  enum ts_err err = ts_identity_psa_open(&memory, &d->store, &d->crypto, false, &identity);
  if (err == TS_OK)
    err = identity.public_key(identity.ctx, d->key);
  else if (err == TS_ERR_NOT_FOUND)
    err = key_of_certificate(d);
  if (err == TS_OK)
    err = ts_device_id(&d->crypto, d->key, d->id);
  if (err == TS_ERR_NOT_FOUND)
    return ts_fault(fault, EX_DATAERR,
                    "%s: the device's own key: it has none yet; it makes one when it is first started",
                    d->folder);
  return err == TS_OK || refuse(d, "the device's own key", err, fault);
}

const char *ts_record_state_name(enum ts_record_state state) {
  static const char *const names[] = {[TS_STATE_WHOLE] = "whole",     [TS_STATE_OVERWRITTEN] = "overwritten",
                                      [TS_STATE_NOTED] = "noted",     [TS_STATE_MISSING] = "missing",
                                      [TS_STATE_CHANGED] = "changed", [TS_STATE_UNPROVEN] = "unproven"};
  return names[state];
}

/* An audit at work. */
struct work {
  struct ts_device_journal *d;
  struct ts_audit *audit;
  struct ts_audit_root *root;
  size_t roots;
  const struct ts_audit_root *base;
  struct ts_progress *progress;
  struct ts_fault *fault;
};

static bool same(const struct ts_hash *a, const struct ts_hash *b) {
  return memcmp(a->bytes, b->bytes, sizeof a->bytes) == 0;
}

static bool no_hashing(struct work *w) {
  return ts_fault(w->fault, EX_SOFTWARE, "mbedTLS does not hash");
}

/* Those roots whose size the tree has reached, with all leaves there so far. */
static bool compare_roots(struct work *w, const struct ts_merkle *tree) {
  struct ts_hash root;
  for (size_t i = 0; i < w->roots; i++) {
    if (w->root[i].size != tree->size)
      continue;
    if (ts_merkle_root(tree, &w->d->crypto, &root) != TS_OK)
      return no_hashing(w);
    w->root[i].result = same(&root, &w->root[i].root) ? TS_ROOT_FITS : TS_ROOT_DIFFERS;
  }
  return true;
}

/* The hashes of the newest records are not on the card yet: they come from the records themselves. Those of the
 * oldest are given up after a long time. */
static enum ts_record_state without_leaf(const struct work *w, uint64_t n) {
  const struct ts_journal *journal = &w->d->journal;
  if (journal->health == TS_JOURNAL_LOST && n >= journal->lost_first && n <= journal->lost_last)
    return TS_STATE_MISSING;
  return w->audit->size - n > TS_JOURNAL_LEAVES_KEPT ? TS_STATE_OVERWRITTEN : TS_STATE_UNPROVEN;
}

/* All leaves from the first to the last: what they lead to. */
static bool build_tree(struct work *w) {
  static const struct ts_merkle empty;
  struct ts_merkle tree = empty;
  struct ts_hash root;
  if (!compare_roots(w, &tree))
    return false;
  for (uint64_t n = 0; n < w->audit->size; n++) {
    enum ts_err err = ts_journal_leaf(&w->d->journal, n, &w->audit->leaf[n]);
    if (err == TS_ERR_IO)
      return refuse(w->d, "its journal's hashes", err, w->fault);
    w->audit->all_leaves = w->audit->all_leaves && err == TS_OK;
    if (err != TS_OK && n >= w->audit->from)
      w->audit->state[n - w->audit->from] = (uint8_t)without_leaf(w, n);
    if (w->audit->all_leaves &&
        (ts_merkle_append(&tree, &w->d->crypto, &w->audit->leaf[n]) != TS_OK || !compare_roots(w, &tree)))
      return no_hashing(w);
    if (n % STEP == 0)
      ts_progress(w->progress, 0, 0);
  }
  if (w->audit->all_leaves && ts_merkle_root(&tree, &w->d->crypto, &root) != TS_OK)
    return no_hashing(w);
  w->audit->tree_whole = w->audit->all_leaves && same(&root, &w->d->root);
  return true;
}

/* What a tree with holes can still show: subtrees that are kept whole are hashes of their own. */
static void prove_roots(struct work *w) {
  struct ts_merkle_source source = ts_journal_tree(&w->d->journal);
  struct ts_hash root;
  w->audit->tree_whole =
      ts_merkle_root_at(&source, &w->d->crypto, w->d->size, &root) == TS_OK && same(&root, &w->d->root);
  for (size_t i = 0; i < w->roots; i++) {
    struct ts_audit_root *r = &w->root[i];
    if (r->result == TS_ROOT_FITS)
      continue;
    r->result = TS_ROOT_NOT_PROVABLE;
    if (r->size > w->d->size)
      r->result = TS_ROOT_SHORT;
    else if (r->size == w->d->size)
      r->result = same(&r->root, &w->d->root) ? TS_ROOT_FITS : TS_ROOT_DIFFERS;
    else if (ts_merkle_root_at(&source, &w->d->crypto, r->size, &root) == TS_OK && same(&root, &r->root))
      r->result = TS_ROOT_FITS;
  }
}

static bool proven(struct work *w, const struct ts_merkle_source *source, uint64_t n) {
  uint64_t size = w->base ? w->base->size : w->d->size;
  const struct ts_hash *root = w->base ? &w->base->root : &w->d->root;
  struct ts_hash proof[TS_MERKLE_PROOF_MAX];
  size_t count;
  return ts_merkle_inclusion(source, &w->d->crypto, n, size, proof, &count) == TS_OK &&
         ts_merkle_verify_inclusion(&w->d->crypto, &w->audit->leaf[n], n, size, proof, count, root) == TS_OK;
}

static void prove_records(struct work *w) {
  struct ts_merkle_source source = ts_journal_tree(&w->d->journal);
  for (uint64_t n = w->audit->from; n < w->audit->size; n++) {
    uint8_t *state = &w->audit->state[n - w->audit->from];
    if (*state == TS_STATE_WHOLE && !proven(w, &source, n))
      *state = TS_STATE_UNPROVEN;
    if (n % STEP == 0)
      ts_progress(w->progress, n, w->audit->size);
  }
}

static enum ts_record_state state_of(enum ts_err err) {
  return err == TS_OK ? TS_STATE_WHOLE : err == TS_ERR_NOT_FOUND ? TS_STATE_MISSING : TS_STATE_CHANGED;
}

/* What the device says it lost is told as that; it can say so only of what came before. */
static void note_gap(struct ts_audit *audit, const struct ts_record *record, uint64_t number) {
  uint64_t first = record->gap_first < audit->from ? audit->from : record->gap_first;
  for (uint64_t n = first; n <= record->gap_last && n < number; n++) {
    uint8_t *state = &audit->state[n - audit->from];
    if (*state != TS_STATE_WHOLE && *state != TS_STATE_OVERWRITTEN)
      *state = TS_STATE_NOTED;
  }
}

static bool look_at_records(struct work *w) {
  struct ts_audit *audit = w->audit;
  uint64_t first = ts_journal_first(&w->d->journal);
  uint8_t buf[TS_RECORD_SIZE_MAX];
  struct ts_record record;
  for (uint64_t n = audit->from; n < audit->size; n++) {
    uint8_t *state = &audit->state[n - audit->from];
    size_t size = 0;
    enum ts_err err = n < first ? TS_OK : ts_journal_read(&w->d->journal, n, buf, &size);
    if (err == TS_ERR_IO)
      return refuse(w->d, "its journal", err, w->fault);
    if (n % STEP == 0)
      ts_progress(w->progress, n, audit->size);
    if (*state == TS_STATE_UNPROVEN && err == TS_ERR_NOT_FOUND)
      *state = TS_STATE_MISSING;
    if (*state != TS_STATE_WHOLE)
      continue;
    *state = (uint8_t)(n < first ? TS_STATE_OVERWRITTEN : state_of(err));
    if (*state == TS_STATE_WHOLE && ts_record_read(&record, ts_bytes(buf, size)) == TS_OK &&
        record.kind == TS_RECORD_GAP)
      note_gap(audit, &record, n);
  }
  return true;
}

static bool make_room(struct ts_audit *audit, struct ts_fault *fault) {
  uint64_t most = SIZE_MAX / sizeof *audit->leaf;
  if (audit->size < most) {
    audit->leaf = calloc((size_t)audit->size + 1, sizeof *audit->leaf);
    audit->state = calloc((size_t)(audit->size - audit->from) + 1, 1);
  }
  return (audit->leaf && audit->state) ||
         ts_fault(fault, EX_OSERR, "not enough memory for a journal of %llu records",
                  (unsigned long long)audit->size);
}

bool ts_device_journal_audit(struct ts_device_journal *d, uint64_t from, struct ts_audit_root *root,
                             size_t roots, const struct ts_audit_root *base, struct ts_progress *progress,
                             struct ts_audit *out, struct ts_fault *fault) {
  struct work w = {
      .d = d, .audit = out, .root = root, .roots = roots, .base = base, .progress = progress, .fault = fault};
  *out = (struct ts_audit){.from = from < d->size ? from : d->size, .size = d->size, .all_leaves = true};
  for (size_t i = 0; i < roots; i++)
    root[i].result = TS_ROOT_SHORT;
  if (!make_room(out, fault) || !build_tree(&w))
    return false;
  if (!out->tree_whole) {
    prove_roots(&w);
    prove_records(&w);
  }
  return look_at_records(&w);
}

void ts_audit_free(struct ts_audit *audit) {
  free(audit->leaf);
  free(audit->state);
  *audit = (struct ts_audit){0};
}

bool ts_audit_next(const struct ts_audit *audit, uint64_t *at, struct ts_audit_range *out) {
  uint64_t n = *at < audit->from ? audit->from : *at;
  while (n < audit->size && audit->state[n - audit->from] == TS_STATE_WHOLE)
    n++;
  if (n >= audit->size)
    return false;
  *out = (struct ts_audit_range){.state = (enum ts_record_state)audit->state[n - audit->from], .first = n};
  while (n < audit->size && audit->state[n - audit->from] == (uint8_t)out->state)
    n++;
  out->last = n - 1;
  *at = n;
  return true;
}

bool ts_device_journal_record(struct ts_device_journal *d, uint64_t number, const struct ts_hash *leaf,
                              uint8_t *buf, struct ts_record *out, struct ts_fault *fault) {
  size_t size = 0;
  struct ts_hash hash;
  enum ts_err err = ts_journal_read(&d->journal, number, buf, &size);
  if (err == TS_OK)
    err = ts_merkle_leaf(&d->crypto, ts_bytes(buf, size), &hash);
  if (err == TS_OK && !same(&hash, leaf))
    err = TS_ERR_JOURNAL_HASH;
  if (err != TS_OK)
    return ts_fault(fault, err == TS_ERR_INTERNAL ? EX_SOFTWARE : EX_DATAERR,
                    "%s: record %llu cannot be read any more: %s; does somebody write to the card?",
                    d->folder, (unsigned long long)number, ts_err_text(err));
  err = ts_record_read(out, ts_bytes(buf, size));
  return err == TS_OK || ts_fault(fault, EX_DATAERR, "%s: record %llu: %s", d->folder,
                                  (unsigned long long)number, ts_err_text(err));
}
