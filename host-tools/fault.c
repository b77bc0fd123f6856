/* SPDX-License-Identifier: Apache-2.0 */
#include "host-tools/fault.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

bool ts_fault(struct ts_fault *fault, int status, const char *format, ...) {
  if (fault->status != EX_OK)
    return false;
  fault->status = status;
  va_list args;
  va_start(args, format);
  if (vsnprintf(fault->text, sizeof fault->text, format, args) < 0)
    fault->text[0] = 0;
  va_end(args);
  return false;
}

bool ts_fault_reading(struct ts_fault *fault, const char *path, int error) {
  int status = error == ENOENT || error == ENOTDIR ? EX_NOINPUT
               : error == EACCES || error == EPERM ? EX_NOPERM
                                                   : EX_IOERR;
  return ts_fault(fault, status, "cannot read %s: %s", path, strerror(error));
}

bool ts_fault_writing(struct ts_fault *fault, const char *path, int error) {
  return ts_fault(fault, EX_CANTCREAT, "cannot write %s: %s", path, strerror(error));
}
