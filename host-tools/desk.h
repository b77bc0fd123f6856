/* SPDX-License-Identifier: Apache-2.0 */
/* A desk's reader: the device's own reader over photographs from files. */
#ifndef TS_HOST_TOOLS_DESK_H
#define TS_HOST_TOOLS_DESK_H

#include "adapters/reader.h"
#include "host-tools/fault.h"
#include "host-tools/image_reader.h"
#include "port/reader.h"

struct ts_desk {
  struct ts_reader_memory memory;
  struct ts_reader device_reader;
  struct ts_image_reader reader; /* PNG in front of the device's */
};

bool ts_desk_open(struct ts_desk *desk, struct ts_fault *fault);
void ts_desk_close(struct ts_desk *desk); /* also one that did not open */

#endif
