/* SPDX-License-Identifier: Apache-2.0 */
/* A bundle's way into a device: verified as the device will verify it, before anything is written. */
#include <dirent.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "adapters/crypto_psa.h"
#include "app/install.h"
#include "boards/common/hosted/store_files.h"
#include "host-tools/publish.h"

static bool refuse(struct ts_fault *fault, const char *device, enum ts_err err, const char *what) {
  return ts_fault(fault, EX_DATAERR, "%s is unchanged: %s%s%s", device, ts_err_text(err), *what ? "; " : "",
                  what);
}

/* The anchor that stands in the device; zeroed if the device is empty. */
static bool read_anchor(const struct ts_store *store, const struct ts_crypto *crypto, const char *device,
                        struct ts_anchor *anchor, struct ts_fault *fault) {
  enum ts_err err = ts_install_read_anchor(store, crypto, anchor);
  return err == TS_OK || err == TS_ERR_NOT_FOUND ||
         refuse(fault, device, err, "its trusted/anchor cannot be used; an empty folder makes a new device");
}

static bool check_bundle(struct ts_bytes file, const struct ts_crypto *crypto, const char *device,
                         struct ts_time now, struct ts_anchor *anchor, struct ts_bundle *bundle,
                         struct ts_fault *fault) {
  struct ts_statusset_memory *memory = malloc(sizeof *memory);
  if (!memory)
    return ts_fault(fault, EX_OSERR, "not enough memory to check the bundle");
  enum ts_err err = ts_install_check(file, anchor, bundle, now, crypto, memory);
  free(memory);
  switch (err) {
  case TS_OK:
    return true;
  case TS_ERR_BUNDLE_UNKNOWN_PUBLISHER:
    return refuse(fault, device, err,
                  anchor->sequence ? "the device is pinned to the publisher that provisioned it first"
                                   : "this home's publisher did not sign it");
  case TS_ERR_BUNDLE_OLD:
  case TS_ERR_BUNDLE_EXPIRED:
    return refuse(fault, device, err, "make a new one with touchstone bundle");
  default:
    return refuse(fault, device, err, "");
  }
}

static bool write_both(const struct ts_store *store, const struct ts_crypto *crypto, const char *device,
                       struct ts_bytes file, const struct ts_anchor *anchor, struct ts_fault *fault) {
  enum ts_err err = ts_install_write(store, crypto, file, anchor);
  return err == TS_OK ||
         ts_fault(fault, EX_IOERR, "writing to %s: %s; run the command again", device, ts_err_text(err));
}

static bool is_empty_folder(const char *path) {
  DIR *folder = opendir(path);
  if (!folder)
    return false;
  unsigned names = 0;
  while (readdir(folder))
    names++; /* "." and ".." are always there */
  (void)closedir(folder);
  return names <= 2;
}

/* What stands in DEVICE before anything is written. A device that was pinned once and lost its anchor is not
 * an empty one: to pin it anew would forget its floors. */
static bool read_device(const char *device, bool exists, const struct ts_crypto *crypto,
                        struct ts_store_files *files, struct ts_store *store, bool *open,
                        struct ts_anchor *anchor, struct ts_fault *fault) {
  uint64_t size;
  enum ts_err err = exists ? ts_store_files_open(files, device, true, store) : TS_ERR_NOT_FOUND;
  *open = err == TS_OK;
  if (err != TS_OK && (err != TS_ERR_NOT_FOUND || (exists && !is_empty_folder(device))))
    return ts_fault(fault, EX_DATAERR, "%s is unchanged: it is neither a device nor an empty folder", device);
  if (!*open)
    return true;
  if (!read_anchor(store, crypto, device, anchor, fault))
    return false;
  /* NOLINTNEXTLINE(clang-analyzer-core.CallAndMessage): ts_store_files_open filled it */
  if (anchor->publisher.count == 0 &&
      store->size(store->ctx, TS_STORE_CARD, TS_ANCHOR_BUNDLE_FILE, &size) != TS_ERR_NOT_FOUND)
    return ts_fault(
        fault, EX_DATAERR,
        "%s is unchanged: its card holds a bundle, and its trusted/anchor is gone; an empty folder makes a new device",
        device);
  return true;
}

static bool make_device(const char *device, struct ts_store_files *files, struct ts_store *store,
                        struct ts_fault *fault) {
  enum ts_err err = ts_store_files_make(device);
  if (err == TS_OK)
    err = ts_store_files_open(files, device, true, store);
  return err == TS_OK || ts_fault(fault, EX_CANTCREAT, "device folder %s: %s", device, ts_err_text(err));
}

static bool install(const char *device, bool exists, struct ts_bytes file,
                    const struct ts_publisher_keys *keys, struct ts_time now, struct ts_store_files *files,
                    struct ts_provisioned *out, struct ts_fault *fault) {
  struct ts_crypto crypto;
  struct ts_store store = {0};
  struct ts_anchor anchor = {0};
  bool open = false;
  if (ts_crypto_psa_init(&crypto) != TS_OK)
    return ts_fault(fault, EX_SOFTWARE, "mbedTLS does not start");
  if (!read_device(device, exists, &crypto, files, &store, &open, &anchor, fault))
    return false;
  out->pinned = anchor.publisher.count == 0;
  if (out->pinned)
    anchor.publisher = *keys;
  uint64_t floor = anchor.sequence;
  if (!check_bundle(file, &crypto, device, now, &anchor, &out->bundle, fault))
    return false;
  out->already = !out->pinned && out->bundle.sequence == floor;
  return (open || make_device(device, files, &store, fault)) &&
         write_both(&store, &crypto, device, file, &anchor, fault);
}

bool ts_provision(const char *device, struct ts_bytes file, const struct ts_publisher_keys *keys,
                  struct ts_time now, struct ts_provisioned *out, struct ts_fault *fault) {
  struct ts_store_files files = {.folder = {-1, -1}};
  struct stat status;
  *out = (struct ts_provisioned){0};
  bool exists = stat(device, &status) == 0;
  bool ok = exists && !S_ISDIR(status.st_mode) ? ts_fault(fault, EX_CANTCREAT, "%s is no folder", device)
                                               : install(device, exists, file, keys, now, &files, out, fault);
  ts_store_files_close(&files);
  return ok;
}
