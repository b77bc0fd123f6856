/* SPDX-License-Identifier: Apache-2.0 */
/* The signed tag: what a brand says of one piece, and the exact bytes that it signed (SPEC.md, "Tag").
 * This module reads and spells; whether a signature is good is for core/trust alone. */
#ifndef TS_CORE_TAG_H
#define TS_CORE_TAG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/bytes.h"
#include "core/error.h"
#include "core/gs1.h"

#define TS_TAG_SERIAL_MAX 20
#define TS_TAG_ENGRAVED_MAX 30
#define TS_TAG_SIGNATURE_TEXT 90 /* characters of base64url in AI 99 */
#define TS_TAG_SIGNATURE_BYTES 67
#define TS_TAG_PROFILE_P256 0x01 /* ECDSA P-256 with SHA-256 */
/* prefix + every AI (4) and value and separator */
#define TS_TAG_SIGNED_MAX (17 + TS_GS1_TEXT_MAX + TS_GS1_ELEMENTS_MAX * 5)

/* AI 98: what can be checked on the piece itself. Absent fields are zero or "". Its text has one spelling
 * (ABNF, RFC 5234; letters are upper case only):
 *
 *   piece    = field *("." field)              ; each field at most once, in the order W F C S
 *   field    = weight / fineness / colour / size
 *   weight   = "W" number ["-" number]         ; mg, 1 to 99999999; tolerance either way, 1 to the weight itself
 *   fineness = "F" number                      ; per mille, 1 to 999
 *   colour   = "C" 1*4(%x41-5A)                ; A-Z
 *   size     = "S" 1*8(%x41-5A / DIGIT / "/" / "-")
 *   number   = %x31-39 *7DIGIT                 ; no leading zeros; a tolerance of zero is left out */
#define TS_PIECE_WEIGHT_MAX 99999999u
struct ts_piece {
  uint32_t weight_mg;           /* 0: not said */
  uint32_t weight_tolerance_mg; /* either way, at most the weight; 0 with a weight: exact */
  uint16_t fineness;            /* per mille, 1 to 999; 0: not said */
  char colour[5];               /* metal colour, 1 to 4 letters A-Z: YG, WG, RG, PT, ... */
  char size[9]; /* 1 to 8 of A-Z 0-9 / - : ring size, length; "." separates fields and never stands in one */
};

/* AI 99, taken apart. */
struct ts_tag_signature {
  uint8_t profile;
  uint16_t key_id;
  uint8_t rs[64]; /* r ‖ s, big-endian, s at most half the order */
};

enum ts_tag_kind {
  TS_TAG_NONE = 0,   /* names no product */
  TS_TAG_MODEL = 1,  /* a GTIN without a serial */
  TS_TAG_SERIAL = 2, /* GTIN and serial without a signature */
  TS_TAG_SIGNED = 3, /* with a signature in good form: not yet a good signature */
};

/* About 250 bytes, no pointers. */
struct ts_tag {
  enum ts_tag_kind kind;
  char gtin[15];
  char serial[TS_TAG_SERIAL_MAX + 1];
  char engraved[TS_TAG_ENGRAVED_MAX + 1];
  struct ts_piece piece;
  struct ts_tag_signature signature;
};

/* Takes a validated GS1 list apart. For kind SIGNED everything is checked that can be without a key:
 * canonical spelling (GS1->canonical), 98's fields, 99's form, r and s in range, low s. ENGRAVED, PIECE and
 * SIGNATURE are set for kind SIGNED alone: what nobody signed is not passed on. On an error OUT->kind is
 * TS_TAG_NONE, but GTIN and SERIAL are set as far as they are valid. That holds for a list that ts_gs1_parse
 * refused, too: it gives TS_ERR_GS1_NOT_GS1 here. TS_ERR_TAG_NO_GTIN: no (01), or not a valid one.
 * TS_ERR_TAG_NO_SERIAL: a signature (99) without a serial (21). TS_ERR_TAG_PROFILE: 99 is base64url, whatever
 * its length, but its first byte is a profile that this version does not know; nothing else was looked at, as
 * such a tag may follow other rules. */
enum ts_err ts_tag_read(struct ts_tag *out, const struct ts_gs1 *gs1);

/* The bytes that the signature covers, at most TS_TAG_SIGNED_MAX, canonical: prefix "TOUCHSTONE-TAG" 0x00
 * 0x01 PROFILE, then every AI but 99 sorted as ASCII strings, AI ‖ value, 0x1D after each value whose AI has
 * no predefined length, the last one included. */
enum ts_err ts_tag_signed_bytes(struct ts_buf *out, const struct ts_gs1 *gs1, uint8_t profile);

/* Text of AI 98 to and from its fields; the text of a piece that says nothing is empty. */
enum ts_err ts_piece_read(struct ts_piece *out, struct ts_bytes text);
enum ts_err ts_piece_write(struct ts_buf *out, const struct ts_piece *piece);

/* Puts the GS1 list of a tag together, without its signature (99), in the canonical order; KIND and SIGNATURE
 * of TAG are not looked at. */
enum ts_err ts_tag_build(struct ts_gs1 *out, struct ts_gs1_why *why, const struct ts_tag *tag);
/* Adds AI 99. SIGNATURE->rs may have any s: it is brought to its low form here. TS_ERR_TAG_RANGE: r or s is
 * zero or not below the order; TS_ERR_TAG_PROFILE: not TS_TAG_PROFILE_P256. */
enum ts_err ts_tag_add_signature(struct ts_gs1 *gs1, struct ts_gs1_why *why,
                                 const struct ts_tag_signature *signature);

/* Scalars of P-256, big-endian; n is the order of its base point. */
bool ts_p256_scalar_ok(const uint8_t scalar[32]);  /* in 1 .. n-1 */
bool ts_p256_scalar_low(const uint8_t scalar[32]); /* at most (n-1)/2 */
void ts_p256_scalar_negate(uint8_t scalar[32]);    /* n - scalar, for a scalar in range */

#endif
