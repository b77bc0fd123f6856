/* SPDX-License-Identifier: Apache-2.0 */
#ifndef TS_MPS2_AN500_LOG_DEVICE_H
#define TS_MPS2_AN500_LOG_DEVICE_H

#include "handheld.h"

/*
 * What the log tells of a device: how it started, what is on record (number, verdict, reasons, mode), what failed, which
 * checkpoint is signed. Nothing of pieces, persons or keys: no GTIN, no serial, no operator, no photograph, no code's text.
 */
struct ts_log_device {
  struct ts_handheld *device;
  struct {
    const struct ts_store *store;
    const struct ts_camera *camera;
    const struct ts_input *input;
    const struct ts_display *display;
  } inner;
  /* What hands on to them, and tells what they answer where it is another answer than before. */
  struct ts_store store;
  struct ts_camera camera;
  struct ts_input input;
  struct ts_display display;
  enum ts_err read_err[2], write_err[2], camera_err, input_err, display_err;
  enum ts_app_state state;
  bool recorded;
  uint64_t number; /* of the record that was told last */
};

/* Puts itself between DEVICE, whose ports are set, and them. */
void ts_log_device_join(struct ts_log_device *log, struct ts_handheld *device);
/* The power came on. */
void ts_log_device_start(struct ts_log_device *log);
/* The device was opened. */
void ts_log_device_opened(const struct ts_log_device *log);
/* After each turn of the loop. */
void ts_log_device_turn(struct ts_log_device *log);

#endif
