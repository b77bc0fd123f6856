/* SPDX-License-Identifier: Apache-2.0 */
#include "fuzz/gray_frame.h"

#include <stdlib.h>

#define GAP_MAX 8

struct ts_frame ts_fuzz_frame(const uint8_t *data, size_t size, uint32_t side_max) {
  if (size < TS_FUZZ_HEADER)
    return (struct ts_frame){0};
  uint32_t width = 1u + data[0] % side_max, height = 1u + data[1] % side_max,
           times = 1u + data[2] % TS_FUZZ_ENLARGED_MAX, gap = data[3] % GAP_MAX;
  struct ts_frame frame = {.width = width * times,
                           .height = height * times,
                           .stride = width * times + gap,
                           .source_width = width * times * 2,
                           .source_height = height * times * 2};
  uint8_t *gray = malloc((size_t)frame.stride * frame.height - gap);
  for (uint32_t y = 0; y < frame.height && gray != NULL; y++)
    for (uint32_t x = 0; x < frame.width; x++) {
      size_t at = TS_FUZZ_HEADER + (size_t)(y / times) * width + x / times;
      gray[(size_t)y * frame.stride + x] = at < size ? data[at] : UINT8_MAX;
    }
  frame.gray = gray;
  return frame;
}
