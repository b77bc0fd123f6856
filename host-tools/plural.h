/* SPDX-License-Identifier: Apache-2.0 */
#ifndef TS_HOST_TOOLS_PLURAL_H
#define TS_HOST_TOOLS_PLURAL_H

#include <stdint.h>

/* What stands behind a noun that is counted: "1 record", "2 records". */
static inline const char *ts_s(uint64_t count) {
  return count == 1 ? "" : "s";
}

#endif
