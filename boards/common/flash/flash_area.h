/* SPDX-License-Identifier: Apache-2.0 */
/* Small files in NOR flash, or in anything that is erased by blocks: one area of port/store.h.
 *
 * A block belongs to one file, so nothing is ever moved or collected. A block:
 *
 *   head     64 bytes: magic, version (4), index of the block in its file (4), name (32), CRC-32
 *   chunks   each a head (its data's size (4), CRC-32), then the data, both filled up to the program unit
 *
 * and the rest is blank. What makes the power's failing harmless at any moment:
 *  - A chunk's head is programmed after its data: where the head reads right, the data are whole.
 *  - A file is what has a block of index 0 with a chunk. Replacing writes that block last, under a new version; of
 *    two versions of a name the newer counts. So that one program of eight bytes is the moment of change.
 *  - A file ends by programming zeros over the head of its first block. Blocks whose first one is gone are free.
 *  - Before a block is erased its head is zeroed: an erasure that is torn brings nothing back.
 * Numbers are big-endian. All that is read may be an attacker's (the card): it can name files and fill them, and
 * nothing else. Data have no check of their own: what is to be believed is signed or hashed by who wrote it. */
#ifndef TS_BOARDS_COMMON_FLASH_AREA_H
#define TS_BOARDS_COMMON_FLASH_AREA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "port/store.h"

#define TS_FLASH_UNIT_MAX 32u /* bytes; a program unit is a power of two */
#define TS_FLASH_BLOCK_MIN 256u
#define TS_FLASH_BLOCKS_MAX 65000u

/* What is kept in RAM of a block, and of a file. */
struct ts_flash_block {
  uint32_t start; /* offset in the file of the first byte in it */
  uint16_t next;  /* the file's next block */
  uint16_t index; /* in the file; TS_FLASH_FREE */
};

struct ts_flash_file {
  char name[TS_STORE_NAME_MAX + 1]; /* empty: no file */
  uint32_t version, size;
  uint32_t end; /* in the last block: where the next chunk goes */
  uint16_t first, last;
  bool checked; /* from END on the last block is blank, or END is its end */
};

/* A part of a flash, as the board drives it. Addresses count from the part's begin. Every callback is called with
 * CTX, never from two threads at once, and answers TS_OK or TS_ERR_IO. */
struct ts_flash {
  void *ctx;
  uint32_t block_size; /* bytes that are erased at once, a multiple of 64 and of UNIT; TS_FLASH_BLOCK_MIN */
  uint32_t blocks;     /* 2 to TS_FLASH_BLOCKS_MAX; together less than 4 GiB */
  uint32_t unit;       /* bytes that are programmed at once */
  /* What was torn by a power failure reads as anything, not as an error. */
  enum ts_err (*read)(void *ctx, uint32_t address, void *buf, size_t size);
  /* Bits from 1 to 0. ADDRESS and SIZE are multiples of UNIT, within one block. A unit is programmed once after its
   * erasure; then, if it is a head's, with nothing but zeros, and maybe more than once. */
  enum ts_err (*program)(void *ctx, uint32_t address, const void *data, size_t size);
  /* All bits of one block to 1. */
  enum ts_err (*erase)(void *ctx, uint32_t block);
  /* The board's memory, for this area alone: 8 bytes a block, and what bounds the number of files: 52 bytes each. */
  struct ts_flash_block *table; /* [blocks] */
  struct ts_flash_file *file;   /* [files] */
  uint32_t files;
};

struct ts_flash_area {
  const struct ts_flash *flash;
  uint32_t version; /* the newest */
  uint32_t free;    /* blocks */
  uint32_t cursor;  /* where the next free block is looked for: they take turns, which levels their wear */
  bool broken;      /* what the flash holds is not known: nothing is written until it is opened anew */
  bool unreadable;  /* it could not be opened: every call answers TS_ERR_IO */
};

/* Reads each block's heads. FLASH must outlive AREA. TS_ERR_ARGUMENT: FLASH's sizes are none that can be worked with;
 * TS_ERR_IO. A flash with anything else in it, or nothing, has no files. May write: zeros over what a
 * power failure left. A board that wants an area empty erases its blocks. */
enum ts_err ts_flash_area_open(struct ts_flash_area *area, const struct ts_flash *flash);

/* As port/store.h says. TS_ERR_STORE_FULL: too few blocks, or FLASH.files files are there. Replacing needs
 * blocks for the new content beside the old one's. Appending and replacing take an erasure for each new block, and no
 * work beyond that. TS_ERR_ARGUMENT: no name. */
enum ts_err ts_flash_area_size(const struct ts_flash_area *area, const char *name, uint64_t *size);
enum ts_err ts_flash_area_read(const struct ts_flash_area *area, const char *name, uint64_t offset, void *buf,
                               size_t size);
enum ts_err ts_flash_area_replace(struct ts_flash_area *area, const char *name, struct ts_bytes content);
enum ts_err ts_flash_area_append(struct ts_flash_area *area, const char *name, struct ts_bytes content);
enum ts_err ts_flash_area_remove(struct ts_flash_area *area, const char *name);

#endif
