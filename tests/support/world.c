/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/support/world.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "adapters/crypto_psa.h"
#include "app/install.h"
#include "host-tools/statusset_build.h"

/* Ports */

static struct ts_world_file *file_of(struct ts_world *w, enum ts_store_area area, const char *name) {
  if (area == TS_STORE_TRUSTED && strcmp(name, TS_ANCHOR_FILE) == 0)
    return &w->anchor;
  if (area == TS_STORE_CARD && strcmp(name, TS_ANCHOR_BUNDLE_FILE) == 0)
    return &w->card;
  return NULL;
}

static bool fails(unsigned *countdown) {
  return *countdown && --*countdown == 0;
}

static enum ts_err store_size(void *ctx, enum ts_store_area area, const char *name, uint64_t *size) {
  const struct ts_world_file *file = file_of(ctx, area, name);
  if (!file || !file->there)
    return TS_ERR_NOT_FOUND;
  *size = file->size;
  return TS_OK;
}

static enum ts_err store_read(void *ctx, enum ts_store_area area, const char *name, uint64_t offset,
                              void *buf, size_t size) {
  struct ts_world *w = ctx;
  const struct ts_world_file *file = file_of(ctx, area, name);
  if (!file || !file->there)
    return TS_ERR_NOT_FOUND;
  w->reads += area == TS_STORE_CARD;
  if (area == TS_STORE_CARD && fails(&w->fail_read))
    return TS_ERR_IO;
  if (offset > file->size || size > file->size - offset)
    return TS_ERR_IO;
  memcpy(buf, file->data + offset, size);
  return TS_OK;
}

static enum ts_err store_replace(void *ctx, enum ts_store_area area, const char *name,
                                 struct ts_bytes content) {
  struct ts_world *w = ctx;
  struct ts_world_file *file = file_of(ctx, area, name);
  if (!file || content.size > sizeof file->data)
    return TS_ERR_STORE_FULL;
  w->writes++;
  bool cut = !w->dark && fails(&w->cut_write);
  if (w->dark || (cut && w->cut == TS_CUT_BEFORE)) {
    w->dark = true;
    return TS_ERR_IO;
  }
  w->dark = cut;
  size_t size =
      cut && w->cut == TS_CUT_TORN ? content.size - 8 : content.size; /* within the signature, or the sum */
  memcpy(file->data, content.data, size);
  file->size = content.size;
  file->there = true;
  return cut ? TS_ERR_IO : TS_OK;
}

void ts_world_power_up(struct ts_world *w) {
  w->dark = false;
  w->cut_write = 0;
  ts_world_reopen(w);
}

static struct ts_time clock_now(void *ctx) {
  return ((struct ts_world *)ctx)->now;
}

static uint64_t clock_ticks(void *ctx) {
  (void)ctx;
  return 0;
}

static enum ts_err reader_load(void *ctx, struct ts_bytes photo, struct ts_frame *frame) {
  static const uint8_t pixel = 0;
  (void)photo;
  *frame = (struct ts_frame){
      .gray = &pixel, .width = 1, .height = 1, .stride = 1, .source_width = 1, .source_height = 1};
  return ((struct ts_world *)ctx)->load_err;
}

static enum ts_err reader_read(void *ctx, const struct ts_frame *frame, struct ts_symbols *symbols) {
  struct ts_world *w = ctx;
  (void)frame;
  for (size_t i = 0; i < w->seen_count; i++)
    assert_int_equal(ts_symbols_add(symbols, &w->seen[i]), TS_OK);
  symbols->truncated = w->truncated;
  return w->read_err;
}

static enum ts_err sha256(void *ctx, const struct ts_bytes *part, size_t parts,
                          uint8_t digest[TS_SHA256_SIZE]) {
  struct ts_world *w = ctx;
  memset(digest, 0, TS_SHA256_SIZE);
  return fails(&w->fail_sha) ? TS_ERR_INTERNAL : w->psa.sha256(w->psa.ctx, part, parts, digest);
}

static enum ts_signature_check verify(void *ctx, const uint8_t point[TS_P256_POINT_SIZE],
                                      const uint8_t digest[TS_SHA256_SIZE],
                                      const uint8_t signature[TS_P256_SIGNATURE_SIZE]) {
  struct ts_world *w = ctx;
  w->verifications++;
  return fails(&w->fail_verify) ? TS_SIGNATURE_NOT_CHECKED
                                : w->psa.verify_p256(w->psa.ctx, point, digest, signature);
}

static enum ts_err read_certificate(void *ctx, struct ts_bytes der, struct ts_certificate *out) {
  struct ts_world *w = ctx;
  return fails(&w->fail_certificate) ? TS_ERR_INTERNAL : w->psa.read_certificate(w->psa.ctx, der, out);
}

/* Keys, certificates, bundle */

static struct ts_bytes der(const struct ts_world *w, enum ts_world_key key) {
  return ts_bytes(w->certificate[key].data, w->certificate[key].size);
}

static void certify(struct ts_world *w, enum ts_world_key key, enum ts_world_key root, int64_t from,
                    int64_t to) {
  struct ts_fault fault = {0};
  assert_true(ts_x509_make_signer(&w->certificate[key], &w->key[key], "maison", &w->key[root], der(w, root),
                                  from, to, &fault));
}

static void make_keys(struct ts_world *w) {
  struct ts_fault fault = {0};
  const int64_t now = TS_WORLD_NOW, year = 365 * (int64_t)TS_DAY_SECONDS;
  for (int i = 0; i < TS_WORLD_KEYS; i++)
    assert_true(ts_key_make(&w->key[i], &fault));
  assert_true(ts_x509_make_root(&w->certificate[TS_WORLD_ROOT], &w->key[TS_WORLD_ROOT], "maison",
                                "Maison Aurelie", now - 5 * year, &fault));
  assert_true(ts_x509_make_root(&w->certificate[TS_WORLD_CASA_ROOT], &w->key[TS_WORLD_CASA_ROOT], "casa",
                                "Casa Orsini", now - 5 * year, &fault));
  certify(w, TS_WORLD_ACTIVE, TS_WORLD_ROOT, now - year, now + year);
  certify(w, TS_WORLD_SCOPED, TS_WORLD_ROOT, now - year, now + year);
  certify(w, TS_WORLD_REVOKED, TS_WORLD_ROOT, now - year, now + year);
  certify(w, TS_WORLD_RETIRED, TS_WORLD_ROOT, now - year, now + year);
  certify(w, TS_WORLD_NOT_YET, TS_WORLD_ROOT, now + TS_DAY_SECONDS, now + year);
  certify(w, TS_WORLD_OVERDUE, TS_WORLD_ROOT, now - year, now - TS_DAY_SECONDS);
  certify(w, TS_WORLD_UNCERTIFIED, TS_WORLD_CASA_ROOT, now - year, now + year);
  certify(w, TS_WORLD_CASA_ACTIVE, TS_WORLD_CASA_ROOT, now - year, now + year);
}

static struct ts_signer_spec signer(const struct ts_world *w, enum ts_world_key key) {
  return (struct ts_signer_spec){.key_id = ts_key_id(&w->key[key]), .certificate = der(w, key)};
}

static enum ts_err sign_with(void *ctx, const uint8_t digest[TS_SHA256_SIZE],
                             uint8_t rs[TS_P256_SIGNATURE_SIZE]) {
  struct ts_fault fault = {0};
  return ts_key_sign(ctx, digest, rs, &fault) ? TS_OK : TS_ERR_INTERNAL;
}

/* A set of the world's entries of KIND (and KEY), behind what FILE holds. */
static struct ts_set_spec make_set(const struct ts_world *w, FILE *file, enum ts_statusset_kind kind,
                                   uint8_t bits, enum ts_world_key key) {
  struct ts_fault fault = {0};
  struct ts_set_spec set = {.there = true, .offset = (size_t)ftell(file)};
  struct ts_set_builder *builder = ts_set_builder_new(kind, bits, "/tmp", &w->psa, &fault);
  assert_non_null(builder);
  for (size_t i = 0; i < w->entries; i++) {
    const struct ts_world_entry *entry = &w->entry[i];
    if (entry->kind == kind && entry->key == key)
      assert_true(ts_set_builder_add(builder, entry->digest, entry->reason, entry->day, &fault));
  }
  assert_true(ts_set_builder_finish(builder, file, &set.info, &fault));
  ts_set_builder_free(builder);
  return set;
}

static struct ts_bytes read_back(FILE *file, uint8_t *memory, size_t capacity) {
  assert_int_equal(fseek(file, 0, SEEK_SET), 0);
  size_t size = fread(memory, 1, capacity, file);
  assert_true(size < capacity);
  return ts_bytes(memory, size);
}

struct ts_blob ts_world_bundle(struct ts_world *w, uint64_t sequence, int64_t issued, int64_t expires,
                               enum ts_world_key by) {
  static const char *const scope[] = {TS_WORLD_GTIN2}, *const prefix[] = {"9521234"},
                           *const host[] = {"id.maison.example"};
  static const char *const casa_prefix[] = {"9525678"}, *const casa_host[] = {"casa.example"};
  static const struct ts_model_spec model[] = {{TS_WORLD_GTIN, "Solitaire"}, {TS_WORLD_GTIN2, "Rivière"}};
  static const struct ts_tagged_spec tagged[] = {{TS_WORLD_TAGGED, 0},
                                                 {TS_WORLD_GTIN2, 19723}}; /* 2024-01-01 */
  struct ts_signer_spec signers[] = {signer(w, TS_WORLD_ACTIVE),     signer(w, TS_WORLD_SCOPED),
                                     signer(w, TS_WORLD_REVOKED),    signer(w, TS_WORLD_RETIRED),
                                     signer(w, TS_WORLD_NOT_YET),    signer(w, TS_WORLD_OVERDUE),
                                     signer(w, TS_WORLD_UNCERTIFIED)};
  signers[1].scope = scope;
  signers[1].scope_count = 1;
  signers[2].state = TS_SIGNER_REVOKED;
  signers[2].revoked_from_day = (uint32_t)(TS_WORLD_NOW / TS_DAY_SECONDS - 30);
  signers[3].state = TS_SIGNER_RETIRED;
  struct ts_set_spec issued_set = {0}, blocked_set = {0};
  FILE *sets = tmpfile();
  static uint8_t set_bytes[128 * 1024];
  assert_non_null(sets);
  if (w->has_sets) {
    issued_set = make_set(w, sets, TS_SET_ISSUED, TS_STATUSSET_ISSUED_BITS, TS_WORLD_PUBLISHER);
    blocked_set = make_set(w, sets, TS_SET_BLOCKED, TS_STATUSSET_BLOCKED_BITS, TS_WORLD_PUBLISHER);
  }
  if (!w->no_records) {
    signers[2].recorded = make_set(w, sets, TS_SET_SIGNED, TS_STATUSSET_SIGNED_BITS, TS_WORLD_REVOKED);
    signers[5].recorded = make_set(w, sets, TS_SET_SIGNED, TS_STATUSSET_SIGNED_BITS, TS_WORLD_OVERDUE);
  }
  const struct ts_signer_spec casa_signer = signer(w, TS_WORLD_CASA_ACTIVE);
  const struct ts_brand_spec brands[] = {{.id = "maison",
                                          .name = "Maison Aurelie",
                                          .root = der(w, TS_WORLD_ROOT),
                                          .prefix = prefix,
                                          .prefix_count = 1,
                                          .host = host,
                                          .host_count = 1,
                                          .signer = signers,
                                          .signer_count = sizeof signers / sizeof signers[0],
                                          .model = model,
                                          .model_count = 2,
                                          .tagged = tagged,
                                          .tagged_count = 2,
                                          .serial_form = &w->serial_form,
                                          .serial_form_count = w->serial_form ? 1 : 0,
                                          .issued = issued_set,
                                          .blocked = blocked_set},
                                         {.id = "casa",
                                          .name = "Casa Orsini",
                                          .root = der(w, TS_WORLD_CASA_ROOT),
                                          .prefix = casa_prefix,
                                          .prefix_count = 1,
                                          .host = casa_host,
                                          .host_count = 1,
                                          .signer = &casa_signer,
                                          .signer_count = 1}};
  const struct ts_bundle_spec spec = {.publisher = "Test publisher",
                                      .sequence = sequence,
                                      .issued = issued,
                                      .expires = expires,
                                      .brand = brands,
                                      .brand_count = 2,
                                      .sets = read_back(sets, set_bytes, sizeof set_bytes)};
  assert_int_equal(fclose(sets), 0);
  struct ts_blob payload = {0}, head = {0}, file = {0};
  struct ts_bundle_signatory signatory = {.ctx = &w->key[by], .sign = sign_with};
  memcpy(signatory.key_id, w->key[by].spki_hash, sizeof signatory.key_id);
  assert_int_equal(ts_bundle_write_payload(&payload, &spec), TS_OK);
  assert_int_equal(ts_bundle_seal(&head, ts_blob_bytes(&payload), &signatory, 1, &w->psa), TS_OK);
  assert_int_equal(ts_bundle_write_blob(&file, ts_blob_bytes(&head), &spec), TS_OK);
  ts_blob_free(&payload);
  ts_blob_free(&head);
  return file;
}

struct ts_blob ts_world_rotation(struct ts_world *w, const struct ts_publisher_keys *next,
                                 enum ts_world_key old, enum ts_world_key new_one) {
  const enum ts_world_key by[] = {old, new_one};
  struct ts_bundle_signatory signatory[2];
  struct ts_blob statement;
  for (int i = 0; i < 2; i++) {
    signatory[i] = (struct ts_bundle_signatory){.ctx = &w->key[by[i]], .sign = sign_with};
    memcpy(signatory[i].key_id, w->key[by[i]].spki_hash, sizeof signatory[i].key_id);
  }
  assert_int_equal(ts_rotation_seal(&statement, next, signatory, 2, &w->psa), TS_OK);
  return statement;
}

static void install(struct ts_world *w, struct ts_anchor *anchor) {
  struct ts_bundle bundle;
  struct ts_bytes file = ts_blob_bytes(&w->bundle);
  assert_int_equal(ts_install_check(file, anchor, &bundle, w->now, &w->psa, &w->device.trust.sets), TS_OK);
  assert_int_equal(ts_install_write(&w->store, &w->psa, file, anchor), TS_OK);
  ts_world_reopen(w);
  assert_int_equal(w->device.bundle_err, TS_OK);
}

static void provision(struct ts_world *w) {
  struct ts_anchor anchor = {.publisher = {.generation = 1, .threshold = 1, .count = 1}};
  memcpy(anchor.publisher.key[0].point, w->key[TS_WORLD_PUBLISHER].point, TS_P256_POINT_SIZE);
  install(w, &anchor);
}

void ts_world_publish(struct ts_world *w) {
  struct ts_anchor anchor = w->device.anchor;
  ts_blob_free(&w->bundle);
  w->bundle = ts_world_bundle(w, anchor.sequence + 1, TS_WORLD_NOW - TS_DAY_SECONDS,
                              TS_WORLD_NOW + 90 * TS_DAY_SECONDS, TS_WORLD_PUBLISHER);
  install(w, &anchor);
}

static struct ts_world_entry *add_entry(struct ts_world *w, enum ts_statusset_kind kind) {
  assert_true(w->entries < sizeof w->entry / sizeof w->entry[0]);
  struct ts_world_entry *entry = &w->entry[w->entries++];
  *entry = (struct ts_world_entry){.kind = kind, .key = TS_WORLD_PUBLISHER};
  w->has_sets = w->has_sets || kind != TS_SET_SIGNED;
  return entry;
}

void ts_world_issue(struct ts_world *w, const char *gtin14, const char *serial) {
  struct ts_world_entry *entry = add_entry(w, TS_SET_ISSUED);
  assert_int_equal(ts_statusset_piece_digest(&w->psa, gtin14, serial, entry->digest), TS_OK);
}

void ts_world_block(struct ts_world *w, const char *gtin14, const char *serial,
                    enum ts_statusset_reason reason, uint32_t day) {
  struct ts_world_entry *entry = add_entry(w, TS_SET_BLOCKED);
  entry->reason = (uint8_t)reason;
  entry->day = day;
  assert_int_equal(ts_statusset_piece_digest(&w->psa, gtin14, serial, entry->digest), TS_OK);
}

void ts_world_record(struct ts_world *w, enum ts_world_key key, const char *elements) {
  struct ts_world_entry *entry = add_entry(w, TS_SET_SIGNED);
  struct ts_gs1 gs1;
  struct ts_gs1_why why;
  uint8_t memory[TS_TAG_SIGNED_MAX];
  struct ts_buf bytes = ts_buf(memory, sizeof memory);
  entry->key = key;
  assert_int_equal(ts_gs1_parse(&gs1, &why, ts_bytes_of(elements), false), TS_OK);
  assert_int_equal(ts_tag_signed_bytes(&bytes, &gs1, TS_TAG_PROFILE_P256), TS_OK);
  assert_true(ts_sha256(ts_buf_bytes(&bytes), entry->digest));
}

struct ts_world *ts_world_make(void) {
  struct ts_world *w = calloc(1, sizeof *w);
  assert_non_null(w);
  assert_int_equal(ts_crypto_psa_init(&w->psa), TS_OK);
  w->crypto = (struct ts_crypto){
      .ctx = w, .sha256 = sha256, .verify_p256 = verify, .read_certificate = read_certificate};
  w->store = (struct ts_store){.ctx = w, .size = store_size, .read = store_read, .replace = store_replace};
  w->clock = (struct ts_clock){.ctx = w, .now = clock_now, .ticks_us = clock_ticks};
  w->reader = (struct ts_reader){.ctx = w, .load = reader_load, .read = reader_read};
  w->now = (struct ts_time){.seconds = TS_WORLD_NOW, .trust = TS_TIME_RTC};
  make_keys(w);
  w->bundle = ts_world_bundle(w, 7, TS_WORLD_NOW - TS_DAY_SECONDS, TS_WORLD_NOW + 90 * TS_DAY_SECONDS,
                              TS_WORLD_PUBLISHER);
  provision(w);
  return w;
}

void ts_world_free(struct ts_world *w) {
  for (int i = 0; i < TS_WORLD_KEYS; i++)
    ts_key_free(&w->key[i]);
  ts_blob_free(&w->bundle);
  free(w);
}

void ts_world_reopen(struct ts_world *w) {
  const struct ts_ports ports = {
      .store = &w->store, .crypto = &w->crypto, .clock = &w->clock, .reader = &w->reader};
  ts_device_open(&w->device, &ports, w->bundle_memory, sizeof w->bundle_memory);
}

void ts_world_insert(struct ts_world *w, struct ts_bytes file) {
  assert_int_equal(store_replace(w, TS_STORE_CARD, TS_ANCHOR_BUNDLE_FILE, file), TS_OK);
  ts_world_reopen(w);
}

/* Tags and looks */

const char *ts_world_tag(struct ts_world *w, enum ts_world_key key, const char *host, const char *elements) {
  static char ring[8][TS_GS1_INPUT_MAX];
  static unsigned turn;
  char *out = ring[turn++ % 8];
  struct ts_gs1 gs1;
  struct ts_gs1_why why;
  struct ts_fault fault = {0};
  uint8_t memory[TS_TAG_SIGNED_MAX], digest[TS_SHA256_SIZE];
  struct ts_buf bytes = ts_buf(memory, sizeof memory), uri = ts_buf(out, TS_GS1_INPUT_MAX - 1);
  struct ts_tag_signature signature = {.profile = TS_TAG_PROFILE_P256, .key_id = ts_key_id(&w->key[key])};
  assert_int_equal(ts_gs1_parse(&gs1, &why, ts_bytes_of(elements), false), TS_OK);
  assert_int_equal(ts_tag_signed_bytes(&bytes, &gs1, TS_TAG_PROFILE_P256), TS_OK);
  assert_true(ts_sha256(ts_buf_bytes(&bytes), digest));
  assert_true(ts_key_sign(&w->key[key], digest, signature.rs, &fault));
  assert_int_equal(ts_tag_add_signature(&gs1, &why, &signature), TS_OK);
  assert_int_equal(ts_gs1_write_uri(&uri, &gs1, host), TS_OK);
  out[uri.size] = 0;
  return out;
}

void ts_world_clear(struct ts_world *w) {
  w->seen_count = 0;
}

struct ts_symbol *ts_world_show_as(struct ts_world *w, enum ts_symbology symbology, const char *text) {
  struct ts_symbol *symbol = &w->seen[w->seen_count++];
  assert_true(w->seen_count <= sizeof w->seen / sizeof w->seen[0]);
  *symbol = (struct ts_symbol){.symbology = symbology, .confirmed = true, .bytes = ts_bytes_of(text)};
  return symbol;
}

void ts_world_show(struct ts_world *w, const char *text) {
  (void)ts_world_show_as(w, TS_SYMBOLOGY_QR, text);
}

const struct ts_inspection *ts_world_look(struct ts_world *w) {
  const struct ts_claims claims = {.made = TS_MADE_UNKNOWN};
  ts_inspect_photo(&w->device, ts_bytes_of("photograph"), &claims, &w->view);
  return &w->view;
}

const struct ts_inspection *ts_world_look_at(struct ts_world *w, const char *text) {
  ts_world_clear(w);
  ts_world_show(w, text);
  return ts_world_look(w);
}

/* The fixture */

struct ts_world *world;

int ts_world_setup(void **state) {
  (void)state;
  world = ts_world_make();
  return 0;
}

int ts_world_teardown(void **state) {
  (void)state;
  ts_world_free(world);
  world = NULL;
  return 0;
}
