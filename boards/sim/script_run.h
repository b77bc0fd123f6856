/* SPDX-License-Identifier: Apache-2.0 */
/* The device by a script, without a window and without waiting. */
#ifndef TS_BOARDS_SIM_SCRIPT_RUN_H
#define TS_BOARDS_SIM_SCRIPT_RUN_H

#include "boards/sim/options.h"

/* Exit code; verdicts go to standard output, a line of JSON each. */
int ts_sim_script(const struct ts_sim_options *options);

#endif
