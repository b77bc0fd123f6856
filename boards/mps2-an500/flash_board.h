/* SPDX-License-Identifier: Apache-2.0 */
#ifndef TS_MPS2_AN500_FLASH_BOARD_H
#define TS_MPS2_AN500_FLASH_BOARD_H

#include <stdbool.h>
#include <stdint.h>

#include "boards/common/flash/store_flash.h"

/*
 * port/store.h in the board's flash. QEMU's board has none that keeps anything, so its bytes are two files of the machine
 * that runs the board, and what makes it flash is enforced here: a program only turns ones into zeros, of whole units
 * within a block, each once after its erasure, and then with nothing but zeros; an erasure takes a whole block. A store
 * that breaks one of these stops the board (TS_EXIT_PANIC). Of a unit that is programmed with nothing but ones, that it
 * is programmed once cannot be seen.
 */

/* What is left of the program or erasure in which the power fails. */
enum ts_flash_tear {
  TS_FLASH_TEAR_NOTHING = 0,
  TS_FLASH_TEAR_WHOLE,  /* it was done, and nobody was told */
  TS_FLASH_TEAR_FIRST,  /* the first half of its bytes */
  TS_FLASH_TEAR_SECOND, /* the second */
  TS_FLASH_TEAR_SOME,   /* of each bit that was to change, by chance */
  TS_FLASH_TEARS
};

struct ts_flash_board;

struct ts_flash_part {
  struct ts_flash_board *board;
  struct ts_flash flash;
  int handle;
};

struct ts_flash_board {
  /* Set by the caller, at any time. */
  uint32_t cut_at;         /* the write, from 1, in which the power fails; 0: never */
  enum ts_flash_tear tear; /* and how */
  void (*power_fails)(
      void); /* called then. Where it returns, or NULL: the flash answers TS_ERR_IO until it is started */

  /* Its own. */
  struct ts_flash_part part[2]; /* by enum ts_store_area */
  struct ts_store_flash files;
  uint32_t writes; /* programs and erasures so far, of both parts */
  bool off;
};

/* FOLDER/trusted.flash and FOLDER/card.flash, as touchstone-flash makes them for this board's layout (the file `flash`).
 * False: they cannot be had, or are of other sizes. Once; then ts_flash_board_start, before anything else. */
bool ts_flash_board_open(struct ts_flash_board *board, const char *folder);

/* As when the power comes on: ts_store_flash_open's answer. OUT can be used whatever it is. BOARD must outlive OUT. */
enum ts_err ts_flash_board_start(struct ts_flash_board *board, struct ts_store *out);

#endif
