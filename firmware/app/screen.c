/* SPDX-License-Identifier: Apache-2.0 */
#include "app/screen.h"

#include "app/icons.h"
#include "app/layout.h"

static struct ts_bytes phrase(uint8_t memory[TS_MESSAGE_MAX], enum ts_language language,
                              enum ts_phrase which) {
  struct ts_buf buf = ts_buf(memory, TS_MESSAGE_MAX);
  ts_message_phrase(&buf, language, which, 0);
  return ts_buf_bytes(&buf);
}

void ts_screen_start(struct ts_screen *out, enum ts_language language, const struct ts_device *device) {
  uint8_t memory[TS_MESSAGE_MAX];
  const struct ts_style headline = {TS_ROLE_WORD, TS_FACE_TITLE, TS_PAPER};
  const struct ts_style hint = {TS_ROLE_ADVICE, TS_FACE_TEXT, TS_HAZE};
  ts_layout_begin(out, TS_NIGHT);
  ts_layout_icon(out, TS_ICON_VIEWFINDER, (TS_DISPLAY_WIDTH - 104) / 2, 26, 104, TS_PAPER, TS_NIGHT);
  int16_t y = 148;
  y = (int16_t)(y + ts_layout_centred(out, headline, y, 1, phrase(memory, language, TS_PHRASE_SHOW_TAG)));
  ts_layout_centred(out, hint, (int16_t)(y + 3), 2, phrase(memory, language, TS_PHRASE_AIM_SHOW));
  struct ts_buf data = ts_buf(memory, sizeof memory);
  ts_message_device_data(&data, language, device);
  ts_layout_footer(out, language, ts_buf_bytes(&data), device->trust.time.trust, TS_HAZE, TS_DUSK);
}

void ts_screen_fault(struct ts_screen *out, enum ts_language language, enum ts_screen_fault fault,
                     enum ts_err err) {
  static const struct {
    enum ts_phrase what, what_to_do;
  } words[] = {[TS_FAULT_CAMERA] = {TS_PHRASE_CAMERA, TS_PHRASE_CAMERA_DO},
               [TS_FAULT_PHOTO] = {TS_PHRASE_PHOTO, TS_PHRASE_PHOTO_DO},
               [TS_FAULT_STORAGE] = {TS_PHRASE_STORAGE, TS_PHRASE_STORAGE_DO}};
  uint8_t memory[TS_MESSAGE_MAX];
  const struct ts_style headline = {TS_ROLE_WORD, TS_FACE_TITLE, TS_PAPER};
  const struct ts_style cause = {TS_ROLE_REASON, TS_FACE_TEXT, TS_HAZE};
  const struct ts_style advice = {TS_ROLE_ADVICE, TS_FACE_STRONG, TS_PAPER};
  ts_layout_begin(out, TS_NIGHT);
  ts_layout_icon(out, TS_ICON_FAULT, (TS_DISPLAY_WIDTH - 88) / 2, 26, 88, TS_HAZE, TS_NIGHT);
  int16_t y = 112;
  y = (int16_t)(y + ts_layout_centred(out, headline, y, 2, phrase(memory, language, words[fault].what)) + 4);
  y = (int16_t)(y + ts_layout_centred(out, cause, y, 2, ts_bytes_of(ts_err_text(err))) + 8);
  ts_layout_centred(out, advice, y, 3, phrase(memory, language, words[fault].what_to_do));
}

static void draw_item(const struct ts_screen *screen, const struct ts_screen_item *item,
                      const struct ts_strip *strip) {
  if (item->y >= strip->y + strip->height || item->y + item->height <= strip->y)
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
  }
}

void ts_screen_draw(const struct ts_screen *screen, const struct ts_strip *strip) {
  for (size_t i = 0; i < screen->count; i++)
    draw_item(screen, &screen->item[i], strip);
}

enum ts_err ts_screen_show(const struct ts_screen *screen, const struct ts_display *display, uint16_t *pixels,
                           uint32_t rows) {
  if (rows == 0)
    return TS_ERR_ARGUMENT;
  for (uint32_t y = 0; y < TS_DISPLAY_HEIGHT; y += rows) {
    uint32_t height = rows < TS_DISPLAY_HEIGHT - y ? rows : TS_DISPLAY_HEIGHT - y;
    ts_screen_draw(screen, &(struct ts_strip){pixels, (int32_t)y, (int32_t)height});
    enum ts_err err = display->rows(display->ctx, y, height, pixels);
    if (err != TS_OK)
      return err;
  }
  return TS_OK;
}
