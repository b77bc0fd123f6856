/* SPDX-License-Identifier: Apache-2.0 */
/* A flash in memory that holds boards/common/flash to its rules, and fails when told, leaving any part done. */
#ifndef TS_TESTS_SUPPORT_NOR_H
#define TS_TESTS_SUPPORT_NOR_H

#include <stdbool.h>
#include <stdint.h>

#include "boards/common/flash/flash_area.h"

enum { TS_NOR_BYTES = 65536, TS_NOR_BLOCKS = 128, TS_NOR_FILES_MAX = 32 };

/* What is left of the program or erasure that fails. */
enum ts_nor_tear {
  TS_NOR_NOTHING,
  TS_NOR_WHOLE,     /* it was done, and nobody was told */
  TS_NOR_FIRST,     /* the first half of its bytes */
  TS_NOR_SECOND,    /* the second */
  TS_NOR_ONE_BIT,   /* one bit of it */
  TS_NOR_BUT_ONE,   /* all bits but one */
  TS_NOR_SOME_BITS, /* each bit or not */
  TS_NOR_RANDOM,    /* erasure: any content; program: as SOME_BITS */
  TS_NOR_TEARS
};

struct ts_nor {
  uint32_t erased[TS_NOR_BLOCKS]; /* how often */
  uint64_t writes, reads;
  uint64_t cut_at;  /* the write, from 1, at which the power fails; 0: never */
  uint64_t fail_at; /* the write that answers TS_ERR_IO; the power stays on */
  enum ts_nor_tear tear;
  bool off;
  uint32_t random;
  struct ts_nor *twin; /* whose power fails with this one's; NULL */
  struct ts_flash_block table[TS_NOR_BLOCKS];
  struct ts_flash_file file[TS_NOR_FILES_MAX];
  struct ts_flash flash;
  uint8_t byte[TS_NOR_BYTES];
  uint8_t programmed[TS_NOR_BYTES]; /* by unit: 1 since it was, after its erasure */
};

/* Of factory content: blank. BLOCKS * BLOCK_SIZE is at most TS_NOR_BYTES, FILES at most TS_NOR_FILES_MAX. */
void ts_nor_init(struct ts_nor *nor, uint32_t block_size, uint32_t blocks, uint32_t unit, uint32_t files);
/* The same, memory of the store included, elsewhere; without a twin. */
void ts_nor_copy(struct ts_nor *to, const struct ts_nor *from);
void ts_nor_power(struct ts_nor *nor); /* on again; nothing fails */
uint32_t ts_nor_random(struct ts_nor *nor);

#endif
