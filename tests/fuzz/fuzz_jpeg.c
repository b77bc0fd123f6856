/* SPDX-License-Identifier: Apache-2.0 */
/* Input: a photograph as a camera or an upload gives it. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include "adapters/jpeg_turbo.h"

#define SIDE_MAX 1280

static uint8_t gray[SIDE_MAX * SIDE_MAX];

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  struct ts_frame frame;
  enum ts_err err = ts_jpeg_decode(ts_bytes(data, size), gray, sizeof gray, SIDE_MAX, &frame);
  if ((err == TS_OK) != (frame.gray != NULL))
    abort();
  if (err == TS_OK && (frame.width == 0 || frame.height == 0 || frame.width > SIDE_MAX ||
                       frame.height > SIDE_MAX || frame.stride != frame.width))
    abort();
  return 0;
}
