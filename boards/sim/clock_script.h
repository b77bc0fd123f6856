/* SPDX-License-Identifier: Apache-2.0 */
/* port/clock.h: a clock that moves only when it is moved, so that a script's run is the same each time. */
#ifndef TS_BOARDS_SIM_CLOCK_SCRIPT_H
#define TS_BOARDS_SIM_CLOCK_SCRIPT_H

#include <stdint.h>

#include "port/clock.h"

struct ts_clock_script {
  struct ts_time set;  /* the date, as it was when TICKS was SET_AT */
  uint64_t set_at, us; /* microseconds */
};

/* CLOCK must outlive OUT. */
void ts_clock_script_init(struct ts_clock_script *clock, struct ts_time time, struct ts_clock *out);
void ts_clock_script_set(struct ts_clock_script *clock, struct ts_time time);
void ts_clock_script_advance(struct ts_clock_script *clock, uint64_t microseconds);

#endif
