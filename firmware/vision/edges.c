/* SPDX-License-Identifier: Apache-2.0 */
#include "vision/edges.h"

#include <stdbool.h>

#define SWING_MIN 8    /* gray levels between two turns */
#define SWING_SHARE 10 /* and one part in so many of the line's range */

/* Where the line passes half way from the extreme at FROM to that at TO. */
static uint16_t half_way(const uint8_t *line, uint32_t from, uint32_t to) {
  int middle =
      (line[from] + line[to]) * TS_EDGES_UNIT / 2; /* finer than a gray level: nothing lies just on it */
  bool falls = line[to] < line[from];
  uint32_t i = from;
  while (i + 1 < to && (falls ? line[i + 1] * TS_EDGES_UNIT > middle : line[i + 1] * TS_EDGES_UNIT < middle))
    i++;
  int step = line[i + 1] - line[i], part = step != 0 ? (middle - line[i] * TS_EDGES_UNIT) / step : 0;
  return (uint16_t)(i * TS_EDGES_UNIT + (uint32_t)(part < 0               ? 0
                                                   : part > TS_EDGES_UNIT ? TS_EDGES_UNIT
                                                                          : part));
}

static int swing_of(const uint8_t *line, uint32_t width) {
  int low = UINT8_MAX, high = 0;
  for (uint32_t i = 0; i < width; i++) {
    low = line[i] < low ? line[i] : low;
    high = line[i] > high ? line[i] : high;
  }
  int swing = (high - low) / SWING_SHARE;
  return swing < SWING_MIN ? SWING_MIN : swing;
}

void ts_edges_find(const uint8_t *line, uint32_t width, struct ts_edges *out) {
  int swing = swing_of(line, width);
  uint32_t last = 0, extreme = 0; /* the last extreme that is certain, the one that may become so */
  bool rising = true;             /* towards the extreme at hand */
  out->count = 0;
  if (width > TS_EDGES_WIDTH_MAX)
    return;
  for (uint32_t i = 1; i < width && out->count < TS_EDGES_MAX; i++) {
    int back = rising ? line[extreme] - line[i] : line[i] - line[extreme];
    if (back < 0) {
      extreme = i;
    } else if (back >= swing) {
      if (last != extreme && (out->count > 0 || !rising))
        out->edge[out->count++] = half_way(line, last, extreme);
      last = extreme;
      extreme = i;
      rising = !rising;
    }
  }
  if (out->count < TS_EDGES_MAX && last != extreme && (out->count > 0 || !rising))
    out->edge[out->count++] = half_way(line, last, extreme);
}
