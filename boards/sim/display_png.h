/* SPDX-License-Identifier: Apache-2.0 */
/* port/display.h: a screen in memory that can be kept as a PNG. */
#ifndef TS_BOARDS_SIM_DISPLAY_PNG_H
#define TS_BOARDS_SIM_DISPLAY_PNG_H

#include "port/display.h"

struct ts_display_png {
  uint16_t pixel[TS_DISPLAY_HEIGHT][TS_DISPLAY_WIDTH];
};

void ts_display_png_init(struct ts_display_png *png, struct ts_display *out);

/* What the screen shows now, as PATH, each pixel SCALE × SCALE. TS_ERR_IO if it cannot be written; errno says
 * why. */
enum ts_err ts_display_png_write(const struct ts_display_png *png, const char *path, unsigned scale);

#endif
