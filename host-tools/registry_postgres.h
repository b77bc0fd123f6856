/* SPDX-License-Identifier: Apache-2.0 */
/* The parts of the registry on a server, for one another: registry_postgres.c has the pieces and what all need,
 * registry_postgres_journal.c what devices saw. */
#ifndef TS_HOST_TOOLS_REGISTRY_POSTGRES_H
#define TS_HOST_TOOLS_REGISTRY_POSTGRES_H

#include "host-tools/pg.h"
#include "host-tools/registry_ops.h"

struct ts_postgres_registry {
  struct ts_registry base;
  PGconn *conn;
  struct ts_pg_parameters batch;
  bool began;          /* by ts_registry_begin */
  unsigned lists;      /* open now; without ts_registry_begin the first one began a transaction */
  unsigned lists_made; /* for the names of cursors */
};

struct ts_postgres_list {
  struct ts_registry_list base;
  unsigned name;
  PGresult *rows;
  int at; /* the next of them */
};

/* What spreads a brand's pieces evenly over machines, whatever the order of its serials: the first 8 bytes of
 * SHA-256 of GTIN-14 ‖ serial. */
int64_t ts_registry_serial_hash(const char *gtin14, const char *serial);

/* A cursor over SELECT, P may be NULL; NULL if memory ran out. */
struct ts_registry_list *ts_registry_postgres_list(struct ts_registry *registry, const char *select,
                                                   const struct ts_pg_parameters *p);
/* *ROW of LIST->ROWS is the next; false at the end or with the fault set. */
bool ts_registry_postgres_row(struct ts_postgres_list *list, int *row);

/* Of struct ts_registry_ops. */
bool ts_registry_postgres_device_find(struct ts_registry *registry, struct ts_registry_device *out);
bool ts_registry_postgres_device_keep(struct ts_registry *registry, const struct ts_registry_device *before,
                                      const struct ts_registry_device *after);
bool ts_registry_postgres_sight(struct ts_registry *registry, const struct ts_sighting *sighting,
                                size_t count, size_t *added);
struct ts_registry_list *ts_registry_postgres_sightings(struct ts_registry *registry);
bool ts_registry_postgres_next_sighting(struct ts_registry_list *list, struct ts_sighting *out);

#endif
