/* SPDX-License-Identifier: Apache-2.0 */
/* Private keys that come into a home: made here, from a file elsewhere, from a token, or made here before for
 * a certificate request. */
#ifndef TS_HOST_TOOLS_HOME_KEYS_H
#define TS_HOST_TOOLS_HOME_KEYS_H

#include "host-tools/home.h"

struct ts_home_key {
  struct ts_key key;
  char file[TS_KEY_FILE_MAX]; /* in keys/, or a URI; empty: none */
  bool is_new;                /* the file was made by this: to be removed if the caller's transaction fails */
};

/* The key at SOURCE: a PKCS#11 URI, which is kept as it is, or a file, which is copied into keys/ under
 * LABEL. */
bool ts_home_key_bring(struct ts_home *home, const char *source, const char *label, struct ts_home_key *out,
                       struct ts_fault *fault);
/* The private half of PUBLIC_KEY: at SOURCE, or where that is NULL in keys/ under LABEL. False without a
 * fault if there is none there; EX_DATAERR if the key at SOURCE is another one. */
bool ts_home_key_find(struct ts_home *home, const char *source, const char *label,
                      const struct ts_key *public_key, struct ts_home_key *out, struct ts_fault *fault);
/* Writes a key that was made into keys/. */
bool ts_home_key_keep(struct ts_home *home, const char *label, struct ts_home_key *key,
                      struct ts_fault *fault);

/* Frees the key; if FAILED, a file that was made goes too. */
void ts_home_key_close(struct ts_home *home, struct ts_home_key *key, bool failed);

#endif
