/* SPDX-License-Identifier: Apache-2.0 */
#include "host-tools/home_keys.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "host-tools/file.h"
#include "host-tools/token.h"

bool ts_home_key_keep(struct ts_home *home, const char *label, struct ts_home_key *key,
                      struct ts_fault *fault) {
  ts_home_key_name(key->file, label, &key->key);
  key->is_new = ts_home_write_key(home, key->file, &key->key, fault);
  return key->is_new;
}

static bool is_half_of(const struct ts_home_key *key, const struct ts_key *public_key, const char *source,
                       struct ts_fault *fault) {
  return memcmp(key->key.point, public_key->point, sizeof public_key->point) == 0 ||
         ts_fault(fault, EX_DATAERR, "the key at %s does not belong to the certificate", source);
}

bool ts_home_key_find(struct ts_home *home, const char *source, const char *label,
                      const struct ts_key *public_key, struct ts_home_key *out, struct ts_fault *fault) {
  char path[PATH_MAX], folder[PATH_MAX];
  *out = (struct ts_home_key){0};
  if (source)
    return ts_home_key_bring(home, source, label, out, fault) && is_half_of(out, public_key, source, fault);
  ts_home_key_name(out->file, label, public_key);
  if (!ts_path_join(folder, home->path, "keys", fault) || !ts_path_join(path, folder, out->file, fault))
    return false;
  if (access(path, F_OK) == 0)
    return ts_home_read_key(home, out->file, &out->key, fault) && is_half_of(out, public_key, path, fault);
  out->file[0] = 0;
  return false;
}

/* Copies the key that was read into keys/; one that lies there already, left by a command that was cut off, is as
 * good. */
static bool copy(struct ts_home *home, const char *label, struct ts_home_key *key, struct ts_fault *fault) {
  struct ts_home_key there;
  bool found = ts_home_key_find(home, NULL, label, &key->key, &there, fault);
  ts_key_free(&there.key);
  if (found)
    memcpy(key->file, there.file, sizeof key->file);
  return found || (fault->status == EX_OK && ts_home_key_keep(home, label, key, fault));
}

bool ts_home_key_bring(struct ts_home *home, const char *source, const char *label, struct ts_home_key *out,
                       struct ts_fault *fault) {
  *out = (struct ts_home_key){0};
  if (!ts_token_is_uri(source))
    return ts_key_read(&out->key, source, fault) && copy(home, label, out, fault);
  return (ts_text_copy(out->file, sizeof out->file, ts_bytes_of(source)) ||
          ts_fault(fault, EX_USAGE, "a PKCS#11 URI has at most %d bytes here", TS_KEY_FILE_MAX - 1)) &&
         ts_token_open(&out->key, source, fault);
}

void ts_home_key_close(struct ts_home *home, struct ts_home_key *key, bool failed) {
  if (failed && key->is_new)
    ts_home_remove_key(home, key->file);
  ts_key_free(&key->key);
}
