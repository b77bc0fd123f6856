/* SPDX-License-Identifier: Apache-2.0 */
/* port/clock.h over the system's clock, believed as far as the settings and the kernel say. */
#ifndef TS_BOARDS_LINUX_CLOCK_KERNEL_H
#define TS_BOARDS_LINUX_CLOCK_KERNEL_H

#include "boards/common/hosted/clock_system.h"
#include "boards/linux/config.h"

struct ts_clock_kernel {
  /* Its own. */
  enum ts_config_clock believed;
  struct ts_clock_system system;
  struct ts_clock plain;
};

/* TS_CONFIG_CLOCK_NTP: trust RTC while a time server has set the clock and the kernel holds its error to be bounded, else
 * NONE. CLOCK must outlive OUT. */
void ts_clock_kernel_init(struct ts_clock_kernel *clock, enum ts_config_clock believed, struct ts_clock *out);

#endif
