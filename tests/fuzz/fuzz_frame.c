/* SPDX-License-Identifier: Apache-2.0 */
/* Input: width, height, enlargement, gap (a byte each), then gray pixels; what is missing is white. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "adapters/reader.h"

#define SIDE_MAX 80
#define ENLARGED_MAX 4
#define GAP_MAX 8

TS_READER_MEMORY(memory, 1280);
static struct ts_symbol items[TS_SYMBOLS_MAX];
static uint8_t pool[TS_SYMBOLS_POOL];

static struct ts_frame frame_of(uint8_t *gray, const uint8_t *data, size_t size) {
  uint32_t width = 1u + data[0] % SIDE_MAX, height = 1u + data[1] % SIDE_MAX,
           times = 1u + data[2] % ENLARGED_MAX;
  struct ts_frame frame = {.gray = gray,
                           .width = width * times,
                           .height = height * times,
                           .stride = width * times + data[3] % GAP_MAX,
                           .source_width = width * times * 2,
                           .source_height = height * times * 2};
  for (uint32_t y = 0; y < frame.height; y++)
    for (uint32_t x = 0; x < frame.width; x++) {
      size_t at = 4 + (size_t)(y / times) * width + x / times;
      gray[(size_t)y * frame.stride + x] = at < size ? data[at] : UINT8_MAX;
    }
  return frame;
}

static void check(const struct ts_symbols *symbols) {
  for (size_t i = 0; i < symbols->count; i++) {
    const struct ts_symbol *s = &symbols->item[i];
    bool inside = s->bytes.data >= pool && s->bytes.data + s->bytes.size <= pool + sizeof pool;
    if (!inside || s->bytes.size == 0 || s->symbology == TS_SYMBOLOGY_NONE)
      abort();
  }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  struct ts_reader reader;
  if (size < 4 || ts_reader_init(&reader, &memory) != TS_OK)
    return 0;
  const size_t side = SIDE_MAX * ENLARGED_MAX;
  uint8_t *gray = malloc(side * (side + GAP_MAX)); /* of its own, so that a read beyond it is seen */
  if (gray == NULL)
    return 0;
  struct ts_frame frame = frame_of(gray, data, size);
  struct ts_symbols symbols;
  ts_symbols_init(&symbols, items, TS_SYMBOLS_MAX, pool, sizeof pool);
  if (reader.read(reader.ctx, &frame, &symbols) != TS_OK)
    abort();
  check(&symbols);
  free(gray);
  return 0;
}
