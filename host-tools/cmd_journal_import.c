/* SPDX-License-Identifier: Apache-2.0 */
/* touchstone journal import */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "boards/common/hosted/report.h"
#include "host-tools/commands.h"
#include "host-tools/journal_import.h"
#include "host-tools/plural.h"

static json_t *gaps_json(const struct ts_audit *audit) {
  json_t *array = json_array();
  struct ts_audit_range range;
  for (uint64_t at = 0; ts_audit_next(audit, &at, &range);)
    json_array_append_new(array,
                          json_pack("{s:I, s:I, s:s}", "first", (json_int_t)range.first, "last",
                                    (json_int_t)range.last, "state", ts_record_state_name(range.state)));
  return array;
}

static json_t *text_or_null(const char *text) {
  return *text ? ts_report_text(ts_bytes_of(text)) : json_null();
}

static json_t *result_json(const char *folder, const struct ts_journal_imported *done,
                           const struct ts_fault *refused) {
  return json_pack("{s:o, s:o, s:o, s:I, s:I, s:I, s:I, s:I, s:o, s:o}", "folder",
                   ts_report_text(ts_bytes_of(folder)), "device", text_or_null(done->id), "place",
                   text_or_null(done->place), "before", (json_int_t)done->before, "size",
                   (json_int_t)done->size, "records", (json_int_t)done->records, "sightings",
                   (json_int_t)done->sightings, "not_signed", (json_int_t)done->not_signed, "gaps",
                   gaps_json(&done->audit), "error",
                   refused->status == EX_OK ? json_null() : ts_report_text(ts_bytes_of(refused->text)));
}

static const char *words_of(enum ts_record_state state) {
  switch (state) {
  case TS_STATE_OVERWRITTEN:
    return "were overwritten by newer ones before they were imported";
  case TS_STATE_NOTED:
    return "are lost; the device noted so itself";
  case TS_STATE_MISSING:
    return "are missing or damaged";
  case TS_STATE_CHANGED:
    return "are not what the device wrote";
  default:
    return "cannot be proven";
  }
}

static void print_result(const char *folder, const struct ts_journal_imported *done) {
  struct ts_audit_range range;
  printf("%s: device %s%s%s: %llu record%s imported, %llu piece%s seen; %llu %s imported before\n", folder,
         done->id, done->place[0] ? " at " : "", done->place, (unsigned long long)done->records,
         ts_s(done->records), (unsigned long long)done->sightings, ts_s(done->sightings),
         (unsigned long long)done->before, done->before == 1 ? "was" : "were");
  for (uint64_t at = 0; ts_audit_next(&done->audit, &at, &range);)
    printf("  records %llu to %llu %s\n", (unsigned long long)range.first, (unsigned long long)range.last,
           words_of(range.state));
  if (done->not_signed)
    printf("  %llu record%s not signed for yet; imported when the device has done so\n",
           (unsigned long long)done->not_signed, done->not_signed == 1 ? " is" : "s are");
}

/* One device; what is wrong with it is told at once and does not keep the others. */
static bool import_one(const struct ts_args *args, const struct ts_journal_import *import, const char *folder,
                       int *first_status, struct ts_fault *fault) {
  struct ts_fault refused = {0};
  struct ts_journal_imported done;
  bool ok = ts_journal_import(import, folder, &done, &refused);
  bool goes_on = ok || (refused.status != EX_OK && fault->status == EX_OK);
  if (!ok && goes_on) {
    (void)fprintf(stderr, "touchstone journal import: %s\n", refused.text);
    *first_status = *first_status == EX_OK ? refused.status : *first_status;
  }
  if (goes_on && args->json)
    goes_on = ts_print_json(result_json(folder, &done, &refused), fault);
  else if (ok)
    print_result(folder, &done);
  ts_audit_free(&done.audit);
  return goes_on;
}

static bool import_all(const struct ts_args *args, const struct ts_journal_import *import,
                       struct ts_fault *fault) {
  size_t refused = 0;
  int status = EX_OK;
  for (size_t i = 0; i < args->operand_count; i++) {
    int one = EX_OK;
    if (!import_one(args, import, args->operand[i], &one, fault))
      return false;
    refused += one != EX_OK;
    status = status == EX_OK ? one : status;
  }
  return refused == 0 ||
         ts_fault(fault, status, "%zu of %zu devices were not imported", refused, args->operand_count);
}

static int run(const struct ts_args *args, struct ts_fault *fault) {
  struct ts_home home = {0};
  struct ts_journal_import import = {.home = &home,
                                     .place = ts_args_text(args, "place"),
                                     .despite_gaps = ts_args_text(args, "despite-gaps") != NULL,
                                     .progress = isatty(STDERR_FILENO) == 1};
  if (import.place && import.place[0] && !ts_name_ok(ts_bytes_of(import.place), TS_NAME_MAX))
    (void)ts_fault(fault, EX_USAGE, "--place: a name of at most %d bytes is wanted", TS_NAME_MAX);
  else if (ts_args_now(args, &import.now, fault) && ts_home_open(&home, ts_args_text(args, "home"), fault) &&
           ts_brand_prefixes_read(&import.prefixes, &home, fault) &&
           ts_registry_open(&import.registry, &home, ts_args_registry(args), fault))
    (void)import_all(args, &import, fault);
  ts_registry_close(import.registry);
  ts_brand_prefixes_free(&import.prefixes);
  ts_home_close(&home);
  return fault->status;
}

const struct ts_command ts_command_journal_import = {
    .name = "journal import",
    .operands = "DEVICE...",
    .operands_min = 1,
    .operands_max = SIZE_MAX,
    .summary = "Verify devices' journals and take what they saw into the registry",
    .options =
        (const struct ts_option[]){
            {"home", "HOME", "the home of the devices' publisher", TS_OPTION_REQUIRED},
            {"place", "NAME", "where these devices are used; those at one place are near each other",
             TS_OPTION_ONCE},
            {"despite-gaps", NULL, "import the other records where some are missing or changed",
             TS_OPTION_ONCE},
            TS_REGISTRY_OPTION,
            {"now", "TIME", "import as of this time", TS_OPTION_ONCE},
            {0}},
    .example = "touchstone journal import --home HOME DEVICE",
    .run = run,
};
