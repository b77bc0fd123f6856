/* SPDX-License-Identifier: Apache-2.0 */
/* touchstone journal clones: it accuses nobody and blocks nothing by itself. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "boards/common/hosted/report.h"
#include "host-tools/clones.h"
#include "host-tools/commands.h"
#include "host-tools/journal_view.h"

#define COMMAND_MAX (PATH_MAX * 4 + 512)

/* The sightings of one piece, in memory of malloc's. */
struct group {
  struct ts_clone_sighting *sighting;
  size_t count, capacity;
};

struct search {
  const struct ts_args *args;
  struct ts_fault *fault;
  uint32_t hours;
  enum ts_block reason;
  bool not_judged;                       /* those are listed now, not the others */
  uint64_t pieces[TS_CLONE_CERTAIN + 1]; /* found, by grade */
  struct group group;
};

/* The words that go into a shell; empty if there is nothing to offer: what is weak is for a person to look into,
 * what was never issued from this registry cannot be blocked in it, and what is blocked is so already. */
static bool offer(const struct search *search, const struct ts_sighting *piece, enum ts_clone_grade grade,
                  char out[COMMAND_MAX]) {
  struct ts_buf buf = ts_buf(out, COMMAND_MAX - 1);
  out[0] = 0;
  if (grade < TS_CLONE_LIKELY || !piece->issued || piece->block != TS_BLOCK_NONE)
    return true;
  ts_buf_put_text(&buf, "touchstone block --home ");
  ts_view_shell_word(&buf, ts_args_text(search->args, "home"));
  ts_buf_put_text(&buf, " --brand ");
  ts_view_shell_word(&buf, piece->brand);
  ts_buf_put_text(&buf, " --gtin ");
  ts_buf_put_text(&buf, piece->gtin);
  ts_buf_put_text(&buf, " --serial ");
  ts_view_shell_word(&buf, piece->serial);
  ts_buf_put_text(&buf, " --reason ");
  ts_buf_put_text(&buf, ts_block_name(search->reason));
  if (ts_args_text(search->args, "registry")) /* not the URL: a password may stand in it */
    ts_buf_put_text(&buf, " --registry \"$TOUCHSTONE_REGISTRY\"");
  if (buf.full)
    return ts_fault(search->fault, EX_USAGE, "--home: too long for a command line");
  out[buf.size] = 0;
  return true;
}

static json_t *rules_json(unsigned rules) {
  json_t *array = json_array();
  for (int i = 0; i < TS_CLONE_RULES; i++)
    if (rules >> i & 1)
      json_array_append_new(array, json_string(ts_clone_rule_name((enum ts_clone_rule)(1U << i))));
  return array;
}

static json_t *text_or_null(const char *text) {
  return *text ? ts_report_text(ts_bytes_of(text)) : json_null();
}

static json_t *sighting_json(const struct ts_clone_sighting *s) {
  const struct ts_sighting *seen = &s->seen;
  return json_pack("{s:s, s:o, s:I, s:o, s:s, s:s, s:s, s:o, s:b, s:o, s:o, s:o}", "device", seen->device,
                   "place", text_or_null(seen->place), "record", (json_int_t)seen->record, "time",
                   ts_view_time(seen->time), "time_trust", ts_time_trust_name(seen->time.trust), "mode",
                   ts_mode_name(seen->mode), "verdict", ts_verdict_name(seen->decision.verdict), "reasons",
                   ts_view_reasons(&seen->decision), "signed", seen->signature == TS_SIGNED_GOOD, "operator",
                   ts_view_number(seen->operator_number), "consignment", ts_view_number(seen->consignment),
                   "rules", rules_json(s->rules));
}

/* One sighting that knows the piece's brand and what became of it, if any does: a brand may have come into the
 * home after the first import. */
static const struct ts_sighting *piece_of(const struct group *group) {
  for (size_t i = 0; i < group->count; i++)
    if (group->sighting[i].seen.issued)
      return &group->sighting[i].seen;
  return &group->sighting[0].seen;
}

static json_t *piece_json(const struct group *group, const struct ts_clones *clones, const char *command) {
  const struct ts_sighting *piece = piece_of(group);
  json_t *sightings = json_array();
  for (size_t i = 0; i < group->count; i++)
    json_array_append_new(sightings, sighting_json(&group->sighting[i]));
  return json_pack("{s:s, s:o, s:o, s:s, s:o, s:o, s:o, s:o}", "gtin", piece->gtin, "serial",
                   ts_report_text(ts_bytes_of(piece->serial)), "brand", text_or_null(piece->brand), "grade",
                   ts_clone_grade_name(clones->grade), "rules", rules_json(clones->rules), "blocked",
                   text_or_null(ts_block_name(piece->block)), "block_command", text_or_null(command),
                   "sightings", sightings);
}

static void print_rules(unsigned rules, uint32_t hours) {
  const char *between = "";
  if (rules & TS_CLONE_SAME_HOUR) {
    printf("at two places within an hour");
    between = "; ";
  } else if (rules & TS_CLONE_APART) {
    printf("at two places within %u hours", (unsigned)hours);
    between = "; ";
  }
  if (rules & TS_CLONE_DESTROYED) {
    printf("%safter it was reported destroyed", between);
    between = "; ";
  }
  if (rules & TS_CLONE_TWICE)
    printf("%stwice in one consignment", between);
  if (rules == 0)
    printf("at two places, at times of which one is not known");
}

static void print_sighting(const struct ts_clone_sighting *s) {
  const struct ts_sighting *seen = &s->seen;
  char time[TS_VIEW_TIME];
  ts_view_time_text(time, seen->time);
  printf("  %c %-31s device %s%s%s record %llu, %s", s->rules ? '*' : ' ', time, seen->device,
         seen->place[0] ? " at " : "", seen->place, (unsigned long long)seen->record,
         ts_mode_name(seen->mode));
  if (seen->consignment)
    printf(" %llu", (unsigned long long)seen->consignment);
  if (seen->operator_number)
    printf(", operator %lu", (unsigned long)seen->operator_number);
  printf(": ");
  ts_view_decision(stdout, &seen->decision);
  printf("%s\n", seen->signature == TS_SIGNED_GOOD ? "" : " (without a good signature)");
}

static void print_piece(const struct search *search, const struct ts_clones *clones, const char *command) {
  const struct group *group = &search->group;
  const struct ts_sighting *piece = piece_of(group);
  printf("%s %s%s%s: %s: ", piece->gtin, piece->serial, piece->brand[0] ? " of " : "", piece->brand,
         clones->grade == TS_CLONE_NOT_JUDGED ? "not judged" : ts_clone_grade_name(clones->grade));
  print_rules(clones->rules, search->hours);
  printf("\n");
  for (size_t i = 0; i < group->count; i++)
    print_sighting(&group->sighting[i]);
  if (piece->block != TS_BLOCK_NONE)
    printf("  blocked already: %s\n", ts_block_name(piece->block));
  if (!piece->issued)
    printf("  not issued from this registry: its brand is who can block it\n");
  if (*command)
    printf("  to block it: %s\n", command);
}

/* Judges the group and empties it. */
static bool settle(struct search *search) {
  struct group *group = &search->group;
  static char command[COMMAND_MAX];
  struct ts_clones clones = ts_clones_judge(group->sighting, group->count, search->hours);
  bool told = clones.grade != TS_CLONE_NOT && (clones.grade == TS_CLONE_NOT_JUDGED) == search->not_judged;
  bool ok = true;
  if (!search->not_judged)
    search->pieces[clones.grade]++;
  if (told) {
    ok = offer(search, piece_of(group), clones.grade, command);
    if (ok && search->args->json)
      ok = ts_print_json(piece_json(group, &clones, command), search->fault);
    else if (ok)
      print_piece(search, &clones, command);
  }
  group->count = 0;
  return ok;
}

static bool belongs(const struct group *group, const struct ts_sighting *seen) {
  return group->count == 0 || (strcmp(group->sighting[0].seen.gtin, seen->gtin) == 0 &&
                               strcmp(group->sighting[0].seen.serial, seen->serial) == 0);
}

static bool put(struct search *search, const struct ts_sighting *seen) {
  struct group *group = &search->group;
  if (group->count == group->capacity) {
    size_t wanted = group->capacity ? group->capacity * 2 : 64;
    struct ts_clone_sighting *grown = realloc(group->sighting, wanted * sizeof *grown);
    if (!grown)
      return ts_fault(search->fault, EX_OSERR, "not enough memory for the sightings of %s %s", seen->gtin,
                      seen->serial);
    group->sighting = grown;
    group->capacity = wanted;
  }
  group->sighting[group->count++] = (struct ts_clone_sighting){.seen = *seen};
  return true;
}

static bool go_through(struct search *search, struct ts_registry *registry) {
  struct ts_registry_list *list = ts_registry_sightings(registry);
  struct ts_sighting seen;
  bool ok = list != NULL;
  while (ok && ts_registry_next_sighting(list, &seen))
    ok = (belongs(&search->group, &seen) || settle(search)) && put(search, &seen);
  ts_registry_list_close(list);
  return ok && search->fault->status == EX_OK && (search->group.count == 0 || settle(search));
}

static void sum_up(const struct search *search) {
  const uint64_t *n = search->pieces;
  unsigned long long all = 0, clones = n[TS_CLONE_CERTAIN] + n[TS_CLONE_LIKELY] + n[TS_CLONE_WEAK];
  for (int i = TS_CLONE_NOT; i <= TS_CLONE_CERTAIN; i++)
    all += n[i];
  (void)fprintf(
      stderr,
      "%llu of %llu serials seen where they cannot be: %llu certain, %llu likely, %llu weak; %llu not "
      "judged. Nothing was blocked.\n",
      clones, all, (unsigned long long)n[TS_CLONE_CERTAIN], (unsigned long long)n[TS_CLONE_LIKELY],
      (unsigned long long)n[TS_CLONE_WEAK], (unsigned long long)n[TS_CLONE_NOT_JUDGED]);
}

static bool find(struct search *search, struct ts_registry *registry) {
  bool ok = go_through(search, registry);
  if (ok && search->pieces[TS_CLONE_NOT_JUDGED] > 0) {
    search->not_judged = true;
    ok = go_through(search, registry);
  }
  if (ok)
    sum_up(search);
  return ok;
}

static bool read_reason(const struct ts_args *args, enum ts_block *out, struct ts_fault *fault) {
  const char *text = ts_args_text(args, "reason");
  *out = TS_BLOCK_RECALLED;
  return !text || (ts_block_read(ts_bytes_of(text), out) && *out != TS_BLOCK_NONE) ||
         ts_fault(fault, EX_USAGE, "--reason %s: none of stolen, recalled, destroyed, returned", text);
}

static int run(const struct ts_args *args, struct ts_fault *fault) {
  struct ts_home home = {0};
  struct ts_registry *registry = NULL;
  struct search search = {.args = args, .fault = fault};
  uint64_t hours = TS_CLONE_HOURS;
  if (read_reason(args, &search.reason, fault) &&
      ts_args_number(args, "hours", 1, TS_CLONE_HOURS_MAX, &hours, fault) &&
      ts_home_open(&home, ts_args_text(args, "home"), fault) &&
      ts_registry_open(&registry, &home, ts_args_registry(args), fault)) {
    search.hours = (uint32_t)hours;
    (void)find(&search, registry);
  }
  free(search.group.sighting);
  ts_registry_close(registry);
  ts_home_close(&home);
  return fault->status;
}

const struct ts_command ts_command_journal_clones = {
    .name = "journal clones",
    .operands = "",
    .summary =
        "List serials seen where they cannot be, with what to type to block them; blocks nothing itself",
    .options =
        (const struct ts_option[]){
            {"home", "HOME", "the home", TS_OPTION_REQUIRED},
            {"hours", "N", "no piece travels between two places in less (default 12)", TS_OPTION_ONCE},
            {"reason", "WHY", "in the commands to block: recalled, if not given", TS_OPTION_ONCE},
            TS_REGISTRY_OPTION,
            {0}},
    .example = "touchstone journal clones --home HOME",
    .run = run,
};
