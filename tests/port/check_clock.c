/* SPDX-License-Identifier: Apache-2.0 */
#include "port/check.h"

#define CALLS 1000u
#define CALLS_WITHOUT_HOOK 10000000u /* a processor's slowest millisecond, by far */
#define YEAR_2020 1577836800
#define YEAR_9999 253402300799

static const char *looks_right(struct ts_time time) {
  if (time.trust != TS_TIME_NONE && time.trust != TS_TIME_OPERATOR && time.trust != TS_TIME_RTC)
    return "the date's trust is no such value";
  if (time.trust != TS_TIME_NONE && (time.seconds < YEAR_2020 || time.seconds > YEAR_9999))
    return "a date is vouched for that cannot be";
  return NULL;
}

const char *ts_port_check_clock(const struct ts_clock *clock, const struct ts_port_clock_hooks *hooks) {
  const uint64_t begin = clock->ticks_us(clock->ctx);
  const struct ts_time first = clock->now(clock->ctx);
  uint64_t last = begin;
  for (uint32_t i = 0; i < (hooks->pass ? CALLS : CALLS_WITHOUT_HOOK) && (i < CALLS || last == begin); i++) {
    if (hooks->pass)
      hooks->pass(hooks->ctx);
    uint64_t ticks = clock->ticks_us(clock->ctx);
    if (ticks < last)
      return "the ticks run backwards";
    last = ticks;
  }
  if (last == begin)
    return "the ticks stand still";
  const struct ts_time second = clock->now(clock->ctx);
  if (first.trust != TS_TIME_NONE && second.trust == first.trust && second.seconds < first.seconds)
    return "the date runs backwards";
  const char *wrong = looks_right(first);
  return wrong ? wrong : looks_right(second);
}
