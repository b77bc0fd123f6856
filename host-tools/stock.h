/* SPDX-License-Identifier: Apache-2.0 */
/* What labels are printed on, by name: sheets, rolls, jewellers' tags. */
#ifndef TS_HOST_TOOLS_STOCK_H
#define TS_HOST_TOOLS_STOCK_H

#include <stdbool.h>
#include <stddef.h>

#include "host-tools/fault.h"

/* Millimetres. A page holds COLUMNS by ROWS labels; a roll's page is one label. */
struct ts_stock {
  char name[32];
  double page_width, page_height;
  unsigned columns, rows;
  double left, top, step_x, step_y; /* the first label's corner; from one label to the next */
  double width, height;             /* of a label */
  /* Of a rat-tail tag: the width of the flap at either end, what lies between wraps around the piece and is
   * not printed on; 0: one plain area. */
  double flap;
};

#define TS_STOCK_MIN_MM 10.0
#define TS_STOCK_MAX_MM 300.0

/* "l7160", "roll:WxH", "rat-tail", "rat-tail:WxH" (of a flap). EX_USAGE, saying what there is. */
bool ts_stock_read(struct ts_stock *out, const char *text, struct ts_fault *fault);

/* What may be named, a line of words each; NULL ends. */
struct ts_stock_line {
  const char *name, *words;
};
extern const struct ts_stock_line ts_stock_lines[];

#endif
