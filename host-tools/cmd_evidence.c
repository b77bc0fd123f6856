/* SPDX-License-Identifier: Apache-2.0 */
/* touchstone evidence: a package that a third party checks without touchstone. */
#include <stdio.h>
#include <stdlib.h>

#include "host-tools/commands.h"
#include "host-tools/evidence.h"
#include "host-tools/plural.h"

/* Which record; false with the fault set. */
static bool read_number(const struct ts_args *args, uint64_t *number, bool *is_consignment,
                        struct ts_fault *fault) {
  bool record = ts_args_text(args, "record") != NULL;
  *is_consignment = ts_args_text(args, "consignment") != NULL;
  if (record == *is_consignment)
    return ts_fault(fault, EX_USAGE, "give --record N for one inspection, or --consignment N for all of one");
  return ts_args_number(args, record ? "record" : "consignment", 0, TS_MERKLE_SIZE_MAX, number, fault);
}

/* With --home: is it a device that this home's publisher vouches for today? */
static bool vouched(const struct ts_args *args, const struct ts_evidence *e, struct ts_fault *fault) {
  struct ts_home home = {0};
  const char *folder = ts_args_text(args, "home");
  int64_t now;
  bool ok = !folder || (ts_args_now(args, &now, fault) && ts_home_open(&home, folder, fault) &&
                        ts_home_vouches(&home, &e->chain, e->d.key, now, e->d.folder, fault));
  ts_home_close(&home);
  return ok;
}

/* What is not whole is told, and hides nowhere. */
static void warn(const struct ts_evidence *e) {
  struct ts_audit_range range;
  for (uint64_t at = 0; ts_audit_next(&e->audit, &at, &range);)
    if (range.state != TS_STATE_OVERWRITTEN)
      (void)fprintf(stderr, "%s: the journal is not whole: records %llu to %llu are %s; the report says so\n",
                    e->d.folder, (unsigned long long)range.first, (unsigned long long)range.last,
                    ts_record_state_name(range.state));
}

static void tell(const struct ts_args *args, const struct ts_evidence *e, const uint8_t hash[TS_SHA256_SIZE],
                 struct ts_fault *fault) {
  char text[2 * TS_SHA256_SIZE + 1] = "", publisher[2 * TS_SHA256_SIZE + 1] = "";
  struct ts_buf buf = ts_buf(text, sizeof text - 1), key = ts_buf(publisher, sizeof publisher - 1);
  size_t photos = 0;
  const char *out = ts_args_text(args, "out");
  ts_buf_put_hex(&buf, ts_bytes(hash, TS_SHA256_SIZE));
  ts_buf_put_hex(&key, ts_bytes(e->publisher_hash, TS_SHA256_SIZE));
  for (size_t i = 0; i < e->count; i++)
    photos += e->record[i].photo != NULL;
  if (args->json) {
    (void)ts_print_json(json_pack("{s:s, s:s, s:I, s:I, s:s, s:s}", "out", out, "device", e->d.id, "records",
                                  (json_int_t)e->count, "photographs", (json_int_t)photos,
                                  "sha256sums_sha256", text, "publisher_key_sha256", publisher),
                        fault);
    return;
  }
  printf("%s: %zu record%s and %zu photograph%s of device %s; %s/VERIFY.txt says how to check them\n", out,
         e->count, ts_s(e->count), photos, ts_s(photos), e->d.id, out);
  printf("its SHA256SUMS has the SHA-256 %s\n", text);
  printf("the publisher's key that vouches for the device has the fingerprint %s\n", publisher);
}

static int run(const struct ts_args *args, struct ts_fault *fault) {
  struct ts_evidence *e = calloc(1, sizeof *e);
  uint8_t hash[TS_SHA256_SIZE];
  uint64_t number = 0;
  bool is_consignment;
  if (!e) {
    (void)ts_fault(fault, EX_OSERR, "not enough memory for a journal");
    return fault->status;
  }
  e->d.files = (struct ts_store_files){.folder = {-1, -1}};
  if (read_number(args, &number, &is_consignment, fault) &&
      ts_evidence_open(e, ts_args_text(args, "device"), number, is_consignment, fault) &&
      vouched(args, e, fault) && ts_evidence_write(e, ts_args_text(args, "out"), hash, fault)) {
    warn(e);
    tell(args, e, hash, fault);
  }
  ts_evidence_close(e);
  free(e);
  return fault->status;
}

const struct ts_command ts_command_evidence = {
    .name = "evidence",
    .operands = "",
    .summary =
        "Make a package of one inspection or one consignment that anybody can check without touchstone",
    .options =
        (const struct ts_option[]){
            {"device", "DEVICE", "the device, enrolled; it is only read", TS_OPTION_REQUIRED},
            {"record", "N", "the inspection's record, by its number in journal show", TS_OPTION_ONCE},
            {"consignment", "N", "the record that began the consignment", TS_OPTION_ONCE},
            {"out", "DIR", "the folder to make; it must not exist", TS_OPTION_REQUIRED},
            {"home", "HOME", "refuse a device that this home's publisher does not vouch for", TS_OPTION_ONCE},
            {"now", "TIME", "with --home: the time to go by instead of the clock's, UTC", TS_OPTION_ONCE},
            {0}},
    .example = "touchstone evidence --device DEVICE --record 0 --out EVIDENCE",
    .run = run,
};
