/* SPDX-License-Identifier: Apache-2.0 */
/* Photographs judged one by one, as `touchstone check` does it, with the screen of each verdict. */
#ifndef TS_BOARDS_SIM_LOOK_H
#define TS_BOARDS_SIM_LOOK_H

#include "boards/sim/options.h"

/* Exit code. */
int ts_sim_look(const struct ts_sim_options *options);

#endif
