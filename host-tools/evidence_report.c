/* SPDX-License-Identifier: Apache-2.0 */
/* The report as pages of A4. Laid out twice: the first time to know how many pages there are. */
#include <cairo-pdf.h>
#include <stdlib.h>
#include <string.h>

#include "host-tools/evidence_story.h"
#include "host-tools/surface.h"
#include "host-tools/text.h"

#define DPI 720     /* dots; ten a point */
#define WIDTH 595.3 /* points, as all below */
#define HEIGHT 841.9
#define MARGIN 62.0
#define BOTTOM (HEIGHT - 70.0)
#define LABEL 132.0 /* the labels' column */
#define PICTURE_WIDTH 300.0
#define PICTURE_HEIGHT 225.0
#define PICTURE_SIDE_MAX 8192u /* pixels */

struct ink {
  double red, green, blue;
};
static const struct ink black = {0.09, 0.09, 0.11}, gray = {0.42, 0.42, 0.45}, warning = {0.70, 0.10, 0.06};

struct font {
  const char *family;
  double size;
  bool bold;
};
static const struct font title_font = {"Carlito", 24, true}, heading_font = {"Carlito", 14, true},
                         piece_font = {"Carlito", 11, true}, body_font = {"Carlito", 10.5, false},
                         bold_font = {"Carlito", 10.5, true}, small_font = {"Carlito", 8.5, false},
                         hash_font = {"DejaVu Sans Mono", 7.7, false}, badge_font = {"Carlito", 15, true};

struct pages {
  struct ts_surface *surface; /* NULL: only to be counted */
  cairo_t *cr;
  double y;
  unsigned page, count;
  char footer[128];
};

static void use(struct pages *p, const struct font *font, const struct ink *ink) {
  cairo_select_font_face(p->cr, font->family, CAIRO_FONT_SLANT_NORMAL,
                         font->bold ? CAIRO_FONT_WEIGHT_BOLD : CAIRO_FONT_WEIGHT_NORMAL);
  cairo_set_font_size(p->cr, font->size);
  cairo_set_source_rgb(p->cr, ink->red, ink->green, ink->blue);
}

static double width_of(struct pages *p, const char *text) {
  cairo_text_extents_t extents;
  cairo_text_extents(p->cr, text, &extents);
  return extents.x_advance;
}

static void put_at(struct pages *p, double x, double y, const char *text) {
  cairo_move_to(p->cr, x, y);
  cairo_show_text(p->cr, text);
}

static void finish_page(struct pages *p) {
  char number[48];
  use(p, &small_font, &gray);
  cairo_set_line_width(p->cr, 0.4);
  cairo_move_to(p->cr, MARGIN, HEIGHT - 52);
  cairo_line_to(p->cr, WIDTH - MARGIN, HEIGHT - 52);
  cairo_stroke(p->cr);
  put_at(p, MARGIN, HEIGHT - 38, p->footer);
  (void)snprintf(number, sizeof number, "Page %u of %u", p->page, p->count);
  put_at(p, WIDTH - MARGIN - width_of(p, number), HEIGHT - 38, number);
}

static void need(struct pages *p, double height) {
  if (p->y + height <= BOTTOM)
    return;
  finish_page(p);
  if (p->surface)
    ts_surface_next_page(p->surface);
  p->page++;
  p->y = MARGIN;
}

/* Bytes of TEXT, which does not begin with a blank, that fit WIDTH: whole words, or of a longer word as many
 * characters as do. At least one character. */
static size_t fitting(struct pages *p, const char *text, double width) {
  char part[1024];
  size_t best = 0, size = 0, limit = strlen(text);
  while (size < limit) {
    size_t next = size + 1;
    while (next < limit && ((unsigned char)text[next] & 0xc0) == 0x80)
      next++;
    if (next >= sizeof part)
      break;
    memcpy(part, text, next);
    part[next] = 0;
    if (size > 0 && width_of(p, part) > width)
      return best ? best : size;
    if (next == limit || text[next] == ' ')
      best = next;
    size = next;
  }
  return size;
}

/* In lines of WIDTH from X on; moves down. */
static void put_text(struct pages *p, double x, double width, const struct font *font, const struct ink *ink,
                     const char *text) {
  char line[1024];
  double step = font->size * 1.32;
  while (*text == ' ')
    text++;
  while (*text) {
    use(p, font, ink);
    size_t size = fitting(p, text, width);
    need(p, step);
    use(p, font, ink); /* a footer may have come between */
    memcpy(line, text, size);
    line[size] = 0;
    put_at(p, x, p->y + font->size, line);
    p->y += step;
    text += size;
    while (*text == ' ')
      text++;
  }
}

static void put_badge(struct pages *p, const struct ts_story_line *line) {
  static const struct ink inks[] = {[TS_GENUINE] = {0.05, 0.42, 0.20},
                                    [TS_UNPROVEN] = {0.36, 0.38, 0.42},
                                    [TS_SUSPECT] = {0.72, 0.40, 0.00},
                                    [TS_COUNTERFEIT] = {0.70, 0.06, 0.08}};
  static const struct ink white = {1, 1, 1};
  const struct ink *ink = &inks[line->verdict];
  need(p, 60);
  use(p, &badge_font, ink);
  double width = width_of(p, line->text) + 28;
  cairo_rectangle(p->cr, MARGIN, p->y + 3, width, 25);
  cairo_fill(p->cr);
  use(p, &badge_font, &white);
  put_at(p, MARGIN + 14, p->y + 20.5, line->text);
  p->y += 34;
}

static void put_fact(struct pages *p, const struct ts_story_line *line) {
  const struct font *font = line->kind == TS_STORY_HASH ? &hash_font : &body_font;
  double top;
  need(p, 2 * body_font.size);
  top = p->y;
  unsigned page = p->page;
  put_text(p, MARGIN, LABEL - 8, &body_font, &gray, line->label);
  double below = p->page == page ? p->y : 0;
  if (p->page == page)
    p->y = top + (line->kind == TS_STORY_HASH ? 2 : 0);
  page = p->page;
  put_text(p, MARGIN + LABEL, WIDTH - 2 * MARGIN - LABEL, font, &black, line->text);
  if (p->page == page && p->y < below)
    p->y = below;
}

/* The photograph's own bytes go into the file: nothing is decoded here. */
static void draw_photo(struct pages *p, const struct ts_evidence_record *r, double width, double height) {
  uint32_t w = r->record.width, h = r->record.height;
  cairo_surface_t *image = cairo_image_surface_create(CAIRO_FORMAT_RGB24, (int)w, (int)h);
  uint8_t *copy = malloc(r->photo_size);
  if (copy)
    memcpy(copy, r->photo, r->photo_size);
  if (copy && cairo_surface_set_mime_data(image, CAIRO_MIME_TYPE_JPEG, copy, r->photo_size, free, copy) !=
                  CAIRO_STATUS_SUCCESS)
    free(copy);
  cairo_save(p->cr);
  cairo_translate(p->cr, MARGIN, p->y);
  cairo_scale(p->cr, width / w, height / h);
  cairo_set_source_surface(p->cr, image, 0, 0);
  cairo_paint(p->cr);
  cairo_restore(p->cr);
  cairo_surface_destroy(image);
}

static void put_picture(struct pages *p, const struct ts_story_line *line) {
  const struct ts_evidence_record *r = line->record;
  uint32_t w = r ? r->record.width : 0, h = r ? r->record.height : 0;
  p->y += 6;
  if (w && h && w <= PICTURE_SIDE_MAX && h <= PICTURE_SIDE_MAX) {
    double scale = PICTURE_WIDTH / w < PICTURE_HEIGHT / h ? PICTURE_WIDTH / w : PICTURE_HEIGHT / h;
    need(p, h * scale + 30);
    if (p->surface)
      draw_photo(p, r, w * scale, h * scale);
    p->y += h * scale + 4;
  }
  put_text(p, MARGIN, WIDTH - 2 * MARGIN, &small_font, &gray, line->text);
}

static void put_heading(struct pages *p, const struct font *font, const char *text, bool rule) {
  p->y += font->size * 0.8;
  need(p, font->size * 5);
  put_text(p, MARGIN, WIDTH - 2 * MARGIN, font, &black, text);
  if (!rule)
    return;
  cairo_set_source_rgb(p->cr, gray.red, gray.green, gray.blue);
  cairo_set_line_width(p->cr, 0.7);
  cairo_move_to(p->cr, MARGIN, p->y + 2);
  cairo_line_to(p->cr, WIDTH - MARGIN, p->y + 2);
  cairo_stroke(p->cr);
  p->y += 8;
}

static void put_sentence(struct pages *p, const struct ts_story_line *line) {
  need(p, body_font.size * 1.4);
  use(p, &body_font, &black);
  put_at(p, MARGIN + 2, p->y + body_font.size, "\xE2\x80\xA2");
  put_text(p, MARGIN + 14, WIDTH - 2 * MARGIN - 14, &body_font, &black, line->text);
}

static void put_line(struct pages *p, const struct ts_story_line *line) {
  switch (line->kind) {
  case TS_STORY_TITLE:
    put_text(p, MARGIN, WIDTH - 2 * MARGIN, &title_font, &black, line->text);
    p->y += 8;
    break;
  case TS_STORY_HEADING:
    put_heading(p, &heading_font, line->text, true);
    break;
  case TS_STORY_PIECE:
    put_heading(p, &piece_font, line->text, false);
    break;
  case TS_STORY_VERDICT:
    put_badge(p, line);
    break;
  case TS_STORY_FACT:
  case TS_STORY_HASH:
    put_fact(p, line);
    break;
  case TS_STORY_SENTENCE:
    put_sentence(p, line);
    break;
  case TS_STORY_TEXT:
    put_text(p, MARGIN, WIDTH - 2 * MARGIN, &body_font, &black, line->text);
    break;
  case TS_STORY_WARNING:
    put_text(p, MARGIN, WIDTH - 2 * MARGIN, &bold_font, &warning, line->text);
    break;
  case TS_STORY_PICTURE:
    put_picture(p, line);
    break;
  }
}

static void put_all(struct pages *p, const struct ts_story *story) {
  p->y = MARGIN;
  p->page = 1;
  for (size_t i = 0; i < story->count; i++) {
    enum ts_story_kind kind = story->line[i].kind, before = i ? story->line[i - 1].kind : kind;
    bool fact = kind == TS_STORY_FACT || kind == TS_STORY_HASH,
         was = before == TS_STORY_FACT || before == TS_STORY_HASH;
    if (fact != was && kind != TS_STORY_HEADING && before != TS_STORY_HEADING)
      p->y += 4;
    put_line(p, &story->line[i]);
  }
  finish_page(p);
}

static bool count_pages(struct pages *p, const struct ts_story *story, struct ts_fault *fault) {
  cairo_surface_t *scratch = cairo_pdf_surface_create(NULL, WIDTH, HEIGHT);
  p->cr = cairo_create(scratch);
  put_all(p, story);
  p->count = p->page;
  cairo_status_t status = cairo_status(p->cr);
  cairo_destroy(p->cr);
  cairo_surface_destroy(scratch);
  return status == CAIRO_STATUS_SUCCESS ||
         ts_fault(fault, EX_SOFTWARE, "cannot lay out the report: %s", cairo_status_to_string(status));
}

/* The same records give the same bytes: the file's date is theirs. */
static void describe(struct ts_evidence *e, cairo_surface_t *surface, const char *title) {
  char date[TS_DATE_TEXT];
  ts_date_write(date, e->record[0].record.time.seconds);
  cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_TITLE, title);
  cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATOR, "touchstone evidence");
  cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATE_DATE, date);
}

static bool draw(struct ts_evidence *e, const struct ts_story *story, const char *path,
                 struct ts_fault *fault) {
  struct ts_surface surface = {0};
  struct pages p = {0};
  (void)snprintf(p.footer, sizeof p.footer,
                 "Device %s, %s %llu. This page proves nothing by itself: see VERIFY.txt", e->d.id,
                 e->is_consignment ? "consignment" : "record", (unsigned long long)e->record[0].number);
  if (!count_pages(&p, story, fault) ||
      !ts_surface_open(&surface, path, TS_FORMAT_PDF, (unsigned)(WIDTH * 10), (unsigned)(HEIGHT * 10), DPI,
                       fault))
    return false;
  describe(e, surface.surface, story->line[0].text);
  cairo_scale(surface.cr, 10, 10);
  p.surface = &surface;
  p.cr = surface.cr;
  put_all(&p, story);
  return ts_surface_close(&surface, fault);
}

bool ts_evidence_report(struct ts_evidence *e, const char *path, struct ts_fault *fault) {
  struct ts_story story = {0};
  ts_story_report(&story, e);
  bool ok = story.failed ? ts_fault(fault, EX_OSERR, "not enough memory for the report")
                         : draw(e, &story, path, fault);
  ts_story_free(&story);
  return ok;
}
