/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "core/journal_form.h"

static size_t frame_size(size_t record_size) {
  return TS_JOURNAL_FRAME_HEAD + record_size + TS_JOURNAL_CHECK;
}

enum ts_err ts_journal_frame_read(struct ts_journal *j, struct ts_journal_place place, uint64_t end,
                                  struct ts_journal_frame *out) {
  uint8_t head[TS_JOURNAL_FRAME_HEAD];
  out->place = place;
  out->record = ts_bytes(NULL, 0);
  if (place.offset > end || end - place.offset < frame_size(1))
    return TS_ERR_NOT_FOUND;
  enum ts_err err =
      ts_journal_file_read(j, TS_JOURNAL_RECORDS, place.segment, place.offset, head, sizeof head);
  if (err)
    return err;
  const uint32_t size = ts_get_be32(head);
  if (size < 1 || size > TS_RECORD_SIZE_MAX || frame_size(size) > end - place.offset)
    return TS_ERR_NOT_FOUND;
  err = ts_journal_file_read(j, TS_JOURNAL_RECORDS, place.segment, (uint64_t)place.offset + sizeof head,
                             j->buffer, size + TS_JOURNAL_CHECK);
  if (err)
    return err;
  out->record = ts_bytes(j->buffer, size);
  err = ts_merkle_leaf(j->crypto, out->record, &out->leaf);
  if (err)
    return err;
  return memcmp(out->leaf.bytes, j->buffer + size, TS_JOURNAL_CHECK) == 0 ? TS_OK : TS_ERR_JOURNAL_HASH;
}

/* The number of the first record behind the oldest segment. If its neighbour does not say so, all before the
 * newest is given up: nothing in it could be found. */
static enum ts_err after_oldest(struct ts_journal *j, uint32_t *segment, uint32_t *number) {
  *segment = j->records.oldest + 1;
  if (*segment < j->records.newest) {
    enum ts_err err = ts_journal_file_first(j, TS_JOURNAL_RECORDS, *segment, number);
    if (err && err != TS_ERR_NOT_FOUND)
      return err;
    if (!err && *number >= j->records_first && *number <= j->records.first)
      return TS_OK;
  }
  *segment = j->records.newest;
  *number = j->records.first;
  return TS_OK;
}

/* What opening would read of the oldest segment is written elsewhere first. Only when the trusted area has
 * given the segment up is it removed. */
static enum ts_err give_up_oldest(struct ts_journal *j) {
  uint32_t segment, number;
  enum ts_err err = after_oldest(j, &segment, &number);
  if (!err && j->scan_number < number) {
    err = ts_journal_hashes_flush(j, (uint32_t)j->tree.size);
    if (!err)
      err = ts_journal_memory_flush(j);
    if (!err) {
      j->scan_number = number;
      j->scan_place = (struct ts_journal_place){.segment = segment, .offset = TS_JOURNAL_FILE_HEADER};
    }
  }
  if (err)
    return err;
  j->dirty = true;
  j->records.oldest = segment;
  j->records_first = number;
  err = ts_journal_state_save(j, &j->tree);
  if (!err)
    ts_journal_clear(j);
  return err;
}

enum ts_err ts_journal_ring_room(struct ts_journal *j, size_t record_size, bool *is_new) {
  uint64_t end = 0;
  enum ts_err err = TS_OK;
  *is_new = true;
  if (!ts_journal_series_empty(&j->records)) {
    err = ts_journal_file_size(j, TS_JOURNAL_RECORDS, j->records.newest, &end);
    /* Nothing is written behind what a failed write left. */
    *is_new = end != j->records_end || end + frame_size(record_size) > j->limits.segment_size;
  }
  while (!err && *is_new && j->records.newest - j->records.oldest + 2 > j->limits.segments &&
         j->records.oldest < j->records.newest)
    err = give_up_oldest(j);
  return err;
}

enum ts_err ts_journal_ring_append(struct ts_journal *j, struct ts_bytes record, const struct ts_hash *leaf,
                                   bool is_new, struct ts_journal_place *place) {
  struct ts_buf out = ts_buf(j->buffer + TS_JOURNAL_FILE_HEADER, sizeof j->buffer - TS_JOURNAL_FILE_HEADER);
  uint8_t head[TS_JOURNAL_FRAME_HEAD];
  ts_put_be32(head, (uint32_t)record.size);
  ts_buf_put(&out, ts_bytes(head, sizeof head));
  ts_buf_put(&out, record);
  ts_buf_put(&out, ts_bytes(leaf->bytes, TS_JOURNAL_CHECK));
  if (out.full)
    return TS_ERR_TOO_LONG;
  enum ts_err err;
  if (is_new) {
    *place = (struct ts_journal_place){j->records.newest + 1, TS_JOURNAL_FILE_HEADER};
    err = ts_journal_file_make(j, TS_JOURNAL_RECORDS, place->segment, (uint32_t)j->tree.size, j->buffer,
                               TS_JOURNAL_FILE_HEADER + out.size);
  } else {
    const struct ts_journal_name name = ts_journal_name(TS_JOURNAL_RECORDS, j->records.newest);
    *place = (struct ts_journal_place){j->records.newest, j->records_end};
    err = j->store->append(j->store->ctx, TS_STORE_CARD, name.text, ts_buf_bytes(&out));
  }
  if (err)
    return err;
  if (is_new) {
    if (ts_journal_series_empty(&j->records))
      j->records_first = (uint32_t)j->tree.size;
    j->records.newest = place->segment;
    j->records.first = (uint32_t)j->tree.size;
    j->records.seen = 0;
    j->dirty = true;
  }
  j->records_end = place->offset + (uint32_t)out.size;
  return TS_OK;
}
