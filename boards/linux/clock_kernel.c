/* SPDX-License-Identifier: Apache-2.0 */
#include "boards/linux/clock_kernel.h"

#include <sys/timex.h>

static bool synchronized(void) {
  struct timex t = {.modes = 0}; /* nothing is set, only asked */
  int state = adjtimex(&t);
  return state >= 0 && state != TIME_ERROR && (t.status & STA_UNSYNC) == 0;
}

static struct ts_time now(void *ctx) {
  struct ts_clock_kernel *clock = ctx;
  struct ts_time time = clock->plain.now(clock->plain.ctx);
  if (clock->believed == TS_CONFIG_CLOCK_NONE || (clock->believed == TS_CONFIG_CLOCK_NTP && !synchronized()))
    time.trust = TS_TIME_NONE;
  return time;
}

static uint64_t ticks_us(void *ctx) {
  struct ts_clock_kernel *clock = ctx;
  return clock->plain.ticks_us(clock->plain.ctx);
}

void ts_clock_kernel_init(struct ts_clock_kernel *clock, enum ts_config_clock believed,
                          struct ts_clock *out) {
  clock->believed = believed;
  ts_clock_system_init(&clock->system, TS_TIME_RTC, &clock->plain);
  *out = (struct ts_clock){.ctx = clock, .now = now, .ticks_us = ticks_us};
}
