/* SPDX-License-Identifier: Apache-2.0 */
#include "app/photos.h"

#include <string.h>

#define MAGIC "TSPHOTO1"
#define HEAD_SIZE 8u
#define ENTRY_SIZE 8u
#define STATE_MAX (HEAD_SIZE + TS_PHOTOS_MAX * ENTRY_SIZE)

void ts_photos_name(char *out, uint64_t number) {
  char digits[20];
  unsigned count = 0;
  do {
    digits[count++] = (char)('0' + number % 10);
    number /= 10;
  } while (number || count < 8);
  memcpy(out, "photo.", 6);
  for (unsigned i = 0; i < count; i++)
    out[6 + i] = digits[count - 1 - i];
  out[6 + count] = 0;
}

/* False for whatever ts_photos_keep did not write. */
static bool read_state(struct ts_photos *photos, const uint8_t *state, size_t size) {
  if (size < HEAD_SIZE || memcmp(state, MAGIC, HEAD_SIZE) != 0 || (size - HEAD_SIZE) % ENTRY_SIZE != 0)
    return false;
  for (size_t at = HEAD_SIZE; at < size; at += ENTRY_SIZE) {
    const struct ts_photos_entry entry = {.number = ts_get_be32(state + at),
                                          .size = ts_get_be32(state + at + 4)};
    if (photos->count && entry.number <= photos->entry[photos->count - 1].number)
      return false;
    photos->entry[photos->count++] = entry;
    photos->bytes += entry.size;
  }
  return true;
}

static void forget_all(struct ts_photos *photos) {
  photos->count = 0;
  photos->bytes = 0;
}

void ts_photos_open(struct ts_photos *photos, const struct ts_store *store,
                    const struct ts_photos_limits *limits) {
  uint8_t state[STATE_MAX];
  uint64_t size = 0;
  memset(photos, 0, sizeof *photos);
  photos->store = store;
  photos->limits = *limits;
  if (photos->limits.files > TS_PHOTOS_MAX)
    photos->limits.files = TS_PHOTOS_MAX;
  if (store->size(store->ctx, TS_STORE_CARD, TS_PHOTOS_FILE, &size) != TS_OK || size > sizeof state ||
      store->read(store->ctx, TS_STORE_CARD, TS_PHOTOS_FILE, 0, state, (size_t)size) != TS_OK ||
      !read_state(photos, state, (size_t)size))
    forget_all(photos);
}

static enum ts_err write_state(const struct ts_photos *photos) {
  uint8_t state[STATE_MAX];
  size_t size = HEAD_SIZE;
  memcpy(state, MAGIC, HEAD_SIZE);
  for (uint32_t i = 0; i < photos->count; i++, size += ENTRY_SIZE) {
    ts_put_be32(state + size, photos->entry[i].number);
    ts_put_be32(state + size + 4, photos->entry[i].size);
  }
  return photos->store->replace(photos->store->ctx, TS_STORE_CARD, TS_PHOTOS_FILE, ts_bytes(state, size));
}

static void drop(struct ts_photos *photos, uint32_t at) {
  photos->bytes -= photos->entry[at].size;
  photos->count--;
  memmove(&photos->entry[at], &photos->entry[at + 1], (photos->count - at) * sizeof photos->entry[0]);
}

/* The file first: a name without a file does no harm, a file without a name stays for ever. */
static enum ts_err drop_oldest(struct ts_photos *photos) {
  char name[TS_STORE_NAME_MAX + 1];
  ts_photos_name(name, photos->entry[0].number);
  enum ts_err err = photos->store->remove(photos->store->ctx, TS_STORE_CARD, name);
  if (err == TS_OK)
    drop(photos, 0);
  return err;
}

/* A card that was in another device, or put back, may name this record or later ones: those are not this journal's. */
static void forget_from(struct ts_photos *photos, uint64_t number) {
  while (photos->count && photos->entry[photos->count - 1].number >= number)
    drop(photos, photos->count - 1);
}

static enum ts_err write_photo(struct ts_photos *photos, const char *name, struct ts_bytes jpeg) {
  const struct ts_store *store = photos->store;
  enum ts_err err = store->replace(store->ctx, TS_STORE_CARD, name, jpeg);
  while (err == TS_ERR_STORE_FULL && photos->count > 1) { /* the last is the new one */
    if (drop_oldest(photos) != TS_OK)
      break; /* nothing makes room */
    err = store->replace(store->ctx, TS_STORE_CARD, name, jpeg);
  }
  return err;
}

enum ts_err ts_photos_keep(struct ts_photos *photos, uint64_t number, struct ts_bytes jpeg) {
  char name[TS_STORE_NAME_MAX + 1];
  enum ts_err err = TS_OK;
  if (!photos->limits.files)
    return TS_OK;
  if (jpeg.size > photos->limits.bytes || number > UINT32_MAX)
    return TS_ERR_TOO_LONG;
  forget_from(photos, number);
  while (err == TS_OK && photos->count &&
         (photos->count >= photos->limits.files || photos->bytes + jpeg.size > photos->limits.bytes))
    err = drop_oldest(photos);
  if (err != TS_OK)
    return err;
  photos->entry[photos->count++] =
      (struct ts_photos_entry){.number = (uint32_t)number, .size = (uint32_t)jpeg.size};
  photos->bytes += jpeg.size;
  uint32_t named = photos->count;
  err = write_state(photos);
  if (err == TS_OK) {
    ts_photos_name(name, number);
    err = write_photo(photos, name, jpeg);
  }
  if (err != TS_OK)
    drop(photos, photos->count - 1);
  if (err != TS_OK || photos->count != named)
    (void)write_state(photos); /* names too many then, which does no harm */
  return err;
}
