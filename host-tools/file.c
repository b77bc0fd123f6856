/* SPDX-License-Identifier: Apache-2.0 */
#include "host-tools/file.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

bool ts_path_join(char out[PATH_MAX], const char *folder, const char *name, struct ts_fault *fault) {
  size_t size = strlen(folder);
  const char *slash = size > 0 && folder[size - 1] == '/' ? "" : "/";
  int written = snprintf(out, PATH_MAX, "%s%s%s", folder, slash, name);
  if (written < 0 || written >= PATH_MAX)
    return ts_fault(fault, EX_USAGE, "the path of %s is too long", name);
  return true;
}

bool ts_file_out_open(struct ts_file_out *out, const char *path, mode_t mode, struct ts_fault *fault) {
  *out = (struct ts_file_out){.fd = -1};
  int a = snprintf(out->path, sizeof out->path, "%s", path);
  int b = snprintf(out->temporary, sizeof out->temporary, "%s.XXXXXX", path);
  if (a < 0 || b < 0 || b >= (int)sizeof out->temporary)
    return ts_fault_writing(fault, path, ENAMETOOLONG);
  struct stat status; /* only a file is replaced by a file */
  if (lstat(path, &status) == 0 && !S_ISREG(status.st_mode))
    return ts_fault(fault, EX_CANTCREAT, "%s is there already and is no regular file", path);
  out->fd = mkostemp(out->temporary, O_CLOEXEC);
  if (out->fd < 0)
    return ts_fault_writing(fault, path, errno);
  if (fchmod(out->fd, mode) != 0) {
    int error = errno;
    ts_file_out_drop(out);
    return ts_fault_writing(fault, path, error);
  }
  return true;
}

void ts_file_out_write(struct ts_file_out *out, struct ts_bytes bytes) {
  size_t at = 0;
  while (at < bytes.size && out->error == 0) {
    ssize_t n = write(out->fd, bytes.data + at, bytes.size - at);
    if (n > 0)
      at += (size_t)n;
    else if (n < 0 && errno != EINTR)
      out->error = errno;
  }
}

bool ts_file_out_prepare(struct ts_file_out *out, struct ts_fault *fault) {
  if (out->error == 0 && fsync(out->fd) != 0)
    out->error = errno;
  if (close(out->fd) != 0 && out->error == 0)
    out->error = errno;
  out->fd = -1;
  if (out->error == 0)
    return true;
  int error = out->error;
  ts_file_out_drop(out);
  return ts_fault_writing(fault, out->path, error);
}

static int sync_folder_of(const char *path) {
  char copy[PATH_MAX];
  memcpy(copy, path, strlen(path) + 1);
  int fd = open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0)
    return errno;
  int error = fsync(fd) == 0 ? 0 : errno;
  (void)close(fd);
  return error;
}

bool ts_file_out_publish(struct ts_file_out *out, struct ts_fault *fault) {
  if (rename(out->temporary, out->path) != 0) {
    int error = errno;
    ts_file_out_drop(out);
    return ts_fault_writing(fault, out->path, error);
  }
  out->temporary[0] = 0;
  int error = sync_folder_of(out->path);
  return error == 0 || ts_fault_writing(fault, out->path, error);
}

void ts_file_out_drop(struct ts_file_out *out) {
  if (out->fd >= 0)
    (void)close(out->fd);
  out->fd = -1;
  if (out->temporary[0])
    (void)unlink(out->temporary);
  out->temporary[0] = 0;
}

bool ts_file_write(const char *path, struct ts_bytes content, mode_t mode, struct ts_fault *fault) {
  struct ts_file_out out;
  if (!ts_file_out_open(&out, path, mode, fault))
    return false;
  ts_file_out_write(&out, content);
  return ts_file_out_prepare(&out, fault) && ts_file_out_publish(&out, fault);
}

/* Reads up to SIZE + 1 bytes, so that a file that grew meanwhile is seen to have. */
static uint8_t *read_all(int fd, size_t expected, size_t *size, int *error) {
  uint8_t *data = malloc(expected + 1);
  *size = 0;
  *error = data ? 0 : ENOMEM;
  while (*error == 0 && *size < expected + 1) {
    ssize_t n = read(fd, data + *size, expected + 1 - *size);
    if (n == 0)
      break;
    if (n > 0)
      *size += (size_t)n;
    else if (errno != EINTR)
      *error = errno;
  }
  if (*error == 0)
    return data;
  free(data);
  return NULL;
}

static bool read_open(int fd, const char *path, size_t max, uint8_t **data, size_t *size,
                      struct ts_fault *fault) {
  struct stat st;
  int error;
  if (fstat(fd, &st) != 0)
    return ts_fault_reading(fault, path, errno);
  if (!S_ISREG(st.st_mode))
    return ts_fault(fault, EX_DATAERR, "%s is not a file", path);
  if (st.st_size < 0 || (uintmax_t)st.st_size > max)
    return ts_fault(fault, EX_DATAERR, "%s has %jd bytes; at most %zu are allowed", path,
                    (intmax_t)st.st_size, max);
  *data = read_all(fd, (size_t)st.st_size, size, &error);
  if (!*data)
    return ts_fault_reading(fault, path, error);
  if (*size <= (size_t)st.st_size)
    return true;
  free(*data);
  *data = NULL;
  return ts_fault(fault, EX_DATAERR, "%s changed while it was read; run the command again", path);
}

bool ts_file_read(const char *path, size_t max, uint8_t **data, size_t *size, struct ts_fault *fault) {
  *data = NULL;
  *size = 0;
  int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
  if (fd < 0)
    return ts_fault_reading(fault, path, errno);
  bool ok = read_open(fd, path, max, data, size, fault);
  (void)close(fd);
  return ok;
}

FILE *ts_file_scratch(struct ts_fault *fault) {
  const char *folder = getenv("TMPDIR");
  char path[PATH_MAX];
  if (!ts_path_join(path, folder && *folder ? folder : "/tmp", "touchstone.XXXXXX", fault))
    return NULL;
  int fd = mkstemp(path);
  FILE *file = fd >= 0 && unlink(path) == 0 ? fdopen(fd, "w+") : NULL;
  if (file)
    return file;
  (void)ts_fault_writing(fault, path, errno);
  if (fd >= 0)
    (void)close(fd);
  return NULL;
}

ptrdiff_t ts_file_source(void *ctx, void *data, size_t size) {
  ssize_t got;
  do
    got = read(*(const int *)ctx, data, size);
  while (got < 0 && errno == EINTR);
  return got;
}
