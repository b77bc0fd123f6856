/* SPDX-License-Identifier: Apache-2.0 */
/* What flash_area.c, flash_open.c and flash_form.c share: how a block lies in flash. For them alone. */
#ifndef TS_BOARDS_COMMON_FLASH_FORM_H
#define TS_BOARDS_COMMON_FLASH_FORM_H

#include "boards/common/flash/flash_area.h"

#define TS_FLASH_FREE UINT16_MAX     /* index of a block of no file */
#define TS_FLASH_NONE UINT16_MAX     /* no block */
#define TS_FLASH_NO_CHUNK UINT32_MAX /* size of a chunk that is not there */
enum { TS_FLASH_HEAD = 64, TS_FLASH_CHUNK_HEAD = 8 };

struct ts_flash_head {
  uint32_t version, index;
  char name[TS_STORE_NAME_MAX + 1];
};

/* What a block's chunks come to. */
struct ts_flash_extent {
  uint32_t chunks, size; /* SIZE: bytes of data */
  uint32_t end;          /* behind the last one, from the block's begin */
};

bool ts_flash_is_name(const char *name);
uint32_t ts_flash_round(const struct ts_flash *flash, uint32_t size); /* up to the unit */
uint32_t ts_flash_chunk_head(const struct ts_flash *flash);           /* its size in flash */
/* Data that a chunk at AT of a block has room for. */
uint32_t ts_flash_room(const struct ts_flash *flash, uint32_t at);

/* *VALID: BLOCK has a head. */
enum ts_err ts_flash_head_read(const struct ts_flash *flash, uint32_t block, struct ts_flash_head *head,
                               bool *valid);
enum ts_err ts_flash_head_write(const struct ts_flash *flash, uint32_t block,
                                const struct ts_flash_head *head);
/* Takes BLOCK out of whatever file it is in, for good. */
enum ts_err ts_flash_head_zero(const struct ts_flash *flash, uint32_t block);

/* *SIZE: of the chunk at AT in BLOCK, which is number INDEX of VERSION; TS_FLASH_NO_CHUNK. */
enum ts_err ts_flash_chunk_read(const struct ts_flash *flash, const struct ts_flash_head *head,
                                uint32_t block, uint32_t at, uint32_t *size);
/* The data that the head at AT will stand for; then that head. */
enum ts_err ts_flash_data_write(const struct ts_flash *flash, uint32_t block, uint32_t at,
                                struct ts_bytes data);
enum ts_err ts_flash_chunk_write(const struct ts_flash *flash, const struct ts_flash_head *head,
                                 uint32_t block, uint32_t at, uint32_t size);
/* There is no chunk at AT, for good. */
enum ts_err ts_flash_chunk_zero(const struct ts_flash *flash, uint32_t block, uint32_t at);
enum ts_err ts_flash_measure(const struct ts_flash *flash, const struct ts_flash_head *head, uint32_t block,
                             struct ts_flash_extent *extent);
/* *BLANK: from AT on, nothing is programmed in BLOCK. */
enum ts_err ts_flash_blank(const struct ts_flash *flash, uint32_t block, uint32_t at, bool *blank);

#endif
