/* SPDX-License-Identifier: Apache-2.0 */
#ifndef TS_RENDER_CANVAS_H
#define TS_RENDER_CANVAS_H

#include "render/camera.h"
#include "render/card.h"
#include "render/surface.h"

/* The picture while it is made: linear light, 0 black to 1 white paper under full light and beyond, one plane
 * a colour. */
struct ts_canvas {
  int width, height;
  float *plane[3];
};

bool ts_canvas_alloc(struct ts_canvas *canvas, int width, int height); /* false: no memory */
void ts_canvas_free(struct ts_canvas *canvas);

/* compose.c: what lies before the lens. */
void ts_canvas_table(struct ts_canvas *canvas, const struct ts_camera *camera,
                     const struct ts_material *material);
/* The shadow of a card whose opaque part runs from u = left to right and v = -height / 2 to height / 2. */
struct ts_shadow {
  float left, right, height;
  float lift; /* mm that the card's middle stands above the table */
};
void ts_canvas_shadow(struct ts_canvas *canvas, const struct ts_camera *camera, const struct ts_pose *pose,
                      const struct ts_shadow *shadow, float light_deg);
void ts_canvas_sprite(struct ts_canvas *canvas, const struct ts_camera *camera, const struct ts_pose *pose,
                      const struct ts_sprite *sprite, float light_deg);
/* hostile.c: instead of the above. */
void ts_canvas_hostile(struct ts_canvas *canvas, enum ts_scene_hostile kind, float module_px, uint64_t seed);

/* light.c */
void ts_canvas_light(struct ts_canvas *canvas, const struct ts_scene *scene);

/* sensor.c: lens blur and shake, in place (false: no memory); then noise and 8 bits. */
bool ts_canvas_blur(struct ts_canvas *canvas, float sigma);
bool ts_canvas_shake(struct ts_canvas *canvas, float length, float direction_deg);
void ts_canvas_develop(const struct ts_canvas *canvas, const struct ts_scene *scene, uint8_t *rgb);

#endif
