/* SPDX-License-Identifier: Apache-2.0 */
#include "boards/common/flash/flash_form.h"

#include <string.h>

enum { AT_MAGIC = 0, AT_VERSION = 4, AT_INDEX = 8, AT_NAME = 12, AT_CHECK = 44 };
static const uint8_t magic[4] = {'T', 'S', 'F', '1'};

/* CRC-32 as of IEEE 802.3. Heads are small and few: no table. */
static uint32_t crc32(const uint8_t *data, size_t size) {
  uint32_t crc = UINT32_MAX;
  for (size_t i = 0; i < size; i++) {
    crc ^= data[i];
    for (unsigned bit = 0; bit < 8; bit++)
      crc = crc >> 1 ^ (crc & 1 ? 0xEDB88320u : 0);
  }
  return ~crc;
}

bool ts_flash_is_name(const char *name) {
  size_t size = 0;
  while (size <= TS_STORE_NAME_MAX && name[size] != '\0') {
    char c = name[size++];
    if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-'))
      return false;
  }
  return size >= 1 && size <= TS_STORE_NAME_MAX && strcmp(name, ".") != 0 && strcmp(name, "..") != 0;
}

uint32_t ts_flash_round(const struct ts_flash *flash, uint32_t size) {
  return (size + flash->unit - 1) & ~(flash->unit - 1);
}

uint32_t ts_flash_chunk_head(const struct ts_flash *flash) {
  return ts_flash_round(flash, TS_FLASH_CHUNK_HEAD);
}

uint32_t ts_flash_room(const struct ts_flash *flash, uint32_t at) {
  uint32_t head = ts_flash_chunk_head(flash);
  return at < flash->block_size && flash->block_size - at > head ? flash->block_size - at - head : 0;
}

static uint32_t address(const struct ts_flash *flash, uint32_t block, uint32_t at) {
  return block * flash->block_size + at;
}

enum ts_err ts_flash_head_read(const struct ts_flash *flash, uint32_t block, struct ts_flash_head *head,
                               bool *valid) {
  uint8_t bytes[TS_FLASH_HEAD];
  *valid = false;
  enum ts_err err = flash->read(flash->ctx, address(flash, block, 0), bytes, sizeof bytes);
  if (err)
    return err;
  head->version = ts_get_be32(bytes + AT_VERSION);
  head->index = ts_get_be32(bytes + AT_INDEX);
  memcpy(head->name, bytes + AT_NAME, sizeof head->name);
  *valid = memcmp(bytes + AT_MAGIC, magic, sizeof magic) == 0 &&
           ts_get_be32(bytes + AT_CHECK) == crc32(bytes, AT_CHECK) && head->name[TS_STORE_NAME_MAX] == '\0' &&
           ts_flash_is_name(head->name) && head->index < flash->blocks;
  return TS_OK;
}

enum ts_err ts_flash_head_write(const struct ts_flash *flash, uint32_t block,
                                const struct ts_flash_head *head) {
  uint8_t bytes[TS_FLASH_HEAD];
  memset(bytes, 0xFF, sizeof bytes);
  memcpy(bytes + AT_MAGIC, magic, sizeof magic);
  ts_put_be32(bytes + AT_VERSION, head->version);
  ts_put_be32(bytes + AT_INDEX, head->index);
  memcpy(bytes + AT_NAME, head->name, sizeof head->name);
  ts_put_be32(bytes + AT_CHECK, crc32(bytes, AT_CHECK));
  return flash->program(flash->ctx, address(flash, block, 0), bytes, sizeof bytes);
}

enum ts_err ts_flash_head_zero(const struct ts_flash *flash, uint32_t block) {
  static const uint8_t zeros[TS_FLASH_HEAD];
  return flash->program(flash->ctx, address(flash, block, 0), zeros, sizeof zeros);
}

/* Over where it stands, too: a chunk's head is good in its place alone. */
static void make_chunk_head(const struct ts_flash_head *head, uint32_t at, uint32_t size,
                            uint8_t out[TS_FLASH_CHUNK_HEAD]) {
  uint8_t bytes[16];
  ts_put_be32(bytes, head->version);
  ts_put_be32(bytes + 4, head->index);
  ts_put_be32(bytes + 8, at);
  ts_put_be32(bytes + 12, size);
  ts_put_be32(out, size);
  ts_put_be32(out + 4, crc32(bytes, sizeof bytes));
}

enum ts_err ts_flash_chunk_read(const struct ts_flash *flash, const struct ts_flash_head *head,
                                uint32_t block, uint32_t at, uint32_t *size) {
  uint8_t bytes[TS_FLASH_CHUNK_HEAD], right[TS_FLASH_CHUNK_HEAD];
  *size = TS_FLASH_NO_CHUNK;
  if (at >= flash->block_size || flash->block_size - at < ts_flash_chunk_head(flash))
    return TS_OK;
  enum ts_err err = flash->read(flash->ctx, address(flash, block, at), bytes, sizeof bytes);
  if (err)
    return err;
  uint32_t told = ts_get_be32(bytes);
  make_chunk_head(head, at, told, right);
  if (memcmp(bytes, right, sizeof right) == 0 && told <= ts_flash_room(flash, at))
    *size = told;
  return TS_OK;
}

enum ts_err ts_flash_data_write(const struct ts_flash *flash, uint32_t block, uint32_t at,
                                struct ts_bytes data) {
  uint8_t last[TS_FLASH_UNIT_MAX];
  uint32_t to = address(flash, block, at + ts_flash_chunk_head(flash));
  size_t whole = data.size & ~(size_t)(flash->unit - 1);
  enum ts_err err = whole > 0 ? flash->program(flash->ctx, to, data.data, whole) : TS_OK;
  if (err || whole == data.size)
    return err;
  memset(last, 0xFF, sizeof last);
  memcpy(last, data.data + whole, data.size - whole);
  return flash->program(flash->ctx, to + (uint32_t)whole, last, flash->unit);
}

enum ts_err ts_flash_chunk_write(const struct ts_flash *flash, const struct ts_flash_head *head,
                                 uint32_t block, uint32_t at, uint32_t size) {
  uint8_t bytes[TS_FLASH_UNIT_MAX];
  memset(bytes, 0xFF, sizeof bytes);
  make_chunk_head(head, at, size, bytes);
  return flash->program(flash->ctx, address(flash, block, at), bytes, ts_flash_chunk_head(flash));
}

enum ts_err ts_flash_chunk_zero(const struct ts_flash *flash, uint32_t block, uint32_t at) {
  static const uint8_t zeros[TS_FLASH_UNIT_MAX];
  return flash->program(flash->ctx, address(flash, block, at), zeros, ts_flash_chunk_head(flash));
}

enum ts_err ts_flash_measure(const struct ts_flash *flash, const struct ts_flash_head *head, uint32_t block,
                             struct ts_flash_extent *extent) {
  uint32_t size;
  *extent = (struct ts_flash_extent){.end = TS_FLASH_HEAD};
  for (;;) {
    enum ts_err err = ts_flash_chunk_read(flash, head, block, extent->end, &size);
    if (err || size == TS_FLASH_NO_CHUNK)
      return err;
    extent->chunks++;
    extent->size += size;
    extent->end += ts_flash_chunk_head(flash) + ts_flash_round(flash, size);
  }
}

enum ts_err ts_flash_blank(const struct ts_flash *flash, uint32_t block, uint32_t at, bool *blank) {
  uint32_t words[64], all = UINT32_MAX; /* by words: a block may be large, and a person waits */
  *blank = false;
  while (at < flash->block_size && all == UINT32_MAX) {
    uint32_t size = flash->block_size - at < sizeof words ? flash->block_size - at : (uint32_t)sizeof words;
    memset(words, 0xFF, sizeof words);
    enum ts_err err = flash->read(flash->ctx, address(flash, block, at), words, size);
    if (err)
      return err;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
      all &= words[i];
    at += size;
  }
  *blank = all == UINT32_MAX;
  return TS_OK;
}
