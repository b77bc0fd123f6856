/* SPDX-License-Identifier: Apache-2.0 */
/* The linters one by one, and the lists of codes against the same lists spelled out. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "core/gs1_parse.h"

struct vector {
  enum ts_gs1_lint lint;
  const char *value;
  enum ts_err err;
};

#define COUPON "012345612345611110123" /* all that must be there */
#define GOOD(lint, value)                                                                                    \
  { TS_GS1_LINT_##lint, value, TS_OK }
#define BAD(lint, value)                                                                                     \
  { TS_GS1_LINT_##lint, value, TS_ERR_GS1_CONTENT }
#define WRONG(lint, value)                                                                                   \
  { TS_GS1_LINT_##lint, value, TS_ERR_GS1_CHECK_DIGIT }

static const struct vector vectors[] = {
    GOOD(csum, "09521234543213"),
    GOOD(csum, "095212345432132103"),
    WRONG(csum, "09521234543214"),
    GOOD(csumalpha, "1987654Ad4X4bL5ttr2310c2K"), /* GS1 General Specifications, GMN example */
    WRONG(csumalpha, "1987654Ad4X4bL5ttr2310cK2"),
    WRONG(csumalpha, "1987654Ad4X4bL5ttr2310d2K"),
    WRONG(csumalpha, "1987654Ad4X4bL5ttr2310c20"),
    {TS_GS1_LINT_csumalpha, "22", TS_ERR_GS1_LENGTH},
    GOOD(gcppos1, "9521"),
    BAD(gcppos1, "952"),
    BAD(gcppos1, "952A1"),
    GOOD(gcppos2, "A9521"),
    BAD(gcppos2, "9521"),
    GOOD(hasnondigit, "12a"),
    BAD(hasnondigit, "123"),
    GOOD(hh, "23"),
    BAD(hh, "24"),
    GOOD(hhmi, "2359"),
    BAD(hhmi, "2360"),
    BAD(hhmi, "2400"),
    GOOD(mi, "59"),
    BAD(mi, "60"),
    GOOD(ss, "59"),
    BAD(ss, "60"),
    GOOD(hyphen, "-"),
    BAD(hyphen, "+"),
    GOOD(iban, "DE91100000000123456789"),
    GOOD(iban, "MU43BOMM0101123456789101000MUR"),
    WRONG(iban, "DE19100000000123456789"),
    BAD(iban, "XX91100000000123456789"),
    BAD(iban, "DE911000000001234567a9"),
    BAD(iban, "DE91100000"),
    GOOD(importeridx, "_"),
    BAD(importeridx, "+"),
    GOOD(iso3166, "276"),
    BAD(iso3166, "999"),
    BAD(iso3166, "280"),
    GOOD(iso3166999, "999"),
    BAD(iso3166999, "998"),
    GOOD(iso3166alpha2, "DE"),
    BAD(iso3166alpha2, "DD"),
    BAD(iso3166alpha2, "de"),
    GOOD(iso4217, "978"),
    BAD(iso4217, "280"),
    GOOD(iso5218, "9"),
    BAD(iso5218, "3"),
    GOOD(latitude, "1800000000"),
    BAD(latitude, "1800000001"),
    GOOD(longitude, "3600000000"),
    BAD(longitude, "3600000001"),
    GOOD(mediatype, "10"),
    GOOD(mediatype, "80"),
    BAD(mediatype, "00"),
    BAD(mediatype, "11"),
    BAD(mediatype, "79"),
    GOOD(nonzero, "0001"),
    BAD(nonzero, "0000"),
    GOOD(nozeroprefix, "10"),
    BAD(nozeroprefix, "01"),
    GOOD(packagetype, "8"),
    GOOD(packagetype, "1A"),
    GOOD(packagetype, "43"),
    GOOD(packagetype, "ZZ"),
    GOOD(packagetype, "APE"),
    GOOD(packagetype, "X20"),
    BAD(packagetype, "7"),
    BAD(packagetype, "A "),
    BAD(packagetype, "Z"),
    BAD(packagetype, "ZO"),
    BAD(packagetype, "X21"),
    BAD(packagetype, "APEX"),
    GOOD(pcenc, "A%20B%2f"),
    BAD(pcenc, "A%2"),
    BAD(pcenc, "A%"),
    BAD(pcenc, "%G0"),
    GOOD(pieceoftotal, "0102"),
    GOOD(pieceoftotal, "9999"),
    BAD(pieceoftotal, "0201"),
    BAD(pieceoftotal, "0001"),
    BAD(pieceoftotal, "0100"),
    GOOD(posinseqslash, "1/3"),
    GOOD(posinseqslash, "9/10"),
    GOOD(posinseqslash, "10000000000/10000000000"),
    BAD(posinseqslash, "3/1"),
    BAD(posinseqslash, "10/9"),
    BAD(posinseqslash, "0/1"),
    BAD(posinseqslash, "1/0"),
    BAD(posinseqslash, "123"),
    BAD(posinseqslash, "/12"),
    BAD(posinseqslash, "12/"),
    BAD(posinseqslash, "1/2/3"),
    GOOD(winding, "0"),
    GOOD(winding, "9"),
    BAD(winding, "2"),
    GOOD(yesno, "1"),
    BAD(yesno, "2"),
    GOOD(yymmd0, "240229"),
    GOOD(yymmd0, "231200"),
    BAD(yymmd0, "230229"),
    BAD(yymmd0, "231301"),
    BAD(yymmd0, "230001"),
    BAD(yymmd0, "230431"),
    GOOD(yymmdd, "000229"),
    BAD(yymmdd, "231200"),
    GOOD(yyyymmdd, "20000229"),
    BAD(yyyymmdd, "19000229"),
    BAD(yyyymmdd, "20240100"),
    BAD(yyyymmdd, "20241301"),
    GOOD(zero, "0"),
    BAD(zero, "1"),
    GOOD(couponcode, COUPON),
    GOOD(couponcode, "106141416543213150110120"),
    GOOD(couponcode, COUPON "10"
                            "110123"
                            "0123456"),
    GOOD(couponcode, COUPON "10"
                            "110123"
                            "9"
                            "2"
                            "110123"
                            "9"
                            "3231231"
                            "4230101"
                            "50123456"
                            "611234567"
                            "90011"),
    GOOD(couponcode, COUPON "3231231"
                            "4231231"),
    BAD(couponcode, ""),
    BAD(couponcode, "01234561234561111012"),
    BAD(couponcode, "712345612345611110123"),
    BAD(couponcode, "012345612345601110123"),
    BAD(couponcode, "012345612345611115123"),
    BAD(couponcode, COUPON "7"),
    BAD(couponcode, COUPON "3231301"),
    BAD(couponcode, COUPON "323123"),
    BAD(couponcode, COUPON "3230101"
                           "4230102"), /* starts after it ends */
    BAD(couponcode, COUPON "4230101"
                           "3231231"), /* out of order */
    BAD(couponcode, COUPON "14"
                           "110123"
                           "9"),
    BAD(couponcode, COUPON "10"
                           "110123"
                           "7"),
    BAD(couponcode, COUPON "2"
                           "110123"
                           "012345"),
    BAD(couponcode, COUPON "5912345"),
    BAD(couponcode, COUPON "6012345"),
    BAD(couponcode, COUPON "93011"),
    BAD(couponcode, COUPON "90311"),
    BAD(couponcode, COUPON "90012"),
    BAD(couponcode, COUPON "9001"),
    BAD(couponcode, "01234561234561111012A"),
    GOOD(couponposoffer, "001234561234560123456"),
    GOOD(couponposoffer, "061234567890121234569123456789012345"),
    BAD(couponposoffer, "201234561234560123456"),
    BAD(couponposoffer, "071234561234560123456"),
    BAD(couponposoffer, "00123456123456012345"),
    BAD(couponposoffer, "0012345612345601234567"),
    BAD(couponposoffer, "00123456123456012345x"),
};

static void test_vectors(void **state) {
  bool seen[TS_GS1_LINT_COUNT][2] = {{false}};
  (void)state;
  for (size_t i = 0; i < sizeof vectors / sizeof *vectors; i++) {
    enum ts_err err = ts_gs1_lint(vectors[i].lint, ts_bytes_of(vectors[i].value));
    if (err != vectors[i].err)
      print_error("%s\n", vectors[i].value);
    assert_int_equal(err, vectors[i].err);
    seen[vectors[i].lint][err != TS_OK] = true;
  }
  for (unsigned lint = 0; lint < TS_GS1_LINT_COUNT; lint++)
    assert_true(seen[lint][0] && seen[lint][1]);
  assert_int_equal(ts_gs1_lint(TS_GS1_LINT_COUNT, ts_bytes_of("1")), TS_ERR_GS1_CONTENT);
}

static const uint16_t countries[] = {
    4,   8,   10,  12,  16,  20,  24,  28,  31,  32,  36,  40,  44,  48,  50,  51,  52,  56,  60,  64,  68,
    70,  72,  74,  76,  84,  86,  90,  92,  96,  100, 104, 108, 112, 116, 120, 124, 132, 136, 140, 144, 148,
    152, 156, 158, 162, 166, 170, 174, 175, 178, 180, 184, 188, 191, 192, 196, 203, 204, 208, 212, 214, 218,
    222, 226, 231, 232, 233, 234, 238, 239, 242, 246, 248, 250, 254, 258, 260, 262, 266, 268, 270, 275, 276,
    288, 292, 296, 300, 304, 308, 312, 316, 320, 324, 328, 332, 334, 336, 340, 344, 348, 352, 356, 360, 364,
    368, 372, 376, 380, 384, 388, 392, 398, 400, 404, 408, 410, 414, 417, 418, 422, 426, 428, 430, 434, 438,
    440, 442, 446, 450, 454, 458, 462, 466, 470, 474, 478, 480, 484, 492, 496, 498, 499, 500, 504, 508, 512,
    516, 520, 524, 528, 531, 533, 534, 535, 540, 548, 554, 558, 562, 566, 570, 574, 578, 580, 581, 583, 584,
    585, 586, 591, 598, 600, 604, 608, 612, 616, 620, 624, 626, 630, 634, 638, 642, 643, 646, 652, 654, 659,
    660, 662, 663, 666, 670, 674, 678, 682, 686, 688, 690, 694, 702, 703, 704, 705, 706, 710, 716, 724, 728,
    729, 732, 740, 744, 748, 752, 756, 760, 762, 764, 768, 772, 776, 780, 784, 788, 792, 795, 796, 798, 800,
    804, 807, 818, 826, 831, 832, 833, 834, 840, 850, 854, 858, 860, 862, 876, 882, 887, 894};
static const uint16_t currencies[] = {
    8,   12,  32,  36,  44,  48,  50,  51,  52,  60,  64,  68,  72,  84,  90,  96,  104, 108, 116, 124, 132,
    136, 144, 152, 156, 170, 174, 188, 191, 192, 203, 208, 214, 222, 230, 232, 238, 242, 262, 270, 292, 320,
    324, 328, 332, 340, 344, 348, 352, 356, 360, 364, 368, 376, 388, 392, 398, 400, 404, 408, 410, 414, 417,
    418, 422, 426, 430, 434, 446, 454, 458, 462, 480, 484, 496, 498, 504, 512, 516, 524, 532, 533, 548, 554,
    558, 566, 578, 586, 590, 598, 600, 604, 608, 634, 643, 646, 654, 682, 690, 694, 702, 704, 706, 710, 728,
    748, 752, 756, 760, 764, 776, 780, 784, 788, 800, 807, 818, 826, 834, 840, 858, 860, 882, 886, 901, 924,
    925, 926, 927, 928, 929, 930, 931, 932, 933, 934, 936, 938, 940, 941, 943, 944, 946, 947, 948, 949, 950,
    951, 952, 953, 955, 956, 957, 958, 959, 960, 961, 962, 963, 964, 965, 967, 968, 969, 970, 971, 972, 973,
    975, 976, 977, 978, 979, 980, 981, 984, 985, 986, 990, 994, 997, 999};

static bool listed(const uint16_t *list, size_t count, unsigned number) {
  for (size_t i = 0; i < count; i++)
    if (list[i] == number)
      return true;
  return false;
}

static void test_numbers(void **state) {
  (void)state;
  for (unsigned i = 0; i < 1100; i++) {
    assert_int_equal(ts_gs1_code_country(i), listed(countries, sizeof countries / sizeof *countries, i));
    assert_int_equal(ts_gs1_code_currency(i), listed(currencies, sizeof currencies / sizeof *currencies, i));
  }
}

/* How many codes of SIZE characters are in a list. */
static unsigned count_codes(bool (*in)(struct ts_bytes), size_t size) {
  static const char set[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz ";
  size_t total = size == 1 ? 64 : size == 2 ? 64 * 64 : 64 * 64 * 64;
  unsigned count = 0;
  for (size_t n = 0; n < total; n++) {
    char code[3] = {set[n % 64], set[n / 64 % 64], set[n / 4096 % 64]};
    count += in(ts_bytes(code, size));
  }
  return count;
}

static void test_letters(void **state) {
  (void)state;
  assert_int_equal(count_codes(ts_gs1_code_country_letters, 2), 249);
  assert_int_equal(count_codes(ts_gs1_code_package, 1), 2);
  assert_int_equal(count_codes(ts_gs1_code_package, 2), 381);
  assert_int_equal(count_codes(ts_gs1_code_package, 3), 48);
  assert_false(ts_gs1_code_package(ts_bytes(NULL, 0)));
}

static void test_sets(void **state) {
  static const char *const sets[] = {
      "0123456789",
      "!\"%&'()*+,-./0123456789:;<=>?ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz",
      "#-/0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ",
      "-_0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz",
  };
  static const char unreserved[] = "-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  (void)state;
  for (unsigned c = 0; c < 256; c++) {
    for (unsigned type = 0; type < 4; type++)
      assert_int_equal(ts_gs1_in_set((enum ts_gs1_type)type, (uint8_t)c),
                       c && strchr(sets[type], (int)c) != NULL);
    assert_int_equal(ts_gs1_unreserved((uint8_t)c), c && strchr(unreserved, (int)c) != NULL);
    assert_int_equal(ts_gs1_text_character((uint8_t)c), ts_gs1_in_set(TS_GS1_X, (uint8_t)c));
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_vectors),
      cmocka_unit_test(test_numbers),
      cmocka_unit_test(test_letters),
      cmocka_unit_test(test_sets),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
