/* SPDX-License-Identifier: Apache-2.0 */
#include "adapters/qr_zbar.h"

#include <stdbool.h>

#include "adapters/place.h"
#include "adapters/zbar_pass.h"

/* A reading under way. */
struct reading {
  const struct ts_frame *frame;
  struct ts_symbols *symbols;
  float *scale;                  /* of each symbol */
  const struct ts_quad *outline; /* of the drawing at hand */
  bool eci;
  float level_scale;
  bool decoded;              /* the drawing at hand */
  enum ts_confine_end worst; /* that any drawing's decoding ended with */
};

static void on_found(void *ctx, const struct ts_zbar_find *find) {
  struct reading *r = ctx;
  if (r->decoded)
    return; /* a drawing shows one symbol */
  r->decoded = true;
  if (find->refused)
    return; /* it stands there, and is not looked for again */
  struct ts_symbol symbol = {.symbology = TS_SYMBOLOGY_QR,
                             .gs1 = find->gs1,
                             .eci = r->eci,
                             .application = find->aim,
                             .confirmed = true,
                             .bytes = find->bytes};
  for (size_t i = 0; i < TS_SYMBOL_CORNERS; i++)
    symbol.corner[i] = ts_place_in_source(r->frame, r->outline->x[i], r->outline->y[i]);
  if (r->symbols->count < TS_SYMBOLS_MAX)
    r->scale[r->symbols->count] = r->level_scale;
  (void)ts_symbols_add(r->symbols, &symbol); /* what does not fit is said by TRUNCATED */
}

static bool decode(void *ctx, const struct ts_qr_drawing *drawing, const struct ts_quad *outline) {
  struct reading *r = ctx;
  struct ts_zbar_pass pass = {.gray = drawing->gray,
                              .width = drawing->width,
                              .height = drawing->height,
                              .look_for = TS_ZBAR_QR,
                              .found = on_found,
                              .ctx = r};
  struct ts_symbols before = *r->symbols;
  r->outline = outline;
  r->eci = drawing->eci;
  r->level_scale = drawing->scale;
  r->decoded = false;
  enum ts_confine_end end = ts_zbar_pass(&pass);
  if (end != TS_CONFINE_DONE) { /* what a decoder said that then failed is not to be used */
    *r->symbols = before;
    r->worst = end;
    r->decoded = false;
  }
  return r->decoded;
}

static enum ts_err error_of(enum ts_confine_end end) {
  switch (end) {
  case TS_CONFINE_DONE:
  case TS_CONFINE_OVERTIME:
    return TS_OK;
  case TS_CONFINE_EXHAUSTED:
    return TS_ERR_READER_MEMORY;
  case TS_CONFINE_REFUSED:
  case TS_CONFINE_BROKEN:
  default:
    return TS_ERR_INTERNAL;
  }
}

struct ts_budget ts_qr_budget(const struct ts_frame *frame) {
  uint64_t pixels = (uint64_t)frame->width * frame->height;
  uint64_t more = pixels > TS_QR_STEPS_PIXELS ? pixels - TS_QR_STEPS_PIXELS : 0;
  return (struct ts_budget){.left = TS_QR_STEPS + more * TS_QR_STEPS_PIXEL,
                            .reserve = (uint64_t)TS_QR_DRAWING_SIZE_MAX * TS_LOCATE_DECODE_COST};
}

/* In the enlarged frame, with a budget of its own: only pictures smaller than a camera's come here. */
static size_t look_closer(struct ts_qr_memory *memory, struct ts_pyramid *pyramid,
                          const struct ts_locate_sink *sink, struct ts_budget *budget) {
  struct ts_budget closer = {.left = TS_QR_ENLARGED_STEPS, .stop = budget->stop, .ctx = budget->ctx};
  size_t read = ts_locate_enlarged(&memory->locate, pyramid, memory->edge, sink, &closer);
  budget->spent = closer.spent;
  ts_pyramid_reduce(pyramid);
  return read;
}

enum ts_err ts_qr_read(struct ts_qr_memory *memory, struct ts_pyramid *pyramid, const struct ts_frame *frame,
                       uint8_t *spare, size_t spare_size, const struct ts_qr_witness *witness,
                       const struct ts_qr_hint *hint, struct ts_budget *budget, struct ts_symbols *symbols) {
  struct reading r = {.frame = frame, .symbols = symbols, .scale = memory->scale, .worst = TS_CONFINE_DONE};
  struct ts_locate_sink sink = {.ctx = &r, .decode = decode};
  if (hint) {
    sink.enough = 1;
    sink.coarsest = hint->scale;
  }
  if (witness) {
    sink.witness = witness->ctx;
    sink.saw_finders = witness->finders;
    sink.saw_triple = witness->triple;
  }
  size_t before = symbols->count;
  size_t read = ts_locate(&memory->locate, pyramid, memory->edge, &sink, budget);
  if (read == 0 && !hint && (uint64_t)frame->width * frame->height <= TS_QR_ENLARGED_PIXELS_MAX &&
      frame->width <= TS_FRAME_SIDE_MAX / 2 && ts_pyramid_enlarge(pyramid, spare, spare_size))
    read = look_closer(memory, pyramid, &sink, budget);
  symbols->truncated =
      symbols->truncated || budget->spent || read == TS_LOCATE_SYMBOLS_MAX || r.worst != TS_CONFINE_DONE;
  return symbols->count == before ? error_of(r.worst) : TS_OK;
}
