/* SPDX-License-Identifier: Apache-2.0 */

/*
 * A proof that the libraries work on this board: reads the symbols of JPEG files, verifies a known signature,
 * parses a certificate, and tells what that took.
 */
#include <setjmp.h>
#include <stdbool.h>
#include <stdio.h> /* jpeglib.h wants FILE */
#include <string.h>

#include <jpeglib.h>
#include <mbedtls/x509_crt.h>
#include <psa/crypto.h>
#include <zbar.h>

#include "adapters/confine_arena.h"
#include "board.h"
#include "proof_certificate.h"
#include "semihosting.h"

#define FRAME_PIXELS (640u * 480u)
#define FILE_MAX (1024u * 1024u)
#define TIME_LIMIT (2 * TS_TICKS_PER_SECOND)

static unsigned char file[FILE_MAX] TS_BULK;
static unsigned char frame[FRAME_PIXELS] TS_BULK;
static unsigned char memory[1024u * 1024u] TS_BULK;

struct picture {
  size_t file_size;
  unsigned width, height;
  bool good;
};

static void print_number(uint64_t n) {
  char text[24];
  size_t at = sizeof text - 1;
  text[at] = '\0';
  do {
    text[--at] = (char)('0' + n % 10);
    n /= 10;
  } while (n != 0);
  ts_semi_out(text + at);
}

static void print_fact(const char *name, uint64_t value, const char *unit) {
  ts_semi_out(name);
  ts_semi_out(" ");
  print_number(value);
  ts_semi_out(" ");
  ts_semi_out(unit);
  ts_semi_out("\n");
}

/* Runs the body confined and tells how many instructions it took. */
static bool phase(const char *name, enum ts_confined who, void (*body)(void *context), void *context) {
  static const char *const ends[] = {"done", "refused", "out of memory", "out of time", "broken"};
  uint64_t begin = ts_board_ticks();
  enum ts_confine_end end = ts_confine(who, body, context);
  ts_semi_out("phase ");
  ts_semi_out(name);
  ts_semi_out(" ");
  print_fact(ends[end], (ts_board_ticks() - begin) * TS_INSTRUCTIONS_PER_TICK, "instructions");
  return end == TS_CONFINE_DONE;
}

static jmp_buf jpeg_failed;

static void jpeg_fail(j_common_ptr info) {
  (void)info;
  longjmp(jpeg_failed, 1);
}

static void jpeg_count(j_common_ptr info, int level) {
  if (level < 0) {
    info->err->num_warnings++;
  }
}

static void jpeg_silent(j_common_ptr info) {
  (void)info;
}

static void jpeg_no_text(j_common_ptr info, char *buffer) {
  (void)info;
  buffer[0] = '\0';
}

static void jpeg_reset(j_common_ptr info) {
  info->err->num_warnings = 0;
}

/* The largest scale at which the picture fits into the frame. */
static bool jpeg_choose_scale(struct jpeg_decompress_struct *info) {
  info->scale_denom = 8;
  for (info->scale_num = 8; info->scale_num > 0; info->scale_num--) {
    jpeg_calc_output_dimensions(info);
    if ((uint64_t)info->output_width * info->output_height <= FRAME_PIXELS) {
      return true;
    }
  }
  return false;
}

static void decode(void *context) {
  struct picture *picture = context;
  struct jpeg_decompress_struct info;
  struct jpeg_error_mgr errors = {.error_exit = jpeg_fail,
                                  .emit_message = jpeg_count,
                                  .output_message = jpeg_silent,
                                  .format_message = jpeg_no_text,
                                  .reset_error_mgr = jpeg_reset};
  if (setjmp(jpeg_failed) != 0) {
    return;
  }
  info.err = &errors;
  jpeg_create_decompress(&info);
  jpeg_mem_src(&info, file, picture->file_size);
  (void)jpeg_read_header(&info, TRUE);
  info.out_color_space = JCS_GRAYSCALE;
  info.dct_method = JDCT_ISLOW;
  if (!jpeg_choose_scale(&info)) {
    return;
  }
  (void)jpeg_start_decompress(&info);
  while (info.output_scanline < info.output_height) {
    unsigned char *row = frame + (size_t)info.output_scanline * info.output_width;
    (void)jpeg_read_scanlines(&info, &row, 1);
  }
  (void)jpeg_finish_decompress(&info);
  picture->width = info.output_width;
  picture->height = info.output_height;
  picture->good = errors.num_warnings == 0;
}

static void scan(void *context) {
  const struct picture *picture = context;
  zbar_image_scanner_t *scanner = zbar_image_scanner_create();
  zbar_image_t *image = zbar_image_create();
  zbar_image_set_format(image, 0x30303859); /* "Y800" */
  zbar_image_set_size(image, picture->width, picture->height);
  zbar_image_set_data(image, frame, (size_t)picture->width * picture->height, NULL);
  zbar_scan_image(scanner, image);
  for (const zbar_symbol_t *s = zbar_image_first_symbol(image); s != NULL; s = zbar_symbol_next(s)) {
    ts_semi_out("symbol ");
    ts_semi_out(zbar_get_symbol_name(zbar_symbol_get_type(s)));
    ts_semi_out(" ");
    ts_semi_out(zbar_symbol_get_data(s));
    ts_semi_out("\n");
  }
  zbar_image_destroy(image);
  zbar_image_scanner_destroy(scanner);
}

/* RFC 6979, appendix A.2.5: P-256 with SHA-256, message "sample". */
static const unsigned char known_key[65] = {
    0x04, 0x60, 0xfe, 0xd4, 0xba, 0x25, 0x5a, 0x9d, 0x31, 0xc9, 0x61, 0xeb, 0x74, 0xc6, 0x35, 0x6d, 0x68,
    0xc0, 0x49, 0xb8, 0x92, 0x3b, 0x61, 0xfa, 0x6c, 0xe6, 0x69, 0x62, 0x2e, 0x60, 0xf2, 0x9f, 0xb6, 0x79,
    0x03, 0xfe, 0x10, 0x08, 0xb8, 0xbc, 0x99, 0xa4, 0x1a, 0xe9, 0xe9, 0x56, 0x28, 0xbc, 0x64, 0xf2, 0xf1,
    0xb2, 0x0c, 0x2d, 0x7e, 0x9f, 0x51, 0x77, 0xa3, 0xc2, 0x94, 0xd4, 0x46, 0x22, 0x99};
static const unsigned char known_signature[64] = {
    0xef, 0xd4, 0x8b, 0x2a, 0xac, 0xb6, 0xa8, 0xfd, 0x11, 0x40, 0xdd, 0x9c, 0xd4, 0x5e, 0x81, 0xd6,
    0x9d, 0x2c, 0x87, 0x7b, 0x56, 0xaa, 0xf9, 0x91, 0xc3, 0x4d, 0x0e, 0xa8, 0x4e, 0xaf, 0x37, 0x16,
    0xf7, 0xcb, 0x1c, 0x94, 0x2d, 0x65, 0x7c, 0x41, 0xd4, 0x36, 0xc7, 0xa1, 0xb6, 0xe2, 0x9f, 0x65,
    0xf3, 0xe9, 0x00, 0xdb, 0xb9, 0xaf, 0xf4, 0x06, 0x4d, 0xc4, 0xab, 0x2f, 0x84, 0x3a, 0xcd, 0xa8};

struct verification {
  const char *message;
  psa_status_t status;
};

static void verify(void *context) {
  struct verification *v = context;
  unsigned char hash[32];
  size_t hash_size;
  psa_key_id_t key = 0;
  psa_key_attributes_t attributes = PSA_KEY_ATTRIBUTES_INIT;
  psa_set_key_type(&attributes, PSA_KEY_TYPE_ECC_PUBLIC_KEY(PSA_ECC_FAMILY_SECP_R1));
  psa_set_key_usage_flags(&attributes, PSA_KEY_USAGE_VERIFY_HASH);
  psa_set_key_algorithm(&attributes, PSA_ALG_ECDSA(PSA_ALG_SHA_256));
  v->status = psa_crypto_init();
  if (v->status == PSA_SUCCESS) {
    v->status = psa_hash_compute(PSA_ALG_SHA_256, (const uint8_t *)v->message, strlen(v->message), hash,
                                 sizeof hash, &hash_size);
  }
  if (v->status == PSA_SUCCESS) {
    v->status = psa_import_key(&attributes, known_key, sizeof known_key, &key);
  }
  if (v->status == PSA_SUCCESS) {
    v->status = psa_verify_hash(key, PSA_ALG_ECDSA(PSA_ALG_SHA_256), hash, sizeof hash, known_signature,
                                sizeof known_signature);
  }
  (void)psa_destroy_key(key);
}

static void parse_certificate(void *context) {
  mbedtls_x509_crt certificate;
  mbedtls_x509_crt_init(&certificate);
  if (mbedtls_x509_crt_parse_der(&certificate, proof_certificate, sizeof proof_certificate) == 0) {
    *(size_t *)context = certificate.pk_raw.len;
  }
  mbedtls_x509_crt_free(&certificate);
}

static bool load(const char *path, struct picture *picture) {
  int handle = ts_semi_open(path, TS_SEMI_READ);
  if (handle < 0) {
    return false;
  }
  ptrdiff_t size = ts_semi_read(handle, file, sizeof file);
  (void)ts_semi_close(handle);
  *picture = (struct picture){.file_size = size > 0 ? (size_t)size : 0};
  return size > 0 && (size_t)size < sizeof file;
}

static bool show_picture(const char *path) {
  struct picture picture;
  if (!load(path, &picture)) {
    ts_semi_err("cannot read ");
    ts_semi_err(path);
    ts_semi_err("\n");
    return false;
  }
  if (!phase("jpeg", TS_CONFINED_JPEG, decode, &picture) || !picture.good) {
    ts_semi_err("damaged picture\n");
    return false;
  }
  print_fact("width", picture.width, "px");
  print_fact("height", picture.height, "px");
  return phase("zbar", TS_CONFINED_READER, scan, &picture);
}

static bool prove_crypto(void) {
  struct verification good = {"sample", PSA_ERROR_GENERIC_ERROR}, bad = {"simple", PSA_SUCCESS};
  size_t key_size = 0;
  bool ran = phase("verify", TS_CONFINED_CRYPTO, verify, &good) &&
             phase("refuse", TS_CONFINED_CRYPTO, verify, &bad) &&
             phase("certificate", TS_CONFINED_CRYPTO, parse_certificate, &key_size);
  return ran && good.status == PSA_SUCCESS && bad.status == PSA_ERROR_INVALID_SIGNATURE && key_size == 91;
}

static void print_sizes(void) {
  struct ts_board_sizes sizes;
  ts_board_sizes(&sizes);
  print_fact("flash", sizes.text + sizes.data, "bytes");
  print_fact("ram", sizes.data + sizes.bss, "bytes");
  print_fact("stack", ts_board_stack_peak(), "bytes");
  print_fact("peak jpeg", ts_confine_peak(TS_CONFINED_JPEG), "bytes");
  print_fact("peak reader", ts_confine_peak(TS_CONFINED_READER), "bytes");
  print_fact("reach reader", ts_confine_reach(TS_CONFINED_READER), "bytes");
  print_fact("peak crypto", ts_confine_peak(TS_CONFINED_CRYPTO), "bytes");
}

int main(void) {
  static char line[1024];
  char *arguments[16];
  int count = ts_semi_arguments(line, sizeof line, arguments, 16);
  const struct ts_confine_limits limits = {memory, sizeof memory, TIME_LIMIT};
  for (int who = 0; who < TS_CONFINED_COUNT; who++) {
    ts_confine_limit((enum ts_confined)who, &limits);
  }
  ts_confine_alarm(ts_board_alarm);

  bool good = prove_crypto();
  for (int i = 1; i < count; i++) {
    good = show_picture(arguments[i]) && good;
  }
  print_sizes();
  return good ? 0 : 1;
}
