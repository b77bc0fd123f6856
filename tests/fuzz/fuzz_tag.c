/* SPDX-License-Identifier: Apache-2.0 */
/* The parts of a signed tag, each behind a byte of its length: serial, engraved serial, 98, and the bytes
 * of 99. What the writers accept must come back from the readers as it was; what they refuse must be refused
 * by name. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "unit/gs1_invariants.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool good, const char *what) {
  if (good)
    return;
  fprintf(stderr, "%s\n", what);
  abort();
}

static struct ts_bytes take(struct ts_bytes *rest) {
  if (rest->size == 0)
    return ts_bytes(NULL, 0);
  struct ts_bytes part = ts_bytes_part(*rest, 1, rest->data[0]);
  *rest = ts_bytes_part(*rest, 1 + part.size, rest->size);
  return part;
}

static void check_piece(struct ts_bytes text) {
  struct ts_piece piece;
  uint8_t bytes[64];
  struct ts_buf out = ts_buf(bytes, sizeof bytes);
  if (ts_piece_read(&piece, text))
    return;
  require(piece.weight_tolerance_mg <= piece.weight_mg && piece.weight_mg <= TS_PIECE_WEIGHT_MAX, "weight");
  require(ts_piece_write(&out, &piece) == TS_OK, "a piece that was read cannot be written");
  require(ts_bytes_equal(ts_buf_bytes(&out), text), "a piece has two spellings");
}

static void check_scalar(struct ts_bytes bytes) {
  uint8_t scalar[32] = {0};
  uint8_t back[32];
  memcpy(scalar, bytes.data ? bytes.data : scalar, bytes.size < 32 ? bytes.size : 32);
  if (!ts_p256_scalar_ok(scalar))
    return;
  memcpy(back, scalar, sizeof back);
  ts_p256_scalar_negate(back);
  require(ts_p256_scalar_ok(back), "the negative is out of range");
  require(ts_p256_scalar_low(back) != ts_p256_scalar_low(scalar), "both are low, or none");
  ts_p256_scalar_negate(back);
  require(memcmp(back, scalar, sizeof back) == 0, "twice negated is another scalar");
}

static void check_tag(struct ts_tag *tag, struct ts_bytes signature) {
  struct ts_gs1 gs1;
  struct ts_gs1_why why;
  struct ts_tag back;
  static uint8_t text[GS1_OUT_MAX];
  struct ts_buf out = ts_buf(text, sizeof text);
  memcpy(tag->signature.rs, signature.data ? signature.data : tag->signature.rs,
         signature.size < 64 ? signature.size : 64);
  tag->signature.profile = TS_TAG_PROFILE_P256;
  tag->signature.key_id = (uint16_t)signature.size;
  if (ts_tag_build(&gs1, &why, tag) || ts_tag_add_signature(&gs1, &why, &tag->signature)) {
    require(why.err != TS_OK, "refused without a reason");
    return;
  }
  require(ts_gs1_write_uri(&out, &gs1, "a.example") == TS_OK, "a tag that was built cannot be written");
  require(ts_gs1_parse(&gs1, &why, ts_buf_bytes(&out), false) == TS_OK, "a tag that was built is refused");
  require(ts_tag_read(&back, &gs1) == TS_OK && back.kind == TS_TAG_SIGNED,
          "a tag that was built cannot be read");
  require(strcmp(back.serial, tag->serial) == 0 && strcmp(back.engraved, tag->engraved) == 0,
          "another serial");
  require(back.signature.key_id == tag->signature.key_id, "another key");
  require(memcmp(back.signature.rs, tag->signature.rs, 32) == 0, "another r");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  static const char gtin[] = "09521234543213";
  struct ts_bytes rest = ts_bytes(data, size);
  struct ts_tag tag = {.kind = TS_TAG_NONE};
  struct ts_gs1 gs1;
  struct ts_gs1_why why;
  struct ts_bytes serial = take(&rest);
  struct ts_bytes engraved = take(&rest);
  struct ts_bytes piece = take(&rest);
  struct ts_bytes signature = take(&rest);
  (void)ts_text_copy(tag.gtin, sizeof tag.gtin, ts_bytes_of(gtin));
  (void)ts_text_copy(tag.serial, sizeof tag.serial, serial);
  (void)ts_text_copy(tag.engraved, sizeof tag.engraved, engraved);
  check_piece(piece);
  check_scalar(signature);
  (void)ts_piece_read(&tag.piece, piece);
  check_tag(&tag, signature);

  ts_gs1_init(&gs1);
  (void)ts_gs1_add(&gs1, &why, "01", ts_bytes_of(gtin));
  (void)ts_gs1_add(&gs1, &why, "21", serial);
  (void)ts_gs1_add(&gs1, &why, "250", engraved);
  (void)ts_gs1_add(&gs1, &why, "98", piece);
  (void)ts_gs1_add(&gs1, &why, "99", signature);
  const char *wrong = ts_gs1_check_associations(&gs1, &why) ? NULL : gs1_check_tag(&gs1);
  require(!wrong, wrong);
  return 0;
}
