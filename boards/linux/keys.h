/* SPDX-License-Identifier: Apache-2.0 */
/* What the keys of Linux's input devices mean to the app. */
#ifndef TS_BOARDS_LINUX_KEYS_H
#define TS_BOARDS_LINUX_KEYS_H

#include <stdbool.h>
#include <stdint.h>

#include "port/input.h"

/* Of one keyboard: which of its shift keys are down. Zero it first. */
struct ts_keys {
  bool left, right;
};

/* One event of the kernel's (struct input_event's type, code and value). False: it means nothing to the app. A held key
 * repeats itself. Letters are those of a US keyboard. */
bool ts_keys_event(struct ts_keys *keys, uint16_t type, uint16_t code, int32_t value,
                   struct ts_input_event *event);

#endif
