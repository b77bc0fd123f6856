/* SPDX-License-Identifier: Apache-2.0 */
/* What the registry holds of devices' journals: which devices were imported how far, and which pieces each saw
 * and when. Numbers of enums are those of the records (core/record.h), which never change. */
#ifndef TS_HOST_TOOLS_REGISTRY_JOURNAL_H
#define TS_HOST_TOOLS_REGISTRY_JOURNAL_H

#include "core/checkpoint.h"
#include "core/merkle.h"
#include "core/record.h"
#include "host-tools/registry.h"
#include "host-tools/x509.h"

struct ts_registry_device {
  bool known; /* it was imported before */
  char id[TS_DEVICE_ID_SIZE];
  char place[TS_NAME_MAX + 1]; /* where it is used, as people said; "": nobody did */
  struct ts_der certificate;
  uint64_t size;       /* records imported or passed over as lost */
  struct ts_hash root; /* of the journal at that size */
  int64_t imported;    /* when the last import was */
};

/* A piece seen by a device: what one record says of one GTIN and serial. */
struct ts_sighting {
  char device[TS_DEVICE_ID_SIZE];
  uint64_t record;
  char gtin[15], serial[TS_TAG_SERIAL_MAX + 1];
  char brand[TS_BRAND_ID_MAX + 1]; /* the home's word for it; "": none of its brands */
  struct ts_time time;             /* SECONDS is 0 where TRUST is NONE */
  enum ts_mode mode;
  struct ts_decision decision; /* of this piece */
  uint8_t signature;           /* enum ts_finding_signature */
  uint32_t operator_number;
  uint64_t consignment; /* as in the record; 0: none */
  struct ts_hash leaf;  /* of the record: by it the device's tree proves what is said here */

  /* Filled in by ts_registry_next_sighting alone. */
  char place[TS_NAME_MAX + 1]; /* of the device */
  bool issued;                 /* this registry issued the piece, and knows: */
  enum ts_block block;
  int64_t blocked_at;
};

/* Fills OUT in; KNOWN is false for a device that is not there. */
bool ts_registry_device_find(struct ts_registry *registry, const char *id, struct ts_registry_device *out);
/* Writes AFTER over BEFORE as ts_registry_device_find gave it. EX_TEMPFAIL if somebody else imported the device
 * since. */
bool ts_registry_device_keep(struct ts_registry *registry, const struct ts_registry_device *before,
                             const struct ts_registry_device *after);

/* Adds those of COUNT that are not there yet; *ADDED: how many. */
bool ts_registry_sight(struct ts_registry *registry, const struct ts_sighting *sighting, size_t count,
                       size_t *added);

/* All sightings, those of one piece together, by GTIN and serial (bytes ascending); otherwise in no order.
 * Used and closed like ts_registry_list. */
struct ts_registry_list *ts_registry_sightings(struct ts_registry *registry);
bool ts_registry_next_sighting(struct ts_registry_list *list, struct ts_sighting *out);

#endif
