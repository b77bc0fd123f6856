/* SPDX-License-Identifier: Apache-2.0 */
#include "core/publisher.h"

#include <string.h>

enum { POINT_UNCOMPRESSED = 0x04 };

static int compare(const struct ts_publisher_key *a, const struct ts_publisher_key *b) {
  return memcmp(a->point, b->point, sizeof a->point);
}

bool ts_publisher_ok(const struct ts_publisher_keys *publisher) {
  bool ok = publisher->generation >= 1 && publisher->generation <= TS_PUBLISHER_GENERATION_MAX &&
            publisher->threshold >= 1 && publisher->threshold <= publisher->count &&
            publisher->count <= TS_PUBLISHER_KEYS_MAX;
  for (size_t i = 0; ok && i < publisher->count; i++)
    ok = publisher->key[i].point[0] == POINT_UNCOMPRESSED &&
         (i == 0 || compare(&publisher->key[i - 1], &publisher->key[i]) < 0);
  return ok;
}

void ts_publisher_sort(struct ts_publisher_keys *publisher) {
  for (size_t i = 1; i < publisher->count && i < TS_PUBLISHER_KEYS_MAX; i++) {
    struct ts_publisher_key key = publisher->key[i];
    size_t at = i;
    for (; at > 0 && compare(&key, &publisher->key[at - 1]) < 0; at--)
      publisher->key[at] = publisher->key[at - 1];
    publisher->key[at] = key;
  }
}

void ts_publisher_put(struct ts_buf *out, const struct ts_publisher_keys *publisher) {
  ts_cbor_put_uint(out, publisher->generation);
  ts_cbor_put_uint(out, publisher->threshold);
  ts_cbor_put_array(out, publisher->count);
  for (size_t i = 0; i < publisher->count; i++)
    ts_cbor_put_bytes(out, ts_bytes(publisher->key[i].point, TS_P256_POINT_SIZE));
}

void ts_publisher_get(struct ts_cbor_reader *r, struct ts_publisher_keys *out, enum ts_err err) {
  *out = (struct ts_publisher_keys){0};
  uint64_t generation = ts_cbor_uint(r), threshold = ts_cbor_uint(r);
  size_t count = ts_cbor_array(r);
  bool ok = generation <= TS_PUBLISHER_GENERATION_MAX && threshold <= TS_PUBLISHER_KEYS_MAX &&
            count <= TS_PUBLISHER_KEYS_MAX;
  for (size_t i = 0; ok && i < count; i++) {
    struct ts_bytes point = ts_cbor_bytes(r);
    ok = point.size == TS_P256_POINT_SIZE;
    if (ok)
      memcpy(out->key[i].point, point.data, point.size);
  }
  out->generation = ok ? (uint32_t)generation : 0;
  out->threshold = ok ? (uint32_t)threshold : 0;
  out->count = ok ? count : 0;
  if (!r->err && !ts_publisher_ok(out))
    r->err = err;
}

static enum ts_signature_check verify_one(const struct ts_cose_sign *message, size_t index,
                                          const struct ts_publisher_key *key,
                                          const struct ts_crypto *crypto) {
  const struct ts_cose_signature *signature = &message->signature[index];
  struct ts_bytes part[TS_COSE_SIG_PARTS];
  uint8_t scratch[TS_COSE_SCRATCH], digest[TS_SHA256_SIZE];
  if (ts_cose_sig_structure(part, scratch, message->protected_header, signature->protected_header,
                            message->payload))
    return TS_SIGNATURE_NOT_CHECKED;
  if (crypto->sha256(crypto->ctx, part, TS_COSE_SIG_PARTS, digest))
    return TS_SIGNATURE_NOT_CHECKED;
  return crypto->verify_p256(crypto->ctx, key->point, digest, signature->signature.data);
}

/* What became of the signatures, one answer a key. */
struct tally {
  size_t good, bad, unsure;
};

/* All signatures that name KEY: one good one is enough for it. */
static enum ts_err ask(struct tally *tally, const struct ts_publisher_key *key,
                       const struct ts_cose_sign *message, const struct ts_crypto *crypto) {
  uint8_t id[TS_COSE_KEY_ID_SIZE];
  bool bad = false, unsure = false;
  enum ts_err err = ts_cose_key_id(id, key->point, crypto);
  if (err)
    return err;
  for (size_t i = 0; i < message->count; i++) {
    if (!ts_bytes_equal(message->signature[i].key_id, ts_bytes(id, sizeof id)))
      continue;
    enum ts_signature_check check = verify_one(message, i, key, crypto);
    if (check == TS_SIGNATURE_GOOD) {
      tally->good++;
      return TS_OK;
    }
    bad = bad || check == TS_SIGNATURE_BAD;
    unsure = unsure || check != TS_SIGNATURE_BAD;
  }
  tally->unsure += unsure;
  tally->bad += bad && !unsure;
  return TS_OK;
}

enum ts_err ts_publisher_verify(const struct ts_publisher_keys *publisher, const struct ts_cose_sign *message,
                                const struct ts_crypto *crypto) {
  struct tally tally = {0};
  if (publisher->count == 0)
    return TS_ERR_BUNDLE_UNKNOWN_PUBLISHER;
  if (!ts_publisher_ok(publisher))
    return TS_ERR_ARGUMENT;
  for (size_t i = 0; i < publisher->count && tally.good < publisher->threshold; i++) {
    enum ts_err err = ask(&tally, &publisher->key[i], message, crypto);
    if (err)
      return err;
  }
  if (tally.good >= publisher->threshold)
    return TS_OK;
  if (tally.unsure)
    return TS_ERR_INTERNAL;
  if (tally.good)
    return TS_ERR_BUNDLE_THRESHOLD;
  return tally.bad ? TS_ERR_BUNDLE_SIGNATURE : TS_ERR_BUNDLE_UNKNOWN_PUBLISHER;
}

void ts_publisher_put_statement(struct ts_buf *out, const struct ts_publisher_keys *next) {
  ts_cbor_put_array(out, 4);
  ts_cbor_put_uint(out, TS_PUBLISHER_FORMAT);
  ts_publisher_put(out, next);
}

static enum ts_err read_statement(struct ts_publisher_keys *out, struct ts_bytes payload) {
  enum ts_err err = ts_cbor_check(payload);
  if (err)
    return err;
  struct ts_cbor_reader r = ts_cbor_reader(payload);
  size_t count = ts_cbor_array(&r);
  uint64_t version = ts_cbor_uint(&r);
  if (r.err || version == 0)
    return TS_ERR_BUNDLE_FORM;
  if (version > TS_PUBLISHER_FORMAT)
    return TS_ERR_BUNDLE_VERSION;
  if (count != 4)
    return TS_ERR_BUNDLE_FORM;
  ts_publisher_get(&r, out, TS_ERR_BUNDLE_CONTENT);
  return r.err == TS_ERR_CBOR_TYPE ? TS_ERR_BUNDLE_FORM : r.err;
}

/* The generation alone, which decides whether the statement is of interest; 0 if it cannot be read, which is
 * then told. Nothing else of it is used before its signatures are verified. */
static uint64_t generation_of(struct ts_bytes payload) {
  if (ts_cbor_check(payload))
    return 0;
  struct ts_cbor_reader r = ts_cbor_reader(payload);
  (void)ts_cbor_array(&r);
  (void)ts_cbor_uint(&r);
  uint64_t generation = ts_cbor_uint(&r);
  return r.err ? 0 : generation;
}

enum ts_err ts_publisher_follow(struct ts_publisher_keys *publisher, const struct ts_cose_sign *message,
                                const struct ts_crypto *crypto) {
  uint64_t generation = generation_of(message->payload);
  if (generation >= 1 && generation <= publisher->generation)
    return TS_OK;
  if (generation > publisher->generation + UINT64_C(1))
    return TS_ERR_BUNDLE_ROTATION;
  struct ts_publisher_keys next = {0};
  enum ts_err err = ts_publisher_verify(publisher, message, crypto);
  if (!err)
    err = read_statement(&next, message->payload);
  if (!err)
    err = ts_publisher_verify(&next, message, crypto);
  if (!err)
    *publisher = next;
  return err;
}
