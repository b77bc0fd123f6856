/* SPDX-License-Identifier: Apache-2.0 */
/* The status sets of a bundle, made from the registry: which pieces were issued, which are blocked, and which
 * signed bytes stand on record of a signer whose key is no longer trusted by itself. */
#ifndef TS_HOST_TOOLS_SETS_H
#define TS_HOST_TOOLS_SETS_H

#include <stdint.h>
#include <stdio.h>

#include "core/tag.h"
#include "host-tools/bundle_write.h"
#include "host-tools/registry.h"
#include "port/crypto.h"

/* The sets made so far, one after another in a file without a name in the home. */
struct ts_sets {
  struct ts_home *home;
  struct ts_registry *registry;
  struct ts_fault *fault;
  struct ts_crypto crypto;
  FILE *file;
  void *memory; /* the whole file, once it is mapped */
  size_t size;
};

bool ts_sets_open(struct ts_sets *sets, struct ts_home *home, struct ts_registry *registry,
                  struct ts_fault *fault);
void ts_sets_close(struct ts_sets *sets); /* fine for one that is zeroed */

/* Each makes one set, behind those that are there. The blocked ones include the brand's test card of that kind. */
bool ts_sets_issued(struct ts_sets *sets, const char *brand, struct ts_set_spec *out);
bool ts_sets_blocked(struct ts_sets *sets, const char *brand, struct ts_set_spec *out);
/* Signed bytes that the registry had under KEY_ID before BEFORE (seconds; 0: all that it has). */
bool ts_sets_recorded(struct ts_sets *sets, const char *brand, uint16_t key_id, int64_t before,
                      struct ts_set_spec *out);

/* One that somebody else has made, and that was checked: INFO says what was signed of it. */
bool ts_sets_copy(struct ts_sets *sets, const struct ts_statusset_info *info, struct ts_bytes bytes,
                  struct ts_set_spec *out);

/* All sets are made: their bytes, as a bundle's SETS. They live until ts_sets_close. */
bool ts_sets_map(struct ts_sets *sets, struct ts_bytes *bytes);

#endif
