/* SPDX-License-Identifier: Apache-2.0 */
/* A brand's signers that may sign now, with their keys in memory. */
#ifndef TS_HOST_TOOLS_PENS_H
#define TS_HOST_TOOLS_PENS_H

#include "host-tools/signers.h"

struct ts_pen {
  struct ts_signer_row row;
  struct ts_key key; /* loaded when the pen is first chosen */
};

struct ts_pens {
  struct ts_home *home;
  struct ts_pen *pen;
  size_t count;
};

/* Those that are active and within their dates at NOW, or KEY_ID alone if it is not negative. EX_DATAERR if
 * there is none. */
bool ts_pens_open(struct ts_pens *pens, struct ts_home *home, const char *brand, int key_id, int64_t now,
                  struct ts_fault *fault);
void ts_pens_close(struct ts_pens *pens); /* fine for one that is zeroed */

/* The newest one whose scope holds the GTIN, as a place in PENS->pen; -1: there is none, or with the fault
 * set. */
int ts_pens_choose(struct ts_pens *pens, const char *gtin14, struct ts_fault *fault);

#endif
