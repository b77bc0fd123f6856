/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <string.h>

#include "core/bundle_read.h"
#include "host-tools/brand_export.h"
#include "host-tools/signers.h"

struct taking {
  struct ts_home *home;
  const struct ts_brand_export *export;
  const struct ts_brand_import *import;
  struct ts_brand_imported *out;
  struct ts_fault *fault;
  char id[TS_BRAND_ID_MAX + 1];
};

static bool run_for(struct taking *t, const char *statement) {
  struct ts_sql sql = ts_sql(t->home->db, statement, t->fault);
  ts_sql_put_text(&sql, t->id);
  bool ok = ts_sql_done(&sql);
  ts_sql_close(&sql);
  return ok;
}

/* What was there of an older export goes: the newer one says all that holds. */
static bool clear(struct taking *t) {
  static const char *const statements[] = {
      "DELETE FROM signer_scope WHERE signer IN (SELECT id FROM signer WHERE brand = ?)",
      "DELETE FROM signer WHERE brand = ?",
      "DELETE FROM model WHERE brand = ?",
      "DELETE FROM brand_tagged WHERE brand = ?",
      "DELETE FROM brand_serial_form WHERE brand = ?",
      "DELETE FROM brand_host WHERE brand = ?",
      "DELETE FROM brand_prefix WHERE brand = ?",
  };
  for (size_t i = 0; i < sizeof statements / sizeof *statements; i++)
    if (!run_for(t, statements[i]))
      return false;
  return true;
}

/* Of the brand that is held under this id: may the export take its place? */
static bool may_replace(struct taking *t, const struct ts_brand_row *held) {
  struct ts_x509_facts facts;
  int64_t sequence = (int64_t)t->export->head.sequence;
  if (!held->imported)
    return ts_fault(t->fault, EX_DATAERR, "brand %s is this home's own; an export does not replace it",
                    t->id);
  if (!ts_x509_check_root(&facts, &held->root, INT64_MIN, "the root that is held", t->fault))
    return false;
  bool same_root = memcmp(facts.public_key.point, t->export->root.point, sizeof facts.public_key.point) == 0;
  ts_key_free(&facts.public_key);
  if (!same_root)
    return t->import->new_root ||
           ts_fault(
               t->fault, EX_DATAERR,
               "brand %s has another root key than before; ask the brand, and if it is so, add --new-root",
               t->id);
  if (sequence < held->export_sequence)
    return ts_fault(t->fault, EX_DATAERR, "this is export %lld of brand %s, and %lld is held already",
                    (long long)sequence, t->id, (long long)held->export_sequence);
  t->out->already = memcmp(held->export_sha256, t->export->sha256, TS_SHA256_SIZE) == 0;
  return sequence > held->export_sequence || t->out->already ||
         ts_fault(t->fault, EX_DATAERR, "export %lld of brand %s is held already with other data",
                  (long long)sequence, t->id);
}

static bool make_room(struct taking *t) {
  struct ts_sql sql = ts_sql(t->home->db, "SELECT 1 FROM brand WHERE id = ?", t->fault);
  struct ts_brand_row held;
  ts_sql_put_text(&sql, t->id);
  t->out->updated = ts_sql_row(&sql);
  ts_sql_close(&sql);
  if (t->fault->status != EX_OK)
    return false;
  if (t->out->updated) {
    if (!ts_home_brand_get(t->home, t->id, &held, t->fault) || !may_replace(t, &held))
      return false;
    t->out->was_kept = held.export_kept;
    memcpy(t->out->was, held.export_sha256, sizeof t->out->was);
  }
  return clear(t);
}

static bool put_brand(struct taking *t) {
  struct ts_sql sql = ts_sql(
      t->home->db,
      "INSERT INTO brand(id, name, root_certificate, root_key_file, signer_days, serial_days, created,"
      " imported, export_kept, export_sequence, export_issued, export_expires, export_sha256)"
      " VALUES(?, ?, ?, '', ?, ?, ?, 1, 1, ?, ?, ?, ?) ON CONFLICT(id) DO UPDATE SET name = excluded.name,"
      " root_certificate = excluded.root_certificate, signer_days = excluded.signer_days,"
      " serial_days = excluded.serial_days, export_sequence = excluded.export_sequence,"
      " export_issued = excluded.export_issued, export_expires = excluded.export_expires,"
      " export_sha256 = excluded.export_sha256, export_kept = 1",
      t->fault);
  ts_sql_put_text(&sql, t->id);
  ts_sql_put_bytes(&sql, t->export->brand.name);
  ts_sql_put_blob(&sql, t->export->brand.root);
  ts_sql_put_number(&sql, t->export->brand.signer_days);
  ts_sql_put_number(&sql, t->export->brand.serial_days);
  ts_sql_put_number(&sql, t->import->now);
  ts_sql_put_number(&sql, (int64_t)t->export->head.sequence);
  ts_sql_put_number(&sql, t->export->head.issued);
  ts_sql_put_number(&sql, t->export->head.expires);
  ts_sql_put_blob(&sql, ts_bytes(t->export->sha256, TS_SHA256_SIZE));
  bool ok = ts_sql_done(&sql);
  ts_sql_close(&sql);
  return ok;
}

/* Is PREFIX one of LIST, or within one of them? */
static bool is_claimed(struct ts_bytes list, const char *prefix) {
  size_t count;
  struct ts_cbor_reader r = ts_bundle_items(list, &count);
  for (size_t i = 0; i < count; i++) {
    struct ts_bytes claimed = ts_cbor_text(&r);
    if (claimed.size <= strlen(prefix) && memcmp(claimed.data, prefix, claimed.size) == 0)
      return true;
  }
  return false;
}

static bool put_prefixes(struct taking *t) {
  for (size_t i = 0; i < t->import->prefix_count; i++) {
    const char *prefix = t->import->prefix[i];
    if (!ts_prefix_ok(prefix))
      return ts_fault(t->fault, EX_USAGE, "--gs1-prefix %s: 4 to 12 digits are wanted", prefix);
    if (!is_claimed(t->export->brand.prefixes, prefix))
      return ts_fault(t->fault, EX_DATAERR, "brand %s does not claim the GS1 prefix %s", t->id, prefix);
    if (!ts_home_brand_add_prefix(t->home, t->id, prefix, t->fault))
      return false;
  }
  return true;
}

/* Texts of the format are bounded, and checked when the export was opened. */
static bool next_text(struct taking *t, struct ts_bytes text, char *out, size_t capacity) {
  return ts_text_copy(out, capacity, text) ||
         ts_fault(t->fault, EX_DATAERR, "a text of the export is too long");
}

static bool put_hosts_and_forms(struct taking *t) {
  size_t count;
  char text[TS_GS1_HOST_MAX + 1];
  struct ts_cbor_reader r = ts_bundle_items(t->export->brand.hosts, &count);
  for (size_t i = 0; i < count; i++)
    if (!next_text(t, ts_cbor_text(&r), text, sizeof text) ||
        !ts_home_brand_add_host(t->home, t->id, text, t->fault))
      return false;
  r = ts_bundle_items(t->export->brand.serial_forms, &count);
  for (size_t i = 0; i < count; i++)
    if (!next_text(t, ts_cbor_text(&r), text, sizeof text) ||
        !ts_home_brand_add_serial_form(t->home, t->id, text, t->fault))
      return false;
  return true;
}

/* Calls PUT with WHAT if it lies within what is confirmed, or with each confirmed prefix that lies within
 * WHAT. *COUNT: how often. */
typedef bool put_fn(struct taking *t, int64_t number, const char *what);
static bool within(struct taking *t, const char *what, int64_t number, put_fn *put, size_t *count) {
  bool gtin = strlen(what) == 14;
  *count = 0;
  for (size_t i = 0; i < t->import->prefix_count; i++) {
    const char *prefix = t->import->prefix[i], *digits = gtin ? what + 1 : what;
    const char *narrow = strncmp(digits, prefix, strlen(prefix)) == 0        ? what
                         : !gtin && strncmp(prefix, what, strlen(what)) == 0 ? prefix
                                                                             : NULL;
    if (!narrow)
      continue;
    ++*count;
    if (!put(t, number, narrow))
      return false;
  }
  return true;
}

static bool put_scope(struct taking *t, int64_t signer, const char *what) {
  return ts_home_signer_add_scope(t->home, signer, what, t->fault);
}

static bool put_scopes(struct taking *t, const struct ts_signer *signer, int64_t id) {
  size_t count, put, all = 0;
  char scope[15];
  struct ts_cbor_reader r = ts_bundle_items(signer->scope, &count);
  for (size_t i = 0; i < count; i++) {
    if (!next_text(t, ts_cbor_text(&r), scope, sizeof scope) || !within(t, scope, id, put_scope, &put))
      return false;
    all += put;
  }
  /* Without a scope it would sign for everything, and left out it would be nobody's key. */
  return count == 0 || all > 0 ||
         ts_fault(t->fault, EX_DATAERR,
                  "signer %04x of brand %s signs for %s only, which is not confirmed; confirm its prefix too",
                  signer->key_id, t->id, scope);
}

static bool put_signer(struct taking *t, const struct ts_signer *signer) {
  struct ts_x509_facts facts;
  struct ts_der der = {.size = signer->certificate.size};
  char where[48];
  (void)snprintf(where, sizeof where, "signer %04x of the export", signer->key_id);
  if (der.size > sizeof der.data)
    return ts_fault(t->fault, EX_DATAERR, "%s: its certificate is too long", where);
  memcpy(der.data, signer->certificate.data, der.size);
  if (!ts_x509_check_signer(&facts, &der, &t->export->root_certificate, INT64_MIN, where, t->fault))
    return false;
  uint16_t key_id = ts_key_id(&facts.public_key);
  ts_key_free(&facts.public_key);
  if (key_id != signer->key_id)
    return ts_fault(t->fault, EX_DATAERR, "%s: its key's id is %04x", where, key_id);
  struct ts_signer_row row = {.key_id = key_id,
                              .certificate = der,
                              .state = signer->state,
                              .revoked_from = signer->revoked_from,
                              .not_before = facts.not_before,
                              .not_after = facts.not_after};
  return ts_home_signer_insert(t->home, t->id, t->import->now, &row, t->fault) &&
         put_scopes(t, signer, row.id);
}

static bool put_signers(struct taking *t) {
  struct ts_signer signer;
  int last = -1;
  for (; ts_brand_signer_at(&t->export->brand, t->out->signers, &signer); t->out->signers++) {
    if (signer.key_id == last)
      return ts_fault(t->fault, EX_DATAERR, "two signers of brand %s have the key id %04x", t->id,
                      signer.key_id);
    last = signer.key_id;
    if (!put_signer(t, &signer))
      return false;
  }
  return true;
}

static bool put_promise(struct taking *t, int64_t since, const char *what) {
  return ts_home_brand_set_tagged(t->home, t->id, what, since, t->fault);
}

/* First those that are narrowed, wide ones before narrow ones, then those that stand as they are: a promise
 * for less counts before one for more. */
static bool put_promises(struct taking *t, bool narrowed) {
  size_t count, put;
  char what[15];
  int64_t since;
  struct ts_cbor_reader r = ts_bundle_items(t->export->brand.tagged, &count);
  for (size_t i = 0; i < count; i++) {
    if (!next_text(t, ts_tagged_read(&r, &since), what, sizeof what))
      return false;
    bool wide = false;
    for (size_t p = 0; p < t->import->prefix_count; p++)
      wide = wide || (strlen(what) < strlen(t->import->prefix[p]) &&
                      strncmp(t->import->prefix[p], what, strlen(what)) == 0);
    if (wide != narrowed)
      continue;
    if (!within(t, what, since, put_promise, &put))
      return false;
    t->out->left_out += put == 0;
  }
  return true;
}

static bool put_model(struct taking *t, const char *gtin, const char *name) {
  struct ts_sql sql = ts_sql(t->home->db, "INSERT INTO model(gtin, brand, name) VALUES(?, ?, ?)", t->fault);
  ts_sql_put_text(&sql, gtin);
  ts_sql_put_text(&sql, t->id);
  ts_sql_put_text(&sql, name);
  bool ok = ts_sql_done(&sql);
  ts_sql_close(&sql);
  return ok;
}

static bool put_models(struct taking *t) {
  size_t count;
  char gtin[15], name[TS_BUNDLE_NAME_MAX + 1];
  struct ts_cbor_reader r = ts_bundle_items(t->export->brand.models, &count);
  for (size_t i = 0; i < count; i++) {
    struct ts_bytes name_text;
    bool in = false;
    if (!next_text(t, ts_model_read(&r, &name_text), gtin, sizeof gtin) ||
        !next_text(t, name_text, name, sizeof name) ||
        !ts_home_brand_owns(t->home, t->id, gtin, &in, t->fault) || (in && !put_model(t, gtin, name)))
      return false;
    t->out->models += in;
    t->out->left_out += !in;
  }
  return true;
}

bool ts_brand_import(struct ts_home *home, const struct ts_brand_export *export,
                     const struct ts_brand_import *import, struct ts_brand_imported *out,
                     struct ts_fault *fault) {
  struct taking t = {.home = home, .export = export, .import = import, .out = out, .fault = fault};
  *out = (struct ts_brand_imported){0};
  return next_text(&t, export->brand.id, t.id, sizeof t.id) && make_room(&t) && put_brand(&t) &&
         put_prefixes(&t) && put_hosts_and_forms(&t) && put_signers(&t) && put_models(&t) &&
         put_promises(&t, true) && put_promises(&t, false);
}
