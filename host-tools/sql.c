/* SPDX-License-Identifier: Apache-2.0 */
#include "host-tools/sql.h"

#include <string.h>

static int status_of(int code) {
  switch (code & 0xff) {
  case SQLITE_BUSY:
  case SQLITE_LOCKED:
    return EX_TEMPFAIL;
  case SQLITE_FULL:
  case SQLITE_READONLY:
  case SQLITE_CANTOPEN:
    return EX_CANTCREAT;
  case SQLITE_IOERR:
    return EX_IOERR;
  case SQLITE_PERM:
  case SQLITE_AUTH:
    return EX_NOPERM;
  case SQLITE_CORRUPT:
  case SQLITE_NOTADB:
    return EX_DATAERR;
  case SQLITE_NOMEM:
    return EX_OSERR;
  default:
    return EX_SOFTWARE;
  }
}

bool ts_sql_fault(sqlite3 *db, struct ts_fault *fault) {
  int status = status_of(sqlite3_extended_errcode(db));
  const char *path = sqlite3_db_filename(db, "main");
  const char *advice = "";
  if (status == EX_TEMPFAIL)
    advice = " (another touchstone is writing; try again)";
  else if (status == EX_CANTCREAT || status == EX_IOERR)
    advice = " (is the disk full? nothing was changed)";
  return ts_fault(fault, status, "database %s: %s%s", path ? path : "", sqlite3_errmsg(db), advice);
}

bool ts_sql_run(sqlite3 *db, const char *text, struct ts_fault *fault) {
  return sqlite3_exec(db, text, NULL, NULL, NULL) == SQLITE_OK || ts_sql_fault(db, fault);
}

struct ts_sql ts_sql(sqlite3 *db, const char *text, struct ts_fault *fault) {
  struct ts_sql sql = {.db = db, .fault = fault};
  if (sqlite3_prepare_v2(db, text, -1, &sql.stmt, NULL) != SQLITE_OK)
    (void)ts_sql_fault(db, fault);
  return sql;
}

void ts_sql_close(struct ts_sql *sql) {
  (void)sqlite3_finalize(sql->stmt); /* repeats the failure of the last step, which was told */
  sql->stmt = NULL;
}

static void check_bind(struct ts_sql *sql, int code) {
  if (code != SQLITE_OK)
    (void)ts_sql_fault(sql->db, sql->fault);
}

void ts_sql_put_bytes(struct ts_sql *sql, struct ts_bytes text) {
  const char *data = text.data ? (const char *)text.data : "";
  if (sql->stmt)
    check_bind(sql, sqlite3_bind_text(sql->stmt, ++sql->bound, data, (int)text.size, SQLITE_STATIC));
}

void ts_sql_put_text(struct ts_sql *sql, const char *text) {
  ts_sql_put_bytes(sql, ts_bytes_of(text));
}

void ts_sql_put_blob(struct ts_sql *sql, struct ts_bytes blob) {
  if (sql->stmt)
    check_bind(sql, sqlite3_bind_blob(sql->stmt, ++sql->bound, blob.data, (int)blob.size, SQLITE_STATIC));
}

void ts_sql_put_number(struct ts_sql *sql, int64_t number) {
  if (sql->stmt)
    check_bind(sql, sqlite3_bind_int64(sql->stmt, ++sql->bound, number));
}

bool ts_sql_row(struct ts_sql *sql) {
  if (!sql->stmt || sql->fault->status != EX_OK)
    return false;
  int code = sqlite3_step(sql->stmt);
  if (code != SQLITE_ROW && code != SQLITE_DONE)
    (void)ts_sql_fault(sql->db, sql->fault);
  return code == SQLITE_ROW;
}

bool ts_sql_done(struct ts_sql *sql) {
  bool row = ts_sql_row(sql);
  ts_sql_reset(sql);
  return !row && sql->fault->status == EX_OK;
}

void ts_sql_reset(struct ts_sql *sql) {
  (void)sqlite3_reset(sql->stmt); /* repeats the failure of the last step, which was told */
  sql->bound = 0;
}

int64_t ts_sql_number(struct ts_sql *sql, int column) {
  return sqlite3_column_int64(sql->stmt, column);
}

struct ts_bytes ts_sql_blob(struct ts_sql *sql, int column) {
  const void *data = sqlite3_column_blob(sql->stmt, column);
  return ts_bytes(data, (size_t)sqlite3_column_bytes(sql->stmt, column));
}

struct ts_bytes ts_sql_text(struct ts_sql *sql, int column) {
  const void *data = sqlite3_column_text(sql->stmt, column);
  return ts_bytes(data, (size_t)sqlite3_column_bytes(sql->stmt, column));
}

bool ts_sql_copy(struct ts_sql *sql, int column, char *out, size_t capacity) {
  return ts_text_copy(out, capacity, ts_sql_text(sql, column)) ||
         ts_fault(sql->fault, EX_DATAERR, "database %s: %s is too long", sqlite3_db_filename(sql->db, "main"),
                  sqlite3_column_name(sql->stmt, column));
}
