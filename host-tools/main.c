/* SPDX-License-Identifier: Apache-2.0 */
/* touchstone: what a brand, a marketplace or a customs office needs on its desk. One program, many commands.
 */
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "host-tools/cli.h"
#include "host-tools/commands.h"
#include "host-tools/secret.h"

#define TS_VERSION "0.1.0"

/* How many of the words in ARGV are COMMAND's name; 0 if it is another command. */
static int words_of(const struct ts_command *command, int argc, char **argv) {
  const char *space = strchr(command->name, ' ');
  if (!space)
    return argc > 0 && strcmp(argv[0], command->name) == 0;
  size_t first = (size_t)(space - command->name);
  bool same = argc > 1 && strlen(argv[0]) == first && strncmp(argv[0], command->name, first) == 0 &&
              strcmp(argv[1], space + 1) == 0;
  return same ? 2 : 0;
}

static void print_help(void) {
  printf("Usage: touchstone COMMAND [OPTIONS] ...\n\nCommands:\n");
  for (const struct ts_command *const *c = ts_commands; *c; c++)
    printf("  %-14s %s\n", (*c)->name, (*c)->summary);
  printf("\nEach command explains itself: touchstone COMMAND --help\n");
}

static int run(const struct ts_command *command, int argc, char **argv, struct ts_fault *fault) {
  static struct ts_args args;
  if (!ts_args_read(&args, command, argc, argv, fault))
    return fault->status;
  if (args.help) {
    ts_command_help(command);
    return EX_OK;
  }
  ts_passphrase_from(ts_args_text(&args, TS_OPTION_PASSPHRASE));
  int status = command->run(&args, fault);
  ts_passphrase_forget();
  return status;
}

static int finish(const char *name, int status, struct ts_fault *fault) {
  (void)ts_print_end(fault);
  if (fault->status == EX_OK && ts_passphrase_was_missed())
    (void)fprintf(stderr,
                  "touchstone %s: the private key is written unencrypted: there is no --passphrase-file, no "
                  "%s and no terminal to ask at\n",
                  name, TS_PASSPHRASE_ENV);
  if (fault->status == EX_OK)
    return status;
  (void)fprintf(stderr, "touchstone%s%s: %s\n", name[0] ? " " : "", name, fault->text);
  return fault->status;
}

int main(int argc, char **argv) {
  struct ts_fault fault = {0};
  /* A full disk, a size limit or a reader that went away is an error to tell, not a sudden death. */
  (void)signal(SIGXFSZ, SIG_IGN);
  (void)signal(SIGPIPE, SIG_IGN);
  if (argc > 1 && strcmp(argv[1], "--version") == 0) {
    printf("touchstone " TS_VERSION "\n");
    return finish("", EX_OK, &fault);
  }
  if (argc > 1 && (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "help") == 0)) {
    print_help();
    return finish("", EX_OK, &fault);
  }
  for (const struct ts_command *const *c = ts_commands; argc > 1 && *c; c++) {
    int words = words_of(*c, argc - 1, argv + 1);
    if (words > 0)
      return finish((*c)->name, run(*c, argc - words, argv + words, &fault), &fault);
  }
  (void)ts_fault(&fault, EX_USAGE, "%s%s; see: touchstone --help",
                 argc > 1 ? "no such command: " : "no command given", argc > 1 ? argv[1] : "");
  return finish("", EX_USAGE, &fault);
}
