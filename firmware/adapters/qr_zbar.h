/* SPDX-License-Identifier: Apache-2.0 */
/* QR codes of a frame: vision finds and redraws them, ZBar decodes the drawings. A QR code corrects and proves itself by
 * Reed-Solomon, so that one reading is enough. Several joined by structured append are not read. */
#ifndef TS_ADAPTERS_QR_ZBAR_H
#define TS_ADAPTERS_QR_ZBAR_H

#include <stdint.h>

#include "core/error.h"
#include "core/frame.h"
#include "core/symbols.h"
#include "vision/budget.h"
#include "vision/locate.h"
#include "vision/pyramid.h"

/* Who sees the work, for a picture of it; or NULL. */
struct ts_qr_witness {
  void *ctx;
  void (*finders)(void *ctx, const struct ts_level *level, const struct ts_finder *finder, size_t count);
  void (*triple)(void *ctx, const struct ts_level *level, const struct ts_finder *finder,
                 const struct ts_triple *triple, const struct ts_grid *grid, enum ts_locate_end end);
};

/* Memory of the caller's. Nothing in it means anything between calls. */
struct ts_qr_memory {
  struct ts_locate_memory locate;
  float scale[TS_SYMBOLS_MAX]; /* by place in SYMBOLS: of the level that read it */
  uint16_t edge[TS_FINDER_EDGES(TS_FRAME_SIDE_MAX)];
};

/* What is known beforehand of a frame in which one symbol is expected; or NULL. */
struct ts_qr_hint {
  float scale; /* of the level that read it last time */
};

/* What a frame of more pixels than that has too small symbols for is not looked for in an enlarged one. */
#define TS_QR_ENLARGED_PIXELS_MAX 100000u

/* The budget of a frame that a small board's camera gives, and for each pixel beyond that. */
#define TS_QR_STEPS 26000000u
#define TS_QR_STEPS_PIXELS 307200u /* 640 x 480 */
#define TS_QR_STEPS_PIXEL 110u
#define TS_QR_ENLARGED_STEPS 100000000u
struct ts_budget ts_qr_budget(const struct ts_frame *frame);

/*
 * Appends the QR codes of FRAME, whose PYRAMID is built, to SYMBOLS: corners in the photograph's pixels. SPARE is memory
 * for an enlarged frame (TS_PYRAMID_ENLARGED_SIZE), which is done without where it is too small. TS_ERR_READER_MEMORY,
 * TS_ERR_INTERNAL: the decoder's memory or the decoder failed, and nothing was read. What was left undone for want of
 * budget or because a drawing could not be decoded for want of memory or time: SYMBOLS->truncated.
 */
enum ts_err ts_qr_read(struct ts_qr_memory *memory, struct ts_pyramid *pyramid, const struct ts_frame *frame,
                       uint8_t *spare, size_t spare_size, const struct ts_qr_witness *witness,
                       const struct ts_qr_hint *hint, struct ts_budget *budget, struct ts_symbols *symbols);

#endif
