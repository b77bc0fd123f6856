/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "core/journal_form.h"

/* The trusted file (SPEC.md, "Journal"): numbers of four bytes and hashes one behind another, then their
 * SHA-256. Writing and reading walk the same list, so that there is one description of it. */
struct walk {
  struct ts_buf *out; /* writing; NULL: reading */
  struct ts_bytes in;
  size_t at;
  bool bad;
};

static const char magic[] = "TSJT";
enum { MAGIC_SIZE = 4, FORMAT = 1 };

static void number(struct walk *w, uint32_t *value) {
  uint8_t bytes[4];
  if (w->out) {
    ts_put_be32(bytes, *value);
    ts_buf_put(w->out, ts_bytes(bytes, sizeof bytes));
  } else if (w->bad || w->in.size - w->at < sizeof bytes) {
    w->bad = true;
    *value = 0;
  } else {
    *value = ts_get_be32(w->in.data + w->at);
    w->at += sizeof bytes;
  }
}

/* A count of at most MOST. */
static void count(struct walk *w, uint32_t *value, uint32_t most) {
  number(w, value);
  if (*value > most) {
    w->bad = true;
    *value = 0;
  }
}

static void hash(struct walk *w, struct ts_hash *value) {
  if (w->out) {
    ts_buf_put(w->out, ts_bytes(value->bytes, sizeof value->bytes));
  } else if (w->bad || w->in.size - w->at < sizeof value->bytes) {
    w->bad = true;
  } else {
    memcpy(value->bytes, w->in.data + w->at, sizeof value->bytes);
    w->at += sizeof value->bytes;
  }
}

static void walk_tree(struct walk *w, struct ts_merkle *tree) {
  uint32_t size = (uint32_t)tree->size;
  number(w, &size);
  tree->size = size;
  for (unsigned level = 0; level < TS_MERKLE_LEVELS; level++)
    if (tree->size >> level & 1)
      hash(w, &tree->subtree[level]);
}

static void walk_series(struct walk *w, struct ts_journal_series *s) {
  number(w, &s->trash);
  number(w, &s->oldest);
  number(w, &s->newest);
  number(w, &s->first);
  if (s->trash < 1 || s->trash > s->oldest || s->oldest - 1 > s->newest)
    w->bad = true;
}

static void walk_memory(struct walk *w, struct ts_journal_memory *m) {
  number(w, &m->covered);
  number(w, &m->next);
  for (size_t i = 0; i < TS_JOURNAL_RUN_LEVELS; i++) {
    struct ts_journal_level *level = &m->level[i];
    number(w, &level->into.file);
    number(w, &level->into.count);
    count(w, &level->runs, TS_JOURNAL_LEVEL_RUNS);
    for (size_t k = 0; k < level->runs; k++) {
      number(w, &level->run[k].file);
      number(w, &level->run[k].count);
    }
    if (level->into.file && level->runs < TS_JOURNAL_MERGED)
      w->bad = true;
  }
  count(w, &m->dead, TS_JOURNAL_DEAD);
  for (size_t i = 0; i < m->dead; i++)
    number(w, &m->dead_file[i]);
}

static void walk_state(struct walk *w, struct ts_journal *j, struct ts_merkle *tree) {
  walk_tree(w, tree);
  walk_series(w, &j->records);
  number(w, &j->records_first);
  number(w, &j->records_end);
  number(w, &j->scan_number);
  number(w, &j->scan_place.segment);
  number(w, &j->scan_place.offset);
  for (size_t i = 0; i < TS_JOURNAL_TREE_ARRAYS; i++)
    walk_series(w, &j->hashes[i]);
  number(w, &j->flushed);
  walk_memory(w, &j->memory);
}

/* What the rest of the journal counts on. */
static bool makes_sense(const struct ts_journal *j) {
  const uint64_t size = j->tree.size;
  return j->flushed <= size && size - j->flushed <= TS_JOURNAL_TILE && j->scan_number <= j->flushed &&
         j->scan_number <= j->memory.covered && j->memory.covered <= size &&
         (size == 0 || j->scan_number >= (size - 1) / TS_JOURNAL_TILE * TS_JOURNAL_TILE) &&
         (size == 0 || !ts_journal_series_empty(&j->records)) && j->records_first <= j->records.first &&
         j->records.first <= size;
}

static enum ts_err read_state(struct ts_journal *j, struct ts_bytes file) {
  uint8_t digest[TS_SHA256_SIZE];
  if (file.size < MAGIC_SIZE + sizeof digest)
    return TS_ERR_STORE_CORRUPT;
  struct ts_bytes content = ts_bytes_part(file, 0, file.size - sizeof digest);
  enum ts_err err = j->crypto->sha256(j->crypto->ctx, &content, 1, digest);
  if (err)
    return err;
  struct walk w = {.in = content, .at = MAGIC_SIZE};
  uint32_t format;
  number(&w, &format);
  if (memcmp(digest, file.data + content.size, sizeof digest) != 0 ||
      memcmp(content.data, magic, MAGIC_SIZE) != 0 || format != FORMAT)
    return TS_ERR_STORE_CORRUPT;
  walk_state(&w, j, &j->tree);
  return !w.bad && w.at == content.size && makes_sense(j) ? TS_OK : TS_ERR_STORE_CORRUPT;
}

enum ts_err ts_journal_state_load(struct ts_journal *j) {
  uint64_t size;
  enum ts_err err = j->store->size(j->store->ctx, TS_STORE_TRUSTED, TS_JOURNAL_STATE_FILE, &size);
  if (err)
    return err;
  if (size > TS_JOURNAL_STATE_MAX)
    return TS_ERR_STORE_CORRUPT;
  err = j->store->read(j->store->ctx, TS_STORE_TRUSTED, TS_JOURNAL_STATE_FILE, 0, j->buffer, (size_t)size);
  return err ? err : read_state(j, ts_bytes(j->buffer, (size_t)size));
}

enum ts_err ts_journal_state_save(struct ts_journal *j, const struct ts_merkle *tree) {
  struct ts_buf out = ts_buf(j->buffer, TS_JOURNAL_STATE_MAX);
  struct ts_merkle copy = *tree; /* walking is for reading too */
  struct walk w = {.out = &out};
  uint8_t digest[TS_SHA256_SIZE];
  uint32_t format = FORMAT;
  ts_buf_put_text(&out, magic);
  number(&w, &format);
  walk_state(&w, j, &copy);
  const struct ts_bytes content = ts_buf_bytes(&out);
  enum ts_err err = j->crypto->sha256(j->crypto->ctx, &content, 1, digest);
  if (err)
    return err;
  ts_buf_put(&out, ts_bytes(digest, sizeof digest));
  if (out.full || w.bad)
    return TS_ERR_INTERNAL;
  err = j->store->replace(j->store->ctx, TS_STORE_TRUSTED, TS_JOURNAL_STATE_FILE, ts_buf_bytes(&out));
  if (!err)
    j->dirty = false;
  return err;
}
