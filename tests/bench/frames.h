/* SPDX-License-Identifier: Apache-2.0 */
/* Rendered frames for the benchmark, decoded from JPEG as a camera's are. */
#ifndef TS_BENCH_FRAMES_H
#define TS_BENCH_FRAMES_H

#include "bench/subject.h"
#include "render/scene.h"

/* A signed tag's text: with error correction M a QR code of version 8. */
extern const char TS_BENCH_TAG[];

enum ts_bench_view {
  TS_VIEW_TAG,     /* a tag of version 8 held into the camera */
  TS_VIEW_NOTHING, /* a card with words on wood */
  TS_VIEW_FINDERS, /* hostile: tiled finder patterns */
  TS_VIEW_NOISE,
  TS_VIEW_STRIPES,
  TS_VIEWS,
};

const char *ts_bench_view_name(enum ts_bench_view view);
void ts_bench_view_scene(struct ts_scene *scene, enum ts_bench_view view, int width, int height);

/* Renders SCENE as a JPEG of quality 90 (malloc'ed). False, with a sentence on standard error. */
bool ts_bench_jpeg(const struct ts_scene *scene, uint8_t **jpeg, size_t *size);

/* The same, and loads it by LOADER. FRAME is good until the loader's next call. */
bool ts_bench_frame(const struct ts_scene *scene, const struct ts_reader *loader, struct ts_frame *frame);

#endif
