/* SPDX-License-Identifier: Apache-2.0 */
/* touchstone-linux: the device on a board with Linux. */
#include <errno.h>
#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <time.h>

#include "boards/common/hosted/camera_v4l2.h"
#include "boards/linux/board.h"
#include "boards/linux/buttons.h"
#include "boards/linux/clock_kernel.h"
#include "boards/linux/display.h"

#define CONFIG_FILE "/etc/touchstone/touchstone.conf"
#define IDLE_NS 10000000 /* between two turns */

static const char usage[] =
    "usage: touchstone-linux [--config FILE] [--check-config]\n"
    "\n"
    "The device on a board with Linux, with its settings from FILE (" CONFIG_FILE ").\n"
    "--check-config reads them, says what is wrong with them, and ends.\n"
    "Exit code: 64 wrong usage, 66 the device's folder cannot be had, 69 a screen or button is not there, 71 the\n"
    "system gives no memory, 78 the settings are wrong.\n";

static volatile sig_atomic_t stopped;

static void on_signal(int number) {
  (void)number;
  stopped = 1;
}

struct machine {
  struct ts_config config;
  struct ts_clock_kernel clock_kernel;
  struct ts_clock clock;
  struct ts_camera_v4l2 camera_v4l2;
  struct ts_camera camera;
  int told; /* errno of the camera that was told last */
  struct ts_screen_memory screen;
  struct ts_display display;
  struct ts_buttons buttons;
  struct ts_input input;
  struct ts_linux_board board;
};

static int say(int status, const char *what, const char *why) {
  fprintf(stderr, "touchstone-linux: %s: %s\n", what, why);
  return status;
}

static int read_config(struct ts_config *config, const char *path) {
  static char text[TS_CONFIG_SIZE_MAX + 1];
  struct ts_config_error error;
  FILE *file = fopen(path, "rb");
  if (!file)
    return say(EX_CONFIG, path, strerror(errno));
  size_t size = fread(text, 1, sizeof text, file);
  bool good = ferror(file) == 0;
  good = fclose(file) == 0 && good;
  if (!good)
    return say(EX_CONFIG, path, "it cannot be read");
  ts_config_default(config);
  if (ts_config_read(config, ts_bytes(text, size), &error))
    return EX_OK;
  if (error.line > 0)
    fprintf(stderr, "%s:%u: %s\n", path, error.line, error.what);
  else
    fprintf(stderr, "%s: %s\n", path, error.what);
  return EX_CONFIG;
}

static int open_camera(struct machine *machine) {
  const struct ts_config *config = &machine->config;
  size_t size = (size_t)config->width * config->height;
  uint8_t *gray = malloc(size); /* kept to the end */
  if (!gray)
    return say(EX_OSERR, "the camera", "not enough memory");
  machine->camera_v4l2 = (struct ts_camera_v4l2){.path = config->camera[0] ? config->camera : NULL,
                                                 .wanted = {config->width, config->height},
                                                 .gray = gray,
                                                 .capacity = size,
                                                 .clock = &machine->clock};
  ts_camera_v4l2_init(&machine->camera_v4l2, &machine->camera);
  return EX_OK;
}

/* A screen and the buttons that are named must be there; a camera may come later, and its absence is on the screen. */
static int start(struct machine *machine) {
  ts_clock_kernel_init(&machine->clock_kernel, machine->config.clock, &machine->clock);
  machine->buttons.config = &machine->config;
  machine->buttons.clock = &machine->clock;
  if (ts_buttons_open(&machine->buttons, &machine->input) != TS_OK)
    return say(EX_UNAVAILABLE, machine->config.gpio, "its lines cannot be had");
  if (ts_screen_open(&machine->screen, machine->config.display, &machine->display) != TS_OK)
    return say(EX_UNAVAILABLE, machine->config.display[0] ? machine->config.display : "no screen can be used",
               machine->screen.failed);
  int status = open_camera(machine);
  if (status != EX_OK)
    return status;
  machine->board.config = &machine->config;
  machine->board.clock = &machine->clock;
  machine->board.camera = &machine->camera;
  machine->board.input = &machine->input;
  machine->board.display = &machine->display;
  enum ts_err err = ts_linux_board_open(&machine->board);
  return err == TS_OK ? EX_OK : say(EX_NOINPUT, machine->config.device, ts_err_text(err));
}

/* The screen says that the camera is gone; why, only the system knows. */
static void tell_camera(struct machine *machine) {
  int error = machine->camera_v4l2.error == EAGAIN ? 0 : machine->camera_v4l2.error;
  if (error != 0 && error != machine->told)
    (void)say(0, "the camera", error == ENOENT ? "there is none" : strerror(error));
  machine->told = error;
}

static void run(struct machine *machine) {
  const struct timespec idle = {.tv_nsec = IDLE_NS};
  while (!stopped) {
    bool more = ts_loop_turn(&machine->board.loop);
    tell_camera(machine);
    if (!more)
      (void)nanosleep(&idle, NULL); /* a signal ends it early */
  }
}

static int work(struct machine *machine) {
  const struct sigaction stop = {.sa_handler = on_signal};
  if (sigaction(SIGTERM, &stop, NULL) != 0 || sigaction(SIGINT, &stop, NULL) != 0)
    return say(EX_OSERR, "signals", strerror(errno));
  machine->screen.fd = -1;
  ts_keyboards_init(&machine->buttons);
  int status = start(machine);
  if (status == EX_OK)
    run(machine);
  ts_linux_board_close(&machine->board);
  if (machine->camera_v4l2.gray)
    ts_camera_v4l2_close(&machine->camera_v4l2);
  free(machine->camera_v4l2.gray);
  ts_buttons_close(&machine->buttons);
  ts_screen_close(&machine->screen);
  return status;
}

int main(int argc, char **argv) {
  static const struct option list[] = {
      {"config", 1, NULL, 'c'}, {"check-config", 0, NULL, 'k'}, {"help", 0, NULL, 'h'}, {0}};
  static struct machine machine;
  const char *path = CONFIG_FILE;
  bool check = false;
  for (int c; (c = getopt_long(argc, argv, "", list, NULL)) != -1;) {
    if (c == 'h')
      return fputs(usage, stdout) >= 0 && fflush(stdout) == 0 ? EX_OK : EX_IOERR;
    if (c == 'c')
      path = optarg;
    else if (c == 'k')
      check = true;
    else
      return EX_USAGE;
  }
  if (optind != argc) {
    fputs(usage, stderr);
    return EX_USAGE;
  }
  int status = read_config(&machine.config, path);
  return status != EX_OK || check ? status : work(&machine);
}
