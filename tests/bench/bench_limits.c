/* SPDX-License-Identifier: Apache-2.0 */
/* Renders symbols with ever smaller modules under one condition at a time, and tells at which size each reader
 * ends. Seeds are fixed: the same frames every time.
 * usage: bench_limits PICTURE.png */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/frames.h"
#include "bench/limits_picture.h"
#include "bench/score.h"

#define SIDE_MAX 1280
#define SEEDS 4
#define WIDTH 640
#define HEIGHT 480

/* What differs from the plain scene. */
struct condition {
  const char *title;
  enum ts_scene_symbol symbol; /* NONE: the tag's QR code */
  float rotate, tilt, blur, contrast, bend, noise;
};

static const struct condition conditions[] = {
    {.title = "QR, plain"},
    {.title = "QR, rotated by 20°", .rotate = 20},
    {.title = "QR, rotated by 45°", .rotate = 45},
    {.title = "QR, tilted by 30°", .tilt = 30},
    {.title = "QR, tilted by 50°", .tilt = 50},
    {.title = "QR, blur of σ 1 px", .blur = 1},
    {.title = "QR, blur of σ 2 px", .blur = 2},
    {.title = "QR, contrast 0.3", .contrast = 0.3f},
    {.title = "QR, contrast 0.15", .contrast = 0.15f},
    {.title = "QR, bent by 45°", .bend = 45},
    {.title = "QR, bent by 90°", .bend = 90},
    {.title = "QR, noise of σ 12", .noise = 12},
    {.title = "QR, noise of σ 24", .noise = 24},
    {.title = "EAN-13, plain", .symbol = TS_SYMBOL_EAN13},
    {.title = "EAN-13, rotated by 20°", .symbol = TS_SYMBOL_EAN13, .rotate = 20},
    {.title = "Code 128, plain", .symbol = TS_SYMBOL_CODE128},
};
#define CONDITIONS (sizeof conditions / sizeof conditions[0])

static const double module_px[TS_LIMIT_SIZES] = {1, 1.25, 1.5, 1.75, 2, 2.5, 3, 4, 5, 6};

static const char *text_of(const struct condition *condition) {
  switch (condition->symbol) {
  case TS_SYMBOL_EAN13:
    return "9521234543213";
  case TS_SYMBOL_CODE128:
    return "A7K2";
  default:
    return TS_BENCH_TAG;
  }
}

/* Each seed has noise, table and light of its own, and stands a little differently: half a pixel decides much
 * where modules are small. */
static void make_scene(struct ts_scene *scene, const struct condition *condition, double module, int seed) {
  ts_scene_init(scene);
  scene->seed = (uint64_t)seed + 1;
  scene->width = WIDTH;
  scene->height = HEIGHT;
  scene->surface = TS_SURFACE_SLATE;
  enum ts_scene_symbol symbol = condition->symbol == TS_SYMBOL_NONE ? TS_SYMBOL_QR : condition->symbol;
  struct ts_scene_card *card = ts_scene_add(scene, symbol, text_of(condition));
  card->bend_deg = condition->bend;
  scene->module_px = (float)module;
  scene->rotate_deg = condition->rotate + (float)seed * 0.7f - 1.5f;
  scene->tilt_deg = condition->tilt;
  scene->light_deg = (float)(seed * 60);
  scene->blur_px = condition->blur > 0 ? condition->blur : scene->blur_px;
  scene->contrast = condition->contrast > 0 ? condition->contrast : scene->contrast;
  scene->noise = condition->noise > 0 ? condition->noise : scene->noise;
}

static bool reads(const struct ts_subject *subject, const struct ts_frame *frame, const char *text) {
  static struct ts_symbol item[TS_SYMBOLS_MAX];
  static uint8_t pool[TS_SYMBOLS_POOL];
  struct ts_symbols symbols;
  const struct ts_wanted_symbol symbol = {.spelling = {ts_bytes_of(text)}, .spellings = 1};
  const struct ts_wanted wanted = {.symbol = &symbol, .symbols = 1};
  struct ts_score score = {0};
  ts_symbols_init(&symbols, item, TS_SYMBOLS_MAX, pool, sizeof pool);
  if (subject->reader.read(subject->reader.ctx, frame, &symbols) != TS_OK)
    return false;
  ts_score_photo(&score, &wanted, &symbols, NULL, NULL);
  return score.right == 1;
}

static bool fill_panel(const struct ts_subject *const *subject, size_t subjects,
                       const struct condition *condition, struct ts_limit_panel *panel) {
  panel->title = condition->title;
  for (size_t i = 0; i < TS_LIMIT_SIZES; i++)
    for (int seed = 0; seed < SEEDS; seed++) {
      struct ts_scene scene;
      struct ts_frame frame;
      make_scene(&scene, condition, module_px[i], seed);
      if (!ts_bench_frame(&scene, &subject[0]->reader, &frame))
        return false;
      for (size_t s = 0; s < subjects; s++)
        panel->part[s][i] += reads(subject[s], &frame, text_of(condition)) ? 1.0 / SEEDS : 0;
    }
  return true;
}

static void print_limits(const struct ts_limit_picture *picture) {
  printf(
      "The smallest module, in pixels, at which and at the next larger half of %d rendered frames are read:\n%-26s",
      SEEDS, "");
  for (size_t s = 0; s < picture->subjects; s++)
    printf(" %20s", picture->subject[s]);
  putchar('\n');
  for (size_t i = 0; i < picture->panels; i++) {
    /* The titles' bytes beyond ASCII take no column. */
    int width = 26;
    for (const char *c = picture->panel[i].title; *c; c++)
      width += (*c & 0xc0) == 0x80;
    printf("%-*s", width, picture->panel[i].title);
    for (size_t s = 0; s < picture->subjects; s++) {
      double limit = ts_limit_of(picture, &picture->panel[i], s);
      if (limit > 0)
        printf(" %20.2f", limit);
      else
        printf(" %20s", "-");
    }
    putchar('\n');
  }
}

/* All symbologies on, as a device reads. */
static size_t choose(const struct ts_subject *ours, const struct ts_subject *subject[TS_LIMIT_SUBJECTS]) {
  size_t count = 0;
  subject[count++] = ours;
  for (size_t i = 0; i < TS_PEER_COUNT && count < TS_LIMIT_SUBJECTS; i++)
    if (strstr(TS_PEERS[i]->name, ", all"))
      subject[count++] = TS_PEERS[i];
  return count;
}

int main(int argc, char **argv) {
  static struct ts_reader_memory memory;
  static struct ts_limit_panel panel[CONDITIONS];
  struct ts_subject ours;
  const struct ts_subject *subject[TS_LIMIT_SUBJECTS];
  struct ts_fault fault = {0};
  if (argc != 2) {
    fputs("usage: bench_limits PICTURE.png\n", stderr);
    return EX_USAGE;
  }
  if (!ts_subject_memory(&memory, (size_t)SIDE_MAX * SIDE_MAX, SIDE_MAX) || !ts_subject_ours(&ours, &memory))
    return EX_SOFTWARE;
  struct ts_limit_picture picture = {
      .subjects = choose(&ours, subject), .panel = panel, .panels = CONDITIONS};
  memcpy(picture.module_px, module_px, sizeof module_px);
  for (size_t s = 0; s < picture.subjects; s++)
    picture.subject[s] = subject[s]->name;
  for (size_t i = 0; i < CONDITIONS; i++)
    if (!fill_panel(subject, picture.subjects, &conditions[i], &panel[i]))
      return EX_SOFTWARE;
  print_limits(&picture);
  if (ts_limit_picture_save(&picture, argv[1], &fault))
    printf("drawn in %s\n", argv[1]);
  else
    fprintf(stderr, "bench_limits: %s\n", fault.text);
  ts_render_close();
  return fflush(stdout) == 0 ? fault.status : EX_IOERR;
}
