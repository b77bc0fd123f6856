/* SPDX-License-Identifier: Apache-2.0 */
#include <stddef.h>

#include "port/check.h"

enum { EVENTS = 1000 };

static const char *looks_right(const struct ts_input_event *event) {
  switch (event->kind) {
  case TS_INPUT_NONE:
  case TS_INPUT_ERASE:
    return NULL;
  case TS_INPUT_KEY:
    return (unsigned)event->key < TS_KEY_COUNT ? NULL : "there is no such button";
  case TS_INPUT_CHARACTER:
    return event->character >= 0x20 && event->character <= 0x7e ? NULL : "a character is none";
  case TS_INPUT_LINE:
    return event->line.data || event->line.size == 0 ? NULL : "a line has no bytes";
  }
  return "there is no such kind of event";
}

/* Takes what there is, until there is nothing. */
static const char *empty(const struct ts_input *input) {
  struct ts_input_event event = {.kind = TS_INPUT_KEY};
  for (unsigned i = 0; i < EVENTS; i++) {
    if (input->poll(input->ctx, &event) != TS_OK)
      return "the buttons do not answer";
    const char *wrong = looks_right(&event);
    if (wrong || event.kind == TS_INPUT_NONE)
      return wrong;
  }
  return "events do not end";
}

const char *ts_port_check_input(const struct ts_input *input, const struct ts_port_input_hooks *hooks) {
  const char *wrong = empty(input);
  for (unsigned button = 0; button < TS_KEY_COUNT && hooks->press && !wrong; button++) {
    struct ts_input_event event = {.kind = TS_INPUT_NONE};
    hooks->press(hooks->ctx, (enum ts_button)button);
    if (input->poll(input->ctx, &event) != TS_OK || event.kind != TS_INPUT_KEY ||
        (unsigned)event.key != button)
      return "a button that was pressed is not told";
    wrong = empty(input);
  }
  return wrong;
}
