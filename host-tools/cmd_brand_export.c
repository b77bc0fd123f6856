/* SPDX-License-Identifier: Apache-2.0 */
/* brand export, brand import: between a brand and the publishers that are not the brand */
#include <stdio.h>
#include <stdlib.h>

#include "boards/common/hosted/report.h"
#include "host-tools/brand_export.h"
#include "host-tools/commands.h"
#include "host-tools/file.h"

/* As a bundle: the file is complete before its number is taken, and gets its name after. */
static bool make(struct ts_home *home, const struct ts_args *args, int64_t now, uint32_t days,
                 uint64_t *sequence, struct ts_brand_row *brand, struct ts_fault *fault) {
  struct ts_blob blob = {0};
  struct ts_file_out out;
  bool ok = ts_home_begin(home, fault) &&
            ts_home_brand_get_own(home, ts_args_text(args, "id"), brand, fault) &&
            ts_brand_export(home, brand, now, days, sequence, &blob, fault) &&
            ts_file_out_open(&out, ts_args_text(args, "out"), 0644, fault);
  if (ok) {
    ts_file_out_write(&out, ts_blob_bytes(&blob));
    ok = ts_file_out_prepare(&out, fault) && ts_home_commit(home, fault) && ts_file_out_publish(&out, fault);
    ts_file_out_drop(&out);
  }
  ts_blob_free(&blob);
  return ok;
}

/* The root's fingerprint: SHA-256 of its public key, for two people to compare. */
static bool fingerprint(char out[2 * TS_SHA256_SIZE + 1], const struct ts_der *root, struct ts_fault *fault) {
  struct ts_x509_facts facts;
  if (!ts_x509_check_root(&facts, root, INT64_MIN, "the root certificate", fault))
    return false;
  for (size_t i = 0; i < TS_SHA256_SIZE; i++)
    (void)snprintf(out + 2 * i, 3, "%02x", facts.public_key.spki_hash[i]);
  ts_key_free(&facts.public_key);
  return true;
}

static int run_export(const struct ts_args *args, struct ts_fault *fault) {
  struct ts_home home = {0};
  struct ts_brand_row brand;
  int64_t now;
  uint64_t days = TS_BRAND_EXPORT_DAYS, sequence = 0;
  char until[TS_DATE_TEXT], root[2 * TS_SHA256_SIZE + 1];
  const char *out = ts_args_text(args, "out");
  if (ts_args_now(args, &now, fault) && ts_args_number(args, "days", 1, TS_BUNDLE_DAYS_MAX, &days, fault) &&
      ts_home_open(&home, ts_args_text(args, "home"), fault) &&
      make(&home, args, now, (uint32_t)days, &sequence, &brand, fault) &&
      fingerprint(root, &brand.root, fault)) {
    ts_date_write(until, now + (int64_t)days * TS_DAY_SECONDS);
    if (args->json)
      (void)ts_print_json(json_pack("{s:s,s:o,s:I,s:s,s:s}", "brand", brand.id, "export",
                                    ts_report_text(ts_bytes_of(out)), "sequence", (json_int_t)sequence,
                                    "expires", until, "root_sha256", root),
                          fault);
    else
      printf("export %llu of brand %s written to %s, good until %s\n"
             "root key %s: tell it to the publisher by another "
             "way\n",
             (unsigned long long)sequence, brand.id, out, until, root);
  }
  ts_home_close(&home);
  return fault->status;
}

static bool take(struct ts_home *home, const struct ts_args *args, const struct ts_brand_export *export,
                 int64_t now, struct ts_brand_imported *done, struct ts_fault *fault) {
  const char *prefix[TS_BUNDLE_BRAND_PREFIXES_MAX];
  struct ts_brand_import import = {
      .prefix = prefix, .now = now, .new_root = ts_args_text(args, "new-root") != NULL};
  size_t at = 0;
  const char *text;
  while ((text = ts_args_next(args, "gs1-prefix", &at)) != NULL) {
    if (import.prefix_count == TS_BUNDLE_BRAND_PREFIXES_MAX)
      return ts_fault(fault, EX_USAGE, "more than %d prefixes of one brand", TS_BUNDLE_BRAND_PREFIXES_MAX);
    prefix[import.prefix_count++] = text;
  }
  return ts_home_begin(home, fault) && ts_brand_import(home, export, &import, done, fault) &&
         ts_home_commit(home, fault);
}

static void tell(const struct ts_args *args, const struct ts_brand_export *export,
                 const struct ts_brand_imported *done, struct ts_fault *fault) {
  char root[2 * TS_SHA256_SIZE + 1], day[TS_DATE_TEXT];
  if (!fingerprint(root, &export->root_certificate, fault))
    return;
  ts_day_write(day, export->head.issued);
  if (args->json) {
    (void)ts_print_json(
        json_pack("{s:o,s:I,s:s,s:b,s:b,s:I,s:I,s:I,s:s}", "brand", ts_report_text(export->brand.id),
                  "sequence", (json_int_t) export->head.sequence, "issued", day, "updated", done->updated,
                  "already", done->already, "signers", (json_int_t)done->signers, "models",
                  (json_int_t)done->models, "left_out", (json_int_t)done->left_out, "root_sha256", root),
        fault);
    return;
  }
  printf("brand %.*s %s: export %llu of %s, %zu signers, %zu models\n", (int)export->brand.id.size,
         (const char *)export->brand.id.data,
         done->already   ? "was held already"
         : done->updated ? "updated"
                         : "imported",
         (unsigned long long)export->head.sequence, day, done->signers, done->models);
  if (done->left_out)
    printf("%zu models or promises lie outside the prefixes that you confirmed and were left out\n",
           done->left_out);
  if (!done->updated)
    printf("root key %s: compare it with what the brand told you by another way\n", root);
}

static int run_import(const struct ts_args *args, struct ts_fault *fault) {
  struct ts_home home = {0};
  struct ts_brand_export export = {0};
  struct ts_brand_imported done;
  const char *path = args->operand[0];
  uint8_t *data = NULL;
  size_t size = 0;
  int64_t now;
  if (ts_args_now(args, &now, fault) && ts_home_open(&home, ts_args_text(args, "home"), fault) &&
      ts_file_read(path, TS_BUNDLE_SIZE_MAX, &data, &size, fault) &&
      ts_brand_export_open(&export, ts_bytes(data, size), now, path, fault) &&
      take(&home, args, &export, now, &done, fault))
    tell(args, &export, &done, fault);
  ts_key_free(&export.root);
  free(data);
  ts_home_close(&home);
  return fault->status;
}

static const struct ts_option export_options[] = {
    {"home", "HOME", "the brand's home", TS_OPTION_REQUIRED},
    {"id", "ID", "which brand", TS_OPTION_REQUIRED},
    {"out", "FILE", "the export's file", TS_OPTION_REQUIRED},
    {"days", "N", "how long it is good; 90 if not given", TS_OPTION_ONCE},
    TS_PASSPHRASE_OPTION,
    {"now", "TIME", "the time to go by instead of the clock's, UTC", TS_OPTION_ONCE},
    {NULL, NULL, NULL, TS_OPTION_ONCE},
};

const struct ts_command ts_command_brand_export = {
    .name = "brand export",
    .operands = "",
    .summary = "Write what a brand tells other publishers, signed by its root, without private keys.",
    .options = export_options,
    .example = "touchstone brand export --home HOME --id maison --out maison.brand",
    .run = run_export,
};

static const struct ts_option import_options[] = {
    {"home", "HOME", "the publisher's home", TS_OPTION_REQUIRED},
    {"gs1-prefix", "DIGITS", "a GS1 company prefix that you know to be the brand's", TS_OPTION_SOME},
    {"new-root", NULL, "the brand has told you that its root key is a new one", TS_OPTION_ONCE},
    {"now", "TIME", "the time to go by instead of the clock's, UTC", TS_OPTION_ONCE},
    {NULL, NULL, NULL, TS_OPTION_ONCE},
};

const struct ts_command ts_command_brand_import = {
    .name = "brand import",
    .operands = "FILE",
    .operands_min = 1,
    .operands_max = 1,
    .summary = "Take another home's brand, or its newer data, into this publisher's home.",
    .options = import_options,
    .example =
        "touchstone init CUSTOMS\ntouchstone brand import --home CUSTOMS --gs1-prefix 9521234 maison.brand",
    .run = run_import,
};
