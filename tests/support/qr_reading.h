/* SPDX-License-Identifier: Apache-2.0 */
/* Reading QR codes with vision and ZBar alone, every step of it in sight of the test. */
#ifndef TS_SUPPORT_QR_READING_H
#define TS_SUPPORT_QR_READING_H

#include "support/canvas.h"
#include "vision/locate.h"

#define TS_QR_TEXT_MAX 7200

struct ts_qr_read {
  uint8_t text[TS_QR_TEXT_MAX];
  size_t size;
  bool gs1, aim, eci;
  struct ts_quad outline;
};

struct ts_qr_reading {
  struct ts_qr_read item[TS_LOCATE_SYMBOLS_MAX];
  size_t count;
  size_t drawings; /* that the decoder was given */
};

/* Gives one drawing to ZBar; a ts_locate_sink's decode. CTX is the struct ts_qr_reading, to which it appends. */
bool ts_qr_decode(void *ctx, const struct ts_qr_drawing *drawing, const struct ts_quad *outline);

/* A budget without end. The reader's own is ts_qr_budget (adapters/qr_zbar.h). */
struct ts_budget ts_no_limit(void);

/* Reads a frame of TS_FRAME_SIDE_MAX pixels at most on a side; in memory that holds rubbish before. */
void ts_qr_read_frame(struct ts_qr_reading *out, const struct ts_frame *frame, struct ts_budget *budget);
void ts_qr_read_canvas(struct ts_qr_reading *out, const struct ts_canvas *canvas);

/* Is it among what was read? */
const struct ts_qr_read *ts_qr_find(const struct ts_qr_reading *reading, struct ts_bytes text);

#endif
