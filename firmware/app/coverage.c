/* SPDX-License-Identifier: Apache-2.0 */
#include "app/coverage.h"

#include <string.h>

static const int16_t place[TS_COVERAGE_ASKED_COUNT] = {
#define PLACE(across, down) TS_COVERAGE_PLACE(across, down),
    TS_COVERAGE_ASKED(PLACE)
#undef PLACE
};

#define CURRENT (TS_COVERAGE_ABOVE * TS_COVERAGE_STRIDE + TS_COVERAGE_LEFT)

void ts_coverage_begin(struct ts_coverage *coverage, const uint8_t *code, uint8_t width) {
  memset(coverage, 0, sizeof *coverage);
  coverage->code = code;
  coverage->range = UINT32_MAX;
  coverage->width = width < TS_COVERAGE_WIDTH_MAX ? width : TS_COVERAGE_WIDTH_MAX;
  for (int i = 0; i < 4; i++)
    coverage->value = coverage->value << 8 | *coverage->code++;
}

static const struct ts_coverage_leaf *leaf_of(const uint8_t *pixel) {
  uint32_t next = 0;
  do {
    const struct ts_coverage_question *question = &ts_coverage_question[next];
    next = question->next[pixel[place[question->asked]] > question->level];
  } while (next < TS_COVERAGE_LEAF);
  return &ts_coverage_leaf[next - TS_COVERAGE_LEAF];
}

static uint8_t read_level(struct ts_coverage *coverage, const struct ts_coverage_leaf *leaf) {
  uint32_t share = coverage->range / TS_COVERAGE_SHARES, at = coverage->value / share, level = 0;
  for (uint32_t step = TS_COVERAGE_LEVELS / 2; step; step /= 2)
    level += leaf->start[level + step] <= at ? step : 0;
  uint32_t start = leaf->start[level];
  uint32_t end = level + 1 < TS_COVERAGE_LEVELS ? leaf->start[level + 1] : TS_COVERAGE_SHARES;
  coverage->value -= start * share;
  coverage->range = (end - start) * share;
  while (coverage->range < 1u << 24) {
    coverage->value = coverage->value << 8 | *coverage->code++;
    coverage->range <<= 8;
  }
  return (uint8_t)level;
}

const uint8_t *ts_coverage_row(struct ts_coverage *coverage) {
  uint8_t *row = &coverage->rows[CURRENT];
  for (int32_t x = 0; x < coverage->width; x++) {
    row[x + TS_COVERAGE_PLACE(0, -2)] = row[x + TS_COVERAGE_PLACE(0, -1)];
    row[x + TS_COVERAGE_PLACE(0, -1)] = row[x];
  }
  for (int32_t x = 0; x < coverage->width; x++)
    row[x] = read_level(coverage, leaf_of(&row[x]));
  return row;
}
