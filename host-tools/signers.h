/* SPDX-License-Identifier: Apache-2.0 */
/* The signers of a brand: small keys under its root, each for a part of its models and for a time. A row is
 * never deleted, so that a key id stays taken. */
#ifndef TS_HOST_TOOLS_SIGNERS_H
#define TS_HOST_TOOLS_SIGNERS_H

#include <stdbool.h>
#include <stdint.h>

#include "core/bundle.h"
#include "host-tools/brands.h"
#include "host-tools/home_keys.h"

struct ts_signer_row {
  int64_t id;
  uint16_t key_id;
  struct ts_der certificate;
  char key_file[TS_KEY_FILE_MAX];
  enum ts_signer_state state;
  int64_t revoked_from, not_before, not_after;
};

/* What `signer add` is asked for. */
struct ts_signer_wish {
  const char *key;               /* a PKCS#11 URI or a file; NULL: a key is made, or was made for a request */
  const char *certificate;       /* a file that the brand's CA made; NULL: the root signs here */
  int64_t not_before, not_after; /* where the root signs here */
};

/* The label of signers' key files: "ID-signer". */
#define TS_SIGNER_LABEL (TS_BRAND_ID_MAX + 8)
void ts_home_signer_label(char out[TS_SIGNER_LABEL], const char *brand);

const char *ts_signer_state_name(enum ts_signer_state state); /* "active", "retired", "revoked" */
/* Four hexadecimal digits. */
bool ts_key_id_read(uint16_t *out, const char *text);

/* EX_DATAERR if the brand ever used the key id. */
bool ts_home_signer_is_new(struct ts_home *home, const char *brand, const struct ts_key *key,
                           struct ts_fault *fault);
/* A key whose id the brand never used, not yet in any file. */
bool ts_home_signer_new_key(struct ts_home *home, const char *brand, struct ts_key *key,
                            struct ts_fault *fault);

/* Key and certificate, and then the row. The first may ask a person for a passphrase and writes nothing to
 * the database: call it outside of a transaction, which would keep others waiting, and the second inside of
 * one. KEY is the caller's to close, as failed if either fails. Scopes are added after. */
bool ts_home_signer_prepare(struct ts_home *home, const struct ts_brand_row *brand,
                            const struct ts_signer_wish *wish, int64_t now, struct ts_home_key *key,
                            struct ts_signer_row *out, struct ts_fault *fault);
bool ts_home_signer_enter(struct ts_home *home, const struct ts_brand_row *brand,
                          const struct ts_home_key *key, int64_t now, struct ts_signer_row *row,
                          struct ts_fault *fault);
/* Both. */
bool ts_home_signer_add(struct ts_home *home, const struct ts_brand_row *brand,
                        const struct ts_signer_wish *wish, int64_t now, struct ts_home_key *key,
                        struct ts_signer_row *out, struct ts_fault *fault);

/* The bare row, which gets its ID. */
bool ts_home_signer_insert(struct ts_home *home, const char *brand, int64_t now, struct ts_signer_row *row,
                           struct ts_fault *fault);

/* The brand's signer with this key id; EX_DATAERR if there is none. */
bool ts_home_signer_get(struct ts_home *home, const char *brand, uint16_t key_id, struct ts_signer_row *out,
                        struct ts_fault *fault);
/* From now on: RETIRED signs no new tags; REVOKED, from 00:00 UTC of a day, takes back what is not on record.
 * A state is never taken back, and a revocation date only moves to an earlier day (EX_DATAERR). */
bool ts_home_signer_set_state(struct ts_home *home, struct ts_signer_row *signer, enum ts_signer_state state,
                              int64_t revoked_from, struct ts_fault *fault);

/* Makes a key whose id the brand never used, its certificate and its file, and the row; the caller's
 * transaction is open, and OUT->key_file is to be removed if that fails. Scopes are added after. */
bool ts_home_signer_make(struct ts_home *home, const struct ts_brand_row *brand, int64_t not_before,
                         int64_t not_after, int64_t now, struct ts_signer_row *out, struct ts_fault *fault);
bool ts_home_signer_add_scope(struct ts_home *home, int64_t signer, const char *gtin_or_prefix,
                              struct ts_fault *fault);

/* All signers of a brand, by key id, newest last among equals: step with ts_home_signer_next, then close. */
struct ts_sql ts_home_signers(struct ts_home *home, const char *brand, struct ts_fault *fault);
bool ts_home_signer_next(struct ts_sql *sql, struct ts_signer_row *out);
struct ts_sql ts_home_signer_scopes(struct ts_home *home, int64_t signer,
                                    struct ts_fault *fault); /* gtin or prefix */

/* *IN: may this signer sign for the GTIN? One without scopes signs for all of its brand. */
bool ts_home_signer_covers(struct ts_home *home, int64_t signer, const char *gtin14, bool *in,
                           struct ts_fault *fault);

#endif
