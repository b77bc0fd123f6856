/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>

#include "render/canvas.h"

void ts_canvas_light(struct ts_canvas *canvas, const struct ts_scene *scene) {
  float width = (float)canvas->width, height = (float)canvas->height;
  float angle = scene->light_deg * 0.0174532925f;
  float toward_x = cosf(angle), toward_y = sinf(angle);
  /* Scaled so that the gradient runs from full light in one corner or edge to (1 - light) in the opposite
   * one. */
  float span = fabsf(toward_x) + fabsf(toward_y);
  const float tint[3] = {1 + 0.10f * scene->warmth, 1, 1 - 0.16f * scene->warmth};
  float spot = 0.5f / (scene->glare_radius * scene->glare_radius * width * width);
  size_t pixel = 0;
  for (int y = 0; y < canvas->height; y++)
    for (int x = 0; x < canvas->width; x++, pixel++) {
      float nx = (2 * (float)x + 1) / width - 1, ny = (2 * (float)y + 1) / height - 1;
      float lit = 0.5f + 0.5f * (nx * toward_x + ny * toward_y) / span;
      float gain = 1 - scene->light * (1 - lit);
      float corner = 0.5f * (nx * nx + ny * ny);
      gain *= 1 - scene->vignette * corner * corner;
      float glare = 0;
      if (scene->glare > 0) {
        float dx = (float)x - scene->glare_x * width, dy = (float)y - scene->glare_y * height;
        glare = scene->glare * expf(-spot * (dx * dx + dy * dy));
      }
      for (int c = 0; c < 3; c++)
        canvas->plane[c][pixel] = canvas->plane[c][pixel] * gain * tint[c] + glare;
    }
}
