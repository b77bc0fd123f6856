/* SPDX-License-Identifier: Apache-2.0 */
/* What devices saw, in the home's own registry. */
#include <stdlib.h>

#include "host-tools/registry_sqlite.h"

bool ts_registry_sqlite_device_find(struct ts_registry *base, struct ts_registry_device *out) {
  struct ts_sql sql = ts_sql(
      ts_registry_sqlite_db(base),
      "SELECT place, size, root, certificate, imported FROM registry.device WHERE id = ?", base->fault);
  ts_sql_put_text(&sql, out->id);
  bool ok = true;
  if (ts_sql_row(&sql)) {
    ok = ts_sql_copy(&sql, 0, out->place, sizeof out->place) &&
         ts_registry_read_device(base, ts_sql_number(&sql, 1), ts_sql_blob(&sql, 2), ts_sql_blob(&sql, 3),
                                 out);
    out->imported = ts_sql_number(&sql, 4);
  }
  ts_sql_close(&sql);
  return ok && base->fault->status == EX_OK;
}

/* The first import of a device makes its row, the later ones change the row that they saw. */
bool ts_registry_sqlite_device_keep(struct ts_registry *base, const struct ts_registry_device *before,
                                    const struct ts_registry_device *after) {
  sqlite3 *db = ts_registry_sqlite_db(base);
  struct ts_sql sql = ts_sql(db,
                             before->known ? "UPDATE registry.device SET place = ?, size = ?, root = ?,"
                                             " certificate = ?, imported = ? WHERE id = ? AND size = ?"
                                           : "INSERT INTO registry.device(place, size, root, certificate,"
                                             " imported, id) VALUES(?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
                             base->fault);
  ts_sql_put_text(&sql, after->place);
  ts_sql_put_number(&sql, (int64_t)after->size);
  ts_sql_put_blob(&sql, ts_bytes(after->root.bytes, sizeof after->root.bytes));
  ts_sql_put_blob(&sql, ts_bytes(after->certificate.data, after->certificate.size));
  ts_sql_put_number(&sql, after->imported);
  ts_sql_put_text(&sql, after->id);
  if (before->known)
    ts_sql_put_number(&sql, (int64_t)before->size);
  bool ok = ts_sql_done(&sql);
  ts_sql_close(&sql);
  return ok && (sqlite3_changes(db) == 1 || ts_registry_device_busy(base, after->id));
}

static bool sight_one(struct ts_sql *sql, const struct ts_sighting *sighting, size_t *added) {
  int64_t number[TS_SIGHTING_NUMBERS];
  ts_registry_put_sighting(number, sighting);
  ts_sql_put_text(sql, sighting->gtin);
  ts_sql_put_text(sql, sighting->serial);
  ts_sql_put_text(sql, sighting->device);
  ts_sql_put_text(sql, sighting->brand);
  ts_sql_put_blob(sql, ts_bytes(sighting->leaf.bytes, sizeof sighting->leaf.bytes));
  for (size_t i = 0; i < TS_SIGHTING_NUMBERS; i++)
    ts_sql_put_number(sql, number[i]);
  if (!ts_sql_done(sql))
    return false;
  *added += (size_t)sqlite3_changes(sql->db);
  return true;
}

bool ts_registry_sqlite_sight(struct ts_registry *base, const struct ts_sighting *sighting, size_t count,
                              size_t *added) {
  bool alone = sqlite3_get_autocommit(ts_registry_sqlite_db(base)) != 0;
  struct ts_sql sql =
      ts_sql(ts_registry_sqlite_db(base),
             "INSERT INTO registry.sighting(gtin, serial, device, brand, leaf, " TS_SIGHTING_COLUMNS
             ") VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
             base->fault);
  bool ok = !alone || ts_registry_begin(base);
  for (size_t i = 0; ok && i < count; i++)
    ok = sight_one(&sql, &sighting[i], added);
  ts_sql_close(&sql);
  if (alone && ok)
    ok = ts_registry_commit(base);
  else if (alone)
    ts_registry_rollback(base);
  return ok;
}

struct ts_registry_list *ts_registry_sqlite_sightings(struct ts_registry *base) {
  struct ts_sqlite_list *list = calloc(1, sizeof *list);
  if (!list)
    return NULL;
  list->base.registry = base;
  list->sql = ts_sql(ts_registry_sqlite_db(base),
                     "SELECT s.gtin, s.serial, s.device, s.brand, s.leaf, " TS_SIGHTING_COLUMNS_OF_S
                     ", d.place, p.version, p.block, p.blocked_at FROM registry.sighting AS s"
                     " JOIN registry.device AS d ON d.id = s.device"
                     " LEFT JOIN registry.piece AS p ON p.brand = s.brand AND p.gtin = s.gtin"
                     " AND p.serial = s.serial ORDER BY s.gtin, s.serial",
                     base->fault);
  return &list->base;
}

bool ts_registry_sqlite_next_sighting(struct ts_registry_list *base, struct ts_sighting *out) {
  struct ts_sql *sql = &((struct ts_sqlite_list *)base)->sql;
  int64_t number[TS_SIGHTING_NUMBERS];
  const int rest = 5 + TS_SIGHTING_NUMBERS;
  if (!ts_sql_row(sql))
    return false;
  for (int i = 0; i < TS_SIGHTING_NUMBERS; i++)
    number[i] = ts_sql_number(sql, 5 + i);
  out->issued = ts_sql_number(sql, rest + 1) > 0;
  out->blocked_at = ts_sql_number(sql, rest + 3);
  return ts_sql_copy(sql, 0, out->gtin, sizeof out->gtin) &&
         ts_sql_copy(sql, 1, out->serial, sizeof out->serial) &&
         ts_sql_copy(sql, 2, out->device, sizeof out->device) &&
         ts_sql_copy(sql, 3, out->brand, sizeof out->brand) &&
         ts_sql_copy(sql, rest, out->place, sizeof out->place) &&
         ts_registry_read_sighting(base->registry, number, ts_sql_blob(sql, 4), out) &&
         ts_registry_read_block(base->registry, ts_sql_text(sql, rest + 2), &out->block);
}
