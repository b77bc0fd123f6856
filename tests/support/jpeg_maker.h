/* SPDX-License-Identifier: Apache-2.0 */
/* JPEG files for tests, the odd ones included, by libjpeg. */
#ifndef TS_SUPPORT_JPEG_MAKER_H
#define TS_SUPPORT_JPEG_MAKER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/bytes.h"

enum ts_jpeg_colour { TS_JPEG_GRAY, TS_JPEG_YCBCR, TS_JPEG_RGB, TS_JPEG_CMYK, TS_JPEG_YCCK };

/* Fields that are zero have the value in brackets. */
struct ts_jpeg_recipe {
  uint32_t width, height;
  const uint8_t *gray; /* WIDTH * HEIGHT pixels, used for every component (a smooth ramp) */
  enum ts_jpeg_colour colour;
  int quality; /* 1 to 100 (90) */
  bool progressive;
  int scans; /* progressive, in so many scans, 2 to 64, gray only (what libjpeg does by itself) */
  bool arithmetic;
  int restart_rows; /* a restart mark every so many rows of blocks (none) */
};

/* Memory for free(). The process ends on any error: this is for tests. */
struct ts_jpeg_file {
  uint8_t *data;
  size_t size;
};

struct ts_jpeg_file ts_jpeg_make(const struct ts_jpeg_recipe *recipe);
struct ts_bytes ts_jpeg_bytes(const struct ts_jpeg_file *file);
void ts_jpeg_free(struct ts_jpeg_file *file);

/* Writes another size into the header (the first SOFn marker) of a file. False: there is none. */
bool ts_jpeg_lie_about_size(struct ts_jpeg_file *file, uint16_t width, uint16_t height);

#endif
