/* SPDX-License-Identifier: Apache-2.0 */
#include "render/texture.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

float ts_linear_from_srgb(float value) {
  return value <= 0.04045f ? value / 12.92f : powf((value + 0.055f) / 1.055f, 2.4f);
}

float ts_srgb_from_linear(float value) {
  return value <= 0.0031308f ? value * 12.92f : 1.055f * powf(value, 1 / 2.4f) - 0.055f;
}

static bool alloc_level(struct ts_texture *texture, int level, int width, int height) {
  texture->level[level].texel = calloc((size_t)width * (size_t)height * 4, sizeof(uint16_t));
  if (!texture->level[level].texel)
    return false;
  texture->level[level].width = width;
  texture->level[level].height = height;
  texture->levels = level + 1;
  return true;
}

bool ts_texture_alloc(struct ts_texture *texture, int width, int height) {
  *texture = (struct ts_texture){0};
  return alloc_level(texture, 0, width, height);
}

static void halve(struct ts_texture *texture, int level) {
  int from_width = texture->level[level - 1].width, from_height = texture->level[level - 1].height;
  const uint16_t *from = texture->level[level - 1].texel;
  int width = texture->level[level].width, height = texture->level[level].height;
  uint16_t *to = texture->level[level].texel;
  for (int y = 0; y < height; y++)
    for (int x = 0; x < width; x++)
      for (int c = 0; c < 4; c++) {
        unsigned sum = 2;
        for (int i = 0; i < 4; i++) {
          int sx = 2 * x + (i & 1), sy = 2 * y + (i >> 1);
          if (sx < from_width && sy < from_height)
            sum += from[(sy * from_width + sx) * 4 + c];
        }
        to[(y * width + x) * 4 + c] = (uint16_t)(sum / 4);
      }
}

bool ts_texture_shrink(struct ts_texture *texture) {
  for (int level = 1; level < TS_TEXTURE_LEVELS; level++) {
    int width = texture->level[level - 1].width, height = texture->level[level - 1].height;
    if (width <= 2 && height <= 2)
      break;
    if (!alloc_level(texture, level, (width + 1) / 2, (height + 1) / 2)) {
      ts_texture_free(texture);
      return false;
    }
    halve(texture, level);
  }
  return true;
}

static void linearize(const float *curve, uint32_t argb, uint16_t texel[4]) {
  unsigned alpha = argb >> 24;
  if (alpha == 0)
    return;
  for (int c = 0; c < 3; c++) {
    unsigned value = argb >> (16 - 8 * c) & 255;
    if (alpha < 255) { /* the curve applies to the colour, not to the colour times alpha */
      value = (value * 255 + alpha / 2) / alpha;
      value = value > 255 ? 255 : value;
    }
    texel[c] = (uint16_t)(curve[value] * (float)(alpha * 257) + 0.5f);
  }
  texel[3] = (uint16_t)(alpha * 257);
}

bool ts_texture_from_cairo(struct ts_texture *texture, cairo_surface_t *surface) {
  cairo_surface_flush(surface);
  int width = cairo_image_surface_get_width(surface), height = cairo_image_surface_get_height(surface);
  if (!ts_texture_alloc(texture, width, height))
    return false;
  float curve[256];
  for (int i = 0; i < 256; i++)
    curve[i] = ts_linear_from_srgb((float)i / 255);
  const unsigned char *data = cairo_image_surface_get_data(surface);
  size_t stride = (size_t)cairo_image_surface_get_stride(surface);
  for (int y = 0; y < height; y++)
    for (int x = 0; x < width; x++) {
      uint32_t argb;
      memcpy(&argb, data + (size_t)y * stride + (size_t)x * 4, sizeof argb);
      linearize(curve, argb, texture->level[0].texel + ((size_t)y * (size_t)width + (size_t)x) * 4);
    }
  return ts_texture_shrink(texture);
}

void ts_texture_free(struct ts_texture *texture) {
  for (int i = 0; i < texture->levels; i++)
    free(texture->level[i].texel);
  *texture = (struct ts_texture){0};
}

static void sample_level(const struct ts_texture *texture, int level, float x, float y, float weight,
                         float rgba[4]) {
  int width = texture->level[level].width, height = texture->level[level].height;
  float floor_x = floorf(x - 0.5f), floor_y = floorf(y - 0.5f);
  int ix = (int)floor_x, iy = (int)floor_y;
  float fx = x - 0.5f - floor_x, fy = y - 0.5f - floor_y;
  const float part[4] = {(1 - fx) * (1 - fy), fx * (1 - fy), (1 - fx) * fy, fx * fy};
  for (int i = 0; i < 4; i++) {
    int tx = ix + (i & 1), ty = iy + (i >> 1);
    if (tx < 0 || ty < 0 || tx >= width || ty >= height)
      continue;
    const uint16_t *texel = texture->level[level].texel + ((size_t)ty * (size_t)width + (size_t)tx) * 4;
    float w = weight * part[i];
    for (int c = 0; c < 4; c++)
      rgba[c] += w * (float)texel[c];
  }
}

void ts_texture_sample(const struct ts_texture *texture, float x, float y, float lod, float rgba[4]) {
  memset(rgba, 0, 4 * sizeof *rgba);
  float top = (float)(texture->levels - 1);
  lod = !(lod > 0) ? 0 : lod > top ? top : lod;
  const float far =
      1e6f; /* beyond every texture; near the horizon a coordinate may exceed what an int holds */
  if (!(fabsf(x) < far && fabsf(y) < far))
    return;
  int level = (int)lod;
  float between = lod - (float)level;
  const float unit = 1 / 65535.0f;
  float shrink = 1 / (float)(1 << level);
  sample_level(texture, level, x * shrink, y * shrink, unit * (1 - between), rgba);
  if (between > 0)
    sample_level(texture, level + 1, x * shrink * 0.5f, y * shrink * 0.5f, unit * between, rgba);
}
