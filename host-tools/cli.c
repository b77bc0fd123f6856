/* SPDX-License-Identifier: Apache-2.0 */
#include "host-tools/cli.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "host-tools/text.h"

#define OPTIONS_MAX 32

static const struct ts_option common[] = {
    {"json", NULL, "print one JSON object a line", TS_OPTION_ONCE},
    {"help", NULL, "print this help", TS_OPTION_ONCE},
    {NULL, NULL, NULL, TS_OPTION_ONCE},
};

static size_t add_options(struct option *list, size_t count, const struct ts_option *options) {
  for (; options->name && count < OPTIONS_MAX; options++)
    list[count++] = (struct option){options->name, options->value ? required_argument : no_argument, NULL, 0};
  return count;
}

static bool usage_fault(struct ts_fault *fault, const struct ts_command *command, const char *what,
                        const char *which) {
  return ts_fault(fault, EX_USAGE, "%s%s; see: touchstone %s --help", what, which, command->name);
}

static bool keep(struct ts_args *args, const char *name, const char *value, struct ts_fault *fault) {
  if (strcmp(name, "json") == 0) {
    args->json = true;
  } else if (strcmp(name, "help") == 0) {
    args->help = true;
  } else if (args->count == TS_ARGS_MAX) {
    return ts_fault(fault, EX_USAGE, "more than %d options", TS_ARGS_MAX);
  } else {
    args->given[args->count].name = name;
    args->given[args->count++].value = value ? value : "";
  }
  return true;
}

static size_t times_given(const struct ts_args *args, const char *name) {
  size_t times = 0;
  for (size_t i = 0; i < args->count; i++)
    times += strcmp(args->given[i].name, name) == 0;
  return times;
}

static bool check_counts(const struct ts_args *args, struct ts_fault *fault) {
  const struct ts_command *command = args->command;
  for (const struct ts_option *o = command->options; o->name; o++) {
    size_t times = times_given(args, o->name);
    if (times == 0 && (o->use == TS_OPTION_REQUIRED || o->use == TS_OPTION_SOME))
      return usage_fault(fault, command, "missing --", o->name);
    if (times > 1 && (o->use == TS_OPTION_ONCE || o->use == TS_OPTION_REQUIRED))
      return usage_fault(fault, command, "given twice: --", o->name);
  }
  if (args->operand_count < command->operands_min)
    return usage_fault(fault, command, "missing ", command->operands);
  if (args->operand_count > command->operands_max)
    return usage_fault(fault, command, "one argument too many: ", args->operand[command->operands_max]);
  return true;
}

bool ts_args_read(struct ts_args *args, const struct ts_command *command, int argc, char **argv,
                  struct ts_fault *fault) {
  struct option list[OPTIONS_MAX + 1] = {0};
  (void)add_options(list, add_options(list, 0, command->options), common);
  *args = (struct ts_args){.command = command};
  opterr = 0;
  optind = 1;
  for (;;) {
    int which = -1;
    int c = getopt_long(argc, argv, ":", list, &which);
    if (c == -1)
      break;
    const char *text = optind > 0 && optind <= argc ? argv[optind - 1] : "";
    if (c == ':')
      return usage_fault(fault, command, "a value is missing after ", text);
    if (c != 0 || which < 0 || !list[which].name)
      return usage_fault(fault, command, "unknown or ambiguous option ", text);
    if (!keep(args, list[which].name, optarg, fault))
      return false;
  }
  args->operand = argv + optind;
  args->operand_count = (size_t)(argc - optind);
  return args->help || check_counts(args, fault);
}

const char *ts_args_next(const struct ts_args *args, const char *name, size_t *at) {
  while (*at < args->count) {
    size_t i = (*at)++;
    if (strcmp(args->given[i].name, name) == 0)
      return args->given[i].value;
  }
  return NULL;
}

const char *ts_args_text(const struct ts_args *args, const char *name) {
  size_t at = 0;
  return ts_args_next(args, name, &at);
}

bool ts_args_number(const struct ts_args *args, const char *name, uint64_t min, uint64_t max, uint64_t *out,
                    struct ts_fault *fault) {
  const char *text = ts_args_text(args, name);
  uint64_t value;
  if (!text)
    return true;
  if (!ts_number(ts_bytes_of(text), max, &value) || value < min)
    return ts_fault(fault, EX_USAGE, "--%s %s: a number from %llu to %llu is wanted", name, text,
                    (unsigned long long)min, (unsigned long long)max);
  *out = value;
  return true;
}

bool ts_args_date(const struct ts_args *args, const char *name, int64_t *seconds, struct ts_fault *fault) {
  const char *text = ts_args_text(args, name);
  if (text && !ts_date_read(text, seconds))
    return ts_fault(fault, EX_USAGE,
                    "--%s %s: a date like 2026-11-23 or 2026-11-23T12:00:00Z (UTC) is wanted", name, text);
  return true;
}

bool ts_args_now(const struct ts_args *args, int64_t *seconds, struct ts_fault *fault) {
  struct timespec now;
  if (clock_gettime(CLOCK_REALTIME, &now) != 0)
    return ts_fault(fault, EX_OSERR, "cannot read the clock: %s", strerror(errno));
  *seconds = now.tv_sec;
  return ts_args_date(args, "now", seconds, fault);
}

const char *ts_args_registry(const struct ts_args *args) {
  const char *url = ts_args_text(args, "registry");
  url = url ? url : getenv("TOUCHSTONE_REGISTRY");
  return url && *url ? url : NULL;
}

static void print_option(const struct ts_option *o, bool usage) {
  bool optional = o->use == TS_OPTION_ONCE || o->use == TS_OPTION_MANY;
  bool repeats = o->use == TS_OPTION_MANY || o->use == TS_OPTION_SOME;
  const char *space = o->value ? " " : "", *value = o->value ? o->value : "";
  if (usage) {
    printf(optional ? " [--%s%s%s]%s" : " --%s%s%s%s", o->name, space, value, repeats ? "..." : "");
    return;
  }
  char left[64];
  (void)snprintf(left, sizeof left, "--%s%s%s", o->name, space, value);
  printf("  %-26s %s%s\n", left, o->help, repeats ? " (may be repeated)" : "");
}

void ts_command_help(const struct ts_command *command) {
  printf("Usage: touchstone %s", command->name);
  for (const struct ts_option *o = command->options; o->name; o++)
    print_option(o, true);
  printf(" [--json]%s%s\n\n%s\n\nOptions:\n", command->operands[0] ? " " : "", command->operands,
         command->summary);
  for (const struct ts_option *o = command->options; o->name; o++)
    print_option(o, false);
  for (const struct ts_option *o = common; o->name; o++)
    print_option(o, false);
  printf("\nExample:\n");
  for (const char *line = command->example; *line;) {
    size_t size = strcspn(line, "\n");
    printf("  %.*s\n", (int)size, line);
    line += size + (line[size] == '\n');
  }
}

bool ts_print_json(json_t *object, struct ts_fault *fault) {
  if (!object)
    return ts_fault(fault, EX_OSERR, "out of memory");
  bool ok = json_dumpf(object, stdout, JSON_COMPACT | JSON_ENSURE_ASCII) == 0 && putchar('\n') != EOF;
  int error = errno;
  json_decref(object);
  return ok || ts_fault(fault, EX_IOERR, "cannot write the result: %s", strerror(error));
}

bool ts_print_end(struct ts_fault *fault) {
  errno = 0;
  bool ok = fflush(stdout) == 0 && !ferror(stdout);
  return ok || ts_fault(fault, EX_IOERR, "cannot write the result: %s", strerror(errno ? errno : EIO));
}
