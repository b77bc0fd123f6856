/* SPDX-License-Identifier: Apache-2.0 */
#include "host-tools/test_card_draw.h"

#include <stdio.h>
#include <string.h>

#include "host-tools/label.h"
#include "host-tools/text.h"

/* Millimetres. */
#define MM (TS_TEST_CARD_DPI / 25.4)
#define BAND 9.0 /* height of the black head */
#define EDGE 4.0
#define WORDS 42.0 /* from the card's left edge to the words */
#define MODULE 5   /* dots, 0.42 mm */

#define PAGE_WIDTH 210.0
#define PAGE_HEIGHT 297.0
#define PAGE_LEFT 15.0
#define PAGE_TOP 25.0
#define PAGE_STEP_X 94.0
#define PAGE_STEP_Y 62.0

struct pen {
  cairo_t *cr;
  struct ts_fault *fault;
};

/* One line, smaller if it is wider than WIDTH. */
static void put(const struct pen *pen, double x, double y, double width, double size, const char *text) {
  if (!ts_type_set(pen->cr, TS_TYPE_VALUE, size, text)) {
    (void)ts_fault(pen->fault, EX_DATAERR,
                   "no installed typeface can set \"%s\"; install one (fonts-noto-cjk, ...)", text);
    return;
  }
  double wanted = ts_type_width(pen->cr, TS_TYPE_VALUE, size, text);
  if (wanted > width)
    cairo_set_font_size(pen->cr, size * width / wanted);
  ts_type_show(pen->cr, TS_TYPE_VALUE, size, x, y, text);
}

/* How much of TEXT, up to a blank or its end, one line holds; at least a word. */
static size_t line_of(const struct pen *pen, double width, double size, const char *text) {
  char part[128];
  size_t fits = strcspn(text, " ");
  for (size_t at = fits; text[at];) {
    at += 1 + strcspn(text + at + 1, " ");
    if (!ts_text_copy(part, sizeof part, ts_bytes(text, at)) ||
        !ts_type_set(pen->cr, TS_TYPE_VALUE, size, part) ||
        ts_type_width(pen->cr, TS_TYPE_VALUE, size, part) > width)
      break;
    fits = at;
  }
  return fits;
}

/* Words on as many lines as they take. */
static void put_lines(const struct pen *pen, double x, double y, double width, double size,
                      const char *text) {
  char line[128];
  while (*text) {
    size_t used = line_of(pen, width, size, text);
    (void)ts_text_copy(line, sizeof line, ts_bytes(text, used));
    put(pen, x, y, width, size, line);
    y += 1.25 * size;
    text += used + strspn(text + used, " ");
  }
}

/* A black head on all cards, so that none is taken for a piece's label, and a line to cut along. */
static void draw_frame(const struct pen *pen) {
  cairo_t *cr = pen->cr;
  cairo_set_source_rgb(cr, 0, 0, 0);
  cairo_set_line_width(cr, 0.2);
  cairo_rectangle(cr, 0.1, 0.1, TS_TEST_CARD_WIDTH_MM - 0.2, TS_TEST_CARD_HEIGHT_MM - 0.2);
  cairo_stroke(cr);
  cairo_rectangle(cr, 0, 0, TS_TEST_CARD_WIDTH_MM, BAND);
  cairo_fill(cr);
  (void)ts_type_set(cr, TS_TYPE_VALUE, 5, TS_TEST_CARD_MODEL); /* ASCII: always there */
  double width = ts_type_width(cr, TS_TYPE_VALUE, 5, TS_TEST_CARD_MODEL);
  cairo_set_source_rgb(cr, 1, 1, 1);
  ts_type_show(cr, TS_TYPE_VALUE, 5, (TS_TEST_CARD_WIDTH_MM - width) / 2, BAND / 2 + 1.7, TS_TEST_CARD_MODEL);
}

static void draw_words(const struct pen *pen, const struct ts_test_card *card, const char *brand,
                       int64_t made) {
  const struct ts_test_card_role *role = &ts_test_card_roles[card->kind];
  double width = TS_TEST_CARD_WIDTH_MM - WORDS - EDGE;
  char day[TS_DATE_TEXT], text[64];
  ts_day_write(day, made);
  put(pen, WORDS, BAND + 7, width, 3.2, "The device must say");
  put(pen, WORDS, BAND + 14, width, 7, ts_verdict_name(role->expected));
  put_lines(pen, WORDS, BAND + 19, width, 3.2, role->because);
  put(pen, WORDS, BAND + 33, width, 2.8, brand);
  (void)snprintf(text, sizeof text, "(01)%s (21)%s", card->gtin, role->serial);
  put(pen, WORDS, BAND + 37, width, 2.8, text);
  (void)snprintf(text, sizeof text, "Made %s", day);
  put(pen, WORDS, BAND + 41, width, 2.8, text);
}

/* Whole dots, from the page's corner on, as on labels. */
static bool draw_code(const struct pen *pen, const struct ts_test_card *card, unsigned left, unsigned top) {
  static struct ts_barcode qr;
  if (!ts_barcode_make(&qr, TS_BARCODE_QR, card->uri, pen->fault))
    return false;
  unsigned side = (unsigned)qr.columns * MODULE, quiet = TS_BARCODE_QR_QUIET * MODULE;
  unsigned room_x = ts_label_dots(WORDS, TS_TEST_CARD_DPI);
  unsigned room_y = ts_label_dots(TS_TEST_CARD_HEIGHT_MM - BAND, TS_TEST_CARD_DPI);
  if (side + 2 * quiet > room_x || side + 2 * quiet > room_y)
    return ts_fault(
        pen->fault, EX_DATAERR,
        "the code of a test card has %d modules and does not fit it; a shorter host name would do",
        qr.columns);
  struct ts_label_plan plan = {
      .dpi = TS_TEST_CARD_DPI, .module = MODULE, .bar = MODULE, .x = (room_x - side) / 2};
  plan.y = ts_label_dots(BAND, TS_TEST_CARD_DPI) + (room_y - side) / 2;
  ts_label_draw(pen->cr, &plan, &qr, left, top);
  return true;
}

bool ts_test_card_draw(cairo_t *cr, const struct ts_test_card *card, const char *brand, int64_t made,
                       unsigned x, unsigned y, struct ts_fault *fault) {
  struct pen pen = {.cr = cr, .fault = fault};
  if (!draw_code(&pen, card, x, y))
    return false;
  cairo_save(cr);
  cairo_translate(cr, x, y);
  cairo_scale(cr, MM, MM);
  ts_type_begin(cr);
  draw_frame(&pen);
  draw_words(&pen, card, brand, made);
  cairo_restore(cr);
  return fault->status == EX_OK;
}

static unsigned dots(double mm) {
  return ts_label_dots(mm, TS_TEST_CARD_DPI);
}

bool ts_test_cards_page(const char *path, const struct ts_test_deck *deck, const char *brand, int64_t made,
                        struct ts_fault *fault) {
  struct ts_surface surface;
  if (!ts_surface_open(&surface, path, TS_FORMAT_PDF, dots(PAGE_WIDTH), dots(PAGE_HEIGHT), TS_TEST_CARD_DPI,
                       fault))
    return false;
  for (size_t i = 0; i < deck->cards; i++) {
    size_t column = i % 2, row = i / 2;
    if (!ts_test_card_draw(surface.cr, &deck->card[i], brand, made,
                           dots(PAGE_LEFT + PAGE_STEP_X * (double)column),
                           dots(PAGE_TOP + PAGE_STEP_Y * (double)row), fault))
      break;
  }
  return ts_surface_close(&surface, fault);
}

bool ts_test_card_png(const char *path, const struct ts_test_card *card, const char *brand, int64_t made,
                      struct ts_fault *fault) {
  struct ts_surface surface;
  if (!ts_surface_open(&surface, path, TS_FORMAT_PNG, dots(TS_TEST_CARD_WIDTH_MM),
                       dots(TS_TEST_CARD_HEIGHT_MM), TS_TEST_CARD_DPI, fault))
    return false;
  (void)ts_test_card_draw(surface.cr, card, brand, made, 0, 0, fault);
  return ts_surface_close(&surface, fault);
}
