/* SPDX-License-Identifier: Apache-2.0 */
#ifndef TS_RENDER_LAYOUT_H
#define TS_RENDER_LAYOUT_H

#include <cairo.h>

/* The words on a card, as layout.c measures and card.c draws them. Millimetres. */
#define TS_CAPTION_MM 3.7f
#define TS_CAPTION_STEP_MM 6.6f /* with the rule below it */
#define TS_LINE_MM 2.3f
#define TS_LINE_STEP_MM 3.5f
#define TS_EMBLEM_MM 4.6f /* the lozenge before a caption, with its gap */

enum ts_words {
  TS_WORDS_CAPTION,
  TS_WORDS_LINE,
  TS_WORDS_HRI,
};

/* Sets the font, for a context in millimetres. */
void ts_words_font(cairo_t *cairo, enum ts_words words);
float ts_words_width(cairo_t *cairo, enum ts_words words, const char *text);

#endif
