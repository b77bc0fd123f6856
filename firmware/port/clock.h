/* SPDX-License-Identifier: Apache-2.0 */
/* The boundary to time: what the board believes, and how far it may be believed. */
#ifndef TS_PORT_CLOCK_H
#define TS_PORT_CLOCK_H

#include <stdint.h>

enum ts_time_trust {
  TS_TIME_NONE = 0,     /* no idea: only the floor is known */
  TS_TIME_OPERATOR = 1, /* a person confirmed the date at power-on */
  TS_TIME_RTC = 2,      /* a battery-backed or network-set clock */
};

struct ts_time {
  int64_t seconds; /* since 1970-01-01 UTC; meaningless when TRUST is NONE */
  enum ts_time_trust trust;
};

struct ts_clock {
  void *ctx;
  /* The date. Never fails: what is not known is said by TRUST. */
  struct ts_time (*now)(void *ctx);
  /* A counter for measuring, in microseconds, from any start, that never runs backwards. */
  uint64_t (*ticks_us)(void *ctx);
};

#endif
