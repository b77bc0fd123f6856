/* SPDX-License-Identifier: Apache-2.0 */
/* Devices' journals into the registry: verified whole before anything is written, then in batches, each of which
 * leaves the registry with all that the journal says up to a record, and its root there. */
#ifndef TS_HOST_TOOLS_JOURNAL_IMPORT_H
#define TS_HOST_TOOLS_JOURNAL_IMPORT_H

#include "host-tools/device_journal.h"
#include "host-tools/registry_journal.h"

/* Which brand a GTIN is of, by the home's prefixes; memory of malloc's. */
struct ts_brand_prefixes {
  struct ts_brand_prefix {
    char prefix[TS_PREFIX_MAX + 1], brand[TS_BRAND_ID_MAX + 1];
  } * of;
  size_t count;
};
bool ts_brand_prefixes_read(struct ts_brand_prefixes *out, struct ts_home *home, struct ts_fault *fault);
void ts_brand_prefixes_free(struct ts_brand_prefixes *prefixes);

struct ts_journal_import {
  struct ts_home *home;
  struct ts_registry *registry;
  struct ts_brand_prefixes prefixes;
  const char *place; /* of the devices from now on; NULL: as it was */
  bool despite_gaps; /* import what is whole where records are missing or changed */
  bool progress;
  int64_t now;
};

/* What was done with one device. */
struct ts_journal_imported {
  char id[TS_DEVICE_ID_SIZE];
  char place[TS_NAME_MAX + 1];
  uint64_t before, size; /* records imported until now, and now */
  uint64_t not_signed;   /* records behind the checkpoint: imported once the device has signed them */
  uint64_t records;      /* imported now */
  uint64_t sightings;    /* added now */
  struct ts_audit audit; /* of the records from BEFORE on; to be freed */
};

/* The sightings of a record, at most TS_RECORD_ITEMS_MAX: one a piece, whatever number of symbols named it. */
size_t ts_journal_sightings(const struct ts_record *record, uint64_t number, const struct ts_hash *leaf,
                            const char *device, const struct ts_brand_prefixes *prefixes,
                            struct ts_sighting out[TS_RECORD_ITEMS_MAX]);

/* FAULT says why the device's journal is refused; then nothing of it is imported. What fails in the registry is
 * said in the registry's own fault, and FAULT is left alone. False for both. */
bool ts_journal_import(const struct ts_journal_import *import, const char *folder,
                       struct ts_journal_imported *out, struct ts_fault *fault);

#endif
