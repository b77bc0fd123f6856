/* SPDX-License-Identifier: Apache-2.0 */
#include "boards/linux/buttons.h"

#include <gpiod.h>

#define EDGES_MAX 32 /* of a button in one call */

void ts_gpio_close(struct ts_buttons *buttons) {
  if (buttons->chip)
    gpiod_chip_close(buttons->chip); /* its lines go with it */
  buttons->chip = NULL;
}

/* Active and its opposite: the library turns levels round, and the chip draws an open contact to the other one. */
static int flags_of(const struct ts_config *config) {
  return config->active_high ? GPIOD_LINE_REQUEST_FLAG_BIAS_PULL_DOWN
                             : GPIOD_LINE_REQUEST_FLAG_ACTIVE_LOW | GPIOD_LINE_REQUEST_FLAG_BIAS_PULL_UP;
}

static bool request(struct ts_buttons *buttons, unsigned i) {
  struct gpiod_line *line = gpiod_chip_get_line(buttons->chip, buttons->config->line[i]);
  if (!line || gpiod_line_request_both_edges_events_flags(line, "touchstone", flags_of(buttons->config)) != 0)
    return false;
  buttons->button[i].line = line;
  buttons->button[i].contact = (struct ts_debounce){0};
  buttons->button[i].seen_us = 0;
  return gpiod_line_get_value(line) >= 0;
}

enum ts_err ts_gpio_open(struct ts_buttons *buttons) {
  buttons->chip = gpiod_chip_open(buttons->config->gpio);
  bool good = buttons->chip != NULL;
  for (unsigned i = 0; i < TS_KEY_COUNT && good; i++)
    good = request(buttons, i);
  if (!good)
    ts_gpio_close(buttons);
  return good ? TS_OK : TS_ERR_NOT_FOUND;
}

static uint64_t us_of(const struct timespec *t) {
  return (uint64_t)t->tv_sec * 1000000u + (uint64_t)t->tv_nsec / 1000u;
}

/* Edges and looks are told in the order of their times, but for what happened during a look. */
static bool contact(struct ts_buttons *buttons, unsigned i, bool down, uint64_t at_us) {
  if (at_us > buttons->button[i].seen_us)
    buttons->button[i].seen_us = at_us;
  return ts_debounce(&buttons->button[i].contact, down, buttons->button[i].seen_us);
}

/* Its edges by the kernel's times, so that a press between two looks counts; then the level as it stands, as the kernel keeps
 * sixteen edges and forgets the later ones. */
static enum ts_err next_of(struct ts_buttons *buttons, unsigned i, bool *pressed) {
  const struct timespec at_once = {0};
  struct gpiod_line *line = buttons->button[i].line;
  *pressed = false;
  for (unsigned n = 0; n < EDGES_MAX; n++) {
    struct gpiod_line_event edge;
    int there = gpiod_line_event_wait(line, &at_once);
    if (there < 0 || (there > 0 && gpiod_line_event_read(line, &edge) != 0))
      return TS_ERR_IO;
    if (there == 0)
      break;
    *pressed = contact(buttons, i, edge.event_type == GPIOD_LINE_EVENT_RISING_EDGE, us_of(&edge.ts));
    if (*pressed)
      return TS_OK;
  }
  int level = gpiod_line_get_value(line);
  if (level < 0)
    return TS_ERR_IO;
  *pressed = contact(buttons, i, level > 0, buttons->clock->ticks_us(buttons->clock->ctx));
  return TS_OK;
}

enum ts_err ts_gpio_next(struct ts_buttons *buttons, struct ts_input_event *event) {
  for (unsigned i = 0; i < TS_KEY_COUNT; i++) {
    bool pressed;
    enum ts_err err = next_of(buttons, i, &pressed);
    if (err != TS_OK)
      return err;
    if (pressed) {
      *event = (struct ts_input_event){.kind = TS_INPUT_KEY, .key = (enum ts_button)i};
      return TS_OK;
    }
  }
  return TS_OK;
}
