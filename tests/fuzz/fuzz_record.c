/* SPDX-License-Identifier: Apache-2.0 */
/* core/record: what is read is written again to the same bytes; what is refused leaves nothing behind. */
#include <string.h>

#include "core/record.h"
#include "crypto_yes.h"
#include "fuzz.h"

static void check_inside(struct ts_bytes view, const uint8_t *data, size_t size) {
  FUZZ_CHECK(view.size == 0 || (view.data >= data && view.data + view.size <= data + size));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  static struct ts_record record, zero;
  uint8_t memory[TS_RECORD_SIZE_MAX];
  struct ts_buf out = ts_buf(memory, sizeof memory);
  enum ts_err err = ts_record_read(&record, ts_bytes(data, size));
  if (err) {
    FUZZ_CHECK(memcmp(&record, &zero, sizeof zero) == 0);
    return 0;
  }
  FUZZ_CHECK(record.kind > TS_RECORD_NONE && record.kind <= TS_RECORD_GAP);
  FUZZ_CHECK(record.items <= TS_RECORD_ITEMS_MAX);
  for (size_t i = 0; i < record.items; i++) {
    check_inside(record.item[i].text, data, size);
    check_inside(record.item[i].gtin, data, size);
    check_inside(record.item[i].serial, data, size);
  }
  FUZZ_CHECK(ts_record_write(&out, &record, ts_crypto_yes()) == TS_OK);
  FUZZ_CHECK(ts_bytes_equal(ts_buf_bytes(&out), ts_bytes(data, size)));
  return 0;
}
