/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "port/check.h"

enum { ITEMS = 4, POOL = 1024 };

struct seen {
  struct ts_symbol item[ITEMS];
  uint8_t pool[POOL];
  struct ts_symbols symbols;
};

static struct seen one, two;

static void none(struct seen *seen) {
  ts_symbols_init(&seen->symbols, seen->item, ITEMS, seen->pool, POOL);
}

static bool is_sample(const struct ts_symbol *symbol, const struct ts_port_reader_sample *sample) {
  return symbol->symbology == sample->symbology && ts_bytes_equal(symbol->bytes, sample->text);
}

static const char *looks(const struct ts_reader *reader, const struct ts_port_reader_sample *sample) {
  struct ts_frame frame;
  none(&one);
  none(&two);
  if (reader->load(reader->ctx, sample->photo, &frame) != TS_OK)
    return "a good photograph is refused";
  if (!frame.gray || frame.width == 0 || frame.height == 0 || frame.width > TS_FRAME_SIDE_MAX ||
      frame.height > TS_FRAME_SIDE_MAX || frame.stride < frame.width || frame.source_width < frame.width ||
      frame.source_height < frame.height)
    return "a frame's sizes cannot be";
  if (reader->read(reader->ctx, &frame, &one.symbols) != TS_OK || one.symbols.count != 1 ||
      !is_sample(&one.item[0], sample))
    return "the symbol is not read";
  if (reader->read(reader->ctx, &frame, &one.symbols) != TS_OK || one.symbols.count != 2 ||
      !is_sample(&one.item[0], sample) || !is_sample(&one.item[1], sample))
    return "read once more the symbol is not the same, or not behind the first";
  for (unsigned i = 0; i <= TS_READER_FOLLOWED; i++) {
    none(&two);
    if (reader->follow(reader->ctx, &frame, &two.symbols) != TS_OK || two.symbols.count != 1 ||
        !is_sample(&two.item[0], sample))
      return "the symbol is not followed";
  }
  return NULL;
}

static const char *sees_nothing(const struct ts_reader *reader) {
  static uint8_t gray[160 * 120];
  const struct ts_frame frame = {
      .gray = gray, .width = 160, .height = 120, .stride = 160, .source_width = 160, .source_height = 120};
  memset(gray, 128, sizeof gray);
  none(&one);
  if (reader->read(reader->ctx, &frame, &one.symbols) != TS_OK || one.symbols.count != 0)
    return "an empty frame is not read as one without symbols";
  return NULL;
}

const char *ts_port_check_reader(const struct ts_reader *reader, const struct ts_port_reader_sample *sample) {
  struct ts_frame frame;
  const char *wrong = looks(reader, sample);
  if (wrong)
    return wrong;
  if (reader->load(reader->ctx, ts_bytes_part(sample->photo, 0, sample->photo.size / 2), &frame) == TS_OK)
    return "half a photograph is taken for one";
  if (reader->load(reader->ctx, ts_bytes_part(sample->photo, 1, sample->photo.size), &frame) == TS_OK ||
      reader->load(reader->ctx, ts_bytes(NULL, 0), &frame) == TS_OK)
    return "something else is taken for a photograph";
  wrong = sees_nothing(reader);
  return wrong ? wrong : looks(reader, sample); /* what it refused has not harmed it */
}
