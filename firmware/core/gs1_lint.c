/* SPDX-License-Identifier: Apache-2.0 */
/* The linters that the dictionary names. What each of them means is said in GS1 General Specifications
 * section 3 under the AI that uses it; each gets a value that has its component's length and characters
 * already. */
#include <string.h>

#include "core/gs1_parse.h"

static const char set82[] =
    "!\"%&'()*+,-./0123456789:;<=>?ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz";
static const char set32[] = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ";

/* Up to nine digits. */
static unsigned number_of(struct ts_bytes digits) {
  unsigned value = 0;
  for (size_t i = 0; i < digits.size; i++)
    value = value * 10 + (unsigned)(digits.data[i] - '0');
  return value;
}

static unsigned number_at(struct ts_bytes value, size_t offset, size_t size) {
  return number_of(ts_bytes_part(value, offset, size));
}

static bool all_are(struct ts_bytes value, uint8_t c) {
  for (size_t i = 0; i < value.size; i++)
    if (value.data[i] != c)
      return false;
  return true;
}

static bool one_of(struct ts_bytes value, const char *set) {
  return value.size == 1 && memchr(set, value.data[0], strlen(set));
}

/* A company prefix has four digits at least; which ones are issued, nobody can say offline. */
static bool lint_gcp(struct ts_bytes value, size_t offset) {
  struct ts_bytes prefix = ts_bytes_part(value, offset, 4);
  return prefix.size == 4 && ts_bytes_all_digits(prefix);
}

static bool day_exists(unsigned year, unsigned month, unsigned day) {
  static const uint8_t days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
  return month >= 1 && month <= 12 && day <= days[month - 1] + (unsigned)(month == 2 && leap);
}

bool ts_gs1_lint_date(struct ts_bytes yymmdd, bool day_may_be_zero) {
  /* Of the centuries that two digits may mean, only 2000 has years in reach whose 00 is asked for, and it is
   * leap. */
  unsigned day = number_at(yymmdd, 4, 2);
  return (day || day_may_be_zero) && day_exists(2000 + number_at(yymmdd, 0, 2), number_at(yymmdd, 2, 2), day);
}

static bool lint_long_date(struct ts_bytes value) {
  unsigned day = number_at(value, 6, 2);
  return day && day_exists(number_at(value, 0, 4), number_at(value, 4, 2), day);
}

/* GS1 General Specifications 7.9.5: characters of set 82 by prime weights from the right, modulo 1021, in two
 * characters of set 32. */
static enum ts_err lint_check_pair(struct ts_bytes value) {
  static const uint8_t prime[] = {2,  3,  5,  7,  11, 13, 17, 19, 23, 29, 31, 37,
                                  41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83};
  unsigned sum = 0;
  if (value.size < 3)
    return TS_ERR_GS1_LENGTH;
  size_t data = value.size - 2;
  if (data > sizeof prime)
    return TS_ERR_GS1_LENGTH;
  for (size_t i = 0; i < data; i++) {
    const char *at = memchr(set82, value.data[i], sizeof set82 - 1);
    if (!at)
      return TS_ERR_GS1_CHARACTER;
    sum += (unsigned)(at - set82) * prime[data - 1 - i];
  }
  sum %= 1021;
  bool right =
      value.data[data] == (uint8_t)set32[sum / 32] && value.data[data + 1] == (uint8_t)set32[sum % 32];
  return right ? TS_OK : TS_ERR_GS1_CHECK_DIGIT;
}

/* ISO 13616-1: country, then modulo 97 over the whole, its first four characters moved to the end, letters
 * from 10. */
static enum ts_err lint_iban(struct ts_bytes value) {
  unsigned rest = 0;
  if (value.size <= 10 || !ts_gs1_code_country_letters(ts_bytes_part(value, 0, 2)))
    return TS_ERR_GS1_CONTENT;
  for (size_t i = 0; i < value.size; i++) {
    uint8_t c = value.data[(i + 4) % value.size];
    if (c >= '0' && c <= '9')
      rest = (rest * 10 + (unsigned)(c - '0')) % 97;
    else if (c >= 'A' && c <= 'Z')
      rest = (rest * 100 + (unsigned)(c - 'A') + 10) % 97;
    else
      return TS_ERR_GS1_CONTENT;
  }
  return rest == 1 ? TS_OK : TS_ERR_GS1_CHECK_DIGIT;
}

static bool lint_percent(struct ts_bytes value) {
  for (size_t i = 0; i < value.size; i++)
    if (value.data[i] == '%' &&
        (i + 2 >= value.size || ts_hex_digit(value.data[i + 1]) < 0 || ts_hex_digit(value.data[i + 2]) < 0))
      return false;
  return true;
}

/* Two halves of equal width: the piece, and how many there are. */
static bool lint_piece_of_total(struct ts_bytes value) {
  unsigned piece = number_at(value, 0, value.size / 2);
  unsigned total = number_at(value, value.size / 2, value.size / 2);
  return value.size % 2 == 0 && piece > 0 && piece <= total;
}

/* "1/3" */
static bool lint_position(struct ts_bytes value) {
  const uint8_t *slash = memchr(value.data, '/', value.size);
  if (!slash)
    return false;
  size_t before = (size_t)(slash - value.data);
  struct ts_bytes position = ts_bytes_part(value, 0, before);
  struct ts_bytes last = ts_bytes_part(value, before + 1, value.size);
  bool numbers = ts_bytes_all_digits(position) && ts_bytes_all_digits(last) && position.data[0] != '0' &&
                 last.data[0] != '0';
  return numbers &&
         (position.size < last.size || (position.size == last.size && ts_bytes_compare(position, last) <= 0));
}

static bool lint_degrees(struct ts_bytes value, const char *most) {
  return ts_bytes_compare(value, ts_bytes_of(most)) <= 0;
}

/* What ICCBBA has assigned, and its range for local use. */
static bool lint_media(unsigned type) {
  return (type >= 1 && type <= 10) || (type >= 80 && type <= 99);
}

static bool lint_content(enum ts_gs1_lint lint, struct ts_bytes value) {
  switch (lint) {
  case TS_GS1_LINT_couponcode:
    return ts_gs1_lint_coupon(value);
  case TS_GS1_LINT_couponposoffer:
    return ts_gs1_lint_coupon_offer(value);
  case TS_GS1_LINT_gcppos1:
    return lint_gcp(value, 0);
  case TS_GS1_LINT_gcppos2:
    return lint_gcp(value, 1);
  case TS_GS1_LINT_hasnondigit:
    return !ts_bytes_all_digits(value);
  case TS_GS1_LINT_hh:
    return number_of(value) < 24;
  case TS_GS1_LINT_hhmi:
    return number_at(value, 0, 2) < 24 && number_at(value, 2, 2) < 60;
  case TS_GS1_LINT_mi:
  case TS_GS1_LINT_ss:
    return number_of(value) < 60;
  case TS_GS1_LINT_hyphen:
    return all_are(value, '-');
  case TS_GS1_LINT_importeridx:
    return value.size == 1 && ts_gs1_in_set(TS_GS1_Z, value.data[0]);
  case TS_GS1_LINT_iso3166:
    return ts_gs1_code_country(number_of(value));
  case TS_GS1_LINT_iso3166999:
    return ts_gs1_code_country(number_of(value)) || number_of(value) == 999;
  case TS_GS1_LINT_iso3166alpha2:
    return ts_gs1_code_country_letters(value);
  case TS_GS1_LINT_iso4217:
    return ts_gs1_code_currency(number_of(value));
  case TS_GS1_LINT_iso5218:
    return one_of(value, "0129");
  case TS_GS1_LINT_latitude:
    return lint_degrees(value, "1800000000");
  case TS_GS1_LINT_longitude:
    return lint_degrees(value, "3600000000");
  case TS_GS1_LINT_mediatype:
    return lint_media(number_of(value));
  case TS_GS1_LINT_nonzero:
    return !all_are(value, '0');
  case TS_GS1_LINT_nozeroprefix:
    return value.data[0] != '0';
  case TS_GS1_LINT_packagetype:
    return ts_gs1_code_package(value);
  case TS_GS1_LINT_pcenc:
    return lint_percent(value);
  case TS_GS1_LINT_pieceoftotal:
    return lint_piece_of_total(value);
  case TS_GS1_LINT_posinseqslash:
    return lint_position(value);
  case TS_GS1_LINT_winding:
    return one_of(value, "019");
  case TS_GS1_LINT_yesno:
    return one_of(value, "01");
  case TS_GS1_LINT_yymmd0:
    return ts_gs1_lint_date(value, true);
  case TS_GS1_LINT_yymmdd:
    return ts_gs1_lint_date(value, false);
  case TS_GS1_LINT_yyyymmdd:
    return lint_long_date(value);
  case TS_GS1_LINT_zero:
    return all_are(value, '0');
  default:
    return false; /* a linter that this program does not know lets nothing pass */
  }
}

enum ts_err ts_gs1_lint(enum ts_gs1_lint lint, struct ts_bytes value) {
  if (lint == TS_GS1_LINT_csum)
    return ts_gs1_check_digit_ok(value) ? TS_OK : TS_ERR_GS1_CHECK_DIGIT;
  if (lint == TS_GS1_LINT_csumalpha)
    return lint_check_pair(value);
  if (lint == TS_GS1_LINT_iban)
    return lint_iban(value);
  return lint_content(lint, value) ? TS_OK : TS_ERR_GS1_CONTENT;
}
