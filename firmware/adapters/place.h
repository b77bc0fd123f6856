/* SPDX-License-Identifier: Apache-2.0 */
/* From a frame's pixels to the photograph's. */
#ifndef TS_ADAPTERS_PLACE_H
#define TS_ADAPTERS_PLACE_H

#include "core/frame.h"
#include "core/symbols.h"

static inline int32_t ts_place_scaled(float at, uint32_t source, uint32_t size) {
  float scaled = at * (float)source / (float)size, most = (float)(INT32_MAX / 16);
  scaled = scaled < most ? scaled : most;
  scaled = scaled > -most ? scaled : -most; /* no number is no place either */
  return (int32_t)(scaled < 0 ? scaled - 0.5f : scaled + 0.5f);
}

static inline struct ts_point ts_place_in_source(const struct ts_frame *frame, float x, float y) {
  return (struct ts_point){.x = ts_place_scaled(x, frame->source_width, frame->width),
                           .y = ts_place_scaled(y, frame->source_height, frame->height)};
}

#endif
