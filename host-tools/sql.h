/* SPDX-License-Identifier: Apache-2.0 */
/* SQLite with faults instead of codes, so that a statement is a line of its own in the code that needs it. */
#ifndef TS_HOST_TOOLS_SQL_H
#define TS_HOST_TOOLS_SQL_H

#include <sqlite3.h>
#include <stdbool.h>
#include <stdint.h>

#include "core/bytes.h"
#include "host-tools/fault.h"

/* A prepared statement and the first thing that went wrong with it. */
struct ts_sql {
  sqlite3 *db;
  sqlite3_stmt *stmt;
  int bound; /* parameters bound so far */
  struct ts_fault *fault;
};

/* What SQLite says of DB's last failure, as a fault. Returns false. */
bool ts_sql_fault(sqlite3 *db, struct ts_fault *fault);
/* Statements without parameters or results. */
bool ts_sql_run(sqlite3 *db, const char *text, struct ts_fault *fault);

/* A failure is kept and told by ts_sql_row/ts_sql_done. Close in any case. */
struct ts_sql ts_sql(sqlite3 *db, const char *text, struct ts_fault *fault);
void ts_sql_close(struct ts_sql *sql);

/* Parameters, from the left. Texts and blobs must stay until the statement is reset or closed. */
void ts_sql_put_text(struct ts_sql *sql, const char *text);
void ts_sql_put_bytes(struct ts_sql *sql, struct ts_bytes text); /* as TEXT */
void ts_sql_put_blob(struct ts_sql *sql, struct ts_bytes blob);
void ts_sql_put_number(struct ts_sql *sql, int64_t number);

/* Steps to the next row: false at the end or on a failure (then the fault is set). */
bool ts_sql_row(struct ts_sql *sql);
/* Runs a statement that has no result to its end, and makes it ready for the next parameters. */
bool ts_sql_done(struct ts_sql *sql);
/* Ready for other parameters, after rows were read. */
void ts_sql_reset(struct ts_sql *sql);

/* Columns of the row; views and texts are good until the next step. */
int64_t ts_sql_number(struct ts_sql *sql, int column);
struct ts_bytes ts_sql_blob(struct ts_sql *sql, int column);
struct ts_bytes ts_sql_text(struct ts_sql *sql, int column);
/* Copies a text to OUT; EX_DATAERR if the database holds a longer one than any command writes. */
bool ts_sql_copy(struct ts_sql *sql, int column, char *out, size_t capacity);

#endif
