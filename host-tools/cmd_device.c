/* SPDX-License-Identifier: Apache-2.0 */
/* touchstone device enroll, device list */
#include <openssl/pem.h>
#include <stdio.h>

#include "host-tools/commands.h"
#include "host-tools/enroll.h"

#define FINGERPRINT_TEXT (2 * TS_SHA256_SIZE + 1)

/* SHA-256 of the publisher key's SubjectPublicKeyInfo, as people compare it. */
static bool fingerprint(const struct ts_device_chain *chain, int64_t now, char out[FINGERPRINT_TEXT],
                        struct ts_fault *fault) {
  struct ts_x509_facts facts;
  struct ts_buf text = ts_buf(out, FINGERPRINT_TEXT - 1);
  bool ok = ts_x509_check_publisher(&facts, &chain->publisher, now, "the publisher's certificate", fault);
  ts_buf_put_hex(&text, ts_bytes(facts.public_key.spki_hash, TS_SHA256_SIZE));
  out[text.size] = 0;
  ts_key_free(&facts.public_key);
  return ok;
}

static bool read_wish(const struct ts_args *args, struct ts_enrollment *wish, struct ts_fault *fault) {
  uint64_t days = TS_DEVICE_DAYS;
  *wish = (struct ts_enrollment){.device = ts_args_text(args, "device"),
                                 .name = ts_args_text(args, "name"),
                                 .key = ts_args_text(args, "key")};
  if (wish->name && !ts_name_ok(ts_bytes_of(wish->name), TS_NAME_MAX))
    return ts_fault(fault, EX_USAGE, "--name: 1 to %d bytes of UTF-8 without control characters",
                    TS_NAME_MAX);
  if (!ts_args_number(args, "days", 1, TS_ROOT_DAYS, &days, fault) || !ts_args_now(args, &wish->now, fault))
    return false;
  wish->days = (uint32_t)days;
  return true;
}

static void tell(const struct ts_args *args, const struct ts_enrollment *wish, const struct ts_enrolled *row,
                 bool again, const char *hash, struct ts_fault *fault) {
  char from[TS_DATE_TEXT], until[TS_DATE_TEXT];
  ts_date_write(from, row->not_before);
  ts_date_write(until, row->not_after);
  if (args->json) {
    (void)ts_print_json(json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:b}", "device", wish->device, "id",
                                  row->id, "name", row->name, "not_before", from, "not_after", until,
                                  "publisher_key_sha256", hash, "again", again),
                        fault);
    return;
  }
  printf("%s is device %s%s%s%s, enrolled%s until %s\n", wish->device, row->id, row->name[0] ? " \"" : "",
         row->name, row->name[0] ? "\"" : "", again ? " again" : "", until);
  printf("the publisher's key that vouches for it has the fingerprint %s\n", hash);
}

static int run_enroll(const struct ts_args *args, struct ts_fault *fault) {
  struct ts_home home = {0};
  struct ts_enrollment wish;
  struct ts_enrolled row;
  struct ts_device_chain chain;
  char hash[FINGERPRINT_TEXT];
  const char *out = ts_args_text(args, "out");
  bool again;
  if (read_wish(args, &wish, fault) && ts_home_open(&home, ts_args_text(args, "home"), fault) &&
      ts_home_begin(&home, fault) && ts_home_enroll(&home, &wish, &row, &chain, &again, fault) &&
      ts_home_commit(&home, fault) && fingerprint(&chain, wish.now, hash, fault) &&
      (!out || ts_x509_write_pem(out, PEM_STRING_X509, &chain.publisher, fault)))
    tell(args, &wish, &row, again, hash, fault);
  ts_home_close(&home);
  return fault->status;
}

static bool list_one(const struct ts_enrolled *row, bool json, struct ts_fault *fault) {
  char from[TS_DATE_TEXT], until[TS_DATE_TEXT];
  if (json) {
    ts_date_write(from, row->not_before);
    ts_date_write(until, row->not_after);
    return ts_print_json(json_pack("{s:s, s:s, s:s, s:s}", "id", row->id, "name", row->name, "not_before",
                                   from, "not_after", until),
                         fault);
  }
  ts_day_write(from, row->not_before);
  ts_day_write(until, row->not_after);
  printf("%s  %s to %s%s%s\n", row->id, from, until, row->name[0] ? "  " : "", row->name);
  return true;
}

static int run_list(const struct ts_args *args, struct ts_fault *fault) {
  struct ts_home home = {0};
  struct ts_enrolled row;
  if (ts_home_open(&home, ts_args_text(args, "home"), fault)) {
    struct ts_sql list = ts_home_enrolled(&home, fault);
    while (ts_home_enrolled_next(&list, &row) && list_one(&row, args->json, fault))
      continue;
    ts_sql_close(&list);
  }
  ts_home_close(&home);
  return fault->status;
}

const struct ts_command ts_command_device_enroll = {
    .name = "device enroll",
    .operands = "",
    .summary = "Vouch for a device's identity: its journal and evidence are this publisher's from then on",
    .options =
        (const struct ts_option[]){
            {"home", "HOME", "the publisher's home", TS_OPTION_REQUIRED},
            {"device", "DEVICE", "the device's folder, provisioned by this home", TS_OPTION_REQUIRED},
            {"name", "TEXT", "what people call it; as before if not given", TS_OPTION_ONCE},
            {"key", "KEY", "the publisher's key that signs, by its name in publisher list; else the first",
             TS_OPTION_ONCE},
            {"days", "N", "how long the certificate is good; 3652 if not given", TS_OPTION_ONCE},
            {"out", "FILE", "write the publisher's certificate here too (PEM), for whoever checks evidence",
             TS_OPTION_ONCE},
            TS_PASSPHRASE_OPTION,
            {"now", "TIME", "the time to go by instead of the clock's, UTC", TS_OPTION_ONCE},
            {0}},
    .example = "touchstone device enroll --home HOME --device DEVICE --name \"Returns desk 1\"",
    .run = run_enroll,
};

const struct ts_command ts_command_device_list = {
    .name = "device list",
    .operands = "",
    .summary = "List the devices that this home enrolled: id, dates, name",
    .options = (const struct ts_option[]){{"home", "HOME", "the publisher's home", TS_OPTION_REQUIRED}, {0}},
    .example = "touchstone device list --home HOME",
    .run = run_list,
};
