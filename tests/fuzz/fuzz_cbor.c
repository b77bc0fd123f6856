/* SPDX-License-Identifier: Apache-2.0 */
/* core/cbor: what the check takes, is read and written again to the same bytes; and what it refuses does no
 * harm to a reader that did not ask it. */
#include <stdlib.h>
#include <string.h>

#include "core/cbor.h"
#include "fuzz.h"

static void put(struct ts_buf *out, const struct ts_cbor_item *item) {
  switch (item->type) {
  case TS_CBOR_UINT:
    ts_cbor_put_uint(out, item->number);
    break;
  case TS_CBOR_NEGATIVE:
    ts_cbor_put_negative(out, item->number);
    break;
  case TS_CBOR_BYTES:
    ts_cbor_put_bytes(out, item->bytes);
    break;
  case TS_CBOR_TEXT:
    ts_cbor_put_text(out, item->bytes);
    break;
  case TS_CBOR_ARRAY:
    ts_cbor_put_array(out, item->number);
    break;
  case TS_CBOR_MAP:
    ts_cbor_put_map(out, item->number);
    break;
  case TS_CBOR_TAG:
    ts_cbor_put_tag(out, item->number);
    break;
  case TS_CBOR_SIMPLE:
    if (item->number == 22)
      ts_buf_put_byte(out, 0xF6);
    else
      ts_cbor_put_bool(out, item->number == 21);
    break;
  case TS_CBOR_NONE:
    break;
  }
}

/* Reads IN to its end, head by head, and writes it again. */
static enum ts_err copy(struct ts_buf *out, struct ts_bytes in) {
  struct ts_cbor_reader r = ts_cbor_reader(in);
  while (!r.err && !ts_cbor_at_end(&r)) {
    struct ts_cbor_item item = ts_cbor_next(&r);
    if (!r.err)
      put(out, &item);
  }
  return r.err;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  struct ts_bytes in = ts_bytes(data, size);
  uint8_t *memory = malloc(size + 1);
  struct ts_buf out = ts_buf(memory, size);
  enum ts_err err = ts_cbor_check(in), copied = copy(&out, in);
  struct ts_cbor_reader r = ts_cbor_reader(in);
  struct ts_bytes skipped = ts_cbor_skip(&r);
  FUZZ_CHECK(r.at <= size && skipped.size <= size);
  if (!copied) /* shortest heads: one spelling */
    FUZZ_CHECK(!out.full && ts_bytes_equal(ts_buf_bytes(&out), in));
  if (!err) {
    FUZZ_CHECK(!copied && skipped.size == size && ts_cbor_at_end(&r));
    size_t prefix;
    FUZZ_CHECK(ts_cbor_check_prefix(in, &prefix) == TS_OK && prefix == size);
    FUZZ_CHECK(ts_cbor_check(ts_bytes(data, size - 1)) == TS_ERR_CBOR_TRUNCATED);
  }
  free(memory);
  return 0;
}
