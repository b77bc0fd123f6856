/* SPDX-License-Identifier: Apache-2.0 */
#include "app/answers.h"

#include "core/bundle.h"
#include "core/tag.h"

/* A line, taken apart from the left. */
struct rest {
  struct ts_bytes text;
};

static void skip_spaces(struct rest *r) {
  while (r->text.size && r->text.data[0] == ' ')
    r->text = ts_bytes_part(r->text, 1, r->text.size);
}

static bool take(struct rest *r, const char *text) {
  const struct ts_bytes what = ts_bytes_of(text);
  if (!ts_bytes_starts(r->text, what))
    return false;
  r->text = ts_bytes_part(r->text, what.size, r->text.size);
  return true;
}

enum header { NO_HEADER, AT_REST, MOVING, AT_REST_IF_UNIT };

static enum header take_header(struct rest *r) {
  static const struct {
    const char *text;
    enum header what;
  } headers[] = {{"ST,GS,", AT_REST}, {"ST,NT,", AT_REST}, {"ST,", AT_REST},        {"US,", MOVING},
                 {"OL,", MOVING},     {"S S ", AT_REST},   {"S D ", MOVING},        {"S I", MOVING},
                 {"S +", MOVING},     {"S -", MOVING},     {"N ", AT_REST_IF_UNIT}, {"G ", AT_REST_IF_UNIT},
                 {"T ", MOVING}};
  for (size_t i = 0; i < sizeof headers / sizeof headers[0]; i++)
    if (take(r, headers[i].text))
      return headers[i].what;
  return NO_HEADER;
}

/* Digits with at most one point or comma; VALUE in units of 10 to the minus DECIMALS. */
static bool take_number(struct rest *r, uint64_t *value, unsigned *decimals) {
  bool point = false, digits = false;
  *value = 0;
  *decimals = 0;
  while (r->text.size) {
    uint8_t c = r->text.data[0];
    bool is_point = c == '.' || c == ',';
    if ((is_point && (point || !digits)) || (!is_point && (c < '0' || c > '9')))
      break;
    point = point || is_point;
    if (!is_point) {
      if (*value > UINT64_C(99999999999) || *decimals > 8)
        return false;
      *value = *value * 10 + (c - '0');
      *decimals += point;
      digits = true;
    }
    r->text = ts_bytes_part(r->text, 1, r->text.size);
  }
  return digits && (!point || *decimals > 0);
}

static bool take_unit(struct rest *r, uint32_t *mg) {
  static const struct {
    const char *text;
    uint32_t mg;
  } units[] = {{"mg", 1}, {"kg", 1000000}, {"ct", 200}, {"g", 1000}};
  for (size_t i = 0; i < sizeof units / sizeof units[0]; i++)
    if (take(r, units[i].text)) {
      *mg = units[i].mg;
      return true;
    }
  *mg = 1000;
  return false;
}

static bool in_mg(struct ts_weight *out, uint64_t value, unsigned decimals, uint32_t unit_mg) {
  uint64_t scale = 1;
  for (unsigned i = 0; i < decimals; i++)
    scale *= 10;
  uint64_t mg = (value * unit_mg + scale / 2) / scale;
  out->step_mg = (uint32_t)(unit_mg >= scale ? unit_mg / scale : 1);
  out->mg = (uint32_t)mg;
  return mg >= 1 && mg <= TS_PIECE_WEIGHT_MAX;
}

enum ts_scale_answer ts_answer_scale(struct ts_weight *out, struct ts_bytes line) {
  struct rest r = {.text = line};
  uint64_t value;
  unsigned decimals;
  uint32_t unit_mg;
  *out = (struct ts_weight){0};
  if (line.size > 64)
    return TS_SCALE_NOT;
  skip_spaces(&r);
  enum header header = take_header(&r);
  if (header == MOVING)
    return TS_SCALE_UNSTABLE;
  skip_spaces(&r);
  (void)take(&r, "+");
  skip_spaces(&r);
  if (!take_number(&r, &value, &decimals))
    return TS_SCALE_NOT;
  skip_spaces(&r);
  bool unit = take_unit(&r, &unit_mg);
  skip_spaces(&r);
  if (r.text.size)
    return TS_SCALE_NOT;
  if (header == AT_REST_IF_UNIT && !unit)
    return TS_SCALE_UNSTABLE;
  if ((header == AT_REST && !unit) || !in_mg(out, value, decimals, unit_mg)) {
    *out = (struct ts_weight){0};
    return TS_SCALE_NOT;
  }
  return TS_SCALE_WEIGHT;
}

static bool take_digits(struct rest *r, unsigned count, unsigned *value) {
  *value = 0;
  for (unsigned i = 0; i < count; i++) {
    if (!r->text.size || r->text.data[0] < '0' || r->text.data[0] > '9')
      return false;
    *value = *value * 10 + (r->text.data[0] - '0');
    r->text = ts_bytes_part(r->text, 1, r->text.size);
  }
  return true;
}

static bool leap(unsigned year) {
  return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static unsigned days_in(unsigned year, unsigned month) {
  static const uint8_t days[12] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  return (unsigned)days[month - 1] + (month == 2 && leap(year) ? 1 : 0);
}

bool ts_answer_date(int64_t *seconds, struct ts_bytes text) {
  struct rest r = {.text = text};
  unsigned year, month = 1, day = 1;
  int64_t days = 0;
  if (!take_digits(&r, 4, &year) || year < 1970 || year > 2199)
    return false;
  if (r.text.size) {
    bool dashes = take(&r, "-");
    if (!take_digits(&r, 2, &month) || month < 1 || month > 12 || (!dashes && !r.text.size))
      return false;
    if (r.text.size &&
        (take(&r, "-") != dashes || !take_digits(&r, 2, &day) || day < 1 || day > days_in(year, month)))
      return false;
  }
  if (r.text.size)
    return false;
  for (unsigned y = 1970; y < year; y++)
    days += leap(y) ? 366 : 365;
  for (unsigned m = 1; m < month; m++)
    days += days_in(year, m);
  *seconds = (days + day - 1) * TS_DAY_SECONDS;
  return true;
}
