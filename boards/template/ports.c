/* SPDX-License-Identifier: Apache-2.0 */
#include "boards/template/ports.h"

#include <string.h>

/* ---- store ---- */

static enum ts_err file_size(void *ctx, enum ts_store_area area, const char *name, uint64_t *size) {
  (void)ctx, (void)area, (void)name;
  *size = 0;
  return TS_ERR_IO;
}

static enum ts_err file_read(void *ctx, enum ts_store_area area, const char *name, uint64_t offset, void *buf,
                             size_t size) {
  (void)ctx, (void)area, (void)name, (void)offset, (void)buf, (void)size;
  return TS_ERR_IO;
}

static enum ts_err file_write(void *ctx, enum ts_store_area area, const char *name, struct ts_bytes content) {
  (void)ctx, (void)area, (void)name, (void)content;
  return TS_ERR_IO;
}

static enum ts_err file_remove(void *ctx, enum ts_store_area area, const char *name) {
  return file_write(ctx, area, name, ts_bytes(NULL, 0));
}

/* ---- crypto ---- */

static enum ts_err sha256(void *ctx, const struct ts_bytes *part, size_t parts,
                          uint8_t digest[TS_SHA256_SIZE]) {
  (void)ctx, (void)part, (void)parts;
  memset(digest, 0, TS_SHA256_SIZE);
  return TS_ERR_INTERNAL;
}

static enum ts_signature_check verify_p256(void *ctx, const uint8_t point[TS_P256_POINT_SIZE],
                                           const uint8_t digest[TS_SHA256_SIZE],
                                           const uint8_t signature[TS_P256_SIGNATURE_SIZE]) {
  (void)ctx, (void)point, (void)digest, (void)signature;
  return TS_SIGNATURE_NOT_CHECKED;
}

static enum ts_err read_certificate(void *ctx, struct ts_bytes der, struct ts_certificate *out) {
  (void)ctx, (void)der;
  memset(out, 0, sizeof *out);
  return TS_ERR_CERTIFICATE;
}

/* ---- clock ---- */

static struct ts_time now(void *ctx) {
  (void)ctx;
  return (struct ts_time){.trust = TS_TIME_NONE};
}

static uint64_t ticks_us(void *ctx) {
  struct ts_template_ports *ports = ctx;
  return ports->ticks++;
}

/* ---- camera and reader ---- */

static enum ts_err next_picture(void *ctx, struct ts_picture *picture) {
  (void)ctx;
  memset(picture, 0, sizeof *picture);
  return TS_ERR_NOT_FOUND;
}

static enum ts_err load(void *ctx, struct ts_bytes photo, struct ts_frame *frame) {
  (void)ctx, (void)photo;
  memset(frame, 0, sizeof *frame);
  return TS_ERR_PHOTO_DAMAGED;
}

static enum ts_err read_frame(void *ctx, const struct ts_frame *frame, struct ts_symbols *symbols) {
  (void)ctx, (void)frame, (void)symbols;
  return TS_ERR_INTERNAL;
}

/* ---- identity ---- */

static enum ts_err public_key(void *ctx, uint8_t point[TS_P256_POINT_SIZE]) {
  (void)ctx, (void)point;
  return TS_ERR_NOT_FOUND;
}

static enum ts_err sign(void *ctx, const uint8_t digest[TS_SHA256_SIZE],
                        uint8_t signature[TS_P256_SIGNATURE_SIZE]) {
  (void)ctx, (void)digest;
  memset(signature, 0, TS_P256_SIGNATURE_SIZE);
  return TS_ERR_NOT_FOUND;
}

/* ---- hands, eyes and ears ---- */

static enum ts_err show_rows(void *ctx, uint32_t y, uint32_t height, const uint16_t *pixels) {
  (void)ctx, (void)y, (void)height, (void)pixels;
  return TS_ERR_IO;
}

static enum ts_err poll(void *ctx, struct ts_input_event *event) {
  (void)ctx;
  *event = (struct ts_input_event){.kind = TS_INPUT_NONE};
  return TS_ERR_IO;
}

static void play(void *ctx, const struct ts_tone *tone, size_t count) {
  (void)ctx, (void)tone, (void)count;
}

void ts_template_ports_init(struct ts_template_ports *ports) {
  *ports = (struct ts_template_ports){
      .store = {ports, file_size, file_read, file_write, file_write, file_remove},
      .crypto = {ports, sha256, verify_p256, read_certificate},
      .clock = {ports, now, ticks_us},
      .camera = {ports, next_picture},
      .reader = {ports, load, read_frame, read_frame},
      .identity = {ports, public_key, sign},
      .display = {ports, show_rows},
      .input = {ports, poll},
      .sound = {ports, play},
  };
}
