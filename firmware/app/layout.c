/* SPDX-License-Identifier: Apache-2.0 */
#include "app/layout.h"

#include <string.h>

static const char ellipsis[] = "…";

static struct ts_screen_item *add(struct ts_screen *screen, enum ts_screen_kind kind, struct ts_place place,
                                  uint16_t colour) {
  if (screen->count == TS_SCREEN_ITEMS_MAX) {
    screen->full = true;
    return NULL;
  }
  struct ts_screen_item *item = &screen->item[screen->count++];
  *item = (struct ts_screen_item){.kind = (uint8_t)kind,
                                  .x = place.x,
                                  .y = place.y,
                                  .width = place.width,
                                  .height = place.height,
                                  .colour = colour};
  return item;
}

void ts_layout_begin(struct ts_screen *screen, uint16_t ground) {
  memset(screen, 0, sizeof *screen);
  ts_layout_box(screen, (struct ts_place){0, 0, TS_DISPLAY_WIDTH, TS_DISPLAY_HEIGHT}, ground);
}

void ts_layout_box(struct ts_screen *screen, struct ts_place place, uint16_t colour) {
  add(screen, TS_SCREEN_BOX, place, colour);
}

void ts_layout_mark(struct ts_screen *screen, enum ts_screen_role role, enum ts_icon icon, int16_t x,
                    int16_t y, int16_t size, uint16_t colour, uint16_t ground) {
  struct ts_screen_item *item = add(screen, TS_SCREEN_ICON, (struct ts_place){x, y, size, size}, colour);
  if (!item)
    return;
  item->role = (uint8_t)role;
  item->icon = (uint8_t)icon;
  item->ground = ground;
}

void ts_layout_icon(struct ts_screen *screen, enum ts_icon icon, int16_t x, int16_t y, int16_t size,
                    uint16_t colour, uint16_t ground) {
  ts_layout_mark(screen, TS_ROLE_WORD, icon, x, y, size, colour, ground);
}

int16_t ts_layout_pitch(enum ts_face face) {
  return (int16_t)(ts_font_atlas[face].ascent + ts_font_atlas[face].descent);
}

int16_t ts_layout_width(enum ts_face face, struct ts_bytes text) {
  uint32_t width = ts_font_width(&ts_font_atlas[face], text);
  return (int16_t)(width < INT16_MAX ? width : INT16_MAX);
}

/* The text of a line is its parts one after another. */
static void add_text(struct ts_screen *screen, struct ts_style style, int16_t x, int16_t y,
                     struct ts_bytes text, const char *tail) {
  size_t tail_size = strlen(tail);
  if (text.size + tail_size > (size_t)TS_SCREEN_TEXT_MAX - screen->text_size) {
    screen->full = true;
    return;
  }
  struct ts_screen_item *item =
      add(screen, TS_SCREEN_TEXT, (struct ts_place){x, y, 0, ts_layout_pitch(style.face)}, style.colour);
  if (!item)
    return;
  item->role = (uint8_t)style.role;
  item->face = (uint8_t)style.face;
  item->text = screen->text_size;
  item->size = (uint16_t)(text.size + tail_size);
  if (text.size)
    memcpy(screen->text + screen->text_size, text.data, text.size);
  memcpy(screen->text + screen->text_size + text.size, tail, tail_size);
  screen->text_size = (uint16_t)(screen->text_size + item->size);
  item->width = ts_layout_width(style.face, ts_bytes(screen->text + item->text, item->size));
}

static struct ts_bytes trimmed(struct ts_bytes text) {
  while (text.size && text.data[0] == ' ')
    text = ts_bytes_part(text, 1, text.size);
  return text;
}

/* What of TEXT stays on a line of WIDTH that ends with an ellipsis. */
static struct ts_bytes shortened(enum ts_face face, struct ts_bytes text, int16_t width) {
  int16_t room = (int16_t)(width - ts_layout_width(face, ts_bytes_of(ellipsis)));
  size_t fits = room > 0 ? ts_font_fit(&ts_font_atlas[face], text, (uint32_t)room) : 0;
  while (fits && (text.data[fits - 1] == ' ' || text.data[fits - 1] == ','))
    fits--;
  return ts_bytes_part(text, 0, fits);
}

int16_t ts_layout_line(struct ts_screen *screen, struct ts_style style, int16_t x, int16_t y, int16_t width,
                       struct ts_bytes text) {
  bool whole = ts_layout_width(style.face, text) <= width;
  add_text(screen, style, x, y, whole ? text : shortened(style.face, text, width), whole ? "" : ellipsis);
  return screen->count ? screen->item[screen->count - 1].width : (int16_t)0;
}

int16_t ts_layout_tail(struct ts_screen *screen, struct ts_style style, int16_t x, int16_t y, int16_t width,
                       struct ts_bytes text) {
  uint8_t memory[TS_MESSAGE_MAX];
  struct ts_buf buf = ts_buf(memory, sizeof memory);
  int16_t room = (int16_t)(width - ts_layout_width(style.face, ts_bytes_of(ellipsis)));
  if (ts_layout_width(style.face, text) > width)
    ts_buf_put_text(&buf, ellipsis);
  while (buf.size && text.size && ts_layout_width(style.face, text) > room)
    ts_utf8_next(&text);
  ts_buf_put(&buf, text);
  return ts_layout_line(screen, style, x, y, width, ts_buf_bytes(&buf));
}

int16_t ts_layout_lines(enum ts_face face, int16_t width, struct ts_bytes text) {
  int16_t lines = 0;
  for (text = trimmed(text); text.size; lines++)
    text = trimmed(ts_bytes_part(text, ts_font_line(&ts_font_atlas[face], text, (uint32_t)width), text.size));
  return lines;
}

/* X below zero: centre each line. */
static int16_t paragraph(struct ts_screen *screen, struct ts_style style, int16_t x, int16_t y, int16_t width,
                         int16_t lines, struct ts_bytes text) {
  int16_t top = y, pitch = ts_layout_pitch(style.face);
  text = trimmed(text);
  for (; text.size && lines > 0; lines--) {
    size_t size = ts_font_line(&ts_font_atlas[style.face], text, (uint32_t)width);
    struct ts_bytes line = ts_bytes_part(text, 0, size);
    text = trimmed(ts_bytes_part(text, size, text.size));
    bool cut = lines == 1 && text.size;
    if (cut && ts_layout_width(style.face, line) + ts_layout_width(style.face, ts_bytes_of(ellipsis)) > width)
      line = shortened(style.face, line, width);
    add_text(screen, style, x, y, line, cut ? ellipsis : "");
    if (x < 0 && !screen->full) {
      struct ts_screen_item *item = &screen->item[screen->count - 1];
      item->x = (int16_t)((TS_DISPLAY_WIDTH - item->width) / 2);
    }
    y = (int16_t)(y + pitch);
  }
  return (int16_t)(y - top);
}

int16_t ts_layout_paragraph(struct ts_screen *screen, struct ts_style style, int16_t x, int16_t y,
                            int16_t width, int16_t lines, struct ts_bytes text) {
  return paragraph(screen, style, x, y, width, lines, text);
}

/* Set in the narrowest width that needs no more lines, so that no word is left alone on the last one. */
int16_t ts_layout_centred(struct ts_screen *screen, struct ts_style style, int16_t y, int16_t lines,
                          struct ts_bytes text) {
  const int16_t step = 8;
  int16_t width = TS_CONTENT, needed = ts_layout_lines(style.face, width, text);
  while (needed > 1 && width > TS_CONTENT / 3 &&
         ts_layout_lines(style.face, (int16_t)(width - step), text) <= needed)
    width = (int16_t)(width - step);
  return paragraph(screen, style, -1, y, needed > lines ? TS_CONTENT : width, lines, text);
}

int16_t ts_layout_footer(struct ts_screen *screen, enum ts_language language, int16_t bottom,
                         struct ts_bytes data, bool has_data, enum ts_time_trust trust, uint16_t colour,
                         uint16_t ground) {
  uint8_t memory[TS_MESSAGE_MAX], none[TS_MESSAGE_MAX];
  enum ts_phrase phrase = trust == TS_TIME_RTC        ? TS_PHRASE_CLOCK_SET
                          : trust == TS_TIME_OPERATOR ? TS_PHRASE_DATE_TYPED
                                                      : TS_PHRASE_NO_DATE;
  struct ts_bytes words = ts_layout_phrase(memory, language, phrase, 0, 0);
  struct ts_style style = {TS_ROLE_FOOTER, TS_FACE_SMALL, colour};
  int16_t height = (int16_t)(ts_layout_pitch(style.face) + 2), top = (int16_t)(bottom - height);
  int16_t right = ts_layout_width(style.face, words), line = (int16_t)(top + 1);
  if (!has_data && ts_layout_width(style.face, data) > TS_CONTENT - right - 6)
    data = ts_layout_phrase(none, language, TS_PHRASE_DATA_NONE, 0, 0);
  ts_layout_box(screen, (struct ts_place){0, top, TS_DISPLAY_WIDTH, height}, ground);
  ts_layout_line(screen, style, TS_MARGIN, line, (int16_t)(TS_CONTENT - right - 6), data);
  ts_layout_line(screen, style, (int16_t)(TS_DISPLAY_WIDTH - TS_MARGIN - right), line, right, words);
  return top;
}

/* ---- What pages have in common ---- */

struct ts_bytes ts_layout_phrase(uint8_t memory[TS_MESSAGE_MAX], enum ts_language language,
                                 enum ts_phrase phrase, unsigned n, unsigned m) {
  struct ts_buf buf = ts_buf(memory, TS_MESSAGE_MAX);
  ts_message_numbers(&buf, language, phrase, n, m);
  return ts_buf_bytes(&buf);
}

int16_t ts_layout_legend(struct ts_screen *screen, enum ts_language language,
                         const struct ts_page_buttons *buttons) {
  const struct {
    enum ts_phrase phrase;
    enum ts_icon icon;
  } button[] = {{buttons->next, TS_ICON_NEXT}, {buttons->back, TS_ICON_BACK}, {buttons->ok, TS_ICON_OK}};
  const struct ts_style style = {TS_ROLE_LEGEND, TS_FACE_SMALL, TS_PAPER};
  const int16_t top = TS_DISPLAY_HEIGHT - TS_LEGEND, size = 11, third = TS_CONTENT / 3;
  uint8_t memory[TS_MESSAGE_MAX];
  ts_layout_box(screen, (struct ts_place){0, top, TS_DISPLAY_WIDTH, TS_LEGEND}, TS_LEAD);
  for (int16_t i = 0; i < 3; i++) {
    if (button[i].phrase == TS_PHRASE_NONE)
      continue;
    int16_t x = (int16_t)(TS_MARGIN + i * third), text = (int16_t)(x + size + 5);
    ts_layout_mark(screen, TS_ROLE_LEGEND, button[i].icon, x, (int16_t)(top + (TS_LEGEND - size) / 2), size,
                   TS_PAPER, TS_LEAD);
    ts_layout_line(screen, style, text, (int16_t)(top + 2), (int16_t)(third - size - 9),
                   ts_layout_phrase(memory, language, button[i].phrase, 0, 0));
  }
  return top;
}

int16_t ts_layout_page(struct ts_screen *screen, const struct ts_page *page, struct ts_bytes note) {
  uint8_t memory[TS_MESSAGE_MAX];
  const struct ts_style title = {TS_ROLE_TITLE, TS_FACE_STRONG, TS_PAPER};
  const struct ts_style small = {TS_ROLE_TITLE, TS_FACE_SMALL, TS_HAZE};
  int16_t right = note.size ? (int16_t)(ts_layout_width(small.face, note) + 8) : (int16_t)0;
  ts_layout_begin(screen, TS_NIGHT);
  ts_layout_box(screen, (struct ts_place){0, 0, TS_DISPLAY_WIDTH, TS_TITLE_BAR}, TS_DUSK);
  ts_layout_line(screen, title, TS_MARGIN, 4, (int16_t)(TS_CONTENT - right),
                 ts_layout_phrase(memory, page->language, page->title, 0, 0));
  if (note.size)
    ts_layout_line(screen, small, (int16_t)(TS_DISPLAY_WIDTH - TS_MARGIN - right + 8), 6, right, note);
  ts_layout_legend(screen, page->language, &page->buttons);
  return TS_TITLE_BAR;
}

enum ts_icon ts_layout_icon_of(enum ts_verdict verdict) {
  static const enum ts_icon icons[] = {[TS_GENUINE] = TS_ICON_GENUINE,
                                       [TS_UNPROVEN] = TS_ICON_UNPROVEN,
                                       [TS_SUSPECT] = TS_ICON_SUSPECT,
                                       [TS_COUNTERFEIT] = TS_ICON_COUNTERFEIT};
  return icons[(unsigned)verdict <= TS_COUNTERFEIT ? verdict : TS_UNPROVEN];
}

void ts_layout_frame(struct ts_screen *screen, struct ts_place place, const struct ts_frame *frame) {
  if (add(screen, TS_SCREEN_FRAME, place, 0))
    screen->frame = *frame;
}

void ts_layout_verdict_count(struct ts_screen *screen, enum ts_verdict verdict, uint32_t number, int16_t x,
                             int16_t y, int16_t width, uint16_t colour, uint16_t ground) {
  struct ts_style style = {TS_ROLE_COUNT, TS_FACE_STRONG, colour};
  const int16_t size = 14;
  uint8_t memory[16];
  struct ts_buf buf = ts_buf(memory, sizeof memory);
  ts_buf_put_decimal(&buf, number);
  if (ts_layout_width(style.face, ts_buf_bytes(&buf)) > width - size - 4)
    style.face = TS_FACE_SMALL;
  ts_layout_mark(screen, TS_ROLE_COUNT, ts_layout_icon_of(verdict), x, (int16_t)(y + 2), size, colour,
                 ground);
  ts_layout_line(screen, style, (int16_t)(x + size + 4), y, (int16_t)(width - size - 4), ts_buf_bytes(&buf));
}

void ts_layout_verdicts(struct ts_screen *screen, const struct ts_counts *counts, int16_t x, int16_t y,
                        int16_t width, uint16_t colour, uint16_t ground) {
  const uint32_t number[] = {[TS_GENUINE] = counts->genuine,
                             [TS_UNPROVEN] = counts->unproven,
                             [TS_SUSPECT] = counts->suspect,
                             [TS_COUNTERFEIT] = counts->counterfeit};
  for (int verdict = TS_GENUINE; verdict <= TS_COUNTERFEIT; verdict++)
    ts_layout_verdict_count(screen, (enum ts_verdict)verdict, number[verdict], (int16_t)(x + verdict * width),
                            y, width, colour, ground);
}

struct ts_bytes ts_layout_progress(uint8_t memory[TS_MESSAGE_MAX], const struct ts_counts *counts) {
  struct ts_buf buf = ts_buf(memory, TS_MESSAGE_MAX);
  ts_buf_put_decimal(&buf, counts->pieces);
  if (counts->has_manifest) {
    ts_buf_put_text(&buf, "/");
    ts_buf_put_decimal(&buf, counts->expected);
  }
  return ts_buf_bytes(&buf);
}
