/* SPDX-License-Identifier: Apache-2.0 */
#include "boards/sim/clock_script.h"

static struct ts_time now(void *ctx) {
  const struct ts_clock_script *clock = ctx;
  struct ts_time time = clock->set;
  time.seconds += (int64_t)((clock->us - clock->set_at) / 1000000u);
  return time;
}

static uint64_t ticks_us(void *ctx) {
  const struct ts_clock_script *clock = ctx;
  return clock->us;
}

void ts_clock_script_init(struct ts_clock_script *clock, struct ts_time time, struct ts_clock *out) {
  *clock = (struct ts_clock_script){.set = time};
  *out = (struct ts_clock){.ctx = clock, .now = now, .ticks_us = ticks_us};
}

void ts_clock_script_set(struct ts_clock_script *clock, struct ts_time time) {
  clock->set = time;
  clock->set_at = clock->us;
}

void ts_clock_script_advance(struct ts_clock_script *clock, uint64_t microseconds) {
  clock->us += microseconds;
}
