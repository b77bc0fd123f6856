/* SPDX-License-Identifier: Apache-2.0 */
/* The exports of imported brands that a home holds: each a file in the home, as it came, named for the brand and
 * its content. The database says which one counts; the file is checked again whenever it is used. */
#ifndef TS_HOST_TOOLS_BRAND_HELD_H
#define TS_HOST_TOOLS_BRAND_HELD_H

#include "host-tools/brand_export.h"

/* Durable, and under its name, when it returns; one of the same name is replaced. Call it before the transaction
 * that names it is committed. SHA256: of the export's payload. */
bool ts_brand_held_write(const struct ts_home *home, const char *id, const uint8_t sha256[TS_SHA256_SIZE],
                         struct ts_bytes file, struct ts_fault *fault);
/* For one that no transaction names. */
void ts_brand_held_remove(const struct ts_home *home, const char *id, const uint8_t sha256[TS_SHA256_SIZE]);

struct ts_brand_held {
  struct ts_brand_export export; /* views into DATA */
  uint8_t *data;
};
/* The one that ROW names, checked as on its import. EX_DATAERR if it is damaged, another one, gone, or not good at
 * NOW. Closing is fine for one that is zeroed. */
bool ts_brand_held_open(struct ts_brand_held *out, const struct ts_home *home, const struct ts_brand_row *row,
                        int64_t now, struct ts_fault *fault);
void ts_brand_held_close(struct ts_brand_held *held);

#endif
