/* SPDX-License-Identifier: Apache-2.0 */
/* The QR codes of a frame, from coarse to fine: finder patterns → triples → corners → fitted grid → modules → drawing,
 * which a decoder then reads. What cannot be a QR code is rejected as early and as cheaply as can be. */
#ifndef TS_VISION_LOCATE_H
#define TS_VISION_LOCATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "vision/budget.h"
#include "vision/corners.h"
#include "vision/finder.h"
#include "vision/fit.h"
#include "vision/pyramid.h"
#include "vision/quad.h"
#include "vision/redraw.h"
#include "vision/sample.h"
#include "vision/triple.h"

#define TS_LOCATE_DECODE_COST 320u /* steps a pixel of a drawing: what ZBar takes */
#define TS_LOCATE_SYMBOLS_MAX 64
#define TS_LOCATE_SIDE_COMPLETE                                                                              \
  2048u /* pixels: in levels up to that size it is said when more is seen than is looked at */
#define TS_LOCATE_REFUND 4000000u  /* steps that a symbol read gives back: many in view are no attack */
#define TS_LOCATE_DRAWINGS_TRIED 8 /* of one symbol, whatever they are tried with */

/* What came of three finders: the stage that rejected them, or that they were read. */
enum ts_locate_end {
  TS_LOCATE_NO_CORNERS,
  TS_LOCATE_NO_FIT,
  TS_LOCATE_NOT_PLAUSIBLE,
  TS_LOCATE_NOT_DECODED,
  TS_LOCATE_READ,
};

/* Who gets the drawings, and, if he wants to, sees the work. */
struct ts_locate_sink {
  void *ctx, *witness; /* of decode; of the two others */
  size_t enough;       /* symbols after which no more are looked for; 0: all */
  float coarsest;      /* levels of a larger scale are passed over; 0: none */
  /* Decodes DRAWING of the symbol with OUTLINE (the frame's pixels, clockwise in the symbol's own orientation, its top
   * left first). True: it was read. DRAWING is good during the call. */
  bool (*decode)(void *ctx, const struct ts_qr_drawing *drawing, const struct ts_quad *outline);
  void (*saw_finders)(void *ctx, const struct ts_level *level, const struct ts_finder *finder,
                      size_t count); /* or NULL */
  /* GRID: by which it was read, or NULL. */
  void (*saw_triple)(void *ctx, const struct ts_level *level, const struct ts_finder *finder,
                     const struct ts_triple *triple, const struct ts_grid *grid, enum ts_locate_end end);
};

#define TS_LOCATE_GRIDS (TS_CORNER_GUESSES + TS_FIT_PEAKS)

/* About 190 KB, memory of the caller's; nothing in it means anything between calls. */
struct ts_locate_memory {
  struct ts_finder finder[TS_FINDERS_MAX];
  struct ts_triple triple[TS_TRIPLES_MAX];
  struct ts_quad read[TS_LOCATE_SYMBOLS_MAX];
  size_t read_count;
  struct ts_corners corners;
  struct ts_grid grid[TS_LOCATE_GRIDS];
  struct ts_grid fitted, attempt;
  struct ts_qr_module function[TS_QR_FUNCTION_MAX];
  unsigned function_version;
  size_t function_count;
  struct ts_sample sample;
  struct ts_qr_bits bits[TS_SAMPLE_DIVISIONS];
  uint32_t tried[TS_LOCATE_DRAWINGS_TRIED]; /* sums of the modules drawn already, of one triple */
  uint8_t drawing[TS_QR_DRAWING_SIZE_MAX];
};

/*
 * Looks for QR codes in PYRAMID, whose thresholds it fills in, and gives their drawings to SINK. EDGE has room for
 * TS_FINDER_EDGES of the frame's width. Returns how many were read; their outlines are in MEMORY->read.
 */
size_t ts_locate(struct ts_locate_memory *memory, struct ts_pyramid *pyramid, uint16_t *edge,
                 const struct ts_locate_sink *sink, struct ts_budget *budget);

/* The same for symbols too small for that, where nothing was read: in the enlarged frame of PYRAMID
 * (ts_pyramid_enlarge). EDGE has room for twice the frame's width. */
size_t ts_locate_enlarged(struct ts_locate_memory *memory, struct ts_pyramid *pyramid, uint16_t *edge,
                          const struct ts_locate_sink *sink, struct ts_budget *budget);

#endif
