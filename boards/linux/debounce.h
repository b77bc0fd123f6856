/* SPDX-License-Identifier: Apache-2.0 */
/* A button's contacts, which touch and part several times when it is pressed once. */
#ifndef TS_BOARDS_LINUX_DEBOUNCE_H
#define TS_BOARDS_LINUX_DEBOUNCE_H

#include <stdbool.h>
#include <stdint.h>

#define TS_DEBOUNCE_US 20000u      /* a level counts when it has stood so long */
#define TS_REPEAT_FIRST_US 500000u /* a button held so long is told again, */
#define TS_REPEAT_US 150000u       /* and from there on as often */

/* Zero it first: not pressed. */
struct ts_debounce {
  bool pressed;       /* what is believed */
  bool level;         /* what was seen last, */
  uint64_t since_us;  /* and since when */
  uint64_t repeat_us; /* when a held button is told again */
};

/* The contacts are DOWN at NOW_US, which never runs backwards. True: the button was pressed, or is held on. */
bool ts_debounce(struct ts_debounce *button, bool down, uint64_t now_us);

#endif
