/* SPDX-License-Identifier: Apache-2.0 */
#include "boards/linux/debounce.h"

/* What the level that stood until NOW_US has told. */
static bool settle(struct ts_debounce *button, uint64_t now_us) {
  if (button->level != button->pressed) {
    if (now_us - button->since_us < TS_DEBOUNCE_US)
      return false;
    button->pressed = button->level;
    button->repeat_us = now_us + TS_REPEAT_FIRST_US;
    return button->pressed;
  }
  if (!button->pressed || now_us < button->repeat_us)
    return false;
  button->repeat_us = now_us + TS_REPEAT_US; /* not by the schedule: a late look makes no burst */
  return true;
}

bool ts_debounce(struct ts_debounce *button, bool down, uint64_t now_us) {
  bool told = settle(button, now_us);
  if (down != button->level) {
    button->level = down;
    button->since_us = now_us;
  }
  return told;
}
