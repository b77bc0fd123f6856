/* SPDX-License-Identifier: Apache-2.0 */
/* The command line: one table entry a command, options read by getopt_long, help written from the same table.
 */
#ifndef TS_HOST_TOOLS_CLI_H
#define TS_HOST_TOOLS_CLI_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "host-tools/fault.h"

struct ts_args;

/* A long option. The list of a command ends with one whose NAME is NULL; --help and --json exist everywhere.
 */
struct ts_option {
  const char *name;
  const char *value; /* what stands for its value in the help; NULL: it takes none */
  const char *help;
  enum {
    TS_OPTION_ONCE,
    TS_OPTION_REQUIRED,
    TS_OPTION_MANY,
    TS_OPTION_SOME
  } use; /* SOME: at least one, or more */
};

/* Every command that makes or uses private keys has it; main hands the file on (host-tools/secret.h). */
#define TS_OPTION_PASSPHRASE "passphrase-file"
#define TS_PASSPHRASE_OPTION                                                                                 \
  { TS_OPTION_PASSPHRASE, "FILE", "the private keys' passphrase is its first line", TS_OPTION_ONCE }

struct ts_command {
  const char *name;     /* "init", or two words: "brand add" */
  const char *operands; /* "HOME", "IMAGE..."; "" for none */
  size_t operands_min, operands_max;
  const char *summary;
  const struct ts_option *options;
  const char *example; /* lines that work as printed */
  /* The exit status; with FAULT set, main prints it and its status is the one. */
  int (*run)(const struct ts_args *args, struct ts_fault *fault);
};

#define TS_ARGS_MAX 128

/* A command line that fits its command's table. Views into argv. */
struct ts_args {
  const struct ts_command *command;
  bool json, help;
  size_t count;
  struct {
    const char *name, *value;
  } given[TS_ARGS_MAX];
  size_t operand_count;
  char *const *operand;
};

/* Reads what follows the command's name. False with EX_USAGE. */
bool ts_args_read(struct ts_args *args, const struct ts_command *command, int argc, char **argv,
                  struct ts_fault *fault);

/* The value of an option; NULL if it was not given ("" for a given option without value). */
const char *ts_args_text(const struct ts_args *args, const char *name);
/* The values of an option one after another: start with *AT = 0; NULL when there is no more. */
const char *ts_args_next(const struct ts_args *args, const char *name, size_t *at);
/* OUT is left alone when the option is not given. EX_USAGE for what is no number in MIN..MAX, or no date. */
bool ts_args_number(const struct ts_args *args, const char *name, uint64_t min, uint64_t max, uint64_t *out,
                    struct ts_fault *fault);
bool ts_args_date(const struct ts_args *args, const char *name, int64_t *seconds, struct ts_fault *fault);
/* --now, or the system's clock. */
bool ts_args_now(const struct ts_args *args, int64_t *seconds, struct ts_fault *fault);

/* For commands that use the registry: the option, and what it says; else $TOUCHSTONE_REGISTRY, or NULL for
 * the home's own. */
#define TS_REGISTRY_OPTION                                                                                   \
  { "registry", "URL", "postgresql://...; else $TOUCHSTONE_REGISTRY, or in the home", TS_OPTION_ONCE }
const char *ts_args_registry(const struct ts_args *args);

void ts_command_help(const struct ts_command *command);

/* Writes OBJECT as one line to stdout and releases it; NULL (jansson had no memory) is EX_OSERR. */
bool ts_print_json(json_t *object, struct ts_fault *fault);
/* Everything printed has reached its file: else EX_IOERR. Called once, at the end. */
bool ts_print_end(struct ts_fault *fault);

#endif
