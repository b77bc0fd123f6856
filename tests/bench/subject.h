/* SPDX-License-Identifier: Apache-2.0 */
/* Who is measured: this project's reader and its peers, all behind the read of port/reader.h. */
#ifndef TS_BENCH_SUBJECT_H
#define TS_BENCH_SUBJECT_H

#include <stddef.h>
#include <stdint.h>

#include "adapters/reader.h"

/* load() is there for ours only. */
struct ts_subject {
  const char *name;
  struct ts_reader reader;
};

/* ---- ours (subject.c): the one place that knows how it is set up ---- */

/* Memory of the heap for frames of PIXELS at most; false if there is not enough, and what there is to be freed as well. */
bool ts_subject_memory(struct ts_reader_memory *memory, size_t pixels, uint32_t side_max);
void ts_subject_free(struct ts_reader_memory *memory);

/* For the corpora, whose Interleaved 2 of 5 have any even length. FALSE: the reader does not start. */
bool ts_subject_ours(struct ts_subject *subject, struct ts_reader_memory *memory);
/* The same reader, in memory that ts_subject_ours was called with, looking for no linear codes. */
void ts_subject_ours_qr(struct ts_subject *subject, struct ts_reader_memory *memory);

/* ---- peers ---- */

/* A point of FRAME's in the photograph's pixels, as port/reader.h has it. */
struct ts_point ts_subject_place(const struct ts_frame *frame, int x, int y);

enum ts_subject_span { TS_SPAN_QR, TS_SPAN_ALL };

/* Debian's libzbar as it comes, but that QR codes' bytes are left alone. */
extern const struct ts_subject TS_PEER_ZBAR_QR, TS_PEER_ZBAR_ALL;

/* Other peers that this program was built with: peers_zxing.c or peers_none.c. */
extern const struct ts_subject *const TS_PEERS[];
extern const size_t TS_PEER_COUNT;

#endif
