/* SPDX-License-Identifier: Apache-2.0 */
#include "support/qr_picture.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <zint.h>

#define QUIET 4.0f
#define LOOKS 4

/* ---- modules ---- */

bool ts_qr_make(struct ts_qr_bits *out, const struct ts_qr_recipe *recipe) {
  struct zint_symbol *symbol = ZBarcode_Create();
  if (symbol == NULL)
    abort();
  symbol->symbology = BARCODE_QRCODE;
  symbol->input_mode = recipe->mode;
  symbol->eci = recipe->eci;
  symbol->option_1 = recipe->level ? recipe->level : -1;
  symbol->option_2 = (int)recipe->version;
  symbol->option_3 = recipe->mask << 8;
  bool made = ZBarcode_Encode(symbol, recipe->text.data, (int)recipe->text.size) < ZINT_ERROR;
  memset(out, 0, sizeof *out);
  out->side = made ? (uint8_t)symbol->width : 0;
  for (unsigned y = 0; y < out->side; y++)
    for (unsigned x = 0; x < out->side; x++)
      ts_qr_set(out, x, y, symbol->encoded_data[y][x >> 3] >> (x & 7) & 1);
  ZBarcode_Delete(symbol);
  return made;
}

struct ts_bytes ts_qr_filler(char *text, size_t size, uint32_t seed) {
  uint32_t state = seed * 2654435761u + 1;
  for (size_t i = 0; i < size; i++) {
    state = state * 1664525u + 1013904223u;
    text[i] = "abcdefghijklmnopqrstuvwxyz0123456789"[(state >> 16) % 36];
  }
  return ts_bytes(text, size);
}

size_t ts_qr_capacity(unsigned version) {
  static const uint16_t bytes[TS_QR_VERSION_MAX] = {
      17,   32,   53,   78,   106,  134,  154,  192,  230,  271,  321,  367,  425,  458,
      520,  586,  644,  718,  792,  858,  929,  1003, 1091, 1171, 1273, 1367, 1465, 1528,
      1628, 1732, 1840, 1952, 2068, 2188, 2303, 2431, 2563, 2699, 2809, 2953};
  return bytes[version - 1];
}

void ts_qr_transpose(struct ts_qr_bits *bits) {
  struct ts_qr_bits from = *bits;
  for (unsigned y = 0; y < from.side; y++)
    for (unsigned x = 0; x < from.side; x++)
      ts_qr_set(bits, x, y, ts_qr_get(&from, y, x));
}

/* ---- poses ---- */

struct ts_qr_pose ts_qr_upright(float x, float y, float module, unsigned side) {
  float size = module * (float)side;
  return (struct ts_qr_pose){.corner = {.x = {x, x + size, x + size, x}, .y = {y, y, y + size, y + size}}};
}

struct ts_qr_pose ts_qr_turned(float middle_x, float middle_y, float module, unsigned side, float degrees) {
  float half = module * (float)side / 2, turn = degrees * 3.14159265f / 180, c = cosf(turn), s = sinf(turn);
  struct ts_qr_pose pose = ts_qr_upright(-half, -half, module, side);
  for (int i = 0; i < 4; i++) {
    float x = pose.corner.x[i], y = pose.corner.y[i];
    pose.corner.x[i] = middle_x + c * x - s * y;
    pose.corner.y[i] = middle_y + s * x + c * y;
  }
  return pose;
}

/* The homography from the unit square to the corners, row by row (Heckbert); then its adjoint, which leads back. */
static void homography(const struct ts_quad *q, float m[9]) {
  float dx1 = q->x[1] - q->x[2], dx2 = q->x[3] - q->x[2], sx = q->x[0] - q->x[1] + q->x[2] - q->x[3];
  float dy1 = q->y[1] - q->y[2], dy2 = q->y[3] - q->y[2], sy = q->y[0] - q->y[1] + q->y[2] - q->y[3];
  float d = dx1 * dy2 - dx2 * dy1, g = (sx * dy2 - dx2 * sy) / d, h = (dx1 * sy - sx * dy1) / d;
  m[0] = q->x[1] - q->x[0] + g * q->x[1];
  m[1] = q->x[3] - q->x[0] + h * q->x[3];
  m[2] = q->x[0];
  m[3] = q->y[1] - q->y[0] + g * q->y[1];
  m[4] = q->y[3] - q->y[0] + h * q->y[3];
  m[5] = q->y[0];
  m[6] = g;
  m[7] = h;
  m[8] = 1;
}

static void invert(const float m[9], float out[9]) {
  for (int i = 0; i < 3; i++)
    for (int j = 0; j < 3; j++) {
      int a = (j + 1) % 3, b = (j + 2) % 3, c = (i + 1) % 3, d = (i + 2) % 3;
      out[i * 3 + j] = m[a * 3 + c] * m[b * 3 + d] - m[a * 3 + d] * m[b * 3 + c];
    }
}

/* ---- painting ---- */

struct painter {
  const struct ts_qr_bits *bits;
  float back[9]; /* from canvas pixels to the unit square */
  float bend;
};

/* 1 dark, 0 light, -1 beside the symbol and its quiet zone. */
static int look(const struct painter *p, float x, float y) {
  const float *m = p->back;
  float side = p->bits->side, depth = m[6] * x + m[7] * y + m[8];
  float s = (m[0] * x + m[1] * y + m[2]) / depth, t = (m[3] * x + m[4] * y + m[5]) / depth;
  if (p->bend > 0) { /* what is seen of a cylinder is the sine of the angle */
    float sine = (s - 0.5f) * 2 * sinf(p->bend / 2);
    if (sine < -1 || sine > 1)
      return -1;
    s = asinf(sine) / p->bend + 0.5f;
  }
  float u = s * side, v = t * side;
  if (!(u >= -QUIET && v >= -QUIET && u < side + QUIET && v < side + QUIET))
    return -1;
  if (u < 0 || v < 0 || u >= side || v >= side)
    return 0;
  return ts_qr_get(p->bits, (unsigned)u, (unsigned)v);
}

static void paint_pixel(const struct painter *p, bool inverted, uint32_t x, uint32_t y, uint8_t *pixel) {
  int dark = 0, light = 0;
  for (int i = 0; i < LOOKS * LOOKS; i++) {
    float dx = ((float)(i % LOOKS) + 0.5f) / LOOKS, dy = ((float)(i / LOOKS) + 0.5f) / LOOKS;
    int seen = look(p, (float)x + dx, (float)y + dy);
    dark += seen == 1;
    light += seen == 0;
  }
  int black = inverted ? light : dark, white = inverted ? dark : light, beside = LOOKS * LOOKS - dark - light;
  int sum = black * TS_CANVAS_BLACK + white * TS_CANVAS_WHITE + beside * *pixel;
  *pixel = (uint8_t)(sum / (LOOKS * LOOKS));
}

void ts_qr_paint(struct ts_canvas *canvas, const struct ts_qr_bits *bits, const struct ts_qr_pose *pose) {
  struct painter painter = {.bits = bits, .bend = pose->bend};
  float forth[9];
  homography(&pose->corner, forth);
  invert(forth, painter.back);
  float left = pose->corner.x[0], right = left, top = pose->corner.y[0], bottom = top;
  for (int i = 1; i < 4; i++) {
    left = fminf(left, pose->corner.x[i]);
    right = fmaxf(right, pose->corner.x[i]);
    top = fminf(top, pose->corner.y[i]);
    bottom = fmaxf(bottom, pose->corner.y[i]);
  }
  float margin_x = (right - left) * 0.4f, margin_y = (bottom - top) * 0.4f;
  for (uint32_t y = 0; y < canvas->height; y++)
    for (uint32_t x = 0; x < canvas->width; x++)
      if ((float)x >= left - margin_x && (float)x <= right + margin_x && (float)y >= top - margin_y &&
          (float)y <= bottom + margin_y)
        paint_pixel(&painter, pose->inverted, x, y, &canvas->gray[(size_t)y * canvas->width + x]);
}

/* ---- what befalls a picture ---- */

static uint8_t mean_around(const struct ts_canvas *from, uint32_t x, uint32_t y, uint32_t reach) {
  uint32_t left = x > reach ? x - reach : 0, top = y > reach ? y - reach : 0, sum = 0, n = 0;
  for (uint32_t j = top; j <= y + reach && j < from->height; j++)
    for (uint32_t i = left; i <= x + reach && i < from->width; i++, n++)
      sum += from->gray[(size_t)j * from->width + i];
  return (uint8_t)((sum + n / 2) / n);
}

void ts_canvas_blur(struct ts_canvas *canvas, uint32_t reach) {
  struct ts_canvas out = ts_canvas_new(canvas->width, canvas->height);
  for (uint32_t y = 0; y < canvas->height; y++)
    for (uint32_t x = 0; x < canvas->width; x++)
      out.gray[(size_t)y * canvas->width + x] = mean_around(canvas, x, y, reach);
  ts_canvas_free(canvas);
  *canvas = out;
}

void ts_canvas_fade(struct ts_canvas *canvas, uint8_t middle, unsigned percent) {
  for (size_t i = 0; i < (size_t)canvas->width * canvas->height; i++) {
    int off = ((int)canvas->gray[i] - middle) * (int)percent / 100;
    canvas->gray[i] = (uint8_t)(middle + off);
  }
}

void ts_canvas_shadow_from(struct ts_canvas *canvas, uint32_t x, unsigned percent, uint32_t soft) {
  for (uint32_t row = 0; row < canvas->height; row++)
    for (uint32_t column = x; column < canvas->width; column++) {
      uint32_t in = column - x, part = in < soft ? 100 - (100 - percent) * in / soft : percent;
      uint8_t *p = &canvas->gray[(size_t)row * canvas->width + column];
      *p = (uint8_t)(*p * part / 100);
    }
}
