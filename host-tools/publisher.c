/* SPDX-License-Identifier: Apache-2.0 */
#include "host-tools/publisher.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "adapters/crypto_psa.h"
#include "core/cose.h"

/* A key of a generation, and where this home keeps it. */
struct held {
  char file[TS_KEY_FILE_MAX];
  struct ts_key key; /* PKEY only once it is read to sign */
};

/* A set with its keys, in the order of the set. */
struct keyring {
  struct ts_publisher_keys set;
  struct held held[TS_PUBLISHER_KEYS_MAX];
};

static bool insert_set(struct ts_home *home, uint32_t generation, uint32_t threshold,
                       struct ts_bytes statement, int64_t now, struct ts_fault *fault) {
  struct ts_sql sql = ts_sql(
      home->db, "INSERT INTO publisher_set(generation, threshold, statement, created) VALUES(?, ?, ?, ?)",
      fault);
  ts_sql_put_number(&sql, generation);
  ts_sql_put_number(&sql, threshold);
  ts_sql_put_blob(&sql, statement);
  ts_sql_put_number(&sql, now);
  bool ok = ts_sql_done(&sql);
  ts_sql_close(&sql);
  return ok;
}

static bool insert_key(struct ts_home *home, uint32_t generation, const uint8_t point[TS_P256_POINT_SIZE],
                       const char *file, struct ts_fault *fault) {
  struct ts_sql sql =
      ts_sql(home->db, "INSERT INTO publisher_key(generation, point, key_file) VALUES(?, ?, ?)", fault);
  ts_sql_put_number(&sql, generation);
  ts_sql_put_blob(&sql, ts_bytes(point, TS_P256_POINT_SIZE));
  ts_sql_put_text(&sql, file);
  bool ok = ts_sql_done(&sql);
  ts_sql_close(&sql);
  return ok;
}

bool ts_home_publisher_begin(struct ts_home *home, const struct ts_key *key, const char *key_file,
                             int64_t now, struct ts_fault *fault) {
  return insert_set(home, 1, 1, ts_bytes("", 0), now, fault) &&
         insert_key(home, 1, key->point, key_file, fault);
}

static bool damaged(const struct ts_home *home, struct ts_fault *fault) {
  return ts_fault(fault, EX_DATAERR, "%s: the publisher's keys are not as they were written; was it damaged?",
                  home->path);
}

/* *FOUND: a home of an older version has none written down. */
static bool read_set(struct ts_home *home, struct keyring *ring, bool *found, struct ts_fault *fault) {
  struct ts_sql sql = ts_sql(
      home->db, "SELECT generation, threshold FROM publisher_set ORDER BY generation DESC LIMIT 1", fault);
  *found = ts_sql_row(&sql);
  ring->set.generation = *found ? (uint32_t)ts_sql_number(&sql, 0) : 0;
  ring->set.threshold = *found ? (uint32_t)ts_sql_number(&sql, 1) : 0;
  ts_sql_close(&sql);
  return fault->status == EX_OK;
}

/* The one key that a home of an older version was made with. */
static bool read_first_key(struct ts_home *home, struct keyring *ring, struct ts_fault *fault) {
  struct ts_publisher publisher;
  struct held *held = &ring->held[0];
  if (!ts_home_publisher(home, &publisher, fault) ||
      !ts_home_read_key(home, publisher.key_file, &held->key, fault))
    return false;
  memcpy(held->file, publisher.key_file, sizeof held->file);
  ring->set = (struct ts_publisher_keys){.generation = 1, .threshold = 1, .count = 1};
  memcpy(ring->set.key[0].point, held->key.point, TS_P256_POINT_SIZE);
  return true;
}

static bool read_ring(struct ts_home *home, struct keyring *ring, struct ts_fault *fault) {
  bool found;
  *ring = (struct keyring){0};
  if (!read_set(home, ring, &found, fault))
    return false;
  if (!found)
    return read_first_key(home, ring, fault);
  struct ts_sql sql = ts_sql(
      home->db, "SELECT point, key_file FROM publisher_key WHERE generation = ? ORDER BY point", fault);
  ts_sql_put_number(&sql, ring->set.generation);
  bool ok = true;
  while (ok && ts_sql_row(&sql)) {
    size_t i = ring->set.count++;
    ok = i < TS_PUBLISHER_KEYS_MAX && ts_sql_blob(&sql, 0).size == TS_P256_POINT_SIZE &&
         ts_sql_copy(&sql, 1, ring->held[i].file, TS_KEY_FILE_MAX);
    if (ok)
      memcpy(ring->set.key[i].point, ts_sql_blob(&sql, 0).data, TS_P256_POINT_SIZE);
  }
  ts_sql_close(&sql);
  ok = ok && fault->status == EX_OK && ts_publisher_ok(&ring->set);
  return ok || (fault->status == EX_OK && damaged(home, fault));
}

static void let_go(struct keyring *ring) {
  for (size_t i = 0; i < TS_PUBLISHER_KEYS_MAX; i++)
    ts_key_free(&ring->held[i].key);
}

bool ts_home_publisher_keys(struct ts_home *home, struct ts_publisher_keys *out, struct ts_fault *fault) {
  struct keyring ring;
  bool ok = read_ring(home, &ring, fault);
  *out = ring.set;
  let_go(&ring);
  return ok;
}

bool ts_home_publisher_statements(struct ts_home *home, struct ts_blob *out, struct ts_fault *fault) {
  struct ts_sql sql =
      ts_sql(home->db, "SELECT statement FROM publisher_set WHERE generation > 1 ORDER BY generation", fault);
  *out = (struct ts_blob){0};
  bool ok = true;
  while (ok && ts_sql_row(&sql)) {
    struct ts_bytes statement = ts_sql_blob(&sql, 0);
    uint8_t *grown = realloc(out->data, out->size + statement.size + 1);
    ok = grown != NULL || ts_fault(fault, EX_OSERR, "not enough memory for the publisher's statements");
    if (!grown)
      break;
    if (statement.size)
      memcpy(grown + out->size, statement.data, statement.size);
    out->data = grown;
    out->size += statement.size;
  }
  ts_sql_close(&sql);
  ok = ok && fault->status == EX_OK;
  if (!ok)
    ts_blob_free(out);
  return ok;
}

static enum ts_err sign(void *ctx, const uint8_t digest[TS_SHA256_SIZE], uint8_t rs[TS_P256_SIGNATURE_SIZE]) {
  struct ts_fault fault = {0};
  return ts_key_sign(ctx, digest, rs, &fault) ? TS_OK : TS_ERR_INTERNAL;
}

static bool load(const struct ts_home *home, struct held *held, const struct ts_publisher_key *public,
                 struct ts_fault *fault) {
  if (held->key.pkey)
    return true;
  return ts_home_read_key(home, held->file, &held->key, fault) &&
         (memcmp(held->key.point, public->point, TS_P256_POINT_SIZE) == 0 ||
          ts_fault(fault, EX_DATAERR, "keys/%s holds another key than the publisher's", held->file));
}

static bool is_called(const struct ts_publisher_key *public, const char *name) {
  uint8_t spki[TS_P256_SPKI_SIZE];
  char hash[TS_KEY_HASH_TEXT];
  struct ts_key key = {0};
  ts_p256_spki(spki, public->point);
  if (!ts_sha256(ts_bytes(spki, sizeof spki), key.spki_hash))
    return false;
  ts_key_hash_text(hash, &key);
  return strcmp(hash, name) == 0;
}

bool ts_home_publisher_key(struct ts_home *home, const char *name, struct ts_key *out,
                           struct ts_fault *fault) {
  struct keyring ring;
  size_t i = 0;
  *out = (struct ts_key){0};
  bool ok = read_ring(home, &ring, fault);
  while (ok && name && i < ring.set.count && !is_called(&ring.set.key[i], name))
    i++;
  if (ok && i == ring.set.count)
    ok = ts_fault(fault, EX_DATAERR, "no key %s of the publisher; see touchstone publisher list", name);
  if (ok && load(home, &ring.held[i], &ring.set.key[i], fault)) {
    *out = ring.held[i].key;
    ring.held[i].key = (struct ts_key){0};
  }
  let_go(&ring);
  return fault->status == EX_OK;
}

/* A home of an older version has its one key in the ring alone. */
bool ts_home_publisher_had(struct ts_home *home, const uint8_t point[TS_P256_POINT_SIZE], bool *had,
                           struct ts_fault *fault) {
  struct ts_publisher_keys set;
  *had = false;
  if (!ts_home_publisher_keys(home, &set, fault))
    return false;
  for (size_t i = 0; i < set.count; i++)
    *had = *had || memcmp(set.key[i].point, point, TS_P256_POINT_SIZE) == 0;
  struct ts_sql sql = ts_sql(home->db, "SELECT 1 FROM publisher_key WHERE point = ?", fault);
  ts_sql_put_blob(&sql, ts_bytes(point, TS_P256_POINT_SIZE));
  *had = ts_sql_row(&sql) || *had;
  ts_sql_close(&sql);
  return fault->status == EX_OK;
}

/* The signatories of RING, read from their files; those that stand in LIST already sign once. */
static bool add_signatories(const struct ts_home *home, struct keyring *ring,
                            struct ts_bundle_signatory list[TS_COSE_SIGNATURES_MAX], size_t *count,
                            struct ts_fault *fault) {
  for (size_t i = 0; i < ring->set.count; i++) {
    struct held *held = &ring->held[i];
    if (!load(home, held, &ring->set.key[i], fault))
      return false;
    bool there = false;
    for (size_t k = 0; k < *count; k++)
      there = there || memcmp(list[k].key_id, held->key.spki_hash, TS_COSE_KEY_ID_SIZE) == 0;
    if (there)
      continue;
    struct ts_bundle_signatory *signatory = &list[(*count)++];
    *signatory = (struct ts_bundle_signatory){.ctx = &held->key, .sign = sign};
    memcpy(signatory->key_id, held->key.spki_hash, sizeof signatory->key_id);
  }
  return true;
}

struct ts_publisher_ring {
  struct keyring ring;
};

struct ts_publisher_ring *ts_home_publisher_open(struct ts_home *home, struct ts_fault *fault) {
  struct ts_publisher_ring *out = calloc(1, sizeof *out);
  if (!out) {
    (void)ts_fault(fault, EX_OSERR, "not enough memory for the publisher's keys");
    return NULL;
  }
  bool ok = read_ring(home, &out->ring, fault);
  for (size_t i = 0; ok && i < out->ring.set.count; i++)
    ok = load(home, &out->ring.held[i], &out->ring.set.key[i], fault);
  if (ok)
    return out;
  ts_home_publisher_close(out);
  return NULL;
}

void ts_home_publisher_close(struct ts_publisher_ring *ring) {
  if (ring)
    let_go(&ring->ring);
  free(ring);
}

/* Nobody exchanged the keys since RING was opened. */
static bool is_in_use(struct ts_home *home, const struct ts_publisher_ring *ring, struct ts_fault *fault) {
  struct ts_publisher_keys now;
  return ts_home_publisher_keys(home, &now, fault) &&
         (now.generation == ring->ring.set.generation ||
          ts_fault(fault, EX_TEMPFAIL, "the publisher's keys were exchanged meanwhile; run this again"));
}

bool ts_home_publisher_seal(struct ts_home *home, struct ts_publisher_ring *ring, struct ts_bytes payload,
                            struct ts_blob *out, struct ts_fault *fault) {
  struct ts_crypto crypto;
  struct ts_bundle_signatory list[TS_COSE_SIGNATURES_MAX];
  size_t count = 0;
  if (!is_in_use(home, ring, fault) || !add_signatories(home, &ring->ring, list, &count, fault))
    return false;
  enum ts_err err = ts_crypto_psa_init(&crypto);
  if (err == TS_OK)
    err = ts_bundle_seal(out, payload, list, count, &crypto);
  return err == TS_OK || ts_fault(fault, EX_SOFTWARE, "the bundle cannot be signed: %s", ts_err_text(err));
}

/* Rotation */

static bool is_dropped(const struct ts_rotation *rotation, const struct held *held, bool used[]) {
  char hash[TS_KEY_HASH_TEXT];
  ts_key_hash_text(hash, &held->key);
  for (size_t i = 0; i < rotation->drop_count; i++)
    if (strcmp(rotation->drop[i], hash) == 0) {
      used[i] = true;
      return true;
    }
  return false;
}

/* The keys that stay. Both rings hold them; only the old one owns them. */
static bool keep(const struct ts_rotation *rotation, const struct keyring *old, struct keyring *next,
                 struct ts_fault *fault) {
  bool used[TS_PUBLISHER_KEYS_MAX] = {false};
  if (rotation->drop_count > old->set.count)
    return ts_fault(fault, EX_USAGE, "there are %zu keys, and %zu are to leave", old->set.count,
                    rotation->drop_count);
  for (size_t i = 0; i < old->set.count; i++) {
    if (is_dropped(rotation, &old->held[i], used))
      continue;
    next->held[next->set.count] = old->held[i];
    next->set.key[next->set.count++] = old->set.key[i];
  }
  for (size_t i = 0; i < rotation->drop_count; i++)
    if (!used[i])
      return ts_fault(fault, EX_DATAERR, "no key %s of the publisher; see touchstone publisher list",
                      rotation->drop[i]);
  return true;
}

static bool make(struct ts_home *home, struct keyring *next, struct ts_made_keys *made,
                 struct ts_fault *fault) {
  size_t i = next->set.count;
  struct held *held = &next->held[i];
  if (i == TS_PUBLISHER_KEYS_MAX)
    return ts_fault(fault, EX_USAGE, "a publisher has at most %d keys", TS_PUBLISHER_KEYS_MAX);
  *held = (struct held){0};
  if (!ts_key_make(&held->key, fault))
    return false;
  memcpy(next->set.key[i].point, held->key.point, TS_P256_POINT_SIZE);
  next->set.count++;
  ts_home_key_name(held->file, "publisher", &held->key);
  if (!ts_home_write_key(home, held->file, &held->key, fault))
    return false;
  memcpy(made->file[made->count++], held->file, TS_KEY_FILE_MAX);
  return true;
}

static bool store(struct ts_home *home, const struct keyring *next, struct ts_bytes statement, int64_t now,
                  struct ts_fault *fault) {
  bool ok = insert_set(home, next->set.generation, next->set.threshold, statement, now, fault);
  for (size_t i = 0; ok && i < next->set.count; i++)
    ok = insert_key(home, next->set.generation, next->set.key[i].point, next->held[i].file, fault);
  return ok;
}

static bool state(struct ts_home *home, struct keyring *old, struct keyring *next, int64_t now,
                  struct ts_fault *fault) {
  struct ts_bundle_signatory list[TS_COSE_SIGNATURES_MAX];
  struct ts_crypto crypto;
  struct ts_blob statement = {0};
  size_t count = 0;
  if (!add_signatories(home, old, list, &count, fault) || !add_signatories(home, next, list, &count, fault))
    return false;
  struct ts_publisher_keys sorted = next->set;
  ts_publisher_sort(&sorted);
  enum ts_err err = ts_crypto_psa_init(&crypto);
  if (err == TS_OK)
    err = ts_rotation_seal(&statement, &sorted, list, count, &crypto);
  bool ok = err == TS_OK
                ? store(home, next, ts_blob_bytes(&statement), now, fault)
                : ts_fault(fault, EX_SOFTWARE, "the rotation cannot be signed: %s", ts_err_text(err));
  ts_blob_free(&statement);
  return ok;
}

bool ts_home_publisher_rotate(struct ts_home *home, const struct ts_rotation *rotation, int64_t now,
                              struct ts_publisher_keys *out, struct ts_made_keys *made,
                              struct ts_fault *fault) {
  struct keyring old, next = {0};
  *made = (struct ts_made_keys){0};
  bool ok = read_ring(home, &old, fault);
  for (size_t i = 0; ok && i < old.set.count; i++)
    ok = load(home, &old.held[i], &old.set.key[i], fault);
  ok = ok && keep(rotation, &old, &next, fault);
  size_t kept = next.set.count;
  for (unsigned i = 0; ok && i < rotation->add; i++)
    ok = make(home, &next, made, fault);
  next.set.generation = old.set.generation + 1;
  next.set.threshold = rotation->threshold ? rotation->threshold : old.set.threshold;
  if (ok && (next.set.threshold > next.set.count || next.set.count == 0))
    ok = ts_fault(fault, EX_USAGE, "%u of %zu keys cannot be asked for", next.set.threshold, next.set.count);
  if (ok && next.set.generation - 1 > TS_PUBLISHER_ROTATIONS_MAX)
    ok = ts_fault(fault, EX_DATAERR, "the keys were exchanged %d times; a file holds no more statements",
                  TS_PUBLISHER_ROTATIONS_MAX);
  ok = ok && state(home, &old, &next, now, fault);
  *out = next.set;
  ts_publisher_sort(out);
  for (size_t i = kept; i < next.set.count && i < TS_PUBLISHER_KEYS_MAX; i++)
    ts_key_free(&next.held[i].key);
  let_go(&old);
  return ok;
}
