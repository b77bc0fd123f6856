/* SPDX-License-Identifier: Apache-2.0 */
#include "boards/sim/live.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sysexits.h>

#include "boards/common/hosted/camera_v4l2.h"
#include "boards/common/hosted/clock_system.h"
#include "boards/common/hosted/print_inspection.h"
#include "boards/sim/board.h"
#include "boards/sim/camera_files.h"
#include "boards/sim/camera_mjpeg.h"
#include "boards/sim/window.h"

#define SCREEN_SCALE 2    /* of the pictures of the screen */
#define IDLE_MS 10        /* between two turns */
#define WEBCAM_WIDTH 1280 /* pixels, at most */
#define WEBCAM_HEIGHT 960 /* pixels, at most */
#define REPLAY_US 100000u /* from picture to picture */
#define REPLAY_TIMES 40   /* how often each photograph is seen: four seconds */

struct live {
  const struct ts_sim_options *options;
  struct ts_clock_system clock_system;
  struct ts_clock clock;
  struct ts_window window;
  struct ts_display display;
  struct ts_input input;
  struct ts_sound sound;
  union {
    struct ts_camera_v4l2 webcam;
    struct ts_camera_mjpeg film;
    struct ts_camera_files files;
  } source;
  struct ts_camera camera;
  struct ts_paths paths;
  bool is_webcam, is_film;
  int told; /* errno of the webcam that was told last */
  unsigned shots;
  bool printed;
  uint64_t printed_number;
  struct ts_board board;
  uint8_t picture[TS_CAMERA_PHOTO_MAX];
};

static bool ends_with(const char *text, const char *end) {
  size_t size = strlen(text), length = strlen(end);
  return size >= length && strcmp(text + size - length, end) == 0;
}

static void open_webcam(struct live *live, const char *path) {
  live->is_webcam = true;
  live->source.webcam = (struct ts_camera_v4l2){.path = path,
                                                .wanted = {WEBCAM_WIDTH, WEBCAM_HEIGHT},
                                                .gray = live->picture,
                                                .capacity = sizeof live->picture,
                                                .clock = &live->clock};
  ts_camera_v4l2_init(&live->source.webcam, &live->camera);
}

static enum ts_err open_film(struct live *live, const char *path) {
  live->is_film = true;
  live->source.film = (struct ts_camera_mjpeg){
      .memory = live->picture, .pace = {.clock = &live->clock, .period_us = REPLAY_US}, .loop = true};
  return ts_camera_mjpeg_open(&live->source.film, path, &live->camera);
}

static enum ts_err open_files(struct live *live, const char *path) {
  enum ts_err err = ts_paths_add(&live->paths, path);
  live->source.files = (struct ts_camera_files){.path = live->paths.path,
                                                .count = live->paths.count,
                                                .memory = live->picture,
                                                .pace = {.clock = &live->clock, .period_us = REPLAY_US},
                                                .repeat = REPLAY_TIMES,
                                                .loop = true};
  ts_camera_files_init(&live->source.files, &live->camera);
  return err == TS_OK && live->paths.count == 0 ? TS_ERR_NOT_FOUND : err;
}

static enum ts_err open_camera(struct live *live) {
  const char *name = live->options->camera;
  if (!name || strcmp(name, "auto") == 0 || strncmp(name, "/dev/", 5) == 0) {
    open_webcam(live, name && name[0] == '/' ? name : NULL);
    return TS_OK;
  }
  if (ends_with(name, ".mjpeg") || ends_with(name, ".mjpg"))
    return open_film(live, name);
  return open_files(live, name);
}

static void close_camera(struct live *live) {
  if (live->is_webcam)
    ts_camera_v4l2_close(&live->source.webcam);
  if (live->is_film)
    ts_camera_mjpeg_close(&live->source.film);
  ts_paths_free(&live->paths);
}

/* The screen says that the camera is gone; why, only the system knows. */
static void tell_webcam(struct live *live) {
  int error = live->is_webcam ? live->source.webcam.error : 0;
  if (error == EAGAIN) /* it works, and has no picture yet */
    error = 0;
  if (error != 0 && error != live->told)
    fprintf(stderr, "touchstone-sim: %s: %s\n",
            live->source.webcam.path ? live->source.webcam.path : "looking for a webcam",
            error == ENOENT ? "there is none" : strerror(error));
  live->told = error;
}

static bool shoot(struct live *live) {
  char path[PATH_MAX];
  const char *folder = live->options->screens ? live->options->screens : ".";
  struct stat st;
  do
    (void)snprintf(path, sizeof path, "%s/touchstone-%03u.png", folder, ++live->shots);
  while (stat(path, &st) == 0); /* one of an earlier day is kept */
  enum ts_err err = ts_display_png_write(&live->window.screen, path, SCREEN_SCALE);
  fprintf(stderr, "touchstone-sim: %s %s\n", path, err == TS_OK ? "is the screen" : "cannot be written");
  return err == TS_OK;
}

static void print_verdict(struct live *live) {
  uint64_t number;
  const struct ts_inspection *view = ts_app_verdict(&live->board.app, &number);
  if (!view || (live->printed && live->printed_number == number))
    return;
  char name[32];
  (void)snprintf(name, sizeof name, "record %llu", (unsigned long long)number);
  ts_print_inspection(stdout, name, &live->board.app.device, view);
  (void)fflush(stdout); /* what cannot be printed is on the screen */
  live->printed = true;
  live->printed_number = number;
}

static int run(struct live *live) {
  int status = EX_OK;
  while (!live->window.closed) {
    (void)ts_loop_turn(&live->board.loop);
    if (ts_window_present(&live->window) != TS_OK) {
      fprintf(stderr, "touchstone-sim: the window: %s\n", ts_window_error());
      return EX_OSERR;
    }
    print_verdict(live);
    tell_webcam(live);
    if (live->window.shoot)
      status = shoot(live) ? status : EX_CANTCREAT;
    live->window.shoot = false;
    ts_window_wait(&live->window, ts_app_has_work(&live->board.app) ? 0 : IDLE_MS);
  }
  return status;
}

static int start(struct live *live) {
  const struct ts_sim_options *options = live->options;
  if (options->fixed)
    ts_clock_fixed_init(&live->clock_system, options->now, &live->clock);
  else
    ts_clock_system_init(&live->clock_system, TS_TIME_RTC, &live->clock);
  enum ts_err err = open_camera(live);
  if (err != TS_OK) {
    fprintf(stderr, "touchstone-sim: the camera %s: %s\n", options->camera, ts_err_text(err));
    return EX_NOINPUT;
  }
  if (ts_window_open(&live->window, "Touchstone", options->quiet, &live->display, &live->input,
                     &live->sound) != TS_OK) {
    fprintf(stderr, "touchstone-sim: no window can be had: %s\n", ts_window_error());
    return EX_UNAVAILABLE;
  }
  live->board.device = options->device;
  live->board.read_only = options->read_only;
  live->board.clock = &live->clock;
  live->board.camera = &live->camera;
  live->board.input = &live->input;
  live->board.display = &live->display;
  live->board.sound = &live->sound;
  err = ts_board_open(&live->board);
  if (err == TS_OK) {
    fputs("touchstone-sim: the window is open\n", stderr);
    return EX_OK;
  }
  fprintf(stderr, "touchstone-sim: the device in %s does not start: %s\n", options->device, ts_err_text(err));
  return EX_NOINPUT;
}

int ts_sim_live(const struct ts_sim_options *options) {
  struct live *live = calloc(1, sizeof *live);
  if (!live) {
    fputs("touchstone-sim: not enough memory\n", stderr);
    return EX_OSERR;
  }
  live->options = options;
  int status = start(live);
  if (status == EX_OK)
    status = run(live);
  ts_board_close(&live->board);
  ts_board_forget(&live->board);
  ts_window_close(&live->window);
  close_camera(live);
  free(live);
  return status;
}
