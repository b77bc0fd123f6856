/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Breaks one rule of the board's memory, to see that the processor stops it: a fault ends with exit code 70 (board.h), and
 * whoever gets past one ends with 0. memset: whether the board's own (memset.c) sets what it should, and nothing else; if
 * not, the exit code is 1.
 *   probe.elf none|null-read|null-write|code-write|data-execute|stack-overflow|memset
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "semihosting.h"

#define ARGUMENTS_MAX 4
#define LINE_MAX 256u

enum { EXIT_PAST = 0, EXIT_WRONG = 1, EXIT_USAGE = 64 };

/* Through volatile pointers, so that the compiler neither knows nor drops what is done. */
static void read_null(void) {
  const volatile uint32_t *volatile nothing = NULL;
  (void)*nothing; // cppcheck-suppress nullPointer
}

static void write_null(void) {
  volatile uint32_t *volatile nothing = NULL;
  *nothing = 1; // cppcheck-suppress nullPointer
}

/* Bit 0 of a function's address says Thumb. */
static void write_code(void) {
  volatile uint32_t *volatile code = (volatile uint32_t *)((uintptr_t)write_null & ~(uintptr_t)3);
  *code = 1;
}

static void execute_data(void) {
  static uint16_t data[] = {0x4770}; /* bx lr: comes back, where it may run */
  void (*volatile there)(void) = (void (*)(void))((uintptr_t)data | 1u);
  there();
}

static uint32_t overflow_stack(volatile uint32_t depth) {
  volatile uint8_t room[256] = {0};
  room[depth % sizeof room] = 1;
  return depth == 0 ? room[0] : overflow_stack(depth - 1) + room[1];
}

/* Every length up to three turns of its loop, from every place in a word on. */
static bool memset_sets(void) {
  static uint8_t memory[128];
  void *(*volatile set)(void *, int, size_t) = memset;
  for (size_t at = 0; at < 8; at++) {
    for (size_t size = 0; size < 100; size++) {
      for (size_t i = 0; i < sizeof memory; i++) {
        memory[i] = 0x5a;
      }
      if (set(memory + at, 0x3c7, size) != memory + at) {
        return false;
      }
      for (size_t i = 0; i < sizeof memory; i++) {
        if (memory[i] != (i >= at && i < at + size ? 0xc7 : 0x5a)) {
          return false;
        }
      }
    }
  }
  return true;
}

static int break_rule(const char *name) {
  if (strcmp(name, "null-read") == 0) {
    read_null();
  } else if (strcmp(name, "null-write") == 0) {
    write_null();
  } else if (strcmp(name, "code-write") == 0) {
    write_code();
  } else if (strcmp(name, "data-execute") == 0) {
    execute_data();
  } else if (strcmp(name, "stack-overflow") == 0) {
    (void)overflow_stack(1000);
  } else if (strcmp(name, "memset") == 0) {
    if (!memset_sets()) {
      return EXIT_WRONG;
    }
  } else if (strcmp(name, "none") != 0) {
    return EXIT_USAGE;
  }
  ts_semi_out("went past it\n");
  return EXIT_PAST;
}

int main(void) {
  static char line[LINE_MAX];
  static char *argument[ARGUMENTS_MAX];
  int count = ts_semi_arguments(line, sizeof line, argument, ARGUMENTS_MAX);
  return count == 2 ? break_rule(argument[1]) : EXIT_USAGE;
}
