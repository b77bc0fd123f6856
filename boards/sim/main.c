/* SPDX-License-Identifier: Apache-2.0 */
/* touchstone-sim: the device on a desk. Photographs from files are its camera, PNG files its screen. */
#include <errno.h>
#include <getopt.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sysexits.h>

#include "adapters/crypto_psa.h"
#include "adapters/reader.h"
#include "app/run.h"
#include "boards/common/hosted/clock_system.h"
#include "boards/common/hosted/print_inspection.h"
#include "boards/common/hosted/store_files.h"
#include "boards/sim/camera_files.h"
#include "boards/sim/display_png.h"

#define SCALE 2 /* of the pictures of the screen */

struct options {
  const char *device, *screens;
  bool fixed;
  struct ts_time now;
  char *const *photo;
  int photos;
};

/* The whole board. */
struct sim {
  struct ts_store_files files;
  struct ts_store store;
  struct ts_clock_system system_clock;
  struct ts_clock clock;
  struct ts_crypto crypto;
  struct ts_reader reader;
  struct ts_camera_files camera_files;
  struct ts_camera camera;
  struct ts_display_png screen;
  struct ts_display display;
  struct ts_device device;
  struct ts_run run;
  uint8_t bundle[TS_BUNDLE_SIZE_MAX];
  uint8_t photo[TS_CAMERA_PHOTO_MAX];
};

TS_READER_MEMORY(reader_memory, TS_FRAME_SIDE_MAX);

static const char usage[] =
    "usage: touchstone-sim --device DEVICE [--screens DIR] [--now SECONDS] PHOTO.jpg...\n"
    "  judges photographs as the device does; with --screens, keeps what its screen shows as PNG;\n"
    "  with --now, as of that many seconds since 1970; the device keeps in trusted/ that it was so late\n"
    "  example: touchstone-sim --device build/demo/device --screens /tmp build/demo/photos/1-genuine.jpg\n";

static bool read_seconds(const char *text, int64_t *out) {
  char *end;
  errno = 0;
  *out = strtoll(text, &end, 10);
  return errno == 0 && end != text && *end == 0;
}

static bool read_options(struct options *options, int argc, char **argv) {
  static const struct option list[] = {{"device", 1, NULL, 'd'},
                                       {"screens", 1, NULL, 's'},
                                       {"now", 1, NULL, 'n'},
                                       {"help", 0, NULL, 'h'},
                                       {0}};
  *options = (struct options){.now.trust = TS_TIME_RTC};
  for (int c; (c = getopt_long(argc, argv, "", list, NULL)) != -1;) {
    if (c == 'd')
      options->device = optarg;
    else if (c == 's')
      options->screens = optarg;
    else if (c == 'n')
      options->fixed = read_seconds(optarg, &options->now.seconds);
    if (c == 'h' || c == '?' || (c == 'n' && !options->fixed))
      return false;
  }
  options->photo = argv + optind;
  options->photos = argc - optind;
  return options->device && options->photos > 0;
}

/* A device whose store cannot write judges as ever. One without trust has nothing to keep, and says so with each
 * verdict. */
static void keep_what_was_learnt(struct ts_device *device) {
  enum ts_err err = ts_device_keep(device);
  if (err != TS_OK && device->bundle_err == TS_OK)
    fprintf(stderr, "touchstone-sim: the device cannot keep what it has learnt: %s\n", ts_err_text(err));
}

static enum ts_err join(struct sim *sim, const struct options *options) {
  enum ts_err err = ts_store_files_open(&sim->files, options->device, true, &sim->store);
  if (err == TS_OK)
    err = ts_crypto_psa_init(&sim->crypto);
  if (err == TS_OK)
    err = ts_reader_init(&sim->reader, &reader_memory);
  if (err != TS_OK)
    return err;
  if (options->fixed)
    ts_clock_fixed_init(&sim->system_clock, options->now, &sim->clock);
  else
    ts_clock_system_init(&sim->system_clock, TS_TIME_RTC, &sim->clock);
  sim->camera_files = (struct ts_camera_files){
      .path = options->photo, .count = (size_t)options->photos, .memory = sim->photo};
  ts_camera_files_init(&sim->camera_files, &sim->camera);
  ts_display_png_init(&sim->screen, &sim->display);
  const struct ts_ports ports = {
      .store = &sim->store, .crypto = &sim->crypto, .clock = &sim->clock, .reader = &sim->reader};
  ts_device_open(&sim->device, &ports, sim->bundle, sizeof sim->bundle);
  keep_what_was_learnt(&sim->device);
  sim->run.device = &sim->device;
  sim->run.camera = &sim->camera;
  sim->run.display = &sim->display;
  return TS_OK;
}

/* DIR/NAME.png for PHOTO = .../NAME.jpg */
static bool keep_screen(const struct sim *sim, const char *folder, const char *photo) {
  char path[PATH_MAX];
  const char *slash = strrchr(photo, '/'), *name = slash ? slash + 1 : photo, *dot = strrchr(name, '.');
  int length = dot && dot != name ? (int)(dot - name) : (int)strlen(name);
  int size = snprintf(path, sizeof path, "%s/%.*s.png", folder, length, name);
  if (size > 0 && (size_t)size < sizeof path && ts_display_png_write(&sim->screen, path, SCALE) == TS_OK)
    return true;
  fprintf(stderr, "touchstone-sim: %s cannot be written: %s\n", path, strerror(errno));
  return false;
}

static int look_at_all(struct sim *sim, const struct options *options) {
  const struct ts_claims claims = {.made = TS_MADE_UNKNOWN};
  int status = EX_OK;
  for (int i = 0; i < options->photos; i++) {
    enum ts_err display_err, err = ts_run_once(&sim->run, &claims, &display_err);
    if (err != TS_OK) {
      fprintf(stderr, "touchstone-sim: %s: %s\n", options->photo[i], ts_err_text(err));
      status = err == TS_ERR_IO ? EX_NOINPUT : EX_DATAERR;
    } else {
      ts_print_inspection(stdout, options->photo[i], &sim->device, &sim->run.view);
    }
    if (display_err != TS_OK || (options->screens && !keep_screen(sim, options->screens, options->photo[i])))
      status = EX_CANTCREAT;
  }
  return status;
}

int main(int argc, char **argv) {
  struct options options;
  if (!read_options(&options, argc, argv)) {
    fputs(usage, stderr);
    return EX_USAGE;
  }
  if (options.screens && mkdir(options.screens, 0777) != 0 && errno != EEXIST) {
    fprintf(stderr, "touchstone-sim: %s cannot be made: %s\n", options.screens, strerror(errno));
    return EX_CANTCREAT;
  }
  struct sim *sim = calloc(1, sizeof *sim);
  if (!sim) {
    fputs("touchstone-sim: not enough memory\n", stderr);
    return EX_OSERR;
  }
  sim->files = (struct ts_store_files){.folder = {-1, -1}};
  enum ts_err err = join(sim, &options);
  if (err != TS_OK)
    fprintf(stderr, "touchstone-sim: the device in %s does not start: %s\n", options.device,
            ts_err_text(err));
  int status = err != TS_OK ? EX_NOINPUT : look_at_all(sim, &options);
  ts_store_files_close(&sim->files);
  free(sim);
  return fflush(stdout) != 0 ? EX_IOERR : status;
}
