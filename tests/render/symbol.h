/* SPDX-License-Identifier: Apache-2.0 */
#ifndef TS_RENDER_SYMBOL_H
#define TS_RENDER_SYMBOL_H

#include "render/scene.h"

/* A symbol as modules, one byte each, 1 for dark. Linear symbols have one row. Free with ts_modules_free. */
struct ts_modules {
  int columns, rows;
  uint8_t *dark;
  int quiet;       /* modules of white that the standard wants on each side */
  char words[128]; /* what stands below a linear symbol; empty for QR */
};

enum ts_render_err ts_modules_make(const struct ts_scene_card *card, struct ts_modules *modules,
                                   struct ts_render_error *error);
void ts_modules_free(struct ts_modules *modules);

/* Fills *error with a formatted sentence and returns its code. */
enum ts_render_err ts_render_fail(struct ts_render_error *error, enum ts_render_err code, const char *format,
                                  ...) __attribute__((format(printf, 3, 4)));

#endif
