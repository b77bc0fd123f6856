/* SPDX-License-Identifier: Apache-2.0 */
#ifndef TS_RENDER_OPTIONS_H
#define TS_RENDER_OPTIONS_H

#include <stdio.h>

#include "render/scene.h"

/* What the command line asks for. Strings point into argv. */
struct ts_render_options {
  struct ts_scene scene;
  const char *out;   /* NULL: not given */
  const char *truth; /* NULL: not wanted */
  int quality;
  bool help;
};

/* Reads argv[1] .. argv[argc - 1]. Each option is two arguments, or one as --name=value. */
enum ts_render_err ts_render_options_read(int argc, char *const argv[], struct ts_render_options *options,
                                          struct ts_render_error *error);
void ts_render_options_help(FILE *file);

#endif
