/* SPDX-License-Identifier: Apache-2.0 */
#include "render/knobs.h"

#include <math.h>
#include <string.h>

#include "render/symbol.h"

#define SCENE(field) offsetof(struct ts_scene, field), false
#define CARD(field) offsetof(struct ts_scene_card, field), true

const struct ts_knob TS_KNOBS[] = {
    {"module-mm", "MM", "size of one module (0.5)", CARD(module_mm), 0.05f, 20},
    {"bar-height", "MM", "height of a linear symbol's bars (11)", CARD(bar_mm), 0.5f, 200},
    {"width", "MM", "width of a --label card (60)", CARD(width_mm), 5, 500},
    {"corners", "MM", "radius of the card's corners (1.6)", CARD(radius_mm), 0, 100},
    {"turn", "DEG", "the card's turn on the table, clockwise", CARD(turn_deg), -360, 360},
    {"bend", "DEG", "arc that the card makes around an upright cylinder", CARD(bend_deg), 0, 180},
    {"cover", "PART", "a sticker hides this part of the symbol", CARD(cover_part), 0, 1},
    {"module", "PX", "pixels of one module of the first card", SCENE(module_px), 0, 200},
    {"scale", "PX", "pixels of one millimetre", SCENE(px_per_mm), 0, 400},
    {"fill", "PART", "part of the frame that all cards span together (0.7)", SCENE(fill), 0, 10},
    {"tilt", "DEG", "the table's far side is up in the picture", SCENE(tilt_deg), -75, 75},
    {"pan", "DEG", "the table's far side is at the right", SCENE(pan_deg), -75, 75},
    {"rotate", "DEG", "turns the whole view clockwise", SCENE(rotate_deg), -360, 360},
    {"focal", "WIDTHS", "focal length in longer sides of the picture (1.1, a phone)", SCENE(focal_widths),
     0.4f, 20},
    {"light", "PART", "how much darker the unlit side is (0.2)", SCENE(light), 0, 0.95f},
    {"light-from", "DEG", "0 right, 90 below, 180 left, 270 above (225)", SCENE(light_deg), -360, 360},
    {"vignette", "PART", "how much darker the corners are (0.2)", SCENE(vignette), 0, 0.95f},
    {"warmth", "PART", "-1 blue to 1 orange (0.2)", SCENE(warmth), -1, 1},
    {"glare", "PART", "a reflex of the lamp: 1 burns out", SCENE(glare), 0, 20},
    {"glare-x", "PART", "its place across the picture (0.6)", SCENE(glare_x), -1, 2},
    {"glare-y", "PART", "and down (0.4)", SCENE(glare_y), -1, 2},
    {"glare-radius", "PART", "its size, in widths of the picture (0.08)", SCENE(glare_radius), 0.001f, 10},
    {"blur", "PX", "defocus, sigma (0.5)", SCENE(blur_px), 0, 25},
    {"motion", "PX", "shake, length", SCENE(motion_px), 0, 200},
    {"motion-dir", "DEG", "and direction", SCENE(motion_deg), -360, 360},
    {"noise", "STEPS", "sensor noise, sigma in 8-bit steps (2)", SCENE(noise), 0, 120},
    {"contrast", "FACTOR", "1 as it is", SCENE(contrast), 0, 10},
    {"brightness", "STEPS", "added 8-bit steps", SCENE(brightness), -255, 255},
};
const size_t TS_KNOB_COUNT = sizeof TS_KNOBS / sizeof TS_KNOBS[0];

static enum ts_render_err check_knob(const struct ts_knob *knob, const void *base,
                                     struct ts_render_error *error) {
  float value;
  memcpy(&value, (const char *)base + knob->offset, sizeof value);
  if (value >= knob->low && value <= knob->high) /* not so for a NaN */
    return TS_RENDER_OK;
  return ts_render_fail(error, TS_RENDER_USAGE, "%s: %g is not from %g to %g", knob->name, (double)value,
                        (double)knob->low, (double)knob->high);
}

static enum ts_render_err check_place(const char *name, float x, float y, struct ts_render_error *error) {
  if (fabsf(x) <= 2000 && fabsf(y) <= 2000) /* not so for a NaN */
    return TS_RENDER_OK;
  return ts_render_fail(error, TS_RENDER_USAGE, "%s: more than 2000 mm from where the first card lies", name);
}

static enum ts_render_err check_card(const struct ts_scene_card *card, size_t index,
                                     struct ts_render_error *error) {
  if (!ts_scene_symbol_name(card->symbol))
    return ts_render_fail(error, TS_RENDER_USAGE, "card %zu: no symbol has the number %d", index + 1,
                          (int)card->symbol);
  if (!card->text)
    return ts_render_fail(error, TS_RENDER_USAGE, "card %zu: no text", index + 1);
  if (card->ec == 0 || !strchr("LMQH", card->ec))
    return ts_render_fail(error, TS_RENDER_USAGE, "ec: '%c' is not L, M, Q or H", card->ec ? card->ec : '?');
  if (!(card->damage_part >= 0 && card->damage_part <= 1))
    return ts_render_fail(error, TS_RENDER_USAGE, "damage: %g is not from 0 to 1", (double)card->damage_part);
  return check_place("at", card->x_mm, card->y_mm, error);
}

enum ts_render_err ts_scene_check(const struct ts_scene *scene, struct ts_render_error *error) {
  if (scene->width < 16 || scene->height < 16 || scene->width > TS_SCENE_SIDE_MAX ||
      scene->height > TS_SCENE_SIDE_MAX)
    return ts_render_fail(error, TS_RENDER_USAGE, "size: %dx%d is not from 16x16 to %dx%d", scene->width,
                          scene->height, TS_SCENE_SIDE_MAX, TS_SCENE_SIDE_MAX);
  if (scene->cards > TS_SCENE_CARDS)
    return ts_render_fail(error, TS_RENDER_USAGE, "more than %d cards", TS_SCENE_CARDS);
  enum ts_render_err err = check_place("aim", scene->aim_x_mm, scene->aim_y_mm, error);
  if (!err)
    err = check_place("ring", scene->ring_x_mm, scene->ring_y_mm, error);
  for (size_t i = 0; i < scene->cards && !err; i++)
    err = check_card(&scene->card[i], i, error);
  for (size_t k = 0; k < TS_KNOB_COUNT && !err; k++) {
    const struct ts_knob *knob = &TS_KNOBS[k];
    if (!knob->card)
      err = check_knob(knob, scene, error);
    for (size_t i = 0; knob->card && i < scene->cards && !err; i++)
      err = check_knob(knob, &scene->card[i], error);
  }
  return err;
}
