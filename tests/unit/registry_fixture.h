/* SPDX-License-Identifier: Apache-2.0 */
/* A registry of each kind for a test of its own: in a new home, or in a schema of its own on the server that
 * tests/support/with-postgres started. */
#ifndef TS_TESTS_UNIT_REGISTRY_FIXTURE_H
#define TS_TESTS_UNIT_REGISTRY_FIXTURE_H

#include "host-tools/registry.h"

#define NOW INT64_C(1795435200) /* 2026-11-23 12:00 UTC */

extern const char gtin[15];
extern char path[PATH_MAX]; /* of the home */
extern const char *url;     /* NULL: the home's own */
extern struct ts_home home;
extern struct ts_fault fault;
extern struct ts_registry *registry;

int start_sqlite(void **state);
int start_postgres(void **state);
int stop(void **state);

/* What a test does to the database itself. */
void run_sql(const char *text);
/* DONE is false and the fault is this; it is forgotten then. */
void assert_refused(bool done, int status, const char *words);

#define BOTH(test)                                                                                           \
  {#test " (sqlite)", test, start_sqlite, stop, NULL}, {                                                     \
#test " (postgres)", test, start_postgres, stop, NULL                                                    \
  }

#endif
