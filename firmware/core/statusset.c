/* SPDX-License-Identifier: Apache-2.0 */
#include "core/statusset.h"

#include <string.h>

#include "core/statusset_code.h"
#include "core/statusset_tree.h"

enum ts_err ts_statusset_check_info(const struct ts_statusset_info *info) {
  static const uint8_t no_root[TS_SHA256_SIZE];
  struct ts_statusset_shape shape;
  bool sharp = info->kind == TS_SET_SIGNED ||
               (info->kind == TS_SET_ISSUED && info->bits >= TS_STATUSSET_ISSUED_BITS) ||
               (info->kind == TS_SET_BLOCKED && info->bits >= TS_STATUSSET_BLOCKED_BITS);
  bool root_ok = info->count > 0 || memcmp(info->root, no_root, sizeof no_root) == 0;
  return sharp && root_ok && ts_statusset_shape(&shape, info) ? TS_OK : TS_ERR_BUNDLE_CONTENT;
}

static enum ts_err read_from_file(void *ctx, uint64_t offset, void *buf, size_t size) {
  const struct ts_statusset_file *file = ctx;
  return file->store->read(file->store->ctx, file->area, file->name, file->offset + offset, buf, size);
}

struct ts_statusset_reader ts_statusset_file_reader(struct ts_statusset_file *file) {
  return (struct ts_statusset_reader){.ctx = file, .read = read_from_file};
}

enum ts_err ts_statusset_piece_digest(const struct ts_crypto *crypto, const char *gtin14, const char *serial,
                                      uint8_t digest[TS_SHA256_SIZE]) {
  static const uint8_t prefix[] = "TOUCHSTONE-PIECE\0\1"; /* the last byte: of the format's version 1 */
  const struct ts_bytes part[] = {ts_bytes(prefix, sizeof prefix - 1), ts_bytes_of(gtin14),
                                  ts_bytes_of(serial)};
  return crypto->sha256(crypto->ctx, part, sizeof part / sizeof *part, digest);
}

/* Entries are sorted, so the search ends at the first that is beyond. */
static enum ts_err search(const struct ts_statusset_tree *tree, struct ts_bytes block, uint64_t first,
                          struct ts_statusset_entry wanted, struct ts_statusset_answer *answer) {
  struct ts_statusset_cursor cursor;
  bool is_signed = tree->info->kind == TS_SET_SIGNED;
  bool readable = ts_statusset_begin(&cursor, &tree->shape, block, first);
  while (readable && cursor.left > 0 &&
         (cursor.entry.value < wanted.value ||
          (is_signed && cursor.entry.value == wanted.value && cursor.entry.tail < wanted.tail)))
    readable = ts_statusset_next(&cursor);
  if (!readable)
    return TS_ERR_STATUSSET_FORM;
  if (cursor.entry.value != wanted.value || (is_signed && cursor.entry.tail != wanted.tail)) {
    answer->is = TS_SET_ABSENT;
    return TS_OK;
  }
  if (tree->info->kind == TS_SET_BLOCKED &&
      !ts_statusset_blocked_read(cursor.entry.tail, &answer->reason, &answer->day))
    return TS_ERR_STATUSSET_FORM;
  answer->is = TS_SET_MEMBER;
  return TS_OK;
}

static enum ts_err look_up(const struct ts_statusset_tree *tree, const uint8_t digest[TS_SHA256_SIZE],
                           struct ts_statusset_answer *answer) {
  struct ts_statusset_entry wanted = ts_statusset_entry(&tree->shape, tree->info->kind, digest);
  struct ts_bytes block;
  uint64_t first;
  enum ts_err err =
      ts_statusset_descend(tree, (struct ts_statusset_target){.at = wanted.value}, &block, &first);
  if (err == TS_OK)
    return search(tree, block, first, wanted, answer);
  return err;
}

struct ts_statusset_answer ts_statusset_query(const struct ts_statusset_info *info,
                                              const struct ts_statusset_reader *reader,
                                              const struct ts_crypto *crypto,
                                              const uint8_t digest[TS_SHA256_SIZE],
                                              struct ts_statusset_memory *memory) {
  struct ts_statusset_tree tree = {.info = info, .reader = reader, .crypto = crypto, .memory = memory};
  struct ts_statusset_answer answer = {.is = TS_SET_NOT_CHECKED};
  if (!ts_statusset_shape(&tree.shape, info))
    answer.err = TS_ERR_BUNDLE_CONTENT;
  else if (info->count == 0)
    answer.is = TS_SET_ABSENT;
  else
    answer.err = look_up(&tree, digest, &answer);
  if (answer.err != TS_OK)
    answer = (struct ts_statusset_answer){.is = TS_SET_NOT_CHECKED, .err = answer.err};
  return answer;
}
