/* SPDX-License-Identifier: Apache-2.0 */
/* What is chosen or typed: menus, and entries with their wheel of letters. */
#include "app/screen_pages.h"

static struct ts_bytes line_text(uint8_t memory[TS_MESSAGE_MAX], enum ts_language language,
                                 const struct ts_page_line *line) {
  if (line->phrase == TS_PHRASE_NONE)
    return line->text;
  return ts_layout_phrase(memory, language, line->phrase, line->n, 0);
}

/* ---- Menu ---- */

#define ROW 22 /* of a menu of six lines under a question of two, the screen is full */
#define CHOICE_X (TS_MARGIN + 18)
#define ROW_MOST 28
#define ROW_LARGE 38 /* where there are few lines and all of them are short */

/* Where one is in a list that is longer than what is in view: "7/12". */
static struct ts_bytes place_in(uint8_t memory[TS_MESSAGE_MAX], unsigned at, unsigned count) {
  struct ts_buf buf = ts_buf(memory, TS_MESSAGE_MAX);
  ts_buf_put_decimal(&buf, at);
  ts_buf_put_text(&buf, "/");
  ts_buf_put_decimal(&buf, count);
  return ts_buf_bytes(&buf);
}

/* The selected line has another ground, other ink and a mark: seen without colour, too. */
static void put_choice(struct ts_screen *out, struct ts_place row, enum ts_face face, bool selected,
                       struct ts_bytes text) {
  const int16_t width = TS_DISPLAY_WIDTH - TS_MARGIN - 2 - CHOICE_X, mark = 10;
  struct ts_style style = {TS_ROLE_CHOICE, face, selected ? TS_INK : TS_PAPER};
  if (ts_layout_width(style.face, text) > width)
    style.face = TS_FACE_SMALL;
  ts_layout_box(out, row, selected ? TS_PAPER : TS_DUSK);
  if (selected)
    ts_layout_mark(out, TS_ROLE_CHOICE, TS_ICON_NEXT, TS_MARGIN, (int16_t)(row.y + (row.height - mark) / 2),
                   mark, TS_INK, TS_PAPER);
  ts_layout_line(out, style, CHOICE_X, (int16_t)(row.y + (row.height - ts_layout_pitch(style.face)) / 2),
                 width, text);
}

static bool all_are_short(const struct ts_page *page, unsigned lines) {
  uint8_t memory[TS_MESSAGE_MAX];
  for (unsigned i = 0; i < lines; i++)
    if (ts_layout_width(TS_FACE_TITLE, line_text(memory, page->language, &page->menu.line[i])) >
        TS_DISPLAY_WIDTH - TS_MARGIN - 2 - CHOICE_X)
      return false;
  return true;
}

/* The question, and what it is about, to be compared letter by letter. Returns their height. */
static int16_t put_question(struct ts_screen *out, int16_t y, struct ts_bytes question,
                            struct ts_bytes about) {
  const struct ts_style style = {TS_ROLE_WORD, TS_FACE_STRONG, TS_PAPER};
  const int16_t top = y;
  if (question.size) {
    y = (int16_t)(y + 3);
    y = (int16_t)(y + ts_layout_paragraph(out, style, TS_MARGIN, y, TS_CONTENT, 2, question));
  }
  if (about.size) {
    struct ts_style code = {TS_ROLE_DETAIL, TS_FACE_ENTRY, TS_PAPER};
    if (ts_layout_width(code.face, about) > TS_CONTENT)
      code.face = TS_FACE_CODE;
    y = (int16_t)(y + 6);
    ts_layout_line(out, code, TS_MARGIN, y, TS_CONTENT, about);
    y = (int16_t)(y + ts_layout_pitch(code.face) + 4);
  }
  return (int16_t)(y - top);
}

void ts_screen_menu(struct ts_screen *out, const struct ts_page *page) {
  const struct ts_page_menu *menu = &page->menu;
  uint8_t memory[TS_MESSAGE_MAX];
  unsigned lines = menu->count - menu->first;
  lines = lines < TS_PAGE_LINES ? lines : TS_PAGE_LINES;
  bool longer = menu->count > TS_PAGE_LINES;
  int16_t y = ts_layout_page(out, page,
                             longer ? place_in(memory, menu->selected + 1, menu->count) : ts_bytes(NULL, 0));
  int16_t bottom = TS_DISPLAY_HEIGHT - TS_LEGEND;
  struct ts_bytes question = line_text(memory, page->language, &menu->question);
  y = (int16_t)(y + put_question(out, y, question,
                                 menu->question.phrase ? menu->question.text : ts_bytes(NULL, 0)));
  y = (int16_t)(y + 4);
  int16_t spare = (int16_t)(bottom - y - (int16_t)lines * ROW);
  if (page->device && spare >= ts_layout_pitch(TS_FACE_SMALL) + 2) {
    struct ts_buf data = ts_buf(memory, sizeof memory);
    ts_message_device_data(&data, page->language, page->device);
    bottom =
        ts_layout_footer(out, page->language, bottom, ts_buf_bytes(&data), page->device->bundle_err == TS_OK,
                         page->device->trust.time.trust, TS_HAZE, TS_NIGHT);
  }
  int16_t height = (int16_t)(lines ? (bottom - y) / (int)lines : ROW);
  const bool large = height >= ROW_LARGE - 2 && all_are_short(page, lines);
  const int16_t most = large ? ROW_LARGE : ROW_MOST;
  height = height > most ? most : height;
  for (unsigned i = 0; i < lines; i++) {
    const struct ts_place row = {4, (int16_t)(y + (int16_t)i * height), TS_DISPLAY_WIDTH - 8,
                                 (int16_t)(height - 2)};
    put_choice(out, row, large ? TS_FACE_TITLE : TS_FACE_STRONG, menu->first + i == menu->selected,
               line_text(memory, page->language, &menu->line[i]));
  }
}

/* ---- Entry ---- */

#define FIELD 36 /* height of the box of what is typed */
#define WHEEL 40
#define WHEEL_CELL 28
#define WHEEL_SIDE 4 /* letters in view on each side of the chosen one */

static void put_field(struct ts_screen *out, const struct ts_page_entry *entry, int16_t y) {
  const struct ts_style style = {TS_ROLE_ENTRY, TS_FACE_ENTRY, TS_INK};
  const struct ts_style unit = {TS_ROLE_ENTRY, TS_FACE_TITLE, TS_INK};
  int16_t text_y = (int16_t)(y + (FIELD - ts_layout_pitch(style.face)) / 2);
  int16_t drop = (int16_t)(ts_font_atlas[style.face].ascent - ts_font_atlas[unit.face].ascent);
  int16_t right = entry->unit.size ? (int16_t)(ts_layout_width(unit.face, entry->unit) + 10) : (int16_t)0;
  int16_t width = (int16_t)(TS_CONTENT - 16 - right);
  ts_layout_box(out, (struct ts_place){TS_MARGIN, y, TS_CONTENT, FIELD}, TS_PAPER);
  int16_t used = ts_layout_tail(out, style, TS_MARGIN + 6, text_y, width, entry->text);
  ts_layout_box(out, (struct ts_place){(int16_t)(TS_MARGIN + 8 + used), (int16_t)(y + 6), 2, FIELD - 12},
                TS_INK);
  if (entry->unit.size)
    ts_layout_line(out, unit, (int16_t)(TS_DISPLAY_WIDTH - TS_MARGIN - right), (int16_t)(text_y + drop),
                   right, entry->unit);
}

/* The wheel's place AT: a letter, or at its end the mark that says "done". */
static void put_on_wheel(struct ts_screen *out, const struct ts_page_entry *entry, size_t at, bool chosen,
                         int16_t middle, int16_t y) {
  const struct ts_style style = {TS_ROLE_ENTRY, chosen ? TS_FACE_ENTRY : TS_FACE_CODE,
                                 chosen ? TS_INK : TS_HAZE};
  const int16_t mark = 16;
  if (at >= entry->wheel.size) {
    ts_layout_mark(out, TS_ROLE_ENTRY, TS_ICON_DONE, (int16_t)(middle - mark / 2),
                   (int16_t)(y + (WHEEL - mark) / 2), mark, style.colour, chosen ? TS_PAPER : TS_DUSK);
    return;
  }
  struct ts_bytes letter = ts_bytes_part(entry->wheel, at, 1);
  int16_t width = ts_layout_width(style.face, letter);
  ts_layout_line(out, style, (int16_t)(middle - width / 2),
                 (int16_t)(y + (WHEEL - ts_layout_pitch(style.face)) / 2), width, letter);
}

/* The chosen letter stands in the middle, large and on paper; the wheel turns below it. */
static void put_wheel(struct ts_screen *out, enum ts_language language, const struct ts_page_entry *entry,
                      int16_t y) {
  const struct ts_style word = {TS_ROLE_ENTRY, TS_FACE_SMALL, TS_PAPER};
  size_t places = entry->wheel.size + 1, at = entry->at < places ? entry->at : places - 1;
  size_t side = places > 2 * WHEEL_SIDE ? WHEEL_SIDE : (places - 1) / 2;
  int16_t middle = TS_DISPLAY_WIDTH / 2;
  uint8_t memory[TS_MESSAGE_MAX];
  ts_layout_box(out, (struct ts_place){0, y, TS_DISPLAY_WIDTH, WHEEL}, TS_DUSK);
  ts_layout_box(out, (struct ts_place){(int16_t)(middle - 18), y, 36, WHEEL}, TS_PAPER);
  put_on_wheel(out, entry, at, true, middle, y);
  for (size_t i = 1; i <= side; i++) {
    int16_t away = (int16_t)(10 + (int16_t)i * WHEEL_CELL);
    put_on_wheel(out, entry, (at + i) % places, false, (int16_t)(middle + away), y);
    put_on_wheel(out, entry, (at + places - i) % places, false, (int16_t)(middle - away), y);
  }
  if (at == entry->wheel.size)
    ts_layout_centred(out, word, (int16_t)(y + WHEEL + 1), 1,
                      ts_layout_phrase(memory, language, TS_PHRASE_DONE, 0, 0));
}

void ts_screen_entry(struct ts_screen *out, const struct ts_page *page) {
  const struct ts_page_entry *entry = &page->entry;
  const struct ts_style prompt = {TS_ROLE_WORD, TS_FACE_STRONG, TS_PAPER};
  const struct ts_style complaint = {TS_ROLE_REASON, TS_FACE_TEXT, TS_AMBER};
  uint8_t memory[TS_MESSAGE_MAX];
  int16_t y = (int16_t)(ts_layout_page(out, page, ts_bytes(NULL, 0)) + 4);
  struct ts_bytes text = ts_layout_phrase(memory, page->language, entry->prompt, 0, 0);
  y = (int16_t)(y + ts_layout_paragraph(out, prompt, TS_MARGIN, y, TS_CONTENT, 2, text) + 3);
  put_field(out, entry, y);
  y = (int16_t)(y + FIELD + 4);
  if (entry->complaint != TS_PHRASE_NONE) {
    const int16_t mark = 14;
    ts_layout_mark(out, TS_ROLE_REASON, TS_ICON_SUSPECT, TS_MARGIN, (int16_t)(y + 1), mark, TS_AMBER,
                   TS_NIGHT);
    text = ts_layout_phrase(memory, page->language, entry->complaint, 0, 0);
    ts_layout_paragraph(out, complaint, TS_MARGIN + mark + 6, y, (int16_t)(TS_CONTENT - mark - 6), 2, text);
  }
  if (entry->wheel.size)
    put_wheel(out, page->language, entry, TS_DISPLAY_HEIGHT - TS_LEGEND - WHEEL - 18);
}
