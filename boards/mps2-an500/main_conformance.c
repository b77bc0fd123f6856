/* SPDX-License-Identifier: Apache-2.0 */

/*
 * What every board's ports must do (tests/port/check.h), held against this board's, on it: those of the whole device, as its app
 * has them, and those of touchstone.elf. A line each on standard output; exit code 0 all is as it must be, 1 something is not, 64
 * wrong usage, 66 what the ports stand on cannot be had, 70 the board does not start.
 *   conformance.elf --entropy FILE IMAGES SCREENS PHOTO.jpg TEXT
 * IMAGES are the flash's, which the checks write to. In the photograph is one QR code, of TEXT.
 */
#include <string.h>

#include "board.h"
#include "camera_semihosting.h"
#include "clock_board.h"
#include "port/check.h"
#include "random.h"
#include "rig.h"
#include "semihosting.h"
#include "store_semihosting.h"

#define ARGUMENTS 7
#define LINE_MAX 2048u

enum { EXIT_RIGHT = 0, EXIT_WRONG = 1, EXIT_USAGE = 64, EXIT_NO_INPUT = 66, EXIT_SOFTWARE = 70 };

static struct ts_rig rig;
static uint8_t photo[TS_RIG_PHOTO_MAX] TS_BULK;
static int worst;

static void tell(const char *port, const char *wrong) {
  ts_semi_out(port);
  ts_semi_out(wrong != NULL ? ": WRONG: " : ": right");
  ts_semi_out(wrong != NULL ? wrong : "");
  ts_semi_out("\n");
  worst = wrong != NULL ? EXIT_WRONG : worst;
}

/* ---- hooks ---- */

static bool restart(void *ctx) {
  (void)ctx;
  rig.flash.cut_at = 0;
  return ts_flash_board_start(&rig.flash, &rig.disk) == TS_OK;
}

static void cut(void *ctx, uint32_t writes) {
  const enum ts_flash_tear *tear = ctx;
  rig.flash.tear = *tear;
  rig.flash.cut_at = rig.flash.writes + writes;
}

static void pass(void *ctx) {
  (void)ctx;
  ts_clock_script_advance(&rig.clock_script, 1000);
}

static void show(void *ctx) {
  (void)ctx;
  rig.picture_due = true;
}

static uint16_t pixel(void *ctx, uint32_t x, uint32_t y) {
  uint16_t value = 0;
  (void)ctx;
  (void)(ts_semi_seek(rig.panel.panel, (y * TS_DISPLAY_WIDTH + x) * 2) &&
         ts_semi_read(rig.panel.panel, &value, sizeof value) == (ptrdiff_t)sizeof value);
  return value;
}

static void press(void *ctx, enum ts_button button) {
  (void)ctx;
  rig.pressed = (struct ts_input_event){.kind = TS_INPUT_KEY, .key = button};
}

/* ---- ports ---- */

static void check_stores(const char *folder) {
  static const char *const names[TS_FLASH_TEARS] = {
      "store, power fails, nothing done", "store, power fails, all done",
      "store, power fails, first half done", "store, power fails, second half done",
      "store, power fails, some bits done"};
  struct ts_store_semihosting files;
  struct ts_store reader;
  const struct ts_store *store = rig.handheld.store;
  tell("store", ts_port_check_store(store, &(struct ts_port_store_hooks){NULL, restart}));
  for (unsigned i = 0; i < TS_FLASH_TEARS; i++) {
    enum ts_flash_tear tear = (enum ts_flash_tear)i;
    tell(names[i], ts_port_check_store_power(store, &(struct ts_port_power_hooks){&tear, cut, restart}));
  }
  ts_store_semihosting_init(&files, folder, &reader);
  tell("store of touchstone.elf, trusted", ts_port_check_store_read_only(&reader, TS_STORE_TRUSTED));
  tell("store of touchstone.elf, card", ts_port_check_store_read_only(&reader, TS_STORE_CARD));
}

static void check_clocks(void) {
  struct ts_clock_board board = {0};
  struct ts_clock clock;
  tell("clock", ts_port_check_clock(rig.handheld.clock, &(struct ts_port_clock_hooks){NULL, pass}));
  ts_clock_board_init(&board, &clock);
  tell("clock of touchstone.elf", ts_port_check_clock(&clock, &(struct ts_port_clock_hooks){NULL, NULL}));
}

/* The second one reads the photograph, which the first shows and the reader is then given. */
static void check_cameras(char *path) {
  char *list[] = {path, path};
  struct ts_camera_semihosting files = {.path = list, .count = 2, .memory = photo, .size = sizeof photo};
  struct ts_camera camera;
  ts_camera_semihosting_init(&files, &camera);
  tell("camera of touchstone.elf",
       ts_port_check_camera(&camera, &(struct ts_port_camera_hooks){.pictures = 1, .calls = 1}));
  if (camera.next(camera.ctx, &rig.picture) != TS_OK) {
    tell("camera", "the photograph cannot be had");
    return;
  }
  tell("camera", ts_port_check_camera(rig.handheld.camera, &(struct ts_port_camera_hooks){NULL, show, 3, 4}));
}

static void check_others(const char *text) {
  const struct ts_port_reader_sample sample = {
      .photo = rig.picture.photo, .text = ts_bytes_of(text), .symbology = TS_SYMBOLOGY_QR};
  tell("screen", ts_port_check_display(rig.handheld.display, &(struct ts_port_display_hooks){NULL, pixel}));
  tell("buttons", ts_port_check_input(rig.handheld.input, &(struct ts_port_input_hooks){NULL, press}));
  tell("key", ts_port_check_identity(&rig.handheld.identity, &rig.handheld.crypto));
  tell("reader", ts_port_check_reader(&rig.handheld.reader, &sample));
}

int main(void) {
  static char line[LINE_MAX];
  static char *argument[ARGUMENTS + 1];
  if (ts_semi_arguments(line, sizeof line, argument, ARGUMENTS + 1) != ARGUMENTS ||
      strcmp(argument[1], "--entropy") != 0) {
    ts_semi_err("usage: conformance.elf --entropy FILE IMAGES SCREENS PHOTO.jpg TEXT\n");
    return EXIT_USAGE;
  }
  ts_random_from(argument[2]);
  rig.now = (struct ts_time){.seconds = (int64_t)ts_semi_time(), .trust = TS_TIME_RTC};
  rig.device = argument[3];
  rig.screens = argument[4];
  ts_handheld_confine();
  const char *wrong = ts_rig_join(&rig);
  if (wrong != NULL) {
    ts_semi_err(wrong);
    ts_semi_err("\n");
    return EXIT_NO_INPUT;
  }
  if (ts_rig_start(&rig) != TS_OK) {
    ts_semi_err("the board does not start\n");
    return EXIT_SOFTWARE;
  }
  check_stores(rig.device);
  check_clocks();
  check_cameras(argument[5]);
  check_others(argument[6]);
  return worst;
}
