/* SPDX-License-Identifier: Apache-2.0 */
#include "adapters/arena.h"

#include <string.h>

/*
 * The block is tiled by chunks, each a header and its payload; the last one is an empty header that is never
 * free, so that every real chunk has a successor. A chunk is named by its offset from the base.
 *
 * Bins: a chunk of u units of 8 bytes lies in row 0 when u < 8, else in the row of its highest bit; the three
 * bits after that choose the column. All chunks of a bin differ by less than one eighth in size.
 *
 * A kept chunk was freed and is in use to its neighbours; those of one size are chained by NEXT.
 */
struct header {
  uint32_t size; /* bytes with this header, a multiple of 8; bit 0 set: in use; bit 1 as well: kept */
  uint32_t back; /* size of the chunk before; 0 in the first */
};

/* In the payload of a free or kept chunk. */
struct links {
  uint32_t next;
  uint32_t prev;
};

#define IN_USE 1u
#define KEPT 2u
#define FLAGS (TS_ARENA_ALIGN - 1)
#define NONE UINT32_MAX
#define HEADER ((uint32_t)sizeof(struct header))
#define SMALLEST ((uint32_t)(sizeof(struct header) + sizeof(struct links)))

static struct header *header_at(const struct ts_arena *arena, uint32_t at) {
  return (struct header *)(void *)(arena->base + at);
}

static struct links *links_at(const struct ts_arena *arena, uint32_t at) {
  return (struct links *)(void *)(arena->base + at + HEADER);
}

static uint32_t size_at(const struct ts_arena *arena, uint32_t at) {
  return header_at(arena, at)->size & ~FLAGS;
}

static bool free_at(const struct ts_arena *arena, uint32_t at) {
  return (header_at(arena, at)->size & IN_USE) == 0;
}

static unsigned highest_bit(uint32_t v) {
  return 31u - (unsigned)__builtin_clz(v);
}

static unsigned lowest_bit(uint32_t v) {
  return (unsigned)__builtin_ctz(v);
}

static void bin_of(uint32_t size, unsigned *row, unsigned *column) {
  uint32_t units = size / TS_ARENA_ALIGN;
  if (units < TS_ARENA_COLUMNS) {
    *row = 0;
    *column = units;
    return;
  }
  unsigned shift = highest_bit(units) - 3;
  *row = shift + 1;
  *column = (units >> shift) & (TS_ARENA_COLUMNS - 1);
}

static void bin_push(struct ts_arena *arena, uint32_t at) {
  unsigned row, column;
  bin_of(size_at(arena, at), &row, &column);
  uint32_t first = arena->head[row][column];
  *links_at(arena, at) = (struct links){.next = first, .prev = NONE};
  if (first != NONE) {
    links_at(arena, first)->prev = at;
  }
  arena->head[row][column] = at;
  arena->columns[row] |= (uint8_t)(1u << column);
  arena->rows |= 1u << row;
}

static void bin_remove(struct ts_arena *arena, uint32_t at) {
  struct links l = *links_at(arena, at);
  if (l.next != NONE) {
    links_at(arena, l.next)->prev = l.prev;
  }
  if (l.prev != NONE) {
    links_at(arena, l.prev)->next = l.next;
    return;
  }
  unsigned row, column;
  bin_of(size_at(arena, at), &row, &column);
  arena->head[row][column] = l.next;
  if (l.next == NONE) {
    arena->columns[row] &= (uint8_t) ~(1u << column);
    if (arena->columns[row] == 0) {
      arena->rows &= ~(1u << row);
    }
  }
}

/* The first chunk of the smallest bin in which every chunk is large enough. */
static uint32_t find_roomy(const struct ts_arena *arena, uint32_t need) {
  uint32_t units = need / TS_ARENA_ALIGN;
  if (units >= TS_ARENA_COLUMNS) {
    units += (1u << (highest_bit(units) - 3)) - 1;
  }
  unsigned row, column;
  bin_of(units * TS_ARENA_ALIGN, &row, &column);
  uint32_t columns = arena->columns[row] & (0xffu << column);
  if (columns == 0) {
    uint32_t rows = arena->rows & ~((2u << row) - 1);
    if (rows == 0) {
      return NONE;
    }
    row = lowest_bit(rows);
    columns = arena->columns[row];
  }
  return arena->head[row][lowest_bit(columns)];
}

/* Before giving up: the bin that `need` itself falls into may hold a chunk that fits. */
static uint32_t find_tight(const struct ts_arena *arena, uint32_t need) {
  unsigned row, column;
  bin_of(need, &row, &column);
  uint32_t at = arena->head[row][column];
  while (at != NONE && size_at(arena, at) < need) {
    at = links_at(arena, at)->next;
  }
  return at;
}

static void set_chunk(struct ts_arena *arena, uint32_t at, uint32_t size, uint32_t flag) {
  header_at(arena, at)->size = size | flag;
  header_at(arena, at + size)->back = size;
}

/* Makes a free chunk of what is no longer wanted behind `at`, and merges it with a free neighbour. */
static void release_tail(struct ts_arena *arena, uint32_t tail, uint32_t size) {
  uint32_t after = tail + size;
  if (free_at(arena, after)) {
    bin_remove(arena, after);
    size += size_at(arena, after);
  }
  set_chunk(arena, tail, size, 0);
  bin_push(arena, tail);
}

static void count_used(struct ts_arena *arena, uint32_t size) {
  arena->used += size;
  if (arena->used > arena->peak) {
    arena->peak = arena->used;
  }
}

/* Turns the chunk at `at`, not in any bin and `size` long, into one in use of `need` bytes. */
static void occupy(struct ts_arena *arena, uint32_t at, uint32_t size, uint32_t need) {
  uint32_t spare = size - need;
  if (spare < SMALLEST) {
    need = size;
    spare = 0;
  }
  set_chunk(arena, at, need, IN_USE);
  if (spare != 0) {
    release_tail(arena, at + need, spare);
  }
  count_used(arena, need);
  if (at + need > arena->reach) {
    arena->reach = at + need;
  }
}

/* Bytes of the chunk for a payload of `size`; 0 if no arena could hold it. */
static uint32_t chunk_size(const struct ts_arena *arena, size_t size) {
  if (size > arena->size) {
    return 0;
  }
  uint32_t need = ((uint32_t)size + HEADER + TS_ARENA_ALIGN - 1) & ~(TS_ARENA_ALIGN - 1);
  return need < SMALLEST ? SMALLEST : need;
}

/* Is there a chunk with these flags, as its own header and its neighbours' say? What was overwritten leads nowhere. */
static bool is_chunk(const struct ts_arena *arena, uint32_t at, uint32_t flags) {
  if (at > arena->size - SMALLEST || at % TS_ARENA_ALIGN != 0) {
    return false;
  }
  const struct header *header = header_at(arena, at);
  uint32_t size = header->size & ~FLAGS, back = header->back;
  bool fits = (header->size & FLAGS) == flags && size >= SMALLEST && size <= arena->size - HEADER - at &&
              back <= at && back % TS_ARENA_ALIGN == 0 && (back != 0) == (at != 0);
  return fits && header_at(arena, at + size)->back == size && (at == 0 || size_at(arena, at - back) == back);
}

/* The chunk whose payload begins at `p`; NONE, and the arena damaged, if `p` is no live allocation. */
static uint32_t live_chunk(struct ts_arena *arena, const void *p) {
  uintptr_t offset = (uintptr_t)p - (uintptr_t)arena->base;
  bool inside = offset >= HEADER && offset <= arena->size;
  if (inside && is_chunk(arena, (uint32_t)offset - HEADER, IN_USE)) {
    return (uint32_t)offset - HEADER;
  }
  arena->damaged = true;
  return NONE;
}

bool ts_arena_init(struct ts_arena *arena, void *block, size_t size) {
  size_t skip = (TS_ARENA_ALIGN - (uintptr_t)block % TS_ARENA_ALIGN) % TS_ARENA_ALIGN;
  memset(arena, 0, sizeof *arena);
  if (size < TS_ARENA_MIN + skip || size > INT32_MAX) {
    return false;
  }
  arena->base = (unsigned char *)block + skip;
  arena->size = (uint32_t)(size - skip) & ~(TS_ARENA_ALIGN - 1);
  ts_arena_reset(arena);
  return true;
}

void ts_arena_reset(struct ts_arena *arena) {
  arena->used = 0;
  arena->damaged = false;
  arena->rows = 0;
  memset(arena->columns, 0, sizeof arena->columns);
  memset(arena->head, 0xff, sizeof arena->head); /* NONE everywhere */
  memset(arena->kept, 0xff, sizeof arena->kept);
  uint32_t size = arena->size - HEADER;
  *header_at(arena, 0) = (struct header){.size = size, .back = 0};
  *header_at(arena, size) = (struct header){.size = IN_USE, .back = size};
  bin_push(arena, 0);
}

/* ---- kept chunks ---- */

static bool is_kept_size(uint32_t size) {
  return size < TS_ARENA_KEPT * TS_ARENA_ALIGN;
}

/* Takes the latest of a size; NONE: there is none, or what leads to it was overwritten. Only that it lies in the arena
 * is looked at: a signature comes here ten thousand times, and who frees or merges it looks at its neighbours. */
static uint32_t take_kept(struct ts_arena *arena, uint32_t size) {
  uint32_t *first = &arena->kept[size / TS_ARENA_ALIGN], at = *first;
  if (at == NONE) {
    return NONE;
  }
  if (at > arena->size - HEADER - size || at % TS_ARENA_ALIGN != 0 ||
      header_at(arena, at)->size != (size | IN_USE | KEPT)) {
    arena->damaged = true;
    return NONE;
  }
  *first = links_at(arena, at)->next;
  header_at(arena, at)->size = size | IN_USE;
  return at;
}

static void keep(struct ts_arena *arena, uint32_t at, uint32_t size) {
  uint32_t *first = &arena->kept[size / TS_ARENA_ALIGN];
  header_at(arena, at)->size = size | IN_USE | KEPT;
  links_at(arena, at)->next = *first;
  *first = at;
}

/* Makes a chunk that is in no bin a free one, merged with its neighbours. */
static void merge(struct ts_arena *arena, uint32_t at, uint32_t size) {
  header_at(arena, at)->size = size; /* a second free must see it free, wherever the merged chunk begins */
  uint32_t back = header_at(arena, at)->back;
  if (back != 0 && free_at(arena, at - back)) {
    at -= back;
    size += back;
    bin_remove(arena, at);
  }
  release_tail(arena, at, size);
}

static bool merge_kept(struct ts_arena *arena) {
  bool any = false;
  for (uint32_t size = SMALLEST; is_kept_size(size); size += TS_ARENA_ALIGN) {
    for (uint32_t at = take_kept(arena, size); at != NONE; at = take_kept(arena, size)) {
      if (!is_chunk(arena, at, IN_USE)) {
        arena->damaged = true;
        return false;
      }
      merge(arena, at, size);
      any = true;
    }
  }
  return any && !arena->damaged;
}

/* ---- the arena ---- */

static uint32_t find(const struct ts_arena *arena, uint32_t need) {
  uint32_t at = find_roomy(arena, need);
  return at != NONE ? at : find_tight(arena, need);
}

void *ts_arena_alloc(struct ts_arena *arena, size_t size) {
  uint32_t need = chunk_size(arena, size);
  if (need == 0) {
    return NULL;
  }
  uint32_t at = is_kept_size(need) ? take_kept(arena, need) : NONE;
  if (at != NONE) {
    count_used(arena, need);
    return arena->base + at + HEADER;
  }
  if (!arena->damaged) {
    at = find(arena, need);
  }
  if (at == NONE && !arena->damaged && merge_kept(arena)) {
    at = find(arena, need);
  }
  if (at == NONE) {
    return NULL;
  }
  bin_remove(arena, at);
  occupy(arena, at, size_at(arena, at), need);
  return arena->base + at + HEADER;
}

void *ts_arena_calloc(struct ts_arena *arena, size_t count, size_t size) {
  if (size != 0 && count > SIZE_MAX / size) {
    return NULL;
  }
  void *p = ts_arena_alloc(arena, count * size);
  if (p != NULL) {
    memset(p, 0, count * size);
  }
  return p;
}

bool ts_arena_free(struct ts_arena *arena, void *p) {
  if (p == NULL) {
    return true;
  }
  uint32_t at = live_chunk(arena, p);
  if (at == NONE) {
    return false;
  }
  uint32_t size = size_at(arena, at);
  arena->used -= size;
  if (is_kept_size(size)) {
    keep(arena, at, size);
  } else {
    merge(arena, at, size);
  }
  return true;
}

void *ts_arena_realloc(struct ts_arena *arena, void *p, size_t size) {
  if (p == NULL) {
    return ts_arena_alloc(arena, size);
  }
  uint32_t at = live_chunk(arena, p);
  uint32_t need = chunk_size(arena, size);
  if (at == NONE || need == 0) {
    return NULL;
  }
  uint32_t old = size_at(arena, at);
  uint32_t after = at + old;
  uint32_t room = old + (free_at(arena, after) ? size_at(arena, after) : 0);
  if (need <= room) {
    if (room != old) {
      bin_remove(arena, after);
    }
    arena->used -= old;
    occupy(arena, at, room, need);
    return p;
  }
  void *moved = ts_arena_alloc(arena, size);
  if (moved != NULL) {
    memcpy(moved, p, old - HEADER);
    (void)ts_arena_free(arena, p); /* cannot fail: live_chunk() has just accepted it */
  }
  return moved;
}

bool ts_arena_damaged(const struct ts_arena *arena) {
  return arena->damaged;
}

size_t ts_arena_used(const struct ts_arena *arena) {
  return arena->used;
}

size_t ts_arena_peak(const struct ts_arena *arena) {
  return arena->peak;
}

size_t ts_arena_reach(const struct ts_arena *arena) {
  return arena->reach;
}
