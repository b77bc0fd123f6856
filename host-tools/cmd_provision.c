/* SPDX-License-Identifier: Apache-2.0 */
/* touchstone provision */
#include <stdio.h>
#include <stdlib.h>

#include "boards/common/hosted/report.h"
#include "host-tools/commands.h"
#include "host-tools/file.h"
#include "host-tools/plural.h"
#include "host-tools/publish.h"

static bool provision(struct ts_home *home, const struct ts_args *args, const uint8_t *data, size_t size,
                      int64_t now, struct ts_provisioned *done, struct ts_fault *fault) {
  struct ts_publisher_keys keys;
  struct ts_time time = {.seconds = now, .trust = TS_TIME_RTC};
  return ts_home_publisher_keys(home, &keys, fault) &&
         ts_provision(args->operand[0], ts_bytes(data, size), &keys, time, done, fault);
}

static void tell(const struct ts_args *args, const struct ts_provisioned *done, struct ts_fault *fault) {
  char until[TS_DATE_TEXT];
  ts_date_write(until, done->bundle.expires);
  if (args->json) {
    (void)ts_print_json(json_pack("{s:o, s:I, s:I, s:s, s:b, s:b}", "device",
                                  ts_report_text(ts_bytes_of(args->operand[0])), "sequence",
                                  (json_int_t)done->bundle.sequence, "brands",
                                  (json_int_t)done->bundle.brand_count, "expires", until, "pinned",
                                  done->pinned, "already", done->already),
                        fault);
    return;
  }
  printf("%s %s bundle %llu: %zu brand%s, %zu signer%s, good until %s\n", args->operand[0],
         done->already ? "holds already" : "now holds", (unsigned long long)done->bundle.sequence,
         done->bundle.brand_count, ts_s(done->bundle.brand_count), done->bundle.signer_count,
         ts_s(done->bundle.signer_count), until);
  if (done->pinned)
    printf("%s is pinned to this home's publisher from now on\n", args->operand[0]);
}

static int run(const struct ts_args *args, struct ts_fault *fault) {
  struct ts_home home = {0};
  struct ts_provisioned done;
  uint8_t *data = NULL;
  size_t size = 0;
  int64_t now;
  if (ts_args_now(args, &now, fault) && ts_home_open(&home, ts_args_text(args, "home"), fault) &&
      ts_file_read(ts_args_text(args, "bundle"), TS_BUNDLE_FILE_MAX, &data, &size, fault) &&
      provision(&home, args, data, size, now, &done, fault))
    tell(args, &done, fault);
  free(data);
  ts_home_close(&home);
  return fault->status;
}

const struct ts_command ts_command_provision = {
    .name = "provision",
    .operands = "DEVICE",
    .operands_min = 1,
    .operands_max = 1,
    .summary = "Install a bundle in a device; an empty device is pinned to this home's publisher",
    .options = (const struct ts_option[]){{"home", "HOME", "the publisher's home", TS_OPTION_REQUIRED},
                                          {"bundle", "FILE", "made by touchstone bundle", TS_OPTION_REQUIRED},
                                          {"now", "TIME", "install it as of this time", TS_OPTION_ONCE},
                                          {0}},
    .example = "touchstone provision --home HOME --bundle bundle DEVICE",
    .run = run,
};
