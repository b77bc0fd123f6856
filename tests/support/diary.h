/* SPDX-License-Identifier: Apache-2.0 */
/* What a journal must say, kept beside it by other means: every record that was acknowledged, its leaf, and
 * who was seen last when. */
#ifndef TS_TESTS_SUPPORT_DIARY_H
#define TS_TESTS_SUPPORT_DIARY_H

#include <stddef.h>
#include <stdint.h>

#include "core/journal.h"

struct ts_diary {
  const struct ts_crypto *crypto;
  uint32_t count, capacity;
  struct {
    uint8_t *bytes; /* NULL: a gap, whose bytes the journal made */
    size_t size;
    uint32_t piece;
    struct ts_hash leaf;
  } * record;
};

/* A record of piece number PIECE (0: of none) with TEXT_SIZE bytes of text; what else it says follows from
 * NUMBER. Into BUF (TS_RECORD_SIZE_MAX). */
size_t ts_diary_record(const struct ts_diary *diary, uint32_t number, uint32_t piece, size_t text_size,
                       uint8_t *buf);
void ts_diary_piece(uint32_t piece, char gtin[15], char serial[21]);

void ts_diary_free(struct ts_diary *diary);
/* Notes a record as acknowledged. */
void ts_diary_add(struct ts_diary *diary, const uint8_t *bytes, size_t size, uint32_t piece);
/* Takes over what the journal has beyond the diary: a gap, or a record that was written and not told. */
void ts_diary_take(struct ts_diary *diary, struct ts_journal *journal);

/* The journal says what the diary says, all of it; else the cmocka test fails. With THOROUGH also an inclusion
 * proof of each record and every piece. */
void ts_diary_check(const struct ts_diary *diary, struct ts_journal *journal, bool thorough);
/* Of every piece, when it was seen last. */
void ts_diary_check_seen(const struct ts_diary *diary, struct ts_journal *journal);
/* The verdict and mode that record NUMBER says. */
enum ts_verdict ts_diary_verdict(uint32_t number);
enum ts_mode ts_diary_mode(uint32_t number);

#endif
