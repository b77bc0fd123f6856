/* SPDX-License-Identifier: Apache-2.0 */
/* touchstone issue */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "host-tools/commands.h"
#include "host-tools/issue.h"
#include "host-tools/plural.h"
#include "host-tools/progress.h"
#include "host-tools/registry.h"

/* Ctrl-C and the like end it with the batch at work; a second one at once, which loses nothing either. */
static volatile sig_atomic_t interrupted;

static void interrupt(int number) {
  (void)number;
  interrupted = 1;
}

static bool listen(struct ts_fault *fault) {
  struct sigaction action = {.sa_handler = interrupt, .sa_flags = SA_RESTART | (int)SA_RESETHAND};
  return (sigaction(SIGINT, &action, NULL) == 0 && sigaction(SIGTERM, &action, NULL) == 0) ||
         ts_fault(fault, EX_OSERR, "cannot listen to signals: %s", strerror(errno));
}

static bool progress(void *ctx, uint64_t done, uint64_t total) {
  ts_progress(ctx, done, total);
  return !interrupted;
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

static void tell(const struct ts_issue_result *result) {
  if (result->repeated)
    fprintf(stderr, "%llu piece%s issued; %llu %s issued before and %s the same tag%s as then\n",
            (unsigned long long)result->issued, ts_s(result->issued), (unsigned long long)result->repeated,
            result->repeated == 1 ? "was" : "were", result->repeated == 1 ? "has" : "have",
            ts_s(result->repeated));
  else
    fprintf(stderr, "%llu piece%s issued\n", (unsigned long long)result->issued, ts_s(result->issued));
}

/* Who forgets --registry would issue a second time what is issued there. */
static bool warn(struct ts_home *home, const char *registry, struct ts_fault *fault) {
  char place[TS_REGISTRY_PLACE_MAX];
  bool found = false;
  if (registry)
    return true;
  if (!ts_registry_elsewhere(home, place, &found, fault))
    return false;
  if (found)
    fprintf(
        stderr,
        "warning: this home has issued pieces into %s, too, and they are not looked at now; is --registry missing?\n",
        place);
  return true;
}

static void issue(struct ts_home *home, const struct ts_issue_order *order, struct ts_fault *fault) {
  struct ts_issue_result result;
  ts_progress_start(order->ctx, "pieces");
  bool ok = warn(home, order->registry, fault) && listen(fault) && ts_issue(home, order, &result, fault);
  ts_progress_end(order->ctx);
  if (ok)
    tell(&result);
}

static int run(const struct ts_args *args, struct ts_fault *fault) {
  struct ts_home home = {0};
  struct ts_progress bar;
  struct ts_issue_order order = {.brand = ts_args_text(args, "brand"),
                                 .path = args->operand[0],
                                 .file = -1,
                                 .signer = -1,
                                 .registry = ts_args_registry(args),
                                 .tags = stdout,
                                 .problems = stderr,
                                 .progress = progress,
                                 .ctx = &bar};
  uint64_t jobs = 1;
  if (ts_args_number(args, "jobs", 1, TS_ISSUE_JOBS_MAX, &jobs, fault) &&
      signer_of(args, &order.signer, fault) && ts_args_now(args, &order.now, fault) &&
      ts_home_open(&home, ts_args_text(args, "home"), fault)) {
    order.file = strcmp(order.path, "-") == 0 ? dup(STDIN_FILENO) : open(order.path, O_RDONLY | O_CLOEXEC);
    order.jobs = (unsigned)jobs;
    if (order.file < 0)
      (void)ts_fault_reading(fault, order.path, errno);
    else
      issue(&home, &order, fault);
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
                                          {"jobs", "N", "sign in N threads (1)", TS_OPTION_ONCE},
                                          TS_REGISTRY_OPTION,
                                          {"now", "TIME", "issue as of this time", TS_OPTION_ONCE},
                                          {0}},
    .example = "touchstone issue --home HOME --brand maison pieces.csv > tags.jsonl",
    .run = run,
};
