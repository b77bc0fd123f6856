/* SPDX-License-Identifier: Apache-2.0 */
#ifndef TS_MPS2_AN500_STORE_SEMIHOSTING_H
#define TS_MPS2_AN500_STORE_SEMIHOSTING_H

#include "port/store.h"

/*
 * port/store.h over a device folder of the machine that runs the board, DEVICE/trusted/NAME and DEVICE/card/NAME, which is only
 * looked at: what would write answers TS_ERR_IO. DEVICE is kept, not copied.
 */
struct ts_store_semihosting {
  const char *device;
};

void ts_store_semihosting_init(struct ts_store_semihosting *store, const char *device, struct ts_store *out);

#endif
