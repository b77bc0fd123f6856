/* SPDX-License-Identifier: Apache-2.0 */
#include "handheld.h"

#include "adapters/confine_arena.h"
#include "adapters/crypto_psa.h"
#include "board.h"

/* The camera's pictures: 640 × 480. */
#define FRAME_PIXELS (640u * 480u)
#define FRAME_SIDE_MAX 640u
/* The bundle's head; its sets stay on the card. */
#define BUNDLE_MAX (32u * 1024u)
/* A photograph until it is kept, and a manifest while it is read. */
#define SCRATCH_SIZE (72u * 1024u)
/* ZBar's: what it is given are small clean drawings. */
#define READER_ARENA_SIZE (32u * 1024u)
/* Of one call of a library: 1 G instructions. Honest frames take a fiftieth of that. */
#define TIME_LIMIT TS_TICKS_PER_SECOND

/*
 * The card, 256 blocks of 64 KB and 128 files (the file `flash`): records take 40 blocks, photographs at most 128, what is
 * left has room for the journal's other files, some 30, and for two bundles.
 */
#define SEGMENT_SIZE (256u * 1024u)
#define SEGMENTS 8u
#define PHOTOS 64u
#define PHOTO_BYTES (PHOTOS * SCRATCH_SIZE)

static uint8_t gray[FRAME_PIXELS] TS_BULK;
/*
 * The reader's work memory means nothing between its calls. Neither the decoding of a photograph, which comes before
 * them, nor a signature's check, which comes after, runs at the same time: their arenas are the same memory.
 */
static uint8_t work[TS_READER_WORK_SIZE(FRAME_PIXELS)] TS_BULK;
static uint8_t reader_arena[READER_ARENA_SIZE] TS_BULK;
static uint8_t bundle[BUNDLE_MAX] TS_BULK;
static uint8_t scratch[SCRATCH_SIZE] TS_BULK;
static struct ts_reader_memory reader_memory TS_BULK;

void ts_handheld_confine(void) {
  const struct ts_confine_limits shared = {work, sizeof work, TIME_LIMIT};
  const struct ts_confine_limits own = {reader_arena, sizeof reader_arena, TIME_LIMIT};
  ts_confine_limit(TS_CONFINED_JPEG, &shared);
  ts_confine_limit(TS_CONFINED_CRYPTO, &shared);
  ts_confine_limit(TS_CONFINED_READER, &own);
  ts_confine_alarm(ts_board_alarm);
}

static void place_reader(void) {
  reader_memory = (struct ts_reader_memory){0};
  reader_memory.gray = gray;
  reader_memory.gray_size = sizeof gray;
  reader_memory.work = work;
  reader_memory.work_size = sizeof work;
  reader_memory.side_max = FRAME_SIDE_MAX;
}

enum ts_err ts_handheld_open(struct ts_handheld *device) {
  place_reader();
  device->loop = (struct ts_loop){
      .app = &device->app, .camera = device->camera, .input = device->input, .display = device->display};
  if (ts_crypto_psa_init(&device->crypto) != TS_OK ||
      ts_reader_init(&device->reader, &reader_memory) != TS_OK) {
    return TS_ERR_INTERNAL;
  }
  device->identity_err =
      ts_identity_psa_open(&device->identity_psa, device->store, &device->crypto, true, &device->identity);
  const struct ts_app_ports ports = {.device = {.store = device->store,
                                                .crypto = &device->crypto,
                                                .clock = device->clock,
                                                .reader = &device->reader},
                                     .identity = &device->identity,
                                     .sound = device->sound};
  const struct ts_app_memory memory = {.bundle = bundle,
                                       .bundle_size = sizeof bundle,
                                       .scratch = scratch,
                                       .scratch_size = sizeof scratch,
                                       .journal = {.segment_size = SEGMENT_SIZE, .segments = SEGMENTS},
                                       .photos = {.files = PHOTOS, .bytes = PHOTO_BYTES}};
  ts_app_open(&device->app, &ports, &memory);
  return TS_OK;
}
