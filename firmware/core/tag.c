/* SPDX-License-Identifier: Apache-2.0 */
#include "core/tag.h"

#include <string.h>

#define SEPARATOR 0x1D

/* GTIN and serial as far as they are valid, from a list that may have been refused. */
static void read_identity(struct ts_tag *out, const struct ts_gs1 *gs1) {
  struct ts_bytes gtin = ts_gs1_get(gs1, "01");
  struct ts_bytes serial = ts_gs1_get(gs1, "21");
  if (gtin.size == 14)
    (void)ts_gs1_gtin14(out->gtin, gtin);
  for (size_t i = 0; i < serial.size; i++)
    if (!ts_gs1_text_character(serial.data[i]))
      return;
  (void)ts_text_copy(out->serial, sizeof out->serial, serial);
}

/* 99 apart. What only a later version could know is told from what is malformed. */
static enum ts_err read_signature(struct ts_tag_signature *out, struct ts_bytes text) {
  uint8_t bytes[TS_TAG_SIGNATURE_BYTES + 1];
  struct ts_buf buf = ts_buf(bytes, sizeof bytes);
  if (!ts_base64url_decode(&buf, text) || buf.size == 0)
    return TS_ERR_TAG_SIGNATURE_FORM;
  if (bytes[0] != TS_TAG_PROFILE_P256)
    return TS_ERR_TAG_PROFILE;
  if (buf.size != TS_TAG_SIGNATURE_BYTES)
    return TS_ERR_TAG_SIGNATURE_FORM;
  out->profile = bytes[0];
  out->key_id = ts_get_be16(bytes + 1);
  memcpy(out->rs, bytes + 3, sizeof out->rs);
  return TS_OK;
}

static enum ts_err check_scalars(const uint8_t rs[64]) {
  if (!ts_p256_scalar_ok(rs) || !ts_p256_scalar_ok(rs + 32))
    return TS_ERR_TAG_RANGE;
  return ts_p256_scalar_low(rs + 32) ? TS_OK : TS_ERR_TAG_HIGH_S;
}

static enum ts_err read_signed(struct ts_tag *out, const struct ts_gs1 *gs1) {
  enum ts_err err = read_signature(&out->signature, ts_gs1_get(gs1, "99"));
  if (!err && !gs1->canonical)
    err = TS_ERR_TAG_NOT_CANONICAL;
  if (!err && out->serial[0] == 0)
    err = TS_ERR_TAG_NO_SERIAL;
  if (!err)
    err = ts_piece_read(&out->piece, ts_gs1_get(gs1, "98"));
  if (!err)
    err = check_scalars(out->signature.rs);
  if (!err && !ts_text_copy(out->engraved, sizeof out->engraved, ts_gs1_get(gs1, "250")))
    err = TS_ERR_GS1_LENGTH;
  return err;
}

enum ts_err ts_tag_read(struct ts_tag *out, const struct ts_gs1 *gs1) {
  struct ts_tag identity;
  memset(out, 0, sizeof *out);
  read_identity(out, gs1);
  if (gs1->syntax == TS_GS1_SYNTAX_NONE)
    return TS_ERR_GS1_NOT_GS1;
  if (out->gtin[0] == 0)
    return TS_ERR_TAG_NO_GTIN;
  if (!ts_gs1_get(gs1, "99").data) {
    out->kind = out->serial[0] ? TS_TAG_SERIAL : TS_TAG_MODEL;
    return TS_OK;
  }
  identity = *out;
  enum ts_err err = read_signed(out, gs1);
  if (err)
    *out = identity;
  else
    out->kind = TS_TAG_SIGNED;
  return err;
}

enum ts_err ts_tag_signed_bytes(struct ts_buf *out, const struct ts_gs1 *gs1, uint8_t profile) {
  uint8_t order[TS_GS1_ELEMENTS_MAX];
  size_t count = 0;
  if (gs1->count > TS_GS1_ELEMENTS_MAX)
    return TS_ERR_GS1_TOO_MANY;
  for (size_t i = 0; i < gs1->count; i++) {
    size_t at = count;
    if (strcmp(gs1->element[i].ai, "99") == 0)
      continue;
    for (; at > 0 && strcmp(gs1->element[order[at - 1]].ai, gs1->element[i].ai) > 0; at--)
      order[at] = order[at - 1];
    order[at] = (uint8_t)i;
    count++;
  }
  ts_buf_put_text(out, "TOUCHSTONE-TAG");
  ts_buf_put(out, ts_bytes("\x00\x01", 2)); /* the end of the name, and the format's version */
  ts_buf_put_byte(out, profile);
  for (size_t i = 0; i < count; i++) {
    ts_buf_put_text(out, gs1->element[order[i]].ai);
    ts_buf_put(out, ts_gs1_value(gs1, order[i]));
    if (!gs1->element[order[i]].fixed)
      ts_buf_put_byte(out, SEPARATOR);
  }
  return out->full ? TS_ERR_NO_SPACE : TS_OK;
}

enum ts_err ts_tag_build(struct ts_gs1 *out, struct ts_gs1_why *why, const struct ts_tag *tag) {
  uint8_t text[TS_TAG_SIGNATURE_TEXT];
  struct ts_buf piece = ts_buf(text, sizeof text);
  memset(why, 0, sizeof *why);
  ts_gs1_init(out);
  enum ts_err err = ts_piece_write(&piece, &tag->piece);
  if (err) {
    why->err = err;
    (void)ts_text_copy(why->ai, sizeof why->ai, ts_bytes_of("98"));
    return err;
  }
  err = ts_gs1_add(out, why, "01", ts_bytes_of(tag->gtin));
  if (!err)
    err = ts_gs1_add(out, why, "21", ts_bytes_of(tag->serial));
  if (!err && tag->engraved[0])
    err = ts_gs1_add(out, why, "250", ts_bytes_of(tag->engraved));
  if (!err && piece.size)
    err = ts_gs1_add(out, why, "98", ts_buf_bytes(&piece));
  return err;
}

enum ts_err ts_tag_add_signature(struct ts_gs1 *gs1, struct ts_gs1_why *why,
                                 const struct ts_tag_signature *signature) {
  uint8_t bytes[TS_TAG_SIGNATURE_BYTES];
  uint8_t text[TS_TAG_SIGNATURE_TEXT];
  struct ts_buf out = ts_buf(text, sizeof text);
  memset(why, 0, sizeof *why);
  (void)ts_text_copy(why->ai, sizeof why->ai, ts_bytes_of("99"));
  if (signature->profile != TS_TAG_PROFILE_P256)
    return why->err = TS_ERR_TAG_PROFILE;
  if (!ts_p256_scalar_ok(signature->rs) || !ts_p256_scalar_ok(signature->rs + 32))
    return why->err = TS_ERR_TAG_RANGE;
  bytes[0] = signature->profile;
  ts_put_be16(bytes + 1, signature->key_id);
  memcpy(bytes + 3, signature->rs, 64);
  if (!ts_p256_scalar_low(bytes + 35))
    ts_p256_scalar_negate(bytes + 35);
  ts_base64url_encode(&out, ts_bytes(bytes, sizeof bytes));
  return ts_gs1_add(gs1, why, "99", ts_buf_bytes(&out));
}
