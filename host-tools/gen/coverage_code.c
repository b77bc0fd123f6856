/* SPDX-License-Identifier: Apache-2.0 */
#include "coverage_code.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

static const int place[TS_COVERAGE_ASKED_COUNT] = {
#define PLACE(across, down) TS_COVERAGE_PLACE(across, down),
    TS_COVERAGE_ASKED(PLACE)
#undef PLACE
};

/* A question takes 6 bytes and its leaf 16: one is asked only if it saves that much. */
#define QUESTION_BITS (8.0 * (sizeof(struct ts_coverage_question) + sizeof(struct ts_coverage_leaf)))

/* What is known of a pixel when it is read, and its level. */
struct sample {
  uint8_t asked[TS_COVERAGE_ASKED_COUNT];
  uint8_t level;
};

/* A leaf while the tree grows: its samples, and the question that would save the most bits. */
struct leaf {
  struct sample *sample;
  size_t count;
  double saves;
  uint8_t asked, level;
  uint16_t *from; /* what leads to it */
};

typedef uint8_t canvas[(UINT8_MAX + TS_COVERAGE_ABOVE) * TS_COVERAGE_STRIDE];

/* Lays PICTURE out as the reader has it; returns its top left pixel. */
static const uint8_t *lay_out(const struct picture *picture, canvas pixels) {
  memset(pixels, 0, sizeof(canvas));
  uint8_t *first = pixels + TS_COVERAGE_ABOVE * TS_COVERAGE_STRIDE + TS_COVERAGE_LEFT;
  for (size_t y = 0; y < picture->height; y++)
    memcpy(first + y * TS_COVERAGE_STRIDE, picture->level + y * picture->width, picture->width);
  return first;
}

static struct sample sample_of(const uint8_t *pixel) {
  struct sample sample = {.level = *pixel};
  for (int i = 0; i < TS_COVERAGE_ASKED_COUNT; i++)
    sample.asked[i] = pixel[place[i]];
  return sample;
}

/* Bits that levels take which occur COUNT times each, coded by their own shares. */
static double bits_of(const size_t count[TS_COVERAGE_LEVELS]) {
  double bits = 0;
  size_t sum = 0;
  for (int level = 0; level < TS_COVERAGE_LEVELS; level++) {
    sum += count[level];
    bits -= count[level] ? (double)count[level] * log2((double)count[level]) : 0;
  }
  return sum ? bits + (double)sum * log2((double)sum) : 0;
}

static void find_question(struct leaf *leaf) {
  leaf->saves = 0;
  for (uint8_t asked = 0; asked < TS_COVERAGE_ASKED_COUNT; asked++) {
    size_t by[TS_COVERAGE_LEVELS][TS_COVERAGE_LEVELS] = {{0}}, no[TS_COVERAGE_LEVELS] = {0},
           yes[TS_COVERAGE_LEVELS] = {0};
    for (size_t i = 0; i < leaf->count; i++) {
      by[leaf->sample[i].asked[asked]][leaf->sample[i].level]++;
      yes[leaf->sample[i].level]++;
    }
    double before = bits_of(yes);
    for (uint8_t level = 0; level + 1 < TS_COVERAGE_LEVELS; level++) {
      for (int i = 0; i < TS_COVERAGE_LEVELS; i++) {
        no[i] += by[level][i];
        yes[i] -= by[level][i];
      }
      double saves = before - bits_of(no) - bits_of(yes);
      if (saves > leaf->saves) {
        leaf->saves = saves;
        leaf->asked = asked;
        leaf->level = level;
      }
    }
  }
}

/* Those that answer no come first; returns how many. */
static size_t part(struct leaf *leaf) {
  size_t no = 0;
  for (size_t i = 0; i < leaf->count; i++)
    if (leaf->sample[i].asked[leaf->asked] <= leaf->level) {
      struct sample swapped = leaf->sample[no];
      leaf->sample[no++] = leaf->sample[i];
      leaf->sample[i] = swapped;
    }
  return no;
}

/* One share to each level that occurs, and to the last, whose start could not be a byte otherwise; each further one
 * goes where it saves the most. */
static void give_shares(struct ts_coverage_leaf *out, const struct leaf *leaf) {
  size_t count[TS_COVERAGE_LEVELS] = {0};
  unsigned share[TS_COVERAGE_LEVELS] = {0}, given = 0;
  for (size_t i = 0; i < leaf->count; i++)
    count[leaf->sample[i].level]++;
  for (int i = 0; i < TS_COVERAGE_LEVELS; i++)
    given += share[i] = count[i] || i == TS_COVERAGE_LEVELS - 1;
  for (; given < TS_COVERAGE_SHARES; given++) {
    int best = TS_COVERAGE_LEVELS - 1;
    double most = 0;
    for (int i = 0; i < TS_COVERAGE_LEVELS; i++) {
      double saves = count[i] ? (double)count[i] * log2((share[i] + 1.0) / share[i]) : 0;
      if (saves > most) {
        most = saves;
        best = i;
      }
    }
    share[best]++;
  }
  unsigned start = 0;
  for (int i = 0; i < TS_COVERAGE_LEVELS; start += share[i++])
    out->start[i] = (uint8_t)start;
}

static void grow(struct coverage_model *model, struct leaf leaf[TS_COVERAGE_LEAF]) {
  uint16_t root = 0;
  leaf[0].from = &root;
  find_question(&leaf[0]);
  for (model->leaves = 1; model->leaves < TS_COVERAGE_LEAF; model->leaves++) {
    struct leaf *best = &leaf[0], *other = &leaf[model->leaves];
    for (size_t i = 1; i < model->leaves; i++)
      best = leaf[i].saves > best->saves ? &leaf[i] : best;
    if (best->saves < QUESTION_BITS)
      break;
    struct ts_coverage_question *question = &model->question[model->questions];
    *question = (struct ts_coverage_question){.asked = best->asked, .level = best->level};
    *best->from = (uint16_t)model->questions++;
    size_t no = part(best);
    *other =
        (struct leaf){.sample = best->sample + no, .count = best->count - no, .from = &question->next[1]};
    best->count = no;
    best->from = &question->next[0];
    find_question(best);
    find_question(other);
  }
  for (size_t i = 0; i < model->leaves; i++) {
    *leaf[i].from = (uint16_t)(TS_COVERAGE_LEAF + i);
    give_shares(&model->leaf[i], &leaf[i]);
  }
}

bool coverage_model(struct coverage_model *model, const struct picture *picture, size_t count) {
  static struct leaf leaf[TS_COVERAGE_LEAF];
  static canvas pixels;
  size_t samples = 0;
  for (size_t i = 0; i < count; i++)
    samples += (size_t)picture[i].width * picture[i].height;
  struct sample *sample = calloc(samples + 1, sizeof *sample), *next = sample;
  if (!sample)
    return false;
  for (size_t i = 0; i < count; i++) {
    const uint8_t *first = lay_out(&picture[i], pixels);
    for (size_t y = 0; y < picture[i].height; y++)
      for (size_t x = 0; x < picture[i].width; x++)
        *next++ = sample_of(first + y * TS_COVERAGE_STRIDE + x);
  }
  memset(model, 0, sizeof *model);
  leaf[0] = (struct leaf){.sample = sample, .count = samples};
  grow(model, leaf);
  free(sample);
  return model->questions > 0;
}

/* ---- The range coder ---- */

struct coder {
  uint8_t *code;
  size_t size;
  uint64_t low; /* 32 bits, and what carries over */
  uint32_t range;
};

static void put_byte(struct coder *coder) {
  if (coder->low >> 32)
    for (size_t at = coder->size; at > 0 && ++coder->code[at - 1] == 0;)
      at--;
  coder->code[coder->size++] = (uint8_t)(coder->low >> 24);
  coder->low = coder->low << 8 & UINT32_MAX;
}

static void put_level(struct coder *coder, const struct ts_coverage_leaf *leaf, uint8_t level) {
  uint32_t share = coder->range / TS_COVERAGE_SHARES, start = leaf->start[level];
  uint32_t end = level + 1 < TS_COVERAGE_LEVELS ? leaf->start[level + 1] : TS_COVERAGE_SHARES;
  coder->low += start * share;
  coder->range = (end - start) * share;
  for (; coder->range < 1u << 24; coder->range <<= 8)
    put_byte(coder);
}

/* The fewest bytes after which any others may follow. */
static void put_end(struct coder *coder) {
  for (int bytes = 1; bytes <= 4; bytes++) {
    uint64_t free_bits = ((uint64_t)1 << (32 - 8 * bytes)) - 1, low = (coder->low + free_bits) & ~free_bits;
    if ((low | free_bits) >= coder->low + coder->range)
      continue;
    coder->low = low;
    for (int i = 0; i < bytes; i++)
      put_byte(coder);
    return;
  }
}

size_t coverage_code(const struct coverage_model *model, const struct picture *picture, uint8_t *code,
                     size_t room) {
  static canvas pixels;
  size_t count = (size_t)picture->width * picture->height;
  if (room < 2 * count + 4) /* a level takes 8 bits at most, and what the division loses */
    return SIZE_MAX;
  if (count == 0)
    return 0;
  const uint8_t *first = lay_out(picture, pixels);
  struct coder coder = {.code = code, .range = UINT32_MAX};
  for (size_t i = 0; i < count; i++) {
    struct sample sample = sample_of(first + i / picture->width * TS_COVERAGE_STRIDE + i % picture->width);
    size_t next = 0;
    do {
      const struct ts_coverage_question *question = &model->question[next];
      next = question->next[sample.asked[question->asked] > question->level];
    } while (next < TS_COVERAGE_LEAF);
    put_level(&coder, &model->leaf[next - TS_COVERAGE_LEAF], sample.level);
  }
  put_end(&coder);
  return coder.size;
}
