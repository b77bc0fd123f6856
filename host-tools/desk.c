/* SPDX-License-Identifier: Apache-2.0 */
#include "host-tools/desk.h"

#include <stdlib.h>
#include <string.h>

bool ts_desk_open(struct ts_desk *desk, struct ts_fault *fault) {
  memset(desk, 0, sizeof *desk);
  desk->memory = malloc(sizeof *desk->memory);
  if (!desk->memory)
    return ts_fault(fault, EX_OSERR, "not enough memory for the reader");
  enum ts_err err = ts_reader_init(&desk->device_reader, desk->memory);
  if (err != TS_OK)
    return ts_fault(fault, EX_SOFTWARE, "the reader does not start: %s", ts_err_text(err));
  ts_image_reader_init(&desk->reader, &desk->device_reader);
  return true;
}

void ts_desk_close(struct ts_desk *desk) {
  ts_image_reader_free(&desk->reader);
  free(desk->memory);
  desk->memory = NULL;
}
