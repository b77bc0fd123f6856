/* SPDX-License-Identifier: Apache-2.0 */
/* status: what a publisher looks at in the morning */
#include <stdio.h>
#include <string.h>

#include "core/bundle.h"
#include "host-tools/commands.h"
#include "host-tools/registry.h"
#include "host-tools/signers.h"

#define SOON_DAYS 60 /* a signer is announced 30 days ahead, and a certificate takes its time */

struct status {
  struct ts_home *home;
  struct ts_registry *registry;
  struct ts_fault *fault;
  int64_t now, soon;
  json_t *coming; /* what ends soon or has ended */
};

/* Something with an end, which is too late itself. What ended is of interest as long as it is in use. */
static void note_end(struct status *s, const char *what, const char *brand, const char *key_id, int64_t end) {
  char day[TS_DATE_TEXT];
  if (end > s->soon)
    return;
  ts_date_write(day, end);
  json_t *entry = json_pack("{s:s,s:s?,s:s?,s:s,s:b}", "what", what, "brand", brand, "key_id", key_id, "on",
                            day, "over", end <= s->now);
  if (!entry || json_array_append_new(s->coming, entry) != 0)
    (void)ts_fault(s->fault, EX_OSERR, "out of memory");
}

static json_t *signers_of(struct status *s, const char *brand) {
  json_int_t count[3] = {0};
  struct ts_sql list = ts_home_signers(s->home, brand, s->fault);
  struct ts_signer_row row;
  json_int_t signing = 0;
  char key_id[8];
  while (ts_home_signer_next(&list, &row)) {
    count[row.state <= TS_SIGNER_REVOKED ? row.state : TS_SIGNER_REVOKED]++;
    if (row.state != TS_SIGNER_ACTIVE)
      continue;
    signing += s->now >= row.not_before && s->now <= row.not_after;
    (void)snprintf(key_id, sizeof key_id, "%04x", row.key_id);
    note_end(s, "signer", brand, key_id, row.not_after + 1);
  }
  ts_sql_close(&list);
  return json_pack("{s:I,s:I,s:I,s:I}", "active", count[TS_SIGNER_ACTIVE], "may_sign_now", signing, "retired",
                   count[TS_SIGNER_RETIRED], "revoked", count[TS_SIGNER_REVOKED]);
}

static json_t *brand_of(struct status *s, const char *id) {
  struct ts_brand_row row;
  struct ts_x509_facts root;
  struct ts_registry_filter filter = {.brand = id};
  uint64_t pieces = 0, blocked = 0;
  if (!ts_home_brand_get(s->home, id, &row, s->fault) ||
      !ts_x509_check_root(&root, &row.root, INT64_MIN, id, s->fault) ||
      !ts_registry_count(s->registry, &filter, &pieces))
    return NULL;
  filter.blocked = true;
  if (!ts_registry_count(s->registry, &filter, &blocked))
    return NULL;
  ts_key_free(&root.public_key);
  note_end(s, "root", id, NULL, root.not_after + 1);
  if (row.imported)
    note_end(s, "export", id, NULL, row.export_expires);
  json_t *signers = signers_of(s, id);
  return json_pack("{s:s,s:s,s:b,s:I,s:I,s:o}", "brand", row.id, "name", row.name, "imported", row.imported,
                   "pieces", (json_int_t)pieces, "blocked", (json_int_t)blocked, "signers", signers);
}

static json_t *brands_of(struct status *s) {
  json_t *brands = json_array();
  struct ts_sql list = ts_home_brand_ids(s->home, s->fault);
  char id[TS_BRAND_ID_MAX + 1];
  while (ts_sql_row(&list) && ts_sql_copy(&list, 0, id, sizeof id)) {
    json_t *brand = brand_of(s, id);
    if (!brand || json_array_append_new(brands, brand) != 0) {
      (void)ts_fault(s->fault, EX_OSERR, "out of memory");
      break;
    }
  }
  ts_sql_close(&list);
  return brands;
}

/* The last bundle; JSON's null if there is none. */
static json_t *bundle_of(struct status *s) {
  struct ts_sql sql = ts_sql(
      s->home->db, "SELECT sequence, issued, expires FROM bundle ORDER BY sequence DESC LIMIT 1", s->fault);
  json_t *bundle = NULL;
  char issued[TS_DATE_TEXT], expires[TS_DATE_TEXT];
  if (ts_sql_row(&sql)) {
    ts_date_write(issued, ts_sql_number(&sql, 1));
    ts_date_write(expires, ts_sql_number(&sql, 2));
    note_end(s, "bundle", NULL, NULL, ts_sql_number(&sql, 2));
    bundle = json_pack("{s:I,s:s,s:s}", "sequence", (json_int_t)ts_sql_number(&sql, 0), "issued", issued,
                       "expires", expires);
  } else {
    bundle = json_null();
  }
  ts_sql_close(&sql);
  return bundle;
}

static const char *text_of(const json_t *object, const char *key) {
  const char *text = json_string_value(json_object_get(object, key));
  return text ? text : "";
}

static long long number_of(const json_t *object, const char *key) {
  return (long long)json_integer_value(json_object_get(object, key));
}

static void print_status(const json_t *status) {
  const json_t *bundle = json_object_get(status, "bundle"), *item;
  size_t i;
  printf("publisher \"%s\"\n", text_of(status, "publisher"));
  if (json_is_null(bundle))
    printf("no bundle was made yet\n");
  else
    printf("last bundle %lld of %s, good until %s\n", number_of(bundle, "sequence"),
           text_of(bundle, "issued"), text_of(bundle, "expires"));
  json_array_foreach(json_object_get(status, "brands"), i, item) {
    const json_t *signers = json_object_get(item, "signers");
    printf("%s  %s%s\n", text_of(item, "brand"), text_of(item, "name"),
           json_is_true(json_object_get(item, "imported")) ? "  (imported)" : "");
    printf("  %lld pieces issued, %lld blocked\n", number_of(item, "pieces"), number_of(item, "blocked"));
    printf("  signers: %lld active (%lld may sign now), %lld retired, %lld revoked\n",
           number_of(signers, "active"), number_of(signers, "may_sign_now"), number_of(signers, "retired"),
           number_of(signers, "revoked"));
  }
  json_array_foreach(json_object_get(status, "expiring"), i, item)
      printf("%s: %s%s%s%s%s %s %s\n", json_is_true(json_object_get(item, "over")) ? "EXPIRED" : "expiring",
             text_of(item, "what"), *text_of(item, "key_id") ? " " : "", text_of(item, "key_id"),
             *text_of(item, "brand") ? " of brand " : "", text_of(item, "brand"),
             json_is_true(json_object_get(item, "over")) ? "ended" : "ends", text_of(item, "on"));
}

static void tell(struct status *s, const struct ts_publisher *publisher, bool as_json) {
  json_t *bundle = bundle_of(s), *brands = brands_of(s);
  json_t *status = json_pack("{s:s,s:o,s:o,s:O}", "publisher", publisher->name, "bundle", bundle, "brands",
                             brands, "expiring", s->coming);
  if (s->fault->status != EX_OK || !status) {
    json_decref(status);
    (void)ts_fault(s->fault, EX_OSERR, "out of memory");
  } else if (as_json) {
    (void)ts_print_json(status, s->fault);
  } else {
    print_status(status);
    json_decref(status);
  }
}

static int run(const struct ts_args *args, struct ts_fault *fault) {
  struct ts_home home = {0};
  struct ts_publisher publisher;
  struct status s = {.home = &home, .fault = fault};
  uint64_t days = SOON_DAYS;
  if (ts_args_now(args, &s.now, fault) && ts_args_number(args, "days", 0, TS_BUNDLE_DAYS_MAX, &days, fault) &&
      ts_home_open(&home, ts_args_text(args, "home"), fault) && ts_home_publisher(&home, &publisher, fault) &&
      ts_registry_open(&s.registry, &home, ts_args_registry(args), fault)) {
    s.soon = s.now + (int64_t)days * TS_DAY_SECONDS;
    s.coming = json_array();
    tell(&s, &publisher, args->json);
    json_decref(s.coming);
  }
  ts_registry_close(s.registry);
  ts_home_close(&home);
  return fault->status;
}

static const struct ts_option options[] = {
    {"home", "HOME", "the publisher's home", TS_OPTION_REQUIRED},
    {"days", "N", "tell what ends within N days; 60 if not given", TS_OPTION_ONCE},
    TS_REGISTRY_OPTION,
    {"now", "TIME", "the time to go by instead of the clock's, UTC", TS_OPTION_ONCE},
    {NULL, NULL, NULL, TS_OPTION_ONCE},
};

const struct ts_command ts_command_status = {
    .name = "status",
    .operands = "",
    .summary = "Tell a home's state: brands, signers, pieces, the last bundle, and what ends soon.",
    .options = options,
    .example = "touchstone status --home HOME",
    .run = run,
};
