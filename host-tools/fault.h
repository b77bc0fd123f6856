/* SPDX-License-Identifier: Apache-2.0 */
/* Why a command could not do what it was asked: the exit status (sysexits.h) and a sentence for the user that
 * says what is wrong, where, and what to do. Logic fills one in and returns false; only main prints it. */
#ifndef TS_HOST_TOOLS_FAULT_H
#define TS_HOST_TOOLS_FAULT_H

#include <stdbool.h>
#include <sysexits.h>

#include "core/error.h"

struct ts_fault {
  int status;      /* EX_OK until something failed */
  char text[1024]; /* no final full stop or newline */
};

/* Fills FAULT and returns false, so that a function may end with it. A fault that is already there stays: the
 * first cause is the one to tell. */
bool ts_fault(struct ts_fault *fault, int status, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* What errno says of PATH, after a call that reads it or after one that makes it. */
bool ts_fault_reading(struct ts_fault *fault, const char *path, int error);
bool ts_fault_writing(struct ts_fault *fault, const char *path, int error);

#endif
