/* SPDX-License-Identifier: Apache-2.0 */
#include "support/card.h"

#include <stdlib.h>
#include <string.h>

static void *must(void *memory) {
  if (!memory)
    abort();
  return memory;
}

struct ts_card_file *ts_card_file(struct ts_card *card, enum ts_store_area area, const char *name) {
  for (size_t i = 0; i < card->files; i++)
    if (card->file[i].area == area && strcmp(card->file[i].name, name) == 0)
      return &card->file[i];
  return NULL;
}

static struct ts_card_file *make_file(struct ts_card *card, enum ts_store_area area, const char *name) {
  card->file = must(realloc(card->file, (card->files + 1) * sizeof *card->file));
  struct ts_card_file *file = &card->file[card->files++];
  *file = (struct ts_card_file){.area = area};
  if (!ts_text_copy(file->name, sizeof file->name, ts_bytes_of(name)))
    abort();
  return file;
}

void ts_card_drop(struct ts_card *card, enum ts_store_area area, const char *name) {
  struct ts_card_file *file = ts_card_file(card, area, name);
  if (!file)
    return;
  free(file->data);
  *file = card->file[--card->files];
}

static void add(struct ts_card_file *file, const uint8_t *data, size_t size) {
  if (file->size + size > file->capacity) {
    file->capacity = 2 * (file->size + size);
    file->data = must(realloc(file->data, file->capacity));
  }
  if (size)
    memcpy(file->data + file->size, data, size);
  file->size += size;
}

/* What a torn append leaves of CONTENT; *SIZE bytes, to free. */
static uint8_t *torn(enum ts_card_tear tear, struct ts_bytes content, size_t *size) {
  uint8_t *left = must(malloc(content.size + 1));
  *size = tear == TS_TEAR_NOTHING ? 0
          : tear == TS_TEAR_HALF  ? content.size / 2
          : tear == TS_TEAR_SHORT ? content.size - (content.size > 0)
                                  : content.size;
  for (size_t i = 0; i < *size; i++) {
    const bool came = tear != TS_TEAR_MIXED || (i / TS_CARD_SECTOR) % 2 == 1;
    left[i] = tear == TS_TEAR_ZEROS     ? 0
              : tear == TS_TEAR_GARBAGE ? (uint8_t)(i * 167 + 13)
              : came                    ? content.data[i]
                                        : 0;
  }
  return left;
}

enum fate { DONE, TORN, REFUSED };

/* What becomes of the next write. */
static enum fate fate_of(struct ts_card *card, enum ts_err *err) {
  *err = TS_OK;
  if (card->off) {
    *err = TS_ERR_IO;
    return REFUSED;
  }
  card->writes++;
  if (card->writes == card->cut_at) {
    card->off = true;
    *err = TS_ERR_IO;
    return TORN;
  }
  if (card->writes == card->fail_at) {
    *err = card->fail_with;
    return TORN;
  }
  return DONE;
}

static enum ts_err card_size(void *ctx, enum ts_store_area area, const char *name, uint64_t *size) {
  struct ts_card *card = ctx;
  struct ts_card_file *file = ts_card_file(card, area, name);
  if (card->off)
    return TS_ERR_IO;
  card->reads++;
  if (!file)
    return TS_ERR_NOT_FOUND;
  *size = file->size;
  return TS_OK;
}

static enum ts_err card_read(void *ctx, enum ts_store_area area, const char *name, uint64_t offset, void *buf,
                             size_t size) {
  struct ts_card *card = ctx;
  struct ts_card_file *file = ts_card_file(card, area, name);
  if (card->off)
    return TS_ERR_IO;
  card->reads++;
  if (!file)
    return TS_ERR_NOT_FOUND;
  if (offset > file->size || size > file->size - offset)
    return TS_ERR_IO;
  if (size)
    memcpy(buf, file->data + offset, size);
  card->bytes_read += size;
  return TS_OK;
}

static enum ts_err card_replace(void *ctx, enum ts_store_area area, const char *name,
                                struct ts_bytes content) {
  struct ts_card *card = ctx;
  enum ts_err err;
  const enum fate fate = fate_of(card, &err);
  if (fate == REFUSED || (fate == TORN && card->tear != TS_TEAR_WHOLE))
    return err;
  struct ts_card_file *file = ts_card_file(card, area, name);
  if (!file)
    file = make_file(card, area, name);
  file->size = 0;
  add(file, content.data, content.size);
  card->bytes_written[area] += content.size;
  return err;
}

static enum ts_err card_append(void *ctx, enum ts_store_area area, const char *name,
                               struct ts_bytes content) {
  struct ts_card *card = ctx;
  enum ts_err err;
  const enum fate fate = fate_of(card, &err);
  if (fate == REFUSED)
    return err;
  struct ts_card_file *file = ts_card_file(card, area, name);
  if (fate == DONE) {
    add(file ? file : make_file(card, area, name), content.data, content.size);
    card->bytes_written[area] += content.size;
    return TS_OK;
  }
  size_t size;
  uint8_t *left = torn(card->tear, content, &size);
  if (!file && card->tear != TS_TEAR_NOTHING)
    file = make_file(card, area, name);
  if (file)
    add(file, left, size);
  free(left);
  return err;
}

static enum ts_err card_remove(void *ctx, enum ts_store_area area, const char *name) {
  struct ts_card *card = ctx;
  enum ts_err err;
  const enum fate fate = fate_of(card, &err);
  if (fate == DONE || (fate == TORN && card->tear == TS_TEAR_WHOLE))
    ts_card_drop(card, area, name);
  return err;
}

struct ts_store ts_card_store(struct ts_card *card) {
  return (struct ts_store){.ctx = card,
                           .size = card_size,
                           .read = card_read,
                           .replace = card_replace,
                           .append = card_append,
                           .remove = card_remove};
}

void ts_card_free(struct ts_card *card) {
  for (size_t i = 0; i < card->files; i++)
    free(card->file[i].data);
  free(card->file);
  *card = (struct ts_card){0};
}

void ts_card_copy_area(struct ts_card *to, const struct ts_card *from, enum ts_store_area area) {
  for (size_t i = to->files; i-- > 0;)
    if (to->file[i].area == area)
      ts_card_drop(to, area, to->file[i].name);
  for (size_t i = 0; i < from->files; i++)
    if (from->file[i].area == area)
      add(make_file(to, area, from->file[i].name), from->file[i].data, from->file[i].size);
}

void ts_card_copy(struct ts_card *to, const struct ts_card *from) {
  *to = (struct ts_card){0};
  ts_card_copy_area(to, from, TS_STORE_TRUSTED);
  ts_card_copy_area(to, from, TS_STORE_CARD);
}

void ts_card_power(struct ts_card *card) {
  card->off = false;
  card->writes = card->cut_at = card->fail_at = 0;
}
