/* SPDX-License-Identifier: Apache-2.0 */
#include "host-tools/registry.h"

#include <pwd.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* Who is at the keyboard, for the record. */
static void name_operator(char out[TS_NAME_MAX + 1]) {
  const struct passwd *user = getpwuid(getuid());
  if (user && ts_name_ok(ts_bytes_of(user->pw_name), TS_NAME_MAX))
    (void)snprintf(out, TS_NAME_MAX + 1, "%s", user->pw_name);
  else
    (void)snprintf(out, TS_NAME_MAX + 1, "uid %lu", (unsigned long)getuid());
}

bool ts_registry_open(struct ts_registry *registry, struct ts_home *home, const char *brand,
                      struct ts_fault *fault) {
  *registry = (struct ts_registry){.home = home, .brand = brand, .fault = fault};
  name_operator(registry->operator_name);
  if (!ts_sql_run(home->db,
                  "CREATE TEMP TABLE IF NOT EXISTS issue_line(gtin TEXT NOT NULL, serial TEXT NOT NULL,"
                  " line INTEGER NOT NULL, PRIMARY KEY(gtin, serial)) WITHOUT ROWID; DELETE FROM issue_line",
                  fault))
    return false;
  registry->find =
      ts_sql(home->db,
             "SELECT engraved, weight_mg, weight_tolerance_mg, fineness, colour, size, signed_sha256,"
             " key_id, uri FROM piece WHERE brand = ? AND gtin = ? AND serial = ?",
             fault);
  registry->add =
      ts_sql(home->db,
             "INSERT INTO piece(brand, gtin, serial, engraved, weight_mg, weight_tolerance_mg, fineness,"
             " colour, size, signed_sha256, key_id, uri, issued)"
             " VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
             fault);
  registry->event = ts_sql(
      home->db, "INSERT INTO event(piece, kind, at, operator) VALUES(last_insert_rowid(), 'issued', ?, ?)",
      fault);
  registry->line = ts_sql(home->db,
                          "INSERT INTO issue_line(gtin, serial, line) VALUES(?, ?, ?)"
                          " ON CONFLICT DO UPDATE SET line = line RETURNING line",
                          fault);
  registry->model = ts_sql(home->db,
                           "INSERT INTO model(gtin, brand, name) VALUES(?, ?, ?)"
                           " ON CONFLICT DO UPDATE SET name = name RETURNING name",
                           fault);
  return fault->status == EX_OK;
}

void ts_registry_close(struct ts_registry *registry) {
  ts_sql_close(&registry->find);
  ts_sql_close(&registry->add);
  ts_sql_close(&registry->event);
  ts_sql_close(&registry->line);
  ts_sql_close(&registry->model);
}

static bool copy_row(struct ts_sql *sql, struct ts_registry_piece *out, struct ts_fault *fault) {
  struct ts_tag *tag = &out->tag;
  struct ts_bytes digest = ts_sql_blob(sql, 6);
  tag->piece.weight_mg = (uint32_t)ts_sql_number(sql, 1);
  tag->piece.weight_tolerance_mg = (uint32_t)ts_sql_number(sql, 2);
  tag->piece.fineness = (uint16_t)ts_sql_number(sql, 3);
  out->key_id = (uint16_t)ts_sql_number(sql, 7);
  if (digest.size != sizeof out->signed_sha256)
    return ts_fault(fault, EX_DATAERR, "the registry's entry of %s %s is damaged", tag->gtin, tag->serial);
  memcpy(out->signed_sha256, digest.data, digest.size);
  return ts_sql_copy(sql, 0, tag->engraved, sizeof tag->engraved) &&
         ts_sql_copy(sql, 4, tag->piece.colour, sizeof tag->piece.colour) &&
         ts_sql_copy(sql, 5, tag->piece.size, sizeof tag->piece.size) &&
         ts_sql_copy(sql, 8, out->uri, sizeof out->uri);
}

bool ts_registry_find(struct ts_registry *registry, const char *gtin14, const char *serial,
                      struct ts_registry_piece *out, bool *found) {
  struct ts_sql *sql = &registry->find;
  *out = (struct ts_registry_piece){0};
  (void)snprintf(out->tag.gtin, sizeof out->tag.gtin, "%s", gtin14);
  (void)snprintf(out->tag.serial, sizeof out->tag.serial, "%s", serial);
  ts_sql_put_text(sql, registry->brand);
  ts_sql_put_text(sql, gtin14);
  ts_sql_put_text(sql, serial);
  *found = ts_sql_row(sql);
  bool ok = registry->fault->status == EX_OK && (!*found || copy_row(sql, out, registry->fault));
  ts_sql_reset(sql);
  return ok;
}

bool ts_registry_add(struct ts_registry *registry, const struct ts_registry_piece *piece, int64_t now) {
  struct ts_sql *sql = &registry->add;
  const struct ts_tag *tag = &piece->tag;
  ts_sql_put_text(sql, registry->brand);
  ts_sql_put_text(sql, tag->gtin);
  ts_sql_put_text(sql, tag->serial);
  ts_sql_put_text(sql, tag->engraved);
  ts_sql_put_number(sql, tag->piece.weight_mg);
  ts_sql_put_number(sql, tag->piece.weight_tolerance_mg);
  ts_sql_put_number(sql, tag->piece.fineness);
  ts_sql_put_text(sql, tag->piece.colour);
  ts_sql_put_text(sql, tag->piece.size);
  ts_sql_put_blob(sql, ts_bytes(piece->signed_sha256, sizeof piece->signed_sha256));
  ts_sql_put_number(sql, piece->key_id);
  ts_sql_put_text(sql, piece->uri);
  ts_sql_put_number(sql, now);
  if (!ts_sql_done(sql))
    return false;
  ts_sql_put_number(&registry->event, now);
  ts_sql_put_text(&registry->event, registry->operator_name);
  return ts_sql_done(&registry->event);
}

bool ts_registry_note_line(struct ts_registry *registry, const char *gtin14, const char *serial,
                           uint64_t line, uint64_t *earlier) {
  struct ts_sql *sql = &registry->line;
  ts_sql_put_text(sql, gtin14);
  ts_sql_put_text(sql, serial);
  ts_sql_put_number(sql, (int64_t)line);
  bool ok = ts_sql_row(sql);
  uint64_t first = ok ? (uint64_t)ts_sql_number(sql, 0) : line;
  *earlier = first == line ? 0 : first;
  ts_sql_reset(sql);
  return ok;
}

bool ts_registry_name_model(struct ts_registry *registry, const char *gtin14, const char *name,
                            bool *new_name) {
  struct ts_sql *sql = &registry->model;
  int before = sqlite3_total_changes(registry->home->db);
  ts_sql_put_text(sql, gtin14);
  ts_sql_put_text(sql, registry->brand);
  ts_sql_put_text(sql, name);
  bool same = ts_sql_row(sql) && ts_bytes_equal_text(ts_sql_text(sql, 0), name);
  ts_sql_reset(sql);
  *new_name = sqlite3_total_changes(registry->home->db) != before;
  return same;
}

bool ts_registry_same(const struct ts_tag *a, const struct ts_tag *b) {
  return strcmp(a->gtin, b->gtin) == 0 && strcmp(a->serial, b->serial) == 0 &&
         strcmp(a->engraved, b->engraved) == 0 && a->piece.weight_mg == b->piece.weight_mg &&
         a->piece.weight_tolerance_mg == b->piece.weight_tolerance_mg &&
         a->piece.fineness == b->piece.fineness && strcmp(a->piece.colour, b->piece.colour) == 0 &&
         strcmp(a->piece.size, b->piece.size) == 0;
}
