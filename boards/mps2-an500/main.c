/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Touchstone on a Cortex-M7 without an operating system: the device's own line over photographs that the
 * emulator hands over. What it prints: report.h. It ends with 0 if every photograph was judged, whatever the
 * verdicts; 64 wrong usage; 66 a photograph could not be had; 70 the board or a library failed.
 *   touchstone.elf [--now SECONDS] DEVICE PHOTO.jpg...
 */
#include <stdbool.h>
#include <string.h>

#include "adapters/confine_arena.h"
#include "adapters/crypto_psa.h"
#include "adapters/reader.h"
#include "app/inspection.h"
#include "board.h"
#include "camera_semihosting.h"
#include "clock_board.h"
#include "report.h"
#include "semihosting.h"
#include "store_semihosting.h"

#define ARGUMENTS_MAX 256
#define LINE_MAX 16384u
#define FRAME_SIDE_MAX 1280u
#define PHOTO_MAX (4u * 1024u * 1024u)
/* Room for a progressive photograph of 1280 × 960 with its colours in full: 6 bytes a pixel. */
#define ARENA_SIZE (7u * 1024u * 1024u + 512u * 1024u)
/* Of one call of a library: 1 G instructions. Honest frames take a third of that. */
#define TIME_LIMIT TS_TICKS_PER_SECOND

enum { EXIT_DONE = 0, EXIT_USAGE = 64, EXIT_NO_INPUT = 66 };

static uint8_t photo[PHOTO_MAX] TS_BULK;
static uint8_t arena[ARENA_SIZE] TS_BULK;
static uint8_t bundle[TS_BUNDLE_SIZE_MAX] TS_BULK;
static uint8_t reader_gray[FRAME_SIDE_MAX * FRAME_SIDE_MAX] TS_BULK;
static uint8_t reader_work[TS_READER_WORK_SIZE(FRAME_SIDE_MAX * FRAME_SIDE_MAX)] TS_BULK;
static struct ts_reader_memory reader_memory TS_BULK;
static struct ts_device device;
static struct ts_inspection view;

struct order {
  struct ts_clock_board clock;
  const char *device;
  char *const *photo;
  int photos;
};

static bool read_seconds(const char *text, int64_t *seconds) {
  struct ts_bytes digits = ts_bytes_of(text);
  if (!ts_bytes_all_digits(digits) || digits.size > 12) {
    return false;
  }
  *seconds = 0;
  for (size_t i = 0; i < digits.size; i++) {
    *seconds = *seconds * 10 + (digits.data[i] - '0');
  }
  return true;
}

static bool read_order(struct order *order) {
  static char line[LINE_MAX];
  static char *argument[ARGUMENTS_MAX];
  int count = ts_semi_arguments(line, sizeof line, argument, ARGUMENTS_MAX), at = 1;
  *order = (struct order){0};
  if (count >= 3 && strcmp(argument[1], "--now") == 0) {
    order->clock.given = true;
    at = 3;
    if (!read_seconds(argument[2], &order->clock.seconds)) {
      return false;
    }
  }
  if (count < at + 2 || count == ARGUMENTS_MAX || argument[at][0] == '-') {
    return false; /* with as many as there is room for, some may be missing */
  }
  order->device = argument[at];
  order->photo = argument + at + 1;
  order->photos = count - at - 1;
  return true;
}

static void confine_libraries(void) {
  const struct ts_confine_limits limits = {arena, sizeof arena, TIME_LIMIT};
  for (int who = 0; who < TS_CONFINED_COUNT; who++) {
    ts_confine_limit((enum ts_confined)who, &limits);
  }
  ts_confine_alarm(ts_board_alarm);
}

static int fail(const char *what, enum ts_err err, int code) {
  ts_semi_err(what);
  ts_semi_err(": ");
  ts_semi_err(ts_err_text(err));
  ts_semi_err("\n");
  return code;
}

/* A device without trust judges everything UNPROVEN, and says so with each; here is why it has none. */
static int open_device(const struct ts_ports *ports) {
  uint64_t begin = ports->clock->ticks_us(ports->clock->ctx);
  ts_device_open(&device, ports, bundle, sizeof bundle);
  ts_report_open(ports->clock->ticks_us(ports->clock->ctx) - begin);
  if (device.bundle_err == TS_OK) {
    enum ts_err err = ts_device_keep(&device); /* a store that cannot write stops nothing */
    return err == TS_OK ? EXIT_DONE : fail("what was learnt is not kept", err, EXIT_DONE);
  }
  return fail("no brand data", device.bundle_err,
              device.bundle_err == TS_ERR_INTERNAL ? TS_EXIT_PANIC : EXIT_DONE);
}

/* Judges the camera's next photograph; gives the exit code that it deserves. */
static int look_at(const struct ts_camera *camera, const char *name) {
  const struct ts_claims claims = {.made = TS_MADE_UNKNOWN};
  struct ts_picture picture = {0};
  enum ts_err err = camera->next(camera->ctx, &picture);
  if (err != TS_OK) {
    return fail(name, err, EXIT_NO_INPUT);
  }
  ts_inspect_photo(&device, picture.photo, &claims, &view);
  ts_report_view(name, &view);
  if (view.photo_err == TS_ERR_INTERNAL || view.read_err == TS_ERR_INTERNAL) {
    return fail(name, TS_ERR_INTERNAL, TS_EXIT_PANIC);
  }
  return EXIT_DONE;
}

static void place_reader(void) {
  reader_memory.gray = reader_gray;
  reader_memory.gray_size = sizeof reader_gray;
  reader_memory.work = reader_work;
  reader_memory.work_size = sizeof reader_work;
  reader_memory.side_max = FRAME_SIDE_MAX;
}

static int run(struct order *order) {
  struct ts_store_semihosting files;
  struct ts_camera_semihosting photos = {
      .path = order->photo, .count = order->photos, .memory = photo, .size = sizeof photo};
  struct ts_store store;
  struct ts_crypto crypto;
  struct ts_clock clock;
  struct ts_reader reader;
  struct ts_camera camera;
  ts_store_semihosting_init(&files, order->device, &store);
  ts_camera_semihosting_init(&photos, &camera);
  ts_clock_board_init(&order->clock, &clock);
  place_reader();
  if (ts_crypto_psa_init(&crypto) != TS_OK || ts_reader_init(&reader, &reader_memory) != TS_OK) {
    return fail("the board does not start", TS_ERR_INTERNAL, TS_EXIT_PANIC);
  }
  const struct ts_ports ports = {.store = &store, .crypto = &crypto, .clock = &clock, .reader = &reader};
  int worst = open_device(&ports);
  for (int i = 0; i < order->photos; i++) {
    int code = look_at(&camera, order->photo[i]);
    worst = code > worst ? code : worst;
  }
  return worst;
}

int main(void) {
  struct order order;
  if (!read_order(&order)) {
    ts_semi_err("usage: touchstone.elf [--now SECONDS] DEVICE PHOTO.jpg...\n");
    return EXIT_USAGE;
  }
  confine_libraries();
  int code = run(&order);
  ts_report_sizes();
  return code;
}
