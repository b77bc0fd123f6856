/* SPDX-License-Identifier: Apache-2.0 */
#include "host-tools/label_words.h"

#include <stdio.h>
#include <string.h>

/* Millimetres at scale 1. */
#define TITLE_COLUMN 10.5 /* from the words' left edge to the values */
#define TITLES_MIN 24.0   /* width below which there are no titles */
#define HEADING_SIZE 3.0
#define MODEL_SIZE 3.5
#define ROW_SIZE 2.7
#define TITLE_SIZE 2.45
#define CAPITAL 0.65 /* height of a capital, of the em */
#define ROW_STEP 3.35
#define SHRINK_MIN 0.7 /* a value smaller than that goes on more lines */
#define VALUE_LINES_MAX 3

struct setting {
  struct ts_label_plan *plan;
  cairo_t *cr;
  struct ts_label_box box;
  double scale;
  double y; /* of the base line */
};

/* One line, smaller if it would be wider than ROOM. */
static enum ts_label_fit put(struct setting *s, enum ts_type type, double left, double room, double proper,
                             const char *text) {
  struct ts_label_line *line = &s->plan->line[s->plan->lines];
  (void)snprintf(line->text, sizeof line->text, "%s", text);
  double size = proper * s->scale > TS_LABEL_TYPE_MIN_MM ? proper * s->scale : TS_LABEL_TYPE_MIN_MM;
  if (!ts_type_set(s->cr, type, size, text))
    return TS_LABEL_FIT_CHARACTER;
  double width = ts_type_width(s->cr, type, size, text);
  if (width > room)
    size *= room / width;
  if (size < TS_LABEL_TYPE_MIN_MM)
    return TS_LABEL_FIT_WORDS;
  line->type = type;
  line->x = s->box.x + left;
  line->y = s->y;
  line->size = size;
  line->room = room;
  s->plan->scale = size / proper < s->plan->scale ? size / proper : s->plan->scale;
  s->plan->lines++;
  return TS_LABEL_FITS;
}

/* Bytes of the first of PARTS about equal parts of TEXT, whole characters. */
static size_t part_of(const char *text, size_t parts) {
  size_t at = 0, size = strlen(text);
  while (at < (size + parts - 1) / parts)
    at += ts_type_character(text + at);
  return at;
}

static enum ts_label_fit put_value(struct setting *s, double left, double room, const char *value) {
  double size = ROW_SIZE * s->scale;
  if (!ts_type_set(s->cr, TS_TYPE_VALUE, size, value))
    return put(s, TS_TYPE_VALUE, left, room, ROW_SIZE, value);
  double width = ts_type_width(s->cr, TS_TYPE_VALUE, size, value) * SHRINK_MIN;
  enum ts_label_fit fit = TS_LABEL_FITS;
  for (size_t parts = width <= room ? 1 : width <= 2 * room ? 2 : VALUE_LINES_MAX; parts > 0; parts--) {
    char part[sizeof((struct ts_label_row *)NULL)->value + sizeof((struct ts_label_row *)NULL)->title];
    (void)ts_text_copy(part, sizeof part, ts_bytes(value, part_of(value, parts)));
    value += part_of(value, parts);
    if (!fit)
      fit = put(s, TS_TYPE_VALUE, left, room, ROW_SIZE, part);
    s->y += parts > 1 ? ROW_STEP * s->scale : 0;
  }
  return fit;
}

static enum ts_label_fit put_row(struct setting *s, const struct ts_label_row *row) {
  s->y += ROW_STEP * s->scale;
  if (s->box.width >= TITLES_MIN) {
    double column = TITLE_COLUMN * s->scale;
    enum ts_label_fit fit = put(s, TS_TYPE_TITLE, 0, column - 1, TITLE_SIZE, row->title);
    return fit ? fit : put_value(s, column, s->box.width - column, row->value);
  }
  char text[sizeof row->title + sizeof row->value];
  (void)snprintf(text, sizeof text, "%s%s%s", row->needs_title ? row->title : "", row->needs_title ? " " : "",
                 row->value);
  return put_value(s, 0, s->box.width, text);
}

static enum ts_label_fit put_all(struct setting *s, const struct ts_label *label) {
  s->y += HEADING_SIZE * CAPITAL * s->scale;
  enum ts_label_fit fit =
      put(s, label->is_host ? TS_TYPE_HOST : TS_TYPE_HEADING, 0, s->box.width, HEADING_SIZE, label->heading);
  s->y += 1.6 * s->scale;
  s->plan->rule_x = s->box.x;
  s->plan->rule_y = s->y;
  s->plan->rule_width = s->box.width;
  s->y += 0.6 * s->scale;
  if (!fit && label->model[0]) {
    s->y += 3.5 * s->scale;
    fit = put(s, TS_TYPE_MODEL, 0, s->box.width, MODEL_SIZE, label->model);
    s->y += 0.8 * s->scale;
  }
  for (size_t i = 0; !fit && i < label->rows; i++)
    fit = put_row(s, &label->row[i]);
  s->y += ROW_SIZE * 0.25 * s->scale; /* what hangs below the last base line */
  return fit;
}

enum ts_label_fit ts_label_words_set(struct ts_label_plan *plan, cairo_t *cr, const struct ts_label *label,
                                     const struct ts_label_box *box, double scale) {
  struct setting s = {.plan = plan, .cr = cr, .box = *box, .scale = scale, .y = box->y};
  plan->lines = 0;
  plan->scale = 1;
  enum ts_label_fit fit = put_all(&s, label);
  double height = s.y - box->y;
  if (fit || height > box->height)
    return fit ? fit : TS_LABEL_FIT_WORDS;
  /* A label with few lines begins at the height of a full one, so that sheets look even. */
  size_t few = label->rows < TS_LABEL_ROWS_MAX ? TS_LABEL_ROWS_MAX - label->rows : 0;
  height += ROW_STEP * scale * (double)few;
  double above = height < box->height ? (box->height - height) / 2 : 0;
  for (size_t i = 0; i < plan->lines; i++)
    plan->line[i].y += above;
  plan->rule_y += above;
  return TS_LABEL_FITS;
}
