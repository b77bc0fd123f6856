/* SPDX-License-Identifier: Apache-2.0 */
/* The file store: what it keeps, and what an attacker who writes the card gets it to do: nothing. */
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "boards/common/hosted/store_files.h"

static char folder[64];
static struct ts_store_files files;
static struct ts_store store;

static const char *at(const char *name) {
  static char path[128];
  (void)snprintf(path, sizeof path, "%s/%s", folder, name);
  return path;
}

static int start(void **state) {
  (void)state;
  (void)snprintf(folder, sizeof folder, "/tmp/ts-store-XXXXXX");
  return mkdtemp(folder) && ts_store_files_make(at("device")) == TS_OK &&
                 ts_store_files_open(&files, at("device"), true, &store) == TS_OK
             ? 0
             : -1;
}

static int stop(void **state) {
  static const char *const names[] = {"device/card/bundle", "device/card/bundle.new", "device/trusted/anchor",
                                      "elsewhere"};
  (void)state;
  ts_store_files_close(&files);
  ts_store_files_close(&files);
  for (size_t i = 0; i < sizeof names / sizeof *names; i++)
    (void)unlink(at(names[i])); /* most tests make only some of them */
  assert_int_equal(rmdir(at("device/card")), 0);
  assert_int_equal(rmdir(at("device/trusted")), 0);
  assert_int_equal(rmdir(at("device")), 0);
  return rmdir(folder);
}

static void assert_holds(enum ts_store_area area, const char *name, const char *text) {
  char buf[64];
  uint64_t size;
  assert_int_equal(store.size(store.ctx, area, name, &size), TS_OK);
  assert_int_equal(size, strlen(text));
  assert_int_equal(store.read(store.ctx, area, name, 0, buf, strlen(text)), TS_OK);
  assert_memory_equal(buf, text, strlen(text));
}

static void keeps_what_was_put(void **state) {
  struct stat st;
  char buf[4];
  (void)state;
  assert_int_equal(store.replace(store.ctx, TS_STORE_CARD, "bundle", ts_bytes_of("first")), TS_OK);
  assert_int_equal(store.replace(store.ctx, TS_STORE_TRUSTED, "anchor", ts_bytes_of("other")), TS_OK);
  assert_holds(TS_STORE_CARD, "bundle", "first");
  assert_int_equal(store.replace(store.ctx, TS_STORE_CARD, "bundle", ts_bytes_of("second one")), TS_OK);
  assert_holds(TS_STORE_CARD, "bundle", "second one");
  assert_holds(TS_STORE_TRUSTED, "anchor", "other");
  assert_int_equal(store.read(store.ctx, TS_STORE_CARD, "bundle", 7, buf, 3), TS_OK);
  assert_memory_equal(buf, "one", 3);
  assert_int_equal(stat(at("device/trusted/anchor"), &st), 0);
  assert_int_equal(st.st_mode & 0777, 0600);
  assert_int_equal(access(at("device/card/bundle.new"), F_OK), -1);
}

static void reads_exactly_or_not_at_all(void **state) {
  char buf[8];
  (void)state;
  assert_int_equal(store.replace(store.ctx, TS_STORE_CARD, "bundle", ts_bytes_of("12345")), TS_OK);
  assert_int_equal(store.read(store.ctx, TS_STORE_CARD, "bundle", 0, buf, 6), TS_ERR_IO);
  assert_int_equal(store.read(store.ctx, TS_STORE_CARD, "bundle", 5, buf, 0), TS_OK);
  assert_int_equal(store.read(store.ctx, TS_STORE_CARD, "bundle", 6, buf, 0), TS_ERR_IO);
  assert_int_equal(store.read(store.ctx, TS_STORE_CARD, "bundle", UINT64_MAX, buf, 2), TS_ERR_IO);
}

static void appends_at_the_end(void **state) {
  struct stat st;
  (void)state;
  assert_int_equal(store.append(store.ctx, TS_STORE_CARD, "bundle", ts_bytes_of("one")), TS_OK);
  assert_holds(TS_STORE_CARD, "bundle", "one");
  assert_int_equal(store.append(store.ctx, TS_STORE_CARD, "bundle", ts_bytes_of(" two")), TS_OK);
  assert_int_equal(store.append(store.ctx, TS_STORE_CARD, "bundle", ts_bytes(NULL, 0)), TS_OK);
  assert_holds(TS_STORE_CARD, "bundle", "one two");
  assert_int_equal(stat(at("device/card/bundle"), &st), 0);
  assert_int_equal(st.st_mode & 0777, 0600);
  assert_int_equal(store.append(store.ctx, TS_STORE_TRUSTED, "anchor", ts_bytes(NULL, 0)), TS_OK);
  assert_holds(TS_STORE_TRUSTED, "anchor", "");
}

static void removes_what_is_there(void **state) {
  uint64_t size;
  (void)state;
  assert_int_equal(store.remove(store.ctx, TS_STORE_CARD, "bundle"), TS_OK);
  assert_int_equal(store.append(store.ctx, TS_STORE_CARD, "bundle", ts_bytes_of("one")), TS_OK);
  assert_int_equal(store.append(store.ctx, TS_STORE_TRUSTED, "anchor", ts_bytes_of("other")), TS_OK);
  assert_int_equal(store.remove(store.ctx, TS_STORE_CARD, "bundle"), TS_OK);
  assert_int_equal(store.size(store.ctx, TS_STORE_CARD, "bundle", &size), TS_ERR_NOT_FOUND);
  assert_holds(TS_STORE_TRUSTED, "anchor", "other");
  /* What an attacker put in a file's place goes alone, and what it points at stays. */
  assert_int_equal(symlink("../trusted/anchor", at("device/card/bundle")), 0);
  assert_int_equal(store.remove(store.ctx, TS_STORE_CARD, "bundle"), TS_OK);
  assert_int_equal(access(at("device/card/bundle"), F_OK), -1);
  assert_holds(TS_STORE_TRUSTED, "anchor", "other");
  assert_int_equal(mkdir(at("device/card/bundle"), 0700), 0);
  assert_int_equal(store.remove(store.ctx, TS_STORE_CARD, "bundle"), TS_ERR_IO);
  assert_int_equal(rmdir(at("device/card/bundle")), 0);
}

static void appends_to_nothing_but_files(void **state) {
  (void)state;
  assert_int_equal(store.append(store.ctx, TS_STORE_TRUSTED, "anchor", ts_bytes_of("secret")), TS_OK);
  assert_int_equal(symlink("../trusted/anchor", at("device/card/bundle")), 0);
  assert_int_equal(store.append(store.ctx, TS_STORE_CARD, "bundle", ts_bytes_of("x")), TS_ERR_IO);
  assert_holds(TS_STORE_TRUSTED, "anchor", "secret");
  assert_int_equal(unlink(at("device/card/bundle")), 0);
  assert_int_equal(symlink("../elsewhere", at("device/card/bundle")), 0); /* leads to nothing yet */
  assert_int_equal(store.append(store.ctx, TS_STORE_CARD, "bundle", ts_bytes_of("x")), TS_ERR_IO);
  assert_int_equal(access(at("device/elsewhere"), F_OK), -1);
  assert_int_equal(unlink(at("device/card/bundle")), 0);
  /* A FIFO that somebody reads would take the bytes. */
  assert_int_equal(mkfifo(at("device/card/bundle"), 0600), 0);
  int reader = open(at("device/card/bundle"), O_RDONLY | O_NONBLOCK | O_CLOEXEC);
  assert_true(reader >= 0);
  assert_int_equal(store.append(store.ctx, TS_STORE_CARD, "bundle", ts_bytes_of("x")), TS_ERR_IO);
  assert_int_equal(close(reader), 0);
  assert_int_equal(unlink(at("device/card/bundle")), 0);
  assert_int_equal(mkdir(at("device/card/bundle"), 0700), 0);
  assert_int_equal(store.append(store.ctx, TS_STORE_CARD, "bundle", ts_bytes_of("x")), TS_ERR_IO);
  assert_int_equal(rmdir(at("device/card/bundle")), 0);
}

static void says_what_is_missing(void **state) {
  struct ts_store_files none;
  struct ts_store other;
  uint64_t size;
  (void)state;
  assert_int_equal(store.size(store.ctx, TS_STORE_CARD, "bundle", &size), TS_ERR_NOT_FOUND);
  assert_int_equal(store.read(store.ctx, TS_STORE_CARD, "bundle", 0, &size, 1), TS_ERR_NOT_FOUND);
  assert_int_equal(ts_store_files_open(&none, at("nowhere"), true, &other), TS_ERR_NOT_FOUND);
  assert_int_equal(ts_store_files_open(&none, folder, true, &other), TS_ERR_NOT_FOUND);
}

static void stays_within_its_areas(void **state) {
  static const char *const names[] = {"",
                                      ".",
                                      "..",
                                      "../trusted/anchor",
                                      "/etc/passwd",
                                      "a/b",
                                      "Upper",
                                      "a b",
                                      "12345678901234567890123456789012"};
  uint64_t size;
  (void)state;
  for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
    assert_int_equal(store.size(store.ctx, TS_STORE_CARD, names[i], &size), TS_ERR_ARGUMENT);
    assert_int_equal(store.read(store.ctx, TS_STORE_CARD, names[i], 0, &size, 1), TS_ERR_ARGUMENT);
    assert_int_equal(store.replace(store.ctx, TS_STORE_CARD, names[i], ts_bytes_of("x")), TS_ERR_ARGUMENT);
    assert_int_equal(store.append(store.ctx, TS_STORE_CARD, names[i], ts_bytes_of("x")), TS_ERR_ARGUMENT);
    assert_int_equal(store.remove(store.ctx, TS_STORE_CARD, names[i]), TS_ERR_ARGUMENT);
  }
}

static void follows_nothing_that_lies_on_the_card(void **state) {
  struct ts_store_files link;
  struct ts_store other;
  uint64_t size;
  (void)state;
  assert_int_equal(store.replace(store.ctx, TS_STORE_TRUSTED, "anchor", ts_bytes_of("secret")), TS_OK);
  assert_int_equal(symlink("../trusted/anchor", at("device/card/bundle")), 0);
  assert_int_equal(store.size(store.ctx, TS_STORE_CARD, "bundle", &size), TS_ERR_IO);
  assert_int_equal(store.read(store.ctx, TS_STORE_CARD, "bundle", 0, &size, 1), TS_ERR_IO);
  /* A link where the temporary file goes would make the store write elsewhere. */
  assert_int_equal(symlink("../trusted/anchor", at("device/card/bundle.new")), 0);
  assert_int_equal(store.replace(store.ctx, TS_STORE_CARD, "bundle", ts_bytes_of("new")), TS_OK);
  assert_holds(TS_STORE_CARD, "bundle", "new");
  assert_holds(TS_STORE_TRUSTED, "anchor", "secret");
  assert_int_equal(unlink(at("device/card/bundle")), 0);
  /* A FIFO would hang whoever opens it. */
  assert_int_equal(mkfifo(at("device/card/bundle"), 0600), 0);
  assert_int_equal(store.size(store.ctx, TS_STORE_CARD, "bundle", &size), TS_ERR_IO);
  assert_int_equal(unlink(at("device/card/bundle")), 0);
  assert_int_equal(mkdir(at("device/card/bundle"), 0700), 0);
  assert_int_equal(store.size(store.ctx, TS_STORE_CARD, "bundle", &size), TS_ERR_IO);
  assert_int_equal(store.replace(store.ctx, TS_STORE_CARD, "bundle", ts_bytes_of("new")), TS_ERR_IO);
  assert_int_equal(access(at("device/card/bundle.new"), F_OK), -1);
  assert_int_equal(rmdir(at("device/card/bundle")), 0);
  /* Nor is an area itself a link. */
  assert_int_equal(rmdir(at("device/card")), 0);
  assert_int_equal(symlink("trusted", at("device/card")), 0);
  assert_int_equal(ts_store_files_open(&link, at("device"), false, &other), TS_ERR_IO);
  assert_int_equal(unlink(at("device/card")), 0);
  assert_int_equal(mkdir(at("device/card"), 0700), 0);
}

static void a_full_medium_leaves_the_old_file(void **state) {
  static uint8_t large[8192];
  struct rlimit before, small;
  (void)state;
  assert_int_equal(store.replace(store.ctx, TS_STORE_CARD, "bundle", ts_bytes_of("old")), TS_OK);
  assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
  small = before;
  small.rlim_cur = 4096;
  assert_true(signal(SIGXFSZ, SIG_IGN) != SIG_ERR);
  assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
  enum ts_err err = store.replace(store.ctx, TS_STORE_CARD, "bundle", ts_bytes(large, sizeof large));
  assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
  assert_int_equal(err, TS_ERR_STORE_FULL);
  assert_holds(TS_STORE_CARD, "bundle", "old");
  assert_int_equal(access(at("device/card/bundle.new"), F_OK), -1);
}

/* A part of what was appended may stay; what was there before does, to the last byte. */
static void a_full_medium_keeps_what_was_there(void **state) {
  static uint8_t large[8192], kept[4000];
  struct rlimit before, small;
  uint64_t size;
  (void)state;
  memset(kept, 'k', sizeof kept);
  assert_int_equal(store.append(store.ctx, TS_STORE_CARD, "bundle", ts_bytes(kept, sizeof kept)), TS_OK);
  assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
  small = before;
  small.rlim_cur = 4096;
  assert_true(signal(SIGXFSZ, SIG_IGN) != SIG_ERR);
  assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
  enum ts_err err = store.append(store.ctx, TS_STORE_CARD, "bundle", ts_bytes(large, sizeof large));
  assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
  assert_int_equal(err, TS_ERR_STORE_FULL);
  assert_int_equal(store.size(store.ctx, TS_STORE_CARD, "bundle", &size), TS_OK);
  assert_true(size >= sizeof kept && size <= 4096);
  assert_int_equal(store.read(store.ctx, TS_STORE_CARD, "bundle", 0, large, sizeof kept), TS_OK);
  assert_memory_equal(large, kept, sizeof kept);
}

static void looking_changes_nothing(void **state) {
  struct ts_store_files look;
  struct ts_store other;
  (void)state;
  assert_int_equal(store.replace(store.ctx, TS_STORE_CARD, "bundle", ts_bytes_of("old")), TS_OK);
  assert_int_equal(ts_store_files_open(&look, at("device"), false, &other), TS_OK);
  assert_int_equal(other.replace(other.ctx, TS_STORE_CARD, "bundle", ts_bytes_of("new")), TS_ERR_IO);
  assert_int_equal(other.append(other.ctx, TS_STORE_CARD, "bundle", ts_bytes_of("new")), TS_ERR_IO);
  assert_int_equal(other.remove(other.ctx, TS_STORE_CARD, "bundle"), TS_ERR_IO);
  ts_store_files_close(&look);
  assert_holds(TS_STORE_CARD, "bundle", "old");
}

int main(void) {
#define TEST(name) cmocka_unit_test_setup_teardown(name, start, stop)
  const struct CMUnitTest tests[] = {
      TEST(keeps_what_was_put),
      TEST(reads_exactly_or_not_at_all),
      TEST(appends_at_the_end),
      TEST(removes_what_is_there),
      TEST(appends_to_nothing_but_files),
      TEST(says_what_is_missing),
      TEST(stays_within_its_areas),
      TEST(follows_nothing_that_lies_on_the_card),
      TEST(a_full_medium_leaves_the_old_file),
      TEST(a_full_medium_keeps_what_was_there),
      TEST(looking_changes_nothing),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
