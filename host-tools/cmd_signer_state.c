/* SPDX-License-Identifier: Apache-2.0 */
/* signer retire, signer revoke */
#include <stdio.h>

#include "host-tools/commands.h"
#include "host-tools/signers.h"

static bool change(struct ts_home *home, const struct ts_args *args, enum ts_signer_state state, int64_t from,
                   struct ts_signer_row *signer, struct ts_fault *fault) {
  struct ts_brand_row brand;
  uint16_t key_id;
  const char *text = ts_args_text(args, "key");
  if (!ts_key_id_read(&key_id, text))
    return ts_fault(fault, EX_USAGE,
                    "--key %s: a key id is wanted, the four hexadecimal digits of touchstone "
                    "signer list",
                    text);
  return ts_home_open(home, ts_args_text(args, "home"), fault) && ts_home_begin(home, fault) &&
         ts_home_brand_get_own(home, ts_args_text(args, "brand"), &brand, fault) &&
         ts_home_signer_get(home, brand.id, key_id, signer, fault) &&
         ts_home_signer_set_state(home, signer, state, from, fault) && ts_home_commit(home, fault);
}

static int run(const struct ts_args *args, enum ts_signer_state state, int64_t from, struct ts_fault *fault) {
  struct ts_home home = {0};
  struct ts_signer_row signer = {0};
  char day[TS_DATE_TEXT], key_id[8];
  if (change(&home, args, state, from, &signer, fault)) {
    bool revoked = state == TS_SIGNER_REVOKED;
    ts_day_write(day, from);
    (void)snprintf(key_id, sizeof key_id, "%04x", signer.key_id);
    if (args->json)
      (void)ts_print_json(json_pack("{s:s,s:s,s:s,s:s?}", "brand", ts_args_text(args, "brand"), "key_id",
                                    key_id, "state", ts_signer_state_name(state), "revoked_from",
                                    revoked ? day : NULL),
                          fault);
    else if (revoked)
      printf("signer %s is revoked: of its tags only those on record before %s stay good\n", key_id, day);
    else
      printf("signer %s is retired: it signs no new tags, and those it signed stay good\n", key_id);
    if (!args->json)
      printf("devices learn it with the next bundle\n");
  }
  ts_home_close(&home);
  return fault->status;
}

static int run_retire(const struct ts_args *args, struct ts_fault *fault) {
  return run(args, TS_SIGNER_RETIRED, 0, fault);
}

static int run_revoke(const struct ts_args *args, struct ts_fault *fault) {
  int64_t from = 0;
  if (!ts_args_date(args, "from", &from, fault))
    return fault->status;
  if (from % TS_DAY_SECONDS != 0 || from == 0 || from / TS_DAY_SECONDS > TS_BUNDLE_DAY_MAX) {
    (void)ts_fault(fault, EX_USAGE, "--from %s: a day like 2026-11-01 is wanted; it begins at 00:00 UTC",
                   ts_args_text(args, "from"));
    return fault->status;
  }
  return run(args, TS_SIGNER_REVOKED, from, fault);
}

static const struct ts_option retire_options[] = {
    {"home", "HOME", "the publisher's home", TS_OPTION_REQUIRED},
    {"brand", "ID", "whose signer", TS_OPTION_REQUIRED},
    {"key", "KEYID", "which signer: its key id", TS_OPTION_REQUIRED},
    {NULL, NULL, NULL, TS_OPTION_ONCE},
};

const struct ts_command ts_command_signer_retire = {
    .name = "signer retire",
    .operands = "",
    .summary = "Let a signer sign no new tags; those it signed stay good.",
    .options = retire_options,
    .example =
        "KEYID=$(touchstone signer list --home HOME --brand maison --json | jq -r .key_id | head -n 1)\n"
        "touchstone signer retire --home HOME --brand maison --key \"$KEYID\"",
    .run = run_retire,
};

static const struct ts_option revoke_options[] = {
    {"home", "HOME", "the publisher's home", TS_OPTION_REQUIRED},
    {"brand", "ID", "whose signer", TS_OPTION_REQUIRED},
    {"key", "KEYID", "which signer: its key id", TS_OPTION_REQUIRED},
    {"from", "DATE", "tags on record before this day stay good; all others are counterfeit",
     TS_OPTION_REQUIRED},
    {NULL, NULL, NULL, TS_OPTION_ONCE},
};

const struct ts_command ts_command_signer_revoke = {
    .name = "signer revoke",
    .operands = "",
    .summary = "Take back a signer whose key may be in other hands.",
    .options = revoke_options,
    .example =
        "KEYID=$(touchstone signer list --home HOME --brand maison --json | jq -r .key_id | head -n 1)\n"
        "touchstone signer revoke --home HOME --brand maison --key \"$KEYID\" --from 2026-11-01",
    .run = run_revoke,
};
