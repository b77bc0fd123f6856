/* SPDX-License-Identifier: Apache-2.0 */
/* The working photographs: expected.jsonl as the scoring takes it, and the groups that it is told by. */
#ifndef TS_BENCH_CORPUS_H
#define TS_BENCH_CORPUS_H

#include <jansson.h>

#include "bench/score.h"
#include "host-tools/fault.h"

enum ts_corpus_group {
  TS_CORPUS_BOOF,      /* BoofCV's QR benchmark without its "lots" */
  TS_CORPUS_BOOF_LOTS, /* many codes in one view */
  TS_CORPUS_ZXING_QR,
  TS_CORPUS_ZXCPP_QR,
  TS_CORPUS_JSQR_QR,
  TS_CORPUS_ZXING_SERIAL, /* linear codes but EAN and UPC */
  TS_CORPUS_ZXCPP_SERIAL,
  TS_CORPUS_QUAGGA_SERIAL,
  TS_CORPUS_EAN_UPC,
  TS_CORPUS_NONE, /* nothing may be read */
  TS_CORPUS_GROUPS,
};

/* What other readers were recorded to read. */
enum ts_corpus_record {
  TS_CORPUS_BY_ZBAR, /* stock, its best settings */
  TS_CORPUS_BY_ZXING_CPP,
  TS_CORPUS_BY_ZXING_CPP_FAST,
  TS_CORPUS_BY_ANYONE,
  TS_CORPUS_RECORDS,
};

struct ts_corpus_photo {
  const char *file;  /* below the corpora's folder */
  char category[64]; /* its folder */
  enum ts_corpus_group group;
  struct ts_wanted wanted;
  struct ts_wanted_symbol *symbol;   /* what WANTED looks at */
  size_t read_by[TS_CORPUS_RECORDS]; /* symbols */
};

struct ts_corpus {
  struct ts_corpus_photo *photo;
  size_t photos;
  json_t *lines;   /* keeps the strings */
  uint8_t *amends; /* keeps those of the amendments */
};

/* FOLDER/expected.jsonl; EX_DATAERR with the line at fault. Free with ts_corpus_free in any case. */
bool ts_corpus_open(struct ts_corpus *corpus, const char *folder, struct ts_fault *fault);
/* Adds the amendments of a file (amendments.txt says how it is written); once. */
bool ts_corpus_amend(struct ts_corpus *corpus, const char *path, struct ts_fault *fault);
void ts_corpus_free(struct ts_corpus *corpus);

/* "boofcv", "zxing-qr", ...: as in a file of floors. */
const char *ts_corpus_group_name(enum ts_corpus_group group);

#endif
