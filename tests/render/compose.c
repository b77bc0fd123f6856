/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>
#include <stdlib.h>

#include "render/canvas.h"

bool ts_canvas_alloc(struct ts_canvas *canvas, int width, int height) {
  size_t size = (size_t)width * (size_t)height;
  *canvas = (struct ts_canvas){.width = width, .height = height};
  canvas->plane[0] = calloc(3 * size, sizeof(float));
  if (!canvas->plane[0])
    return false;
  canvas->plane[1] = canvas->plane[0] + size;
  canvas->plane[2] = canvas->plane[1] + size;
  return true;
}

void ts_canvas_free(struct ts_canvas *canvas) {
  free(canvas->plane[0]);
  *canvas = (struct ts_canvas){0};
}

void ts_canvas_table(struct ts_canvas *canvas, const struct ts_camera *camera,
                     const struct ts_material *material) {
  const struct ts_pose table = ts_pose_make(0, 0, 0, 0, 0);
  const struct ts_view view = ts_camera_view(camera, &table);
  size_t pixel = 0;
  for (int y = 0; y < canvas->height; y++)
    for (int x = 0; x < canvas->width; x++, pixel++) {
      float rgb[3] = {0.10f, 0.10f, 0.11f}; /* a wall behind the table's end */
      struct ts_hit hit;
      if (ts_view_hit(&view, &table, (float)x + 0.5f, (float)y + 0.5f, &hit) && hit.depth < 3000)
        ts_material_colour(material, hit.u, hit.v, hit.depth / camera->focal, rgb);
      for (int c = 0; c < 3; c++)
        canvas->plane[c][pixel] = rgb[c];
    }
}

struct region {
  int left, top, right, bottom; /* right and bottom are not part of it */
};

/* The pixels that a rectangle of the sheet can touch: all, if part of it lies behind the camera. */
static struct region region_of(const struct ts_canvas *canvas, const struct ts_camera *camera,
                               const struct ts_pose *pose, const struct ts_box *box) {
  const int steps = 12; /* a bent sheet's outline is a curve */
  float low[2] = {1e9f, 1e9f}, high[2] = {-1e9f, -1e9f};
  struct region region = {0, 0, canvas->width, canvas->height};
  for (int i = 0; i <= steps; i++)
    for (int j = 0; j <= steps; j++) {
      float point[3], xy[2];
      ts_pose_point(pose, box->x + box->width * (float)i / (float)steps,
                    box->y + box->height * (float)j / (float)steps, point);
      if (!ts_camera_project(camera, point, xy))
        return region;
      for (int k = 0; k < 2; k++) {
        low[k] = fminf(low[k], xy[k]);
        high[k] = fmaxf(high[k], xy[k]);
      }
    }
  const float slack = 4;
  region.left = (int)fmaxf(0, low[0] - slack);
  region.top = (int)fmaxf(0, low[1] - slack);
  region.right = (int)fmaxf(0, fminf((float)canvas->width, high[0] + slack));
  region.bottom = (int)fmaxf(0, fminf((float)canvas->height, high[1] + slack));
  return region;
}

static float rise(float value) {
  float t = value * 0.25f + 0.5f;
  t = t < 0 ? 0 : t > 1 ? 1 : t;
  return t * t * (3 - 2 * t);
}

/* A rectangle blurred by `soft`, at (u, v). */
static float soft_box(const struct ts_shadow *shadow, float u, float v, float soft) {
  float across = rise((u - shadow->left) / soft) - rise((u - shadow->right) / soft);
  return across * (rise((v + shadow->height / 2) / soft) - rise((v - shadow->height / 2) / soft));
}

void ts_canvas_shadow(struct ts_canvas *canvas, const struct ts_camera *camera, const struct ts_pose *pose,
                      const struct ts_shadow *shadow, float light_deg) {
  struct ts_pose table = *pose; /* the shadow lies flat even below a bent card */
  table.radius = table.arc = 0;
  const struct ts_view view = ts_camera_view(camera, &table);
  float soft = 2.2f + 0.5f * shadow->lift, reach = 2 * soft + 1.5f + shadow->lift;
  const struct ts_box box = {shadow->left - reach, -shadow->height / 2 - reach,
                             shadow->right - shadow->left + 2 * reach, shadow->height + 2 * reach};
  const struct region region = region_of(canvas, camera, &table, &box);
  float angle = light_deg * 0.0174532925f, throw = 0.9f + 0.6f * shadow->lift;
  float x = -throw *cosf(angle), y = -throw *sinf(angle);
  float du = pose->cosine * x + pose->sine * y, dv = -pose->sine * x + pose->cosine * y;
  for (int j = region.top; j < region.bottom; j++)
    for (int i = region.left; i < region.right; i++) {
      struct ts_hit hit;
      if (!ts_view_hit(&view, &table, (float)i + 0.5f, (float)j + 0.5f, &hit))
        continue;
      float far = 0.55f * soft_box(shadow, hit.u - du, hit.v - dv, soft);
      float near = 0.5f * soft_box(shadow, hit.u - 0.3f * du, hit.v - 0.3f * dv, 0.45f);
      float keep = (1 - far) * (1 - near);
      size_t pixel = (size_t)j * (size_t)canvas->width + (size_t)i;
      for (int c = 0; c < 3; c++)
        canvas->plane[c][pixel] *= keep;
    }
}

/* Four samples a pixel. False if none of them meets the sheet; `slope` is then not set. */
static bool sample_pixel(const struct ts_view *view, const struct ts_pose *pose,
                         const struct ts_sprite *sprite, int x, int y, float rgba[4], float *slope) {
  float at[4][2];
  bool met[4];
  int meets = 0;
  struct ts_hit hit;
  for (int i = 0; i < 4; i++) {
    met[i] = ts_view_hit(view, pose, (float)x + 0.25f + 0.5f * (float)(i & 1),
                         (float)y + 0.25f + 0.5f * (float)(i >> 1), &hit);
    if (!met[i])
      continue;
    at[i][0] = (hit.u - sprite->left) * sprite->texels_per_mm;
    at[i][1] = (hit.v - sprite->top) * sprite->texels_per_mm;
    *slope = hit.slope;
    meets++;
  }
  for (int c = 0; c < 4; c++)
    rgba[c] = 0;
  if (meets == 0)
    return false;
  float lod = 1;
  if (meets == 4) {
    float right = hypotf(at[1][0] - at[0][0], at[1][1] - at[0][1]);
    float down = hypotf(at[2][0] - at[0][0], at[2][1] - at[0][1]);
    lod = log2f(0.5f * (right + down) + 1e-6f);
  }
  for (int i = 0; i < 4; i++) {
    if (!met[i])
      continue;
    float one[4];
    ts_texture_sample(&sprite->texture, at[i][0], at[i][1], lod, one);
    for (int c = 0; c < 4; c++)
      rgba[c] += 0.25f * one[c];
  }
  return true;
}

void ts_canvas_sprite(struct ts_canvas *canvas, const struct ts_camera *camera, const struct ts_pose *pose,
                      const struct ts_sprite *sprite, float light_deg) {
  const struct ts_view view = ts_camera_view(camera, pose);
  const struct ts_box box = {sprite->left, sprite->top,
                             (float)sprite->texture.level[0].width / sprite->texels_per_mm,
                             (float)sprite->texture.level[0].height / sprite->texels_per_mm};
  const struct region region = region_of(canvas, camera, pose, &box);
  /* The part of the light that comes along the bend. */
  float angle = light_deg * 0.0174532925f;
  float towards = 0.6f * (pose->cosine * cosf(angle) + pose->sine * sinf(angle));
  for (int y = region.top; y < region.bottom; y++)
    for (int x = region.left; x < region.right; x++) {
      float rgba[4], slope = 0;
      if (!sample_pixel(&view, pose, sprite, x, y, rgba, &slope) || rgba[3] <= 0)
        continue;
      float shade = slope == 0 ? 1 : fmaxf(0.15f, cosf(slope) + towards * sinf(slope));
      size_t pixel = (size_t)y * (size_t)canvas->width + (size_t)x;
      for (int c = 0; c < 3; c++) {
        float *under = &canvas->plane[c][pixel];
        *under = *under * (1 - rgba[3]) + shade * rgba[c];
      }
    }
}
