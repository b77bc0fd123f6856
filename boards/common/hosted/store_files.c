/* SPDX-License-Identifier: Apache-2.0 */
#include "boards/common/hosted/store_files.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *const area_name[] = {[TS_STORE_TRUSTED] = "trusted", [TS_STORE_CARD] = "card"};
static const enum ts_store_area areas[] = {TS_STORE_TRUSTED, TS_STORE_CARD};

static enum ts_err err_of(int error) {
  switch (error) {
  case ENOENT:
    return TS_ERR_NOT_FOUND;
  case ENOSPC:
  case EDQUOT:
  case EFBIG:
    return TS_ERR_STORE_FULL;
  default:
    return TS_ERR_IO;
  }
}

/* [a-z0-9.-]+ and no name that a file system gives a meaning. */
static bool is_name(const char *name) {
  size_t size = strlen(name);
  return size >= 1 && size <= TS_STORE_NAME_MAX &&
         strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789.-") == size && strcmp(name, ".") != 0 &&
         strcmp(name, "..") != 0;
}

static enum ts_err open_file(const struct ts_store_files *files, enum ts_store_area area, const char *name,
                             int *fd, struct stat *st) {
  if (!is_name(name))
    return TS_ERR_ARGUMENT;
  /* O_NONBLOCK: a FIFO put in the file's place must not hang the device. */
  *fd = openat(files->folder[area], name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
  if (*fd < 0)
    return err_of(errno);
  if (fstat(*fd, st) == 0 && S_ISREG(st->st_mode))
    return TS_OK;
  (void)close(*fd);
  return TS_ERR_IO;
}

static enum ts_err file_size(void *ctx, enum ts_store_area area, const char *name, uint64_t *size) {
  struct stat st;
  int fd;
  enum ts_err err = open_file(ctx, area, name, &fd, &st);
  if (err)
    return err;
  *size = (uint64_t)st.st_size;
  return close(fd) == 0 ? TS_OK : TS_ERR_IO;
}

static bool read_at(int fd, uint64_t offset, uint8_t *buf, size_t size) {
  while (size > 0) {
    ssize_t n = pread(fd, buf, size, (off_t)offset);
    if (n < 0 && errno == EINTR)
      continue;
    if (n <= 0)
      return false;
    buf += n;
    offset += (uint64_t)n;
    size -= (size_t)n;
  }
  return true;
}

static enum ts_err file_read(void *ctx, enum ts_store_area area, const char *name, uint64_t offset, void *buf,
                             size_t size) {
  struct stat st;
  int fd;
  enum ts_err err = open_file(ctx, area, name, &fd, &st);
  if (err)
    return err;
  bool inside = offset <= (uint64_t)st.st_size && size <= (uint64_t)st.st_size - offset;
  bool ok = inside && read_at(fd, offset, buf, size);
  (void)close(fd);
  return ok ? TS_OK : TS_ERR_IO;
}

/* Errors as errno; 0 when CONTENT is on the medium. */
static int write_all(int fd, struct ts_bytes content) {
  size_t at = 0;
  while (at < content.size) {
    ssize_t n = write(fd, content.data + at, content.size - at);
    if (n < 0 && errno != EINTR)
      return errno;
    at += n > 0 ? (size_t)n : 0;
  }
  return fsync(fd) == 0 ? 0 : errno;
}

/* The temporary name is always the same, so that one left by a power failure is used up by the next write. */
static int write_temporary(int folder, const char *temporary, struct ts_bytes content) {
  if (unlinkat(folder, temporary, 0) != 0 && errno != ENOENT)
    return errno;
  int fd = openat(folder, temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, S_IRUSR | S_IWUSR);
  if (fd < 0)
    return errno;
  int error = write_all(fd, content);
  if (close(fd) != 0 && error == 0)
    error = errno;
  return error;
}

static enum ts_err file_replace(void *ctx, enum ts_store_area area, const char *name,
                                struct ts_bytes content) {
  const struct ts_store_files *files = ctx;
  char temporary[TS_STORE_NAME_MAX + 8];
  if (!is_name(name))
    return TS_ERR_ARGUMENT;
  if (!files->writable)
    return TS_ERR_IO;
  (void)snprintf(temporary, sizeof temporary, "%s.new", name);
  int folder = files->folder[area];
  int error = write_temporary(folder, temporary, content);
  if (error == 0 && renameat(folder, temporary, folder, name) != 0)
    error = errno;
  if (error != 0)
    (void)unlinkat(folder, temporary, 0); /* what failed before is the error to tell */
  else if (fsync(folder) != 0)
    error = errno;
  return error == 0 ? TS_OK : error == ENOENT ? TS_ERR_IO : err_of(error);
}

/* Opens NAME to write at its end; *MADE: it was not there. What is neither a file nor missing is refused. */
static int open_to_append(int folder, const char *name, int *fd, bool *made) {
  const int flags = O_WRONLY | O_APPEND | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK | O_NOCTTY;
  struct stat st;
  *fd = openat(folder, name, flags);
  *made = *fd < 0 && errno == ENOENT;
  if (*made)
    *fd = openat(folder, name, flags | O_CREAT | O_EXCL, S_IRUSR | S_IWUSR);
  if (*fd < 0)
    return errno;
  if (fstat(*fd, &st) == 0 && S_ISREG(st.st_mode))
    return 0;
  (void)close(*fd);
  return EIO;
}

static enum ts_err file_append(void *ctx, enum ts_store_area area, const char *name,
                               struct ts_bytes content) {
  const struct ts_store_files *files = ctx;
  int fd;
  bool made;
  if (!is_name(name))
    return TS_ERR_ARGUMENT;
  if (!files->writable)
    return TS_ERR_IO;
  int folder = files->folder[area];
  int error = open_to_append(folder, name, &fd, &made);
  if (error == 0) {
    error = write_all(fd, content);
    if (close(fd) != 0 && error == 0)
      error = errno;
  }
  if (error == 0 && made && fsync(folder) != 0)
    error = errno;
  if (error != 0 && made)
    (void)unlinkat(folder, name,
                   0); /* or the next call would find it, and not know that the folder is behind */
  return error == 0 ? TS_OK : error == ENOENT ? TS_ERR_IO : err_of(error);
}

/* A link or a FIFO in the file's place goes like a file; a folder does not. */
static enum ts_err file_remove(void *ctx, enum ts_store_area area, const char *name) {
  const struct ts_store_files *files = ctx;
  if (!is_name(name))
    return TS_ERR_ARGUMENT;
  if (!files->writable)
    return TS_ERR_IO;
  if (unlinkat(files->folder[area], name, 0) != 0 && errno != ENOENT)
    return TS_ERR_IO;
  /* Also where there was none: it may have been removed just now, and that not be on the medium yet. */
  return fsync(files->folder[area]) == 0 ? TS_OK : TS_ERR_IO;
}

void ts_store_files_close(struct ts_store_files *files) {
  for (size_t i = 0; i < sizeof areas / sizeof *areas; i++) {
    if (files->folder[areas[i]] >= 0)
      (void)close(files->folder[areas[i]]);
    files->folder[areas[i]] = -1;
  }
}

enum ts_err ts_store_files_open(struct ts_store_files *files, const char *device, bool writable,
                                struct ts_store *out) {
  *files = (struct ts_store_files){.folder = {-1, -1}, .writable = writable};
  *out = (struct ts_store){.ctx = files,
                           .size = file_size,
                           .read = file_read,
                           .replace = file_replace,
                           .append = file_append,
                           .remove = file_remove};
  int root = open(device, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  int error = root < 0 ? errno : 0;
  for (size_t i = 0; i < sizeof areas / sizeof *areas && error == 0; i++) {
    int fd = openat(root, area_name[areas[i]], O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    error = fd < 0 ? errno : 0;
    files->folder[areas[i]] = fd;
    /* A program that was killed may have left names that are not on the medium yet. */
    if (error == 0 && writable && fsync(fd) != 0)
      error = errno;
  }
  if (root >= 0)
    (void)close(root);
  if (error != 0)
    ts_store_files_close(files);
  return error == 0 ? TS_OK : err_of(error);
}

static int make_folder(int at, const char *name) {
  if (mkdirat(at, name, S_IRWXU) != 0 && errno != EEXIST)
    return errno;
  return 0;
}

enum ts_err ts_store_files_make(const char *device) {
  int error = make_folder(AT_FDCWD, device);
  int root = error == 0 ? open(device, O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;
  if (root < 0)
    return err_of(error != 0 ? error : errno);
  for (size_t i = 0; i < sizeof areas / sizeof *areas && error == 0; i++)
    error = make_folder(root, area_name[areas[i]]);
  if (error == 0 && fsync(root) != 0)
    error = errno;
  (void)close(root);
  return error == 0 ? TS_OK : err_of(error);
}
