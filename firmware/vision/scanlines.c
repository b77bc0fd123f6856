/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>
#include <string.h>

#include "vision/probe.h"
#include "vision/stripe.h"

#define MARGIN 0.10f /* of its length, at both ends, for the quiet zones and what was not seen of the code */
#define MARGIN_PIXELS 12.0f /* of its level, besides */
#define TURNS_MIN 24u       /* from dark to light or back, along any code */
#define TURNS_CLEAR 32u
#define SWING_MIN 10  /* gray levels between two turns */
#define SWING_SHARE 6 /* and one part in so many of the line's range */
#define ALIKE 0.55f   /* correlation of two lines through the same bars */
#define ALIKE_CLEAR 0.85f
#define LINES_WITHIN 0.9f  /* of the height */
#define HEIGHT_AVERAGED 16 /* pixels: higher bars are averaged along a little, against noise */
#define COST_SAMPLE 130u

/* How a stripe is sampled. */
struct way {
  const struct ts_level *level;
  float x,
      y; /* where the first line's place 0 is: the stripe's left end, at half its height; the level's pixels */
  float along_x, along_y;
  float height;   /* the level's pixels */
  float step;     /* between samples */
  uint32_t width; /* samples */
  float beside;   /* how far along the bars more samples are taken; 0: none */
};

/* The level next finer than where it was found: its bars are two pixels wide there or more; where there is none, two
 * samples a pixel. */
static struct way way_of(const struct ts_stripe *stripe, const struct ts_pyramid *pyramid) {
  const struct ts_level *level = pyramid->level;
  while (level + 1 < pyramid->level + pyramid->count && level->scale * 2 < stripe->scale)
    level++;
  float scale = level->scale;
  struct way w = {.level = level, .along_x = stripe->along_x, .along_y = stripe->along_y};
  float length = stripe->length * (1 + 2 * MARGIN) + 2 * MARGIN_PIXELS * stripe->scale;
  w.x = (stripe->x - stripe->along_x * length / 2) / scale;
  w.y = (stripe->y - stripe->along_y * length / 2) / scale;
  w.height = stripe->height / scale;
  length /= scale;
  w.step = stripe->scale > scale ? 1.0f : 0.7f;
  if (length > w.step * TS_SCANLINES_WIDTH_MAX)
    w.step = length / TS_SCANLINES_WIDTH_MAX;
  w.width = (uint32_t)(length / w.step);
  w.width = w.width > TS_SCANLINES_WIDTH_MAX ? TS_SCANLINES_WIDTH_MAX : w.width;
  return w;
}

/* The line at DOWN (pixels along the bars from half the height), its samples shifted by SHIFT of a step. Beyond the frame's
 * edge it is light: a code that touches the edge has its quiet zone there. */
static void take_line(const struct way *w, float down, float shift, uint8_t *out) {
  float x = w->x - w->along_y * down + w->along_x * shift * w->step;
  float y = w->y + w->along_x * down + w->along_y * shift * w->step;
  bool outside = false;
  uint8_t lightest = 1;
  float beside_x = -w->along_y * w->beside, beside_y = w->along_x * w->beside;
  for (uint32_t i = 0; i < w->width; i++) {
    float px = x + w->along_x * w->step * (float)i, py = y + w->along_y * w->step * (float)i;
    if (!ts_probe_within(w->level, px, py)) {
      out[i] = 0;
      outside = true;
      continue;
    }
    float v = ts_probe_gray(w->level, px, py);
    if (w->beside > 0)
      v = (v + ts_probe_gray(w->level, px + beside_x, py + beside_y) +
           ts_probe_gray(w->level, px - beside_x, py - beside_y)) /
          3;
    out[i] = (uint8_t)(v + 0.5f);
    out[i] = out[i] > 0 ? out[i] : 1; /* 0 is what lies outside */
    lightest = out[i] > lightest ? out[i] : lightest;
  }
  for (uint32_t i = 0; outside && i < w->width; i++)
    out[i] = out[i] > 0 ? out[i] : lightest;
}

/* ---- plausible ---- */

/* How often the line turns between dark and light by a swing that counts. */
static uint32_t turns(const uint8_t *line, uint32_t width) {
  int low = UINT8_MAX, high = 0;
  for (uint32_t i = 0; i < width; i++) {
    low = line[i] < low ? line[i] : low;
    high = line[i] > high ? line[i] : high;
  }
  int swing = (high - low) / SWING_SHARE;
  swing = swing < SWING_MIN ? SWING_MIN : swing;
  uint32_t count = 0;
  int extreme = line[0], direction = 0;
  for (uint32_t i = 1; i < width; i++) {
    int v = line[i];
    if (direction >= 0 && v <= extreme - swing) {
      count += direction > 0;
      direction = -1;
      extreme = v;
    } else if (direction <= 0 && v >= extreme + swing) {
      count += direction < 0;
      direction = 1;
      extreme = v;
    } else if ((direction > 0 && v > extreme) || (direction < 0 && v < extreme)) {
      extreme = v;
    }
  }
  return count;
}

static float correlation(const uint8_t *a, const uint8_t *b, uint32_t n) {
  int64_t sa = 0, sb = 0, saa = 0, sbb = 0, sab = 0;
  for (uint32_t i = 0; i < n; i++) {
    sa += a[i];
    sb += b[i];
    saa += a[i] * a[i];
    sbb += b[i] * b[i];
    sab += a[i] * b[i];
  }
  float va = (float)((int64_t)n * saa - sa * sa), vb = (float)((int64_t)n * sbb - sb * sb);
  if (va <= 0 || vb <= 0)
    return 0;
  return (float)((int64_t)n * sab - sa * sb) / (sqrtf(va) * sqrtf(vb));
}

/* About DOWN from half the height. */
static enum ts_stripe_look look_at(const struct way *w, float down, struct ts_scanlines *out) {
  float apart = w->height / 4 < 6 ? w->height / 4 : 6;
  uint8_t *above = out->gray, *below = out->gray + TS_SCANLINES_WIDTH_MAX;
  take_line(w, down - apart, 0, above);
  take_line(w, down + apart, 0, below);
  uint32_t edges = turns(above, w->width);
  float alike = edges >= TURNS_MIN ? correlation(above, below, w->width) : 0;
  if (alike < ALIKE)
    return TS_STRIPE_NO;
  return edges >= TURNS_CLEAR || alike >= ALIKE_CLEAR ? TS_STRIPE_CLEAR : TS_STRIPE_FAINT;
}

/* Text or a frame may run through the middle. */
enum ts_stripe_look ts_stripe_look(const struct ts_stripe *stripe, const struct ts_pyramid *pyramid,
                                   struct ts_scanlines *out, struct ts_budget *budget) {
  static const float place[] = {0, -0.25f, 0.25f};
  struct way w = way_of(stripe, pyramid);
  enum ts_stripe_look look = TS_STRIPE_NO;
  for (size_t i = 0; i < sizeof place / sizeof place[0] && look == TS_STRIPE_NO; i++) {
    if (w.width < TURNS_MIN || !ts_budget_take(budget, (uint64_t)w.width * 3 * COST_SAMPLE))
      break;
    look = look_at(&w, place[i] * w.height, out);
  }
  return look;
}

/* ---- lines ---- */

/* Lifts each sample from those two steps to its sides. */
static void sharpen(uint8_t *line, uint32_t width) {
  int before[2] = {line[0], line[0]}; /* as they were */
  for (uint32_t i = 0; i < width; i++) {
    int here = line[i], after = line[i + 2 < width ? i + 2 : width - 1];
    int lifted = here + (2 * here - before[i & 1] - after) / 2;
    before[i & 1] = here;
    line[i] = (uint8_t)(lifted < 0 ? 0 : lifted > UINT8_MAX ? UINT8_MAX : lifted);
  }
}

/* Samples closer by a third, or wider where there is no room. */
static void refine(struct way *w) {
  float factor = w->width * 3 / 2 <= TS_SCANLINES_WIDTH_MAX ? 1.5f : 0.8f;
  w->width = (uint32_t)((float)w->width * factor);
  w->step /= factor;
}

/* The middle of the pixel there. */
static float centre_of(float v) {
  return (float)(int32_t)v + 0.5f;
}

static float magnitude(float v) {
  return v < 0 ? -v : v;
}

/* Of what is torn or crumpled few lines are whole, so the more the better; no more than there are pixels. */
static uint32_t as_many_as_fit(const struct way *w) {
  uint32_t room = TS_SCANLINES_WIDTH_MAX * TS_SCANLINES / w->width, high = (uint32_t)w->height;
  return room < high ? room : high > 0 ? high : 1;
}

/* Lines along the axis that is nearer to the scan direction, from pixel to pixel. */
static void snap(struct way *w, const struct ts_stripe *stripe) {
  float scale = w->level->scale, ax = magnitude(w->along_x), ay = magnitude(w->along_y);
  bool rows = ax >= ay;
  float length = stripe->length * (1 + 2 * MARGIN) / scale, height = stripe->height / scale;
  float along = rows ? length * ax + height * ay : length * ay + height * ax;
  w->height = rows ? height * ax + length * ay : height * ay + length * ax;
  w->along_x = rows ? 1 : 0;
  w->along_y = rows ? 0 : 1;
  w->step = 1;
  w->width = along < TS_SCANLINES_WIDTH_MAX ? (uint32_t)along : TS_SCANLINES_WIDTH_MAX;
  w->x = centre_of(stripe->x / scale - (rows ? along / 2 : 0));
  w->y = centre_of(stripe->y / scale - (rows ? 0 : along / 2));
}

bool ts_stripe_draw(const struct ts_stripe *stripe, const struct ts_pyramid *pyramid,
                    enum ts_scan_phase phase, unsigned round, struct ts_scanlines *out,
                    struct ts_budget *budget) {
  struct way w = way_of(stripe, pyramid);
  bool other_half = phase == TS_SCAN_SHIFTED || phase == TS_SCAN_SHARPENED;
  if (phase == TS_SCAN_SHIFTED)
    refine(&w);
  if (phase == TS_SCAN_NATIVE)
    snap(&w, stripe);
  if (phase == TS_SCAN_AVERAGED)
    w.beside = w.height >= HEIGHT_AVERAGED ? 1.5f : 0.75f;
  uint32_t lines = phase == TS_SCAN_NATIVE ? as_many_as_fit(&w) : TS_SCANLINES;
  if (!ts_budget_take(budget, (uint64_t)w.width * lines * COST_SAMPLE))
    return false;
  float offset = round == 0 ? 0 : round == 1 ? -0.33f : 0.33f;
  out->width = w.width;
  out->height = lines;
  for (uint32_t i = 0; i < lines; i++) {
    float place = ((float)(2 * i) + (other_half ? 1.5f : 0.5f) + offset) / (float)(2 * lines) - 0.5f;
    uint8_t *line = out->gray + (size_t)i * w.width;
    float down = place * w.height * LINES_WITHIN;
    if (phase == TS_SCAN_NATIVE)
      down = (float)(int32_t)down;
    take_line(&w, down, other_half ? 0.5f : 0, line);
    if (phase == TS_SCAN_SHARPENED)
      sharpen(line, w.width);
  }
  return true;
}

void ts_stripe_corners(const struct ts_stripe *stripe, float x[4], float y[4]) {
  const float right[4] = {-0.5f, 0.5f, 0.5f, -0.5f}, down[4] = {-0.5f, -0.5f, 0.5f, 0.5f};
  for (int i = 0; i < 4; i++) {
    x[i] =
        stripe->x + stripe->along_x * stripe->length * right[i] - stripe->along_y * stripe->height * down[i];
    y[i] =
        stripe->y + stripe->along_y * stripe->length * right[i] + stripe->along_x * stripe->height * down[i];
  }
}
