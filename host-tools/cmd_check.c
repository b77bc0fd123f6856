/* SPDX-License-Identifier: Apache-2.0 */
/* touchstone check: the device's verdict on photographs and on what is typed. A board without screen or journal; DEVICE is only
 * read. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "adapters/crypto_psa.h"
#include "app/inspection.h"
#include "boards/common/hosted/clock_system.h"
#include "boards/common/hosted/print_inspection.h"
#include "boards/common/hosted/report.h"
#include "boards/common/hosted/store_files.h"
#include "host-tools/commands.h"
#include "host-tools/desk.h"
#include "host-tools/file.h"

struct check {
  struct ts_desk desk;
  struct ts_crypto crypto;
  struct ts_store_files files;
  struct ts_store store;
  struct ts_clock_system system_clock;
  struct ts_clock clock;
  struct ts_claims claims;   /* --gtin, --serial, --made: beside each picture, or alone */
  struct ts_claims untagged; /* --no-tag: a look of its own */
  struct ts_device device;
  struct ts_inspection view;
  uint8_t bundle[TS_BUNDLE_SIZE_MAX];
};

static bool read_clock(struct check *check, const struct ts_args *args, struct ts_fault *fault) {
  static const char *const names[] = {
      [TS_TIME_NONE] = "none", [TS_TIME_OPERATOR] = "operator", [TS_TIME_RTC] = "rtc"};
  const char *name = ts_args_text(args, "clock");
  enum ts_time_trust trust = TS_TIME_RTC;
  for (int i = TS_TIME_NONE; name && i <= TS_TIME_RTC; i++)
    if (strcmp(name, names[i]) == 0) {
      trust = (enum ts_time_trust)i;
      name = NULL;
    }
  if (name)
    return ts_fault(fault, EX_USAGE, "--clock %s: give rtc, operator or none", name);
  struct ts_time fixed = {.trust = trust};
  ts_clock_system_init(&check->system_clock, trust, &check->clock);
  if (!ts_args_text(args, "now"))
    return true;
  if (!ts_args_now(args, &fixed.seconds, fault))
    return false;
  ts_clock_fixed_init(&check->system_clock, fixed, &check->clock);
  return true;
}

static bool open_device(struct check *check, const struct ts_args *args, struct ts_fault *fault) {
  const char *folder = ts_args_text(args, "device");
  struct stat status;
  if (stat(folder, &status) != 0 || !S_ISDIR(status.st_mode))
    return ts_fault(fault, EX_NOINPUT, "no device folder %s; touchstone provision makes one", folder);
  if (!read_clock(check, args, fault) || !ts_desk_open(&check->desk, fault))
    return false;
  if (ts_crypto_psa_init(&check->crypto) != TS_OK)
    return ts_fault(fault, EX_SOFTWARE, "mbedTLS does not start");
  enum ts_err err = ts_store_files_open(&check->files, folder, false, &check->store);
  if (err != TS_OK)
    return ts_fault(fault, EX_NOINPUT, "%s is no device folder: %s; touchstone provision makes one", folder,
                    ts_err_text(err));
  struct ts_ports ports = {.store = &check->store,
                           .crypto = &check->crypto,
                           .clock = &check->clock,
                           .reader = &check->desk.reader.reader};
  ts_device_open(&check->device, &ports, check->bundle, sizeof check->bundle);
  return true;
}

/* Tells what the view holds; NAME: the picture's, or NULL for what was typed. */
static bool tell(struct check *check, const char *name, bool json, struct ts_fault *fault) {
  if (json)
    return ts_print_json(ts_report_inspection(name, &check->device, &check->view), fault);
  ts_print_inspection(stdout, name ? name : "typed", &check->device, &check->view);
  return true;
}

static bool check_file(struct check *check, const char *path, bool json, struct ts_fault *fault) {
  uint8_t *data = NULL;
  size_t size = 0;
  if (!ts_file_read(path, TS_IMAGE_FILE_MAX, &data, &size, fault))
    return false;
  ts_inspect_photo(&check->device, ts_bytes(data, size), &check->claims, &check->view);
  free(data);
  return tell(check, path, json, fault);
}

static bool check_claims(struct check *check, const struct ts_claims *claims, bool json,
                         struct ts_fault *fault) {
  ts_inspect_claims(&check->device, claims, &check->view);
  return tell(check, NULL, json, fault);
}

static bool read_gtin(const struct ts_args *args, const char *name, char out[15], struct ts_fault *fault) {
  const char *text = ts_args_text(args, name);
  if (text && !ts_gs1_gtin14(out, ts_bytes_of(text)))
    return ts_fault(fault, EX_USAGE,
                    "--%s %s: a GTIN of 8, 12, 13 or 14 digits with a right check digit is wanted", name,
                    text);
  return true;
}

static bool read_serial(const struct ts_args *args, char out[TS_TAG_SERIAL_MAX + 1], struct ts_fault *fault) {
  const char *text = ts_args_text(args, "serial");
  if (!text)
    return true;
  bool ok = text[0] && ts_text_copy(out, TS_TAG_SERIAL_MAX + 1, ts_bytes_of(text));
  for (const char *c = text; *c && ok; c++)
    ok = ts_gs1_text_character((uint8_t)*c);
  return ok ||
         ts_fault(fault, EX_USAGE, "--serial %s: 1 to %d letters, digits or signs of GS1's set 82 are wanted",
                  text, TS_TAG_SERIAL_MAX);
}

/* What a person says, before the device is asked. */
static bool read_claims(struct check *check, const struct ts_args *args, struct ts_fault *fault) {
  struct ts_claims *claims = &check->claims, *untagged = &check->untagged;
  claims->made = TS_MADE_UNKNOWN;
  if (!ts_args_date(args, "made", &claims->made, fault) || !read_gtin(args, "gtin", claims->gtin, fault) ||
      !read_serial(args, claims->serial, fault) || !read_gtin(args, "no-tag", untagged->gtin, fault))
    return false;
  untagged->made = claims->made;
  untagged->untagged = untagged->gtin[0] != 0;
  if (args->operand_count == 0 && !untagged->untagged && !(claims->gtin[0] && claims->serial[0]))
    return ts_fault(
        fault, EX_USAGE,
        "nothing to check: give an IMAGE, --gtin and --serial, or --no-tag; see: touchstone check --help");
  return true;
}

static bool check_all(struct check *check, const struct ts_args *args, enum ts_verdict *gravest,
                      struct ts_fault *fault) {
  bool typed = args->operand_count == 0 && check->claims.serial[0], ok = true;
  size_t looks = args->operand_count + (typed ? 1 : 0) + (check->untagged.untagged ? 1 : 0);
  for (size_t i = 0; ok && i < looks; i++) {
    if (i < args->operand_count)
      ok = check_file(check, args->operand[i], args->json, fault);
    else
      ok = check_claims(check, typed && i == 0 ? &check->claims : &check->untagged, args->json, fault);
    if (check->view.decision.verdict > *gravest)
      *gravest = check->view.decision.verdict;
  }
  return ok;
}

/* The gravest of several pictures, in the order COUNTERFEIT, SUSPECT, UNPROVEN, GENUINE. */
static int exit_status(enum ts_verdict gravest) {
  static const int status[] = {[TS_GENUINE] = 0, [TS_COUNTERFEIT] = 1, [TS_SUSPECT] = 2, [TS_UNPROVEN] = 3};
  return status[gravest];
}

static int run(const struct ts_args *args, struct ts_fault *fault) {
  struct check *check = calloc(1, sizeof *check);
  if (!check) {
    (void)ts_fault(fault, EX_OSERR, "not enough memory for a device");
    return EX_OSERR;
  }
  check->files = (struct ts_store_files){.folder = {-1, -1}};
  enum ts_verdict gravest = TS_GENUINE;
  bool ok = read_claims(check, args, fault) && open_device(check, args, fault) &&
            check_all(check, args, &gravest, fault);
  ts_store_files_close(&check->files);
  ts_desk_close(&check->desk);
  free(check);
  return ok ? exit_status(gravest) : fault->status;
}

const struct ts_command ts_command_check = {
    .name = "check",
    .operands = "[IMAGE...]",
    .operands_min = 0,
    .operands_max = SIZE_MAX,
    .summary =
        "Give a device's verdict on photographs, on a serial, or on a piece without a tag (exit status: 0 "
        "GENUINE, 1 COUNTERFEIT, 2 SUSPECT, 3 UNPROVEN)",
    .options =
        (const struct ts_option[]){
            {"device", "DIR", "the device's folder, made by provision; it is only read", TS_OPTION_REQUIRED},
            {"now", "TIME", "judge as of this time instead of now: 2026-11-23 or 2026-11-23T12:00:00Z",
             TS_OPTION_ONCE},
            {"clock", "TRUST", "how far the time may be trusted: rtc (default), operator, none",
             TS_OPTION_ONCE},
            {"gtin", "GTIN", "the piece's model, typed and confirmed", TS_OPTION_ONCE},
            {"serial", "SERIAL", "its serial, likewise; with IMAGEs, as if it lay beside them",
             TS_OPTION_ONCE},
            {"no-tag", "GTIN", "a piece of this model came without a tag", TS_OPTION_ONCE},
            {"made", "DATE", "the piece is known to be made, or bought new, on this date", TS_OPTION_ONCE},
            {0}},
    .example = "touchstone check --device DEVICE --json photo.jpg",
    .run = run,
};
