/* SPDX-License-Identifier: Apache-2.0 */
/* What devices saw, in every kind of registry. Run it by tests/support/with-postgres. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "host-tools/registry_journal.h"
#include "unit/registry_fixture.h"

#define MANY 4500 /* more than a list holds in memory at a time */

static const char device_a[] = "0123456789abcdef", device_b[] = "fedcba9876543210";

static struct ts_registry_device found(const char *id) {
  struct ts_registry_device device = {.size = 77};
  if (!ts_registry_device_find(registry, id, &device))
    fail_msg("%s", fault.text);
  return device;
}

static void keep(const struct ts_registry_device *before, const struct ts_registry_device *after) {
  if (!ts_registry_device_keep(registry, before, after))
    fail_msg("%s", fault.text);
}

/* A device that was imported, for sightings to belong to. */
static void add_device(const char *id, const char *place) {
  struct ts_registry_device before = found(id), after = before;
  (void)snprintf(after.place, sizeof after.place, "%s", place);
  keep(&before, &after);
}

static struct ts_sighting seen(const char *serial, const char *device, uint64_t record) {
  struct ts_sighting s = {.record = record,
                          .time = {.seconds = NOW, .trust = TS_TIME_RTC},
                          .decision = {.verdict = TS_GENUINE, .reasons = UINT64_C(1) << TS_REASON_GENUINE},
                          .signature = TS_SIGNED_GOOD};
  (void)snprintf(s.device, sizeof s.device, "%s", device);
  (void)snprintf(s.gtin, sizeof s.gtin, "%s", gtin);
  (void)snprintf(s.serial, sizeof s.serial, "%s", serial);
  (void)snprintf(s.brand, sizeof s.brand, "maison");
  return s;
}

static void sight(const struct ts_sighting *s, size_t count, size_t wanted) {
  size_t added = 99;
  if (!ts_registry_sight(registry, s, count, &added))
    fail_msg("%s", fault.text);
  assert_int_equal(added, wanted);
}

static void keeps_devices(void **state) {
  struct ts_registry_device none = found(device_a), first = none, other;
  (void)state;
  assert_false(none.known);
  assert_string_equal(none.id, device_a);
  assert_int_equal(none.size, 0);
  first.size = UINT64_C(4294967295);
  first.imported = NOW;
  first.certificate.size = TS_CERTIFICATE_MAX;
  memset(first.certificate.data, 0xfe, TS_CERTIFICATE_MAX);
  memset(first.root.bytes, 0x80, sizeof first.root.bytes);
  (void)snprintf(first.place, sizeof first.place, "Genève, 'desk' 3");
  keep(&none, &first);
  struct ts_registry_device got = found(device_a);
  first.known = true;
  assert_memory_equal(&got, &first, sizeof got);
  assert_false(found(device_b).known);
  /* Who did not see what another import wrote writes nothing. */
  other = first;
  other.size = 5;
  assert_refused(ts_registry_device_keep(registry, &none, &other), EX_TEMPFAIL, "somebody else");
  keep(&first, &other);
  assert_refused(ts_registry_device_keep(registry, &first, &other), EX_TEMPFAIL, "somebody else");
  assert_int_equal(found(device_a).size, 5);
}

static void keeps_every_field(void **state) {
  struct ts_sighting full = seen("A%1", device_a, UINT64_C(4294967294)), got;
  (void)state;
  full.time = (struct ts_time){.seconds = -5, .trust = TS_TIME_OPERATOR};
  full.mode = TS_MODE_CONSIGNMENT;
  full.decision =
      (struct ts_decision){.verdict = TS_COUNTERFEIT, .reasons = UINT64_C(1) << (TS_REASON_COUNT - 1) | 4};
  full.signature = TS_SIGNED_BAD;
  full.operator_number = UINT32_MAX;
  full.consignment = 12;
  memset(full.leaf.bytes, 0xff, sizeof full.leaf.bytes);
  add_device(device_a, "desk");
  sight(&full, 1, 1);
  struct ts_registry_list *list = ts_registry_sightings(registry);
  assert_true(ts_registry_next_sighting(list, &got));
  (void)snprintf(full.place, sizeof full.place, "desk");
  assert_memory_equal(&got, &full, sizeof got);
  assert_false(ts_registry_next_sighting(list, &got));
  assert_int_equal(fault.status, EX_OK);
  ts_registry_list_close(list);
}

static void adds_nothing_twice(void **state) {
  struct ts_sighting s[3] = {seen("A", device_a, 1), seen("A", device_a, 2), seen("A", device_b, 1)};
  (void)state;
  sight(s, 3, 3);
  sight(s, 3, 0);
  s[1].record = 3;
  sight(s, 3, 1);
  sight(s, 0, 0);
}

static void undoes_what_was_not_committed(void **state) {
  struct ts_registry_device none = found(device_a), after = none;
  struct ts_sighting s = seen("A", device_a, 1);
  (void)state;
  after.size = 2;
  assert_true(ts_registry_begin(registry));
  sight(&s, 1, 1);
  keep(&none, &after);
  ts_registry_rollback(registry);
  assert_false(found(device_a).known);
  sight(&s, 1, 1);
}

/* What the registry knows of a piece stands beside each of its sightings; of another brand's it knows nothing. */
static void tells_what_became_of_the_piece(void **state) {
  struct ts_registry_piece piece = {.issued = NOW};
  struct ts_registry_event event = {.kind = TS_EVENT_BLOCKED, .reason = TS_BLOCK_DESTROYED, .at = NOW + 5};
  struct ts_sighting s[3] = {seen("A", device_a, 1), seen("B", device_a, 2), seen("C", device_a, 3)}, got;
  size_t added;
  (void)state;
  (void)snprintf(piece.tag.gtin, sizeof piece.tag.gtin, "%s", gtin);
  for (const char *serial = "AC"; *serial; serial++) {
    (void)snprintf(piece.tag.serial, sizeof piece.tag.serial, "%c", *serial);
    piece.version = 0;
    assert_true(ts_registry_add(registry, "maison", &piece, 1, &added));
  }
  (void)snprintf(piece.tag.serial, sizeof piece.tag.serial, "A");
  assert_true(ts_registry_find(registry, "maison", &piece, 1));
  assert_true(ts_registry_change(registry, "maison", &piece, &event));
  (void)snprintf(s[2].brand, sizeof s[2].brand, "casa");
  add_device(device_a, "");
  sight(s, 3, 3);
  struct ts_registry_list *list = ts_registry_sightings(registry);
  assert_true(ts_registry_next_sighting(list, &got));
  assert_true(got.issued && got.block == TS_BLOCK_DESTROYED && got.blocked_at == NOW + 5);
  for (int i = 0; i < 2; i++) {
    assert_true(ts_registry_next_sighting(list, &got));
    assert_true(!got.issued && got.block == TS_BLOCK_NONE && got.blocked_at == 0);
  }
  ts_registry_list_close(list);
}

/* Serials whose order a language would see differently, from two devices. */
static void lists_piece_by_piece(void **state) {
  static struct ts_sighting many[MANY];
  static const char *const odd[] = {"!", "A", "Z", "_", "a", "a.", "a1", "z"}; /* as bytes ascend */
  enum { ODD = sizeof odd / sizeof *odd };
  struct ts_sighting got;
  char last[64] = "", now[64];
  size_t count = 0;
  (void)state;
  add_device(device_a, "");
  add_device(device_b, "");
  for (size_t i = 0; i < MANY; i++)
    many[i] = seen(odd[i * 5 % ODD], i % 3 ? device_a : device_b, i);
  many[7].gtin[0] = '1';
  sight(many, MANY, MANY);
  struct ts_registry_list *list = ts_registry_sightings(registry);
  for (; ts_registry_next_sighting(list, &got); count++) {
    (void)snprintf(now, sizeof now, "%s %s", got.gtin, got.serial);
    assert_true(strcmp(last, now) <= 0);
    memcpy(last, now, sizeof last);
    assert_string_equal(got.serial, odd[got.record * 5 % ODD]);
  }
  ts_registry_list_close(list);
  assert_int_equal(count, MANY);
  assert_int_equal(last[0], '1');
}

static void refuses_what_is_damaged(void **state) {
  struct ts_sighting s = seen("A", device_a, 1), got;
  struct ts_registry_device device;
  static const char *const damage[] = {
      "trust = 3",       "mode = 3",    "verdict = 4",           "verdict = -1",
      "reasons = -1",    "record = -1", "operator = 4294967296", "signature = 256",
      "consignment = -1"};
  char text[96];
  (void)state;
  add_device(device_a, "");
  for (size_t i = 0; i < sizeof damage / sizeof *damage; i++) {
    sight(&s, 1, 1);
    (void)snprintf(text, sizeof text, "UPDATE sighting SET %s", damage[i]);
    run_sql(text);
    struct ts_registry_list *list = ts_registry_sightings(registry);
    assert_refused(ts_registry_next_sighting(list, &got), EX_DATAERR, "damaged");
    ts_registry_list_close(list);
    run_sql("DELETE FROM sighting");
  }
  sight(&s, 1, 1);
  run_sql(url ? "UPDATE sighting SET leaf = '\\x00'" : "UPDATE sighting SET leaf = x'00'");
  struct ts_registry_list *list = ts_registry_sightings(registry);
  assert_refused(ts_registry_next_sighting(list, &got), EX_DATAERR, "damaged");
  ts_registry_list_close(list);
  run_sql(url ? "UPDATE device SET root = '\\x00'" : "UPDATE device SET root = x'00'");
  assert_refused(ts_registry_device_find(registry, device_a, &device), EX_DATAERR, "damaged");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      BOTH(keeps_devices),
      BOTH(keeps_every_field),
      BOTH(adds_nothing_twice),
      BOTH(undoes_what_was_not_committed),
      BOTH(tells_what_became_of_the_piece),
      BOTH(lists_piece_by_piece),
      BOTH(refuses_what_is_damaged),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
