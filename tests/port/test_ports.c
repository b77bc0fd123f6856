/* SPDX-License-Identifier: Apache-2.0 */
/* The ports that run on the host, held against what every board's must do; and ports that do not, which must be found
 * out. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>
#include <zint.h>

#include "adapters/crypto_psa.h"
#include "adapters/identity_psa.h"
#include "adapters/reader.h"
#include "boards/common/flash/store_flash.h"
#include "boards/common/hosted/clock_system.h"
#include "boards/common/hosted/store_files.h"
#include "boards/linux/clock_kernel.h"
#include "boards/sim/camera_files.h"
#include "boards/sim/clock_script.h"
#include "boards/sim/display_png.h"
#include "boards/sim/store_overlay.h"
#include "port/check.h"
#include "support/canvas.h"
#include "support/card.h"
#include "support/jpeg_maker.h"
#include "support/nor.h"

static void assert_right(const char *wrong) {
  if (wrong)
    fail_msg("%s", wrong);
}

/* ---- stores ---- */

static char folder[64];
static struct ts_store_files files;
static struct ts_store store;

static bool open_files(void *ctx) {
  const bool *writable = ctx;
  ts_store_files_close(&files);
  return ts_store_files_open(&files, folder, *writable, &store) == TS_OK;
}

static void files_in_a_folder(void **state) {
  bool writable = true;
  struct ts_store_overlay overlay;
  struct ts_store kept;
  char path[80];
  (void)state;
  (void)snprintf(folder, sizeof folder, "/tmp/ts-ports-XXXXXX");
  assert_non_null(mkdtemp(folder));
  assert_int_equal(ts_store_files_make(folder), TS_OK);
  files.folder[0] = files.folder[1] = -1;
  assert_true(open_files(&writable));
  assert_right(ts_port_check_store(&store, &(struct ts_port_store_hooks){&writable, open_files}));
  writable = false;
  assert_true(open_files(&writable));
  assert_right(ts_port_check_store_read_only(&store, TS_STORE_TRUSTED));
  assert_right(ts_port_check_store_read_only(&store, TS_STORE_CARD));
  ts_store_overlay_init(&overlay, &store, &kept);
  assert_right(ts_port_check_store(&kept, &(struct ts_port_store_hooks){NULL, NULL}));
  ts_store_overlay_free(&overlay);
  ts_store_files_close(&files);
  for (unsigned i = 0; i < 2; i++) {
    (void)snprintf(path, sizeof path, "%s/%s", folder, i ? "card" : "trusted");
    assert_int_equal(rmdir(path), 0); /* the checks left nothing behind */
  }
  assert_int_equal(rmdir(folder), 0);
}

enum { FILES = 6 };

static struct ts_nor nor[2];
static struct ts_store_flash flash;

static bool open_flash(void *ctx) {
  (void)ctx;
  return ts_store_flash_open(&flash, &nor[0].flash, &nor[1].flash, &store) == TS_OK;
}

static void files_in_flash(void **state) {
  static const uint32_t shapes[][3] = {{256, 64, 1}, {1024, 16, 8}, {512, 32, 32}, {4096, 4, 16}};
  (void)state;
  for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++) {
    for (unsigned area = 0; area < 2; area++)
      ts_nor_init(&nor[area], shapes[i][0], shapes[i][1], shapes[i][2], FILES);
    assert_true(open_flash(NULL));
    const char *wrong = ts_port_check_store(&store, &(struct ts_port_store_hooks){NULL, open_flash});
    if (shapes[i][1] > 4)
      assert_right(wrong);
    else
      assert_non_null(wrong); /* a file of 5,000 bytes and its successor have no room in four blocks */
  }
}

static void cut_flash(void *ctx, uint32_t writes) {
  (void)ctx;
  for (unsigned area = 0; area < 2; area++) {
    nor[area].writes = 0;
    nor[area].cut_at = writes;
  }
}

static bool restart_flash(void *ctx) {
  for (unsigned area = 0; area < 2; area++)
    ts_nor_power(&nor[area]);
  return open_flash(ctx);
}

static void flash_outlasts_the_powers_failing(void **state) {
  const struct ts_port_power_hooks hooks = {NULL, cut_flash, restart_flash};
  (void)state;
  for (unsigned tear = 0; tear < TS_NOR_TEARS; tear++) {
    for (unsigned area = 0; area < 2; area++) {
      ts_nor_init(&nor[area], 512, 24, 8, FILES);
      nor[area].tear = (enum ts_nor_tear)tear;
    }
    assert_true(open_flash(NULL));
    assert_right(ts_port_check_store_power(&store, &hooks));
  }
}

static void flash_refuses_what_it_must(void **state) {
  static const char *const bad[] = {"", ".", "..", "Upper", "a/b", "a b", "a-name-of-thirty-two-characters-"};
  const struct ts_bytes x = ts_bytes_of("x");
  static uint8_t large[4096];
  uint64_t size;
  (void)state;
  for (unsigned area = 0; area < 2; area++)
    ts_nor_init(&nor[area], 256, 8, 4, FILES);
  assert_true(open_flash(NULL));
  for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
    assert_int_equal(store.replace(store.ctx, TS_STORE_CARD, bad[i], x), TS_ERR_ARGUMENT);
    assert_int_equal(store.append(store.ctx, TS_STORE_CARD, bad[i], x), TS_ERR_ARGUMENT);
    assert_int_equal(store.remove(store.ctx, TS_STORE_CARD, bad[i]), TS_ERR_ARGUMENT);
    assert_int_equal(store.size(store.ctx, TS_STORE_CARD, bad[i], &size), TS_ERR_ARGUMENT);
  }
  /* Full: nothing has changed. */
  assert_int_equal(store.replace(store.ctx, TS_STORE_CARD, "bundle", ts_bytes(large, 800)), TS_OK);
  assert_int_equal(store.replace(store.ctx, TS_STORE_CARD, "bundle", ts_bytes(large, 900)),
                   TS_ERR_STORE_FULL);
  assert_int_equal(store.append(store.ctx, TS_STORE_CARD, "bundle", ts_bytes(large, sizeof large)),
                   TS_ERR_STORE_FULL);
  assert_int_equal(store.size(store.ctx, TS_STORE_CARD, "bundle", &size), TS_OK);
  assert_int_equal(size, 800);
  /* No more files than the board has memory for. */
  for (unsigned i = 0; i < FILES + 1; i++) {
    const char name[] = {(char)('a' + i), 0};
    assert_int_equal(store.replace(store.ctx, TS_STORE_TRUSTED, name, x),
                     i < FILES ? TS_OK : TS_ERR_STORE_FULL);
  }
  /* Sizes that cannot be worked with, and an area that answers TS_ERR_IO then. */
  nor[1].flash.unit = 3;
  assert_int_equal(ts_store_flash_open(&flash, &nor[0].flash, &nor[1].flash, &store), TS_ERR_ARGUMENT);
  assert_int_equal(store.size(store.ctx, TS_STORE_CARD, "bundle", &size), TS_ERR_IO);
  assert_int_equal(store.replace(store.ctx, TS_STORE_CARD, "bundle", x), TS_ERR_IO);
  assert_int_equal(store.size(store.ctx, TS_STORE_TRUSTED, "a", &size), TS_OK);
}

/* ---- stores that are wrong ---- */

static struct ts_card card;
static struct ts_store good;
static unsigned fault;
enum { LOSES_APPENDS = 1, READS_ON, ONE_AREA, KEEPS_REMOVED, LONG_NAMES_CLASH, REFUSES_REMOVAL, FAULTS };

static enum ts_store_area area_of(enum ts_store_area area) {
  return fault == ONE_AREA ? TS_STORE_CARD : area;
}
static const char *name_of(const char *name) {
  return fault == LONG_NAMES_CLASH && strlen(name) > 8 ? "check-1" : name;
}
static enum ts_err bad_size(void *ctx, enum ts_store_area area, const char *name, uint64_t *size) {
  (void)ctx;
  return good.size(good.ctx, area_of(area), name_of(name), size);
}
static enum ts_err bad_read(void *ctx, enum ts_store_area area, const char *name, uint64_t offset, void *buf,
                            size_t size) {
  (void)ctx;
  enum ts_err err = good.read(good.ctx, area_of(area), name_of(name), offset, buf, size);
  return fault == READS_ON && err == TS_ERR_IO ? TS_OK : err;
}
static enum ts_err bad_replace(void *ctx, enum ts_store_area area, const char *name,
                               struct ts_bytes content) {
  (void)ctx;
  return good.replace(good.ctx, area_of(area), name_of(name), content);
}
static enum ts_err bad_append(void *ctx, enum ts_store_area area, const char *name, struct ts_bytes content) {
  (void)ctx;
  if (fault == LOSES_APPENDS && content.size == 42)
    return TS_OK;
  return good.append(good.ctx, area_of(area), name_of(name), content);
}
static enum ts_err bad_remove(void *ctx, enum ts_store_area area, const char *name) {
  uint64_t size;
  (void)ctx;
  if (fault == KEEPS_REMOVED)
    return TS_OK;
  enum ts_err err = good.size(good.ctx, area, name, &size);
  if (fault == REFUSES_REMOVAL && err == TS_ERR_NOT_FOUND)
    return err;
  return good.remove(good.ctx, area_of(area), name_of(name));
}

static bool forgets(void *ctx) {
  struct ts_card *all = ctx;
  ts_card_drop(all, TS_STORE_TRUSTED, "check-1");
  return true;
}

static void wrong_stores_are_found_out(void **state) {
  const struct ts_store bad = {NULL, bad_size, bad_read, bad_replace, bad_append, bad_remove};
  const struct ts_port_store_hooks none = {NULL, NULL};
  (void)state;
  for (fault = 0; fault < FAULTS; fault++) {
    good = ts_card_store(&card);
    const char *wrong = ts_port_check_store(&bad, &none);
    assert_true((wrong == NULL) == (fault == 0));
    ts_card_free(&card);
  }
  good = ts_card_store(&card);
  assert_non_null(ts_port_check_store(&good, &(struct ts_port_store_hooks){&card, forgets}));
  assert_non_null(ts_port_check_store_read_only(&good, TS_STORE_CARD));
  ts_card_free(&card);
}

/* A store that writes in place: what is half done stays. */
static struct ts_store half_done;
static uint32_t cut_in;

static void cut_store(void *ctx, uint32_t writes) {
  (void)ctx;
  cut_in = writes;
}
static bool restart_store(void *ctx) {
  (void)ctx;
  cut_in = 0;
  return true;
}
/* What is left of SIZE bytes; all, where the power does not fail. */
static enum ts_err falls_short(size_t *size) {
  if (cut_in != 1)
    return TS_OK;
  *size /= 2;
  return TS_ERR_IO;
}
/* Of whole files, each write is all or nothing. */
static bool is_cut(void) {
  bool cut = cut_in == 1;
  cut_in -= cut_in > 0;
  return cut;
}
static enum ts_err replaces_whole(void *ctx, enum ts_store_area area, const char *name,
                                  struct ts_bytes content) {
  (void)ctx;
  return is_cut() ? TS_ERR_IO : good.replace(good.ctx, area, name, content);
}
static enum ts_err appends_whole(void *ctx, enum ts_store_area area, const char *name,
                                 struct ts_bytes content) {
  (void)ctx;
  return is_cut() ? TS_ERR_IO : good.append(good.ctx, area, name, content);
}
static enum ts_err removes_whole(void *ctx, enum ts_store_area area, const char *name) {
  (void)ctx;
  return is_cut() ? TS_ERR_IO : good.remove(good.ctx, area, name);
}
static enum ts_err replaces_in_place(void *ctx, enum ts_store_area area, const char *name,
                                     struct ts_bytes content) {
  (void)ctx;
  enum ts_err cut = falls_short(&content.size), err = good.replace(good.ctx, area, name, content);
  cut_in -= cut_in > 0;
  return cut ? cut : err;
}
static enum ts_err forgets_what_it_appended_to(void *ctx, enum ts_store_area area, const char *name,
                                               struct ts_bytes content) {
  (void)ctx;
  enum ts_err cut = falls_short(&content.size);
  cut_in -= cut_in > 0;
  return cut ? good.replace(good.ctx, area, name, content) == TS_OK ? cut : TS_ERR_INTERNAL
             : good.append(good.ctx, area, name, content);
}
static enum ts_err acknowledges_too_early(void *ctx, enum ts_store_area area, const char *name) {
  (void)ctx;
  size_t size = 2;
  enum ts_err cut = falls_short(&size);
  cut_in -= cut_in > 0;
  return cut ? TS_OK : good.remove(good.ctx, area, name);
}

static void stores_that_do_things_by_halves_are_found_out(void **state) {
  const struct ts_port_power_hooks hooks = {NULL, cut_store, restart_store};
  (void)state;
  for (unsigned i = 0; i < 5; i++) {
    good = ts_card_store(&card);
    half_done = good;
    half_done.replace = i == 4 ? good.replace : replaces_whole; /* the fifth one's power does not fail */
    half_done.append = appends_whole;
    half_done.remove = removes_whole;
    if (i == 1)
      half_done.replace = replaces_in_place;
    else if (i == 2)
      half_done.append = forgets_what_it_appended_to;
    else if (i == 3)
      half_done.remove = acknowledges_too_early;
    assert_true((ts_port_check_store_power(&half_done, &hooks) == NULL) == (i == 0));
    ts_card_free(&card);
  }
}

/* ---- clocks ---- */

static struct ts_clock_script script;

static void pass(void *ctx) {
  ts_clock_script_advance(ctx, 700000);
}

static void clocks(void **state) {
  const struct ts_port_clock_hooks by_itself = {NULL, NULL}, by_script = {&script, pass};
  struct ts_clock_system system;
  struct ts_clock clock;
  (void)state;
  ts_clock_system_init(&system, TS_TIME_RTC, &clock);
  assert_right(ts_port_check_clock(&clock, &by_itself));
  ts_clock_fixed_init(&system, (struct ts_time){1767225600, TS_TIME_OPERATOR}, &clock);
  assert_right(ts_port_check_clock(&clock, &by_itself));
  for (unsigned believed = 0; believed < 3; believed++) {
    static const enum ts_config_clock kinds[] = {TS_CONFIG_CLOCK_NTP, TS_CONFIG_CLOCK_RTC,
                                                 TS_CONFIG_CLOCK_NONE};
    struct ts_clock_kernel kernel;
    ts_clock_kernel_init(&kernel, kinds[believed], &clock);
    assert_right(ts_port_check_clock(&clock, &by_itself));
    if (kinds[believed] !=
        TS_CONFIG_CLOCK_NTP) /* whether a time server set this machine's clock is not ours to say */
      assert_int_equal(clock.now(clock.ctx).trust,
                       kinds[believed] == TS_CONFIG_CLOCK_RTC ? TS_TIME_RTC : TS_TIME_NONE);
  }
  ts_clock_script_init(&script, (struct ts_time){1767225600, TS_TIME_RTC}, &clock);
  assert_right(ts_port_check_clock(&clock, &by_script));
  assert_non_null(ts_port_check_clock(&clock, &by_itself)); /* stands still */
  ts_clock_script_init(&script, (struct ts_time){0, TS_TIME_RTC}, &clock);
  assert_non_null(ts_port_check_clock(&clock, &by_script)); /* 1970, by a clock that is believed */
  ts_clock_script_init(&script, (struct ts_time){0, TS_TIME_NONE}, &clock);
  assert_right(ts_port_check_clock(&clock, &by_script));
}

/* ---- screens ---- */

static uint16_t pixel(void *ctx, uint32_t x, uint32_t y) {
  const struct ts_display_png *png = ctx;
  return png->pixel[y][x];
}

static struct ts_display_png png;
static struct ts_display shown;

static enum ts_err swaps_bytes(void *ctx, uint32_t y, uint32_t height, const uint16_t *pixels) {
  static uint16_t swapped[16 * TS_DISPLAY_WIDTH];
  (void)ctx;
  for (size_t i = 0; i < (size_t)height * TS_DISPLAY_WIDTH; i++)
    swapped[i] = (uint16_t)(pixels[i] << 8 | pixels[i] >> 8);
  return shown.rows(shown.ctx, y, height, swapped);
}

static enum ts_err is_off_by_one(void *ctx, uint32_t y, uint32_t height, const uint16_t *pixels) {
  (void)ctx;
  return shown.rows(shown.ctx, height == 1 && y > 0 ? y - 1 : y, height, pixels);
}

static void screens(void **state) {
  const struct ts_port_display_hooks hooks = {&png, pixel};
  (void)state;
  ts_display_png_init(&png, &shown);
  assert_right(ts_port_check_display(&shown, &hooks));
  assert_non_null(ts_port_check_display(&(struct ts_display){NULL, swaps_bytes}, &hooks));
  assert_non_null(ts_port_check_display(&(struct ts_display){NULL, is_off_by_one}, &hooks));
}

/* ---- buttons ---- */

static struct ts_input_event pending;
static bool sticks;

static enum ts_err poll_event(void *ctx, struct ts_input_event *event) {
  (void)ctx;
  *event = pending;
  if (!sticks)
    pending = (struct ts_input_event){.kind = TS_INPUT_NONE};
  return TS_OK;
}

static void press(void *ctx, enum ts_button button) {
  const bool *crossed = ctx;
  pending = (struct ts_input_event){.kind = TS_INPUT_KEY,
                                    .key = *crossed && button == TS_KEY_OK ? TS_KEY_NEXT : button};
}

static void buttons(void **state) {
  const struct ts_input input = {NULL, poll_event};
  bool crossed = false;
  const struct ts_port_input_hooks hooks = {&crossed, press};
  (void)state;
  assert_right(ts_port_check_input(&input, &hooks));
  crossed = true;
  assert_non_null(ts_port_check_input(&input, &hooks));
  pending = (struct ts_input_event){.kind = TS_INPUT_CHARACTER, .character = 7};
  assert_non_null(ts_port_check_input(&input, &(struct ts_port_input_hooks){NULL, NULL}));
  sticks = true;
  press(&crossed, TS_KEY_BACK);
  assert_non_null(ts_port_check_input(&input, &(struct ts_port_input_hooks){NULL, NULL}));
}

/* ---- cameras and the reader ---- */

static struct ts_jpeg_file photo(const char *text) {
  struct ts_canvas canvas = ts_canvas_new(640, 480);
  struct ts_drawing drawing = {
      .symbology = BARCODE_QRCODE, .text = ts_bytes_of(text), .x = 200, .y = 120, .module = 6};
  struct ts_point corner[TS_SYMBOL_CORNERS];
  assert_true(ts_canvas_draw(&canvas, &drawing, corner));
  struct ts_jpeg_recipe recipe = {.width = 640, .height = 480, .gray = canvas.gray};
  struct ts_jpeg_file file = ts_jpeg_make(&recipe);
  ts_canvas_free(&canvas);
  return file;
}

static struct ts_picture given;

static enum ts_err next_given(void *ctx, struct ts_picture *picture) {
  (void)ctx;
  *picture = given;
  return TS_OK;
}

static void cameras(void **state) {
  static uint8_t memory[TS_CAMERA_PHOTO_MAX];
  static const uint8_t gray[64 * 48];
  const struct ts_port_camera_hooks one = {.pictures = 1, .calls = 3}, more = {.pictures = 2, .calls = 9};
  char path[] = "/tmp/ts-ports-XXXXXX", *list[] = {path};
  struct ts_jpeg_file file = photo("camera");
  struct ts_camera camera, played = {NULL, next_given};
  (void)state;
  int fd = mkstemp(path);
  assert_true(fd >= 0 && write(fd, file.data, file.size) == (ssize_t)file.size && close(fd) == 0);
  struct ts_camera_files series = {.path = list, .count = 1, .memory = memory};
  ts_camera_files_init(&series, &camera);
  assert_right(ts_port_check_camera(&camera, &one));
  assert_non_null(ts_port_check_camera(&camera, &more)); /* it has ended */
  assert_int_equal(unlink(path), 0);
  given.frame = (struct ts_frame){gray, 64, 48, 64, 64, 48};
  assert_right(ts_port_check_camera(&played, &more));
  given.frame.stride = 63;
  assert_non_null(ts_port_check_camera(&played, &more));
  given = (struct ts_picture){.photo = ts_bytes_of("no photograph")};
  assert_non_null(ts_port_check_camera(&played, &more));
  ts_jpeg_free(&file);
}

static struct ts_reader reader;

static enum ts_err clears_first(void *ctx, const struct ts_frame *frame, struct ts_symbols *symbols) {
  symbols->count = 0;
  symbols->pool.size = 0;
  return reader.read(ctx, frame, symbols);
}

TS_READER_MEMORY(reader_memory, 1280);

static void the_reader(void **state) {
  struct ts_jpeg_file file = photo("https://example.com/01/09506000134352/21/A1");
  struct ts_port_reader_sample sample = {.photo = ts_jpeg_bytes(&file),
                                         .text = ts_bytes_of("https://example.com/01/09506000134352/21/A1"),
                                         .symbology = TS_SYMBOLOGY_QR};
  (void)state;
  assert_int_equal(ts_reader_init(&reader, &reader_memory), TS_OK);
  assert_right(ts_port_check_reader(&reader, &sample));
  struct ts_reader wrong = reader;
  wrong.read = clears_first;
  assert_non_null(ts_port_check_reader(&wrong, &sample));
  sample.text = ts_bytes_of("something else");
  assert_non_null(ts_port_check_reader(&reader, &sample));
  ts_jpeg_free(&file);
}

/* ---- the device's key ---- */

static struct ts_crypto crypto;
static struct ts_identity identity;

static enum ts_err signs_another(void *ctx, const uint8_t digest[TS_SHA256_SIZE],
                                 uint8_t signature[TS_P256_SIGNATURE_SIZE]) {
  uint8_t other[TS_SHA256_SIZE];
  memcpy(other, digest, sizeof other);
  other[0] ^= 1;
  return identity.sign(ctx, other, signature);
}

/* As a board with Linux keeps it. */
static void the_key_in_a_folder(void **state) {
  struct ts_identity_psa psa;
  bool writable = true;
  char path[80];
  (void)state;
  (void)snprintf(folder, sizeof folder, "/tmp/ts-ports-XXXXXX");
  assert_non_null(mkdtemp(folder));
  assert_int_equal(ts_store_files_make(folder), TS_OK);
  files.folder[0] = files.folder[1] = -1;
  assert_true(open_files(&writable));
  assert_int_equal(ts_crypto_psa_init(&crypto), TS_OK);
  assert_int_equal(ts_identity_psa_open(&psa, &store, &crypto, true, &identity), TS_OK);
  assert_right(ts_port_check_identity(&identity, &crypto));
  assert_int_equal(store.remove(store.ctx, TS_STORE_TRUSTED, TS_IDENTITY_FILE), TS_OK);
  ts_store_files_close(&files);
  for (unsigned i = 0; i < 2; i++) {
    (void)snprintf(path, sizeof path, "%s/%s", folder, i ? "card" : "trusted");
    assert_int_equal(rmdir(path), 0);
  }
  assert_int_equal(rmdir(folder), 0);
}

static void the_key(void **state) {
  struct ts_identity_psa psa;
  (void)state;
  for (unsigned area = 0; area < 2; area++)
    ts_nor_init(&nor[area], 256, 16, 8, FILES);
  assert_true(open_flash(NULL));
  assert_int_equal(ts_crypto_psa_init(&crypto), TS_OK);
  assert_int_equal(ts_identity_psa_open(&psa, &store, &crypto, false, &identity), TS_ERR_NOT_FOUND);
  assert_non_null(ts_port_check_identity(&identity, &crypto));
  assert_int_equal(ts_identity_psa_open(&psa, &store, &crypto, true, &identity), TS_OK);
  assert_right(ts_port_check_identity(&identity, &crypto));
  struct ts_identity wrong = identity;
  wrong.sign = signs_another;
  assert_non_null(ts_port_check_identity(&wrong, &crypto));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(files_in_a_folder),
      cmocka_unit_test(files_in_flash),
      cmocka_unit_test(flash_outlasts_the_powers_failing),
      cmocka_unit_test(flash_refuses_what_it_must),
      cmocka_unit_test(wrong_stores_are_found_out),
      cmocka_unit_test(stores_that_do_things_by_halves_are_found_out),
      cmocka_unit_test(clocks),
      cmocka_unit_test(screens),
      cmocka_unit_test(buttons),
      cmocka_unit_test(cameras),
      cmocka_unit_test(the_reader),
      cmocka_unit_test(the_key),
      cmocka_unit_test(the_key_in_a_folder),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
