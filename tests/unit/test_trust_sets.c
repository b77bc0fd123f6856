/* SPDX-License-Identifier: Apache-2.0 */
/* What the bundle's sets say: issued and blocked pieces, the records of revoked and overdue signers; and what an
 * attacker with the card in hand makes of them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "app/install.h"
#include "tests/support/world.h"

#define HOST "id.maison.example"
#define RECORDED "(01)" TS_WORLD_GTIN "(21)R1(250)MA-0001(98)W32400-50.F750.CYG.S17"
#define OTHER_WEIGHT "(01)" TS_WORLD_GTIN "(21)R1(250)MA-0001(98)W32401-50.F750.CYG.S17"
#define OTHER_ENGRAVING "(01)" TS_WORLD_GTIN "(21)R1(250)MA-0002(98)W32400-50.F750.CYG.S17"
#define NEW_SERIAL "(01)" TS_WORLD_GTIN "(21)R2(250)MA-0001(98)W32400-50.F750.CYG.S17"

static bool gives(struct ts_decision decision, enum ts_reason reason) {
  return (decision.reasons >> reason & 1) != 0;
}

static void expect_view(enum ts_verdict verdict, enum ts_reason reason) {
  assert_string_equal(ts_verdict_name(world->view.decision.verdict), ts_verdict_name(verdict));
  assert_true(gives(world->view.decision, reason));
}

static void expect(const char *text, enum ts_verdict verdict, enum ts_reason reason) {
  (void)ts_world_look_at(world, text);
  expect_view(verdict, reason);
}

static void expect_signed(enum ts_world_key key, const char *elements, enum ts_verdict verdict,
                          enum ts_reason reason) {
  expect(ts_world_tag(world, key, HOST, elements), verdict, reason);
}

static void typed(const char *gtin14, const char *serial, enum ts_verdict verdict, enum ts_reason reason) {
  struct ts_claims claims = {.made = TS_MADE_UNKNOWN};
  (void)strcpy(claims.gtin, gtin14);
  (void)strcpy(claims.serial, serial);
  ts_inspect_claims(&world->device, &claims, &world->view);
  expect_view(verdict, reason);
}

/* A world whose registry knows some pieces. */
static int set_up(void **state) {
  (void)ts_world_setup(state);
  ts_world_record(world, TS_WORLD_REVOKED, RECORDED);
  ts_world_record(world, TS_WORLD_OVERDUE, RECORDED);
  for (int i = 1; i <= 4; i++) {
    char serial[] = {'S', (char)('0' + i), 0};
    ts_world_issue(world, TS_WORLD_GTIN, serial);
    ts_world_block(world, TS_WORLD_GTIN, serial, (enum ts_statusset_reason)i, 20700u + (uint32_t)i);
  }
  ts_world_issue(world, TS_WORLD_GTIN, "A1");
  ts_world_publish(world);
  return 0;
}

static void test_revoked_signer(void **state) {
  (void)state;
  expect_signed(TS_WORLD_REVOKED, RECORDED, TS_GENUINE, TS_REASON_GENUINE);
  expect_signed(TS_WORLD_REVOKED, OTHER_WEIGHT, TS_COUNTERFEIT, TS_REASON_REVOKED_KEY);
  expect_signed(TS_WORLD_REVOKED, OTHER_ENGRAVING, TS_COUNTERFEIT, TS_REASON_REVOKED_KEY);
  expect_signed(TS_WORLD_REVOKED, NEW_SERIAL, TS_COUNTERFEIT, TS_REASON_REVOKED_KEY);
  /* A signature made anew over the same bytes says nothing else. */
  expect_signed(TS_WORLD_REVOKED, RECORDED, TS_GENUINE, TS_REASON_GENUINE);
  /* Recorded of one signer is not recorded of another. */
  world->entry[0].key = TS_WORLD_OVERDUE;
  ts_world_publish(world);
  expect_signed(TS_WORLD_REVOKED, RECORDED, TS_COUNTERFEIT, TS_REASON_REVOKED_KEY);
  /* If the bundle does not have the record, nobody is accused for that. */
  world->no_records = true;
  ts_world_publish(world);
  expect_signed(TS_WORLD_REVOKED, RECORDED, TS_UNPROVEN, TS_REASON_RECORD_UNKNOWN);
}

static void test_overdue_signer(void **state) {
  (void)state;
  expect_signed(TS_WORLD_OVERDUE, RECORDED, TS_GENUINE, TS_REASON_GENUINE);
  expect_signed(TS_WORLD_OVERDUE, OTHER_WEIGHT, TS_UNPROVEN, TS_REASON_OVERDUE);
  expect_signed(TS_WORLD_OVERDUE, NEW_SERIAL, TS_UNPROVEN, TS_REASON_OVERDUE);
  world->no_records = true;
  ts_world_publish(world);
  expect_signed(TS_WORLD_OVERDUE, RECORDED, TS_UNPROVEN, TS_REASON_RECORD_UNKNOWN);
}

/* Whose time comes to an end while the bundle is in use. */
static void test_signer_becomes_overdue(void **state) {
  (void)state;
  world->now.seconds = TS_WORLD_NOW - 1;
  expect_signed(TS_WORLD_NOT_YET, RECORDED, TS_UNPROVEN, TS_REASON_NOT_YET);
  world->now.seconds = TS_WORLD_NOW + TS_DAY_SECONDS;
  expect_signed(TS_WORLD_NOT_YET, RECORDED, TS_GENUINE, TS_REASON_GENUINE);
}

static void test_blocked_pieces(void **state) {
  (void)state;
  static const enum ts_reason reasons[] = {TS_REASON_STOLEN, TS_REASON_RECALLED, TS_REASON_DESTROYED,
                                           TS_REASON_RETURNED};
  for (int i = 0; i < 4; i++) {
    char elements[64] = "(01)" TS_WORLD_GTIN "(21)S1",
         bare[96] = "https://" HOST "/01/" TS_WORLD_GTIN "/21/S1";
    char serial[] = {'S', (char)('1' + i), 0};
    elements[strlen(elements) - 1] = serial[1];
    bare[strlen(bare) - 1] = serial[1];
    expect_signed(TS_WORLD_ACTIVE, elements, TS_SUSPECT, reasons[i]);
    assert_true(world->view.judgement[0].blocked_since == (20701 + i) * (int64_t)TS_DAY_SECONDS);
    assert_false(gives(world->view.decision, TS_REASON_GENUINE));
    expect(bare, TS_SUSPECT, reasons[i]);
    typed(TS_WORLD_GTIN, serial, TS_SUSPECT, reasons[i]);
    expect_signed(TS_WORLD_STRANGER, elements, TS_COUNTERFEIT, TS_REASON_FOREIGN_KEY);
    assert_true(gives(world->view.decision, reasons[i]));
    typed(TS_WORLD_GTIN2, serial, TS_COUNTERFEIT, TS_REASON_NEVER_ISSUED); /* of another model */
  }
  expect_signed(TS_WORLD_ACTIVE, "(01)" TS_WORLD_GTIN "(21)S5", TS_GENUINE, TS_REASON_GENUINE);
  /* A bundle that has expired still knows what it knew. */
  world->now.seconds = TS_WORLD_NOW + 100 * (int64_t)TS_DAY_SECONDS;
  expect_signed(TS_WORLD_ACTIVE, "(01)" TS_WORLD_GTIN "(21)S1", TS_SUSPECT, TS_REASON_STOLEN);
}

static void test_never_issued(void **state) {
  (void)state;
  typed(TS_WORLD_GTIN, "A1", TS_UNPROVEN, TS_REASON_SERIAL_ONLY);
  typed(TS_WORLD_GTIN, "A9", TS_COUNTERFEIT, TS_REASON_NEVER_ISSUED);
  typed(TS_WORLD_STRANGE, "A9", TS_UNPROVEN, TS_REASON_UNKNOWN_BRAND);
  typed(TS_WORLD_CASA, "C1", TS_UNPROVEN, TS_REASON_SERIAL_ONLY); /* a brand that gives no such set */
  /* A signed tag is not judged by the issued set: it may be newer. */
  expect_signed(TS_WORLD_ACTIVE, "(01)" TS_WORLD_GTIN "(21)A9", TS_GENUINE, TS_REASON_GENUINE);
  /* Only while the brand's serials must be in the bundle (7 days; it is a day old), */
  world->now.seconds = TS_WORLD_NOW + 6 * (int64_t)TS_DAY_SECONDS - 1;
  typed(TS_WORLD_GTIN, "A9", TS_COUNTERFEIT, TS_REASON_NEVER_ISSUED);
  world->now.seconds++;
  typed(TS_WORLD_GTIN, "A9", TS_UNPROVEN, TS_REASON_NOT_IN_DATA);
  /* and the date is known. */
  world->now = (struct ts_time){.seconds = TS_WORLD_NOW, .trust = TS_TIME_NONE};
  typed(TS_WORLD_GTIN, "A9", TS_UNPROVEN, TS_REASON_NOT_IN_DATA);
  world->now = (struct ts_time){.seconds = TS_WORLD_NOW - 10 * TS_DAY_SECONDS, .trust = TS_TIME_RTC};
  typed(TS_WORLD_GTIN, "A9", TS_UNPROVEN, TS_REASON_DATE_UNKNOWN);
}

static void test_serial_of_another_form(void **state) {
  (void)state;
  world->serial_form = "A#";
  ts_world_publish(world);
  typed(TS_WORLD_GTIN, "A9", TS_COUNTERFEIT, TS_REASON_NEVER_ISSUED);
  typed(TS_WORLD_GTIN, "1Z999AA10123456784", TS_UNPROVEN, TS_REASON_NOT_IN_DATA);
}

static void show_linear(enum ts_symbology symbology, const char *text, bool confirmed) {
  ts_world_show_as(world, symbology, text)->confirmed = confirmed;
}

/* Case 6 on a box: a serial in a linear code that names no GTIN, and the model's EAN beside it. */
static void test_serial_beside_an_ean(void **state) {
  (void)state;
  static const enum ts_symbology linear[] = {TS_SYMBOLOGY_CODE128, TS_SYMBOLOGY_CODE39};
  for (int form = 0; form < 2; form++) {
    world->serial_form = form ? "A#" : NULL;
    ts_world_publish(world);
    for (size_t i = 0; i < 2; i++) {
      ts_world_clear(world);
      show_linear(linear[i], "A1", true);
      (void)ts_world_look(world);
      expect_view(TS_UNPROVEN, TS_REASON_FOREIGN_TEXT); /* whose? */
      show_linear(TS_SYMBOLOGY_EAN13, TS_WORLD_GTIN + 1, true);
      (void)ts_world_look(world);
      expect_view(TS_UNPROVEN, TS_REASON_SERIAL_ONLY);
      assert_string_equal(world->view.judgement[0].tag.serial, "A1");
      world->seen[0].bytes = ts_bytes_of("S1"); /* neither of the form, nor unknown */
      (void)ts_world_look(world);
      if (form)
        expect_view(TS_UNPROVEN, TS_REASON_MODEL_ONLY);
      else
        expect_view(TS_SUSPECT, TS_REASON_STOLEN);
      /* A parcel's number is nobody's serial; one of the brand's form that was never issued is. */
      world->seen[0].bytes = ts_bytes_of("1Z999AA10123456784");
      (void)ts_world_look(world);
      expect_view(TS_UNPROVEN, TS_REASON_MODEL_ONLY);
      assert_false(world->view.judgement[0].judged);
      world->seen[0].bytes = ts_bytes_of("A9");
      (void)ts_world_look(world);
      if (form)
        expect_view(TS_COUNTERFEIT, TS_REASON_NEVER_ISSUED);
      else
        expect_view(TS_UNPROVEN, TS_REASON_MODEL_ONLY);
      world->seen[0].confirmed = false; /* read once: nobody is accused for a misread digit */
      (void)ts_world_look(world);
      assert_int_equal(world->view.decision.verdict, TS_UNPROVEN);
      world->seen[0].confirmed = true;
      show_linear(TS_SYMBOLOGY_EAN13, TS_WORLD_GTIN2 + 1, true); /* two models: whose is it? */
      (void)ts_world_look(world);
      expect_view(TS_UNPROVEN, TS_REASON_SEVERAL);
      assert_false(world->view.judgement[0].judged);
    }
  }
  /* Nothing of that beside a tag, which names its piece itself. */
  ts_world_clear(world);
  ts_world_show(world, ts_world_tag(world, TS_WORLD_ACTIVE, HOST, "(01)" TS_WORLD_GTIN "(21)A1"));
  show_linear(TS_SYMBOLOGY_CODE128, "A9", true);
  show_linear(TS_SYMBOLOGY_EAN13, TS_WORLD_GTIN + 1, true);
  (void)ts_world_look(world);
  expect_view(TS_GENUINE, TS_REASON_GENUINE);
}

static void test_typed_beside_a_picture(void **state) {
  (void)state;
  struct ts_claims claims = {.made = TS_MADE_UNKNOWN, .serial = "A9"};
  ts_world_clear(world);
  show_linear(TS_SYMBOLOGY_EAN13, TS_WORLD_GTIN + 1, true);
  ts_inspect_photo(&world->device, ts_bytes_of("x"), &claims, &world->view);
  expect_view(TS_COUNTERFEIT, TS_REASON_NEVER_ISSUED);
  (void)strcpy(claims.serial, "A1");
  ts_inspect_photo(&world->device, ts_bytes_of("x"), &claims, &world->view);
  expect_view(TS_UNPROVEN, TS_REASON_SERIAL_ONLY);
  /* The model given, the serial in view. */
  claims = (struct ts_claims){.made = TS_MADE_UNKNOWN, .gtin = TS_WORLD_GTIN};
  ts_world_clear(world);
  show_linear(TS_SYMBOLOGY_CODE39, "S3", true);
  ts_inspect_photo(&world->device, ts_bytes_of("x"), &claims, &world->view);
  expect_view(TS_SUSPECT, TS_REASON_DESTROYED);
}

/* Case 5 in words: a person says that the piece came without a tag. */
static void test_without_a_tag(void **state) {
  (void)state;
  static const struct {
    const char *gtin;
    int64_t made;
    enum ts_verdict verdict;
    enum ts_reason reason;
  } cases[] = {
      {TS_WORLD_TAGGED, TS_MADE_UNKNOWN, TS_COUNTERFEIT, TS_REASON_TAG_MISSING},
      {TS_WORLD_GTIN2, TS_MADE_UNKNOWN, TS_UNPROVEN, TS_REASON_UNTAGGED},
      {TS_WORLD_GTIN2, 1704067199, TS_UNPROVEN, TS_REASON_UNTAGGED}, /* a second before 2024 */
      {TS_WORLD_GTIN2, 1704067200, TS_COUNTERFEIT, TS_REASON_TAG_MISSING},
      {TS_WORLD_GTIN, TS_WORLD_NOW, TS_UNPROVEN, TS_REASON_UNTAGGED}, /* no policy */
      {TS_WORLD_CASA, TS_WORLD_NOW, TS_UNPROVEN, TS_REASON_UNTAGGED},
      {TS_WORLD_STRANGE, TS_WORLD_NOW, TS_UNPROVEN, TS_REASON_UNKNOWN_BRAND},
  };
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    struct ts_claims claims = {.made = cases[i].made, .untagged = true};
    (void)strcpy(claims.gtin, cases[i].gtin);
    ts_inspect_claims(&world->device, &claims, &world->view);
    expect_view(cases[i].verdict, cases[i].reason);
  }
  world->now.trust = TS_TIME_NONE;
  struct ts_claims claims = {.made = TS_MADE_UNKNOWN, .gtin = TS_WORLD_TAGGED, .untagged = true};
  ts_inspect_claims(&world->device, &claims, &world->view);
  expect_view(TS_UNPROVEN, TS_REASON_DATE_UNKNOWN);
  /* A serial that was typed may stand on a box: it does not say that the tag is missing. */
  world->now.trust = TS_TIME_RTC;
  ts_world_issue(world, TS_WORLD_TAGGED, "T1");
  ts_world_publish(world);
  typed(TS_WORLD_TAGGED, "T1", TS_UNPROVEN, TS_REASON_SERIAL_ONLY);
}

/* What cannot be read or verified accuses nobody and clears nobody. */
static void expect_sets_unknown(void) {
  assert_int_equal(world->device.bundle_err, TS_OK);
  expect_signed(TS_WORLD_ACTIVE, "(01)" TS_WORLD_GTIN "(21)A1", TS_UNPROVEN, TS_REASON_STATUS_UNKNOWN);
  expect_signed(TS_WORLD_REVOKED, RECORDED, TS_UNPROVEN, TS_REASON_RECORD_UNKNOWN);
  expect_signed(TS_WORLD_REVOKED, NEW_SERIAL, TS_UNPROVEN, TS_REASON_RECORD_UNKNOWN);
  expect_signed(TS_WORLD_OVERDUE, RECORDED, TS_UNPROVEN, TS_REASON_RECORD_UNKNOWN);
  typed(TS_WORLD_GTIN, "A9", TS_UNPROVEN, TS_REASON_SERIAL_ONLY);
}

/* The bytes of the sets on the card. */
static uint8_t *card_sets(size_t *size) {
  *size = world->card.size - (size_t)world->device.bundle.sets_at;
  return world->card.data + world->device.bundle.sets_at;
}

static void test_sets_edited_on_the_card(void **state) {
  (void)state;
  size_t size;
  uint8_t *sets = card_sets(&size);
  for (size_t i = 0; i < size; i++)
    sets[i] ^= 0x10;
  ts_world_reopen(world);
  expect_sets_unknown();
}

static enum ts_err take_offset(void *ctx, const struct ts_bundle_set *set) {
  uint64_t **next = ctx;
  if (set->info.length)
    *(*next)++ = set->offset;
  return TS_OK;
}

/* One bit of one set, each byte in turn: whatever it does, no verdict becomes better or graver than unproven
 * would have it. */
static void test_one_bit_of_a_set(void **state) {
  (void)state;
  size_t size;
  uint8_t *sets = card_sets(&size);
  uint64_t offset[8], *next = offset;
  assert_int_equal(ts_bundle_each_set(&world->device.bundle, take_offset, &next), TS_OK);
  assert_int_equal(next - offset, 4); /* two records, issued, blocked */
  const char *stolen = ts_world_tag(world, TS_WORLD_ACTIVE, HOST, "(01)" TS_WORLD_GTIN "(21)S1");
  const char *recorded = ts_world_tag(world, TS_WORLD_REVOKED, HOST, RECORDED);
  const char *made_up = ts_world_tag(world, TS_WORLD_REVOKED, HOST, NEW_SERIAL);
  unsigned struck = 0;
  for (size_t i = 0; i < size; i++) {
    sets[i] ^= (uint8_t)(1u << i % 8);
    ts_world_reopen(world);
    enum ts_verdict a = ts_world_look_at(world, stolen)->decision.verdict;
    enum ts_verdict b = ts_world_look_at(world, recorded)->decision.verdict;
    enum ts_verdict c = ts_world_look_at(world, made_up)->decision.verdict;
    assert_true(a == TS_SUSPECT || a == TS_UNPROVEN);
    assert_true(b == TS_GENUINE || b == TS_UNPROVEN);
    assert_true(c == TS_COUNTERFEIT || c == TS_UNPROVEN);
    struck += (unsigned)(a == TS_UNPROVEN || b == TS_UNPROVEN || c == TS_UNPROVEN);
    sets[i] ^= (uint8_t)(1u << i % 8);
    if (i % 512 == 8)
      i += 500; /* not each byte of each block: some 70 of its 4096 */
  }
  assert_true(struck > 0);
}

static enum ts_err take_issued(void *ctx, const struct ts_bundle_set *set) {
  if (set->info.kind == TS_SET_ISSUED && set->info.length)
    *(struct ts_bundle_set *)ctx = *set;
  return TS_OK;
}

/* One block of a set, edited on the card of a device that is running: what is looked up in that block is not known any
 * more, what lies in the others is. */
static void test_one_block_edited_while_in_use(void **state) {
  (void)state;
  enum { PIECES = 2100, ASKED = 96 };
  char serial[8];
  for (unsigned i = 0; i < PIECES; i++) {
    (void)snprintf(serial, sizeof serial, "P%04u", i);
    ts_world_issue(world, TS_WORLD_GTIN, serial);
  }
  ts_world_publish(world);
  struct ts_bundle_set set = {0};
  assert_int_equal(ts_bundle_each_set(&world->device.bundle, take_issued, &set), TS_OK);
  assert_int_equal(set.info.blocks, 3);
  uint8_t *block = world->card.data + world->device.bundle.sets_at + set.offset;
  unsigned struck[ASKED] = {0};
  for (unsigned b = 0; b < 3; b++) {
    unsigned here = 0;
    block[b * TS_STATUSSET_BLOCK + 100] ^= 1; /* the device is not opened again */
    for (unsigned i = 0; i < ASKED; i++) {
      struct ts_claims claims = {.made = TS_MADE_UNKNOWN, .gtin = TS_WORLD_GTIN};
      (void)snprintf(claims.serial, sizeof claims.serial, "X%04u", i);
      ts_inspect_claims(&world->device, &claims, &world->view);
      bool known = world->view.decision.verdict == TS_COUNTERFEIT;
      assert_true(known || world->view.decision.verdict == TS_UNPROVEN);
      assert_true(gives(world->view.decision, known ? TS_REASON_NEVER_ISSUED : TS_REASON_SERIAL_ONLY));
      struck[i] += !known;
      here += !known;
      (void)snprintf(serial, sizeof serial, "P%04u", 20 * i);
      typed(TS_WORLD_GTIN, serial, TS_UNPROVEN, TS_REASON_SERIAL_ONLY); /* never accused */
    }
    assert_true(here > 0 && here < ASKED);
    block[b * TS_STATUSSET_BLOCK + 100] ^= 1;
  }
  for (unsigned i = 0; i < ASKED; i++)
    assert_int_equal(struck[i], 1);
}

/* The sets of two bundles of the same publisher, exchanged: each is good where it belongs. */
static void test_sets_of_another_bundle(void **state) {
  (void)state;
  static uint8_t kept[sizeof world->card.data];
  size_t size, later;
  memcpy(kept, world->card.data, sizeof kept);
  uint8_t *sets = card_sets(&size);
  const size_t at = (size_t)(sets - world->card.data);
  struct ts_world_entry *returned = &world->entry[9]; /* S4; now A1 is stolen in its place */
  assert_int_equal(returned->reason, TS_BLOCKED_RETURNED);
  returned->reason = TS_BLOCKED_STOLEN;
  assert_int_equal(ts_statusset_piece_digest(&world->psa, TS_WORLD_GTIN, "A1", returned->digest), TS_OK);
  ts_world_publish(world); /* as large as before, and of other content */
  (void)card_sets(&later);
  assert_int_equal(size, later);
  expect_signed(TS_WORLD_ACTIVE, "(01)" TS_WORLD_GTIN "(21)A1", TS_SUSPECT, TS_REASON_STOLEN);
  memcpy(sets, kept + at, size);
  ts_world_reopen(world);
  expect_signed(TS_WORLD_ACTIVE, "(01)" TS_WORLD_GTIN "(21)A1", TS_UNPROVEN, TS_REASON_STATUS_UNKNOWN);
  struct ts_anchor anchor = world->device.anchor, before = anchor;
  struct ts_bundle bundle;
  assert_int_equal(ts_install_check(ts_bytes(world->card.data, world->card.size), &anchor, &bundle,
                                    world->now, &world->psa, &world->device.trust.sets),
                   TS_ERR_STATUSSET_HASH);
  assert_memory_equal(&anchor, &before, sizeof anchor);
}

/* A card that fails while it is read, at each read. */
static void test_card_that_fails(void **state) {
  (void)state;
  const char *stolen = ts_world_tag(world, TS_WORLD_ACTIVE, HOST, "(01)" TS_WORLD_GTIN "(21)S1");
  const char *made_up = ts_world_tag(world, TS_WORLD_REVOKED, HOST, NEW_SERIAL);
  for (unsigned nth = 1; nth <= 8; nth++) {
    ts_world_reopen(world);
    world->fail_read = nth;
    enum ts_verdict verdict = ts_world_look_at(world, stolen)->decision.verdict;
    bool struck = world->fail_read == 0;
    assert_true(verdict == TS_SUSPECT || (struck && verdict == TS_UNPROVEN));
    world->fail_read = nth;
    verdict = ts_world_look_at(world, made_up)->decision.verdict;
    struck = world->fail_read == 0;
    assert_true(verdict == TS_COUNTERFEIT || (struck && verdict == TS_UNPROVEN));
    world->fail_read = 0;
    assert_int_equal(ts_world_look_at(world, stolen)->decision.verdict, TS_SUSPECT);
    assert_int_equal(ts_world_look_at(world, made_up)->decision.verdict, TS_COUNTERFEIT);
  }
}

/* Provisioning takes the file at its full size only, each byte of it checked. */
static void test_installing_checks_every_byte(void **state) {
  (void)state;
  struct ts_anchor anchor = world->device.anchor;
  struct ts_bundle bundle;
  size_t size = world->bundle.size;
  struct ts_statusset_memory *memory = calloc(1, sizeof *memory);
  assert_non_null(memory);
  uint8_t *copy = malloc(size + 1);
  assert_non_null(copy);
  memcpy(copy, world->bundle.data, size);
  copy[size] = 0;
#define CHECK(n) ts_install_check(ts_bytes(copy, n), &anchor, &bundle, world->now, &world->psa, memory)
  assert_int_equal(CHECK(size), TS_OK);
  assert_int_equal(CHECK(size + 1), TS_ERR_BUNDLE_SIZE);
  const size_t head = (size_t)ts_get_be32(copy + 8) + TS_BUNDLE_HEADER_SIZE;
  for (size_t cut = 0; cut < size; cut += cut < head ? 1 : 37)
    assert_int_not_equal(CHECK(cut), TS_OK);
  for (size_t i = 0; i < size; i += i < 64 ? 1 : 29) { /* each of the head's bits: test_bundle */
    copy[i] ^= (uint8_t)(1u << i % 8);
    if (CHECK(size) == TS_OK)
      print_message("byte %zu of %zu\n", i, size);
    assert_int_not_equal(CHECK(size), TS_OK);
    copy[i] ^= (uint8_t)(1u << i % 8);
  }
  assert_int_equal(CHECK(size), TS_OK);
  free(copy);
  free(memory);
}

int main(void) {
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, ts_world_teardown)
  const struct CMUnitTest tests[] = {
      TEST(test_revoked_signer),
      TEST(test_overdue_signer),
      TEST(test_signer_becomes_overdue),
      TEST(test_blocked_pieces),
      TEST(test_never_issued),
      TEST(test_serial_of_another_form),
      TEST(test_serial_beside_an_ean),
      TEST(test_typed_beside_a_picture),
      TEST(test_without_a_tag),
      TEST(test_sets_edited_on_the_card),
      TEST(test_one_bit_of_a_set),
      TEST(test_sets_of_another_bundle),
      TEST(test_card_that_fails),
      TEST(test_installing_checks_every_byte),
      TEST(test_one_block_edited_while_in_use),
  };
  return cmocka_run_group_tests_name("trust and sets", tests, NULL, NULL);
}
