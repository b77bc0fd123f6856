/* SPDX-License-Identifier: Apache-2.0 */
#include "boards/sim/camera_mjpeg.h"

#include <errno.h>

#include "boards/common/hosted/jpeg_span.h"

#define SKIP_MAX 60 /* pictures */

/* To the next FF D8. False: there is none. */
static bool find_start(FILE *file) {
  int before = 0;
  for (int c; (c = getc_unlocked(file)) != EOF; before = c)
    if (before == 0xff && c == 0xd8)
      return true;
  return false;
}

/* One picture into MEMORY, or its length alone if it is to be passed over. */
static enum ts_err take(struct ts_camera_mjpeg *camera, struct ts_bytes *photo) {
  struct ts_jpeg_span span = {0};
  size_t size = 0;
  enum ts_jpeg_step step = TS_JPEG_MORE;
  if (!find_start(camera->file))
    return ferror(camera->file) ? TS_ERR_IO : TS_ERR_NOT_FOUND;
  long behind = ftell(camera->file);
  static const uint8_t soi[2] = {0xff, 0xd8};
  for (; size < sizeof soi; size++) {
    camera->memory[size] = soi[size];
    step = ts_jpeg_span_byte(&span, soi[size]);
  }
  while (step == TS_JPEG_MORE && size < TS_CAMERA_PHOTO_MAX) {
    int c = getc_unlocked(camera->file);
    if (c == EOF)
      break;
    camera->memory[size++] = (uint8_t)c;
    step = ts_jpeg_span_byte(&span, (uint8_t)c);
  }
  if (step == TS_JPEG_END) {
    *photo = ts_bytes(camera->memory, size);
    return TS_OK;
  }
  /* What is broken may have swallowed the next picture, which is looked for from here on. */
  if (behind < 0 || fseek(camera->file, behind, SEEK_SET) != 0)
    return TS_ERR_NOT_FOUND;
  return size == TS_CAMERA_PHOTO_MAX ? TS_ERR_PHOTO_TOO_LARGE : TS_ERR_IO;
}

/* At the end of a recording that is to be repeated. One without a picture is not. */
static bool rewound(struct ts_camera_mjpeg *camera) {
  bool again = camera->loop && camera->good > 0 && fseek(camera->file, 0, SEEK_SET) == 0;
  camera->good = 0;
  return again;
}

static enum ts_err next(void *ctx, struct ts_picture *picture) {
  struct ts_camera_mjpeg *camera = ctx;
  uint64_t skip;
  *picture = (struct ts_picture){0};
  if (!camera->file)
    return TS_ERR_NOT_FOUND;
  enum ts_err err = ts_pace_due(&camera->pace, &skip);
  if (err != TS_OK)
    return err;
  /* After a long pause the recording goes on nearly where it was: passing over costs reading. */
  for (uint64_t i = 0; i <= skip && i < SKIP_MAX; i++) {
    err = take(camera, &picture->photo);
    if (err == TS_ERR_NOT_FOUND && rewound(camera))
      err = take(camera, &picture->photo);
    if (err == TS_ERR_NOT_FOUND)
      return err;
    camera->good += err == TS_OK;
  }
  return err;
}

enum ts_err ts_camera_mjpeg_open(struct ts_camera_mjpeg *camera, const char *path, struct ts_camera *out) {
  camera->good = 0;
  camera->file = fopen(path, "rbe");
  *out = (struct ts_camera){.ctx = camera, .next = next};
  if (!camera->file)
    return errno == ENOENT ? TS_ERR_NOT_FOUND : TS_ERR_IO;
  return TS_OK;
}

void ts_camera_mjpeg_close(struct ts_camera_mjpeg *camera) {
  if (camera->file)
    (void)fclose(camera->file); /* only read */
  camera->file = NULL;
}
