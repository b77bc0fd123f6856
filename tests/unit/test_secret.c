/* SPDX-License-Identifier: Apache-2.0 */
/* Passphrases from files, the environment and a terminal (a pseudo-terminal with a child at it), and key
 * files encrypted with them. */
#include <fcntl.h>
#include <pty.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include <cmocka.h>

#include "host-tools/file.h"
#include "host-tools/keys.h"
#include "host-tools/secret.h"

static char folder[32];
static struct ts_fault fault;

static const char *in_folder(const char *name) {
  static char path[128];
  (void)snprintf(path, sizeof path, "%s/%s", folder, name);
  return path;
}

static int start(void **state) {
  (void)state;
  fault = (struct ts_fault){0};
  ts_passphrase_from(NULL);
  ts_passphrase_forget();
  (void)unsetenv(TS_PASSPHRASE_ENV);
  (void)snprintf(folder, sizeof folder, "/tmp/ts-secret-XXXXXX");
  int null = open("/dev/null", O_RDONLY); /* whoever runs the tests is not to be asked */
  bool ok = null >= 0 && dup2(null, STDIN_FILENO) == STDIN_FILENO && mkdtemp(folder);
  return ok && close(null) == 0 ? 0 : -1;
}

static int stop(void **state) {
  static const char *const names[] = {"key", "link", "secret", "other"};
  (void)state;
  for (size_t i = 0; i < sizeof names / sizeof *names; i++)
    (void)unlink(in_folder(names[i]));
  ts_passphrase_forget();
  return rmdir(folder);
}

static void assert_fault(bool done, int status, const char *words) {
  assert_false(done);
  assert_int_equal(fault.status, status);
  if (!strstr(fault.text, words))
    fail_msg("'%s' should say '%s'", fault.text, words);
  fault = (struct ts_fault){0};
}

static void put(const char *name, const char *text, size_t size, mode_t mode) {
  assert_true(ts_file_write(in_folder(name), ts_bytes(text, size), mode, &fault));
}

static void a_file_gives_its_first_line(void **state) {
  struct ts_secret secret;
  char text[TS_SECRET_MAX + 8];
  (void)state;
  put("secret", "sesame, open\r\nsecond", 20, 0600);
  assert_true(ts_secret_read_file(&secret, in_folder("secret"), &fault));
  assert_string_equal(secret.text, "sesame, open");
  memset(text, 'x', sizeof text);
  put("secret", text, TS_SECRET_MAX, 0400);
  assert_true(ts_secret_read_file(&secret, in_folder("secret"), &fault));
  assert_int_equal(secret.size, TS_SECRET_MAX);
  put("secret", text, TS_SECRET_MAX + 1, 0600);
  assert_fault(ts_secret_read_file(&secret, in_folder("secret"), &fault), EX_DATAERR, "longer");
  put("secret", text, sizeof text, 0600);
  assert_fault(ts_secret_read_file(&secret, in_folder("secret"), &fault), EX_DATAERR, "longer");
  put("secret", "\nx", 2, 0600);
  assert_fault(ts_secret_read_file(&secret, in_folder("secret"), &fault), EX_DATAERR, "empty");
  put("secret", "a\0b", 3, 0600);
  assert_fault(ts_secret_read_file(&secret, in_folder("secret"), &fault), EX_DATAERR, "no text");
  put("secret", "open", 4, 0604);
  assert_fault(ts_secret_read_file(&secret, in_folder("secret"), &fault), EX_NOPERM, "chmod 600");
  assert_fault(ts_secret_read_file(&secret, in_folder("none"), &fault), EX_NOINPUT, "none");
  assert_fault(ts_secret_read_file(&secret, folder, &fault), EX_DATAERR, "folder");
}

static bool file_says(const char *name, const char *words) {
  uint8_t *data;
  size_t size;
  assert_true(ts_file_read(in_folder(name), 16384, &data, &size, &fault));
  bool says = memmem(data, size, words, strlen(words)) != NULL;
  free(data);
  return says;
}

static void make_key(struct ts_key *key) {
  assert_true(ts_key_make(key, &fault));
  assert_true(ts_key_write(key, in_folder("key"), &fault));
}

static void a_key_opens_with_its_passphrase_alone(void **state) {
  struct ts_key key, back;
  (void)state;
  assert_int_equal(setenv(TS_PASSPHRASE_ENV, "sesame", 1), 0);
  make_key(&key);
  assert_true(file_says("key", "BEGIN ENCRYPTED PRIVATE KEY"));
  assert_false(ts_passphrase_was_missed());
  ts_passphrase_forget();
  assert_true(ts_key_read(&back, in_folder("key"), &fault));
  assert_memory_equal(back.point, key.point, sizeof key.point);
  ts_key_free(&back);
  ts_passphrase_forget();
  assert_int_equal(setenv(TS_PASSPHRASE_ENV, "sesamE", 1), 0);
  assert_fault(ts_key_read(&back, in_folder("key"), &fault), EX_NOPERM, "does not open");
  assert_null(back.pkey);
  assert_int_equal(unsetenv(TS_PASSPHRASE_ENV), 0);
  assert_fault(ts_key_read(&back, in_folder("key"), &fault), EX_NOPERM, "--passphrase-file");
  /* The file counts before the environment. */
  put("secret", "sesame\n", 7, 0600);
  char file[128];
  (void)snprintf(file, sizeof file, "%s", in_folder("secret"));
  ts_passphrase_from(file);
  assert_int_equal(setenv(TS_PASSPHRASE_ENV, "wrong", 1), 0);
  assert_true(ts_key_read(&back, in_folder("key"), &fault));
  ts_key_free(&back);
  /* What served before is tried first, and does not stand in the way of what is given. */
  struct ts_secret old = {.size = 3, .text = "old"};
  ts_passphrase_keep(&old);
  assert_true(ts_key_read(&back, in_folder("key"), &fault));
  ts_key_free(&back);
  ts_key_free(&key);
}

static void without_a_passphrase_it_is_written_open_and_told(void **state) {
  struct ts_key key, back;
  (void)state;
  make_key(&key);
  assert_true(file_says("key", "BEGIN PRIVATE KEY"));
  assert_true(ts_passphrase_was_missed());
  assert_true(ts_key_read(&back, in_folder("key"), &fault));
  ts_key_free(&back);
  ts_key_free(&key);
}

static void a_damaged_key_is_no_key(void **state) {
  struct ts_key key, back;
  uint8_t *data;
  size_t size;
  (void)state;
  assert_int_equal(setenv(TS_PASSPHRASE_ENV, "sesame", 1), 0);
  make_key(&key);
  assert_true(ts_file_read(in_folder("key"), 16384, &data, &size, &fault));
  for (size_t i = 0; i < size - 1; i += 23) { /* a cut in every part */
    put("other", (const char *)data, i, 0600);
    assert_false(ts_key_read(&back, in_folder("other"), &fault));
    assert_true(fault.status == EX_DATAERR || fault.status == EX_NOPERM);
    fault = (struct ts_fault){0};
  }
  free(data);
  ts_key_free(&key);
}

static void a_link_is_not_followed(void **state) {
  struct ts_key key, back;
  char target[128];
  (void)state;
  make_key(&key);
  (void)snprintf(target, sizeof target, "%s", in_folder("key"));
  assert_int_equal(symlink(target, in_folder("link")), 0);
  assert_fault(ts_key_read(&back, in_folder("link"), &fault), EX_NOPERM, "symbolic link");
  assert_fault(ts_key_write(&key, in_folder("link"), &fault), EX_CANTCREAT, "left alone");
  assert_int_equal(unlink(in_folder("link")), 0);
  assert_int_equal(symlink("nowhere", in_folder("link")), 0);
  assert_fault(ts_key_write(&key, in_folder("link"), &fault), EX_CANTCREAT, "left alone");
  ts_key_free(&key);
}

static void a_full_disk_leaves_no_part_of_a_key(void **state) {
  struct ts_key key;
  struct rlimit before, none;
  (void)state;
  assert_true(ts_key_make(&key, &fault));
  assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
  none = before;
  none.rlim_cur = 100;
  (void)signal(SIGXFSZ, SIG_IGN);
  assert_int_equal(setrlimit(RLIMIT_FSIZE, &none), 0);
  bool done = ts_key_write(&key, in_folder("key"), &fault);
  assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
  assert_fault(done, EX_CANTCREAT, "key");
  assert_int_not_equal(access(in_folder("key"), F_OK), 0); /* stop finds the folder empty */
  ts_key_free(&key);
}

/* A child at a terminal of its own; its exit status is that of what it did. */
static pid_t at_terminal(int *terminal, int (*doing)(void)) {
  pid_t pid = forkpty(terminal, NULL, NULL, NULL);
  assert_true(pid >= 0);
  if (pid == 0)
    _exit(doing());
  return pid;
}

static bool echoes(int terminal) {
  struct termios now;
  assert_int_equal(tcgetattr(terminal, &now), 0);
  return (now.c_lflag & ECHO) != 0;
}

/* Reads what the child prints until it has printed WORDS. */
static void await(int terminal, const char *words, char *seen, size_t capacity) {
  size_t size = 0;
  while (!memmem(seen, size, words, strlen(words))) {
    assert_true(size < capacity);
    ssize_t n = read(terminal, seen + size, capacity - size);
    assert_true(n > 0);
    size += (size_t)n;
  }
  seen[size < capacity ? size : capacity - 1] = 0;
}

static void type(int terminal, const char *text) {
  assert_int_equal(write(terminal, text, strlen(text)), (ssize_t)strlen(text));
}

static int end_of(pid_t pid, int terminal) {
  int status;
  char rest[256];
  while (read(terminal, rest, sizeof rest) > 0)
    continue;
  assert_int_equal(waitpid(pid, &status, 0), pid);
  assert_int_equal(close(terminal), 0);
  assert_true(WIFEXITED(status));
  return WEXITSTATUS(status);
}

/* "done" is printed once the terminal is as it was, and the child stays until a line is typed. */
static int wait_for_line(void) {
  char c;
  if (write(STDOUT_FILENO, "done", 4) != 4)
    return 99;
  while (read(STDIN_FILENO, &c, 1) == 1 && c != '\n')
    continue;
  return fault.status;
}

static int choose(void) {
  struct ts_secret secret;
  bool ok = ts_passphrase_choose(&secret, &fault);
  if (ok && strcmp(secret.text, "sesame") != 0)
    return 98;
  return wait_for_line();
}

static void typed_twice_and_never_shown(void **state) {
  char seen[512] = "";
  int terminal;
  (void)state;
  pid_t pid = at_terminal(&terminal, choose);
  await(terminal, "new private key: ", seen, sizeof seen);
  assert_false(echoes(terminal));
  type(terminal, "sesame\n");
  await(terminal, "once more: ", seen, sizeof seen);
  assert_null(strstr(seen, "sesame"));
  assert_false(echoes(terminal));
  type(terminal, "sesame\n");
  await(terminal, "done", seen, sizeof seen);
  assert_null(strstr(seen, "sesame"));
  assert_true(echoes(terminal));
  type(terminal, "\n");
  assert_int_equal(end_of(pid, terminal), EX_OK);
}

static void two_that_differ_are_refused(void **state) {
  char seen[512] = "";
  int terminal;
  (void)state;
  pid_t pid = at_terminal(&terminal, choose);
  await(terminal, "new private key: ", seen, sizeof seen);
  type(terminal, "sesame\n");
  await(terminal, "once more: ", seen, sizeof seen);
  type(terminal, "sesamE\n");
  await(terminal, "done", seen, sizeof seen);
  type(terminal, "\n");
  assert_int_equal(end_of(pid, terminal), EX_NOPERM);
}

static void an_interruption_brings_the_echo_back(void **state) {
  static const struct {
    const char *typed;
    int status;
  } ways[] = {{"ses\003", EX_TEMPFAIL}, {"\034", EX_TEMPFAIL}, {"\004", EX_NOINPUT}, {"\n", EX_NOPERM}};
  (void)state;
  for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
    char seen[512] = "";
    int terminal;
    pid_t pid = at_terminal(&terminal, choose);
    await(terminal, "new private key: ", seen, sizeof seen);
    assert_false(echoes(terminal));
    type(terminal, ways[i].typed);
    await(terminal, "done", seen, sizeof seen);
    assert_true(echoes(terminal));
    type(terminal, "\n");
    assert_int_equal(end_of(pid, terminal), ways[i].status);
  }
}

static void killed_at_the_question_it_brings_the_echo_back(void **state) {
  char seen[512] = "";
  int terminal;
  (void)state;
  pid_t pid = at_terminal(&terminal, choose);
  await(terminal, "new private key: ", seen, sizeof seen);
  assert_int_equal(kill(pid, SIGTERM), 0);
  await(terminal, "done", seen, sizeof seen);
  assert_true(echoes(terminal));
  type(terminal, "\n");
  assert_int_equal(end_of(pid, terminal), EX_TEMPFAIL);
}

static int open_key(void) {
  struct ts_key key;
  ts_passphrase_forget();
  bool ok = ts_key_read(&key, in_folder("key"), &fault);
  ts_key_free(&key);
  return ok ? EX_OK : fault.status;
}

static void a_person_has_three_tries(void **state) {
  struct ts_key key;
  char seen[1024] = "";
  int terminal;
  (void)state;
  assert_int_equal(setenv(TS_PASSPHRASE_ENV, "sesame", 1), 0);
  make_key(&key);
  assert_int_equal(unsetenv(TS_PASSPHRASE_ENV), 0);
  for (int wrong = 2; wrong <= 3; wrong++) {
    pid_t pid = at_terminal(&terminal, open_key);
    for (int i = 0; i < wrong; i++) {
      await(terminal, "key: ", seen, sizeof seen);
      type(terminal, "nonsense\n");
    }
    if (wrong == 2) {
      await(terminal, "key: ", seen, sizeof seen);
      type(terminal, "sesame\n");
    }
    assert_int_equal(end_of(pid, terminal), wrong == 2 ? EX_OK : EX_NOPERM);
  }
  ts_key_free(&key);
}

int main(void) {
#define TEST(name) cmocka_unit_test_setup_teardown(name, start, stop)
  const struct CMUnitTest tests[] = {
      TEST(a_file_gives_its_first_line),
      TEST(a_key_opens_with_its_passphrase_alone),
      TEST(without_a_passphrase_it_is_written_open_and_told),
      TEST(a_damaged_key_is_no_key),
      TEST(a_link_is_not_followed),
      TEST(a_full_disk_leaves_no_part_of_a_key),
      TEST(typed_twice_and_never_shown),
      TEST(two_that_differ_are_refused),
      TEST(an_interruption_brings_the_echo_back),
      TEST(killed_at_the_question_it_brings_the_echo_back),
      TEST(a_person_has_three_tries),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
