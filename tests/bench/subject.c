/* SPDX-License-Identifier: Apache-2.0 */
#include "bench/subject.h"

#include <stdlib.h>

#define I25_EVERY_LENGTH 0x55555550u /* 4 to 30, even: two digits are two bars, and found in any picture */

bool ts_subject_memory(struct ts_reader_memory *memory, size_t pixels, uint32_t side_max) {
  *memory = (struct ts_reader_memory){
      .gray_size = pixels, .work_size = TS_READER_WORK_SIZE(pixels), .side_max = side_max};
  memory->gray = malloc(memory->gray_size);
  memory->work = malloc(memory->work_size);
  return memory->gray && memory->work;
}

void ts_subject_free(struct ts_reader_memory *memory) {
  free(memory->gray);
  free(memory->work);
  memory->gray = memory->work = NULL;
}

bool ts_subject_ours(struct ts_subject *subject, struct ts_reader_memory *memory) {
  subject->name = "this reader";
  if (ts_reader_init(&subject->reader, memory) != TS_OK)
    return false;
  ts_reader_set_i25(memory, I25_EVERY_LENGTH);
  return true;
}

static enum ts_err read_qr_only(void *ctx, const struct ts_frame *frame, struct ts_symbols *symbols) {
  struct ts_reader_memory *memory = ctx;
  memory->qr_only = true;
  enum ts_err err = ts_reader_read(memory, frame, symbols);
  memory->qr_only = false;
  return err;
}

void ts_subject_ours_qr(struct ts_subject *subject, struct ts_reader_memory *memory) {
  subject->name = "this reader, QR only";
  subject->reader = (struct ts_reader){.ctx = memory, .read = read_qr_only};
}

struct ts_point ts_subject_place(const struct ts_frame *frame, int x, int y) {
  return (struct ts_point){.x = (int32_t)((int64_t)x * frame->source_width / frame->width),
                           .y = (int32_t)((int64_t)y * frame->source_height / frame->height)};
}
