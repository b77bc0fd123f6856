/* SPDX-License-Identifier: Apache-2.0 */
/* The signers of a brand: small keys under its root, each for a part of its models and for a time. A row is
 * never deleted, so that a key id stays taken. */
#ifndef TS_HOST_TOOLS_SIGNERS_H
#define TS_HOST_TOOLS_SIGNERS_H

#include <stdbool.h>
#include <stdint.h>

#include "core/bundle.h"
#include "host-tools/brands.h"

struct ts_signer_row {
  int64_t id;
  uint16_t key_id;
  struct ts_der certificate;
  char key_file[TS_KEY_FILE_MAX];
  enum ts_signer_state state;
  int64_t revoked_from, not_before, not_after;
};

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
