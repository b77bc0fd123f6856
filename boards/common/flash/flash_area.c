/* SPDX-License-Identifier: Apache-2.0 */
#include "boards/common/flash/flash_area.h"

#include <string.h>

#include "boards/common/flash/flash_form.h"

static struct ts_flash_file *find(const struct ts_flash *flash, const char *name) {
  for (uint32_t i = 0; i < flash->files; i++)
    if (strcmp(flash->file[i].name, name) == 0)
      return &flash->file[i];
  return NULL;
}

/* May anything be written under NAME? *FILE: what is there, NULL. */
static enum ts_err begin(const struct ts_flash_area *area, const char *name, struct ts_flash_file **file) {
  *file = NULL;
  if (!ts_flash_is_name(name))
    return TS_ERR_ARGUMENT;
  if (area->broken)
    return TS_ERR_IO;
  *file = find(area->flash, name);
  return TS_OK;
}

static enum ts_err look(const struct ts_flash_area *area, const char *name, struct ts_flash_file **file) {
  *file = NULL;
  if (!ts_flash_is_name(name))
    return TS_ERR_ARGUMENT;
  if (area->unreadable)
    return TS_ERR_IO;
  *file = find(area->flash, name);
  return *file ? TS_OK : TS_ERR_NOT_FOUND;
}

enum ts_err ts_flash_area_size(const struct ts_flash_area *area, const char *name, uint64_t *size) {
  struct ts_flash_file *file;
  enum ts_err err = look(area, name, &file);
  if (err)
    return err;
  *size = file->size;
  return TS_OK;
}

/* What of SIZE bytes from OFFSET on lies in BLOCK, which has the byte at OFFSET. *READ: how much. */
static enum ts_err read_block(const struct ts_flash *flash, const struct ts_flash_file *file, uint16_t block,
                              uint32_t offset, uint8_t *buf, uint32_t size, uint32_t *read) {
  const struct ts_flash_head head = {.version = file->version, .index = flash->table[block].index};
  uint32_t at = TS_FLASH_HEAD, start = flash->table[block].start, chunk;
  *read = 0;
  while (*read < size) {
    enum ts_err err = ts_flash_chunk_read(flash, &head, block, at, &chunk);
    if (err || chunk == TS_FLASH_NO_CHUNK)
      return err;
    uint32_t from = offset + *read;
    if (from < start + chunk) {
      uint32_t part = start + chunk - from < size - *read ? start + chunk - from : size - *read;
      err = flash->read(flash->ctx,
                        block * flash->block_size + at + ts_flash_chunk_head(flash) + (from - start),
                        buf + *read, part);
      if (err)
        return err;
      *read += part;
    }
    start += chunk;
    at += ts_flash_chunk_head(flash) + ts_flash_round(flash, chunk);
  }
  return TS_OK;
}

enum ts_err ts_flash_area_read(const struct ts_flash_area *area, const char *name, uint64_t offset, void *buf,
                               size_t size) {
  const struct ts_flash *flash = area->flash;
  struct ts_flash_file *file;
  enum ts_err err = look(area, name, &file);
  if (err)
    return err;
  if (offset > file->size || size > file->size - offset)
    return TS_ERR_IO;
  uint32_t from = (uint32_t)offset, left = (uint32_t)size, read;
  uint16_t block = file->first;
  for (uint8_t *out = buf; left > 0; out += read, from += read, left -= read) {
    while (flash->table[block].next != TS_FLASH_NONE && flash->table[flash->table[block].next].start <= from)
      block = flash->table[block].next;
    err = read_block(flash, file, block, from, out, left, &read);
    if (err || read == 0)
      return TS_ERR_IO; /* 0: it is not what it was when it was opened */
  }
  return TS_OK;
}

/* Programs a chunk whole, or sees to it that there is none. */
static enum ts_err put_chunk(struct ts_flash_area *area, const struct ts_flash_head *head, uint32_t block,
                             uint32_t at, struct ts_bytes data) {
  enum ts_err err = ts_flash_data_write(area->flash, block, at, data);
  if (err)
    return err;
  err = ts_flash_chunk_write(area->flash, head, block, at, (uint32_t)data.size);
  /* It failed, and yet it may be there now. */
  if (err && ts_flash_chunk_zero(area->flash, block, at) != TS_OK)
    area->broken = true;
  return err;
}

/* A block of one chunk, in none of RAM's files yet. */
static enum ts_err put_block(struct ts_flash_area *area, const struct ts_flash_head *head,
                             struct ts_bytes data, uint16_t *block) {
  const struct ts_flash *flash = area->flash;
  uint32_t tried = 0;
  do {
    area->cursor = area->cursor + 1 < flash->blocks ? area->cursor + 1 : 0;
    tried++;
  } while (flash->table[area->cursor].index != TS_FLASH_FREE && tried < flash->blocks);
  *block = (uint16_t)area->cursor;
  if (flash->table[*block].index != TS_FLASH_FREE)
    return TS_ERR_STORE_FULL;
  enum ts_err err = ts_flash_head_zero(flash, *block);
  if (!err)
    err = flash->erase(flash->ctx, *block);
  if (!err)
    err = ts_flash_head_write(flash, *block, head);
  return err ? err : put_chunk(area, head, *block, TS_FLASH_HEAD, data);
}

static void take_block(struct ts_flash_area *area, uint16_t block, uint32_t index, uint32_t start,
                       uint16_t next) {
  area->flash->table[block] = (struct ts_flash_block){.start = start, .next = next, .index = (uint16_t)index};
  area->free--;
}

static void free_blocks(struct ts_flash_area *area, uint16_t first) {
  for (uint16_t at = first, next; at != TS_FLASH_NONE; at = next) {
    next = area->flash->table[at].next;
    area->flash->table[at] = (struct ts_flash_block){.next = TS_FLASH_NONE, .index = TS_FLASH_FREE};
    area->free++;
  }
}

static uint32_t blocks_for(const struct ts_flash *flash, size_t size) {
  uint32_t room = ts_flash_room(flash, TS_FLASH_HEAD);
  return (uint32_t)(size / room + (size % room != 0));
}

static bool fits(const struct ts_flash_area *area, size_t size) {
  return size < (uint64_t)area->flash->blocks * area->flash->block_size &&
         blocks_for(area->flash, size) <= area->free;
}

/* CONTENT under a new version, its first block last. *MADE: as it is in flash then. */
static enum ts_err write_version(struct ts_flash_area *area, const char *name, struct ts_bytes content,
                                 struct ts_flash_file *made) {
  const struct ts_flash *flash = area->flash;
  const uint32_t room = ts_flash_room(flash, TS_FLASH_HEAD), some = blocks_for(flash, content.size);
  struct ts_flash_head head = {.version = area->version + 1, .index = some > 0 ? some : 1};
  enum ts_err err = TS_OK;
  uint16_t block = TS_FLASH_NONE, next = TS_FLASH_NONE;
  (void)ts_text_copy(head.name, sizeof head.name, ts_bytes_of(name)); /* its length was looked at */
  *made =
      (struct ts_flash_file){.version = head.version, .size = (uint32_t)content.size, .last = TS_FLASH_NONE};
  memcpy(made->name, head.name, sizeof made->name);
  area->version++; /* also where it fails: what is left of it must belong to nothing */
  while (head.index > 0 && !err) {
    head.index--;
    struct ts_bytes part = ts_bytes_part(content, (size_t)head.index * room, room);
    err = put_block(area, &head, part, &block);
    if (err)
      break;
    take_block(area, block, head.index, head.index * room, next);
    next = block;
    if (made->last == TS_FLASH_NONE) {
      made->last = block;
      made->end = TS_FLASH_HEAD + ts_flash_chunk_head(flash) + ts_flash_round(flash, (uint32_t)part.size);
      made->checked = true;
    }
  }
  made->first = next;
  if (err)
    free_blocks(area, next);
  return err;
}

enum ts_err ts_flash_area_replace(struct ts_flash_area *area, const char *name, struct ts_bytes content) {
  struct ts_flash_file *file, made;
  enum ts_err err = begin(area, name, &file);
  if (err)
    return err;
  bool is_new = file == NULL;
  if (is_new)
    file = find(area->flash, "");
  if (!file || area->free == 0 || area->version == UINT32_MAX || !fits(area, content.size))
    return TS_ERR_STORE_FULL;
  err = write_version(area, name, content, &made);
  if (err)
    return err;
  if (!is_new) {
    /* The new one counts already. The old one must be gone before that is removed. */
    err = ts_flash_head_zero(area->flash, file->first);
    area->broken = err != TS_OK;
    free_blocks(area, file->first);
  }
  *file = made;
  return err;
}

/* Looks once at what a power failure may have left behind the file's end: its next chunk is then not put there. */
static enum ts_err check_end(const struct ts_flash_area *area, struct ts_flash_file *file) {
  bool blank;
  enum ts_err err = ts_flash_blank(area->flash, file->last, file->end, &blank);
  /* A head that is half there may read as whole another time. */
  if (!err && !blank && ts_flash_room(area->flash, file->end) > 0)
    err = ts_flash_chunk_zero(area->flash, file->last, file->end);
  if (err)
    return err;
  if (!blank)
    file->end = area->flash->block_size;
  file->checked = true;
  return TS_OK;
}

/* As much of CONTENT as fits into the last block. */
static enum ts_err append_there(struct ts_flash_area *area, struct ts_flash_file *file,
                                struct ts_bytes content) {
  const struct ts_flash *flash = area->flash;
  const struct ts_flash_head head = {.version = file->version, .index = flash->table[file->last].index};
  if (content.size == 0)
    return TS_OK;
  enum ts_err err = put_chunk(area, &head, file->last, file->end, content);
  if (err) {
    file->end = flash->block_size;
    return err;
  }
  file->end += ts_flash_chunk_head(flash) + ts_flash_round(flash, (uint32_t)content.size);
  file->size += (uint32_t)content.size;
  return TS_OK;
}

static enum ts_err append_block(struct ts_flash_area *area, struct ts_flash_file *file,
                                struct ts_bytes content) {
  const struct ts_flash *flash = area->flash;
  struct ts_flash_head head = {.version = file->version, .index = flash->table[file->last].index + 1u};
  uint16_t block;
  memcpy(head.name, file->name, sizeof head.name);
  enum ts_err err = put_block(area, &head, content, &block);
  if (err)
    return err;
  take_block(area, block, head.index, file->size, TS_FLASH_NONE);
  flash->table[file->last].next = block;
  file->last = block;
  file->end = TS_FLASH_HEAD + ts_flash_chunk_head(flash) + ts_flash_round(flash, (uint32_t)content.size);
  file->size += (uint32_t)content.size;
  return TS_OK;
}

enum ts_err ts_flash_area_append(struct ts_flash_area *area, const char *name, struct ts_bytes content) {
  struct ts_flash_file *file;
  enum ts_err err = begin(area, name, &file);
  if (!err && !file)
    return ts_flash_area_replace(area, name, content);
  if (!err && !file->checked)
    err = check_end(area, file);
  if (err)
    return err;
  const uint32_t room = ts_flash_room(area->flash, TS_FLASH_HEAD);
  size_t done = ts_flash_room(area->flash, file->end);
  done = done < content.size ? done : content.size;
  if (!fits(area, content.size - done))
    return TS_ERR_STORE_FULL;
  err = append_there(area, file, ts_bytes_part(content, 0, done));
  for (; done < content.size && !err; done += room)
    err = append_block(area, file, ts_bytes_part(content, done, room));
  return err;
}

enum ts_err ts_flash_area_remove(struct ts_flash_area *area, const char *name) {
  struct ts_flash_file *file;
  enum ts_err err = begin(area, name, &file);
  if (err || !file)
    return err;
  err = ts_flash_head_zero(area->flash, file->first);
  if (err) {
    area->broken = true; /* it is there or gone, and nobody knows */
    return err;
  }
  free_blocks(area, file->first);
  *file = (struct ts_flash_file){0};
  return TS_OK;
}
