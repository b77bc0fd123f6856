/* SPDX-License-Identifier: Apache-2.0 */
#include "boards/linux/buttons.h"

static enum ts_err poll_input(void *ctx, struct ts_input_event *event) {
  struct ts_buttons *buttons = ctx;
  *event = (struct ts_input_event){.kind = TS_INPUT_NONE};
  if (ts_keyboards_next(buttons, event))
    return TS_OK;
  return buttons->chip ? ts_gpio_next(buttons, event) : TS_OK;
}

enum ts_err ts_buttons_open(struct ts_buttons *buttons, struct ts_input *out) {
  *out = (struct ts_input){.ctx = buttons, .poll = poll_input};
  ts_keyboards_init(buttons);
  buttons->chip = NULL;
  return buttons->config->gpio[0] ? ts_gpio_open(buttons) : TS_OK;
}

void ts_buttons_close(struct ts_buttons *buttons) {
  ts_keyboards_close(buttons);
  ts_gpio_close(buttons);
}
