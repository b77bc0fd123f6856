/* SPDX-License-Identifier: Apache-2.0 */
#include "app/screen.h"

#include <string.h>

#include "app/icons.h"

static bool meets(const struct ts_screen_item *item, const struct ts_strip *strip) {
  return item->y < strip->y + strip->height && item->y + item->height > strip->y;
}

static void draw_item(const struct ts_screen *screen, const struct ts_screen_item *item,
                      const struct ts_strip *strip) {
  if (!meets(item, strip))
    return;
  switch (item->kind) {
  case TS_SCREEN_BOX:
    ts_draw_box(strip, item->x, item->y, item->width, item->height, item->colour);
    break;
  case TS_SCREEN_TEXT: {
    const struct ts_font *font = &ts_font_atlas[item->face];
    ts_draw_text(strip, font, item->x, item->y + font->ascent,
                 ts_bytes(screen->text + item->text, item->size), item->colour);
    break;
  }
  case TS_SCREEN_ICON:
    ts_icon_draw(strip, (enum ts_icon)item->icon, item->x, item->y, item->width, item->colour, item->ground);
    break;
  case TS_SCREEN_FRAME:
    ts_draw_frame(strip, &screen->frame, item->x, item->y, item->width, item->height);
    break;
  }
}

void ts_screen_draw(const struct ts_screen *screen, const struct ts_strip *strip) {
  for (size_t i = 0; i < screen->count; i++)
    draw_item(screen, &screen->item[i], strip);
}

static struct ts_strip strip_at(uint16_t *pixels, uint32_t y, uint32_t rows) {
  uint32_t height = rows < TS_DISPLAY_HEIGHT - y ? rows : TS_DISPLAY_HEIGHT - y;
  return (struct ts_strip){pixels, (int32_t)y, (int32_t)height};
}

static enum ts_err send(const struct ts_display *display, const struct ts_strip *strip) {
  return display->rows(display->ctx, (uint32_t)strip->y, (uint32_t)strip->height, strip->pixels);
}

enum ts_err ts_screen_show(const struct ts_screen *screen, const struct ts_display *display, uint16_t *pixels,
                           uint32_t rows) {
  if (rows == 0)
    return TS_ERR_ARGUMENT;
  for (uint32_t y = 0; y < TS_DISPLAY_HEIGHT; y += rows) {
    struct ts_strip strip = strip_at(pixels, y, rows);
    ts_screen_draw(screen, &strip);
    enum ts_err err = send(display, &strip);
    if (err != TS_OK)
      return err;
  }
  return TS_OK;
}

/* ---- Only what has changed ---- */

#define FNV_PRIME UINT64_C(0x100000001b3)

/* FNV-1a, 64 bits, a value at a time. */
static uint64_t hash_value(uint64_t hash, uint32_t value) {
  return (hash ^ value) * FNV_PRIME;
}

static uint32_t pair(int16_t a, int16_t b) {
  return (uint32_t)(uint16_t)a << 16 | (uint16_t)b;
}

/* Of an item all but where its text stands, which says nothing about how it looks. */
static uint64_t hash_item(uint64_t hash, const struct ts_screen *screen, const struct ts_screen_item *item) {
  hash = hash_value(hash, (uint32_t)item->kind << 16 | (uint32_t)item->face << 8 | item->icon);
  hash = hash_value(hash, pair(item->x, item->y));
  hash = hash_value(hash, pair(item->width, item->height));
  hash = hash_value(hash, (uint32_t)item->colour << 16 | item->ground);
  hash = hash_value(hash, item->size);
  for (size_t i = 0; item->kind == TS_SCREEN_TEXT && i < item->size; i++)
    hash = hash_value(hash, screen->text[item->text + i]);
  return hash;
}

/* A multiple of four of them. A product carries nothing down: the upper half is brought there. */
static uint64_t hash_pixels(uint64_t hash, const uint16_t *pixels, size_t count) {
  for (size_t i = 0; i < count; i += 4) {
    uint64_t four;
    memcpy(&four, pixels + i, sizeof four);
    hash = (hash ^ four) * FNV_PRIME;
    hash ^= hash >> 32;
  }
  return hash;
}

/* Of what lies in a strip; *PICTURE: a frame does, whose pixels must be looked at. */
static uint64_t hash_strip(const struct ts_screen *screen, const struct ts_strip *strip, bool *picture) {
  uint64_t hash = UINT64_C(0xcbf29ce484222325);
  *picture = false;
  for (size_t i = 0; i < screen->count; i++) {
    if (!meets(&screen->item[i], strip))
      continue;
    hash = hash_item(hash, screen, &screen->item[i]);
    *picture = *picture || screen->item[i].kind == TS_SCREEN_FRAME;
  }
  return hash;
}

enum ts_err ts_screen_update(struct ts_screen_state *state, const struct ts_screen *screen,
                             const struct ts_display *display, uint16_t *pixels, uint32_t rows) {
  if (rows < TS_DISPLAY_HEIGHT / TS_SCREEN_STRIPS_MAX)
    return TS_ERR_ARGUMENT;
  bool partly = state->known && state->look == screen->look && state->rows == rows;
  state->known = false;
  uint64_t *shown = state->hash;
  for (uint32_t y = 0; y < TS_DISPLAY_HEIGHT; y += rows, shown++) {
    struct ts_strip strip = strip_at(pixels, y, rows);
    bool picture;
    uint64_t hash = hash_strip(screen, &strip, &picture);
    if (picture) {
      ts_screen_draw(screen, &strip);
      hash = hash_pixels(hash, pixels, (size_t)strip.height * TS_DISPLAY_WIDTH);
    }
    if (partly && *shown == hash)
      continue;
    if (!picture)
      ts_screen_draw(screen, &strip);
    enum ts_err err = send(display, &strip);
    if (err != TS_OK)
      return err;
    *shown = hash;
  }
  state->known = true;
  state->look = screen->look;
  state->rows = rows;
  return TS_OK;
}
