/* SPDX-License-Identifier: Apache-2.0 */
#include "adapters/follow.h"

/* Pixels: a part begins where the pyramid's levels have the same pixels as in the frame. */
#define ALIGNED 64
/* Part of the box to each side, and pixels besides: what a hand moves from frame to frame. */
#define MARGIN 4
#define MARGIN_MIN 24

/* ---- what was seen ---- */

static uint32_t hash_of(const struct ts_symbol *symbol) {
  uint32_t hash = 2166136261u + symbol->gs1; /* FNV-1a; it only decides whether to look on */
  for (size_t i = 0; i < symbol->bytes.size; i++)
    hash = (hash ^ symbol->bytes.data[i]) * 16777619u;
  return hash;
}

static int32_t to_frame(int32_t at, uint32_t size, uint32_t source) {
  return (int32_t)((int64_t)at * size / source);
}

static struct ts_reader_track track_of(const struct ts_symbol *symbol, const struct ts_frame *frame,
                                       float scale) {
  struct ts_reader_track track = {.symbology = symbol->symbology, .scale = scale, .hash = hash_of(symbol)};
  for (size_t i = 0; i < TS_SYMBOL_CORNERS; i++) {
    struct ts_point p = {to_frame(symbol->corner[i].x, frame->width, frame->source_width),
                         to_frame(symbol->corner[i].y, frame->height, frame->source_height)};
    track.low.x = i == 0 || p.x < track.low.x ? p.x : track.low.x;
    track.low.y = i == 0 || p.y < track.low.y ? p.y : track.low.y;
    track.high.x = i == 0 || p.x > track.high.x ? p.x : track.high.x;
    track.high.y = i == 0 || p.y > track.high.y ? p.y : track.high.y;
  }
  return track;
}

/* Remembers the symbols from FIRST on. */
static void learn(struct ts_reader_memory *memory, const struct ts_frame *frame,
                  const struct ts_symbols *symbols, size_t first, const float *scale) {
  struct ts_reader_tracks *tracks = &memory->tracks;
  size_t count = symbols->count - first;
  tracks->width = frame->width;
  tracks->height = frame->height;
  tracks->count = count <= TS_READER_TRACKS_MAX && !symbols->truncated ? count : 0;
  for (size_t i = 0; i < tracks->count; i++)
    tracks->track[i] = track_of(&symbols->item[first + i], frame, scale[i]);
}

/* ---- where it was ---- */

/* From LOW to HIGH, widened, begun at a multiple of ALIGNED, within SIZE. */
static void widen(int32_t low, int32_t high, uint32_t size, uint32_t *begin, uint32_t *length) {
  int32_t margin = (high - low) / MARGIN + MARGIN_MIN, last = (int32_t)size;
  low = low - margin > 0 ? (low - margin) / ALIGNED * ALIGNED : 0;
  high = high + margin < last ? high + margin : last;
  *begin = low < high ? (uint32_t)low : 0;
  *length = low < high ? (uint32_t)(high - low) : 0;
}

/* The frame's pixels around a track, as a frame of its own that is its own photograph. */
static struct ts_frame part_of(const struct ts_frame *frame, const struct ts_reader_track *track, uint32_t *x,
                               uint32_t *y) {
  struct ts_frame part = {.stride = frame->stride};
  widen(track->low.x, track->high.x, frame->width, x, &part.width);
  widen(track->low.y, track->high.y, frame->height, y, &part.height);
  part.gray = frame->gray + (size_t)*y * frame->stride + *x;
  part.source_width = part.width;
  part.source_height = part.height;
  return part;
}

static void move(struct ts_symbol *symbol, const struct ts_frame *frame, uint32_t x, uint32_t y) {
  for (size_t i = 0; i < TS_SYMBOL_CORNERS; i++) {
    int64_t at_x = (int64_t)symbol->corner[i].x + x, at_y = (int64_t)symbol->corner[i].y + y;
    symbol->corner[i].x = (int32_t)(at_x * frame->source_width / frame->width);
    symbol->corner[i].y = (int32_t)(at_y * frame->source_height / frame->height);
  }
}

/* Looks for one track; appends its symbol. False: it is not there as it was, or there is more than it. */
static bool find(struct ts_reader_memory *memory, const struct ts_frame *frame,
                 const struct ts_reader_track *track, struct ts_symbols *symbols) {
  size_t before = symbols->count;
  uint32_t x = 0, y = 0;
  struct ts_frame part = part_of(frame, track, &x, &y);
  if (part.width == 0 || part.height == 0 || ts_reader_read_part(memory, &part, track, symbols) != TS_OK ||
      symbols->count != before + 1 || symbols->truncated)
    return false;
  struct ts_symbol *symbol = &symbols->item[before];
  move(symbol, frame, x, y);
  return symbol->symbology == track->symbology && hash_of(symbol) == track->hash;
}

static bool find_all(struct ts_reader_memory *memory, const struct ts_frame *frame,
                     struct ts_symbols *symbols) {
  struct ts_reader_tracks *tracks = &memory->tracks;
  if (tracks->count == 0 || tracks->width != frame->width || tracks->height != frame->height ||
      tracks->followed >= TS_READER_FOLLOWED - 1)
    return false;
  for (size_t i = 0; i < tracks->count; i++)
    if (!find(memory, frame, &tracks->track[i], symbols))
      return false;
  return true;
}

enum ts_err ts_reader_follow(struct ts_reader_memory *memory, const struct ts_frame *frame,
                             struct ts_symbols *symbols) {
  struct ts_symbols before = *symbols;
  float scale[TS_SYMBOLS_MAX] = {0};
  size_t first = symbols->count, followed = memory->tracks.count;
  bool truncated = symbols->truncated;
  symbols->truncated = symbols->whole = false;
  if (find_all(memory, frame, symbols)) {
    for (size_t i = 0; i < followed; i++)
      scale[i] = memory->tracks.track[i].scale;
    learn(memory, frame, symbols, first, scale);
    memory->tracks.followed++;
    symbols->truncated = truncated;
    return TS_OK;
  }
  *symbols = before;
  symbols->truncated = symbols->whole = false;
  memory->tracks.count = 0;
  memory->tracks.followed = 0;
  enum ts_err err = ts_reader_read(memory, frame, symbols);
  if (err == TS_OK)
    learn(memory, frame, symbols, first, memory->scale);
  symbols->truncated = symbols->truncated || truncated;
  return err;
}
