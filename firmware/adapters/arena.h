/* SPDX-License-Identifier: Apache-2.0 */
#ifndef TS_ADAPTERS_ARENA_H
#define TS_ADAPTERS_ARENA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * A bounded heap inside one block of memory that the caller gives: the memory of third-party code on boards
 * without a libc heap. Free blocks lie in bins by size (two levels of bitmaps); neighbours that are free are
 * merged. Small ones that were freed are kept as they are for the next that asks for as much, as a signature's
 * numbers do by the thousand, until memory runs out. Alloc and free take constant time but for that once.
 * Single-threaded.
 */

/* Each allocation is aligned to this and costs this many bytes more than it asks for, rounded up. */
#define TS_ARENA_ALIGN 8u
/* The smallest block that ts_arena_init accepts, in bytes. */
#define TS_ARENA_MIN 64u

#define TS_ARENA_ROWS 28
#define TS_ARENA_COLUMNS 8
#define TS_ARENA_KEPT 16 /* sizes, with the header, that are kept: multiples of TS_ARENA_ALIGN below this */

/* All fields are the arena's own; read them with the functions below. */
struct ts_arena {
  unsigned char *base;
  uint32_t size;
  uint32_t used;
  uint32_t peak;
  uint32_t reach;
  uint32_t rows;
  uint8_t columns[TS_ARENA_ROWS];
  uint32_t head[TS_ARENA_ROWS][TS_ARENA_COLUMNS];
  uint32_t kept[TS_ARENA_KEPT];
  bool damaged;
};

/*
 * Takes the block of `size` bytes, whose owner keeps it alive as long as the arena is used. Any alignment
 * will do. False, and no arena, if it holds less than TS_ARENA_MIN bytes once aligned, or 2 GB and more.
 */
bool ts_arena_init(struct ts_arena *arena, void *block, size_t size);

/* Forgets all allocations and any damage. The high-water marks stay. */
void ts_arena_reset(struct ts_arena *arena);

/* NULL when no free block is large enough. Size 0 gives a block of its own. */
void *ts_arena_alloc(struct ts_arena *arena, size_t size);

/* As above, zeroed; NULL also when count * size overflows. */
void *ts_arena_calloc(struct ts_arena *arena, size_t count, size_t size);

/*
 * C's realloc: `p` NULL allocates; on failure `p` is left as it was. Grows in place where the space behind is
 * free. NULL also when `p` is no live allocation: then ts_arena_damaged() says so.
 */
void *ts_arena_realloc(struct ts_arena *arena, void *p, size_t size);

/*
 * `p` NULL does nothing. False, with nothing changed, if `p` is no live allocation of this arena: freed
 * before, from elsewhere, or with a header overwritten by a neighbour. The arena is then damaged until it is
 * reset.
 */
bool ts_arena_free(struct ts_arena *arena, void *p);

/* True once a bad pointer or an overwritten header was seen. */
bool ts_arena_damaged(const struct ts_arena *arena);

/* Bytes in live allocations with their headers: now, and the most there ever were. */
size_t ts_arena_used(const struct ts_arena *arena);
size_t ts_arena_peak(const struct ts_arena *arena);

/* The highest byte ever handed out, counted from the start: the block size that the same calls would need. */
size_t ts_arena_reach(const struct ts_arena *arena);

#endif
