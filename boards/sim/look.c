/* SPDX-License-Identifier: Apache-2.0 */
#include "boards/sim/look.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sysexits.h>

#include "adapters/crypto_psa.h"
#include "adapters/reader.h"
#include "app/screen.h"
#include "boards/common/hosted/clock_system.h"
#include "boards/common/hosted/print_inspection.h"
#include "boards/common/hosted/store_files.h"
#include "boards/sim/display_png.h"
#include "boards/sim/picture_file.h"

#define SCREEN_SCALE 2 /* of the pictures of the screen */
#define STRIP_ROWS 16

struct look {
  const struct ts_sim_options *options;
  struct ts_store_files files;
  struct ts_store store;
  struct ts_clock_system clock_system;
  struct ts_clock clock;
  struct ts_crypto crypto;
  struct ts_reader reader;
  struct ts_display_png png;
  struct ts_display display;
  struct ts_device device;
  struct ts_inspection view;
  struct ts_screen screen;
  uint16_t strip[TS_DISPLAY_WIDTH * STRIP_ROWS];
  uint8_t bundle[TS_BUNDLE_SIZE_MAX];
  uint8_t picture[TS_CAMERA_PHOTO_MAX];
};

TS_READER_MEMORY(look_reader_memory, TS_FRAME_SIDE_MAX);

static enum ts_err join(struct look *look) {
  const struct ts_sim_options *options = look->options;
  enum ts_err err = ts_store_files_open(&look->files, options->device, false, &look->store);
  if (err == TS_OK)
    err = ts_crypto_psa_init(&look->crypto);
  if (err == TS_OK)
    err = ts_reader_init(&look->reader, &look_reader_memory);
  if (err != TS_OK)
    return err;
  if (options->fixed)
    ts_clock_fixed_init(&look->clock_system, options->now, &look->clock);
  else
    ts_clock_system_init(&look->clock_system, TS_TIME_RTC, &look->clock);
  ts_display_png_init(&look->png, &look->display);
  const struct ts_ports ports = {
      .store = &look->store, .crypto = &look->crypto, .clock = &look->clock, .reader = &look->reader};
  ts_device_open(&look->device, &ports, look->bundle, sizeof look->bundle);
  return TS_OK;
}

/* The screen that the device would show, as DIR/NAME.png for PHOTO = .../NAME.jpg */
static bool keep_screen(struct look *look, const char *photo) {
  char path[PATH_MAX];
  const struct ts_page page = {.kind = TS_PAGE_VERDICT,
                               .language = TS_LANGUAGE_EN,
                               .device = &look->device,
                               .verdict = {.view = &look->view, .sheets = 1}};
  ts_page_lay_out(&look->screen, &page);
  if (ts_screen_show(&look->screen, &look->display, look->strip, STRIP_ROWS) != TS_OK)
    return false;
  const char *slash = strrchr(photo, '/'), *name = slash ? slash + 1 : photo, *dot = strrchr(name, '.');
  int length = dot && dot != name ? (int)(dot - name) : (int)strlen(name);
  int size = snprintf(path, sizeof path, "%s/%.*s.png", look->options->screens, length, name);
  if (size > 0 && (size_t)size < sizeof path && ts_display_png_write(&look->png, path, SCREEN_SCALE) == TS_OK)
    return true;
  fprintf(stderr, "touchstone-sim: %s cannot be written: %s\n", path, strerror(errno));
  return false;
}

static int look_at(struct look *look, const char *photo) {
  const struct ts_claims claims = {.made = TS_MADE_UNKNOWN};
  struct ts_picture picture;
  enum ts_err err = ts_picture_file_load(photo, look->picture, &picture);
  if (err != TS_OK) {
    fprintf(stderr, "touchstone-sim: %s: %s\n", photo, ts_err_text(err));
    return err == TS_ERR_IO ? EX_NOINPUT : EX_DATAERR;
  }
  ts_device_tick(&look->device);
  if (picture.frame.gray)
    ts_inspect_frame(&look->device, &picture.frame, &claims, &look->view);
  else
    ts_inspect_photo(&look->device, picture.photo, &claims, &look->view);
  ts_print_inspection(stdout, photo, &look->device, &look->view);
  return !look->options->screens || keep_screen(look, photo) ? EX_OK : EX_CANTCREAT;
}

static int look_at_all(struct look *look) {
  const struct ts_sim_options *options = look->options;
  int status = EX_OK;
  if (options->screens && mkdir(options->screens, 0777) != 0 && errno != EEXIST) {
    fprintf(stderr, "touchstone-sim: %s cannot be made: %s\n", options->screens, strerror(errno));
    return EX_CANTCREAT;
  }
  enum ts_err err = join(look);
  if (err != TS_OK) {
    fprintf(stderr, "touchstone-sim: the device in %s does not start: %s\n", options->device,
            ts_err_text(err));
    return EX_NOINPUT;
  }
  for (int i = 0; i < options->photos; i++) {
    int one = look_at(look, options->photo[i]);
    status = one != EX_OK ? one : status;
  }
  return status;
}

int ts_sim_look(const struct ts_sim_options *options) {
  struct look *look = calloc(1, sizeof *look);
  if (!look) {
    fputs("touchstone-sim: not enough memory\n", stderr);
    return EX_OSERR;
  }
  look->options = options;
  look->files = (struct ts_store_files){.folder = {-1, -1}};
  int status = look_at_all(look);
  ts_store_files_close(&look->files);
  free(look);
  return status;
}
