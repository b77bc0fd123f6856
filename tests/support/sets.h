/* SPDX-License-Identifier: Apache-2.0 */
/* Status sets in memory: made by the host's builder, read through a reader that counts and fails when it is
 * told to, and decoded a second time, by a plain reading of SPEC.md that shares no code with the firmware. */
#ifndef TS_TESTS_SUPPORT_SETS_H
#define TS_TESTS_SUPPORT_SETS_H

#include "core/statusset.h"

struct ts_test_set {
  struct ts_statusset_info info;
  uint8_t *data;
  size_t size;
  unsigned reads;   /* calls of the reader so far */
  unsigned fail_at; /* the Nth call from the first on fails with FAIL_ERR; 0: none does */
  enum ts_err fail_err;
  struct ts_statusset_reader reader;
};

/* SHA-256 of LABEL and NUMBER. */
void ts_test_digest(const char *label, uint32_t number, uint8_t digest[TS_SHA256_SIZE]);
/* Reason and day that entry NUMBER of a test's blocked set has. */
uint8_t ts_test_reason(uint32_t number);
uint32_t ts_test_day(uint32_t number);

/* The set of the digests 0 to COUNT - 1 of LABEL. Asserts (cmocka) that it can be made. Not to be moved. */
void ts_test_set_make(struct ts_test_set *set, enum ts_statusset_kind kind, uint8_t bits, const char *label,
                      uint32_t count);
void ts_test_set_free(struct ts_test_set *set);
/* The reader over DATA as it is. */
void ts_test_set_wrap(struct ts_test_set *set);

struct ts_naive_entry {
  uint64_t value, tail;
};
/* Every entry in order, of malloc's; asserts that hashes, sizes and padding are as SPEC.md says. */
struct ts_naive_entry *ts_naive_decode(const struct ts_test_set *set);
/* The value and tail of a digest, by OpenSSL's big numbers. */
struct ts_naive_entry ts_naive_entry(const struct ts_statusset_info *info,
                                     const uint8_t digest[TS_SHA256_SIZE]);

#endif
