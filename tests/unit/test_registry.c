/* SPDX-License-Identifier: Apache-2.0 */
/* The registry: one suite, run against the home's own and against a PostgreSQL server. Run it by
 * tests/support/with-postgres, which starts that. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "host-tools/registry.h"
#include "unit/registry_fixture.h"

#define MANY 5000 /* more than a list holds in memory at a time */
#define PROCESSES 6

static struct ts_registry_piece many[MANY];

static struct ts_registry_piece piece_of(const char *serial) {
  struct ts_registry_piece piece = {.issued = NOW, .key_id = 0xfe01, .signed_sha256 = {0x80, 0, 0xff}};
  (void)snprintf(piece.tag.gtin, sizeof piece.tag.gtin, "%s", gtin);
  (void)snprintf(piece.tag.serial, sizeof piece.tag.serial, "%s", serial);
  (void)snprintf(piece.uri, sizeof piece.uri, "https://id.example/21/%s", serial);
  return piece;
}

static void add(struct ts_registry_piece *piece, size_t count, size_t wanted) {
  size_t added = 99;
  if (!ts_registry_add(registry, "maison", piece, count, &added))
    fail_msg("%s", fault.text);
  assert_int_equal(added, wanted);
}

static struct ts_registry_piece found(const char *serial) {
  struct ts_registry_piece piece = {.version = 77};
  (void)snprintf(piece.tag.gtin, sizeof piece.tag.gtin, "%s", gtin);
  (void)snprintf(piece.tag.serial, sizeof piece.tag.serial, "%s", serial);
  if (!ts_registry_find(registry, "maison", &piece, 1))
    fail_msg("%s", fault.text);
  return piece;
}

static void keeps_every_field(void **state) {
  struct ts_registry_piece full = piece_of("A-1");
  (void)state;
  (void)snprintf(full.tag.engraved, sizeof full.tag.engraved, "%s", "123456789012345678901234567890");
  full.tag.piece = (struct ts_piece){.weight_mg = 99999999,
                                     .weight_tolerance_mg = 99999998,
                                     .fineness = 999,
                                     .colour = "YGWG",
                                     .size = "1/2-ABCD"};
  for (size_t i = 0; i < TS_SHA256_SIZE; i++)
    full.signed_sha256[i] = (uint8_t)(255 - i);
  full.key_id = 0xffff;
  memset(full.uri, 'u', sizeof full.uri - 1);
  add(&full, 1, 1);
  struct ts_registry_piece got = found("A-1");
  assert_true(ts_registry_same(&got.tag, &full.tag));
  assert_memory_equal(got.signed_sha256, full.signed_sha256, TS_SHA256_SIZE);
  assert_int_equal(got.key_id, 0xffff);
  assert_string_equal(got.uri, full.uri);
  assert_int_equal(got.issued, NOW);
  assert_int_equal(got.block, TS_BLOCK_NONE);
  assert_int_equal(got.blocked_at, 0);
  assert_int_equal(got.sold_at, 0);
  assert_int_equal(got.version, 1);
  /* What there is not is left as it is. */
  struct ts_registry_piece other = piece_of("A-2");
  assert_true(ts_registry_find(registry, "maison", &other, 1));
  assert_int_equal(other.version, 0);
  assert_string_equal(other.uri, "https://id.example/21/A-2");
  assert_true(ts_registry_find(registry, "another", &full, 1));
  assert_int_equal(full.version, 0);
}

/* Characters that mean something to a database or to its protocol. */
static void takes_texts_as_they_are(void **state) {
  static const char *const serials[] = {
      "'",  "\"", "\\", "%",  "_", "{}", "{a,b}", "NULL", "null", "$1",     "';--", "\\x41", "()", "a'",
      "'a", ",",  ";",  "<>", "A", "a",  "0",     "00",   "+1",   "=cmd|!", "1e5",  "*",     "--", "/*x*/"};
  enum { COUNT = sizeof serials / sizeof *serials };
  struct ts_registry_piece piece[COUNT];
  (void)state;
  for (size_t i = 0; i < COUNT; i++)
    piece[i] = piece_of(serials[i]);
  add(piece, COUNT, COUNT);
  for (size_t i = 0; i < COUNT; i++) {
    struct ts_registry_piece got = found(serials[i]);
    assert_int_equal(got.version, 1);
    assert_string_equal(got.uri, piece[i].uri);
  }
}

static void issues_nothing_twice(void **state) {
  struct ts_registry_piece first[3] = {piece_of("1"), piece_of("2"), piece_of("3")};
  struct ts_registry_piece second[4] = {piece_of("2"), piece_of("4"), piece_of("3"), piece_of("5")};
  (void)state;
  add(first, 3, 3);
  (void)snprintf(second[0].uri, sizeof second[0].uri, "another");
  second[3].version = 1; /* known to be there: not the registry's to check */
  add(second, 4, 1);
  assert_string_equal(found("2").uri, "https://id.example/21/2");
  assert_int_equal(found("4").version, 1);
  assert_int_equal(found("5").version, 0);
  size_t added = 9;
  assert_true(ts_registry_add(registry, "another", first, 3, &added)); /* brands do not meet */
  assert_int_equal(added, 3);
  assert_true(ts_registry_add(registry, "another", first, 0, &added));
  assert_int_equal(added, 0);
}

/* "at kind reason;" for each event. */
static bool spell_event(void *ctx, const struct ts_registry_event *event) {
  char *text = ctx;
  size_t size = strlen(text);
  assert_true(event->operator_name[0] != 0);
  (void)snprintf(text + size, 512 - size, "%lld %s %s;", (long long)(event->at - NOW),
                 ts_event_name(event->kind), ts_block_name(event->reason));
  return true;
}

static void assert_history(const char *serial, const char *wanted) {
  char text[512] = "";
  assert_true(ts_registry_history(registry, "maison", gtin, serial, spell_event, text));
  assert_string_equal(text, wanted);
}

static void change(struct ts_registry_piece *piece, enum ts_event_kind kind, enum ts_block reason,
                   int after) {
  struct ts_registry_event event = {.kind = kind, .reason = reason, .at = NOW + after};
  if (!ts_registry_change(registry, "maison", piece, &event))
    fail_msg("%s", fault.text);
}

static void keeps_what_happens_as_events(void **state) {
  struct ts_registry_piece piece = piece_of("A");
  (void)state;
  add(&piece, 1, 1);
  struct ts_registry_piece stale = piece = found("A");
  change(&piece, TS_EVENT_SOLD, TS_BLOCK_NONE, 1);
  change(&piece, TS_EVENT_BLOCKED, TS_BLOCK_STOLEN, 2);
  struct ts_registry_piece got = found("A");
  assert_int_equal(got.block, TS_BLOCK_STOLEN);
  assert_int_equal(got.blocked_at, NOW + 2);
  assert_int_equal(got.sold_at, NOW + 1);
  assert_int_equal(got.version, 3);
  change(&got, TS_EVENT_BLOCKED, TS_BLOCK_RETURNED, 3);
  change(&got, TS_EVENT_UNBLOCKED, TS_BLOCK_NONE, 4);
  assert_int_equal(found("A").block, TS_BLOCK_NONE);
  assert_int_equal(found("A").blocked_at, 0);
  change(&got, TS_EVENT_BLOCKED, TS_BLOCK_RECALLED, 5);
  change(&got, TS_EVENT_BLOCKED, TS_BLOCK_DESTROYED, 6);
  static const char all[] = "0 issued ;1 sold ;2 blocked stolen;3 blocked returned;4 unblocked ;"
                            "5 blocked recalled;6 blocked destroyed;";
  assert_history("A", all);
  assert_history("B", "");
  /* Who did not see the others' changes changes nothing. */
  struct ts_registry_event event = {.kind = TS_EVENT_SOLD, .at = NOW};
  assert_refused(ts_registry_change(registry, "maison", &stale, &event), EX_TEMPFAIL, "somebody else");
  assert_int_equal(stale.version, 1);
  assert_history("A", all);
  /* What is there no more, or never was. */
  struct ts_registry_piece none = piece_of("none");
  assert_refused(ts_registry_change(registry, "maison", &none, &event), EX_SOFTWARE, "no piece");
  none.version = 1;
  assert_refused(ts_registry_change(registry, "maison", &none, &event), EX_TEMPFAIL, "somebody else");
  assert_history("none", "");
}

static void undoes_what_was_not_committed(void **state) {
  struct ts_registry_piece a = piece_of("A"), b = piece_of("B");
  (void)state;
  add(&a, 1, 1);
  a = found("A");
  assert_true(ts_registry_begin(registry));
  add(&b, 1, 1);
  change(&a, TS_EVENT_BLOCKED, TS_BLOCK_STOLEN, 1);
  assert_int_equal(found("B").version, 1);
  ts_registry_rollback(registry);
  assert_int_equal(found("B").version, 0);
  assert_int_equal(found("A").version, 1);
  assert_history("A", "0 issued ;");
  a = found("A");
  assert_true(ts_registry_begin(registry));
  change(&a, TS_EVENT_BLOCKED, TS_BLOCK_STOLEN, 1);
  assert_true(ts_registry_commit(registry));
  assert_true(ts_registry_begin(registry));
  add(&b, 1, 1);
  ts_registry_close(registry); /* as when a command ends early */
  assert_true(ts_registry_open(&registry, &home, url, &fault));
  assert_int_equal(found("B").version, 0);
  assert_history("A", "0 issued ;1 blocked stolen;");
}

static void make_many(void) {
  char serial[16];
  for (size_t i = 0; i < MANY; i++) {
    (void)snprintf(serial, sizeof serial, "%05zu", i);
    many[i] = piece_of(serial);
    many[i].key_id = (uint16_t)(i % 3);
    many[i].issued = NOW + (int64_t)i;
    many[i].signed_sha256[0] = (uint8_t)i;
  }
}

/* How many a filter lets pass, each once and as it was issued. */
static size_t count_list(struct ts_registry_filter filter) {
  static bool seen[MANY];
  struct ts_registry_row row;
  uint64_t counted = 0;
  size_t count = 0;
  memset(seen, 0, sizeof seen);
  filter.brand = "maison";
  struct ts_registry_list *list = ts_registry_list(registry, &filter);
  for (; ts_registry_next(list, &row); count++) {
    size_t i = strtoul(row.serial, NULL, 10);
    assert_true(i < MANY && !seen[i]);
    seen[i] = true;
    assert_string_equal(row.gtin, gtin);
    assert_int_equal(row.key_id, i % 3);
    assert_int_equal(row.issued, NOW + (int64_t)i);
    assert_memory_equal(row.signed_sha256, many[i].signed_sha256, TS_SHA256_SIZE);
    assert_int_equal(row.block, i % 100 == 7 ? TS_BLOCK_RECALLED : TS_BLOCK_NONE);
    assert_int_equal(row.blocked_at, i % 100 == 7 ? NOW + 9 : 0);
  }
  ts_registry_list_close(list);
  if (fault.status != EX_OK)
    fail_msg("%s", fault.text);
  assert_true(ts_registry_count(registry, &filter, &counted));
  assert_int_equal(counted, count);
  return count;
}

static void lists_what_is_asked_for(void **state) {
  struct ts_registry_piece other = piece_of("99999");
  size_t added;
  (void)state;
  make_many();
  add(many, MANY, MANY);
  assert_true(ts_registry_add(registry, "another", &other, 1, &added));
  assert_true(ts_registry_begin(registry));
  for (size_t i = 7; i < MANY; i += 100) {
    struct ts_registry_piece piece = found(many[i].tag.serial);
    change(&piece, TS_EVENT_BLOCKED, TS_BLOCK_RECALLED, 9);
  }
  assert_true(ts_registry_commit(registry));
  assert_int_equal(count_list((struct ts_registry_filter){0}), MANY);
  assert_int_equal(count_list((struct ts_registry_filter){.blocked = true}), MANY / 100);
  assert_int_equal(count_list((struct ts_registry_filter){.by_key = true, .key_id = 1}), (MANY + 1) / 3);
  assert_int_equal(count_list((struct ts_registry_filter){.issued_before = NOW + 100}), 100);
  assert_int_equal(
      count_list((struct ts_registry_filter){.by_key = true, .key_id = 2, .issued_before = NOW + 300}), 100);
  assert_int_equal(count_list((struct ts_registry_filter){.by_key = true, .key_id = 3}), 0);
  assert_int_equal(count_list((struct ts_registry_filter){.gtin14 = gtin}), MANY);
  assert_int_equal(count_list((struct ts_registry_filter){.gtin14 = "09521234000020"}), 0);
  assert_int_equal(count_list((struct ts_registry_filter){
                       .gtin14 = gtin, .by_key = true, .key_id = 2, .issued_before = NOW + 300}),
                   100);
  assert_int_equal(count_list((struct ts_registry_filter){.blocked = true, .issued_before = NOW + 1000}), 10);
}

/* In a transaction, two at a time, and one that is left half-way; the registry is as usable after it. */
static void lists_side_by_side(void **state) {
  struct ts_registry_filter filter = {.brand = "maison"};
  struct ts_registry_row row;
  size_t steps = 0;
  (void)state;
  make_many();
  add(many, MANY, MANY);
  for (int in_transaction = 0; in_transaction < 2; in_transaction++) {
    if (in_transaction)
      assert_true(ts_registry_begin(registry));
    struct ts_registry_list *a = ts_registry_list(registry, &filter),
                            *b = ts_registry_list(registry, &filter);
    for (steps = 0; ts_registry_next(a, &row); steps++)
      if (steps % 2)
        assert_true(ts_registry_next(b, &row));
    ts_registry_list_close(a);
    assert_true(ts_registry_next(b, &row));
    ts_registry_list_close(b);
    assert_int_equal(steps, MANY);
    if (in_transaction)
      assert_true(ts_registry_commit(registry));
    assert_int_equal(found("00001").version, 1 + in_transaction);
    struct ts_registry_piece piece = found("00001");
    change(&piece, TS_EVENT_SOLD, TS_BLOCK_NONE, 1);
  }
}

/* What a database holds that no command writes. */
static void refuses_what_is_damaged(void **state) {
  struct ts_registry_filter filter = {.brand = "maison"};
  struct ts_registry_row row;
  struct ts_registry_piece piece = piece_of("A");
  char text[8] = "";
  (void)state;
  add(&piece, 1, 1);
  run_sql("UPDATE piece SET block = 'eaten'");
  assert_refused(ts_registry_find(registry, "maison", &piece, 1), EX_DATAERR, "unknown reason");
  struct ts_registry_list *list = ts_registry_list(registry, &filter);
  assert_refused(ts_registry_next(list, &row), EX_DATAERR, "unknown reason");
  ts_registry_list_close(list);
  run_sql("UPDATE piece SET block = '', colour = 'much too long'");
  assert_refused(ts_registry_find(registry, "maison", &piece, 1), EX_DATAERR, "too long");
  run_sql(url ? "UPDATE piece SET colour = '', signed_sha256 = '\\x00'"
              : "UPDATE piece SET colour = '', signed_sha256 = x'00'");
  assert_refused(ts_registry_find(registry, "maison", &piece, 1), EX_DATAERR, "damaged");
  list = ts_registry_list(registry, &filter);
  assert_refused(ts_registry_next(list, &row), EX_DATAERR, "damaged");
  ts_registry_list_close(list);
  run_sql(
      url ? "INSERT INTO event SELECT brand, serial_hash, gtin, serial, 0, 'eaten', '', 0, 'me' FROM piece"
          : "INSERT INTO registry.event SELECT id, 0, 'eaten', '', 0, 'me' FROM piece");
  assert_refused(ts_registry_history(registry, "maison", gtin, "A", spell_event, text), EX_DATAERR,
                 "unknown kind");
}

static void refuses_a_newer_one(void **state) {
  (void)state;
  ts_registry_close(registry);
  registry = NULL;
  if (url) {
    run_sql("UPDATE registry_version SET version = 99");
    assert_refused(ts_registry_open(&registry, &home, url, &fault), EX_DATAERR, "newer touchstone");
    run_sql("DELETE FROM registry_version");
    assert_refused(ts_registry_open(&registry, &home, url, &fault), EX_SOFTWARE, "already exists");
  }
  run_sql(url ? "SELECT 1" : "PRAGMA registry.user_version = 99");
  ts_home_close(&home);
  assert_true(ts_home_open(&home, path, &fault) || !url);
  if (!url)
    assert_refused(false, EX_DATAERR, "newer touchstone");
}

static void refuses_other_urls(void **state) {
  static const char *const urls[] = {"mysql:///x", "registry.db", "", "postgresql", "host=/tmp"};
  struct ts_registry *other;
  (void)state;
  for (size_t i = 0; i < sizeof urls / sizeof *urls; i++)
    assert_refused(ts_registry_open(&other, &home, urls[i], &fault), EX_USAGE, "postgresql://");
  assert_refused(ts_registry_open(&other, &home, "postgresql:///x?host=/no/such/folder", &fault),
                 EX_UNAVAILABLE, "/no/such/folder");
  assert_refused(ts_registry_open(&other, &home, "postgresql:///x?nonsense=1", &fault), EX_UNAVAILABLE,
                 "nonsense");
}

/* Runs PART in processes at the same time; each says with its exit status that it went well. */
static void at_once(bool (*part)(int number)) {
  pid_t child[PROCESSES];
  int ready[2], status;
  char byte;
  ts_registry_close(registry); /* neither database's connection outlives a fork */
  registry = NULL;
  ts_home_close(&home);
  assert_int_equal(pipe(ready), 0);
  for (int i = 0; i < PROCESSES; i++) {
    child[i] = fork();
    assert_true(child[i] >= 0);
    if (child[i] == 0) {
      (void)close(ready[1]);
      bool ok = read(ready[0], &byte, 1) == 0 && ts_home_open(&home, path, &fault) && part(i);
      if (!ok)
        (void)fprintf(stderr, "process %d: %s\n", i, fault.text);
      ts_registry_close(registry);
      ts_home_close(&home);
      _exit(ok ? 0 : 1);
    }
  }
  (void)close(ready[0]);
  (void)close(ready[1]); /* they start */
  bool ok = true;
  for (int i = 0; i < PROCESSES; i++)
    ok = waitpid(child[i], &status, 0) == child[i] && status == 0 && ok;
  assert_true(ok);
  assert_true(ts_home_open(&home, path, &fault));
  assert_true(ts_registry_open(&registry, &home, url, &fault));
}

/* The same pieces in another order each, in batches; what this process added carries its number. */
static bool add_all(int number) {
  size_t added, batch = 250;
  if (!ts_registry_open(&registry, &home, url, &fault))
    return false;
  for (size_t i = 0; i < MANY; i++)
    many[i].key_id = (uint16_t)number;
  for (size_t i = 0; number % 2 && i < MANY / 2; i++) {
    struct ts_registry_piece swapped = many[i];
    many[i] = many[MANY - 1 - i];
    many[MANY - 1 - i] = swapped;
  }
  for (size_t i = 0; i < MANY; i += batch)
    if (!ts_registry_add(registry, "maison", many + i, batch, &added))
      return false;
  return true;
}

static void issues_nothing_twice_at_once(void **state) {
  struct ts_registry_filter filter = {.brand = "maison"};
  uint64_t all, sum = 0, one;
  (void)state;
  make_many();
  at_once(add_all);
  assert_true(ts_registry_count(registry, &filter, &all));
  assert_int_equal(all, MANY);
  filter.by_key = true;
  for (filter.key_id = 0; filter.key_id < PROCESSES; filter.key_id++, sum += one)
    assert_true(ts_registry_count(registry, &filter, &one));
  assert_int_equal(sum, MANY);
}

static bool open_only(int number) {
  (void)number;
  return ts_registry_open(&registry, &home, url, &fault);
}

static void is_brought_up_to_date_once(void **state) {
  struct ts_registry_piece piece = piece_of("A");
  (void)state;
  run_sql(
      url ? "DROP TABLE registry_version; DROP TABLE sighting; DROP TABLE device; DROP VIEW history; DROP TABLE event; DROP TABLE piece"
          : "DROP VIEW registry.history; DROP TABLE registry.event; DROP TABLE registry.piece; DROP TABLE registry.elsewhere;"
            "DROP TABLE registry.sighting; DROP TABLE registry.device;"
            "PRAGMA registry.user_version = 0");
  at_once(open_only);
  add(&piece, 1, 1);
  assert_history("A", "0 issued ;");
}

/* A home of the first version: its pieces keep who issued them. */
static void brings_the_first_version_along(void **state) {
  (void)state;
  ts_registry_close(registry);
  registry = NULL;
  run_sql("DROP VIEW registry.history; DROP TABLE registry.event; DROP TABLE registry.piece;"
          "DROP TABLE registry.elsewhere; DROP TABLE registry.sighting; DROP TABLE registry.device;"
          "CREATE TABLE registry.piece(id INTEGER PRIMARY KEY, brand TEXT NOT NULL, gtin TEXT NOT NULL,"
          "  serial TEXT NOT NULL, engraved TEXT NOT NULL, weight_mg INTEGER NOT NULL,"
          "  weight_tolerance_mg INTEGER NOT NULL, fineness INTEGER NOT NULL, colour TEXT NOT NULL, size TEXT"
          "  NOT NULL, signed_sha256 BLOB NOT NULL, key_id INTEGER NOT NULL, uri TEXT NOT NULL,"
          "  issued INTEGER NOT NULL, UNIQUE(brand, gtin, serial)) STRICT;"
          "CREATE TABLE registry.event(id INTEGER PRIMARY KEY, piece INTEGER NOT NULL REFERENCES piece,"
          "  kind TEXT NOT NULL, at INTEGER NOT NULL, operator TEXT NOT NULL,"
          "  detail TEXT NOT NULL DEFAULT '') STRICT;"
          "CREATE INDEX registry.event_piece ON event(piece);"
          "INSERT INTO registry.piece VALUES(7, 'maison', '09521234000013', 'A', 'E', 1, 0, 750, 'YG', '17',"
          "  zeroblob(32), 5, 'https://x', 1795435200);"
          "INSERT INTO registry.event VALUES(1, 7, 'issued', 1795435200, 'grace', '');"
          "PRAGMA registry.user_version = 1");
  ts_home_close(&home);
  if (!ts_home_open(&home, path, &fault) || !ts_registry_open(&registry, &home, url, &fault))
    fail_msg("%s", fault.text);
  assert_string_equal(found("A").tag.engraved, "E");
  assert_history("A", "0 issued ;");
  struct ts_sql sql = ts_sql(home.db, "SELECT operator FROM history", &fault);
  assert_true(ts_sql_row(&sql));
  assert_true(ts_bytes_equal_text(ts_sql_text(&sql, 0), "grace"));
  ts_sql_close(&sql);
}

static void tells_a_lost_server(void **state) {
  struct ts_registry_piece piece = piece_of("A");
  size_t added;
  (void)state;
  run_sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'touchstone'");
  assert_refused(ts_registry_add(registry, "maison", &piece, 1, &added), EX_UNAVAILABLE, "not done twice");
}

static void remembers_servers_without_their_passwords(void **state) {
  static const struct {
    const char *url, *place;
  } cases[] = {{"postgresql://me:secret@db.example/t", "postgresql://db.example/t"},
               {"postgres://db.example:5433/t?user=me&password=secret", "postgresql://db.example:5433/t"},
               {"postgresql:///t?host=/run/x@y", "postgresql:///t?host=/run/x@y"},
               {"postgresql://", "postgresql://"}};
  char place[TS_REGISTRY_PLACE_MAX];
  bool found = true;
  (void)state;
  assert_true(ts_registry_elsewhere(&home, place, &found, &fault));
  assert_false(found);
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    assert_true(ts_registry_note_elsewhere(&home, cases[i].url, &fault));
    assert_true(ts_registry_note_elsewhere(&home, cases[i].url, &fault));
    assert_true(ts_registry_elsewhere(&home, place, &found, &fault));
    assert_true(found);
    assert_string_equal(place, cases[i].place);
    run_sql("DELETE FROM registry.elsewhere");
  }
}

static void has_words_for_all(void **state) {
  enum ts_block block;
  (void)state;
  for (int i = TS_BLOCK_NONE; i <= TS_BLOCK_RETURNED; i++) {
    assert_true(ts_block_read(ts_bytes_of(ts_block_name((enum ts_block)i)), &block));
    assert_int_equal(block, i);
  }
  assert_false(ts_block_read(ts_bytes_of("Stolen"), &block));
  assert_false(ts_block_read(ts_bytes_of("stolen "), &block));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      BOTH(keeps_every_field),
      BOTH(takes_texts_as_they_are),
      BOTH(issues_nothing_twice),
      BOTH(keeps_what_happens_as_events),
      BOTH(undoes_what_was_not_committed),
      BOTH(lists_what_is_asked_for),
      BOTH(lists_side_by_side),
      BOTH(refuses_what_is_damaged),
      BOTH(refuses_a_newer_one),
      BOTH(refuses_other_urls),
      BOTH(issues_nothing_twice_at_once),
      BOTH(is_brought_up_to_date_once),
      cmocka_unit_test_setup_teardown(brings_the_first_version_along, start_sqlite, stop),
      cmocka_unit_test_setup_teardown(remembers_servers_without_their_passwords, start_sqlite, stop),
      cmocka_unit_test_setup_teardown(tells_a_lost_server, start_postgres, stop),
      cmocka_unit_test(has_words_for_all),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
