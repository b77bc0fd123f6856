/* SPDX-License-Identifier: Apache-2.0 */
/* A publisher's home: one folder with everything it must keep.
 *   home.db      publisher, brands, signers, models, policies, bundles made
 *   registry.db  the pieces issued, and what happened to each
 *   keys/        private keys, PKCS#8 PEM, mode 0600
 *   imported-*   exports of other homes' brands, as they came (host-tools/brand_held.h)
 * Both databases are open as one connection with rollback journals, so that one transaction covers both. */
#ifndef TS_HOST_TOOLS_HOME_H
#define TS_HOST_TOOLS_HOME_H

#include <limits.h>
#include <sqlite3.h>
#include <stdbool.h>

#include "host-tools/fault.h"
#include "host-tools/keys.h"
#include "host-tools/sql.h"
#include "host-tools/text.h"

#define TS_KEY_FILE_MAX 512 /* a name in keys/, or a PKCS#11 URI, and its NUL */

struct ts_home {
  sqlite3 *db;
  char path[PATH_MAX];
};

struct ts_publisher {
  char name[TS_NAME_MAX + 1];
  char key_file[TS_KEY_FILE_MAX];
  int64_t last_sequence; /* of the bundles made; 0: none yet */
};

/* Makes PATH, which must not exist or be an empty folder, with a new publisher key. All of it or nothing. */
bool ts_home_init(const char *path, const char *publisher, int64_t now, struct ts_fault *fault);

/* The same with a key that is brought (ts_home_key_bring); NULL: one is made. */
bool ts_home_init_with_key(const char *path, const char *publisher, const char *key, int64_t now,
                           struct ts_fault *fault);

bool ts_home_open(struct ts_home *home, const char *path, struct ts_fault *fault);
/* Rolls back what was not committed. */
void ts_home_close(struct ts_home *home);

/* A transaction that writes: waits a while for another writer, then EX_TEMPFAIL. */
bool ts_home_begin(struct ts_home *home, struct ts_fault *fault);
bool ts_home_commit(struct ts_home *home, struct ts_fault *fault);

bool ts_home_publisher(struct ts_home *home, struct ts_publisher *out, struct ts_fault *fault);

/* "LABEL-HASH.pem", LABEL being "publisher", "maison-root", ... */
void ts_home_key_name(char out[TS_KEY_FILE_MAX], const char *label, const struct ts_key *key);
bool ts_home_write_key(const struct ts_home *home, const char *name, const struct ts_key *key,
                       struct ts_fault *fault);
/* From a file in keys/ or from a token. EX_NOPERM if NAME is empty: the home knows the key's owner, not the
 * key. */
bool ts_home_read_key(const struct ts_home *home, const char *name, struct ts_key *key,
                      struct ts_fault *fault);
/* For a transaction that failed: its key is nobody's. */
void ts_home_remove_key(const struct ts_home *home, const char *name);

#endif
