/* SPDX-License-Identifier: Apache-2.0 */
/* Any text, from a GS1 symbol (first byte odd) or from another: whatever it is, tests/unit/gs1_invariants.h
 * holds. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "unit/gs1_invariants.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  if (size == 0)
    return 0;
  const char *wrong = gs1_check_invariants(ts_bytes(data + 1, size - 1), data[0] & 1);
  if (wrong) {
    fprintf(stderr, "%s\n", wrong);
    abort();
  }
  return 0;
}
