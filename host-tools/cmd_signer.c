/* SPDX-License-Identifier: Apache-2.0 */
/* signer add, signer list */
#include <stdio.h>

#include "host-tools/commands.h"
#include "host-tools/registry.h"
#include "host-tools/signers.h"

static bool add_scopes(struct ts_home *home, const char *brand, int64_t signer, const struct ts_args *args,
                       struct ts_fault *fault) {
  size_t at = 0;
  const char *text;
  char scope[15];
  while ((text = ts_args_next(args, "scope", &at)) != NULL)
    if (!ts_home_brand_covers(home, brand, text, true, scope, fault) ||
        !ts_home_signer_add_scope(home, signer, scope, fault))
      return false;
  return true;
}

static bool read_wish(const struct ts_args *args, int64_t now, struct ts_signer_wish *wish,
                      struct ts_fault *fault) {
  uint64_t days = TS_SIGNER_DAYS;
  *wish = (struct ts_signer_wish){
      .key = ts_args_text(args, "key"), .certificate = ts_args_text(args, "certificate"), .not_before = now};
  if (wish->certificate && (ts_args_text(args, "days") || ts_args_text(args, "not-before")))
    return ts_fault(fault, EX_USAGE,
                    "the certificate says itself from when and how long it is good; leave out "
                    "--days and --not-before");
  if (!ts_args_date(args, "not-before", &wish->not_before, fault) ||
      !ts_args_number(args, "days", 1, TS_SIGNER_DAYS_MAX, &days, fault))
    return false;
  /* Both ends are included: the last second belongs to the day before. */
  wish->not_after = wish->not_before + (int64_t)days * TS_DAY_SECONDS - 1;
  return true;
}

static bool add(struct ts_home *home, const struct ts_args *args, int64_t now, struct ts_signer_row *signer,
                struct ts_fault *fault) {
  struct ts_brand_row brand;
  struct ts_signer_wish wish;
  struct ts_home_key key = {0};
  bool ok = read_wish(args, now, &wish, fault) &&
            ts_home_brand_get_own(home, ts_args_text(args, "brand"), &brand, fault) &&
            ts_home_signer_prepare(home, &brand, &wish, now, &key, signer, fault) &&
            ts_home_begin(home, fault) && ts_home_signer_enter(home, &brand, &key, now, signer, fault) &&
            add_scopes(home, brand.id, signer->id, args, fault) && ts_home_commit(home, fault);
  ts_home_key_close(home, &key, !ok);
  return ok;
}

static int run_add(const struct ts_args *args, struct ts_fault *fault) {
  struct ts_home home = {0};
  struct ts_signer_row signer;
  int64_t now;
  char from[TS_DATE_TEXT], until[TS_DATE_TEXT], key_id[8];
  if (ts_args_now(args, &now, fault) && ts_home_open(&home, ts_args_text(args, "home"), fault) &&
      add(&home, args, now, &signer, fault)) {
    ts_date_write(from, signer.not_before);
    ts_date_write(until, signer.not_after);
    (void)snprintf(key_id, sizeof key_id, "%04x", signer.key_id);
    if (args->json)
      (void)ts_print_json(json_pack("{s:s,s:s,s:s,s:s,s:s}", "brand", ts_args_text(args, "brand"), "key_id",
                                    key_id, "not_before", from, "not_after", until, "key", signer.key_file),
                          fault);
    else
      printf("signer %s of %s added, good from %s until %s\n", key_id, ts_args_text(args, "brand"), from,
             until);
  }
  ts_home_close(&home);
  return fault->status;
}

static int64_t pieces_signed(struct ts_registry *registry, const char *brand, uint16_t key_id) {
  struct ts_registry_filter filter = {.brand = brand, .by_key = true, .key_id = key_id};
  uint64_t count = 0;
  (void)ts_registry_count(registry, &filter, &count);
  return (int64_t)count;
}

static json_t *scopes_of(struct ts_home *home, int64_t signer, struct ts_fault *fault) {
  struct ts_sql list = ts_home_signer_scopes(home, signer, fault);
  json_t *array = json_array();
  char scope[15];
  while (ts_sql_row(&list) && ts_sql_copy(&list, 0, scope, sizeof scope))
    if (json_array_append_new(array, json_string(scope)) != 0)
      (void)ts_fault(fault, EX_OSERR, "out of memory");
  ts_sql_close(&list);
  return array;
}

static void print_text(const char *key_id, const char *subject, const char *from, const char *until,
                       const char *state, int64_t pieces, const json_t *scopes) {
  size_t i;
  const json_t *scope;
  printf("%s  %s  %s to %s  %s  %lld pieces", key_id, subject, from, until, state, (long long)pieces);
  json_array_foreach(scopes, i, scope) printf("%s%s", i ? ", " : "  for ", json_string_value(scope));
  printf("\n");
}

static bool list_one(struct ts_home *home, struct ts_registry *registry, const char *brand,
                     const struct ts_signer_row *signer, bool json, struct ts_fault *fault) {
  char from[TS_DATE_TEXT], until[TS_DATE_TEXT], key_id[8], subject[TS_SUBJECT_MAX], revoked[TS_DATE_TEXT],
      state[48];
  int64_t pieces = pieces_signed(registry, brand, signer->key_id);
  json_t *scopes = scopes_of(home, signer->id, fault);
  ts_day_write(from, signer->not_before);
  ts_day_write(until, signer->not_after);
  (void)snprintf(key_id, sizeof key_id, "%04x", signer->key_id);
  ts_x509_subject(subject, &signer->certificate);
  ts_day_write(revoked, signer->revoked_from);
  if (json)
    return ts_print_json(json_pack("{s:s,s:s,s:s,s:s,s:s,s:s?,s:I,s:o}", "key_id", key_id, "subject", subject,
                                   "not_before", from, "not_after", until, "state",
                                   ts_signer_state_name(signer->state), "revoked_from",
                                   signer->state == TS_SIGNER_REVOKED ? revoked : NULL, "pieces",
                                   (json_int_t)pieces, "scope", scopes),
                         fault);
  (void)snprintf(state, sizeof state, "%s%s%s", ts_signer_state_name(signer->state),
                 signer->state == TS_SIGNER_REVOKED ? " from " : "",
                 signer->state == TS_SIGNER_REVOKED ? revoked : "");
  print_text(key_id, subject, from, until, state, pieces, scopes);
  json_decref(scopes);
  return fault->status == EX_OK;
}

static int run_list(const struct ts_args *args, struct ts_fault *fault) {
  struct ts_home home = {0};
  struct ts_brand_row brand;
  struct ts_signer_row signer;
  struct ts_registry *registry = NULL;
  if (ts_home_open(&home, ts_args_text(args, "home"), fault) &&
      ts_home_brand_get(&home, ts_args_text(args, "brand"), &brand, fault) &&
      ts_registry_open(&registry, &home, ts_args_registry(args), fault)) {
    struct ts_sql list = ts_home_signers(&home, brand.id, fault);
    while (ts_home_signer_next(&list, &signer) &&
           list_one(&home, registry, brand.id, &signer, args->json, fault))
      continue;
    ts_sql_close(&list);
  }
  ts_registry_close(registry);
  ts_home_close(&home);
  return fault->status;
}

static const struct ts_option add_options[] = {
    {"home", "HOME", "the publisher's home", TS_OPTION_REQUIRED},
    {"brand", "ID", "whose signer", TS_OPTION_REQUIRED},
    {"scope", "GTIN|PREFIX", "signs for this GTIN or prefix only; none: all of the brand's", TS_OPTION_MANY},
    {"days", "N", "how long it may sign; 1095 if not given", TS_OPTION_ONCE},
    {"not-before", "DATE", "when it begins; now if not given", TS_OPTION_ONCE},
    {"key", "URI|FILE", "its private key, in a token (pkcs11:) or a file; made if not given", TS_OPTION_ONCE},
    {"certificate", "FILE", "made by the brand's CA, PEM or DER; else the root signs here", TS_OPTION_ONCE},
    TS_PASSPHRASE_OPTION,
    {"now", "TIME", "the time to go by instead of the clock's, UTC", TS_OPTION_ONCE},
    {NULL, NULL, NULL, TS_OPTION_ONCE},
};

const struct ts_command ts_command_signer_add = {
    .name = "signer add",
    .operands = "",
    .summary = "Add a signing key under a brand's root.",
    .options = add_options,
    .example = "touchstone signer add --home HOME --brand maison",
    .run = run_add,
};

static const struct ts_option list_options[] = {
    {"home", "HOME", "the publisher's home", TS_OPTION_REQUIRED},
    {"brand", "ID", "whose signers", TS_OPTION_REQUIRED},
    TS_REGISTRY_OPTION,
    {NULL, NULL, NULL, TS_OPTION_ONCE},
};

const struct ts_command ts_command_signer_list = {
    .name = "signer list",
    .operands = "",
    .summary = "List a brand's signers: key id, subject, dates, state, pieces signed.",
    .options = list_options,
    .example = "touchstone signer list --home HOME --brand maison",
    .run = run_list,
};
