/* SPDX-License-Identifier: Apache-2.0 */
/* A consignment's pieces: the manifest's lines and what was seen, each once. Bounded: TS_TALLY_MAX lines and pieces
 * together. The manifest is card/manifest.csv (SPEC.md, "Manifest"): a first row `gtin,serial` or `gtin,quantity`,
 * then a row a line. It comes with the goods: whoever packed them may have written it. */
#ifndef TS_APP_TALLY_H
#define TS_APP_TALLY_H

#include <stdbool.h>
#include <stdint.h>

#include "core/bytes.h"
#include "core/error.h"
#include "core/record.h"
#include "port/crypto.h"

#define TS_MANIFEST_FILE "manifest.csv" /* on the card */
#define TS_TALLY_MAX 2048
#define TS_MANIFEST_QUANTITY_MAX 65535

enum ts_manifest_kind { TS_MANIFEST_NONE = 0, TS_MANIFEST_SERIALS = 1, TS_MANIFEST_QUANTITIES = 2 };

/* 22 KB, memory of the caller's. */
struct ts_tally {
  enum ts_manifest_kind kind;
  uint32_t lines;              /* of the manifest: the first entries, in its order */
  uint32_t count;              /* entries: lines, and serials seen that are none */
  uint32_t expected;           /* pieces, by the manifest */
  uint32_t matched;            /* of them, those seen */
  uint64_t key[TS_TALLY_MAX];  /* of SHA-256 of GTIN, "|", serial (a quantity's: without one) */
  uint16_t left[TS_TALLY_MAX]; /* of a line: pieces not yet seen */
  bool seen[TS_TALLY_MAX];     /* a piece with this serial was */
};

/* A row of a manifest. */
struct ts_manifest_row {
  char gtin[15];
  char serial[21];   /* SERIALS */
  uint32_t quantity; /* QUANTITIES: 1 to TS_MANIFEST_QUANTITY_MAX */
};

/* Reading a manifest that lies in memory as a whole. Zero it and set TEXT. */
struct ts_manifest {
  struct ts_bytes text;
  size_t at;    /* where the next row begins */
  unsigned row; /* of the file, from 1: the one read last */
  enum ts_manifest_kind kind;
};
/* The next row that is not empty; the first call reads the head as well. TS_ERR_EMPTY: there is no more.
 * TS_ERR_GS1_NOT_GS1: the head is none; TS_ERR_GS1_*: what is wrong with row manifest->row. */
enum ts_err ts_manifest_next(struct ts_manifest *manifest, struct ts_manifest_row *row);

/* What a piece is to the tally. */
enum ts_tally_answer {
  TS_TALLY_NEW = 0,   /* first seen */
  TS_TALLY_TWICE = 1, /* this serial was seen before */
  TS_TALLY_FULL = 2,  /* no room: whether it was seen is not known */
};

/* Empty, without a manifest. */
void ts_tally_init(struct ts_tally *tally);
/* Takes in the lines of a manifest; *ROW is the bad one where there is one. TS_ERR_TOO_LONG: more lines than there
 * is room for; TS_ERR_GS1_DUPLICATE: a line that was there before; TS_ERR_EMPTY: no line at all. TALLY is without a
 * manifest on an error. */
enum ts_err ts_tally_manifest(struct ts_tally *tally, const struct ts_crypto *crypto, struct ts_bytes text,
                              unsigned *row);
/* What would this piece be? Changes nothing. SERIAL "": it has none, and is new each time. */
enum ts_tally_answer ts_tally_ask(const struct ts_tally *tally, const struct ts_crypto *crypto,
                                  const char *gtin14, const char *serial, enum ts_manifest_line *line);
/* The same, and counts it in. */
enum ts_tally_answer ts_tally_see(struct ts_tally *tally, const struct ts_crypto *crypto, const char *gtin14,
                                  const char *serial, enum ts_manifest_line *line);

#endif
