/* SPDX-License-Identifier: Apache-2.0 */
#ifndef TS_RENDER_PRNG_H
#define TS_RENDER_PRNG_H

#include <stdint.h>

/* SplitMix64: a counter through a mixer, so every part of a picture can have a stream of its own. */
struct ts_rng {
  uint64_t state;
};

/* Stream number `stream` of `seed`; streams of one seed do not overlap in any way that a picture would show.
 */
struct ts_rng ts_rng_make(uint64_t seed, uint32_t stream);
uint64_t ts_rng_next(struct ts_rng *rng);
float ts_rng_between(struct ts_rng *rng, float low, float high);

/* 32 well mixed bits from a lattice point. */
uint32_t ts_noise_hash(uint32_t seed, int32_t x, int32_t y);
/* 0 to 1 from a lattice point. */
float ts_noise_cell(uint32_t seed, int32_t x, int32_t y);
/* Gradient noise, about -1 to 1, one feature per unit. */
float ts_noise(uint32_t seed, float x, float y);
/* Octaves of it, each of half the size and half the height. `step` is the distance between samples in units
 * of the first octave: octaves finer than two samples fade out, so that they cannot alias. */
float ts_noise_fractal(uint32_t seed, float x, float y, int octaves, float step);

#endif
