/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <string.h>

#include "host-tools/commands.h"
#include "host-tools/home.h"

static bool describe(const struct ts_args *args, const char *path, struct ts_fault *fault) {
  struct ts_home home;
  struct ts_publisher publisher;
  struct ts_key key = {0};
  char hash[TS_KEY_HASH_TEXT];
  bool ok = ts_home_open(&home, path, fault);
  ok = ok && ts_home_publisher(&home, &publisher, fault) &&
       ts_home_read_key(&home, publisher.key_file, &key, fault);
  if (ok) {
    ts_key_hash_text(hash, &key);
    if (args->json)
      ok = ts_print_json(json_pack("{s:s,s:s,s:s}", "home", path, "publisher", publisher.name, "key", hash),
                         fault);
    else
      printf("%s is ready: publisher \"%s\", key %s\n", path, publisher.name, hash);
  }
  ts_key_free(&key);
  ts_home_close(&home);
  return ok;
}

static int run(const struct ts_args *args, struct ts_fault *fault) {
  const char *path = args->operand[0];
  const char *name = ts_args_text(args, "publisher");
  int64_t now;
  name = name ? name : "Touchstone publisher";
  if (!ts_name_ok(ts_bytes_of(name), TS_NAME_MAX))
    (void)ts_fault(fault, EX_USAGE, "--publisher: 1 to %d bytes of UTF-8 without control characters",
                   TS_NAME_MAX);
  else if (ts_args_now(args, &now, fault) &&
           ts_home_init_with_key(path, name, ts_args_text(args, "key"), now, fault))
    (void)describe(args, path, fault);
  return fault->status;
}

static const struct ts_option options[] = {
    {"publisher", "NAME", "who signs the bundles, as devices will show it", TS_OPTION_ONCE},
    {"key", "URI|FILE", "the publisher's key, in a token (pkcs11:) or a file; made if not given",
     TS_OPTION_ONCE},
    TS_PASSPHRASE_OPTION,
    {"now", "TIME", "the time to go by instead of the clock's, UTC", TS_OPTION_ONCE},
    {NULL, NULL, NULL, TS_OPTION_ONCE},
};

const struct ts_command ts_command_init = {
    .name = "init",
    .operands = "HOME",
    .operands_min = 1,
    .operands_max = 1,
    .summary = "Make a publisher's home: its key, its registry, its folder of keys.",
    .options = options,
    .example = "touchstone init HOME",
    .run = run,
};
