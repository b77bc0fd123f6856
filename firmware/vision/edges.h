/* SPDX-License-Identifier: Apache-2.0 */
/* Where a scan line turns between dark and light: half way between an extreme and the next (ISO/IEC 15420 and 15417 decode
 * by such edges). */
#ifndef TS_VISION_EDGES_H
#define TS_VISION_EDGES_H

#include <stdint.h>

#define TS_EDGES_MAX 1024
#define TS_EDGES_UNIT 16        /* parts of a sample */
#define TS_EDGES_WIDTH_MAX 4095 /* samples */

struct ts_edges {
  uint32_t count;
  uint16_t edge[TS_EDGES_MAX]; /* 1/16 sample */
};

/* The edges of LINE of WIDTH samples, the first one from light to dark; none of a longer line. */
void ts_edges_find(const uint8_t *line, uint32_t width, struct ts_edges *out);

#endif
