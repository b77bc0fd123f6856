/* SPDX-License-Identifier: Apache-2.0 */
/* Asking a person for a secret (POSIX.1-2017 chapter 11). */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/select.h>
#include <termios.h>
#include <unistd.h>

#include "host-tools/secret.h"

static volatile sig_atomic_t interrupted;

static void note(int signal_number) {
  interrupted = signal_number;
}

static const int ending[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT};
enum { ENDINGS = sizeof ending / sizeof *ending };

/* A terminal whose echo is off, and what is to be put back. */
struct quiet {
  int fd;
  struct termios before;
  sigset_t mask;
  struct sigaction action[ENDINGS];
};

bool ts_terminal_there(void) {
  return isatty(STDIN_FILENO) == 1;
}

/* The handlers come first, so that no signal finds the echo off and nobody to put it back; and signals are
 * let in while a key is waited for, and at no other time, so that none is missed just before. */
static bool hush(struct quiet *quiet) {
  struct sigaction action = {.sa_handler = note}; /* no SA_RESTART: a read is to end */
  interrupted = 0;
  sigset_t endings;
  (void)sigemptyset(&action.sa_mask);
  (void)sigemptyset(&endings);
  for (size_t i = 0; i < ENDINGS; i++)
    (void)sigaddset(&endings, ending[i]);
  (void)sigprocmask(SIG_BLOCK, &endings, &quiet->mask);
  for (size_t i = 0; i < ENDINGS; i++)
    (void)sigaction(ending[i], &action, &quiet->action[i]);
  struct termios silent = quiet->before;
  silent.c_lflag &= ~(tcflag_t)(ECHO | ECHOE | ECHOK | ECHONL);
  silent.c_lflag |= ICANON | ISIG;
  silent.c_cc[VSUSP] = _POSIX_VDISABLE; /* a stopped process would leave a terminal without echo */
  return tcsetattr(quiet->fd, TCSAFLUSH, &silent) == 0;
}

/* Also after a HUSH that failed half-way; errno stays. */
static void speak_again(const struct quiet *quiet) {
  int error = errno;
  while (tcsetattr(quiet->fd, TCSAFLUSH, &quiet->before) != 0 && errno == EINTR)
    continue;
  for (size_t i = 0; i < ENDINGS; i++)
    (void)sigaction(ending[i], &quiet->action[i], NULL);
  (void)sigprocmask(SIG_SETMASK, &quiet->mask, NULL);
  errno = error;
}

/* Waits for a byte; false on a signal. */
static bool wait_for_key(const struct quiet *quiet) {
  fd_set set;
  FD_ZERO(&set);
  FD_SET(quiet->fd, &set);
  return pselect(quiet->fd + 1, &set, NULL, NULL, NULL, &quiet->mask) == 1;
}

static void say(int fd, const char *text) {
  for (size_t size = strlen(text); size > 0;) {
    ssize_t n = write(fd, text, size);
    if (n < 0)
      return; /* the question is lost, and its answer is asked for all the same */
    text += n;
    size -= (size_t)n;
  }
}

/* A line without its end, which a terminal in canonical mode gives at once. */
static bool read_line(const struct quiet *quiet, struct ts_secret *out, struct ts_fault *fault) {
  ssize_t n = 0;
  bool end = false;
  while (!end && out->size < TS_SECRET_MAX && !interrupted) {
    char c;
    if (!wait_for_key(quiet))
      continue; /* a signal that ends it, or one that is nothing to us */
    n = read(quiet->fd, &c, 1);
    end = n != 1 || c == '\n';
    if (!end)
      out->text[out->size++] = c;
  }
  if (interrupted)
    return ts_fault(fault, EX_TEMPFAIL, "interrupted; nothing was changed");
  if (n <= 0)
    return ts_fault(fault, EX_NOINPUT, "no passphrase was typed; nothing was changed");
  return end || ts_fault(fault, EX_DATAERR, "more than %d bytes were typed", TS_SECRET_MAX);
}

bool ts_terminal_ask(struct ts_secret *out, const char *prompt, struct ts_fault *fault) {
  struct quiet quiet = {.fd = open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY)};
  bool own = quiet.fd >= 0;
  *out = (struct ts_secret){0};
  if (!own)
    quiet.fd = STDIN_FILENO;
  bool ok = tcgetattr(quiet.fd, &quiet.before) == 0;
  if (ok && hush(&quiet)) {
    say(own ? quiet.fd : STDERR_FILENO, prompt);
    ok = read_line(&quiet, out, fault);
    speak_again(&quiet);
    say(own ? quiet.fd : STDERR_FILENO, "\n");
  } else {
    if (ok)
      speak_again(&quiet);
    ok = ts_fault(fault, EX_OSERR, "cannot ask at the terminal: %s", strerror(errno));
  }
  if (!ok)
    ts_secret_wipe(out);
  if (own)
    (void)close(quiet.fd);
  return ok;
}
