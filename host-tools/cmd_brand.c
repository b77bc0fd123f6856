/* SPDX-License-Identifier: Apache-2.0 */
/* brand add, brand list */
#include <stdio.h>
#include <string.h>

#include "host-tools/brands.h"
#include "host-tools/commands.h"
#include "host-tools/home_keys.h"

static bool add_lists(struct ts_home *home, const char *id, const struct ts_args *args,
                      struct ts_fault *fault) {
  size_t at = 0;
  const char *text;
  char host[TS_GS1_HOST_MAX + 1];
  while ((text = ts_args_next(args, "gs1-prefix", &at)) != NULL) {
    if (!ts_prefix_ok(text))
      return ts_fault(fault, EX_USAGE, "--gs1-prefix %s: 4 to 12 digits are wanted", text);
    if (!ts_home_brand_add_prefix(home, id, text, fault))
      return false;
  }
  at = 0;
  while ((text = ts_args_next(args, "host", &at)) != NULL) {
    if (!ts_host_read(host, text))
      return ts_fault(fault, EX_USAGE, "--host %s: a host name like id.maison.example is wanted", text);
    if (!ts_home_brand_add_host(home, id, host, fault))
      return false;
  }
  return true;
}

static bool is_new(struct ts_home *home, const char *id, struct ts_fault *fault) {
  struct ts_sql sql = ts_sql(home->db, "SELECT 1 FROM brand WHERE id = ?", fault);
  ts_sql_put_text(&sql, id);
  if (ts_sql_row(&sql))
    (void)ts_fault(fault, EX_DATAERR, "brand %s exists already; nothing was changed", id);
  ts_sql_close(&sql);
  return fault->status == EX_OK;
}

/* A certificate that a CA made: its key is given, was made for the request, or stays with the CA's owner. */
static bool take_root(struct ts_home *home, struct ts_brand_row *row, const char *file, const char *key,
                      int64_t now, struct ts_home_key *root, struct ts_fault *fault) {
  struct ts_x509_facts facts = {0};
  char label[TS_ROOT_LABEL];
  ts_home_root_label(label, row->id);
  bool ok = ts_certificate_read_file(&row->root, file, fault) &&
            ts_x509_check_root(&facts, &row->root, now, file, fault) &&
            (ts_home_key_find(home, key, label, &facts.public_key, root, fault) || fault->status == EX_OK);
  ts_key_free(&facts.public_key);
  return ok;
}

static bool make_root(struct ts_home *home, struct ts_brand_row *row, const char *key, int64_t now,
                      struct ts_home_key *root, struct ts_fault *fault) {
  char label[TS_ROOT_LABEL];
  ts_home_root_label(label, row->id);
  return (key ? ts_home_key_bring(home, key, label, root, fault)
              : ts_key_make(&root->key, fault) && ts_home_key_keep(home, label, root, fault)) &&
         ts_x509_make_root(&row->root, &root->key, row->id, row->name, now, fault);
}

/* First the root's key and certificate, for which a person may be asked; then the row and what belongs to it,
 * in one transaction. */
static bool add(struct ts_home *home, struct ts_brand_row *row, const struct ts_args *args, int64_t now,
                struct ts_fault *fault) {
  struct ts_home_key root = {0};
  const char *certificate = ts_args_text(args, "certificate"), *key = ts_args_text(args, "key");
  bool ok =
      is_new(home, row->id, fault) && (certificate ? take_root(home, row, certificate, key, now, &root, fault)
                                                   : make_root(home, row, key, now, &root, fault));
  if (ok) {
    memcpy(row->root_key_file, root.file, sizeof row->root_key_file);
    ok = ts_home_begin(home, fault) && is_new(home, row->id, fault) &&
         ts_home_brand_insert(home, row, now, fault) && add_lists(home, row->id, args, fault) &&
         ts_home_commit(home, fault);
  }
  ts_home_key_close(home, &root, !ok);
  return ok;
}

static bool read_names(struct ts_brand_row *row, const struct ts_args *args, struct ts_fault *fault) {
  const char *id = ts_args_text(args, "id"), *name = ts_args_text(args, "name");
  if (!ts_brand_id_ok(id))
    return ts_fault(fault, EX_USAGE, "--id %s: 1 to %d of a-z, 0-9 and - are wanted", id, TS_BRAND_ID_MAX);
  if (!ts_name_ok(ts_bytes_of(name), TS_NAME_MAX))
    return ts_fault(fault, EX_USAGE, "--name: 1 to %d bytes of UTF-8 without control characters",
                    TS_NAME_MAX);
  return ts_text_copy(row->id, sizeof row->id, ts_bytes_of(id)) &&
         ts_text_copy(row->name, sizeof row->name, ts_bytes_of(name));
}

static int run_add(const struct ts_args *args, struct ts_fault *fault) {
  struct ts_home home = {0};
  struct ts_brand_row row = {.signer_days = 30, .serial_days = 7};
  int64_t now;
  if (read_names(&row, args, fault) && ts_args_now(args, &now, fault) &&
      ts_home_open(&home, ts_args_text(args, "home"), fault) && add(&home, &row, args, now, fault)) {
    if (args->json)
      (void)ts_print_json(
          json_pack("{s:s,s:s,s:s}", "brand", row.id, "name", row.name, "root_key", row.root_key_file),
          fault);
    else
      printf("brand %s (%s) added\n", row.id, row.name);
  }
  ts_home_close(&home);
  return fault->status;
}

/* The first column of a list, as an array of JSON; NULL with a fault. Closes LIST. */
static json_t *texts_of(struct ts_sql list, struct ts_fault *fault) {
  json_t *array = json_array();
  while (ts_sql_row(&list)) {
    struct ts_bytes text = ts_sql_text(&list, 0);
    if (json_array_append_new(array, json_stringn((const char *)text.data, text.size)) != 0)
      (void)ts_fault(fault, EX_OSERR, "out of memory");
  }
  ts_sql_close(&list);
  return array;
}

static json_t *tagged_of(struct ts_home *home, const char *id, struct ts_fault *fault) {
  struct ts_sql list = ts_home_brand_tagged(home, id, fault);
  json_t *object = json_object();
  char gtin[15], day[TS_DATE_TEXT];
  while (ts_sql_row(&list) && ts_sql_copy(&list, 0, gtin, sizeof gtin)) {
    ts_day_write(day, ts_sql_number(&list, 1));
    if (json_object_set_new(object, gtin, json_string(ts_sql_number(&list, 1) == 0 ? "always" : day)) != 0)
      (void)ts_fault(fault, EX_OSERR, "out of memory");
  }
  ts_sql_close(&list);
  return object;
}

static void print_texts(const char *label, const json_t *array) {
  size_t i;
  const json_t *item;
  printf("  %-14s", label);
  json_array_foreach(array, i, item) printf("%s%s", i ? ", " : "", json_string_value(item));
  printf("\n");
}

static void print_brand(const json_t *brand) {
  const char *gtin;
  json_t *since, *tagged = json_object_get(brand, "tagged_since");
  printf("%s  %s\n", json_string_value(json_object_get(brand, "brand")),
         json_string_value(json_object_get(brand, "name")));
  print_texts("GS1 prefixes", json_object_get(brand, "gs1_prefixes"));
  print_texts("hosts", json_object_get(brand, "hosts"));
  if (json_array_size(json_object_get(brand, "serial_forms")) > 0)
    print_texts("serial forms", json_object_get(brand, "serial_forms"));
  printf("  %-14ssigners %lld days, serials %lld days ahead\n", "announced",
         (long long)json_integer_value(json_object_get(brand, "signer_days")),
         (long long)json_integer_value(json_object_get(brand, "serial_days")));
  json_object_foreach(tagged, gtin, since)
      printf("  %-14s%s: %s\n", "tagged since", gtin, json_string_value(since));
}

static bool list_one(struct ts_home *home, const char *id, bool json, struct ts_fault *fault) {
  struct ts_brand_row row;
  if (!ts_home_brand_get(home, id, &row, fault))
    return false;
  json_t *brand = json_pack("{s:s,s:s,s:o,s:o,s:o,s:I,s:I,s:o}", "brand", row.id, "name", row.name,
                            "gs1_prefixes", texts_of(ts_home_brand_prefixes(home, id, fault), fault), "hosts",
                            texts_of(ts_home_brand_hosts(home, id, fault), fault), "serial_forms",
                            texts_of(ts_home_brand_serial_forms(home, id, fault), fault), "signer_days",
                            (json_int_t)row.signer_days, "serial_days", (json_int_t)row.serial_days,
                            "tagged_since", tagged_of(home, id, fault));
  if (!brand || fault->status != EX_OK) {
    json_decref(brand);
    return ts_fault(fault, EX_OSERR, "out of memory");
  }
  if (json)
    return ts_print_json(brand, fault);
  print_brand(brand);
  json_decref(brand);
  return true;
}

static int run_list(const struct ts_args *args, struct ts_fault *fault) {
  struct ts_home home = {0};
  char id[TS_BRAND_ID_MAX + 1];
  if (ts_home_open(&home, ts_args_text(args, "home"), fault)) {
    struct ts_sql list = ts_home_brand_ids(&home, fault);
    while (ts_sql_row(&list) && ts_sql_copy(&list, 0, id, sizeof id) &&
           list_one(&home, id, args->json, fault))
      continue;
    ts_sql_close(&list);
  }
  ts_home_close(&home);
  return fault->status;
}

static const struct ts_option add_options[] = {
    {"home", "HOME", "the publisher's home", TS_OPTION_REQUIRED},
    {"id", "ID", "short name: a-z, 0-9 and -", TS_OPTION_REQUIRED},
    {"name", "NAME", "the brand's name as people know it", TS_OPTION_REQUIRED},
    {"gs1-prefix", "DIGITS", "a GS1 company prefix of the brand's", TS_OPTION_SOME},
    {"host", "HOST", "a host for the tags' links; new tags get the first", TS_OPTION_SOME},
    {"key", "URI|FILE", "the root key, in a token (pkcs11:) or a file; made if not given", TS_OPTION_ONCE},
    {"certificate", "FILE", "the root's, made by a CA, PEM or DER", TS_OPTION_ONCE},
    TS_PASSPHRASE_OPTION,
    {"now", "TIME", "the time to go by instead of the clock's, UTC", TS_OPTION_ONCE},
    {NULL, NULL, NULL, TS_OPTION_ONCE},
};

const struct ts_command ts_command_brand_add = {
    .name = "brand add",
    .operands = "",
    .summary = "Add a brand: its root key and certificate, its GS1 prefixes and hosts.",
    .options = add_options,
    .example = "touchstone brand add --home HOME --id maison --name \"Maison Aurelie\" --gs1-prefix 9521234 "
               "--host id.maison.example",
    .run = run_add,
};

static const struct ts_option list_options[] = {
    {"home", "HOME", "the publisher's home", TS_OPTION_REQUIRED},
    {NULL, NULL, NULL, TS_OPTION_ONCE},
};

const struct ts_command ts_command_brand_list = {
    .name = "brand list",
    .operands = "",
    .summary = "List the brands with their prefixes, hosts and policies.",
    .options = list_options,
    .example = "touchstone brand list --home HOME",
    .run = run_list,
};
