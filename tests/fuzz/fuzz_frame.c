/* SPDX-License-Identifier: Apache-2.0 */
/* Input: a gray frame (gray_frame.h), for the whole reader. */
#include "adapters/reader.h"
#include "fuzz/fuzz.h"
#include "fuzz/gray_frame.h"

#define SIDE_MAX 80

TS_READER_MEMORY(memory, 1280);
static struct ts_symbol items[TS_SYMBOLS_MAX];
static uint8_t pool[TS_SYMBOLS_POOL];

static void check(const struct ts_symbols *symbols) {
  for (size_t i = 0; i < symbols->count; i++) {
    const struct ts_symbol *s = &symbols->item[i];
    FUZZ_CHECK(s->bytes.data >= pool && s->bytes.data + s->bytes.size <= pool + sizeof pool);
    FUZZ_CHECK(s->bytes.size > 0 && s->symbology != TS_SYMBOLOGY_NONE);
  }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  struct ts_reader reader;
  struct ts_frame frame = ts_fuzz_frame(data, size, SIDE_MAX);
  struct ts_symbols symbols;
  if (frame.gray == NULL)
    return 0;
  FUZZ_CHECK(ts_reader_init(&reader, &memory) == TS_OK);
  ts_symbols_init(&symbols, items, TS_SYMBOLS_MAX, pool, sizeof pool);
  FUZZ_CHECK(reader.read(reader.ctx, &frame, &symbols) == TS_OK);
  check(&symbols);
  free((void *)(uintptr_t)frame.gray);
  return 0;
}
