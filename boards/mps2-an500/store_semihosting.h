/* SPDX-License-Identifier: Apache-2.0 */
#ifndef TS_MPS2_AN500_STORE_SEMIHOSTING_H
#define TS_MPS2_AN500_STORE_SEMIHOSTING_H

#include <stdbool.h>

#include "port/store.h"

/*
 * port/store.h over a device folder of the machine that runs the board: DEVICE/trusted/NAME and DEVICE/card/NAME.
 * Atomic as far as the renaming of that machine's files is; durable as long as it runs, which is the life of an
 * emulated board. DEVICE is kept, not copied.
 */
struct ts_store_semihosting {
  const char *device;
};

/* WRITABLE: else `replace`, `append` and `remove` answer TS_ERR_IO. */
void ts_store_semihosting_init(struct ts_store_semihosting *store, const char *device, bool writable,
                               struct ts_store *out);

#endif
