/* SPDX-License-Identifier: Apache-2.0 */

/* From reset to main(): memory, protection, clock, and what happens when a rule is broken. */
#include <stdbool.h>
#include <string.h>

#include "adapters/confine_arena.h"
#include "board.h"
#include "registers.h"
#include "semihosting.h"
#include "uart.h"

int main(void);

/* Of the linker script: addresses, and sizes given as addresses. */
extern char __stack_bottom[], __stack_top[], __handler_stack_top[], __stack_size[];
extern char __data_begin[], __data_end[], __data_load[], __bss_begin[], __bss_end[];
extern char __text_size[], __data_size[], __bss_size[], __bulk_size[];

#define STACK_PAINT 0xc5c5c5c5u
#define SYSTICK_PERIOD (TS_TICKS_PER_SECOND / 100)

/* What the processor pushes when it takes an exception (ARMv7-M, B1.5.6). */
struct exception_frame {
  uint32_t r0, r1, r2, r3, r12, lr, pc, xpsr;
};

static volatile uint64_t periods;  /* 32 bits would run over after 497 days */
static volatile uint64_t alarm_at; /* 0: none */

_Noreturn void reset_handler(void);
void fault_handler(void);
void systick_handler(void);
_Noreturn void report_fault(const struct exception_frame *frame);
void clock_period_over(struct exception_frame *frame);

/* 15 system exceptions; no interrupt of the board's devices is used. */
__attribute__((section(".vectors"), used)) static const struct {
  char *stack;
  void (*handler[15])(void);
} vectors = {
    .stack = __handler_stack_top,
    .handler = {reset_handler, fault_handler, fault_handler, fault_handler, fault_handler, fault_handler,
                NULL, NULL, NULL, NULL, fault_handler, fault_handler, NULL, fault_handler, systick_handler},
};

/* Region attributes (B3.5.9): size as a power of two, access permission, normal write-back memory or a
 * device's registers. */
#define MPU_REGION(power) ((((power)-1u) << 1) | 1u)
#define MPU_NORMAL (0xbu << 16)
#define MPU_DEVICE (1u << 16)
#define MPU_READ_ONLY (6u << 24)
#define MPU_READ_WRITE (3u << 24)
#define MPU_NO_ACCESS (0u << 24)
#define MPU_NO_EXECUTE (1u << 28)

/*
 * Code can be executed and read, data and the serial line read and written, and nothing else exists; a higher region wins. The
 * first 4 KB are closed, because libraries that forget to check for NULL read and write there; the vectors in
 * them are fetched past the MPU.
 */
static void protect_memory(void) {
  static const struct {
    uint32_t base, attributes;
  } regions[] = {
      {0x00000000u, MPU_REGION(22) | MPU_NORMAL | MPU_READ_ONLY},
      {0x00000000u, MPU_REGION(12) | MPU_NORMAL | MPU_NO_ACCESS | MPU_NO_EXECUTE},
      {0x20000000u, MPU_REGION(22) | MPU_NORMAL | MPU_READ_WRITE | MPU_NO_EXECUTE},
      {0x60000000u, MPU_REGION(24) | MPU_NORMAL | MPU_READ_WRITE | MPU_NO_EXECUTE},
      {TS_UART_BASE, MPU_REGION(12) | MPU_DEVICE | MPU_READ_WRITE | MPU_NO_EXECUTE},
  };
  for (uint32_t i = 0; i < sizeof regions / sizeof regions[0]; i++) {
    TS_MPU_RBAR = regions[i].base | 0x10u | i;
    TS_MPU_RASR = regions[i].attributes;
  }
  TS_MPU_CTRL = 1; /* on, with no default map behind it */
  __asm__ volatile("dsb\n\tisb" ::: "memory");
}

static void start_clock(void) {
  TS_SYST_RVR = SYSTICK_PERIOD - 1;
  TS_SYST_CVR = 0;
  TS_SYST_CSR = 7; /* processor clock, interrupt, on */
}

__attribute__((used)) static _Noreturn void start(void) {
  protect_memory();
  memcpy(__data_begin, __data_load, (size_t)(__data_end - __data_begin));
  memset(__bss_begin, 0, (size_t)(__bss_end - __bss_begin));
  start_clock();
  ts_semi_exit(main());
}

/*
 * FPU on (CPACR) before any C code may use it; the stack painted to measure it; then from the handlers' stack
 * to the program's own, so that a fault handler has room even when the program's stack overflowed.
 */
__attribute__((naked)) _Noreturn void reset_handler(void) {
  __asm__ volatile("ldr r0, =0xe000ed88\n\t"
                   "ldr r1, [r0]\n\t"
                   "orr r1, r1, #0xf00000\n\t"
                   "str r1, [r0]\n\t"
                   "dsb\n\t"
                   "isb\n\t"
                   "ldr r0, =__stack_bottom\n\t"
                   "ldr r1, =__stack_top\n\t"
                   "ldr r2, =%c0\n\t"
                   "1: str r2, [r0], #4\n\t"
                   "cmp r0, r1\n\t"
                   "blo 1b\n\t"
                   "msr psp, r1\n\t"
                   "movs r0, #2\n\t"
                   "msr control, r0\n\t"
                   "isb\n\t"
                   "b start\n\t"
                   ".ltorg"
                   :
                   : "i"(STACK_PAINT));
}

/* Also into the log, where no debugger listens. */
static void say(const char *text) {
  ts_semi_err(text);
  (void)ts_uart_send(ts_bytes_of(text));
}

static void print_register(const char *name, uint32_t value) {
  char text[] = "  ........ = 0x........\n";
  for (size_t i = 0; i < 8; i++) {
    text[2 + i] = ' ';
    text[15 + i] = "0123456789abcdef"[value >> (28 - 4 * i) & 0xf];
  }
  memcpy(text + 2, name, strlen(name));
  say(text);
}

/* The frame of an overflowed stack was never written, and reading it would be the next fault. */
static bool frame_is_readable(const struct exception_frame *frame) {
  uintptr_t at = (uintptr_t)frame;
  return at >= (uintptr_t)__stack_bottom && at + sizeof *frame <= (uintptr_t)__handler_stack_top;
}

_Noreturn void report_fault(const struct exception_frame *frame) {
  say(frame_is_readable(frame) ? "FAULT\n" : "FAULT: stack overflow\n");
  print_register("CFSR", TS_CFSR);
  print_register("HFSR", TS_HFSR);
  print_register("MMFAR", TS_MMFAR);
  print_register("BFAR", TS_BFAR);
  print_register("ICSR", TS_ICSR);
  print_register("SP", (uint32_t)(uintptr_t)frame);
  if (frame_is_readable(frame)) {
    print_register("PC", frame->pc);
    print_register("LR", frame->lr);
    print_register("R0", frame->r0);
    print_register("R1", frame->r1);
    print_register("R2", frame->r2);
    print_register("R3", frame->r3);
  }
  ts_semi_exit(TS_EXIT_PANIC);
}

/* Bit 2 of the return code tells on which stack the frame lies. */
__attribute__((naked)) void fault_handler(void) {
  __asm__ volatile("tst lr, #4\n\t"
                   "ite eq\n\t"
                   "mrseq r0, msp\n\t"
                   "mrsne r0, psp\n\t"
                   "b report_fault");
}

__attribute__((naked)) void systick_handler(void) {
  __asm__ volatile("mrs r0, psp\n\t"
                   "b clock_period_over");
}

static _Noreturn void stop_overtime(void) {
  ts_confine_stop(TS_CONFINE_OVERTIME);
}

/*
 * Once the alarm's time has come, the program goes on in stop_overtime() instead of where it was: only the
 * program counter changes, and the bits of an interrupted IT block or multiple load are cleared with it.
 */
void clock_period_over(struct exception_frame *frame) {
  periods++;
  if (alarm_at == 0 || periods * SYSTICK_PERIOD < alarm_at) {
    return;
  }
  alarm_at = 0;
  frame->pc = (uint32_t)(uintptr_t)stop_overtime & ~1u;
  frame->xpsr &= ~0x0600fc00u;
}

uint64_t ts_board_ticks(void) {
  uint64_t before;
  uint32_t counted;
  do {
    before = periods;
    counted = SYSTICK_PERIOD - 1 - TS_SYST_CVR;
  } while (before != periods);
  return before * SYSTICK_PERIOD + counted;
}

void ts_board_alarm(uint32_t ticks) {
  uint64_t at = ticks == 0 ? 0 : ts_board_ticks() + ticks;
  __asm__ volatile("cpsid i" ::: "memory"); /* 64 bits are two stores */
  alarm_at = at;
  __asm__ volatile("cpsie i" ::: "memory");
}

size_t ts_board_stack_size(void) {
  return (size_t)(uintptr_t)__stack_size;
}

size_t ts_board_stack_peak(void) {
  const char *p = __stack_bottom;
  for (uint32_t word = STACK_PAINT; p < __stack_top; p += sizeof word) {
    memcpy(&word, p, sizeof word);
    if (word != STACK_PAINT) {
      break;
    }
  }
  return (size_t)(__stack_top - p);
}

void ts_board_sizes(struct ts_board_sizes *sizes) {
  sizes->text = (size_t)(uintptr_t)__text_size;
  sizes->data = (size_t)(uintptr_t)__data_size;
  sizes->bss = (size_t)(uintptr_t)__bss_size;
  sizes->bulk = (size_t)(uintptr_t)__bulk_size;
}

_Noreturn void ts_board_panic(const char *what) {
  say("PANIC: ");
  say(what);
  say("\n");
  ts_semi_exit(TS_EXIT_PANIC);
}
