/* SPDX-License-Identifier: Apache-2.0 */
/* SPEC.md's worked examples, made again from its own words. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "adapters/crypto_psa.h"
#include "adapters/identity_psa.h"
#include "core/checkpoint.h"
#include "core/gs1.h"
#include "core/journal.h"
#include "core/record.h"
#include "core/tag.h"
#include "host-tools/statusset_build.h"
#include "support/card.h"

static char document[256 * 1024];

static int load(void **state) {
  (void)state;
  FILE *file = fopen(TS_SOURCE_DIR "/firmware/SPEC.md", "r");
  assert_non_null(file);
  size_t size = fread(document, 1, sizeof document - 1, file);
  assert_true(feof(file) && size > 1000);
  assert_int_equal(fclose(file), 0);
  return 0;
}

/* The lines of the fenced block that begins with OPENING, without their line ends. */
static size_t block(const char *opening, char *out, size_t capacity) {
  const char *at = strstr(document, opening);
  assert_non_null(at);
  size_t size = 0;
  for (at = strchr(at, '\n') + 1; strncmp(at, "```", 3) != 0; at++)
    if (*at != '\n') {
      assert_true(size + 1 < capacity);
      out[size++] = *at;
    }
  out[size] = 0;
  assert_true(size > 0);
  return size;
}

/* The block as it stands, with its line ends. */
static size_t text_block(const char *name, char *out, size_t capacity) {
  char opening[64];
  (void)snprintf(opening, sizeof opening, "```text name=%s\n", name);
  const char *at = strstr(document, opening);
  assert_non_null(at);
  at = strchr(at, '\n') + 1;
  const char *end = strstr(at, "```");
  assert_true(end && (size_t)(end - at) <= capacity);
  memcpy(out, at, (size_t)(end - at));
  return (size_t)(end - at);
}

/* Spaces, and what stands after # in a line, are comment. */
static size_t hex_block(const char *name, uint8_t *out, size_t capacity) {
  char opening[64];
  size_t digits = 0;
  (void)snprintf(opening, sizeof opening, "```hex name=%s\n", name);
  const char *at = strstr(document, opening);
  assert_non_null(at);
  for (at = strchr(at, '\n') + 1; strncmp(at, "```", 3) != 0; at++) {
    if (*at == '#')
      at = strchr(at, '\n');
    if (*at == ' ' || *at == '\n')
      continue;
    int digit = ts_hex_digit((uint8_t)*at);
    assert_true(digit >= 0 && digits / 2 < capacity);
    out[digits / 2] = (uint8_t)(digits % 2 == 0 ? digit << 4 : out[digits / 2] | digit);
    digits++;
  }
  assert_true(digits > 0 && digits % 2 == 0);
  return digits / 2;
}

static void test_tag(void **state) {
  (void)state;
  char uri[TS_GS1_INPUT_MAX];
  uint8_t wanted[512], memory[TS_TAG_SIGNED_MAX], digest[TS_SHA256_SIZE], spki[128],
      spki_digest[TS_SHA256_SIZE];
  struct ts_gs1 gs1;
  struct ts_gs1_why why;
  struct ts_tag tag;
  struct ts_crypto crypto;
  struct ts_buf bytes = ts_buf(memory, sizeof memory);
  (void)block("```text name=tag-uri\n", uri, sizeof uri);
  assert_int_equal(ts_gs1_parse(&gs1, &why, ts_bytes_of(uri), false), TS_OK);
  assert_int_equal(ts_tag_read(&tag, &gs1), TS_OK);
  assert_int_equal(ts_tag_signed_bytes(&bytes, &gs1, tag.signature.profile), TS_OK);
  size_t size = hex_block("tag-signed-bytes", wanted, sizeof wanted);
  assert_true(ts_bytes_equal(ts_buf_bytes(&bytes), ts_bytes(wanted, size)));

  assert_int_equal(ts_crypto_psa_init(&crypto), TS_OK);
  const struct ts_bytes covered = ts_buf_bytes(&bytes);
  assert_int_equal(crypto.sha256(crypto.ctx, &covered, 1, digest), TS_OK);
  assert_int_equal(hex_block("tag-digest", wanted, sizeof wanted), TS_SHA256_SIZE);
  assert_memory_equal(digest, wanted, TS_SHA256_SIZE);

  assert_int_equal(hex_block("tag-signature", wanted, sizeof wanted), TS_TAG_SIGNATURE_BYTES);
  assert_int_equal(wanted[0], tag.signature.profile);
  assert_int_equal(ts_get_be16(wanted + 1), tag.signature.key_id);
  assert_memory_equal(wanted + 3, tag.signature.rs, sizeof tag.signature.rs);

  size = hex_block("tag-spki", spki, sizeof spki);
  const struct ts_bytes key = ts_bytes(spki, size);
  assert_int_equal(crypto.sha256(crypto.ctx, &key, 1, spki_digest), TS_OK);
  assert_int_equal(ts_get_be16(spki_digest), tag.signature.key_id);
  assert_true(size > TS_P256_POINT_SIZE);
  assert_int_equal(crypto.verify_p256(crypto.ctx, spki + size - TS_P256_POINT_SIZE, digest, tag.signature.rs),
                   TS_SIGNATURE_GOOD);
}

/* The builder makes the document's bytes, and the device reads them. */
static void test_status_set(void **state) {
  (void)state;
  static const struct {
    const char *serial;
    uint8_t reason;
    uint32_t day;
  } piece[] = {{"A1", TS_BLOCKED_STOLEN, 20400},
               {"A2", TS_BLOCKED_RECALLED, 20401},
               {"A3", TS_BLOCKED_RETURNED, 20402}};
  struct ts_fault fault = {0};
  struct ts_crypto crypto;
  struct ts_statusset_info info;
  uint8_t digest[TS_SHA256_SIZE], wanted[512];
  char *made;
  size_t size, wanted_size;
  assert_int_equal(ts_crypto_psa_init(&crypto), TS_OK);
  struct ts_set_builder *builder = ts_set_builder_new(TS_SET_BLOCKED, 40, "/tmp", &crypto, &fault);
  assert_non_null(builder);
  for (size_t i = 0; i < 3; i++) {
    assert_int_equal(ts_statusset_piece_digest(&crypto, "09521234000013", piece[i].serial, digest), TS_OK);
    assert_true(ts_set_builder_add(builder, digest, piece[i].reason, piece[i].day, &fault));
    if (i == 0) {
      assert_int_equal(hex_block("set-digest", wanted, sizeof wanted), TS_SHA256_SIZE);
      assert_memory_equal(digest, wanted, TS_SHA256_SIZE);
    }
  }
  FILE *out = open_memstream(&made, &size);
  assert_non_null(out);
  assert_true(ts_set_builder_finish(builder, out, &info, &fault));
  assert_int_equal(fclose(out), 0);
  wanted_size = hex_block("set-bytes", wanted, sizeof wanted);
  assert_int_equal(size, wanted_size);
  assert_int_equal(info.length, wanted_size);
  assert_memory_equal(made, wanted, wanted_size);
  assert_int_equal(hex_block("set-root", wanted, sizeof wanted), TS_SHA256_SIZE);
  assert_memory_equal(info.root, wanted, TS_SHA256_SIZE);
  assert_true(info.count == 3 && info.blocks == 1);
  ts_set_builder_free(builder);
  free(made);
}

/* The store of the example's device: one file that is only read. */
static uint8_t identity_file[TS_IDENTITY_FILE_SIZE];

static enum ts_err identity_size(void *ctx, enum ts_store_area area, const char *name, uint64_t *size) {
  (void)ctx;
  assert_true(area == TS_STORE_TRUSTED && strcmp(name, TS_IDENTITY_FILE) == 0);
  *size = sizeof identity_file;
  return TS_OK;
}

static enum ts_err identity_read(void *ctx, enum ts_store_area area, const char *name, uint64_t offset,
                                 void *buf, size_t size) {
  (void)ctx, (void)area, (void)name;
  assert_true(offset == 0 && size == sizeof identity_file);
  memcpy(buf, identity_file, size);
  return TS_OK;
}

/* The seed's hash is the private key, and the tree's root is what the key signs, to the last byte of the note. */
static void test_identity_and_checkpoint(void **state) {
  (void)state;
  static const struct ts_store store = {.size = identity_size, .read = identity_read};
  static const char *const leaves[] = {"first", "second", "third"};
  struct ts_crypto crypto;
  struct ts_identity_psa memory;
  struct ts_identity identity;
  struct ts_merkle tree = {0};
  struct ts_hash leaf[3], root[3];
  struct ts_checkpoint opened;
  uint8_t wanted[3 * TS_SHA256_SIZE], scalar[TS_SHA256_SIZE], point[TS_P256_POINT_SIZE];
  char note[TS_CHECKPOINT_SIZE_MAX], note_wanted[TS_CHECKPOINT_SIZE_MAX];
  const struct ts_bytes seed = ts_bytes_of("touchstone example device");
  assert_int_equal(ts_crypto_psa_init(&crypto), TS_OK);
  assert_int_equal(hex_block("identity", identity_file, sizeof identity_file), sizeof identity_file);
  assert_int_equal(crypto.sha256(crypto.ctx, &seed, 1, scalar), TS_OK);
  assert_memory_equal(identity_file + 16, scalar, sizeof scalar);
  assert_int_equal(ts_identity_psa_open(&memory, &store, &crypto, false, &identity), TS_OK);
  assert_int_equal(identity.public_key(identity.ctx, point), TS_OK);
  assert_memory_equal(identity_file + 48, point, sizeof point);

  for (size_t i = 0; i < 3; i++) {
    assert_int_equal(ts_merkle_leaf(&crypto, ts_bytes_of(leaves[i]), &leaf[i]), TS_OK);
    assert_int_equal(ts_merkle_append(&tree, &crypto, &leaf[i]), TS_OK);
    assert_int_equal(ts_merkle_root(&tree, &crypto, &root[i]), TS_OK);
  }
  assert_int_equal(hex_block("tree-leaves", wanted, sizeof wanted), sizeof leaf);
  assert_memory_equal(leaf, wanted, sizeof leaf);
  assert_int_equal(hex_block("tree-roots", wanted, sizeof wanted), sizeof root);
  assert_memory_equal(root, wanted, sizeof root);
  assert_int_equal(hex_block("tree-inclusion", wanted, sizeof wanted), sizeof(struct ts_hash[2]));
  assert_memory_equal(wanted, &leaf[1], sizeof leaf[1]);
  assert_memory_equal(wanted + TS_SHA256_SIZE, &leaf[2], sizeof leaf[2]);
  assert_int_equal(ts_merkle_verify_inclusion(&crypto, &leaf[0], 0, 3, &leaf[1], 2, &root[2]), TS_OK);
  assert_int_equal(ts_merkle_verify_consistency(&crypto, 2, &root[1], 3, &root[2], &leaf[2], 1), TS_OK);

  struct ts_buf out = ts_buf(note, sizeof note);
  size_t size = text_block("checkpoint", note_wanted, sizeof note_wanted);
  assert_int_equal(ts_checkpoint_sign(&out, 3, &root[2], &identity, &crypto), TS_OK);
  assert_true(ts_bytes_equal(ts_buf_bytes(&out), ts_bytes(note_wanted, size)));
  assert_int_equal(ts_checkpoint_open(&opened, ts_bytes(note_wanted, size), point, &crypto), TS_OK);
  assert_true(opened.size == 3 && memcmp(&opened.root, &root[2], sizeof root[2]) == 0);
}

/* The record that the document tells in words. */
static struct ts_bytes the_record(uint8_t memory[TS_RECORD_SIZE_MAX], const struct ts_crypto *crypto) {
  static struct ts_record record;
  struct ts_buf out = ts_buf(memory, TS_RECORD_SIZE_MAX);
  record = (struct ts_record){.kind = TS_RECORD_INSPECTION,
                              .time = {.seconds = 1750000000, .trust = TS_TIME_RTC},
                              .mode = TS_MODE_CHECK,
                              .bundle_sequence = 12,
                              .has_frame = true,
                              .width = 1280,
                              .height = 960,
                              .decision = {TS_GENUINE, UINT64_C(1) << TS_REASON_GENUINE},
                              .items = 2};
  memset(record.bundle_hash, 0xB7, sizeof record.bundle_hash);
  memset(record.frame_hash, 0xF1, sizeof record.frame_hash);
  record.item[0] = (struct ts_record_item){.symbology = TS_SYMBOLOGY_QR,
                                           .text = ts_bytes_of("https://id.maison.example/01/0952..."),
                                           .judged = true,
                                           .gtin = ts_bytes_of("09521234000013"),
                                           .serial = ts_bytes_of("A1"),
                                           .findings = {.form = TS_FORM_SIGNED,
                                                        .data = TS_DATA_VALID,
                                                        .time = TS_DATE_KNOWN,
                                                        .signer_list = TS_LIST_COMPLETE,
                                                        .serial_list = TS_LIST_COMPLETE,
                                                        .signature = TS_SIGNED_GOOD,
                                                        .signer = TS_BY_ACTIVE,
                                                        .link = TS_LINK_BRAND,
                                                        .status = TS_STATUS_CLEAR,
                                                        .issued = TS_ISSUED_YES,
                                                        .reading = TS_READ_CONFIRMED,
                                                        .serial = TS_SERIAL_BRAND_FORM,
                                                        .tag = TS_TAG_MUST_HAVE,
                                                        .view = TS_VIEW_ONE},
                                           .decision = record.decision};
  record.item[1] =
      (struct ts_record_item){.symbology = TS_SYMBOLOGY_CODE128, .text = ts_bytes_of("JD014600003")};
  assert_int_equal(ts_record_write(&out, &record, crypto), TS_OK);
  return ts_buf_bytes(&out);
}

static void assert_is(const char *name, struct ts_bytes bytes) {
  static uint8_t wanted[TS_RECORD_SIZE_MAX];
  const size_t size = hex_block(name, wanted, sizeof wanted);
  assert_int_equal(bytes.size, size);
  assert_memory_equal(bytes.data, wanted, size);
}

static void test_record(void **state) {
  (void)state;
  static uint8_t memory[TS_RECORD_SIZE_MAX];
  struct ts_crypto crypto;
  assert_int_equal(ts_crypto_psa_init(&crypto), TS_OK);
  assert_is("record", the_record(memory, &crypto));
}

/* The files of a journal that holds it. */
static void test_journal(void **state) {
  (void)state;
  static const struct ts_journal_limits limits = {.segment_size = 1 << 20, .segments = 64};
  static struct ts_journal journal;
  static uint8_t memory[TS_RECORD_SIZE_MAX];
  struct ts_card card = {0};
  struct ts_store store = ts_card_store(&card);
  struct ts_crypto crypto;
  uint64_t number;
  assert_int_equal(ts_crypto_psa_init(&crypto), TS_OK);
  assert_int_equal(ts_journal_open(&journal, &store, &crypto, &limits), TS_OK);
  const struct ts_bytes record = the_record(memory, &crypto);
  assert_int_equal(ts_journal_append(&journal, record, &number), TS_OK);
  const struct ts_card_file *file = ts_card_file(&card, TS_STORE_CARD, "records.00000001");
  assert_non_null(file);
  assert_true(file->size > 28 + record.size);
  assert_is("journal-segment-head", ts_bytes(file->data, 28));
  assert_memory_equal(file->data + 28, record.data, record.size);
  assert_is("journal-segment-check", ts_bytes(file->data + 28 + record.size, file->size - 28 - record.size));
  file = ts_card_file(&card, TS_STORE_TRUSTED, TS_JOURNAL_STATE_FILE);
  assert_non_null(file);
  assert_is("journal-trusted", ts_bytes(file->data, file->size));
  file = ts_card_file(&card, TS_STORE_TRUSTED, TS_JOURNAL_LOG_FILE);
  assert_non_null(file);
  assert_is("journal-log", ts_bytes(file->data, file->size));
  ts_card_free(&card);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_tag), cmocka_unit_test(test_status_set),
                                     cmocka_unit_test(test_identity_and_checkpoint),
                                     cmocka_unit_test(test_record), cmocka_unit_test(test_journal)};
  return cmocka_run_group_tests_name("spec", tests, load, NULL);
}
