/* SPDX-License-Identifier: Apache-2.0 */
/* app/install and ts_device_keep: power that fails at every write, floors that only rise, keys that are exchanged,
 * and trusted areas that are not the device's own. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "app/install.h"
#include "tests/support/world.h"

#define HOST "id.maison.example"
#define PIECE "(01)" TS_WORLD_GTIN "(21)A1"

static const int64_t day = TS_DAY_SECONDS, issued = TS_WORLD_NOW - TS_DAY_SECONDS,
                     expires = TS_WORLD_NOW + 90 * (int64_t)TS_DAY_SECONDS;

static enum ts_verdict verdict(void) {
  return ts_world_look_at(world, ts_world_tag(world, TS_WORLD_ACTIVE, HOST, PIECE))->decision.verdict;
}

/* As provisioning does it, over whatever anchor stands in the device. */
static enum ts_err install(struct ts_bytes file) {
  struct ts_anchor anchor;
  struct ts_bundle bundle;
  static struct ts_statusset_memory memory;
  enum ts_err err = ts_install_read_anchor(&world->store, &world->psa, &anchor);
  if (err == TS_OK)
    err = ts_install_check(file, &anchor, &bundle, world->now, &world->psa, &memory);
  return err == TS_OK ? ts_install_write(&world->store, &world->psa, file, &anchor) : err;
}

static struct ts_anchor trusted(void) {
  struct ts_anchor anchor;
  assert_int_equal(ts_install_read_anchor(&world->store, &world->psa, &anchor), TS_OK);
  return anchor;
}

static void test_power_fails_while_installing(void **state) {
  (void)state;
  struct ts_blob next = ts_world_bundle(world, 8, issued, expires, TS_WORLD_PUBLISHER);
  for (int cut = TS_CUT_BEFORE; cut <= TS_CUT_AFTER; cut++)
    for (unsigned nth = 1; nth <= 2; nth++) {
      ts_world_teardown(NULL);
      ts_world_setup(NULL);
      ts_blob_free(&next);
      next = ts_world_bundle(world, 8, issued, expires, TS_WORLD_PUBLISHER);
      const struct ts_anchor before = trusted();
      world->cut = cut == TS_CUT_BEFORE ? TS_CUT_BEFORE : cut == TS_CUT_TORN ? TS_CUT_TORN : TS_CUT_AFTER;
      world->cut_write = nth;
      assert_int_equal(install(ts_blob_bytes(&next)), TS_ERR_IO);
      ts_world_power_up(world);
      if (cut == TS_CUT_TORN) { /* a medium that tears: nothing is believed that is not whole */
        assert_int_not_equal(world->device.bundle_err, TS_OK);
        assert_int_equal(verdict(), TS_UNPROVEN);
        assert_int_equal(world->device.anchor_err, nth == 1 ? TS_OK : TS_ERR_STORE_CORRUPT);
        assert_int_equal(install(ts_blob_bytes(&next)), nth == 1 ? TS_OK : TS_ERR_STORE_CORRUPT);
        continue;
      }
      assert_int_equal(world->device.bundle_err, TS_OK);
      assert_int_equal(verdict(), TS_GENUINE);
      bool on_card = nth == 2 || cut == TS_CUT_AFTER, done = nth == 2 && cut == TS_CUT_AFTER;
      assert_int_equal(world->device.bundle.sequence, on_card ? 8 : 7);
      assert_int_equal(world->device.anchor.sequence, done ? 8 : 7);
      assert_true(world->device.anchor.time_floor >= before.time_floor);
      assert_int_equal(install(ts_blob_bytes(&next)), TS_OK); /* the command again completes it */
      ts_world_reopen(world);
      assert_int_equal(world->device.bundle.sequence, 8);
      assert_int_equal(world->device.anchor.sequence, 8);
    }
  ts_blob_free(&next);
}

static void test_refused_before_anything_is_written(void **state) {
  (void)state;
  struct ts_blob bad[] = {
      ts_world_bundle(world, 6, issued, expires, TS_WORLD_PUBLISHER),
      ts_world_bundle(world, 7, issued, expires + 1, TS_WORLD_PUBLISHER),
      ts_world_bundle(world, 8, issued - 100 * day, TS_WORLD_NOW, TS_WORLD_PUBLISHER),
      ts_world_bundle(world, 8, issued, expires, TS_WORLD_STRANGER),
  };
  static const enum ts_err why[] = {TS_ERR_BUNDLE_OLD, TS_ERR_BUNDLE_SEQUENCE_REUSED, TS_ERR_BUNDLE_EXPIRED,
                                    TS_ERR_BUNDLE_UNKNOWN_PUBLISHER};
  world->writes = 0;
  for (size_t i = 0; i < 4; i++) {
    assert_int_equal(install(ts_blob_bytes(&bad[i])), why[i]);
    ts_blob_free(&bad[i]);
  }
  assert_int_equal(install(ts_bytes_of("no bundle")), TS_ERR_BUNDLE_FORM);
  assert_int_equal(install(ts_bytes(NULL, 0)), TS_ERR_BUNDLE_FORM);
  assert_int_equal(world->writes, 0);
  assert_int_equal(install(ts_blob_bytes(&world->bundle)), TS_OK); /* the same bytes are fine */
}

/* A newer bundle on the card is used, and kept: after that, the one before it is too old. */
static void test_a_newer_card_raises_the_floor(void **state) {
  (void)state;
  struct ts_blob next = ts_world_bundle(world, 8, issued, expires, TS_WORLD_PUBLISHER);
  ts_world_insert(world, ts_blob_bytes(&next));
  assert_int_equal(ts_device_keep(&world->device), TS_OK);
  assert_int_equal(trusted().sequence, 8);
  world->writes = 0;
  assert_int_equal(ts_device_keep(&world->device), TS_OK); /* nothing new: nothing written */
  assert_int_equal(world->writes, 0);
  ts_world_insert(world, ts_blob_bytes(&world->bundle)); /* the older card, put back */
  assert_int_equal(world->device.bundle_err, TS_ERR_BUNDLE_OLD);
  assert_int_equal(verdict(), TS_UNPROVEN);
  assert_int_equal(ts_device_keep(&world->device), TS_ERR_BUNDLE_OLD);
  assert_int_equal(trusted().sequence, 8);
  ts_blob_free(&next);
}

static void test_power_fails_while_keeping(void **state) {
  (void)state;
  struct ts_blob next = ts_world_bundle(world, 8, issued, expires, TS_WORLD_PUBLISHER);
  ts_world_insert(world, ts_blob_bytes(&next));
  world->cut = TS_CUT_BEFORE;
  world->cut_write = 1;
  assert_int_equal(ts_device_keep(&world->device), TS_ERR_IO);
  assert_int_equal(world->device.anchor.sequence, 7); /* what is not written is not known */
  ts_world_power_up(world);
  assert_int_equal(world->device.bundle.sequence, 8);
  world->cut = TS_CUT_AFTER;
  world->cut_write = 1;
  assert_int_equal(ts_device_keep(&world->device), TS_ERR_IO);
  ts_world_power_up(world);
  assert_int_equal(world->device.anchor.sequence, 8);
  assert_int_equal(verdict(), TS_GENUINE);
  ts_blob_free(&next);
}

static void test_the_time_floor_is_kept(void **state) {
  (void)state;
  int64_t floor = trusted().time_floor;
  world->writes = 0;
  world->now.seconds = floor + day - 1;
  ts_device_tick(&world->device);
  assert_int_equal(ts_device_keep(&world->device), TS_OK);
  assert_int_equal(world->writes, 0); /* not for each minute */
  world->now.seconds = floor + day;
  ts_device_tick(&world->device);
  assert_int_equal(ts_device_keep(&world->device), TS_OK);
  assert_true(trusted().time_floor == floor + day);
  /* The clock set back, before the floor and before the bundle: no date, and so no GENUINE. */
  world->now.seconds = floor;
  ts_world_reopen(world);
  assert_int_equal(verdict(), TS_UNPROVEN);
  assert_true((world->view.decision.reasons >> TS_REASON_DATE_UNKNOWN & 1) != 0);
  world->now.seconds = floor + day;
  assert_int_equal(verdict(), TS_GENUINE);
  /* A person's word raises nothing; a clock years ahead, no more than the bundle lasts. */
  world->now = (struct ts_time){.seconds = floor + 50 * day, .trust = TS_TIME_OPERATOR};
  ts_device_tick(&world->device);
  assert_int_equal(ts_device_keep(&world->device), TS_OK);
  assert_true(trusted().time_floor == floor + day);
  world->now = (struct ts_time){.seconds = floor + 5000 * day, .trust = TS_TIME_RTC};
  ts_device_tick(&world->device);
  assert_int_equal(ts_device_keep(&world->device), TS_OK);
  assert_true(trusted().time_floor == expires);
}

/* FILE with the statement that the publisher's key gave way to BY's, before its message. */
static struct ts_blob rotated(enum ts_world_key by, uint64_t sequence) {
  struct ts_blob file = ts_world_bundle(world, sequence, issued, expires, by), statement, out = {0};
  struct ts_publisher_keys next = {.generation = 2, .threshold = 1, .count = 1};
  memcpy(next.key[0].point, world->key[by].point, TS_P256_POINT_SIZE);
  statement = ts_world_rotation(world, &next, TS_WORLD_PUBLISHER, by);
  size_t head = ts_get_be32(file.data + 8);
  out.size = file.size + statement.size;
  out.data = malloc(out.size);
  assert_non_null(out.data);
  memcpy(out.data, file.data, TS_BUNDLE_HEADER_SIZE);
  ts_put_be32(out.data + 8, (uint32_t)(head + statement.size));
  memcpy(out.data + TS_BUNDLE_HEADER_SIZE, statement.data, statement.size);
  memcpy(out.data + TS_BUNDLE_HEADER_SIZE + statement.size, file.data + TS_BUNDLE_HEADER_SIZE,
         file.size - TS_BUNDLE_HEADER_SIZE);
  ts_blob_free(&file);
  ts_blob_free(&statement);
  return out;
}

static void test_keys_are_exchanged(void **state) {
  (void)state;
  struct ts_blob next = rotated(TS_WORLD_STRANGER, 8);
  struct ts_blob bare = ts_world_bundle(world, 8, issued, expires, TS_WORLD_STRANGER);
  struct ts_blob old = ts_world_bundle(world, 9, issued, expires, TS_WORLD_PUBLISHER);
  assert_int_equal(install(ts_blob_bytes(&bare)), TS_ERR_BUNDLE_UNKNOWN_PUBLISHER);
  for (unsigned nth = 1; nth <= 2; nth++) { /* the power fails on the way */
    world->cut = TS_CUT_BEFORE;
    world->cut_write = nth;
    assert_int_equal(install(ts_blob_bytes(&next)), TS_ERR_IO);
    ts_world_power_up(world);
    assert_int_equal(verdict(), TS_GENUINE);
  }
  assert_int_equal(install(ts_blob_bytes(&next)), TS_OK);
  assert_int_equal(trusted().publisher.generation, 2);
  ts_world_reopen(world);
  assert_int_equal(verdict(), TS_GENUINE);
  assert_int_equal(install(ts_blob_bytes(&old)), TS_ERR_BUNDLE_UNKNOWN_PUBLISHER); /* they speak no more */
  assert_int_equal(install(ts_blob_bytes(&bare)), TS_OK); /* the same payload, no statement needed now */
  ts_blob_free(&next);
  ts_blob_free(&bare);
  ts_blob_free(&old);
}

/* trusted/ pinned anew from another home: whoever can do that owns the device, but the publisher's own bundle is
 * then a stranger's. */
static void test_trusted_area_of_another_home(void **state) {
  (void)state;
  struct ts_anchor foreign = {.publisher = {.generation = 1, .threshold = 1, .count = 1}};
  memcpy(foreign.publisher.key[0].point, world->key[TS_WORLD_STRANGER].point, TS_P256_POINT_SIZE);
  assert_int_equal(ts_install_write_anchor(&world->store, &world->psa, &foreign), TS_OK);
  ts_world_reopen(world);
  assert_int_equal(world->device.bundle_err, TS_ERR_BUNDLE_UNKNOWN_PUBLISHER);
  assert_int_equal(verdict(), TS_UNPROVEN);
  assert_int_equal(install(ts_blob_bytes(&world->bundle)), TS_ERR_BUNDLE_UNKNOWN_PUBLISHER);
}

/* An anchor that stands for no publisher is an empty device, and takes nothing. */
static void test_empty_device(void **state) {
  (void)state;
  struct ts_anchor empty = {0};
  assert_int_equal(ts_install_write_anchor(&world->store, &world->psa, &empty), TS_OK);
  ts_world_reopen(world);
  assert_int_equal(verdict(), TS_UNPROVEN);
  assert_int_equal(install(ts_blob_bytes(&world->bundle)), TS_ERR_BUNDLE_UNKNOWN_PUBLISHER);
}

int main(void) {
#define TEST(name) cmocka_unit_test_setup_teardown(name, ts_world_setup, ts_world_teardown)
  const struct CMUnitTest tests[] = {
      TEST(test_power_fails_while_installing),  TEST(test_refused_before_anything_is_written),
      TEST(test_a_newer_card_raises_the_floor), TEST(test_power_fails_while_keeping),
      TEST(test_the_time_floor_is_kept),        TEST(test_keys_are_exchanged),
      TEST(test_trusted_area_of_another_home),  TEST(test_empty_device),
  };
  return cmocka_run_group_tests_name("install", tests, NULL, NULL);
}
