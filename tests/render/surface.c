/* SPDX-License-Identifier: Apache-2.0 */
#include "render/surface.h"

#include <math.h>

#include "render/prng.h"

/* Linear light. Where a material has several lines, the seed picks one. */
static const struct {
  enum ts_scene_surface kind;
  float dark[3], bright[3];
} PALETTE[] = {
    {TS_SURFACE_PLAIN, {0.46f, 0.45f, 0.43f}, {0.60f, 0.59f, 0.57f}},
    {TS_SURFACE_PLAIN, {0.40f, 0.42f, 0.44f}, {0.54f, 0.56f, 0.58f}},
    {TS_SURFACE_WOOD, {0.070f, 0.030f, 0.013f}, {0.270f, 0.140f, 0.066f}},
    {TS_SURFACE_WOOD, {0.150f, 0.080f, 0.036f}, {0.430f, 0.270f, 0.140f}},
    {TS_SURFACE_WOOD, {0.035f, 0.018f, 0.010f}, {0.125f, 0.066f, 0.036f}},
    {TS_SURFACE_SLATE, {0.016f, 0.018f, 0.021f}, {0.075f, 0.082f, 0.090f}},
    {TS_SURFACE_SLATE, {0.020f, 0.020f, 0.019f}, {0.090f, 0.089f, 0.085f}},
    {TS_SURFACE_LINEN, {0.20f, 0.17f, 0.13f}, {0.56f, 0.50f, 0.41f}},
    {TS_SURFACE_LINEN, {0.10f, 0.12f, 0.15f}, {0.34f, 0.38f, 0.43f}},
    {TS_SURFACE_FELT, {0.003f, 0.020f, 0.013f}, {0.016f, 0.085f, 0.055f}},
    {TS_SURFACE_FELT, {0.004f, 0.007f, 0.022f}, {0.022f, 0.036f, 0.095f}},
    {TS_SURFACE_FELT, {0.026f, 0.003f, 0.006f}, {0.115f, 0.016f, 0.026f}},
};

struct ts_material ts_material_make(enum ts_scene_surface kind, uint64_t seed, float light_deg) {
  struct ts_rng rng = ts_rng_make(seed, 1);
  struct ts_material material = {.kind = kind, .seed = (uint32_t)ts_rng_next(&rng)};
  material.shift[0] = ts_rng_between(&rng, 0, 4000);
  material.shift[1] = ts_rng_between(&rng, 0, 4000);
  float turn = ts_rng_between(&rng, -0.12f, 0.12f);
  material.cosine = cosf(turn);
  material.sine = sinf(turn);
  material.light[0] = cosf(light_deg * 0.0174532925f);
  material.light[1] = sinf(light_deg * 0.0174532925f);
  unsigned choices = 0, count = sizeof PALETTE / sizeof PALETTE[0];
  for (unsigned i = 0; i < count; i++)
    choices += PALETTE[i].kind == kind;
  unsigned pick = (unsigned)(ts_rng_next(&rng) % choices);
  for (unsigned i = 0; i < count; i++)
    if (PALETTE[i].kind == kind && pick-- == 0)
      for (int c = 0; c < 3; c++) {
        material.dark[c] = PALETTE[i].dark[c];
        material.bright[c] = PALETTE[i].bright[c];
      }
  return material;
}

static float clamp01(float value) {
  return value < 0 ? 0 : value > 1 ? 1 : value;
}

/* How much of a detail of `size` mm is left when pixels lie `step` mm apart. */
static float visible(float size, float step) {
  return clamp01(2 - 3.0f * step / size);
}

static void mix(const struct ts_material *material, float part, float rgb[3]) {
  part = part < -0.2f ? -0.2f : part > 1.3f ? 1.3f : part;
  for (int c = 0; c < 3; c++)
    rgb[c] = material->dark[c] + (material->bright[c] - material->dark[c]) * part;
}

static void plain(const struct ts_material *m, float x, float y, float step, float rgb[3]) {
  float cloud = ts_noise_fractal(m->seed, x / 90, y / 90, 2, step / 90);
  float grain = ts_noise_fractal(m->seed + 1, x / 0.9f, y / 0.9f, 3, step / 0.9f);
  mix(m, 0.5f + 0.5f * cloud + 0.22f * grain, rgb);
}

static void wood(const struct ts_material *m, float x, float y, float step, float rgb[3]) {
  const float plank = 96; /* mm across */
  float row = floorf(y / plank), across = y - row * plank;
  uint32_t seed = m->seed + (uint32_t)(int32_t)row * 977u;
  float tone = 0.28f * (ts_noise_cell(m->seed, (int32_t)row, 3) - 0.5f);
  float bend = y + 7 * ts_noise(seed, x / 160, y / 45) + 1.2f * ts_noise(seed + 1, x / 38, y / 14);
  float rings = 0.5f + 0.5f * sinf(bend * 0.62f + 2.5f * ts_noise(seed + 2, x / 400, bend / 16));
  float grain = ts_noise_fractal(seed + 3, x / 45, bend / 1.7f, 3, step / 1.7f);
  float pores = ts_noise(seed + 4, x / 7, bend / 0.32f) * visible(0.7f, step);
  float part = 0.34f + tone + 0.30f * rings * rings + 0.42f * grain - 0.34f * clamp01(pores * 1.8f - 0.45f);
  mix(m, part, rgb);
  float seam = fminf(across, plank - across);
  float dark = 0.25f + 0.75f * clamp01((seam - 0.25f) / (0.5f + step));
  for (int c = 0; c < 3; c++)
    rgb[c] *= dark;
}

static float slate_height(const struct ts_material *m, float x, float y, float step) {
  float ridge = ts_noise_fractal(m->seed + 5, x / 34, y / 21, 3, step / 21);
  /* Slate splits in layers: steps with worn edges. */
  float layer = ridge * 3.2f, whole = floorf(layer), rest = layer - whole;
  return whole + rest * rest * rest * (rest * (rest * 6 - 15) + 10) + 0.6f * ridge;
}

static void slate(const struct ts_material *m, float x, float y, float step, float rgb[3]) {
  float reach = 0.45f + step;
  float here = slate_height(m, x, y, step);
  float lit = slate_height(m, x + reach * m->light[0], y + reach * m->light[1], step);
  float relief = (here - lit) / reach;
  float cloud = ts_noise_fractal(m->seed + 6, x / 60, y / 60, 2, step / 60);
  float grain = ts_noise_fractal(m->seed + 7, x / 1.1f, y / 1.1f, 2, step / 1.1f);
  mix(m, 0.40f + 0.30f * cloud + 0.55f * relief + 0.42f * grain, rgb);
}

/* The two thread systems of a plain weave: which lies on top alternates like a chess board. */
static void linen(const struct ts_material *m, float x, float y, float step, float rgb[3]) {
  const float pitch = 0.62f;
  float tx = (x + 0.7f * ts_noise(m->seed, x / 30, y / 22)) / pitch;
  float ty = (y + 0.7f * ts_noise(m->seed + 1, x / 22, y / 30)) / pitch;
  float ix = floorf(tx), iy = floorf(ty);
  float fx = tx - ix - 0.5f, fy = ty - iy - 0.5f;
  bool warp = (((int)ix + (int)iy) & 1) != 0;
  float along = warp ? fy : fx, across = warp ? fx : fy;
  float dome = (1 - 2.6f * across * across) * (1 - 1.5f * along * along);
  float thread =
      warp ? ts_noise_cell(m->seed + 2, (int32_t)ix, 0) : ts_noise_cell(m->seed + 3, 0, (int32_t)iy);
  /* Flax is uneven: thick places run a few millimetres along one thread. */
  float slub = warp ? ts_noise(m->seed + 4, ix * 0.61f, y / 7) : ts_noise(m->seed + 5, x / 7, iy * 0.61f);
  float detail = visible(pitch * 1.6f, step);
  float cloud = ts_noise_fractal(m->seed + 6, x / 70, y / 70, 2, step / 70);
  float flat = 0.52f + 0.22f * cloud + 0.10f * slub;
  mix(m, flat + detail * (0.55f * (dome - 0.62f) + 0.26f * (thread - 0.5f) + 0.16f * slub), rgb);
}

static void felt(const struct ts_material *m, float x, float y, float step, float rgb[3]) {
  float wx = x + 1.2f * ts_noise(m->seed, x / 3, y / 3), wy = y + 1.2f * ts_noise(m->seed + 1, x / 3, y / 3);
  float detail = visible(0.9f, step);
  float fibre = 0;
  if (detail > 0) {
    fibre += ts_noise(m->seed + 2, wx / 1.9f, wy / 0.34f);
    fibre += ts_noise(m->seed + 3, (0.5f * wx + 0.87f * wy) / 1.9f, (0.87f * wx - 0.5f * wy) / 0.34f);
    fibre += ts_noise(m->seed + 4, (0.5f * wx - 0.87f * wy) / 1.9f, (0.87f * wx + 0.5f * wy) / 0.34f);
  }
  float cloud = ts_noise_fractal(m->seed + 5, x / 48, y / 48, 3, step / 48);
  mix(m, 0.42f + 0.36f * cloud + 0.26f * detail * fibre, rgb);
}

void ts_material_colour(const struct ts_material *material, float x, float y, float step, float rgb[3]) {
  float tx = material->cosine * x - material->sine * y + material->shift[0];
  float ty = material->sine * x + material->cosine * y + material->shift[1];
  switch (material->kind) {
  case TS_SURFACE_WOOD:
    wood(material, tx, ty, step, rgb);
    break;
  case TS_SURFACE_SLATE:
    slate(material, tx, ty, step, rgb);
    break;
  case TS_SURFACE_LINEN:
    linen(material, tx, ty, step, rgb);
    break;
  case TS_SURFACE_FELT:
    felt(material, tx, ty, step, rgb);
    break;
  case TS_SURFACE_PLAIN:
    plain(material, tx, ty, step, rgb);
    break;
  }
}
