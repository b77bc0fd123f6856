/* SPDX-License-Identifier: Apache-2.0 */
/* The registry's tables on a server, and how older ones are brought up to date. */
#ifndef TS_HOST_TOOLS_REGISTRY_POSTGRES_SCHEMA_H
#define TS_HOST_TOOLS_REGISTRY_POSTGRES_SCHEMA_H

#include "host-tools/pg.h"

/* Brings the tables in the connection's schema to this program's version; others may do the same at the same
 * time. Those of a newer program are refused (EX_DATAERR). */
bool ts_registry_postgres_migrate(PGconn *conn, struct ts_fault *fault);

#endif
