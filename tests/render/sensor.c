/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "render/canvas.h"
#include "render/prng.h"
#include "render/texture.h"

#define TAPS_MAX 161
#define CURVE 2048

/* Blurs rows: to[i] = sum of weight[k] * line[i + k - reach], with the ends repeated. `padded` holds width +
 * 2 * reach. */
static void blur_row(float *row, int width, const float *weight, int reach, float *padded) {
  memcpy(padded + reach, row, (size_t)width * sizeof *row);
  for (int i = 0; i < reach; i++) {
    padded[i] = row[0];
    padded[reach + width + i] = row[width - 1];
  }
  memset(row, 0, (size_t)width * sizeof *row);
  for (int k = 0; k <= 2 * reach; k++)
    for (int i = 0; i < width; i++)
      row[i] += weight[k] * padded[i + k];
}

/* Blurs down the columns, row by row for the cache's sake. `lines` holds 2 * reach + 1 rows, a ring of the
 * originals. */
static void blur_columns(float *plane, int width, int height, const float *weight, int reach, float *lines) {
  int taps = 2 * reach + 1;
  size_t bytes = (size_t)width * sizeof *plane;
  for (int y = -reach; y < reach; y++) {
    int source = y < 0 ? 0 : y < height ? y : height - 1;
    memcpy(lines + (ptrdiff_t)((y + reach) % taps) * width, plane + (ptrdiff_t)source * width, bytes);
  }
  for (int y = 0; y < height; y++) {
    float *newest = lines + (ptrdiff_t)((y + 2 * reach) % taps) * width;
    /* Past the end, the last row is no longer in the plane unblurred: repeat the ring's copy of it. */
    if (y + reach < height)
      memcpy(newest, plane + (ptrdiff_t)(y + reach) * width, bytes);
    else
      memcpy(newest, lines + (ptrdiff_t)((y + 2 * reach - 1) % taps) * width, bytes);
    float *row = plane + (ptrdiff_t)y * width;
    memset(row, 0, bytes);
    for (int k = 0; k < taps; k++) {
      const float *line = lines + (ptrdiff_t)((y + k) % taps) * width;
      for (int i = 0; i < width; i++)
        row[i] += weight[k] * line[i];
    }
  }
}

bool ts_canvas_blur(struct ts_canvas *canvas, float sigma) {
  if (sigma < 0.05f)
    return true;
  int reach = (int)ceilf(3 * sigma);
  reach = reach > TAPS_MAX / 2 ? TAPS_MAX / 2 : reach;
  float weight[TAPS_MAX], sum = 0;
  for (int k = 0; k <= 2 * reach; k++)
    sum += weight[k] = expf(-0.5f * (float)((k - reach) * (k - reach)) / (sigma * sigma));
  for (int k = 0; k <= 2 * reach; k++)
    weight[k] /= sum;
  int width = canvas->width, height = canvas->height;
  float *room = malloc(((size_t)width + 2) * (size_t)(2 * reach + 1) * sizeof *room);
  if (!room)
    return false;
  for (int c = 0; c < 3; c++) {
    for (int y = 0; y < height; y++)
      blur_row(canvas->plane[c] + (ptrdiff_t)y * width, width, weight, reach, room);
    blur_columns(canvas->plane[c], width, height, weight, reach, room);
  }
  free(room);
  return true;
}

static int bound(int value, int end) {
  return value < 0 ? 0 : value >= end ? end - 1 : value;
}

/* Adds a copy of the plane shifted by whole pixels. */
static void add_shifted(const struct ts_canvas *canvas, const float *from, float *to, int dx, int dy,
                        float weight) {
  int width = canvas->width, height = canvas->height;
  int low = dx < 0 ? -dx : 0, high = dx > 0 ? width - dx : width;
  low = low > width ? width : low;
  high = high < low ? low : high;
  for (int y = 0; y < height; y++) {
    const float *line = from + (ptrdiff_t)bound(y + dy, height) * width;
    float *row = to + (ptrdiff_t)y * width;
    for (int x = 0; x < low; x++)
      row[x] += weight * line[0];
    for (int x = low; x < high; x++)
      row[x] += weight * line[x + dx];
    for (int x = high; x < width; x++)
      row[x] += weight * line[width - 1];
  }
}

bool ts_canvas_shake(struct ts_canvas *canvas, float length, float direction_deg) {
  if (length < 0.1f)
    return true;
  size_t size = (size_t)canvas->width * (size_t)canvas->height;
  float *sum = malloc(size * sizeof *sum);
  if (!sum)
    return false;
  int steps = (int)ceilf(length) + 1;
  float angle = direction_deg * 0.0174532925f;
  for (int c = 0; c < 3; c++) {
    memset(sum, 0, size * sizeof *sum);
    for (int i = 0; i < steps; i++) {
      float away = length * ((float)i / (float)(steps - 1) - 0.5f);
      float x = away * cosf(angle), y = away * sinf(angle);
      float left = floorf(x), top = floorf(y), fx = x - left, fy = y - top;
      const float part[4] = {(1 - fx) * (1 - fy), fx * (1 - fy), (1 - fx) * fy, fx * fy};
      for (int k = 0; k < 4; k++)
        if (part[k] > 0.001f)
          add_shifted(canvas, canvas->plane[c], sum, (int)left + (k & 1), (int)top + (k >> 1),
                      part[k] / (float)steps);
    }
    memcpy(canvas->plane[c], sum, size * sizeof *sum);
  }
  free(sum);
  return true;
}

/* Four 16-bit uniforms: near enough to a bell curve, sigma 1, from one draw. */
static float bell(uint64_t bits) {
  float sum = (float)(bits & 0xFFFF) + (float)(bits >> 16 & 0xFFFF) + (float)(bits >> 32 & 0xFFFF) +
              (float)(bits >> 48);
  return (sum * (1 / 65536.0f) - 2) * 1.7320508f;
}

struct tone {
  float curve[CURVE + 2]; /* linear light 0 to 1, to 0 to 255 with contrast and brightness */
};

static void tone_make(struct tone *tone, const struct ts_scene *scene) {
  for (int i = 0; i <= CURVE + 1; i++) {
    /* Indexed by the square root of light: the curve is steep where it is dark. */
    float root = fminf(1, (float)i / CURVE);
    float value = 255 * ts_srgb_from_linear(root * root);
    tone->curve[i] = (value - 128) * scene->contrast + 128 + scene->brightness;
  }
}

static float tone_map(const struct tone *tone, float light) {
  light = light < 0 ? 0 : light > 1 ? 1 : light;
  float at = sqrtf(light) * CURVE;
  int index = (int)at;
  return tone->curve[index] + (at - (float)index) * (tone->curve[index + 1] - tone->curve[index]);
}

static uint8_t clip(float value) {
  return (uint8_t)(value < 0 ? 0 : value > 255 ? 255 : value + 0.5f);
}

void ts_canvas_develop(const struct ts_canvas *canvas, const struct ts_scene *scene, uint8_t *rgb) {
  struct tone tone;
  tone_make(&tone, scene);
  struct ts_rng rng = ts_rng_make(scene->seed, 10);
  size_t size = (size_t)canvas->width * (size_t)canvas->height;
  for (size_t i = 0; i < size; i++, rgb += 3) {
    float value[3];
    for (int c = 0; c < 3; c++)
      value[c] = tone_map(&tone, canvas->plane[c][i]);
    if (scene->noise > 0) {
      /* Most of a phone's noise is the same in all colours: demosaicing mixes them. */
      float common = scene->noise * 0.9f * bell(ts_rng_next(&rng));
      for (int c = 0; c < 3; c++)
        value[c] += common + scene->noise * 0.43f * bell(ts_rng_next(&rng));
    }
    if (scene->gray)
      value[0] = value[1] = value[2] = 0.299f * value[0] + 0.587f * value[1] + 0.114f * value[2];
    for (int c = 0; c < 3; c++)
      rgb[c] = clip(value[c]);
  }
}
