/* SPDX-License-Identifier: Apache-2.0 */
/* Signatures, signers and the bundle's age, over real keys and certificates. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/support/certificate_maker.h"
#include "tests/support/world.h"

#define HOST "id.maison.example"
#define PIECE "(01)" TS_WORLD_GTIN "(21)A1(250)MA-0001(98)W32400-50.F750.CYG.S17"
#define PIECE2 "(01)" TS_WORLD_GTIN2 "(21)B1"

static void expect(const char *text, enum ts_verdict verdict, enum ts_reason reason) {
  const struct ts_inspection *view = ts_world_look_at(world, text);
  assert_string_equal(ts_verdict_name(view->decision.verdict), ts_verdict_name(verdict));
  assert_true((view->decision.reasons >> reason & 1) != 0);
}

static void expect_signed(enum ts_world_key key, const char *elements, enum ts_verdict verdict,
                          enum ts_reason reason) {
  expect(ts_world_tag(world, key, HOST, elements), verdict, reason);
}

static void test_signers(void **state) {
  (void)state;
  expect_signed(TS_WORLD_ACTIVE, PIECE, TS_GENUINE, TS_REASON_GENUINE);
  expect_signed(TS_WORLD_RETIRED, PIECE, TS_GENUINE, TS_REASON_GENUINE);
  expect_signed(TS_WORLD_SCOPED, PIECE2, TS_GENUINE, TS_REASON_GENUINE);
  expect_signed(TS_WORLD_SCOPED, PIECE, TS_UNPROVEN, TS_REASON_OUT_OF_SCOPE);
  expect_signed(TS_WORLD_REVOKED, PIECE, TS_COUNTERFEIT, TS_REASON_REVOKED_KEY);
  expect_signed(TS_WORLD_NOT_YET, PIECE, TS_UNPROVEN, TS_REASON_NOT_YET);
  expect_signed(TS_WORLD_OVERDUE, PIECE, TS_UNPROVEN, TS_REASON_OVERDUE);
  expect_signed(TS_WORLD_UNCERTIFIED, PIECE, TS_UNPROVEN, TS_REASON_UNCERTIFIED);
  expect_signed(TS_WORLD_STRANGER, PIECE, TS_COUNTERFEIT, TS_REASON_FOREIGN_KEY);
  expect_signed(TS_WORLD_CASA_ACTIVE, PIECE, TS_COUNTERFEIT, TS_REASON_FOREIGN_KEY);
  expect(ts_world_tag(world, TS_WORLD_CASA_ACTIVE, "casa.example", "(01)" TS_WORLD_CASA "(21)C1"), TS_GENUINE,
         TS_REASON_GENUINE);
}

/* Every value that is signed, changed under the signature: the tag fails, whichever it is. */
static void test_edits(void **state) {
  (void)state;
  static const char *const edits[][2] = {{"W32400", "W32401"},
                                         {"F750", "F999"},
                                         {"CYG", "CWG"},
                                         {"S17", "S18"},
                                         {"/21/A1", "/21/A2"},
                                         {"MA-0001", "MA-0002"},
                                         {TS_WORLD_GTIN, TS_WORLD_GTIN2}};
  const char *tag = ts_world_tag(world, TS_WORLD_ACTIVE, HOST, PIECE);
  for (size_t i = 0; i < sizeof edits / sizeof edits[0]; i++) {
    char text[TS_GS1_INPUT_MAX];
    assert_true(strlen(tag) < sizeof text);
    strcpy(text, tag);
    char *at = strstr(text, edits[i][0]);
    assert_non_null(at);
    memcpy(at, edits[i][1], strlen(edits[i][1]));
    expect(text, TS_COUNTERFEIT, TS_REASON_BAD_SIGNATURE);
  }
}

static void test_link(void **state) {
  (void)state;
  expect(ts_world_tag(world, TS_WORLD_ACTIVE, "id.maison.example.evil.example", PIECE), TS_UNPROVEN,
         TS_REASON_LINK_ELSEWHERE);
  expect(ts_world_tag(world, TS_WORLD_ACTIVE, "casa.example", PIECE), TS_UNPROVEN, TS_REASON_LINK_ELSEWHERE);
}

/* A key id of the brand's put before a signature of somebody else's: a known key, and it fails. */
static void test_borrowed_key_id(void **state) {
  (void)state;
  struct ts_key honest = world->key[TS_WORLD_STRANGER];
  memcpy(world->key[TS_WORLD_STRANGER].spki_hash, world->key[TS_WORLD_ACTIVE].spki_hash, TS_SHA256_SIZE);
  const char *tag = ts_world_tag(world, TS_WORLD_STRANGER, HOST, PIECE);
  world->key[TS_WORLD_STRANGER] = honest;
  expect(tag, TS_COUNTERFEIT, TS_REASON_BAD_SIGNATURE);
}

static void at(int64_t days_from_now, enum ts_time_trust trust) {
  world->now = (struct ts_time){.seconds = TS_WORLD_NOW + days_from_now * TS_DAY_SECONDS, .trust = trust};
}

static void test_age_of_data(void **state) {
  (void)state;
  /* The bundle is a day old now, and the brand announces signers 30 days ahead. */
  at(28, TS_TIME_RTC);
  expect_signed(TS_WORLD_STRANGER, PIECE, TS_COUNTERFEIT, TS_REASON_FOREIGN_KEY);
  at(29, TS_TIME_RTC);
  expect_signed(TS_WORLD_STRANGER, PIECE, TS_UNPROVEN, TS_REASON_NEW_KEY);
  expect_signed(TS_WORLD_ACTIVE, PIECE, TS_GENUINE, TS_REASON_GENUINE);
  at(89, TS_TIME_OPERATOR);
  expect_signed(TS_WORLD_ACTIVE, PIECE, TS_GENUINE, TS_REASON_GENUINE);
  at(90, TS_TIME_OPERATOR);
  expect_signed(TS_WORLD_ACTIVE, PIECE, TS_UNPROVEN, TS_REASON_EXPIRED_GOOD);
  expect_signed(TS_WORLD_STRANGER, PIECE, TS_UNPROVEN, TS_REASON_NEW_KEY);
  expect_signed(TS_WORLD_REVOKED, PIECE, TS_COUNTERFEIT, TS_REASON_REVOKED_KEY);
}

static void test_clock(void **state) {
  (void)state;
  at(0, TS_TIME_NONE);
  expect_signed(TS_WORLD_ACTIVE, PIECE, TS_UNPROVEN, TS_REASON_DATE_UNKNOWN);
  expect_signed(TS_WORLD_STRANGER, PIECE, TS_UNPROVEN, TS_REASON_NEW_KEY);
  at(-2, TS_TIME_RTC); /* before the bundle was issued: a wrong clock is no clock */
  expect_signed(TS_WORLD_ACTIVE, PIECE, TS_UNPROVEN, TS_REASON_DATE_UNKNOWN);
  expect_signed(TS_WORLD_STRANGER, PIECE, TS_UNPROVEN, TS_REASON_NEW_KEY);
  at(-365 * 56, TS_TIME_RTC);
  expect_signed(TS_WORLD_ACTIVE, PIECE, TS_UNPROVEN, TS_REASON_DATE_UNKNOWN);
}

/* Whichever call of the library fails, the answer is UNPROVEN, and the next look is as if nothing had been.
 */
static void test_failing_library(void **state) {
  (void)state;
  unsigned *const faults[] = {&world->fail_sha, &world->fail_verify, &world->fail_certificate};
  static const enum ts_world_key keys[] = {TS_WORLD_ACTIVE, TS_WORLD_REVOKED};
  for (size_t k = 0; k < 2; k++)
    for (size_t i = 0; i < 3; i++)
      for (unsigned nth = 1; nth <= 4; nth++) {
        const char *tag = ts_world_tag(world, keys[k], HOST, PIECE);
        ts_world_reopen(world); /* so that the chain is checked again */
        *faults[i] = nth;
        const struct ts_inspection *view = ts_world_look_at(world, tag);
        bool struck = *faults[i] == 0;
        enum ts_verdict unhindered = keys[k] == TS_WORLD_ACTIVE ? TS_GENUINE : TS_COUNTERFEIT;
        assert_int_equal(view->decision.verdict, struck ? TS_UNPROVEN : unhindered);
        *faults[i] = 0;
        assert_int_equal(ts_world_look_at(world, tag)->decision.verdict, unhindered);
      }
}

static void test_one_verification_a_tag(void **state) {
  (void)state;
  const char *first = ts_world_tag(world, TS_WORLD_ACTIVE, HOST, PIECE);
  const char *second = ts_world_tag(world, TS_WORLD_ACTIVE, HOST, PIECE2);
  ts_world_reopen(world);
  world->verifications = 0;
  (void)ts_world_look_at(world, first);
  assert_int_equal(world->verifications, 2); /* the chain, the tag */
  (void)ts_world_look_at(world, second);
  assert_int_equal(world->verifications, 3);
}

/* Certificates as OpenSSL makes them when it is asked for something odd. */
struct chain {
  const char *what;
  struct ts_test_extension root[3], leaf[3];
  const char *issuer; /* of the leaf; NULL: the root's name */
  bool foreign;       /* the leaf is signed by Casa Orsini's root */
  bool by_signer;     /* it is signed by another signer, which is no CA */
  bool other_curve;   /* the leaf's key is on P-384 */
  bool sha384;        /* the leaf is signed with that */
};
#define CA                                                                                                   \
  { "basicConstraints", "critical,CA:TRUE" }
#define NO_CA                                                                                                \
  { "basicConstraints", "critical,CA:FALSE" }
#define MAY_CERTIFY                                                                                          \
  { "keyUsage", "critical,keyCertSign" }
#define MAY_SIGN                                                                                             \
  { "keyUsage", "critical,digitalSignature" }
#define STRANGE                                                                                              \
  { "1.3.6.1.4.1.99999.1", "critical,DER:0500" }

static void keep(enum ts_world_key key, const struct ts_certificate_recipe *recipe) {
  uint8_t memory[TS_TEST_CERTIFICATE_MAX];
  struct ts_bytes der = ts_certificate_make(memory, recipe);
  assert_true(der.size <= sizeof world->certificate[key].data);
  memcpy(world->certificate[key].data, der.data, der.size);
  world->certificate[key].size = der.size;
}

static void make_chain(const struct chain *chain) {
  EVP_PKEY *other = chain->other_curve ? ts_test_key_make_ec("P-384") : NULL;
  struct ts_certificate_recipe root = {.key = world->key[TS_WORLD_ROOT].pkey, .subject = "Root"};
  struct ts_certificate_recipe leaf = {.key = other ? other : world->key[TS_WORLD_ACTIVE].pkey,
                                       .issuer_key = world
                                                         ->key[chain->foreign     ? TS_WORLD_CASA_ROOT
                                                               : chain->by_signer ? TS_WORLD_RETIRED
                                                                                  : TS_WORLD_ROOT]
                                                         .pkey,
                                       .subject = "Signer",
                                       .issuer = chain->issuer ? chain->issuer : "Root",
                                       .digest = chain->sha384 ? EVP_sha384() : NULL};
  memcpy(root.extension, chain->root, sizeof chain->root);
  memcpy(leaf.extension, chain->leaf, sizeof chain->leaf);
  keep(TS_WORLD_ROOT, &root);
  keep(TS_WORLD_ACTIVE, &leaf);
  EVP_PKEY_free(other);
  ts_world_publish(world);
}

static void test_chains(void **state) {
  (void)state;
  static const struct chain good = {.what = "good", .root = {CA, MAY_CERTIFY}, .leaf = {NO_CA, MAY_SIGN}};
  static const struct chain bad[] = {
      {.what = "root is no CA", .root = {NO_CA}, .leaf = {NO_CA, MAY_SIGN}},
      {.what = "root says nothing", .leaf = {NO_CA, MAY_SIGN}},
      {.what = "root may not certify", .root = {CA, MAY_SIGN}, .leaf = {NO_CA, MAY_SIGN}},
      {.what = "root has a critical extension of its own",
       .root = {CA, MAY_CERTIFY, STRANGE},
       .leaf = {NO_CA, MAY_SIGN}},
      {.what = "signer is a CA", .root = {CA, MAY_CERTIFY}, .leaf = {CA, MAY_SIGN}},
      {.what = "signer may not sign", .root = {CA, MAY_CERTIFY}, .leaf = {NO_CA, MAY_CERTIFY}},
      {.what = "signer has a critical extension of its own",
       .root = {CA, MAY_CERTIFY},
       .leaf = {NO_CA, MAY_SIGN, STRANGE}},
      {.what = "another issuer's name",
       .root = {CA, MAY_CERTIFY},
       .leaf = {NO_CA, MAY_SIGN},
       .issuer = "root"},
      {.what = "the name of the root, another one's key",
       .root = {CA, MAY_CERTIFY},
       .leaf = {NO_CA, MAY_SIGN},
       .foreign = true},
      {.what = "the name of the root, a signer's key",
       .root = {CA, MAY_CERTIFY},
       .leaf = {NO_CA, MAY_SIGN},
       .by_signer = true},
      {.what = "a signer as issuer",
       .root = {CA, MAY_CERTIFY},
       .leaf = {NO_CA, MAY_SIGN},
       .by_signer = true,
       .issuer = "maison"},
      {.what = "another curve", .root = {CA, MAY_CERTIFY}, .leaf = {NO_CA, MAY_SIGN}, .other_curve = true},
      {.what = "another hash", .root = {CA, MAY_CERTIFY}, .leaf = {NO_CA, MAY_SIGN}, .sha384 = true},
  };
  make_chain(&good);
  expect_signed(TS_WORLD_ACTIVE, PIECE, TS_GENUINE, TS_REASON_GENUINE);
  for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
    make_chain(&bad[i]);
    const char *tag = ts_world_tag(world, TS_WORLD_ACTIVE, HOST, PIECE);
    if (ts_world_look_at(world, tag)->decision.verdict != TS_UNPROVEN)
      print_message("%s\n", bad[i].what);
    expect(tag, TS_UNPROVEN, TS_REASON_UNCERTIFIED);
    expect_signed(TS_WORLD_ACTIVE, PIECE, TS_UNPROVEN, TS_REASON_UNCERTIFIED); /* remembered, too */
  }
  make_chain(&good);
  expect_signed(TS_WORLD_ACTIVE, PIECE, TS_GENUINE, TS_REASON_GENUINE);
}

static void certify_again(enum ts_world_key key) {
  struct ts_fault fault = {0};
  const struct ts_der *root = &world->certificate[TS_WORLD_ROOT];
  assert_true(ts_x509_make_signer(&world->certificate[key], &world->key[key], "maison",
                                  &world->key[TS_WORLD_ROOT], ts_bytes(root->data, root->size),
                                  TS_WORLD_NOW - TS_DAY_SECONDS, TS_WORLD_NOW + TS_DAY_SECONDS, &fault));
}

/* Two keys with one id: among a few hundred there are. The host refuses to make the second one; a bundle may
 * hold both all the same. */
static void collide(enum ts_world_key a, enum ts_world_key b) {
  static struct ts_key made[4096];
  static uint16_t place[1 << 16]; /* one more than where in MADE a key with this id stands */
  struct ts_fault fault = {0};
  size_t count = 0, twin = 0;
  memset(place, 0, sizeof place);
  while (!twin) {
    assert_true(count < sizeof made / sizeof made[0] && ts_key_make(&made[count], &fault));
    uint16_t *seen = &place[ts_key_id(&made[count++])];
    twin = *seen;
    *seen = (uint16_t)count;
  }
  ts_key_free(&world->key[a]);
  ts_key_free(&world->key[b]);
  world->key[a] = made[twin - 1];
  world->key[b] = made[count - 1];
  for (size_t i = 0; i + 1 < count; i++)
    if (i != twin - 1)
      ts_key_free(&made[i]);
  assert_int_equal(ts_key_id(&world->key[a]), ts_key_id(&world->key[b]));
}

static void test_key_ids_that_collide(void **state) {
  (void)state;
  collide(TS_WORLD_ACTIVE, TS_WORLD_REVOKED);
  certify_again(TS_WORLD_ACTIVE);
  certify_again(TS_WORLD_REVOKED);
  ts_world_publish(world);
  /* Each is itself: the one is good, the other withdrawn. */
  expect_signed(TS_WORLD_ACTIVE, PIECE, TS_GENUINE, TS_REASON_GENUINE);
  expect_signed(TS_WORLD_REVOKED, PIECE, TS_COUNTERFEIT, TS_REASON_REVOKED_KEY);
  world->verifications = 0;
  expect_signed(TS_WORLD_REVOKED, PIECE, TS_COUNTERFEIT, TS_REASON_REVOKED_KEY);
  assert_true(world->verifications <= 2);
  /* Somebody else's under the same id is neither's. */
  struct ts_key honest = world->key[TS_WORLD_STRANGER];
  memcpy(world->key[TS_WORLD_STRANGER].spki_hash, world->key[TS_WORLD_ACTIVE].spki_hash, TS_SHA256_SIZE);
  const char *tag = ts_world_tag(world, TS_WORLD_STRANGER, HOST, PIECE);
  world->key[TS_WORLD_STRANGER] = honest;
  expect(tag, TS_COUNTERFEIT, TS_REASON_BAD_SIGNATURE);
  /* If one of the two cannot be checked, the tag might be its: nobody is accused, and the other one stays good. */
  world->certificate[TS_WORLD_REVOKED].data[world->certificate[TS_WORLD_REVOKED].size - 1] ^= 1;
  ts_world_publish(world);
  expect(tag, TS_UNPROVEN, TS_REASON_UNCERTIFIED);
  expect_signed(TS_WORLD_ACTIVE, PIECE, TS_GENUINE, TS_REASON_GENUINE);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(test_signers, ts_world_setup, ts_world_teardown),
      cmocka_unit_test_setup_teardown(test_edits, ts_world_setup, ts_world_teardown),
      cmocka_unit_test_setup_teardown(test_link, ts_world_setup, ts_world_teardown),
      cmocka_unit_test_setup_teardown(test_borrowed_key_id, ts_world_setup, ts_world_teardown),
      cmocka_unit_test_setup_teardown(test_age_of_data, ts_world_setup, ts_world_teardown),
      cmocka_unit_test_setup_teardown(test_clock, ts_world_setup, ts_world_teardown),
      cmocka_unit_test_setup_teardown(test_failing_library, ts_world_setup, ts_world_teardown),
      cmocka_unit_test_setup_teardown(test_chains, ts_world_setup, ts_world_teardown),
      cmocka_unit_test_setup_teardown(test_key_ids_that_collide, ts_world_setup, ts_world_teardown),
      cmocka_unit_test_setup_teardown(test_one_verification_a_tag, ts_world_setup, ts_world_teardown),
  };
  return cmocka_run_group_tests_name("trust", tests, NULL, NULL);
}
