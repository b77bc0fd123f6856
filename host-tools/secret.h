/* SPDX-License-Identifier: Apache-2.0 */
/* Passphrases and PINs, and where they come from: a file, the environment, a terminal. Never the command
 * line, which every process of the machine may read. */
#ifndef TS_HOST_TOOLS_SECRET_H
#define TS_HOST_TOOLS_SECRET_H

#include <stdbool.h>
#include <stddef.h>

#include "host-tools/fault.h"

#define TS_SECRET_MAX 512 /* bytes */
#define TS_PASSPHRASE_ENV "TOUCHSTONE_PASSPHRASE"
#define TS_PIN_ENV "TOUCHSTONE_PIN"

struct ts_secret {
  size_t size;
  char text[TS_SECRET_MAX + 1];
};
void ts_secret_wipe(struct ts_secret *secret); /* leaves it empty */

/* The first line of a file that is its owner's alone (mode 0600 or less; of a pipe, whatever it is).
 * EX_NOPERM, or EX_DATAERR if there is no line, an empty one or one that is too long. */
bool ts_secret_read_file(struct ts_secret *out, const char *path, struct ts_fault *fault);
/* False without a fault if the variable is not set or empty. EX_DATAERR if it is too long. */
bool ts_secret_read_env(struct ts_secret *out, const char *variable, struct ts_fault *fault);

/* Is there somebody to ask? Standard input must be a terminal: what a script runs never waits for a person.
 * */
bool ts_terminal_there(void);
/* Asks at the terminal without showing what is typed. The terminal is put back as it was on every way out: an
 * interruption (Ctrl-C, SIGTERM, SIGHUP) is EX_TEMPFAIL, the end of input EX_NOINPUT. */
bool ts_terminal_ask(struct ts_secret *out, const char *prompt, struct ts_fault *fault);

/* The file of --passphrase-file, which all of this process then uses; NULL: none was given. */
void ts_passphrase_from(const char *file);
/* The passphrase for keys that this process makes: the file's, the environment's, or typed twice. Empty if
 * there is none of these: the keys are then written as they are. */
bool ts_passphrase_choose(struct ts_secret *out, struct ts_fault *fault);
/* A passphrase to try on the key WHAT, ATTEMPT counting from 0: one that served before, the file's, the
 * environment's, or typed, three times at most. EX_NOPERM if there is nothing to try (any more). */
bool ts_passphrase_try(struct ts_secret *out, const char *what, unsigned attempt, struct ts_fault *fault);
/* SECRET opened a key: it is tried first on the next one. */
void ts_passphrase_keep(const struct ts_secret *secret);
/* A key was written as it is, for want of a passphrase; and was there any? */
void ts_passphrase_missed(void);
bool ts_passphrase_was_missed(void);
/* Wipes what was kept. */
void ts_passphrase_forget(void);

#endif
