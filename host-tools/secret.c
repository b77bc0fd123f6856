/* SPDX-License-Identifier: Apache-2.0 */
#include "host-tools/secret.h"

#include <errno.h>
#include <fcntl.h>
#include <openssl/crypto.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define TRIES 3 /* at a terminal */

/* Of this process, as its terminal and its environment are. */
static struct {
  const char *file;
  bool missed;
  struct ts_secret kept;
} passphrase;

void ts_secret_wipe(struct ts_secret *secret) {
  OPENSSL_cleanse(secret, sizeof *secret);
}

static bool first_line(struct ts_secret *out, const char *bytes, size_t size, bool more, const char *path,
                       struct ts_fault *fault) {
  const char *end = memchr(bytes, '\n', size);
  size_t line = end ? (size_t)(end - bytes) : size;
  if (line > 0 && bytes[line - 1] == '\r')
    line--;
  if (line > TS_SECRET_MAX || (!end && more))
    return ts_fault(fault, EX_DATAERR, "the first line of %s is longer than %d bytes", path, TS_SECRET_MAX);
  if (line == 0 || memchr(bytes, 0, line))
    return ts_fault(fault, EX_DATAERR, "the first line of %s is empty or no text; it is to hold the secret",
                    path);
  memcpy(out->text, bytes, line);
  out->text[line] = 0;
  out->size = line;
  return true;
}

static bool is_private(int fd, const char *path, struct ts_fault *fault) {
  struct stat st;
  if (fstat(fd, &st) != 0)
    return ts_fault_reading(fault, path, errno);
  if (S_ISDIR(st.st_mode))
    return ts_fault(fault, EX_DATAERR, "%s is a folder; a file with the secret is wanted", path);
  if (S_ISREG(st.st_mode) && (st.st_mode & (S_IRWXG | S_IRWXO)) != 0)
    return ts_fault(fault, EX_NOPERM, "%s can be read by others (mode %03o); run: chmod 600 %s", path,
                    (unsigned)st.st_mode & 0777u, path);
  return true;
}

bool ts_secret_read_file(struct ts_secret *out, const char *path, struct ts_fault *fault) {
  char bytes[TS_SECRET_MAX + 3]; /* the line, its end, and one more */
  size_t size = 0;
  ssize_t n = 1;
  *out = (struct ts_secret){0};
  int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
  if (fd < 0)
    return ts_fault_reading(fault, path, errno);
  bool ok = is_private(fd, path, fault);
  while (ok && n != 0 && size < sizeof bytes) {
    n = read(fd, bytes + size, sizeof bytes - size);
    if (n > 0)
      size += (size_t)n;
    else if (n < 0 && errno != EINTR)
      ok = ts_fault_reading(fault, path, errno);
  }
  ok = ok && first_line(out, bytes, size, n != 0, path, fault);
  OPENSSL_cleanse(bytes, sizeof bytes);
  (void)close(fd);
  return ok;
}

bool ts_secret_read_env(struct ts_secret *out, const char *variable, struct ts_fault *fault) {
  const char *text = getenv(variable);
  *out = (struct ts_secret){0};
  if (!text || !text[0])
    return false;
  if (strlen(text) > TS_SECRET_MAX)
    return ts_fault(fault, EX_DATAERR, "%s is longer than %d bytes", variable, TS_SECRET_MAX);
  out->size = strlen(text);
  memcpy(out->text, text, out->size + 1);
  return true;
}

void ts_passphrase_from(const char *file) {
  passphrase.file = file;
}

/* *GIVEN: by the file or the environment. */
static bool not_asked(struct ts_secret *out, bool *given, struct ts_fault *fault) {
  *given = passphrase.file ? ts_secret_read_file(out, passphrase.file, fault)
                           : ts_secret_read_env(out, TS_PASSPHRASE_ENV, fault);
  return fault->status == EX_OK;
}

static bool ask_twice(struct ts_secret *out, struct ts_fault *fault) {
  struct ts_secret again;
  if (!ts_terminal_ask(out, "Passphrase for the new private key: ", fault))
    return false;
  if (out->size == 0)
    return ts_fault(fault, EX_NOPERM, "an empty passphrase protects nothing; nothing was changed");
  bool ok = ts_terminal_ask(&again, "The same once more: ", fault);
  ok = ok && ((again.size == out->size && memcmp(again.text, out->text, out->size) == 0) ||
              ts_fault(fault, EX_NOPERM, "the two passphrases differ; nothing was changed"));
  ts_secret_wipe(&again);
  return ok;
}

bool ts_passphrase_choose(struct ts_secret *out, struct ts_fault *fault) {
  static bool chosen; /* once for all keys that a command makes */
  bool given = false, ok = true;
  *out = passphrase.kept;
  if (chosen && out->size > 0)
    return true;
  ok = not_asked(out, &given, fault) && (given || !ts_terminal_there() || ask_twice(out, fault));
  if (!ok)
    ts_secret_wipe(out);
  chosen = ok && out->size > 0;
  if (chosen)
    ts_passphrase_keep(out);
  return ok;
}

bool ts_passphrase_try(struct ts_secret *out, const char *what, unsigned attempt, struct ts_fault *fault) {
  char prompt[256];
  bool given = false;
  unsigned kept = passphrase.kept.size > 0;
  *out = passphrase.kept;
  if (kept && attempt == 0)
    return true;
  if (!not_asked(out, &given, fault))
    return false;
  if (given && attempt == kept)
    return true;
  ts_secret_wipe(out);
  if (given || (attempt > 0 && attempt >= TRIES + kept))
    return ts_fault(fault, EX_NOPERM, "the passphrase does not open %s", what);
  if (!ts_terminal_there())
    return ts_fault(fault, EX_NOPERM,
                    "%s is encrypted; give its passphrase with --passphrase-file or in " TS_PASSPHRASE_ENV,
                    what);
  (void)snprintf(prompt, sizeof prompt,
                 "%sPassphrase of %s: ", attempt > kept ? "That does not open it. " : "", what);
  return ts_terminal_ask(out, prompt, fault);
}

void ts_passphrase_keep(const struct ts_secret *secret) {
  passphrase.kept = *secret;
}

void ts_passphrase_missed(void) {
  passphrase.missed = true;
}

bool ts_passphrase_was_missed(void) {
  return passphrase.missed;
}

void ts_passphrase_forget(void) {
  ts_secret_wipe(&passphrase.kept);
}
