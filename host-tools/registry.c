/* SPDX-License-Identifier: Apache-2.0 */
#include "host-tools/registry.h"

#include <pwd.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "host-tools/registry_ops.h"

static const char *const blocks[] = {[TS_BLOCK_NONE] = "",
                                     [TS_BLOCK_STOLEN] = "stolen",
                                     [TS_BLOCK_RECALLED] = "recalled",
                                     [TS_BLOCK_DESTROYED] = "destroyed",
                                     [TS_BLOCK_RETURNED] = "returned"};
static const char *const kinds[] = {[TS_EVENT_ISSUED] = "issued",
                                    [TS_EVENT_BLOCKED] = "blocked",
                                    [TS_EVENT_UNBLOCKED] = "unblocked",
                                    [TS_EVENT_SOLD] = "sold"};

const char *ts_block_name(enum ts_block block) {
  return blocks[block];
}

bool ts_block_read(struct ts_bytes name, enum ts_block *out) {
  for (size_t i = 0; i < sizeof blocks / sizeof *blocks; i++)
    if (ts_bytes_equal_text(name, blocks[i])) {
      *out = (enum ts_block)i;
      return true;
    }
  return false;
}

const char *ts_event_name(enum ts_event_kind kind) {
  return kinds[kind];
}

bool ts_registry_read_block(struct ts_registry *registry, struct ts_bytes word, enum ts_block *out) {
  return ts_block_read(word, out) ||
         ts_fault(registry->fault, EX_DATAERR, "the registry holds an unknown reason for a block");
}

bool ts_registry_read_event(struct ts_registry *registry, struct ts_bytes kind, struct ts_bytes reason,
                            struct ts_registry_event *out) {
  for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
    if (ts_bytes_equal_text(kind, kinds[i])) {
      out->kind = (enum ts_event_kind)i;
      return ts_registry_read_block(registry, reason, &out->reason);
    }
  return ts_fault(registry->fault, EX_DATAERR, "the registry holds an unknown kind of event");
}

bool ts_registry_damaged(struct ts_registry *registry, const char *gtin14, const char *serial) {
  return ts_fault(registry->fault, EX_DATAERR, "the registry's entry of %s %s is damaged", gtin14, serial);
}

/* Who is at the keyboard, for the record. */
static void name_operator(char out[TS_NAME_MAX + 1]) {
  const struct passwd *user = getpwuid(getuid());
  if (user && ts_name_ok(ts_bytes_of(user->pw_name), TS_NAME_MAX))
    (void)snprintf(out, TS_NAME_MAX + 1, "%s", user->pw_name);
  else
    (void)snprintf(out, TS_NAME_MAX + 1, "uid %lu", (unsigned long)getuid());
}

static bool is_postgres(const char *url) {
  return strncmp(url, "postgresql://", 13) == 0 || strncmp(url, "postgres://", 11) == 0;
}

bool ts_registry_open(struct ts_registry **out, struct ts_home *home, const char *url,
                      struct ts_fault *fault) {
  *out = NULL;
  if (url && !is_postgres(url))
    return ts_fault(fault, EX_USAGE,
                    "--registry: postgresql://... is wanted; without it the registry is in the home");
  struct ts_registry *registry = url ? ts_registry_postgres(url, fault) : ts_registry_sqlite(home, fault);
  if (!registry)
    return ts_fault(fault, EX_OSERR, "not enough memory for the registry");
  name_operator(registry->operator_name);
  if (fault->status == EX_OK) {
    *out = registry;
    return true;
  }
  registry->ops->close(registry);
  return false;
}

/* Without what is between the slashes and an @, and without a query that holds a password. */
static void place_of(char out[TS_REGISTRY_PLACE_MAX], const char *url) {
  const char *rest = strstr(url, "://") + 3;
  const char *at = memchr(rest, '@', strcspn(rest, "/?"));
  rest = at ? at + 1 : rest;
  size_t size = strstr(rest, "password") ? strcspn(rest, "?") : strlen(rest);
  (void)snprintf(out, TS_REGISTRY_PLACE_MAX, "postgresql://%.*s", (int)size, rest);
}

bool ts_registry_note_elsewhere(struct ts_home *home, const char *url, struct ts_fault *fault) {
  char place[TS_REGISTRY_PLACE_MAX];
  place_of(place, url);
  struct ts_sql sql = ts_sql(home->db, "INSERT OR IGNORE INTO registry.elsewhere(place) VALUES(?)", fault);
  ts_sql_put_text(&sql, place);
  bool ok = ts_sql_done(&sql);
  ts_sql_close(&sql);
  return ok;
}

bool ts_registry_elsewhere(struct ts_home *home, char out[TS_REGISTRY_PLACE_MAX], bool *found,
                           struct ts_fault *fault) {
  struct ts_sql sql = ts_sql(home->db, "SELECT place FROM registry.elsewhere ORDER BY place LIMIT 1", fault);
  *found = ts_sql_row(&sql) && ts_sql_copy(&sql, 0, out, TS_REGISTRY_PLACE_MAX);
  ts_sql_close(&sql);
  return fault->status == EX_OK;
}

void ts_registry_close(struct ts_registry *registry) {
  if (registry)
    registry->ops->close(registry);
}

bool ts_registry_begin(struct ts_registry *registry) {
  return registry->ops->begin(registry);
}

bool ts_registry_commit(struct ts_registry *registry) {
  return registry->ops->commit(registry);
}

void ts_registry_rollback(struct ts_registry *registry) {
  registry->ops->rollback(registry);
}

bool ts_registry_find(struct ts_registry *registry, const char *brand, struct ts_registry_piece *piece,
                      size_t count) {
  for (size_t i = 0; i < count; i++)
    piece[i].version = 0;
  return count == 0 || registry->ops->find(registry, brand, piece, count);
}

bool ts_registry_add(struct ts_registry *registry, const char *brand, const struct ts_registry_piece *piece,
                     size_t count, size_t *added) {
  *added = 0;
  return count == 0 || registry->ops->add(registry, brand, piece, count, added);
}

static void apply(struct ts_registry_piece *piece, const struct ts_registry_event *event) {
  piece->version++;
  if (event->kind == TS_EVENT_SOLD) {
    piece->sold_at = event->at;
    return;
  }
  piece->block = event->kind == TS_EVENT_BLOCKED ? event->reason : TS_BLOCK_NONE;
  piece->blocked_at = event->kind == TS_EVENT_BLOCKED ? event->at : 0;
}

bool ts_registry_change(struct ts_registry *registry, const char *brand, struct ts_registry_piece *piece,
                        const struct ts_registry_event *event) {
  struct ts_registry_event signed_off = *event;
  struct ts_registry_piece after = *piece;
  if (piece->version < 1 || event->kind == TS_EVENT_ISSUED ||
      (event->kind == TS_EVENT_BLOCKED) != (event->reason != TS_BLOCK_NONE))
    return ts_fault(registry->fault, EX_SOFTWARE, "a change that no piece can undergo");
  apply(&after, event);
  memcpy(signed_off.operator_name, registry->operator_name, sizeof signed_off.operator_name);
  if (!registry->ops->change(registry, brand, &after, &signed_off))
    return false;
  *piece = after;
  return true;
}

bool ts_registry_history(struct ts_registry *registry, const char *brand, const char *gtin14,
                         const char *serial, bool (*each)(void *ctx, const struct ts_registry_event *event),
                         void *ctx) {
  return registry->ops->history(registry, brand, gtin14, serial, each, ctx);
}

struct ts_registry_list *ts_registry_list(struct ts_registry *registry,
                                          const struct ts_registry_filter *filter) {
  struct ts_registry_list *list = registry->ops->list(registry, filter);
  if (list && registry->fault->status == EX_OK)
    return list;
  if (!list)
    (void)ts_fault(registry->fault, EX_OSERR, "not enough memory for a list");
  ts_registry_list_close(list);
  return NULL;
}

bool ts_registry_next(struct ts_registry_list *list, struct ts_registry_row *out) {
  return list && list->registry->ops->next(list, out);
}

void ts_registry_list_close(struct ts_registry_list *list) {
  if (list)
    list->registry->ops->list_close(list);
}

bool ts_registry_count(struct ts_registry *registry, const struct ts_registry_filter *filter, uint64_t *out) {
  *out = 0;
  return registry->ops->count(registry, filter, out);
}

bool ts_registry_same(const struct ts_tag *a, const struct ts_tag *b) {
  return strcmp(a->gtin, b->gtin) == 0 && strcmp(a->serial, b->serial) == 0 &&
         strcmp(a->engraved, b->engraved) == 0 && a->piece.weight_mg == b->piece.weight_mg &&
         a->piece.weight_tolerance_mg == b->piece.weight_tolerance_mg &&
         a->piece.fineness == b->piece.fineness && strcmp(a->piece.colour, b->piece.colour) == 0 &&
         strcmp(a->piece.size, b->piece.size) == 0;
}
