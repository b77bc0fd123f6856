/* SPDX-License-Identifier: Apache-2.0 */
#include "render/scene.h"

#include <math.h>
#include <stdlib.h>

#include "render/canvas.h"
#include "render/knobs.h"

#define GAP 8.0f         /* mm between cards that are placed by themselves */
#define THREAD_GAP 20.0f /* and more where a thread needs it */

/* A scene with everything in its place, before anything is drawn. */
struct stage {
  struct ts_card_plan plan[TS_SCENE_CARDS];
  struct ts_pose pose[TS_SCENE_CARDS];
  float ring_x, ring_y;
  float scale; /* pixels a millimetre at the middle of the picture */
  struct ts_camera camera;
};

void ts_scene_init(struct ts_scene *scene) {
  *scene = (struct ts_scene){
      .seed = 1,
      .width = 1280,
      .height = 960,
      .fill = 0.7f,
      .focal_widths = 1.1f,
      .light = 0.2f,
      .light_deg = 225,
      .vignette = 0.2f,
      .warmth = 0.2f,
      .glare_x = 0.6f,
      .glare_y = 0.4f,
      .glare_radius = 0.08f,
      .blur_px = 0.5f,
      .noise = 2,
      .contrast = 1,
  };
}

struct ts_scene_card *ts_scene_add(struct ts_scene *scene, enum ts_scene_symbol symbol, const char *text) {
  if (scene->cards >= TS_SCENE_CARDS)
    return NULL;
  struct ts_scene_card *card = &scene->card[scene->cards++];
  *card = (struct ts_scene_card){.symbol = symbol,
                                 .text = text,
                                 .ec = 'M',
                                 .module_mm = 0.5f,
                                 .bar_mm = 11,
                                 .width_mm = 60,
                                 .radius_mm = 1.6f,
                                 .damage_part = 0.5f};
  return card;
}

/* The rectangle around everything, along the picture's axes. */
struct bounds {
  float low[2], high[2];
};

static void widen(struct bounds *bounds, float rotate_deg, float x, float y) {
  float angle = rotate_deg * 0.0174532925f;
  const float seen[2] = {cosf(angle) * x - sinf(angle) * y, sinf(angle) * x + cosf(angle) * y};
  for (int i = 0; i < 2; i++) {
    bounds->low[i] = fminf(bounds->low[i], seen[i]);
    bounds->high[i] = fmaxf(bounds->high[i], seen[i]);
  }
}

static void widen_by_card(struct bounds *bounds, float rotate_deg, const struct ts_pose *pose,
                          const struct ts_card_plan *plan) {
  for (int k = 0; k < 4; k++) {
    float u = (k & 1 ? 0.5f : -0.5f) * plan->width, v = (k & 2 ? 0.5f : -0.5f) * plan->height;
    widen(bounds, rotate_deg, pose->x + pose->cosine * u - pose->sine * v,
          pose->y + pose->sine * u + pose->cosine * v);
  }
}

static void place_cards(const struct ts_scene *scene, struct stage *stage) {
  float x = 0, y = 0;
  for (size_t i = 0; i < scene->cards; i++) {
    const struct ts_scene_card *card = &scene->card[i];
    float half = stage->plan[i].width / 2;
    if (card->placed) {
      x = card->x_mm;
      y = card->y_mm;
    } else if (i > 0) {
      x += half + GAP + (card->thread ? THREAD_GAP : 0);
    }
    stage->pose[i] = ts_pose_make(x, y, card->turn_deg, stage->plan[i].width, card->bend_deg);
    x += half;
  }
}

static void place_ring(const struct ts_scene *scene, struct stage *stage, struct bounds *bounds) {
  stage->ring_x = scene->ring_x_mm;
  stage->ring_y = scene->ring_y_mm;
  if (!scene->ring_placed) {
    struct bounds table = {{1e6f, 1e6f}, {-1e6f, -1e6f}};
    for (size_t i = 0; i < scene->cards; i++)
      widen_by_card(&table, 0, &stage->pose[i], &stage->plan[i]);
    stage->ring_x = scene->cards ? table.high[0] - 13 : 0;
    stage->ring_y = scene->cards ? table.high[1] + 15 : 0;
  }
  widen(bounds, scene->rotate_deg, stage->ring_x - 11, stage->ring_y - 11);
  widen(bounds, scene->rotate_deg, stage->ring_x + 11, stage->ring_y + 11);
}

static void place_camera(const struct ts_scene *scene, struct stage *stage, const struct bounds *bounds) {
  float wide = fmaxf(bounds->high[0] - bounds->low[0], 10),
        high = fmaxf(bounds->high[1] - bounds->low[1], 10);
  stage->scale =
      (scene->fill > 0 ? scene->fill : 0.7f) * fminf((float)scene->width / wide, (float)scene->height / high);
  if (scene->module_px > 0 && scene->cards > 0)
    stage->scale = scene->module_px / scene->card[0].module_mm;
  else if (scene->px_per_mm > 0)
    stage->scale = scene->px_per_mm;
  float aim_x = scene->aim_x_mm, aim_y = scene->aim_y_mm;
  if (!scene->aimed) {
    float angle = scene->rotate_deg * 0.0174532925f;
    float x = (bounds->low[0] + bounds->high[0]) / 2, y = (bounds->low[1] + bounds->high[1]) / 2;
    aim_x = cosf(angle) * x + sinf(angle) * y;
    aim_y = -sinf(angle) * x + cosf(angle) * y;
  }
  int longer = scene->width > scene->height ? scene->width : scene->height;
  stage->camera =
      ts_camera_make(scene->width, scene->height, scene->focal_widths * (float)longer, stage->scale, aim_x,
                     aim_y, scene->tilt_deg, scene->pan_deg, scene->rotate_deg);
}

static void stage_clear(const struct ts_scene *scene, struct stage *stage) {
  for (size_t i = 0; i < scene->cards; i++)
    ts_card_plan_free(&stage->plan[i]);
}

/* On failure the stage is left empty. */
static enum ts_render_err stage_set(const struct ts_scene *scene, struct stage *stage,
                                    struct ts_render_error *error) {
  *stage = (struct stage){0};
  enum ts_render_err err = ts_scene_check(scene, error);
  if (err)
    return err;
  for (size_t i = 0; i < scene->cards && !err; i++)
    err = ts_card_measure(&scene->card[i], &stage->plan[i], error);
  if (err) {
    stage_clear(scene, stage);
    return err;
  }
  struct bounds bounds = {{1e6f, 1e6f}, {-1e6f, -1e6f}};
  place_cards(scene, stage);
  for (size_t i = 0; i < scene->cards; i++)
    widen_by_card(&bounds, scene->rotate_deg, &stage->pose[i], &stage->plan[i]);
  if (scene->ring)
    place_ring(scene, stage, &bounds);
  if (scene->cards == 0 && !scene->ring) /* an empty table */
    bounds = (struct bounds){{-50, -40}, {50, 40}};
  place_camera(scene, stage, &bounds);
  return TS_RENDER_OK;
}

/* `column` and `row` in modules; see ts_scene_locate. */
static bool locate(const struct ts_scene *scene, const struct stage *stage, size_t i, float column, float row,
                   float xy[2]) {
  const struct ts_card_plan *plan = &stage->plan[i];
  bool linear = plan->modules.rows == 1;
  float module = scene->card[i].module_mm;
  float u = plan->symbol.x + column * module;
  float v = plan->symbol.y + row * (linear ? scene->card[i].bar_mm : module);
  if (scene->card[i].symbol == TS_SYMBOL_LABEL) {
    u = plan->symbol.x + column * plan->width;
    v = plan->symbol.y + row * plan->height;
  }
  float point[3];
  ts_pose_point(&stage->pose[i], u, v, point);
  return ts_camera_project(&stage->camera, point, xy);
}

enum ts_render_err ts_scene_locate(const struct ts_scene *scene, size_t card, float column, float row,
                                   float xy[2], struct ts_render_error *error) {
  struct stage stage;
  enum ts_render_err err = stage_set(scene, &stage, error);
  if (err)
    return err;
  if (card >= scene->cards)
    err = ts_render_fail(error, TS_RENDER_USAGE, "there is no card %zu", card + 1);
  else if (!locate(scene, &stage, card, column, row, xy))
    err = ts_render_fail(error, TS_RENDER_VIEW, "card %zu lies behind the camera", card + 1);
  stage_clear(scene, &stage);
  return err;
}

static enum ts_render_err note_symbols(const struct ts_scene *scene, const struct stage *stage,
                                       struct ts_photo *photo, struct ts_render_error *error) {
  static const float sides[4][2] = {{0, 0}, {1, 0}, {1, 1}, {0, 1}};
  for (size_t i = 0; i < scene->cards; i++) {
    if (scene->card[i].symbol == TS_SYMBOL_NONE)
      continue;
    const struct ts_modules *modules = &stage->plan[i].modules;
    bool label = scene->card[i].symbol == TS_SYMBOL_LABEL;
    struct ts_photo_symbol *symbol = &photo->symbol[photo->symbols++];
    *symbol = (struct ts_photo_symbol){
        .card = i, .symbol = scene->card[i].symbol, .columns = modules->columns, .rows = modules->rows};
    for (int k = 0; k < 4; k++)
      if (!locate(scene, stage, i, sides[k][0] * (label ? 1 : (float)modules->columns),
                  sides[k][1] * (label ? 1 : (float)modules->rows), symbol->corner[k]))
        return ts_render_fail(error, TS_RENDER_VIEW, "card %zu lies behind the camera", i + 1);
  }
  return TS_RENDER_OK;
}

static void shade_table(const struct ts_scene *scene, const struct stage *stage, size_t i,
                        struct ts_canvas *canvas) {
  const struct ts_card_plan *plan = &stage->plan[i];
  const struct ts_pose *pose = &stage->pose[i];
  struct ts_shadow shadow = {.left = -plan->width / 2, .right = plan->width / 2, .height = plan->height};
  if (pose->radius > 0) {
    shadow.right = pose->radius * sinf(fminf(pose->arc, 1.5707963f));
    shadow.left = -shadow.right;
    shadow.lift = fminf(10, pose->radius * (1 - cosf(pose->arc)));
  }
  if (scene->card[i].damage == TS_DAMAGE_TEAR)
    shadow.left = fminf(plan->symbol.x + scene->card[i].damage_part * plan->symbol.width, shadow.right);
  ts_canvas_shadow(canvas, &stage->camera, pose, &shadow, scene->light_deg);
}

static enum ts_render_err lay_card(const struct ts_scene *scene, const struct stage *stage, size_t i,
                                   struct ts_canvas *canvas, struct ts_render_error *error) {
  struct ts_sprite sprite;
  enum ts_render_err err = ts_card_draw(&scene->card[i], &stage->plan[i], 1.3f * stage->scale,
                                        scene->seed + 1000 * (i + 1), &sprite, error);
  if (err)
    return err;
  shade_table(scene, stage, i, canvas);
  ts_canvas_sprite(canvas, &stage->camera, &stage->pose[i], &sprite, scene->light_deg);
  ts_texture_free(&sprite.texture);
  return TS_RENDER_OK;
}

static enum ts_render_err lay_ring(const struct ts_scene *scene, const struct stage *stage,
                                   struct ts_canvas *canvas, struct ts_render_error *error) {
  struct ts_sprite sprite;
  enum ts_render_err err = ts_ring_draw(1.3f * stage->scale, scene->light_deg, scene->seed, &sprite, error);
  if (err)
    return err;
  const struct ts_pose pose = ts_pose_make(stage->ring_x, stage->ring_y, 0, 0, 0);
  ts_canvas_sprite(canvas, &stage->camera, &pose, &sprite, scene->light_deg);
  ts_texture_free(&sprite.texture);
  return TS_RENDER_OK;
}

static enum ts_render_err paint(const struct ts_scene *scene, const struct stage *stage,
                                struct ts_canvas *canvas, struct ts_render_error *error) {
  if (scene->hostile != TS_HOSTILE_NONE) {
    ts_canvas_hostile(canvas, scene->hostile, scene->module_px > 0 ? scene->module_px : 4, scene->seed);
    return TS_RENDER_OK;
  }
  const struct ts_material material = ts_material_make(scene->surface, scene->seed, scene->light_deg);
  ts_canvas_table(canvas, &stage->camera, &material);
  enum ts_render_err err = TS_RENDER_OK;
  for (size_t i = 0; i < scene->cards && !err; i++)
    err = lay_card(scene, stage, i, canvas, error);
  if (scene->ring && !err)
    err = lay_ring(scene, stage, canvas, error);
  return err;
}

/* Light, lens and sensor. */
static enum ts_render_err expose(const struct ts_scene *scene, struct ts_canvas *canvas,
                                 struct ts_photo *photo, struct ts_render_error *error) {
  ts_canvas_light(canvas, scene);
  photo->rgb = malloc((size_t)scene->width * (size_t)scene->height * 3);
  if (!photo->rgb || !ts_canvas_blur(canvas, scene->blur_px) ||
      !ts_canvas_shake(canvas, scene->motion_px, scene->motion_deg))
    return ts_render_fail(error, TS_RENDER_MEMORY, "no memory for the picture");
  ts_canvas_develop(canvas, scene, photo->rgb);
  return TS_RENDER_OK;
}

enum ts_render_err ts_scene_shoot(const struct ts_scene *scene, struct ts_photo *photo,
                                  struct ts_render_error *error) {
  *photo = (struct ts_photo){0};
  struct stage stage;
  enum ts_render_err err = stage_set(scene, &stage, error);
  if (err)
    return err;
  photo->width = scene->width;
  photo->height = scene->height;
  struct ts_canvas canvas;
  if (!ts_canvas_alloc(&canvas, scene->width, scene->height))
    err = ts_render_fail(error, TS_RENDER_MEMORY, "no memory for the picture");
  if (!err && scene->hostile == TS_HOSTILE_NONE)
    err = note_symbols(scene, &stage, photo, error);
  if (!err)
    err = paint(scene, &stage, &canvas, error);
  if (!err)
    err = expose(scene, &canvas, photo, error);
  ts_canvas_free(&canvas);
  stage_clear(scene, &stage);
  if (err)
    ts_photo_free(photo);
  return err;
}

void ts_photo_free(struct ts_photo *photo) {
  free(photo->rgb);
  *photo = (struct ts_photo){0};
}
