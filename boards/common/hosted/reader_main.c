/* SPDX-License-Identifier: Apache-2.0 */
/* touchstone-reader: the decoders in a process that can do nothing but compute. Started by reader_child.c; not by a
 * person. */
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "adapters/jpeg_turbo.h"
#include "adapters/reader.h"
#include "boards/common/hosted/reader_serve.h"

static uint8_t work[TS_READER_WORK_SIZE(TS_READER_SHARE_GRAY)];
static struct ts_reader_memory memory = {
    .work = work, .work_size = sizeof work, .side_max = TS_FRAME_SIDE_MAX};
static struct ts_symbol item[TS_SYMBOLS_MAX];
static struct ts_reader_answer answer;

static enum ts_err load(const struct ts_reader *reader, const struct ts_reader_share *share,
                        const struct ts_reader_question *question) {
  struct ts_frame frame;
  memory.side_max = question->side_max;
  enum ts_err err = reader->load(reader->ctx, ts_bytes(share->photo, question->size), &frame);
  answer.width = frame.width;
  answer.height = frame.height;
  answer.source_width = frame.source_width;
  answer.source_height = frame.source_height;
  return err;
}

static void put(const struct ts_symbol *symbol, struct ts_reader_seen *seen) {
  *seen =
      (struct ts_reader_seen){.symbology = symbol->symbology,
                              .gs1 = symbol->gs1,
                              .eci = symbol->eci,
                              .application = symbol->application,
                              .confirmed = symbol->confirmed,
                              .offset = symbol->bytes.size ? (uint32_t)(symbol->bytes.data - answer.pool) : 0,
                              .size = (uint32_t)symbol->bytes.size};
  for (size_t i = 0; i < TS_SYMBOL_CORNERS; i++) {
    seen->x[i] = symbol->corner[i].x;
    seen->y[i] = symbol->corner[i].y;
  }
}

static enum ts_err look(const struct ts_reader *reader, const struct ts_reader_share *share,
                        const struct ts_reader_question *question) {
  const struct ts_frame frame = {.gray = share->gray,
                                 .width = question->width,
                                 .height = question->height,
                                 .stride = question->width,
                                 .source_width = question->source_width,
                                 .source_height = question->source_height};
  struct ts_symbols symbols;
  ts_symbols_init(&symbols, item, TS_SYMBOLS_MAX, answer.pool, sizeof answer.pool);
  enum ts_err err = question->what == TS_READER_READ ? reader->read(reader->ctx, &frame, &symbols)
                                                     : reader->follow(reader->ctx, &frame, &symbols);
  for (size_t i = 0; i < symbols.count; i++)
    put(&symbols.item[i], &answer.seen[i]);
  answer.count = (uint32_t)symbols.count;
  answer.truncated = symbols.truncated;
  answer.whole = symbols.whole;
  return err;
}

/* A gray pixel: the least that libjpeg-turbo decodes. */
/* clang-format off */
static const uint8_t pixel[] = {
    0xff, 0xd8, 0xff, 0xdb, 0, 67, 0, /* quantizers */
    1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
    1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
    0xff, 0xc0, 0, 11, 8, 0, 1, 0, 1, 1, 1, 0x11, 0, /* 1×1 of 8 bits */
    0xff, 0xc4, 0, 20, 0x00, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, /* a code for the one, which is 0, */
    0xff, 0xc4, 0, 20, 0x10, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, /* and for the others, which are */
    0xff, 0xda, 0, 8, 1, 1, 0, 0, 63, 0, 0x3f, 0xff, 0xd9};
/* clang-format on */

/* On arm64 the library reads /proc/cpuinfo before it decodes for the first time, which is to be while it still may. */
static bool meet_the_processor(void) {
  uint8_t gray[1];
  struct ts_frame frame;
  return ts_jpeg_decode(ts_bytes(pixel, sizeof pixel), gray, sizeof gray, 1, &frame) == TS_OK;
}

int main(void) {
  struct ts_reader reader;
  struct ts_reader_question question;
  struct ts_reader_share *share = meet_the_processor() ? ts_reader_serve_begin() : NULL;
  if (!share)
    return EX_OSERR;
  memory.gray = share->gray;
  memory.gray_size = sizeof share->gray;
  if (ts_reader_init(&reader, &memory) != TS_OK)
    _exit(EX_SOFTWARE);
  while (ts_reader_serve_next(&question)) {
    memset(&answer, 0, sizeof answer);
    answer.number = question.number;
    answer.err =
        question.what == TS_READER_LOAD ? load(&reader, share, &question) : look(&reader, share, &question);
    if (!ts_reader_serve_send(&answer))
      _exit(EX_IOERR);
  }
  _exit(EX_OK);
}
