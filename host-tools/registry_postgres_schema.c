/* SPDX-License-Identifier: Apache-2.0 */
#include "host-tools/registry_postgres_schema.h"

#include <string.h>

#define CREATE_TRIES 20

/* Entry N brings version N to N + 1. Append only: each has run on somebody's server. Every key begins with
 * brand and serial_hash, so that the tables can be spread over many machines by them (docs/registry.md). */
static const char *const steps[] = {
    "CREATE TABLE piece(brand TEXT NOT NULL, serial_hash BIGINT NOT NULL, gtin TEXT NOT NULL,"
    "  serial TEXT NOT NULL, engraved TEXT NOT NULL, weight_mg BIGINT NOT NULL,"
    "  weight_tolerance_mg BIGINT NOT NULL, fineness BIGINT NOT NULL, colour TEXT NOT NULL,"
    "  size TEXT NOT NULL, signed_sha256 BYTEA NOT NULL, key_id BIGINT NOT NULL, uri TEXT NOT NULL,"
    "  issued BIGINT NOT NULL, issued_by TEXT NOT NULL, block TEXT NOT NULL DEFAULT '',"
    "  blocked_at BIGINT NOT NULL DEFAULT 0, sold_at BIGINT NOT NULL DEFAULT 0,"
    "  version BIGINT NOT NULL DEFAULT 1, PRIMARY KEY(brand, serial_hash, gtin, serial));"
    "CREATE TABLE event(brand TEXT NOT NULL, serial_hash BIGINT NOT NULL, gtin TEXT NOT NULL,"
    "  serial TEXT NOT NULL, version BIGINT NOT NULL, kind TEXT NOT NULL, reason TEXT NOT NULL,"
    "  at BIGINT NOT NULL, operator TEXT NOT NULL,"
    "  PRIMARY KEY(brand, serial_hash, gtin, serial, version));"
    "CREATE INDEX piece_blocked ON piece(brand) WHERE block <> '';"
    "CREATE VIEW history AS"
    "  SELECT brand, serial_hash, gtin, serial, 1::BIGINT AS version, 'issued'::TEXT AS kind,"
    "    ''::TEXT AS reason, issued AS at, issued_by AS operator FROM piece"
    "  UNION ALL SELECT brand, serial_hash, gtin, serial, version, kind, reason, at, operator FROM event",

    /* Devices whose journals were imported, and the pieces that they saw: a piece's sightings lie beside it. */
    "CREATE TABLE device(id TEXT PRIMARY KEY, place TEXT NOT NULL, certificate BYTEA NOT NULL,"
    "  size BIGINT NOT NULL, root BYTEA NOT NULL, imported BIGINT NOT NULL);"
    "CREATE TABLE sighting(serial_hash BIGINT NOT NULL, gtin TEXT NOT NULL, serial TEXT NOT NULL,"
    "  device TEXT NOT NULL, record BIGINT NOT NULL, brand TEXT NOT NULL, at BIGINT NOT NULL,"
    "  trust BIGINT NOT NULL, mode BIGINT NOT NULL, verdict BIGINT NOT NULL, reasons BIGINT NOT NULL,"
    "  signature BIGINT NOT NULL, operator BIGINT NOT NULL, consignment BIGINT NOT NULL, leaf BYTEA NOT NULL,"
    "  PRIMARY KEY(serial_hash, gtin, serial, device, record))",
};
#define VERSION ((int64_t)(sizeof steps / sizeof *steps))

/* *VERSION is -1 where there is no table of versions yet. */
static bool read_version(PGconn *conn, const char *text, int64_t *version, struct ts_fault *fault) {
  PGresult *result = PQexecParams(conn, text, 0, NULL, NULL, NULL, NULL, 1);
  const char *state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
  bool ok = PQresultStatus(result) == PGRES_TUPLES_OK;
  *version = ok && PQntuples(result) == 1 ? ts_pg_number(result, 0, 0) : -1;
  if (!ok && !(state && strcmp(state, "42P01") == 0))
    (void)ts_pg_fault(conn, result, fault);
  PQclear(result);
  return fault->status == EX_OK;
}

/* IF NOT EXISTS does not keep two that make the table at the same moment from a clash: the loser tries again
 * and finds it. */
static bool make_version_table(PGconn *conn, struct ts_fault *fault) {
  for (int i = 0; i < CREATE_TRIES; i++) {
    PGresult *result = PQexec(
        conn, "CREATE TABLE IF NOT EXISTS registry_version(id BIGINT PRIMARY KEY, version BIGINT NOT NULL);"
              "INSERT INTO registry_version(id, version) VALUES(1, 0) ON CONFLICT DO NOTHING");
    const char *state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
    bool ok = PQresultStatus(result) == PGRES_COMMAND_OK;
    bool clash =
        state && (strcmp(state, "23505") == 0 || strcmp(state, "42P07") == 0 || strcmp(state, "42710") == 0);
    if (!ok && (!clash || i + 1 == CREATE_TRIES))
      (void)ts_pg_fault(conn, result, fault);
    PQclear(result);
    if (ok || fault->status != EX_OK)
      break;
  }
  return fault->status == EX_OK;
}

static bool too_new(struct ts_fault *fault) {
  return ts_fault(fault, EX_DATAERR, "the registry was made by a newer touchstone; use that one");
}

/* The row's lock makes others that want to do the same wait, and then see that it is done. */
static bool upgrade(PGconn *conn, struct ts_fault *fault) {
  int64_t version;
  if (!ts_pg_do(conn, "BEGIN", NULL, NULL, fault) ||
      !read_version(conn, "SELECT version FROM registry_version WHERE id = 1 FOR UPDATE", &version, fault))
    return false;
  if (version > VERSION)
    return too_new(fault);
  if (version < 0)
    return ts_fault(fault, EX_DATAERR, "the registry's table registry_version is damaged");
  for (; version < VERSION; version++)
    if (!ts_pg_do(conn, steps[version], NULL, NULL, fault))
      return false;
  struct ts_pg_parameters p = {0};
  ts_pg_put_number(&p, VERSION);
  bool ok = ts_pg_do(conn, "UPDATE registry_version SET version = $1 WHERE id = 1", &p, NULL, fault) &&
            ts_pg_do(conn, "COMMIT", NULL, NULL, fault);
  ts_pg_free(&p);
  return ok;
}

bool ts_registry_postgres_migrate(PGconn *conn, struct ts_fault *fault) {
  int64_t version;
  if (!read_version(conn, "SELECT version FROM registry_version WHERE id = 1", &version, fault))
    return false;
  if (version == VERSION)
    return true;
  if (version > VERSION)
    return too_new(fault);
  if ((version >= 0 || make_version_table(conn, fault)) && upgrade(conn, fault))
    return true;
  PQclear(PQexec(conn, "ROLLBACK")); /* the fault is told already */
  return false;
}
