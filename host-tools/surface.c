/* SPDX-License-Identifier: Apache-2.0 */
#include "host-tools/surface.h"

#include <cairo-pdf.h>
#include <cairo-svg.h>
#include <string.h>

#define POINTS_PER_INCH 72.0
#define PNG_HEADER 33 /* signature and IHDR chunk: what a pHYs chunk may follow */

static const char *const names[] = {
    [TS_FORMAT_PNG] = "png", [TS_FORMAT_SVG] = "svg", [TS_FORMAT_PDF] = "pdf"};

bool ts_format_read(const char *text, enum ts_format *out) {
  for (int i = TS_FORMAT_PNG; i <= TS_FORMAT_PDF; i++)
    if (strcmp(text, names[i]) == 0) {
      *out = (enum ts_format)i;
      return true;
    }
  return false;
}

const char *ts_format_name(enum ts_format format) {
  return names[format];
}

static void put(struct ts_surface *s, const void *data, size_t size) {
  ts_file_out_write(&s->out, ts_bytes(data, size));
}

static uint32_t crc32_of(const uint8_t *data, size_t size) {
  uint32_t crc = 0xffffffff;
  for (size_t i = 0; i < size; i++) {
    crc ^= data[i];
    for (int bit = 0; bit < 8; bit++)
      crc = (crc >> 1) ^ (crc & 1 ? 0xedb88320u : 0);
  }
  return ~crc;
}

/* cairo does not say in a PNG how large a pixel is, and a label that prints at another size does not scan. */
static void put_resolution(struct ts_surface *s) {
  uint8_t chunk[21] = {0, 0, 0, 9, 'p', 'H', 'Y', 's'};
  uint32_t per_metre = (uint32_t)(s->dpi / 0.0254 + 0.5);
  ts_put_be32(chunk + 8, per_metre);
  ts_put_be32(chunk + 12, per_metre);
  chunk[16] = 1; /* metres */
  ts_put_be32(chunk + 17, crc32_of(chunk + 4, 13));
  put(s, chunk, sizeof chunk);
}

static cairo_status_t write_some(void *ctx, const unsigned char *data, unsigned size) {
  struct ts_surface *s = ctx;
  size_t head = s->written < PNG_HEADER ? PNG_HEADER - s->written : 0;
  if (s->format != TS_FORMAT_PNG || head == 0 || head > size) {
    put(s, data, size);
  } else {
    put(s, data, head);
    put_resolution(s);
    put(s, data + head, size - head);
  }
  s->written += size;
  return s->out.error == 0 ? CAIRO_STATUS_SUCCESS : CAIRO_STATUS_WRITE_ERROR;
}

static cairo_surface_t *make(struct ts_surface *s, unsigned width, unsigned height) {
  double points_x = width * POINTS_PER_INCH / s->dpi, points_y = height * POINTS_PER_INCH / s->dpi;
  switch (s->format) {
  case TS_FORMAT_PDF:
    return cairo_pdf_surface_create_for_stream(write_some, s, points_x, points_y);
  case TS_FORMAT_SVG:
    return cairo_svg_surface_create_for_stream(write_some, s, points_x, points_y);
  default:
    return cairo_image_surface_create(CAIRO_FORMAT_RGB24, (int)width, (int)height);
  }
}

static void whiten(struct ts_surface *s) {
  cairo_set_source_rgb(s->cr, 1, 1, 1);
  cairo_paint(s->cr);
}

bool ts_surface_open(struct ts_surface *s, const char *path, enum ts_format format, unsigned width,
                     unsigned height, unsigned dpi, struct ts_fault *fault) {
  *s = (struct ts_surface){.format = format, .dpi = dpi};
  if (!ts_file_out_open(&s->out, path, 0644, fault))
    return false;
  s->surface = make(s, width, height);
  s->cr = cairo_create(s->surface);
  if (format != TS_FORMAT_PNG)
    cairo_scale(s->cr, POINTS_PER_INCH / dpi, POINTS_PER_INCH / dpi);
  whiten(s);
  return true;
}

void ts_surface_next_page(struct ts_surface *s) {
  cairo_show_page(s->cr);
  whiten(s);
}

static cairo_status_t finish(struct ts_surface *s, bool wanted) {
  cairo_status_t status = cairo_status(s->cr);
  if (wanted && status == CAIRO_STATUS_SUCCESS && s->format == TS_FORMAT_PNG)
    status = cairo_surface_write_to_png_stream(s->surface, write_some, s);
  cairo_destroy(s->cr);
  s->cr = NULL;
  cairo_surface_finish(s->surface);
  if (status == CAIRO_STATUS_SUCCESS)
    status = cairo_surface_status(s->surface);
  cairo_surface_destroy(s->surface);
  return status;
}

bool ts_surface_close(struct ts_surface *s, struct ts_fault *fault) {
  if (!s->cr)
    return false;
  cairo_status_t status = finish(s, fault->status == EX_OK);
  if (status != CAIRO_STATUS_SUCCESS && s->out.error == 0)
    (void)ts_fault(fault, EX_SOFTWARE, "cannot draw %s: %s", s->out.path, cairo_status_to_string(status));
  if (fault->status == EX_OK && ts_file_out_prepare(&s->out, fault))
    return ts_file_out_publish(&s->out, fault);
  ts_file_out_drop(&s->out);
  return false;
}
