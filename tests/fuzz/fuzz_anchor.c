/* SPDX-License-Identifier: Apache-2.0 */
/* core/anchor: the input is an anchor's content, to which the right sum is put; what is read is written again
 * to the same bytes. The input is also read as it is. */
#include <string.h>

#include "core/anchor.h"
#include "crypto_yes.h"
#include "fuzz.h"

static void read_file(struct ts_bytes file) {
  struct ts_anchor anchor, zero;
  uint8_t memory[TS_ANCHOR_SIZE_MAX];
  struct ts_buf out = ts_buf(memory, sizeof memory);
  memset(&zero, 0, sizeof zero);
  enum ts_err err = ts_anchor_read(&anchor, file, ts_crypto_yes());
  FUZZ_CHECK(err == TS_OK || err == TS_ERR_STORE_CORRUPT);
  if (err) {
    FUZZ_CHECK(memcmp(&anchor, &zero, sizeof zero) == 0);
    return;
  }
  FUZZ_CHECK(ts_anchor_write(&out, &anchor, ts_crypto_yes()) == TS_OK);
  FUZZ_CHECK(ts_bytes_equal(ts_buf_bytes(&out), file));
  struct ts_time now = ts_anchor_time(&anchor, NULL, (struct ts_time){.seconds = 1, .trust = TS_TIME_RTC}, 0);
  FUZZ_CHECK(now.seconds >= anchor.time_floor);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  uint8_t memory[2 * TS_ANCHOR_SIZE_MAX], digest[TS_SHA256_SIZE];
  struct ts_bytes content = ts_bytes(data, size < TS_ANCHOR_SIZE_MAX ? size : TS_ANCHOR_SIZE_MAX);
  struct ts_buf file = ts_buf(memory, sizeof memory);
  read_file(ts_bytes(data, size));
  FUZZ_CHECK(ts_crypto_yes()->sha256(NULL, &content, 1, digest) == TS_OK);
  ts_buf_put(&file, content);
  ts_buf_put(&file, ts_bytes(digest, sizeof digest));
  read_file(ts_buf_bytes(&file));
  return 0;
}
