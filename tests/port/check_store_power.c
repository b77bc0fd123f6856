/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "port/check.h"

enum { OLD = 500, ADDED = 900, WRITES_MAX = 64 };

static const char name[] = "check-1", other[] = "check-2";
static uint8_t bytes[OLD + ADDED], found[OLD + ADDED + 1];

enum step { REPLACE, APPEND, REMOVE, STEPS };

struct trial {
  const struct ts_store *store;
  const struct ts_port_power_hooks *hooks;
  enum ts_store_area area;
};

static enum ts_err run(const struct trial *t, enum step step) {
  const struct ts_store *store = t->store;
  switch (step) {
  case REPLACE:
    return store->replace(store->ctx, t->area, name, ts_bytes(bytes + OLD, ADDED));
  case APPEND:
    return store->append(store->ctx, t->area, name, ts_bytes(bytes + OLD, ADDED));
  case REMOVE:
  case STEPS:
    break;
  }
  return store->remove(store->ctx, t->area, name);
}

static bool holds(const struct trial *t, const char *file, const uint8_t *data, size_t size) {
  uint64_t told;
  return t->store->size(t->store->ctx, t->area, file, &told) == TS_OK && told == size &&
         t->store->read(t->store->ctx, t->area, file, 0, found, size) == TS_OK &&
         memcmp(found, data, size) == 0;
}

static bool is_gone(const struct trial *t) {
  uint64_t size;
  return t->store->size(t->store->ctx, t->area, name, &size) == TS_ERR_NOT_FOUND;
}

/* What was there before is as it was, and behind it is at most what was appended; the file can be appended to. */
static bool was_appended_to(const struct trial *t, bool done) {
  const struct ts_store *store = t->store;
  uint64_t size;
  if (done)
    return holds(t, name, bytes, OLD + ADDED);
  if (store->size(store->ctx, t->area, name, &size) != TS_OK || size < OLD || size > OLD + ADDED ||
      store->read(store->ctx, t->area, name, 0, found, OLD) != TS_OK || memcmp(found, bytes, OLD) != 0)
    return false;
  return store->append(store->ctx, t->area, name, ts_bytes(bytes, 1)) == TS_OK &&
         store->read(store->ctx, t->area, name, size, found, 1) == TS_OK && found[0] == bytes[0];
}

static const char *is_as_it_may_be(const struct trial *t, enum step step, bool done) {
  switch (step) {
  case REPLACE:
    return holds(t, name, bytes + OLD, ADDED) || (!done && holds(t, name, bytes, OLD))
               ? NULL
               : "a file that was being replaced is neither as before nor as after, or what was acknowledged is gone";
  case APPEND:
    return was_appended_to(t, done)
               ? NULL
               : "what was there before the power failed in an append is not, or nothing goes behind it";
  case REMOVE:
  case STEPS:
    break;
  }
  return is_gone(t) || (!done && holds(t, name, bytes, OLD))
             ? NULL
             : "a file that was being removed is neither there nor gone";
}

/* *DONE: the power did not fail before it was. */
static const char *cut(const struct trial *t, enum step step, uint32_t writes, bool *done) {
  const struct ts_store *store = t->store;
  if (store->replace(store->ctx, t->area, name, ts_bytes(bytes, OLD)) != TS_OK)
    return "it does not work after the power failed";
  t->hooks->cut(t->hooks->ctx, writes);
  *done = run(t, step) == TS_OK;
  if (writes == 1 && *done)
    return "the power did not fail in the first write";
  if (!t->hooks->restart(t->hooks->ctx))
    return "it does not start after the power failed";
  const char *wrong = is_as_it_may_be(t, step, *done);
  return wrong || holds(t, other, bytes, OLD) ? wrong
                                              : "a file changed while the power failed in another's write";
}

static const char *cuts_everywhere(const struct trial *t) {
  const struct ts_store *store = t->store;
  const char *wrong = NULL;
  if (store->replace(store->ctx, t->area, other, ts_bytes(bytes, OLD)) != TS_OK)
    return "a file cannot be made";
  for (unsigned step = 0; step < STEPS && !wrong; step++) {
    bool done = false;
    for (uint32_t writes = 1; !wrong && !done; writes++)
      wrong = writes > WRITES_MAX ? "it writes without end" : cut(t, (enum step)step, writes, &done);
  }
  if (!wrong && (store->remove(store->ctx, t->area, name) != TS_OK ||
                 store->remove(store->ctx, t->area, other) != TS_OK))
    wrong = "a file cannot be removed";
  return wrong;
}

const char *ts_port_check_store_power(const struct ts_store *store, const struct ts_port_power_hooks *hooks) {
  const struct trial trusted = {store, hooks, TS_STORE_TRUSTED}, card = {store, hooks, TS_STORE_CARD};
  for (size_t i = 0; i < sizeof bytes; i++)
    bytes[i] = (uint8_t)(i * 37 + i / 256);
  const char *wrong = cuts_everywhere(&trusted);
  return wrong ? wrong : cuts_everywhere(&card);
}
