/* SPDX-License-Identifier: Apache-2.0 */
/* What scales send and people type: a weight is one that a tag could say, and read again from its milligrams it is the
 * same; a date is the beginning of a day. */
#include "app/answers.h"
#include "core/bundle.h"
#include "core/tag.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  const struct ts_bytes text = ts_bytes(data, size);
  struct ts_weight weight, again;
  int64_t seconds;
  if (ts_answer_scale(&weight, text) == TS_SCALE_WEIGHT) {
    uint8_t memory[16];
    struct ts_buf mg = ts_buf(memory, sizeof memory);
    FUZZ_CHECK(weight.mg >= 1 && weight.mg <= TS_PIECE_WEIGHT_MAX && weight.step_mg >= 1);
    ts_buf_put_decimal(&mg, weight.mg);
    ts_buf_put_text(&mg, " mg");
    FUZZ_CHECK(ts_answer_scale(&again, ts_buf_bytes(&mg)) == TS_SCALE_WEIGHT && again.mg == weight.mg);
  } else {
    FUZZ_CHECK(weight.mg == 0 && weight.step_mg == 0);
  }
  if (ts_answer_date(&seconds, text))
    FUZZ_CHECK(seconds >= 0 && seconds % TS_DAY_SECONDS == 0 && size >= 4 && size <= 10);
  return 0;
}
