/* SPDX-License-Identifier: Apache-2.0 */
/* Pictures in files, and lists of such files. */
#ifndef TS_BOARDS_SIM_PICTURE_FILE_H
#define TS_BOARDS_SIM_PICTURE_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "port/camera.h"

#define TS_CAMERA_PHOTO_MAX (16u * 1024u * 1024u) /* bytes of a file, or pixels of a PNG */

/* A PNG as a gray frame; any other file's bytes as a JPEG, whatever they are: what is none the reader refuses.
 * PICTURE points into MEMORY (TS_CAMERA_PHOTO_MAX bytes). TS_ERR_IO if the file cannot be read;
 * TS_ERR_PHOTO_TOO_LARGE, TS_ERR_PHOTO_DAMAGED. PICTURE is zeroed on an error. */
enum ts_err ts_picture_file_load(const char *path, uint8_t *memory, struct ts_picture *picture);

/* Names of files, in memory of their own. Zero it first. */
struct ts_paths {
  char **path;
  size_t count;
};

/* Adds PATH, or, if it is a folder, the pictures in it (.jpg, .jpeg, .png) by name. TS_ERR_IO: it cannot be read,
 * or there is no memory; errno says which. */
enum ts_err ts_paths_add(struct ts_paths *paths, const char *path);
void ts_paths_free(struct ts_paths *paths);

#endif
