/* SPDX-License-Identifier: Apache-2.0 */
/* libpq with faults instead of codes. Values go and come in PostgreSQL's binary form: texts as they are,
 * numbers as BIGINT, digests as BYTEA, and many at once as arrays, so that a batch is one statement. */
#ifndef TS_HOST_TOOLS_PG_H
#define TS_HOST_TOOLS_PG_H

#include <libpq-fe.h>
#include <stdbool.h>
#include <stdint.h>

#include "core/bytes.h"
#include "host-tools/fault.h"

#define TS_PG_PARAMETERS_MAX 20

enum ts_pg_type { TS_PG_TEXT = 25, TS_PG_NUMBER = 20, TS_PG_BYTES = 17 }; /* PostgreSQL's own numbers */

/* A statement's parameters, from the left; memory of malloc's, kept from one statement to the next. */
struct ts_pg_parameters {
  struct {
    Oid type;
    char *data;
    size_t size, capacity;
    uint32_t items;
  } of[TS_PG_PARAMETERS_MAX];
  size_t count;
  bool failed; /* memory ran out: told when the statement is run */
};

void ts_pg_clear(struct ts_pg_parameters *p); /* no parameters any more; their memory stays */
void ts_pg_free(struct ts_pg_parameters *p);
/* The next parameter. */
void ts_pg_put_text(struct ts_pg_parameters *p, const char *text);
void ts_pg_put_number(struct ts_pg_parameters *p, int64_t number);
/* The next parameter is an array of TYPE, empty so far; gives its place. */
size_t ts_pg_put_array(struct ts_pg_parameters *p, enum ts_pg_type type);
/* One more item in the array at PLACE. */
void ts_pg_add_text(struct ts_pg_parameters *p, size_t place, const char *text);
void ts_pg_add_number(struct ts_pg_parameters *p, size_t place, int64_t number);
void ts_pg_add_bytes(struct ts_pg_parameters *p, size_t place, struct ts_bytes bytes);

/* What the server or libpq says, as a fault. Returns false. RESULT NULL: of the connection. */
bool ts_pg_fault(PGconn *conn, const PGresult *result, struct ts_fault *fault);

/* Connects to a postgresql:// URL. NULL with the fault set (EX_UNAVAILABLE). */
PGconn *ts_pg_connect(const char *url, struct ts_fault *fault);

/* Runs one statement, P may be NULL. The result is the caller's to PQclear; NULL with the fault set. */
PGresult *ts_pg_run(PGconn *conn, const char *text, const struct ts_pg_parameters *p, struct ts_fault *fault);
/* The same for a statement whose rows nobody wants; *ROWS (may be NULL): how many it wrote. Statements without
 * parameters may be several, with semicolons between. */
bool ts_pg_do(PGconn *conn, const char *text, const struct ts_pg_parameters *p, size_t *rows,
              struct ts_fault *fault);

/* What stands in a row. A value of another size than its type's, or a NULL, is 0 or empty. */
int64_t ts_pg_number(const PGresult *result, int row, int column);
struct ts_bytes ts_pg_bytes(const PGresult *result, int row, int column); /* of texts, too */
/* EX_DATAERR if the database holds a longer one than any command writes. */
bool ts_pg_copy(const PGresult *result, int row, int column, char *out, size_t capacity,
                struct ts_fault *fault);

#endif
