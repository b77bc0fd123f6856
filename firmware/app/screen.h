/* SPDX-License-Identifier: Apache-2.0 */
/* The screens. A screen is laid out once, as a short list of boxes, texts and icons, and drawn from that list
 * strip by strip, so that no frame buffer is needed; the list is also what the tests look at. */
#ifndef TS_APP_SCREEN_H
#define TS_APP_SCREEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "app/device.h"
#include "app/draw.h"
#include "app/font.h"
#include "app/inspection.h"
#include "app/messages.h"
#include "app/page.h"
#include "core/frame.h"
#include "port/display.h"

enum ts_screen_kind { TS_SCREEN_BOX, TS_SCREEN_TEXT, TS_SCREEN_ICON, TS_SCREEN_FRAME };

/* What an item is for. */
enum ts_screen_role {
  TS_ROLE_GROUND, /* a background */
  TS_ROLE_WORD,   /* the verdict: its shape and its word, or the headline of another screen */
  TS_ROLE_TITLE,  /* brand and model */
  TS_ROLE_REASON,
  TS_ROLE_DETAIL,
  TS_ROLE_ADVICE,
  TS_ROLE_FOOTER,
  TS_ROLE_LEGEND, /* what a button does */
  TS_ROLE_CHOICE, /* a line of a menu */
  TS_ROLE_ENTRY,  /* what is being typed, and the wheel */
  TS_ROLE_COUNT,  /* of a consignment */
};

/* Shapes that differ without colour. */
enum ts_icon {
  TS_ICON_GENUINE,     /* a check mark in a circle */
  TS_ICON_UNPROVEN,    /* a question mark in a diamond */
  TS_ICON_SUSPECT,     /* an exclamation mark in a triangle */
  TS_ICON_COUNTERFEIT, /* a cross in an octagon */
  TS_ICON_VIEWFINDER,  /* four corners around a code */
  TS_ICON_FAULT,       /* a plug pulled out */
  TS_ICON_DONE,        /* a check mark alone: something is done */
  TS_ICON_PIECE,       /* a ring: the piece in hand */
  TS_ICON_NEXT,        /* of the buttons: a triangle to the right */
  TS_ICON_BACK,        /* a triangle to the left */
  TS_ICON_OK,          /* a disc */
  TS_ICON_COUNT
};

struct ts_screen_item {
  uint8_t kind, role;
  uint8_t face;          /* of a text */
  uint8_t icon;          /* of an icon, which is as high as it is wide */
  int16_t x, y;          /* top left, pixels */
  int16_t width, height; /* of a text: the sum of its advances, the height of its line */
  uint16_t colour;       /* RGB565 */
  uint16_t ground;       /* of an icon: the colour that it is drawn on */
  uint16_t text, size;   /* of a text: where it stands in ts_screen.text, bytes */
};

#define TS_SCREEN_ITEMS_MAX 64
#define TS_SCREEN_TEXT_MAX 2048

/* About 3.5 KB, memory of the caller's. Its one pointer is that of a picture that it shows, which must stay as
 * it is until it is drawn. */
struct ts_screen {
  uint16_t count;
  uint16_t text_size;
  bool full;     /* something did not fit into this struct: a mistake of the layout, never of the input */
  uint16_t look; /* kind of page and verdict: what looks another way is drawn anew as a whole */
  struct ts_frame frame; /* what an item of kind FRAME shows, scaled to its box */
  struct ts_screen_item item[TS_SCREEN_ITEMS_MAX];
  uint8_t text[TS_SCREEN_TEXT_MAX];
};

/* Lays out any page (app/page.h). */
void ts_page_lay_out(struct ts_screen *out, const struct ts_page *page);

/* Sheets that a verdict's page has, at least 1, whatever SHEET and SHEETS in it say: the app asks when it makes
 * the page. 0 for another kind of page. */
unsigned ts_page_sheets(const struct ts_page *page);

/* What a verdict screen shows. */
struct ts_shown {
  const struct ts_device *device;
  const struct ts_inspection *view;
  struct ts_bytes brand, model;   /* from ts_inspection_brand and _model; empty if not known */
  const struct ts_seen *seen;     /* before this inspection; NULL: not asked */
  const struct ts_claims *claims; /* what was found on the piece; NULL: not asked */
  const struct ts_counts *counts; /* NULL: no consignment */
  struct ts_page_buttons buttons;
  unsigned sheet, sheets; /* of ts_screen_sheet */
};

/* The verdict: word, shape and colour; the piece; reasons, gravest first, as many as fit (the first always
 * does); what is to be compared; what to do; the age of the data and how far the date is trusted; the buttons. */
void ts_screen_verdict(struct ts_screen *out, enum ts_language language, const struct ts_shown *shown);

/* The sheets behind it, SHOWN->sheet from 1 on: all reasons and all details, of each piece. OUT may be NULL.
 * Returns how many there are. */
unsigned ts_screen_sheet(struct ts_screen *out, enum ts_language language, const struct ts_shown *shown);

/* Rows STRIP->y on, of what is laid out. Depends on SCREEN alone: the same rows come out however they are
 * cut. */
void ts_screen_draw(const struct ts_screen *screen, const struct ts_strip *strip);

/* Draws and shows the whole screen. PIXELS: memory for ROWS rows (at least 1; 16 is a good number) of
 * TS_DISPLAY_WIDTH pixels. The first error of the display ends it. */
enum ts_err ts_screen_show(const struct ts_screen *screen, const struct ts_display *display, uint16_t *pixels,
                           uint32_t rows);

/* What the display shows, as far as we know: a hash of each strip. Zero it before the first update, and
 * whenever the display may have lost its picture. */
#define TS_SCREEN_STRIPS_MAX 60
struct ts_screen_state {
  bool known;
  uint16_t look;
  uint32_t rows;
  uint64_t hash[TS_SCREEN_STRIPS_MAX];
};

/* The same as ts_screen_show, of no more than what has changed since STATE: an unchanged strip is neither drawn
 * nor sent, one with a picture in it is drawn and sent if its pixels differ. Another kind of page or another
 * verdict is sent whole: no hash of anybody's making keeps an old verdict standing. ROWS: at least 4. After an
 * error the next update sends all. */
enum ts_err ts_screen_update(struct ts_screen_state *state, const struct ts_screen *screen,
                             const struct ts_display *display, uint16_t *pixels, uint32_t rows);

#endif
