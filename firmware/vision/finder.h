/* SPDX-License-Identifier: Apache-2.0 */
/* The finder patterns of QR codes in one level: a dark square in a light ring in a dark ring (ISO/IEC 18004
 * section 6.3.3), or light for dark, at whatever angle and tilt. */
#ifndef TS_VISION_FINDER_H
#define TS_VISION_FINDER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "vision/budget.h"
#include "vision/pyramid.h"
#include "vision/quad.h"

#define TS_FINDERS_MAX 300 /* of one level; more are passed over */

struct ts_finder {
  float x, y;      /* its centre, pixels of the level */
  float module;    /* mean width of a module, pixels of the level */
  uint16_t rows;   /* in how many scanned rows it was met */
  bool inverted;   /* light on dark */
  bool used;       /* part of a symbol that was read */
  float certainty; /* 0 to 1: the share of its rows in which it was met */
};

/* Memory for the places in one row where dark and light meet. */
#define TS_FINDER_EDGES(width) ((size_t)(width) + 2)

/*
 * Finds at most TS_FINDERS_MAX finder patterns in a level that has thresholds, from the top. EDGE has room for
 * TS_FINDER_EDGES(level->width). None is looked for within the READ_COUNT quadrilaterals in READ (the frame's
 * pixels): what stands there is read already. Ends early when BUDGET is spent.
 */
size_t ts_finder_scan(const struct ts_level *level, const struct ts_quad *read, size_t read_count,
                      uint16_t *edge, struct ts_finder *out, struct ts_budget *budget);

#endif
