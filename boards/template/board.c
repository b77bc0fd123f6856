/* SPDX-License-Identifier: Apache-2.0 */
#include "boards/template/board.h"

void ts_template_open(struct ts_template_board *board) {
  ts_template_ports_init(&board->ports);
  const struct ts_app_ports ports = {.device = {.store = &board->ports.store,
                                                .crypto = &board->ports.crypto,
                                                .clock = &board->ports.clock,
                                                .reader = &board->ports.reader},
                                     .identity = &board->ports.identity,
                                     .sound = &board->ports.sound};
  const struct ts_app_memory memory = {.bundle = board->bundle,
                                       .bundle_size = sizeof board->bundle,
                                       .scratch = board->scratch,
                                       .scratch_size = sizeof board->scratch,
                                       .journal = {.segment_size = 64u * 1024u, .segments = 16},
                                       .photos = {.files = 8, .bytes = 512u * 1024u}};
  board->loop = (struct ts_loop){.app = &board->app,
                                 .camera = &board->ports.camera,
                                 .input = &board->ports.input,
                                 .display = &board->ports.display};
  ts_app_open(&board->app, &ports, &memory);
}
