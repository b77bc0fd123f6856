/* SPDX-License-Identifier: Apache-2.0 */
/* The verdict's screen, from the top: the word on its colour; brand and model; reasons; what is to be
 * compared; what to do; the age of the data. What is at the bottom is placed first, and what is in between
 * shares the rest. */
#include "app/layout.h"
#include "app/screen.h"

#include <string.h>

#define HEADER 50
#define ICON 42
#define GAP 6 /* between blocks */
#define CELL_GAP 14
#define CELL_LABEL 13 /* labels have no letter that reaches higher and lower at once */
#define CELL_MAX 5

struct look {
  enum ts_icon icon;
  uint16_t ground, on_ground; /* of the header: contrast of at least 4.5:1 */
  uint16_t tint, mark;        /* of the advice's band, and of marks on paper */
};

static const struct look looks[] = {
    [TS_GENUINE] = {TS_ICON_GENUINE, TS_RGB(0x0b, 0x6e, 0x3f), TS_PAPER, TS_RGB(0xdf, 0xf2, 0xe6),
                    TS_RGB(0x0b, 0x6e, 0x3f)},
    [TS_UNPROVEN] = {TS_ICON_UNPROVEN, TS_RGB(0x46, 0x5b, 0x73), TS_PAPER, TS_RGB(0xe4, 0xea, 0xf1),
                     TS_RGB(0x46, 0x5b, 0x73)},
    [TS_SUSPECT] = {TS_ICON_SUSPECT, TS_RGB(0xf8, 0xb0, 0x10), TS_RGB(0x24, 0x18, 0x00),
                    TS_RGB(0xff, 0xef, 0xc8), TS_RGB(0xb0, 0x6c, 0x00)},
    [TS_COUNTERFEIT] = {TS_ICON_COUNTERFEIT, TS_RGB(0xb4, 0x14, 0x20), TS_PAPER, TS_RGB(0xfb, 0xe2, 0xe2),
                        TS_RGB(0xb4, 0x14, 0x20)},
};

static const struct look *look_of(enum ts_verdict verdict) {
  return &looks[(unsigned)verdict <= TS_COUNTERFEIT ? verdict : TS_UNPROVEN];
}

/* What is laid out, between which rows there is room, and a place to put sentences together. */
struct page {
  struct ts_screen *screen;
  enum ts_language language;
  const struct ts_shown *shown;
  const struct ts_judgement *piece; /* whose details are shown, or NULL */
  const struct look *look;
  int16_t y, bottom;
  uint8_t memory[TS_MESSAGE_MAX];
};

static int16_t room(const struct page *page) {
  return (int16_t)(page->bottom - page->y);
}

static struct ts_bytes phrase(struct page *page, enum ts_phrase which, unsigned n) {
  struct ts_buf buf = ts_buf(page->memory, sizeof page->memory);
  ts_message_phrase(&buf, page->language, which, n);
  return ts_buf_bytes(&buf);
}

static void put_header(struct page *page) {
  const struct look *look = page->look;
  const char *word = ts_message_verdict(page->language, page->shown->view->decision.verdict);
  const int16_t x = TS_MARGIN + ICON + 10, width = TS_DISPLAY_WIDTH - TS_MARGIN - x;
  bool large = ts_layout_width(TS_FACE_VERDICT, ts_bytes_of(word)) <= width;
  struct ts_style style = {TS_ROLE_WORD, large ? TS_FACE_VERDICT : TS_FACE_TITLE, look->on_ground};
  const struct ts_font *font = &ts_font_atlas[style.face];
  ts_layout_box(page->screen, (struct ts_place){0, 0, TS_DISPLAY_WIDTH, HEADER}, look->ground);
  ts_layout_icon(page->screen, look->icon, TS_MARGIN, (HEADER - ICON) / 2, ICON, look->on_ground,
                 look->ground);
  ts_layout_line(page->screen, style, x, (int16_t)((HEADER + font->cap) / 2 - font->ascent), width,
                 ts_bytes_of(word));
  page->y = HEADER + GAP - 1;
}

static void put_advice(struct page *page) {
  struct ts_buf buf = ts_buf(page->memory, sizeof page->memory);
  ts_message_advice(&buf, page->language, page->shown->view);
  struct ts_bytes text = ts_buf_bytes(&buf);
  struct ts_style style = {TS_ROLE_ADVICE, TS_FACE_STRONG, TS_INK};
  int16_t lines = ts_layout_lines(style.face, TS_CONTENT, text);
  lines = lines > 2 ? 2 : lines;
  int16_t height = (int16_t)(lines * ts_layout_pitch(style.face) + 7);
  page->bottom = (int16_t)(page->bottom - height);
  ts_layout_box(page->screen, (struct ts_place){0, page->bottom, TS_DISPLAY_WIDTH, height}, page->look->tint);
  ts_layout_paragraph(page->screen, style, TS_MARGIN, (int16_t)(page->bottom + 3), TS_CONTENT, lines, text);
}

static void put_footer(struct page *page) {
  struct ts_buf buf = ts_buf(page->memory, sizeof page->memory);
  ts_message_data(&buf, page->language, page->shown->device, page->shown->view);
  page->bottom = ts_layout_footer(page->screen, page->language, ts_buf_bytes(&buf),
                                  page->shown->view->time.trust, TS_MUTED, TS_PAPER);
}

/* Brand, and the model beside it if both fit, else below. */
static void put_title(struct page *page) {
  struct ts_style brand = {TS_ROLE_TITLE, TS_FACE_TITLE, TS_INK};
  struct ts_style model = {TS_ROLE_TITLE, TS_FACE_TEXT, TS_INK};
  struct ts_bytes name = page->shown->brand;
  if (page->shown->view->pieces > 1)
    name = phrase(page, TS_PHRASE_PIECES, page->shown->view->pieces);
  if (name.size == 0)
    return;
  int16_t used = ts_layout_line(page->screen, brand, TS_MARGIN, page->y, TS_CONTENT, name);
  int16_t x = (int16_t)(TS_MARGIN + used + 8), width = (int16_t)(TS_DISPLAY_WIDTH - TS_MARGIN - x);
  int16_t drop = (int16_t)(ts_font_atlas[brand.face].ascent - ts_font_atlas[model.face].ascent);
  struct ts_bytes text = page->piece ? page->shown->model : ts_bytes(NULL, 0);
  bool beside = text.size && ts_layout_width(model.face, text) <= width;
  if (beside)
    ts_layout_line(page->screen, model, x, (int16_t)(page->y + drop), width, text);
  page->y = (int16_t)(page->y + ts_layout_pitch(brand.face));
  if (!text.size || beside)
    return;
  ts_layout_line(page->screen, model, TS_MARGIN, page->y, TS_CONTENT, text);
  page->y = (int16_t)(page->y + ts_layout_pitch(model.face));
}

/* ---- What is to be compared ---- */

struct cell {
  enum ts_phrase label;
  enum ts_face face;
  size_t size;
  uint8_t text[TS_TAG_ENGRAVED_MAX + 1];
  int16_t x, row, width;
};

struct cells {
  struct cell cell[CELL_MAX];
  int count, rows;
};

static int16_t cell_height(void) {
  return (int16_t)(CELL_LABEL + ts_layout_pitch(TS_FACE_STRONG));
}

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

/* Side by side as far as they fit: a row begins where the next cell would be too wide. */
static void place_cells(struct page *page, struct cells *cells) {
  int16_t x = TS_MARGIN, row = 0;
  for (int i = 0; i < cells->count; i++) {
    struct cell *cell = &cells->cell[i];
    int16_t label = ts_layout_width(TS_FACE_SMALL, phrase(page, cell->label, 0));
    int16_t value = ts_layout_width(cell->face, ts_bytes(cell->text, cell->size));
    cell->width = label > value ? label : value;
    cell->width = cell->width > TS_CONTENT ? TS_CONTENT : cell->width;
    if (x > TS_MARGIN && x + cell->width > TS_MARGIN + TS_CONTENT) {
      x = TS_MARGIN;
      row++;
    }
    cell->x = x;
    cell->row = row;
    x = (int16_t)(x + cell->width + CELL_GAP);
  }
  cells->rows = cells->count ? row + 1 : 0;
}

static void collect_cells(struct page *page, struct cells *cells) {
  memset(cells, 0, sizeof *cells);
  if (!page->piece)
    return;
  const struct ts_tag *tag = &page->piece->tag;
  uint8_t memory[TS_TAG_ENGRAVED_MAX + 1];
  add_cell(cells, TS_PHRASE_SERIAL, TS_FACE_CODE, ts_bytes_of(tag->serial));
  add_cell(cells, TS_PHRASE_ENGRAVED, TS_FACE_CODE, ts_bytes_of(tag->engraved));
  struct ts_buf metal = ts_buf(memory, sizeof memory);
  ts_message_metal(&metal, page->language, &tag->piece);
  add_cell(cells, TS_PHRASE_METAL, TS_FACE_STRONG, ts_buf_bytes(&metal));
  struct ts_buf weight = ts_buf(memory, sizeof memory);
  ts_message_weight(&weight, &tag->piece);
  add_cell(cells, TS_PHRASE_WEIGHT, TS_FACE_STRONG, ts_buf_bytes(&weight));
  add_cell(cells, TS_PHRASE_SIZE, TS_FACE_STRONG, ts_bytes_of(tag->piece.size));
  place_cells(page, cells);
}

static bool has_caption(const struct page *page) {
  return page->piece && page->piece->tag.gtin[0];
}

static int16_t details_height(const struct page *page, int rows) {
  int16_t caption = has_caption(page) ? ts_layout_pitch(TS_FACE_SMALL) : 0;
  return (int16_t)(caption + rows * cell_height());
}

/* Whose word the details are, and the GTIN. */
static void put_caption(struct page *page) {
  if (!has_caption(page))
    return;
  bool good = page->piece->findings.signature == TS_SIGNED_GOOD;
  struct ts_style style = {TS_ROLE_DETAIL, TS_FACE_SMALL, page->look->mark};
  int16_t used = ts_layout_line(page->screen, style, TS_MARGIN, page->y, TS_CONTENT / 2,
                                phrase(page, good ? TS_PHRASE_SIGNED : TS_PHRASE_CLAIMED, 0));
  struct ts_buf gtin = ts_buf(page->memory, sizeof page->memory);
  ts_buf_put_text(&gtin, "GTIN ");
  ts_buf_put_text(&gtin, page->piece->tag.gtin);
  style.colour = TS_MUTED;
  int16_t width = ts_layout_width(style.face, ts_buf_bytes(&gtin));
  int16_t x = (int16_t)(TS_DISPLAY_WIDTH - TS_MARGIN - width);
  if (x >= TS_MARGIN + used + 8)
    ts_layout_line(page->screen, style, x, page->y, width, ts_buf_bytes(&gtin));
  page->y = (int16_t)(page->y + ts_layout_pitch(style.face));
}

static void put_cells(struct page *page, const struct cells *cells) {
  for (int i = 0; i < cells->count; i++) {
    const struct cell *cell = &cells->cell[i];
    int16_t y = (int16_t)(page->y + cell->row * cell_height());
    if (y + cell_height() > page->bottom)
      return;
    struct ts_style label = {TS_ROLE_DETAIL, TS_FACE_SMALL, TS_MUTED};
    struct ts_style value = {TS_ROLE_DETAIL, cell->face, TS_INK};
    ts_layout_line(page->screen, label, cell->x, y, cell->width, phrase(page, cell->label, 0));
    ts_layout_line(page->screen, value, cell->x, (int16_t)(y + CELL_LABEL), cell->width,
                   ts_bytes(cell->text, cell->size));
  }
}

static void put_details(struct page *page, const struct cells *cells) {
  if (room(page) < details_height(page, cells->rows ? 1 : 0))
    return;
  put_caption(page);
  put_cells(page, cells);
}

/* ---- Several pieces: each with its own verdict ---- */

static const struct ts_judgement *first_of_piece(const struct ts_inspection *view, unsigned piece) {
  const struct ts_judgement *found = NULL;
  for (size_t i = 0; i < view->symbols.count; i++)
    if (view->judgement[i].piece == piece && (!found || !found->tag.serial[0]))
      found = &view->judgement[i];
  return found;
}

static void put_piece(struct page *page, const struct ts_judgement *j) {
  const struct look *look = look_of(j->decision.verdict);
  struct ts_style word = {TS_ROLE_DETAIL, TS_FACE_STRONG, look->mark};
  struct ts_style serial = {TS_ROLE_DETAIL, TS_FACE_CODE, TS_INK};
  int16_t size = (int16_t)(ts_layout_pitch(word.face) - 2), x = TS_MARGIN + 22;
  ts_layout_icon(page->screen, look->icon, TS_MARGIN, page->y, size, look->mark, TS_PAPER);
  ts_layout_line(page->screen, word, x, page->y, 112,
                 ts_bytes_of(ts_message_verdict(page->language, j->decision.verdict)));
  x = (int16_t)(x + 116);
  struct ts_bytes text = ts_bytes_of(j->tag.serial);
  if (!text.size) {
    serial.face = TS_FACE_TEXT;
    text = phrase(page, TS_PHRASE_NO_SERIAL, 0);
  }
  ts_layout_line(page->screen, serial, x, page->y, (int16_t)(TS_DISPLAY_WIDTH - TS_MARGIN - x), text);
  page->y = (int16_t)(page->y + ts_layout_pitch(word.face) + 1);
}

static void put_pieces(struct page *page) {
  const struct ts_inspection *view = page->shown->view;
  int16_t line = (int16_t)(ts_layout_pitch(TS_FACE_STRONG) + 1);
  unsigned fit = room(page) > 0 ? (unsigned)(room(page) / line) : 0;
  unsigned listed = view->pieces <= fit ? view->pieces : fit ? fit - 1 : 0;
  for (unsigned piece = 0; piece < listed; piece++) {
    const struct ts_judgement *j = first_of_piece(view, piece);
    if (j)
      put_piece(page, j);
  }
  unsigned more = view->pieces - listed;
  struct ts_style style = {TS_ROLE_DETAIL, TS_FACE_TEXT, TS_MUTED};
  if (more && fit)
    ts_layout_line(page->screen, style, TS_MARGIN, page->y, TS_CONTENT,
                   phrase(page, more == 1 ? TS_PHRASE_MORE_PIECE : TS_PHRASE_MORE_PIECES, more));
}

/* ---- Reasons ---- */

static struct ts_bytes sentence(struct page *page, enum ts_reason reason) {
  struct ts_buf buf = ts_buf(page->memory, sizeof page->memory);
  ts_message_reason(&buf, page->language, reason, page->shown->view, page->piece);
  ts_buf_put_text(&buf, ".");
  return ts_buf_bytes(&buf);
}

static int16_t put_reason(struct page *page, enum ts_reason reason, enum ts_face face, int16_t lines,
                          bool marked) {
  struct ts_style style = {TS_ROLE_REASON, face, TS_INK};
  int16_t indent = marked ? 10 : 0, middle = (int16_t)(page->y + ts_font_atlas[face].ascent - 6);
  if (marked)
    ts_layout_box(page->screen, (struct ts_place){TS_MARGIN, middle, 4, 4}, page->look->mark);
  return ts_layout_paragraph(page->screen, style, (int16_t)(TS_MARGIN + indent), page->y,
                             (int16_t)(TS_CONTENT - indent), lines, sentence(page, reason));
}

/* How many of COUNT reasons fit into HEIGHT, whole; if not all, a line is kept to say so. */
static unsigned reasons_that_fit(struct page *page, const enum ts_reason *reason, unsigned count,
                                 int16_t height) {
  int16_t pitch = ts_layout_pitch(TS_FACE_TEXT), used = 0;
  int16_t width = (int16_t)(TS_CONTENT - (count > 1 ? 10 : 0));
  for (unsigned i = 0; i < count; i++) {
    used = (int16_t)(used + pitch * ts_layout_lines(TS_FACE_TEXT, width, sentence(page, reason[i])));
    if (used + (i + 1 < count ? pitch : 0) > height)
      return i;
  }
  return count;
}

static void put_reasons(struct page *page, int16_t height) {
  enum ts_reason reason[TS_REASONS_MAX];
  unsigned count = ts_decision_reasons(&page->shown->view->decision, reason);
  int16_t pitch = ts_layout_pitch(TS_FACE_TEXT);
  unsigned fit = reasons_that_fit(page, reason, count, height);
  unsigned listed = fit ? fit : count ? 1 : 0;
  int16_t lines = (int16_t)((height - (listed < count ? pitch : 0)) / pitch);
  for (unsigned i = 0; i < listed; i++)
    page->y =
        (int16_t)(page->y + put_reason(page, reason[i], TS_FACE_TEXT, lines > 1 ? lines : 1, count > 1));
  unsigned more = count - listed;
  if (more == 0)
    return;
  struct ts_style style = {TS_ROLE_REASON, TS_FACE_TEXT, TS_MUTED};
  ts_layout_line(page->screen, style, TS_MARGIN + 10, page->y, TS_CONTENT - 10,
                 phrase(page, more == 1 ? TS_PHRASE_MORE_REASON : TS_PHRASE_MORE_REASONS, more));
  page->y = (int16_t)(page->y + pitch);
}

/* With nothing else to show, the one reason is what there is to read from afar. */
static bool put_single_reason(struct page *page) {
  enum ts_reason reason[TS_REASONS_MAX];
  if (page->piece || page->shown->view->pieces > 1 ||
      ts_decision_reasons(&page->shown->view->decision, reason) != 1)
    return false;
  page->y = (int16_t)(page->y + GAP);
  put_reason(page, reason[0], TS_FACE_TITLE, (int16_t)(room(page) / ts_layout_pitch(TS_FACE_TITLE)), false);
  return true;
}

/* Rows of details that reasons leave room for: of a genuine piece all, since comparing is what remains to be
 * done. */
static int16_t reserved(const struct page *page, const struct cells *cells) {
  int rows = cells->rows;
  if (page->shown->view->decision.verdict != TS_GENUINE && rows > 1)
    rows = 1;
  if (page->shown->view->pieces > 1)
    return (int16_t)(2 * (ts_layout_pitch(TS_FACE_STRONG) + 1) + GAP);
  int16_t height = details_height(page, rows);
  return (int16_t)(height ? height + GAP : 0);
}

void ts_screen_verdict(struct ts_screen *out, enum ts_language language, const struct ts_shown *shown) {
  const struct ts_inspection *view = shown->view;
  struct page page = {.screen = out, .language = language, .shown = shown};
  page.piece = view->shown >= 0 ? &view->judgement[view->shown] : NULL;
  page.look = look_of(view->decision.verdict);
  struct cells cells;
  ts_layout_begin(out, TS_PAPER);
  collect_cells(&page, &cells);
  put_footer(&page);
  put_advice(&page);
  put_header(&page);
  put_title(&page);
  page.bottom = (int16_t)(page.bottom - 2);
  if (put_single_reason(&page))
    return;
  put_reasons(&page, (int16_t)(room(&page) - reserved(&page, &cells)));
  page.y = (int16_t)(page.y + GAP);
  if (view->pieces > 1)
    put_pieces(&page);
  else
    put_details(&page, &cells);
}
