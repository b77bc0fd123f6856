/* SPDX-License-Identifier: Apache-2.0 */
/* The boundary to storage: two areas of small named files. TRUSTED is out of an attacker's reach (internal
 * flash), CARD is not: he may write, replace or put back all of it. */
#ifndef TS_PORT_STORE_H
#define TS_PORT_STORE_H

#include <stddef.h>
#include <stdint.h>

#include "core/bytes.h"
#include "core/error.h"

enum ts_store_area { TS_STORE_TRUSTED = 0, TS_STORE_CARD = 1 };

#define TS_STORE_NAME_MAX 31 /* [a-z0-9.-]+, a C string */

/* Every callback is called with CTX and must be set; a store that cannot write answers TS_ERR_IO to
 * `replace`, `append` and `remove`. */
struct ts_store {
  void *ctx;
  /* *SIZE = bytes of the file. TS_ERR_NOT_FOUND if there is none, TS_ERR_IO if the medium fails. */
  enum ts_err (*size)(void *ctx, enum ts_store_area area, const char *name, uint64_t *size);
  /* Reads exactly SIZE bytes from OFFSET into BUF. TS_ERR_NOT_FOUND, or TS_ERR_IO also when the file ends
   * before. */
  enum ts_err (*read)(void *ctx, enum ts_store_area area, const char *name, uint64_t offset, void *buf,
                      size_t size);
  /* Replaces the whole file, or makes it. Atomic and durable when it returns TS_OK: after a power failure at
   * any moment the file reads as before or as after, never as a mixture. TS_ERR_STORE_FULL leaves the old
   * one. */
  enum ts_err (*replace)(void *ctx, enum ts_store_area area, const char *name, struct ts_bytes content);
  /* Adds CONTENT at the file's end, or makes the file. Durable when it returns TS_OK. Where it does not, or
   * the power fails before, the file holds what it held and behind that anything of at most CONTENT's size:
   * nothing, a part, bytes that were never written. What was there before is never touched, which flash can
   * promise as well as a file system. TS_ERR_STORE_FULL. */
  enum ts_err (*append)(void *ctx, enum ts_store_area area, const char *name, struct ts_bytes content);
  /* Removes the file; TS_OK too if there is none. After a power failure it is there as it was, or gone. */
  enum ts_err (*remove)(void *ctx, enum ts_store_area area, const char *name);
};

#endif
