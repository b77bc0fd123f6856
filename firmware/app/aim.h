/* SPDX-License-Identifier: Apache-2.0 */
/* Help with aiming, from cheap measures of a gray frame: how light it is, what of it is burnt out, how much has
 * changed since the last one, how sharp it is, how wide its bars are. Some ten thousand pixels are looked at,
 * whatever the frame's size. Hints are for people; no verdict rests on them. */
#ifndef TS_APP_AIM_H
#define TS_APP_AIM_H

#include <stdbool.h>
#include <stdint.h>

#include "app/page.h"
#include "core/frame.h"

#define TS_AIM_COLUMNS 16
#define TS_AIM_ROWS 12

/* What one frame looks like. */
struct ts_aim_measures {
  uint8_t mean;      /* 0 to 255 */
  uint8_t clipped;   /* per cent of the pixels that are 250 or more */
  uint8_t changed;   /* mean difference to the frame before, over the grid, without that of their means */
  uint8_t contrast;  /* between the darkest and the lightest part in the middle of the frame */
  uint8_t sharpness; /* steepest step between neighbours there, per cent of CONTRAST */
  uint16_t run;      /* median pixels from edge to edge there; 0: too few edges for a code */
};

struct ts_aim {
  bool has_grid;
  uint8_t grid[TS_AIM_COLUMNS * TS_AIM_ROWS];
  enum ts_aim_hint hint, candidate;
  unsigned candidate_frames;
  struct ts_aim_measures measures; /* of the last frame */
};

/* Forgets the last frame. */
void ts_aim_init(struct ts_aim *aim);
/* Looks at one frame, in which no code was read. A hint is given once two frames in a row call for it. */
enum ts_aim_hint ts_aim_look(struct ts_aim *aim, const struct ts_frame *frame);

#endif
