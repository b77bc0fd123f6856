/* SPDX-License-Identifier: Apache-2.0 */
#include "host-tools/pg.h"

#include <stdlib.h>
#include <string.h>

#define ARRAY_HEADER 20      /* dimensions, whether there are NULLs, type; length, first index */
#define CONNECT_SECONDS "20" /* unless the URL says otherwise */

/* An array's type number is not computed from its items'. */
static Oid array_type(enum ts_pg_type type) {
  return type == TS_PG_TEXT ? 1009 : type == TS_PG_NUMBER ? 1016 : 1001;
}

void ts_pg_clear(struct ts_pg_parameters *p) {
  p->count = 0;
  p->failed = false;
}

void ts_pg_free(struct ts_pg_parameters *p) {
  for (size_t i = 0; i < TS_PG_PARAMETERS_MAX; i++)
    free(p->of[i].data);
  *p = (struct ts_pg_parameters){0};
}

static void append(struct ts_pg_parameters *p, size_t place, const void *data, size_t size) {
  size_t wanted = p->of[place].size + size, room = p->of[place].capacity ? p->of[place].capacity : 64;
  while (room < wanted)
    room *= 2;
  if (room > p->of[place].capacity) {
    char *grown = realloc(p->of[place].data, room);
    p->failed = p->failed || !grown;
    if (!grown)
      return;
    p->of[place].data = grown;
    p->of[place].capacity = room;
  }
  if (size)
    memcpy(p->of[place].data + p->of[place].size, data, size);
  p->of[place].size = wanted;
}

static void append_be32(struct ts_pg_parameters *p, size_t place, uint32_t value) {
  uint8_t bytes[4];
  ts_put_be32(bytes, value);
  append(p, place, bytes, sizeof bytes);
}

static size_t next_place(struct ts_pg_parameters *p, Oid type) {
  size_t place = p->count < TS_PG_PARAMETERS_MAX ? p->count++ : 0;
  p->of[place].type = type;
  p->of[place].size = 0;
  p->of[place].items = 0;
  append(p, place, "", 0); /* no parameter is a NULL */
  return place;
}

void ts_pg_put_text(struct ts_pg_parameters *p, const char *text) {
  append(p, next_place(p, TS_PG_TEXT), text, strlen(text));
}

void ts_pg_put_number(struct ts_pg_parameters *p, int64_t number) {
  uint8_t bytes[8];
  ts_put_be64(bytes, (uint64_t)number);
  append(p, next_place(p, TS_PG_NUMBER), bytes, sizeof bytes);
}

size_t ts_pg_put_array(struct ts_pg_parameters *p, enum ts_pg_type type) {
  size_t place = next_place(p, array_type(type));
  append_be32(p, place, 1);
  append_be32(p, place, 0);
  append_be32(p, place, (uint32_t)type);
  append_be32(p, place, 0); /* its length, brought up to date with each item */
  append_be32(p, place, 1);
  return place;
}

void ts_pg_add_bytes(struct ts_pg_parameters *p, size_t place, struct ts_bytes bytes) {
  append_be32(p, place, (uint32_t)bytes.size);
  append(p, place, bytes.data, bytes.size);
  if (!p->failed)
    ts_put_be32((uint8_t *)p->of[place].data + 12, ++p->of[place].items);
}

void ts_pg_add_text(struct ts_pg_parameters *p, size_t place, const char *text) {
  ts_pg_add_bytes(p, place, ts_bytes_of(text));
}

void ts_pg_add_number(struct ts_pg_parameters *p, size_t place, int64_t number) {
  uint8_t bytes[8];
  ts_put_be64(bytes, (uint64_t)number);
  ts_pg_add_bytes(p, place, ts_bytes(bytes, sizeof bytes));
}

static const char *state_of(const PGresult *result) {
  const char *state = result ? PQresultErrorField(result, PG_DIAG_SQLSTATE) : NULL;
  return state ? state : "";
}

/* By the classes of SQLSTATE. */
static int status_of(PGconn *conn, const char *state) {
  if (PQstatus(conn) != CONNECTION_OK || strncmp(state, "08", 2) == 0 || strncmp(state, "57P", 3) == 0)
    return EX_UNAVAILABLE;
  if (strncmp(state, "40", 2) == 0 || strcmp(state, "55P03") == 0)
    return EX_TEMPFAIL;
  if (strcmp(state, "53100") == 0)
    return EX_CANTCREAT;
  if (strncmp(state, "53", 2) == 0)
    return EX_UNAVAILABLE;
  if (strcmp(state, "42501") == 0 || strcmp(state, "25006") == 0 || strncmp(state, "28", 2) == 0)
    return EX_NOPERM;
  return EX_SOFTWARE;
}

static const char *advice_for(int status) {
  switch (status) {
  case EX_UNAVAILABLE:
    return " (is the server running? Run this again: what it took is not done twice)";
  case EX_TEMPFAIL:
    return " (another touchstone is writing; try again)";
  case EX_CANTCREAT:
    return " (the server's disk is full; nothing of this step was kept)";
  default:
    return "";
  }
}

bool ts_pg_fault(PGconn *conn, const PGresult *result, struct ts_fault *fault) {
  const char *words = result ? PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY) : NULL;
  int status = status_of(conn, state_of(result));
  words = words ? words : PQerrorMessage(conn);
  return ts_fault(fault, status, "registry: %.*s%s", (int)strcspn(words, "\n"), words, advice_for(status));
}

/* A server's notices are for its administrator. */
static void ignore_notice(void *ctx, const PGresult *result) {
  (void)ctx;
  (void)result;
}

PGconn *ts_pg_connect(const char *url, struct ts_fault *fault) {
  static const char *const names[] = {"connect_timeout", "fallback_application_name", "dbname",
                                      "client_encoding", NULL};
  const char *const values[] = {CONNECT_SECONDS, "touchstone", url, "UTF8", NULL};
  PGconn *conn = PQconnectdbParams(names, values, 1);
  if (!conn)
    (void)ts_fault(fault, EX_OSERR, "out of memory");
  else if (PQstatus(conn) != CONNECTION_OK)
    (void)ts_fault(fault, EX_UNAVAILABLE, "registry: %.*s", (int)strcspn(PQerrorMessage(conn), "\n"),
                   PQerrorMessage(conn));
  else
    (void)PQsetNoticeReceiver(conn, ignore_notice, NULL);
  if (fault->status == EX_OK)
    return conn;
  PQfinish(conn);
  return NULL;
}

static PGresult *send(PGconn *conn, const char *text, const struct ts_pg_parameters *p) {
  Oid types[TS_PG_PARAMETERS_MAX];
  const char *values[TS_PG_PARAMETERS_MAX];
  int sizes[TS_PG_PARAMETERS_MAX], formats[TS_PG_PARAMETERS_MAX], count = (int)p->count;
  for (int i = 0; i < count; i++) {
    types[i] = p->of[i].type;
    values[i] = p->of[i].data;
    sizes[i] = (int)p->of[i].size;
    formats[i] = 1;
  }
  return PQexecParams(conn, text, count, types, values, sizes, formats, 1);
}

PGresult *ts_pg_run(PGconn *conn, const char *text, const struct ts_pg_parameters *p,
                    struct ts_fault *fault) {
  static const struct ts_pg_parameters none;
  if (fault->status != EX_OK)
    return NULL;
  if (p && p->failed) {
    (void)ts_fault(fault, EX_OSERR, "out of memory");
    return NULL;
  }
  PGresult *result = send(conn, text, p ? p : &none);
  ExecStatusType status = PQresultStatus(result);
  if (status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK)
    return result;
  (void)ts_pg_fault(conn, result, fault);
  PQclear(result);
  return NULL;
}

bool ts_pg_do(PGconn *conn, const char *text, const struct ts_pg_parameters *p, size_t *rows,
              struct ts_fault *fault) {
  if (fault->status != EX_OK)
    return false;
  /* Only the protocol without parameters takes several statements. */
  PGresult *result = p ? ts_pg_run(conn, text, p, fault) : PQexec(conn, text);
  ExecStatusType status = PQresultStatus(result);
  bool ok = status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK;
  if (!ok)
    (void)ts_pg_fault(conn, result, fault);
  if (rows)
    *rows = ok ? (size_t)strtoull(PQcmdTuples(result), NULL, 10) : 0;
  PQclear(result);
  return ok;
}

int64_t ts_pg_number(const PGresult *result, int row, int column) {
  const uint8_t *data = (const uint8_t *)PQgetvalue(result, row, column);
  if (PQgetlength(result, row, column) != 8)
    return 0;
  return (int64_t)ts_get_be64(data);
}

struct ts_bytes ts_pg_bytes(const PGresult *result, int row, int column) {
  return ts_bytes(PQgetvalue(result, row, column), (size_t)PQgetlength(result, row, column));
}

bool ts_pg_copy(const PGresult *result, int row, int column, char *out, size_t capacity,
                struct ts_fault *fault) {
  return ts_text_copy(out, capacity, ts_pg_bytes(result, row, column)) ||
         ts_fault(fault, EX_DATAERR, "registry: %s is too long", PQfname(result, column));
}
