/* SPDX-License-Identifier: Apache-2.0 */
/* Writes the seeds of fuzz_jpeg, fuzz_frame, fuzz_locate and fuzz_certificate into corpus/ of the folder named. They are
 * committed; this says how they came about. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/ec.h>
#include <zint.h>

#include "support/canvas.h"
#include "support/certificate_maker.h"
#include "support/jpeg_maker.h"
#include "support/qr_picture.h"

static const char *folder;

static void must(bool ok, const char *what) {
  if (!ok) {
    (void)fprintf(stderr, "make_reader_seeds: %s\n", what);
    exit(1);
  }
}

static void write_seed(const char *target, const char *name, struct ts_bytes bytes) {
  char path[512];
  int size = snprintf(path, sizeof path, "%s/corpus/%s/%s", folder, target, name);
  must(size > 0 && (size_t)size < sizeof path, "path too long");
  FILE *file = fopen(path, "wb");
  must(file != NULL, path);
  must(fwrite(bytes.data, 1, bytes.size, file) == bytes.size, path);
  must(fclose(file) == 0, path);
}

static void write_jpegs(void) {
  struct ts_jpeg_recipe plain = {.width = 24, .height = 16};
  static const char *const names[] = {"gray",        "ycbcr",      "rgb",     "cmyk",
                                      "progressive", "arithmetic", "restart", "scans"};
  struct ts_jpeg_recipe recipe[8];
  for (size_t i = 0; i < 8; i++)
    recipe[i] = plain;
  recipe[1].colour = TS_JPEG_YCBCR;
  recipe[2].colour = TS_JPEG_RGB;
  recipe[3].colour = TS_JPEG_CMYK;
  recipe[4].progressive = true;
  recipe[4].colour = TS_JPEG_YCBCR;
  recipe[5].arithmetic = true;
  recipe[6].restart_rows = 1;
  recipe[7].scans = 8;
  for (size_t i = 0; i < 8; i++) {
    struct ts_jpeg_file file = ts_jpeg_make(&recipe[i]);
    write_seed("jpeg", names[i], ts_jpeg_bytes(&file));
    ts_jpeg_free(&file);
  }
}

/* Small, with one pixel a module: fuzz_frame enlarges it three times. */
static void write_frame(const char *name, uint8_t width, uint8_t height, struct ts_drawing drawing) {
  uint8_t seed[4 + 80 * 80] = {(uint8_t)(width - 1), (uint8_t)(height - 1), 2, 0};
  struct ts_canvas canvas = ts_canvas_new(width, height);
  drawing.x = drawing.y = 4;
  drawing.module = 1;
  drawing.bar_height = height - 8u;
  must(ts_canvas_draw(&canvas, &drawing, NULL), name);
  memcpy(seed + 4, canvas.gray, (size_t)width * height);
  write_seed("frame", name, ts_bytes(seed, 4 + (size_t)width * height));
  ts_canvas_free(&canvas);
}

static void write_frames(void) {
  write_frame("qr", 36, 36,
              (struct ts_drawing){.symbology = BARCODE_QRCODE, .text = ts_bytes_of("https://a.example/")});
  write_frame("gs1-qr", 36, 36,
              (struct ts_drawing){
                  .symbology = BARCODE_QRCODE, .mode = GS1_MODE, .text = ts_bytes_of("[21]A%B[10]C")});
  write_frame("code128", 80, 16, (struct ts_drawing){.symbology = BARCODE_CODE128, .text = ts_bytes_of("A")});
  write_frame("code39", 80, 16, (struct ts_drawing){.symbology = BARCODE_CODE39, .text = ts_bytes_of("A")});
  write_frame("ean8", 80, 16, (struct ts_drawing){.symbology = BARCODE_EANX, .text = ts_bytes_of("9638507")});
  write_frame("upce", 80, 16, (struct ts_drawing){.symbology = BARCODE_UPCE, .text = ts_bytes_of("123456")});
  write_frame(
      "structured", 36, 36,
      (struct ts_drawing){.symbology = BARCODE_QRCODE, .text = ts_bytes_of("one"), .part = 1, .parts = 2});
}

/* A QR code of one pixel a module and its quiet zone, to be enlarged three times. */
static void write_qr(const char *target, const char *name, const struct ts_qr_recipe *recipe, uint8_t gap,
                     bool inverted) {
  static uint8_t seed[4 + 200 * 200];
  struct ts_qr_bits bits;
  must(ts_qr_make(&bits, recipe), name);
  uint32_t side = bits.side + 8u;
  struct ts_canvas canvas = ts_canvas_new(side, side);
  struct ts_qr_pose pose = ts_qr_upright(4, 4, 1, bits.side);
  pose.inverted = inverted;
  ts_qr_paint(&canvas, &bits, &pose);
  seed[0] = seed[1] = (uint8_t)(side - 1);
  seed[2] = 2;
  seed[3] = gap;
  memcpy(seed + 4, canvas.gray, (size_t)side * side);
  write_seed(target, name, ts_bytes(seed, 4 + (size_t)side * side));
  ts_canvas_free(&canvas);
}

#define ANSWER(n) ((n) << 6) /* of fuzz_locate's decoder */

static void write_qr_codes(void) {
  struct ts_qr_recipe recipe = {.text = ts_bytes_of("seed"), .version = 7};
  write_qr("frame", "qr-7", &recipe, 0, false);
  recipe.version = 14;
  write_qr("frame", "qr-14-inverted", &recipe, 3, true);
  recipe = (struct ts_qr_recipe){.text = ts_bytes_of("\xc3\xa9"), .mode = UNICODE_MODE, .eci = 26};
  write_qr("frame", "qr-eci", &recipe, 0, false);
  recipe = (struct ts_qr_recipe){.text = ts_bytes_of("seed"), .version = 1};
  write_qr("locate", "qr-1", &recipe, ANSWER(1), false);
  recipe.version = 2;
  write_qr("locate", "qr-2", &recipe, ANSWER(2), true);
  recipe.version = 7;
  write_qr("locate", "qr-7", &recipe, ANSWER(0), false);
  recipe.version = 14;
  write_qr("locate", "qr-14", &recipe, ANSWER(3), false);
  recipe.version = 25;
  write_qr("locate", "qr-25", &recipe, ANSWER(0), true);
  recipe.version = 40;
  write_qr("locate", "qr-40", &recipe, ANSWER(1), false);
}

static void write_certificates(void) {
  uint8_t der[TS_TEST_CERTIFICATE_MAX];
  EVP_PKEY *root = EVP_EC_gen("P-256"), *leaf = EVP_EC_gen("P-256");
  struct ts_certificate_recipe recipe = {.key = root,
                                         .subject = "Root",
                                         .extension = {{"basicConstraints", "critical,CA:TRUE,pathlen:0"},
                                                       {"keyUsage", "critical,keyCertSign"}}};
  write_seed("certificate", "root", ts_certificate_make(der, &recipe));
  recipe = (struct ts_certificate_recipe){.key = leaf,
                                          .issuer_key = root,
                                          .issuer = "Root",
                                          .not_after = "20510101000000Z",
                                          .extension = {{"keyUsage", "digitalSignature"},
                                                        {"subjectKeyIdentifier", "hash"},
                                                        {"1.2.3", "DER:0500"}}};
  write_seed("certificate", "leaf", ts_certificate_make(der, &recipe));
  EVP_PKEY_free(root);
  EVP_PKEY_free(leaf);
}

int main(int argc, char **argv) {
  must(argc == 2, "usage: make_reader_seeds FOLDER");
  folder = argv[1];
  write_jpegs();
  write_frames();
  write_qr_codes();
  write_certificates();
  return 0;
}
