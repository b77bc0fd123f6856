/* SPDX-License-Identifier: Apache-2.0 */
#include "boards/sim/board.h"

#include "adapters/crypto_psa.h"
#include "boards/common/hosted/kept.h"

TS_READER_MEMORY(reader_memory, TS_FRAME_SIDE_MAX);

static enum ts_err open_store(struct ts_board *board) {
  enum ts_err err = ts_store_files_open(&board->files, board->device, !board->read_only, &board->disk);
  if (err != TS_OK)
    return err;
  board->kept = board->disk;
  if (board->read_only) {
    struct ts_overlay_file *written = board->overlay.first; /* before a restart */
    ts_store_overlay_init(&board->overlay, &board->disk, &board->kept);
    board->overlay.first = written;
  }
  struct ts_faulty_store faults = board->faults;
  ts_faulty_store_init(&board->faults, &board->kept, &board->store);
  board->faults.gone = faults.gone;
  board->faults.full = faults.full;
  return TS_OK;
}

static void open_app(struct ts_board *board) {
  const struct ts_app_ports ports = {.device = {.store = &board->store,
                                                .crypto = &board->crypto,
                                                .clock = board->clock,
                                                .reader = &board->reader},
                                     .identity = &board->identity,
                                     .sound = board->sound};
  const struct ts_app_memory memory = {
      .bundle = board->bundle,
      .bundle_size = sizeof board->bundle,
      .scratch = board->scratch,
      .scratch_size = sizeof board->scratch,
      .journal = {.segment_size = TS_HOSTED_SEGMENT_SIZE, .segments = TS_HOSTED_SEGMENTS},
      .photos = {.files = TS_HOSTED_PHOTOS, .bytes = TS_HOSTED_PHOTO_BYTES}};
  ts_app_open(&board->app, &ports, &memory);
}

enum ts_err ts_board_open(struct ts_board *board) {
  board->loop = (struct ts_loop){
      .app = &board->app, .camera = board->camera, .input = board->input, .display = board->display};
  enum ts_err err = open_store(board);
  if (err != TS_OK)
    return err;
  board->open = true;
  err = ts_crypto_psa_init(&board->crypto);
  if (err == TS_OK)
    err = ts_reader_init(&board->reader, &reader_memory);
  if (err != TS_OK) {
    ts_board_close(board);
    return err;
  }
  /* A device whose key cannot be had works on: its checkpoints are not signed, which the host's commands tell. */
  (void)ts_identity_psa_open(&board->identity_psa, &board->store, &board->crypto, true, &board->identity);
  open_app(board);
  return TS_OK;
}

void ts_board_close(struct ts_board *board) {
  if (board->open)
    ts_store_files_close(&board->files);
  board->open = false;
}

void ts_board_forget(struct ts_board *board) {
  ts_store_overlay_free(&board->overlay);
}

void ts_board_words(const struct ts_board *board, struct ts_buf *out) {
  for (unsigned i = 0; i < board->loop.screen.count; i++) {
    const struct ts_screen_item *item = &board->loop.screen.item[i];
    if (item->kind != TS_SCREEN_TEXT)
      continue;
    if (out->size > 0)
      ts_buf_put_byte(out, ' ');
    ts_buf_put(out, ts_bytes(board->loop.screen.text + item->text, item->size));
  }
}
