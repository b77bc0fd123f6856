/* SPDX-License-Identifier: Apache-2.0 */
/* What devices saw, on a server. */
#include "host-tools/registry_postgres.h"

static PGconn *conn_of(struct ts_registry *base) {
  return ((struct ts_postgres_registry *)base)->conn;
}

static struct ts_pg_parameters *parameters_of(struct ts_registry *base) {
  struct ts_pg_parameters *p = &((struct ts_postgres_registry *)base)->batch;
  ts_pg_clear(p);
  return p;
}

bool ts_registry_postgres_device_find(struct ts_registry *base, struct ts_registry_device *out) {
  struct ts_pg_parameters *p = parameters_of(base);
  ts_pg_put_text(p, out->id);
  PGresult *r =
      ts_pg_run(conn_of(base), "SELECT place, size, root, certificate, imported FROM device WHERE id = $1", p,
                base->fault);
  bool ok = r != NULL;
  if (ok && PQntuples(r) == 1) {
    ok =
        ts_pg_copy(r, 0, 0, out->place, sizeof out->place, base->fault) &&
        ts_registry_read_device(base, ts_pg_number(r, 0, 1), ts_pg_bytes(r, 0, 2), ts_pg_bytes(r, 0, 3), out);
    out->imported = ts_pg_number(r, 0, 4);
  }
  PQclear(r);
  return ok;
}

/* The first import of a device makes its row, the later ones change the row that they saw. */
bool ts_registry_postgres_device_keep(struct ts_registry *base, const struct ts_registry_device *before,
                                      const struct ts_registry_device *after) {
  struct ts_pg_parameters *p = parameters_of(base);
  size_t place, rows = 0;
  ts_pg_put_text(p, after->place);
  ts_pg_put_number(p, (int64_t)after->size);
  place = ts_pg_put_array(p, TS_PG_BYTES);
  ts_pg_add_bytes(p, place, ts_bytes(after->root.bytes, sizeof after->root.bytes));
  ts_pg_add_bytes(p, place, ts_bytes(after->certificate.data, after->certificate.size));
  ts_pg_put_number(p, after->imported);
  ts_pg_put_text(p, after->id);
  if (before->known)
    ts_pg_put_number(p, (int64_t)before->size);
  return ts_pg_do(conn_of(base),
                  before->known ? "UPDATE device SET place = $1, size = $2, root = ($3)[1],"
                                  " certificate = ($3)[2], imported = $4 WHERE id = $5 AND size = $6"
                                : "INSERT INTO device(place, size, root, certificate, imported, id)"
                                  " VALUES($1, $2, ($3)[1], ($3)[2], $4, $5) ON CONFLICT DO NOTHING",
                  p, &rows, base->fault) &&
         (rows == 1 || ts_registry_device_busy(base, after->id));
}

static void put_sightings(struct ts_pg_parameters *p, const struct ts_sighting *sighting, size_t count) {
  size_t hash = ts_pg_put_array(p, TS_PG_NUMBER), gtin = ts_pg_put_array(p, TS_PG_TEXT),
         serial = ts_pg_put_array(p, TS_PG_TEXT), device = ts_pg_put_array(p, TS_PG_TEXT),
         brand = ts_pg_put_array(p, TS_PG_TEXT), leaf = ts_pg_put_array(p, TS_PG_BYTES);
  size_t place[TS_SIGHTING_NUMBERS];
  int64_t number[TS_SIGHTING_NUMBERS];
  for (size_t n = 0; n < TS_SIGHTING_NUMBERS; n++)
    place[n] = ts_pg_put_array(p, TS_PG_NUMBER);
  for (size_t i = 0; i < count; i++) {
    const struct ts_sighting *s = &sighting[i];
    ts_pg_add_number(p, hash, ts_registry_serial_hash(s->gtin, s->serial));
    ts_pg_add_text(p, gtin, s->gtin);
    ts_pg_add_text(p, serial, s->serial);
    ts_pg_add_text(p, device, s->device);
    ts_pg_add_text(p, brand, s->brand);
    ts_pg_add_bytes(p, leaf, ts_bytes(s->leaf.bytes, sizeof s->leaf.bytes));
    ts_registry_put_sighting(number, s);
    for (size_t n = 0; n < TS_SIGHTING_NUMBERS; n++)
      ts_pg_add_number(p, place[n], number[n]);
  }
}

bool ts_registry_postgres_sight(struct ts_registry *base, const struct ts_sighting *sighting, size_t count,
                                size_t *added) {
  struct ts_pg_parameters *p = parameters_of(base);
  put_sightings(p, sighting, count);
  return ts_pg_do(conn_of(base),
                  "INSERT INTO sighting(serial_hash, gtin, serial, device, brand, leaf, " TS_SIGHTING_COLUMNS
                  ") SELECT k.* FROM unnest($1::BIGINT[], $2::TEXT[], $3::TEXT[], $4::TEXT[], $5::TEXT[],"
                  " $6::BYTEA[], $7::BIGINT[], $8::BIGINT[], $9::BIGINT[], $10::BIGINT[], $11::BIGINT[],"
                  " $12::BIGINT[], $13::BIGINT[], $14::BIGINT[], $15::BIGINT[]) AS k ON CONFLICT DO NOTHING",
                  p, added, base->fault);
}

/* Texts by their bytes, as SQLite compares them, whatever the database's collation. */
struct ts_registry_list *ts_registry_postgres_sightings(struct ts_registry *base) {
  return ts_registry_postgres_list(
      base,
      "SELECT s.gtin, s.serial, s.device, s.brand, s.leaf, " TS_SIGHTING_COLUMNS_OF_S
      ", d.place, coalesce(p.version, 0), coalesce(p.block, ''), coalesce(p.blocked_at, 0)"
      " FROM sighting AS s JOIN device AS d ON d.id = s.device LEFT JOIN piece AS p ON p.brand = s.brand"
      " AND p.serial_hash = s.serial_hash AND p.gtin = s.gtin AND p.serial = s.serial"
      " ORDER BY s.gtin COLLATE \"C\", s.serial COLLATE \"C\"",
      NULL);
}

bool ts_registry_postgres_next_sighting(struct ts_registry_list *base, struct ts_sighting *out) {
  struct ts_postgres_list *list = (struct ts_postgres_list *)base;
  struct ts_fault *fault = base->registry->fault;
  int64_t number[TS_SIGHTING_NUMBERS];
  const int rest = 5 + TS_SIGHTING_NUMBERS;
  int row;
  if (!ts_registry_postgres_row(list, &row))
    return false;
  const PGresult *r = list->rows;
  for (int i = 0; i < TS_SIGHTING_NUMBERS; i++)
    number[i] = ts_pg_number(r, row, 5 + i);
  out->issued = ts_pg_number(r, row, rest + 1) > 0;
  out->blocked_at = ts_pg_number(r, row, rest + 3);
  return ts_pg_copy(r, row, 0, out->gtin, sizeof out->gtin, fault) &&
         ts_pg_copy(r, row, 1, out->serial, sizeof out->serial, fault) &&
         ts_pg_copy(r, row, 2, out->device, sizeof out->device, fault) &&
         ts_pg_copy(r, row, 3, out->brand, sizeof out->brand, fault) &&
         ts_pg_copy(r, row, rest, out->place, sizeof out->place, fault) &&
         ts_registry_read_sighting(base->registry, number, ts_pg_bytes(r, row, 4), out) &&
         ts_registry_read_block(base->registry, ts_pg_bytes(r, row, rest + 2), &out->block);
}
