/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "port/check.h"

enum { LARGE = 5000 };

static const char first_name[] = "check-1", second_name[] = "check-2";
static const char long_name[TS_STORE_NAME_MAX + 1] = "check-0123456789.abcdefghijklmn"; /* 31 characters */
static uint8_t large[LARGE], found[LARGE + 64];

struct trial {
  const struct ts_store *store;
  enum ts_store_area area;
};

static bool is_missing(const struct trial *t, const char *name) {
  uint64_t size;
  uint8_t byte;
  return t->store->size(t->store->ctx, t->area, name, &size) == TS_ERR_NOT_FOUND &&
         t->store->read(t->store->ctx, t->area, name, 0, &byte, 1) == TS_ERR_NOT_FOUND;
}

static enum ts_err replace(const struct trial *t, const char *name, const void *data, size_t size) {
  return t->store->replace(t->store->ctx, t->area, name, ts_bytes(data, size));
}

static enum ts_err append(const struct trial *t, const char *name, const void *data, size_t size) {
  return t->store->append(t->store->ctx, t->area, name, ts_bytes(data, size));
}

static enum ts_err read(const struct trial *t, const char *name, uint64_t offset, size_t size) {
  memset(found, 0xA5, sizeof found);
  return t->store->read(t->store->ctx, t->area, name, offset, found, size);
}

/* The file is these bytes, read whole and from its middle; and no byte more was written into the buffer. */
static bool holds(const struct trial *t, const char *name, const void *data, size_t size) {
  const uint8_t *bytes = data;
  const size_t middle = size / 2;
  uint64_t told = UINT64_MAX;
  if (t->store->size(t->store->ctx, t->area, name, &told) != TS_OK || told != size)
    return false;
  if (read(t, name, 0, size) != TS_OK || (size > 0 && memcmp(found, bytes, size) != 0) || found[size] != 0xA5)
    return false;
  return read(t, name, middle, size - middle) == TS_OK &&
         (size == 0 || memcmp(found, bytes + middle, size - middle) == 0);
}

static const char *replaces(const struct trial *t) {
  if (!is_missing(t, first_name) || !is_missing(t, long_name))
    return "a file that was never written is there, or its absence is told as something else";
  if (replace(t, first_name, large, LARGE) != TS_OK || !holds(t, first_name, large, LARGE))
    return "a file is not what it was replaced by";
  if (replace(t, long_name, "x", 1) != TS_OK || !holds(t, long_name, "x", 1))
    return "a name of 31 characters does not work";
  if (!holds(t, first_name, large, LARGE))
    return "a file changed with another";
  if (replace(t, first_name, "short", 5) != TS_OK || !holds(t, first_name, "short", 5))
    return "a file is not what it was replaced by, shorter";
  if (replace(t, second_name, NULL, 0) != TS_OK || !holds(t, second_name, NULL, 0))
    return "a file cannot be empty";
  return NULL;
}

static const char *reads(const struct trial *t) {
  if (read(t, first_name, 0, 6) != TS_ERR_IO || read(t, first_name, 5, 1) != TS_ERR_IO ||
      read(t, first_name, 6, 0) != TS_ERR_IO || read(t, first_name, UINT64_MAX, 2) != TS_ERR_IO)
    return "reading beyond the end is not TS_ERR_IO";
  if (read(t, first_name, 5, 0) != TS_OK)
    return "nothing cannot be read at the end";
  return NULL;
}

static const char *appends(const struct trial *t) {
  size_t size = 0;
  if (t->store->remove(t->store->ctx, t->area, first_name) != TS_OK)
    return "a file cannot be removed";
  for (size_t part = 1; size + part <= LARGE; size += part, part = part % 97 + 13) {
    if (append(t, first_name, large + size, part) != TS_OK)
      return "appending fails";
  }
  if (!holds(t, first_name, large, size))
    return "a file is not what was appended";
  for (size_t at = 0; at + 50 <= size; at += 37)
    if (read(t, first_name, at, 50) != TS_OK || memcmp(found, large + at, 50) != 0)
      return "a part of a file that was appended to is wrong";
  if (append(t, second_name, "ab", 2) != TS_OK || append(t, second_name, NULL, 0) != TS_OK ||
      append(t, second_name, "c", 1) != TS_OK || !holds(t, second_name, "abc", 3))
    return "appending to an empty file, or nothing, is wrong";
  if (replace(t, second_name, large, 700) != TS_OK || append(t, second_name, large + 700, 900) != TS_OK ||
      !holds(t, second_name, large, 1600))
    return "appending to a file that was replaced is wrong";
  return NULL;
}

static const char *removes(const struct trial *t) {
  static const char *const all[] = {first_name, second_name, long_name};
  for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
    if (t->store->remove(t->store->ctx, t->area, all[i]) != TS_OK || !is_missing(t, all[i]))
      return "a file that was removed is there";
    if (t->store->remove(t->store->ctx, t->area, all[i]) != TS_OK)
      return "removing what is not there fails";
  }
  return NULL;
}

static const char *keeps_areas_apart(const struct ts_store *store) {
  const struct trial trusted = {store, TS_STORE_TRUSTED}, card = {store, TS_STORE_CARD};
  if (replace(&trusted, first_name, "trusted", 7) != TS_OK || !is_missing(&card, first_name) ||
      append(&card, first_name, "card", 4) != TS_OK || !holds(&trusted, first_name, "trusted", 7) ||
      !holds(&card, first_name, "card", 4))
    return "the areas are not apart";
  return NULL;
}

static const char *outlasts_a_restart(const struct ts_store *store, const struct ts_port_store_hooks *hooks) {
  const struct trial trusted = {store, TS_STORE_TRUSTED}, card = {store, TS_STORE_CARD};
  if (append(&card, first_name, large, 300) != TS_OK || !hooks->restart(hooks->ctx))
    return "it does not start again";
  if (!holds(&trusted, first_name, "trusted", 7) || read(&card, first_name, 0, 304) != TS_OK ||
      memcmp(found, "card", 4) != 0 || memcmp(found + 4, large, 300) != 0)
    return "what was acknowledged is gone after a restart";
  if (append(&card, first_name, "!", 1) != TS_OK || read(&card, first_name, 304, 1) != TS_OK ||
      found[0] != '!')
    return "appending after a restart is wrong";
  if (store->remove(store->ctx, TS_STORE_CARD, first_name) != TS_OK || !hooks->restart(hooks->ctx) ||
      !is_missing(&card, first_name))
    return "what was removed is back after a restart";
  return NULL;
}

const char *ts_port_check_store(const struct ts_store *store, const struct ts_port_store_hooks *hooks) {
  static const enum ts_store_area areas[] = {TS_STORE_TRUSTED, TS_STORE_CARD};
  const char *wrong = NULL;
  for (size_t i = 0; i < LARGE; i++)
    large[i] = (uint8_t)(i * 31 + i / 256);
  for (size_t i = 0; i < 2 && !wrong; i++) {
    const struct trial trial = {store, areas[i]};
    wrong = replaces(&trial);
    wrong = wrong ? wrong : reads(&trial);
    wrong = wrong ? wrong : appends(&trial);
    wrong = wrong ? wrong : removes(&trial);
  }
  wrong = wrong ? wrong : keeps_areas_apart(store);
  if (!wrong && hooks->restart)
    wrong = outlasts_a_restart(store, hooks);
  for (size_t i = 0; i < 2 && !wrong; i++) {
    const struct trial trial = {store, areas[i]};
    wrong = removes(&trial);
  }
  return wrong;
}

const char *ts_port_check_store_read_only(const struct ts_store *store, enum ts_store_area area) {
  const struct trial trial = {store, area};
  if (!is_missing(&trial, first_name))
    return "a file that was never written is there, or its absence is told as something else";
  if (replace(&trial, first_name, "x", 1) != TS_ERR_IO || append(&trial, first_name, "x", 1) != TS_ERR_IO ||
      store->remove(store->ctx, area, first_name) != TS_ERR_IO)
    return "writing is not refused with TS_ERR_IO";
  return is_missing(&trial, first_name) ? NULL : "what was refused was written";
}
