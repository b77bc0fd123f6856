/* SPDX-License-Identifier: Apache-2.0 */
/* port/input.h over Linux's input devices and over buttons on a GPIO chip. */
#ifndef TS_BOARDS_LINUX_BUTTONS_H
#define TS_BOARDS_LINUX_BUTTONS_H

#include <stdbool.h>
#include <stdint.h>

#include "boards/linux/config.h"
#include "boards/linux/debounce.h"
#include "boards/linux/keys.h"
#include "port/clock.h"
#include "port/input.h"

#define TS_KEYBOARDS_MAX 32 /* /dev/input/event0 on */

struct gpiod_chip;
struct gpiod_line;

struct ts_buttons {
  /* Set by the caller before ts_buttons_open. */
  const struct ts_config *config;
  const struct ts_clock *clock;

  /* Its own. */
  struct {
    int fd; /* -1: not there */
    struct ts_keys keys;
    bool lost; /* the kernel had no room for its events: what comes before the next EV_SYN is of no use */
  } keyboard[TS_KEYBOARDS_MAX];
  bool looked;
  uint64_t looked_us; /* when new keyboards were looked for last */
  struct gpiod_chip *chip;
  struct {
    struct gpiod_line *line;
    struct ts_debounce contact;
    uint64_t seen_us; /* the newest time that was told of it */
  } button[TS_KEY_COUNT];
};

/* Keyboards come and go while it runs. TS_ERR_NOT_FOUND: the settings name a GPIO chip, and it or one of its lines cannot be
 * had. BUTTONS must outlive OUT. */
enum ts_err ts_buttons_open(struct ts_buttons *buttons, struct ts_input *out);
/* Fine for those that are not open. */
void ts_buttons_close(struct ts_buttons *buttons);

/* The two kinds by themselves. */
void ts_keyboards_init(struct ts_buttons *buttons);
void ts_keyboards_close(struct ts_buttons *buttons);
/* The next event of a keyboard; false: none. */
bool ts_keyboards_next(struct ts_buttons *buttons, struct ts_input_event *event);
enum ts_err ts_gpio_open(struct ts_buttons *buttons);
void ts_gpio_close(struct ts_buttons *buttons);
/* The same of a button; TS_ERR_IO: the chip does not answer. */
enum ts_err ts_gpio_next(struct ts_buttons *buttons, struct ts_input_event *event);

#endif
