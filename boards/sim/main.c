/* SPDX-License-Identifier: Apache-2.0 */
/* touchstone-sim: the device on a desk. */
#include <stdio.h>
#include <sysexits.h>

#include "boards/sim/live.h"
#include "boards/sim/look.h"
#include "boards/sim/options.h"
#include "boards/sim/script_run.h"

int main(int argc, char **argv) {
  struct ts_sim_options options;
  int status = EX_OK;
  switch (ts_sim_options_read(&options, argc, argv)) {
  case TS_SIM_HELP:
    fputs(ts_sim_usage, stdout);
    break;
  case TS_SIM_WINDOW:
    status = ts_sim_live(&options);
    break;
  case TS_SIM_SCRIPT:
    status = ts_sim_script(&options);
    break;
  case TS_SIM_LOOK:
    status = ts_sim_look(&options);
    break;
  default:
    fputs("touchstone-sim: --help says how to use it\n", stderr);
    return EX_USAGE;
  }
  return fflush(stdout) != 0 ? EX_IOERR : status;
}
