/* SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>
#include <png.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jpeglib.h>

#include "render/scene.h"
#include "render/symbol.h"

void ts_photo_gray(const struct ts_photo *photo, uint8_t *gray) {
  size_t size = (size_t)photo->width * (size_t)photo->height;
  const uint8_t *rgb = photo->rgb;
  for (size_t i = 0; i < size; i++, rgb += 3)
    gray[i] = (uint8_t)((19595u * rgb[0] + 38470u * rgb[1] + 7471u * rgb[2] + 32768u) >> 16);
}

struct jpeg_failure {
  struct jpeg_error_mgr manager; /* first: libjpeg hands back a pointer to it */
  jmp_buf jump;
  char text[JMSG_LENGTH_MAX];
};

static void jpeg_fail(j_common_ptr info) {
  struct jpeg_failure *failure = (struct jpeg_failure *)info->err;
  info->err->format_message(info, failure->text);
  longjmp(failure->jump, 1);
}

static void jpeg_rows(struct jpeg_compress_struct *jpeg, const struct ts_photo *photo, int quality) {
  jpeg->image_width = (JDIMENSION)photo->width;
  jpeg->image_height = (JDIMENSION)photo->height;
  jpeg->input_components = 3;
  jpeg->in_color_space = JCS_RGB;
  jpeg_set_defaults(jpeg);
  jpeg_set_quality(jpeg, quality, TRUE);
  jpeg_start_compress(jpeg, TRUE);
  while (jpeg->next_scanline < jpeg->image_height) {
    JSAMPROW row = photo->rgb + (size_t)jpeg->next_scanline * (size_t)photo->width * 3;
    jpeg_write_scanlines(jpeg, &row, 1);
  }
  jpeg_finish_compress(jpeg);
}

enum ts_render_err ts_photo_jpeg(const struct ts_photo *photo, int quality, uint8_t **bytes, size_t *length,
                                 struct ts_render_error *error) {
  struct jpeg_compress_struct jpeg;
  struct jpeg_failure failure;
  /* What libjpeg changes after setjmp lives here and not in registers. */
  struct {
    unsigned char *bytes;
    unsigned long length;
  } out = {NULL, 0};
  *bytes = NULL;
  *length = 0;
  if (quality < 1 || quality > 100)
    return ts_render_fail(error, TS_RENDER_USAGE, "JPEG quality %d is not from 1 to 100", quality);
  jpeg.err = jpeg_std_error(&failure.manager);
  failure.manager.error_exit = jpeg_fail;
  if (setjmp(failure.jump)) {
    jpeg_destroy_compress(&jpeg);
    return ts_render_fail(error, TS_RENDER_WRITE, "JPEG: %s", failure.text);
  }
  jpeg_create_compress(&jpeg);
  jpeg_mem_dest(&jpeg, &out.bytes, &out.length);
  jpeg_rows(&jpeg, photo, quality);
  jpeg_destroy_compress(&jpeg);
  *bytes = out.bytes;
  *length = out.length;
  return TS_RENDER_OK;
}

static enum ts_render_err cannot_write(const char *path, struct ts_render_error *error) {
  return ts_render_fail(error, TS_RENDER_WRITE, "%s: %s", path, strerror(errno));
}

static enum ts_render_err write_file(const char *path, const char *header, const uint8_t *bytes,
                                     size_t length, struct ts_render_error *error) {
  FILE *file = fopen(path, "wb");
  if (!file)
    return cannot_write(path, error);
  bool good = fwrite(header, 1, strlen(header), file) == strlen(header);
  good = good && fwrite(bytes, 1, length, file) == length;
  /* A full disk may show only when the last bytes are flushed. */
  if (fclose(file) != 0 || !good)
    return cannot_write(path, error);
  return TS_RENDER_OK;
}

static enum ts_render_err save_jpeg(const struct ts_photo *photo, const char *path, int quality,
                                    struct ts_render_error *error) {
  uint8_t *bytes;
  size_t length;
  enum ts_render_err err = ts_photo_jpeg(photo, quality, &bytes, &length, error);
  if (err)
    return err;
  err = write_file(path, "", bytes, length, error);
  free(bytes);
  return err;
}

static enum ts_render_err save_pgm(const struct ts_photo *photo, const char *path,
                                   struct ts_render_error *error) {
  size_t size = (size_t)photo->width * (size_t)photo->height;
  uint8_t *gray = malloc(size);
  if (!gray)
    return ts_render_fail(error, TS_RENDER_MEMORY, "no memory for %s", path);
  ts_photo_gray(photo, gray);
  char header[64];
  snprintf(header, sizeof header, "P5\n%d %d\n255\n", photo->width, photo->height);
  enum ts_render_err err = write_file(path, header, gray, size, error);
  free(gray);
  return err;
}

static enum ts_render_err save_png(const struct ts_photo *photo, const char *path,
                                   struct ts_render_error *error) {
  png_image image = {.version = PNG_IMAGE_VERSION,
                     .width = (png_uint_32)photo->width,
                     .height = (png_uint_32)photo->height,
                     .format = PNG_FORMAT_RGB,
                     .flags = PNG_IMAGE_FLAG_FAST};
  if (!png_image_write_to_file(&image, path, 0, photo->rgb, 0, NULL))
    return ts_render_fail(error, TS_RENDER_WRITE, "%s: %s", path, image.message);
  return TS_RENDER_OK;
}

static bool ends_in(const char *path, const char *end) {
  size_t length = strlen(path), tail = strlen(end);
  return length > tail && strcmp(path + length - tail, end) == 0;
}

enum ts_render_err ts_photo_save(const struct ts_photo *photo, const char *path, int quality,
                                 struct ts_render_error *error) {
  if (ends_in(path, ".jpg") || ends_in(path, ".jpeg"))
    return save_jpeg(photo, path, quality, error);
  if (ends_in(path, ".png"))
    return save_png(photo, path, error);
  if (ends_in(path, ".pgm"))
    return save_pgm(photo, path, error);
  return ts_render_fail(error, TS_RENDER_USAGE, "%s: the name must end in .jpg, .jpeg, .png or .pgm", path);
}

static void put_json_text(FILE *file, const char *text) {
  fputc('"', file);
  for (; *text; text++) {
    unsigned char byte = (unsigned char)*text;
    if (byte == '"' || byte == '\\')
      fprintf(file, "\\%c", byte);
    else if (byte < 0x20)
      fprintf(file, "\\u%04x", byte);
    else
      fputc(byte, file);
  }
  fputc('"', file);
}

static void put_truth(FILE *file, const struct ts_photo *photo, const struct ts_scene *scene) {
  fprintf(file, "{\"width\":%d,\"height\":%d,\"symbols\":[", photo->width, photo->height);
  for (size_t i = 0; i < photo->symbols; i++) {
    const struct ts_photo_symbol *symbol = &photo->symbol[i];
    fprintf(file, "%s{\"card\":%zu,\"kind\":\"%s\",\"text\":", i ? "," : "", symbol->card,
            ts_scene_symbol_name(symbol->symbol));
    put_json_text(file, scene->card[symbol->card].text);
    fprintf(file, ",\"columns\":%d,\"rows\":%d,\"corners\":[", symbol->columns, symbol->rows);
    for (int k = 0; k < 4; k++)
      fprintf(file, "%s[%.2f,%.2f]", k ? "," : "", (double)symbol->corner[k][0],
              (double)symbol->corner[k][1]);
    fputs("]}", file);
  }
  fputs("]}\n", file);
}

enum ts_render_err ts_photo_save_truth(const struct ts_photo *photo, const struct ts_scene *scene,
                                       const char *path, struct ts_render_error *error) {
  bool standard = strcmp(path, "-") == 0;
  FILE *file = standard ? stdout : fopen(path, "w");
  if (!file)
    return cannot_write(path, error);
  put_truth(file, photo, scene);
  bool good = !ferror(file);
  if ((standard ? fflush(file) : fclose(file)) != 0 || !good)
    return cannot_write(path, error);
  return TS_RENDER_OK;
}
