/* SPDX-License-Identifier: Apache-2.0 */
/* touchstone issue */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "host-tools/commands.h"
#include "host-tools/issue.h"

/* Tags are handed out only once they are in the registry for good; should that fail half-way, running the
 * command again gives the same tags. */
static bool hand_out(FILE *tags, struct ts_fault *fault) {
  char buffer[65536];
  size_t size;
  rewind(tags);
  while ((size = fread(buffer, 1, sizeof buffer, tags)) > 0)
    if (fwrite(buffer, 1, size, stdout) != size)
      return ts_fault(
          fault, EX_IOERR,
          "the pieces are issued, but their tags cannot be written: %s; run this again to get them",
          strerror(errno));
  return !ferror(tags) ||
         ts_fault(fault, EX_IOERR, "the tags cannot be read back; run this again to get them");
}

static bool signer_of(const struct ts_args *args, int *signer, struct ts_fault *fault) {
  const char *text = ts_args_text(args, "signer");
  if (!text)
    return true;
  if (strlen(text) != 4 || strspn(text, "0123456789abcdefABCDEF") != 4)
    return ts_fault(fault, EX_USAGE,
                    "--signer %s: a key id has four hexadecimal digits; see touchstone signer list", text);
  *signer = (int)strtol(text, NULL, 16);
  return true;
}

static bool issue(struct ts_home *home, struct ts_issue_order *order, struct ts_fault *fault) {
  struct ts_issue_result result;
  order->tags = tmpfile();
  if (!order->tags)
    return ts_fault(fault, EX_CANTCREAT, "no temporary file for the tags: %s", strerror(errno));
  bool ok = ts_home_begin(home, fault) && ts_issue(home, order, &result, fault) &&
            ts_home_commit(home, fault) && hand_out(order->tags, fault);
  if (ok && result.repeated)
    fprintf(stderr, "%llu pieces issued; %llu were issued before and have the same tags as then\n",
            (unsigned long long)result.issued, (unsigned long long)result.repeated);
  else if (ok)
    fprintf(stderr, "%llu pieces issued\n", (unsigned long long)result.issued);
  (void)fclose(order->tags); /* a temporary file: nothing is lost with it */
  return ok;
}

static int run(const struct ts_args *args, struct ts_fault *fault) {
  struct ts_home home = {0};
  struct ts_issue_order order = {.brand = ts_args_text(args, "brand"),
                                 .path = args->operand[0],
                                 .file = -1,
                                 .signer = -1,
                                 .problems = stderr};
  if (signer_of(args, &order.signer, fault) && ts_args_now(args, &order.now, fault) &&
      ts_home_open(&home, ts_args_text(args, "home"), fault)) {
    order.file = strcmp(order.path, "-") == 0 ? dup(STDIN_FILENO) : open(order.path, O_RDONLY | O_CLOEXEC);
    if (order.file < 0)
      (void)ts_fault_reading(fault, order.path, errno);
    else
      (void)issue(&home, &order, fault);
  }
  if (order.file >= 0)
    (void)close(order.file);
  ts_home_close(&home);
  return fault->status;
}

const struct ts_command ts_command_issue = {
    .name = "issue",
    .operands = "PIECES.csv",
    .operands_min = 1,
    .operands_max = 1,
    .summary = "Sign a tag for each piece of a CSV and keep it in the registry; prints "
               "{\"gtin\",\"serial\",\"uri\"} a line",
    .options = (const struct ts_option[]){{"home", "HOME", "the home", TS_OPTION_REQUIRED},
                                          {"brand", "ID", "whose pieces they are", TS_OPTION_REQUIRED},
                                          {"signer", "KEYID", "sign with this signer, not with the newest",
                                           TS_OPTION_ONCE},
                                          TS_PASSPHRASE_OPTION,
                                          {"now", "TIME", "issue as of this time", TS_OPTION_ONCE},
                                          {0}},
    .example = "touchstone issue --home HOME --brand maison pieces.csv > tags.jsonl",
    .run = run,
};
