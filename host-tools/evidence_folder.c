/* SPDX-License-Identifier: Apache-2.0 */
#include "host-tools/evidence_folder.h"

#include <errno.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "host-tools/file.h"

#define FILE_MAX (64u * 1024 * 1024)

static bool taken(const char *out, struct ts_fault *fault) {
  struct stat status;
  if (lstat(out, &status) == 0)
    return !ts_fault(fault, EX_CANTCREAT, "%s is there already; give a folder that is not", out);
  return errno != ENOENT && !ts_fault_writing(fault, out, errno);
}

bool ts_evidence_folder_open(struct ts_evidence_folder *folder, const char *out,
                             const struct ts_crypto *crypto, struct ts_fault *fault) {
  *folder = (struct ts_evidence_folder){.crypto = crypto};
  size_t size = strlen(out);
  while (size > 1 && out[size - 1] == '/')
    size--;
  if (size == 0 || size + 8 > sizeof folder->path)
    return ts_fault(fault, EX_USAGE, "--out: not a folder's name, or too long");
  (void)ts_text_copy(folder->out, sizeof folder->out, ts_bytes(out, size));
  if (taken(folder->out, fault))
    return false;
  char path[PATH_MAX];
  memcpy(path, folder->out, size);
  memcpy(path + size, ".XXXXXX", 8);
  if (!mkdtemp(path) || chmod(path, 0755) != 0)
    return ts_fault_writing(fault, folder->out, errno);
  memcpy(folder->path, path, sizeof path);
  return true;
}

bool ts_evidence_folder_path(const struct ts_evidence_folder *folder, const char *name, char out[PATH_MAX],
                             struct ts_fault *fault) {
  return ts_path_join(out, folder->path, name, fault);
}

bool ts_evidence_folder_make(struct ts_evidence_folder *folder, const char *name, struct ts_fault *fault) {
  char path[PATH_MAX];
  return ts_evidence_folder_path(folder, name, path, fault) &&
         (mkdir(path, 0755) == 0 || errno == EEXIST || ts_fault_writing(fault, path, errno));
}

static bool hash_of(struct ts_evidence_folder *folder, struct ts_bytes content, uint8_t *hash,
                    struct ts_fault *fault) {
  return folder->crypto->sha256(folder->crypto->ctx, &content, 1, hash) == TS_OK ||
         ts_fault(fault, EX_SOFTWARE, "mbedTLS does not hash");
}

static bool list(struct ts_evidence_folder *folder, const char *name, struct ts_bytes content,
                 struct ts_fault *fault) {
  if (folder->count % 64 == 0) {
    struct ts_evidence_file *more = realloc(folder->file, (folder->count + 64) * sizeof *more);
    if (!more)
      return ts_fault(fault, EX_OSERR, "not enough memory for a list of files");
    folder->file = more;
  }
  struct ts_evidence_file *file = &folder->file[folder->count];
  if (!ts_text_copy(file->name, sizeof file->name, ts_bytes_of(name)) ||
      !hash_of(folder, content, file->hash, fault))
    return ts_fault(fault, EX_SOFTWARE, "a file's name is too long: %s", name);
  folder->count++;
  return true;
}

bool ts_evidence_folder_add(struct ts_evidence_folder *folder, const char *name, struct ts_bytes content,
                            mode_t mode, struct ts_fault *fault) {
  char path[PATH_MAX];
  return ts_evidence_folder_path(folder, name, path, fault) && ts_file_write(path, content, mode, fault) &&
         list(folder, name, content, fault);
}

bool ts_evidence_folder_has(const struct ts_evidence_folder *folder, const char *name) {
  for (size_t i = 0; i < folder->count; i++)
    if (strcmp(folder->file[i].name, name) == 0)
      return true;
  return false;
}

bool ts_evidence_folder_take(struct ts_evidence_folder *folder, const char *name, struct ts_fault *fault) {
  char path[PATH_MAX];
  uint8_t *data = NULL;
  size_t size = 0;
  bool ok = ts_evidence_folder_path(folder, name, path, fault) &&
            ts_file_read(path, FILE_MAX, &data, &size, fault) &&
            list(folder, name, ts_bytes(data, size), fault);
  free(data);
  return ok;
}

static int by_name(const void *a, const void *b) {
  const struct ts_evidence_file *x = a, *y = b;
  return strcmp(x->name, y->name);
}

/* As `sha256sum` prints it, in the order of `LC_ALL=C sort`. */
static bool write_sums(struct ts_evidence_folder *folder, uint8_t hash[TS_SHA256_SIZE],
                       struct ts_fault *fault) {
  char path[PATH_MAX];
  size_t capacity = folder->count * (TS_EVIDENCE_FILE_NAME + 2 * TS_SHA256_SIZE + 8);
  uint8_t *memory = malloc(capacity);
  if (!memory)
    return ts_fault(fault, EX_OSERR, "not enough memory for a list of files");
  struct ts_buf text = ts_buf(memory, capacity);
  qsort(folder->file, folder->count, sizeof *folder->file, by_name);
  for (size_t i = 0; i < folder->count; i++) {
    ts_buf_put_hex(&text, ts_bytes(folder->file[i].hash, TS_SHA256_SIZE));
    ts_buf_put_text(&text, "  ./");
    ts_buf_put_text(&text, folder->file[i].name);
    ts_buf_put_byte(&text, '\n');
  }
  bool ok = hash_of(folder, ts_buf_bytes(&text), hash, fault) &&
            ts_evidence_folder_path(folder, TS_EVIDENCE_SUMS, path, fault) &&
            ts_file_write(path, ts_buf_bytes(&text), 0644, fault);
  free(memory);
  return ok;
}

bool ts_evidence_folder_finish(struct ts_evidence_folder *folder, uint8_t hash[TS_SHA256_SIZE],
                               struct ts_fault *fault) {
  if (!write_sums(folder, hash, fault) || taken(folder->out, fault))
    return false;
  if (rename(folder->path, folder->out) != 0)
    return ts_fault_writing(fault, folder->out, errno);
  folder->path[0] = 0;
  return true;
}

static int remove_one(const char *path, const struct stat *status, int kind, struct FTW *place) {
  (void)status;
  (void)kind;
  (void)place;
  return remove(path);
}

void ts_evidence_folder_drop(struct ts_evidence_folder *folder) {
  if (folder->path[0])
    (void)nftw(folder->path, remove_one, 8, FTW_DEPTH | FTW_PHYS);
  folder->path[0] = 0;
  free(folder->file);
  folder->file = NULL;
  folder->count = 0;
}
