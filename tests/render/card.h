/* SPDX-License-Identifier: Apache-2.0 */
#ifndef TS_RENDER_CARD_H
#define TS_RENDER_CARD_H

#include "render/scene.h"
#include "render/symbol.h"
#include "render/texture.h"

/* A rectangle in millimetres from the card's middle, x right, y down. */
struct ts_box {
  float x, y, width, height;
};

/* A card that has been measured but not drawn. */
struct ts_card_plan {
  struct ts_modules modules;
  cairo_surface_t *label; /* for TS_SYMBOL_LABEL */
  float width, height;    /* mm */
  struct ts_box symbol;   /* the modules without their quiet zone; the whole card for a label */
  float words_x;          /* the words' left end, or their middle where they are centred */
  bool words_centred;
  float caption_top, lines_top;
};

/* Something that lies on the table, drawn. Texel (0, 0) is at (left, top) mm from its middle. */
struct ts_sprite {
  struct ts_texture texture;
  float texels_per_mm;
  float left, top;
};

enum ts_render_err ts_card_measure(const struct ts_scene_card *card, struct ts_card_plan *plan,
                                   struct ts_render_error *error);
void ts_card_plan_free(struct ts_card_plan *plan);

/* Draws a measured card at no fewer than texels_per_mm, within a bound on memory. */
enum ts_render_err ts_card_draw(const struct ts_scene_card *card, const struct ts_card_plan *plan,
                                float texels_per_mm, uint64_t seed, struct ts_sprite *sprite,
                                struct ts_render_error *error);

/* damage.c: onto a context in millimetres from the card's middle. */
void ts_damage_draw(cairo_t *cairo, const struct ts_scene_card *card, const struct ts_card_plan *plan,
                    uint64_t seed);
void ts_damage_cover(cairo_t *cairo, const struct ts_scene_card *card, const struct ts_card_plan *plan,
                     uint64_t seed);

/* ring.c: a gold ring that lies flat, its shadow included. `light_deg` as in struct ts_scene. */
enum ts_render_err ts_ring_draw(float texels_per_mm, float light_deg, uint64_t seed, struct ts_sprite *sprite,
                                struct ts_render_error *error);
#define TS_RING_REACH 15.0f /* mm from its middle that it and its shadow may take */

#endif
