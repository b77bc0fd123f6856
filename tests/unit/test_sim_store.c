/* SPDX-License-Identifier: Apache-2.0 */
/* A store whose writes stay in memory: what is read is what was written last, and the store below is untouched. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "boards/sim/store_overlay.h"

/* Below: card/a holds "below", nothing else is there, and whoever writes is caught. */
static enum ts_err fails;
static enum ts_err below_size(void *ctx, enum ts_store_area area, const char *name, uint64_t *size) {
  (void)ctx;
  if (fails)
    return fails;
  if (area != TS_STORE_CARD || strcmp(name, "a") != 0)
    return TS_ERR_NOT_FOUND;
  *size = 5;
  return TS_OK;
}
static enum ts_err below_read(void *ctx, enum ts_store_area area, const char *name, uint64_t offset,
                              void *buf, size_t size) {
  uint64_t all;
  enum ts_err err = below_size(ctx, area, name, &all);
  if (err == TS_OK && (offset > all || size > all - offset))
    err = TS_ERR_IO;
  if (err == TS_OK)
    memcpy(buf, "below" + offset, size);
  return err;
}
static enum ts_err below_write(void *ctx, enum ts_store_area area, const char *name,
                               struct ts_bytes content) {
  (void)ctx, (void)area, (void)name, (void)content;
  fail();
  return TS_ERR_IO;
}
static enum ts_err below_remove(void *ctx, enum ts_store_area area, const char *name) {
  (void)ctx, (void)area, (void)name;
  fail();
  return TS_ERR_IO;
}

static const struct ts_store below = {.size = below_size,
                                      .read = below_read,
                                      .replace = below_write,
                                      .append = below_write,
                                      .remove = below_remove};
static struct ts_store_overlay overlay;
static struct ts_store store;

static int start(void **state) {
  (void)state;
  fails = TS_OK;
  ts_store_overlay_init(&overlay, &below, &store);
  return 0;
}

static int stop(void **state) {
  (void)state;
  ts_store_overlay_free(&overlay);
  ts_store_overlay_free(&overlay);
  return 0;
}

static void assert_holds(enum ts_store_area area, const char *name, const char *text) {
  uint64_t size;
  char buf[64];
  assert_int_equal(store.size(store.ctx, area, name, &size), TS_OK);
  assert_int_equal(size, strlen(text));
  assert_int_equal(store.read(store.ctx, area, name, 0, buf, (size_t)size), TS_OK);
  assert_memory_equal(buf, text, (size_t)size);
  assert_int_equal(store.read(store.ctx, area, name, 1, buf, (size_t)size), TS_ERR_IO);
  assert_int_equal(store.read(store.ctx, area, name, size + 1, buf, 0), TS_ERR_IO);
  if (size > 1) {
    assert_int_equal(store.read(store.ctx, area, name, 1, buf, 1), TS_OK);
    assert_int_equal(buf[0], text[1]);
  }
}

static void assert_none(enum ts_store_area area, const char *name) {
  uint64_t size;
  char byte;
  assert_int_equal(store.size(store.ctx, area, name, &size), TS_ERR_NOT_FOUND);
  assert_int_equal(store.read(store.ctx, area, name, 0, &byte, 1), TS_ERR_NOT_FOUND);
}

static void writes_stay_above(void **state) {
  (void)state;
  assert_holds(TS_STORE_CARD, "a", "below");
  assert_none(TS_STORE_TRUSTED, "a");
  assert_int_equal(store.append(store.ctx, TS_STORE_CARD, "a", ts_bytes_of(" and above")), TS_OK);
  assert_holds(TS_STORE_CARD, "a", "below and above");
  assert_int_equal(store.append(store.ctx, TS_STORE_CARD, "a", ts_bytes_of("!")), TS_OK);
  assert_holds(TS_STORE_CARD, "a", "below and above!");
  assert_none(TS_STORE_TRUSTED, "a"); /* another area */
  assert_int_equal(store.replace(store.ctx, TS_STORE_TRUSTED, "a", ts_bytes_of("new")), TS_OK);
  assert_holds(TS_STORE_TRUSTED, "a", "new");
  assert_holds(TS_STORE_CARD, "a", "below and above!");
  assert_int_equal(store.append(store.ctx, TS_STORE_CARD, "b", ts_bytes_of("first")), TS_OK);
  assert_holds(TS_STORE_CARD, "b", "first");
  ts_store_overlay_free(&overlay);
  assert_holds(TS_STORE_CARD, "a", "below");
  assert_none(TS_STORE_CARD, "b");
}

static void what_is_removed_is_gone(void **state) {
  (void)state;
  assert_int_equal(store.remove(store.ctx, TS_STORE_CARD, "a"), TS_OK);
  assert_none(TS_STORE_CARD, "a");
  assert_int_equal(store.remove(store.ctx, TS_STORE_CARD, "a"), TS_OK);
  assert_int_equal(store.append(store.ctx, TS_STORE_CARD, "a", ts_bytes_of("anew")), TS_OK);
  assert_holds(TS_STORE_CARD, "a", "anew");
  assert_int_equal(store.remove(store.ctx, TS_STORE_CARD, "never"), TS_OK);
  assert_none(TS_STORE_CARD, "never");
  assert_int_equal(store.replace(store.ctx, TS_STORE_CARD, "never", ts_bytes(NULL, 0)), TS_OK);
  assert_holds(TS_STORE_CARD, "never", "");
}

static void a_failure_below_leaves_what_was(void **state) {
  (void)state;
  fails = TS_ERR_IO;
  assert_int_equal(store.append(store.ctx, TS_STORE_CARD, "a", ts_bytes_of("x")), TS_ERR_IO);
  fails = TS_OK;
  assert_holds(TS_STORE_CARD, "a", "below");
}

static void it_is_bounded(void **state) {
  (void)state;
  static const uint8_t byte = 0;
  assert_int_equal(store.append(store.ctx, TS_STORE_CARD, "a", ts_bytes(&byte, TS_OVERLAY_FILE_MAX)),
                   TS_ERR_STORE_FULL);
  assert_holds(TS_STORE_CARD, "a", "below");
  assert_int_equal(
      store.replace(store.ctx, TS_STORE_CARD, "a-name-that-is-longer-than-a-name-may-be", ts_bytes(&byte, 1)),
      TS_ERR_STORE_FULL);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(writes_stay_above, start, stop),
      cmocka_unit_test_setup_teardown(what_is_removed_is_gone, start, stop),
      cmocka_unit_test_setup_teardown(a_failure_below_leaves_what_was, start, stop),
      cmocka_unit_test_setup_teardown(it_is_bounded, start, stop),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
