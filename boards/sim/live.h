/* SPDX-License-Identifier: Apache-2.0 */
/* The device in a window, for a person. */
#ifndef TS_BOARDS_SIM_LIVE_H
#define TS_BOARDS_SIM_LIVE_H

#include "boards/sim/options.h"

/* Until the window is closed. Exit code. */
int ts_sim_live(const struct ts_sim_options *options);

#endif
