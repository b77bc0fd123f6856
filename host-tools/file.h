/* SPDX-License-Identifier: Apache-2.0 */
/* Files as commands write and read them: whole or not at all, durable when the command says so, bounded when
 * read. */
#ifndef TS_HOST_TOOLS_FILE_H
#define TS_HOST_TOOLS_FILE_H

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <sys/types.h>

#include "core/bytes.h"
#include "host-tools/fault.h"

/* A file in the making: written under a temporary name beside its own, seen under its own only after commit.
 */
struct ts_file_out {
  int fd;    /* -1: none */
  int error; /* errno of the first failed write; 0 */
  char path[PATH_MAX];
  char temporary[PATH_MAX];
};

bool ts_file_out_open(struct ts_file_out *out, const char *path, mode_t mode, struct ts_fault *fault);
/* Never fails by itself: the error is kept and told by prepare. */
void ts_file_out_write(struct ts_file_out *out, struct ts_bytes bytes);
/* All bytes are on the medium, still under the temporary name. On failure the temporary file is gone. */
bool ts_file_out_prepare(struct ts_file_out *out, struct ts_fault *fault);
/* Gives it its name, replacing what was there, and makes that durable. On failure the temporary file is gone.
 */
bool ts_file_out_publish(struct ts_file_out *out, struct ts_fault *fault);
/* Forgets it; fine to call at any time, also after publish. */
void ts_file_out_drop(struct ts_file_out *out);

/* The three steps at once. */
bool ts_file_write(const char *path, struct ts_bytes content, mode_t mode, struct ts_fault *fault);

/* The whole file in memory of malloc's, which the caller frees; refused if it is no regular file or has more
 * than MAX bytes (EX_DATAERR). *DATA is NULL on failure. */
bool ts_file_read(const char *path, size_t max, uint8_t **data, size_t *size, struct ts_fault *fault);

/* Up to SIZE bytes of the descriptor *CTX (int); 0 at the end, -1 on failure: a source for ts_csv_init. */
ptrdiff_t ts_file_source(void *ctx, void *data, size_t size);

/* An empty file without a name, gone once it is closed, in $TMPDIR or else /tmp. NULL with the fault set. */
FILE *ts_file_scratch(struct ts_fault *fault);

/* "FOLDER/NAME" with at most one slash between; false (EX_USAGE) if it does not fit. */
bool ts_path_join(char out[PATH_MAX], const char *folder, const char *name, struct ts_fault *fault);

#endif
