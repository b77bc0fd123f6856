/* SPDX-License-Identifier: Apache-2.0 */
#include "adapters/reader.h"

#include <stdbool.h>
#include <stddef.h>

#include "adapters/jpeg_turbo.h"

static enum ts_err load(void *ctx, struct ts_bytes photo, struct ts_frame *frame) {
  struct ts_reader_memory *memory = ctx;
  return ts_jpeg_decode(photo, memory->gray, sizeof memory->gray, frame);
}

static bool frame_ok(const struct ts_frame *f) {
  return f->gray != NULL && f->width >= 1 && f->height >= 1 && f->width <= TS_FRAME_SIDE_MAX &&
         f->height <= TS_FRAME_SIDE_MAX && f->stride >= f->width && f->source_width >= 1 &&
         f->source_height >= 1 && f->source_width <= INT32_MAX / 16 && f->source_height <= INT32_MAX / 16;
}

static enum ts_err read_symbols(void *ctx, const struct ts_frame *frame, struct ts_symbols *symbols) {
  struct ts_reader_memory *memory = ctx;
  struct ts_pyramid pyramid;
  if (!frame_ok(frame))
    return TS_ERR_ARGUMENT;
  memory->budget = ts_qr_budget(frame);
  if (!ts_pyramid_build(&pyramid, frame, memory->levels, sizeof memory->levels))
    return TS_ERR_READER_MEMORY;
  enum ts_err err = ts_qr_read(&memory->qr, &pyramid, frame, memory->zbar.work, sizeof memory->zbar.work,
                               memory->witness, &memory->budget, symbols);
  enum ts_err linear = ts_zbar_read(&memory->zbar, frame, symbols);
  return err == TS_OK ? linear : err;
}

enum ts_err ts_reader_init(struct ts_reader *out, struct ts_reader_memory *memory) {
  *out = (struct ts_reader){0};
  if (memory == NULL)
    return TS_ERR_ARGUMENT;
  memory->witness = NULL;
  ts_reader_set_i25(memory, TS_ZBAR_I25_DEFAULT);
  *out = (struct ts_reader){.ctx = memory, .load = load, .read = read_symbols};
  return TS_OK;
}

void ts_reader_set_i25(struct ts_reader_memory *memory, uint32_t lengths) {
  memory->zbar.i25_lengths = lengths & 0x55555554u;
}
