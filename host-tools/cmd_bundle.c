/* SPDX-License-Identifier: Apache-2.0 */
/* touchstone bundle, touchstone bundle diff */
#include <stdio.h>
#include <stdlib.h>

#include "boards/common/hosted/report.h"
#include "host-tools/bundle_diff.h"
#include "host-tools/commands.h"
#include "host-tools/file.h"
#include "host-tools/publish.h"

static void put(void *ctx, struct ts_bytes part) {
  ts_file_out_write(ctx, part);
}

/* The file is complete under a temporary name before its number is taken, and gets its own name after: a
 * number never stands for two files, and a file that cannot be written takes no number. */
static bool make(struct ts_home *home, const struct ts_publish_order *order, const char *url,
                 const char *path, struct ts_published *done, struct ts_fault *fault) {
  struct ts_file_out out;
  const struct ts_bundle_sink sink = {.ctx = &out, .put = put};
  /* The registry's transaction makes its lists those of one moment; it only reads. */
  if (!ts_home_begin(home, fault) || !ts_registry_begin(order->registry) ||
      !ts_registry_check_whole(order->registry, url, home, fault) ||
      !ts_file_out_open(&out, path, 0644, fault))
    return false;
  bool ok = ts_publish_bundle(home, order, &sink, done, fault) && ts_file_out_prepare(&out, fault) &&
            ts_home_commit(home, fault) && ts_file_out_publish(&out, fault);
  ts_file_out_drop(&out);
  return ok;
}

static void warn(const struct ts_published *done) {
  if (done->aged)
    fprintf(
        stderr,
        "imported brands whose exports are older than their serials are announced ahead: %zu (%s among them); "
        "devices will call none of their serials never issued; import newer exports\n",
        done->aged, done->an_aged_brand);
}

static int run(const struct ts_args *args, struct ts_fault *fault) {
  struct ts_home home = {0};
  struct ts_publish_order order = {.days = TS_BUNDLE_DAYS};
  struct ts_published done = {0};
  const char *path = ts_args_text(args, "out");
  char until[TS_DATE_TEXT];
  if (ts_args_now(args, &order.now, fault) &&
      ts_args_number(args, "days", 1, TS_BUNDLE_DAYS_MAX, &order.days, fault) &&
      ts_home_open(&home, ts_args_text(args, "home"), fault) &&
      ts_registry_open(&order.registry, &home, ts_args_registry(args), fault) &&
      (order.ring = ts_home_publisher_open(&home, fault)) != NULL &&
      make(&home, &order, ts_args_registry(args), path, &done, fault)) {
    ts_date_write(until, order.now + (int64_t)order.days * TS_DAY_SECONDS);
    if (args->json)
      (void)ts_print_json(json_pack("{s:o, s:I, s:s}", "bundle", ts_report_text(ts_bytes_of(path)),
                                    "sequence", (json_int_t)done.sequence, "expires", until),
                          fault);
    else
      printf("bundle %llu written to %s, good until %s\n", (unsigned long long)done.sequence, path, until);
    warn(&done);
  }
  ts_home_publisher_close(order.ring);
  ts_registry_close(order.registry);
  ts_home_close(&home);
  return fault->status;
}

const struct ts_command ts_command_bundle = {
    .name = "bundle",
    .operands = "",
    .summary = "Make the home's next trust bundle, signed by its publisher",
    .options = (const struct ts_option[]){{"home", "HOME", "the home", TS_OPTION_REQUIRED},
                                          {"out", "FILE", "the bundle's file", TS_OPTION_REQUIRED},
                                          {"days", "N", "how long it is good (90)", TS_OPTION_ONCE},
                                          TS_REGISTRY_OPTION,
                                          TS_PASSPHRASE_OPTION,
                                          {"now", "TIME", "issue it as of this time", TS_OPTION_ONCE},
                                          {0}},
    .example = "touchstone bundle --home HOME --out bundle",
    .run = run,
};

static void tell(const struct ts_args *args, json_t *changes, struct ts_fault *fault) {
  size_t i;
  json_t *change;
  if (!changes)
    (void)ts_fault(fault, EX_OSERR, "not enough memory to compare the bundles");
  else if (args->json)
    (void)ts_print_json(json_pack("{s:O}", "changes", changes), fault);
  else if (json_array_size(changes) == 0)
    printf("no difference\n");
  else
    json_array_foreach(changes, i, change) printf("%s\n", json_string_value(change));
  json_decref(changes);
}

static int run_diff(const struct ts_args *args, struct ts_fault *fault) {
  uint8_t *data[2] = {NULL, NULL};
  struct ts_bundle_claim claim[2];
  bool ok = true;
  for (int i = 0; ok && i < 2; i++) {
    size_t size;
    const char *path = args->operand[i];
    ok = ts_file_read(path, TS_BUNDLE_FILE_MAX, &data[i], &size, fault) &&
         ts_bundle_claim(&claim[i], ts_bytes(data[i], size), path, fault);
  }
  if (ok)
    tell(args, ts_bundle_diff(&claim[0], &claim[1]), fault);
  free(data[0]);
  free(data[1]);
  return fault->status;
}

const struct ts_command ts_command_bundle_diff = {
    .name = "bundle diff",
    .operands = "FILE NEWER",
    .operands_min = 2,
    .operands_max = 2,
    .summary =
        "Say in words what changed between two bundles; signatures are not looked at, provision does that",
    .options = (const struct ts_option[]){{0}},
    .example = "touchstone bundle diff bundle bundle",
    .run = run_diff,
};
