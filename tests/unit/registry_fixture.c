/* SPDX-License-Identifier: Apache-2.0 */
#include "unit/registry_fixture.h"

#include <libpq-fe.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

const char gtin[15] = "09521234000013";
static char folder[64], schema[64], url_text[512];
char path[PATH_MAX];
const char *url;
struct ts_home home;
struct ts_fault fault;
struct ts_registry *registry;

void run_sql(const char *text) {
  if (!url) {
    assert_true(ts_sql_run(home.db, text, &fault));
    return;
  }
  PGconn *conn = PQconnectdb(url);
  PGresult *result = PQexec(conn, text);
  if (PQresultStatus(result) != PGRES_COMMAND_OK && PQresultStatus(result) != PGRES_TUPLES_OK)
    fail_msg("%s", PQerrorMessage(conn));
  PQclear(result);
  PQfinish(conn);
}

static int open_home(void) {
  fault = (struct ts_fault){0};
  (void)snprintf(folder, sizeof folder, "/tmp/ts-registry-XXXXXX");
  if (!mkdtemp(folder))
    return -1;
  (void)snprintf(path, sizeof path, "%s/home", folder);
  return ts_home_init(path, "Publisher", NOW, &fault) && ts_home_open(&home, path, &fault) ? 0 : -1;
}

int start_sqlite(void **state) {
  (void)state;
  url = NULL;
  return open_home() == 0 && ts_registry_open(&registry, &home, url, &fault) ? 0 : -1;
}

int start_postgres(void **state) {
  static unsigned number;
  const char *base = getenv("TOUCHSTONE_TEST_POSTGRES");
  (void)state;
  if (!base || open_home() != 0)
    return -1;
  url = base;
  (void)snprintf(schema, sizeof schema, "CREATE SCHEMA test_%u", ++number);
  run_sql(schema);
  (void)snprintf(url_text, sizeof url_text, "%s&options=-csearch_path%%3Dtest_%u", base, number);
  url = url_text;
  return ts_registry_open(&registry, &home, url, &fault) ? 0 : -1;
}

int stop(void **state) {
  char command[128];
  (void)state;
  ts_registry_close(registry);
  registry = NULL;
  ts_home_close(&home);
  (void)snprintf(command, sizeof command, "rm -rf '%s'", folder);
  return system(command);
}

void assert_refused(bool done, int status, const char *words) {
  assert_false(done);
  if (fault.status != status || !strstr(fault.text, words))
    fail_msg("%d '%s' should be %d and say '%s'", fault.status, fault.text, status, words);
  fault = (struct ts_fault){0};
}
