/* SPDX-License-Identifier: Apache-2.0 */
/* The boundary to the screen. */
#ifndef TS_PORT_DISPLAY_H
#define TS_PORT_DISPLAY_H

#include <stdint.h>

#include "core/error.h"

#define TS_DISPLAY_WIDTH 320
#define TS_DISPLAY_HEIGHT 240

struct ts_display {
  void *ctx;
  /* Shows HEIGHT rows from row Y on, of TS_DISPLAY_WIDTH pixels each, RGB565 in the CPU's byte order. The app
   * draws a screen in strips from the top down; PIXELS is free again on return. TS_ERR_IO if the screen does
   * not answer. */
  enum ts_err (*rows)(void *ctx, uint32_t y, uint32_t height, const uint16_t *pixels);
};

#endif
