/* SPDX-License-Identifier: Apache-2.0 */
/* The registry on a server that speaks PostgreSQL's protocol. A batch is one statement with arrays for its
 * columns; a list is a cursor. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "host-tools/registry_postgres.h"
#include "host-tools/registry_postgres_schema.h"

#define FETCH "2000" /* rows of a list that are in memory at a time */

static struct ts_postgres_registry *self_of(struct ts_registry *base) {
  return (struct ts_postgres_registry *)base;
}

int64_t ts_registry_serial_hash(const char *gtin14, const char *serial) {
  uint8_t text[14 + TS_TAG_SERIAL_MAX + 1], digest[TS_SHA256_SIZE] = {0};
  struct ts_buf buf = ts_buf(text, sizeof text);
  ts_buf_put_text(&buf, gtin14);
  ts_buf_put_text(&buf, serial);
  if (!ts_sha256(ts_buf_bytes(&buf), digest))
    return 0;
  return (int64_t)ts_get_be64(digest);
}

static bool start(struct ts_registry *base) {
  return ts_pg_do(self_of(base)->conn, "BEGIN ISOLATION LEVEL REPEATABLE READ", NULL, NULL, base->fault);
}

static void undo(struct ts_registry *base) {
  PQclear(PQexec(self_of(base)->conn, "ROLLBACK")); /* the server does it itself when this does not arrive */
}

static bool begin(struct ts_registry *base) {
  self_of(base)->began = self_of(base)->began || start(base);
  return self_of(base)->began;
}

static bool commit(struct ts_registry *base) {
  bool ok = ts_pg_do(self_of(base)->conn, "COMMIT", NULL, NULL, base->fault);
  if (!ok)
    undo(base);
  self_of(base)->began = false;
  return ok;
}

static void rollback(struct ts_registry *base) {
  if (self_of(base)->began)
    undo(base);
  self_of(base)->began = false;
}

static void close_registry(struct ts_registry *base) {
  struct ts_postgres_registry *self = self_of(base);
  ts_pg_free(&self->batch);
  PQfinish(self->conn); /* what was begun is rolled back */
  free(self);
}

static bool copy_piece(const PGresult *r, int row, struct ts_registry *base, struct ts_registry_piece *out) {
  struct ts_tag *tag = &out->tag;
  struct ts_bytes digest = ts_pg_bytes(r, row, 7);
  tag->piece.weight_mg = (uint32_t)ts_pg_number(r, row, 2);
  tag->piece.weight_tolerance_mg = (uint32_t)ts_pg_number(r, row, 3);
  tag->piece.fineness = (uint16_t)ts_pg_number(r, row, 4);
  out->key_id = (uint16_t)ts_pg_number(r, row, 8);
  out->issued = ts_pg_number(r, row, 10);
  out->blocked_at = ts_pg_number(r, row, 12);
  out->sold_at = ts_pg_number(r, row, 13);
  out->version = ts_pg_number(r, row, 14);
  if (digest.size != sizeof out->signed_sha256 || out->version < 1)
    return ts_registry_damaged(base, tag->gtin, tag->serial);
  memcpy(out->signed_sha256, digest.data, digest.size);
  return ts_pg_copy(r, row, 1, tag->engraved, sizeof tag->engraved, base->fault) &&
         ts_pg_copy(r, row, 5, tag->piece.colour, sizeof tag->piece.colour, base->fault) &&
         ts_pg_copy(r, row, 6, tag->piece.size, sizeof tag->piece.size, base->fault) &&
         ts_pg_copy(r, row, 9, out->uri, sizeof out->uri, base->fault) &&
         ts_registry_read_block(base, ts_pg_bytes(r, row, 11), &out->block);
}

/* Brand as $1 and the pieces' keys as $2, $3, $4; of all, or of those that are not there. */
static struct ts_pg_parameters *put_keys(struct ts_registry *base, const char *brand,
                                         const struct ts_registry_piece *piece, size_t count, bool all) {
  struct ts_pg_parameters *p = &self_of(base)->batch;
  ts_pg_clear(p);
  ts_pg_put_text(p, brand);
  size_t hash = ts_pg_put_array(p, TS_PG_NUMBER), gtin = ts_pg_put_array(p, TS_PG_TEXT),
         serial = ts_pg_put_array(p, TS_PG_TEXT);
  for (size_t i = 0; i < count; i++) {
    if (!all && piece[i].version > 0)
      continue;
    ts_pg_add_number(p, hash, ts_registry_serial_hash(piece[i].tag.gtin, piece[i].tag.serial));
    ts_pg_add_text(p, gtin, piece[i].tag.gtin);
    ts_pg_add_text(p, serial, piece[i].tag.serial);
  }
  return p;
}

/* LATERAL and LIMIT make the server look up each key in the index: by itself it may read all of the brand's
 * pieces for each batch. */
static bool find(struct ts_registry *base, const char *brand, struct ts_registry_piece *piece, size_t count) {
  static const char text[] =
      "SELECT k.n, p.engraved, p.weight_mg, p.weight_tolerance_mg, p.fineness, p.colour, p.size,"
      " p.signed_sha256, p.key_id, p.uri, p.issued, p.block, p.blocked_at, p.sold_at, p.version"
      " FROM unnest($2::BIGINT[], $3::TEXT[], $4::TEXT[]) WITH ORDINALITY AS k(serial_hash, gtin, serial, n),"
      " LATERAL (SELECT * FROM piece AS q WHERE q.brand = $1 AND q.serial_hash = k.serial_hash"
      " AND q.gtin = k.gtin AND q.serial = k.serial LIMIT 1) AS p";
  PGresult *result =
      ts_pg_run(self_of(base)->conn, text, put_keys(base, brand, piece, count, true), base->fault);
  bool ok = result != NULL;
  for (int row = 0; ok && row < PQntuples(result); row++) {
    int64_t n = ts_pg_number(result, row, 0);
    ok = n >= 1 && n <= (int64_t)count && copy_piece(result, row, base, &piece[n - 1]);
  }
  PQclear(result);
  return ok;
}

static void put_columns(struct ts_pg_parameters *p, const struct ts_registry_piece *piece, size_t count) {
  size_t engraved = ts_pg_put_array(p, TS_PG_TEXT), weight = ts_pg_put_array(p, TS_PG_NUMBER),
         tolerance = ts_pg_put_array(p, TS_PG_NUMBER), fineness = ts_pg_put_array(p, TS_PG_NUMBER),
         colour = ts_pg_put_array(p, TS_PG_TEXT), size = ts_pg_put_array(p, TS_PG_TEXT),
         digest = ts_pg_put_array(p, TS_PG_BYTES), key = ts_pg_put_array(p, TS_PG_NUMBER),
         uri = ts_pg_put_array(p, TS_PG_TEXT), issued = ts_pg_put_array(p, TS_PG_NUMBER);
  for (size_t i = 0; i < count; i++) {
    const struct ts_tag *tag = &piece[i].tag;
    if (piece[i].version > 0)
      continue;
    ts_pg_add_text(p, engraved, tag->engraved);
    ts_pg_add_number(p, weight, tag->piece.weight_mg);
    ts_pg_add_number(p, tolerance, tag->piece.weight_tolerance_mg);
    ts_pg_add_number(p, fineness, tag->piece.fineness);
    ts_pg_add_text(p, colour, tag->piece.colour);
    ts_pg_add_text(p, size, tag->piece.size);
    ts_pg_add_bytes(p, digest, ts_bytes(piece[i].signed_sha256, sizeof piece[i].signed_sha256));
    ts_pg_add_number(p, key, piece[i].key_id);
    ts_pg_add_text(p, uri, piece[i].uri);
    ts_pg_add_number(p, issued, piece[i].issued);
  }
}

/* In the key's order, so that two that add the same pieces wait for each other and never both. */
static bool add(struct ts_registry *base, const char *brand, const struct ts_registry_piece *piece,
                size_t count, size_t *added) {
  static const char text[] =
      "INSERT INTO piece(brand, serial_hash, gtin, serial, engraved, weight_mg, weight_tolerance_mg,"
      " fineness, colour, size, signed_sha256, key_id, uri, issued, issued_by)"
      " SELECT $1, k.*, $15 FROM unnest($2::BIGINT[], $3::TEXT[], $4::TEXT[], $5::TEXT[], $6::BIGINT[],"
      " $7::BIGINT[], $8::BIGINT[], $9::TEXT[], $10::TEXT[], $11::BYTEA[], $12::BIGINT[], $13::TEXT[],"
      " $14::BIGINT[]) AS k(serial_hash, gtin, serial, engraved, weight_mg, weight_tolerance_mg, fineness,"
      " colour, size, signed_sha256, key_id, uri, issued) ORDER BY k.serial_hash, k.gtin, k.serial"
      " ON CONFLICT DO NOTHING";
  struct ts_pg_parameters *p = put_keys(base, brand, piece, count, false);
  put_columns(p, piece, count);
  ts_pg_put_text(p, base->operator_name);
  return ts_pg_do(self_of(base)->conn, text, p, added, base->fault);
}

static bool update(struct ts_registry *base, const char *brand, const struct ts_registry_piece *after) {
  struct ts_pg_parameters *p = &self_of(base)->batch;
  size_t rows;
  ts_pg_clear(p);
  ts_pg_put_text(p, brand);
  ts_pg_put_number(p, ts_registry_serial_hash(after->tag.gtin, after->tag.serial));
  ts_pg_put_text(p, after->tag.gtin);
  ts_pg_put_text(p, after->tag.serial);
  ts_pg_put_text(p, ts_block_name(after->block));
  ts_pg_put_number(p, after->blocked_at);
  ts_pg_put_number(p, after->sold_at);
  ts_pg_put_number(p, after->version);
  return ts_pg_do(self_of(base)->conn,
                  "UPDATE piece SET block = $5, blocked_at = $6, sold_at = $7, version = $8"
                  " WHERE brand = $1 AND serial_hash = $2 AND gtin = $3 AND serial = $4 AND version = $8 - 1",
                  p, &rows, base->fault) &&
         (rows == 1 ||
          ts_fault(base->fault, EX_TEMPFAIL, "%s %s was changed by somebody else meanwhile; try again",
                   after->tag.gtin, after->tag.serial));
}

static bool note(struct ts_registry *base, const char *brand, const struct ts_registry_piece *after,
                 const struct ts_registry_event *event) {
  struct ts_pg_parameters *p = &self_of(base)->batch;
  ts_pg_clear(p);
  ts_pg_put_text(p, brand);
  ts_pg_put_number(p, ts_registry_serial_hash(after->tag.gtin, after->tag.serial));
  ts_pg_put_text(p, after->tag.gtin);
  ts_pg_put_text(p, after->tag.serial);
  ts_pg_put_number(p, after->version);
  ts_pg_put_text(p, ts_event_name(event->kind));
  ts_pg_put_text(p, ts_block_name(event->reason));
  ts_pg_put_number(p, event->at);
  ts_pg_put_text(p, event->operator_name);
  return ts_pg_do(self_of(base)->conn,
                  "INSERT INTO event(brand, serial_hash, gtin, serial, version, kind, reason, at, operator)"
                  " VALUES($1, $2, $3, $4, $5, $6, $7, $8, $9)",
                  p, NULL, base->fault);
}

static bool change(struct ts_registry *base, const char *brand, const struct ts_registry_piece *after,
                   const struct ts_registry_event *event) {
  bool alone = !self_of(base)->began;
  bool ok = begin(base) && update(base, brand, after) && note(base, brand, after, event);
  if (alone && ok)
    ok = commit(base);
  else if (alone)
    rollback(base);
  return ok;
}

static bool history(struct ts_registry *base, const char *brand, const char *gtin14, const char *serial,
                    bool (*each)(void *ctx, const struct ts_registry_event *event), void *ctx) {
  struct ts_registry_event event;
  struct ts_pg_parameters *p = &self_of(base)->batch;
  ts_pg_clear(p);
  ts_pg_put_text(p, brand);
  ts_pg_put_number(p, ts_registry_serial_hash(gtin14, serial));
  ts_pg_put_text(p, gtin14);
  ts_pg_put_text(p, serial);
  PGresult *result = ts_pg_run(self_of(base)->conn,
                               "SELECT kind, reason, at, operator FROM history WHERE brand = $1"
                               " AND serial_hash = $2 AND gtin = $3 AND serial = $4 ORDER BY version",
                               p, base->fault);
  bool more = result != NULL;
  for (int row = 0; more && row < PQntuples(result); row++) {
    event.at = ts_pg_number(result, row, 2);
    more = ts_registry_read_event(base, ts_pg_bytes(result, row, 0), ts_pg_bytes(result, row, 1), &event) &&
           ts_pg_copy(result, row, 3, event.operator_name, sizeof event.operator_name, base->fault) &&
           each(ctx, &event);
  }
  PQclear(result);
  return base->fault->status == EX_OK;
}

/* "... FROM piece WHERE ..." with its parameters. */
static struct ts_pg_parameters *put_filter(struct ts_registry *base, char *where, size_t capacity,
                                           const struct ts_registry_filter *filter) {
  struct ts_pg_parameters *p = &self_of(base)->batch;
  size_t size = (size_t)snprintf(where, capacity, "FROM piece WHERE brand = $1%s",
                                 filter->blocked ? " AND block <> ''" : "");
  ts_pg_clear(p);
  ts_pg_put_text(p, filter->brand);
  if (filter->gtin14) {
    ts_pg_put_text(p, filter->gtin14);
    size += (size_t)snprintf(where + size, capacity - size, " AND gtin = $%zu", p->count);
  }
  if (filter->by_key) {
    ts_pg_put_number(p, filter->key_id);
    size += (size_t)snprintf(where + size, capacity - size, " AND key_id = $%zu", p->count);
  }
  if (filter->issued_before) {
    ts_pg_put_number(p, filter->issued_before);
    (void)snprintf(where + size, capacity - size, " AND issued < $%zu", p->count);
  }
  return p;
}

struct ts_registry_list *ts_registry_postgres_list(struct ts_registry *base, const char *select,
                                                   const struct ts_pg_parameters *p) {
  struct ts_postgres_registry *self = self_of(base);
  struct ts_postgres_list *made = calloc(1, sizeof *made);
  char text[1024];
  if (!made)
    return NULL;
  made->base.registry = base;
  made->name = ++self->lists_made;
  if (self->lists++ == 0 && !self->began)
    (void)start(base); /* a cursor lives in a transaction */
  (void)snprintf(text, sizeof text, "DECLARE list_%u NO SCROLL CURSOR FOR %s", made->name, select);
  (void)ts_pg_do(self->conn, text, p, NULL, base->fault);
  return &made->base;
}

static struct ts_registry_list *list(struct ts_registry *base, const struct ts_registry_filter *filter) {
  char where[160], text[320];
  struct ts_pg_parameters *p = put_filter(base, where, sizeof where, filter);
  (void)snprintf(text, sizeof text,
                 "SELECT gtin, serial, signed_sha256, key_id, block, blocked_at, issued %s", where);
  return ts_registry_postgres_list(base, text, p);
}

static bool fetch(struct ts_postgres_list *list) {
  struct ts_registry *base = list->base.registry;
  char text[64];
  (void)snprintf(text, sizeof text, "FETCH FORWARD " FETCH " FROM list_%u", list->name);
  PQclear(list->rows);
  list->at = 0;
  list->rows = ts_pg_run(self_of(base)->conn, text, NULL, base->fault);
  return list->rows && PQntuples(list->rows) > 0;
}

bool ts_registry_postgres_row(struct ts_postgres_list *list, int *row) {
  if ((!list->rows || list->at >= PQntuples(list->rows)) && !fetch(list))
    return false;
  *row = list->at++;
  return true;
}

static bool next(struct ts_registry_list *base, struct ts_registry_row *out) {
  struct ts_postgres_list *list = (struct ts_postgres_list *)base;
  struct ts_fault *fault = base->registry->fault;
  int row;
  if (!ts_registry_postgres_row(list, &row))
    return false;
  const PGresult *r = list->rows;
  if (!ts_pg_copy(r, row, 0, out->gtin, sizeof out->gtin, fault) ||
      !ts_pg_copy(r, row, 1, out->serial, sizeof out->serial, fault))
    return false;
  struct ts_bytes digest = ts_pg_bytes(r, row, 2);
  if (digest.size != sizeof out->signed_sha256)
    return ts_registry_damaged(base->registry, out->gtin, out->serial);
  memcpy(out->signed_sha256, digest.data, digest.size);
  out->key_id = (uint16_t)ts_pg_number(r, row, 3);
  out->blocked_at = ts_pg_number(r, row, 5);
  out->issued = ts_pg_number(r, row, 6);
  return ts_registry_read_block(base->registry, ts_pg_bytes(r, row, 4), &out->block);
}

static void list_close(struct ts_registry_list *base) {
  struct ts_postgres_list *list = (struct ts_postgres_list *)base;
  struct ts_postgres_registry *self = self_of(base->registry);
  char text[32];
  (void)snprintf(text, sizeof text, "CLOSE list_%u", list->name);
  PQclear(list->rows);
  if (--self->lists == 0 && !self->began)
    undo(base->registry); /* it only read */
  else
    PQclear(PQexec(self->conn, text)); /* else it ends with the transaction */
  free(list);
}

static bool count_pieces(struct ts_registry *base, const struct ts_registry_filter *filter, uint64_t *out) {
  char where[160], text[192];
  struct ts_pg_parameters *p = put_filter(base, where, sizeof where, filter);
  (void)snprintf(text, sizeof text, "SELECT count(*) %s", where);
  PGresult *result = ts_pg_run(self_of(base)->conn, text, p, base->fault);
  if (result && PQntuples(result) == 1)
    *out = (uint64_t)ts_pg_number(result, 0, 0);
  PQclear(result);
  return base->fault->status == EX_OK;
}

static const struct ts_registry_ops ops = {.close = close_registry,
                                           .begin = begin,
                                           .commit = commit,
                                           .rollback = rollback,
                                           .find = find,
                                           .add = add,
                                           .change = change,
                                           .history = history,
                                           .list = list,
                                           .next = next,
                                           .list_close = list_close,
                                           .count = count_pieces,
                                           .device_find = ts_registry_postgres_device_find,
                                           .device_keep = ts_registry_postgres_device_keep,
                                           .sight = ts_registry_postgres_sight,
                                           .sightings = ts_registry_postgres_sightings,
                                           .next_sighting = ts_registry_postgres_next_sighting};

struct ts_registry *ts_registry_postgres(const char *url, struct ts_fault *fault) {
  struct ts_postgres_registry *self = calloc(1, sizeof *self);
  if (!self)
    return NULL;
  self->base = (struct ts_registry){.ops = &ops, .fault = fault};
  self->conn = ts_pg_connect(url, fault);
  if (self->conn)
    (void)ts_registry_postgres_migrate(self->conn, fault);
  return &self->base;
}
