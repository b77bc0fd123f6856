/* SPDX-License-Identifier: Apache-2.0 */
#include "render/prng.h"

/* Odd and far apart in their bits, so that no short step in x and y cancels out. */
#define STRIDE_X 0x8DA6B343u
#define STRIDE_Y 0xD8163841u

struct ts_rng ts_rng_make(uint64_t seed, uint32_t stream) {
  struct ts_rng rng = {seed};
  rng.state = ts_rng_next(&rng) ^ (0xA24BAED4963EE407u * (stream + 1ull));
  return rng;
}

uint64_t ts_rng_next(struct ts_rng *rng) {
  uint64_t z = rng->state += 0x9E3779B97F4A7C15u;
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
  return z ^ (z >> 31);
}

float ts_rng_between(struct ts_rng *rng, float low, float high) {
  return low + (high - low) * (float)(ts_rng_next(rng) >> 40) * 0x1p-24f;
}

uint32_t ts_noise_hash(uint32_t seed, int32_t x, int32_t y) {
  uint32_t h = seed + (uint32_t)x * STRIDE_X + (uint32_t)y * STRIDE_Y;
  h = (h ^ (h >> 16)) * 0x7FEB352Du;
  h = (h ^ (h >> 15)) * 0x846CA68Bu;
  return h ^ (h >> 16);
}

float ts_noise_cell(uint32_t seed, int32_t x, int32_t y) {
  return (float)(ts_noise_hash(seed, x, y) >> 8) * 0x1p-24f;
}

/* Sixteen directions around the circle. A table, because choosing by branches costs a wrong guess at every
 * other corner: this is where most of a picture's time goes. */
static const float DIRECTION[16][2] = {
    {0.9808f, 0.1951f},   {0.8315f, 0.5556f},   {0.5556f, 0.8315f},   {0.1951f, 0.9808f},
    {-0.1951f, 0.9808f},  {-0.5556f, 0.8315f},  {-0.8315f, 0.5556f},  {-0.9808f, 0.1951f},
    {-0.9808f, -0.1951f}, {-0.8315f, -0.5556f}, {-0.5556f, -0.8315f}, {-0.1951f, -0.9808f},
    {0.1951f, -0.9808f},  {0.5556f, -0.8315f},  {0.8315f, -0.5556f},  {0.9808f, -0.1951f}};

/* `corner` is linear in the lattice point; a short mix is enough, as only the top bits are used. */
static inline float slope(uint32_t corner, float x, float y) {
  corner = (corner ^ (corner >> 15)) * 0x7FEB352Du;
  const float *to = DIRECTION[(corner ^ (corner << 13)) >> 28];
  return to[0] * x + to[1] * y;
}

static inline float ease(float t) {
  return t * t * t * (t * (t * 6.0f - 15.0f) + 10.0f);
}

/* floorf is a library call on plain x86-64. */
static inline int32_t floor_of(float value) {
  int32_t whole = (int32_t)value;
  return whole - (value < (float)whole);
}

float ts_noise(uint32_t seed, float x, float y) {
  int32_t ix = floor_of(x), iy = floor_of(y);
  float fx = x - (float)ix, fy = y - (float)iy;
  uint32_t corner = seed * 0x9E3779B9u + (uint32_t)ix * STRIDE_X + (uint32_t)iy * STRIDE_Y;
  float a = slope(corner, fx, fy);
  float b = slope(corner + STRIDE_X, fx - 1, fy);
  float c = slope(corner + STRIDE_Y, fx, fy - 1);
  float d = slope(corner + STRIDE_X + STRIDE_Y, fx - 1, fy - 1);
  float ex = ease(fx), ey = ease(fy);
  float top = a + (b - a) * ex, bottom = c + (d - c) * ex;
  return 1.4f * (top + (bottom - top) * ey);
}

float ts_noise_fractal(uint32_t seed, float x, float y, int octaves, float step) {
  float sum = 0, height = 0.5f;
  for (int i = 0; i < octaves; i++) {
    float keep = 2.0f - 4.0f * step;
    if (keep <= 0)
      break;
    sum += (keep < 1 ? keep * height : height) * ts_noise(seed + (uint32_t)i * 7919u, x, y);
    /* A turn between octaves hides the lattice that all of them share. */
    float turned = 1.6f * x - 1.2f * y;
    y = 1.2f * x + 1.6f * y;
    x = turned;
    step *= 2;
    height *= 0.5f;
  }
  return sum;
}
