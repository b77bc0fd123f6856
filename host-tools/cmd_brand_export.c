/* SPDX-License-Identifier: Apache-2.0 */
/* brand export, brand import: between a brand and the publishers that are not the brand */
#include <stdio.h>
#include <stdlib.h>

#include "boards/common/hosted/report.h"
#include "host-tools/brand_held.h"
#include "host-tools/commands.h"
#include "host-tools/file.h"
#include "host-tools/plural.h"

struct export_job {
  struct ts_home home;
  struct ts_registry *registry; /* NULL: the export tells nothing of pieces */
  const char *url;              /* of the registry; NULL: the home's own */
  const char *id, *path;
  struct ts_brand_row brand;
  struct ts_key root;
  int64_t now;
  uint64_t days, sequence;
};

static void put(void *ctx, struct ts_bytes part) {
  ts_file_out_write(ctx, part);
}

/* As a bundle: the file is complete before its number is taken, and gets its name after. The key was asked for
 * before, which may take a person's time. */
static bool make(struct export_job *job, struct ts_fault *fault) {
  struct ts_file_out out;
  const struct ts_bundle_sink sink = {.ctx = &out, .put = put};
  if (!ts_home_begin(&job->home, fault) || !ts_home_brand_get_own(&job->home, job->id, &job->brand, fault) ||
      (job->registry && (!ts_registry_begin(job->registry) ||
                         !ts_registry_check_whole(job->registry, job->url, &job->home, fault))) ||
      !ts_file_out_open(&out, job->path, 0644, fault))
    return false;
  bool ok = ts_brand_export(&job->home, job->registry, &job->brand, &job->root, job->now, (uint32_t)job->days,
                            &sink, &job->sequence, fault) &&
            ts_file_out_prepare(&out, fault) && ts_home_commit(&job->home, fault) &&
            ts_file_out_publish(&out, fault);
  ts_file_out_drop(&out);
  return ok;
}

static bool open_export(struct export_job *job, const struct ts_args *args, struct ts_fault *fault) {
  bool pieces = ts_args_text(args, "no-pieces") == NULL;
  if (!pieces && job->url)
    return ts_fault(fault, EX_USAGE, "--no-pieces needs no --registry");
  return ts_args_now(args, &job->now, fault) &&
         ts_args_number(args, "days", 1, TS_BUNDLE_DAYS_MAX, &job->days, fault) &&
         ts_home_open(&job->home, ts_args_text(args, "home"), fault) &&
         ts_home_brand_get_own(&job->home, job->id, &job->brand, fault) &&
         ts_home_read_key(&job->home, job->brand.root_key_file, &job->root, fault) &&
         (!pieces || ts_registry_open(&job->registry, &job->home, job->url, fault));
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

static void tell_export(const struct export_job *job, bool json, struct ts_fault *fault) {
  char until[TS_DATE_TEXT], root[2 * TS_SHA256_SIZE + 1];
  if (!fingerprint(root, &job->brand.root, fault))
    return;
  ts_date_write(until, job->now + (int64_t)job->days * TS_DAY_SECONDS);
  if (json)
    (void)ts_print_json(json_pack("{s:s,s:o,s:I,s:s,s:s}", "brand", job->brand.id, "export",
                                  ts_report_text(ts_bytes_of(job->path)), "sequence",
                                  (json_int_t)job->sequence, "expires", until, "root_sha256", root),
                        fault);
  else
    printf("export %llu of brand %s written to %s, good until %s\n"
           "root key %s: tell it to the publisher by another way\n",
           (unsigned long long)job->sequence, job->brand.id, job->path, until, root);
}

static int run_export(const struct ts_args *args, struct ts_fault *fault) {
  struct export_job job = {.url = ts_args_registry(args),
                           .id = ts_args_text(args, "id"),
                           .path = ts_args_text(args, "out"),
                           .days = TS_BRAND_EXPORT_DAYS};
  if (open_export(&job, args, fault) && make(&job, fault))
    tell_export(&job, args->json, fault);
  ts_key_free(&job.root);
  ts_registry_close(job.registry);
  ts_home_close(&job.home);
  return fault->status;
}

/* The file is there under the name that the transaction gives it, whenever that is committed; the one before goes
 * after. */
static bool keep(struct ts_home *home, const struct ts_brand_export *export, struct ts_bytes file,
                 const struct ts_brand_imported *done, struct ts_fault *fault) {
  char id[TS_BRAND_ID_MAX + 1];
  bool stays = done->already && done->was_kept;
  if (!ts_text_copy(id, sizeof id, export->brand.id) ||
      !ts_brand_held_write(home, id, export->sha256, file, fault))
    return false;
  bool ok = ts_home_commit(home, fault);
  if (!ok && !stays)
    ts_brand_held_remove(home, id, export->sha256);
  if (ok && done->was_kept && !done->already)
    ts_brand_held_remove(home, id, done->was);
  return ok;
}

static bool take(struct ts_home *home, const struct ts_args *args, const struct ts_brand_export *export,
                 struct ts_bytes file, int64_t now, struct ts_brand_imported *done, struct ts_fault *fault) {
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
         keep(home, export, file, done, fault);
}

/* How many entries; null: the export has no such set. */
static json_t *size_of(const struct ts_bundle_set *set) {
  return set->there ? json_integer((json_int_t)set->info.count) : json_null();
}

static void tell(const struct ts_args *args, const struct ts_brand_export *export,
                 const struct ts_brand_imported *done, struct ts_fault *fault) {
  char root[2 * TS_SHA256_SIZE + 1], day[TS_DATE_TEXT];
  if (!fingerprint(root, &export->root_certificate, fault))
    return;
  ts_day_write(day, export->head.issued);
  if (args->json) {
    (void)ts_print_json(json_pack("{s:o,s:I,s:s,s:b,s:b,s:I,s:I,s:I,s:o,s:o,s:s}", "brand",
                                  ts_report_text(export->brand.id), "sequence",
                                  (json_int_t) export->head.sequence, "issued", day, "updated", done->updated,
                                  "already", done->already, "signers", (json_int_t)done->signers, "models",
                                  (json_int_t)done->models, "left_out", (json_int_t)done->left_out,
                                  "pieces_issued", size_of(&export->brand.issued), "pieces_blocked",
                                  size_of(&export->brand.blocked), "root_sha256", root),
                        fault);
    return;
  }
  printf("brand %.*s %s: export %llu of %s, %zu signer%s, %zu model%s\n", (int)export->brand.id.size,
         (const char *)export->brand.id.data,
         done->already   ? "was held already"
         : done->updated ? "updated"
                         : "imported",
         (unsigned long long)export->head.sequence, day, done->signers, ts_s(done->signers), done->models,
         ts_s(done->models));
  if (export->brand.issued.there)
    printf("%lu piece%s issued, %lu blocked\n", (unsigned long)export->brand.issued.info.count,
           ts_s(export->brand.issued.info.count), (unsigned long)export->brand.blocked.info.count);
  else
    printf("it tells nothing of pieces: which were issued, which are blocked\n");
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
      ts_file_read(path, TS_BUNDLE_FILE_MAX, &data, &size, fault) &&
      ts_brand_export_open(&export, ts_bytes(data, size), now, path, fault) &&
      take(&home, args, &export, ts_bytes(data, size), now, &done, fault))
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
    {"no-pieces", NULL, "tell nothing of pieces: which were issued, which are blocked", TS_OPTION_ONCE},
    TS_REGISTRY_OPTION,
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
