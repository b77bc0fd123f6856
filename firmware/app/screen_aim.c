/* SPDX-License-Identifier: Apache-2.0 */
/* The viewfinder, and a consignment in numbers. */
#include "app/screen_pages.h"

/* ---- Aim ---- */

#define VIEW_WIDTH 200 /* the box of the picture; another shape is fitted into it */
#define VIEW_HEIGHT 150
#define CORNER 18

static void put_corner(struct ts_screen *out, int16_t x, int16_t y, bool right, bool bottom,
                       uint16_t colour) {
  const int16_t thick = 3;
  ts_layout_box(
      out,
      (struct ts_place){(int16_t)(right ? x - CORNER : x), (int16_t)(bottom ? y - thick : y), CORNER, thick},
      colour);
  ts_layout_box(
      out,
      (struct ts_place){(int16_t)(right ? x - thick : x), (int16_t)(bottom ? y - CORNER : y), thick, CORNER},
      colour);
}

/* The largest box of the frame's shape within BOX, in its middle. */
static struct ts_place fitted(struct ts_place box, const struct ts_frame *frame) {
  uint64_t width = frame->width, height = frame->height;
  struct ts_place fit = box;
  if (width * (uint64_t)box.height > height * (uint64_t)box.width)
    fit.height = (int16_t)(height * (uint64_t)box.width / width);
  else
    fit.width = (int16_t)(width * (uint64_t)box.height / height);
  fit.width = fit.width ? fit.width : (int16_t)1;
  fit.height = fit.height ? fit.height : (int16_t)1;
  fit.x = (int16_t)(box.x + (box.width - fit.width) / 2);
  fit.y = (int16_t)(box.y + (box.height - fit.height) / 2);
  return fit;
}

static void put_view(struct ts_screen *out, const struct ts_page_aim *aim, int16_t x, int16_t y) {
  const struct ts_place box = {x, y, VIEW_WIDTH, VIEW_HEIGHT};
  const uint16_t marks = aim->hint == TS_AIM_SHOW || aim->hint == TS_AIM_HELD ? TS_PAPER : TS_AMBER;
  const int16_t size = 104;
  ts_layout_box(out, box, TS_DUSK);
  if (aim->frame.gray && aim->frame.width && aim->frame.height) {
    ts_layout_frame(out, fitted(box, &aim->frame), &aim->frame);
  } else {
    ts_layout_icon(out, TS_ICON_VIEWFINDER, (int16_t)(x + (VIEW_WIDTH - size) / 2),
                   (int16_t)(y + (VIEW_HEIGHT - size) / 2), size, TS_HAZE, TS_DUSK);
  }
  const int16_t right = (int16_t)(x + VIEW_WIDTH), bottom = (int16_t)(y + VIEW_HEIGHT);
  put_corner(out, x, y, false, false, marks);
  put_corner(out, right, y, true, false, marks);
  put_corner(out, x, bottom, false, true, marks);
  put_corner(out, right, bottom, true, true, marks);
}

/* Beside the picture: how many of how many, of which verdicts, and how many twice. */
static void put_live_counts(struct ts_screen *out, enum ts_language language, const struct ts_counts *counts,
                            int16_t x, int16_t y) {
  const struct ts_style large = {TS_ROLE_COUNT, TS_FACE_TITLE, TS_PAPER};
  const struct ts_style small = {TS_ROLE_COUNT, TS_FACE_SMALL, TS_HAZE};
  const int16_t width = (int16_t)(TS_DISPLAY_WIDTH - TS_MARGIN - x);
  uint8_t memory[TS_MESSAGE_MAX];
  ts_layout_line(out, small, x, y, width, ts_layout_phrase(memory, language, TS_PHRASE_COUNTED, 0, 0));
  ts_layout_line(out, large, x, (int16_t)(y + 15), width, ts_layout_progress(memory, counts));
  y = (int16_t)(y + 46);
  /* Two rows of two. */
  ts_layout_verdict_count(out, TS_GENUINE, counts->genuine, x, y, 48, TS_PAPER, TS_NIGHT);
  ts_layout_verdict_count(out, TS_UNPROVEN, counts->unproven, (int16_t)(x + 48), y, 46, TS_PAPER, TS_NIGHT);
  ts_layout_verdict_count(out, TS_SUSPECT, counts->suspect, x, (int16_t)(y + 22), 48, TS_PAPER, TS_NIGHT);
  ts_layout_verdict_count(out, TS_COUNTERFEIT, counts->counterfeit, (int16_t)(x + 48), (int16_t)(y + 22), 46,
                          TS_PAPER, TS_NIGHT);
  y = (int16_t)(y + 54);
  ts_layout_line(out, small, x, y, width, ts_layout_phrase(memory, language, TS_PHRASE_DUPLICATES, 0, 0));
  struct ts_buf buf = ts_buf(memory, sizeof memory);
  ts_buf_put_decimal(&buf, counts->duplicates);
  struct ts_style number = large;
  number.colour = counts->duplicates ? TS_AMBER : TS_PAPER;
  ts_layout_line(out, number, x, (int16_t)(y + 15), width, ts_buf_bytes(&buf));
}

static enum ts_phrase hint_phrase(enum ts_aim_hint hint) {
  static const enum ts_phrase hints[TS_AIM_COUNT] = {
      [TS_AIM_SHOW] = TS_PHRASE_AIM_SHOW,   [TS_AIM_DARK] = TS_PHRASE_AIM_DARK,
      [TS_AIM_GLARE] = TS_PHRASE_AIM_GLARE, [TS_AIM_CLOSE] = TS_PHRASE_AIM_CLOSE,
      [TS_AIM_FAR] = TS_PHRASE_AIM_FAR,     [TS_AIM_STILL] = TS_PHRASE_AIM_STILL,
      [TS_AIM_HELD] = TS_PHRASE_AIM_HELD};
  return hints[(unsigned)hint < TS_AIM_COUNT ? hint : TS_AIM_SHOW];
}

void ts_screen_aim(struct ts_screen *out, const struct ts_page *page) {
  const struct ts_page_aim *aim = &page->aim;
  const bool plain = aim->hint == TS_AIM_SHOW || aim->hint == TS_AIM_HELD;
  const struct ts_style prompt = {TS_ROLE_WORD, TS_FACE_STRONG, TS_PAPER};
  const struct ts_style hint = {TS_ROLE_ADVICE, plain ? TS_FACE_TEXT : TS_FACE_STRONG,
                                plain ? TS_HAZE : TS_AMBER};
  uint8_t memory[TS_MESSAGE_MAX];
  struct ts_bytes note = ts_bytes(NULL, 0);
  if (aim->steps)
    note = ts_layout_phrase(memory, page->language, TS_PHRASE_STEP, aim->step, aim->steps);
  int16_t y = (int16_t)(ts_layout_page(out, page, note) + 2);
  int16_t x = aim->counting ? (int16_t)TS_MARGIN : (int16_t)((TS_DISPLAY_WIDTH - VIEW_WIDTH) / 2);
  put_view(out, aim, x, y);
  if (aim->counting)
    put_live_counts(out, page->language, &aim->counts, (int16_t)(x + VIEW_WIDTH + 10), y);
  y = (int16_t)(y + VIEW_HEIGHT + 2);
  y = (int16_t)(y + ts_layout_centred(out, prompt, y, 1,
                                      ts_layout_phrase(memory, page->language, aim->prompt, 0, 0)));
  ts_layout_centred(out, hint, y, 1, ts_layout_phrase(memory, page->language, hint_phrase(aim->hint), 0, 0));
}

/* ---- Count ---- */

#define CELL_HEIGHT 36
#define LIST_PITCH 15

static void put_number(struct ts_screen *out, enum ts_language language, enum ts_phrase label,
                       uint32_t number, bool alarm, int16_t x, int16_t y) {
  const struct ts_style name = {TS_ROLE_COUNT, TS_FACE_SMALL, TS_HAZE};
  struct ts_style value = {TS_ROLE_COUNT, TS_FACE_TITLE, alarm && number ? TS_AMBER : TS_PAPER};
  const int16_t width = TS_CONTENT / 3 - 6;
  uint8_t memory[TS_MESSAGE_MAX];
  ts_layout_line(out, name, x, y, width, ts_layout_phrase(memory, language, label, 0, 0));
  struct ts_buf buf = ts_buf(memory, sizeof memory);
  ts_buf_put_decimal(&buf, number);
  if (ts_layout_width(value.face, ts_buf_bytes(&buf)) > width)
    value.face = TS_FACE_STRONG; /* a number is never cut */
  ts_layout_line(out, value, x, (int16_t)(y + 14), width, ts_buf_bytes(&buf));
}

/* What is missing is not amiss before the end. */
static int16_t put_numbers(struct ts_screen *out, enum ts_language language, const struct ts_counts *counts,
                           bool ended, int16_t y) {
  const int16_t third = TS_CONTENT / 3;
  const int16_t column[] = {TS_MARGIN, (int16_t)(TS_MARGIN + third), (int16_t)(TS_MARGIN + 2 * third)};
  put_number(out, language, TS_PHRASE_COUNTED, counts->pieces, false, column[0], y);
  if (counts->has_manifest)
    put_number(out, language, TS_PHRASE_EXPECTED, counts->expected, false, column[1], y);
  put_number(out, language, TS_PHRASE_DUPLICATES, counts->duplicates, true, column[2], y);
  y = (int16_t)(y + CELL_HEIGHT);
  if (!counts->has_manifest)
    return y;
  put_number(out, language, TS_PHRASE_MISSING, counts->missing, ended, column[0], y);
  put_number(out, language, TS_PHRASE_EXTRA, counts->extra, true, column[1], y);
  return (int16_t)(y + CELL_HEIGHT);
}

/* What kind, and the piece; of a long serial the end is what tells it from others. */
static void put_list(struct ts_screen *out, enum ts_language language, const struct ts_page_count *count,
                     int16_t y, int16_t bottom) {
  const struct ts_style kind = {TS_ROLE_REASON, TS_FACE_SMALL, TS_AMBER};
  const struct ts_style piece = {TS_ROLE_DETAIL, TS_FACE_SMALL, TS_PAPER};
  const int16_t first = 76, x = TS_MARGIN + first;
  unsigned shown = count->shown < TS_PAGE_LINES ? count->shown : TS_PAGE_LINES;
  uint8_t memory[TS_MESSAGE_MAX];
  for (unsigned i = 0; i < shown && y + LIST_PITCH <= bottom; i++) {
    ts_layout_line(out, kind, TS_MARGIN, y, first - 6,
                   ts_layout_phrase(memory, language, count->kind[i], 0, 0));
    struct ts_bytes text = count->line[i].text;
    if (count->line[i].phrase != TS_PHRASE_NONE)
      text = ts_layout_phrase(memory, language, count->line[i].phrase, count->line[i].n, 0);
    ts_layout_tail(out, piece, x, y, TS_DISPLAY_WIDTH - TS_MARGIN - x, text);
    y = (int16_t)(y + LIST_PITCH);
  }
}

void ts_screen_count(struct ts_screen *out, const struct ts_page *page) {
  const struct ts_page_count *count = &page->count;
  uint8_t memory[TS_MESSAGE_MAX];
  struct ts_buf buf = ts_buf(memory, sizeof memory);
  if (count->count > count->shown) {
    ts_buf_put_decimal(&buf, count->first + 1);
    ts_buf_put_text(&buf, "–");
    ts_buf_put_decimal(&buf, count->first + count->shown);
    ts_buf_put_text(&buf, "/");
    ts_buf_put_decimal(&buf, count->count);
  }
  int16_t y = (int16_t)(ts_layout_page(out, page, ts_buf_bytes(&buf)) + 3);
  y = put_numbers(out, page->language, &count->counts, count->ended, y);
  ts_layout_box(out, (struct ts_place){0, y, TS_DISPLAY_WIDTH, 20}, TS_DUSK);
  ts_layout_verdicts(out, &count->counts, TS_MARGIN, (int16_t)(y + 1), TS_CONTENT / 4, TS_PAPER, TS_DUSK);
  put_list(out, page->language, count, (int16_t)(y + 22), TS_DISPLAY_HEIGHT - TS_LEGEND);
}
