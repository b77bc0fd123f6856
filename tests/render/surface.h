/* SPDX-License-Identifier: Apache-2.0 */
#ifndef TS_RENDER_SURFACE_H
#define TS_RENDER_SURFACE_H

#include "render/scene.h"

/* What a table is made of, with the choices that the seed makes for it. */
struct ts_material {
  enum ts_scene_surface kind;
  uint32_t seed;
  float shift[2]; /* mm: no two seeds show the same place */
  float cosine, sine;
  float light[2]; /* unit vector towards the light, for what stands proud of the table */
  float dark[3], bright[3];
};

struct ts_material ts_material_make(enum ts_scene_surface kind, uint64_t seed, float light_deg);
/* The table's colour in linear light at (x, y) mm, for a camera whose pixels lie `step` mm apart there. */
void ts_material_colour(const struct ts_material *material, float x, float y, float step, float rgb[3]);

#endif
