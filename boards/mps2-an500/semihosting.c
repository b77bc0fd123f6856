/* SPDX-License-Identifier: Apache-2.0 */
#include "semihosting.h"

#include <string.h>

/* Operation numbers and the reason code of a normal exit, from Arm's specification. */
enum {
  SYS_OPEN = 0x01,
  SYS_CLOSE = 0x02,
  SYS_WRITE0 = 0x04,
  SYS_WRITE = 0x05,
  SYS_READ = 0x06,
  SYS_SEEK = 0x0a,
  SYS_FLEN = 0x0c,
  SYS_TIME = 0x11,
  SYS_ERRNO = 0x13,
  SYS_GET_CMDLINE = 0x15,
  SYS_EXIT_EXTENDED = 0x20,
  ADP_STOPPED_APPLICATION_EXIT = 0x20026,
};

/* "Open for writing" of this name is the standard output. */
#define CONSOLE ":tt"

#define HOST_ENOENT 2 /* as every machine that QEMU runs on numbers it */

static int32_t service(int operation, const void *block) {
  register int32_t r0 __asm__("r0") = operation;
  register const void *r1 __asm__("r1") = block;
  __asm__ volatile("bkpt 0xab" : "+r"(r0) : "r"(r1) : "memory");
  return r0;
}

static uint32_t word(const void *p) {
  return (uint32_t)(uintptr_t)p;
}

int ts_semi_open(const char *path, enum ts_semi_mode mode) {
  const uint32_t block[] = {word(path), (uint32_t)mode, strlen(path)};
  return (int)service(SYS_OPEN, block);
}

bool ts_semi_missing(void) {
  return service(SYS_ERRNO, NULL) == HOST_ENOENT;
}

bool ts_semi_close(int handle) {
  const uint32_t block[] = {(uint32_t)handle};
  return service(SYS_CLOSE, block) == 0;
}

ptrdiff_t ts_semi_read(int handle, void *buffer, size_t size) {
  const uint32_t block[] = {(uint32_t)handle, word(buffer), size};
  int32_t missing = service(SYS_READ, block);
  return missing < 0 || (uint32_t)missing > size ? -1 : (ptrdiff_t)(size - (uint32_t)missing);
}

bool ts_semi_write(int handle, const void *data, size_t size) {
  const uint32_t block[] = {(uint32_t)handle, word(data), size};
  return service(SYS_WRITE, block) == 0;
}

int32_t ts_semi_length(int handle) {
  const uint32_t block[] = {(uint32_t)handle};
  return service(SYS_FLEN, block);
}

bool ts_semi_seek(int handle, uint32_t position) {
  const uint32_t block[] = {(uint32_t)handle, position};
  return service(SYS_SEEK, block) == 0;
}

void ts_semi_out(const char *text) {
  static int out = -1;
  if (out < 0) {
    out = ts_semi_open(CONSOLE, TS_SEMI_WRITE);
  }
  (void)ts_semi_write(out, text, strlen(text));
}

void ts_semi_err(const char *text) {
  (void)service(SYS_WRITE0, text);
}

int ts_semi_arguments(char *line, size_t size, char **arguments, int max) {
  uint32_t block[] = {word(line), size};
  if (service(SYS_GET_CMDLINE, block) != 0) {
    return 0;
  }
  int count = 0;
  for (char *p = line; count < max;) {
    p += strspn(p, " ");
    if (*p == '\0') {
      break;
    }
    arguments[count++] = p;
    p += strcspn(p, " ");
    if (*p == ' ') {
      *p++ = '\0';
    }
  }
  return count;
}

uint32_t ts_semi_time(void) {
  return (uint32_t)service(SYS_TIME, NULL);
}

_Noreturn void ts_semi_exit(int code) {
  const uint32_t block[] = {ADP_STOPPED_APPLICATION_EXIT, (uint32_t)code};
  for (;;) {
    service(SYS_EXIT_EXTENDED, block);
  }
}
