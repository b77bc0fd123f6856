/* SPDX-License-Identifier: Apache-2.0 */
/* touchstone history */
#include <stdio.h>

#include "boards/common/hosted/report.h"
#include "host-tools/brands.h"
#include "host-tools/commands.h"
#include "host-tools/registry.h"

struct telling {
  struct ts_fault *fault;
  bool json;
  unsigned events;
};

static bool tell(void *ctx, const struct ts_registry_event *event) {
  struct telling *telling = ctx;
  char at[TS_DATE_TEXT];
  const char *reason = ts_block_name(event->reason);
  ts_date_write(at, event->at);
  telling->events++;
  if (telling->json)
    return ts_print_json(json_pack("{s:s,s:s,s:o,s:o}", "at", at, "event", ts_event_name(event->kind),
                                   "reason", *reason ? json_string(reason) : json_null(), "operator",
                                   ts_report_text(ts_bytes_of(event->operator_name))),
                         telling->fault);
  printf("%s  %s%s%s by %s\n", at, ts_event_name(event->kind), *reason ? ": " : "", reason,
         event->operator_name);
  return true;
}

static int run(const struct ts_args *args, struct ts_fault *fault) {
  struct ts_home home = {0};
  struct ts_registry *registry = NULL;
  struct ts_brand_row brand;
  struct telling telling = {.fault = fault, .json = args->json};
  char gtin[15];
  const char *serial = ts_args_text(args, "serial");
  if (!ts_gs1_gtin14(gtin, ts_bytes_of(ts_args_text(args, "gtin"))))
    (void)ts_fault(fault, EX_DATAERR,
                   "--gtin: not a GTIN of 8, 12, 13 or 14 digits with a right check digit");
  else if (ts_home_open(&home, ts_args_text(args, "home"), fault) &&
           ts_home_brand_get(&home, ts_args_text(args, "brand"), &brand, fault) &&
           ts_registry_open(&registry, &home, ts_args_registry(args), fault) &&
           ts_registry_history(registry, brand.id, gtin, serial, tell, &telling) && telling.events == 0)
    (void)ts_fault(fault, EX_DATAERR, "%s never issued %s %s; is the registry the right one?", brand.id, gtin,
                   serial);
  ts_registry_close(registry);
  ts_home_close(&home);
  return fault->status;
}

const struct ts_command ts_command_history = {
    .name = "history",
    .operands = "",
    .summary = "What the registry knows of a piece: issued, blocked, unblocked, sold; when, and by whom",
    .options = (const struct ts_option[]){{"home", "HOME", "the home", TS_OPTION_REQUIRED},
                                          {"brand", "ID", "whose piece it is", TS_OPTION_REQUIRED},
                                          {"gtin", "GTIN", "the piece's model", TS_OPTION_REQUIRED},
                                          {"serial", "SERIAL", "the piece's serial", TS_OPTION_REQUIRED},
                                          TS_REGISTRY_OPTION,
                                          {0}},
    .example = "touchstone history --home HOME --brand maison --gtin 09521234000013 --serial A0001",
    .run = run,
};
