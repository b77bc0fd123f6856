/* SPDX-License-Identifier: Apache-2.0 */
/* GS1 text: what is read, what is refused and why, what is written. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "core/gs1.h"
#include "unit/gs1_invariants.h"

#define GTIN "09521234543213"
#define URI "https://a.example/01/" GTIN
#define SIG "Aav-EREREREREREREREREREREREREREREREREREREREREREiIiIiIiIiIiIiIiIiIiIiIiIiIiIiIiIiIiIiIiIiIg"

struct vector {
  const char *text;
  enum ts_err err;
  const char *ai;    /* of the error */
  const char *other; /* of the error; or of a good text all that was read, bracketed */
};

static struct ts_gs1 gs1;
static struct ts_gs1_why why;

static enum ts_err parse(const char *text, bool carrier) {
  const char *wrong = gs1_check_invariants(ts_bytes_of(text), carrier);
  if (wrong)
    print_error("%s: %s\n", text, wrong);
  assert_null(wrong);
  return ts_gs1_parse(&gs1, &why, ts_bytes_of(text), carrier);
}

static const char *bracketed(void) {
  static char text[GS1_OUT_MAX];
  struct ts_buf out = ts_buf(text, sizeof text - 1);
  assert_int_equal(ts_gs1_write_bracketed(&out, &gs1), TS_OK);
  text[out.size] = 0;
  return text;
}

static void run(const struct vector *vectors, size_t count, bool carrier) {
  for (size_t i = 0; i < count; i++) {
    enum ts_err err = parse(vectors[i].text, carrier);
    if (err != vectors[i].err ||
        strcmp(err ? why.ai : bracketed(), err ? vectors[i].ai : vectors[i].other) != 0)
      print_error("%s: (%s) %s\n", vectors[i].text, why.ai, ts_err_text(err));
    assert_int_equal(err, vectors[i].err);
    assert_string_equal(err ? why.ai : bracketed(), err ? vectors[i].ai : vectors[i].other);
    if (err && vectors[i].other)
      assert_string_equal(why.other, vectors[i].other);
  }
}

#define RUN(vectors, carrier) run(vectors, sizeof vectors / sizeof *vectors, carrier)

static void test_uris(void **state) {
  static const struct vector good[] = {
      {URI, TS_OK, "", "(01)" GTIN},
      {URI "/21/A7K2M", TS_OK, "", "(01)" GTIN "(21)A7K2M"},
      {URI "/22/2A/10/L%2F1/21/S-._~", TS_ERR_GS1_CHARACTER, "21", ""}, /* set 82 has no tilde */
      {URI "/22/2A/10/L%2F1/21/S-._", TS_OK, "", "(01)" GTIN "(22)2A(10)L/1(21)S-._"},
      {URI "/10/L", TS_OK, "", "(01)" GTIN "(10)L"},
      {URI "/235/TPX?10=L", TS_OK, "", "(01)" GTIN "(235)TPX(10)L"},
      {URI "?3103=000195&15=231200", TS_OK, "", "(01)" GTIN "(3103)000195(15)231200"},
      {URI "/21/S?250=E-1&98=W1&99=" SIG, TS_OK, "", "(01)" GTIN "(21)S(250)E-1(98)W1(99)" SIG},
      {URI "/21/S?99=x&98=y", TS_OK, "", "(01)" GTIN "(21)S(99)x(98)y"},
      {URI "?utm=1&linkType=all&17=231200&x", TS_OK, "", "(01)" GTIN "(17)231200"},
      {URI "?17=231200#/01/00000000000000?17=1", TS_OK, "", "(01)" GTIN "(17)231200"},
      {URI "#f", TS_OK, "", "(01)" GTIN},
      {"HTTPS://A.Example/01/" GTIN, TS_OK, "", "(01)" GTIN},
      {"hTtPs://xn--fsq.example/01/" GTIN, TS_OK, "", "(01)" GTIN},
      {"https://192.0.2.1/01/" GTIN, TS_OK, "", "(01)" GTIN},
      {"https://a.example/00/095212345432132103", TS_OK, "", "(00)095212345432132103"},
      {"https://a.example/414/9521321000018/254/X", TS_OK, "", "(414)9521321000018(254)X"},
      {"https://a.example/414/9521321000018/7040/1ABC", TS_OK, "", "(414)9521321000018(7040)1ABC"},
      {"https://a.example/415/9521321000018/8020/R", TS_OK, "", "(415)9521321000018(8020)R"},
      {"https://a.example/8006/095212345432130102/21/S", TS_OK, "", "(8006)095212345432130102(21)S"},
      {"https://a.example/8004/9521A%2FB", TS_OK, "", "(8004)9521A/B"},
      {"https://a.example/8010/9521A%23/8011/1", TS_OK, "", "(8010)9521A#(8011)1"},
      {"https://a.example/00/095212345432132103?4300=A%2520B", TS_OK, "",
       "(00)095212345432132103(4300)A%20B"},
      {URI "/21/%21%22%25%26%27%28%29", TS_OK, "", "(01)" GTIN "(21)!\"%&'\\()"},
  };
  (void)state;
  RUN(good, false);
  for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
    if (good[i].err)
      continue;
    assert_int_equal(parse(good[i].text, false), TS_OK);
    assert_true(gs1.canonical);
    assert_int_equal(gs1.syntax, TS_GS1_SYNTAX_URI);
    assert_int_equal(gs1.element[0].role, TS_GS1_ROLE_KEY);
    assert_int_equal(why.err, TS_OK);
  }
}

static void test_hosts(void **state) {
  (void)state;
  assert_int_equal(parse("HTTPS://TAG.Example.COM/01/" GTIN, false), TS_OK);
  assert_string_equal(gs1.host, "tag.example.com");
  assert_int_equal(parse("https://brand.example@evil.example/01/" GTIN, false), TS_OK);
  assert_string_equal(gs1.host, "evil.example");
  assert_false(gs1.canonical);
  assert_int_equal(parse("https://brand.example:pw@evil.example:443/01/" GTIN, false), TS_OK);
  assert_string_equal(gs1.host, "evil.example");
  assert_int_equal(parse("https://[2001:db8::1]:80/01/" GTIN, false), TS_OK);
  assert_string_equal(gs1.host, "[2001:db8::1]");
  assert_false(gs1.canonical);
}

static void test_not_canonical(void **state) {
  static const struct {
    const char *text;
    const char *ai;
    unsigned offset;
  } vectors[] = {
      {"http://a.example/01/" GTIN, "", 0},
      {"https://a.example:443/01/" GTIN, "", 17},
      {"https://a.example:/01/" GTIN, "", 17},
      {"https://u@a.example/01/" GTIN, "", 8},
      {"https://[::1]/01/" GTIN, "", 13},
      {"https://a.example/x/01/" GTIN, "", 17},
      {"https://a.example//01/" GTIN, "", 17},
      {"https://a.example/00/01/01/" GTIN, "", 17},
      {"https://a.example/01/" GTIN "/01/" GTIN, "", 17}, /* the key furthest right counts */
      {URI "?", "", 36},
      {URI "?&17=231200", "", 36},
      {URI "?17=231200&", "", 46},
      {URI "/21/%41", "21", 39},
      {URI "/21/A%2fB", "21", 40},
      {URI "/21/A%2Fb%2fB", "21", 44},
      {URI "/21/A+B", "21", 40},
      {URI "/21/A;B", "21", 40},
      {URI "/21/(A)", "21", 39},
      {URI "/21/A:B=C", "21", 40},
      {URI "/21/A?98=W1/2", "98", 46},
      {URI "/21/A?98=W1+2", "98", 46},
      {URI "/21/A?98=W1;99=A", "98", 46},
      {URI "/21/A?98=W1?2", "98", 46},
  };
  (void)state;
  for (size_t i = 0; i < sizeof vectors / sizeof *vectors; i++) {
    assert_int_equal(parse(vectors[i].text, false), TS_OK);
    if (gs1.canonical || why.offset != vectors[i].offset)
      print_error("%s: %u\n", vectors[i].text, why.offset);
    assert_false(gs1.canonical);
    assert_int_equal(why.err, TS_ERR_GS1_NOT_CANONICAL);
    assert_string_equal(why.ai, vectors[i].ai);
    assert_int_equal(why.offset, vectors[i].offset);
  }
  assert_int_equal(parse(URI "/21/A?98=W1+2", false), TS_OK);
  assert_true(ts_bytes_equal_text(ts_gs1_get(&gs1, "98"), "W1+2"));
}

static void test_bad_uris(void **state) {
  static const struct vector bad[] = {
      {"https:///01/" GTIN, TS_ERR_GS1_URI, "", ""},
      {"https://a..b/01/" GTIN, TS_ERR_GS1_URI, "", ""},
      {"https://.b/01/" GTIN, TS_ERR_GS1_URI, "", ""},
      {"https://a b/01/" GTIN, TS_ERR_GS1_URI, "", ""},
      {"https://a%2eb/01/" GTIN, TS_ERR_GS1_URI, "", ""},
      {"https://a@b@c/01/" GTIN, TS_ERR_GS1_URI, "", ""},
      {"https://evil.example\\@brand.example/01/" GTIN, TS_ERR_GS1_URI, "", ""},
      {"https://a.example:x/01/" GTIN, TS_ERR_GS1_URI, "", ""},
      {"https://a.example:123456/01/" GTIN, TS_ERR_GS1_URI, "", ""},
      {"https://[::1/01/" GTIN, TS_ERR_GS1_URI, "", ""},
      {"https://[::g]/01/" GTIN, TS_ERR_GS1_URI, "", ""},
      {"https://[::1]x/01/" GTIN, TS_ERR_GS1_URI, "", ""},
      {"https://aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.b/01/" GTIN, TS_ERR_GS1_URI,
       "", ""},
      {"https://a.example", TS_ERR_GS1_KEY, "", ""},
      {"https://a.example/", TS_ERR_GS1_KEY, "", ""},
      {"https://a.example/01", TS_ERR_GS1_KEY, "", ""},
      {"https://a.example/21/A", TS_ERR_GS1_KEY, "", ""},
      {"https://a.example/02/" GTIN, TS_ERR_GS1_KEY, "", ""},
      {"https://a.example/%30%31/" GTIN, TS_ERR_GS1_KEY, "", ""},
      {"https://a.example/gtin/" GTIN, TS_ERR_GS1_KEY, "", ""},
      {"https://a.example?/01/" GTIN, TS_ERR_GS1_KEY, "", ""},
      {"https://a.example/#/01/" GTIN, TS_ERR_GS1_KEY, "", ""},
      {"https://a.example/01/", TS_ERR_GS1_LENGTH, "01", ""},
      {"https://a.example/01/9521234543213", TS_ERR_GS1_LENGTH, "01", ""},
      {"https://a.example/01/0" GTIN, TS_ERR_GS1_LENGTH, "01", ""},
      {"https://a.example/01/09521234543214", TS_ERR_GS1_CHECK_DIGIT, "01", ""},
      {"https://a.example/01/0952123454321A", TS_ERR_GS1_CHARACTER, "01", ""},
      {URI "/", TS_ERR_GS1_URI, "", ""},
      {URI "/21", TS_ERR_GS1_URI, "", ""},
      {URI "/21/", TS_ERR_GS1_LENGTH, "21", ""},
      {URI "/21/A/", TS_ERR_GS1_URI, "", ""},
      {URI "/21/A/x", TS_ERR_GS1_URI, "", ""},
      {URI "/21/A/x/y", TS_ERR_GS1_AI_MISSING, "", ""},
      {URI "//21/A", TS_ERR_GS1_AI_MISSING, "", ""},
      {URI "/%32%31/A", TS_ERR_GS1_AI_MISSING, "", ""},
      {URI "/04/A", TS_ERR_GS1_AI_UNKNOWN, "04", ""},
      {URI "/21/A/10/L", TS_ERR_GS1_QUALIFIER, "10", ""},
      {URI "/10/L/22/A", TS_ERR_GS1_QUALIFIER, "22", ""},
      {URI "/10/L/235/T", TS_ERR_GS1_QUALIFIER, "235", ""},
      {URI "/17/231200", TS_ERR_GS1_QUALIFIER, "17", ""},
      {"https://a.example/00/095212345432132103/21/A", TS_ERR_GS1_QUALIFIER, "21", ""},
      {"https://a.example/414/9521321000018/254/X/7040/1ABC", TS_ERR_GS1_QUALIFIER, "7040", ""},
      {URI "/21/A/21/A", TS_ERR_GS1_DUPLICATE, "21", ""},
      {URI "/21/A?21=A", TS_ERR_GS1_DUPLICATE, "21", ""},
      {URI "?17=231200&17=231200", TS_ERR_GS1_DUPLICATE, "17", ""},
      {URI "?01=" GTIN, TS_ERR_GS1_DUPLICATE, "01", ""},
      {URI "?21=A", TS_ERR_GS1_ATTRIBUTE, "21", ""},
      {URI "?22=A", TS_ERR_GS1_ATTRIBUTE, "22", ""},
      {URI "?10=A", TS_ERR_GS1_ATTRIBUTE, "10", ""},
      {URI "/21/A?10=A", TS_ERR_GS1_ATTRIBUTE, "10", ""},
      {URI "?8200=x", TS_ERR_GS1_ATTRIBUTE, "8200", ""},
      {URI "?04=A", TS_ERR_GS1_AI_UNKNOWN, "04", ""},
      {URI "?1=A", TS_ERR_GS1_AI_UNKNOWN, "1", ""},
      {URI "?12345=A", TS_ERR_GS1_AI_UNKNOWN, "1234", ""},
      {URI "?17", TS_ERR_GS1_LENGTH, "17", ""},
      {URI "?17=", TS_ERR_GS1_LENGTH, "17", ""},
      {URI "?98=&99=" SIG, TS_ERR_GS1_LENGTH, "98", ""},
      {URI "?%39%39=A", TS_ERR_GS1_ESCAPE, "", ""},
      {URI "?9%39=A", TS_ERR_GS1_ESCAPE, "", ""},
      {URI "?99=" SIG "x", TS_ERR_GS1_LENGTH, "99", ""},
      {URI "/21/A%", TS_ERR_GS1_ESCAPE, "21", ""},
      {URI "/21/A%4", TS_ERR_GS1_ESCAPE, "21", ""},
      {URI "/21/A%4G", TS_ERR_GS1_ESCAPE, "21", ""},
      {URI "/21/%00", TS_ERR_GS1_ESCAPE, "21", ""},
      {URI "/21/A%00B", TS_ERR_GS1_ESCAPE, "21", ""},
      {URI "/21/A%1D", TS_ERR_GS1_ESCAPE, "21", ""},
      {URI "/21/A%7F", TS_ERR_GS1_ESCAPE, "21", ""},
      {URI "/21/A%4?98=1", TS_ERR_GS1_ESCAPE, "21", ""},
      {URI "/21/A%20B", TS_ERR_GS1_CHARACTER, "21", ""},
      {URI "/21/A%23", TS_ERR_GS1_CHARACTER, "21", ""},
      {URI "/21/%C3%A9", TS_ERR_GS1_CHARACTER, "21", ""},
      {URI "/21/A\"B", TS_ERR_GS1_URI, "21", ""},
      {URI "/21/A<B", TS_ERR_GS1_URI, "21", ""},
      {URI "/21/A B", TS_ERR_GS1_URI, "21", ""},
      {URI "/21/A\\B", TS_ERR_GS1_URI, "21", ""},
      {URI "/21/A[", TS_ERR_GS1_URI, "21", ""},
      {URI "?utm=a b", TS_ERR_GS1_URI, "", ""},
      {URI "?utm=a|b", TS_ERR_GS1_URI, "", ""},
      {URI "#a^b", TS_ERR_GS1_URI, "", ""},
      {"https://a.example\\b/01/" GTIN, TS_ERR_GS1_URI, "", ""},
      {"https://a.example/\\b/01/" GTIN, TS_ERR_GS1_URI, "", ""},
      {URI "#\x80", TS_ERR_GS1_URI, "", ""},
      {"https://a.example/\x01/01/" GTIN, TS_ERR_GS1_URI, "", ""},
      {URI "?250=E", TS_ERR_GS1_REQUISITE, "250", "01+21"},
      {URI "?37=5", TS_ERR_GS1_EXCLUDED, "01", "37"},
      {"https://a.example/00/095212345432132103?37=5", TS_ERR_GS1_REQUISITE, "37", "00+02"},
      {URI "?7022=A", TS_ERR_GS1_REQUISITE, "7022", "01+7021"},
      {URI "?3100=000001&3101=000001", TS_ERR_GS1_EXCLUDED, "3100", "3101"},
      {URI "?02=" GTIN, TS_ERR_GS1_EXCLUDED, "02", "01"},
      {"https://a.example/255/9521321000018?3900=1&3941=0001", TS_ERR_GS1_EXCLUDED, "3900", "3941"},
  };
  (void)state;
  RUN(bad, false);
}

static void test_elements(void **state) {
  static const struct vector vectors[] = {
      {"01" GTIN, TS_OK, "", "(01)" GTIN},
      {"01" GTIN "21A7K2M", TS_OK, "", "(01)" GTIN "(21)A7K2M"},
      {"\x1d"
       "01" GTIN "21A7K2M\x1d",
       TS_OK, "", "(01)" GTIN "(21)A7K2M"},
      {"01" GTIN "\x1d"
       "21A\x1d"
       "310300019517231200\x1d"
       "10L",
       TS_OK, "", "(01)" GTIN "(3103)000195(17)231200(21)A(10)L"},
      {"]C101" GTIN, TS_OK, "", "(01)" GTIN},
      {"]C1\x1d"
       "01" GTIN,
       TS_OK, "", "(01)" GTIN},
      {"", TS_ERR_EMPTY, "", ""},
      {"\x1d", TS_ERR_GS1_AI_MISSING, "", ""},
      {"\x1d\x1d"
       "01" GTIN,
       TS_ERR_GS1_SEPARATOR, "", ""},
      {"01" GTIN "\x1d\x1d", TS_ERR_GS1_SEPARATOR, "", ""},
      {"01" GTIN "21A\x1d\x1d", TS_ERR_GS1_SEPARATOR, "", ""},
      {"01" GTIN "21\x1d", TS_ERR_GS1_LENGTH, "21", ""},
      {"01" GTIN "21", TS_ERR_GS1_LENGTH, "21", ""},
      {"01" GTIN "2", TS_ERR_GS1_AI_MISSING, "", ""},
      {"01" GTIN "x", TS_ERR_GS1_AI_MISSING, "", ""},
      {"01" GTIN "25", TS_ERR_GS1_AI_MISSING, "", ""},
      {"01" GTIN "25x", TS_ERR_GS1_AI_MISSING, "", ""},
      {"01" GTIN "04A", TS_ERR_GS1_AI_UNKNOWN, "04", ""},
      {"01" GTIN "3109000000", TS_ERR_GS1_AI_UNKNOWN, "3109", ""},
      {"019521234543213", TS_ERR_GS1_LENGTH, "01", ""},
      {"0109521234543\x1d", TS_ERR_GS1_LENGTH, "01", ""},
      {"0109521234543214", TS_ERR_GS1_CHECK_DIGIT, "01", ""},
      {"01" GTIN "21ABCDEFGHIJKLMNOPQRSTU", TS_ERR_GS1_LENGTH, "21", ""},
      {"01" GTIN "21A B", TS_ERR_GS1_CHARACTER, "21", ""},
      {"01" GTIN "21A\x1d"
       "01" GTIN,
       TS_ERR_GS1_DUPLICATE, "01", ""},
      {"01" GTIN "17231301", TS_ERR_GS1_CONTENT, "17", ""},
      {"01" GTIN "3923"
       "97",
       TS_ERR_GS1_REQUISITE, "3923", "01+30"},
      {"21A", TS_ERR_GS1_REQUISITE, "21", "01"},
      {"(21)A", TS_ERR_GS1_REQUISITE, "21", "01"},
      {"99A", TS_OK, "", "(99)A"},
  };
  (void)state;
  RUN(vectors, true);
}

static void test_bracketed(void **state) {
  static const struct vector vectors[] = {
      {"(01)" GTIN, TS_OK, "", "(01)" GTIN},
      {"(01)" GTIN "(21)A\\(B)", TS_OK, "", "(01)" GTIN "(21)A\\(B)"},
      {"(01)" GTIN "(10)L(3103)000195", TS_OK, "", "(01)" GTIN "(3103)000195(10)L"},
      {"(01)" GTIN "(", TS_ERR_GS1_AI_MISSING, "", ""},
      {"(01)" GTIN "(21", TS_ERR_GS1_AI_MISSING, "", ""},
      {"(01)" GTIN "()A", TS_ERR_GS1_AI_MISSING, "", ""},
      {"(01)" GTIN "(2)A", TS_ERR_GS1_AI_MISSING, "", ""},
      {"(01)" GTIN "(21)A(B)", TS_ERR_GS1_AI_MISSING, "", ""},
      {"(01)" GTIN "(04)A", TS_ERR_GS1_AI_UNKNOWN, "04", ""},
      {"(01)" GTIN "(310)A", TS_ERR_GS1_AI_UNKNOWN, "310", ""},
      {"(01)" GTIN "(31030)A", TS_ERR_GS1_AI_UNKNOWN, "3103", ""},
      {"(01)" GTIN "(21)", TS_ERR_GS1_LENGTH, "21", ""},
      {"(01)" GTIN "(21)A\\B", TS_ERR_GS1_CHARACTER, "21", ""},
      {"(01)" GTIN "(21)A\\", TS_ERR_GS1_CHARACTER, "21", ""},
      {"(01)0952 1234543213", TS_ERR_GS1_LENGTH, "01", ""},
  };
  (void)state;
  RUN(vectors, false);
  RUN(vectors, true);
}

static void test_looks_like(void **state) {
  static const struct {
    const char *text;
    bool plain;
    bool carrier;
  } vectors[] = {
      {"", false, false},
      {"hello", false, true},
      {"01" GTIN, false, true},
      {"]C101" GTIN, true, true},
      {"]Q301" GTIN, true, true},
      {"]d201" GTIN, true, true},
      {"]e001" GTIN, true, true},
      {"]C001" GTIN, false, true},
      {"01" GTIN "\x1d"
       "21A",
       true, true},
      {"(01)" GTIN, true, true},
      {"(1)", false, true},
      {"(01", false, true},
      {"(12345)", false, true},
      {URI, true, true},
      {"http://a.example/x/01/bad", true, true},
      {URI "/21/A/", true, true},
      {"https://a.example/page?01=" GTIN, false, true},
      {"https://a.example/", false, true},
      {"ftp://a.example/01/" GTIN, false, true},
      {"mailto:a@a.example", false, true},
      {"https://a.example/p\x1d", false, true},
  };
  (void)state;
  for (size_t i = 0; i < sizeof vectors / sizeof *vectors; i++) {
    assert_int_equal(ts_gs1_looks_like(ts_bytes_of(vectors[i].text), false), vectors[i].plain);
    assert_int_equal(ts_gs1_looks_like(ts_bytes_of(vectors[i].text), true), vectors[i].carrier);
  }
  assert_int_equal(parse("hello", false), TS_ERR_GS1_NOT_GS1);
  assert_int_equal(parse("01" GTIN, false), TS_ERR_GS1_NOT_GS1);
  assert_int_equal(parse("hello", true), TS_ERR_GS1_AI_MISSING);
}

/* Whose text it was can be told from what was refused. */
static void test_refused_text_keeps_what_was_read(void **state) {
  (void)state;
  assert_int_equal(parse("https://brand.example/01/09521234543214/21/A", false), TS_ERR_GS1_CHECK_DIGIT);
  assert_string_equal(gs1.host, "brand.example");
  assert_true(ts_bytes_equal_text(ts_gs1_get(&gs1, "01"), "09521234543214"));
  assert_int_equal(gs1.syntax, TS_GS1_SYNTAX_NONE);
  assert_int_equal(parse(URI "/21/A%zz", false), TS_ERR_GS1_ESCAPE);
  assert_true(ts_bytes_equal_text(ts_gs1_get(&gs1, "01"), GTIN));
  assert_true(ts_bytes_equal_text(ts_gs1_get(&gs1, "21"), "A"));
  assert_int_equal(parse(URI "/21/A/x", false), TS_ERR_GS1_URI);
  assert_true(ts_bytes_equal_text(ts_gs1_get(&gs1, "21"), "A"));
  assert_null(ts_gs1_get(&gs1, "10").data);
  assert_null(ts_gs1_value(&gs1, gs1.count).data);
}

static void test_bounds(void **state) {
  static uint8_t text[TS_GS1_INPUT_MAX + 2];
  struct ts_buf out = ts_buf(text, sizeof text);
  (void)state;
  ts_buf_put_text(&out, URI "#");
  while (!out.full)
    ts_buf_put_byte(&out, 'x');
  assert_int_equal(ts_gs1_parse(&gs1, &why, ts_bytes(text, TS_GS1_INPUT_MAX), false), TS_OK);
  assert_int_equal(ts_gs1_parse(&gs1, &why, ts_bytes(text, TS_GS1_INPUT_MAX + 1), false), TS_ERR_TOO_LONG);
  assert_false(ts_gs1_looks_like(ts_bytes(text, TS_GS1_INPUT_MAX + 1), false));
  out = ts_buf(text, sizeof text);
  for (unsigned i = 0; i < 10; i++) {
    uint8_t ai[2] = {'9', (uint8_t)('0' + i)};
    ts_buf_put(&out, ts_bytes(ai, 2));
    ts_buf_put(&out, ts_bytes(SIG, i == 0 ? 30 : 90));
    ts_buf_put_byte(&out, 0x1d);
  }
  assert_int_equal(ts_gs1_parse(&gs1, &why, ts_buf_bytes(&out), true), TS_OK);
  for (unsigned i = 0; i < 3; i++) {
    static const char *const more[] = {"8200", "8110", "8112"};
    ts_buf_put_text(&out, more[i]);
    ts_buf_put(&out, ts_bytes(SIG, 70));
    ts_buf_put_byte(&out, 0x1d);
  }
  ts_buf_put_text(&out, "01" GTIN "21ABCDEFGHIJ\x1d"
                        "250"
                        "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAA");
  assert_int_equal(ts_gs1_parse(&gs1, &why, ts_buf_bytes(&out), true), TS_ERR_GS1_CONTENT);
}

static void test_too_many(void **state) {
  char ai[5] = "7030";
  (void)state;
  ts_gs1_init(&gs1);
  for (unsigned i = 0; i < TS_GS1_ELEMENTS_MAX; i++) {
    (void)snprintf(ai, sizeof ai, "%u", 3100 + i / 6 * 10 + i % 6);
    assert_int_equal(ts_gs1_add(&gs1, &why, ai, ts_bytes_of("000001")), TS_OK);
  }
  assert_int_equal(ts_gs1_add(&gs1, &why, "01", ts_bytes_of(GTIN)), TS_ERR_GS1_TOO_MANY);
  assert_int_equal(gs1.count, TS_GS1_ELEMENTS_MAX);
  ts_gs1_init(&gs1);
  for (unsigned i = 1; i < 10; i++) {
    (void)snprintf(ai, sizeof ai, "%u", 90 + i);
    assert_int_equal(ts_gs1_add(&gs1, &why, ai, ts_bytes_of(SIG)), TS_OK);
  }
  for (unsigned i = 0; i < 6; i++) {
    (void)snprintf(ai, sizeof ai, "%u", 7230 + i);
    assert_int_equal(ts_gs1_add(&gs1, &why, ai, ts_bytes(SIG, 30)), TS_OK);
  }
  assert_int_equal(gs1.text_size, 990);
  assert_int_equal(ts_gs1_add(&gs1, &why, "240", ts_bytes(SIG, 30)), TS_OK);
  assert_int_equal(ts_gs1_add(&gs1, &why, "21", ts_bytes(SIG, 5)), TS_ERR_TOO_LONG);
  assert_int_equal(ts_gs1_add(&gs1, &why, "21", ts_bytes(SIG, 4)), TS_OK);
  assert_int_equal(gs1.text_size, TS_GS1_TEXT_MAX);
}

static void test_adding(void **state) {
  (void)state;
  ts_gs1_init(&gs1);
  assert_int_equal(ts_gs1_add(&gs1, &why, "21", ts_bytes_of("A")), TS_OK);
  assert_int_equal(ts_gs1_check_associations(&gs1, &why), TS_ERR_GS1_REQUISITE);
  assert_string_equal(why.other, "01");
  assert_int_equal(ts_gs1_add(&gs1, &why, "21", ts_bytes_of("A")), TS_ERR_GS1_DUPLICATE);
  assert_int_equal(ts_gs1_add(&gs1, &why, "01", ts_bytes_of("1")), TS_ERR_GS1_LENGTH);
  assert_int_equal(ts_gs1_add(&gs1, &why, "0", ts_bytes_of("1")), TS_ERR_GS1_AI_UNKNOWN);
  assert_int_equal(gs1.count, 1);
  assert_int_equal(gs1.text_size, 1);
  assert_int_equal(ts_gs1_add(&gs1, &why, "01", ts_bytes_of(GTIN)), TS_OK);
  assert_int_equal(ts_gs1_check_associations(&gs1, &why), TS_OK);
}

static const char *written(const char *from, const char *host, enum ts_err expected) {
  static char text[GS1_OUT_MAX];
  struct ts_buf out = ts_buf(text, sizeof text - 1);
  assert_int_equal(parse(from, true), TS_OK);
  assert_int_equal(ts_gs1_write_uri(&out, &gs1, host), expected);
  text[out.size] = 0;
  return text;
}

static void test_writing(void **state) {
  uint8_t small[20];
  struct ts_buf out = ts_buf(small, sizeof small);
  (void)state;
  assert_string_equal(written("(21)S/1(99)x(10)L(01)" GTIN "(250)E(22)A", "a.example", TS_OK),
                      "https://a.example/01/" GTIN "/22/A/10/L/21/S%2F1?250=E&99=x");
  assert_string_equal(written("(10)L(01)" GTIN "(235)T", "a.example", TS_OK), URI "/235/T?10=L");
  assert_string_equal(written("(10)L(235)T(01)" GTIN, "a.example", TS_OK), URI "/235/T?10=L");
  assert_string_equal(written("(414)9521321000018(21)S(01)" GTIN, "a.example", TS_OK),
                      URI "/21/S?414=9521321000018"); /* 414 cannot be the key: 21 would find no place */
  assert_string_equal(written("HTTP://u@A.EXAMPLE:1/x"
                              "/01/" GTIN "/21/%41+?99=a;b",
                              "a.example", TS_OK),
                      URI "/21/A%2B?99=a%3Bb");
  (void)written("(99)x", "a.example", TS_ERR_GS1_KEY);
  (void)written("(8200)x(01)" GTIN, "a.example", TS_ERR_GS1_ATTRIBUTE);
  (void)written("(01)" GTIN, "", TS_ERR_GS1_URI);
  (void)written("(01)" GTIN, "a/b", TS_ERR_GS1_URI);
  (void)written("(01)" GTIN, "[::1]", TS_ERR_GS1_URI);
  assert_int_equal(ts_gs1_write_uri(&out, &gs1, "a.example"), TS_ERR_NO_SPACE);
  out = ts_buf(small, 15);
  assert_int_equal(ts_gs1_write_elements(&out, &gs1), TS_ERR_NO_SPACE);
  out = ts_buf(small, 17);
  assert_int_equal(ts_gs1_write_bracketed(&out, &gs1), TS_ERR_NO_SPACE);
}

static void test_gtin(void **state) {
  char gtin[15];
  (void)state;
  assert_true(ts_gs1_gtin14(gtin, ts_bytes_of("9521234543213")));
  assert_string_equal(gtin, GTIN);
  assert_true(ts_gs1_gtin14(gtin, ts_bytes_of("96385074")));
  assert_string_equal(gtin, "00000096385074");
  assert_true(ts_gs1_gtin14(gtin, ts_bytes_of("614141000036")));
  assert_string_equal(gtin, "00614141000036");
  assert_true(ts_gs1_gtin14(gtin, ts_bytes_of(GTIN)));
  assert_false(ts_gs1_gtin14(gtin, ts_bytes_of("9521234543214")));
  assert_string_equal(gtin, "");
  assert_false(ts_gs1_gtin14(gtin, ts_bytes_of("")));
  assert_false(ts_gs1_gtin14(gtin, ts_bytes_of("0")));
  assert_false(ts_gs1_gtin14(gtin, ts_bytes_of("0" GTIN)));
  assert_false(ts_gs1_gtin14(gtin, ts_bytes_of("952123454321A")));
  assert_false(ts_gs1_check_digit_ok(ts_bytes(NULL, 0)));
  assert_false(ts_gs1_check_digit_ok(ts_bytes_of("0")));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_uris),          cmocka_unit_test(test_hosts),
      cmocka_unit_test(test_not_canonical), cmocka_unit_test(test_bad_uris),
      cmocka_unit_test(test_elements),      cmocka_unit_test(test_bracketed),
      cmocka_unit_test(test_looks_like),    cmocka_unit_test(test_refused_text_keeps_what_was_read),
      cmocka_unit_test(test_bounds),        cmocka_unit_test(test_too_many),
      cmocka_unit_test(test_adding),        cmocka_unit_test(test_writing),
      cmocka_unit_test(test_gtin),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
