/* SPDX-License-Identifier: Apache-2.0 */
#include "host-tools/home_schema.h"

#include <stdio.h>

#include "host-tools/sql.h"

/* Entry N brings version N to N + 1. Append only: each has run in somebody's home. */
static const char *const main_steps[] = {
    "CREATE TABLE main.publisher(id INTEGER PRIMARY KEY CHECK(id = 1), name TEXT NOT NULL, key_file TEXT NOT "
    "NULL,"
    "  last_sequence INTEGER NOT NULL DEFAULT 0, created INTEGER NOT NULL) STRICT;"
    "CREATE TABLE main.brand(id TEXT PRIMARY KEY, name TEXT NOT NULL, root_certificate BLOB NOT NULL,"
    "  root_key_file TEXT NOT NULL, signer_days INTEGER NOT NULL DEFAULT 30, serial_days INTEGER NOT NULL "
    "DEFAULT 7,"
    "  created INTEGER NOT NULL) STRICT;"
    "CREATE TABLE main.brand_prefix(prefix TEXT PRIMARY KEY, brand TEXT NOT NULL REFERENCES brand) STRICT;"
    "CREATE TABLE main.brand_host(host TEXT PRIMARY KEY, brand TEXT NOT NULL REFERENCES brand,"
    "  position INTEGER NOT NULL) STRICT;"
    "CREATE TABLE main.brand_serial_form(brand TEXT NOT NULL REFERENCES brand, form TEXT NOT NULL,"
    "  PRIMARY KEY(brand, form)) STRICT;"
    "CREATE TABLE main.brand_tagged(brand TEXT NOT NULL REFERENCES brand, gtin TEXT NOT NULL, since INTEGER "
    "NOT NULL,"
    "  PRIMARY KEY(brand, gtin)) STRICT;"
    "CREATE TABLE main.model(gtin TEXT PRIMARY KEY, brand TEXT NOT NULL REFERENCES brand, name TEXT NOT "
    "NULL) STRICT;"
    "CREATE TABLE main.signer(id INTEGER PRIMARY KEY, brand TEXT NOT NULL REFERENCES brand, key_id INTEGER "
    "NOT NULL,"
    "  certificate BLOB NOT NULL, key_file TEXT NOT NULL, state INTEGER NOT NULL DEFAULT 0, revoked_from "
    "INTEGER,"
    "  not_before INTEGER NOT NULL, not_after INTEGER NOT NULL, created INTEGER NOT NULL,"
    "  UNIQUE(brand, key_id)) STRICT;"
    "CREATE TABLE main.signer_scope(signer INTEGER NOT NULL REFERENCES signer, scope TEXT NOT NULL,"
    "  PRIMARY KEY(signer, scope)) STRICT;"
    "CREATE TABLE main.bundle(sequence INTEGER PRIMARY KEY, issued INTEGER NOT NULL, expires INTEGER NOT "
    "NULL,"
    "  sha256 BLOB NOT NULL) STRICT;",
    /* The publisher's keys by generation, and the statement that led to each but the first. */
    "CREATE TABLE main.publisher_set(generation INTEGER PRIMARY KEY, threshold INTEGER NOT NULL,"
    "  statement BLOB NOT NULL, created INTEGER NOT NULL) STRICT;"
    "CREATE TABLE main.publisher_key(generation INTEGER NOT NULL REFERENCES publisher_set, point BLOB NOT NULL,"
    "  key_file TEXT NOT NULL, PRIMARY KEY(generation, point)) STRICT;",
    /* Exports made of a brand; or, where IMPORTED is 1, the export of another home that is held. */
    "ALTER TABLE main.brand ADD COLUMN imported INTEGER NOT NULL DEFAULT 0;"
    "ALTER TABLE main.brand ADD COLUMN export_sequence INTEGER NOT NULL DEFAULT 0;"
    "ALTER TABLE main.brand ADD COLUMN export_issued INTEGER NOT NULL DEFAULT 0;"
    "ALTER TABLE main.brand ADD COLUMN export_expires INTEGER NOT NULL DEFAULT 0;"
    "ALTER TABLE main.brand ADD COLUMN export_sha256 BLOB NOT NULL DEFAULT x'';",
    /* 1: the file of the export that is held lies in the home. Before, none was kept. */
    "ALTER TABLE main.brand ADD COLUMN export_kept INTEGER NOT NULL DEFAULT 0;",
    /* Devices whose identity the publisher vouches for, and the certificates of his keys that do. */
    "CREATE TABLE main.publisher_certificate(point BLOB PRIMARY KEY, certificate BLOB NOT NULL,"
    "  not_after INTEGER NOT NULL, created INTEGER NOT NULL) STRICT;"
    "CREATE TABLE main.enrolled(id TEXT PRIMARY KEY, point BLOB NOT NULL, name TEXT NOT NULL,"
    "  not_before INTEGER NOT NULL, not_after INTEGER NOT NULL, created INTEGER NOT NULL) STRICT;",
};

static const char *const registry_steps[] = {
    "CREATE TABLE registry.piece(id INTEGER PRIMARY KEY, brand TEXT NOT NULL, gtin TEXT NOT NULL,"
    "  serial TEXT NOT NULL, engraved TEXT NOT NULL, weight_mg INTEGER NOT NULL, weight_tolerance_mg INTEGER "
    "NOT NULL,"
    "  fineness INTEGER NOT NULL, colour TEXT NOT NULL, size TEXT NOT NULL, signed_sha256 BLOB NOT NULL,"
    "  key_id INTEGER NOT NULL, uri TEXT NOT NULL, issued INTEGER NOT NULL, UNIQUE(brand, gtin, serial)) "
    "STRICT;"
    "CREATE TABLE registry.event(id INTEGER PRIMARY KEY, piece INTEGER NOT NULL REFERENCES piece, kind TEXT "
    "NOT NULL,"
    "  at INTEGER NOT NULL, operator TEXT NOT NULL, detail TEXT NOT NULL DEFAULT '') STRICT;"
    "CREATE INDEX registry.event_piece ON event(piece);",

    /* A piece's issue stands in its own row; events are what came after. Until now there were no others. */
    "ALTER TABLE registry.piece ADD COLUMN issued_by TEXT NOT NULL DEFAULT '';"
    "ALTER TABLE registry.piece ADD COLUMN block TEXT NOT NULL DEFAULT '';"
    "ALTER TABLE registry.piece ADD COLUMN blocked_at INTEGER NOT NULL DEFAULT 0;"
    "ALTER TABLE registry.piece ADD COLUMN sold_at INTEGER NOT NULL DEFAULT 0;"
    "ALTER TABLE registry.piece ADD COLUMN version INTEGER NOT NULL DEFAULT 1;"
    "UPDATE registry.piece SET issued_by ="
    "  coalesce((SELECT e.operator FROM registry.event AS e WHERE e.piece = piece.id), '');"
    "DROP TABLE registry.event;"
    "CREATE TABLE registry.event(piece INTEGER NOT NULL REFERENCES piece, version INTEGER NOT NULL,"
    "  kind TEXT NOT NULL, reason TEXT NOT NULL, at INTEGER NOT NULL, operator TEXT NOT NULL,"
    "  PRIMARY KEY(piece, version)) STRICT, WITHOUT ROWID;"
    "CREATE INDEX registry.piece_blocked ON piece(brand) WHERE block <> '';"
    "CREATE VIEW registry.history AS"
    "  SELECT brand, gtin, serial, 1 AS version, 'issued' AS kind, '' AS reason, issued AS at,"
    "    issued_by AS operator FROM piece"
    "  UNION ALL SELECT p.brand, p.gtin, p.serial, e.version, e.kind, e.reason, e.at, e.operator"
    "    FROM piece AS p JOIN event AS e ON e.piece = p.id;",

    /* Servers into which pieces of this home were issued. */
    "CREATE TABLE registry.elsewhere(place TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;",

    /* Devices whose journals were imported, and the pieces that they saw. */
    "CREATE TABLE registry.device(id TEXT PRIMARY KEY, place TEXT NOT NULL, certificate BLOB NOT NULL,"
    "  size INTEGER NOT NULL, root BLOB NOT NULL, imported INTEGER NOT NULL) STRICT, WITHOUT ROWID;"
    "CREATE TABLE registry.sighting(gtin TEXT NOT NULL, serial TEXT NOT NULL, device TEXT NOT NULL,"
    "  record INTEGER NOT NULL, brand TEXT NOT NULL, at INTEGER NOT NULL, trust INTEGER NOT NULL,"
    "  mode INTEGER NOT NULL, verdict INTEGER NOT NULL, reasons INTEGER NOT NULL, signature INTEGER NOT NULL,"
    "  operator INTEGER NOT NULL, consignment INTEGER NOT NULL, leaf BLOB NOT NULL,"
    "  PRIMARY KEY(gtin, serial, device, record)) STRICT, WITHOUT ROWID;",
};

static bool version_of(sqlite3 *db, const char *schema, int64_t *version, struct ts_fault *fault) {
  char text[48];
  (void)snprintf(text, sizeof text, "PRAGMA %s.user_version", schema);
  struct ts_sql sql = ts_sql(db, text, fault);
  bool ok = ts_sql_row(&sql);
  *version = ok ? ts_sql_number(&sql, 0) : 0;
  ts_sql_close(&sql);
  return ok;
}

static bool upgrade(sqlite3 *db, const char *schema, const char *const *step, size_t steps,
                    struct ts_fault *fault) {
  int64_t version;
  char text[64];
  if (!version_of(db, schema, &version, fault))
    return false;
  if (version < 0 || (size_t)version > steps)
    return ts_fault(fault, EX_DATAERR, "%s was made by a newer touchstone; use that one",
                    sqlite3_db_filename(db, schema));
  for (size_t i = (size_t)version; i < steps; i++)
    if (!ts_sql_run(db, step[i], fault))
      return false;
  (void)snprintf(text, sizeof text, "PRAGMA %s.user_version = %zu", schema, steps);
  return ts_sql_run(db, text, fault);
}

static bool up_to_date(sqlite3 *db, struct ts_fault *fault) {
  int64_t home, registry;
  return version_of(db, "main", &home, fault) && version_of(db, "registry", &registry, fault) &&
         home == sizeof main_steps / sizeof *main_steps &&
         registry == sizeof registry_steps / sizeof *registry_steps;
}

bool ts_home_migrate(sqlite3 *db, struct ts_fault *fault) {
  if (up_to_date(db, fault))
    return true;
  if (ts_sql_run(db, "BEGIN IMMEDIATE", fault) &&
      upgrade(db, "main", main_steps, sizeof main_steps / sizeof *main_steps, fault) &&
      upgrade(db, "registry", registry_steps, sizeof registry_steps / sizeof *registry_steps, fault) &&
      ts_sql_run(db, "COMMIT", fault))
    return true;
  (void)sqlite3_exec(db, "ROLLBACK", NULL, NULL, NULL); /* fails only where there is nothing to roll back */
  return false;
}
