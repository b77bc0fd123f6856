/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "core/journal_form.h"

/* Of a file's header (SPEC.md, "Journal"). */
enum { FORMAT = 1, AT_FORMAT = 4, AT_NUMBER = 8, AT_FIRST = 12, AT_CHECK = 16 };

static const struct {
  const char *name;
  char letter;
  uint8_t entry; /* bytes; 0: frames */
  uint32_t most; /* entries of a file */
} kinds[] = {
    [TS_JOURNAL_RECORDS] = {"records.", 'R', 0, 0},
    [TS_JOURNAL_LEAVES] = {"leaves.", 'L', TS_JOURNAL_LEAF_SIZE, TS_JOURNAL_LEAVES_FILE},
    [TS_JOURNAL_TREE7] = {"tree7.", 'A', TS_SHA256_SIZE, TS_JOURNAL_SUBTREES_FILE},
    [TS_JOURNAL_TREE14] = {"tree14.", 'B', TS_SHA256_SIZE, TS_JOURNAL_SUBTREES_FILE},
    [TS_JOURNAL_RUN] = {"seen.", 'S', TS_JOURNAL_PIECE_SIZE, UINT32_MAX},
};

struct ts_journal_name ts_journal_name(enum ts_journal_kind kind, uint32_t number) {
  struct ts_journal_name name;
  uint8_t digits[sizeof number];
  struct ts_buf out = ts_buf(name.text, sizeof name.text - 1);
  ts_put_be32(digits, number);
  ts_buf_put_text(&out, kinds[kind].name);
  ts_buf_put_hex(&out, ts_bytes(digits, sizeof digits));
  name.text[out.size] = 0;
  return name;
}

struct ts_journal_series *ts_journal_series(struct ts_journal *j, enum ts_journal_kind kind) {
  return kind == TS_JOURNAL_RECORDS ? &j->records : &j->hashes[kind - TS_JOURNAL_LEAVES];
}

bool ts_journal_series_empty(const struct ts_journal_series *series) {
  return series->oldest > series->newest;
}

enum ts_err ts_journal_file_size(const struct ts_journal *j, enum ts_journal_kind kind, uint32_t number,
                                 uint64_t *size) {
  const struct ts_journal_name name = ts_journal_name(kind, number);
  *size = 0;
  enum ts_err err = j->store->size(j->store->ctx, TS_STORE_CARD, name.text, size);
  if (err)
    *size = 0;
  return err == TS_ERR_NOT_FOUND ? TS_OK : err;
}

enum ts_err ts_journal_file_read(const struct ts_journal *j, enum ts_journal_kind kind, uint32_t number,
                                 uint64_t offset, void *buf, size_t size) {
  const struct ts_journal_name name = ts_journal_name(kind, number);
  uint64_t end;
  enum ts_err err = j->store->read(j->store->ctx, TS_STORE_CARD, name.text, offset, buf, size);
  if (err != TS_ERR_IO)
    return err;
  /* The port tells a medium that fails from a file that is too short by its size alone. */
  err = ts_journal_file_size(j, kind, number, &end);
  return !err && (offset > end || size > end - offset) ? TS_ERR_NOT_FOUND : TS_ERR_IO;
}

enum ts_err ts_journal_file_remove(const struct ts_journal *j, enum ts_journal_kind kind, uint32_t number) {
  const struct ts_journal_name name = ts_journal_name(kind, number);
  return j->store->remove(j->store->ctx, TS_STORE_CARD, name.text);
}

static enum ts_err make_header(const struct ts_journal *j, enum ts_journal_kind kind, uint32_t number,
                               uint32_t first, uint8_t out[TS_JOURNAL_FILE_HEADER]) {
  uint8_t digest[TS_SHA256_SIZE];
  const struct ts_bytes head = ts_bytes(out, AT_CHECK);
  memcpy(out, "TSJ", 3);
  out[3] = (uint8_t)kinds[kind].letter;
  ts_put_be32(out + AT_FORMAT, FORMAT);
  ts_put_be32(out + AT_NUMBER, number);
  ts_put_be32(out + AT_FIRST, first);
  enum ts_err err = j->crypto->sha256(j->crypto->ctx, &head, 1, digest);
  memcpy(out + AT_CHECK, digest, TS_JOURNAL_FILE_HEADER - AT_CHECK);
  return err;
}

enum ts_err ts_journal_file_make(const struct ts_journal *j, enum ts_journal_kind kind, uint32_t number,
                                 uint32_t first, uint8_t *bytes, size_t size) {
  const struct ts_journal_name name = ts_journal_name(kind, number);
  enum ts_err err = make_header(j, kind, number, first, bytes);
  if (!err)
    err = j->store->remove(j->store->ctx, TS_STORE_CARD, name.text);
  if (!err)
    err = j->store->append(j->store->ctx, TS_STORE_CARD, name.text, ts_bytes(bytes, size));
  return err;
}

enum ts_err ts_journal_file_first(const struct ts_journal *j, enum ts_journal_kind kind, uint32_t number,
                                  uint32_t *first) {
  uint8_t header[TS_JOURNAL_FILE_HEADER], right[TS_JOURNAL_FILE_HEADER];
  *first = 0;
  enum ts_err err = ts_journal_file_read(j, kind, number, 0, header, sizeof header);
  if (!err)
    err = make_header(j, kind, number, ts_get_be32(header + AT_FIRST), right);
  if (err)
    return err;
  if (memcmp(header, right, sizeof header) != 0)
    return TS_ERR_NOT_FOUND;
  *first = ts_get_be32(header + AT_FIRST);
  return TS_OK;
}

/* Among the files before the newest. Headers are an attacker's: whatever they say, the search ends. */
static enum ts_err search(struct ts_journal *j, enum ts_journal_kind kind, uint32_t index) {
  struct ts_journal_series *s = ts_journal_series(j, kind);
  uint32_t low = s->oldest, high = s->newest - 1, first, end = s->first;
  enum ts_err err = TS_OK;
  while (low < high) {
    uint32_t middle = low + (high - low + 1) / 2;
    err = ts_journal_file_first(j, kind, middle, &first);
    if (err)
      return err;
    if (first <= index)
      low = middle;
    else
      high = middle - 1;
  }
  err = ts_journal_file_first(j, kind, low, &first);
  if (!err && low + 1 < s->newest)
    err = ts_journal_file_first(j, kind, low + 1, &end);
  if (!err && (first > index || end <= index))
    err = TS_ERR_NOT_FOUND;
  if (!err) {
    s->seen = low;
    s->seen_first = first;
    s->seen_end = end;
  }
  return err;
}

enum ts_err ts_journal_find(struct ts_journal *j, enum ts_journal_kind kind, uint32_t index, uint32_t *number,
                            uint32_t *first, uint32_t *end) {
  struct ts_journal_series *s = ts_journal_series(j, kind);
  enum ts_err err = TS_OK;
  if (ts_journal_series_empty(s))
    return TS_ERR_NOT_FOUND;
  if (index >= s->first) {
    *number = s->newest;
    *first = s->first;
    *end = UINT32_MAX;
    return TS_OK;
  }
  if (s->oldest == s->newest)
    return TS_ERR_NOT_FOUND;
  if (s->seen < s->oldest || s->seen >= s->newest || index < s->seen_first || index >= s->seen_end)
    err = search(j, kind, index);
  *number = s->seen;
  *first = s->seen_first;
  *end = s->seen_end;
  return err;
}

enum ts_err ts_journal_series_append(struct ts_journal *j, enum ts_journal_kind kind, uint32_t index,
                                     uint8_t *bytes, uint32_t count) {
  struct ts_journal_series *s = ts_journal_series(j, kind);
  const size_t size = (size_t)count * kinds[kind].entry;
  if (!ts_journal_series_empty(s) && index >= s->first && index - s->first < kinds[kind].most) {
    const struct ts_journal_name name = ts_journal_name(kind, s->newest);
    const uint64_t wanted = TS_JOURNAL_FILE_HEADER + (uint64_t)(index - s->first) * kinds[kind].entry;
    uint64_t end;
    enum ts_err err = ts_journal_file_size(j, kind, s->newest, &end);
    if (err)
      return err;
    if (end == wanted)
      return j->store->append(j->store->ctx, TS_STORE_CARD, name.text,
                              ts_bytes(bytes + TS_JOURNAL_FILE_HEADER, size));
  }
  /* There is none yet, it is full, or what a failed write left stands at its end. */
  enum ts_err err = ts_journal_file_make(j, kind, s->newest + 1, index, bytes, TS_JOURNAL_FILE_HEADER + size);
  if (!err) {
    s->newest++;
    s->first = index;
    s->seen = 0;
  }
  return err;
}

enum ts_err ts_journal_series_read(struct ts_journal *j, enum ts_journal_kind kind, uint32_t index,
                                   uint32_t count, uint8_t *buf, uint32_t *read) {
  uint32_t number, first, end;
  const size_t entry = kinds[kind].entry;
  *read = 0;
  enum ts_err err = ts_journal_find(j, kind, index, &number, &first, &end);
  if (err)
    return err;
  const uint32_t there = count < end - index ? count : end - index;
  err = ts_journal_file_read(j, kind, number, TS_JOURNAL_FILE_HEADER + (uint64_t)(index - first) * entry, buf,
                             there * entry);
  *read = err ? 0 : there;
  return err;
}

void ts_journal_clear(struct ts_journal *j) {
  for (enum ts_journal_kind kind = TS_JOURNAL_RECORDS; kind <= TS_JOURNAL_TREE14; kind++) {
    struct ts_journal_series *s = ts_journal_series(j, kind);
    while (s->trash < s->oldest && ts_journal_file_remove(j, kind, s->trash) == TS_OK)
      s->trash++;
  }
  struct ts_journal_memory *m = &j->memory;
  while (m->dead > 0 && ts_journal_file_remove(j, TS_JOURNAL_RUN, m->dead_file[m->dead - 1]) == TS_OK)
    m->dead--;
}
