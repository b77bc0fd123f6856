/* SPDX-License-Identifier: Apache-2.0 */
#ifndef TS_MPS2_AN500_BOARD_H
#define TS_MPS2_AN500_BOARD_H

#include <stddef.h>
#include <stdint.h>

/* Puts a large array into the 16 MB memory, which is not cleared at reset. */
#define TS_BULK __attribute__((section(".bulk")))

/* Exit code of a board that stopped itself: a fault, a failed assertion, a broken rule. As in sysexits.h. */
#define TS_EXIT_PANIC 70

/*
 * The clock: SysTick, at 25 MHz. Under QEMU with -icount shift=0 an instruction takes 1 ns, so that a tick is
 * 40 instructions and a run takes the same time whenever it is repeated.
 */
#define TS_TICKS_PER_SECOND 25000000u
#define TS_INSTRUCTIONS_PER_US 1000u
#define TS_INSTRUCTIONS_PER_TICK 40u

uint64_t ts_board_ticks(void);

/* For ts_confine_alarm(). Accurate to 10 ms. */
void ts_board_alarm(uint32_t ticks);

/* Bytes of the stack that were ever used, and bytes there are. */
size_t ts_board_stack_peak(void);
size_t ts_board_stack_size(void);

/* Bytes of the image by section: code and constants, initialised data, zeroed data, large arrays. */
struct ts_board_sizes {
  size_t text;
  size_t data;
  size_t bss;
  size_t bulk;
};
void ts_board_sizes(struct ts_board_sizes *sizes);

/* Prints `what` to the standard error and ends with TS_EXIT_PANIC. */
_Noreturn void ts_board_panic(const char *what);

#endif
