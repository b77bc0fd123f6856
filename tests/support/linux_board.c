/* SPDX-License-Identifier: Apache-2.0 */
/* ts-linux-board: the Linux board without its hardware: a camera that sees one photograph, a screen in memory, and a
 * person who presses OK once. Prints the verdict, or "no verdict" and what the screen says.
 * usage: ts-linux-board DEVICE READER PHOTO */
#include <stdio.h>
#include <string.h>

#include "boards/common/hosted/clock_system.h"
#include "boards/common/hosted/print_inspection.h"
#include "boards/linux/board.h"
#include "boards/sim/camera_files.h"
#include "boards/sim/display_png.h"
#include "boards/sim/picture_file.h"

#define TURNS 60

static struct ts_config config;
static struct ts_linux_board board;
static struct ts_display_png screen;
static uint8_t memory[TS_CAMERA_PHOTO_MAX];
static bool pressed;

static enum ts_err poll_ok(void *ctx, struct ts_input_event *event) {
  (void)ctx;
  *event = (struct ts_input_event){.kind = pressed ? TS_INPUT_NONE : TS_INPUT_KEY, .key = TS_KEY_OK};
  pressed = true;
  return TS_OK;
}

static const struct ts_inspection *look(void) {
  uint64_t number;
  for (unsigned i = 0; i < TURNS; i++) {
    (void)ts_loop_turn(&board.loop);
    const struct ts_inspection *view = ts_app_verdict(&board.app, &number);
    if (view)
      return view;
  }
  return NULL;
}

static void print_screen(void) {
  fputs("no verdict:", stdout);
  for (unsigned i = 0; i < board.loop.screen.count; i++) {
    const struct ts_screen_item *item = &board.loop.screen.item[i];
    if (item->kind == TS_SCREEN_TEXT)
      printf(" %.*s", (int)item->size, board.loop.screen.text + item->text);
  }
  putchar('\n');
}

int main(int argc, char **argv) {
  struct ts_clock_system clock_system;
  struct ts_clock clock;
  struct ts_camera camera;
  struct ts_display display;
  const struct ts_input input = {.poll = poll_ok};
  if (argc != 4)
    return 64;
  ts_config_default(&config);
  if (!ts_text_copy(config.device, sizeof config.device, ts_bytes_of(argv[1])) ||
      !ts_text_copy(config.reader, sizeof config.reader, ts_bytes_of(argv[2])))
    return 64;
  ts_clock_system_init(&clock_system, TS_TIME_RTC, &clock);
  ts_display_png_init(&screen, &display);
  struct ts_camera_files files = {.path = argv + 3, .count = 1, .memory = memory, .loop = true};
  ts_camera_files_init(&files, &camera);
  board.config = &config;
  board.clock = &clock;
  board.camera = &camera;
  board.input = &input;
  board.display = &display;
  if (ts_linux_board_open(&board) != TS_OK)
    return 66;
  const struct ts_inspection *view = look();
  if (view)
    ts_print_inspection(stdout, argv[3], &board.app.device, view);
  else
    print_screen();
  printf("children: %llu\n", (unsigned long long)board.child.started);
  ts_linux_board_close(&board);
  return 0;
}
