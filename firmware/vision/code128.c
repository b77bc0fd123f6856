/* SPDX-License-Identifier: Apache-2.0 */
#include "vision/code128.h"

#include <stdbool.h>

#define UNIT TS_EDGES_UNIT /* parts of a module, too */
#define ELEMENTS 6
#define MODULES 11
#define STOP_BAR 2    /* modules of the bar after the stop character's six elements */
#define PATTERNS 106  /* without stop */
#define QUIET 4       /* modules before the start: no element within a symbol is wider */
#define ERROR_MAX 420 /* of a character: sum of squares, 1/16 module */
#define CHARACTERS_MAX 128
#define COST_SAMPLE 30u
#define COST_START 250u
#define COST_CHARACTER 6000u

enum { SHIFT = 98, CODE_C = 99, CODE_B = 100, CODE_A = 101, START_A = 103, START_C = 105 };
enum set { SET_A, SET_B, SET_C };

/* Widths of bars and spaces in modules, from the left (ISO/IEC 15417 table 1). */
static const char pattern[PATTERNS][ELEMENTS + 1] = {
    "212222", "222122", "222221", "121223", "121322", "131222", "122213", "122312", "132212", "221213",
    "221312", "231212", "112232", "122132", "122231", "113222", "123122", "123221", "223211", "221132",
    "221231", "213212", "223112", "312131", "311222", "321122", "321221", "312212", "322112", "322211",
    "212123", "212321", "232121", "111323", "131123", "131321", "112313", "132113", "132311", "211313",
    "231113", "231311", "112133", "112331", "132131", "113123", "113321", "133121", "313121", "211331",
    "231131", "213113", "213311", "213131", "311123", "311321", "331121", "312113", "312311", "332111",
    "314111", "221411", "431111", "111224", "111422", "121124", "121421", "141122", "141221", "112214",
    "112412", "122114", "122411", "142112", "142211", "241211", "221114", "413111", "241112", "134111",
    "111242", "121142", "121241", "114212", "124112", "124211", "411212", "421112", "421211", "212141",
    "214121", "412121", "111143", "111341", "131141", "114113", "114311", "411113", "411311", "113141",
    "114131", "311141", "411131", "211412", "211214", "211232",
};
static const char stop[ELEMENTS + 1] = "233111";

/* ---- from the other side ---- */

/* The same line from its other side; again from light to dark first. */
static void turn_round(struct ts_edges *w, uint32_t width) {
  w->count -= w->count & 1;
  for (uint32_t i = 0; i < w->count / 2; i++) {
    uint16_t a = w->edge[i], b = w->edge[w->count - 1 - i];
    w->edge[i] = (uint16_t)(width * UNIT - b);
    w->edge[w->count - 1 - i] = (uint16_t)(width * UNIT - a);
  }
}

/* ---- characters ---- */

/* The six elements from EDGE on, in 1/16 modules. Their sum in 1/16 samples. */
static uint32_t measure(const uint16_t *edge, int element[ELEMENTS]) {
  uint32_t sum = (uint32_t)edge[ELEMENTS] - edge[0];
  for (unsigned i = 0; i < ELEMENTS && sum > 0; i++)
    element[i] = (int)((uint32_t)(edge[i + 1] - edge[i]) * MODULES * UNIT / sum);
  return sum;
}

/* Ink that spreads makes bars wider and spaces narrower: a bar and its space together stay as they are, so these count
 * four times as much. */
static int error_of(const int element[ELEMENTS], const char *drawn) {
  int sum = 0, before = 0;
  for (unsigned i = 0; i < ELEMENTS; i++) {
    int off = element[i] - (drawn[i] - '0') * UNIT;
    sum += off * off / 4;
    if (i > 0)
      sum += (off + before) * (off + before);
    before = off;
  }
  return sum;
}

static unsigned nearest(const int element[ELEMENTS], int *error) {
  unsigned best = 0;
  *error = error_of(element, pattern[0]);
  for (unsigned i = 1; i < PATTERNS; i++) {
    int e = error_of(element, pattern[i]);
    if (e < *error) {
      *error = e;
      best = i;
    }
  }
  return best;
}

/* ---- symbols ---- */

static bool check_character_ok(const uint8_t *value, uint32_t count) {
  uint32_t sum = value[0];
  for (uint32_t i = 1; i + 1 < count; i++)
    sum += i * value[i];
  return count >= 3 && sum % 103 == value[count - 1];
}

/* Data characters only: VALUE[0] is the start, the last one the check character. */
static bool has_fnc4(const uint8_t *value, uint32_t count) {
  enum set set = (enum set)(value[0] - START_A);
  bool shifted = false;
  for (uint32_t i = 1; i + 1 < count; i++) {
    enum set now = shifted ? (set == SET_A ? SET_B : SET_A) : set;
    shifted = false;
    if ((now == SET_A && value[i] == CODE_A) || (now == SET_B && value[i] == CODE_B))
      return true;
    if (value[i] == SHIFT && now != SET_C)
      shifted = true;
    else if (value[i] == CODE_C && now != SET_C)
      set = SET_C;
    else if (value[i] == CODE_B && now != SET_B)
      set = SET_B;
    else if (value[i] == CODE_A && now != SET_A)
      set = SET_A;
  }
  return false;
}

static bool starts(const struct ts_edges *w, uint32_t at, int element[ELEMENTS], unsigned *value) {
  int error;
  uint32_t sum = measure(w->edge + at, element);
  if (sum < MODULES * UNIT / 2 ||
      (at > 0 && (uint32_t)(w->edge[at] - w->edge[at - 1]) * MODULES < QUIET * sum))
    return false;
  for (*value = START_A; *value <= START_C; ++*value) {
    error = error_of(element, pattern[*value]);
    if (error <= ERROR_MAX)
      return true;
  }
  return false;
}

/* Does the symbol end here: the stop's elements and its last bar? */
static bool stops(const struct ts_edges *w, uint32_t at, uint32_t sum, const int element[ELEMENTS]) {
  if (at + ELEMENTS + 1 >= w->count || error_of(element, stop) > ERROR_MAX)
    return false;
  uint32_t bar = (uint32_t)(w->edge[at + ELEMENTS + 1] - w->edge[at + ELEMENTS]) * MODULES;
  return bar >= (STOP_BAR - 1) * sum && bar <= (STOP_BAR + 1) * sum;
}

/* The symbol whose start is at edge AT. */
static enum ts_code128_seen read_symbol(const struct ts_edges *w, uint32_t at, struct ts_budget *budget) {
  uint8_t value[CHARACTERS_MAX];
  uint32_t count = 0, before = 0;
  int element[ELEMENTS];
  unsigned start;
  if (!starts(w, at, element, &start))
    return TS_CODE128_NONE;
  value[count++] = (uint8_t)start;
  before = (uint32_t)w->edge[at + ELEMENTS] - w->edge[at];
  for (at += ELEMENTS; at + ELEMENTS < w->count && count < CHARACTERS_MAX; at += ELEMENTS) {
    int error;
    if (!ts_budget_take(budget, COST_CHARACTER))
      return TS_CODE128_UNDECIDED;
    uint32_t sum = measure(w->edge + at, element);
    if (4 * sum < 3 * before || 3 * sum > 4 * before)
      break;
    unsigned next = nearest(element, &error);
    if (error_of(element, stop) < error)
      return !stops(w, at, sum, element) || !check_character_ok(value, count) ? TS_CODE128_NONE
             : has_fnc4(value, count)                                         ? TS_CODE128_FNC4
                                                                              : TS_CODE128_PLAIN;
    if (error > ERROR_MAX || next >= START_A)
      break;
    value[count++] = (uint8_t)next;
    before = sum;
  }
  return TS_CODE128_NONE;
}

static enum ts_code128_seen look(const struct ts_edges *w, struct ts_budget *budget) {
  enum ts_code128_seen seen = TS_CODE128_NONE;
  for (uint32_t at = 0; at + ELEMENTS < w->count; at += 2) {
    if (!ts_budget_take(budget, COST_START))
      return TS_CODE128_UNDECIDED;
    enum ts_code128_seen here = read_symbol(w, at, budget);
    if (here == TS_CODE128_FNC4 || here == TS_CODE128_UNDECIDED)
      return here;
    seen = here == TS_CODE128_PLAIN ? here : seen;
  }
  return seen;
}

enum ts_code128_seen ts_code128_look(const uint8_t *line, uint32_t width, struct ts_edges *work,
                                     struct ts_budget *budget) {
  if (width < 2 || width > TS_EDGES_WIDTH_MAX)
    return TS_CODE128_NONE;
  if (!ts_budget_take(budget, (uint64_t)width * COST_SAMPLE))
    return TS_CODE128_UNDECIDED;
  ts_edges_find(line, width, work);
  enum ts_code128_seen left = look(work, budget);
  if (left == TS_CODE128_FNC4 || left == TS_CODE128_UNDECIDED)
    return left;
  turn_round(work, width);
  enum ts_code128_seen right = look(work, budget);
  return right == TS_CODE128_NONE ? left : right;
}
