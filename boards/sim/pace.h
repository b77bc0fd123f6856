/* SPDX-License-Identifier: Apache-2.0 */
/* The pace of a camera that replays what is recorded: which of its pictures is due now. */
#ifndef TS_BOARDS_SIM_PACE_H
#define TS_BOARDS_SIM_PACE_H

#include <stdbool.h>
#include <stdint.h>

#include "core/error.h"
#include "port/clock.h"

struct ts_pace {
  const struct ts_clock *clock; /* NULL: each call is given the next picture */
  uint32_t period_us;           /* from picture to picture */
  bool begun;
  uint64_t begin_us, given; /* pictures that were given or passed over */
};

/* *SKIP: how many pictures are overdue and are to be passed over before the one that is given. TS_ERR_EMPTY: the
 * next one is not due yet. */
enum ts_err ts_pace_due(struct ts_pace *pace, uint64_t *skip);

#endif
