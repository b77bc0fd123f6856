/* SPDX-License-Identifier: Apache-2.0 */
/* Signed tags: what is taken apart, what is refused, what a signature covers. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "core/tag.h"
#include "unit/gs1_invariants.h"

#define GTIN "09521234543213"
#define URI "https://a.example/01/" GTIN "/21/A7K2M"
/* profile 1, key id abfe, r = 11.., s = 22.. */
#define SIG "Aav-EREREREREREREREREREREREREREREREREREREREREREiIiIiIiIiIiIiIiIiIiIiIiIiIiIiIiIiIiIiIiIiIg"

static const uint8_t order[32] = {0xff, 0xff, 0xff, 0xff, 0x00, 0x00, 0x00, 0x00, 0xff, 0xff, 0xff,
                                  0xff, 0xff, 0xff, 0xff, 0xff, 0xbc, 0xe6, 0xfa, 0xad, 0xa7, 0x17,
                                  0x9e, 0x84, 0xf3, 0xb9, 0xca, 0xc2, 0xfc, 0x63, 0x25, 0x51};

static struct ts_gs1 gs1;
static struct ts_gs1_why why;
static struct ts_tag tag;

static enum ts_err read_text(const char *text) {
  assert_null(gs1_check_invariants(ts_bytes_of(text), false));
  enum ts_err err = ts_gs1_parse(&gs1, &why, ts_bytes_of(text), false);
  enum ts_err tag_err = ts_tag_read(&tag, &gs1);
  return err ? err : tag_err;
}

/* A tag whose 99 is the base64url of BYTES. */
static enum ts_err read_signature(const uint8_t *bytes, size_t size) {
  uint8_t text[256];
  struct ts_buf out = ts_buf(text, sizeof text - 1);
  ts_buf_put_text(&out, URI "?99=");
  ts_base64url_encode(&out, ts_bytes(bytes, size));
  text[out.size] = 0;
  return read_text((const char *)text);
}

static void signature_bytes(uint8_t bytes[67]) {
  bytes[0] = 1;
  bytes[1] = 0xab;
  bytes[2] = 0xfe;
  memset(bytes + 3, 0x11, 32);
  memset(bytes + 35, 0x22, 32);
}

static void test_kinds(void **state) {
  (void)state;
  assert_int_equal(read_text("https://a.example/01/" GTIN), TS_OK);
  assert_int_equal(tag.kind, TS_TAG_MODEL);
  assert_string_equal(tag.gtin, GTIN);
  assert_string_equal(tag.serial, "");
  assert_int_equal(read_text(URI "?250=E&98=bad"), TS_OK);
  assert_int_equal(tag.kind, TS_TAG_SERIAL);
  assert_string_equal(tag.serial, "A7K2M");
  assert_string_equal(tag.engraved, ""); /* nobody signed it */
  assert_int_equal(read_text(URI "?250=E-1&98=W32400-50.F750.CYG.S17&99=" SIG), TS_OK);
  assert_int_equal(tag.kind, TS_TAG_SIGNED);
  assert_string_equal(tag.engraved, "E-1");
  assert_int_equal(tag.piece.weight_mg, 32400);
  assert_int_equal(tag.piece.weight_tolerance_mg, 50);
  assert_int_equal(tag.piece.fineness, 750);
  assert_string_equal(tag.piece.colour, "YG");
  assert_string_equal(tag.piece.size, "17");
  assert_int_equal(tag.signature.profile, 1);
  assert_int_equal(tag.signature.key_id, 0xabfe);
  assert_int_equal(tag.signature.rs[0], 0x11);
  assert_int_equal(tag.signature.rs[63], 0x22);
  assert_int_equal(read_text("https://a.example/00/095212345432132103"), TS_ERR_TAG_NO_GTIN);
  assert_int_equal(tag.kind, TS_TAG_NONE);
  assert_int_equal(read_text("(99)" SIG), TS_ERR_TAG_NO_GTIN);
  assert_int_equal(read_text("https://a.example/01/" GTIN "?99=" SIG), TS_ERR_TAG_NO_SERIAL);
  assert_string_equal(tag.gtin, GTIN);
}

static void test_identity_of_refused_text(void **state) {
  (void)state;
  assert_int_equal(read_text(URI "?99=x%zz"), TS_ERR_GS1_ESCAPE);
  assert_int_equal(ts_tag_read(&tag, &gs1), TS_ERR_GS1_NOT_GS1);
  assert_int_equal(tag.kind, TS_TAG_NONE);
  assert_string_equal(tag.gtin, GTIN);
  assert_string_equal(tag.serial, "A7K2M");
  assert_int_equal(read_text("https://a.example/01/09521234543214/21/A"), TS_ERR_GS1_CHECK_DIGIT);
  assert_string_equal(tag.gtin, "");
  assert_int_equal(read_text("https://a.example/01/" GTIN "/21/A%20B"), TS_ERR_GS1_CHARACTER);
  assert_string_equal(tag.gtin, GTIN);
  assert_string_equal(tag.serial, "");
  assert_int_equal(read_text("https://a.example/01/" GTIN "/21/123456789012345678901"), TS_ERR_GS1_LENGTH);
  assert_string_equal(tag.serial, "");
  assert_int_equal(read_text(URI "?98=W0&99=" SIG), TS_ERR_TAG_PIECE);
  assert_string_equal(tag.serial, "A7K2M");
  assert_int_equal(tag.kind, TS_TAG_NONE);
  assert_int_equal(tag.signature.profile, 0);
}

static void test_not_canonical(void **state) {
  static const char *const free_to_change[] = {
      "HTTPS://A.EXAMPLE/01/" GTIN "/21/A7K2M?99=" SIG "&98=W1",
      URI "?utm=1&98=W1&99=" SIG "#x",
      URI "?x&99=" SIG "&98=W1",
  };
  static const char *const refused[] = {
      "http://a.example/01/" GTIN "/21/A7K2M?98=W1&99=" SIG,
      URI "?98=W%31&99=" SIG,
      URI "?98=S1/2&99=" SIG,
      URI "?98=S1%2f2&99=" SIG,
      URI "?98=W1&&99=" SIG,
      "https://a.example:443/01/" GTIN "/21/A7K2M?98=W1&99=" SIG,
      "https://a.example/x/01/" GTIN "/21/A7K2M?98=W1&99=" SIG,
  };
  uint8_t first[TS_TAG_SIGNED_MAX];
  (void)state;
  for (size_t i = 0; i < sizeof free_to_change / sizeof *free_to_change; i++) {
    uint8_t bytes[TS_TAG_SIGNED_MAX];
    struct ts_buf out = ts_buf(i ? bytes : first, sizeof bytes);
    assert_int_equal(read_text(free_to_change[i]), TS_OK);
    assert_int_equal(tag.kind, TS_TAG_SIGNED);
    assert_int_equal(ts_tag_signed_bytes(&out, &gs1, 1), TS_OK);
    assert_memory_equal(out.data, first, out.size);
  }
  for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
    assert_int_equal(read_text(refused[i]), TS_ERR_TAG_NOT_CANONICAL);
    assert_int_equal(tag.kind, TS_TAG_NONE);
    assert_string_equal(tag.serial, "A7K2M");
  }
}

static void test_signature_form(void **state) {
  static const char *const refused[] = {
      "A", "AQ", "AQA", "AQ%3D%3D", "Ag%3D%3D", "A%2F",
  };
  static const char *const newer[] = {
      "Ag",
      "AA",
      "_w",
      "AgAB",
      "Aqv-EREREREREREREREREREREREREREREREREREREREREREiIiIiIiIiIiIiIiIiIiIiIiIiIiIiIiIiIiIiIiIiIg",
  };
  uint8_t bytes[67];
  char spelled[] = URI "?99=" SIG;
  (void)state;
  /* Of the last character's six bits four are spare, and must be zero. */
  for (char c = '0'; c <= 'z'; c++) {
    spelled[sizeof spelled - 2] = c;
    if (ts_gs1_text_character((uint8_t)c) && strchr(":;<=>?@", c) == NULL)
      assert_int_equal(read_text(spelled), strchr("AQgw", c) ? TS_OK : TS_ERR_TAG_SIGNATURE_FORM);
  }
  for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
    char text[256] = URI "?99=";
    assert_int_equal(read_text(strcat(text, refused[i])), TS_ERR_TAG_SIGNATURE_FORM);
    assert_string_equal(tag.serial, "A7K2M");
  }
  for (size_t i = 0; i < sizeof newer / sizeof *newer; i++) {
    char text[256] = URI "?98=new%2Bfields&99=";
    assert_int_equal(read_text(strcat(text, newer[i])), TS_ERR_TAG_PROFILE);
    assert_string_equal(tag.gtin, GTIN);
    assert_string_equal(tag.serial, "A7K2M");
  }
  signature_bytes(bytes);
  for (size_t size = 1; size < sizeof bytes; size++)
    assert_int_equal(read_signature(bytes, size), TS_ERR_TAG_SIGNATURE_FORM);
  assert_int_equal(read_signature(bytes, sizeof bytes), TS_OK);
  for (unsigned profile = 0; profile < 256; profile++) {
    bytes[0] = (uint8_t)profile;
    assert_int_equal(read_signature(bytes, sizeof bytes), profile == 1 ? TS_OK : TS_ERR_TAG_PROFILE);
  }
}

static void put_scalar(uint8_t *to, const uint8_t from[32], int more) {
  memcpy(to, from, 32);
  to[31] = (uint8_t)(to[31] + more);
}

static void test_scalars_in_a_signature(void **state) {
  uint8_t half[32];
  uint8_t bytes[67];
  static const uint8_t zero[32];
  (void)state;
  /* (n - 1) / 2 by its definition, not by the constant under test. */
  for (int i = 31; i >= 0; i--)
    half[i] = (uint8_t)(order[i] >> 1 | (i ? order[i - 1] << 7 : 0));
  signature_bytes(bytes);
  put_scalar(bytes + 35, half, 0);
  assert_int_equal(read_signature(bytes, 67), TS_OK);
  put_scalar(bytes + 35, half, 1);
  assert_int_equal(read_signature(bytes, 67), TS_ERR_TAG_HIGH_S);
  put_scalar(bytes + 35, order, -1);
  assert_int_equal(read_signature(bytes, 67), TS_ERR_TAG_HIGH_S);
  put_scalar(bytes + 35, order, 0);
  assert_int_equal(read_signature(bytes, 67), TS_ERR_TAG_RANGE);
  memset(bytes + 35, 0xff, 32);
  assert_int_equal(read_signature(bytes, 67), TS_ERR_TAG_RANGE);
  put_scalar(bytes + 35, zero, 0);
  assert_int_equal(read_signature(bytes, 67), TS_ERR_TAG_RANGE);
  put_scalar(bytes + 35, zero, 1);
  assert_int_equal(read_signature(bytes, 67), TS_OK);
  put_scalar(bytes + 3, order, -1);
  assert_int_equal(read_signature(bytes, 67), TS_OK);
  put_scalar(bytes + 3, order, 0);
  assert_int_equal(read_signature(bytes, 67), TS_ERR_TAG_RANGE);
  put_scalar(bytes + 3, zero, 0);
  assert_int_equal(read_signature(bytes, 67), TS_ERR_TAG_RANGE);
  put_scalar(bytes + 3, zero, 1);
  assert_int_equal(read_signature(bytes, 67), TS_OK);
}

static void test_negating(void **state) {
  uint8_t one[32] = {0};
  uint8_t scalar[32];
  (void)state;
  one[31] = 1;
  memcpy(scalar, one, 32);
  ts_p256_scalar_negate(scalar);
  memcpy(one, order, 32);
  one[31]--;
  assert_memory_equal(scalar, one, 32);
  assert_false(ts_p256_scalar_low(scalar));
  ts_p256_scalar_negate(scalar);
  assert_true(ts_p256_scalar_low(scalar));
  assert_int_equal(scalar[31], 1);
  assert_int_equal(scalar[0], 0);
}

static void test_pieces(void **state) {
  static const char *const good[] = {"",
                                     "W1",
                                     "W99999999-99999999",
                                     "W32400-50.F750.CYG.S17",
                                     "F1",
                                     "F999",
                                     "CPT",
                                     "CABCD",
                                     "S17",
                                     "S1/2-X",
                                     "S12345678",
                                     "W5-5.S0",
                                     "F585.CRG",
                                     "W1.F1.CA.S-",
                                     "SZ"};
  static const char *const bad[] = {"W",
                                    "W0",
                                    "W01",
                                    "W100000000",
                                    "W123456789012345678901",
                                    "W1-",
                                    "W1-0",
                                    "W1-01",
                                    "W5-6",
                                    "W1-1-1",
                                    "W-1",
                                    "W+1",
                                    "W1 ",
                                    "w1",
                                    "W1g",
                                    "F",
                                    "F0",
                                    "F01",
                                    "F1000",
                                    "F7.50",
                                    "F750.",
                                    ".F750",
                                    "F750..S1",
                                    "C",
                                    "Cyg",
                                    "CABCDE",
                                    "CY1",
                                    "S",
                                    "S123456789",
                                    "Sa",
                                    "S1_",
                                    "S1.5",
                                    "F750.W1",
                                    "S1.CYG",
                                    "W1.W1",
                                    "F1.F1",
                                    "CA.CA",
                                    "S1.S1",
                                    "X1",
                                    ".",
                                    "W1,F1",
                                    "F750W1",
                                    "1",
                                    "W1.F750.CYG.S17.X"};
  struct ts_piece piece;
  (void)state;
  for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
    uint8_t text[64];
    struct ts_buf out = ts_buf(text, sizeof text);
    assert_int_equal(ts_piece_read(&piece, ts_bytes_of(good[i])), TS_OK);
    assert_int_equal(ts_piece_write(&out, &piece), TS_OK);
    assert_true(ts_bytes_equal_text(ts_buf_bytes(&out), good[i]));
  }
  for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
    static const struct ts_piece nothing;
    if (ts_piece_read(&piece, ts_bytes_of(bad[i])) == TS_OK)
      print_error("%s\n", bad[i]);
    assert_int_equal(ts_piece_read(&piece, ts_bytes_of(bad[i])), TS_ERR_TAG_PIECE);
    assert_memory_equal(&piece, &nothing, sizeof piece);
  }
  assert_int_equal(ts_piece_read(&piece, ts_bytes("W1\0", 3)), TS_ERR_TAG_PIECE);
}

static void test_pieces_that_cannot_be_written(void **state) {
  static const struct ts_piece bad[] = {
      {.weight_mg = 100000000},
      {.weight_tolerance_mg = 1},
      {.weight_mg = 1, .weight_tolerance_mg = 2},
      {.fineness = 1000},
      {.colour = "yg"},
      {.size = "1.5"},
      {.size = "a"},
  };
  struct ts_piece piece = {.weight_mg = 12};
  uint8_t text[64];
  (void)state;
  for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
    struct ts_buf out = ts_buf(text, sizeof text);
    assert_int_equal(ts_piece_write(&out, &bad[i]), TS_ERR_TAG_PIECE);
    assert_int_equal(out.size, 0);
  }
  struct ts_buf small = ts_buf(text, 2);
  assert_int_equal(ts_piece_write(&small, &piece), TS_ERR_NO_SPACE);
}

static void test_signed_bytes(void **state) {
  static const char expected[] = "TOUCHSTONE-TAG\0\1\1"
                                 "01" GTIN "10L1\x1d"
                                 "11231200"
                                 "21A7K2M\x1d"
                                 "250E-1\x1d"
                                 "3103000195"
                                 "98W1\x1d";
  static const char *const texts[] = {
      "https://a.example/01/" GTIN "/10/L1/21/A7K2M?250=E-1&98=W1&3103=000195&11=231200&99=" SIG,
      "https://other.example/01/" GTIN "/10/L1/21/A7K2M?99=" SIG "&11=231200&3103=000195&98=W1&250=E-1",
      "]Q3"
      "99" SIG "\x1d"
      "98W1\x1d"
      "21A7K2M\x1d"
      "11231200"
      "01" GTIN "250E-1\x1d"
      "10L1\x1d"
      "3103000195",
      "(01)" GTIN "(98)W1(99)" SIG "(11)231200(250)E-1(21)A7K2M(10)L1(3103)000195",
  };
  (void)state;
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
    uint8_t bytes[TS_TAG_SIGNED_MAX];
    struct ts_buf out = ts_buf(bytes, sizeof bytes);
    assert_int_equal(read_text(texts[i]), TS_OK);
    assert_int_equal(tag.kind, TS_TAG_SIGNED);
    assert_int_equal(ts_tag_signed_bytes(&out, &gs1, tag.signature.profile), TS_OK);
    assert_int_equal(out.size, sizeof expected - 1);
    assert_memory_equal(out.data, expected, out.size);
    struct ts_buf small = ts_buf(bytes, sizeof expected - 2);
    assert_int_equal(ts_tag_signed_bytes(&small, &gs1, 1), TS_ERR_NO_SPACE);
  }
}

static void test_building(void **state) {
  struct ts_tag in = {
      .gtin = GTIN, .serial = "S/1", .engraved = "E", .piece = {.weight_mg = 5, .colour = "PT"}};
  uint8_t text[512];
  struct ts_buf out = ts_buf(text, sizeof text);
  (void)state;
  in.signature.profile = 1;
  in.signature.key_id = 0xabfe;
  memset(in.signature.rs, 0x11, 32);
  memset(in.signature.rs + 32, 0xee, 32);
  assert_int_equal(ts_tag_build(&gs1, &why, &in), TS_OK);
  assert_int_equal(ts_tag_add_signature(&gs1, &why, &in.signature), TS_OK);
  assert_int_equal(ts_gs1_write_uri(&out, &gs1, "a.example"), TS_OK);
  text[out.size] = 0;
  assert_int_equal(read_text((const char *)text), TS_OK);
  assert_int_equal(tag.kind, TS_TAG_SIGNED);
  assert_string_equal(tag.serial, "S/1");
  assert_int_equal(tag.piece.weight_mg, 5);
  ts_p256_scalar_negate(tag.signature.rs + 32);
  assert_memory_equal(tag.signature.rs, in.signature.rs, 64);
  assert_int_equal(ts_tag_add_signature(&gs1, &why, &in.signature), TS_ERR_GS1_DUPLICATE);
  memset(in.signature.rs, 0, 32);
  assert_int_equal(ts_tag_add_signature(&gs1, &why, &in.signature), TS_ERR_TAG_RANGE);
  assert_string_equal(why.ai, "99");
  in.signature.profile = 2;
  assert_int_equal(ts_tag_add_signature(&gs1, &why, &in.signature), TS_ERR_TAG_PROFILE);
  in.serial[0] = 0;
  assert_int_equal(ts_tag_build(&gs1, &why, &in), TS_ERR_GS1_LENGTH);
  assert_string_equal(why.ai, "21");
  in.piece.fineness = 1000;
  assert_int_equal(ts_tag_build(&gs1, &why, &in), TS_ERR_TAG_PIECE);
  assert_string_equal(why.ai, "98");
}

/* Every byte of a signed tag replaced by every other one: either it is refused, or what it says changes, or
 * it is one of the places that are free: the scheme's and the host's letters. */
static void test_every_byte_replaced(void **state) {
  static const char original[] = URI "?250=E-1&98=W32400-50.F750.CYG.S1%2F2&99=" SIG;
  char text[sizeof original];
  uint8_t first[TS_TAG_SIGNED_MAX];
  struct ts_buf expected = ts_buf(first, sizeof first);
  struct ts_tag tag_expected;
  (void)state;
  assert_int_equal(read_text(original), TS_OK);
  tag_expected = tag;
  assert_int_equal(ts_tag_signed_bytes(&expected, &gs1, 1), TS_OK);
  for (size_t i = 0; i < sizeof original - 1; i++) {
    for (unsigned c = 0; c < 256; c++) {
      uint8_t bytes[TS_TAG_SIGNED_MAX];
      struct ts_buf out = ts_buf(bytes, sizeof bytes);
      memcpy(text, original, sizeof text);
      text[i] = (char)c;
      assert_null(gs1_check_invariants(ts_bytes(text, sizeof text - 1), false));
      if ((uint8_t)original[i] == c || ts_gs1_parse(&gs1, &why, ts_bytes(text, sizeof text - 1), false) ||
          ts_tag_read(&tag, &gs1) || tag.kind != TS_TAG_SIGNED)
        continue;
      assert_int_equal(ts_tag_signed_bytes(&out, &gs1, 1), TS_OK);
      bool same = ts_bytes_equal(ts_buf_bytes(&out), ts_buf_bytes(&expected)) &&
                  memcmp(tag.signature.rs, tag_expected.signature.rs, 64) == 0 &&
                  tag.signature.key_id == tag_expected.signature.key_id;
      if (same && i >= strlen("https://a.example"))
        print_error("%s\n", text);
      assert_true(!same || i < strlen("https://a.example"));
    }
  }
}

/* Bytes put in, taken out and replaced at random: nothing crashes, and the invariants hold. */
static void test_random_changes(void **state) {
  static const char *const originals[] = {
      URI "?250=E-1&98=W32400-50.F750.CYG.S17&99=" SIG,
      "]Q301" GTIN "21A7K2M\x1d"
      "98W1\x1d"
      "99" SIG,
      "(01)" GTIN "(21)A\\(7(99)" SIG,
  };
  static const char likely[] = "/?&=%#@:;()]\x1d\\0123456789";
  uint32_t random = 20261123;
  (void)state;
  for (unsigned round = 0; round < 60000; round++) {
    char text[512];
    const char *original = originals[round % 3];
    size_t size = strlen(original);
    memcpy(text, original, size);
    for (unsigned change = 0; change <= round % 4; change++) {
      random ^= random << 13;
      random ^= random >> 17;
      random ^= random << 5;
      size_t at = random % size;
      char c = random & 0x10000 ? likely[(random >> 20) % (sizeof likely - 1)] : (char)(random >> 24);
      if ((random >> 17 & 3) == 0) {
        memmove(text + at, text + at + 1, size - at - 1);
        size--;
      } else if ((random >> 17 & 3) == 1) {
        memmove(text + at + 1, text + at, size - at);
        text[at] = c;
        size++;
      } else {
        text[at] = c;
      }
    }
    const char *wrong = gs1_check_invariants(ts_bytes(text, size), round & 4);
    if (wrong)
      print_error("%s: %.*s\n", wrong, (int)size, text);
    assert_null(wrong);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_kinds),
      cmocka_unit_test(test_identity_of_refused_text),
      cmocka_unit_test(test_not_canonical),
      cmocka_unit_test(test_signature_form),
      cmocka_unit_test(test_scalars_in_a_signature),
      cmocka_unit_test(test_negating),
      cmocka_unit_test(test_pieces),
      cmocka_unit_test(test_pieces_that_cannot_be_written),
      cmocka_unit_test(test_signed_bytes),
      cmocka_unit_test(test_building),
      cmocka_unit_test(test_every_byte_replaced),
      cmocka_unit_test(test_random_changes),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
