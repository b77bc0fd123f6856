/* SPDX-License-Identifier: Apache-2.0 */
/* The registry: what was issued, and what happened to it. SQLite in the home; within the caller's
 * transaction. */
#ifndef TS_HOST_TOOLS_REGISTRY_H
#define TS_HOST_TOOLS_REGISTRY_H

#include "core/gs1.h"
#include "core/tag.h"
#include "host-tools/home.h"

struct ts_registry_piece {
  struct ts_tag tag; /* without its signature */
  uint8_t signed_sha256[TS_SHA256_SIZE];
  uint16_t key_id;
  char uri[TS_GS1_INPUT_MAX];
};

/* Statements kept ready for one brand. Every function but same and close says what failed in the fault given
 * to open. */
struct ts_registry {
  struct ts_home *home;
  const char *brand;
  struct ts_fault *fault;
  struct ts_sql find, add, event, line, model;
  char operator_name[TS_NAME_MAX + 1];
};

bool ts_registry_open(struct ts_registry *registry, struct ts_home *home, const char *brand,
                      struct ts_fault *fault);
void ts_registry_close(struct ts_registry *registry); /* fine for one that is zeroed */

bool ts_registry_find(struct ts_registry *registry, const char *gtin14, const char *serial,
                      struct ts_registry_piece *out, bool *found);
/* Adds a piece, and the event that it was issued. */
bool ts_registry_add(struct ts_registry *registry, const struct ts_registry_piece *piece, int64_t now);

/* Remembers, for this connection, in which line of a file a piece stands. *EARLIER: the line where it stood
 * already, or 0. */
bool ts_registry_note_line(struct ts_registry *registry, const char *gtin14, const char *serial,
                           uint64_t line, uint64_t *earlier);

/* The model's name; false without a fault if the GTIN has another one. *NEW_NAME: it had none. */
bool ts_registry_name_model(struct ts_registry *registry, const char *gtin14, const char *name,
                            bool *new_name);

/* Do two tags say the same of the same piece? */
bool ts_registry_same(const struct ts_tag *a, const struct ts_tag *b);

#endif
