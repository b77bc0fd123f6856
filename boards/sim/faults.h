/* SPDX-License-Identifier: Apache-2.0 */
/* Ports that fail when a script says so, and hand on what they are asked otherwise. */
#ifndef TS_BOARDS_SIM_FAULTS_H
#define TS_BOARDS_SIM_FAULTS_H

#include <stdbool.h>

#include "port/display.h"
#include "port/store.h"

/* A card that is taken away answers TS_ERR_IO to everything, a full one TS_ERR_STORE_FULL to what would make it
 * fuller. The trusted area is not on it. */
struct ts_faulty_store {
  const struct ts_store *inner;
  bool gone, full;
};
void ts_faulty_store_init(struct ts_faulty_store *faulty, const struct ts_store *inner, struct ts_store *out);

struct ts_faulty_display {
  const struct ts_display *inner;
  bool fails;
};
void ts_faulty_display_init(struct ts_faulty_display *faulty, const struct ts_display *inner,
                            struct ts_display *out);

#endif
