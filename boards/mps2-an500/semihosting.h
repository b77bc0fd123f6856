/* SPDX-License-Identifier: Apache-2.0 */
#ifndef TS_MPS2_AN500_SEMIHOSTING_H
#define TS_MPS2_AN500_SEMIHOSTING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * The debugger's services, which QEMU offers to the emulated board: files of the machine that runs it, its
 * command line, its standard output and error, and the exit code (Arm, Semihosting for AArch32 and AArch64).
 */

/* Handles are what ts_semi_open gave; negative: failed. */
enum ts_semi_mode {
  TS_SEMI_READ = 1,   /* "rb" */
  TS_SEMI_UPDATE = 3, /* "r+b" */
  TS_SEMI_WRITE = 5,  /* "wb" */
  TS_SEMI_RENEW = 7,  /* "w+b" */
};
int ts_semi_open(const char *path, enum ts_semi_mode mode);
/* After a failed ts_semi_open: there is no such file, whereas others may be there and not be had. */
bool ts_semi_missing(void);
bool ts_semi_close(int handle);

/* Bytes read, less than `size` only at the end of the file; negative: failed. */
ptrdiff_t ts_semi_read(int handle, void *buffer, size_t size);
/* True if all of it was written. */
bool ts_semi_write(int handle, const void *data, size_t size);
/* Length of the file in bytes; negative: failed. */
int32_t ts_semi_length(int handle);
bool ts_semi_seek(int handle, uint32_t position);

/* To the standard output or error of the machine that runs the board. What cannot be written is lost. */
void ts_semi_out(const char *text);
void ts_semi_err(const char *text);

/* The command line, cut at its blanks into at most `max` arguments, in `line`, which holds `size` bytes. */
int ts_semi_arguments(char *line, size_t size, char **arguments, int max);

/* Seconds since 1970, of the machine that runs the board. */
uint32_t ts_semi_time(void);

/* Ends the emulation with this exit code. */
_Noreturn void ts_semi_exit(int code);

#endif
