/* SPDX-License-Identifier: Apache-2.0 */
/* touchstone test-cards */
#include <errno.h>
#include <stdio.h>
#include <sys/stat.h>

#include "host-tools/brands.h"
#include "host-tools/commands.h"
#include "host-tools/test_card_draw.h"

struct job {
  struct ts_home home;
  struct ts_registry *registry;
  struct ts_test_deck deck;
  const char *page, *folder; /* FOLDER may be NULL */
  int64_t now;
  struct ts_fault *fault;
};

static bool path_of(const struct job *job, const struct ts_test_card *card, char out[PATH_MAX]) {
  char name[64];
  (void)snprintf(name, sizeof name, "%s.png", ts_test_card_roles[card->kind].name);
  return ts_path_join(out, job->folder, name, job->fault);
}

static bool draw(struct job *job) {
  char path[PATH_MAX];
  if (!ts_test_cards_page(job->page, &job->deck, job->deck.brand.name, job->now, job->fault))
    return false;
  if (job->folder && mkdir(job->folder, 0777) != 0 && errno != EEXIST)
    return ts_fault_writing(job->fault, job->folder, errno);
  for (size_t i = 0; job->folder && i < job->deck.cards; i++)
    if (!path_of(job, &job->deck.card[i], path) ||
        !ts_test_card_png(path, &job->deck.card[i], job->deck.brand.name, job->now, job->fault))
      return false;
  return true;
}

static bool tell_json(const struct job *job, const struct ts_test_card *card) {
  const struct ts_test_card_role *role = &ts_test_card_roles[card->kind];
  char path[PATH_MAX];
  json_t *object =
      json_pack("{s:s,s:s,s:s,s:s,s:s}", "card", role->name, "expected", ts_verdict_name(role->expected),
                "gtin", card->gtin, "serial", role->serial, "uri", card->uri);
  if (object && job->folder && path_of(job, card, path))
    (void)json_object_set_new(object, "file", json_string(path));
  return ts_print_json(object, job->fault);
}

static void tell(const struct job *job, bool json) {
  for (size_t i = 0; i < job->deck.cards && job->fault->status == EX_OK; i++) {
    const struct ts_test_card_role *role = &ts_test_card_roles[job->deck.card[i].kind];
    if (json)
      (void)tell_json(job, &job->deck.card[i]);
    else
      printf("%-14s must be %s\n", role->name, ts_verdict_name(role->expected));
  }
  fprintf(
      stderr,
      "GTIN %s is now reserved for test cards. A device tells these apart once it holds a bundle made from now "
      "on: touchstone bundle, then touchstone provision\n",
      job->deck.card[0].gtin);
}

/* Drawn before anything is kept: cards of signers that nobody knows do no harm, the reverse would stay. */
static bool make(struct job *job, const char *brand, const char *gtin) {
  bool ok = ts_test_cards_open(&job->deck, &job->home, brand, gtin, job->now, job->fault) &&
            ts_home_begin(&job->home, job->fault) &&
            ts_test_cards_make(&job->deck, &job->home, job->registry, job->now, job->fault) && draw(job) &&
            ts_home_commit(&job->home, job->fault);
  ts_test_cards_close(&job->deck, &job->home, !ok);
  return ok;
}

static int run(const struct ts_args *args, struct ts_fault *fault) {
  static struct job job;
  job = (struct job){.page = ts_args_text(args, "out"), .folder = ts_args_text(args, "png"), .fault = fault};
  if (ts_args_now(args, &job.now, fault) && ts_home_open(&job.home, ts_args_text(args, "home"), fault) &&
      ts_registry_open(&job.registry, &job.home, ts_args_registry(args), fault) &&
      make(&job, ts_args_text(args, "brand"), ts_args_text(args, "gtin")))
    tell(&job, args->json);
  ts_registry_close(job.registry);
  ts_home_close(&job.home);
  return fault->status;
}

const struct ts_command ts_command_test_cards = {
    .name = "test-cards",
    .operands = "",
    .summary =
        "Draw cards with which a device is checked each morning: genuine, forged, ... and what it must say",
    .options =
        (const struct ts_option[]){
            {"home", "HOME", "the home", TS_OPTION_REQUIRED},
            {"brand", "ID", "whose device data are tested", TS_OPTION_REQUIRED},
            {"out", "FILE", "the cards on an A4 page, as PDF", TS_OPTION_REQUIRED},
            {"png", "DIR", "and each in this folder, genuine.png, ...", TS_OPTION_ONCE},
            {"gtin", "GTIN", "one of the brand's that no piece has; if not given, the last under its prefix",
             TS_OPTION_ONCE},
            TS_REGISTRY_OPTION,
            TS_PASSPHRASE_OPTION,
            {"now", "TIME", "make them as of this time", TS_OPTION_ONCE},
            {0}},
    .example = "touchstone test-cards --home HOME --brand maison --out test-cards.pdf",
    .run = run,
};
