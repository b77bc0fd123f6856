/* SPDX-License-Identifier: Apache-2.0 */

/*
 * What newlib asks of an operating system, for images of unit tests: they have a heap, and their streams go to the standard
 * output of the machine that runs the emulator. It stands in place of libc.c, where both would break a rule.
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/time.h>

#include <cmocka.h>

#include "adapters/confine_arena.h"
#include "board.h"
#include "random.h"
#include "semihosting.h"

#define HEAP_SIZE (15u * 1024u * 1024u)
#define ARENA_SIZE (256u * 1024u)
#define ARGUMENTS_MAX 2
#define LINE_MAX 256u

static uint8_t heap[HEAP_SIZE] TS_BULK;
static uint8_t arena[ARENA_SIZE] TS_BULK;

void *_sbrk(ptrdiff_t increment);
_Noreturn void _exit(int code);
int _gettimeofday(struct timeval *now, void *zone);
int _write(int file, const char *data, int size);
int _read(int file, char *data, int size);
int _close(int file);
int _lseek(int file, int offset, int whence);
int _fstat(int file, struct stat *status);
int _isatty(int file);
int _open(const char *name, int flags, int mode);
int _getpid(void);
int _kill(int process, int number);
_Noreturn void __assert_func(const char *file, int line, const char *function, const char *condition);
int __real_main(void);
int __wrap_main(void);

void *_sbrk(ptrdiff_t increment) {
  static size_t used;
  if (increment < 0 ? (size_t)-increment > used : (size_t)increment > HEAP_SIZE - used) {
    errno = ENOMEM;
    return (void *)-1;
  }
  void *old = heap + used;
  used += (size_t)increment;
  return old;
}

_Noreturn void _exit(int code) {
  ts_semi_exit(code == 0 ? 0 : 1);
}

_Noreturn void abort(void) {
  (void)fflush(NULL);
  ts_board_panic("abort() was called");
}

_Noreturn void __assert_func(const char *file, int line, const char *function, const char *condition) {
  (void)file;
  (void)line;
  (void)function;
  (void)fflush(NULL);
  ts_board_panic(condition);
}

int _gettimeofday(struct timeval *now, void *zone) {
  (void)zone;
  *now = (struct timeval){0};
  return 0;
}

int _write(int file, const char *data, int size) {
  (void)file;
  for (int at = 0; at < size;) {
    char part[128];
    size_t length = (size_t)(size - at) < sizeof part - 1 ? (size_t)(size - at) : sizeof part - 1;
    memcpy(part, data + at, length);
    part[length] = '\0';
    ts_semi_out(part);
    at += (int)length;
  }
  return size;
}

/* A terminal, so that each line is out before a test can fault. */
int _isatty(int file) {
  (void)file;
  return 1;
}

int _fstat(int file, struct stat *status) {
  (void)file;
  *status = (struct stat){.st_mode = S_IFCHR};
  return 0;
}

static int refuse(void) {
  errno = ENOSYS;
  return -1;
}

int _read(int file, char *data, int size) {
  (void)file;
  (void)data;
  (void)size;
  return refuse();
}

int _close(int file) {
  (void)file;
  return refuse();
}

int _lseek(int file, int offset, int whence) {
  (void)file;
  (void)offset;
  (void)whence;
  return refuse();
}

int _open(const char *name, int flags, int mode) {
  (void)name;
  (void)flags;
  (void)mode;
  return refuse();
}

int _getpid(void) {
  return 1;
}

int _kill(int process, int number) {
  (void)process;
  (void)number;
  return refuse();
}

/*
 * Called where startup.c calls main(). The image's argument is a pattern of tests to leave out. What the test's own main() gives
 * is the number of failures, of which an exit code would keep 8 bits.
 */
int __wrap_main(void) {
  static char line[LINE_MAX];
  static char *argument[ARGUMENTS_MAX];
  const struct ts_confine_limits limits = {.block = arena, .size = sizeof arena};
  ts_confine_limit(TS_CONFINED_CRYPTO, &limits);
  ts_random_from("/dev/urandom");
  if (ts_semi_arguments(line, sizeof line, argument, ARGUMENTS_MAX) == 2) {
    cmocka_set_skip_filter(argument[1]);
  }
  int failed = __real_main();
  (void)fflush(NULL);
  return failed == 0 ? 0 : 1;
}
