/* SPDX-License-Identifier: Apache-2.0 */
/* The registry in the home: the database attached as "registry" to the home's connection. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "host-tools/registry_sqlite.h"

struct sqlite_registry {
  struct ts_registry base;
  struct ts_home *home;
  struct ts_sql find, add;
  bool began; /* the transaction is this registry's, not the home's */
};

static struct sqlite_registry *self_of(struct ts_registry *base) {
  return (struct sqlite_registry *)base;
}

static sqlite3 *db_of(struct ts_registry *base) {
  return self_of(base)->home->db;
}

sqlite3 *ts_registry_sqlite_db(struct ts_registry *base) {
  return db_of(base);
}

static void rollback(struct ts_registry *base) {
  if (self_of(base)->began)
    (void)sqlite3_exec(db_of(base), "ROLLBACK", NULL, NULL, NULL); /* fails where SQLite rolled back itself */
  self_of(base)->began = false;
}

static void close_registry(struct ts_registry *base) {
  struct sqlite_registry *self = self_of(base);
  rollback(base);
  ts_sql_close(&self->find);
  ts_sql_close(&self->add);
  free(self);
}

static bool begin(struct ts_registry *base) {
  if (!sqlite3_get_autocommit(db_of(base)))
    return true;
  self_of(base)->began = ts_home_begin(self_of(base)->home, base->fault);
  return self_of(base)->began;
}

static bool commit(struct ts_registry *base) {
  if (!self_of(base)->began)
    return true;
  if (!ts_home_commit(self_of(base)->home, base->fault)) {
    rollback(base);
    return false;
  }
  self_of(base)->began = false;
  return true;
}

static bool copy_piece(struct ts_sql *sql, struct ts_registry *base, struct ts_registry_piece *out) {
  struct ts_tag *tag = &out->tag;
  struct ts_bytes digest = ts_sql_blob(sql, 6);
  tag->piece.weight_mg = (uint32_t)ts_sql_number(sql, 1);
  tag->piece.weight_tolerance_mg = (uint32_t)ts_sql_number(sql, 2);
  tag->piece.fineness = (uint16_t)ts_sql_number(sql, 3);
  out->key_id = (uint16_t)ts_sql_number(sql, 7);
  out->issued = ts_sql_number(sql, 9);
  out->blocked_at = ts_sql_number(sql, 11);
  out->sold_at = ts_sql_number(sql, 12);
  out->version = ts_sql_number(sql, 13);
  if (digest.size != sizeof out->signed_sha256 || out->version < 1)
    return ts_registry_damaged(base, tag->gtin, tag->serial);
  memcpy(out->signed_sha256, digest.data, digest.size);
  return ts_sql_copy(sql, 0, tag->engraved, sizeof tag->engraved) &&
         ts_sql_copy(sql, 4, tag->piece.colour, sizeof tag->piece.colour) &&
         ts_sql_copy(sql, 5, tag->piece.size, sizeof tag->piece.size) &&
         ts_sql_copy(sql, 8, out->uri, sizeof out->uri) &&
         ts_registry_read_block(base, ts_sql_text(sql, 10), &out->block);
}

static bool find(struct ts_registry *base, const char *brand, struct ts_registry_piece *piece, size_t count) {
  struct ts_sql *sql = &self_of(base)->find;
  /* One lock for all of them. */
  bool alone = sqlite3_get_autocommit(db_of(base)) != 0;
  bool ok = !alone || ts_sql_run(db_of(base), "BEGIN", base->fault);
  for (size_t i = 0; ok && i < count; i++) {
    ts_sql_put_text(sql, brand);
    ts_sql_put_text(sql, piece[i].tag.gtin);
    ts_sql_put_text(sql, piece[i].tag.serial);
    if (ts_sql_row(sql))
      ok = copy_piece(sql, base, &piece[i]);
    ok = ok && base->fault->status == EX_OK;
    ts_sql_reset(sql);
  }
  if (alone)
    (void)sqlite3_exec(db_of(base), "ROLLBACK", NULL, NULL, NULL); /* it only read */
  return ok;
}

static bool add_one(struct ts_registry *base, const char *brand, const struct ts_registry_piece *piece,
                    size_t *added) {
  struct ts_sql *sql = &self_of(base)->add;
  const struct ts_tag *tag = &piece->tag;
  ts_sql_put_text(sql, brand);
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
  ts_sql_put_number(sql, piece->issued);
  ts_sql_put_text(sql, base->operator_name);
  if (!ts_sql_done(sql))
    return false;
  *added += (size_t)sqlite3_changes(sql->db);
  return true;
}

static bool add(struct ts_registry *base, const char *brand, const struct ts_registry_piece *piece,
                size_t count, size_t *added) {
  bool alone = sqlite3_get_autocommit(db_of(base)) != 0;
  bool ok = begin(base);
  for (size_t i = 0; ok && i < count; i++)
    ok = piece[i].version > 0 || add_one(base, brand, &piece[i], added);
  if (alone && ok)
    ok = commit(base);
  else if (alone)
    rollback(base);
  return ok;
}

static bool update(struct ts_registry *base, const char *brand, const struct ts_registry_piece *after) {
  struct ts_sql sql =
      ts_sql(db_of(base),
             "UPDATE registry.piece SET block = ?, blocked_at = ?, sold_at = ?, version = version + 1"
             " WHERE brand = ? AND gtin = ? AND serial = ? AND version = ?",
             base->fault);
  ts_sql_put_text(&sql, ts_block_name(after->block));
  ts_sql_put_number(&sql, after->blocked_at);
  ts_sql_put_number(&sql, after->sold_at);
  ts_sql_put_text(&sql, brand);
  ts_sql_put_text(&sql, after->tag.gtin);
  ts_sql_put_text(&sql, after->tag.serial);
  ts_sql_put_number(&sql, after->version - 1);
  bool ok = ts_sql_done(&sql);
  ts_sql_close(&sql);
  return ok && (sqlite3_changes(db_of(base)) == 1 ||
                ts_fault(base->fault, EX_TEMPFAIL, "%s %s was changed by somebody else meanwhile; try again",
                         after->tag.gtin, after->tag.serial));
}

static bool note(struct ts_registry *base, const char *brand, const struct ts_registry_piece *after,
                 const struct ts_registry_event *event) {
  struct ts_sql sql = ts_sql(db_of(base),
                             "INSERT INTO registry.event(piece, version, kind, reason, at, operator)"
                             " SELECT id, version, ?, ?, ?, ? FROM registry.piece"
                             " WHERE brand = ? AND gtin = ? AND serial = ?",
                             base->fault);
  ts_sql_put_text(&sql, ts_event_name(event->kind));
  ts_sql_put_text(&sql, ts_block_name(event->reason));
  ts_sql_put_number(&sql, event->at);
  ts_sql_put_text(&sql, event->operator_name);
  ts_sql_put_text(&sql, brand);
  ts_sql_put_text(&sql, after->tag.gtin);
  ts_sql_put_text(&sql, after->tag.serial);
  bool ok = ts_sql_done(&sql);
  ts_sql_close(&sql);
  return ok;
}

static bool change(struct ts_registry *base, const char *brand, const struct ts_registry_piece *after,
                   const struct ts_registry_event *event) {
  bool alone = sqlite3_get_autocommit(db_of(base)) != 0;
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
  struct ts_sql sql = ts_sql(db_of(base),
                             "SELECT kind, reason, at, operator FROM registry.history"
                             " WHERE brand = ? AND gtin = ? AND serial = ? ORDER BY version",
                             base->fault);
  ts_sql_put_text(&sql, brand);
  ts_sql_put_text(&sql, gtin14);
  ts_sql_put_text(&sql, serial);
  bool more = true;
  while (more && ts_sql_row(&sql)) {
    event.at = ts_sql_number(&sql, 2);
    more = ts_registry_read_event(base, ts_sql_text(&sql, 0), ts_sql_text(&sql, 1), &event) &&
           ts_sql_copy(&sql, 3, event.operator_name, sizeof event.operator_name) && each(ctx, &event);
  }
  ts_sql_close(&sql);
  return base->fault->status == EX_OK;
}

static struct ts_sql select_where(struct ts_registry *base, const char *what,
                                  const struct ts_registry_filter *filter) {
  char text[320];
  (void)snprintf(text, sizeof text, "SELECT %s FROM registry.piece WHERE brand = ?%s%s%s%s", what,
                 filter->gtin14 ? " AND gtin = ?" : "", filter->blocked ? " AND block <> ''" : "",
                 filter->by_key ? " AND key_id = ?" : "", filter->issued_before ? " AND issued < ?" : "");
  struct ts_sql sql = ts_sql(db_of(base), text, base->fault);
  ts_sql_put_text(&sql, filter->brand);
  if (filter->gtin14)
    ts_sql_put_text(&sql, filter->gtin14);
  if (filter->by_key)
    ts_sql_put_number(&sql, filter->key_id);
  if (filter->issued_before)
    ts_sql_put_number(&sql, filter->issued_before);
  return sql;
}

static struct ts_registry_list *list(struct ts_registry *base, const struct ts_registry_filter *filter) {
  struct ts_sqlite_list *self = calloc(1, sizeof *self);
  struct ts_registry_filter kept = *filter;
  if (!self)
    return NULL;
  self->base.registry = base;
  (void)snprintf(self->brand, sizeof self->brand, "%s", filter->brand);
  kept.brand = self->brand;
  if (filter->gtin14) {
    (void)snprintf(self->gtin, sizeof self->gtin, "%s", filter->gtin14);
    kept.gtin14 = self->gtin;
  }
  self->sql = select_where(base, "gtin, serial, signed_sha256, key_id, block, blocked_at, issued", &kept);
  return &self->base;
}

static bool next(struct ts_registry_list *base, struct ts_registry_row *out) {
  struct ts_sql *sql = &((struct ts_sqlite_list *)base)->sql;
  if (!ts_sql_row(sql) || !ts_sql_copy(sql, 0, out->gtin, sizeof out->gtin) ||
      !ts_sql_copy(sql, 1, out->serial, sizeof out->serial))
    return false;
  struct ts_bytes digest = ts_sql_blob(sql, 2);
  if (digest.size != sizeof out->signed_sha256)
    return ts_registry_damaged(base->registry, out->gtin, out->serial);
  memcpy(out->signed_sha256, digest.data, digest.size);
  out->key_id = (uint16_t)ts_sql_number(sql, 3);
  out->blocked_at = ts_sql_number(sql, 5);
  out->issued = ts_sql_number(sql, 6);
  return ts_registry_read_block(base->registry, ts_sql_text(sql, 4), &out->block);
}

static void list_close(struct ts_registry_list *base) {
  ts_sql_close(&((struct ts_sqlite_list *)base)->sql);
  free(base);
}

static bool count_pieces(struct ts_registry *base, const struct ts_registry_filter *filter, uint64_t *out) {
  struct ts_sql sql = select_where(base, "count(*)", filter);
  if (ts_sql_row(&sql))
    *out = (uint64_t)ts_sql_number(&sql, 0);
  ts_sql_close(&sql);
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
                                           .device_find = ts_registry_sqlite_device_find,
                                           .device_keep = ts_registry_sqlite_device_keep,
                                           .sight = ts_registry_sqlite_sight,
                                           .sightings = ts_registry_sqlite_sightings,
                                           .next_sighting = ts_registry_sqlite_next_sighting};

struct ts_registry *ts_registry_sqlite(struct ts_home *home, struct ts_fault *fault) {
  struct sqlite_registry *self = calloc(1, sizeof *self);
  if (!self)
    return NULL;
  self->base = (struct ts_registry){.ops = &ops, .fault = fault};
  self->home = home;
  self->find = ts_sql(home->db,
                      "SELECT engraved, weight_mg, weight_tolerance_mg, fineness, colour, size,"
                      " signed_sha256, key_id, uri, issued, block, blocked_at, sold_at, version"
                      " FROM registry.piece WHERE brand = ? AND gtin = ? AND serial = ?",
                      fault);
  self->add = ts_sql(home->db,
                     "INSERT INTO registry.piece(brand, gtin, serial, engraved, weight_mg,"
                     " weight_tolerance_mg, fineness, colour, size, signed_sha256, key_id, uri, issued,"
                     " issued_by) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
                     " ON CONFLICT DO NOTHING",
                     fault);
  return &self->base;
}
