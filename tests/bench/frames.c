/* SPDX-License-Identifier: Apache-2.0 */
#include "bench/frames.h"

#include <stdio.h>
#include <stdlib.h>

const char TS_BENCH_TAG[] = "https://id.maison.example/01/09521234543213/21/A7K2M?98=W32400-50.F750&99="
                            "Aav-ERERERERERERERERERERERERERERERERERERERERIiIiIiIiIiIiIiIiIiIiIiIiIiIiIiIg";

const char *ts_bench_view_name(enum ts_bench_view view) {
  static const char *const names[TS_VIEWS] = {
      [TS_VIEW_TAG] = "tag, version 8", [TS_VIEW_NOTHING] = "no code", [TS_VIEW_FINDERS] = "tiled finders",
      [TS_VIEW_NOISE] = "noise",        [TS_VIEW_STRIPES] = "stripes",
  };
  return names[view];
}

void ts_bench_view_scene(struct ts_scene *scene, enum ts_bench_view view, int width, int height) {
  static const enum ts_scene_hostile hostile[TS_VIEWS] = {[TS_VIEW_FINDERS] = TS_HOSTILE_FINDERS,
                                                          [TS_VIEW_NOISE] = TS_HOSTILE_NOISE,
                                                          [TS_VIEW_STRIPES] = TS_HOSTILE_STRIPES};
  ts_scene_init(scene);
  scene->seed = 5;
  scene->width = width;
  scene->height = height;
  scene->hostile = hostile[view];
  scene->surface = view == TS_VIEW_NOTHING ? TS_SURFACE_WOOD : TS_SURFACE_SLATE;
  if (hostile[view] != TS_HOSTILE_NONE)
    return;
  if (view == TS_VIEW_NOTHING) {
    struct ts_scene_card *card = ts_scene_add(scene, TS_SYMBOL_NONE, "");
    card->caption = "Nothing";
    card->line[0] = "750 / 18 ct";
    return;
  }
  (void)ts_scene_add(scene, TS_SYMBOL_QR, TS_BENCH_TAG);
  scene->tilt_deg = 6;
  scene->rotate_deg = 7;
  scene->module_px = (float)width / 183; /* 3.5 pixels at 640 */
}

bool ts_bench_jpeg(const struct ts_scene *scene, uint8_t **jpeg, size_t *size) {
  struct ts_photo photo = {0};
  struct ts_render_error error = {0};
  *jpeg = NULL;
  bool ok = ts_scene_shoot(scene, &photo, &error) == TS_RENDER_OK &&
            ts_photo_jpeg(&photo, 90, jpeg, size, &error) == TS_RENDER_OK;
  ts_photo_free(&photo);
  if (!ok)
    fprintf(stderr, "cannot render a frame: %s\n", error.text);
  return ok;
}

bool ts_bench_frame(const struct ts_scene *scene, const struct ts_reader *loader, struct ts_frame *frame) {
  uint8_t *jpeg = NULL;
  size_t size = 0;
  if (!ts_bench_jpeg(scene, &jpeg, &size))
    return false;
  enum ts_err err = loader->load(loader->ctx, ts_bytes(jpeg, size), frame);
  free(jpeg);
  if (err != TS_OK)
    fprintf(stderr, "cannot load a rendered frame: %s\n", ts_err_text(err));
  return err == TS_OK;
}
