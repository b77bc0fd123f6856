/* SPDX-License-Identifier: Apache-2.0 */
/* Code 128's codewords on a scan line (ISO/IEC 15417), to see what the decoder does not tell: whether FNC4 is among them,
 * with which the letters after it are those of ISO/IEC 8859-1's upper half. */
#ifndef TS_VISION_CODE128_H
#define TS_VISION_CODE128_H

#include <stdint.h>

#include "vision/budget.h"
#include "vision/edges.h"

enum ts_code128_seen {
  TS_CODE128_NONE,      /* no whole symbol whose check character holds */
  TS_CODE128_PLAIN,     /* such a symbol, none with FNC4 */
  TS_CODE128_FNC4,      /* one with FNC4 */
  TS_CODE128_UNDECIDED, /* the budget was spent before that was known */
};

/* Looks at LINE of WIDTH samples, at most 4096, from both sides. WORK is work memory. */
enum ts_code128_seen ts_code128_look(const uint8_t *line, uint32_t width, struct ts_edges *work,
                                     struct ts_budget *budget);

#endif
