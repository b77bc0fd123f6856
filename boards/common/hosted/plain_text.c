/* SPDX-License-Identifier: Apache-2.0 */
#include "boards/common/hosted/plain_text.h"

#include <stdio.h>
#include <string.h>

/* Bytes of the character at P, of which REST are there; 0 if it is malformed. */
static size_t utf8_character(const uint8_t *p, size_t rest) {
  if (p[0] < 0x80)
    return 1;
  size_t size = p[0] < 0xc2 ? 0 : p[0] < 0xe0 ? 2 : p[0] < 0xf0 ? 3 : p[0] < 0xf5 ? 4 : 0;
  if (size == 0 || size > rest)
    return 0;
  for (size_t i = 1; i < size; i++)
    if ((p[i] & 0xc0) != 0x80)
      return 0;
  bool overlong = (p[0] == 0xe0 && p[1] < 0xa0) || (p[0] == 0xf0 && p[1] < 0x90);
  bool surrogate = p[0] == 0xed && p[1] > 0x9f;
  bool beyond = p[0] == 0xf4 && p[1] > 0x8f;
  return overlong || surrogate || beyond ? 0 : size;
}

bool ts_utf8_ok(struct ts_bytes text) {
  for (size_t i = 0; i < text.size;) {
    size_t size = utf8_character(text.data + i, text.size - i);
    if (size == 0)
      return false;
    i += size;
  }
  return true;
}

bool ts_number(struct ts_bytes text, uint64_t max, uint64_t *out) {
  uint64_t value = 0;
  if (!ts_bytes_all_digits(text))
    return false;
  for (size_t i = 0; i < text.size; i++) {
    unsigned digit = (unsigned)(text.data[i] - '0');
    if (value > (max - digit) / 10 || digit > max)
      return false;
    value = value * 10 + digit;
  }
  *out = value;
  return true;
}

/* Days since 1970-01-01 of a date of the Gregorian calendar: years are counted from March, so that the leap
 * day ends one. */
static int64_t days_of(int64_t year, unsigned month, unsigned day) {
  int64_t y = month <= 2 ? year - 1 : year;
  int64_t shifted = (month + 9) % 12;
  int64_t day_of_year = (153 * shifted + 2) / 5 + day - 1;
  return y * 365 + y / 4 - y / 100 + y / 400 + day_of_year - 719468;
}

static void date_of(int64_t days, unsigned *year, unsigned *month, unsigned *day) {
  unsigned y = (unsigned)(1970 + days / 366);
  while (days_of(y + 1, 1, 1) <= days)
    y++;
  unsigned m = 1;
  while (m < 12 && days_of(y, m + 1, 1) <= days)
    m++;
  *year = y;
  *month = m;
  *day = (unsigned)(days - days_of(y, m, 1)) + 1;
}

static bool fixed_number(const char *text, size_t digits, unsigned *out) {
  uint64_t value = 0;
  bool ok = ts_number(ts_bytes(text, digits), 9999, &value);
  *out = (unsigned)value;
  return ok;
}

static bool day_read(const char *text, int64_t *days) {
  unsigned year, month, day;
  if (text[4] != '-' || text[7] != '-' || !fixed_number(text, 4, &year) ||
      !fixed_number(text + 5, 2, &month) || !fixed_number(text + 8, 2, &day))
    return false;
  if (year < 1970 || month < 1 || month > 12 || day < 1)
    return false;
  *days = days_of(year, month, day);
  unsigned back_year, back_month, back_day;
  date_of(*days, &back_year, &back_month, &back_day);
  return back_month == month && back_day == day; /* else there is no such day: 31 April */
}

bool ts_date_read(const char *text, int64_t *seconds) {
  size_t size = strlen(text);
  int64_t days;
  if ((size != 10 && size != 20) || !day_read(text, &days))
    return false;
  unsigned hour = 0, minute = 0, second = 0;
  if (size == 20) {
    if (text[10] != 'T' || text[13] != ':' || text[16] != ':' || text[19] != 'Z' ||
        !fixed_number(text + 11, 2, &hour) || !fixed_number(text + 14, 2, &minute) ||
        !fixed_number(text + 17, 2, &second) || hour > 23 || minute > 59 || second > 59)
      return false;
  }
  *seconds = ((days * 24 + hour) * 60 + minute) * 60 + second;
  return true;
}

void ts_day_write(char out[TS_DATE_TEXT], int64_t seconds) {
  unsigned year, month, day;
  date_of(seconds < 0 ? 0 : seconds / 86400, &year, &month, &day);
  (void)snprintf(out, TS_DATE_TEXT, "%04u-%02u-%02u", year % 10000, month % 100, day % 100);
}

void ts_date_write(char out[TS_DATE_TEXT], int64_t seconds) {
  unsigned rest = seconds < 0 ? 0 : (unsigned)(seconds % 86400);
  ts_day_write(out, seconds);
  (void)snprintf(out + 10, TS_DATE_TEXT - 10, "T%02u:%02u:%02uZ", rest / 3600 % 100, rest / 60 % 60,
                 rest % 60);
}
