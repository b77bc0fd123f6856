/* SPDX-License-Identifier: Apache-2.0 */
/* Reads the working photographs and holds the answers against those recorded; beside the peers that this
 * program was built with, each photograph by all in turn.
 * usage: bench_reading [--floors FILE] CORPORA
 * With floors: nothing but what falls short of them is told, and that is the exit status. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "bench/corpus.h"
#include "bench/floors.h"
#include "bench/tally.h"
#include "host-tools/file.h"
#include "host-tools/image_reader.h"

#define SUBJECTS_MAX 16
#define SYMBOLS_MAX 512 /* more than any photograph has, so that no reader is held back by its list */
#define POOL_SIZE (256u * 1024)

struct bench {
  const char *folder;
  struct ts_corpus corpus;
  struct ts_categories categories;
  struct ts_tallied subject[SUBJECTS_MAX];
  size_t subjects;
  struct ts_subject ours, ours_qr;
  struct ts_reader_memory memory;
  struct ts_image_reader image;
  struct ts_symbols symbols;
  struct ts_symbol item[SYMBOLS_MAX];
  uint8_t pool[POOL_SIZE];
  const struct ts_corpus_photo *photo; /* the one under way */
  size_t reduced;                      /* photographs that no frame holds at full size */
};

static double now_ms(void) {
  struct timespec now;
  return clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now) == 0
             ? (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6
             : 0;
}

static void print_text(struct ts_bytes text) {
  putchar('"');
  for (size_t i = 0; i < text.size && i < 200; i++)
    if (text.data[i] < 0x20 || text.data[i] == 0x7f)
      printf("\\x%02x", text.data[i]);
    else
      putchar(text.data[i]);
  putchar('"');
}

static void tell_wrong(void *ctx, struct ts_bytes wanted, const struct ts_symbol *read) {
  const struct bench *bench = ctx;
  printf("WRONG %s: read as %s ", bench->photo->file, ts_symbology_name(read->symbology));
  print_text(read->bytes);
  if (wanted.data) {
    fputs(", is ", stdout);
    print_text(wanted);
  }
  putchar('\n');
}

/* ---- one photograph ---- */

static void take_time(struct ts_tally_time *time, double ms, const char *file) {
  time->photos++;
  time->sum_ms += ms;
  if (ms >= time->worst_ms) {
    time->worst_ms = ms;
    time->worst = file;
  }
}

static void read_by(struct bench *bench, struct ts_tallied *tallied, const struct ts_frame *frame) {
  const struct ts_corpus_photo *photo = bench->photo;
  const struct ts_reader *reader = &tallied->subject->reader;
  struct ts_tally *tally = &tallied->tally;
  struct ts_score score = {0};
  ts_symbols_init(&bench->symbols, bench->item, SYMBOLS_MAX, bench->pool, sizeof bench->pool);
  double start = now_ms();
  enum ts_err err = reader->read(reader->ctx, frame, &bench->symbols);
  take_time(&tally->time[photo->group], now_ms() - start, photo->file);
  if (err != TS_OK) {
    tally->failed++;
    bench->symbols.count = 0;
  }
  bool ours = tallied->subject == &bench->ours;
  ts_score_photo(&score, &photo->wanted, &bench->symbols, ours ? tell_wrong : NULL, bench);
  ts_score_add(&tally->group[photo->group], &score);
  ts_score_add(&tally->category[ts_categories_find(&bench->categories, photo->category)], &score);
}

static bool read_photo(struct bench *bench, struct ts_fault *fault) {
  char path[PATH_MAX];
  uint8_t *data = NULL;
  size_t size = 0;
  struct ts_frame frame = {0};
  if (!ts_path_join(path, bench->folder, bench->photo->file, fault) ||
      !ts_file_read(path, TS_IMAGE_FILE_MAX, &data, &size, fault))
    return false;
  const struct ts_reader *image = &bench->image.reader;
  enum ts_err err = image->load(image->ctx, ts_bytes(data, size), &frame);
  free(data);
  if (err != TS_OK)
    return ts_fault(fault, EX_DATAERR, "%s: %s", path, ts_err_text(err));
  bench->reduced += frame.width != frame.source_width;
  for (size_t s = 0; s < bench->subjects; s++)
    read_by(bench, &bench->subject[s], &frame);
  return true;
}

/* ---- all ---- */

static bool open_bench(struct bench *bench, bool peers, struct ts_fault *fault) {
  if (!ts_subject_memory(&bench->memory, (size_t)TS_FRAME_SIDE_MAX * TS_FRAME_SIDE_MAX, TS_FRAME_SIDE_MAX) ||
      !ts_subject_ours(&bench->ours, &bench->memory))
    return ts_fault(fault, EX_OSERR, "the reader does not start: not enough memory?");
  ts_image_reader_init(&bench->image, &bench->ours.reader);
  ts_subject_ours_qr(&bench->ours_qr, &bench->memory);
  bench->subject[bench->subjects++].subject = &bench->ours;
  if (peers)
    bench->subject[bench->subjects++].subject = &bench->ours_qr;
  for (size_t i = 0; peers && i < TS_PEER_COUNT && bench->subjects < SUBJECTS_MAX; i++)
    bench->subject[bench->subjects++].subject = TS_PEERS[i];
  if (!ts_corpus_open(&bench->corpus, bench->folder, fault) ||
      !ts_corpus_amend(&bench->corpus, TS_SOURCE_DIR "/tests/bench/amendments.txt", fault))
    return false;
  if (!ts_categories_make(&bench->categories, &bench->corpus))
    return ts_fault(fault, EX_DATAERR, "%s: more than %d folders", bench->folder, TS_TALLY_CATEGORIES);
  return true;
}

static void close_bench(struct bench *bench) {
  ts_corpus_free(&bench->corpus);
  ts_image_reader_free(&bench->image);
  ts_subject_free(&bench->memory);
}

static void report(const struct bench *bench) {
  ts_tally_print_groups(&bench->corpus, bench->subject, bench->subjects);
  if (bench->reduced)
    printf("Larger than a frame (%d pixels) and so reduced by the loader: %zu photographs.\n",
           TS_FRAME_SIDE_MAX, bench->reduced);
  ts_tally_print_categories(&bench->categories, &bench->subject[0].tally);
  ts_tally_print_times(bench->subject, bench->subjects);
}

static bool load_floors(const char *path, struct ts_floors *floors, struct ts_fault *fault) {
  uint8_t *text = NULL;
  size_t size = 0, line = 0;
  if (!ts_file_read(path, 64u * 1024, &text, &size, fault))
    return false;
  bool ok = ts_floors_parse(floors, (const char *)text, size, &line);
  free(text);
  if (!ok && line > 0)
    return ts_fault(fault, EX_DATAERR, "%s: line %zu is no \"GROUP READ WRONG\" of a group not named before",
                    path, line);
  return ok || ts_fault(fault, EX_DATAERR, "%s: a group is missing", path);
}

static bool check_floors(const struct bench *bench, const struct ts_floors *floors, struct ts_fault *fault) {
  const struct ts_tally *ours = &bench->subject[0].tally;
  size_t read = 0, misses = ours->failed;
  if (ours->failed)
    printf("the reader gave up on %zu photographs\n", ours->failed);
  for (int i = 0; i < TS_CORPUS_GROUPS; i++) {
    enum ts_corpus_group group = (enum ts_corpus_group)i;
    const struct ts_score *score = &ours->group[group];
    const char *miss = ts_floors_miss(floors, group, score);
    read += score->right + score->unrecorded;
    misses += miss != NULL;
    if (miss)
      printf("%s: %s: %zu + %zu of %zu read (at least %zu), %zu wrong (at most %zu)\n",
             ts_corpus_group_name(group), miss, score->right, score->unrecorded, score->wanted,
             floors->least[group], score->wrong, floors->wrong[group]);
  }
  printf("%zu symbols read in %zu photographs\n", read, bench->corpus.photos);
  return misses == 0 || ts_fault(fault, EX_DATAERR, "the reader has become worse than its floors");
}

static bool run(struct bench *bench, const char *floors_path, struct ts_fault *fault) {
  struct ts_floors floors;
  if (floors_path && !load_floors(floors_path, &floors, fault))
    return false;
  if (!open_bench(bench, floors_path == NULL, fault))
    return false;
  for (size_t i = 0; i < bench->corpus.photos; i++) {
    bench->photo = &bench->corpus.photo[i];
    if (!read_photo(bench, fault))
      return false;
  }
  if (floors_path)
    return check_floors(bench, &floors, fault);
  report(bench);
  return true;
}

int main(int argc, char **argv) {
  static struct bench bench;
  struct ts_fault fault = {0};
  bool floors = argc == 4 && strcmp(argv[1], "--floors") == 0;
  if (argc != 2 && !floors) {
    fputs("usage: bench_reading [--floors FILE] CORPORA\n", stderr);
    return EX_USAGE;
  }
  bench.folder = argv[argc - 1];
  (void)run(&bench, floors ? argv[2] : NULL, &fault);
  close_bench(&bench);
  if (fault.status != EX_OK)
    fprintf(stderr, "bench_reading: %s\n", fault.text);
  return fflush(stdout) == 0 ? fault.status : EX_IOERR;
}
