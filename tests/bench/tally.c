/* SPDX-License-Identifier: Apache-2.0 */
#include "bench/tally.h"

#include <stdio.h>
#include <string.h>

static const char *const record_names[TS_CORPUS_RECORDS] = {
    [TS_CORPUS_BY_ZBAR] = "ZBar",
    [TS_CORPUS_BY_ZXING_CPP] = "zxing-cpp 3.1.1",
    [TS_CORPUS_BY_ZXING_CPP_FAST] = "its fast mode",
    [TS_CORPUS_BY_ANYONE] = "anyone",
};

/* ---- categories ---- */

size_t ts_categories_find(const struct ts_categories *categories, const char *name) {
  size_t i = 0;
  while (i < categories->count && strcmp(categories->name[i], name) != 0)
    i++;
  return i;
}

bool ts_categories_make(struct ts_categories *categories, const struct ts_corpus *corpus) {
  *categories = (struct ts_categories){0};
  for (size_t i = 0; i < corpus->photos; i++) {
    const struct ts_corpus_photo *photo = &corpus->photo[i];
    size_t at = ts_categories_find(categories, photo->category);
    if (at == TS_TALLY_CATEGORIES)
      return false;
    if (at == categories->count) {
      categories->name[at] = photo->category;
      categories->group[at] = photo->group;
      categories->count++;
    }
    for (size_t r = 0; r < TS_CORPUS_RECORDS; r++)
      categories->read_by[at][r] += photo->read_by[r];
  }
  return true;
}

/* ---- tables ---- */

static void print_score(const struct ts_score *score) {
  char extra[32] = "", wrong[32] = "";
  if (score->unrecorded)
    (void)snprintf(extra, sizeof extra, "+%zu", score->unrecorded);
  if (score->wrong)
    (void)snprintf(wrong, sizeof wrong, " !%zu", score->wrong);
  printf(" %5zu%-3s%-4s", score->right, extra, wrong);
}

static void print_records(const size_t read_by[TS_CORPUS_RECORDS]) {
  for (size_t r = 0; r < TS_CORPUS_RECORDS; r++)
    printf(" %15zu", read_by[r]);
  putchar('\n');
}

static void print_record_names(void) {
  for (size_t r = 0; r < TS_CORPUS_RECORDS; r++)
    printf(" %15s", record_names[r]);
  putchar('\n');
}

static void sum_records(const struct ts_corpus *corpus, enum ts_corpus_group group,
                        size_t sum[TS_CORPUS_RECORDS]) {
  for (size_t i = 0; i < corpus->photos; i++)
    for (size_t r = 0; r < TS_CORPUS_RECORDS; r++)
      sum[r] += corpus->photo[i].group == group ? corpus->photo[i].read_by[r] : 0;
}

void ts_tally_print_groups(const struct ts_corpus *corpus, const struct ts_tallied *tallied, size_t count) {
  puts("Symbols read in photographs. +N: whose text nobody recorded. !N: reads that are wrong.");
  puts("Lettered: in this run, on the frame that this reader gets. Named: recorded, at full size.");
  for (size_t s = 0; s < count; s++)
    printf("  %c %s\n", (int)('A' + s), tallied[s].subject->name);
  printf("%-16s %4s", "", "of");
  for (size_t s = 0; s < count; s++)
    printf(" %5c%7s", (int)('A' + s), "");
  print_record_names();
  for (int g = 0; g < TS_CORPUS_GROUPS; g++) {
    size_t sum[TS_CORPUS_RECORDS] = {0};
    printf("%-16s %4zu", ts_corpus_group_name((enum ts_corpus_group)g), tallied[0].tally.group[g].wanted);
    for (size_t s = 0; s < count; s++)
      print_score(&tallied[s].tally.group[g]);
    sum_records(corpus, (enum ts_corpus_group)g, sum);
    print_records(sum);
  }
  size_t elsewhere = 0;
  for (int g = 0; g < TS_CORPUS_GROUPS; g++)
    elsewhere += tallied[0].tally.group[g].elsewhere;
  printf("Away from every recorded place, so that nobody can tell: %zu reads.\n", elsewhere);
  for (size_t s = 0; s < count; s++)
    if (tallied[s].tally.failed)
      printf("%s gave up on %zu photographs.\n", tallied[s].subject->name, tallied[s].tally.failed);
}

void ts_tally_print_categories(const struct ts_categories *categories, const struct ts_tally *ours) {
  printf("\n%-26s %4s %5s%7s", "by category", "of", "A", "");
  print_record_names();
  for (size_t i = 0; i < categories->count; i++) {
    printf("%-26s %4zu", categories->name[i], ours->category[i].wanted);
    print_score(&ours->category[i]);
    print_records(categories->read_by[i]);
  }
}

static void add_time(struct ts_tally_time *sum, const struct ts_tally_time *part) {
  sum->photos += part->photos;
  sum->sum_ms += part->sum_ms;
  if (part->worst_ms > sum->worst_ms) {
    sum->worst_ms = part->worst_ms;
    sum->worst = part->worst;
  }
}

static struct ts_tally_time time_of(const struct ts_tally *tally, uint32_t groups) {
  struct ts_tally_time sum = {.worst = ""};
  for (size_t g = 0; g < TS_CORPUS_GROUPS; g++)
    if (groups >> g & 1)
      add_time(&sum, &tally->time[g]);
  return sum;
}

static const struct {
  const char *name;
  uint32_t groups;
} spans[] = {
    {"BoofCV without lots", 1u << TS_CORPUS_BOOF},
    {"BoofCV lots", 1u << TS_CORPUS_BOOF_LOTS},
    {"other QR", 1u << TS_CORPUS_ZXING_QR | 1u << TS_CORPUS_ZXCPP_QR | 1u << TS_CORPUS_JSQR_QR},
    {"linear", 1u << TS_CORPUS_ZXING_SERIAL | 1u << TS_CORPUS_ZXCPP_SERIAL | 1u << TS_CORPUS_QUAGGA_SERIAL |
                   1u << TS_CORPUS_EAN_UPC},
    {"no code", 1u << TS_CORPUS_NONE},
};

void ts_tally_print_times(const struct ts_tallied *tallied, size_t count) {
  puts("\nProcessor time of reading a decoded frame, ms; ratio: this reader's mean to the other's.");
  for (size_t i = 0; i < sizeof spans / sizeof spans[0]; i++) {
    struct ts_tally_time ours = time_of(&tallied[0].tally, spans[i].groups);
    printf("%s, %zu photographs\n", spans[i].name, ours.photos);
    for (size_t s = 0; s < count && ours.photos > 0; s++) {
      struct ts_tally_time time = time_of(&tallied[s].tally, spans[i].groups);
      double mean = time.sum_ms / (double)time.photos;
      printf("  %-24s mean %7.2f   worst %7.1f  %-32s", tallied[s].subject->name, mean, time.worst_ms,
             time.worst);
      if (s > 0 && mean > 0)
        printf(" ratio %.2f", ours.sum_ms / (double)ours.photos / mean);
      putchar('\n');
    }
  }
}
