/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Linear codes of a frame: vision finds stripes and straightens them, ZBar decodes the lines, and
 * linear_rules.h says which of what ZBar reads is believed.
 */
#ifndef TS_ADAPTERS_LINEAR_ZBAR_H
#define TS_ADAPTERS_LINEAR_ZBAR_H

#include <stdint.h>

#include "adapters/linear_rules.h"
#include "core/error.h"
#include "core/frame.h"
#include "core/symbols.h"
#include "vision/budget.h"
#include "vision/edges.h"
#include "vision/pyramid.h"
#include "vision/stripe.h"

#define TS_LINEAR_I25_DEFAULT (1u << 14) /* ITF-14 */
#define TS_LINEAR_TEXTS_MAX 32           /* different texts of one frame */
#define TS_LINEAR_POOL 4096
#define TS_LINEAR_STRIPES_MAX 24

/* Memory of the caller's. Only I25_LENGTHS means anything between calls. */
struct ts_linear_memory {
  uint32_t i25_lengths; /* bit N: read Interleaved 2 of 5 of N digits, N <= 30 */
  uint32_t count;
  uint32_t pool_size;
  struct ts_linear_candidate candidate[TS_LINEAR_TEXTS_MAX];
  uint8_t pool[TS_LINEAR_POOL];
  struct ts_stripe found[TS_STRIPES_MAX];         /* in one level */
  struct ts_stripe stripe[TS_LINEAR_STRIPES_MAX]; /* in all levels, those that look like bars */
  uint8_t looks[TS_LINEAR_STRIPES_MAX];           /* that it is worth; 0 once it gave a text that is sure */
  struct ts_scanlines lines;
  uint8_t line[TS_SCANLINES_WIDTH_MAX]; /* one of them, as the code has its left and right */
  struct ts_edges edges;
};

/* The budget of a frame that a small board's camera gives, and for each pixel beyond that; steps. */
#define TS_LINEAR_STEPS 11000000u
#define TS_LINEAR_STEPS_PIXELS 307200u /* 640 x 480 */
#define TS_LINEAR_STEPS_PIXEL 12u
#define TS_LINEAR_STEPS_MORE 22000000u /* at most, of what QR codes did not need */
struct ts_budget ts_linear_budget(const struct ts_frame *frame);

/*
 * Appends the linear codes of FRAME, whose PYRAMID is built, to SYMBOLS, corners in the photograph's pixels. BLOCK[BLOCKS]
 * is work memory (TS_STRIPE_BLOCKS of the frame's pixels). TS_ERR_READER_MEMORY, TS_ERR_INTERNAL: the decoder's memory or
 * the decoder failed on all that was looked at. When only some was left undone, SYMBOLS->truncated says so and the answer
 * is TS_OK.
 */
enum ts_err ts_linear_read(struct ts_linear_memory *memory, const struct ts_pyramid *pyramid,
                           const struct ts_frame *frame, struct ts_stripe_block *block, size_t blocks,
                           struct ts_budget *budget, struct ts_symbols *symbols);

#endif
