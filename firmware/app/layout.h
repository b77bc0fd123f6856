/* SPDX-License-Identifier: Apache-2.0 */
/* Putting a screen's items together. */
#ifndef TS_APP_LAYOUT_H
#define TS_APP_LAYOUT_H

#include "app/page.h"
#include "app/screen.h"

#define TS_MARGIN 8 /* left and right of everything, pixels */
#define TS_CONTENT (TS_DISPLAY_WIDTH - 2 * TS_MARGIN)

#define TS_INK TS_RGB(0x16, 0x1c, 0x24)   /* text on paper */
#define TS_MUTED TS_RGB(0x5a, 0x66, 0x73) /* 5.9:1 on white */
#define TS_HAIRLINE TS_RGB(0xd4, 0xda, 0xe1)
#define TS_PAPER TS_RGB(0xff, 0xff, 0xff)
#define TS_NIGHT TS_RGB(0x12, 0x1f, 0x2e) /* ground of screens that are no verdict */
#define TS_DUSK TS_RGB(0x1d, 0x2d, 0x3f)
#define TS_HAZE TS_RGB(0xb4, 0xc2, 0xd0)  /* text on them */
#define TS_LEAD TS_RGB(0x2e, 0x3a, 0x48)  /* ground of the buttons' row */
#define TS_AMBER TS_RGB(0xf8, 0xb0, 0x10) /* what must not be overlooked on them */

#define TS_TITLE_BAR 26 /* its height, pixels */
#define TS_LEGEND 19

/* How a run of text is set. */
struct ts_style {
  enum ts_screen_role role;
  enum ts_face face;
  uint16_t colour;
};

struct ts_place {
  int16_t x, y, width, height;
};

void ts_layout_begin(struct ts_screen *screen, uint16_t ground);
void ts_layout_box(struct ts_screen *screen, struct ts_place place, uint16_t colour);
void ts_layout_icon(struct ts_screen *screen, enum ts_icon icon, int16_t x, int16_t y, int16_t size,
                    uint16_t colour, uint16_t ground);

/* The same for an icon that is not what the screen is about. */
void ts_layout_mark(struct ts_screen *screen, enum ts_screen_role role, enum ts_icon icon, int16_t x,
                    int16_t y, int16_t size, uint16_t colour, uint16_t ground);

/* From one baseline to the next: no letter of one line touches one of the next. */
int16_t ts_layout_pitch(enum ts_face face);
int16_t ts_layout_width(enum ts_face face, struct ts_bytes text);

/* One line in the box X, Y, WIDTH (height: the pitch), cut with an ellipsis if it is wider. Returns the width
 * used. */
int16_t ts_layout_line(struct ts_screen *screen, struct ts_style style, int16_t x, int16_t y, int16_t width,
                       struct ts_bytes text);

/* Lines that TEXT needs, broken as ts_font_line does. */
int16_t ts_layout_lines(enum ts_face face, int16_t width, struct ts_bytes text);

/* At most LINES lines from Y on, the last one cut with an ellipsis if TEXT goes on. Returns the height used.
 */
int16_t ts_layout_paragraph(struct ts_screen *screen, struct ts_style style, int16_t x, int16_t y,
                            int16_t width, int16_t lines, struct ts_bytes text);

/* The row that ends at BOTTOM: the age of the data on the left, how far the date is trusted on the right, on a
 * band of GROUND. HAS_DATA: DATA is an age; else it says why there are none, and where that is too long, only that
 * there are none. Returns its top. */
int16_t ts_layout_footer(struct ts_screen *screen, enum ts_language language, int16_t bottom,
                         struct ts_bytes data, bool has_data, enum ts_time_trust trust, uint16_t colour,
                         uint16_t ground);

/* The same with the end kept and the beginning cut: of what grows at its end. */
int16_t ts_layout_tail(struct ts_screen *screen, struct ts_style style, int16_t x, int16_t y, int16_t width,
                       struct ts_bytes text);

/* A phrase with its numbers, in MEMORY. */
struct ts_bytes ts_layout_phrase(uint8_t memory[TS_MESSAGE_MAX], enum ts_language language,
                                 enum ts_phrase phrase, unsigned n, unsigned m);

/* What the three buttons do, at the bottom of the screen, each with its shape. Returns its top. */
int16_t ts_layout_legend(struct ts_screen *screen, enum ts_language language,
                         const struct ts_page_buttons *buttons);

/* The ground of a page that is no verdict, its title at the top with NOTE (may be empty) at the right, and its
 * buttons. Returns the title's bottom. */
int16_t ts_layout_page(struct ts_screen *screen, const struct ts_page *page, struct ts_bytes note);

/* FRAME as the screen's picture; a screen has one. */
void ts_layout_frame(struct ts_screen *screen, struct ts_place place, const struct ts_frame *frame);

/* A verdict's shape and how many pieces got it, in WIDTH pixels. */
void ts_layout_verdict_count(struct ts_screen *screen, enum ts_verdict verdict, uint32_t number, int16_t x,
                             int16_t y, int16_t width, uint16_t colour, uint16_t ground);
/* All four in a row, each in WIDTH pixels. */
void ts_layout_verdicts(struct ts_screen *screen, const struct ts_counts *counts, int16_t x, int16_t y,
                        int16_t width, uint16_t colour, uint16_t ground);

/* "16/200", or "16" without a manifest, in MEMORY. */
struct ts_bytes ts_layout_progress(uint8_t memory[TS_MESSAGE_MAX], const struct ts_counts *counts);

/* The icon of a verdict. */
enum ts_icon ts_layout_icon_of(enum ts_verdict verdict);

/* Each line centred on the screen. */
int16_t ts_layout_centred(struct ts_screen *screen, struct ts_style style, int16_t y, int16_t lines,
                          struct ts_bytes text);

#endif
