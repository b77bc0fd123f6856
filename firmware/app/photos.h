/* SPDX-License-Identifier: Apache-2.0 */
/* The photographs that are kept: one file a record on the card, "photo.NNNNNNNN" by the record's number, oldest out
 * first. Which there are stands in card/photos, which may hold anything: what is not believed is begun anew, and
 * files that it no longer names stay until their number comes round. A photograph proves nothing by lying there;
 * its hash stands in the record. */
#ifndef TS_APP_PHOTOS_H
#define TS_APP_PHOTOS_H

#include <stdbool.h>
#include <stdint.h>

#include "core/bytes.h"
#include "core/error.h"
#include "port/store.h"

#define TS_PHOTOS_FILE "photos" /* on the card */
#define TS_PHOTOS_MAX 256       /* files; no board's limits are wider */

struct ts_photos_limits {
  uint32_t files; /* at most TS_PHOTOS_MAX; 0: none is kept */
  uint32_t bytes; /* of all of them */
};

struct ts_photos_entry {
  uint32_t number, size;
};

/* 2 KB, memory of the caller's. */
struct ts_photos {
  const struct ts_store *store;
  struct ts_photos_limits limits;
  uint32_t count;
  uint64_t bytes;
  struct ts_photos_entry entry[TS_PHOTOS_MAX]; /* oldest first */
};

/* Reads what is there; an empty list if that cannot be. */
void ts_photos_open(struct ts_photos *photos, const struct ts_store *store,
                    const struct ts_photos_limits *limits);
/* Keeps JPEG as the photograph of record NUMBER; older ones make room, also where the card is full.
 * TS_ERR_TOO_LONG: larger than all that may be kept; TS_ERR_STORE_FULL, TS_ERR_IO. The same call may be made
 * again. */
enum ts_err ts_photos_keep(struct ts_photos *photos, uint64_t number, struct ts_bytes jpeg);
/* "photo.00000012": OUT holds TS_STORE_NAME_MAX + 1 bytes. */
void ts_photos_name(char *out, uint64_t number);

#endif
