/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>

#include "render/card.h"
#include "render/prng.h"

#define BAND 9.6f /* mm, the ring's radius to the middle of its band */
#define TUBE 1.35f

static float smooth(float low, float high, float value) {
  float t = (value - low) / (high - low);
  t = t < 0 ? 0 : t > 1 ? 1 : t;
  return t * t * (3 - 2 * t);
}

/* What a polished surface sees in a photographer's tent: bright soft boxes, a dark horizon, the table below.
 */
static float surroundings(const float mirror[3], const float light[2]) {
  float towards = mirror[0] * light[0] + mirror[1] * light[1];
  float glow = 0.16f + 0.26f * smooth(-0.2f, 0.9f, mirror[2]);
  float lamp = 2.3f * smooth(0.45f, 0.72f, towards) * smooth(-0.15f, 0.15f, mirror[2]);
  float fill = 0.75f * smooth(0.55f, 0.8f, -towards) * smooth(0.05f, 0.3f, mirror[2]);
  float horizon = 1 - 0.8f * (smooth(-0.42f, -0.22f, mirror[2]) - smooth(-0.05f, 0.18f, mirror[2]));
  return (glow + lamp + fill) * horizon;
}

static void gold(float x, float y, const float light[2], float tilt, float rgb[3]) {
  static const float metal[3] = {1.0f, 0.68f, 0.28f};
  float distance = sqrtf(x * x + y * y);
  float across = (distance - BAND) / TUBE;
  across = across < -1 ? -1 : across > 1 ? 1 : across;
  /* The band is engraved lightly around its middle, which breaks the reflexes up as real work does. */
  float angle = atan2f(y, x);
  float wave = 0.05f * sinf(96 * angle) * smooth(0.5f, 0.2f, fabsf(across));
  float outwards = across + tilt;
  float normal[3] = {outwards * x / distance - wave * y / distance,
                     outwards * y / distance + wave * x / distance, sqrtf(fmaxf(0, 1 - across * across))};
  float size = sqrtf(normal[0] * normal[0] + normal[1] * normal[1] + normal[2] * normal[2]);
  float mirror[3];
  for (int i = 0; i < 3; i++)
    mirror[i] = 2 * normal[2] / (size * size) * normal[i];
  mirror[2] -= 1;
  float seen = surroundings(mirror, light);
  float rim = 0.35f + 0.65f * smooth(1.0f, 0.8f, fabsf(across));
  for (int c = 0; c < 3; c++)
    rgb[c] = fminf(1, metal[c] * seen * rim + 0.10f * fmaxf(0, seen - 1.3f));
}

static float ring_shadow(float x, float y, const float light[2]) {
  float dx = x + 1.5f * light[0], dy = y + 1.5f * light[1];
  float far = (sqrtf(dx * dx + dy * dy) - BAND) / (TUBE * 1.25f);
  float near = (sqrtf(x * x + y * y) - BAND) / (TUBE * 1.1f);
  return 0.55f * expf(-far * far) + 0.35f * expf(-near * near);
}

static void ring_texel(float x, float y, float texels_per_mm, const float light[2], uint16_t texel[4]) {
  float edge = TUBE - fabsf(sqrtf(x * x + y * y) - BAND);
  if (edge < -4) /* neither ring nor shadow */
    return;
  float cover = edge * texels_per_mm + 0.5f;
  cover = cover < 0 ? 0 : cover > 1 ? 1 : cover;
  float alpha = cover + (1 - cover) * ring_shadow(x, y, light);
  float rgb[3] = {0, 0, 0};
  if (cover > 0)
    gold(x, y, light, 0.06f, rgb);
  for (int c = 0; c < 3; c++)
    texel[c] = (uint16_t)(rgb[c] * cover * 65535);
  texel[3] = (uint16_t)(alpha * 65535);
}

enum ts_render_err ts_ring_draw(float texels_per_mm, float light_deg, uint64_t seed, struct ts_sprite *sprite,
                                struct ts_render_error *error) {
  struct ts_rng rng = ts_rng_make(seed, 2);
  float angle = (light_deg + ts_rng_between(&rng, -15, 15)) * 0.0174532925f;
  const float light[2] = {cosf(angle), sinf(angle)};
  texels_per_mm = texels_per_mm < 2 ? 2 : texels_per_mm > 24 ? 24 : texels_per_mm;
  int side = (int)(2 * TS_RING_REACH * texels_per_mm);
  *sprite = (struct ts_sprite){.texels_per_mm = texels_per_mm, .left = -TS_RING_REACH, .top = -TS_RING_REACH};
  if (!ts_texture_alloc(&sprite->texture, side, side))
    return ts_render_fail(error, TS_RENDER_MEMORY, "no memory for the ring");
  uint16_t *texel = sprite->texture.level[0].texel;
  for (int j = 0; j < side; j++)
    for (int i = 0; i < side; i++, texel += 4)
      ring_texel(((float)i + 0.5f) / texels_per_mm - TS_RING_REACH,
                 ((float)j + 0.5f) / texels_per_mm - TS_RING_REACH, texels_per_mm, light, texel);
  if (!ts_texture_shrink(&sprite->texture))
    return ts_render_fail(error, TS_RENDER_MEMORY, "no memory for the ring");
  return TS_RENDER_OK;
}
