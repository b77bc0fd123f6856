/* SPDX-License-Identifier: Apache-2.0 */
#include "support/jpeg_maker.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jpeglib.h>

#define COMPONENTS_MAX 4

static int components_of(enum ts_jpeg_colour colour) {
  return colour == TS_JPEG_GRAY ? 1 : colour == TS_JPEG_CMYK || colour == TS_JPEG_YCCK ? 4 : 3;
}

static void set_colour(struct jpeg_compress_struct *c, enum ts_jpeg_colour colour) {
  static const J_COLOR_SPACE in[] = {JCS_GRAYSCALE, JCS_RGB, JCS_RGB, JCS_CMYK, JCS_CMYK};
  static const J_COLOR_SPACE file[] = {JCS_GRAYSCALE, JCS_YCbCr, JCS_RGB, JCS_CMYK, JCS_YCCK};
  c->input_components = components_of(colour);
  c->in_color_space = in[colour];
  jpeg_set_defaults(c);
  jpeg_set_colorspace(c, file[colour]);
}

/* For one component: its DC coefficient, then one AC coefficient a scan, the last scan all that remain. */
static jpeg_scan_info *make_script(const struct ts_jpeg_recipe *recipe) {
  jpeg_scan_info *script = calloc((size_t)recipe->scans, sizeof *script);
  if (script == NULL)
    abort();
  for (int i = 0; i < recipe->scans; i++) {
    script[i] = (jpeg_scan_info){.comps_in_scan = 1, .Ss = i ? i : 0, .Se = i ? i : 0};
    if (i == recipe->scans - 1 && i > 0)
      script[i].Se = 63;
  }
  return script;
}

static void compress_rows(struct jpeg_compress_struct *c, const struct ts_jpeg_recipe *recipe) {
  JSAMPLE *row = malloc((size_t)recipe->width * COMPONENTS_MAX);
  if (row == NULL)
    abort();
  size_t parts = (size_t)components_of(recipe->colour);
  for (uint32_t y = 0; y < recipe->height; y++) {
    for (uint32_t x = 0; x < recipe->width; x++) {
      uint32_t ramp = (x + y) * 255 / (recipe->width + recipe->height);
      uint8_t value = recipe->gray ? recipe->gray[(size_t)y * recipe->width + x] : (uint8_t)ramp;
      memset(row + x * parts, value, parts);
    }
    if (jpeg_write_scanlines(c, &row, 1) != 1)
      abort();
  }
  free(row);
}

struct ts_jpeg_file ts_jpeg_make(const struct ts_jpeg_recipe *recipe) {
  struct jpeg_error_mgr errors; /* the standard one ends the process */
  struct jpeg_compress_struct c = {.err = jpeg_std_error(&errors)};
  unsigned char *data = NULL;
  unsigned long size = 0;
  jpeg_scan_info *script = recipe->scans ? make_script(recipe) : NULL;
  jpeg_create_compress(&c);
  jpeg_mem_dest(&c, &data, &size);
  c.image_width = recipe->width;
  c.image_height = recipe->height;
  set_colour(&c, recipe->colour);
  jpeg_set_quality(&c, recipe->quality ? recipe->quality : 90, TRUE);
  c.restart_in_rows = recipe->restart_rows;
  c.arith_code = recipe->arithmetic;
  if (recipe->progressive)
    jpeg_simple_progression(&c);
  if (script != NULL) {
    c.scan_info = script;
    c.num_scans = recipe->scans;
  }
  jpeg_start_compress(&c, TRUE);
  compress_rows(&c, recipe);
  jpeg_finish_compress(&c);
  jpeg_destroy_compress(&c);
  free(script);
  return (struct ts_jpeg_file){.data = data, .size = size};
}

struct ts_bytes ts_jpeg_bytes(const struct ts_jpeg_file *file) {
  return ts_bytes(file->data, file->size);
}

void ts_jpeg_free(struct ts_jpeg_file *file) {
  free(file->data);
  *file = (struct ts_jpeg_file){0};
}

bool ts_jpeg_lie_about_size(struct ts_jpeg_file *file, uint16_t width, uint16_t height) {
  for (size_t at = 2; at + 9 < file->size && file->data[at] == 0xff;) {
    uint8_t marker = file->data[at + 1];
    if (marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc) {
      ts_put_be16(file->data + at + 5, height);
      ts_put_be16(file->data + at + 7, width);
      return true;
    }
    at += 2 + (size_t)ts_get_be16(file->data + at + 2);
  }
  return false;
}
