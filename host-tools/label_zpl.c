/* SPDX-License-Identifier: Apache-2.0 */
#include "host-tools/label_zpl.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MM_PER_INCH 25.4
/* The printer's font 0 is narrower than ours in most letters and wider in a few capitals: this much of our
 * width is on the safe side. What might not fit is sent as dots. */
#define FONT_0_WIDTH 1.3

#define GRAPHIC_MAX 99999 /* bytes of one graphic field */

struct job {
  struct ts_file_out *out;
  const struct ts_label_plan *plan;
  struct ts_fault *fault;
  size_t size; /* bytes in BUFFER, not yet written */
  char buffer[8192];
};

static void flush(struct job *job) {
  ts_file_out_write(job->out, ts_bytes(job->buffer, job->size));
  job->size = 0;
}

static void say(struct job *job, const char *format, ...) __attribute__((format(printf, 2, 3)));

static void say(struct job *job, const char *format, ...) {
  enum { LONGEST = 160 };
  va_list arguments;
  if (job->size + LONGEST > sizeof job->buffer)
    flush(job);
  va_start(arguments, format);
  int size = vsnprintf(job->buffer + job->size, LONGEST, format, arguments);
  va_end(arguments);
  if (size > 0 && size < LONGEST)
    job->size += (size_t)size;
}

/* Rows of dots, a bit each, the leftmost highest; a 1 is printed. */
struct dots {
  unsigned width, height, stride; /* stride: bytes */
  uint8_t *data;
};

static bool dots_make(struct job *job, struct dots *dots, unsigned width, unsigned height) {
  *dots = (struct dots){.width = width, .height = height, .stride = (width + 7) / 8};
  dots->data = calloc(dots->stride, height);
  return dots->data || ts_fault(job->fault, EX_OSERR, "not enough memory for a label's dots");
}

static void dot(struct dots *dots, unsigned x, unsigned y) {
  dots->data[(size_t)y * dots->stride + x / 8] |= (uint8_t)(0x80 >> x % 8);
}

/* Hexadecimal, row by row; a colon stands for "as the row above", in ZPL as here. */
static void send_strip(struct job *job, unsigned x, unsigned y, const struct dots *dots, unsigned rows) {
  unsigned total = dots->stride * rows;
  say(job, "^FO%u,%u^GFA,%u,%u,%u,\n", x, y, total, total, dots->stride);
  for (unsigned row = 0; row < rows; row++) {
    const uint8_t *data = dots->data + (size_t)row * dots->stride;
    if (row > 0 && memcmp(data, data - dots->stride, dots->stride) == 0) {
      say(job, ":");
      continue;
    }
    for (unsigned i = 0; i < dots->stride; i++)
      say(job, "%02X", data[i]);
    say(job, "\n");
  }
  say(job, "^FS\n");
}

static void send_dots(struct job *job, unsigned x, unsigned y, const struct dots *dots) {
  unsigned most = GRAPHIC_MAX / dots->stride;
  struct dots strip = *dots;
  for (unsigned row = 0; row < dots->height; row += most) {
    unsigned rows = dots->height - row < most ? dots->height - row : most;
    strip.data = dots->data + (size_t)row * dots->stride;
    send_strip(job, x, y + row, &strip, rows);
  }
}

static bool send_code(struct job *job, const struct ts_barcode *barcode) {
  const struct ts_label_plan *plan = job->plan;
  struct dots dots;
  if (!dots_make(job, &dots, (unsigned)barcode->columns * plan->module, (unsigned)barcode->rows * plan->bar))
    return false;
  for (unsigned y = 0; y < dots.height; y++)
    for (unsigned x = 0; x < dots.width; x++)
      if (ts_barcode_dark(barcode, (int)(y / plan->bar), (int)(x / plan->module)))
        dot(&dots, x, y);
  send_dots(job, plan->x, plan->y, &dots);
  free(dots.data);
  return true;
}

/* ASCII and the letters of Latin-1: what every version of font 0 has. */
static bool in_font_0(const char *text) {
  for (const char *p = text; *p; p += ts_type_character(p)) {
    unsigned char c = (unsigned char)*p;
    if (c >= 0x80 && c != 0xc2 && c != 0xc3)
      return false;
  }
  return true;
}

/* Field data can hold nothing that ends it or begins a command: all but letters, digits, blanks and brackets
 * is sent as _XX (^FH). */
static void send_data(struct job *job, const char *text) {
  for (const char *p = text; *p; p++) {
    unsigned char c = (unsigned char)*p;
    bool plain = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == ' ' ||
                 c == '(' || c == ')' || c == '.';
    say(job, plain ? "%c" : "_%02X", c);
  }
}

static unsigned to_dots(const struct job *job, double mm) {
  return ts_label_dots(mm, job->plan->dpi);
}

static bool take_ink(struct job *job, cairo_surface_t *surface, unsigned x, unsigned y) {
  struct dots dots;
  unsigned width = (unsigned)cairo_image_surface_get_width(surface);
  unsigned height = (unsigned)cairo_image_surface_get_height(surface);
  const unsigned char *pixels = cairo_image_surface_get_data(surface);
  size_t stride = (size_t)cairo_image_surface_get_stride(surface);
  if (!pixels)
    return ts_fault(job->fault, EX_OSERR, "not enough memory for a label's words");
  if (!dots_make(job, &dots, width, height))
    return false;
  for (unsigned row = 0; row < height; row++)
    for (unsigned column = 0; column < width; column++)
      if (pixels[row * stride + column] >= 0x80)
        dot(&dots, column, row);
  send_dots(job, x, y, &dots);
  free(dots.data);
  return true;
}

/* The line as our own faces draw it; black, since a printer knows no gray. */
static bool send_drawn(struct job *job, const struct ts_label_line *line) {
  double mm = job->plan->dpi / MM_PER_INCH;
  unsigned width = to_dots(job, line->room) + 2, height = to_dots(job, line->size * 1.5);
  unsigned above = to_dots(job, line->size * 1.1), x = to_dots(job, line->x), y = to_dots(job, line->y);
  above = above < y ? above : y;
  cairo_surface_t *surface = cairo_image_surface_create(CAIRO_FORMAT_A8, (int)width, (int)height);
  cairo_t *cr = cairo_create(surface);
  cairo_scale(cr, mm, mm);
  ts_type_begin(cr);
  (void)ts_type_set(cr, line->type, line->size, line->text); /* the plan found a face */
  ts_type_show(cr, line->type, line->size, 0, above / mm, line->text);
  cairo_destroy(cr);
  cairo_surface_flush(surface);
  bool ok = take_ink(job, surface, x, y - above);
  cairo_surface_destroy(surface);
  return ok;
}

static bool send_line(struct job *job, cairo_t *cr, const struct ts_label_line *line) {
  (void)ts_type_set(cr, line->type, line->size, line->text); /* the plan found a face */
  double width = ts_type_width(cr, line->type, line->size, line->text);
  if (!in_font_0(line->text) || width * FONT_0_WIDTH > line->room)
    return send_drawn(job, line);
  unsigned size = to_dots(job, line->size);
  say(job, "^FT%u,%u^A0N,%u,%u^FH^FD", to_dots(job, line->x), to_dots(job, line->y), size, size);
  send_data(job, line->text);
  say(job, "^FS\n");
  return true;
}

static bool send_words(struct job *job) {
  cairo_surface_t *scratch = cairo_image_surface_create(CAIRO_FORMAT_A8, 1, 1);
  cairo_t *cr = cairo_create(scratch);
  bool ok = true;
  ts_type_begin(cr);
  for (size_t i = 0; ok && i < job->plan->lines; i++)
    ok = send_line(job, cr, &job->plan->line[i]);
  cairo_destroy(cr);
  cairo_surface_destroy(scratch);
  return ok;
}

bool ts_label_zpl(struct ts_file_out *out, const struct ts_label_plan *plan, const struct ts_barcode *barcode,
                  struct ts_fault *fault) {
  struct job job = {.out = out, .plan = plan, .fault = fault};
  /* UTF-8; the label's size; its home at the corner, whatever the last job left. */
  say(&job, "^XA^CI28^PW%u^LL%u^LH0,0^PON^FWN\n", plan->width, plan->height);
  if (!send_code(&job, barcode) || !send_words(&job))
    return false;
  say(&job, "^FO%u,%u^GB%u,1,1^FS\n^PQ1^XZ\n", to_dots(&job, plan->rule_x), to_dots(&job, plan->rule_y),
      to_dots(&job, plan->rule_width));
  flush(&job);
  return true;
}
