/* SPDX-License-Identifier: Apache-2.0 */
#include "adapters/reader.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "adapters/follow.h"
#include "adapters/jpeg_turbo.h"

static enum ts_err load(void *ctx, struct ts_bytes photo, struct ts_frame *frame) {
  struct ts_reader_memory *memory = ctx;
  return ts_jpeg_decode(photo, memory->gray, memory->gray_size, memory->side_max, frame);
}

static bool frame_ok(const struct ts_frame *f) {
  return f->gray != NULL && f->width >= 1 && f->height >= 1 && f->width <= TS_FRAME_SIDE_MAX &&
         f->height <= TS_FRAME_SIDE_MAX && f->stride >= f->width && f->source_width >= 1 &&
         f->source_height >= 1 && f->source_width <= INT32_MAX / 16 && f->source_height <= INT32_MAX / 16;
}

/* What is left of the work memory behind the pyramid, from a multiple of 16 bytes on. */
static uint8_t *spare(const struct ts_reader_memory *memory, const struct ts_frame *frame, size_t *size) {
  size_t used = (TS_PYRAMID_SIZE_OF((size_t)frame->width * frame->height) + 15) / 16 * 16;
  *size = memory->work_size > used ? memory->work_size - used : 0;
  return memory->work + (*size ? used : 0);
}

static void limit(const struct ts_reader_memory *memory, struct ts_budget *budget) {
  budget->stop = memory->stop;
  budget->ctx = memory->stop_ctx;
}

static bool build(struct ts_reader_memory *memory, const struct ts_frame *frame, struct ts_pyramid *pyramid) {
  return TS_PYRAMID_SIZE_OF((size_t)frame->width * frame->height) <= memory->work_size &&
         ts_pyramid_build(pyramid, frame, memory->work, memory->work_size);
}

static enum ts_err read_qr(struct ts_reader_memory *memory, struct ts_pyramid *pyramid,
                           const struct ts_frame *frame, const struct ts_qr_hint *hint,
                           struct ts_symbols *symbols) {
  size_t size, before = symbols->count;
  uint8_t *enlarged = spare(memory, frame, &size);
  memory->budget = ts_qr_budget(frame);
  limit(memory, &memory->budget);
  enum ts_err err = ts_qr_read(&memory->phase.qr, pyramid, frame, enlarged, size, memory->witness, hint,
                               &memory->budget, symbols);
  for (size_t i = before; i < symbols->count && i < TS_SYMBOLS_MAX; i++)
    memory->scale[i - before] =
        memory->phase.qr.scale[i]; /* the union's other side will be written over it */
  return err;
}

static enum ts_err read_linear(struct ts_reader_memory *memory, const struct ts_pyramid *pyramid,
                               const struct ts_frame *frame, struct ts_symbols *symbols) {
  size_t size;
  void *blocks = spare(memory, frame, &size);
  struct ts_budget budget = ts_linear_budget(frame);
  budget.left += memory->budget.left < TS_LINEAR_STEPS_MORE ? memory->budget.left : TS_LINEAR_STEPS_MORE;
  limit(memory, &budget);
  memory->phase.linear.i25_lengths = memory->i25_lengths;
  return ts_linear_read(&memory->phase.linear, pyramid, frame, blocks, size / sizeof(struct ts_stripe_block),
                        &budget, symbols);
}

enum ts_err ts_reader_read(struct ts_reader_memory *memory, const struct ts_frame *frame,
                           struct ts_symbols *symbols) {
  struct ts_pyramid pyramid;
  memset(memory->scale, 0, sizeof memory->scale);
  if (!build(memory, frame, &pyramid))
    return TS_ERR_READER_MEMORY;
  enum ts_err qr = read_qr(memory, &pyramid, frame, NULL, symbols);
  if (memory->qr_only)
    return qr;
  enum ts_err linear = read_linear(memory, &pyramid, frame, symbols);
  symbols->whole = qr == TS_OK && linear == TS_OK;
  return qr == TS_OK ? linear : qr;
}

enum ts_err ts_reader_read_part(struct ts_reader_memory *memory, const struct ts_frame *part,
                                const struct ts_reader_track *track, struct ts_symbols *symbols) {
  struct ts_pyramid pyramid;
  const struct ts_qr_hint hint = {.scale = track->scale};
  if (!build(memory, part, &pyramid))
    return TS_ERR_READER_MEMORY;
  if (track->symbology == TS_SYMBOLOGY_QR)
    return read_qr(memory, &pyramid, part, &hint, symbols);
  memory->budget = (struct ts_budget){0};
  return read_linear(memory, &pyramid, part, symbols);
}

static enum ts_err read_symbols(void *ctx, const struct ts_frame *frame, struct ts_symbols *symbols) {
  return frame_ok(frame) ? ts_reader_read(ctx, frame, symbols) : TS_ERR_ARGUMENT;
}

static enum ts_err follow_symbols(void *ctx, const struct ts_frame *frame, struct ts_symbols *symbols) {
  return frame_ok(frame) ? ts_reader_follow(ctx, frame, symbols) : TS_ERR_ARGUMENT;
}

enum ts_err ts_reader_init(struct ts_reader *out, struct ts_reader_memory *memory) {
  *out = (struct ts_reader){0};
  if (memory == NULL || memory->gray == NULL || memory->work == NULL || memory->side_max == 0 ||
      memory->side_max > TS_FRAME_SIDE_MAX)
    return TS_ERR_ARGUMENT;
  memory->witness = NULL;
  memory->stop = NULL;
  memory->qr_only = false;
  memory->tracks = (struct ts_reader_tracks){0};
  ts_reader_set_i25(memory, TS_LINEAR_I25_DEFAULT);
  *out = (struct ts_reader){.ctx = memory, .load = load, .read = read_symbols, .follow = follow_symbols};
  return TS_OK;
}

void ts_reader_set_i25(struct ts_reader_memory *memory, uint32_t lengths) {
  memory->i25_lengths = lengths & 0x55555554u;
}
