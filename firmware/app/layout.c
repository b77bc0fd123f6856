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

void ts_layout_icon(struct ts_screen *screen, enum ts_icon icon, int16_t x, int16_t y, int16_t size,
                    uint16_t colour, uint16_t ground) {
  struct ts_screen_item *item = add(screen, TS_SCREEN_ICON, (struct ts_place){x, y, size, size}, colour);
  if (!item)
    return;
  item->role = TS_ROLE_WORD;
  item->icon = (uint8_t)icon;
  item->ground = ground;
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

int16_t ts_layout_centred(struct ts_screen *screen, struct ts_style style, int16_t y, int16_t lines,
                          struct ts_bytes text) {
  return paragraph(screen, style, -1, y, TS_CONTENT, lines, text);
}

int16_t ts_layout_footer(struct ts_screen *screen, enum ts_language language, struct ts_bytes data,
                         enum ts_time_trust trust, uint16_t colour, uint16_t ground) {
  uint8_t memory[TS_MESSAGE_MAX];
  struct ts_buf words = ts_buf(memory, sizeof memory);
  enum ts_phrase phrase = trust == TS_TIME_RTC        ? TS_PHRASE_CLOCK_SET
                          : trust == TS_TIME_OPERATOR ? TS_PHRASE_DATE_TYPED
                                                      : TS_PHRASE_NO_DATE;
  ts_message_phrase(&words, language, phrase, 0);
  struct ts_style style = {TS_ROLE_FOOTER, TS_FACE_SMALL, colour};
  int16_t height = (int16_t)(ts_layout_pitch(style.face) + 4), top = (int16_t)(TS_DISPLAY_HEIGHT - height);
  int16_t right = ts_layout_width(style.face, ts_buf_bytes(&words)), line = (int16_t)(top + 2);
  ts_layout_box(screen, (struct ts_place){0, top, TS_DISPLAY_WIDTH, height}, ground);
  ts_layout_line(screen, style, TS_MARGIN, line, (int16_t)(TS_CONTENT - right - 6), data);
  ts_layout_line(screen, style, (int16_t)(TS_DISPLAY_WIDTH - TS_MARGIN - right), line, right,
                 ts_buf_bytes(&words));
  return top;
}
