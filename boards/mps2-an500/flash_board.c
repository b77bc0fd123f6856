/* SPDX-License-Identifier: Apache-2.0 */
#include "flash_board.h"

#include <string.h>

#include "board.h"
#include "semihosting.h"

#define PATH_SIZE 512
#define PAGE 256u /* bytes that are worked on at once; divides every block */

/* Of the file `flash`. */
static struct ts_flash_block trusted_block[TS_FLASH_TRUSTED_BLOCKS], card_block[TS_FLASH_CARD_BLOCKS];
static struct ts_flash_file trusted_file[TS_FLASH_TRUSTED_FILES], card_file[TS_FLASH_CARD_FILES];
_Static_assert(TS_FLASH_TRUSTED_BYTES % PAGE == 0 && TS_FLASH_CARD_BYTES % PAGE == 0,
               "blocks are of whole pages");

struct page {
  uint32_t word[PAGE / sizeof(uint32_t)];
};

static bool move_to(const struct ts_flash_part *part, uint32_t address) {
  return ts_semi_seek(part->handle, address);
}

static bool is_inside(const struct ts_flash *flash, uint32_t address, size_t size) {
  uint32_t end = flash->blocks * flash->block_size;
  return address <= end && size <= end - address;
}

static enum ts_err flash_read(void *ctx, uint32_t address, void *buf, size_t size) {
  const struct ts_flash_part *part = ctx;
  if (!is_inside(&part->flash, address, size)) {
    ts_board_panic("flash: read outside");
  }
  if (part->board->off || !move_to(part, address) ||
      ts_semi_read(part->handle, buf, size) != (ptrdiff_t)size) {
    return TS_ERR_IO;
  }
  return TS_OK;
}

/* ---- a write, whole or torn ---- */

/* One write of SIZE bytes. */
struct write {
  size_t size;
  bool torn, erases;
  enum ts_flash_tear tear;
  uint32_t chance;
};

static struct write begin(struct ts_flash_board *board, size_t size, bool erases) {
  board->writes++;
  struct write write = {.size = size, .erases = erases, .tear = board->tear, .chance = board->writes};
  write.torn = board->writes == board->cut_at;
  return write;
}

static uint8_t chance(struct write *write) {
  write->chance = write->chance * 1664525u + 1013904223u;
  return (uint8_t)(write->chance >> 24);
}

/* The byte at AT of the write was OLD and was to become AFTER. */
static uint8_t torn_byte(struct write *write, size_t at, uint8_t old, uint8_t after) {
  switch (write->tear) {
  case TS_FLASH_TEAR_WHOLE:
    return after;
  case TS_FLASH_TEAR_FIRST:
    return at < write->size / 2 ? after : old;
  case TS_FLASH_TEAR_SECOND:
    return at < write->size / 2 ? old : after;
  case TS_FLASH_TEAR_SOME:
    /* A cell that was not erased to the end may read as either. */
    return write->erases ? chance(write) : (uint8_t)(old ^ ((old ^ after) & chance(write)));
  case TS_FLASH_TEAR_NOTHING:
  case TS_FLASH_TEARS:
    break;
  }
  return old;
}

static void tear(struct write *write, size_t at, size_t size, const struct page *old, struct page *after) {
  const uint8_t *was = (const uint8_t *)old->word;
  uint8_t *is = (uint8_t *)after->word;
  for (size_t i = 0; i < size; i++) {
    is[i] = torn_byte(write, at + i, was[i], is[i]);
  }
}

/* The power goes, if that was the write for it. */
static enum ts_err end(struct ts_flash_board *board, const struct write *write) {
  if (!write->torn) {
    return TS_OK;
  }
  board->off = true;
  if (board->power_fails != NULL) {
    board->power_fails();
  }
  return TS_ERR_IO;
}

/* ---- program and erase ---- */

static bool is_blank(const struct page *page, size_t size) {
  uint32_t all = UINT32_MAX;
  for (size_t i = 0; i < PAGE / sizeof(uint32_t); i++) {
    all &= page->word[i];
  }
  return size == PAGE && all == UINT32_MAX;
}

/* Each unit that is programmed is blank, or becomes nothing but zeros. */
static bool may_program(uint32_t unit, size_t size, const struct page *old, const struct page *new) {
  const uint8_t *was = (const uint8_t *)old->word, *is = (const uint8_t *)new->word;
  bool may = true;
  if (is_blank(old, size)) {
    return true;
  }
  for (size_t at = 0; at < size; at += unit) {
    uint8_t ones = 0xFF, bits = 0;
    for (size_t i = at; i < at + unit; i++) {
      ones &= was[i];
      bits |= is[i];
    }
    may = may && (ones == 0xFF || bits == 0);
  }
  return may;
}

static enum ts_err flash_program(void *ctx, uint32_t address, const void *data, size_t size) {
  static struct page old, new, after;
  struct ts_flash_part *part = ctx;
  const struct ts_flash *flash = &part->flash;
  const uint8_t *bytes = data;
  if (!is_inside(flash, address, size) || size == 0 || address % flash->unit != 0 ||
      size % flash->unit != 0 ||
      address / flash->block_size != (address + (uint32_t)size - 1) / flash->block_size) {
    ts_board_panic("flash: program of what is no units of a block");
  }
  if (part->board->off) {
    return TS_ERR_IO;
  }
  struct write write = begin(part->board, size, false);
  for (size_t at = 0, piece; at < size; at += piece) {
    uint32_t to = address + (uint32_t)at;
    piece = PAGE - to % PAGE < size - at ? PAGE - to % PAGE : size - at;
    memcpy(new.word, bytes + at, piece);
    if (!move_to(part, to) || ts_semi_read(part->handle, old.word, piece) != (ptrdiff_t)piece) {
      return TS_ERR_IO;
    }
    if (!may_program(flash->unit, piece, &old, &new)) {
      ts_board_panic("flash: a unit is programmed twice");
    }
    for (size_t i = 0; i < PAGE / sizeof(uint32_t); i++) {
      after.word[i] = old.word[i] & new.word[i];
    }
    if (write.torn) {
      tear(&write, at, piece, &old, &after);
    }
    if (!move_to(part, to) || !ts_semi_write(part->handle, after.word, piece)) {
      return TS_ERR_IO;
    }
  }
  return end(part->board, &write);
}

static enum ts_err flash_erase(void *ctx, uint32_t block) {
  static struct page old, after;
  struct ts_flash_part *part = ctx;
  const uint32_t size = part->flash.block_size, address = block * size;
  if (block >= part->flash.blocks) {
    ts_board_panic("flash: there is no such block");
  }
  if (part->board->off) {
    return TS_ERR_IO;
  }
  struct write write = begin(part->board, size, true);
  for (uint32_t at = 0; at < size; at += PAGE) {
    memset(after.word, 0xFF, PAGE);
    if (write.torn) {
      if (!move_to(part, address + at) || ts_semi_read(part->handle, old.word, PAGE) != (ptrdiff_t)PAGE) {
        return TS_ERR_IO;
      }
      tear(&write, at, PAGE, &old, &after);
    }
    if (!move_to(part, address + at) || !ts_semi_write(part->handle, after.word, PAGE)) {
      return TS_ERR_IO;
    }
  }
  return end(part->board, &write);
}

/* ---- both parts ---- */

static bool open_part(struct ts_flash_board *board, enum ts_store_area area, const char *folder,
                      const char *name) {
  char path[PATH_SIZE];
  struct ts_flash_part *part = &board->part[area];
  struct ts_buf buf = ts_buf(path, sizeof path - 1);
  ts_buf_put_text(&buf, folder);
  ts_buf_put_text(&buf, name);
  path[buf.size] = '\0';
  part->board = board;
  part->flash.ctx = part;
  part->flash.read = flash_read;
  part->flash.program = flash_program;
  part->flash.erase = flash_erase;
  part->handle = buf.full ? -1 : ts_semi_open(path, TS_SEMI_UPDATE);
  return part->handle >= 0 &&
         ts_semi_length(part->handle) == (int32_t)(part->flash.blocks * part->flash.block_size);
}

bool ts_flash_board_open(struct ts_flash_board *board, const char *folder) {
  board->part[TS_STORE_TRUSTED].flash = (struct ts_flash){.block_size = TS_FLASH_TRUSTED_BYTES,
                                                          .blocks = TS_FLASH_TRUSTED_BLOCKS,
                                                          .unit = TS_FLASH_TRUSTED_UNIT,
                                                          .table = trusted_block,
                                                          .file = trusted_file,
                                                          .files = TS_FLASH_TRUSTED_FILES};
  board->part[TS_STORE_CARD].flash = (struct ts_flash){.block_size = TS_FLASH_CARD_BYTES,
                                                       .blocks = TS_FLASH_CARD_BLOCKS,
                                                       .unit = TS_FLASH_CARD_UNIT,
                                                       .table = card_block,
                                                       .file = card_file,
                                                       .files = TS_FLASH_CARD_FILES};
  return open_part(board, TS_STORE_TRUSTED, folder, "/trusted.flash") &&
         open_part(board, TS_STORE_CARD, folder, "/card.flash");
}

enum ts_err ts_flash_board_start(struct ts_flash_board *board, struct ts_store *out) {
  board->off = false;
  return ts_store_flash_open(&board->files, &board->part[TS_STORE_TRUSTED].flash,
                             &board->part[TS_STORE_CARD].flash, out);
}
