/* SPDX-License-Identifier: Apache-2.0 */
/* Input: a gray frame (gray_frame.h) for what finds QR codes. The decoder is none: the top two bits of the byte for the
 * gap say what it answers. Most of what it is given no true decoder would read, so that deep code is reached at
 * little cost. */
#include <stdbool.h>

#include "fuzz/fuzz.h"
#include "fuzz/gray_frame.h"
#include "vision/locate.h"

#define SIDE_MAX 200
#define STEPS 40000000u
#define STEPS_FEW 2000000u
#define WIDEST (SIDE_MAX * TS_FUZZ_ENLARGED_MAX)

enum answer { NEVER, ALWAYS, BY_DRAWING, NEVER_AND_FEW_STEPS };

static struct ts_locate_memory memory;
static uint8_t levels[TS_PYRAMID_SIZE(WIDEST, WIDEST)], enlarged[TS_PYRAMID_ENLARGED_SIZE(WIDEST, WIDEST)];
static uint16_t edge[TS_FINDER_EDGES(2 * WIDEST)];

struct decoder {
  enum answer answer;
  size_t yes;
};

static bool decode(void *ctx, const struct ts_qr_drawing *drawing, const struct ts_quad *outline) {
  struct decoder *d = ctx;
  size_t pixels = (size_t)drawing->width * drawing->height;
  uint32_t dark = 0;
  FUZZ_CHECK(drawing->gray == memory.drawing && drawing->width == drawing->height &&
             pixels <= TS_QR_DRAWING_SIZE_MAX && outline != NULL);
  for (size_t i = 0; i < pixels; i++) {
    FUZZ_CHECK(drawing->gray[i] == 0 || drawing->gray[i] == UINT8_MAX);
    dark += drawing->gray[i] == 0;
  }
  bool yes = d->answer == ALWAYS || (d->answer == BY_DRAWING && dark / 4 % 2);
  d->yes += yes;
  return yes;
}

static struct ts_budget budget_of(enum answer answer) {
  return (struct ts_budget){.left = answer == NEVER_AND_FEW_STEPS ? STEPS_FEW : STEPS,
                            .reserve = (uint64_t)TS_QR_DRAWING_SIZE_MAX * TS_LOCATE_DECODE_COST};
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  struct ts_frame frame = ts_fuzz_frame(data, size, SIDE_MAX);
  struct ts_pyramid pyramid;
  if (frame.gray == NULL)
    return 0;
  struct decoder decoder = {.answer = (enum answer)(data[3] >> 6)};
  struct ts_locate_sink sink = {.ctx = &decoder, .decode = decode};
  struct ts_budget budget = budget_of(decoder.answer);
  FUZZ_CHECK(ts_pyramid_build(&pyramid, &frame, levels, TS_PYRAMID_SIZE(frame.width, frame.height)));
  size_t read = ts_locate(&memory, &pyramid, edge, &sink, &budget);
  FUZZ_CHECK(read == decoder.yes && read <= TS_LOCATE_SYMBOLS_MAX);
  if (read == 0 && (uint64_t)frame.width * frame.height <= 100000) {
    budget = budget_of(decoder.answer);
    FUZZ_CHECK(ts_pyramid_enlarge(&pyramid, enlarged, TS_PYRAMID_ENLARGED_SIZE(frame.width, frame.height)));
    read = ts_locate_enlarged(&memory, &pyramid, edge, &sink, &budget);
    FUZZ_CHECK(read == decoder.yes && read <= TS_LOCATE_SYMBOLS_MAX);
  }
  free((void *)(uintptr_t)frame.gray);
  return 0;
}
