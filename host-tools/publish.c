/* SPDX-License-Identifier: Apache-2.0 */
#include "host-tools/publish.h"

#include <stdlib.h>
#include <string.h>

#include "host-tools/brand_held.h"
#include "host-tools/sets.h"
#include "host-tools/signers.h"

/* The description of one bundle in memory: lists that grow, and every block of memory so that all go at once.
 */
struct gathering {
  struct ts_home *home;
  struct ts_registry *registry;
  struct ts_fault *fault;
  int64_t now, expires; /* of the bundle */
  struct ts_sets sets;
  struct ts_bytes set_bytes;
  void **block;
  size_t blocks;
  struct ts_brand_spec *brand;
  size_t brands;
  struct ts_brand_held held; /* of the brand at work, if it was imported */
  struct ts_published *out;  /* NULL: an export is made */
};

static void *keep(struct gathering *g, void *memory) {
  void **block = memory ? realloc(g->block, (g->blocks + 1) * sizeof *block) : NULL;
  if (!block) {
    free(memory);
    (void)ts_fault(g->fault, EX_OSERR, "not enough memory for the bundle");
    return NULL;
  }
  g->block = block;
  g->block[g->blocks++] = memory;
  return memory;
}

static void let_go(struct gathering *g) {
  ts_brand_held_close(&g->held);
  ts_sets_close(&g->sets);
  for (size_t i = 0; i < g->blocks; i++)
    free(g->block[i]);
  free(g->block);
  free(g->brand);
}

static struct ts_bytes copy_bytes(struct gathering *g, struct ts_bytes bytes) {
  uint8_t *copy = keep(g, malloc(bytes.size + 1));
  if (!copy)
    return ts_bytes(NULL, 0);
  memcpy(copy, bytes.data, bytes.size);
  copy[bytes.size] = 0;
  return ts_bytes(copy, bytes.size);
}

static const char *copy_text(struct gathering *g, struct ts_bytes text) {
  return (const char *)copy_bytes(g, text).data;
}

/* One more item at the end of *LIST. */
static void *grow(struct gathering *g, void *list, size_t count, size_t size) {
  if ((count & (count - 1)) != 0)
    return list; /* room was made for the next power of two */
  void *grown = realloc(list, (count ? 2 * count : 1) * size);
  if (!grown)
    (void)ts_fault(g->fault, EX_OSERR, "not enough memory for the bundle");
  return grown;
}

/* The first column of a list as C strings. On failure the fault is set, and the list is as long as it got. */
static const char *const *gather_texts(struct gathering *g, struct ts_sql sql, size_t *count) {
  const char **list = NULL;
  for (*count = 0; ts_sql_row(&sql); ++*count) {
    const char **grown = grow(g, list, *count, sizeof *list);
    if (!grown)
      break;
    list = grown;
    list[*count] = copy_text(g, ts_sql_text(&sql, 0));
  }
  ts_sql_close(&sql);
  return list ? keep(g, list) : NULL;
}

static void gather_models(struct gathering *g, struct ts_brand_spec *brand) {
  struct ts_sql sql = ts_home_brand_models(g->home, brand->id, g->fault);
  struct ts_model_spec *list = NULL;
  while (ts_sql_row(&sql)) {
    struct ts_model_spec *grown = grow(g, list, brand->model_count, sizeof *list);
    if (!grown)
      break;
    list = grown;
    list[brand->model_count].gtin14 = copy_text(g, ts_sql_text(&sql, 0));
    list[brand->model_count++].name = copy_text(g, ts_sql_text(&sql, 1));
  }
  ts_sql_close(&sql);
  brand->model = list ? keep(g, list) : NULL;
}

static void gather_policies(struct gathering *g, struct ts_brand_spec *brand) {
  struct ts_sql sql = ts_home_brand_tagged(g->home, brand->id, g->fault);
  struct ts_tagged_spec *list = NULL;
  while (ts_sql_row(&sql)) {
    struct ts_tagged_spec *grown = grow(g, list, brand->tagged_count, sizeof *list);
    if (!grown)
      break;
    list = grown;
    list[brand->tagged_count].what = copy_text(g, ts_sql_text(&sql, 0));
    list[brand->tagged_count++].since_day = (uint32_t)(ts_sql_number(&sql, 1) / TS_DAY_SECONDS);
  }
  ts_sql_close(&sql);
  brand->tagged = list ? keep(g, list) : NULL;
  brand->serial_form =
      gather_texts(g, ts_home_brand_serial_forms(g->home, brand->id, g->fault), &brand->serial_form_count);
}

/* A set of the export that is held, as it is. */
static bool copy_set(struct gathering *g, const struct ts_bundle_set *set, struct ts_set_spec *out) {
  return !set->there || ts_sets_copy(&g->sets, &set->info, ts_brand_export_set(&g->held.export, set), out);
}

/* What is on record of a signer whose word alone is not enough: one that was revoked, by what the registry had
 * before that; one whose time ends while the bundle is good, by all that it signed. Of an imported brand, what
 * its export has. */
static void gather_record(struct gathering *g, const char *brand, const struct ts_signer_row *row,
                          struct ts_signer_spec *signer) {
  int64_t before = row->revoked_from > 0 ? row->revoked_from : 1; /* 0 would be "whenever" */
  struct ts_signer held;
  if (g->held.data) {
    if (ts_brand_next_signer(&g->held.export.brand, NULL, row->key_id, &held))
      (void)copy_set(g, &held.recorded, &signer->recorded);
    return;
  }
  if (row->state == TS_SIGNER_REVOKED)
    (void)ts_sets_recorded(&g->sets, brand, row->key_id, before, &signer->recorded);
  else if (row->not_after < g->expires)
    (void)ts_sets_recorded(&g->sets, brand, row->key_id, 0, &signer->recorded);
}

static void gather_signers(struct gathering *g, struct ts_brand_spec *brand, bool sets) {
  struct ts_sql sql = ts_home_signers(g->home, brand->id, g->fault);
  struct ts_signer_spec *list = NULL;
  struct ts_signer_row row;
  while (ts_home_signer_next(&sql, &row)) {
    struct ts_signer_spec *grown = grow(g, list, brand->signer_count, sizeof *list);
    if (!grown)
      break;
    list = grown;
    struct ts_signer_spec *signer = &list[brand->signer_count++];
    *signer = (struct ts_signer_spec){
        .key_id = row.key_id,
        .certificate = copy_bytes(g, ts_bytes(row.certificate.data, row.certificate.size)),
        .state = row.state,
        .revoked_from_day =
            row.state == TS_SIGNER_REVOKED ? (uint32_t)(row.revoked_from / TS_DAY_SECONDS) : 0};
    if (sets)
      gather_record(g, brand->id, &row, signer);
    signer->scope = gather_texts(g, ts_home_signer_scopes(g->home, row.id, g->fault), &signer->scope_count);
  }
  ts_sql_close(&sql);
  brand->signer = list ? keep(g, list) : NULL;
}

/* An imported brand's data are older than the bundle they are in, and a device counts the announcement days
 * from the bundle's date: their age is taken off. Days are whole, so a part of one counts as one. */
static int64_t age_of(const struct gathering *g, const struct ts_brand_row *row) {
  return row->imported && g->now > row->export_issued
             ? (g->now - row->export_issued + TS_DAY_SECONDS - 1) / TS_DAY_SECONDS
             : 0;
}

static bool count_age(struct gathering *g, const struct ts_brand_row *row, struct ts_brand_spec *brand) {
  int64_t age = age_of(g, row);
  if (!row->imported)
    return true;
  if (g->now >= row->export_expires || age >= row->signer_days)
    return ts_fault(
        g->fault, EX_DATAERR,
        "the export of brand %s that is held is too old: new signers of the brand would be taken for "
        "forgers; import a newer one",
        row->id);
  brand->signer_days = (uint32_t)(row->signer_days - age);
  brand->serial_days = age < row->serial_days ? (uint32_t)(row->serial_days - age) : 1;
  return true;
}

/* Of a brand of this home the registry knows all pieces; of an imported one its export does, and where that has no
 * sets the bundle has none: empty ones would call each of its serials "never issued". */
static bool open_sets(struct gathering *g, const struct ts_brand_row *row, bool *has) {
  ts_brand_held_close(&g->held);
  *has = row->imported ? row->export_kept : g->registry != NULL;
  return !row->imported || !*has || ts_brand_held_open(&g->held, g->home, row, g->now, g->fault);
}

/* Serials are issued a number of days before pieces are sold. Where the export is older than that, a serial that it
 * does not name may be an honest one. */
static bool gather_pieces(struct gathering *g, const struct ts_brand_row *row, struct ts_brand_spec *brand) {
  const struct ts_brand *held = &g->held.export.brand;
  if (!row->imported)
    return ts_sets_issued(&g->sets, brand->id, &brand->issued) &&
           ts_sets_blocked(&g->sets, brand->id, &brand->blocked);
  bool aged = age_of(g, row) >= row->serial_days;
  if (aged && held->issued.there && g->out) {
    g->out->aged++;
    memcpy(g->out->an_aged_brand, row->id, sizeof g->out->an_aged_brand);
  }
  return (aged || copy_set(g, &held->issued, &brand->issued)) && copy_set(g, &held->blocked, &brand->blocked);
}

static bool gather_brand(struct gathering *g, const char *id, struct ts_brand_spec *brand) {
  struct ts_brand_row row;
  bool sets;
  if (!id || !ts_home_brand_get(g->home, id, &row, g->fault))
    return false;
  *brand = (struct ts_brand_spec){.id = id,
                                  .name = copy_text(g, ts_bytes_of(row.name)),
                                  .root = copy_bytes(g, ts_bytes(row.root.data, row.root.size)),
                                  .signer_days = (uint32_t)row.signer_days,
                                  .serial_days = (uint32_t)row.serial_days};
  if (!count_age(g, &row, brand) || !open_sets(g, &row, &sets))
    return false;
  brand->prefix = gather_texts(g, ts_home_brand_prefixes(g->home, id, g->fault), &brand->prefix_count);
  brand->host = gather_texts(g, ts_home_brand_hosts(g->home, id, g->fault), &brand->host_count);
  gather_signers(g, brand, sets);
  gather_models(g, brand);
  gather_policies(g, brand);
  return g->fault->status == EX_OK && (!sets || gather_pieces(g, &row, brand));
}

static bool gather(struct gathering *g) {
  size_t count;
  const char *const *ids = gather_texts(g, ts_home_brand_ids(g->home, g->fault), &count);
  if (g->fault->status != EX_OK)
    return false;
  if (count == 0)
    return ts_fault(g->fault, EX_DATAERR, "the home has no brand yet; add one with touchstone brand add");
  g->brand = calloc(count, sizeof *g->brand);
  if (!g->brand)
    return ts_fault(g->fault, EX_OSERR, "not enough memory for the bundle");
  if (!ts_sets_open(&g->sets, g->home, g->registry, g->fault))
    return false;
  for (; g->brands < count; g->brands++)
    if (!gather_brand(g, ids[g->brands], &g->brand[g->brands]))
      return false;
  return ts_sets_map(&g->sets, &g->set_bytes);
}

static bool record(struct ts_home *home, const struct ts_bundle_spec *spec, struct ts_bytes payload,
                   struct ts_fault *fault) {
  uint8_t digest[TS_SHA256_SIZE];
  if (!ts_sha256(payload, digest))
    return ts_fault_openssl(fault, "hashing the bundle");
  struct ts_sql sql =
      ts_sql(home->db, "INSERT INTO bundle(sequence, issued, expires, sha256) VALUES(?, ?, ?, ?)", fault);
  ts_sql_put_number(&sql, (int64_t)spec->sequence);
  ts_sql_put_number(&sql, spec->issued);
  ts_sql_put_number(&sql, spec->expires);
  ts_sql_put_blob(&sql, ts_bytes(digest, sizeof digest));
  bool ok = ts_sql_done(&sql);
  ts_sql_close(&sql);
  sql = ts_sql(home->db, "UPDATE publisher SET last_sequence = ?", fault);
  ts_sql_put_number(&sql, (int64_t)spec->sequence);
  ok = ok && ts_sql_done(&sql);
  ts_sql_close(&sql);
  return ok;
}

/* The head: the statements that exchanged the publisher's keys, then the message around PAYLOAD. */
static bool make_head(struct ts_home *home, struct ts_publisher_ring *ring, struct ts_bytes payload,
                      struct ts_blob *head, struct ts_fault *fault) {
  struct ts_blob message = {0};
  bool ok = ts_home_publisher_statements(home, head, fault) &&
            ts_home_publisher_seal(home, ring, payload, &message, fault);
  if (ok) {
    uint8_t *grown = realloc(head->data, head->size + message.size);
    ok = grown || ts_fault(fault, EX_OSERR, "not enough memory for the bundle");
    if (grown) {
      memcpy(grown + head->size, message.data, message.size);
      head->data = grown;
      head->size += message.size;
    }
  }
  ts_blob_free(&message);
  return ok;
}

static bool write_and_seal(struct gathering *g, struct ts_publisher_ring *ring,
                           const struct ts_bundle_spec *spec, const struct ts_bundle_sink *sink) {
  struct ts_blob payload = {0}, head = {0};
  enum ts_err err = ts_bundle_write_payload(&payload, spec);
  bool ok = err == TS_OK ||
            ts_fault(g->fault, EX_DATAERR, "what the home holds makes no bundle: %s", ts_err_text(err));
  ok = ok && make_head(g->home, ring, ts_blob_bytes(&payload), &head, g->fault) &&
       record(g->home, spec, ts_blob_bytes(&payload), g->fault);
  if (ok) {
    err = ts_bundle_write_file(sink, ts_blob_bytes(&head), spec);
    ok =
        err == TS_OK || ts_fault(g->fault, EX_SOFTWARE, "the bundle cannot be written: %s", ts_err_text(err));
  }
  ts_blob_free(&payload);
  ts_blob_free(&head);
  return ok;
}

bool ts_publish_bundle(struct ts_home *home, const struct ts_publish_order *order,
                       const struct ts_bundle_sink *sink, struct ts_published *out, struct ts_fault *fault) {
  struct gathering g = {.home = home,
                        .registry = order->registry,
                        .fault = fault,
                        .out = out,
                        .now = order->now,
                        .expires = order->now + (int64_t)order->days * TS_DAY_SECONDS};
  struct ts_publisher publisher;
  *out = (struct ts_published){0};
  bool ok = ts_home_publisher(home, &publisher, fault) && gather(&g);
  if (ok) {
    out->sequence = (uint64_t)publisher.last_sequence + 1;
    const struct ts_bundle_spec spec = {.publisher = publisher.name,
                                        .sequence = out->sequence,
                                        .issued = g.now,
                                        .expires = g.expires,
                                        .brand = g.brand,
                                        .brand_count = g.brands,
                                        .sets = g.set_bytes};
    ok = write_and_seal(&g, order->ring, &spec, sink);
  }
  let_go(&g);
  return ok;
}

static bool write_export(struct gathering *g, const struct ts_bundle_spec *spec,
                         const struct ts_publish_export *export, const struct ts_bundle_sink *sink) {
  struct ts_blob payload = {0}, message = {0};
  enum ts_err err = ts_bundle_write_payload(&payload, spec);
  bool ok = err == TS_OK ||
            ts_fault(g->fault, EX_DATAERR, "what the home holds makes no export: %s", ts_err_text(err));
  ok = ok && export->seal(export->ctx, ts_blob_bytes(&payload), &message, g->fault);
  if (ok) {
    err = ts_bundle_write_parts(sink, ts_blob_bytes(&message), spec);
    ok =
        err == TS_OK || ts_fault(g->fault, EX_SOFTWARE, "the export cannot be written: %s", ts_err_text(err));
  }
  ts_blob_free(&payload);
  ts_blob_free(&message);
  return ok;
}

/* An export goes into bundles until its last day, and those last: the signers that end by then are the ones of
 * which all that they signed is told. */
bool ts_publish_brand(struct ts_home *home, struct ts_registry *registry, const struct ts_brand_row *brand,
                      const struct ts_publish_export *export, const struct ts_bundle_sink *sink,
                      struct ts_fault *fault) {
  struct gathering g = {.home = home,
                        .registry = registry,
                        .fault = fault,
                        .now = export->issued,
                        .expires = export->expires + (int64_t)TS_BUNDLE_DAYS * TS_DAY_SECONDS};
  struct ts_brand_spec one = {0};
  bool ok = ts_sets_open(&g.sets, home, registry, fault) && gather_brand(&g, brand->id, &one) &&
            ts_sets_map(&g.sets, &g.set_bytes);
  const struct ts_bundle_spec spec = {.publisher = brand->name,
                                      .sequence = export->sequence,
                                      .issued = export->issued,
                                      .expires = export->expires,
                                      .brand = &one,
                                      .brand_count = 1,
                                      .sets = g.set_bytes};
  ok = ok && write_export(&g, &spec, export, sink);
  let_go(&g);
  return ok;
}
