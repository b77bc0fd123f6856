/* SPDX-License-Identifier: Apache-2.0 */
#ifndef TS_RENDER_KNOBS_H
#define TS_RENDER_KNOBS_H

#include "render/scene.h"

/* The scene's plain numbers: one table for their bounds, their options on the command line and the help. */
struct ts_knob {
  const char *name; /* the option without its dashes */
  const char *unit; /* what the help calls its value */
  const char *help;
  size_t offset; /* in struct ts_scene, or in struct ts_scene_card if card is set */
  bool card;
  float low, high;
};

extern const struct ts_knob TS_KNOBS[];
extern const size_t TS_KNOB_COUNT;

/* Are all of the scene's fields within their bounds? */
enum ts_render_err ts_scene_check(const struct ts_scene *scene, struct ts_render_error *error);

#endif
