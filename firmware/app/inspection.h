/* SPDX-License-Identifier: Apache-2.0 */
/* The line itself: photograph → frame → symbols → tag → findings → verdict, for everything in one view. */
#ifndef TS_APP_INSPECTION_H
#define TS_APP_INSPECTION_H

#include <stdbool.h>
#include <stdint.h>

#include "app/device.h"
#include "core/error.h"
#include "core/gs1.h"
#include "core/symbols.h"
#include "core/tag.h"
#include "core/verdict.h"

/* What a person says of a piece, and confirmed. Zero it, then set MADE. */
struct ts_claims {
  int64_t made;  /* when it was made or bought new, seconds since 1970; TS_MADE_UNKNOWN if nobody says */
  char gtin[15]; /* its model, a GTIN-14, or "" */
  char serial[TS_TAG_SERIAL_MAX + 1]; /* its serial, 1 to 20 of GS1's character set 82, or "" */
  bool
      untagged; /* it came without a tag (case 5): of the model GTIN, or of BRAND, or of one not known here */
  char brand[TS_BUNDLE_ID_MAX + 1]; /* with UNTAGGED and without GTIN: the brand's id in the bundle, or "" */
  /* What is compared with the tag and the order. */
  char order_gtin[15];                    /* what was ordered, a GTIN-14, or "" */
  bool order_unbranded;                   /* the order names no brand */
  char engraved[TS_TAG_ENGRAVED_MAX + 1]; /* the serial engraved on the piece, or "" */
  bool not_engraved;                      /* a person looked, and nothing is engraved */
  uint32_t weight_mg;                     /* 0: not weighed */
  uint32_t weight_step_mg;                /* what the scale's last digit stands for */
  char size[9];                           /* as AI 98 has it, or "" */
};

#define TS_PIECE_NONE 0xff

/* What was found of one symbol, in the order of the symbols. */
struct ts_judgement {
  bool judged;       /* false: it names no product; listed only */
  bool claims_piece; /* its text holds a serial or a signature, so it would pass for a tag */
  uint8_t piece;     /* which piece of the view it names, or TS_PIECE_NONE */
  bool brand_known;
  enum ts_err err;       /* why its text was refused, TS_OK if it was not */
  struct ts_gs1_why why; /* where, if ERR is of core/gs1 */
  struct ts_tag tag;     /* GTIN and serial as far as they are valid; kind NONE if refused */
  int64_t blocked_since; /* seconds, the day that the brand gives; 0 if it is not blocked */
  struct ts_findings findings;
  struct ts_decision decision; /* of the piece, if other symbols name it too */
};

/* One look. About 30 KB, memory of the caller's; reused from look to look. */
struct ts_inspection {
  enum ts_err photo_err;  /* why there was no picture, TS_OK if there was */
  enum ts_err read_err;   /* why the reader gave up, TS_OK if it did not */
  uint32_t width, height; /* of the photograph, pixels; 0 if it could not be read */
  struct ts_symbols symbols;
  struct ts_judgement judgement[TS_SYMBOLS_MAX];
  struct ts_decision decision; /* of the view */
  unsigned pieces;             /* named in view */
  int shown;                   /* the judgement whose details a screen shows, or -1 */
  bool has_data;
  uint64_t sequence;   /* of the bundle that this rests on; if HAS_DATA */
  int64_t data_as_of;  /* its issue date, seconds; if HAS_DATA */
  int64_t data_until;  /* its expiry, seconds; if HAS_DATA */
  struct ts_time time; /* when, and how far that is to be trusted */
  uint64_t load_us, read_us, judge_us;
  struct ts_symbol item[TS_SYMBOLS_MAX];
  uint8_t pool[TS_SYMBOLS_POOL];
};

/* Looks at a JPEG photograph, and at what CLAIMS name as if that lay beside it: a GTIN and a serial are a piece,
 * a serial alone is of the one model in view, and a GTIN alone is that of a serial in view that comes without
 * one. Always ends with a decision, whatever PHOTO holds. */
void ts_inspect_photo(struct ts_device *device, struct ts_bytes photo, const struct ts_claims *claims,
                      struct ts_inspection *out);
/* The same for a gray frame that the board has already. */
void ts_inspect_frame(struct ts_device *device, const struct ts_frame *frame, const struct ts_claims *claims,
                      struct ts_inspection *out);
/* The same for a frame that the reader has looked at as a whole (SYMBOLS->whole): with what it saw there. */
void ts_inspect_symbols(struct ts_device *device, const struct ts_frame *frame,
                        const struct ts_symbols *symbols, const struct ts_claims *claims,
                        struct ts_inspection *out);
/* Decides again on what was read, by findings that came later: what CLAIMS say of piece and order, and the history
 * that the caller has put into the judgements. Only MADE and what is compared may differ from the claims of the look
 * itself. Only a signed tag is compared with the piece. */
void ts_inspection_decide(const struct ts_device *device, const struct ts_claims *claims,
                          struct ts_inspection *view);
/* For a text that came from elsewhere than the camera, a hand scanner that types: as if one code with it lay in view,
 * read once. Keyboards mix letters up, so nothing is counterfeit by that alone. */
void ts_inspect_text(struct ts_device *device, struct ts_bytes text, const struct ts_claims *claims,
                     struct ts_inspection *out);
/* Without a photograph: what CLAIMS name, and nothing else. */
void ts_inspect_claims(struct ts_device *device, const struct ts_claims *claims, struct ts_inspection *out);

/* Brand and model of a judgement for a screen; empty views if they are not known. */
struct ts_bytes ts_inspection_brand(const struct ts_device *device, const struct ts_judgement *judgement);
struct ts_bytes ts_inspection_model(const struct ts_device *device, const struct ts_judgement *judgement);

#endif
