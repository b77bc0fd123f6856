/* SPDX-License-Identifier: Apache-2.0 */
/* The faces of labels. Only what is set letter by letter from left to right is set at all: scripts that join or
 * reorder letters would come out as another text. */
#ifndef TS_HOST_TOOLS_LABEL_TYPE_H
#define TS_HOST_TOOLS_LABEL_TYPE_H

#include <cairo.h>
#include <stdbool.h>
#include <stddef.h>

enum ts_type {
  TS_TYPE_HEADING, /* letters with air between */
  TS_TYPE_HOST,
  TS_TYPE_MODEL,
  TS_TYPE_TITLE, /* gray */
  TS_TYPE_VALUE  /* lining figures, 0 and o, 1 and I apart */
};

/* The same shapes at every resolution and in every format: no grid fitting. Once for each context. */
void ts_type_begin(cairo_t *cr);
/* Is TEXT of letters that stand by themselves, from left to right? */
bool ts_type_plain(const char *text);
/* Sets the face and colour of TYPE at SIZE (em, in user units), the first that has every character of TEXT.
 * False if none has. */
bool ts_type_set(cairo_t *cr, enum ts_type type, double size, const char *text);
/* In the face that is set, user units. */
double ts_type_width(cairo_t *cr, enum ts_type type, double size, const char *text);
/* X, Y: the left end of the base line. */
void ts_type_show(cairo_t *cr, enum ts_type type, double size, double x, double y, const char *text);

/* Bytes of the UTF-8 character at P, which is well-formed. */
size_t ts_type_character(const char *p);

#endif
