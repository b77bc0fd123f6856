/* SPDX-License-Identifier: Apache-2.0 */
/* The tables of the two databases, and how older ones are brought up to date. */
#ifndef TS_HOST_TOOLS_HOME_SCHEMA_H
#define TS_HOST_TOOLS_HOME_SCHEMA_H

#include <sqlite3.h>
#include <stdbool.h>

#include "host-tools/fault.h"

/* Brings both (attached as "main" and "registry") to this program's version, in one transaction of its own. A
 * database of a newer program is refused (EX_DATAERR). */
bool ts_home_migrate(sqlite3 *db, struct ts_fault *fault);

#endif
