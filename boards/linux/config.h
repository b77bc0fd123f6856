/* SPDX-License-Identifier: Apache-2.0 */
/* The board's settings: lines "name = value", and remarks that begin with #. */
#ifndef TS_BOARDS_LINUX_CONFIG_H
#define TS_BOARDS_LINUX_CONFIG_H

#include <stdbool.h>
#include <stdint.h>

#include "core/bytes.h"
#include "port/input.h"

#define TS_CONFIG_PATH_MAX 256
#define TS_CONFIG_SIZE_MAX 65536 /* bytes of the whole file */
#define TS_CONFIG_WHAT_MAX 128

enum ts_config_clock {
  TS_CONFIG_CLOCK_NTP = 0, /* believed while the kernel says that it is synchronized */
  TS_CONFIG_CLOCK_RTC,     /* always believed: the board has a battery for its clock */
  TS_CONFIG_CLOCK_NONE,    /* never */
};

/* Paths are C strings; an empty one stands for "auto" or, of a GPIO chip, for "none". */
struct ts_config {
  char device[TS_CONFIG_PATH_MAX];  /* the folder of trusted/ and card/ */
  char reader[TS_CONFIG_PATH_MAX];  /* the program touchstone-reader */
  char camera[TS_CONFIG_PATH_MAX];  /* auto: the first that takes pictures */
  char display[TS_CONFIG_PATH_MAX]; /* auto: the first of DRM, else the first frame buffer */
  char keys[TS_CONFIG_PATH_MAX];    /* an input device; auto: each that there is */
  char gpio[TS_CONFIG_PATH_MAX];    /* a chip with buttons */
  uint32_t width, height;           /* pixels of the camera's pictures, at most */
  uint32_t line[TS_KEY_COUNT];      /* of the chip; with GPIO set, each another */
  bool line_set[TS_KEY_COUNT];
  bool active_high; /* a button gives a high level; else a low one, against a pull-up */
  enum ts_config_clock clock;
};

struct ts_config_error {
  unsigned line;                 /* from 1 on; 0: of the file as a whole */
  char what[TS_CONFIG_WHAT_MAX]; /* a sentence without a full stop */
};

/* What holds where the file says nothing. */
void ts_config_default(struct ts_config *config);
/* Reads TEXT over what CONFIG holds. False: ERROR says why, and CONFIG is of no use. */
bool ts_config_read(struct ts_config *config, struct ts_bytes text, struct ts_config_error *error);

#endif
