/* SPDX-License-Identifier: Apache-2.0 */
#include "adapters/answer.h"

#include <string.h>

static uint32_t mix(uint32_t hash, uint32_t word) {
  hash ^= word;
  return (hash << 5 | hash >> 27) * 0x9e3779b1u;
}

static uint32_t hash_of(const struct ts_frame *frame) {
  uint32_t hash = 2166136261u;
  for (uint32_t y = 0; y < frame->height; y++) {
    const uint8_t *row = frame->gray + (size_t)y * frame->stride;
    uint32_t x = 0, word;
    for (; x + sizeof word <= frame->width; x += sizeof word) {
      memcpy(&word, row + x, sizeof word);
      hash = mix(hash, word);
    }
    for (; x < frame->width; x++)
      hash = mix(hash, row[x]);
  }
  return hash;
}

void ts_answer_keep(struct ts_answer *answer, struct ts_answer_of *of, const struct ts_frame *frame,
                    const struct ts_symbols *symbols, size_t first) {
  struct ts_symbols kept;
  of->count = 0;
  ts_symbols_init(&kept, answer->item, TS_ANSWER_SYMBOLS_MAX, answer->pool, sizeof answer->pool);
  for (size_t i = first; i < symbols->count; i++)
    if (ts_symbols_add(&kept, &symbols->item[i]) != TS_OK)
      return;
  if (kept.count == 0)
    return; /* and no hash: in a stream that shows nothing nobody asks again */
  *of = (struct ts_answer_of){.count = kept.count, .frame = *frame, .pixels = hash_of(frame)};
}

bool ts_answer_fits(const struct ts_answer_of *of, const struct ts_frame *frame) {
  const struct ts_frame *f = &of->frame;
  return of->count > 0 && f->gray == frame->gray && f->width == frame->width && f->height == frame->height &&
         f->stride == frame->stride && f->source_width == frame->source_width &&
         f->source_height == frame->source_height && of->pixels == hash_of(frame);
}

void ts_answer_give(const struct ts_answer *answer, const struct ts_answer_of *of,
                    struct ts_symbols *symbols) {
  for (size_t i = 0; i < of->count; i++)
    (void)ts_symbols_add(symbols,
                         &answer->item[i]); /* what does not fit is told by TRUNCATED, as in a look */
}
