/* SPDX-License-Identifier: Apache-2.0 */
#include "host-tools/brands.h"

#include <stdio.h>
#include <string.h>

void ts_home_root_label(char out[TS_ROOT_LABEL], const char *id) {
  (void)snprintf(out, TS_ROOT_LABEL, "%s-root", id);
}

bool ts_home_brand_get(struct ts_home *home, const char *id, struct ts_brand_row *out,
                       struct ts_fault *fault) {
  struct ts_sql sql = ts_sql(
      home->db,
      "SELECT id, name, root_certificate, root_key_file, signer_days, serial_days, imported, export_sequence,"
      " export_issued, export_expires, export_sha256, export_kept FROM brand WHERE id = ?",
      fault);
  ts_sql_put_text(&sql, id);
  bool ok =
      ts_sql_row(&sql) ||
      ts_fault(fault, EX_DATAERR, "%s knows no brand %s; add it with: touchstone brand add", home->path, id);
  if (ok) {
    struct ts_bytes root = ts_sql_blob(&sql, 2), sha256 = ts_sql_blob(&sql, 10);
    out->signer_days = ts_sql_number(&sql, 4);
    out->serial_days = ts_sql_number(&sql, 5);
    out->imported = ts_sql_number(&sql, 6) != 0;
    out->export_sequence = ts_sql_number(&sql, 7);
    out->export_issued = ts_sql_number(&sql, 8);
    out->export_expires = ts_sql_number(&sql, 9);
    memset(out->export_sha256, 0, sizeof out->export_sha256);
    if (sha256.size == sizeof out->export_sha256)
      memcpy(out->export_sha256, sha256.data, sha256.size);
    out->export_kept = ts_sql_number(&sql, 11) != 0;
    out->root.size = root.size <= sizeof out->root.data ? root.size : 0;
    memcpy(out->root.data, root.data, out->root.size);
    ok = ts_sql_copy(&sql, 0, out->id, sizeof out->id) && ts_sql_copy(&sql, 1, out->name, sizeof out->name) &&
         ts_sql_copy(&sql, 3, out->root_key_file, sizeof out->root_key_file);
  }
  ts_sql_close(&sql);
  return ok;
}

bool ts_home_brand_get_own(struct ts_home *home, const char *id, struct ts_brand_row *out,
                           struct ts_fault *fault) {
  return ts_home_brand_get(home, id, out, fault) &&
         (!out->imported ||
          ts_fault(fault, EX_NOPERM, "brand %s was imported: only its owner can issue, sign or change it",
                   id));
}

bool ts_home_brand_insert(struct ts_home *home, const struct ts_brand_row *row, int64_t now,
                          struct ts_fault *fault) {
  struct ts_sql sql =
      ts_sql(home->db,
             "INSERT INTO brand(id, name, root_certificate, root_key_file, signer_days, serial_days,"
             " created) VALUES(?, ?, ?, ?, ?, ?, ?)",
             fault);
  ts_sql_put_text(&sql, row->id);
  ts_sql_put_text(&sql, row->name);
  ts_sql_put_blob(&sql, ts_bytes(row->root.data, row->root.size));
  ts_sql_put_text(&sql, row->root_key_file);
  ts_sql_put_number(&sql, row->signer_days);
  ts_sql_put_number(&sql, row->serial_days);
  ts_sql_put_number(&sql, now);
  bool ok = ts_sql_done(&sql);
  ts_sql_close(&sql);
  return ok;
}

bool ts_home_brand_add_prefix(struct ts_home *home, const char *id, const char *prefix,
                              struct ts_fault *fault) {
  struct ts_sql all = ts_sql(home->db, "SELECT prefix, brand FROM brand_prefix", fault);
  char other[TS_PREFIX_MAX + 1], brand[TS_BRAND_ID_MAX + 1];
  while (ts_sql_row(&all))
    if (ts_sql_copy(&all, 0, other, sizeof other) && ts_sql_copy(&all, 1, brand, sizeof brand) &&
        ts_prefix_overlap(prefix, other))
      (void)ts_fault(fault, EX_DATAERR,
                     "GS1 prefix %s overlaps %s of brand %s; a GTIN can have one owner only", prefix, other,
                     brand);
  ts_sql_close(&all);
  struct ts_sql sql = ts_sql(home->db, "INSERT INTO brand_prefix(prefix, brand) VALUES(?, ?)", fault);
  ts_sql_put_text(&sql, prefix);
  ts_sql_put_text(&sql, id);
  bool ok = ts_sql_done(&sql);
  ts_sql_close(&sql);
  return ok;
}

bool ts_home_brand_add_host(struct ts_home *home, const char *id, const char *host, struct ts_fault *fault) {
  struct ts_sql taken = ts_sql(home->db, "SELECT brand FROM brand_host WHERE host = ?", fault);
  char brand[TS_BRAND_ID_MAX + 1];
  ts_sql_put_text(&taken, host);
  if (ts_sql_row(&taken) && ts_sql_copy(&taken, 0, brand, sizeof brand))
    (void)ts_fault(fault, EX_DATAERR, "host %s is there already, with brand %s", host, brand);
  ts_sql_close(&taken);
  struct ts_sql sql = ts_sql(home->db,
                             "INSERT INTO brand_host(host, brand, position)"
                             " SELECT ?1, ?2, count(*) FROM brand_host WHERE brand = ?2",
                             fault);
  ts_sql_put_text(&sql, host);
  ts_sql_put_text(&sql, id);
  bool ok = ts_sql_done(&sql);
  ts_sql_close(&sql);
  return ok;
}

bool ts_home_brand_first_host(struct ts_home *home, const char *id, char out[TS_GS1_HOST_MAX + 1],
                              struct ts_fault *fault) {
  struct ts_sql sql =
      ts_sql(home->db, "SELECT host FROM brand_host WHERE brand = ? ORDER BY position LIMIT 1", fault);
  ts_sql_put_text(&sql, id);
  bool ok = ts_sql_row(&sql) || ts_fault(fault, EX_DATAERR, "brand %s has no host", id);
  ok = ok && ts_sql_copy(&sql, 0, out, TS_GS1_HOST_MAX + 1);
  ts_sql_close(&sql);
  return ok;
}

/* Does any of the brand's prefixes begin DIGITS? */
static bool begins(struct ts_home *home, const char *id, const char *digits, bool *found,
                   struct ts_fault *fault) {
  struct ts_sql sql = ts_home_brand_prefixes(home, id, fault);
  char prefix[TS_PREFIX_MAX + 1];
  *found = false;
  while (ts_sql_row(&sql))
    if (ts_sql_copy(&sql, 0, prefix, sizeof prefix) && strncmp(digits, prefix, strlen(prefix)) == 0)
      *found = true;
  ts_sql_close(&sql);
  return fault->status == EX_OK;
}

bool ts_home_brand_owns(struct ts_home *home, const char *id, const char *gtin14, bool *owns,
                        struct ts_fault *fault) {
  return begins(home, id, gtin14 + 1, owns, fault);
}

bool ts_home_brand_covers(struct ts_home *home, const char *id, const char *text, bool prefix_too,
                          char out[15], struct ts_fault *fault) {
  bool found = false, gtin = ts_gs1_gtin14(out, ts_bytes_of(text)), prefix = prefix_too && ts_prefix_ok(text);
  if (!gtin && !prefix)
    return ts_fault(fault, EX_USAGE, "%s is no GTIN with a right check digit%s", text,
                    prefix_too ? " and no GS1 prefix of 4 to 12 digits" : "");
  if (gtin && !begins(home, id, out + 1, &found, fault))
    return false;
  /* A prefix of 8 or 12 digits may look like a short GTIN, but hardly like one of the brand's. */
  if (!found && prefix) {
    (void)ts_text_copy(out, 15, ts_bytes_of(text));
    if (!begins(home, id, out, &found, fault))
      return false;
  }
  return found || ts_fault(fault, EX_DATAERR, "%s lies outside the GS1 prefixes of brand %s", text, id);
}

bool ts_home_brand_set_days(struct ts_home *home, const char *id, int64_t signer_days, int64_t serial_days,
                            struct ts_fault *fault) {
  struct ts_sql sql =
      ts_sql(home->db, "UPDATE brand SET signer_days = ?, serial_days = ? WHERE id = ?", fault);
  ts_sql_put_number(&sql, signer_days);
  ts_sql_put_number(&sql, serial_days);
  ts_sql_put_text(&sql, id);
  bool ok = ts_sql_done(&sql);
  ts_sql_close(&sql);
  return ok;
}

bool ts_home_brand_set_tagged(struct ts_home *home, const char *id, const char *gtin_or_prefix, int64_t since,
                              struct ts_fault *fault) {
  struct ts_sql sql = ts_sql(home->db,
                             "INSERT INTO brand_tagged(brand, gtin, since) VALUES(?, ?, ?)"
                             " ON CONFLICT(brand, gtin) DO UPDATE SET since = excluded.since",
                             fault);
  ts_sql_put_text(&sql, id);
  ts_sql_put_text(&sql, gtin_or_prefix);
  ts_sql_put_number(&sql, since);
  bool ok = ts_sql_done(&sql);
  ts_sql_close(&sql);
  return ok;
}

bool ts_home_brand_drop_tagged(struct ts_home *home, const char *id, const char *gtin_or_prefix,
                               struct ts_fault *fault) {
  struct ts_sql sql = ts_sql(home->db, "DELETE FROM brand_tagged WHERE brand = ? AND gtin = ?", fault);
  ts_sql_put_text(&sql, id);
  ts_sql_put_text(&sql, gtin_or_prefix);
  bool ok = ts_sql_done(&sql);
  ts_sql_close(&sql);
  return ok;
}

bool ts_home_brand_add_serial_form(struct ts_home *home, const char *id, const char *form,
                                   struct ts_fault *fault) {
  struct ts_sql sql =
      ts_sql(home->db, "INSERT OR IGNORE INTO brand_serial_form(brand, form) VALUES(?, ?)", fault);
  ts_sql_put_text(&sql, id);
  ts_sql_put_text(&sql, form);
  bool ok = ts_sql_done(&sql);
  ts_sql_close(&sql);
  return ok;
}

static struct ts_sql list_of(struct ts_home *home, const char *id, const char *text, struct ts_fault *fault) {
  struct ts_sql sql = ts_sql(home->db, text, fault);
  ts_sql_put_text(&sql, id);
  return sql;
}

struct ts_sql ts_home_brand_ids(struct ts_home *home, struct ts_fault *fault) {
  return ts_sql(home->db, "SELECT id FROM brand ORDER BY id", fault);
}

struct ts_sql ts_home_brand_prefixes(struct ts_home *home, const char *id, struct ts_fault *fault) {
  return list_of(home, id, "SELECT prefix FROM brand_prefix WHERE brand = ? ORDER BY prefix", fault);
}

struct ts_sql ts_home_brand_hosts(struct ts_home *home, const char *id, struct ts_fault *fault) {
  return list_of(home, id, "SELECT host FROM brand_host WHERE brand = ? ORDER BY host", fault);
}

struct ts_sql ts_home_brand_tagged(struct ts_home *home, const char *id, struct ts_fault *fault) {
  return list_of(home, id, "SELECT gtin, since FROM brand_tagged WHERE brand = ? ORDER BY gtin", fault);
}

struct ts_sql ts_home_brand_serial_forms(struct ts_home *home, const char *id, struct ts_fault *fault) {
  return list_of(home, id, "SELECT form FROM brand_serial_form WHERE brand = ? ORDER BY form", fault);
}

struct ts_sql ts_home_brand_models(struct ts_home *home, const char *id, struct ts_fault *fault) {
  return list_of(home, id, "SELECT gtin, name FROM model WHERE brand = ? ORDER BY gtin", fault);
}
