/* SPDX-License-Identifier: Apache-2.0 */
/* Stands between the app and a simulated board's ports, and keeps account of what they take: time, allocations, and,
 * if it is asked to, calls them on another stack, so that what is left on the first one is the app's own. */
#ifndef TS_BENCH_DEVICE_PORTS_H
#define TS_BENCH_DEVICE_PORTS_H

#include <stdbool.h>
#include <stdint.h>

#include "bench/alloc_count.h"
#include "boards/sim/board.h"

/* Nanoseconds in each port since they were zeroed. HASH is the app's errand: photographs and records. */
struct ts_port_times {
  uint64_t load, read, verify, sign, hash, store;
};

extern struct ts_port_times ts_port_times;
extern bool ts_ports_aside; /* on another stack */

/* Puts itself between, in an open board. */
void ts_device_ports(struct ts_board *board);
uint64_t ts_nanoseconds(void);

#endif
