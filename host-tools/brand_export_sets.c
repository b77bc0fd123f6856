/* SPDX-License-Identifier: Apache-2.0 */
/* The sets behind an export, checked as provisioning checks those of a bundle: every hash, every zero. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "adapters/crypto_psa.h"
#include "core/bundle_read.h"
#include "host-tools/brand_export.h"

struct checking {
  const struct ts_brand_export *export;
  struct ts_crypto crypto;
  struct ts_statusset_memory *memory;
  uint64_t end; /* of the set before, from the first one's first byte */
  const char *path;
  struct ts_fault *fault;
};

struct ts_bytes ts_brand_export_set(const struct ts_brand_export *export, const struct ts_bundle_set *set) {
  return ts_bytes_part(export->sets, (size_t)set->offset, set->info.length);
}

static enum ts_err read_set(void *ctx, uint64_t offset, void *buf, size_t size) {
  const struct ts_bytes *set = ctx;
  if (offset > set->size || size > set->size - offset)
    return TS_ERR_IO;
  memcpy(buf, set->data + offset, size);
  return TS_OK;
}

static bool check_set(struct checking *c, const struct ts_bundle_set *set, const char *what) {
  struct ts_bytes bytes = ts_brand_export_set(c->export, set);
  const struct ts_statusset_reader reader = {.ctx = &bytes, .read = read_set};
  if (!set->there || set->info.length == 0)
    return true;
  enum ts_err err =
      ts_bytes_are_zero(ts_bytes_part(c->export->sets, (size_t)c->end, (size_t)(set->offset - c->end)))
          ? ts_statusset_check(&set->info, &reader, &c->crypto, c->memory)
          : TS_ERR_BUNDLE_CONTENT;
  c->end = set->offset + set->info.length;
  return err == TS_OK ||
         ts_fault(c->fault, EX_DATAERR,
                  "%s: the set of %s is not the one that the brand signed: it was changed, or "
                  "damaged (%s)",
                  c->path, what, ts_err_text(err));
}

static bool check_all(struct checking *c) {
  struct ts_signer signer;
  char what[48];
  for (size_t i = 0; ts_brand_signer_at(&c->export->brand, i, &signer); i++) {
    (void)snprintf(what, sizeof what, "what signer %04x had signed", signer.key_id);
    if (!check_set(c, &signer.recorded, what))
      return false;
  }
  return check_set(c, &c->export->brand.issued, "issued pieces") &&
         check_set(c, &c->export->brand.blocked, "blocked pieces");
}

bool ts_brand_export_check_sets(struct ts_brand_export *export, struct ts_bytes file, size_t head_end,
                                const char *path, struct ts_fault *fault) {
  struct checking c = {.export = export, .path = path, .fault = fault};
  uint64_t sets_at = export->head.file_size ? ts_bundle_align(head_end) : head_end;
  uint64_t whole = sets_at + export->head.file_size;
  if (file.size != whole)
    return ts_fault(fault, EX_DATAERR,
                    "%s has %zu bytes, and what its brand signed has %" PRIu64
                    ": it was cut, or something was "
                    "added",
                    path, file.size, whole);
  if (!ts_bytes_are_zero(ts_bytes_part(file, head_end, (size_t)sets_at - head_end)))
    return ts_fault(fault, EX_DATAERR, "%s was changed, or is damaged, between the message and its sets",
                    path);
  export->sets = ts_bytes_part(file, (size_t)sets_at, file.size);
  if (ts_crypto_psa_init(&c.crypto) != TS_OK)
    return ts_fault(fault, EX_SOFTWARE, "mbedTLS does not start");
  c.memory = calloc(1, sizeof *c.memory);
  bool ok =
      c.memory ? check_all(&c) : ts_fault(fault, EX_OSERR, "not enough memory to check the export's sets");
  free(c.memory);
  return ok;
}
