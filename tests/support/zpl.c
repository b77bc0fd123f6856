/* SPDX-License-Identifier: Apache-2.0 */
/* ts-zpl: what a label printer makes of a job in ZPL, as far as dots go: every label's graphic fields as a PNG,
 * black on white. Words in the printer's own font are listed, not drawn. It knows the few commands that labels
 * here are made of, and stops at any other: a command that text smuggled in is not passed over.
 *
 * usage: ts-zpl OUT < JOB.zpl
 * writes OUT-1.png, OUT-2.png, ...; prints a line "LABEL FIELD-DATA" for each field of words. */
#include <cairo.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/bytes.h"

struct printer {
  const char *out;
  unsigned label, width, height; /* dots */
  unsigned x, y;                 /* of the field */
  cairo_surface_t *paper;
};

static void stop(const char *what, const char *at) {
  fprintf(stderr, "ts-zpl: %s: %.20s\n", what, at);
  exit(EXIT_FAILURE);
}

static unsigned number(const char **p) {
  char *rest;
  unsigned long value = strtoul(*p, &rest, 10);
  if (rest == *p || value > 100000)
    stop("a number is wanted", *p);
  *p = *rest == ',' ? rest + 1 : rest;
  return (unsigned)value;
}

static void print_dot(struct printer *printer, unsigned x, unsigned y) {
  if (x >= printer->width || y >= printer->height)
    stop("a dot beyond the label", "");
  size_t stride = (size_t)cairo_image_surface_get_stride(printer->paper);
  unsigned char *row = cairo_image_surface_get_data(printer->paper) + y * stride;
  memset(row + 4 * x, 0, 4);
}

/* ^GFA: hexadecimal rows; ":" repeats the row before. */
static const char *print_graphic(struct printer *printer, const char *p) {
  unsigned total = number(&p), same = number(&p), stride = number(&p);
  uint8_t *data = calloc(total + 1, 1);
  if (!data || total != same || total > 99999 || stride == 0 || total % stride != 0)
    stop("a graphic of another size than it says", p);
  size_t digits = 0;
  for (; *p && *p != '^' && digits < 2 * (size_t)total; p++)
    if (ts_hex_digit((uint8_t)*p) >= 0) {
      data[digits / 2] |= (uint8_t)(ts_hex_digit((uint8_t)*p) << (digits % 2 ? 0 : 4));
      digits++;
    } else if (*p == ':' && digits > 0 && digits % (2 * (size_t)stride) == 0) {
      memcpy(data + digits / 2, data + digits / 2 - stride, stride);
      digits += 2 * (size_t)stride;
    } else if (*p != '\n') {
      stop("not hexadecimal", p);
    }
  if (digits != 2 * (size_t)total)
    stop("a graphic that is cut off", p);
  for (unsigned i = 0; i < total * 8; i++)
    if (data[i / 8] >> (7 - i % 8) & 1)
      print_dot(printer, printer->x + i % (stride * 8), printer->y + i / (stride * 8));
  free(data);
  return p;
}

/* ^FH^FD: field data with _XX for bytes. */
static const char *print_words(const struct printer *printer, const char *p) {
  printf("%u ", printer->label);
  for (; *p && *p != '^' && *p != '~'; p++)
    if (*p == '_' && ts_hex_digit((uint8_t)p[1]) >= 0 && ts_hex_digit((uint8_t)p[2]) >= 0) {
      putchar(ts_hex_digit((uint8_t)p[1]) << 4 | ts_hex_digit((uint8_t)p[2]));
      p += 2;
    } else {
      putchar(*p);
    }
  putchar('\n');
  return p;
}

static void begin_paper(struct printer *printer) {
  printer->paper = cairo_image_surface_create(CAIRO_FORMAT_RGB24, (int)printer->width, (int)printer->height);
  cairo_t *cr = cairo_create(printer->paper);
  cairo_set_source_rgb(cr, 1, 1, 1);
  cairo_paint(cr);
  cairo_destroy(cr);
  cairo_surface_flush(printer->paper);
}

static void end_paper(struct printer *printer) {
  char path[4096];
  (void)snprintf(path, sizeof path, "%s-%u.png", printer->out, printer->label);
  cairo_surface_mark_dirty(printer->paper);
  if (cairo_surface_write_to_png(printer->paper, path) != CAIRO_STATUS_SUCCESS)
    stop("cannot write", path);
  cairo_surface_destroy(printer->paper);
  printer->paper = NULL;
}

static bool skip(const char **p, const char *command) {
  size_t size = strlen(command);
  bool is = strncmp(*p, command, size) == 0;
  *p += is ? size : 0;
  return is;
}

static const char *obey(struct printer *printer, const char *p) {
  if (skip(&p, "^XA")) {
    printer->label++;
  } else if (skip(&p, "^PW")) {
    printer->width = number(&p);
  } else if (skip(&p, "^LL")) {
    printer->height = number(&p);
    begin_paper(printer);
  } else if (skip(&p, "^FO") || skip(&p, "^FT")) {
    printer->x = number(&p);
    printer->y = number(&p);
  } else if (skip(&p, "^GFA,")) {
    p = print_graphic(printer, p);
  } else if (skip(&p, "^FD")) {
    p = print_words(printer, p);
  } else if (skip(&p, "^GB") || skip(&p, "^A0N,")) {
    while (*p && *p != '^')
      p++;
  } else if (skip(&p, "^XZ")) {
    end_paper(printer);
  } else if (!skip(&p, "^CI28") && !skip(&p, "^LH0,0") && !skip(&p, "^PON") && !skip(&p, "^FWN") &&
             !skip(&p, "^FH") && !skip(&p, "^FS") && !skip(&p, "^PQ1") && !skip(&p, "\n")) {
    stop("a command that no label holds", p);
  }
  return p;
}

int main(int argc, char **argv) {
  static char job[1 << 22];
  struct printer printer = {.out = argc == 2 ? argv[1] : NULL};
  size_t size = fread(job, 1, sizeof job - 1, stdin);
  if (!printer.out || size == 0 || size == sizeof job - 1)
    stop("usage: ts-zpl OUT < JOB.zpl", "");
  for (const char *p = job; *p;)
    p = obey(&printer, p);
  if (printer.paper)
    stop("a label that does not end", "");
  return EXIT_SUCCESS;
}
