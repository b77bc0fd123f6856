/* SPDX-License-Identifier: Apache-2.0 */
/* The verdict's first sheet, from the top: the word on its colour; brand and model; reasons; what is to be
 * compared; what to do; of a consignment the counts; the age of the data; the buttons. What is at the bottom is
 * placed first, and what is in between shares the rest. */
#include "app/layout.h"
#include "app/screen.h"
#include "app/verdict_look.h"

#include <string.h>

#define HEADER 45
#define ICON 38
#define GAP 3 /* between blocks, beside what a line keeps free above its capitals */
#define AIR 4 /* more between blocks, where there is room to spare */
#define BULLET 10
#define CELL_GAP 14
#define CELL_LABEL 14 /* a label's feet and its value's capitals stay apart */
#define CELL_ROW 30   /* a row's feet and the capitals of the next row's labels, too */
#define CELL_MAX 6

/* What is laid out, between which rows there is room, and a place to put sentences together. */
struct page {
  struct ts_screen *screen;
  enum ts_language language;
  const struct ts_shown *shown;
  const struct ts_judgement *piece; /* whose details are shown, or NULL */
  bool good;                        /* its signature: else its details are anybody's claim */
  const struct ts_verdict_look *look;
  int16_t y, bottom;
  uint8_t memory[TS_MESSAGE_MAX];
};

static int16_t room(const struct page *page) {
  return (int16_t)(page->bottom - page->y);
}

static struct ts_bytes phrase(struct page *page, enum ts_phrase which, unsigned n) {
  return ts_layout_phrase(page->memory, page->language, which, n, 0);
}

static void put_header(struct page *page) {
  const struct ts_verdict_look *look = page->look;
  const char *word = ts_message_verdict(page->language, page->shown->view->decision.verdict);
  const int16_t x = TS_MARGIN + ICON + 10, width = TS_DISPLAY_WIDTH - TS_MARGIN - x;
  bool large = ts_layout_width(TS_FACE_VERDICT, ts_bytes_of(word)) <= width;
  struct ts_style style = {TS_ROLE_WORD, large ? TS_FACE_VERDICT : TS_FACE_LONG, look->on_ground};
  const struct ts_font *font = &ts_font_atlas[style.face];
  ts_layout_box(page->screen, (struct ts_place){0, 0, TS_DISPLAY_WIDTH, HEADER}, look->ground);
  ts_layout_icon(page->screen, look->icon, TS_MARGIN, (HEADER - ICON) / 2, ICON, look->on_ground,
                 look->ground);
  ts_layout_line(page->screen, style, x, (int16_t)((HEADER + font->cap) / 2 - font->ascent), width,
                 ts_bytes_of(word));
  page->y = HEADER + GAP;
}

static void put_advice(struct page *page) {
  struct ts_buf buf = ts_buf(page->memory, sizeof page->memory);
  ts_message_advice(&buf, page->language, page->shown->view);
  struct ts_bytes text = ts_buf_bytes(&buf);
  struct ts_style style = {TS_ROLE_ADVICE, TS_FACE_STRONG, TS_INK};
  int16_t lines = ts_layout_lines(style.face, TS_CONTENT, text);
  lines = lines > 2 ? 2 : lines;
  int16_t height = (int16_t)(lines * ts_layout_pitch(style.face) + 6);
  page->bottom = (int16_t)(page->bottom - height);
  ts_layout_box(page->screen, (struct ts_place){0, page->bottom, TS_DISPLAY_WIDTH, height}, page->look->tint);
  ts_layout_paragraph(page->screen, style, TS_MARGIN, (int16_t)(page->bottom + 3), TS_CONTENT, lines, text);
}

static void put_footer(struct page *page) {
  struct ts_buf buf = ts_buf(page->memory, sizeof page->memory);
  ts_message_data(&buf, page->language, page->shown->device, page->shown->view);
  page->bottom =
      ts_layout_footer(page->screen, page->language, page->bottom, ts_buf_bytes(&buf),
                       page->shown->view->has_data, page->shown->view->time.trust, TS_MUTED, TS_PAPER);
}

/* How a consignment stands: how many of how many, and of which verdicts. */
static void put_counts(struct page *page) {
  const struct ts_counts *counts = page->shown->counts;
  struct ts_style style = {TS_ROLE_COUNT, TS_FACE_STRONG, TS_PAPER};
  const int16_t height = 20, first = 100;
  if (!counts)
    return;
  page->bottom = (int16_t)(page->bottom - height);
  ts_layout_box(page->screen, (struct ts_place){0, page->bottom, TS_DISPLAY_WIDTH, height}, TS_DUSK);
  int16_t y = (int16_t)(page->bottom + 1);
  struct ts_bytes progress = ts_layout_progress(page->memory, counts);
  if (ts_layout_width(style.face, progress) > first - 4)
    style.face = TS_FACE_SMALL;
  ts_layout_line(page->screen, style, TS_MARGIN, y, first - 4, progress);
  ts_layout_verdicts(page->screen, counts, TS_MARGIN + first, y, (TS_CONTENT - first) / 4, TS_PAPER, TS_DUSK);
}

/* Brand, and the model beside it if both fit, else below; smaller where the rest needs the room. */
static void put_title(struct page *page, enum ts_face face, bool with_model) {
  const struct ts_style brand = {TS_ROLE_TITLE, face, TS_INK};
  const struct ts_style model = {TS_ROLE_TITLE, TS_FACE_TEXT, TS_INK};
  struct ts_bytes name = page->shown->brand;
  if (page->shown->view->pieces > 1)
    name = phrase(page, TS_PHRASE_PIECES, page->shown->view->pieces);
  if (name.size == 0)
    return;
  struct ts_bytes text = page->piece && with_model ? page->shown->model : ts_bytes(NULL, 0);
  int16_t used = ts_layout_line(page->screen, brand, TS_MARGIN, page->y, TS_CONTENT, name);
  int16_t x = (int16_t)(TS_MARGIN + used + 8), width = (int16_t)(TS_DISPLAY_WIDTH - TS_MARGIN - x);
  int16_t drop = (int16_t)(ts_font_atlas[brand.face].ascent - ts_font_atlas[model.face].ascent);
  bool beside = text.size && ts_layout_width(model.face, text) <= width;
  if (beside)
    ts_layout_line(page->screen, model, x, (int16_t)(page->y + drop), width, text);
  page->y = (int16_t)(page->y + ts_layout_pitch(brand.face));
  if (!text.size || beside)
    return;
  ts_layout_line(page->screen, model, TS_MARGIN, page->y, TS_CONTENT, text);
  page->y = (int16_t)(page->y + ts_layout_pitch(model.face));
}

/* The largest title under which NEED rows are left; the next sheet tells what this one leaves out. */
static void put_title_above(struct page *page, bool crowded, int16_t need) {
  static const struct {
    enum ts_face face;
    bool with_model;
  } ways[] = {{TS_FACE_TITLE, true}, {TS_FACE_STRONG, true}, {TS_FACE_STRONG, false}};
  const uint16_t count = page->screen->count, text_size = page->screen->text_size;
  const int16_t top = page->y;
  crowded = crowded && page->piece && page->shown->model.size;
  for (size_t way = crowded ? 1 : 0; way < sizeof ways / sizeof ways[0]; way++) {
    put_title(page, ways[way].face, ways[way].with_model);
    if (room(page) >= need)
      return;
    page->screen->count = count;
    page->screen->text_size = text_size;
    page->y = top;
  }
}

/* ---- What is to be compared ---- */

/* A label and a value below it. */
struct cell {
  enum ts_phrase label;
  enum ts_face face;
  size_t size;
  uint8_t text[TS_TAG_ENGRAVED_MAX + 1];
  int16_t x, row, width;
};

struct cells {
  struct cell cell[CELL_MAX];
  int16_t count, rows;
};

static void add_cell(struct cells *cells, enum ts_phrase label, enum ts_face face, struct ts_bytes text) {
  struct cell *cell = &cells->cell[cells->count];
  if (text.size == 0 || text.size > sizeof cell->text)
    return;
  cell->label = label;
  cell->face = face;
  cell->size = text.size;
  memcpy(cell->text, text.data, text.size);
  cells->count++;
}

/* Each cell goes into the first row that has room for it, so that few rows are needed. */
static void place_cells(struct page *page, struct cells *cells) {
  int16_t used[CELL_MAX] = {0};
  for (int16_t i = 0; i < cells->count; i++) {
    struct cell *cell = &cells->cell[i];
    int16_t label = ts_layout_width(TS_FACE_SMALL, phrase(page, cell->label, 0)), row = 0;
    int16_t value = ts_layout_width(cell->face, ts_bytes(cell->text, cell->size));
    cell->width = label > value ? label : value;
    cell->width = cell->width > TS_CONTENT ? TS_CONTENT : cell->width;
    while (used[row] + cell->width > TS_CONTENT)
      row++; /* ends: each cell fits an empty row, and there are as many rows as cells */
    cell->x = (int16_t)(TS_MARGIN + used[row]);
    cell->row = row;
    used[row] = (int16_t)(used[row] + cell->width + CELL_GAP);
    cells->rows = cells->rows > row + 1 ? cells->rows : (int16_t)(row + 1);
  }
}

/* Of a tag whose signature is not good only the serial: the rest is what a forger wants to be read. */
static void collect_cells(struct page *page, struct cells *cells) {
  memset(cells, 0, sizeof *cells);
  if (!page->piece)
    return;
  const struct ts_tag *tag = &page->piece->tag;
  uint8_t memory[TS_TAG_ENGRAVED_MAX + 1];
  add_cell(cells, TS_PHRASE_SERIAL, TS_FACE_CODE, ts_bytes_of(tag->serial));
  if (page->good) {
    add_cell(cells, TS_PHRASE_ENGRAVED, TS_FACE_CODE, ts_bytes_of(tag->engraved));
    struct ts_buf metal = ts_buf(memory, sizeof memory);
    ts_message_metal(&metal, page->language, &tag->piece);
    add_cell(cells, TS_PHRASE_METAL, TS_FACE_STRONG, ts_buf_bytes(&metal));
    struct ts_buf weight = ts_buf(memory, sizeof memory);
    ts_message_weight(&weight, &tag->piece);
    add_cell(cells, TS_PHRASE_WEIGHT, TS_FACE_STRONG, ts_buf_bytes(&weight));
    add_cell(cells, TS_PHRASE_SIZE, TS_FACE_STRONG, ts_bytes_of(tag->piece.size));
  }
  add_cell(cells, TS_PHRASE_GTIN, TS_FACE_CODE, ts_bytes_of(tag->gtin));
  place_cells(page, cells);
}

static int16_t caption_height(const struct page *page) {
  return page->good ? 0 : ts_layout_pitch(TS_FACE_SMALL);
}

static void put_details(struct page *page, const struct cells *cells) {
  int16_t spare = (int16_t)(room(page) - caption_height(page) - cells->rows * CELL_ROW);
  int16_t pitch = CELL_ROW;
  if (cells->rows == 0 || room(page) < caption_height(page) + CELL_ROW)
    return;
  if (spare >= 2 * AIR) {
    ts_layout_box(page->screen, (struct ts_place){TS_MARGIN, (int16_t)(page->y + AIR - 1), TS_CONTENT, 1},
                  TS_HAIRLINE);
    page->y = (int16_t)(page->y + 2 * AIR);
    pitch = (int16_t)(pitch + (spare - 2 * AIR > cells->rows * AIR ? AIR : 0));
  }
  struct ts_style label = {TS_ROLE_DETAIL, TS_FACE_SMALL, TS_MUTED};
  if (!page->good) {
    struct ts_style caption = {TS_ROLE_DETAIL, TS_FACE_SMALL, page->look->mark};
    ts_layout_line(page->screen, caption, TS_MARGIN, page->y, TS_CONTENT, phrase(page, TS_PHRASE_CLAIMED, 0));
    page->y = (int16_t)(page->y + caption_height(page));
  }
  for (int16_t i = 0; i < cells->count; i++) {
    const struct cell *cell = &cells->cell[i];
    struct ts_style value = {TS_ROLE_DETAIL, cell->face, TS_INK};
    int16_t y = (int16_t)(page->y + cell->row * pitch);
    /* On one baseline, whatever the face. */
    int16_t drop = (int16_t)(ts_font_atlas[TS_FACE_STRONG].ascent - ts_font_atlas[cell->face].ascent);
    if (y + CELL_ROW > page->bottom)
      continue;
    ts_layout_line(page->screen, label, cell->x, y, cell->width, phrase(page, cell->label, 0));
    ts_layout_line(page->screen, value, cell->x, (int16_t)(y + CELL_LABEL + drop), cell->width,
                   ts_bytes(cell->text, cell->size));
  }
}

/* ---- Several pieces: each with its own verdict ---- */

static int16_t piece_height(void) {
  return (int16_t)(ts_layout_pitch(TS_FACE_STRONG) + 1);
}

static const struct ts_judgement *first_of_piece(const struct ts_inspection *view, unsigned piece) {
  const struct ts_judgement *found = NULL;
  for (size_t i = 0; i < view->symbols.count; i++)
    if (view->judgement[i].piece == piece && (!found || !found->tag.serial[0]))
      found = &view->judgement[i];
  return found;
}

/* The column of words: as wide as the widest. */
static int16_t words_width(const struct page *page) {
  int16_t widest = 0;
  for (int verdict = TS_GENUINE; verdict <= TS_COUNTERFEIT; verdict++) {
    const char *word = ts_message_verdict(page->language, (enum ts_verdict)verdict);
    int16_t width = ts_layout_width(TS_FACE_STRONG, ts_bytes_of(word));
    widest = width > widest ? width : widest;
  }
  return widest;
}

static void put_piece(struct page *page, const struct ts_judgement *j) {
  const struct ts_verdict_look *look = ts_verdict_look(j->decision.verdict);
  struct ts_style word = {TS_ROLE_DETAIL, TS_FACE_STRONG, look->mark};
  struct ts_style serial = {TS_ROLE_DETAIL, TS_FACE_CODE, TS_INK};
  const int16_t x = TS_MARGIN + 22, width = words_width(page), after = (int16_t)(x + width + 8);
  ts_layout_mark(page->screen, TS_ROLE_DETAIL, look->icon, TS_MARGIN, page->y, (int16_t)(piece_height() - 2),
                 look->mark, TS_PAPER);
  ts_layout_line(page->screen, word, x, page->y, width,
                 ts_bytes_of(ts_message_verdict(page->language, j->decision.verdict)));
  struct ts_bytes text = ts_bytes_of(j->tag.serial);
  if (!text.size) {
    serial.face = TS_FACE_TEXT;
    text = phrase(page, TS_PHRASE_NO_SERIAL, 0);
  }
  int16_t drop = (int16_t)(ts_font_atlas[word.face].ascent - ts_font_atlas[serial.face].ascent);
  ts_layout_line(page->screen, serial, after, (int16_t)(page->y + drop),
                 (int16_t)(TS_DISPLAY_WIDTH - TS_MARGIN - after), text);
  page->y = (int16_t)(page->y + piece_height());
}

/* The gravest first; of those that do not fit, the number. */
static void put_pieces(struct page *page) {
  const struct ts_inspection *view = page->shown->view;
  unsigned fit = room(page) > 0 ? (unsigned)(room(page) / piece_height()) : 0, listed = 0;
  unsigned most = view->pieces <= fit ? view->pieces : fit ? fit - 1 : 0;
  for (int verdict = TS_COUNTERFEIT; verdict >= TS_GENUINE; verdict--)
    for (unsigned piece = 0; piece < view->pieces && listed < most; piece++) {
      const struct ts_judgement *j = first_of_piece(view, piece);
      if (!j || (int)j->decision.verdict != verdict)
        continue;
      put_piece(page, j);
      listed++;
    }
  unsigned more = view->pieces - listed;
  struct ts_style style = {TS_ROLE_DETAIL, TS_FACE_TEXT, TS_MUTED};
  if (more && fit)
    ts_layout_line(page->screen, style, TS_MARGIN, page->y, TS_CONTENT, phrase(page, TS_PHRASE_MORE, more));
}

/* ---- Reasons ---- */

struct reasons {
  enum ts_reason reason[TS_REASONS_MAX];
  unsigned count;
  enum ts_face face;
  int16_t indent; /* where there are several, each has a mark */
};

/* That it was seen here before is told with when, how and what was found. */
static struct ts_bytes sentence(struct page *page, enum ts_reason reason) {
  struct ts_buf buf = ts_buf(page->memory, sizeof page->memory);
  if (reason == TS_REASON_SEEN_HERE && page->shown->seen)
    ts_message_seen(&buf, page->language, page->shown->seen);
  else
    ts_message_reason(&buf, page->language, reason, page->shown->view, page->piece);
  ts_message_phrase(&buf, page->language, TS_PHRASE_STOP, 0);
  return ts_buf_bytes(&buf);
}

/* One reason without a title above it is what there is to read: it is set larger, if it fits so. */
static void collect_reasons(struct page *page, struct reasons *reasons) {
  reasons->count = ts_decision_reasons(&page->shown->view->decision, reasons->reason);
  reasons->face = TS_FACE_TEXT;
  reasons->indent = reasons->count > 1 ? BULLET : 0;
  if (reasons->count != 1 || page->shown->brand.size || page->shown->view->pieces > 1)
    return;
  int16_t lines = ts_layout_lines(TS_FACE_TITLE, TS_CONTENT, sentence(page, reasons->reason[0]));
  if (lines * ts_layout_pitch(TS_FACE_TITLE) + GAP <= room(page))
    reasons->face = TS_FACE_TITLE;
}

static int16_t first_reason_height(struct page *page) {
  struct reasons reasons;
  collect_reasons(page, &reasons);
  if (reasons.count == 0)
    return 0;
  int16_t width = (int16_t)(TS_CONTENT - reasons.indent);
  int16_t lines = ts_layout_lines(reasons.face, width, sentence(page, reasons.reason[0]));
  return (int16_t)(lines * ts_layout_pitch(reasons.face) + (reasons.face == TS_FACE_TITLE ? GAP : 0));
}

/* How many reasons fit, whole: the first in all the room there is, others in what KEEP leaves of it. At least
 * one, if only in part. */
static unsigned reasons_that_fit(struct page *page, const struct reasons *reasons, int16_t keep) {
  int16_t pitch = ts_layout_pitch(reasons->face), used = 0;
  int16_t width = (int16_t)(TS_CONTENT - reasons->indent);
  for (unsigned i = 0; i < reasons->count; i++) {
    int16_t lines = ts_layout_lines(reasons->face, width, sentence(page, reasons->reason[i]));
    used = (int16_t)(used + pitch * lines);
    if (i > 0 && used + keep > room(page))
      return i;
  }
  return reasons->count;
}

/* "+2 more", at the end of the last line if it leaves room, else below. */
static void put_more(struct page *page, unsigned more) {
  const struct ts_screen_item *last = &page->screen->item[page->screen->count - 1];
  struct ts_style style = {TS_ROLE_REASON, TS_FACE_TEXT, TS_MUTED};
  struct ts_bytes text = phrase(page, TS_PHRASE_MORE, more);
  int16_t width = ts_layout_width(style.face, text), pitch = ts_layout_pitch(style.face);
  int16_t x = (int16_t)(TS_DISPLAY_WIDTH - TS_MARGIN - width);
  if (last->x + last->width + 8 > x) {
    if (room(page) < pitch)
      return;
    x = TS_MARGIN + BULLET;
    page->y = (int16_t)(page->y + pitch);
  }
  ts_layout_line(page->screen, style, x, (int16_t)(page->y - pitch), width, text);
}

static void put_reasons(struct page *page, int16_t keep) {
  struct reasons reasons;
  collect_reasons(page, &reasons);
  unsigned listed = reasons_that_fit(page, &reasons, keep);
  struct ts_style style = {TS_ROLE_REASON, reasons.face, TS_INK};
  int16_t x = (int16_t)(TS_MARGIN + reasons.indent), width = (int16_t)(TS_CONTENT - reasons.indent);
  if (reasons.face == TS_FACE_TITLE)
    page->y = (int16_t)(page->y + GAP);
  for (unsigned i = 0; i < listed; i++) {
    int16_t lines = (int16_t)(room(page) / ts_layout_pitch(style.face));
    int16_t middle = (int16_t)(page->y + ts_font_atlas[style.face].ascent - 7);
    if (reasons.indent)
      ts_layout_box(page->screen, (struct ts_place){TS_MARGIN, middle, 4, 4}, page->look->mark);
    page->y = (int16_t)(page->y + ts_layout_paragraph(page->screen, style, x, page->y, width, lines,
                                                      sentence(page, reasons.reason[i])));
  }
  if (listed && listed < reasons.count)
    put_more(page, reasons.count - listed);
}

/* What further reasons leave free. Of a genuine piece all details, since comparing is what remains to be
 * done; else the first row; of several pieces the gravest three. */
static int16_t kept_free(const struct page *page, const struct cells *cells) {
  unsigned pieces = page->shown->view->pieces;
  if (pieces > 1)
    return (int16_t)((pieces < 3 ? pieces : 3) * (unsigned)piece_height() + GAP);
  if (cells->rows == 0)
    return 0;
  int16_t rows = page->shown->view->decision.verdict == TS_GENUINE ? cells->rows : 1;
  return (int16_t)(caption_height(page) + rows * CELL_ROW + GAP);
}

void ts_screen_verdict(struct ts_screen *out, enum ts_language language, const struct ts_shown *shown) {
  const struct ts_inspection *view = shown->view;
  struct page page = {.screen = out, .language = language, .shown = shown};
  page.piece = view->shown >= 0 ? &view->judgement[view->shown] : NULL;
  page.good = page.piece && page.piece->findings.form == TS_FORM_SIGNED &&
              page.piece->findings.signature == TS_SIGNED_GOOD;
  page.look = ts_verdict_look(view->decision.verdict);
  struct cells cells;
  ts_layout_begin(out, TS_PAPER);
  collect_cells(&page, &cells);
  page.bottom = ts_layout_legend(out, language, &shown->buttons);
  put_footer(&page);
  put_counts(&page);
  put_advice(&page);
  put_header(&page);
  page.bottom = (int16_t)(page.bottom - 2);
  put_title_above(&page, page.good && cells.rows > 2, first_reason_height(&page));
  put_reasons(&page, kept_free(&page, &cells));
  page.y = (int16_t)(page.y + GAP);
  if (view->pieces > 1)
    put_pieces(&page);
  else
    put_details(&page, &cells);
}
