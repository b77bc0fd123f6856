/* SPDX-License-Identifier: Apache-2.0 */
/* The command line of touchstone-sim. */
#ifndef TS_BOARDS_SIM_OPTIONS_H
#define TS_BOARDS_SIM_OPTIONS_H

#include <stdbool.h>

#include "port/clock.h"

enum ts_sim_way {
  TS_SIM_USAGE = 0, /* what was asked for cannot be done */
  TS_SIM_HELP,
  TS_SIM_WINDOW, /* a person uses it */
  TS_SIM_SCRIPT, /* --script */
  TS_SIM_LOOK,   /* photographs, judged one by one */
};

struct ts_sim_options {
  const char *device, *screens, *frames, *script, *camera;
  bool every, quiet, read_only;
  bool fixed; /* NOW was given */
  struct ts_time now;
  char *const *photo;
  int photos;
};

/* USAGE after a line on standard error that says what is wrong. */
enum ts_sim_way ts_sim_options_read(struct ts_sim_options *options, int argc, char **argv);

extern const char ts_sim_usage[];

#endif
