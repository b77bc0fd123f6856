/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Touchstone on a Cortex-M7 without an operating system: the device's own line over photographs that the
 * emulator hands over. A line a photograph: name, verdict, reasons, GTIN, serial, number of symbols, with tabs between; lines
 * that begin with # tell what it took.
 *   touchstone.elf --now SECONDS DEVICE PHOTO.jpg...
 */
#include <stdbool.h>
#include <string.h>

#include "adapters/confine_arena.h"
#include "adapters/crypto_psa.h"
#include "adapters/reader.h"
#include "app/inspection.h"
#include "board.h"
#include "camera_semihosting.h"
#include "semihosting.h"
#include "store_semihosting.h"

#define ARGUMENTS_MAX 64
#define PHOTO_MAX (4u * 1024u * 1024u)
#define ARENA_SIZE (4u * 1024u * 1024u)
#define TIME_LIMIT (4 * TS_TICKS_PER_SECOND) /* of one call of a library: 4 G instructions */

static uint8_t photo[PHOTO_MAX] TS_BULK;
static uint8_t arena[ARENA_SIZE] TS_BULK;
static uint8_t bundle[TS_BUNDLE_SIZE_MAX] TS_BULK;
static struct ts_reader_memory reader_memory TS_BULK;
static struct ts_device device;
static struct ts_inspection view;
static struct ts_time now;

static void out(struct ts_bytes text) {
  char part[65];
  for (size_t at = 0; at < text.size; at += sizeof part - 1) {
    struct ts_bytes piece = ts_bytes_part(text, at, sizeof part - 1);
    if (ts_text_copy(part, sizeof part, piece)) {
      ts_semi_out(part);
    }
  }
}

static void out_number(uint64_t number) {
  uint8_t digits[20];
  struct ts_buf buf = ts_buf(digits, sizeof digits);
  ts_buf_put_decimal(&buf, number);
  out(ts_buf_bytes(&buf));
}

static void out_fact(const char *name, uint64_t number) {
  ts_semi_out(" ");
  ts_semi_out(name);
  ts_semi_out(" ");
  out_number(number);
}

static void out_reasons(void) {
  enum ts_reason list[TS_REASONS_MAX];
  unsigned count = ts_decision_reasons(&view.decision, list);
  for (unsigned i = 0; i < count; i++) {
    ts_semi_out(i > 0 ? "," : "");
    out_number((uint64_t)list[i]);
  }
}

static void out_or_dash(const char *text) {
  ts_semi_out(text[0] ? text : "-");
}

static void out_view(const char *name) {
  const struct ts_judgement *shown = view.shown >= 0 ? &view.judgement[view.shown] : NULL;
  ts_semi_out(name);
  ts_semi_out("\t");
  ts_semi_out(ts_verdict_name(view.decision.verdict));
  ts_semi_out("\t");
  out_reasons();
  ts_semi_out("\t");
  out_or_dash(shown ? shown->tag.gtin : "");
  ts_semi_out("\t");
  out_or_dash(shown ? shown->tag.serial : "");
  ts_semi_out("\t");
  out_number(view.symbols.count);
  ts_semi_out("\n# instructions");
  out_fact("jpeg", view.load_us * TS_INSTRUCTIONS_PER_TICK);
  out_fact("read", view.read_us * TS_INSTRUCTIONS_PER_TICK);
  out_fact("judge", view.judge_us * TS_INSTRUCTIONS_PER_TICK);
  ts_semi_out("\n");
}

static void out_sizes(void) {
  struct ts_board_sizes sizes;
  ts_board_sizes(&sizes);
  ts_semi_out("# bytes");
  out_fact("flash", sizes.text + sizes.data);
  out_fact("ram", sizes.data + sizes.bss);
  out_fact("bulk", sizes.bulk);
  out_fact("stack", ts_board_stack_peak());
  out_fact("arena-jpeg", ts_confine_peak(TS_CONFINED_JPEG));
  out_fact("arena-reader", ts_confine_peak(TS_CONFINED_READER));
  out_fact("arena-crypto", ts_confine_peak(TS_CONFINED_CRYPTO));
  ts_semi_out("\n");
}

static struct ts_time clock_now(void *ctx) {
  (void)ctx;
  return now;
}

/* The board's ticks stand for microseconds: what is wanted of them here is the count of instructions. */
static uint64_t clock_ticks(void *ctx) {
  (void)ctx;
  return ts_board_ticks();
}

static bool read_seconds(const char *text, int64_t *seconds) {
  struct ts_bytes digits = ts_bytes_of(text);
  *seconds = 0;
  if (!ts_bytes_all_digits(digits) || digits.size > 12) {
    return false;
  }
  for (size_t i = 0; i < digits.size; i++) {
    *seconds = *seconds * 10 + (digits.data[i] - '0');
  }
  return true;
}

static bool look_at_all(const struct ts_camera *camera, char *const *name, int count) {
  const struct ts_claims claims = {.made = TS_MADE_UNKNOWN};
  bool good = true;
  for (int i = 0; i < count; i++) {
    struct ts_bytes bytes = {0};
    enum ts_err err = camera->next(camera->ctx, &bytes);
    if (err != TS_OK) {
      ts_semi_err(name[i]);
      ts_semi_err(": ");
      ts_semi_err(ts_err_text(err));
      ts_semi_err("\n");
      good = false;
      continue;
    }
    ts_inspect_photo(&device, bytes, &claims, &view);
    out_view(name[i]);
  }
  return good;
}

static bool run(const char *folder, char *const *name, int count) {
  struct ts_store_semihosting files;
  struct ts_store store;
  struct ts_crypto crypto;
  struct ts_reader reader;
  struct ts_camera camera;
  struct ts_camera_semihosting camera_files = {
      .path = name, .count = count, .memory = photo, .size = sizeof photo};
  const struct ts_clock clock = {.now = clock_now, .ticks_us = clock_ticks};
  ts_store_semihosting_init(&files, folder, &store);
  ts_camera_semihosting_init(&camera_files, &camera);
  if (ts_crypto_psa_init(&crypto) != TS_OK || ts_reader_init(&reader, &reader_memory) != TS_OK) {
    ts_semi_err("the board does not start\n");
    return false;
  }
  const struct ts_ports ports = {.store = &store, .crypto = &crypto, .clock = &clock, .reader = &reader};
  uint64_t begin = ts_board_ticks();
  ts_device_open(&device, &ports, bundle, sizeof bundle);
  ts_semi_out("# instructions");
  out_fact("open", (ts_board_ticks() - begin) * TS_INSTRUCTIONS_PER_TICK);
  ts_semi_out("\n");
  return look_at_all(&camera, name, count);
}

int main(void) {
  static char line[8192];
  char *argument[ARGUMENTS_MAX];
  int count = ts_semi_arguments(line, sizeof line, argument, ARGUMENTS_MAX);
  const struct ts_confine_limits limits = {arena, sizeof arena, TIME_LIMIT};
  for (int who = 0; who < TS_CONFINED_COUNT; who++) {
    ts_confine_limit((enum ts_confined)who, &limits);
  }
  ts_confine_alarm(ts_board_alarm);
  if (count < 5 || strcmp(argument[1], "--now") != 0 || !read_seconds(argument[2], &now.seconds)) {
    ts_semi_err("usage: touchstone.elf --now SECONDS DEVICE PHOTO.jpg...\n");
    return 64;
  }
  now.trust = TS_TIME_RTC;
  bool good = run(argument[3], argument + 4, count - 4);
  out_sizes();
  return good ? 0 : TS_EXIT_PANIC;
}
