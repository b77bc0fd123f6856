/* SPDX-License-Identifier: Apache-2.0 */
#include "host-tools/journal_import.h"

#include <stdlib.h>
#include <string.h>

#include "host-tools/brands.h"
#include "host-tools/enroll.h"

#define BATCH 2048 /* records a transaction, at most */
#define ROOM 1024  /* sightings of a batch that are in memory */

bool ts_brand_prefixes_read(struct ts_brand_prefixes *out, struct ts_home *home, struct ts_fault *fault) {
  char brand[TS_BRAND_ID_MAX + 1];
  bool ok = true;
  *out = (struct ts_brand_prefixes){0};
  struct ts_sql ids = ts_home_brand_ids(home, fault);
  while (ok && ts_sql_row(&ids) && ts_sql_copy(&ids, 0, brand, sizeof brand)) {
    struct ts_sql rows = ts_home_brand_prefixes(home, brand, fault);
    while (ok && ts_sql_row(&rows)) {
      struct ts_brand_prefix *grown = realloc(out->of, (out->count + 1) * sizeof *grown);
      if (!grown) {
        ok = ts_fault(fault, EX_OSERR, "not enough memory for the brands' prefixes");
        continue;
      }
      out->of = grown;
      memcpy(grown[out->count].brand, brand, sizeof brand);
      ok = ts_sql_copy(&rows, 0, grown[out->count++].prefix, sizeof grown->prefix);
    }
    ts_sql_close(&rows);
  }
  ts_sql_close(&ids);
  return ok && fault->status == EX_OK;
}

void ts_brand_prefixes_free(struct ts_brand_prefixes *prefixes) {
  free(prefixes->of);
  *prefixes = (struct ts_brand_prefixes){0};
}

static const char *brand_of(const struct ts_brand_prefixes *prefixes, const char *gtin14) {
  for (size_t i = 0; i < prefixes->count; i++)
    if (ts_gtin_has_prefix(gtin14, prefixes->of[i].prefix))
      return prefixes->of[i].brand;
  return "";
}

/* Symbols that name the same piece are one, as for the device. */
static void merge_item(struct ts_sighting *seen, const struct ts_record_item *item) {
  seen->decision = ts_verdict_same_piece(seen->decision, item->decision);
  if (item->findings.signature == TS_SIGNED_GOOD)
    seen->signature = TS_SIGNED_GOOD;
}

size_t ts_journal_sightings(const struct ts_record *record, uint64_t number, const struct ts_hash *leaf,
                            const char *device, const struct ts_brand_prefixes *prefixes,
                            struct ts_sighting out[TS_RECORD_ITEMS_MAX]) {
  size_t count = 0;
  for (uint32_t i = 0; record->kind == TS_RECORD_INSPECTION && i < record->items; i++) {
    const struct ts_record_item *item = &record->item[i];
    struct ts_sighting seen = {.record = number,
                               .time = record->time,
                               .mode = record->mode,
                               .decision = item->decision,
                               .signature = item->findings.signature,
                               .operator_number = record->operator_number,
                               .consignment = record->consignment,
                               .leaf = *leaf};
    if (!item->judged || item->serial.size == 0 || item->gtin.size != 14 ||
        !ts_text_copy(seen.gtin, sizeof seen.gtin, item->gtin) ||
        !ts_text_copy(seen.serial, sizeof seen.serial, item->serial))
      continue;
    size_t same = 0;
    while (same < count &&
           (strcmp(out[same].gtin, seen.gtin) != 0 || strcmp(out[same].serial, seen.serial) != 0))
      same++;
    if (same < count) {
      merge_item(&out[same], item);
      continue;
    }
    if (seen.time.trust == TS_TIME_NONE)
      seen.time.seconds = 0;
    (void)ts_text_copy(seen.device, sizeof seen.device, ts_bytes_of(device));
    (void)ts_text_copy(seen.brand, sizeof seen.brand, ts_bytes_of(brand_of(prefixes, seen.gtin)));
    out[count++] = seen;
  }
  return count;
}

/* One device's import at work. */
struct work {
  const struct ts_journal_import *import;
  struct ts_device_journal *d;
  struct ts_fault *fault; /* of the device */
  struct ts_progress progress;
  struct ts_registry_device before; /* as it stands in the registry */
  struct ts_device_chain chain;
  struct ts_checkpoint checkpoint;
  struct ts_journal_imported *out;
  struct ts_sighting *sighting; /* ROOM of them and those of one record more */
  size_t count;
};

static bool refuse(struct work *w, const char *why) {
  return ts_fault(w->fault, EX_DATAERR, "%s: nothing was imported: %s", w->d->folder, why);
}

/* The size that the device signed for: what is behind it waits for the next checkpoint. */
static bool read_checkpoint(struct work *w) {
  struct ts_device_journal *d = w->d;
  w->checkpoint.root = d->root;
  if (d->note_size == 0 && d->size == 0)
    return true; /* a new device has had nothing to sign */
  if (d->note_size == 0)
    return refuse(w, "there is no signed checkpoint on its card");
  enum ts_err err = ts_checkpoint_open(&w->checkpoint, ts_bytes(d->note, d->note_size), d->key, &d->crypto);
  if (err == TS_ERR_INTERNAL)
    return ts_fault(w->fault, EX_SOFTWARE, "mbedTLS does not verify");
  return err == TS_OK ||
         ts_fault(w->fault, EX_DATAERR, "%s: nothing was imported: the checkpoint on its card: %s", d->folder,
                  ts_err_text(err));
}

static bool check_sizes(struct work *w) {
  if (w->d->size < w->before.size)
    return ts_fault(
        w->fault, EX_DATAERR,
        "%s: nothing was imported: its journal has %llu records, and %llu were imported before: it "
        "was cut short, or an older one was put back",
        w->d->folder, (unsigned long long)w->d->size, (unsigned long long)w->before.size);
  if (w->checkpoint.size < w->before.size)
    return ts_fault(w->fault, EX_DATAERR,
                    "%s: nothing was imported: the checkpoint on its card is of %llu records, and %llu were "
                    "imported before: an older one was put back",
                    w->d->folder, (unsigned long long)w->checkpoint.size, (unsigned long long)w->before.size);
  return true;
}

/* SUBJECT: whose root it is. */
static bool check_root(struct work *w, const struct ts_audit_root *root, const char *subject) {
  switch (root->result) {
  case TS_ROOT_FITS:
    return true;
  case TS_ROOT_DIFFERS:
    return ts_fault(
        w->fault, EX_DATAERR,
        "%s: nothing was imported: the first %llu records are not those %s: they were changed, or "
        "are another journal's",
        w->d->folder, (unsigned long long)root->size, subject);
  case TS_ROOT_SHORT:
    return ts_fault(
        w->fault, EX_DATAERR,
        "%s: nothing was imported: it has %llu records, and %llu are those %s: it was cut short, or "
        "an older one was put back",
        w->d->folder, (unsigned long long)w->d->size, (unsigned long long)root->size, subject);
  case TS_ROOT_NOT_PROVABLE:
    break;
  }
  return ts_fault(
      w->fault, EX_DATAERR,
      "%s: nothing was imported: hashes on its card are missing or were changed, so that the first "
      "%llu records cannot be shown to be those %s",
      w->d->folder, (unsigned long long)root->size, subject);
}

static bool refuse_records(struct work *w, const struct ts_audit_range *range) {
  return ts_fault(w->fault, EX_DATAERR,
                  "%s: nothing was imported: records %llu to %llu %s; --despite-gaps imports the others",
                  w->d->folder, (unsigned long long)range->first, (unsigned long long)range->last,
                  range->state == TS_STATE_MISSING   ? "are missing or damaged"
                  : range->state == TS_STATE_CHANGED ? "are not what the device wrote"
                                                     : "cannot be proven: hashes are missing or changed");
}

/* What the ring overwrote and what the device itself noted as lost is told and passed over. Where records are
 * gone, those around them may not be provable any more: what is gone is then the thing to tell. */
static bool check_records(struct work *w) {
  struct ts_audit_range range, unproven = {.state = TS_STATE_WHOLE};
  for (uint64_t at = 0; !w->import->despite_gaps && ts_audit_next(&w->out->audit, &at, &range);) {
    if (range.state == TS_STATE_MISSING || range.state == TS_STATE_CHANGED)
      return refuse_records(w, &range);
    if (range.state == TS_STATE_UNPROVEN && unproven.state == TS_STATE_WHOLE)
      unproven = range;
  }
  return unproven.state == TS_STATE_WHOLE || refuse_records(w, &unproven);
}

/* All that the device wrote behind the checkpoint on its card is gone: they are of one earlier day. */
static bool check_newest(struct work *w) {
  const struct ts_audit *audit = &w->out->audit;
  uint64_t n = w->checkpoint.size;
  while (n < audit->size && audit->state[n - audit->from] == TS_STATE_MISSING)
    n++;
  return w->import->despite_gaps || audit->size <= w->checkpoint.size || n < audit->size ||
         ts_fault(
             w->fault, EX_DATAERR,
             "%s: nothing was imported: records %llu to %llu are missing, which the device wrote after the "
             "checkpoint on its card: an older card was put back",
             w->d->folder, (unsigned long long)w->checkpoint.size, (unsigned long long)audit->size - 1);
}

static bool verify(struct work *w) {
  struct ts_audit *audit = &w->out->audit;
  struct ts_audit_root root[2] = {{.size = w->checkpoint.size, .root = w->checkpoint.root},
                                  {.size = w->before.size, .root = w->before.root}};
  if (!check_sizes(w) ||
      !ts_device_journal_audit(w->d, w->before.size, root, w->before.known ? 2 : 1, &root[0], &w->progress,
                               audit, w->fault) ||
      !check_newest(w))
    return false;
  if (audit->size > w->checkpoint.size) {
    w->out->not_signed = audit->size - w->checkpoint.size;
    audit->size = w->checkpoint.size;
  }
  return (!w->before.known || check_root(w, &root[1], "that were imported before")) &&
         check_root(w, &root[0], "that the device signed for") && check_records(w);
}

/* Writes what was gathered, and that the journal is imported up to SIZE, where its root is ROOT; NULL: that is
 * left for later. */
static bool flush(struct work *w, uint64_t size, const struct ts_hash *root) {
  struct ts_registry *registry = w->import->registry;
  struct ts_registry_device after = w->before;
  size_t added = 0;
  bool ok = ts_registry_begin(registry) && ts_registry_sight(registry, w->sighting, w->count, &added);
  if (ok && root) {
    after.size = size;
    after.root = *root;
    after.imported = w->import->now;
    after.certificate = w->chain.device;
    if (w->import->place)
      (void)ts_text_copy(after.place, sizeof after.place, ts_bytes_of(w->import->place));
    ok = ts_registry_device_keep(registry, &w->before, &after);
    after.known = true;
  }
  if (!ok || !ts_registry_commit(registry)) {
    ts_registry_rollback(registry);
    return false;
  }
  w->before = after;
  w->out->sightings += added;
  w->count = 0;
  return true;
}

static bool gather(struct work *w, uint64_t number) {
  const struct ts_audit *audit = &w->out->audit;
  uint8_t buf[TS_RECORD_SIZE_MAX];
  struct ts_record record;
  if (audit->state[number - audit->from] != TS_STATE_WHOLE)
    return true;
  if (!ts_device_journal_record(w->d, number, &audit->leaf[number], buf, &record, w->fault))
    return false;
  w->out->records++;
  w->count += ts_journal_sightings(&record, number, &audit->leaf[number], w->out->id, &w->import->prefixes,
                                   w->sighting + w->count);
  return true;
}

/* The root at the end of each batch comes from the leaves that were verified. Where some are gone for good there
 * is none, and all counts as imported at the end or not at all; again, then, adds nothing twice. */
static bool merge(struct work *w) {
  static const struct ts_merkle empty;
  const struct ts_audit *audit = &w->out->audit;
  struct ts_merkle tree = empty;
  struct ts_hash root;
  for (uint64_t n = 0; n < audit->size; n++) {
    if (n >= audit->from && !gather(w, n))
      return false;
    if (audit->all_leaves && ts_merkle_append(&tree, &w->d->crypto, &audit->leaf[n]) != TS_OK)
      return ts_fault(w->fault, EX_SOFTWARE, "mbedTLS does not hash");
    bool full = w->count >= ROOM || (n > audit->from && (n - audit->from) % BATCH == 0);
    if (n < audit->from || !full)
      continue;
    if (audit->all_leaves && ts_merkle_root(&tree, &w->d->crypto, &root) != TS_OK)
      return ts_fault(w->fault, EX_SOFTWARE, "mbedTLS does not hash");
    if (!flush(w, n + 1, audit->all_leaves ? &root : NULL))
      return false;
    ts_progress(&w->progress, n + 1, audit->size);
  }
  return flush(w, w->checkpoint.size, &w->checkpoint.root);
}

/* Who it is, and that the publisher vouches for it. */
static bool read_identity(struct work *w) {
  if (!ts_device_journal_key(w->d, w->fault))
    return false;
  memcpy(w->out->id, w->d->id, sizeof w->out->id);
  return ts_device_chain_read(&w->d->store, w->d->folder, &w->chain, w->fault) &&
         ts_home_vouches(w->import->home, &w->chain, w->d->key, w->import->now, w->d->folder, w->fault);
}

static bool import_opened(struct work *w) {
  if (!read_identity(w) || !read_checkpoint(w) ||
      !ts_registry_device_find(w->import->registry, w->out->id, &w->before))
    return false;
  w->out->before = w->before.size;
  if (!verify(w) || !merge(w))
    return false;
  w->out->size = w->before.size;
  memcpy(w->out->place, w->before.place, sizeof w->out->place);
  return true;
}

bool ts_journal_import(const struct ts_journal_import *import, const char *folder,
                       struct ts_journal_imported *out, struct ts_fault *fault) {
  struct work w = {.import = import, .fault = fault, .out = out};
  *out = (struct ts_journal_imported){0};
  w.d = calloc(1, sizeof *w.d);
  w.sighting = calloc(ROOM + TS_RECORD_ITEMS_MAX, sizeof *w.sighting);
  bool ok = w.d && w.sighting;
  if (!ok)
    (void)ts_fault(fault, EX_OSERR, "not enough memory to import a journal");
  ts_progress_start(&w.progress, "records");
  w.progress.shown = import->progress; /* results come when it is wiped, so they may share the terminal */
  if (ok) {
    ok = ts_device_journal_open(w.d, folder, fault) && import_opened(&w);
    ts_device_journal_close(w.d);
  }
  ts_progress_end(&w.progress);
  free(w.sighting);
  free(w.d);
  return ok;
}
