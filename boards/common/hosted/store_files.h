/* SPDX-License-Identifier: Apache-2.0 */
/* port/store.h over a folder with the two areas as its folders trusted/ and card/. What lies in card/ is an
 * attacker's: links are not followed, only regular files are opened, and sizes are the caller's to bound. */
#ifndef TS_BOARDS_COMMON_HOSTED_STORE_FILES_H
#define TS_BOARDS_COMMON_HOSTED_STORE_FILES_H

#include <stdbool.h>

#include "port/store.h"

struct ts_store_files {
  int folder[2]; /* by enum ts_store_area; -1: not open */
  bool writable;
};

/* Opens the folders of DEVICE. Not WRITABLE: `replace`, `append` and `remove` answer TS_ERR_IO, so that looking
 * changes nothing.
 * TS_ERR_NOT_FOUND if DEVICE or an area is missing, TS_ERR_IO if it cannot be opened. FILES must outlive OUT.
 */
enum ts_err ts_store_files_open(struct ts_store_files *files, const char *device, bool writable,
                                struct ts_store *out);
/* Fine for one that is not open, and twice. */
void ts_store_files_close(struct ts_store_files *files);

/* Makes DEVICE and its areas where they are missing, for its owner alone (mode 0700), durably. */
enum ts_err ts_store_files_make(const char *device);

#endif
