/* SPDX-License-Identifier: Apache-2.0 */
#include "app/aim.h"

#include <string.h>

#define CELLS (TS_AIM_COLUMNS * TS_AIM_ROWS)
#define LINES 24
#define RUN_MAX 127

/* When a hint is called for. Found by trying: paper under a desk lamp has a mean over 90 and hardly a pixel at 250. */
#define DARK_MEAN 36
#define GLARE_PER_CENT 18
#define CHANGED_MUCH 14
#define CONTRAST_OF_CODE 40
#define SHARP_PER_CENT 35
#define RUN_TOO_SHORT 2       /* pixels: bars that no decoder tells apart */
#define RUN_TOO_LONG_PART 22u /* of the frame's width: a code that does not fit it */
#define EDGES_A_RUN 4
#define FRAMES_BEFORE_HINT 2

void ts_aim_init(struct ts_aim *aim) {
  memset(aim, 0, sizeof *aim);
}

static uint32_t step_of(uint32_t pixels, uint32_t samples) {
  return pixels > samples ? pixels / samples : 1;
}

/* The grid's means, the frame's, and what is burnt out. */
static void measure_light(const struct ts_frame *frame, uint8_t grid[CELLS], struct ts_aim_measures *m) {
  uint32_t sum[CELLS] = {0}, count[CELLS] = {0}, total = 0, samples = 0, clipped = 0;
  uint32_t step_x = step_of(frame->width, 128), step_y = step_of(frame->height, 96);
  for (uint32_t y = 0; y < frame->height; y += step_y) {
    const uint8_t *row = frame->gray + (size_t)y * frame->stride;
    for (uint32_t x = 0; x < frame->width; x += step_x) {
      uint32_t cell = y * TS_AIM_ROWS / frame->height * TS_AIM_COLUMNS + x * TS_AIM_COLUMNS / frame->width;
      sum[cell] += row[x];
      count[cell]++;
      total += row[x];
      samples++;
      clipped += row[x] >= 250;
    }
  }
  for (unsigned i = 0; i < CELLS; i++)
    grid[i] = (uint8_t)(count[i] ? sum[i] / count[i] : 0);
  m->mean = (uint8_t)(samples ? total / samples : 0);
  m->clipped = (uint8_t)(samples ? clipped * 100 / samples : 0);
}

static unsigned mean_of(const uint8_t grid[CELLS]) {
  unsigned sum = 0;
  for (unsigned i = 0; i < CELLS; i++)
    sum += grid[i];
  return sum / CELLS;
}

/* A lamp that flickers changes all cells alike, and is no motion. */
static uint8_t difference(const uint8_t a[CELLS], const uint8_t b[CELLS]) {
  int of_a = (int)mean_of(a), of_b = (int)mean_of(b), sum = 0;
  for (unsigned i = 0; i < CELLS; i++) {
    int d = (a[i] - of_a) - (b[i] - of_b);
    sum += d < 0 ? -d : d;
  }
  return (uint8_t)(sum / CELLS);
}

/* The middle of the frame: LINES lines of three quarters of its width, over half its height. */
struct middle {
  const struct ts_frame *frame;
  uint32_t x, width, y, step;
};

static struct middle middle_of(const struct ts_frame *frame) {
  return (struct middle){.frame = frame,
                         .x = frame->width / 8,
                         .width = frame->width - 2 * (frame->width / 8),
                         .y = frame->height / 4,
                         .step = step_of(frame->height / 2, LINES)};
}

static const uint8_t *line_of(const struct middle *m, unsigned line) {
  uint32_t y = m->y + line * m->step;
  return y < m->frame->height ? m->frame->gray + (size_t)y * m->frame->stride + m->x : NULL;
}

/* The levels that a twentieth of the pixels is below, and above. */
static void levels(const struct middle *m, unsigned *low, unsigned *high) {
  uint32_t histogram[256] = {0}, count = 0, below = 0;
  for (unsigned i = 0; i < LINES; i++) {
    const uint8_t *p = line_of(m, i);
    for (uint32_t x = 0; p && x < m->width; x++, count++)
      histogram[p[x]]++;
  }
  *low = *high = 0;
  for (unsigned v = 0; v < 256; v++) {
    if (below * 20 < count)
      *low = v;
    if (below * 20 < count * 19)
      *high = v;
    below += histogram[v];
  }
}

/* Lengths from edge to edge of one line; how many there are, and the steepest step. */
static unsigned runs_of_line(const struct middle *m, const uint8_t *p, unsigned low, unsigned high,
                             uint16_t runs[RUN_MAX + 1], unsigned *steepest) {
  unsigned margin = (high - low) / 8, middle = (low + high) / 2, edges = 0;
  bool light = p[0] > middle;
  uint32_t since = 0;
  for (uint32_t x = 1; x < m->width; x++) {
    unsigned step = p[x] > p[x - 1] ? (unsigned)(p[x] - p[x - 1]) : (unsigned)(p[x - 1] - p[x]);
    if (step > *steepest)
      *steepest = step;
    bool turned = light ? p[x] + margin < middle : p[x] > middle + margin;
    if (!turned)
      continue;
    if (edges++)
      runs[x - since < RUN_MAX ? x - since : RUN_MAX]++;
    light = !light;
    since = x;
  }
  return edges;
}

static uint16_t median(const uint16_t runs[RUN_MAX + 1], unsigned count) {
  unsigned below = 0;
  for (uint16_t v = 0; v <= RUN_MAX; v++) {
    below += runs[v];
    if (2 * below > count)
      return v;
  }
  return 0;
}

/* Bars and modules: several edges on several lines. */
static void measure_edges(const struct ts_frame *frame, struct ts_aim_measures *out) {
  const struct middle m = middle_of(frame);
  uint16_t runs[RUN_MAX + 1] = {0};
  unsigned low, high, count = 0, busy = 0, sum = 0;
  levels(&m, &low, &high);
  out->contrast = (uint8_t)(high - low);
  if (out->contrast < CONTRAST_OF_CODE)
    return;
  for (unsigned i = 0; i < LINES; i++) {
    const uint8_t *p = line_of(&m, i);
    unsigned steepest = 0, edges = p ? runs_of_line(&m, p, low, high, runs, &steepest) : 0;
    if (edges < 4)
      continue;
    count += edges - 1;
    busy++;
    sum += steepest;
  }
  if (busy < LINES / 6)
    return;
  out->run = median(runs, count);
  unsigned sharpness = sum / busy * 100 / out->contrast;
  out->sharpness = (uint8_t)(sharpness < 100 ? sharpness : 100);
}

static enum ts_aim_hint hint_of(const struct ts_aim_measures *m, uint32_t width) {
  if (m->mean < DARK_MEAN)
    return TS_AIM_DARK;
  if (m->clipped >= GLARE_PER_CENT)
    return TS_AIM_GLARE;
  /* Wide bars with edges to match; where the edges are as wide, small bars have run into one another. */
  if (m->run && m->run >= width / RUN_TOO_LONG_PART && m->run * m->sharpness >= EDGES_A_RUN * 100)
    return TS_AIM_CLOSE;
  if (m->run && m->run <= RUN_TOO_SHORT)
    return TS_AIM_FAR;
  if (m->changed >= CHANGED_MUCH || (m->run && m->sharpness < SHARP_PER_CENT))
    return TS_AIM_STILL;
  return TS_AIM_SHOW;
}

enum ts_aim_hint ts_aim_look(struct ts_aim *aim, const struct ts_frame *frame) {
  uint8_t grid[CELLS];
  struct ts_aim_measures m = {0};
  if (!frame->gray || frame->width < TS_AIM_COLUMNS || frame->height < TS_AIM_ROWS)
    return TS_AIM_SHOW;
  measure_light(frame, grid, &m);
  m.changed = aim->has_grid ? difference(grid, aim->grid) : 0;
  measure_edges(frame, &m);
  memcpy(aim->grid, grid, sizeof grid);
  aim->has_grid = true;
  aim->measures = m;
  enum ts_aim_hint hint = hint_of(&m, frame->width);
  aim->candidate_frames = hint == aim->candidate ? aim->candidate_frames + 1 : 1;
  aim->candidate = hint;
  if (aim->candidate_frames >= FRAMES_BEFORE_HINT)
    aim->hint = hint;
  return aim->hint;
}
