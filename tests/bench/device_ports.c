/* SPDX-License-Identifier: Apache-2.0 */
#include "bench/device_ports.h"

#include <stdlib.h>
#include <time.h>
#include <ucontext.h>

struct ts_port_times ts_port_times;
bool ts_ports_aside;

static struct ts_reader reader;
static struct ts_crypto crypto;
static struct ts_identity identity;
static struct ts_store store;

uint64_t ts_nanoseconds(void) {
  struct timespec t;
  if (clock_gettime(CLOCK_MONOTONIC, &t) != 0)
    abort();
  return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

/* ---- another stack ---- */

#define ASIDE (4u * 1024u * 1024u) /* bytes */

static _Alignas(4096) uint8_t aside_stack[ASIDE];
static ucontext_t here, aside;
static void (*aside_call)(void *);
static void *aside_argument;

static bool is_aside;

static void run_aside(void) {
  aside_call(aside_argument);
}

/* CALL with ARGUMENT, as PHASE, with its time added to *TIME. */
static void account(void (*call)(void *), void *argument, enum ts_phase phase, uint64_t *time) {
  enum ts_phase before = ts_phase_enter(phase);
  uint64_t begin = ts_nanoseconds();
  if (!ts_ports_aside || is_aside) { /* one port may call another */
    call(argument);
  } else {
    is_aside = true;
    aside_call = call;
    aside_argument = argument;
    if (getcontext(&aside) != 0)
      abort();
    aside.uc_stack.ss_sp = aside_stack;
    aside.uc_stack.ss_size = sizeof aside_stack;
    aside.uc_link = &here;
    makecontext(&aside, run_aside, 0);
    if (swapcontext(&here, &aside) != 0)
      abort();
    is_aside = false;
  }
  *time += ts_nanoseconds() - begin;
  (void)ts_phase_enter(before);
}

/* ---- reader ---- */

struct look {
  struct ts_bytes photo;
  struct ts_frame *frame_out;
  const struct ts_frame *frame;
  struct ts_symbols *symbols;
  enum ts_err err;
};

/* Names that callgrind's output is searched for. */
void bench_load(void *argument);
void bench_read(void *argument);
void bench_follow(void *argument);
void bench_verify(void *argument);
void bench_certificate(void *argument);
void bench_sign(void *argument);
void bench_hash(void *argument);

void bench_load(void *argument) {
  struct look *look = argument;
  look->err = reader.load(reader.ctx, look->photo, look->frame_out);
}

void bench_read(void *argument) {
  struct look *look = argument;
  look->err = reader.read(reader.ctx, look->frame, look->symbols);
}

void bench_follow(void *argument) {
  struct look *look = argument;
  look->err = reader.follow(reader.ctx, look->frame, look->symbols);
}

static enum ts_err load(void *ctx, struct ts_bytes photo, struct ts_frame *frame) {
  struct look look = {.photo = photo, .frame_out = frame};
  (void)ctx;
  account(bench_load, &look, TS_PHASE_DECODER, &ts_port_times.load);
  return look.err;
}

static enum ts_err read_symbols(void *ctx, const struct ts_frame *frame, struct ts_symbols *symbols) {
  struct look look = {.frame = frame, .symbols = symbols};
  (void)ctx;
  account(bench_read, &look, TS_PHASE_DECODER, &ts_port_times.read);
  return look.err;
}

static enum ts_err follow_symbols(void *ctx, const struct ts_frame *frame, struct ts_symbols *symbols) {
  struct look look = {.frame = frame, .symbols = symbols};
  (void)ctx;
  account(bench_follow, &look, TS_PHASE_DECODER, &ts_port_times.read);
  return look.err;
}

/* ---- crypto ---- */

struct check {
  const struct ts_bytes *part;
  size_t parts;
  uint8_t *hash;
  const uint8_t *point, *digest, *signature;
  uint8_t *signed_into;
  struct ts_bytes der;
  struct ts_certificate *certificate;
  enum ts_signature_check answer;
  enum ts_err err;
};

void bench_hash(void *argument) {
  struct check *check = argument;
  check->err = crypto.sha256(crypto.ctx, check->part, check->parts, check->hash);
}

void bench_verify(void *argument) {
  struct check *check = argument;
  check->answer = crypto.verify_p256(crypto.ctx, check->point, check->digest, check->signature);
}

void bench_certificate(void *argument) {
  struct check *check = argument;
  check->err = crypto.read_certificate(crypto.ctx, check->der, check->certificate);
}

void bench_sign(void *argument) {
  struct check *check = argument;
  check->err = identity.sign(identity.ctx, check->digest, check->signed_into);
}

static enum ts_err sha256(void *ctx, const struct ts_bytes *part, size_t parts,
                          uint8_t digest[TS_SHA256_SIZE]) {
  struct check check = {.part = part, .parts = parts, .hash = digest};
  (void)ctx;
  account(bench_hash, &check, TS_PHASE_CRYPTO, &ts_port_times.hash);
  return check.err;
}

static enum ts_signature_check verify(void *ctx, const uint8_t point[TS_P256_POINT_SIZE],
                                      const uint8_t digest[TS_SHA256_SIZE],
                                      const uint8_t signature[TS_P256_SIGNATURE_SIZE]) {
  struct check check = {.point = point, .digest = digest, .signature = signature};
  (void)ctx;
  account(bench_verify, &check, TS_PHASE_CRYPTO, &ts_port_times.verify);
  return check.answer;
}

static enum ts_err read_certificate(void *ctx, struct ts_bytes der, struct ts_certificate *out) {
  struct check check = {.der = der, .certificate = out};
  (void)ctx;
  account(bench_certificate, &check, TS_PHASE_CRYPTO, &ts_port_times.verify);
  return check.err;
}

static enum ts_err sign(void *ctx, const uint8_t digest[TS_SHA256_SIZE],
                        uint8_t signature[TS_P256_SIGNATURE_SIZE]) {
  struct check check = {.digest = digest, .signed_into = signature};
  (void)ctx;
  account(bench_sign, &check, TS_PHASE_CRYPTO, &ts_port_times.sign);
  return check.err;
}

/* ---- store; its stack is small and the board's, so it stays where it is called ---- */

static enum ts_err done(enum ts_err err, enum ts_phase before, uint64_t begin) {
  ts_port_times.store += ts_nanoseconds() - begin;
  (void)ts_phase_enter(before);
  return err;
}

static enum ts_err size(void *ctx, enum ts_store_area area, const char *name, uint64_t *out) {
  enum ts_phase before = ts_phase_enter(TS_PHASE_STORE);
  uint64_t begin = ts_nanoseconds();
  return done(store.size(ctx, area, name, out), before, begin);
}

static enum ts_err read_file(void *ctx, enum ts_store_area area, const char *name, uint64_t offset, void *buf,
                             size_t count) {
  enum ts_phase before = ts_phase_enter(TS_PHASE_STORE);
  uint64_t begin = ts_nanoseconds();
  return done(store.read(ctx, area, name, offset, buf, count), before, begin);
}

static enum ts_err replace(void *ctx, enum ts_store_area area, const char *name, struct ts_bytes content) {
  enum ts_phase before = ts_phase_enter(TS_PHASE_STORE);
  uint64_t begin = ts_nanoseconds();
  return done(store.replace(ctx, area, name, content), before, begin);
}

static enum ts_err append(void *ctx, enum ts_store_area area, const char *name, struct ts_bytes content) {
  enum ts_phase before = ts_phase_enter(TS_PHASE_STORE);
  uint64_t begin = ts_nanoseconds();
  return done(store.append(ctx, area, name, content), before, begin);
}

static enum ts_err remove_file(void *ctx, enum ts_store_area area, const char *name) {
  enum ts_phase before = ts_phase_enter(TS_PHASE_STORE);
  uint64_t begin = ts_nanoseconds();
  return done(store.remove(ctx, area, name), before, begin);
}

void ts_device_ports(struct ts_board *board) {
  reader = board->reader;
  crypto = board->crypto;
  identity = board->identity;
  store = board->store;
  board->reader = (struct ts_reader){.load = load, .read = read_symbols, .follow = follow_symbols};
  board->crypto =
      (struct ts_crypto){.sha256 = sha256, .verify_p256 = verify, .read_certificate = read_certificate};
  board->identity.sign = sign;
  board->store.size = size;
  board->store.read = read_file;
  board->store.replace = replace;
  board->store.append = append;
  board->store.remove = remove_file;
}
