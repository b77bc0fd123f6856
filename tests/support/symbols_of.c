/* SPDX-License-Identifier: Apache-2.0 */
/* What the reader reads of photographs, in the lines that the board prints (boards/mps2-an500/report.h), with frames of
 * the board's size: to be compared with them byte for byte.
 * usage: ts-symbols [--child READER] PHOTO.jpg...   READER: touchstone-reader, which reads them in a process of its own */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "adapters/reader.h"
#include "boards/common/hosted/reader_child.h"

#define FRAME_SIDE_MAX 1280 /* as on the board */
#define PHOTO_MAX (16u * 1024u * 1024u)

TS_READER_MEMORY(memory, FRAME_SIDE_MAX);
static struct ts_reader_child child;
static uint8_t photo[PHOTO_MAX];
static struct ts_symbol item[TS_SYMBOLS_MAX];
static uint8_t pool[TS_SYMBOLS_POOL];

static void print(const char *name, const struct ts_symbol *symbol) {
  printf("# symbol %s %s %s", name, ts_symbol_aim(symbol), symbol->confirmed ? "confirmed" : "once");
  for (size_t i = 0; i < TS_SYMBOL_CORNERS; i++)
    printf(" %ld,%ld", (long)symbol->corner[i].x, (long)symbol->corner[i].y);
  putchar(' ');
  for (size_t i = 0; i < symbol->bytes.size; i++)
    printf("%02x", symbol->bytes.data[i]);
  putchar('\n');
}

static enum ts_err open_reader(struct ts_reader *reader, const char *program) {
  if (!program)
    return ts_reader_init(reader, &memory);
  child = (struct ts_reader_child){
      .program = program, .side_max = FRAME_SIDE_MAX, .budget_ms = TS_READER_CHILD_BUDGET};
  return ts_reader_child_init(&child, reader);
}

int main(int argc, char **argv) {
  struct ts_reader reader;
  uint64_t reads = 0;
  bool apart = argc > 2 && strcmp(argv[1], "--child") == 0;
  if (open_reader(&reader, apart ? argv[2] : NULL) != TS_OK)
    return 70;
  for (int i = apart ? 3 : 1; i < argc; i++) {
    struct ts_frame frame;
    struct ts_symbols symbols;
    FILE *file = fopen(argv[i], "rb");
    size_t size = file ? fread(photo, 1, sizeof photo, file) : 0;
    if (!file || fclose(file) != 0)
      return 66;
    ts_symbols_init(&symbols, item, TS_SYMBOLS_MAX, pool, sizeof pool);
    if (reader.load(reader.ctx, ts_bytes(photo, size), &frame) == TS_OK) {
      (void)reader.read(reader.ctx, &frame, &symbols); /* what it read is what is compared */
      reads++;
    }
    for (size_t k = 0; k < symbols.count; k++)
      print(argv[i], &symbols.item[k]);
  }
  if (apart) {
    ts_reader_child_close(&child);
    return child.started == reads + 1 ? 0 : 70; /* one for each, and none died */
  }
  return 0;
}
