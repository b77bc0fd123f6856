/* SPDX-License-Identifier: Apache-2.0 */
#include "boards/sim/pace.h"

enum ts_err ts_pace_due(struct ts_pace *pace, uint64_t *skip) {
  *skip = 0;
  if (!pace->clock || pace->period_us == 0)
    return TS_OK;
  uint64_t now = pace->clock->ticks_us(pace->clock->ctx);
  if (!pace->begun) {
    pace->begun = true;
    pace->begin_us = now;
  }
  uint64_t due = (now - pace->begin_us) / pace->period_us + 1;
  if (due <= pace->given)
    return TS_ERR_EMPTY;
  *skip = due - pace->given - 1;
  pace->given = due;
  return TS_OK;
}
