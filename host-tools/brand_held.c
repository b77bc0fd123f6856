/* SPDX-License-Identifier: Apache-2.0 */
#include "host-tools/brand_held.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "host-tools/file.h"

enum { NAMED_BYTES = 8 }; /* of the hash; what counts is the whole of it, in the database */

static bool path_of(char out[PATH_MAX], const struct ts_home *home, const char *id,
                    const uint8_t sha256[TS_SHA256_SIZE], struct ts_fault *fault) {
  char name[TS_BRAND_ID_MAX + 2 * NAMED_BYTES + 32];
  int at = snprintf(name, sizeof name, "imported-%s-", id);
  for (int i = 0; i < NAMED_BYTES; i++)
    at += snprintf(name + at, sizeof name - (size_t)at, "%02x", sha256[i]);
  (void)snprintf(name + at, sizeof name - (size_t)at, ".brand");
  return ts_path_join(out, home->path, name, fault);
}

bool ts_brand_held_write(const struct ts_home *home, const char *id, const uint8_t sha256[TS_SHA256_SIZE],
                         struct ts_bytes file, struct ts_fault *fault) {
  char path[PATH_MAX];
  return path_of(path, home, id, sha256, fault) && ts_file_write(path, file, 0600, fault);
}

void ts_brand_held_remove(const struct ts_home *home, const char *id, const uint8_t sha256[TS_SHA256_SIZE]) {
  char path[PATH_MAX];
  struct ts_fault ignored = {0};
  if (path_of(path, home, id, sha256, &ignored))
    (void)unlink(path); /* one that stays does no harm */
}

static bool open_held(struct ts_brand_held *out, const char *path, const struct ts_brand_row *row,
                      int64_t now, struct ts_fault *fault) {
  size_t size;
  return ts_file_read(path, TS_BUNDLE_FILE_MAX, &out->data, &size, fault) &&
         ts_brand_export_open(&out->export, ts_bytes(out->data, size), now, path, fault) &&
         (memcmp(out->export.sha256, row->export_sha256, TS_SHA256_SIZE) == 0 ||
          ts_fault(fault, EX_DATAERR, "%s is another export than the one that was imported", path));
}

bool ts_brand_held_open(struct ts_brand_held *out, const struct ts_home *home, const struct ts_brand_row *row,
                        int64_t now, struct ts_fault *fault) {
  char path[PATH_MAX];
  struct ts_fault why = {0};
  *out = (struct ts_brand_held){0};
  if (!path_of(path, home, row->id, row->export_sha256, fault))
    return false;
  if (open_held(out, path, row, now, &why))
    return true;
  ts_brand_held_close(out);
  return ts_fault(fault, EX_DATAERR,
                  "what this home keeps of brand %s cannot be used; import its export again: %s", row->id,
                  why.text);
}

void ts_brand_held_close(struct ts_brand_held *held) {
  ts_key_free(&held->export.root);
  free(held->data);
  *held = (struct ts_brand_held){0};
}
