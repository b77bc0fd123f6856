/* SPDX-License-Identifier: Apache-2.0 */
#include "app/icons.h"

#define DOTS(...) ((const struct ts_dot[]){__VA_ARGS__})

/* The outer shape takes the icon's colour, the mark in it the ground's. Units: 1/256 of the size. */
struct stroke {
  struct ts_outline outline;
  bool in_ground;
};

#define STROKE(pen, ground, ...)                                                                             \
  { {DOTS(__VA_ARGS__), sizeof DOTS(__VA_ARGS__) / sizeof(struct ts_dot), false, pen}, ground }
#define SHAPE(pen, ground, ...)                                                                              \
  { {DOTS(__VA_ARGS__), sizeof DOTS(__VA_ARGS__) / sizeof(struct ts_dot), true, pen}, ground }

static const struct stroke genuine[] = {
    STROKE(124, false, {0, 0}),
    STROKE(16, true, {-56, 6}, {-18, 44}, {58, -40}),
};

static const struct stroke counterfeit[] = {
    SHAPE(8, false, {-47, -114}, {47, -114}, {114, -47}, {114, 47}, {47, 114}, {-47, 114}, {-114, 47},
          {-114, -47}),
    STROKE(17, true, {-46, -46}, {46, 46}),
    STROKE(17, true, {46, -46}, {-46, 46}),
};

static const struct stroke suspect[] = {
    SHAPE(16, false, {0, -102}, {110, 92}, {-110, 92}),
    STROKE(15, true, {0, -40}, {0, 22}),
    STROKE(17, true, {0, 68}),
};

static const struct stroke unproven[] = {
    SHAPE(12, false, {0, -114}, {114, 0}, {0, 114}, {-114, 0}),
    STROKE(13, true, {-33, -29}, {-29, -44}, {-19, -55}, {-4, -60}, {11, -58}, {24, -50}, {31, -37},
           {31, -22}, {24, -9}, {12, 0}, {3, 9}, {0, 24}),
    STROKE(16, true, {0, 62}),
};

static const struct stroke viewfinder[] = {
    STROKE(8, false, {-112, -66}, {-112, -112}, {-66, -112}),
    STROKE(8, false, {66, -112}, {112, -112}, {112, -66}),
    STROKE(8, false, {112, 66}, {112, 112}, {66, 112}),
    STROKE(8, false, {-66, 112}, {-112, 112}, {-112, 66}),
    SHAPE(6, false, {-64, -64}, {-18, -64}, {-18, -18}, {-64, -18}),
    SHAPE(6, false, {18, -64}, {64, -64}, {64, -18}, {18, -18}),
    SHAPE(6, false, {-64, 18}, {-18, 18}, {-18, 64}, {-64, 64}),
    SHAPE(3, true, {-47, -47}, {-35, -47}, {-35, -35}, {-47, -35}),
    SHAPE(3, true, {35, -47}, {47, -47}, {47, -35}, {35, -35}),
    SHAPE(3, true, {-47, 35}, {-35, 35}, {-35, 47}, {-47, 47}),
    SHAPE(4, false, {18, 18}, {34, 18}, {34, 34}, {18, 34}),
    SHAPE(4, false, {48, 18}, {64, 18}, {64, 34}, {48, 34}),
    SHAPE(4, false, {33, 33}, {49, 33}, {49, 49}, {33, 49}),
    SHAPE(4, false, {18, 48}, {34, 48}, {34, 64}, {18, 64}),
    SHAPE(4, false, {48, 48}, {64, 48}, {64, 64}, {48, 64}),
};

static const struct stroke fault[] = {
    STROKE(9, false, {-118, 0}, {-76, 0}),
    SHAPE(8, false, {-74, -40}, {-34, -40}, {-34, 40}, {-74, 40}),
    STROKE(8, false, {-26, -20}, {-4, -20}),
    STROKE(8, false, {-26, 20}, {-4, 20}),
    SHAPE(8, false, {40, -40}, {74, -40}, {74, 40}, {40, 40}),
    STROKE(9, false, {76, 0}, {118, 0}),
    STROKE(7, false, {18, -92}, {18, -66}),
    STROKE(7, false, {-24, -84}, {-12, -62}),
    STROKE(7, false, {60, -84}, {48, -62}),
};

static const struct stroke done[] = {
    STROKE(22, false, {-84, 8}, {-28, 62}, {86, -60}),
};

/* A ring with its stone. */
static const struct stroke piece[] = {
    STROKE(84, false, {0, 40}),
    STROKE(64, true, {0, 40}),
    SHAPE(6, false, {-38, -112}, {38, -112}, {58, -88}, {0, -36}, {-58, -88}),
    STROKE(5, true, {-52, -86}, {52, -86}),
};

static const struct stroke next[] = {SHAPE(14, false, {-70, -96}, {92, 0}, {-70, 96})};
static const struct stroke back[] = {SHAPE(14, false, {70, -96}, {-92, 0}, {70, 96})};
static const struct stroke ok[] = {STROKE(112, false, {0, 0})};

#define ICON(strokes)                                                                                        \
  { (strokes), sizeof(strokes) / sizeof(strokes)[0] }

static const struct {
  const struct stroke *stroke;
  size_t count;
} icons[TS_ICON_COUNT] = {
    [TS_ICON_GENUINE] = ICON(genuine),
    [TS_ICON_UNPROVEN] = ICON(unproven),
    [TS_ICON_SUSPECT] = ICON(suspect),
    [TS_ICON_COUNTERFEIT] = ICON(counterfeit),
    [TS_ICON_VIEWFINDER] = ICON(viewfinder),
    [TS_ICON_FAULT] = ICON(fault),
    [TS_ICON_DONE] = ICON(done),
    [TS_ICON_PIECE] = ICON(piece),
    [TS_ICON_NEXT] = ICON(next),
    [TS_ICON_BACK] = ICON(back),
    [TS_ICON_OK] = ICON(ok),
};

void ts_icon_draw(const struct ts_strip *strip, enum ts_icon icon, int32_t x, int32_t y, int32_t size,
                  uint16_t colour, uint16_t ground) {
  if ((unsigned)icon >= TS_ICON_COUNT)
    return;
  for (size_t i = 0; i < icons[icon].count; i++) {
    const struct stroke *stroke = &icons[icon].stroke[i];
    ts_draw_outline(strip, &stroke->outline, x, y, size, stroke->in_ground ? ground : colour);
  }
}
