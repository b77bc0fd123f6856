/* SPDX-License-Identifier: Apache-2.0 */
#ifndef TS_MPS2_AN500_CLOCK_BOARD_H
#define TS_MPS2_AN500_CLOCK_BOARD_H

#include <stdbool.h>
#include <stdint.h>

#include "port/clock.h"

/* port/clock.h: the date as it was given, else that of the machine that runs the board; both count as a
 * battery-backed clock. Microseconds by SysTick. */
struct ts_clock_board {
  bool given;
  int64_t seconds; /* since 1970; if GIVEN */
};

/* OUT keeps CLOCK. */
void ts_clock_board_init(struct ts_clock_board *clock, struct ts_clock *out);

#endif
