/* SPDX-License-Identifier: Apache-2.0 */
/* Whether a registry holds all that a home issued. */
#include <stdlib.h>
#include <string.h>

#include "host-tools/brands.h"
#include "host-tools/registry.h"

#define BATCH 256

struct comparison {
  struct ts_registry *registry;
  struct ts_fault *fault;
  char brand[TS_BRAND_ID_MAX + 1];
  struct ts_registry_piece *piece;
  enum ts_block block[BATCH]; /* in the home's own registry */
  size_t count;
};

static bool settle(struct comparison *c) {
  if (!ts_registry_find(c->registry, c->brand, c->piece, c->count))
    return false;
  for (size_t i = 0; i < c->count; i++) {
    const struct ts_registry_piece *piece = &c->piece[i];
    if (piece->version == 0)
      return ts_fault(c->fault, EX_DATAERR,
                      "%s %s stands in the home's own registry and not in that of --registry: a bundle would "
                      "call it never issued; issue the same file with --registry, too",
                      piece->tag.gtin, piece->tag.serial);
    if (c->block[i] != TS_BLOCK_NONE && piece->block == TS_BLOCK_NONE)
      return ts_fault(c->fault, EX_DATAERR,
                      "%s %s is blocked (%s) in the home's own registry and not in that of --registry; block "
                      "it with --registry, or unblock it without",
                      piece->tag.gtin, piece->tag.serial, ts_block_name(c->block[i]));
  }
  c->count = 0;
  return true;
}

static bool compare(struct comparison *c, struct ts_registry *own) {
  const struct ts_registry_filter filter = {.brand = c->brand};
  struct ts_registry_list *list = ts_registry_list(own, &filter);
  struct ts_registry_row row;
  bool ok = list != NULL;
  while (ok && ts_registry_next(list, &row)) {
    struct ts_tag *tag = &c->piece[c->count].tag;
    memcpy(tag->gtin, row.gtin, sizeof tag->gtin);
    memcpy(tag->serial, row.serial, sizeof tag->serial);
    c->block[c->count++] = row.block;
    ok = c->count < BATCH || settle(c);
  }
  ts_registry_list_close(list);
  return ok && c->fault->status == EX_OK && settle(c);
}

static bool compare_all(struct comparison *c, struct ts_home *home) {
  struct ts_registry *own;
  bool ok = ts_registry_open(&own, home, NULL, c->fault);
  struct ts_sql ids = ts_home_brand_ids(home, c->fault);
  while (ok && ts_sql_row(&ids) && ts_sql_copy(&ids, 0, c->brand, sizeof c->brand))
    ok = compare(c, own);
  ts_sql_close(&ids);
  ts_registry_close(own);
  return ok && c->fault->status == EX_OK;
}

bool ts_registry_check_whole(struct ts_registry *registry, const char *url, struct ts_home *home,
                             struct ts_fault *fault) {
  char place[TS_REGISTRY_PLACE_MAX];
  bool found = false;
  if (!url)
    return ts_registry_elsewhere(home, place, &found, fault) &&
           (!found || ts_fault(fault, EX_DATAERR,
                               "this home has issued pieces into %s, which a bundle without them would call "
                               "never issued; give --registry",
                               place));
  struct comparison c = {
      .registry = registry, .fault = fault, .piece = calloc(BATCH, sizeof(struct ts_registry_piece))};
  bool ok = c.piece ? compare_all(&c, home)
                    : ts_fault(fault, EX_OSERR, "not enough memory to compare the registries");
  free(c.piece);
  return ok;
}
