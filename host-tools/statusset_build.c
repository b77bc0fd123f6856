/* SPDX-License-Identifier: Apache-2.0 */
#include "host-tools/statusset_build.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "core/statusset_code.h"
#include "host-tools/setsort.h"

#define RUN_MAX TS_STATUSSET_BLOCK_BITS /* entries of one value: each takes a bit at least */

/* The entries of one level of the tree. */
struct level {
  uint8_t *entry;
  size_t count, capacity;
};

struct ts_set_builder {
  enum ts_statusset_kind kind;
  uint8_t bits;
  const struct ts_crypto *crypto;
  struct ts_setsort *sort;
  struct ts_statusset_shape shape;
  FILE *out;
  uint64_t written;
  uint8_t block[TS_STATUSSET_BLOCK];
  uint32_t bit, entries; /* in the block so far */
  uint64_t first, last;  /* the block's values */
  uint64_t *run, value;  /* tails of the entries that share the value read last */
  size_t run_size;
  struct level level;
};

struct ts_set_builder *ts_set_builder_new(enum ts_statusset_kind kind, uint8_t bits, const char *folder,
                                          const struct ts_crypto *crypto, struct ts_fault *fault) {
  struct ts_statusset_shape shape;
  struct ts_set_builder *builder = calloc(1, sizeof *builder);
  uint64_t *run = malloc(RUN_MAX * sizeof *run);
  if (!builder || !run || !ts_statusset_code(&shape, (uint8_t)kind, bits, 0)) {
    if (!builder || !run)
      (void)ts_fault(fault, EX_OSERR, "not enough memory for a status set");
    else
      (void)ts_fault(fault, EX_SOFTWARE, "no status set of kind %d has %u bits", (int)kind, bits);
    free(builder);
    free(run);
    return NULL;
  }
  *builder = (struct ts_set_builder){.kind = kind, .bits = bits, .crypto = crypto, .run = run};
  builder->sort = ts_setsort_new(folder, fault);
  if (builder->sort)
    return builder;
  ts_set_builder_free(builder);
  return NULL;
}

void ts_set_builder_free(struct ts_set_builder *builder) {
  if (!builder)
    return;
  ts_setsort_free(builder->sort);
  free(builder->run);
  free(builder->level.entry);
  free(builder);
}

bool ts_set_builder_add(struct ts_set_builder *builder, const uint8_t digest[TS_SHA256_SIZE], uint8_t reason,
                        uint32_t day, struct ts_fault *fault) {
  uint64_t tail = ts_statusset_blocked_tail(reason, day);
  bool blocked = builder->kind == TS_SET_BLOCKED;
  if (blocked ? reason < 1 || reason > 7 || day > TS_STATUSSET_DAY_MAX : tail != 0)
    return ts_fault(fault, EX_SOFTWARE, "no entry of a status set: reason %u, day %u", reason, (unsigned)day);
  struct ts_setsort_record record = {ts_get_be64(digest), ts_get_be64(digest + 8), tail};
  return ts_setsort_add(builder->sort, record, fault);
}

static void put_bits(struct ts_set_builder *builder, uint64_t bits, unsigned size) {
  for (unsigned done = 0; done < size;) {
    unsigned skip = builder->bit % 8, part = 8 - skip < size - done ? 8 - skip : size - done;
    unsigned piece = (unsigned)(bits >> done) & ((1u << part) - 1);
    builder->block[builder->bit / 8] = (uint8_t)(builder->block[builder->bit / 8] | piece << skip);
    done += part;
    builder->bit += part;
  }
}

static void put_entry(struct ts_set_builder *builder, uint64_t gap, uint64_t tail) {
  const struct ts_statusset_shape *shape = &builder->shape;
  for (uint64_t ones = gap >> shape->rice; ones > 0; ones--)
    put_bits(builder, 1, 1);
  put_bits(builder, 0, 1);
  put_bits(builder, gap, shape->rice);
  put_bits(builder, tail, shape->tail);
  builder->entries++;
}

static bool write_out(struct ts_set_builder *builder, struct ts_bytes bytes, struct ts_fault *fault) {
  errno = 0;
  if (fwrite(bytes.data, 1, bytes.size, builder->out) != bytes.size)
    return ts_fault(fault, EX_IOERR, "a status set could not be written: %s", strerror(errno ? errno : EIO));
  builder->written += bytes.size;
  return true;
}

/* One entry more for the node above: FIRST, and the hash of BYTES. */
static bool add_to_level(struct ts_set_builder *builder, struct level *level, unsigned of, uint64_t first,
                         struct ts_bytes bytes, struct ts_fault *fault) {
  if (level->count == level->capacity) {
    size_t capacity = level->capacity ? 2 * level->capacity : TS_STATUSSET_FANOUT;
    uint8_t *grown = realloc(level->entry, capacity * TS_STATUSSET_ENTRY);
    if (!grown)
      return ts_fault(fault, EX_OSERR, "not enough memory for the tree of a status set");
    level->entry = grown;
    level->capacity = capacity;
  }
  uint8_t *entry = level->entry + level->count * TS_STATUSSET_ENTRY;
  ts_put_le64(entry, first);
  if (ts_statusset_hash(builder->crypto, of, bytes, entry + sizeof first) != TS_OK)
    return ts_fault(fault, EX_SOFTWARE, "the crypto library could not hash a status set");
  level->count++;
  return true;
}

static bool close_block(struct ts_set_builder *builder, bool is_last, struct ts_fault *fault) {
  struct ts_bytes block = ts_bytes(builder->block, is_last ? (builder->bit + 7) / 8 : TS_STATUSSET_BLOCK);
  builder->block[0] = (uint8_t)builder->entries;
  builder->block[1] = (uint8_t)(builder->entries >> 8);
  return add_to_level(builder, &builder->level, 0, builder->first, block, fault) &&
         write_out(builder, block, fault);
}

static void open_block(struct ts_set_builder *builder, uint64_t first) {
  memset(builder->block, 0, sizeof builder->block);
  builder->bit = 8 * TS_STATUSSET_HEAD;
  builder->first = first;
  builder->entries = 0;
}

static int compare_tails(const void *a, const void *b) {
  uint64_t left, right;
  memcpy(&left, a, sizeof left);
  memcpy(&right, b, sizeof right);
  return (left > right) - (left < right);
}

/* The entries of one value stand in one block. */
static bool flush_run(struct ts_set_builder *builder, struct ts_fault *fault) {
  const struct ts_statusset_shape *shape = &builder->shape;
  if (builder->run_size == 0)
    return true;
  uint64_t rest = (builder->run_size - 1) * ts_statusset_cost(shape, 0), at = 0;
  uint64_t gap = builder->value - builder->last;
  if (builder->run_size > 1)
    qsort(builder->run, builder->run_size, sizeof *builder->run, compare_tails);
  uint64_t used = builder->bit - 8 * TS_STATUSSET_HEAD;
  if (builder->entries == 0 || used + ts_statusset_cost(shape, gap) + rest > TS_STATUSSET_BLOCK_BITS) {
    if (shape->tail + rest > TS_STATUSSET_BLOCK_BITS)
      return ts_fault(fault, EX_DATAERR, "too many entries of a status set have the same hash");
    if (builder->entries > 0 && !close_block(builder, false, fault))
      return false;
    open_block(builder, builder->value);
    put_bits(builder, builder->run[at++], shape->tail);
    builder->entries++;
    gap = 0;
  }
  for (; at < builder->run_size; at++, gap = 0)
    put_entry(builder, gap, builder->run[at]);
  builder->last = builder->value;
  builder->run_size = 0;
  return true;
}

static bool put_record(struct ts_set_builder *builder, const struct ts_setsort_record *record,
                       struct ts_fault *fault) {
  uint8_t digest[TS_SHA256_SIZE] = {0};
  ts_put_be64(digest, record->high);
  ts_put_be64(digest + 8, record->low);
  struct ts_statusset_entry entry = ts_statusset_entry(&builder->shape, (uint8_t)builder->kind, digest);
  if (builder->run_size > 0 && entry.value != builder->value && !flush_run(builder, fault))
    return false;
  if (builder->run_size == RUN_MAX)
    return ts_fault(fault, EX_DATAERR, "too many entries of a status set have the same hash");
  builder->value = entry.value;
  builder->run[builder->run_size++] = builder->kind == TS_SET_BLOCKED ? record->tail : entry.tail;
  return true;
}

/* Walks the sorted entries, each once. Without PUT it only counts them. */
static bool walk(struct ts_set_builder *builder, bool put, uint64_t *count, struct ts_fault *fault) {
  struct ts_setsort_record record, previous = {0};
  if (!ts_setsort_rewind(builder->sort, fault))
    return false;
  for (*count = 0; ts_setsort_next(builder->sort, &record, fault); previous = record) {
    if (*count > 0 && record.high == previous.high && record.low == previous.low) {
      if (record.tail == previous.tail)
        continue;
      (void)ts_fault(fault, EX_DATAERR, "a piece is blocked twice, for two reasons or from two days on");
      return false;
    }
    ++*count;
    if (put && !put_record(builder, &record, fault))
      return false;
  }
  return fault->status == EX_OK && (!put || flush_run(builder, fault));
}

/* The nodes, level by level up to the root. */
static bool write_tree(struct ts_set_builder *builder, uint8_t root[TS_SHA256_SIZE], struct ts_fault *fault) {
  unsigned number = 0;
  do {
    struct level *level = &builder->level, above = {0};
    bool ok = write_out(builder, ts_bytes(level->entry, level->count * TS_STATUSSET_ENTRY), fault);
    number++;
    for (size_t at = 0; ok && at < level->count; at += TS_STATUSSET_FANOUT) {
      size_t left = level->count - at, entries = left < TS_STATUSSET_FANOUT ? left : TS_STATUSSET_FANOUT;
      struct ts_bytes node = ts_bytes(level->entry + at * TS_STATUSSET_ENTRY, entries * TS_STATUSSET_ENTRY);
      ok = add_to_level(builder, &above, number, ts_get_le64(node.data), node, fault);
    }
    free(level->entry);
    *level = above;
    if (!ok)
      return false;
  } while (builder->level.count > 1);
  if (!builder->level.entry)
    return ts_fault(fault, EX_SOFTWARE, "a status set without blocks");
  memcpy(root, builder->level.entry + sizeof(uint64_t), TS_SHA256_SIZE);
  return true;
}

bool ts_set_builder_finish(struct ts_set_builder *builder, FILE *out, struct ts_statusset_info *info,
                           struct ts_fault *fault) {
  uint64_t count, again;
  *info = (struct ts_statusset_info){.kind = (uint8_t)builder->kind, .bits = builder->bits};
  builder->out = out;
  if (!walk(builder, false, &count, fault))
    return false;
  if (count > TS_STATUSSET_COUNT_MAX)
    return ts_fault(fault, EX_DATAERR, "a status set has at most %u entries, not %llu",
                    TS_STATUSSET_COUNT_MAX, (unsigned long long)count);
  if (count == 0)
    return true;
  (void)ts_statusset_code(&builder->shape, info->kind, info->bits, (uint32_t)count);
  if (!walk(builder, true, &again, fault))
    return false;
  if (again != count)
    return ts_fault(fault, EX_IOERR, "what was sorted for a status set did not read back as it was written");
  if (!close_block(builder, true, fault))
    return false;
  info->count = (uint32_t)count;
  info->blocks = (uint32_t)builder->level.count;
  if (!write_tree(builder, info->root, fault))
    return false;
  info->length = (uint32_t)builder->written;
  return true;
}
