/* SPDX-License-Identifier: Apache-2.0 */
/* port/clock.h over the system's clock. */
#ifndef TS_BOARDS_COMMON_HOSTED_CLOCK_SYSTEM_H
#define TS_BOARDS_COMMON_HOSTED_CLOCK_SYSTEM_H

#include <stdbool.h>
#include <stdint.h>

#include "port/clock.h"

struct ts_clock_system {
  bool fixed; /* TIME stands still; else its seconds are not used */
  struct ts_time time;
};

/* The system's date, trusted as far as TRUST says: whoever sets this clock is believed. A clock that cannot
 * be read has trust NONE. CLOCK must outlive OUT. */
void ts_clock_system_init(struct ts_clock_system *clock, enum ts_time_trust trust, struct ts_clock *out);

/* Always TIME, for replaying what was or will be; `ticks_us` runs on. */
void ts_clock_fixed_init(struct ts_clock_system *clock, struct ts_time time, struct ts_clock *out);

#endif
