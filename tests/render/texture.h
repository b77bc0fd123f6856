/* SPDX-License-Identifier: Apache-2.0 */
#ifndef TS_RENDER_TEXTURE_H
#define TS_RENDER_TEXTURE_H

#include <cairo.h>
#include <stdbool.h>
#include <stdint.h>

#define TS_TEXTURE_LEVELS 12

/* A picture with transparency in linear light, premultiplied, 16 bits for each of red, green, blue, alpha,
 * with its halved copies, so that it can be sampled at any size without aliasing. Linear, because lenses and
 * sensors average light and not 8-bit values: white eats into black in a blurred photograph, and readers must
 * cope with that. */
struct ts_texture {
  struct {
    int width, height;
    uint16_t *texel; /* 4 a pixel */
  } level[TS_TEXTURE_LEVELS];
  int levels;
};

/* The transfer curve of sRGB, 0 to 1 on both sides. */
float ts_linear_from_srgb(float value);
float ts_srgb_from_linear(float value);

/* An empty (transparent) texture with room for its first level. False: no memory. */
bool ts_texture_alloc(struct ts_texture *texture, int width, int height);
/* Makes the smaller levels from the first. False: no memory; the texture is then freed. */
bool ts_texture_shrink(struct ts_texture *texture);
/* From a cairo ARGB32 image, all levels. False: no memory. */
bool ts_texture_from_cairo(struct ts_texture *texture, cairo_surface_t *surface);
void ts_texture_free(struct ts_texture *texture);

/* The colour at (x, y) in texels of the first level, averaged over 2^lod texels; transparent outside. */
void ts_texture_sample(const struct ts_texture *texture, float x, float y, float lod, float rgba[4]);

#endif
