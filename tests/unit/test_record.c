/* SPDX-License-Identifier: Apache-2.0 */
/* core/record: what is written reads back, what is read was written so, and what does not fit is hashed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/record.h"
#include "crypto_openssl.h"
#include "diag.h"

static const uint8_t long_text[3 * TS_RECORD_SIZE_MAX] = {'l', 'o', 'n', 'g'};

static struct ts_record_item judged_item(const char *text) {
  struct ts_record_item item = {.symbology = TS_SYMBOLOGY_QR,
                                .text = ts_bytes_of(text),
                                .judged = true,
                                .gtin = ts_bytes_of("09521234000013"),
                                .serial = ts_bytes_of("A1-/_%"),
                                .findings = {.form = TS_FORM_SIGNED,
                                             .data = TS_DATA_VALID,
                                             .time = TS_DATE_KNOWN,
                                             .signature = TS_SIGNED_GOOD,
                                             .signer = TS_BY_ACTIVE,
                                             .view = TS_VIEW_ONE},
                                .decision = {TS_GENUINE, UINT64_C(1) << TS_REASON_GENUINE}};
  return item;
}

/* Everything that an inspection can say. */
static struct ts_record full(void) {
  struct ts_record record = {.kind = TS_RECORD_INSPECTION,
                             .time = {.seconds = 1750000000, .trust = TS_TIME_RTC},
                             .mode = TS_MODE_CONSIGNMENT,
                             .operator_number = 4711,
                             .bundle_sequence = 12,
                             .has_frame = true,
                             .width = 1280,
                             .height = 960,
                             .decision = {TS_COUNTERFEIT, UINT64_C(1) << TS_REASON_BAD_SIGNATURE |
                                                              UINT64_C(1) << TS_REASON_RECORD_UNKNOWN},
                             .claims = {.order_gtin = ts_bytes_of("09521234000013"),
                                        .order_unbranded = true,
                                        .engraved = ts_bytes_of("MA-0001\xff"),
                                        .size = ts_bytes_of("17"),
                                        .weight_mg = 32400,
                                        .has_made = true,
                                        .made = -86400},
                             .consignment = 3,
                             .line = TS_LINE_EXTRA,
                             .items = 4,
                             .items_left_out = 2};
  memset(record.bundle_hash, 0xB7, sizeof record.bundle_hash);
  memset(record.frame_hash, 0xF1, sizeof record.frame_hash);
  record.item[0] = judged_item("https://id.maison.example/01/09521234000013/21/A1");
  record.item[1] = (struct ts_record_item){.symbology = TS_SYMBOLOGY_CODE128, .text = ts_bytes_of("JD01")};
  record.item[2] = (struct ts_record_item){.symbology = TS_SYMBOLOGY_TYPED, .hashed = true};
  memset(record.item[2].text_hash, 0x5A, TS_SHA256_SIZE);
  record.item[3] = judged_item("");
  record.item[3].gtin = record.item[3].serial = ts_bytes(NULL, 0);
  return record;
}

static struct ts_record smallest(enum ts_record_kind kind) {
  struct ts_record record = {.kind = kind};
  record.decision.verdict = TS_UNPROVEN;
  record.decision.reasons = UINT64_C(1) << TS_REASON_NOTHING;
  record.consignment = kind == TS_RECORD_CONSIGNMENT_END;
  return record;
}

static struct ts_bytes write_record(uint8_t memory[TS_RECORD_SIZE_MAX], const struct ts_record *record) {
  struct ts_buf out = ts_buf(memory, TS_RECORD_SIZE_MAX);
  assert_int_equal(ts_record_write(&out, record, ts_crypto_openssl()), TS_OK);
  assert_false(out.full);
  return ts_buf_bytes(&out);
}

static void assert_writes_again(const struct ts_record *record, struct ts_bytes bytes) {
  uint8_t memory[TS_RECORD_SIZE_MAX];
  struct ts_bytes again = write_record(memory, record);
  assert_true(ts_bytes_equal(again, bytes));
}

static struct ts_record read_back(struct ts_bytes bytes) {
  struct ts_record read;
  memset(&read, 0x5A, sizeof read);
  assert_int_equal(ts_record_read(&read, bytes), TS_OK);
  assert_writes_again(&read, bytes);
  return read;
}

static enum ts_err read_error(struct ts_bytes bytes) {
  struct ts_record read, zero;
  memset(&zero, 0, sizeof zero);
  memset(&read, 0x5A, sizeof read);
  enum ts_err err = ts_record_read(&read, bytes);
  assert_true(err != TS_OK);
  assert_memory_equal(&read, &zero, sizeof zero);
  return err;
}

static void assert_same_bytes(struct ts_bytes a, struct ts_bytes b) {
  assert_true(ts_bytes_equal(a, b));
}

static void test_an_inspection_comes_back_whole(void **state) {
  (void)state;
  uint8_t memory[TS_RECORD_SIZE_MAX];
  const struct ts_record in = full();
  const struct ts_record out = read_back(write_record(memory, &in));
  assert_int_equal(out.kind, in.kind);
  assert_true(out.time.seconds == in.time.seconds && out.time.trust == in.time.trust);
  assert_int_equal(out.mode, in.mode);
  assert_int_equal(out.operator_number, in.operator_number);
  assert_int_equal(out.bundle_sequence, in.bundle_sequence);
  assert_memory_equal(out.bundle_hash, in.bundle_hash, sizeof in.bundle_hash);
  assert_true(out.has_frame && out.width == 1280 && out.height == 960);
  assert_memory_equal(out.frame_hash, in.frame_hash, sizeof in.frame_hash);
  assert_true(out.decision.verdict == TS_COUNTERFEIT && out.decision.reasons == in.decision.reasons);
  assert_same_bytes(out.claims.order_gtin, in.claims.order_gtin);
  assert_same_bytes(out.claims.engraved, in.claims.engraved);
  assert_same_bytes(out.claims.size, in.claims.size);
  assert_true(out.claims.order_unbranded && out.claims.weight_mg == 32400 && out.claims.has_made);
  assert_true(out.claims.made == -86400);
  assert_true(out.consignment == 3 && out.line == TS_LINE_EXTRA);
  assert_true(out.items == 4 && out.items_left_out == 2);
}

static void test_items_come_back_whole(void **state) {
  (void)state;
  uint8_t memory[TS_RECORD_SIZE_MAX];
  const struct ts_record in = full();
  const struct ts_record out = read_back(write_record(memory, &in));
  for (size_t i = 0; i < in.items; i++) {
    const struct ts_record_item *a = &in.item[i], *b = &out.item[i];
    assert_true(a->symbology == b->symbology && a->hashed == b->hashed && a->judged == b->judged);
    assert_same_bytes(a->text, b->text);
    assert_memory_equal(a->text_hash, b->text_hash, sizeof a->text_hash);
    assert_same_bytes(a->gtin, b->gtin);
    assert_same_bytes(a->serial, b->serial);
    assert_memory_equal(&a->findings, &b->findings, sizeof a->findings);
    assert_true(a->decision.verdict == b->decision.verdict && a->decision.reasons == b->decision.reasons);
  }
}

static void test_every_kind_comes_back(void **state) {
  (void)state;
  uint8_t memory[TS_RECORD_SIZE_MAX];
  for (unsigned kind = TS_RECORD_INSPECTION; kind <= TS_RECORD_GAP; kind++) {
    struct ts_record record = smallest((enum ts_record_kind)kind);
    struct ts_record out = read_back(write_record(memory, &record));
    assert_int_equal(out.kind, kind);
  }
  struct ts_record begin = smallest(TS_RECORD_CONSIGNMENT_BEGIN);
  begin.has_manifest = true;
  memset(begin.manifest_hash, 0x3C, sizeof begin.manifest_hash);
  struct ts_record out = read_back(write_record(memory, &begin));
  assert_true(out.has_manifest);
  assert_memory_equal(out.manifest_hash, begin.manifest_hash, sizeof begin.manifest_hash);
  struct ts_record end = smallest(TS_RECORD_CONSIGNMENT_END);
  end.expected = 200, end.pieces = UINT32_MAX, end.duplicates = 3, end.missing = 4, end.extra = 5;
  end.consignment = UINT64_MAX;
  out = read_back(write_record(memory, &end));
  assert_true(out.expected == 200 && out.pieces == UINT32_MAX && out.duplicates == 3 && out.missing == 4);
  assert_true(out.extra == 5 && out.consignment == UINT64_MAX);
  struct ts_record gap = smallest(TS_RECORD_GAP);
  gap.gap_first = 7, gap.gap_last = UINT64_MAX;
  out = read_back(write_record(memory, &gap));
  assert_true(out.gap_first == 7 && out.gap_last == UINT64_MAX);
}

static void test_other_kinds_fields_are_passed_over(void **state) {
  (void)state;
  uint8_t memory[TS_RECORD_SIZE_MAX], bare_memory[TS_RECORD_SIZE_MAX];
  struct ts_record record = full(), bare = smallest(TS_RECORD_CONSIGNMENT_BEGIN);
  record.kind = TS_RECORD_CONSIGNMENT_BEGIN;
  bare.time = record.time, bare.mode = record.mode, bare.operator_number = record.operator_number;
  bare.bundle_sequence = record.bundle_sequence;
  memcpy(bare.bundle_hash, record.bundle_hash, sizeof bare.bundle_hash);
  assert_same_bytes(write_record(memory, &record), write_record(bare_memory, &bare));
}

/* Whatever byte is changed: it is refused, or says something else in the one spelling that says so. */
static void test_every_byte_changed_every_length_cut(void **state) {
  (void)state;
  uint8_t memory[TS_RECORD_SIZE_MAX];
  for (unsigned kind = 0; kind <= TS_RECORD_GAP; kind++) {
    struct ts_record record = kind == 0 ? full() : smallest((enum ts_record_kind)kind), read;
    struct ts_bytes bytes = write_record(memory, &record);
    for (size_t at = 0; at < bytes.size; at++) {
      const uint8_t was = memory[at];
      for (unsigned value = 0; value <= UINT8_MAX; value++) {
        memory[at] = (uint8_t)value;
        if (ts_record_read(&read, bytes) == TS_OK)
          assert_writes_again(&read, bytes);
      }
      memory[at] = was;
    }
    for (size_t size = 0; size < bytes.size; size++) {
      uint8_t *copy = malloc(size ? size : 1); /* so that the sanitizers see a read behind the end */
      assert_non_null(copy);
      memcpy(copy, memory, size);
      (void)read_error(ts_bytes(copy, size));
      free(copy);
    }
  }
}

#define HEAD "1: 1, 2: 5, 3: 2, 4: 0, "
#define HASH "h'5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a'"
#define FINDINGS "h'00000000000000000000000000000000000000'"

static void test_what_no_writer_writes_is_refused(void **state) {
  (void)state;
  static const char good[] =
      "{" HEAD "5: 9, 6: [3, " HASH "], 7: [" HASH ", 640, 480], 8: [1, 4294967296], "
      "9: {1: \"09521234000013\", 2: true, 3: h'41', 4: h'42', 5: 6, 6: 7}, 10: 1, 11: 1, "
      "12: [{1: 1, 2: h'43', 4: \"09521234000013\", 5: \"A1\", 6: " FINDINGS
      ", 7: [1, 4294967296]}, {1: 0, 3: " HASH "}], 13: 1}";
  static const struct {
    const char *from, *to;
    enum ts_err err;
  } cases[] = {
      {"1: 1,", "1: 1,", TS_OK},
      {"{1: 1,", "{1: 0,", TS_ERR_RECORD_FORM},
      {"{1: 1,", "{1: 5,", TS_ERR_RECORD_VERSION},
      {"{1: 1,", "{1: 4294967297,", TS_ERR_RECORD_VERSION},
      {"{1: 1,", "{1: 2,", TS_ERR_RECORD_FORM}, /* another kind's fields */
      {"{1: 1,", "{", TS_ERR_RECORD_FORM},
      {"{1: 1,", "{0: 0, 1: 1,", TS_ERR_RECORD_FORM},
      {"2: 5", "2: -5", TS_ERR_RECORD_FORM},
      {"2: 5", "2: 9223372036854775807", TS_OK},
      {"2: 5", "2: 9223372036854775808", TS_ERR_RECORD_FORM},
      {"3: 2", "3: 3", TS_ERR_RECORD_VERSION},
      {"4: 0", "4: 3", TS_ERR_RECORD_VERSION},
      {"5: 9, ", "5: 0, ", TS_ERR_RECORD_FORM}, /* nobody is not written */
      {"5: 9, ", "", TS_OK},
      {"5: 9, ", "5: 4294967296, ", TS_ERR_RECORD_FORM},
      {"6: [3,", "6: [0,", TS_ERR_RECORD_FORM},
      {"6: [3,", "6: [3, 3,", TS_ERR_RECORD_FORM},
      {"6: [3, h'5a", "6: [3, h'", TS_ERR_RECORD_FORM},
      {"640, 480", "640", TS_ERR_RECORD_FORM},
      {"640, 480", "640, 4294967296", TS_ERR_RECORD_FORM},
      {"8: [1, 4294967296], ", "", TS_ERR_RECORD_FORM},
      {"8: [1, 4294967296]", "8: [1, 0]", TS_ERR_RECORD_FORM},
      {"8: [1, 4294967296]", "8: [4, 4294967296]", TS_ERR_RECORD_VERSION},
      {"8: [1, 4294967296]", "8: [1, 72057594037927936]", TS_OK},                  /* reason 56 */
      {"8: [1, 4294967296]", "8: [1, 144115188075855872]", TS_ERR_RECORD_VERSION}, /* reason 57 */
      {"9: {1: \"09521234000013\", 2: true, 3: h'41', 4: h'42', 5: 6, 6: 7}", "9: {}", TS_ERR_RECORD_FORM},
      {"1: \"09521234000013\", 2", "1: \"0952123400001\", 2", TS_ERR_RECORD_FORM},
      {"1: \"09521234000013\", 2", "1: h'3039353231323334303030303133', 2", TS_ERR_RECORD_FORM},
      {"2: true", "2: false", TS_ERR_RECORD_FORM},
      {"2: true", "2: null", TS_ERR_RECORD_FORM},
      {"3: h'41'", "3: h''", TS_ERR_RECORD_FORM},
      {"3: h'41'", "3: \"A\"", TS_ERR_RECORD_FORM},
      {"5: 6,", "5: 0,", TS_ERR_RECORD_FORM},
      {"6: 7}", "6: -1}", TS_OK},
      {"6: 7}", "6: -9223372036854775808}", TS_OK},
      {"6: 7}", "6: -9223372036854775809}", TS_ERR_RECORD_FORM},
      {"6: 7}", "6: 7, 7: 8}", TS_ERR_RECORD_FORM},
      {"10: 1,", "10: 0,", TS_ERR_RECORD_FORM},
      {"11: 1,", "11: 0,", TS_ERR_RECORD_FORM},
      {"11: 1,", "11: 3,", TS_ERR_RECORD_VERSION},
      {"{1: 1, 2: h'43'", "{1: 13, 2: h'43'", TS_ERR_RECORD_VERSION},
      {"2: h'43', ", "", TS_ERR_RECORD_FORM},
      {"2: h'43', ", "2: h'43', 3: " HASH ", ", TS_ERR_RECORD_FORM},
      {"4: \"09521234000013\", ", "", TS_OK},
      {"4: \"09521234000013\"", "4: \"0952123400001x\"", TS_ERR_RECORD_FORM},
      {"5: \"A1\"", "5: \"\"", TS_ERR_RECORD_FORM},
      {"5: \"A1\"", "5: \"A 1\"", TS_ERR_RECORD_FORM},
      {"5: \"A1\"", "5: \"123456789012345678901\"", TS_ERR_RECORD_FORM},
      {"6: h'00", "6: h'0a", TS_ERR_RECORD_VERSION}, /* the first finding, one too high */
      {"6: h'00", "6: h'", TS_ERR_RECORD_FORM},
      {"6: h'00", "6: h'0000", TS_ERR_RECORD_FORM},
      {", 7: [1, 4294967296]}", "}", TS_ERR_RECORD_FORM},
      {"6: " FINDINGS ", ", "", TS_ERR_RECORD_FORM},
      {"{1: 0, 3: " HASH "}", "{1: 0}", TS_ERR_RECORD_FORM},
      {"12: [{",
       "12: [{1: 0, 2: h''}, {1: 0, 2: h''}, {1: 0, 2: h''}, {1: 0, 2: h''}, {1: 0, 2: h''}, "
       "{1: 0, 2: h''}, {1: 0, 2: h''}, {",
       TS_ERR_RECORD_FORM}, /* nine */
      {"13: 1}", "13: 0}", TS_ERR_RECORD_FORM},
      {"13: 1}", "13: 1, 14: " HASH "}", TS_ERR_RECORD_FORM},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    uint8_t memory[TS_RECORD_SIZE_MAX];
    struct ts_buf bytes = ts_buf(memory, sizeof memory);
    char *text = ts_diag_replace(good, cases[i].from, cases[i].to);
    assert_non_null(text);
    assert_true(ts_diag(&bytes, text));
    if (cases[i].err == TS_OK)
      (void)read_back(ts_buf_bytes(&bytes));
    else if (read_error(ts_buf_bytes(&bytes)) != cases[i].err)
      fail_msg("%s", text);
    free(text);
  }
  static const char *const others[] = {"{1: 3, 2: 5, 3: 2, 4: 0, 10: 1, 15: [0, 0, 0, 0]}",
                                       "{1: 3, 2: 5, 3: 2, 4: 0, 10: 1, 15: [0, 0, 0, 0, 0, 0]}",
                                       "{1: 3, 2: 5, 3: 2, 4: 0, 15: [0, 0, 0, 0, 0]}",
                                       "{1: 4, 2: 5, 3: 2, 4: 0, 16: [2, 1]}",
                                       "{1: 4, 2: 5, 3: 2, 4: 0, 16: [1, 1], 17: 0}",
                                       "{1: 2, 2: 5, 3: 2, 4: 0, 14: h'00'}",
                                       "[1, 2]",
                                       "{}"};
  for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
    uint8_t memory[TS_RECORD_SIZE_MAX];
    struct ts_buf bytes = ts_buf(memory, sizeof memory);
    assert_true(ts_diag(&bytes, others[i]));
    assert_int_equal(read_error(ts_buf_bytes(&bytes)), TS_ERR_RECORD_FORM);
  }
  assert_int_equal(read_error(ts_bytes(long_text, TS_RECORD_SIZE_MAX + 1)), TS_ERR_TOO_LONG);
}

static void test_long_texts_are_hashed_longest_first(void **state) {
  (void)state;
  uint8_t memory[TS_RECORD_SIZE_MAX], digest[TS_SHA256_SIZE];
  struct ts_record record = full();
  record.items = 3;
  record.item[0].text = ts_bytes(long_text, 1500);
  record.item[1].text = ts_bytes(long_text, 1600);
  record.item[2] = judged_item("");
  record.item[2].text = ts_bytes(long_text, 1200);
  struct ts_record out = read_back(write_record(memory, &record));
  assert_true(!out.item[0].hashed && out.item[1].hashed && !out.item[2].hashed);
  assert_int_equal(out.items, 3);
  assert_same_bytes(out.item[0].text, record.item[0].text);
  assert_int_equal(ts_crypto_openssl()->sha256(ts_crypto_openssl()->ctx, &record.item[1].text, 1, digest),
                   TS_OK);
  assert_memory_equal(out.item[1].text_hash, digest, sizeof digest);
  record.item[2].text = ts_bytes(long_text, 3000);
  record.item[1].text = ts_bytes(long_text, 2900);
  out = read_back(write_record(memory, &record));
  assert_true(!out.item[0].hashed && out.item[1].hashed && out.item[2].hashed);
}

/* The last byte that fits, and one more. */
static void test_the_limit_is_the_limit(void **state) {
  (void)state;
  uint8_t memory[TS_RECORD_SIZE_MAX];
  struct ts_record record = full();
  size_t fits = 0;
  for (size_t size = 3000; size < TS_RECORD_SIZE_MAX; size++) {
    record.item[0].text = ts_bytes(long_text, size);
    struct ts_bytes bytes = write_record(memory, &record);
    struct ts_record out = read_back(bytes);
    if (!out.item[0].hashed) {
      assert_int_equal(fits, size == 3000 ? 0 : size - 1);
      fits = size;
      assert_true(bytes.size <= TS_RECORD_SIZE_MAX);
    } else {
      assert_true(bytes.size < 1000);
    }
    if (size == fits + 1) {
      record.item[0].text = ts_bytes(long_text, fits);
      assert_int_equal(write_record(memory, &record).size, TS_RECORD_SIZE_MAX);
    }
  }
  assert_true(fits > 3000);
}

/* The largest there is fits when its texts are hashed. */
static void test_the_largest_fits(void **state) {
  (void)state;
  uint8_t memory[TS_RECORD_SIZE_MAX];
  struct ts_record record = full();
  record.items = TS_RECORD_ITEMS_MAX;
  record.claims.engraved = record.claims.size = ts_bytes(long_text, TS_RECORD_CLAIM_MAX);
  record.consignment = record.bundle_sequence = UINT64_MAX;
  record.items_left_out = record.operator_number = record.width = record.height = UINT32_MAX;
  for (size_t i = 0; i < TS_RECORD_ITEMS_MAX; i++) {
    record.item[i] = judged_item("");
    record.item[i].text = ts_bytes(long_text, sizeof long_text);
    record.item[i].serial = ts_bytes_of("12345678901234567890");
    record.item[i].decision.reasons = UINT64_C(1) << TS_REASON_RECORD_UNKNOWN;
  }
  struct ts_record out = read_back(write_record(memory, &record));
  assert_true(out.items == TS_RECORD_ITEMS_MAX && out.items_left_out == UINT32_MAX);
  for (size_t i = 0; i < TS_RECORD_ITEMS_MAX; i++)
    assert_true(out.item[i].hashed);
}

static enum ts_err hash_fails(void *ctx, const struct ts_bytes *part, size_t parts,
                              uint8_t digest[TS_SHA256_SIZE]) {
  (void)ctx, (void)part, (void)parts;
  memset(digest, 0, TS_SHA256_SIZE);
  return TS_ERR_INTERNAL;
}

static enum ts_err write_error(const struct ts_record *record) {
  uint8_t memory[TS_RECORD_SIZE_MAX + 8] = {0};
  struct ts_buf out = ts_buf(memory, sizeof memory);
  ts_buf_put_text(&out, "before");
  enum ts_err err = ts_record_write(&out, record, ts_crypto_openssl());
  assert_true(err == TS_OK || (out.size == strlen("before") && !out.full));
  return err;
}

static void test_what_no_record_may_hold(void **state) {
  (void)state;
  const struct ts_record good = full();
  assert_int_equal(write_error(&good), TS_OK);
#define REFUSED(change)                                                                                      \
  do {                                                                                                       \
    struct ts_record record = full();                                                                        \
    change;                                                                                                  \
    assert_int_equal(write_error(&record), TS_ERR_ARGUMENT);                                                 \
  } while (0)
  REFUSED(record.kind = TS_RECORD_NONE);
  REFUSED(record.kind = (enum ts_record_kind)(TS_RECORD_GAP + 1));
  REFUSED(record.time.seconds = -1);
  REFUSED(record.time.trust = (enum ts_time_trust)(TS_TIME_RTC + 1));
  REFUSED(record.mode = TS_MODE_COUNT);
  REFUSED(record.decision.reasons = 0); /* forgotten */
  REFUSED(record.decision.reasons = UINT64_C(1) << TS_REASON_COUNT);
  REFUSED(record.decision.verdict = (enum ts_verdict)(TS_COUNTERFEIT + 1));
  REFUSED(record.claims.order_gtin = ts_bytes_of("9521234000013"));
  REFUSED(record.claims.engraved = ts_bytes(long_text, TS_RECORD_CLAIM_MAX + 1));
  REFUSED(record.claims.size = ts_bytes(long_text, TS_RECORD_CLAIM_MAX + 1));
  REFUSED(record.line = (enum ts_manifest_line)(TS_LINE_EXTRA + 1));
  REFUSED(record.items = TS_RECORD_ITEMS_MAX + 1);
  REFUSED(record.item[0].symbology = (enum ts_symbology)(TS_SYMBOLOGY_CODABAR + 1));
  REFUSED(record.item[0].hashed = true); /* and its text too */
  REFUSED(record.item[0].gtin = ts_bytes_of("0952123400001x"));
  REFUSED(record.item[0].serial = ts_bytes_of("A 1"));
  REFUSED(record.item[0].serial = ts_bytes_of("123456789012345678901"));
  REFUSED(record.item[0].findings.view = TS_VIEW_COUNT);
  REFUSED(record.item[0].decision.reasons = 0);
  REFUSED((record.kind = TS_RECORD_CONSIGNMENT_END, record.consignment = 0));
  REFUSED((record.kind = TS_RECORD_GAP, record.gap_first = 1));
}

static void test_errors(void **state) {
  (void)state;
  uint8_t memory[TS_RECORD_SIZE_MAX];
  struct ts_record record = full();
  struct ts_buf out = ts_buf(memory, sizeof memory - 1);
  assert_int_equal(ts_record_write(&out, &record, ts_crypto_openssl()), TS_ERR_NO_SPACE);
  assert_int_equal(out.size, 0);
  struct ts_crypto broken = *ts_crypto_openssl();
  broken.sha256 = hash_fails;
  record.item[0].text = ts_bytes(long_text, TS_RECORD_SIZE_MAX);
  out = ts_buf(memory, sizeof memory);
  assert_int_equal(ts_record_write(&out, &record, &broken), TS_ERR_INTERNAL);
  assert_int_equal(out.size, 0);
  assert_string_equal(ts_mode_name(TS_MODE_CHECK), "check");
  assert_string_equal(ts_mode_name(TS_MODE_RETURN), "return");
  assert_string_equal(ts_mode_name(TS_MODE_CONSIGNMENT), "consignment");
  assert_string_equal(ts_mode_name(TS_MODE_COUNT), "unknown");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_an_inspection_comes_back_whole),
      cmocka_unit_test(test_items_come_back_whole),
      cmocka_unit_test(test_every_kind_comes_back),
      cmocka_unit_test(test_other_kinds_fields_are_passed_over),
      cmocka_unit_test(test_every_byte_changed_every_length_cut),
      cmocka_unit_test(test_what_no_writer_writes_is_refused),
      cmocka_unit_test(test_long_texts_are_hashed_longest_first),
      cmocka_unit_test(test_the_limit_is_the_limit),
      cmocka_unit_test(test_the_largest_fits),
      cmocka_unit_test(test_what_no_record_may_hold),
      cmocka_unit_test(test_errors),
  };
  return cmocka_run_group_tests_name("record", tests, NULL, NULL);
}
