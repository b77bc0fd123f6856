/* SPDX-License-Identifier: Apache-2.0 */
/* Down to which module size is a symbol read? The answers as a picture: a panel for each condition, a line for
 * each reader. */
#ifndef TS_BENCH_LIMITS_PICTURE_H
#define TS_BENCH_LIMITS_PICTURE_H

#include <stdbool.h>
#include <stddef.h>

#include "host-tools/fault.h"

#define TS_LIMIT_SIZES 10
#define TS_LIMIT_SUBJECTS 8

/* One condition. */
struct ts_limit_panel {
  const char *title;
  double part[TS_LIMIT_SUBJECTS][TS_LIMIT_SIZES]; /* read, 0 to 1 */
};

struct ts_limit_picture {
  const char *subject[TS_LIMIT_SUBJECTS];
  size_t subjects;
  double module_px[TS_LIMIT_SIZES]; /* ascending */
  const struct ts_limit_panel *panel;
  size_t panels;
};

/* The smallest module size at which, and at the next larger, at least half of the frames are read; 0 if there is
 * none. */
double ts_limit_of(const struct ts_limit_picture *picture, const struct ts_limit_panel *panel,
                   size_t subject);

/* Writes a PNG. */
bool ts_limit_picture_save(const struct ts_limit_picture *picture, const char *path, struct ts_fault *fault);

#endif
