/* SPDX-License-Identifier: Apache-2.0 */
#include "clock_board.h"

#include "board.h"
#include "semihosting.h"

#define TICKS_PER_US (TS_TICKS_PER_SECOND / 1000000u)

static struct ts_time now(void *ctx) {
  const struct ts_clock_board *clock = ctx;
  int64_t seconds = clock->given ? clock->seconds : (int64_t)ts_semi_time();
  return (struct ts_time){.seconds = seconds, .trust = TS_TIME_RTC};
}

static uint64_t ticks_us(void *ctx) {
  (void)ctx;
  return ts_board_ticks() / TICKS_PER_US;
}

void ts_clock_board_init(struct ts_clock_board *clock, struct ts_clock *out) {
  *out = (struct ts_clock){.ctx = clock, .now = now, .ticks_us = ticks_us};
}
