/* SPDX-License-Identifier: Apache-2.0 */
#include "boards/linux/buttons.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/input.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define LOOK_US 2000000u /* from one look for new keyboards to the next */
#define EVENTS_MAX 256   /* of a keyboard in one call that mean nothing */

void ts_keyboards_init(struct ts_buttons *buttons) {
  for (unsigned i = 0; i < TS_KEYBOARDS_MAX; i++)
    buttons->keyboard[i].fd = -1;
  buttons->looked = false;
}

static void drop(struct ts_buttons *buttons, unsigned i) {
  if (buttons->keyboard[i].fd >= 0)
    (void)close(buttons->keyboard[i].fd);
  buttons->keyboard[i].fd = -1;
}

void ts_keyboards_close(struct ts_buttons *buttons) {
  for (unsigned i = 0; i < TS_KEYBOARDS_MAX; i++)
    drop(buttons, i);
}

static void try(struct ts_buttons *buttons, unsigned i, const char *path) {
  if (buttons->keyboard[i].fd >= 0)
    return;
  buttons->keyboard[i].keys = (struct ts_keys){0};
  buttons->keyboard[i].lost = false;
  buttons->keyboard[i].fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
}

/* What was plugged in meanwhile; what is not there, or not ours to read, is passed over. */
static void look(struct ts_buttons *buttons) {
  uint64_t now = buttons->clock->ticks_us(buttons->clock->ctx);
  if (buttons->looked && now - buttons->looked_us < LOOK_US)
    return;
  buttons->looked = true;
  buttons->looked_us = now;
  if (buttons->config->keys[0]) {
    try(buttons, 0, buttons->config->keys);
    return;
  }
  for (unsigned i = 0; i < TS_KEYBOARDS_MAX; i++) {
    char path[32];
    (void)snprintf(path, sizeof path, "/dev/input/event%u", i);
    try(buttons, i, path);
  }
}

static bool is_down(const uint8_t *keys, unsigned code) {
  return (keys[code / 8] >> code % 8 & 1) != 0;
}

/* A shift key may have been let go, or pressed, in what was lost. */
static void ask_shift(int fd, struct ts_keys *keys) {
  uint8_t down[KEY_MAX / 8 + 1] = {0};
  bool known = ioctl(fd, EVIOCGKEY(sizeof down), down) >= 0;
  keys->left = known && is_down(down, KEY_LEFTSHIFT);
  keys->right = known && is_down(down, KEY_RIGHTSHIFT);
}

/* Is RAW of those around a loss? After EV_SYN's SYN_DROPPED, up to and with the next report. */
static bool is_lost(struct ts_buttons *buttons, unsigned i, const struct input_event *raw) {
  bool was = buttons->keyboard[i].lost;
  if (raw->type == EV_SYN && raw->code == SYN_DROPPED)
    buttons->keyboard[i].lost = true;
  else if (was && raw->type == EV_SYN && raw->code == SYN_REPORT) {
    buttons->keyboard[i].lost = false;
    ask_shift(buttons->keyboard[i].fd, &buttons->keyboard[i].keys);
  }
  return was || buttons->keyboard[i].lost;
}

static bool next_of(struct ts_buttons *buttons, unsigned i, struct ts_input_event *event) {
  for (unsigned n = 0; n < EVENTS_MAX && buttons->keyboard[i].fd >= 0; n++) {
    struct input_event raw;
    ssize_t got = read(buttons->keyboard[i].fd, &raw, sizeof raw);
    if (got < 0 && (errno == EAGAIN || errno == EINTR))
      return false;
    if (got != (ssize_t)sizeof raw)
      drop(buttons, i); /* pulled out */
    else if (!is_lost(buttons, i, &raw) &&
             ts_keys_event(&buttons->keyboard[i].keys, raw.type, raw.code, raw.value, event))
      return true;
  }
  return false;
}

bool ts_keyboards_next(struct ts_buttons *buttons, struct ts_input_event *event) {
  look(buttons);
  for (unsigned i = 0; i < TS_KEYBOARDS_MAX; i++)
    if (next_of(buttons, i, event))
      return true;
  return false;
}
