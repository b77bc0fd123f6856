/* SPDX-License-Identifier: Apache-2.0 */
#include "adapters/confine_arena.h"

#include <setjmp.h>
#include <stdbool.h>
#include <stdlib.h>

#include "adapters/arena.h"

/* All that is known of a user of memory between its calls. */
struct account {
  struct ts_confine_limits limits;
  size_t peak;
  size_t reach;
};

static struct account accounts[TS_CONFINED_COUNT];
static void (*alarm)(uint32_t ticks);

/* The call under way; who == TS_CONFINED_COUNT: none. The libraries' malloc has no context, so this is
 * static. */
static struct {
  enum ts_confined who;
  volatile enum ts_confine_end end;
  struct ts_arena arena;
  jmp_buf out;
} call = {.who = TS_CONFINED_COUNT};

void ts_confine_limit(enum ts_confined who, const struct ts_confine_limits *limits) {
  accounts[who].limits = *limits;
}

void ts_confine_alarm(void (*set)(uint32_t ticks)) {
  alarm = set;
}

size_t ts_confine_peak(enum ts_confined who) {
  return accounts[who].peak;
}

size_t ts_confine_reach(enum ts_confined who) {
  return accounts[who].reach;
}

static void set_alarm(enum ts_confined who, uint32_t ticks) {
  if (alarm != NULL && who != TS_CONFINED_CRYPTO) {
    alarm(ticks);
  }
}

static void book(struct account *account) {
  size_t peak = ts_arena_peak(&call.arena), reach = ts_arena_reach(&call.arena);
  account->peak = peak > account->peak ? peak : account->peak;
  account->reach = reach > account->reach ? reach : account->reach;
}

enum ts_confine_end ts_confine(enum ts_confined who, void (*body)(void *context), void *context) {
  struct account *account = &accounts[who];
  if (call.who != TS_CONFINED_COUNT ||
      !ts_arena_init(&call.arena, account->limits.block, account->limits.size)) {
    return TS_CONFINE_REFUSED;
  }
  call.who = who;
  call.end = TS_CONFINE_DONE;
  if (setjmp(call.out) == 0) {
    set_alarm(who, account->limits.ticks);
    body(context);
  }
  set_alarm(call.who, 0);
  book(&accounts[call.who]);
  call.who = TS_CONFINED_COUNT;
  return call.end;
}

_Noreturn void ts_confine_stop(enum ts_confine_end why) {
  if (call.who == TS_CONFINED_COUNT || call.who == TS_CONFINED_CRYPTO) {
    abort();
  }
  call.end = why;
  longjmp(call.out, 1);
}

/* What malloc gives when there is nothing to give. */
static void *out_of_memory(void) {
  if (ts_arena_damaged(&call.arena)) {
    ts_confine_stop(TS_CONFINE_BROKEN);
  }
  if (call.who == TS_CONFINED_READER) {
    ts_confine_stop(TS_CONFINE_EXHAUSTED);
  }
  return NULL;
}

static void check_called_within(void) {
  if (call.who == TS_CONFINED_COUNT) {
    abort();
  }
}

void *ts_confine_malloc(size_t size) {
  check_called_within();
  void *p = ts_arena_alloc(&call.arena, size);
  return p != NULL ? p : out_of_memory();
}

void *ts_confine_calloc(size_t count, size_t size) {
  check_called_within();
  void *p = ts_arena_calloc(&call.arena, count, size);
  return p != NULL ? p : out_of_memory();
}

void *ts_confine_realloc(void *p, size_t size) {
  check_called_within();
  void *q = ts_arena_realloc(&call.arena, p, size);
  return q != NULL ? q : out_of_memory();
}

void ts_confine_free(void *p) {
  check_called_within();
  if (!ts_arena_free(&call.arena, p)) {
    ts_confine_stop(TS_CONFINE_BROKEN);
  }
}
