/* SPDX-License-Identifier: Apache-2.0 */
/* SPEC.md's worked examples, made again from its own words. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "adapters/crypto_psa.h"
#include "core/gs1.h"
#include "core/record.h"
#include "core/tag.h"
#include "host-tools/statusset_build.h"

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

/* The record that the document tells in words. */
static void test_record(void **state) {
  (void)state;
  static struct ts_record record;
  static uint8_t memory[TS_RECORD_SIZE_MAX], wanted[TS_RECORD_SIZE_MAX];
  struct ts_buf out = ts_buf(memory, sizeof memory);
  struct ts_crypto crypto;
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
  assert_int_equal(ts_crypto_psa_init(&crypto), TS_OK);
  assert_int_equal(ts_record_write(&out, &record, &crypto), TS_OK);
  size_t size = hex_block("record", wanted, sizeof wanted);
  assert_int_equal(out.size, size);
  assert_memory_equal(memory, wanted, size);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_tag), cmocka_unit_test(test_status_set),
                                     cmocka_unit_test(test_record)};
  return cmocka_run_group_tests_name("spec", tests, load, NULL);
}
