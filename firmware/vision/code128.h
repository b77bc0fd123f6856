/* SPDX-License-Identifier: Apache-2.0 */
/* Code 128's codewords on a scan line (ISO/IEC 15417), to see what the decoder does not tell: whether FNC4 is among them,
 * with which the letters after it are those of ISO/IEC 8859-1's upper half. */
#ifndef TS_VISION_CODE128_H
#define TS_VISION_CODE128_H

#include <stdint.h>

#include "vision/budget.h"

#define TS_CODE128_EDGES_MAX 1024

/* Work memory: where a line turns between dark and light. */
struct ts_code128_work {
  uint32_t count;
  uint16_t edge[TS_CODE128_EDGES_MAX]; /* 1/16 sample */
};

enum ts_code128_seen {
  TS_CODE128_NONE,      /* no whole symbol whose check character holds */
  TS_CODE128_PLAIN,     /* such a symbol, none with FNC4 */
  TS_CODE128_FNC4,      /* one with FNC4 */
  TS_CODE128_UNDECIDED, /* the budget was spent before that was known */
};

/* Looks at LINE of WIDTH samples, at most 4096, from both sides. */
enum ts_code128_seen ts_code128_look(const uint8_t *line, uint32_t width, struct ts_code128_work *work,
                                     struct ts_budget *budget);

#endif
