/* SPDX-License-Identifier: Apache-2.0 */
#include <zbar.h>

#include "bench/subject.h"

#define FOURCC_GRAY 0x30303859ul /* "Y800" */

static enum ts_symbology symbology_of(zbar_symbol_type_t type) {
  switch (type) {
  case ZBAR_QRCODE:
    return TS_SYMBOLOGY_QR;
  case ZBAR_EAN13:
  case ZBAR_UPCA:
    return TS_SYMBOLOGY_EAN13;
  case ZBAR_UPCE:
    return TS_SYMBOLOGY_UPCE;
  default:
    return TS_SYMBOLOGY_NONE; /* scoring asks no more of it */
  }
}

/* The first point for all corners where ZBar gives no four: the place is asked for QR codes only. */
static void add(struct ts_symbols *symbols, const struct ts_frame *frame, const zbar_symbol_t *symbol) {
  struct ts_symbol found = {.symbology = symbology_of(zbar_symbol_get_type(symbol)), .confirmed = true};
  unsigned points = zbar_symbol_get_loc_size(symbol);
  for (unsigned i = 0; i < TS_SYMBOL_CORNERS && points > 0; i++) {
    unsigned at = points == TS_SYMBOL_CORNERS ? i : 0;
    found.corner[i] =
        ts_subject_place(frame, zbar_symbol_get_loc_x(symbol, at), zbar_symbol_get_loc_y(symbol, at));
  }
  found.bytes = ts_bytes(zbar_symbol_get_data(symbol), zbar_symbol_get_data_length(symbol));
  (void)ts_symbols_add(symbols, &found); /* what does not fit is said by TRUNCATED */
}

static enum ts_err scan(zbar_image_scanner_t *scanner, zbar_image_t *image, const struct ts_frame *frame,
                        struct ts_symbols *symbols) {
  zbar_image_set_format(image, FOURCC_GRAY);
  zbar_image_set_size(image, frame->width, frame->height);
  zbar_image_set_data(image, frame->gray, (unsigned long)frame->width * frame->height, NULL);
  if (zbar_scan_image(scanner, image) < 0)
    return TS_ERR_INTERNAL;
  for (const zbar_symbol_t *s = zbar_image_first_symbol(image); s; s = zbar_symbol_next(s))
    add(symbols, frame, s);
  return TS_OK;
}

static enum ts_err read_span(enum ts_subject_span span, const struct ts_frame *frame,
                             struct ts_symbols *symbols) {
  enum ts_err err = TS_ERR_INTERNAL;
  zbar_image_scanner_t *scanner = zbar_image_scanner_create();
  zbar_image_t *image = zbar_image_create();
  if (scanner && image && frame->stride == frame->width) {
    if (span == TS_SPAN_QR) {
      (void)zbar_image_scanner_set_config(scanner, ZBAR_NONE, ZBAR_CFG_ENABLE, 0);
      (void)zbar_image_scanner_set_config(scanner, ZBAR_QRCODE, ZBAR_CFG_ENABLE, 1);
    }
    (void)zbar_image_scanner_set_config(scanner, ZBAR_QRCODE, ZBAR_CFG_BINARY, 1);
    err = scan(scanner, image, frame, symbols);
  }
  if (image)
    zbar_image_destroy(image);
  if (scanner)
    zbar_image_scanner_destroy(scanner);
  return err;
}

static enum ts_err read_qr(void *ctx, const struct ts_frame *frame, struct ts_symbols *symbols) {
  (void)ctx;
  return read_span(TS_SPAN_QR, frame, symbols);
}

static enum ts_err read_all(void *ctx, const struct ts_frame *frame, struct ts_symbols *symbols) {
  (void)ctx;
  return read_span(TS_SPAN_ALL, frame, symbols);
}

const struct ts_subject TS_PEER_ZBAR_QR = {.name = "ZBar, QR only", .reader = {.read = read_qr}};
const struct ts_subject TS_PEER_ZBAR_ALL = {.name = "ZBar, all", .reader = {.read = read_all}};
