/* SPDX-License-Identifier: Apache-2.0 */
#include "host-tools/registry_journal.h"

#include <stdio.h>
#include <string.h>

#include "host-tools/registry_ops.h"

bool ts_registry_device_find(struct ts_registry *registry, const char *id, struct ts_registry_device *out) {
  *out = (struct ts_registry_device){0};
  (void)snprintf(out->id, sizeof out->id, "%s", id);
  return registry->ops->device_find(registry, out);
}

bool ts_registry_device_keep(struct ts_registry *registry, const struct ts_registry_device *before,
                             const struct ts_registry_device *after) {
  return registry->ops->device_keep(registry, before, after);
}

bool ts_registry_sight(struct ts_registry *registry, const struct ts_sighting *sighting, size_t count,
                       size_t *added) {
  *added = 0;
  return count == 0 || registry->ops->sight(registry, sighting, count, added);
}

struct ts_registry_list *ts_registry_sightings(struct ts_registry *registry) {
  struct ts_registry_list *list = registry->ops->sightings(registry);
  if (list && registry->fault->status == EX_OK)
    return list;
  if (!list)
    (void)ts_fault(registry->fault, EX_OSERR, "not enough memory for a list");
  ts_registry_list_close(list);
  return NULL;
}

bool ts_registry_next_sighting(struct ts_registry_list *list, struct ts_sighting *out) {
  *out = (struct ts_sighting){0};
  return list && list->registry->ops->next_sighting(list, out);
}

void ts_registry_put_sighting(int64_t number[TS_SIGHTING_NUMBERS], const struct ts_sighting *sighting) {
  number[TS_SIGHTING_RECORD] = (int64_t)sighting->record;
  number[TS_SIGHTING_AT] = sighting->time.seconds;
  number[TS_SIGHTING_TRUST] = sighting->time.trust;
  number[TS_SIGHTING_MODE] = sighting->mode;
  number[TS_SIGHTING_VERDICT] = sighting->decision.verdict;
  number[TS_SIGHTING_REASONS] = (int64_t)sighting->decision.reasons;
  number[TS_SIGHTING_SIGNATURE] = sighting->signature;
  number[TS_SIGHTING_OPERATOR] = sighting->operator_number;
  number[TS_SIGHTING_CONSIGNMENT] = (int64_t)sighting->consignment;
}

bool ts_registry_read_sighting(struct ts_registry *registry, const int64_t number[TS_SIGHTING_NUMBERS],
                               struct ts_bytes leaf, struct ts_sighting *out) {
  static const int64_t most[TS_SIGHTING_NUMBERS] = {
      [TS_SIGHTING_RECORD] = INT64_MAX,       [TS_SIGHTING_AT] = INT64_MAX,
      [TS_SIGHTING_TRUST] = TS_TIME_RTC,      [TS_SIGHTING_MODE] = TS_MODE_COUNT - 1,
      [TS_SIGHTING_VERDICT] = TS_COUNTERFEIT, [TS_SIGHTING_REASONS] = INT64_MAX,
      [TS_SIGHTING_SIGNATURE] = UINT8_MAX,    [TS_SIGHTING_OPERATOR] = UINT32_MAX,
      [TS_SIGHTING_CONSIGNMENT] = INT64_MAX,
  };
  bool ok = leaf.size == sizeof out->leaf.bytes;
  for (size_t i = 0; i < TS_SIGHTING_NUMBERS; i++)
    ok = ok && number[i] <= most[i] && (number[i] >= 0 || i == TS_SIGHTING_AT);
  if (!ok)
    return ts_fault(registry->fault, EX_DATAERR, "the registry's sighting of %s %s by %s is damaged",
                    out->gtin, out->serial, out->device);
  out->record = (uint64_t)number[TS_SIGHTING_RECORD];
  out->time.seconds = number[TS_SIGHTING_AT];
  out->time.trust = (enum ts_time_trust)number[TS_SIGHTING_TRUST];
  out->mode = (enum ts_mode)number[TS_SIGHTING_MODE];
  out->decision.verdict = (enum ts_verdict)number[TS_SIGHTING_VERDICT];
  out->decision.reasons = (uint64_t)number[TS_SIGHTING_REASONS];
  out->signature = (uint8_t)number[TS_SIGHTING_SIGNATURE];
  out->operator_number = (uint32_t)number[TS_SIGHTING_OPERATOR];
  out->consignment = (uint64_t)number[TS_SIGHTING_CONSIGNMENT];
  memcpy(out->leaf.bytes, leaf.data, sizeof out->leaf.bytes);
  return true;
}

bool ts_registry_read_device(struct ts_registry *registry, int64_t size, struct ts_bytes root,
                             struct ts_bytes certificate, struct ts_registry_device *out) {
  if (size < 0 || root.size != sizeof out->root.bytes || certificate.size > sizeof out->certificate.data)
    return ts_fault(registry->fault, EX_DATAERR, "the registry's entry of the device %s is damaged", out->id);
  out->size = (uint64_t)size;
  memcpy(out->root.bytes, root.data, root.size);
  if (certificate.size)
    memcpy(out->certificate.data, certificate.data, certificate.size);
  out->certificate.size = certificate.size;
  out->known = true;
  return true;
}

bool ts_registry_device_busy(struct ts_registry *registry, const char *id) {
  return ts_fault(registry->fault, EX_TEMPFAIL,
                  "the device %s is imported by somebody else at this moment; try again", id);
}
