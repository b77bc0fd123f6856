/* SPDX-License-Identifier: Apache-2.0 */
#include "adapters/jpeg_turbo.h"

#include <setjmp.h>
#include <stdbool.h>
#include <stdio.h> /* jpeglib.h needs FILE */

#include <jerror.h>
#include <jpeglib.h>

#include "adapters/confine.h"

#define EIGHTHS 8

/* One decoding. The library's structs stand first in ours, so that its callbacks find the way back. */
struct decoding {
  struct jpeg_decompress_struct library;
  struct jpeg_error_mgr errors;
  struct jpeg_progress_mgr progress;
  jmp_buf out;
  struct ts_bytes photo;
  uint8_t *gray;
  size_t capacity;
  uint32_t side_max;
  struct ts_frame frame;
  enum ts_err err;
};

static struct decoding *decoding_of(j_common_ptr library) {
  return library->client_data;
}

static _Noreturn void stop(struct decoding *d, enum ts_err err) {
  d->err = err;
  longjmp(d->out, 1);
}

static enum ts_err err_of(int message) {
  switch (message) {
  case JERR_NO_SOI:
  case JERR_INPUT_EMPTY:
  case JERR_SOF_UNSUPPORTED:
  case JERR_BAD_PRECISION:
  case JERR_ARITH_NOTIMPL:
    return TS_ERR_PHOTO_NOT_JPEG;
  case JERR_OUT_OF_MEMORY:
  case JERR_NO_BACKING_STORE:
    return TS_ERR_PHOTO_MEMORY;
  case JERR_IMAGE_TOO_BIG:
  case JERR_WIDTH_OVERFLOW:
    return TS_ERR_PHOTO_TOO_LARGE;
  case JERR_CONVERSION_NOTIMPL:
  case JERR_BAD_J_COLORSPACE:
    return TS_ERR_PHOTO_COLOUR;
  default:
    return TS_ERR_PHOTO_DAMAGED;
  }
}

/* ---- callbacks of the library's ---- */

static void on_error(j_common_ptr library) {
  stop(decoding_of(library), err_of(library->err->msg_code));
}

/* Level -1 is a warning, others are traces. The library would go on with gray for what it could not read. */
static void on_message(j_common_ptr library, int level) {
  if (level < 0)
    stop(decoding_of(library), TS_ERR_PHOTO_DAMAGED);
}

static void on_print(j_common_ptr library) {
  (void)library;
}

static void on_format(j_common_ptr library, char *buffer) {
  (void)library;
  buffer[0] = 0;
}

static void on_reset(j_common_ptr library) {
  library->err->num_warnings = 0;
  library->err->msg_code = 0;
}

static void on_progress(j_common_ptr library) {
  struct decoding *d = decoding_of(library);
  if (d->library.input_scan_number > TS_JPEG_SCANS_MAX)
    stop(d, TS_ERR_PHOTO_TOO_LARGE);
}

/* ---- steps ---- */

static bool has_gray(J_COLOR_SPACE space) {
  return space == JCS_GRAYSCALE || space == JCS_YCbCr || space == JCS_RGB;
}

static uint32_t scaled(uint32_t side, uint32_t eighths) {
  return (side * eighths + EIGHTHS - 1) / EIGHTHS;
}

/* Reads the header, and decides by it alone whether and how large to decode. */
static void open_photo(struct decoding *d) {
  struct jpeg_decompress_struct *library = &d->library;
  jpeg_mem_src(library, d->photo.data, (unsigned long)d->photo.size);
  if (jpeg_read_header(library, TRUE) != JPEG_HEADER_OK)
    stop(d, TS_ERR_PHOTO_DAMAGED);
  if (library->arith_code) /* not every board's library has it, and no camera needs it */
    stop(d, TS_ERR_PHOTO_NOT_JPEG);
  if (!has_gray(library->jpeg_color_space))
    stop(d, TS_ERR_PHOTO_COLOUR);
  uint32_t width = library->image_width, height = library->image_height;
  if (width > TS_JPEG_SIDE_MAX || height > TS_JPEG_SIDE_MAX)
    stop(d, TS_ERR_PHOTO_TOO_LARGE);
  uint32_t side = width > height ? width : height, eighths = EIGHTHS;
  while (eighths > 1 && (scaled(side, eighths) > d->side_max ||
                         (size_t)scaled(width, eighths) * scaled(height, eighths) > d->capacity))
    eighths--;
  library->scale_num = eighths;
  library->scale_denom = EIGHTHS;
  library->out_color_space = JCS_GRAYSCALE;
  library->dct_method = JDCT_ISLOW; /* the same pixels on every machine */
}

static void decode_rows(struct decoding *d) {
  struct jpeg_decompress_struct *library = &d->library;
  uint32_t width = library->output_width, height = library->output_height;
  if (library->output_components != 1 || width > d->side_max || height > d->side_max)
    stop(d, TS_ERR_INTERNAL);
  if ((size_t)width * height > d->capacity)
    stop(d, TS_ERR_PHOTO_MEMORY);
  while (library->output_scanline < height) {
    JSAMPROW row = d->gray + (size_t)library->output_scanline * width;
    if (jpeg_read_scanlines(library, &row, 1) != 1)
      stop(d, TS_ERR_PHOTO_DAMAGED);
  }
  d->frame = (struct ts_frame){.gray = d->gray,
                               .width = width,
                               .height = height,
                               .stride = width,
                               .source_width = library->image_width,
                               .source_height = library->image_height};
}

/* The one place that the library's errors, and our own in between, jump back to. */
static void decode(void *context) {
  struct decoding *d = context;
  /* Not jpeg_std_error: that would bring the library's texts, and formatting with them, into a small image. */
  d->errors = (struct jpeg_error_mgr){.error_exit = on_error,
                                      .emit_message = on_message,
                                      .output_message = on_print,
                                      .format_message = on_format,
                                      .reset_error_mgr = on_reset};
  d->library.err = &d->errors;
  d->library.client_data = d;
  if (setjmp(d->out) == 0) {
    jpeg_create_decompress(&d->library);
    d->progress.progress_monitor = on_progress;
    d->library.progress = &d->progress;
    d->library.mem->max_memory_to_use = TS_JPEG_MEMORY_MAX;
    open_photo(d);
    if (!jpeg_start_decompress(&d->library))
      stop(d, TS_ERR_PHOTO_DAMAGED);
    decode_rows(d);
    if (!jpeg_finish_decompress(&d->library)) /* reads on to the end mark: a file without one is damaged */
      stop(d, TS_ERR_PHOTO_DAMAGED);
    d->err = TS_OK;
  }
  jpeg_destroy_decompress(&d->library); /* safe at any stage, since the struct was zeroed before */
}

static enum ts_err err_of_end(enum ts_confine_end end, enum ts_err err) {
  switch (end) {
  case TS_CONFINE_DONE:
    return err;
  case TS_CONFINE_EXHAUSTED:
    return TS_ERR_PHOTO_MEMORY;
  case TS_CONFINE_OVERTIME:
    return TS_ERR_PHOTO_TOO_LARGE;
  case TS_CONFINE_REFUSED:
  case TS_CONFINE_BROKEN:
    break;
  }
  return TS_ERR_INTERNAL;
}

enum ts_err ts_jpeg_decode(struct ts_bytes photo, uint8_t *gray, size_t capacity, uint32_t side_max,
                           struct ts_frame *frame) {
  *frame = (struct ts_frame){0};
  if (photo.size == 0)
    return TS_ERR_EMPTY;
  struct decoding d = {
      .photo = photo, .gray = gray, .capacity = capacity, .side_max = side_max, .err = TS_ERR_INTERNAL};
  enum ts_confine_end end = ts_confine(TS_CONFINED_JPEG, decode, &d);
  enum ts_err err = err_of_end(end, d.err);
  if (err == TS_OK)
    *frame = d.frame;
  return err;
}
