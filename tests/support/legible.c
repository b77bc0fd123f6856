/* SPDX-License-Identifier: Apache-2.0 */
#include "support/legible.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "support/views.h"

struct ts_bytes ts_item_text(const struct ts_screen *screen, const struct ts_screen_item *item) {
  return ts_bytes(screen->text + item->text, item->kind == TS_SCREEN_TEXT ? item->size : 0);
}

const char *ts_screen_words(const struct ts_screen *screen, enum ts_screen_role role, const char *separator) {
  static char memory[TS_SCREEN_TEXT_MAX + TS_SCREEN_ITEMS_MAX];
  struct ts_buf out = ts_buf(memory, sizeof memory - 1);
  for (size_t i = 0; i < screen->count; i++)
    if (screen->item[i].role == role && screen->item[i].kind == TS_SCREEN_TEXT) {
      ts_buf_put_text(&out, out.size ? separator : "");
      ts_buf_put(&out, ts_item_text(screen, &screen->item[i]));
    }
  memory[out.size] = 0;
  return memory;
}

const char *ts_screen_cut(const struct ts_screen *screen, enum ts_screen_role role) {
  static char memory[TS_SCREEN_TEXT_MAX + 1];
  static const char ellipsis[] = "\xe2\x80\xa6";
  for (size_t i = 0; i < screen->count; i++) {
    struct ts_bytes text = ts_item_text(screen, &screen->item[i]);
    struct ts_bytes end = ts_bytes_part(text, text.size >= 3 ? text.size - 3 : 0, 3);
    if (screen->item[i].role == role && ts_bytes_equal_text(end, ellipsis)) {
      memcpy(memory, text.data, text.size);
      memory[text.size] = 0;
      return memory;
    }
  }
  return NULL;
}

bool ts_item_inside(const struct ts_screen_item *item) {
  return item->x >= 0 && item->y >= 0 && item->width >= 0 && item->height > 0 &&
         item->x + item->width <= TS_DISPLAY_WIDTH && item->y + item->height <= TS_DISPLAY_HEIGHT;
}

/* Marks each pixel that an item of text or an icon colours as its own; false if another item had it, or it is
 * not above the item's box. Drawn is only where the item may be, and a little more. */
static bool alone(const struct ts_screen *screen, size_t index) {
  enum { BEYOND = 6, INK = 0x0001, GROUND = 0xa5a5 };
  static uint8_t owner[TS_DISPLAY_HEIGHT][TS_DISPLAY_WIDTH];
  static uint16_t pixel[TS_DISPLAY_HEIGHT][TS_DISPLAY_WIDTH];
  static struct ts_screen single;
  if (index == 0)
    memset(owner, 0, sizeof owner);
  const struct ts_screen_item *item = &screen->item[index];
  if (item->kind == TS_SCREEN_BOX || item->kind == TS_SCREEN_FRAME)
    return true;
  int from = item->y - BEYOND < 0 ? 0 : item->y - BEYOND, to = item->y + item->height + BEYOND;
  to = to > TS_DISPLAY_HEIGHT ? TS_DISPLAY_HEIGHT : to;
  memset(pixel, GROUND & 0xff, (size_t)(to - from) * sizeof pixel[0]);
  single.count = 1;
  single.item[0] = *item;
  single.item[0].text = 0;
  memcpy(single.text, screen->text + item->text, item->kind == TS_SCREEN_TEXT ? item->size : 0);
  single.item[0].colour = INK;
  single.item[0].ground = GROUND;
  ts_screen_draw(&single, &(struct ts_strip){pixel[0], from, to - from});
  for (int y = from; y < to; y++)
    for (int x = 0; x < TS_DISPLAY_WIDTH; x++) {
      if (pixel[y - from][x] == GROUND)
        continue;
      if (owner[y][x] || x < item->x - 1 || x > item->x + item->width)
        return false;
      owner[y][x] = 1;
    }
  return true;
}

void ts_expect_legible(const struct ts_screen *screen, const char *name) {
  if (screen->full)
    fail_msg("%s has more items or text than a screen holds", name);
  for (size_t i = 0; i < screen->count; i++) {
    const struct ts_screen_item *item = &screen->item[i];
    struct ts_bytes text = ts_item_text(screen, item);
    if (!ts_item_inside(item) || !alone(screen, i))
      fail_msg("%s: item %zu \"%.*s\" at %d,%d is clipped or covers another", name, i, (int)text.size,
               (const char *)text.data, item->x, item->y);
  }
}

static double luminance(uint16_t pixel) {
  const double part[3] = {(pixel >> 11) / 31.0, (pixel >> 5 & 63) / 63.0, (pixel & 31) / 31.0};
  const double weight[3] = {0.2126, 0.7152, 0.0722};
  double sum = 0;
  for (int i = 0; i < 3; i++)
    sum += weight[i] * (part[i] <= 0.04045 ? part[i] / 12.92 : pow((part[i] + 0.055) / 1.055, 2.4));
  return sum;
}

static double contrast(uint16_t a, uint16_t b) {
  double x = luminance(a) + 0.05, y = luminance(b) + 0.05;
  return x > y ? x / y : y / x;
}

/* The colour under the middle of an item: of the last box that holds it. */
static uint16_t ground_of(const struct ts_screen *screen, size_t index) {
  const struct ts_screen_item *item = &screen->item[index];
  int x = item->x + item->width / 2, y = item->y + item->height / 2;
  uint16_t colour = 0;
  for (size_t i = 0; i < index; i++) {
    const struct ts_screen_item *box = &screen->item[i];
    if (box->kind == TS_SCREEN_BOX && x >= box->x && x < box->x + box->width && y >= box->y &&
        y < box->y + box->height)
      colour = box->colour;
  }
  return colour;
}

void ts_expect_contrast(const struct ts_screen *screen, const char *name) {
  for (size_t i = 0; i < screen->count; i++) {
    const struct ts_screen_item *item = &screen->item[i];
    if (item->kind != TS_SCREEN_TEXT && item->kind != TS_SCREEN_ICON)
      continue;
    double found = contrast(item->colour, ground_of(screen, i));
    if (found < 4.5)
      fail_msg("%s: item %zu stands out by %.2f:1 only", name, i, found);
    if (item->kind == TS_SCREEN_ICON && item->ground != ground_of(screen, i))
      fail_msg("%s: icon %zu is drawn for another ground", name, i);
  }
}
