/* SPDX-License-Identifier: Apache-2.0 */
#include "core/bundle_read.h"

#include <string.h>

enum { DEFAULT_SIGNER_DAYS = 30, DEFAULT_SERIAL_DAYS = 7, GTIN_SIZE = 14 };

struct ts_cbor_reader ts_bundle_items(struct ts_bytes array, size_t *count) {
  struct ts_cbor_reader r = ts_cbor_reader(array);
  *count = array.size ? ts_cbor_array(&r) : 0;
  return r;
}

size_t ts_bundle_count(struct ts_bytes array) {
  size_t count;
  ts_bundle_items(array, &count);
  return count;
}

static uint64_t read_between(struct ts_cbor_reader *r, uint64_t least, uint64_t most) {
  uint64_t value = ts_cbor_uint(r);
  if (!r->err && (value < least || value > most))
    r->err = TS_ERR_BUNDLE_CONTENT;
  return r->err ? 0 : value;
}

static int64_t read_day(struct ts_cbor_reader *r) {
  return (int64_t)read_between(r, 0, TS_BUNDLE_DAY_MAX) * TS_DAY_SECONDS;
}

uint64_t ts_bundle_align(uint64_t at) {
  return (at + TS_BUNDLE_SET_ALIGN - 1) / TS_BUNDLE_SET_ALIGN * TS_BUNDLE_SET_ALIGN;
}

static uint32_t read_number(struct ts_cbor_reader *r, uint32_t most) {
  return (uint32_t)read_between(r, 0, most);
}

void ts_bundle_set_read(struct ts_cbor_reader *r, enum ts_statusset_kind kind, struct ts_bundle_set *out) {
  struct ts_statusset_info *info = &out->info;
  *out = (struct ts_bundle_set){.there = true, .info.kind = (uint8_t)kind};
  if (ts_cbor_array(r) != 6 && !r->err)
    r->err = TS_ERR_CBOR_TYPE;
  out->offset = read_between(r, 0, TS_BUNDLE_FILE_MAX);
  info->bits = (uint8_t)read_number(r, UINT8_MAX);
  info->count = read_number(r, UINT32_MAX);
  info->blocks = read_number(r, UINT32_MAX);
  info->length = read_number(r, UINT32_MAX);
  struct ts_bytes root = ts_cbor_bytes(r);
  if (!r->err && root.size != sizeof info->root)
    r->err = TS_ERR_BUNDLE_CONTENT;
  if (!r->err)
    memcpy(info->root, root.data, root.size);
  if (!r->err)
    r->err = ts_statusset_check_info(info);
}

void ts_signer_read(struct ts_cbor_reader *r, struct ts_signer *out) {
  *out = (struct ts_signer){0};
  size_t pairs = ts_cbor_map(r);
  ts_cbor_require_key(r, &pairs, 1);
  struct ts_bytes key_id = ts_cbor_bytes(r);
  if (!r->err && key_id.size != 2)
    r->err = TS_ERR_BUNDLE_CONTENT;
  out->key_id = r->err ? 0 : ts_get_be16(key_id.data);
  ts_cbor_require_key(r, &pairs, 2);
  out->certificate = ts_cbor_bytes(r);
  ts_cbor_require_key(r, &pairs, 3);
  out->state = (enum ts_signer_state)read_between(r, TS_SIGNER_ACTIVE, TS_SIGNER_REVOKED);
  if (out->state == TS_SIGNER_REVOKED) {
    ts_cbor_require_key(r, &pairs, 4);
    out->revoked_from = read_day(r);
  }
  if (ts_cbor_key(r, &pairs, 5))
    out->scope = ts_cbor_skip(r);
  if (ts_cbor_key(r, &pairs, 6))
    ts_bundle_set_read(r, TS_SET_SIGNED, &out->recorded);
  ts_cbor_end_map(r, pairs);
}

struct ts_bytes ts_tagged_read(struct ts_cbor_reader *r, int64_t *since) {
  if (ts_cbor_array(r) != 2 && !r->err)
    r->err = TS_ERR_CBOR_TYPE;
  struct ts_bytes what = ts_cbor_text(r);
  *since = read_day(r);
  return what;
}

struct ts_bytes ts_model_read(struct ts_cbor_reader *r, struct ts_bytes *name) {
  if (ts_cbor_array(r) != 2 && !r->err)
    r->err = TS_ERR_CBOR_TYPE;
  struct ts_bytes gtin14 = ts_cbor_text(r);
  *name = ts_cbor_text(r);
  return gtin14;
}

static void read_policy(struct ts_cbor_reader *r, struct ts_brand *out) {
  size_t pairs = ts_cbor_map(r);
  if (!r->err && pairs == 0)
    r->err = TS_ERR_BUNDLE_CONTENT;
  if (ts_cbor_key(r, &pairs, 1))
    out->signer_days = (uint32_t)read_between(r, 1, TS_BUNDLE_POLICY_DAYS_MAX);
  if (ts_cbor_key(r, &pairs, 2))
    out->serial_days = (uint32_t)read_between(r, 1, TS_BUNDLE_POLICY_DAYS_MAX);
  if (ts_cbor_key(r, &pairs, 3))
    out->tagged = ts_cbor_skip(r);
  ts_cbor_end_map(r, pairs);
}

/* Lists are passed over; that they are arrays shows when core/bundle_check walks them, which it does with
 * each. */
static void read_brand(struct ts_cbor_reader *r, struct ts_brand *out) {
  *out = (struct ts_brand){.signer_days = DEFAULT_SIGNER_DAYS, .serial_days = DEFAULT_SERIAL_DAYS};
  size_t pairs = ts_cbor_map(r);
  ts_cbor_require_key(r, &pairs, 1);
  out->id = ts_cbor_text(r);
  ts_cbor_require_key(r, &pairs, 2);
  out->name = ts_cbor_text(r);
  ts_cbor_require_key(r, &pairs, 3);
  out->root = ts_cbor_bytes(r);
  ts_cbor_require_key(r, &pairs, 4);
  out->prefixes = ts_cbor_skip(r);
  ts_cbor_require_key(r, &pairs, 5);
  out->hosts = ts_cbor_skip(r);
  ts_cbor_require_key(r, &pairs, 6);
  out->signers = ts_cbor_skip(r);
  ts_cbor_require_key(r, &pairs, 7);
  out->models = ts_cbor_skip(r);
  if (ts_cbor_key(r, &pairs, 8))
    read_policy(r, out);
  if (ts_cbor_key(r, &pairs, 9))
    out->serial_forms = ts_cbor_skip(r);
  if (ts_cbor_key(r, &pairs, 10))
    ts_bundle_set_read(r, TS_SET_ISSUED, &out->issued);
  if (ts_cbor_key(r, &pairs, 11))
    ts_bundle_set_read(r, TS_SET_BLOCKED, &out->blocked);
  ts_cbor_end_map(r, pairs);
}

struct ts_brand_walk ts_brand_walk(const struct ts_bundle *bundle) {
  struct ts_brand_walk walk = {0};
  walk.r = ts_bundle_items(bundle->brands, &walk.count);
  return walk;
}

bool ts_brand_walk_next(struct ts_brand_walk *walk, struct ts_brand *out) {
  if (walk->index == walk->count)
    return false;
  read_brand(&walk->r, out);
  if (walk->r.err)
    return false;
  out->index = walk->index++;
  out->first_signer = walk->signers;
  walk->signers += ts_bundle_count(out->signers);
  return true;
}

bool ts_gtin_covered(struct ts_bytes gtin14, struct ts_bytes what) {
  if (what.size == GTIN_SIZE)
    return ts_bytes_equal(gtin14, what);
  return ts_bytes_starts(ts_bytes_part(gtin14, 1, GTIN_SIZE - 1), what);
}
