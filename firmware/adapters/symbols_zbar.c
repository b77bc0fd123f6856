/* SPDX-License-Identifier: Apache-2.0 */
#include "adapters/symbols_zbar.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "adapters/zbar_pass.h"

#define GS 0x1d

/* The pictures of one frame that are looked at, in this order. */
enum {
  PASS_FULL,
  PASS_FULL_SHIFTED,
  PASS_HALF,
  PASS_HALF_SHIFTED,
};

/* A reading under way. */
struct reading {
  struct ts_zbar_memory *memory;
  const struct ts_frame *frame;
  unsigned pass;
  bool overflow; /* more was seen than fits */
};

/* ---- pictures ---- */

static bool is_half(unsigned pass) {
  return pass == PASS_HALF || pass == PASS_HALF_SHIFTED;
}

static bool is_shifted(unsigned pass) {
  return pass == PASS_FULL_SHIFTED || pass == PASS_HALF_SHIFTED;
}

static uint32_t average(const uint8_t *p, uint32_t stride) {
  return ((uint32_t)p[0] + p[1] + p[stride] + p[stride + 1] + 2) / 4;
}

/* Half size: means of 2 x 2 pixels, from (FROM, FROM) on. */
static void halve(struct ts_zbar_pass *picture, uint8_t *out, const struct ts_frame *frame, uint32_t from) {
  uint32_t width = (frame->width - from) / 2, height = (frame->height - from) / 2;
  for (uint32_t y = 0; y < height; y++) {
    const uint8_t *row = frame->gray + (size_t)(from + y * 2) * frame->stride + from;
    for (uint32_t x = 0; x < width; x++)
      out[(size_t)y * width + x] = (uint8_t)average(row + (size_t)x * 2, frame->stride);
  }
  picture->gray = out;
  picture->width = width;
  picture->height = height;
}

/* Weights -1 5 5 -1 of four neighbours: the value half way between them, as much sharper as the shift would
 * blur it. */
static int32_t between(int32_t a, int32_t b, int32_t c, int32_t d) {
  return 5 * (b + c) - a - d;
}

static int32_t column(const uint8_t *p, uint32_t stride) {
  return between(p[0], p[stride], p[(size_t)stride * 2], p[(size_t)stride * 3]);
}

/* The same picture shifted by half a pixel both ways, so that no sample is the same. */
static void shift(struct ts_zbar_pass *picture, uint8_t *out, const struct ts_frame *frame) {
  uint32_t width = frame->width - 3, height = frame->height - 3;
  for (uint32_t y = 0; y < height; y++) {
    const uint8_t *row = frame->gray + (size_t)y * frame->stride;
    int32_t a = column(row, frame->stride), b = column(row + 1, frame->stride),
            c = column(row + 2, frame->stride);
    for (uint32_t x = 0; x < width; x++) {
      int32_t d = column(row + x + 3, frame->stride), value = (between(a, b, c, d) + 32) / 64;
      out[(size_t)y * width + x] = (uint8_t)(value < 0 ? 0 : value > UINT8_MAX ? UINT8_MAX : value);
      a = b;
      b = c;
      c = d;
    }
  }
  picture->gray = out;
  picture->width = width;
  picture->height = height;
}

/* ZBar wants rows without a gap. */
static void whole(struct ts_zbar_pass *picture, uint8_t *out, const struct ts_frame *frame) {
  picture->gray = frame->gray;
  picture->width = frame->width;
  picture->height = frame->height;
  if (frame->stride == frame->width)
    return;
  for (uint32_t y = 0; y < frame->height; y++)
    memcpy(out + (size_t)y * frame->width, frame->gray + (size_t)y * frame->stride, frame->width);
  picture->gray = out;
}

static void draw(struct ts_zbar_pass *picture, uint8_t *out, const struct ts_frame *frame, unsigned pass) {
  if (pass == PASS_FULL)
    whole(picture, out, frame);
  else if (pass == PASS_FULL_SHIFTED)
    shift(picture, out, frame);
  else
    halve(picture, out, frame, pass == PASS_HALF_SHIFTED);
}

/* ---- places ---- */

static int32_t to_source(int32_t at, unsigned pass, uint32_t source, uint32_t size) {
  int64_t in_frame = (int64_t)at * (is_half(pass) ? 2 : 1) + (is_shifted(pass) ? 1 : 0);
  return (int32_t)(in_frame * (int64_t)source / (int64_t)size);
}

static struct ts_point place(const struct reading *r, struct ts_point p) {
  return (struct ts_point){.x = to_source(p.x, r->pass, r->frame->source_width, r->frame->width),
                           .y = to_source(p.y, r->pass, r->frame->source_height, r->frame->height)};
}

/* Is the centre of B within the bounding box of A? */
static bool same_place(const struct ts_point *a, const struct ts_point *b) {
  struct ts_point low = a[0], high = a[0], sum = {0};
  for (size_t i = 0; i < TS_SYMBOL_CORNERS; i++) {
    low.x = a[i].x < low.x ? a[i].x : low.x;
    low.y = a[i].y < low.y ? a[i].y : low.y;
    high.x = a[i].x > high.x ? a[i].x : high.x;
    high.y = a[i].y > high.y ? a[i].y : high.y;
    sum.x += b[i].x / TS_SYMBOL_CORNERS;
    sum.y += b[i].y / TS_SYMBOL_CORNERS;
  }
  return sum.x >= low.x && sum.x <= high.x && sum.y >= low.y && sum.y <= high.y;
}

/* ---- candidates ---- */

/* A linear code's text is one candidate wherever it stands, as ZBar itself joins what reads the same. */
static bool same_symbol(const struct ts_symbol *a, const struct ts_symbol *b) {
  if (a->symbology != b->symbology || a->gs1 != b->gs1 || !ts_bytes_equal(a->bytes, b->bytes))
    return false;
  return a->symbology != TS_SYMBOLOGY_QR || same_place(a->corner, b->corner);
}

static void add_candidate(struct reading *r, const struct ts_symbol *symbol, uint32_t quality) {
  struct ts_zbar_memory *m = r->memory;
  if (m->count == TS_SYMBOLS_MAX || symbol->bytes.size > TS_SYMBOLS_POOL - m->pool_size) {
    r->overflow = true;
    return;
  }
  struct ts_zbar_candidate *c = &m->candidate[m->count];
  *c = (struct ts_zbar_candidate){.symbol = *symbol, .quality = quality, .passes = 1u << r->pass};
  memcpy(m->pool + m->pool_size, symbol->bytes.data, symbol->bytes.size);
  c->symbol.bytes.data = m->pool + m->pool_size;
  m->pool_size += (uint32_t)symbol->bytes.size;
  m->count++;
}

static void on_found(void *ctx, const struct ts_zbar_find *find) {
  struct reading *r = ctx;
  if (find->refused)
    return;
  struct ts_symbol symbol = {.symbology = find->symbology, .gs1 = find->gs1, .bytes = find->bytes};
  for (size_t i = 0; i < TS_SYMBOL_CORNERS; i++)
    symbol.corner[i] = place(r, find->corner[i]);
  for (uint32_t i = 0; i < r->memory->count; i++) {
    struct ts_zbar_candidate *c = &r->memory->candidate[i];
    if (same_symbol(&c->symbol, &symbol)) {
      c->passes |= 1u << r->pass;
      c->quality = find->quality > c->quality ? find->quality : c->quality;
      return;
    }
  }
  add_candidate(r, &symbol, find->quality);
}

/* ---- rules ---- */

/* Two passes, and not just two of those whose pixels are computed from their neighbours. */
static bool is_confirmed(const struct ts_zbar_candidate *c) {
  bool twice = (c->passes & (c->passes - 1)) != 0, plain = c->passes & (1u << PASS_FULL | 1u << PASS_HALF);
  return c->symbol.symbology == TS_SYMBOLOGY_QR || (twice && plain);
}

/* What GS1's and a brand's alphabets can hold at all. */
static bool plain_text(struct ts_bytes text) {
  for (size_t i = 0; i < text.size; i++)
    if ((text.data[i] < 0x20 || text.data[i] > 0x7e) && text.data[i] != GS)
      return false;
  return true;
}

/* GS1 General Specifications section 7.9: weights 3 and 1 from the right, the check digit itself 1. */
static bool check_digit_ok(struct ts_bytes digits) {
  uint32_t sum = 0;
  if (!ts_bytes_all_digits(digits))
    return false;
  for (size_t i = 0; i < digits.size; i++) {
    uint32_t weight = (digits.size - i) % 2 ? 1 : 3;
    sum += weight * (uint32_t)(digits.data[i] - '0');
  }
  return sum % 10 == 0;
}

static bool i25_ok(struct ts_bytes text, uint32_t lengths) {
  return text.size < 32 && (lengths >> text.size & 1) && check_digit_ok(text);
}

static bool is_accepted(const struct ts_zbar_candidate *c, uint32_t i25_lengths) {
  switch (c->symbol.symbology) {
  case TS_SYMBOLOGY_QR:
  case TS_SYMBOLOGY_CODE39:
    return true;
  case TS_SYMBOLOGY_CODE128:
    return c->quality >= TS_ZBAR_CODE128_QUALITY && plain_text(c->symbol.bytes);
  case TS_SYMBOLOGY_I25:
    return is_confirmed(c) && i25_ok(c->symbol.bytes, i25_lengths);
  case TS_SYMBOLOGY_EAN13:
  case TS_SYMBOLOGY_EAN8:
  case TS_SYMBOLOGY_UPCE:
  case TS_SYMBOLOGY_DATABAR:
  case TS_SYMBOLOGY_DATABAR_EXPANDED:
    return is_confirmed(c) && plain_text(c->symbol.bytes);
  case TS_SYMBOLOGY_TYPED:
  case TS_SYMBOLOGY_NONE:
    break;
  }
  return false;
}

/* ---- passes ---- */

static bool any_unconfirmed(const struct ts_zbar_memory *m) {
  for (uint32_t i = 0; i < m->count; i++)
    if (!is_confirmed(&m->candidate[i]))
      return true;
  return false;
}

static bool any_sure(const struct ts_zbar_memory *m) {
  for (uint32_t i = 0; i < m->count; i++)
    if (is_confirmed(&m->candidate[i]) && is_accepted(&m->candidate[i], m->i25_lengths))
      return true;
  return false;
}

/* A pass that did not end well has seen nothing. */
static void forget(struct ts_zbar_memory *m, unsigned pass, uint32_t count, uint32_t pool_size) {
  m->count = count;
  m->pool_size = pool_size;
  for (uint32_t i = 0; i < count; i++)
    m->candidate[i].passes &= ~(1u << pass);
}

static enum ts_confine_end look(struct reading *r, unsigned pass) {
  struct ts_zbar_memory *m = r->memory;
  struct ts_zbar_pass picture = {
      .look_for = TS_ZBAR_LINEAR, .i25_lengths = m->i25_lengths, .found = on_found, .ctx = r};
  uint32_t count = m->count, pool_size = m->pool_size;
  draw(&picture, m->work, r->frame, pass);
  r->pass = pass;
  enum ts_confine_end end = ts_zbar_pass(&picture);
  if (end != TS_CONFINE_DONE)
    forget(m, pass, count, pool_size);
  return end;
}

/* *FIRST is how the first pass ended: only what comes after it may fail without being an error. */
static bool look_at_all(struct reading *r, enum ts_confine_end *first) {
  const uint32_t smallest = 4; /* below that there is nothing to shift */
  bool small = r->frame->width < smallest || r->frame->height < smallest;
  *first = look(r, PASS_FULL);
  if (*first != TS_CONFINE_DONE || small)
    return *first == TS_CONFINE_DONE;
  bool all = !any_unconfirmed(r->memory) || look(r, PASS_FULL_SHIFTED) == TS_CONFINE_DONE;
  if (!all || any_sure(r->memory))
    return all;
  return look(r, PASS_HALF) == TS_CONFINE_DONE &&
         (!any_unconfirmed(r->memory) || look(r, PASS_HALF_SHIFTED) == TS_CONFINE_DONE);
}

static void report(const struct ts_zbar_memory *m, struct ts_symbols *symbols) {
  for (uint32_t i = 0; i < m->count; i++) {
    const struct ts_zbar_candidate *c = &m->candidate[i];
    struct ts_symbol symbol = c->symbol;
    symbol.confirmed = is_confirmed(c);
    if (is_accepted(c, m->i25_lengths))
      (void)ts_symbols_add(symbols, &symbol); /* what does not fit is said by TRUNCATED */
  }
}

static bool frame_ok(const struct ts_frame *f) {
  return f->gray != NULL && f->width >= 1 && f->height >= 1 && f->width <= TS_FRAME_SIDE_MAX &&
         f->height <= TS_FRAME_SIDE_MAX && f->stride >= f->width && f->source_width >= 1 &&
         f->source_height >= 1 && f->source_width <= INT32_MAX / 16 && f->source_height <= INT32_MAX / 16;
}

enum ts_err ts_zbar_read(struct ts_zbar_memory *memory, const struct ts_frame *frame,
                         struct ts_symbols *symbols) {
  if (!frame_ok(frame))
    return TS_ERR_ARGUMENT;
  memory->count = 0;
  memory->pool_size = 0;
  struct reading r = {.memory = memory, .frame = frame};
  enum ts_confine_end first = TS_CONFINE_REFUSED;
  bool all = look_at_all(&r, &first);
  if (first == TS_CONFINE_EXHAUSTED)
    return TS_ERR_READER_MEMORY;
  if (first == TS_CONFINE_REFUSED || first == TS_CONFINE_BROKEN)
    return TS_ERR_INTERNAL;
  report(memory, symbols);
  symbols->truncated = symbols->truncated || !all || r.overflow;
  return TS_OK;
}
