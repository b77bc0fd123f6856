/* SPDX-License-Identifier: Apache-2.0 */
#include "adapters/reader.h"

#include <stddef.h>

#include "adapters/jpeg_turbo.h"

static enum ts_err load(void *ctx, struct ts_bytes photo, struct ts_frame *frame) {
  struct ts_reader_memory *memory = ctx;
  return ts_jpeg_decode(photo, memory->gray, sizeof memory->gray, frame);
}

static enum ts_err read_symbols(void *ctx, const struct ts_frame *frame, struct ts_symbols *symbols) {
  struct ts_reader_memory *memory = ctx;
  return ts_zbar_read(&memory->zbar, frame, symbols);
}

enum ts_err ts_reader_init(struct ts_reader *out, struct ts_reader_memory *memory) {
  *out = (struct ts_reader){0};
  if (memory == NULL)
    return TS_ERR_ARGUMENT;
  ts_reader_set_i25(memory, TS_ZBAR_I25_DEFAULT);
  *out = (struct ts_reader){.ctx = memory, .load = load, .read = read_symbols};
  return TS_OK;
}

void ts_reader_set_i25(struct ts_reader_memory *memory, uint32_t lengths) {
  memory->zbar.i25_lengths = lengths & 0x55555554u;
}
