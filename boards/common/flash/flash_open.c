/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "boards/common/flash/flash_form.h"

static bool can_be_worked_with(const struct ts_flash *f) {
  return f->unit >= 1 && f->unit <= TS_FLASH_UNIT_MAX && (f->unit & (f->unit - 1)) == 0 &&
         f->block_size >= TS_FLASH_BLOCK_MIN && f->block_size % 64 == 0 && f->blocks >= 2 &&
         f->blocks <= TS_FLASH_BLOCKS_MAX && f->blocks <= UINT32_MAX / f->block_size && f->files >= 1;
}

/* The file of that name, or room for one; NULL if there is none. */
static struct ts_flash_file *slot_for(const struct ts_flash *flash, const char *name) {
  struct ts_flash_file *empty = NULL;
  for (uint32_t i = 0; i < flash->files; i++) {
    if (strcmp(flash->file[i].name, name) == 0)
      return &flash->file[i];
    if (!empty && flash->file[i].name[0] == '\0')
      empty = &flash->file[i];
  }
  return empty;
}

/* A first block: its file takes its place in RAM, where no newer version of it has. The older version must not come
 * back when the newer one is removed. */
static enum ts_err take_first(const struct ts_flash *flash, uint32_t block,
                              const struct ts_flash_head *head) {
  struct ts_flash_file *file = slot_for(flash, head->name);
  if (!file)
    return TS_OK; /* more files than can have been written: somebody else's */
  if (file->name[0] != '\0' && file->version >= head->version)
    return ts_flash_head_zero(flash, block);
  enum ts_err err = file->name[0] != '\0' ? ts_flash_head_zero(flash, file->first) : TS_OK;
  *file = (struct ts_flash_file){.version = head->version, .first = (uint16_t)block, .last = (uint16_t)block};
  memcpy(file->name, head->name, sizeof file->name);
  return err;
}

/* Looks for first blocks. One that has no chunk was being written when the power failed: its end, half there, may read
 * as whole another time, so it goes. */
static enum ts_err find_files(struct ts_flash_area *area) {
  const struct ts_flash *flash = area->flash;
  struct ts_flash_head head;
  struct ts_flash_extent extent;
  bool valid;
  for (uint32_t i = 0; i < flash->blocks; i++) {
    flash->table[i] = (struct ts_flash_block){.next = TS_FLASH_NONE, .index = TS_FLASH_FREE};
    enum ts_err err = ts_flash_head_read(flash, i, &head, &valid);
    if (!err && valid && head.version > area->version) {
      area->version = head.version;
      area->cursor = i + 1;
    }
    if (!err && valid && head.index == 0) {
      err = ts_flash_measure(flash, &head, i, &extent);
      if (!err)
        err = extent.chunks > 0 ? take_first(flash, i, &head) : ts_flash_head_zero(flash, i);
    }
    if (err)
      return err;
  }
  return TS_OK;
}

static struct ts_flash_file *file_of(const struct ts_flash *flash, const struct ts_flash_head *head) {
  for (uint32_t i = 0; i < flash->files; i++)
    if (flash->file[i].version == head->version && strcmp(flash->file[i].name, head->name) == 0)
      return &flash->file[i];
  return NULL;
}

/* Into the file's blocks, which are in order. They mostly come in order, too. False if it has one of that index. */
static bool link_block(const struct ts_flash *flash, struct ts_flash_file *file, uint16_t block) {
  struct ts_flash_block *table = flash->table;
  uint16_t before = file->first;
  if (table[file->last].index < table[block].index)
    before = file->last;
  while (table[before].next != TS_FLASH_NONE && table[table[before].next].index <= table[block].index)
    before = table[before].next;
  if (table[before].index == table[block].index) {
    table[block].index = TS_FLASH_FREE;
    return false;
  }
  table[block].next = table[before].next;
  table[before].next = block;
  if (table[block].next == TS_FLASH_NONE)
    file->last = block;
  return true;
}

static enum ts_err find_blocks(const struct ts_flash *flash) {
  struct ts_flash_head head;
  struct ts_flash_extent extent;
  bool valid;
  for (uint32_t i = 0; i < flash->files; i++)
    if (flash->file[i].name[0] != '\0')
      flash->table[flash->file[i].first].index = 0;
  for (uint32_t i = 0; i < flash->blocks; i++) {
    enum ts_err err = ts_flash_head_read(flash, i, &head, &valid);
    struct ts_flash_file *file = !err && valid ? file_of(flash, &head) : NULL;
    if (file && (head.index > 0 || file->first == i)) {
      err = ts_flash_measure(flash, &head, i, &extent);
      if (!err && extent.chunks == 0)
        err = ts_flash_head_zero(flash, i);
      else if (!err) {
        flash->table[i].start = extent.size; /* until all are there */
        if (head.index > 0) {
          flash->table[i].index = (uint16_t)head.index;
          if (!link_block(flash, file, (uint16_t)i))
            err = ts_flash_head_zero(flash, i);
        }
      }
    }
    if (err)
      return err;
  }
  return TS_OK;
}

/* Turns the blocks' sizes into offsets. What lies behind a gap is not the file's, and must not become so when the file
 * grows. Nothing that this store writes has a gap. */
static enum ts_err sum_up(const struct ts_flash *flash, struct ts_flash_file *file) {
  struct ts_flash_block *table = flash->table;
  struct ts_flash_head head = {.version = file->version};
  struct ts_flash_extent extent;
  enum ts_err err = TS_OK;
  uint32_t index = 0;
  bool whole = true;
  for (uint16_t at = file->first, next; at != TS_FLASH_NONE && !err; at = next, index++) {
    next = table[at].next;
    whole = whole && table[at].index == index;
    uint32_t size = table[at].start;
    table[at].start = file->size;
    if (whole) {
      file->size += size;
      file->last = at;
    } else {
      table[at].index = TS_FLASH_FREE;
      err = ts_flash_head_zero(flash, at);
    }
  }
  if (err)
    return err;
  table[file->last].next = TS_FLASH_NONE;
  head.index = table[file->last].index;
  err = ts_flash_measure(flash, &head, file->last, &extent);
  file->end = extent.end;
  return err;
}

enum ts_err ts_flash_area_open(struct ts_flash_area *area, const struct ts_flash *flash) {
  *area = (struct ts_flash_area){.flash = flash, .broken = true, .unreadable = true};
  if (!can_be_worked_with(flash))
    return TS_ERR_ARGUMENT;
  memset(flash->file, 0, flash->files * sizeof *flash->file);
  enum ts_err err = find_files(area);
  if (!err)
    err = find_blocks(flash);
  for (uint32_t i = 0; i < flash->files && !err; i++)
    if (flash->file[i].name[0] != '\0')
      err = sum_up(flash, &flash->file[i]);
  for (uint32_t i = 0; i < flash->blocks && !err; i++)
    area->free += flash->table[i].index == TS_FLASH_FREE;
  area->broken = area->unreadable = err != TS_OK;
  return err;
}
