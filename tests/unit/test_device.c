/* SPDX-License-Identifier: Apache-2.0 */
/* The two stores: whatever stands on the card, a device believes only its publisher, and never an older word
 * of his. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/support/world.h"

#define PIECE "(01)" TS_WORLD_GTIN "(21)A1"

static enum ts_verdict verdict(void) {
  return ts_world_look_at(world, ts_world_tag(world, TS_WORLD_ACTIVE, "id.maison.example", PIECE))
      ->decision.verdict;
}

/* Nothing to go by: no GENUINE, and nobody accused either. */
static void expect_no_data(enum ts_err err) {
  assert_int_equal(world->device.bundle_err, err);
  assert_int_equal(verdict(), TS_UNPROVEN);
  assert_true((world->view.decision.reasons >> TS_REASON_NO_DATA & 1) != 0);
  const char *forged = ts_world_tag(world, TS_WORLD_STRANGER, "id.maison.example", PIECE);
  assert_int_equal(ts_world_look_at(world, forged)->decision.verdict, TS_UNPROVEN);
}

static void insert_and_free(struct ts_blob file) {
  ts_world_insert(world, ts_blob_bytes(&file));
  ts_blob_free(&file);
}

static const int64_t issued = TS_WORLD_NOW - TS_DAY_SECONDS, expires = TS_WORLD_NOW + 90 * TS_DAY_SECONDS;

static void test_card_is_not_believed(void **state) {
  (void)state;
  assert_int_equal(verdict(), TS_GENUINE);
  insert_and_free(ts_world_bundle(world, 6, issued, expires, TS_WORLD_PUBLISHER));
  expect_no_data(TS_ERR_BUNDLE_OLD);
  insert_and_free(ts_world_bundle(world, 7, issued, expires + 1, TS_WORLD_PUBLISHER));
  expect_no_data(TS_ERR_BUNDLE_SEQUENCE_REUSED);
  insert_and_free(ts_world_bundle(world, 8, issued, expires, TS_WORLD_STRANGER));
  expect_no_data(TS_ERR_BUNDLE_UNKNOWN_PUBLISHER);
  insert_and_free(ts_world_bundle(world, 8, issued, expires, TS_WORLD_ROOT));
  expect_no_data(TS_ERR_BUNDLE_UNKNOWN_PUBLISHER);
  ts_world_insert(world, ts_blob_bytes(&world->bundle));
  assert_int_equal(verdict(), TS_GENUINE);
  insert_and_free(ts_world_bundle(world, 8, issued, expires, TS_WORLD_PUBLISHER));
  assert_int_equal(verdict(), TS_GENUINE);
  assert_int_equal(world->view.sequence, 8);
}

static void test_card_gone_or_damaged(void **state) {
  (void)state;
  world->card.there = false;
  ts_world_reopen(world);
  expect_no_data(TS_ERR_NOT_FOUND);
  world->card.there = true;
  for (size_t at = 0; at < world->card.size; at += 37) {
    world->card.data[at] ^= 1;
    ts_world_reopen(world);
    assert_int_not_equal(world->device.bundle_err, TS_OK);
    world->card.data[at] ^= 1;
  }
  for (size_t size = 0; size < world->bundle.size; size += 53) {
    world->card.size = size;
    ts_world_reopen(world);
    assert_int_not_equal(world->device.bundle_err, TS_OK);
  }
  assert_int_equal(verdict(), TS_UNPROVEN);
}

static void test_no_anchor(void **state) {
  (void)state;
  world->anchor.there = false;
  ts_world_reopen(world);
  assert_int_equal(world->device.anchor_err, TS_ERR_NOT_FOUND);
  expect_no_data(TS_ERR_NOT_FOUND);
  world->anchor.there = true;
  world->anchor.data[world->anchor.size / 2] ^= 1;
  ts_world_reopen(world);
  expect_no_data(TS_ERR_STORE_CORRUPT);
}

static void test_bundle_larger_than_memory(void **state) {
  (void)state;
  const struct ts_ports ports = {
      .store = &world->store, .crypto = &world->crypto, .clock = &world->clock, .reader = &world->reader};
  ts_device_open(&world->device, &ports, world->bundle_memory, world->card.size - TS_BUNDLE_HEADER_SIZE - 1);
  expect_no_data(TS_ERR_TOO_LONG);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(test_card_is_not_believed, ts_world_setup, ts_world_teardown),
      cmocka_unit_test_setup_teardown(test_card_gone_or_damaged, ts_world_setup, ts_world_teardown),
      cmocka_unit_test_setup_teardown(test_no_anchor, ts_world_setup, ts_world_teardown),
      cmocka_unit_test_setup_teardown(test_bundle_larger_than_memory, ts_world_setup, ts_world_teardown),
  };
  return cmocka_run_group_tests_name("device", tests, NULL, NULL);
}
