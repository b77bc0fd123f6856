/* SPDX-License-Identifier: Apache-2.0 */
/* What an implementation of the registry fills in; for registry.c and the implementations alone. */
#ifndef TS_HOST_TOOLS_REGISTRY_OPS_H
#define TS_HOST_TOOLS_REGISTRY_OPS_H

#include "host-tools/registry_journal.h"

/* The functions of registry.h, with the same contracts; SELF is the implementation's own struct, which begins
 * with a struct ts_registry. */
struct ts_registry_ops {
  void (*close)(struct ts_registry *self); /* also of one whose opening failed half-way */
  bool (*begin)(struct ts_registry *self);
  bool (*commit)(struct ts_registry *self);
  void (*rollback)(struct ts_registry *self);
  bool (*find)(struct ts_registry *self, const char *brand, struct ts_registry_piece *piece, size_t count);
  bool (*add)(struct ts_registry *self, const char *brand, const struct ts_registry_piece *piece,
              size_t count, size_t *added);
  /* AFTER: the piece as it is to be, VERSION one more than what must be there. EVENT says who. */
  bool (*change)(struct ts_registry *self, const char *brand, const struct ts_registry_piece *after,
                 const struct ts_registry_event *event);
  bool (*history)(struct ts_registry *self, const char *brand, const char *gtin14, const char *serial,
                  bool (*each)(void *ctx, const struct ts_registry_event *event), void *ctx);
  struct ts_registry_list *(*list)(struct ts_registry *self, const struct ts_registry_filter *filter);
  bool (*next)(struct ts_registry_list *list, struct ts_registry_row *out);
  void (*list_close)(struct ts_registry_list *list);
  bool (*count)(struct ts_registry *self, const struct ts_registry_filter *filter, uint64_t *out);
  /* registry_journal.h. DEVICE_KEEP: BEFORE.KNOWN says whether a row must be there, BEFORE.SIZE of which size. */
  bool (*device_find)(struct ts_registry *self, struct ts_registry_device *out);
  bool (*device_keep)(struct ts_registry *self, const struct ts_registry_device *before,
                      const struct ts_registry_device *after);
  bool (*sight)(struct ts_registry *self, const struct ts_sighting *sighting, size_t count, size_t *added);
  struct ts_registry_list *(*sightings)(struct ts_registry *self);
  bool (*next_sighting)(struct ts_registry_list *list, struct ts_sighting *out);
};

struct ts_registry {
  const struct ts_registry_ops *ops;
  struct ts_fault *fault;
  char operator_name[TS_NAME_MAX + 1];
};

struct ts_registry_list {
  struct ts_registry *registry;
};

/* Each makes one, not yet usable on failure but fit for close; NULL if memory ran out. */
struct ts_registry *ts_registry_sqlite(struct ts_home *home, struct ts_fault *fault);
struct ts_registry *ts_registry_postgres(const char *url, struct ts_fault *fault);

/* Words of the database to numbers; EX_DATAERR for those that no command writes. */
bool ts_registry_read_block(struct ts_registry *registry, struct ts_bytes word, enum ts_block *out);
bool ts_registry_read_event(struct ts_registry *registry, struct ts_bytes kind, struct ts_bytes reason,
                            struct ts_registry_event *out);
/* EX_DATAERR, naming the piece. Returns false. */
bool ts_registry_damaged(struct ts_registry *registry, const char *gtin14, const char *serial);

/* A sighting's numbers, in the order of the tables' columns. */
enum {
  TS_SIGHTING_RECORD,
  TS_SIGHTING_AT,
  TS_SIGHTING_TRUST,
  TS_SIGHTING_MODE,
  TS_SIGHTING_VERDICT,
  TS_SIGHTING_REASONS,
  TS_SIGHTING_SIGNATURE,
  TS_SIGHTING_OPERATOR,
  TS_SIGHTING_CONSIGNMENT,
  TS_SIGHTING_NUMBERS
};
#define TS_SIGHTING_COLUMNS "record, at, trust, mode, verdict, reasons, signature, operator, consignment"
#define TS_SIGHTING_COLUMNS_OF_S                                                                             \
  "s.record, s.at, s.trust, s.mode, s.verdict, s.reasons, s.signature, s.operator, s.consignment"
void ts_registry_put_sighting(int64_t number[TS_SIGHTING_NUMBERS], const struct ts_sighting *sighting);
/* And back, with the leaf's hash; EX_DATAERR for what no command writes. */
bool ts_registry_read_sighting(struct ts_registry *registry, const int64_t number[TS_SIGHTING_NUMBERS],
                               struct ts_bytes leaf, struct ts_sighting *out);
/* A device's size, root and certificate; EX_DATAERR likewise. */
bool ts_registry_read_device(struct ts_registry *registry, int64_t size, struct ts_bytes root,
                             struct ts_bytes certificate, struct ts_registry_device *out);
/* EX_TEMPFAIL: somebody else imports it. Returns false. */
bool ts_registry_device_busy(struct ts_registry *registry, const char *id);

#endif
