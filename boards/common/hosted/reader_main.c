/* SPDX-License-Identifier: Apache-2.0 */
/* touchstone-reader: the decoders in a process that can do nothing but compute. Started by reader_child.c; not by a
 * person. */
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

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

int main(void) {
  struct ts_reader reader;
  struct ts_reader_question question;
  struct ts_reader_share *share = ts_reader_serve_begin();
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
