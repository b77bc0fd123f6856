/* SPDX-License-Identifier: Apache-2.0 */
/* The structure of North American coupons: AI 8110 (North American Coupon Application Guideline) and AI 8112
 * (GS1 AI (8112) Coupon Data Specification). Fields follow each other; many begin with a digit that tells
 * their length. */
#include <string.h>

#include "core/gs1_parse.h"

/* What is left of the value. Once something did not fit, BAD stays true. */
struct coupon {
  struct ts_bytes rest;
  bool bad;
};

static struct ts_bytes take(struct coupon *coupon, size_t size) {
  struct ts_bytes field = ts_bytes_part(coupon->rest, 0, size);
  coupon->bad = coupon->bad || field.size < size;
  coupon->rest = ts_bytes_part(coupon->rest, field.size, coupon->rest.size);
  return field;
}

/* One digit of those in ALLOWED; its value. */
static unsigned take_digit(struct coupon *coupon, const char *allowed) {
  struct ts_bytes digit = take(coupon, 1);
  if (digit.size == 0 || !memchr(allowed, digit.data[0], strlen(allowed))) {
    coupon->bad = true;
    return 0;
  }
  return (unsigned)(digit.data[0] - '0');
}

/* A field behind the digit that tells its length, less BASE. */
static void take_sized(struct coupon *coupon, const char *allowed, size_t base) {
  (void)take(coupon, take_digit(coupon, allowed) + base);
}

/* An optional field begins with its own number. */
static bool take_mark(struct coupon *coupon, uint8_t mark) {
  if (coupon->rest.size == 0 || coupon->rest.data[0] != mark)
    return false;
  (void)take(coupon, 1);
  return true;
}

/* Requirement, its code, and the family code. */
static void take_purchase(struct coupon *coupon) {
  take_sized(coupon, "12345", 0);
  (void)take_digit(coupon, "012349");
  (void)take(coupon, 3);
}

/* The company prefix of a second or third purchase; 9 stands for none. */
static void take_other_prefix(struct coupon *coupon) {
  unsigned length = take_digit(coupon, "01234569");
  if (length != 9)
    (void)take(coupon, length + 6);
}

static struct ts_bytes take_date(struct coupon *coupon) {
  struct ts_bytes date = take(coupon, 6);
  coupon->bad = coupon->bad || !ts_gs1_lint_date(date, false);
  return date;
}

static void take_dates(struct coupon *coupon) {
  struct ts_bytes expires = ts_bytes(NULL, 0);
  if (take_mark(coupon, '3'))
    expires = take_date(coupon);
  if (take_mark(coupon, '4')) {
    struct ts_bytes starts = take_date(coupon);
    coupon->bad = coupon->bad || (expires.size && ts_bytes_compare(starts, expires) > 0);
  }
}

static void take_options(struct coupon *coupon) {
  if (take_mark(coupon, '1')) {
    (void)take_digit(coupon, "0123"); /* how the purchases add up */
    take_purchase(coupon);
    take_other_prefix(coupon);
  }
  if (take_mark(coupon, '2')) {
    take_purchase(coupon);
    take_other_prefix(coupon);
  }
  take_dates(coupon);
  if (take_mark(coupon, '5'))
    take_sized(coupon, "0123456789", 6); /* serial */
  if (take_mark(coupon, '6'))
    take_sized(coupon, "1234567", 6); /* retailer */
  if (take_mark(coupon, '9')) {
    (void)take_digit(coupon, "01256");      /* what the value means */
    (void)take_digit(coupon, "012");        /* which item it applies to */
    (void)take_digit(coupon, "0123456789"); /* store coupon */
    (void)take_digit(coupon, "01");         /* do not multiply */
  }
}

bool ts_gs1_lint_coupon(struct ts_bytes value) {
  struct coupon coupon = {.rest = value};
  if (!ts_bytes_all_digits(value))
    return false;
  take_sized(&coupon, "0123456", 6); /* company prefix */
  (void)take(&coupon, 6);            /* offer code */
  take_sized(&coupon, "12345", 0);   /* value */
  take_purchase(&coupon);
  take_options(&coupon);
  return !coupon.bad && coupon.rest.size == 0;
}

bool ts_gs1_lint_coupon_offer(struct ts_bytes value) {
  struct coupon coupon = {.rest = value};
  if (!ts_bytes_all_digits(value))
    return false;
  (void)take_digit(&coupon, "01");      /* format */
  take_sized(&coupon, "0123456", 6);    /* funder */
  (void)take(&coupon, 6);               /* offer code */
  take_sized(&coupon, "0123456789", 6); /* serial */
  return !coupon.bad && coupon.rest.size == 0;
}
