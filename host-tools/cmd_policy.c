/* SPDX-License-Identifier: Apache-2.0 */
/* brand policy: what a brand promises, so that a device may hold a piece to it. */
#include <stdio.h>
#include <string.h>

#include "core/bundle.h"
#include "core/tag.h"
#include "host-tools/brands.h"
#include "host-tools/commands.h"

/* "GTIN=always", "GTIN=2024-01-01", "GTIN=none"; a prefix in place of the GTIN stands for all that begin with
 * it. */
static bool set_tagged(struct ts_home *home, const char *brand, const char *text, struct ts_fault *fault) {
  const char *equals = strchr(text, '=');
  char left[32], what[15];
  int64_t since = 0;
  if (!equals || !ts_text_copy(left, sizeof left, ts_bytes(text, (size_t)(equals - text))))
    return ts_fault(fault, EX_USAGE, "--tagged-since %s: GTIN=always, GTIN=DATE or GTIN=none is wanted",
                    text);
  if (!ts_home_brand_covers(home, brand, left, true, what, fault))
    return false;
  if (strcmp(equals + 1, "none") == 0)
    return ts_home_brand_drop_tagged(home, brand, what, fault);
  if (strcmp(equals + 1, "always") != 0 &&
      (!ts_date_read(equals + 1, &since) || strlen(equals + 1) != 10 || since == 0))
    return ts_fault(fault, EX_USAGE, "--tagged-since %s: always, none or a date like 2024-01-01 is wanted",
                    text);
  return ts_home_brand_set_tagged(home, brand, what, since, fault);
}

/* '#' a digit, '@' a letter A-Z, '$' either, other characters of a serial themselves. */
static bool add_form(struct ts_home *home, const char *brand, const char *form, struct ts_fault *fault) {
  static const char allowed[] =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!\"%&'()*+,-./_:;<=>?#@$";
  size_t size = strlen(form);
  if (size == 0 || size > TS_TAG_SERIAL_MAX || strspn(form, allowed) != size)
    return ts_fault(
        fault, EX_USAGE,
        "--serial-form %s: 1 to %d characters are wanted, # a digit, @ a letter, $ either, others themselves",
        form, TS_TAG_SERIAL_MAX);
  return ts_home_brand_add_serial_form(home, brand, form, fault);
}

static bool change(struct ts_home *home, const struct ts_args *args, struct ts_fault *fault) {
  struct ts_brand_row brand;
  size_t at = 0;
  const char *text;
  if (!ts_home_begin(home, fault) || !ts_home_brand_get_own(home, ts_args_text(args, "brand"), &brand, fault))
    return false;
  uint64_t signer_days = (uint64_t)brand.signer_days, serial_days = (uint64_t)brand.serial_days;
  if (!ts_args_number(args, "signer-days", 1, TS_BUNDLE_POLICY_DAYS_MAX, &signer_days, fault) ||
      !ts_args_number(args, "serial-days", 1, TS_BUNDLE_POLICY_DAYS_MAX, &serial_days, fault) ||
      !ts_home_brand_set_days(home, brand.id, (int64_t)signer_days, (int64_t)serial_days, fault))
    return false;
  while ((text = ts_args_next(args, "tagged-since", &at)) != NULL)
    if (!set_tagged(home, brand.id, text, fault))
      return false;
  at = 0;
  while ((text = ts_args_next(args, "serial-form", &at)) != NULL)
    if (!add_form(home, brand.id, text, fault))
      return false;
  return ts_home_commit(home, fault);
}

static int run(const struct ts_args *args, struct ts_fault *fault) {
  struct ts_home home = {0};
  const char *brand = ts_args_text(args, "brand");
  if (args->count <= 2)
    (void)ts_fault(fault, EX_USAGE, "nothing to change is given; see: touchstone brand policy --help");
  else if (ts_home_open(&home, ts_args_text(args, "home"), fault) && change(&home, args, fault)) {
    if (args->json)
      (void)ts_print_json(json_pack("{s:s,s:b}", "brand", brand, "changed", 1), fault);
    else
      printf("policy of brand %s changed; devices learn it with the next bundle\n", brand);
  }
  ts_home_close(&home);
  return fault->status;
}

static const struct ts_option options[] = {
    {"home", "HOME", "the publisher's home", TS_OPTION_REQUIRED},
    {"brand", "ID", "whose policy", TS_OPTION_REQUIRED},
    {"tagged-since", "GTIN=DATE",
     "every piece of GTIN made since DATE (or always) has a tag; none: no promise", TS_OPTION_MANY},
    {"signer-days", "N", "signers are announced N days before first use", TS_OPTION_ONCE},
    {"serial-days", "N", "serials are announced N days before sale", TS_OPTION_ONCE},
    {"serial-form", "FORM", "what serials look like: # digit, @ letter, $ either", TS_OPTION_MANY},
    {NULL, NULL, NULL, TS_OPTION_ONCE},
};

const struct ts_command ts_command_brand_policy = {
    .name = "brand policy",
    .operands = "",
    .summary = "Say what a brand promises of its pieces, signers and serials.",
    .options = options,
    .example = "touchstone brand policy --home HOME --brand maison --tagged-since 9521234000013=2024-01-01",
    .run = run,
};
