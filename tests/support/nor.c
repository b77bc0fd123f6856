/* SPDX-License-Identifier: Apache-2.0 */
#include "support/nor.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

uint32_t ts_nor_random(struct ts_nor *nor) {
  nor->random = nor->random * 1664525u + 1013904223u;
  return nor->random >> 8;
}

/* One bit of SIZE bytes goes over from its old to its new value, or all others do. */
static void one_bit(struct ts_nor *nor, uint8_t *at, const uint8_t *after, size_t size, bool others) {
  size_t count = 0, which;
  for (size_t i = 0; i < size * 8; i++)
    count += ((at[i / 8] ^ after[i / 8]) >> i % 8) & 1;
  if (count == 0)
    return;
  which = ts_nor_random(nor) % count;
  for (size_t i = 0; i < size * 8; i++)
    if (((at[i / 8] ^ after[i / 8]) >> i % 8) & 1) {
      if ((which == 0) != others)
        at[i / 8] ^= (uint8_t)(1u << i % 8);
      which--;
    }
}

static void tear(struct ts_nor *nor, uint8_t *at, const uint8_t *after, size_t size, bool erasing) {
  switch (nor->tear) {
  case TS_NOR_WHOLE:
    memcpy(at, after, size);
    break;
  case TS_NOR_FIRST:
    memcpy(at, after, size / 2);
    break;
  case TS_NOR_SECOND:
    memcpy(at + size / 2, after + size / 2, size - size / 2);
    break;
  case TS_NOR_ONE_BIT:
  case TS_NOR_BUT_ONE:
    one_bit(nor, at, after, size, nor->tear == TS_NOR_BUT_ONE);
    break;
  case TS_NOR_SOME_BITS:
  case TS_NOR_RANDOM:
    for (size_t i = 0; i < size; i++) {
      uint8_t random = (uint8_t)ts_nor_random(nor);
      at[i] = erasing && nor->tear == TS_NOR_RANDOM ? random : at[i] ^ ((at[i] ^ after[i]) & random);
    }
    break;
  case TS_NOR_NOTHING:
  case TS_NOR_TEARS:
    break;
  }
}

/* The SIZE bytes at AT become AFTER, or the write fails. */
static enum ts_err become(struct ts_nor *nor, uint32_t at, const uint8_t *after, size_t size, bool erasing) {
  if (nor->off)
    return TS_ERR_IO;
  nor->writes++;
  if (nor->writes == nor->cut_at || nor->writes == nor->fail_at) {
    nor->off = nor->writes == nor->cut_at;
    if (nor->off && nor->twin)
      nor->twin->off = true;
    tear(nor, nor->byte + at, after, size, erasing);
    return TS_ERR_IO;
  }
  memcpy(nor->byte + at, after, size);
  return TS_OK;
}

static enum ts_err nor_read(void *ctx, uint32_t address, void *buf, size_t size) {
  struct ts_nor *nor = ctx;
  uint32_t bytes = nor->flash.blocks * nor->flash.block_size;
  assert_true(address <= bytes && size <= bytes - address);
  nor->reads++;
  if (nor->off)
    return TS_ERR_IO;
  memcpy(buf, nor->byte + address, size);
  return TS_OK;
}

static enum ts_err nor_program(void *ctx, uint32_t address, const void *data, size_t size) {
  struct ts_nor *nor = ctx;
  static uint8_t after[TS_NOR_BYTES];
  const uint8_t *bytes = data;
  uint32_t unit = nor->flash.unit, all = nor->flash.blocks * nor->flash.block_size;
  assert_true(size > 0 && address % unit == 0 && size % unit == 0);
  assert_true(address <= all && size <= all - address);
  assert_int_equal(address / nor->flash.block_size, (address + size - 1) / nor->flash.block_size);
  for (size_t i = 0; i < size; i++) {
    uint8_t *programmed = &nor->programmed[(address + i) / unit];
    /* Once, and once more with zeros; of a unit that was torn, too. */
    assert_true(bytes[i] == 0 || (*programmed == 0 && nor->byte[address + i] == 0xFF));
    after[i] = nor->byte[address + i] & bytes[i];
  }
  enum ts_err err = become(nor, address, after, size, false);
  /* Where the power failed before the first bit, nobody can tell, and nothing was programmed. */
  for (size_t i = 0; i < size; i++)
    if (err == TS_OK || nor->byte[address + i] != 0xFF)
      nor->programmed[(address + i) / unit] = 1;
  return err;
}

static enum ts_err nor_erase(void *ctx, uint32_t block) {
  struct ts_nor *nor = ctx;
  static uint8_t after[TS_NOR_BYTES];
  uint32_t size = nor->flash.block_size;
  assert_true(block < nor->flash.blocks);
  memset(after, 0xFF, size);
  enum ts_err err = become(nor, block * size, after, size, true);
  nor->erased[block]++;
  /* Torn, it is no more ready to be programmed than it was. */
  if (!err)
    memset(nor->programmed + block * size / nor->flash.unit, 0, size / nor->flash.unit);
  return err;
}

static void connect(struct ts_nor *nor) {
  nor->flash.ctx = nor;
  nor->flash.table = nor->table;
  nor->flash.file = nor->file;
}

void ts_nor_init(struct ts_nor *nor, uint32_t block_size, uint32_t blocks, uint32_t unit, uint32_t files) {
  assert_true(files <= TS_NOR_FILES_MAX && blocks <= TS_NOR_BLOCKS && blocks * block_size <= TS_NOR_BYTES);
  memset(nor, 0, sizeof *nor);
  memset(nor->byte, 0xFF, sizeof nor->byte);
  nor->flash = (struct ts_flash){.block_size = block_size,
                                 .blocks = blocks,
                                 .unit = unit,
                                 .read = nor_read,
                                 .program = nor_program,
                                 .erase = nor_erase,
                                 .files = files};
  connect(nor);
}

void ts_nor_copy(struct ts_nor *to, const struct ts_nor *from) {
  const size_t bytes = (size_t)from->flash.blocks * from->flash.block_size;
  memcpy(to, from, offsetof(struct ts_nor, byte));
  memcpy(to->byte, from->byte, bytes);
  memcpy(to->programmed, from->programmed, bytes / from->flash.unit);
  to->twin = NULL;
  connect(to);
}

void ts_nor_power(struct ts_nor *nor) {
  nor->off = false;
  nor->writes = nor->cut_at = nor->fail_at = 0;
}
