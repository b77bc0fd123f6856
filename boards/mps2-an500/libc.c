/* SPDX-License-Identifier: Apache-2.0 */

/*
 * What newlib and the libraries ask of an operating system. There is no heap, and no libc stream is ever
 * written: whatever reaches one of these has broken that rule, and stops the board.
 */
#include <stddef.h>
#include <stdlib.h>
#include <sys/time.h>

#include "board.h"

void *_sbrk(ptrdiff_t increment);
_Noreturn void _exit(int code);
int _gettimeofday(struct timeval *now, void *zone);
_Noreturn void __assert_func(const char *file, int line, const char *function, const char *condition);

void *_sbrk(ptrdiff_t increment) {
  (void)increment;
  ts_board_panic("the libc heap was asked for memory");
}

_Noreturn void _exit(int code) {
  (void)code;
  ts_board_panic("exit() was called");
}

_Noreturn void abort(void) {
  ts_board_panic("abort() was called");
}

_Noreturn void __assert_func(const char *file, int line, const char *function, const char *condition) {
  (void)file;
  (void)line;
  (void)function;
  ts_board_panic(condition);
}

/* ZBar stamps its symbols with this; nothing reads the stamp. */
int _gettimeofday(struct timeval *now, void *zone) {
  (void)zone;
  *now = (struct timeval){0};
  return 0;
}
