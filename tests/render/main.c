/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <sysexits.h>

#include "render/options.h"

static int exit_code(enum ts_render_err err) {
  switch (err) {
  case TS_RENDER_OK:
    return EX_OK;
  case TS_RENDER_USAGE:
  case TS_RENDER_VIEW:
    return EX_USAGE;
  case TS_RENDER_SYMBOL:
  case TS_RENDER_LABEL:
    return EX_DATAERR;
  case TS_RENDER_WRITE:
    return EX_IOERR;
  case TS_RENDER_MEMORY:
    break;
  }
  return EX_SOFTWARE;
}

int main(int argc, char *argv[]) {
  struct ts_render_options options;
  struct ts_render_error error = {0};
  enum ts_render_err err = ts_render_options_read(argc, argv, &options, &error);
  if (!err && options.help) {
    ts_render_options_help(stdout);
    return fflush(stdout) == 0 ? EX_OK : EX_IOERR;
  }
  if (!err && !options.out) {
    fputs("ts-render: --out FILE is needed; --help tells the rest\n", stderr);
    return EX_USAGE;
  }
  struct ts_photo photo = {0};
  if (!err)
    err = ts_scene_shoot(&options.scene, &photo, &error);
  if (!err)
    err = ts_photo_save(&photo, options.out, options.quality, &error);
  if (!err && options.truth)
    err = ts_photo_save_truth(&photo, &options.scene, options.truth, &error);
  ts_photo_free(&photo);
  ts_render_close();
  if (err)
    fprintf(stderr, "ts-render: %s\n", error.text);
  return exit_code(err);
}
