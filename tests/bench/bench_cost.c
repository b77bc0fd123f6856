/* SPDX-License-Identifier: Apache-2.0 */
/* What reading a rendered frame costs.
 * usage: bench_cost frames DIR         renders them into files there, so that callgrind need not watch that
 *        bench_cost instructions DIR   to be run under callgrind, which counts within bench_counted: prints a line
 *                                      "FRAME <tab> READER" for each call of it, in order
 *        bench_cost memory             prints a table of what is used for 640 × 480 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/frames.h"
#include "bench/heap_peak.h"
#include "host-tools/file.h"

#define SUBJECTS_MAX 16
#define SIDE_MAX 1280
#define POISON 0xa5
#define LINE 64 /* memory counts as used by so many bytes at a time */

static struct ts_symbol item[TS_SYMBOLS_MAX];
static uint8_t pool[TS_SYMBOLS_POOL];
static struct ts_symbols symbols;

static const struct { int width, height; } sizes[] = {{640, 480}, {1280, 960}};

/* Its name is known to callgrind. */
__attribute__((noinline)) enum ts_err bench_counted(const struct ts_subject *subject,
                                                    const struct ts_frame *frame);
enum ts_err bench_counted(const struct ts_subject *subject, const struct ts_frame *frame) {
  return subject->reader.read(subject->reader.ctx, frame, &symbols);
}

static bool read_once(const struct ts_subject *subject, const struct ts_frame *frame) {
  ts_symbols_init(&symbols, item, TS_SYMBOLS_MAX, pool, sizeof pool);
  enum ts_err err = bench_counted(subject, frame);
  if (err != TS_OK)
    fprintf(stderr, "%s: %s\n", subject->name, ts_err_text(err));
  return err == TS_OK;
}

/* Ours and the peers that read all symbologies. */
static size_t subjects_all(const struct ts_subject *ours, const struct ts_subject *out[SUBJECTS_MAX]) {
  size_t count = 0;
  out[count++] = ours;
  for (size_t i = 0; i < TS_PEER_COUNT && count < SUBJECTS_MAX; i++)
    if (strstr(TS_PEERS[i]->name, ", all"))
      out[count++] = TS_PEERS[i];
  return count;
}

/* ---- instructions ---- */

static bool name_of(char path[PATH_MAX], const char *folder, size_t size, int view, struct ts_fault *fault) {
  char name[32];
  (void)snprintf(name, sizeof name, "%d-%d.jpg", sizes[size].width, view);
  return ts_path_join(path, folder, name, fault);
}

static bool write_frame(const char *folder, size_t i, int view, struct ts_fault *fault) {
  char path[PATH_MAX];
  struct ts_scene scene;
  uint8_t *jpeg = NULL;
  size_t size = 0;
  ts_bench_view_scene(&scene, (enum ts_bench_view)view, sizes[i].width, sizes[i].height);
  bool ok = name_of(path, folder, i, view, fault) && ts_bench_jpeg(&scene, &jpeg, &size) &&
            ts_file_write(path, ts_bytes(jpeg, size), 0644, fault);
  free(jpeg);
  return ok;
}

static bool count_frame(const char *folder, size_t i, int view, const struct ts_subject *ours,
                        struct ts_fault *fault) {
  const struct ts_subject *subject[SUBJECTS_MAX];
  /* Larger hostile frames take peers minutes under callgrind. */
  size_t subjects = i > 0 && view > TS_VIEW_NOTHING ? 1 : SUBJECTS_MAX;
  size_t all = subjects_all(ours, subject);
  subjects = all < subjects ? all : subjects;
  char path[PATH_MAX];
  struct ts_frame frame;
  uint8_t *jpeg = NULL;
  size_t size = 0;
  if (!name_of(path, folder, i, view, fault) || !ts_file_read(path, 16u * 1024 * 1024, &jpeg, &size, fault))
    return false;
  bool ok = ours->reader.load(ours->reader.ctx, ts_bytes(jpeg, size), &frame) == TS_OK;
  free(jpeg);
  for (size_t s = 0; ok && s < subjects; s++) {
    ok = read_once(subject[s], &frame);
    printf("%d x %d, %s\t%s\n", sizes[i].width, sizes[i].height, ts_bench_view_name((enum ts_bench_view)view),
           subject[s]->name);
  }
  return ok;
}

static bool frames_all(const char *folder, const struct ts_subject *ours, bool count,
                       struct ts_fault *fault) {
  for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++)
    for (int view = 0; view < TS_VIEWS; view++)
      if (!(count ? count_frame(folder, i, view, ours, fault) : write_frame(folder, i, view, fault)))
        return false;
  return true;
}

/* ---- memory ---- */

static size_t used(const void *memory, size_t size) {
  const uint8_t *bytes = memory;
  uint8_t clean[LINE];
  size_t lines = 0;
  memset(clean, POISON, sizeof clean);
  for (size_t at = 0; at + LINE <= size; at += LINE)
    lines += memcmp(bytes + at, clean, LINE) != 0;
  return lines * LINE;
}

static bool print_memory(const struct ts_subject *loader, enum ts_bench_view view) {
  struct ts_scene scene;
  struct ts_frame frame;
  struct ts_subject ours;
  ts_bench_view_scene(&scene, view, sizes[0].width, sizes[0].height);
  struct ts_reader_memory memory;
  size_t pixels = (size_t)sizes[0].width * (size_t)sizes[0].height;
  bool ok = ts_subject_memory(&memory, pixels, (uint32_t)sizes[0].width) &&
            ts_bench_frame(&scene, &loader->reader, &frame);
  if (ok) {
    memset(memory.work, POISON, memory.work_size);
    memset(&memory.phase, POISON, sizeof memory.phase);
    ok = ts_subject_ours(&ours, &memory);
    ts_heap_peak_begin();
    ok = ok && read_once(&ours, &frame);
    size_t heap = ts_heap_peak();
    double own = (double)(used(memory.work, memory.work_size) + used(&memory.phase, sizeof memory.phase));
    printf("  %-16s %8.1f %8.1f", ts_bench_view_name(view), own / 1024, (double)heap / 1024);
    for (size_t i = 0; ok && i < TS_PEER_COUNT; i++) {
      ts_heap_peak_begin();
      ok = read_once(TS_PEERS[i], &frame);
      printf(" %24.1f", (double)ts_heap_peak() / 1024);
    }
    putchar('\n');
  }
  ts_subject_free(&memory);
  return ok;
}

static bool memory_all(const struct ts_subject *loader) {
  printf(
      "Memory of reading 640 x 480 beside the gray frame, KB. This reader: what is used of its own %zu KB, which are "
      "made for %u x %u, and the libraries' heap.\n",
      (TS_READER_WORK_SIZE((size_t)sizes[0].width * (size_t)sizes[0].height) +
       sizeof(struct ts_reader_memory)) /
          1024,
      (unsigned)sizes[0].width, (unsigned)sizes[0].height);
  printf("  %-16s %8s %8s", "", "own", "heap");
  for (size_t i = 0; i < TS_PEER_COUNT; i++)
    printf(" %24s", TS_PEERS[i]->name);
  putchar('\n');
  for (int view = 0; view < TS_VIEWS; view++)
    if (!print_memory(loader, (enum ts_bench_view)view))
      return false;
  return true;
}

int main(int argc, char **argv) {
  static struct ts_reader_memory memory;
  struct ts_subject ours;
  struct ts_fault fault = {0};
  bool frames = argc == 3 && strcmp(argv[1], "frames") == 0;
  bool count = argc == 3 && strcmp(argv[1], "instructions") == 0;
  if (!frames && !count && (argc != 2 || strcmp(argv[1], "memory") != 0)) {
    fputs("usage: bench_cost frames DIR | instructions DIR | memory\n", stderr);
    return EX_USAGE;
  }
  if (!ts_subject_memory(&memory, (size_t)SIDE_MAX * SIDE_MAX, SIDE_MAX) || !ts_subject_ours(&ours, &memory))
    return EX_SOFTWARE;
  bool ok = frames || count ? frames_all(argv[2], &ours, count, &fault) : memory_all(&ours);
  ts_render_close();
  ts_subject_free(&memory);
  if (fault.status != EX_OK)
    fprintf(stderr, "bench_cost: %s\n", fault.text);
  return ok && fflush(stdout) == 0 ? EX_OK : EX_SOFTWARE;
}
