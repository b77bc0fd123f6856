/* SPDX-License-Identifier: Apache-2.0 */
#include "host-tools/desk.h"

#include <stdlib.h>
#include <string.h>

bool ts_desk_open(struct ts_desk *desk, struct ts_fault *fault) {
  memset(desk, 0, sizeof *desk);
  struct ts_reader_memory *memory = &desk->memory;
  memory->side_max = TS_FRAME_SIDE_MAX;
  memory->gray_size = (size_t)TS_FRAME_SIDE_MAX * TS_FRAME_SIDE_MAX;
  memory->work_size = TS_READER_WORK_SIZE(memory->gray_size);
  memory->gray = malloc(memory->gray_size);
  memory->work = malloc(memory->work_size);
  if (!memory->gray || !memory->work)
    return ts_fault(fault, EX_OSERR, "not enough memory for the reader");
  enum ts_err err = ts_reader_init(&desk->device_reader, memory);
  if (err != TS_OK)
    return ts_fault(fault, EX_SOFTWARE, "the reader does not start: %s", ts_err_text(err));
  ts_image_reader_init(&desk->reader, &desk->device_reader);
  return true;
}

void ts_desk_close(struct ts_desk *desk) {
  ts_image_reader_free(&desk->reader);
  free(desk->memory.gray);
  free(desk->memory.work);
  desk->memory.gray = desk->memory.work = NULL;
}
