/* SPDX-License-Identifier: Apache-2.0 */
#include "boards/common/hosted/clock_system.h"

#include <time.h>

static struct ts_time now(void *ctx) {
  const struct ts_clock_system *clock = ctx;
  struct timespec t;
  if (clock->fixed)
    return clock->time;
  if (clock_gettime(CLOCK_REALTIME, &t) != 0 || t.tv_sec < 0)
    return (struct ts_time){.trust = TS_TIME_NONE};
  return (struct ts_time){.seconds = t.tv_sec, .trust = clock->time.trust};
}

static uint64_t ticks_us(void *ctx) {
  (void)ctx;
  struct timespec t;
  if (clock_gettime(CLOCK_MONOTONIC, &t) != 0)
    return 0;
  return (uint64_t)t.tv_sec * 1000000u + (uint64_t)t.tv_nsec / 1000u;
}

void ts_clock_fixed_init(struct ts_clock_system *clock, struct ts_time time, struct ts_clock *out) {
  *clock = (struct ts_clock_system){.fixed = true, .time = time};
  *out = (struct ts_clock){.ctx = clock, .now = now, .ticks_us = ticks_us};
}

void ts_clock_system_init(struct ts_clock_system *clock, enum ts_time_trust trust, struct ts_clock *out) {
  *clock = (struct ts_clock_system){.time = {.trust = trust}};
  *out = (struct ts_clock){.ctx = clock, .now = now, .ticks_us = ticks_us};
}
