/* SPDX-License-Identifier: Apache-2.0 */
#ifndef TS_RENDER_TEST_SUPPORT_H
#define TS_RENDER_TEST_SUPPORT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "render/scene.h"

/* What both test programs of this folder share. */
#define TAG "https://example.com/01/09521234543213/21/A1B2C3?98=W32400-50.F750.CYG.S17"

struct picture {
  struct ts_photo photo;
  uint8_t *gray;
};

static inline void shoot(const struct ts_scene *scene, struct picture *picture) {
  struct ts_render_error error = {0};
  if (ts_scene_shoot(scene, &picture->photo, &error) != TS_RENDER_OK)
    fail_msg("%s", error.text);
  picture->gray = malloc((size_t)scene->width * (size_t)scene->height);
  assert_non_null(picture->gray);
  ts_photo_gray(&picture->photo, picture->gray);
}

static inline void discard(struct picture *picture) {
  ts_photo_free(&picture->photo);
  free(picture->gray);
}

static inline void small_scene(struct ts_scene *scene) {
  ts_scene_init(scene);
  scene->width = 640;
  scene->height = 480;
}

static inline int release_fonts(void **state) {
  (void)state;
  ts_render_close();
  return 0;
}

#endif
