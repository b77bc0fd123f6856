/* SPDX-License-Identifier: Apache-2.0 */
/* port/store.h over flash: the trusted area in one part of it (of the processor's own, say), the card in another. */
#ifndef TS_BOARDS_COMMON_FLASH_STORE_FLASH_H
#define TS_BOARDS_COMMON_FLASH_STORE_FLASH_H

#include "boards/common/flash/flash_area.h"

struct ts_store_flash {
  struct ts_flash_area area[2]; /* by enum ts_store_area */
};

/* Opens both. OUT can be used whatever the answer: an area that could not be opened answers TS_ERR_IO to everything.
 * The error of the trusted area, or else the card's: as ts_flash_area_open. STORE, TRUSTED and CARD must outlive
 * OUT. */
enum ts_err ts_store_flash_open(struct ts_store_flash *store, const struct ts_flash *trusted,
                                const struct ts_flash *card, struct ts_store *out);

#endif
