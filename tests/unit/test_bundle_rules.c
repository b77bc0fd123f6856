/* SPDX-License-Identifier: Apache-2.0 */
/* The rules for a bundle's content (SPEC.md, "Bundle"), each broken on its own in a bundle that is good but
 * for that. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "bundle_sample.h"
#include "core/bundle_read.h"
#include "diag.h"

struct change {
  const char *from, *to;
  enum ts_err err;
};

static enum ts_err read_diag(const char *source, struct ts_bundle *bundle) {
  static uint8_t memory[2 * TS_BUNDLE_SIZE_MAX];
  struct ts_buf payload = ts_buf(memory, sizeof memory);
  if (!ts_diag(&payload, source))
    print_message("no notation: %s\n", source);
  uint8_t *copy = malloc(payload.size); /* its own block, so that a read beyond it is seen */
  assert_non_null(copy);
  memcpy(copy, memory, payload.size);
  memset(bundle, 0xFF, sizeof *bundle);
  enum ts_err err = ts_bundle_read_payload(bundle, ts_bytes(copy, payload.size));
  free(copy);
  assert_false(bundle->open);
  return err;
}

static void try_all(const struct change *changes, size_t count) {
  struct ts_bundle bundle, zero;
  memset(&zero, 0, sizeof zero);
  assert_int_equal(read_diag(ts_sample_bundle, &bundle), TS_OK);
  for (size_t i = 0; i < count; i++) {
    char *source = ts_diag_replace(ts_sample_bundle, changes[i].from, changes[i].to);
    if (!source)
      print_message("not in the sample: %s\n", changes[i].from);
    assert_non_null(source);
    enum ts_err err = read_diag(source, &bundle);
    if (err != changes[i].err)
      print_message("%s -> %s: %d instead of %d\n", changes[i].from, changes[i].to, err, changes[i].err);
    assert_int_equal(err, changes[i].err);
    if (err)
      assert_memory_equal(&bundle, &zero, sizeof zero);
    free(source);
  }
}
#define TRY_ALL(changes) try_all(changes, sizeof changes / sizeof changes[0])

#define N80 "12345678901234567890123456789012345678901234567890123456789012345678901234567890"
#define ROOT "3: h'30a0'"
#define FORM TS_ERR_BUNDLE_FORM
#define CONTENT TS_ERR_BUNDLE_CONTENT
#define OVERLAP TS_ERR_BUNDLE_PREFIX_OVERLAP

static void test_head(void **state) {
  (void)state;
  static const struct change changes[] = {
      {"{1: 1, 2:", "{1: 2, 2:", TS_ERR_BUNDLE_VERSION},
      {"{1: 1, 2:", "{1: 18446744073709551615, 2:", TS_ERR_BUNDLE_VERSION},
      {"{1: 1, 2:", "{1: 0, 2:", CONTENT},
      {"{1: 1, 2:", "{1: -1, 2:", FORM},
      {"{1: 1, 2:", "{1: \"1\", 2:", FORM},
      {"{1: 1, 2:", "{2:", FORM},
      {"{1: 1, 2:", "{0: 0, 1: 1, 2:", FORM},
      {"{1: 1, 2:", "{2: \"x\", 1: 1, 2:", TS_ERR_CBOR_NOT_DETERMINISTIC},
      {"{1: 1, 2:", "{1: 1, 1: 1, 2:", TS_ERR_CBOR_DUPLICATE},
      {"\"Harbour Returns\"", "\"\"", CONTENT},
      {"\"Harbour Returns\"", "\"" N80 "\"", TS_OK},
      {"\"Harbour Returns\"", "\"" N80 "1\"", CONTENT},
      {"\"Harbour Returns\"", "\"Harbour\nReturns\"", CONTENT},
      {"\"Harbour Returns\"", "\"Harbour\x7fReturns\"", CONTENT},
      {"\"Harbour Returns\"", "h'41'", FORM},
      {"3: 7,", "3: 1,", TS_OK},
      {"3: 7,", "3: 18446744073709551615,", TS_OK},
      {"3: 7,", "3: 0,", CONTENT},
      {"3: 7,", "3: -7,", FORM},
      {"4: 1750000000", "4: 1759999999", TS_OK},
      {"4: 1750000000", "4: 1760000000", CONTENT},
      {"4: 1750000000", "4: 1760000001", CONTENT},
      {"4: 1750000000", "4: 18446744073709551615", CONTENT},
      {"4: 1750000000", "4: 1(1750000000)", FORM},
      {"4: 1750000000", "4: 1443776000", TS_OK}, /* 3660 days to the second */
      {"4: 1750000000", "4: 1443775999", CONTENT},
      {"4: 1750000000", "4: 0", CONTENT},
      {"4: 1750000000, 5: 1760000000", "4: 8639900000, 5: 8639913600", TS_OK}, /* the last day there is */
      {"4: 1750000000, 5: 1760000000", "4: 8639900000, 5: 8639913601", CONTENT},
      {"5: 1760000000", "5: 18446744073709551615", CONTENT},
      {"6: [{1: \"aurora\"", "6: {}, 7: [{1: \"aurora\"", FORM},
      {"6: [{1: \"aurora\"", "7: [{1: \"aurora\"", FORM},
      {"6: [{1: \"aurora\"", "6: [0, {1: \"aurora\"", FORM},
      {"8: {2: 9}}]}", "8: {2: 9}}], 7: 0}", FORM},
      {"8: {2: 9}}]}", "8: {2: 9}}], \"x\": 0}", FORM},
  };
  TRY_ALL(changes);
  struct ts_bundle bundle;
  assert_int_equal(read_diag("{1: 1, 2: \"P\", 3: 1, 4: 0, 5: 1, 6: []}", &bundle),
                   TS_OK); /* of no brand at all */
  assert_int_equal(read_diag("{1: 1, 2: \"P\", 3: 1, 4: 0, 5: 1}", &bundle), FORM);
  assert_int_equal(read_diag("{1: 2}", &bundle), TS_ERR_BUNDLE_VERSION);
  assert_int_equal(read_diag("{1: 2, \"other\": 98(null)}", &bundle), TS_ERR_BUNDLE_VERSION);
  assert_int_equal(read_diag("{}", &bundle), FORM);
  assert_int_equal(read_diag("[1]", &bundle), FORM);
  assert_int_equal(ts_bundle_read_payload(&bundle, ts_bytes(NULL, 0)), TS_ERR_CBOR_TRUNCATED);
  static const uint8_t number[] = {0xa1, 0x01, 0xf9, 0x3c, 0x00}; /* {1: 1.0} */
  assert_int_equal(ts_bundle_read_payload(&bundle, ts_bytes(number, sizeof number)), FORM);
}

static void test_brands(void **state) {
  (void)state;
  static const struct change changes[] = {
      {"1: \"aurora\"", "1: \"09-az\"", TS_OK},
      {"8: {2: 9}}]}", "8: {2: 9}, 10: 0}]}", FORM}, /* where nothing comes after it that could not be read */
      {"8: {2: 9}}]}", "8: {2: 9, 4: 0}}]}", FORM},
      {"1: \"aurora\"", "1: \"\"", CONTENT},
      {"1: \"aurora\"", "1: \"Aurora\"", CONTENT},
      {"1: \"aurora\"", "1: \"au_rora\"", CONTENT},
      {"1: \"aurora\"", "1: \"12345678901234567890123456789012\"", TS_OK},
      {"1: \"aurora\"", "1: \"123456789012345678901234567890123\"", CONTENT},
      {"1: \"aurora\"", "1: \"borealis\"", CONTENT},
      {"1: \"aurora\"", "1: \"cirrus\"", CONTENT},
      {"1: \"aurora\"", "1: h'61'", FORM},
      {"1: \"aurora\", ", "", FORM},
      {"2: \"Borealis\"", "2: \"\"", CONTENT},
      {"2: \"Borealis\"", "2: 5", FORM},
      {"2: \"Borealis\", ", "", FORM},
      {ROOT, "3: h''", CONTENT},
      {ROOT, "3: \"x\"", FORM},
      {ROOT ", ", "", FORM},
      {"5: [\"id.aurora.example\", \"x1.example\"],", "", FORM},
      {"6: [], ", "", FORM},
      {", 7: []}", "}", FORM},
      {", 7: []}", ", 7: [], 10: 0}", FORM},
      {", 7: []}", ", 7: [], -1: 0}", FORM},
      {", 7: []}", ", 7: {}}", FORM},
      {"6: [], 7", "6: {}, 7", FORM},
      {"5: [], 6", "5: \"\", 6", FORM},
  };
  TRY_ALL(changes);
}

static void test_prefixes(void **state) {
  (void)state;
  static const struct change changes[] = {
      {"4: [\"4012346\"]", "4: []", CONTENT},
      {"4: [\"4012346\"]", "4: \"4012346\"", FORM},
      {"4: [\"4012346\"]", "4: [4012346]", FORM},
      {"4: [\"4012346\"]", "4: [\"401\"]", CONTENT},
      {"4: [\"4012346\"]", "4: [\"\"]", CONTENT},
      {"4: [\"4012346\"]", "4: [\"401234\"]", OVERLAP},        /* around another brand's */
      {"4: [\"4012346\"]", "4: [\"40123450\"]", OVERLAP},      /* within another brand's */
      {"4: [\"4012346\"]", "4: [\"4012345\"]", OVERLAP},       /* the same */
      {"4: [\"4012346\"]", "4: [\"0761999\"]", OVERLAP},       /* one that comes after */
      {"4: [\"4012346\"]", "4: [\"401234600000\"]", TS_OK},    /* the longest */
      {"4: [\"4012346\"]", "4: [\"4012346000001\"]", CONTENT}, /* too long */
      {"4: [\"4012346\"]", "4: [\"4012346\", \"40123460\"]", OVERLAP},
      {"4: [\"4012346\"]", "4: [\"4012346\", \"4012346\"]", CONTENT},
      {"4: [\"4012346\"]", "4: [\"4012347\", \"4012346\"]", CONTENT},
      {"4: [\"4012346\"]", "4: [\"4012346\", \"4012347\"]", TS_OK},
      {"4: [\"4012346\"]", "4: [\"401234X\"]", CONTENT},
      {"4: [\"4012346\"]", "4: [\"-401234\"]", CONTENT},
      {"4: [\"4012346\"]", "4: [\"\xd9\xa1\xd9\xa2\"]", CONTENT}, /* Arabic digits */
  };
  TRY_ALL(changes);
}

#define LABEL63 "123456789012345678901234567890123456789012345678901234567890123"
#define HOST253                                                                                              \
  LABEL63 "." LABEL63 "." LABEL63 "."                                                                        \
          "1234567890123456789012345678901234567890123456789012345678901"

static void test_hosts(void **state) {
  (void)state;
  static const struct change changes[] = {
      {"[\"cirruz.example\"]", "[\"" HOST253 "\"]", TS_OK},
      {"[\"cirruz.example\"]", "[\"" HOST253 "2\"]", CONTENT},
      {"[\"cirruz.example\"]", "[\"" LABEL63 "4.example\"]", CONTENT},
      {"[\"cirruz.example\"]", "[\"1.a-b.c--d\"]", TS_OK},
      {"[\"cirruz.example\"]", "[\"Cirruz.example\"]", CONTENT},
      {"[\"cirruz.example\"]", "[\"cirruz.example.\"]", CONTENT},
      {"[\"cirruz.example\"]", "[\".cirruz.example\"]", CONTENT},
      {"[\"cirruz.example\"]", "[\"cirruz..example\"]", CONTENT},
      {"[\"cirruz.example\"]", "[\"-cirruz.example\"]", CONTENT},
      {"[\"cirruz.example\"]", "[\"cirruz-.example\"]", CONTENT},
      {"[\"cirruz.example\"]", "[\"cirruz.example-\"]", CONTENT},
      {"[\"cirruz.example\"]", "[\"cirruz.example:443\"]", CONTENT},
      {"[\"cirruz.example\"]", "[\"cirruz_.example\"]", CONTENT},
      {"[\"cirruz.example\"]", "[\"c\xc3\xadrrus.example\"]", CONTENT},
      {"[\"cirruz.example\"]", "[\"\"]", CONTENT},
      {"[\"cirruz.example\"]", "[\".\"]", CONTENT},
      {"[\"cirruz.example\"]", "[\"b.example\", \"a.example\"]", CONTENT},
      {"[\"cirruz.example\"]", "[\"a.example\", \"a.example\"]", CONTENT},
      {"[\"cirruz.example\"]", "[h'61']", FORM},
  };
  TRY_ALL(changes);
}

#define SIGNER "{1: h'0001', 2: h'ca', 3: 0}"

static void test_signers(void **state) {
  (void)state;
  static const struct change changes[] = {
      {SIGNER, "{1: h'00', 2: h'ca', 3: 0}", CONTENT},
      {SIGNER, "{1: h'000001', 2: h'ca', 3: 0}", CONTENT},
      {SIGNER, "{1: 1, 2: h'ca', 3: 0}", FORM},
      {SIGNER, "{1: h'0001', 2: h'', 3: 0}", CONTENT},
      {SIGNER, "{1: h'0001', 2: \"ca\", 3: 0}", FORM},
      {SIGNER, "{1: h'0001', 3: 0}", FORM},
      {SIGNER, "{1: h'0001', 2: h'ca'}", FORM},
      {SIGNER, "{1: h'0001', 2: h'ca', 3: 1}", TS_OK},
      {SIGNER, "{1: h'0001', 2: h'ca', 3: 3}", CONTENT},
      {SIGNER, "{1: h'0001', 2: h'ca', 3: -1}", FORM},
      {SIGNER, "{1: h'0001', 2: h'ca', 3: 0, 4: 0}", FORM},
      {SIGNER, "{1: h'0001', 2: h'ca', 3: 1, 4: 20000}", FORM},
      {SIGNER, "{1: h'0001', 2: h'ca', 3: 2}", FORM},
      {SIGNER, "{1: h'0001', 2: h'ca', 3: 2, 4: 0}", TS_OK},
      {SIGNER, "{1: h'0001', 2: h'ca', 3: 2, 4: 99999}", TS_OK},
      {SIGNER, "{1: h'0001', 2: h'ca', 3: 2, 4: 100000}", CONTENT},
      {SIGNER, "{1: h'0001', 2: h'ca', 3: 2, 4: 18446744073709551615}", CONTENT},
      {SIGNER, "{1: h'0001', 2: h'ca', 3: 2, 4: \"1\"}", FORM},
      {SIGNER, "{1: h'0001', 2: h'ca', 3: 0, 6: 0}", FORM},
      {SIGNER, "[h'0001', h'ca', 0]", FORM},
      {SIGNER, SIGNER ", " SIGNER, CONTENT},
      {SIGNER, SIGNER ", {1: h'0001', 2: h'c9', 3: 0}", CONTENT},
      {SIGNER, SIGNER ", {1: h'0000', 2: h'cb', 3: 0}", CONTENT},
      {SIGNER, SIGNER ", {1: h'0002', 2: h'ca', 3: 0}", TS_OK},
      {SIGNER, SIGNER ", {1: h'0100', 2: h'00', 3: 0}", TS_OK},
      {SIGNER,
       SIGNER ",{1: h'0001', 2: h'cb', 3: 0},{1: h'0001', 2: h'cc', 3: 0},{1: h'0001', 2: h'cd', 3: 0}",
       TS_OK},
      {SIGNER,
       SIGNER ",{1: h'0001', 2: h'cb', 3: 0},{1: h'0001', 2: h'cc', 3: 0},{1: h'0001', 2: h'cd', 3: 0},"
              "{1: h'0001', 2: h'ce', 3: 0}",
       CONTENT},
  };
  TRY_ALL(changes);
}

static void test_certificates_have_a_size(void **state) {
  (void)state;
  static char hex[2 * TS_BUNDLE_CERTIFICATE_MAX + 3], to[sizeof hex + 32];
  memset(hex, 'a', sizeof hex);
  for (size_t size = TS_BUNDLE_CERTIFICATE_MAX; size <= TS_BUNDLE_CERTIFICATE_MAX + 1; size++) {
    enum ts_err want = size <= TS_BUNDLE_CERTIFICATE_MAX ? TS_OK : CONTENT;
    snprintf(to, sizeof to, "{1: h'0001', 2: h'%.*s', 3: 0}", (int)(2 * size), hex);
    const struct change signer[] = {{SIGNER, to, want}};
    TRY_ALL(signer);
    snprintf(to, sizeof to, "3: h'%.*s'", (int)(2 * size), hex);
    const struct change root[] = {{ROOT, to, want}};
    TRY_ALL(root);
  }
}

#define SCOPE "5: [\"04012345000009\", \"40123456\"]"

static void test_scope(void **state) {
  (void)state;
  static const struct change changes[] = {
      {SCOPE, "5: [\"4012345\"]", TS_OK},
      {SCOPE, "5: [\"94012345000002\"]", TS_OK},
      {SCOPE, "5: []", CONTENT},
      {SCOPE, "5: \"4012345\"", FORM},
      {SCOPE, "5: [40123456]", FORM},
      {SCOPE, "5: [\"4012346\"]", CONTENT},        /* another brand's */
      {SCOPE, "5: [\"401234\"]", CONTENT},         /* more than the brand's */
      {SCOPE, "5: [\"04012346000008\"]", CONTENT}, /* another brand's GTIN */
      {SCOPE, "5: [\"04012345000008\"]", CONTENT}, /* check digit */
      {SCOPE, "5: [\"4012345000009\"]", CONTENT},  /* neither a GTIN-14 nor a prefix */
      {SCOPE, "5: [\"0401234500000X\"]", CONTENT},
      {SCOPE, "5: [\"40123456\", \"04012345000009\"]", CONTENT},
      {SCOPE, "5: [\"40123456\", \"40123456\"]", CONTENT},
      {"2: h'aa', 3: 0", "2: h'aa', 3: 0, 5: [\"50123\"]", TS_OK},
      {"2: h'aa', 3: 0", "2: h'aa', 3: 0, 5: [\"50124\"]", CONTENT},
  };
  TRY_ALL(changes);
}

#define MODELS "7: [[\"04012345000009\", \"Ring Soleil\"], [\"14012345000006\", \"Ring Soleil, box\"]]"

static void test_models(void **state) {
  (void)state;
  static const struct change changes[] = {
      {MODELS, "7: [[\"05012300000005\", \"B\"]]", TS_OK},
      {MODELS, "7: [[\"04012345000009\", \"\"]]", CONTENT},
      {MODELS, "7: [[\"04012345000009\", \"" N80 "1\"]]", CONTENT},
      {MODELS, "7: [[\"04012345000009\", \"A\tB\"]]", CONTENT},
      {MODELS, "7: [[\"04012345000008\", \"B\"]]", CONTENT},
      {MODELS, "7: [[\"4012345000009\", \"B\"]]", CONTENT},
      {MODELS, "7: [[\"4012345\", \"B\"]]", CONTENT}, /* a prefix is no model */
      {MODELS, "7: [[\"04012346000008\", \"B\"]]", CONTENT},
      {MODELS, "7: [[\"04012345000009\"]]", FORM},
      {MODELS, "7: [[\"04012345000009\", \"B\", 0]]", FORM},
      {MODELS, "7: [{\"04012345000009\": \"B\"}]", FORM},
      {MODELS, "7: [[\"04012345000009\", 5]]", FORM},
      {MODELS, "7: [[\"04012345000009\", \"A\"], [\"04012345000009\", \"B\"]]", CONTENT},
      {MODELS, "7: [[\"14012345000006\", \"A\"], [\"04012345000009\", \"B\"]]", CONTENT},
  };
  TRY_ALL(changes);
}

#define POLICY "8: {1: 14, 2: 3, 3: [[\"04012345000009\", 0], [\"4012345\", 19000], [\"401234500\", 19500]]}"
#define FORMS "9: [\"@$-\", \"AU-####\"]"

static void test_policy_and_serial_forms(void **state) {
  (void)state;
  static const struct change changes[] = {
      {POLICY, "8: {}", CONTENT},
      {POLICY, "8: []", FORM},
      {POLICY, "8: {4: 0}", FORM},
      {POLICY, "8: {1: 0}", CONTENT},
      {POLICY, "8: {1: 1}", TS_OK},
      {POLICY, "8: {1: 365}", TS_OK},
      {POLICY, "8: {1: 366}", CONTENT},
      {POLICY, "8: {1: 4294967297}", CONTENT},
      {POLICY, "8: {2: 0}", CONTENT},
      {POLICY, "8: {2: 365}", TS_OK},
      {POLICY, "8: {2: 366}", CONTENT},
      {POLICY, "8: {2: -1}", FORM},
      {POLICY, "8: {3: []}", CONTENT},
      {POLICY, "8: {3: 0}", FORM},
      {POLICY, "8: {3: [[\"4012345\", 99999]]}", TS_OK},
      {POLICY, "8: {3: [[\"4012345\", 100000]]}", CONTENT},
      {POLICY, "8: {3: [[\"4012345\"]]}", FORM},
      {POLICY, "8: {3: [[\"4012345\", 0, 0]]}", FORM},
      {POLICY, "8: {3: [[\"4012346\", 0]]}", CONTENT},
      {POLICY, "8: {3: [[\"4012345\", 0], [\"04012345000009\", 0]]}", CONTENT},
      {POLICY, "8: {3: [[\"4012345\", 0], [\"4012345\", 1]]}", CONTENT},
      {FORMS, "9: []", CONTENT},
      {FORMS, "9: {}", FORM},
      {FORMS, "9: [5]", FORM},
      {FORMS, "9: [\"\"]", CONTENT},
      {FORMS, "9: [\"####################\"]", TS_OK},
      {FORMS, "9: [\"#####################\"]", CONTENT},
      {FORMS, "9: [\"!%&'()*+,-./_:;<=>?\"]", TS_OK},
      {FORMS, "9: [\"azAZ09#@$\"]", TS_OK},
      {FORMS, "9: [\"A B\"]", CONTENT},
      {FORMS, "9: [\"A[B\"]", CONTENT},
      {FORMS, "9: [\"A^B\"]", CONTENT},
      {FORMS, "9: [\"\xc3\x89##\"]", CONTENT},
      {FORMS, "9: [\"B\", \"A\"]", CONTENT},
      {FORMS, "9: [\"A\", \"A\"]", CONTENT},
  };
  TRY_ALL(changes);
}

/* COUNT brands of PREFIXES prefixes and SIGNERS signers each, none overlapping. */
static char *many(unsigned count, unsigned prefixes, unsigned signers) {
  size_t room = 256 + (size_t)count * (128 + prefixes * 16 + signers * 40), at = 0;
  char *text = malloc(room);
  assert_non_null(text);
  at += (size_t)snprintf(text, room, "{1: 1, 2: \"P\", 3: 1, 4: 0, 5: 1, 6: [");
  for (unsigned b = 0; b < count; b++) {
    at +=
        (size_t)snprintf(text + at, room - at, "%s{1: \"b%04u\", 2: \"B\", 3: h'30', 4: [", b ? "," : "", b);
    for (unsigned p = 0; p < prefixes; p++)
      at += (size_t)snprintf(text + at, room - at, "%s\"%07u\"", p ? "," : "", (b * 7919 % 1009) * 1000 + p);
    at += (size_t)snprintf(text + at, room - at, "], 5: [], 6: [");
    for (unsigned s = 0; s < signers; s++)
      at += (size_t)snprintf(text + at, room - at, "%s{1: h'%04x', 2: h'%08x', 3: 0}", s ? "," : "", s, b);
    at += (size_t)snprintf(text + at, room - at, "], 7: []}");
  }
  snprintf(text + at, room - at, "]}");
  return text;
}

static void test_numbers_are_bounded(void **state) {
  (void)state;
  static const struct {
    unsigned brands, prefixes, signers;
    enum ts_err err;
  } cases[] = {
      {TS_BUNDLE_BRANDS_MAX, 1, 0, TS_OK},         {TS_BUNDLE_BRANDS_MAX + 1, 1, 0, TS_ERR_TOO_LONG},
      {1, TS_BUNDLE_BRAND_PREFIXES_MAX, 0, TS_OK}, {1, TS_BUNDLE_BRAND_PREFIXES_MAX + 1, 0, TS_ERR_TOO_LONG},
      {TS_BUNDLE_PREFIXES_MAX / 16, 16, 0, TS_OK}, {TS_BUNDLE_PREFIXES_MAX / 16 + 1, 16, 0, TS_ERR_TOO_LONG},
      {1, 1, TS_BUNDLE_SIGNERS_MAX, TS_OK},        {1, 1, TS_BUNDLE_SIGNERS_MAX + 1, TS_ERR_TOO_LONG},
      {2, 1, TS_BUNDLE_SIGNERS_MAX / 2, TS_OK},    {2, 1, TS_BUNDLE_SIGNERS_MAX / 2 + 1, TS_ERR_TOO_LONG},
  };
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    struct ts_bundle bundle;
    char *text = many(cases[i].brands, cases[i].prefixes, cases[i].signers);
    assert_int_equal(read_diag(text, &bundle), cases[i].err);
    assert_int_equal(bundle.brand_count, cases[i].err ? 0 : cases[i].brands);
    assert_int_equal(bundle.signer_count, cases[i].err ? 0 : cases[i].brands * cases[i].signers);
    free(text);
  }
}

/* Random prefixes, one a brand, short enough to collide: the answer is that of comparing each with each. */
static void test_overlaps_are_those_of_all_pairs(void **state) {
  (void)state;
  enum { BRANDS = 12, ROUNDS = 3000 };
  uint32_t seed = 1;
  int overlaps = 0;
  for (int round = 0; round < ROUNDS; round++) {
    char prefix[BRANDS][8], text[4096] = "{1: 1, 2: \"P\", 3: 1, 4: 0, 5: 1, 6: [";
    bool expected = false;
    for (int b = 0; b < BRANDS; b++) {
      seed = seed * 1664525 + 1013904223;
      snprintf(prefix[b], sizeof prefix[b], "%0*u", 4 + (int)(seed >> 28) % 3, (unsigned)(seed >> 8) % 1000);
      snprintf(text + strlen(text), sizeof text - strlen(text),
               "%s{1: \"b%02d\", 2: \"B\", 3: h'30', 4: [\"%s\"], 5: [], 6: [], 7: []}", b ? "," : "", b,
               prefix[b]);
      for (int other = 0; other < b; other++)
        expected |= strncmp(prefix[b], prefix[other], strlen(prefix[b])) == 0 ||
                    strncmp(prefix[b], prefix[other], strlen(prefix[other])) == 0;
    }
    strcat(text, "]}");
    struct ts_bundle bundle;
    assert_int_equal(read_diag(text, &bundle), expected ? OVERLAP : TS_OK);
    overlaps += expected;
  }
  assert_in_range(overlaps, ROUNDS / 20, ROUNDS - ROUNDS / 20); /* both answers were seen */
}

/* Sets: one block with one entry has 4136 bytes, and the next one begins at 8192. */
#define ROOT0 "h'0000000000000000000000000000000000000000000000000000000000000000'"
#define ROOT1 "h'1111111111111111111111111111111111111111111111111111111111111111'"
#define EMPTY32 "[0, 32, 0, 0, 0, " ROOT0 "]"
#define ONE(offset, bits) "[" offset ", " bits ", 1, 1, 4136, " ROOT1 "]"

/* The sample with SIGNED as record of its revoked signer, and SETS behind its first brand's serial forms. */
static char *with_sets(const char *signed_set, const char *sets) {
  char signer[512], brand[1024];
  (void)snprintf(signer, sizeof signer, "4: 20000, 5: [\"04012345000009\", \"40123456\"]%s%s}",
                 *signed_set ? ", 6: " : "", signed_set);
  (void)snprintf(brand, sizeof brand, "9: [\"@$-\", \"AU-####\"]%s}", sets);
  char *one = ts_diag_replace(ts_sample_bundle, "4: 20000, 5: [\"04012345000009\", \"40123456\"]}", signer);
  assert_non_null(one);
  char *both = ts_diag_replace(one, "9: [\"@$-\", \"AU-####\"]}", brand);
  assert_non_null(both);
  free(one);
  return both;
}

static void test_sets(void **state) {
  (void)state;
  static const struct {
    const char *recorded, *sets;
    enum ts_err err;
    uint64_t size; /* of the sets together */
  } cases[] = {
      {"", "", TS_OK, 0},
      {"", ", 10: " EMPTY32, TS_OK, 0},
      {"", ", 10: " ONE("0", "32"), TS_OK, 4136},
      {"", ", 10: " ONE("0", "40"), TS_OK, 4136},
      {"", ", 11: " ONE("0", "40"), TS_OK, 4136},
      {"", ", 10: " ONE("0", "32") ", 11: " ONE("8192", "40"), TS_OK, 12328},
      {ONE("0", "128"), ", 10: " ONE("8192", "32") ", 11: " ONE("16384", "40"), TS_OK, 20520},
      {ONE("0", "128"), ", 10: " EMPTY32 ", 11: " ONE("8192", "40"), TS_OK, 12328},
      /* not behind one another, or not in the payload's order */
      {"", ", 10: " ONE("1", "32"), TS_ERR_BUNDLE_CONTENT, 0},
      {"", ", 10: " ONE("4096", "32"), TS_ERR_BUNDLE_CONTENT, 0},
      {"", ", 10: " ONE("0", "32") ", 11: " ONE("0", "40"), TS_ERR_BUNDLE_CONTENT, 0},
      {"", ", 10: " ONE("0", "32") ", 11: " ONE("4136", "40"), TS_ERR_BUNDLE_CONTENT, 0},
      {"", ", 10: " ONE("8192", "32") ", 11: " ONE("0", "40"), TS_ERR_BUNDLE_CONTENT, 0},
      {ONE("8192", "128"), ", 10: " ONE("0", "32"), TS_ERR_BUNDLE_CONTENT, 0},
      {"", ", 10: [4096, 32, 0, 0, 0, " ROOT0 "]", TS_ERR_BUNDLE_CONTENT, 0},
      /* numbers that a set of its kind cannot have */
      {"", ", 10: " ONE("0", "31"), TS_ERR_BUNDLE_CONTENT, 0},
      {"", ", 11: " ONE("0", "39"), TS_ERR_BUNDLE_CONTENT, 0},
      {ONE("0", "127"), "", TS_ERR_BUNDLE_CONTENT, 0},
      {"", ", 10: " ONE("0", "288"), TS_ERR_BUNDLE_CONTENT, 0}, /* 32 in eight bits */
      {"", ", 10: [0, 32, 1, 1, 0, " ROOT1 "]", TS_ERR_BUNDLE_CONTENT, 0},
      {"", ", 10: [0, 32, 1, 0, 4136, " ROOT1 "]", TS_ERR_BUNDLE_CONTENT, 0},
      {"", ", 10: [0, 32, 0, 1, 4136, " ROOT1 "]", TS_ERR_BUNDLE_CONTENT, 0},
      {"", ", 10: [0, 32, 4294967297, 1, 4136, " ROOT1 "]", TS_ERR_BUNDLE_CONTENT, 0},
      {"", ", 10: [0, 32, 1, 1, 4137, " ROOT1 "]", TS_ERR_BUNDLE_CONTENT, 0},
      {"", ", 10: [268435457, 32, 1, 1, 4136, " ROOT1 "]", TS_ERR_BUNDLE_CONTENT, 0},
      {"", ", 10: [0, 32, 1, 1, 4136, h'11']", TS_ERR_BUNDLE_CONTENT, 0},
      {"", ", 10: [0, 32, 0, 0, 0, " ROOT1 "]", TS_ERR_BUNDLE_CONTENT, 0},
      /* another layout */
      {"", ", 10: [0, 32, 1, 1, 4136]", TS_ERR_BUNDLE_FORM, 0},
      {"", ", 10: [0, 32, 1, 1, 4136, " ROOT1 ", 0]", TS_ERR_BUNDLE_FORM, 0},
      {"", ", 10: 0", TS_ERR_BUNDLE_FORM, 0},
      {"", ", 10: [0, 32, 1, 1, 4136, 0]", TS_ERR_BUNDLE_FORM, 0},
      {"", ", 12: " EMPTY32, TS_ERR_BUNDLE_FORM, 0},
  };
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    struct ts_bundle bundle;
    char *source = with_sets(cases[i].recorded, cases[i].sets);
    enum ts_err err = read_diag(source, &bundle);
    if (err != cases[i].err)
      print_message("case %zu: %d: %s %s\n", i, err, cases[i].recorded, cases[i].sets);
    assert_int_equal(err, cases[i].err);
    assert_true(bundle.file_size == cases[i].size);
    free(source);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_sets),
      cmocka_unit_test(test_head),
      cmocka_unit_test(test_brands),
      cmocka_unit_test(test_prefixes),
      cmocka_unit_test(test_hosts),
      cmocka_unit_test(test_signers),
      cmocka_unit_test(test_certificates_have_a_size),
      cmocka_unit_test(test_scope),
      cmocka_unit_test(test_models),
      cmocka_unit_test(test_policy_and_serial_forms),
      cmocka_unit_test(test_numbers_are_bounded),
      cmocka_unit_test(test_overlaps_are_those_of_all_pairs),
  };
  return cmocka_run_group_tests_name("bundle rules", tests, NULL, NULL);
}
