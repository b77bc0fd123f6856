/* SPDX-License-Identifier: Apache-2.0 */
#ifndef TS_MPS2_AN500_DISPLAY_SEMIHOSTING_H
#define TS_MPS2_AN500_DISPLAY_SEMIHOSTING_H

#include <stdbool.h>
#include <stdint.h>

#include "port/display.h"

/*
 * port/display.h: a panel whose memory is a file of the machine that runs the board, TS_DISPLAY_HEIGHT rows of
 * TS_DISPLAY_WIDTH pixels, RGB565, little-endian. The board has no frame buffer, as most of its kind.
 */
struct ts_display_semihosting {
  int panel;           /* handle */
  uint64_t written_at; /* ticks of the board, when it was shown something last */
};

/* Makes PATH anew, all black. False: it cannot be written. */
bool ts_display_semihosting_init(struct ts_display_semihosting *display, const char *path,
                                 struct ts_display *out);

/* A photograph of the panel: its rows as a PPM picture in the file PATH. */
bool ts_display_semihosting_shoot(const struct ts_display_semihosting *display, const char *path);

#endif
