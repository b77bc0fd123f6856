/* SPDX-License-Identifier: Apache-2.0 */
/* The parts of the registry in the home, for one another: registry_sqlite.c has the pieces,
 * registry_sqlite_journal.c what devices saw. */
#ifndef TS_HOST_TOOLS_REGISTRY_SQLITE_H
#define TS_HOST_TOOLS_REGISTRY_SQLITE_H

#include "host-tools/registry_ops.h"

struct ts_sqlite_list {
  struct ts_registry_list base;
  struct ts_sql sql;
  char brand[TS_BRAND_ID_MAX + 1], gtin[15]; /* bound to the statement */
};

sqlite3 *ts_registry_sqlite_db(struct ts_registry *registry);

/* Of struct ts_registry_ops. */
bool ts_registry_sqlite_device_find(struct ts_registry *registry, struct ts_registry_device *out);
bool ts_registry_sqlite_device_keep(struct ts_registry *registry, const struct ts_registry_device *before,
                                    const struct ts_registry_device *after);
bool ts_registry_sqlite_sight(struct ts_registry *registry, const struct ts_sighting *sighting, size_t count,
                              size_t *added);
struct ts_registry_list *ts_registry_sqlite_sightings(struct ts_registry *registry);
bool ts_registry_sqlite_next_sighting(struct ts_registry_list *list, struct ts_sighting *out);

#endif
