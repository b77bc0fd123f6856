/* SPDX-License-Identifier: Apache-2.0 */
#include "vision/retail.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

#define DIGIT_MODULES 7
#define REACH 5 /* modules by which an end may be off */
#define BOWS 3  /* to either side */
#define BOW_STEP 0.006f
#define BOW_MAX 0.08f  /* by edges */
#define LIKENESS 0.55f /* correlation of the modules' grays with the bars that were read */
#define DOUBTS_MAX                                                                                           \
  1 /* digits for which another one fits better: with a check digit that holds, two are wrong or none */
#define MARGIN 1.15f /* another digit fits better only if its error is smaller by that much */

/* Number set A, seven modules from the left in bits 6 to 0 (ISO/IEC 15420 table 1). C is its complement, B is C from right
 * to left. */
static const uint8_t set_a[10] = {0x0d, 0x19, 0x13, 0x3d, 0x23, 0x31, 0x2f, 0x3b, 0x37, 0x0b};
/* Sets of the left half by the first digit, bit 5 the leftmost: 1 for B (table 3). */
static const uint8_t left_sets[10] = {0x00, 0x0b, 0x0d, 0x0e, 0x13, 0x19, 0x1c, 0x15, 0x16, 0x1a};
/* UPC-E: sets by the check digit, for number system 0; for 1 the other way round. 1 for B. */
static const uint8_t upce_sets[10] = {0x38, 0x34, 0x32, 0x31, 0x2c, 0x26, 0x23, 0x2a, 0x29, 0x25};

enum set { SET_A, SET_B, SET_C };

static uint8_t pattern(enum set set, unsigned digit) {
  uint8_t a = set_a[digit], c = (uint8_t)(~a & 0x7f), b = 0;
  for (int i = 0; i < DIGIT_MODULES; i++)
    b = (uint8_t)(b | (c >> i & 1) << (DIGIT_MODULES - 1 - i));
  return set == SET_A ? a : set == SET_B ? b : c;
}

/* A symbol on its way to modules. */
struct drawing {
  uint8_t module[TS_RETAIL_MODULES_MAX];
  uint32_t count;
  struct {
    uint8_t at, digit, set;
  } slot[12];
  uint32_t slots;
};

static void put(struct drawing *d, unsigned bits, unsigned count) {
  while (count-- > 0)
    d->module[d->count++] = bits >> count & 1;
}

static void put_digit(struct drawing *d, enum set set, uint8_t character) {
  unsigned digit = character - (unsigned)'0';
  d->slot[d->slots].at = (uint8_t)d->count;
  d->slot[d->slots].digit = (uint8_t)digit;
  d->slot[d->slots++].set = (uint8_t)set;
  put(d, pattern(set, digit), DIGIT_MODULES);
}

static void draw_ean13(struct drawing *d, const uint8_t *digit) {
  unsigned sets = left_sets[digit[0] - '0'];
  put(d, 5, 3);
  for (unsigned i = 1; i <= 6; i++)
    put_digit(d, sets >> (6 - i) & 1 ? SET_B : SET_A, digit[i]);
  put(d, 10, 5);
  for (unsigned i = 7; i <= 12; i++)
    put_digit(d, SET_C, digit[i]);
  put(d, 5, 3);
}

static void draw_ean8(struct drawing *d, const uint8_t *digit) {
  put(d, 5, 3);
  for (unsigned i = 0; i < 4; i++)
    put_digit(d, SET_A, digit[i]);
  put(d, 10, 5);
  for (unsigned i = 4; i < 8; i++)
    put_digit(d, SET_C, digit[i]);
  put(d, 5, 3);
}

static void draw_upce(struct drawing *d, const uint8_t *digit) {
  unsigned sets = upce_sets[digit[7] - '0'];
  if (digit[0] == '1')
    sets = ~sets;
  put(d, 5, 3);
  for (unsigned i = 1; i <= 6; i++)
    put_digit(d, sets >> (6 - i) & 1 ? SET_B : SET_A, digit[i]);
  put(d, 21, 6);
}

static bool draw(struct drawing *d, enum ts_retail_kind kind, struct ts_bytes digits) {
  memset(d, 0, sizeof *d);
  if (!ts_bytes_all_digits(digits) || digits.size != (kind == TS_RETAIL_EAN13 ? 13u : 8u))
    return false;
  if (kind == TS_RETAIL_EAN13)
    draw_ean13(d, digits.data);
  else if (kind == TS_RETAIL_EAN8)
    draw_ean8(d, digits.data);
  else
    draw_upce(d, digits.data);
  return true;
}

uint32_t ts_retail_modules(enum ts_retail_kind kind, struct ts_bytes digits,
                           uint8_t out[TS_RETAIL_MODULES_MAX]) {
  struct drawing d;
  if (!draw(&d, kind, digits))
    return 0;
  memcpy(out, d.module, d.count);
  return d.count;
}

/* ---- compared with a line ---- */

/* What the modules look like through a little blur: a quarter from each side. */
static void soften(const struct drawing *d, float out[TS_RETAIL_MODULES_MAX]) {
  for (uint32_t i = 0; i < d->count; i++) {
    unsigned left = i > 0 ? d->module[i - 1] : 0, right = i + 1 < d->count ? d->module[i + 1] : 0;
    out[i] = (float)(2 * d->module[i] + left + right) / 4;
  }
}

/* Where the symbol lies on the line. A tilted one is wider at one end: BOW is how far its middle is off, as a part of its
 * width. */
struct lie {
  float left, right, bow;
};

/* The darkness at the middle of each module. */
static void look(const uint8_t *line, uint32_t width, struct lie at, uint32_t count,
                 float out[TS_RETAIL_MODULES_MAX]) {
  float last = (float)width - 1.01f;
  for (uint32_t i = 0; i < count; i++) {
    float t = ((float)i + 0.5f) / (float)count;
    float x = at.left + (at.right - at.left) * (t + 4 * at.bow * t * (1 - t)) - 0.5f;
    x = x > 0 ? x : 0;
    x = x < last ? x : last;
    uint32_t column = (uint32_t)x;
    float part = x - (float)column;
    out[i] = (float)UINT8_MAX - ((float)line[column] * (1 - part) + (float)line[column + 1] * part);
  }
}

/* Seen = gain * drawn + base, fitted; and how well. */
struct likeness {
  float correlation, gain, base;
};

static struct likeness compare(const float *seen, const float *drawn, uint32_t count) {
  float n = (float)count, s = 0, d = 0, ss = 0, dd = 0, sd = 0;
  for (uint32_t i = 0; i < count; i++) {
    s += seen[i];
    d += drawn[i];
    ss += seen[i] * seen[i];
    dd += drawn[i] * drawn[i];
    sd += seen[i] * drawn[i];
  }
  float vs = n * ss - s * s, vd = n * dd - d * d, both = n * sd - s * d;
  struct likeness l = {0};
  if (vs <= 0 || vd <= 0)
    return l;
  l.correlation = both / (sqrtf(vs) * sqrtf(vd));
  l.gain = both / vd;
  l.base = (s - l.gain * d) / n;
  return l;
}

/* Moves both ends by up to REACH steps either way, to where the line is most like what is drawn. */
static struct likeness move_ends(const float *drawn, uint32_t count, const uint8_t *line, uint32_t width,
                                 float step, int reach, struct lie *at) {
  float seen[TS_RETAIL_MODULES_MAX];
  struct likeness best = {.correlation = -1};
  struct lie from = *at;
  for (int i = -reach; i <= reach; i++)
    for (int j = -reach; j <= reach; j++) {
      struct lie lie = {from.left + step * (float)i, from.right + step * (float)j, from.bow};
      look(line, width, lie, count, seen);
      struct likeness l = compare(seen, drawn, count);
      if (l.correlation > best.correlation) {
        best = l;
        *at = lie;
      }
    }
  return best;
}

/* The ends are known to a few modules: first by whole modules, then each bow with the ends that go with it. */
static struct likeness align(const struct drawing *d, const uint8_t *line, uint32_t width, struct lie at,
                             float seen[TS_RETAIL_MODULES_MAX]) {
  float drawn[TS_RETAIL_MODULES_MAX], module = (at.right - at.left) / (float)d->count;
  struct likeness best = {.correlation = -1};
  struct lie coarse = at;
  soften(d, drawn);
  (void)move_ends(drawn, d->count, line, width, module, REACH, &coarse);
  for (int bow = -BOWS; bow <= BOWS; bow++) {
    struct lie fine = {coarse.left, coarse.right, BOW_STEP * (float)bow};
    (void)move_ends(drawn, d->count, line, width, module / 2, 1, &fine);
    struct likeness l = move_ends(drawn, d->count, line, width, module / 4, 1, &fine);
    if (l.correlation > best.correlation) {
      best = l;
      at = fine;
    }
  }
  look(line, width, at, d->count, seen);
  return best;
}

/* ---- by its edges ---- */

/* Fits x = left + (right - left) * (t + 4 bow t (1 - t)) to edges, N of them from EDGE on, the i-th at T[i]. Least squares. */
static struct lie fit(const uint16_t *edge, const float *t, uint32_t n, float *error) {
  float s0 = (float)n, s1 = 0, s2 = 0, s3 = 0, s4 = 0, y0 = 0, y1 = 0, y2 = 0;
  for (uint32_t i = 0; i < n; i++) { /* about the middle of both, where the sums are best to be solved */
    float u = t[i] - 0.5f, uu = u * u, y = (float)(edge[i] - edge[0]) / TS_EDGES_UNIT;
    s1 += u;
    s2 += uu;
    s3 += uu * u;
    s4 += uu * uu;
    y0 += y;
    y1 += y * u;
    y2 += y * uu;
  }
  float m0 = s2 * s4 - s3 * s3, m1 = s2 * s3 - s1 * s4, m2 = s1 * s3 - s2 * s2, m3 = s0 * s4 - s2 * s2,
        m4 = s1 * s2 - s0 * s3, m5 = s0 * s2 - s1 * s1, det = s0 * m0 + s1 * m1 + s2 * m2;
  float a = (m0 * y0 + m1 * y1 + m2 * y2) / det, b = (m1 * y0 + m3 * y1 + m4 * y2) / det,
        c = (m2 * y0 + m4 * y1 + m5 * y2) / det;
  *error = 0;
  for (uint32_t i = 0; i < n; i++) {
    float u = t[i] - 0.5f, off = a + b * u + c * u * u - (float)(edge[i] - edge[0]) / TS_EDGES_UNIT;
    *error += off * off;
  }
  float start = (float)edge[0] / TS_EDGES_UNIT + a + c / 4;
  return (struct lie){start - b / 2, start + b / 2, -c / (4 * b)};
}

/* Where the drawing's edges are, as parts of its width. */
static uint32_t edges_of(const struct drawing *d, float out[TS_RETAIL_MODULES_MAX + 1]) {
  uint32_t count = 0;
  for (uint32_t i = 0; i <= d->count; i++) {
    unsigned before = i > 0 ? d->module[i - 1] : 0, here = i < d->count ? d->module[i] : 0;
    if (before != here)
      out[count++] = (float)i / (float)d->count;
  }
  return count;
}

/* A code that is seen sharply shows as many edges as are drawn; which they are, their places tell. This follows a tilt that
 * no search from outside would. */
static struct likeness align_by_edges(const struct drawing *d, const uint8_t *line, uint32_t width,
                                      struct lie at, const struct ts_edges *edges,
                                      float seen[TS_RETAIL_MODULES_MAX]) {
  float t[TS_RETAIL_MODULES_MAX + 1], drawn[TS_RETAIL_MODULES_MAX], least = 0;
  uint32_t n = edges_of(d, t);
  float module = (at.right - at.left) / (float)d->count, near = 2 * REACH * module;
  struct lie best = {0, 0, 1};
  for (uint32_t i = 0; i + n <= edges->count; i += 2) {
    float error, start = (float)edges->edge[i] / TS_EDGES_UNIT,
                 end = (float)edges->edge[i + n - 1] / TS_EDGES_UNIT;
    if (start < at.left - near || start > at.left + near || end < at.right - near || end > at.right + near)
      continue;
    struct lie lie = fit(edges->edge + i, t, n, &error);
    if (best.bow == 1 || error < least) {
      best = lie;
      least = error;
    }
  }
  if (!(best.bow > -BOW_MAX && best.bow < BOW_MAX))
    return (struct likeness){.correlation = -1};
  soften(d, drawn);
  look(line, width, best, d->count, seen);
  return compare(seen, drawn, d->count);
}

/* How far what is seen around slot S is from the bars of DIGIT in SET. */
static float error_of(const struct drawing *d, uint32_t s, enum set set, unsigned digit, const float *seen,
                      struct likeness l) {
  struct drawing other = *d;
  float drawn[TS_RETAIL_MODULES_MAX], sum = 0;
  uint32_t at = d->slot[s].at;
  other.count = at;
  put(&other, pattern(set, digit), DIGIT_MODULES);
  other.count = d->count;
  soften(&other, drawn);
  for (uint32_t i = at - 1; i <= at + DIGIT_MODULES; i++) {
    float off = seen[i] - l.gain * drawn[i] - l.base;
    sum += off * off;
  }
  return sum;
}

/* Is there another digit, or the same one of another set, that fits better? */
static bool doubtful(const struct drawing *d, uint32_t s, const float *seen, struct likeness l) {
  enum set own_set = (enum set)d->slot[s].set, last = own_set == SET_C ? SET_C : SET_B;
  float own = error_of(d, s, own_set, d->slot[s].digit, seen, l);
  for (int set = own_set == SET_C ? SET_C : SET_A; set <= (int)last; set++)
    for (unsigned digit = 0; digit < 10; digit++)
      if ((digit != d->slot[s].digit || set != (int)own_set) &&
          error_of(d, s, (enum set)set, digit, seen, l) * MARGIN < own)
        return true;
  return false;
}

bool ts_retail_agrees(enum ts_retail_kind kind, struct ts_bytes digits, const uint8_t *line, uint32_t width,
                      float left, float right, struct ts_edges *work) {
  struct drawing d;
  float seen[TS_RETAIL_MODULES_MAX];
  if (width < 2 || !(right - left >= 8) || !draw(&d, kind, digits))
    return false;
  ts_edges_find(line, width, work);
  struct likeness l = align_by_edges(&d, line, width, (struct lie){left, right, 0}, work, seen);
  if (!(l.correlation >= LIKENESS))
    l = align(&d, line, width, (struct lie){left, right, 0}, seen);
  if (!(l.correlation >= LIKENESS))
    return false;
  unsigned doubts = 0;
  for (uint32_t s = 0; s < d.slots; s++)
    doubts += doubtful(&d, s, seen, l);
  return doubts <= DOUBTS_MAX;
}
