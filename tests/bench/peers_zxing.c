/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <signal.h>

#include "bench/peer_zxing.h"
#include "bench/subject.h"

struct reading {
  const struct ts_frame *frame;
  struct ts_symbols *symbols;
};

static void on_found(void *ctx, const struct ts_zxing_find *find) {
  const struct reading *reading = ctx;
  struct ts_symbol symbol = {.confirmed = true, .bytes = ts_bytes(find->bytes, find->size)};
  if (find->qr)
    symbol.symbology = TS_SYMBOLOGY_QR;
  else if (find->ean13 || find->upce)
    symbol.symbology = find->ean13 ? TS_SYMBOLOGY_EAN13 : TS_SYMBOLOGY_UPCE;
  for (size_t i = 0; i < TS_SYMBOL_CORNERS; i++)
    symbol.corner[i] = ts_subject_place(reading->frame, find->corner[i][0], find->corner[i][1]);
  (void)ts_symbols_add(reading->symbols, &symbol); /* what does not fit is said by TRUNCATED */
}

/* zxing-cpp 1.4.0 ends the program by a failed assertion on some photographs of linear codes. That costs it the
 * photograph, not the benchmark; what it held is lost to the process. */
static sigjmp_buf out;

static void on_abort(int number) {
  (void)number;
  siglongjmp(out, 1);
}

static int guarded(bool qr_only, bool thorough, struct reading *reading) {
  const struct ts_frame *frame = reading->frame;
  struct sigaction action = {.sa_handler = on_abort}, before;
  volatile int status = -1;
  if (sigaction(SIGABRT, &action, &before) != 0)
    return -1;
  if (sigsetjmp(out, 1) == 0)
    status = ts_zxing_read(frame->gray, (int)frame->width, (int)frame->height, qr_only, thorough, on_found,
                           reading);
  return sigaction(SIGABRT, &before, NULL) == 0 ? status : -1;
}

static enum ts_err read_with(bool qr_only, bool thorough, const struct ts_frame *frame,
                             struct ts_symbols *symbols) {
  if (frame->stride != frame->width)
    return TS_ERR_ARGUMENT;
  struct reading reading = {.frame = frame, .symbols = symbols};
  return guarded(qr_only, thorough, &reading) == 0 ? TS_OK : TS_ERR_INTERNAL;
}

static enum ts_err read_qr(void *ctx, const struct ts_frame *frame, struct ts_symbols *symbols) {
  (void)ctx;
  return read_with(true, true, frame, symbols);
}

static enum ts_err read_qr_fast(void *ctx, const struct ts_frame *frame, struct ts_symbols *symbols) {
  (void)ctx;
  return read_with(true, false, frame, symbols);
}

static enum ts_err read_all(void *ctx, const struct ts_frame *frame, struct ts_symbols *symbols) {
  (void)ctx;
  return read_with(false, true, frame, symbols);
}

static enum ts_err read_all_fast(void *ctx, const struct ts_frame *frame, struct ts_symbols *symbols) {
  (void)ctx;
  return read_with(false, false, frame, symbols);
}

static const struct ts_subject qr = {.name = "zxing-cpp, QR only", .reader = {.read = read_qr}};
static const struct ts_subject qr_fast = {.name = "zxing-cpp fast, QR only",
                                          .reader = {.read = read_qr_fast}};
static const struct ts_subject all = {.name = "zxing-cpp, all", .reader = {.read = read_all}};
static const struct ts_subject all_fast = {.name = "zxing-cpp fast, all", .reader = {.read = read_all_fast}};

const struct ts_subject *const TS_PEERS[] = {
    &qr, &all, &qr_fast, &all_fast, &TS_PEER_ZBAR_QR, &TS_PEER_ZBAR_ALL};
const size_t TS_PEER_COUNT = sizeof TS_PEERS / sizeof TS_PEERS[0];
