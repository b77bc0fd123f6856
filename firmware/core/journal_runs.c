/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "core/journal_form.h"

/* Runs are sorted by key. Eight of a level become one of the next by merging, a chunk of the result at a time,
 * so that no append takes long; how far it is stands in the trusted file. */
enum {
  AHEAD = 8,   /* entries of each run that merging holds */
  CHUNK = 64,  /* entries that it writes at once */
  BLOCK = 16,  /* entries that a look-up reads at once */
  GUESSES = 4, /* look-ups by interpolation; then by halving, whatever the file holds */
  ENTRY = TS_JOURNAL_PIECE_SIZE,
};
_Static_assert(TS_JOURNAL_MERGED *AHEAD *ENTRY + TS_JOURNAL_FILE_HEADER + CHUNK * ENTRY <= TS_JOURNAL_BUFFER,
               "merging does not fit the buffer");

static int compare(const uint8_t *a, const uint8_t *b) {
  return memcmp(a, b, TS_PIECE_KEY_SIZE);
}

static enum ts_err read_entries(const struct ts_journal *j, const struct ts_journal_run *run, uint32_t at,
                                uint32_t count, uint8_t *buf) {
  return ts_journal_file_read(j, TS_JOURNAL_RUN, run->file, TS_JOURNAL_FILE_HEADER + (uint64_t)at * ENTRY,
                              buf, (size_t)count * ENTRY);
}

/* --- Looking up --- */

/* Keys are hashes, so where one lies can be guessed from its first four bytes, between LOW and HIGH. */
struct hunt {
  uint32_t begin, end; /* it is among these, if anywhere */
  uint64_t low, high;  /* where their keys lie */
};

static uint32_t guess(const struct hunt *hunt, uint64_t key, unsigned turn) {
  const uint32_t size = hunt->end - hunt->begin;
  uint64_t at = size / 2;
  if (turn < GUESSES && hunt->high > hunt->low && key >= hunt->low && key <= hunt->high)
    at = (key - hunt->low) * size / (hunt->high - hunt->low);
  const uint64_t last = size > BLOCK ? size - BLOCK : 0;
  at = at > BLOCK / 2 ? at - BLOCK / 2 : 0;
  return hunt->begin + (uint32_t)(at < last ? at : last);
}

/* The first entry not below KEY: *AT, and itself in OUT if there is one. */
static enum ts_err lower_bound(const struct ts_journal *j, const struct ts_journal_run *run,
                               const uint8_t *key, uint32_t *at, uint8_t out[TS_JOURNAL_PIECE_SIZE]) {
  struct hunt hunt = {.end = run->count, .high = UINT64_C(1) << 32};
  bool have = false;
  for (unsigned turn = 0; hunt.begin < hunt.end; turn++) {
    uint8_t block[BLOCK * ENTRY];
    const uint32_t from = guess(&hunt, ts_get_be32(key), turn),
                   count = hunt.end - from < BLOCK ? hunt.end - from : BLOCK;
    enum ts_err err = read_entries(j, run, from, count, block);
    if (err)
      return err;
    uint32_t i = 0;
    for (; i < count && compare(block + i * ENTRY, key) < 0; i++)
      hunt.low = ts_get_be32(block + i * ENTRY);
    if (i > 0)
      hunt.begin = from + i;
    if (i < count) {
      memcpy(out, block + i * ENTRY, ENTRY);
      have = true;
      hunt.high = ts_get_be32(block + i * ENTRY);
      hunt.end = from + i;
    }
  }
  *at = hunt.begin;
  return have || hunt.begin == run->count ? TS_OK : TS_ERR_IO;
}

enum ts_err ts_journal_runs_find(struct ts_journal *j, const uint8_t key[TS_PIECE_KEY_SIZE],
                                 uint8_t out[TS_JOURNAL_PIECE_SIZE]) {
  bool unread = false;
  for (size_t l = 0; l < TS_JOURNAL_RUN_LEVELS; l++) {
    const struct ts_journal_level *level = &j->memory.level[l];
    for (uint32_t i = level->runs; i-- > 0;) {
      uint32_t at;
      enum ts_err err = lower_bound(j, &level->run[i], key, &at, out);
      if (err == TS_ERR_INTERNAL)
        return err;
      if (!err && at < level->run[i].count && compare(out, key) == 0)
        return unread ? TS_ERR_IO : TS_OK; /* what is newer could not be read */
      unread = unread || err;
    }
  }
  return unread ? TS_ERR_IO : TS_ERR_NOT_FOUND;
}

/* --- Levels --- */

static bool can_die(const struct ts_journal_memory *m, uint32_t files) {
  return m->dead + files <= TS_JOURNAL_DEAD;
}

/* Removed once the trusted area has given it up. If there is no room to note that, the file stays for good. */
static void die(struct ts_journal_memory *m, uint32_t file) {
  if (can_die(m, 1))
    m->dead_file[m->dead++] = file;
}

static void take_out(struct ts_journal_level *level, uint32_t at, uint32_t count) {
  memmove(level->run + at, level->run + at + count, (level->runs - at - count) * sizeof *level->run);
  level->runs -= count;
}

/* Back to where merging has not begun. */
static void abandon(struct ts_journal_memory *m, struct ts_journal_level *level) {
  if (level->into.file)
    die(m, level->into.file);
  level->into = (struct ts_journal_run){0};
  level->has_cursors = false;
}

/* A run that is damaged is forgotten, and what it was being merged into. */
static void lose(struct ts_journal_memory *m, struct ts_journal_level *level, uint32_t at) {
  die(m, level->run[at].file);
  take_out(level, at, 1);
  if (at < TS_JOURNAL_MERGED)
    abandon(m, level);
}

/* --- Merging --- */

struct merge {
  struct ts_journal *j;
  struct ts_journal_level *level;
  struct {
    uint32_t at, have; /* entries held that are used, and that are there */
  } source[TS_JOURNAL_MERGED];
  uint8_t *out; /* room for a header, then CHUNK entries */
  uint32_t count;
  bool ended;
  bool has_last; /* LAST is the key that was written last */
  uint8_t last[TS_PIECE_KEY_SIZE];
  uint32_t damaged; /* on TS_ERR_NOT_FOUND: which run */
};

static uint8_t *head_of(const struct merge *merge, size_t i) {
  return merge->j->buffer + (i * AHEAD + merge->source[i].at) * ENTRY;
}

static bool has_head(const struct merge *merge, size_t i) {
  return merge->source[i].at < merge->source[i].have;
}

static enum ts_err refill(struct merge *merge, uint32_t i) {
  const struct ts_journal_run *run = &merge->level->run[i];
  const uint32_t at = merge->level->cursor[i], left = run->count - at;
  if (has_head(merge, i) || left == 0)
    return TS_OK;
  merge->source[i].at = 0;
  merge->source[i].have = left < AHEAD ? left : AHEAD;
  merge->damaged = i;
  return read_entries(merge->j, run, at, merge->source[i].have, head_of(merge, i));
}

/* The run whose next key is the smallest; of those with the same key the newest. MERGED if all have ended. */
static uint32_t smallest(const struct merge *merge) {
  uint32_t found = TS_JOURNAL_MERGED;
  for (uint32_t i = 0; i < TS_JOURNAL_MERGED; i++)
    if (has_head(merge, i) &&
        (found == TS_JOURNAL_MERGED || compare(head_of(merge, i), head_of(merge, found)) <= 0))
      found = i;
  return found;
}

/* Puts out the next entry, and passes it in every run that has its key. Keys that do not ascend: the run is
 * not as it was written. */
static enum ts_err put_out(struct merge *merge, uint32_t from) {
  if (merge->has_last && compare(head_of(merge, from), merge->last) <= 0) {
    merge->damaged = from;
    return TS_ERR_NOT_FOUND;
  }
  memcpy(merge->last, head_of(merge, from), sizeof merge->last);
  merge->has_last = true;
  memcpy(merge->out + TS_JOURNAL_FILE_HEADER + merge->count++ * ENTRY, head_of(merge, from), ENTRY);
  for (uint32_t i = 0; i < TS_JOURNAL_MERGED; i++)
    if (has_head(merge, i) && compare(head_of(merge, i), merge->last) == 0) {
      merge->source[i].at++;
      merge->level->cursor[i]++;
    }
  return TS_OK;
}

static enum ts_err fill_chunk(struct merge *merge) {
  while (merge->count < CHUNK) {
    for (uint32_t i = 0; i < TS_JOURNAL_MERGED; i++) {
      enum ts_err err = refill(merge, i);
      if (err)
        return err;
    }
    const uint32_t from = smallest(merge);
    merge->ended = from == TS_JOURNAL_MERGED;
    if (merge->ended)
      return TS_OK;
    enum ts_err err = put_out(merge, from);
    if (err)
      return err;
  }
  return TS_OK;
}

/* Behind the key that was written last, in each run. */
static enum ts_err find_cursors(struct merge *merge) {
  for (uint32_t i = 0; i < TS_JOURNAL_MERGED; i++) {
    const struct ts_journal_run *run = &merge->level->run[i];
    uint8_t entry[ENTRY];
    uint32_t at = 0;
    merge->damaged = i;
    enum ts_err err = merge->has_last ? lower_bound(merge->j, run, merge->last, &at, entry) : TS_OK;
    if (err)
      return err;
    if (merge->has_last && at < run->count && compare(entry, merge->last) == 0)
      at++;
    merge->level->cursor[i] = at;
  }
  merge->level->has_cursors = true;
  return TS_OK;
}

/* Where the merging of a level stands: begun now, or taken up again. */
static enum ts_err take_up(struct merge *merge) {
  struct ts_journal_level *level = merge->level;
  enum ts_err err = TS_OK;
  if (!level->into.file) {
    level->into = (struct ts_journal_run){.file = merge->j->memory.next++};
    level->has_cursors = false;
  }
  if (level->into.count > 0) {
    uint8_t entry[ENTRY];
    err = read_entries(merge->j, &level->into, level->into.count - 1, 1, entry);
    if (err == TS_ERR_NOT_FOUND)
      abandon(&merge->j->memory, level);
    if (err)
      return TS_ERR_IO;
    memcpy(merge->last, entry, sizeof merge->last);
    merge->has_last = true;
  }
  return level->has_cursors ? TS_OK : find_cursors(merge);
}

static enum ts_err write_chunk(struct merge *merge) {
  struct ts_journal *j = merge->j;
  struct ts_journal_run *into = &merge->level->into;
  const size_t size = (size_t)merge->count * ENTRY;
  const struct ts_journal_name name = ts_journal_name(TS_JOURNAL_RUN, into->file);
  enum ts_err err;
  if (merge->count == 0)
    return TS_OK;
  if (into->count == 0) {
    err = ts_journal_file_make(j, TS_JOURNAL_RUN, into->file, 0, merge->out, TS_JOURNAL_FILE_HEADER + size);
  } else {
    uint64_t end;
    err = ts_journal_file_size(j, TS_JOURNAL_RUN, into->file, &end);
    if (!err && end != TS_JOURNAL_FILE_HEADER + (uint64_t)into->count * ENTRY) {
      abandon(&j->memory, merge->level); /* what a failed write left is at its end */
      return TS_ERR_IO;
    }
    if (!err)
      err = j->store->append(j->store->ctx, TS_STORE_CARD, name.text,
                             ts_bytes(merge->out + TS_JOURNAL_FILE_HEADER, size));
  }
  if (err)
    merge->level->has_cursors = false; /* they are ahead of what is written */
  else
    into->count += merge->count;
  return err;
}

/* The runs that were merged go, and the one that they became goes up. */
static bool finish(struct ts_journal_memory *m, struct ts_journal_level *level) {
  struct ts_journal_level *above = level + 1;
  if (above->runs == TS_JOURNAL_LEVEL_RUNS || !can_die(m, TS_JOURNAL_MERGED))
    return false;
  for (uint32_t i = 0; i < TS_JOURNAL_MERGED; i++)
    die(m, level->run[i].file);
  take_out(level, 0, TS_JOURNAL_MERGED);
  above->run[above->runs++] = level->into;
  level->into = (struct ts_journal_run){0};
  level->has_cursors = false;
  return true;
}

/* One chunk of the merging that LEVEL has due. True if that led to anything. */
static bool work_on(struct ts_journal *j, struct ts_journal_level *level) {
  struct merge merge = {.j = j, .level = level, .out = j->buffer + TS_JOURNAL_MERGED * AHEAD * ENTRY};
  if (level->runs < TS_JOURNAL_MERGED)
    return false;
  j->dirty = true;
  enum ts_err err = take_up(&merge);
  if (!err)
    err = fill_chunk(&merge);
  if (err == TS_ERR_NOT_FOUND) {
    lose(&j->memory, level, merge.damaged);
    return true;
  }
  if (err) {
    level->has_cursors = false;
    return false;
  }
  if (write_chunk(&merge))
    return false;
  return merge.ended ? finish(&j->memory, level) : true;
}

/* The smallest first, since they fill up first. The largest are never merged: the oldest of them goes. */
static bool work(struct ts_journal *j) {
  struct ts_journal_level *top = &j->memory.level[TS_JOURNAL_RUN_LEVELS - 1];
  if (top->runs == TS_JOURNAL_LEVEL_RUNS) {
    lose(&j->memory, top, 0);
    j->dirty = true;
  }
  for (struct ts_journal_level *level = j->memory.level; level < top; level++)
    if (work_on(j, level))
      return true;
  return false;
}

void ts_journal_runs_work(struct ts_journal *j) {
  (void)work(j);
}

enum ts_err ts_journal_runs_room(struct ts_journal *j) {
  const struct ts_journal_level *level = &j->memory.level[0];
  bool worked = true;
  while (level->runs == TS_JOURNAL_LEVEL_RUNS && worked)
    worked = work(j);
  return level->runs < TS_JOURNAL_LEVEL_RUNS ? TS_OK : TS_ERR_IO;
}

enum ts_err ts_journal_runs_add(struct ts_journal *j, struct ts_journal_run run) {
  struct ts_journal_level *level = &j->memory.level[0];
  if (level->runs == TS_JOURNAL_LEVEL_RUNS)
    return TS_ERR_NO_SPACE;
  level->run[level->runs++] = run;
  return TS_OK;
}

void ts_journal_runs_forget(struct ts_journal *j) {
  for (size_t l = 0; l < TS_JOURNAL_RUN_LEVELS; l++) {
    struct ts_journal_level *level = &j->memory.level[l];
    for (uint32_t i = level->runs; i-- > 0;) {
      uint64_t size;
      if (ts_journal_file_size(j, TS_JOURNAL_RUN, level->run[i].file, &size) == TS_OK &&
          size != TS_JOURNAL_FILE_HEADER + (uint64_t)level->run[i].count * ENTRY)
        lose(&j->memory, level, i), j->dirty = true;
    }
  }
}
