/* SPDX-License-Identifier: Apache-2.0 */
#include "support/qr_reading.h"

#include <stdlib.h>
#include <string.h>

#include "adapters/zbar_pass.h"

#define RUBBISH 0xee

static void on_found(void *ctx, const struct ts_zbar_find *find) {
  struct ts_qr_reading *r = ctx;
  if (r->count == TS_LOCATE_SYMBOLS_MAX || find->bytes.size > TS_QR_TEXT_MAX)
    abort();
  struct ts_qr_read *read = &r->item[r->count++];
  memset(read, 0, sizeof *read);
  if (find->bytes.size > 0)
    memcpy(read->text, find->bytes.data, find->bytes.size);
  read->size = find->bytes.size;
  read->gs1 = find->gs1;
  read->aim = find->aim;
}

bool ts_qr_decode(void *ctx, const struct ts_qr_drawing *drawing, const struct ts_quad *outline) {
  struct ts_qr_reading *r = ctx;
  struct ts_zbar_pass pass = {.gray = drawing->gray,
                              .width = drawing->width,
                              .height = drawing->height,
                              .look_for = TS_ZBAR_QR,
                              .found = on_found,
                              .ctx = r};
  size_t before = r->count;
  r->drawings++;
  if (ts_zbar_pass(&pass) != TS_CONFINE_DONE)
    abort();
  if (r->count > before) {
    r->count = before + 1; /* a drawing shows one symbol */
    r->item[before].eci = drawing->eci;
    if (outline != NULL)
      r->item[before].outline = *outline;
  }
  return r->count > before;
}

struct ts_budget ts_no_limit(void) {
  return (struct ts_budget){.left = UINT64_MAX / 2};
}

void ts_qr_read_frame(struct ts_qr_reading *out, const struct ts_frame *frame, struct ts_budget *budget) {
  static struct ts_locate_memory memory;
  static uint8_t levels[TS_PYRAMID_SIZE(TS_FRAME_SIDE_MAX, TS_FRAME_SIDE_MAX)];
  static uint16_t edge[TS_FINDER_EDGES(TS_FRAME_SIDE_MAX)];
  struct ts_pyramid pyramid;
  struct ts_locate_sink sink = {.ctx = out, .decode = ts_qr_decode};
  memset(&memory, RUBBISH, sizeof memory);
  memset(levels, RUBBISH, sizeof levels);
  memset(edge, RUBBISH, sizeof edge);
  memset(out, 0, sizeof *out);
  if (!ts_pyramid_build(&pyramid, frame, levels, sizeof levels) ||
      ts_locate(&memory, &pyramid, edge, &sink, budget) != out->count)
    abort();
}

void ts_qr_read_canvas(struct ts_qr_reading *out, const struct ts_canvas *canvas) {
  struct ts_frame frame = ts_canvas_frame(canvas);
  struct ts_budget budget = ts_no_limit();
  ts_qr_read_frame(out, &frame, &budget);
}

const struct ts_qr_read *ts_qr_find(const struct ts_qr_reading *reading, struct ts_bytes text) {
  for (size_t i = 0; i < reading->count; i++)
    if (reading->item[i].size == text.size && memcmp(reading->item[i].text, text.data, text.size) == 0)
      return &reading->item[i];
  return NULL;
}
