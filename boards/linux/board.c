/* SPDX-License-Identifier: Apache-2.0 */
#include "boards/linux/board.h"

#include "adapters/crypto_psa.h"
#include "boards/common/hosted/kept.h"

static enum ts_err open_reader(struct ts_linux_board *board) {
  const struct ts_config *config = board->config;
  board->child =
      (struct ts_reader_child){.program = config->reader,
                               .side_max = config->width > config->height ? config->width : config->height,
                               .budget_ms = TS_READER_CHILD_BUDGET,
                               .slow_ms = TS_READER_CHILD_SLOW};
  return ts_reader_child_init(&board->child, &board->reader);
}

static void open_app(struct ts_linux_board *board) {
  const struct ts_app_ports ports = {.device = {.store = &board->store,
                                                .crypto = &board->crypto,
                                                .clock = board->clock,
                                                .reader = &board->reader},
                                     .identity = &board->identity};
  const struct ts_app_memory memory = {
      .bundle = board->bundle,
      .bundle_size = sizeof board->bundle,
      .scratch = board->scratch,
      .scratch_size = sizeof board->scratch,
      .journal = {.segment_size = TS_HOSTED_SEGMENT_SIZE, .segments = TS_HOSTED_SEGMENTS},
      .photos = {.files = TS_HOSTED_PHOTOS, .bytes = TS_HOSTED_PHOTO_BYTES}};
  ts_app_open(&board->app, &ports, &memory);
}

enum ts_err ts_linux_board_open(struct ts_linux_board *board) {
  board->loop = (struct ts_loop){
      .app = &board->app, .camera = board->camera, .input = board->input, .display = board->display};
  enum ts_err err = ts_store_files_make(board->config->device);
  if (err == TS_OK)
    err = ts_store_files_open(&board->files, board->config->device, true, &board->store);
  if (err != TS_OK)
    return err;
  err = ts_crypto_psa_init(&board->crypto);
  if (err == TS_OK)
    err = open_reader(board);
  if (err != TS_OK) {
    ts_store_files_close(&board->files);
    return err;
  }
  board->open = true;
  /* A device whose key cannot be had works on: its checkpoints are not signed, which the host's commands tell. */
  (void)ts_identity_psa_open(&board->identity_psa, &board->store, &board->crypto, true, &board->identity);
  open_app(board);
  return TS_OK;
}

void ts_linux_board_close(struct ts_linux_board *board) {
  if (!board->open)
    return;
  ts_reader_child_close(&board->child);
  ts_store_files_close(&board->files);
  board->open = false;
}
