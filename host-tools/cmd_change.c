/* SPDX-License-Identifier: Apache-2.0 */
/* touchstone block, unblock, sold */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "host-tools/brands.h"
#include "host-tools/change.h"
#include "host-tools/commands.h"

static bool read_reason(const struct ts_args *args, struct ts_change_order *order, struct ts_fault *fault) {
  const char *text = ts_args_text(args, "reason");
  if (!text)
    return order->event.kind != TS_EVENT_BLOCKED || args->operand_count == 1 ||
           ts_fault(fault, EX_USAGE, "--reason is missing: stolen, recalled, destroyed or returned");
  return (ts_block_read(ts_bytes_of(text), &order->event.reason) && order->event.reason != TS_BLOCK_NONE) ||
         ts_fault(fault, EX_USAGE, "--reason %s: none of stolen, recalled, destroyed, returned", text);
}

/* One piece by options, or many by a file. */
static bool check_form(const struct ts_args *args, struct ts_fault *fault) {
  bool gtin = ts_args_text(args, "gtin") != NULL, serial = ts_args_text(args, "serial") != NULL;
  bool fits = args->operand_count == 1 ? !gtin && !serial : gtin && serial;
  return fits ||
         ts_fault(fault, EX_USAGE, "give --gtin and --serial, or a file of pieces; see: touchstone %s --help",
                  args->command->name);
}

static bool change_file(struct ts_registry *registry, const struct ts_change_order *order, const char *path,
                        struct ts_change_result *result, struct ts_fault *fault) {
  int file = strcmp(path, "-") == 0 ? dup(STDIN_FILENO) : open(path, O_RDONLY | O_CLOEXEC);
  if (file < 0)
    return ts_fault_reading(fault, path, errno);
  bool ok = ts_change_file(registry, order, path, file, result, fault);
  (void)close(file);
  return ok;
}

static bool change(const struct ts_args *args, struct ts_registry *registry,
                   const struct ts_change_order *order, struct ts_change_result *result,
                   struct ts_fault *fault) {
  char gtin[15] = "";
  if (args->operand_count == 1)
    return change_file(registry, order, args->operand[0], result, fault);
  const char *text = ts_args_text(args, "gtin");
  if (!ts_gs1_gtin14(gtin, ts_bytes_of(text)))
    return ts_fault(fault, EX_DATAERR,
                    "--gtin: not a GTIN of 8, 12, 13 or 14 digits with a right check digit");
  return ts_change_one(registry, order, gtin, ts_args_text(args, "serial"), result, fault);
}

static void tell(const struct ts_args *args, enum ts_event_kind kind, const struct ts_change_result *result,
                 struct ts_fault *fault) {
  if (args->json)
    (void)ts_print_json(json_pack("{s:s,s:I,s:I}", "event", ts_event_name(kind), "changed",
                                  (json_int_t)result->changed, "unchanged", (json_int_t)result->unchanged),
                        fault);
  else
    printf("%llu %s; %llu were so already. Devices learn of it with the next bundle.\n",
           (unsigned long long)result->changed, ts_event_name(kind), (unsigned long long)result->unchanged);
}

static int run(const struct ts_args *args, enum ts_event_kind kind, struct ts_fault *fault) {
  struct ts_home home = {0};
  struct ts_registry *registry = NULL;
  struct ts_brand_row brand;
  struct ts_change_order order = {
      .brand = ts_args_text(args, "brand"), .event = {.kind = kind}, .problems = stderr};
  struct ts_change_result result = {0};
  if (check_form(args, fault) && read_reason(args, &order, fault) &&
      ts_args_now(args, &order.event.at, fault) && ts_home_open(&home, ts_args_text(args, "home"), fault) &&
      ts_home_brand_get(&home, order.brand, &brand, fault) &&
      ts_registry_open(&registry, &home, ts_args_registry(args), fault) &&
      change(args, registry, &order, &result, fault))
    tell(args, kind, &result, fault);
  ts_registry_close(registry);
  ts_home_close(&home);
  return fault->status;
}

static int run_block(const struct ts_args *args, struct ts_fault *fault) {
  return run(args, TS_EVENT_BLOCKED, fault);
}

static int run_unblock(const struct ts_args *args, struct ts_fault *fault) {
  return run(args, TS_EVENT_UNBLOCKED, fault);
}

static int run_sold(const struct ts_args *args, struct ts_fault *fault) {
  return run(args, TS_EVENT_SOLD, fault);
}

static const struct ts_option options[] = {
    {"home", "HOME", "the home", TS_OPTION_REQUIRED},
    {"brand", "ID", "whose pieces they are", TS_OPTION_REQUIRED},
    {"gtin", "GTIN", "the piece's model", TS_OPTION_ONCE},
    {"serial", "SERIAL", "the piece's serial", TS_OPTION_ONCE},
    TS_REGISTRY_OPTION,
    {"now", "TIME", "when it happened, if not now", TS_OPTION_ONCE},
    {0},
};

static const struct ts_option block_options[] = {
    {"home", "HOME", "the home", TS_OPTION_REQUIRED},
    {"brand", "ID", "whose pieces they are", TS_OPTION_REQUIRED},
    {"gtin", "GTIN", "the piece's model", TS_OPTION_ONCE},
    {"serial", "SERIAL", "the piece's serial", TS_OPTION_ONCE},
    {"reason", "WHY", "stolen, recalled, destroyed or returned", TS_OPTION_ONCE},
    TS_REGISTRY_OPTION,
    {"now", "TIME", "when it happened, if not now", TS_OPTION_ONCE},
    {0},
};

const struct ts_command ts_command_block = {
    .name = "block",
    .operands = "[PIECES.csv]",
    .operands_max = 1,
    .summary =
        "Report a piece, or those of a CSV (gtin, serial, reason), stolen, recalled, destroyed or returned",
    .options = block_options,
    .example =
        "touchstone block --home HOME --brand maison --gtin 09521234000013 --serial A0001 --reason stolen",
    .run = run_block,
};

const struct ts_command ts_command_unblock = {
    .name = "unblock",
    .operands = "[PIECES.csv]",
    .operands_max = 1,
    .summary = "Take a block back, of a piece or of those of a CSV (gtin, serial)",
    .options = options,
    .example = "touchstone unblock --home HOME --brand maison --gtin 09521234000013 --serial A0001",
    .run = run_unblock,
};

const struct ts_command ts_command_sold = {
    .name = "sold",
    .operands = "[PIECES.csv]",
    .operands_max = 1,
    .summary = "Note that a piece, or those of a CSV (gtin, serial), was sold",
    .options = options,
    .example = "touchstone sold --home HOME --brand maison --gtin 09521234000013 --serial A0001",
    .run = run_sold,
};
