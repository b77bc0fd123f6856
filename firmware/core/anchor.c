/* SPDX-License-Identifier: Apache-2.0 */
#include "core/anchor.h"

#include <string.h>

#include "core/cbor.h"

enum { FORMAT = 1, FIELDS = 7 };

static bool is_nobody(const struct ts_publisher_keys *publisher) {
  return publisher->generation == 0 && publisher->threshold == 0 && publisher->count == 0;
}

/* Nobody, written as 0, 0 and an empty array, is what ts_publisher_get refuses; so that is looked for first. */
static void read_publisher(struct ts_cbor_reader *r, struct ts_publisher_keys *out) {
  struct ts_cbor_reader ahead = *r;
  uint64_t generation = ts_cbor_uint(&ahead), threshold = ts_cbor_uint(&ahead);
  size_t count = ts_cbor_array(&ahead);
  if (generation == 0 && threshold == 0 && count == 0 && !ahead.err)
    *r = ahead;
  else
    ts_publisher_get(r, out, TS_ERR_STORE_CORRUPT);
}

/* Whatever is wrong sticks in R, and OUT is then of no use. */
static void read_content(struct ts_cbor_reader *r, struct ts_anchor *out) {
  bool ok = ts_cbor_array(r) == FIELDS && ts_cbor_uint(r) == FORMAT;
  read_publisher(r, &out->publisher);
  out->sequence = ts_cbor_uint(r);
  struct ts_bytes hash = ts_cbor_bytes(r);
  ok = ok && hash.size == sizeof out->bundle_hash;
  if (ok)
    memcpy(out->bundle_hash, hash.data, hash.size);
  uint64_t floor = ts_cbor_uint(r);
  ok = ok && floor <= INT64_MAX;
  out->time_floor = ok ? (int64_t)floor : 0;
  if (!ok || !ts_cbor_at_end(r))
    r->err = TS_ERR_STORE_CORRUPT;
}

static enum ts_err read_anchor(struct ts_anchor *out, struct ts_bytes file, const struct ts_crypto *crypto) {
  if (file.size < TS_SHA256_SIZE || file.size > TS_ANCHOR_SIZE_MAX)
    return TS_ERR_STORE_CORRUPT;
  struct ts_bytes content = ts_bytes_part(file, 0, file.size - TS_SHA256_SIZE);
  struct ts_bytes sum = ts_bytes_part(file, content.size, TS_SHA256_SIZE);
  uint8_t digest[TS_SHA256_SIZE];
  enum ts_err err = crypto->sha256(crypto->ctx, &content, 1, digest);
  if (err)
    return err;
  if (!ts_bytes_equal(sum, ts_bytes(digest, sizeof digest)) || ts_cbor_check(content))
    return TS_ERR_STORE_CORRUPT;
  struct ts_cbor_reader r = ts_cbor_reader(content);
  read_content(&r, out);
  return r.err ? TS_ERR_STORE_CORRUPT : TS_OK;
}

enum ts_err ts_anchor_read(struct ts_anchor *out, struct ts_bytes file, const struct ts_crypto *crypto) {
  memset(out, 0, sizeof *out);
  enum ts_err err = read_anchor(out, file, crypto);
  if (err)
    memset(out, 0, sizeof *out);
  return err;
}

enum ts_err ts_anchor_write(struct ts_buf *out, const struct ts_anchor *anchor,
                            const struct ts_crypto *crypto) {
  if (anchor->time_floor < 0 || !(ts_publisher_ok(&anchor->publisher) || is_nobody(&anchor->publisher)))
    return TS_ERR_ARGUMENT;
  size_t start = out->size;
  ts_cbor_put_array(out, FIELDS);
  ts_cbor_put_uint(out, FORMAT);
  ts_publisher_put(out, &anchor->publisher);
  ts_cbor_put_uint(out, anchor->sequence);
  ts_cbor_put_bytes(out, ts_bytes(anchor->bundle_hash, sizeof anchor->bundle_hash));
  ts_cbor_put_uint(out, (uint64_t)anchor->time_floor);
  struct ts_bytes content = ts_bytes(out->data + start, out->size - start);
  uint8_t digest[TS_SHA256_SIZE];
  enum ts_err err = crypto->sha256(crypto->ctx, &content, 1, digest);
  if (err)
    return err;
  ts_buf_put(out, ts_bytes(digest, sizeof digest));
  return out->full ? TS_ERR_NO_SPACE : TS_OK;
}

enum ts_err ts_anchor_admits(const struct ts_anchor *anchor, const struct ts_bundle *bundle) {
  if (!bundle->open)
    return TS_ERR_ARGUMENT;
  if (bundle->sequence < anchor->sequence)
    return TS_ERR_BUNDLE_OLD;
  bool same_bytes = memcmp(bundle->hash, anchor->bundle_hash, sizeof bundle->hash) == 0;
  return bundle->sequence == anchor->sequence && !same_bytes ? TS_ERR_BUNDLE_SEQUENCE_REUSED : TS_OK;
}

static int64_t later(int64_t a, int64_t b) {
  return a > b ? a : b;
}

struct ts_time ts_anchor_time(const struct ts_anchor *anchor, const struct ts_bundle *bundle,
                              struct ts_time clock, int64_t build_date) {
  int64_t floor = later(build_date, anchor->time_floor);
  if (bundle && bundle->open)
    floor = later(floor, bundle->issued);
  if (clock.trust == TS_TIME_NONE || clock.seconds < floor)
    return (struct ts_time){.seconds = floor, .trust = TS_TIME_NONE};
  return clock;
}

bool ts_anchor_raise_floor(struct ts_anchor *anchor, const struct ts_bundle *bundle, struct ts_time time) {
  if (!bundle->open)
    return false;
  int64_t floor = bundle->issued;
  if (time.trust == TS_TIME_RTC)
    floor = later(floor, time.seconds < bundle->expires ? time.seconds : bundle->expires);
  if (floor <= anchor->time_floor)
    return false;
  anchor->time_floor = floor;
  return true;
}

enum ts_err ts_anchor_install(struct ts_anchor *anchor, const struct ts_bundle *bundle, struct ts_time time) {
  enum ts_err err = ts_anchor_admits(anchor, bundle);
  if (err)
    return err;
  if (later(time.seconds, anchor->time_floor) >= bundle->expires)
    return TS_ERR_BUNDLE_EXPIRED;
  anchor->sequence = bundle->sequence;
  memcpy(anchor->bundle_hash, bundle->hash, sizeof anchor->bundle_hash);
  anchor->publisher = bundle->keys;
  ts_anchor_raise_floor(anchor, bundle, time);
  return TS_OK;
}
