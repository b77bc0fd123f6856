/* SPDX-License-Identifier: Apache-2.0 */
#include "boards/sim/picture_file.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <png.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

#include "core/frame.h"

static enum ts_err load_bytes(FILE *file, uint8_t *memory, struct ts_picture *picture) {
  size_t size = fread(memory, 1, TS_CAMERA_PHOTO_MAX, file);
  if (size == TS_CAMERA_PHOTO_MAX && fgetc(file) != EOF)
    return TS_ERR_PHOTO_TOO_LARGE;
  if (ferror(file))
    return TS_ERR_IO;
  picture->photo = ts_bytes(memory, size);
  return TS_OK;
}

static enum ts_err load_png(FILE *file, uint8_t *memory, struct ts_picture *picture) {
  png_image image = {.version = PNG_IMAGE_VERSION};
  if (!png_image_begin_read_from_stdio(&image, file))
    return TS_ERR_PHOTO_DAMAGED;
  image.format = PNG_FORMAT_GRAY;
  bool fits = image.width <= TS_FRAME_SIDE_MAX && image.height <= TS_FRAME_SIDE_MAX &&
              PNG_IMAGE_SIZE(image) <= TS_CAMERA_PHOTO_MAX;
  const png_color black = {0, 0, 0};
  bool read = fits && png_image_finish_read(&image, &black, memory, 0, NULL);
  png_image_free(&image);
  if (!read)
    return fits ? TS_ERR_PHOTO_DAMAGED : TS_ERR_PHOTO_TOO_LARGE;
  picture->frame = (struct ts_frame){.gray = memory,
                                     .width = image.width,
                                     .height = image.height,
                                     .stride = image.width,
                                     .source_width = image.width,
                                     .source_height = image.height};
  return TS_OK;
}

enum ts_err ts_picture_file_load(const char *path, uint8_t *memory, struct ts_picture *picture) {
  uint8_t head[8];
  *picture = (struct ts_picture){0};
  FILE *file = fopen(path, "rbe");
  if (!file)
    return TS_ERR_IO;
  size_t got = fread(head, 1, sizeof head, file);
  bool png = got == sizeof head && png_sig_cmp(head, 0, sizeof head) == 0;
  enum ts_err err = ferror(file) || fseek(file, 0, SEEK_SET) != 0 ? TS_ERR_IO
                    : png                                         ? load_png(file, memory, picture)
                                                                  : load_bytes(file, memory, picture);
  (void)fclose(file); /* only read */
  return err;
}

static enum ts_err add(struct ts_paths *paths, const char *path) {
  char **more = realloc(paths->path, (paths->count + 1) * sizeof *more);
  if (!more)
    return TS_ERR_IO;
  paths->path = more;
  char *copy = strdup(path);
  if (!copy)
    return TS_ERR_IO;
  paths->path[paths->count++] = copy;
  return TS_OK;
}

static int is_picture(const struct dirent *entry) {
  static const char *const ends[] = {".jpg", ".jpeg", ".png"};
  const char *dot = strrchr(entry->d_name, '.');
  for (size_t i = 0; dot && i < sizeof ends / sizeof *ends; i++)
    if (strcasecmp(dot, ends[i]) == 0)
      return 1;
  return 0;
}

/* The same order whatever the user's language. */
static int by_bytes(const struct dirent **a, const struct dirent **b) {
  return strcmp((*a)->d_name, (*b)->d_name);
}

static enum ts_err add_folder(struct ts_paths *paths, const char *folder) {
  struct dirent **entry;
  int count = scandir(folder, &entry, is_picture, by_bytes);
  enum ts_err err = count < 0 ? TS_ERR_IO : TS_OK;
  for (int i = 0; i < count; i++) {
    char path[PATH_MAX];
    int size = snprintf(path, sizeof path, "%s/%s", folder, entry[i]->d_name);
    if (err == TS_OK && (size < 0 || (size_t)size >= sizeof path))
      err = TS_ERR_IO;
    if (err == TS_OK)
      err = add(paths, path);
    free(entry[i]);
  }
  if (count >= 0)
    free(entry);
  return err;
}

enum ts_err ts_paths_add(struct ts_paths *paths, const char *path) {
  struct stat st;
  if (stat(path, &st) != 0)
    return TS_ERR_IO;
  return S_ISDIR(st.st_mode) ? add_folder(paths, path) : add(paths, path);
}

void ts_paths_free(struct ts_paths *paths) {
  for (size_t i = 0; i < paths->count; i++)
    free(paths->path[i]);
  free(paths->path);
  *paths = (struct ts_paths){0};
}
