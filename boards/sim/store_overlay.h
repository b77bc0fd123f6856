/* SPDX-License-Identifier: Apache-2.0 */
/* port/store.h over another store that is only read: what is written stays in memory, and is gone at the end. */
#ifndef TS_BOARDS_SIM_STORE_OVERLAY_H
#define TS_BOARDS_SIM_STORE_OVERLAY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "port/store.h"

#define TS_OVERLAY_FILE_MAX (64u * 1024u * 1024u) /* bytes of a file that is written */

struct ts_overlay_file; /* one that was written or removed */

struct ts_store_overlay {
  const struct ts_store *inner;
  struct ts_overlay_file *first;
};

/* OVERLAY must outlive OUT. */
void ts_store_overlay_init(struct ts_store_overlay *overlay, const struct ts_store *inner,
                           struct ts_store *out);
/* Forgets what was written. Fine for one that holds nothing. */
void ts_store_overlay_free(struct ts_store_overlay *overlay);

#endif
