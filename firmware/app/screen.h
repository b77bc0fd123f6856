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
#include "port/display.h"

enum ts_screen_kind { TS_SCREEN_BOX, TS_SCREEN_TEXT, TS_SCREEN_ICON };

/* What an item is for. */
enum ts_screen_role {
  TS_ROLE_GROUND, /* a background */
  TS_ROLE_WORD,   /* the verdict: its shape and its word, or the headline of another screen */
  TS_ROLE_TITLE,  /* brand and model */
  TS_ROLE_REASON,
  TS_ROLE_DETAIL,
  TS_ROLE_ADVICE,
  TS_ROLE_FOOTER,
};

/* Shapes that differ without colour. */
enum ts_icon {
  TS_ICON_GENUINE,     /* a check mark in a circle */
  TS_ICON_UNPROVEN,    /* a question mark in a diamond */
  TS_ICON_SUSPECT,     /* an exclamation mark in a triangle */
  TS_ICON_COUNTERFEIT, /* a cross in an octagon */
  TS_ICON_VIEWFINDER,  /* four corners around a code */
  TS_ICON_FAULT,       /* a plug pulled out */
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

/* About 3.5 KB, memory of the caller's, no pointers. */
struct ts_screen {
  uint16_t count;
  uint16_t text_size;
  bool full; /* something did not fit into this struct: a mistake of the layout, never of the input */
  struct ts_screen_item item[TS_SCREEN_ITEMS_MAX];
  uint8_t text[TS_SCREEN_TEXT_MAX];
};

/* What a verdict screen shows. */
struct ts_shown {
  const struct ts_device *device;
  const struct ts_inspection *view;
  struct ts_bytes brand, model; /* from ts_inspection_brand and _model; empty if not known */
};

/* The verdict: word, shape and colour; the piece; reasons, gravest first, as many as fit (the first always
 * does); what is to be compared; what to do; the age of the data and how far the date is trusted. */
void ts_screen_verdict(struct ts_screen *out, enum ts_language language, const struct ts_shown *shown);

/* "Show a tag", and the age of the device's data. */
void ts_screen_start(struct ts_screen *out, enum ts_language language, const struct ts_device *device);

enum ts_screen_fault { TS_FAULT_CAMERA, TS_FAULT_PHOTO, TS_FAULT_STORAGE };

/* A port does not do its work: which, ERR in words, and what to do. */
void ts_screen_fault(struct ts_screen *out, enum ts_language language, enum ts_screen_fault fault,
                     enum ts_err err);

/* Rows STRIP->y on, of what is laid out. Depends on SCREEN alone: the same rows come out however they are
 * cut. */
void ts_screen_draw(const struct ts_screen *screen, const struct ts_strip *strip);

/* Draws and shows the whole screen. PIXELS: memory for ROWS rows (at least 1; 16 is a good number) of
 * TS_DISPLAY_WIDTH pixels. The first error of the display ends it. */
enum ts_err ts_screen_show(const struct ts_screen *screen, const struct ts_display *display, uint16_t *pixels,
                           uint32_t rows);

#endif
