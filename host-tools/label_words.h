/* SPDX-License-Identifier: Apache-2.0 */
/* The words of a label, set within a box. */
#ifndef TS_HOST_TOOLS_LABEL_WORDS_H
#define TS_HOST_TOOLS_LABEL_WORDS_H

#include "host-tools/label.h"

struct ts_label_box {
  double x, y, width, height; /* mm */
};

enum ts_label_fit {
  TS_LABEL_FITS = 0,
  TS_LABEL_FIT_WORDS,     /* no room, however small the type */
  TS_LABEL_FIT_CHARACTER, /* no face has a character; PLAN->line[PLAN->lines] holds the text */
};

/* Sets LABEL's words at SCALE of their proper size; words that are still too wide become smaller or take two
 * lines, but never smaller than TS_LABEL_TYPE_MIN_MM. Fills PLAN's lines, rule and scale. CR only measures. */
enum ts_label_fit ts_label_words_set(struct ts_label_plan *plan, cairo_t *cr, const struct ts_label *label,
                                     const struct ts_label_box *box, double scale);

#endif
