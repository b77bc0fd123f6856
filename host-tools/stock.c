/* SPDX-License-Identifier: Apache-2.0 */
#include "host-tools/stock.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NECK_MM 30.0 /* between the flaps of a rat-tail tag */

const struct ts_stock_line ts_stock_lines[] = {
    {"l7160", "A4 sheets of 3 by 7 labels of 63.5 x 38.1 mm, as Avery L7160; used if none is named"},
    {"roll:WxH", "a roll of labels W by H mm, one behind the other"},
    {"rat-tail", "jewellers' tags: two flaps of 22 x 22 mm that are folded onto each other, 30 mm of tail "
                 "between; the code on the one, the words on the other"},
    {"rat-tail:WxH", "the same with flaps of W by H mm"},
    {NULL, NULL},
};

static const struct ts_stock l7160 = {.name = "l7160",
                                      .page_width = 210,
                                      .page_height = 297,
                                      .columns = 3,
                                      .rows = 7,
                                      .left = 7.2,
                                      .top = 15.15,
                                      .step_x = 66,
                                      .step_y = 38.1,
                                      .width = 63.5,
                                      .height = 38.1};

static void single(struct ts_stock *out, const char *text, double width, double height) {
  *out = (struct ts_stock){.page_width = width,
                           .page_height = height,
                           .columns = 1,
                           .rows = 1,
                           .step_x = width,
                           .step_y = height,
                           .width = width,
                           .height = height};
  (void)snprintf(out->name, sizeof out->name, "%s", text);
}

/* Plain decimals only: strtod would take "0x10", "inf" and a blank as well. */
static bool millimetres(const char **text, double *out) {
  size_t size = strspn(*text, "0123456789.");
  char digits[12], *rest;
  if (size == 0 || size >= sizeof digits)
    return false;
  memcpy(digits, *text, size);
  digits[size] = 0;
  *out = strtod(digits, &rest);
  *text += size;
  return *rest == 0 && *out >= TS_STOCK_MIN_MM && *out <= TS_STOCK_MAX_MM;
}

static bool size_read(const char *text, double *width, double *height) {
  return millimetres(&text, width) && *text++ == 'x' && millimetres(&text, height) && *text == 0;
}

static bool rat_tail(struct ts_stock *out, const char *text, double width, double height) {
  single(out, text, 2 * width + NECK_MM, height);
  out->flap = width;
  return true;
}

bool ts_stock_read(struct ts_stock *out, const char *text, struct ts_fault *fault) {
  double width, height;
  if (strcmp(text, "l7160") == 0) {
    *out = l7160;
    return true;
  }
  if (strcmp(text, "rat-tail") == 0)
    return rat_tail(out, text, 22, 22);
  bool roll = strncmp(text, "roll:", 5) == 0, tail = strncmp(text, "rat-tail:", 9) == 0;
  if ((roll || tail) && size_read(text + (roll ? 5 : 9), &width, &height)) {
    if (tail)
      return rat_tail(out, text, width, height);
    single(out, text, width, height);
    return true;
  }
  return ts_fault(
      fault, EX_USAGE,
      "--stock %s: l7160, roll:WxH, rat-tail or rat-tail:WxH is wanted, W and H from %.0f to %.0f "
      "mm; see touchstone label --list-stock",
      text, TS_STOCK_MIN_MM, TS_STOCK_MAX_MM);
}
