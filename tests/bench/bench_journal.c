/* SPDX-License-Identifier: Apache-2.0 */
/* The journal, measured. Everything but times is deterministic.
 * usage: bench_journal make COUNT FILE     a device of COUNT records in FILE; prints record size, writes and
 *                                          bytes written, on the card and in the trusted area, per append
 *        bench_journal WHAT FILE TIMES     WHAT: known, unknown ("seen before"), proof, read, open; prints
 *                                          reads and bytes read each time
 *        bench_journal unpack FILE DEVICE  into a device's folder
 *        bench_journal start DEVICE TIMES  opens that; prints microseconds, of the fastest
 *        bench_journal speed DEVICE COUNT  appends to an empty device, beside bare writes of the same bytes to
 *                                          one file, in turn; prints appends and bare writes a second */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "adapters/crypto_psa.h"
#include "boards/common/hosted/store_files.h"
#include "core/journal.h"
#include "support/card.h"

enum { TURN = 50 };

static const struct ts_journal_limits limits = {.segment_size = 1 << 20, .segments = 64};
static struct ts_crypto crypto;
static struct ts_journal journal;
static struct ts_card card;
static struct ts_store store;

static _Noreturn void fail(const char *what) {
  (void)fprintf(stderr, "bench_journal: %s\n", what);
  exit(1);
}

static void must(bool ok, const char *what) {
  if (!ok)
    fail(what);
}

static void piece_of(uint32_t number, char gtin[15], char serial[21]) {
  (void)snprintf(gtin, 15, "0952123400%04u", number % 100);
  (void)snprintf(serial, 21, "MA-%07u", number);
}

/* As a delivery's check makes it: a tag of some 160 characters, a photograph's hash. */
static struct ts_bytes make_record(uint32_t number, uint8_t buf[TS_RECORD_SIZE_MAX]) {
  static struct ts_record record;
  char gtin[15], serial[21], text[256];
  struct ts_buf out = ts_buf(buf, TS_RECORD_SIZE_MAX);
  piece_of(number, gtin, serial);
  (void)snprintf(text, sizeof text,
                 "https://id.maison.example/01/%s/21/%s?250=%s&98=W32400-50.F750.CYG.S17&99=%090u", gtin,
                 serial, serial, number);
  record = (struct ts_record){.kind = TS_RECORD_INSPECTION,
                              .time = {.seconds = 1750000000 + (int64_t)number, .trust = TS_TIME_RTC},
                              .bundle_sequence = 12,
                              .has_frame = true,
                              .width = 1280,
                              .height = 960,
                              .decision = {TS_GENUINE, UINT64_C(1) << TS_REASON_GENUINE},
                              .items = 1};
  record.item[0] = (struct ts_record_item){.symbology = TS_SYMBOLOGY_QR,
                                           .text = ts_bytes_of(text),
                                           .judged = true,
                                           .gtin = ts_bytes_of(gtin),
                                           .serial = ts_bytes_of(serial),
                                           .decision = record.decision};
  must(ts_record_write(&out, &record, &crypto) == TS_OK, "no record");
  return ts_buf_bytes(&out);
}

static void append(uint32_t number) {
  uint8_t buf[TS_RECORD_SIZE_MAX];
  uint64_t at;
  must(ts_journal_append(&journal, make_record(number, buf), &at) == TS_OK && at == number, "no append");
}

static void open_journal(void) {
  must(ts_journal_open(&journal, &store, &crypto, &limits) == TS_OK && journal.health == TS_JOURNAL_WHOLE,
       "the journal does not open");
}

/* --- A device in a file --- */

static void save(const char *path) {
  FILE *file = fopen(path, "wb");
  must(file, "cannot write the device");
  for (size_t i = 0; i < card.files; i++) {
    const struct ts_card_file *f = &card.file[i];
    must(fwrite(&f->area, sizeof f->area, 1, file) == 1 && fwrite(f->name, sizeof f->name, 1, file) == 1 &&
             fwrite(&f->size, sizeof f->size, 1, file) == 1 && fwrite(f->data, 1, f->size, file) == f->size,
         "cannot write the device");
  }
  must(fclose(file) == 0, "cannot write the device");
}

static void load(const char *path, const struct ts_store *to) {
  struct ts_card_file f = {0};
  FILE *file = fopen(path, "rb");
  must(file, "cannot read the device");
  while (fread(&f.area, sizeof f.area, 1, file) == 1) {
    must(fread(f.name, sizeof f.name, 1, file) == 1 && fread(&f.size, sizeof f.size, 1, file) == 1,
         "cannot read the device");
    f.data = malloc(f.size + 1);
    must(f.data && fread(f.data, 1, f.size, file) == f.size, "cannot read the device");
    must(to->append(to->ctx, f.area, f.name, ts_bytes(f.data, f.size)) == TS_OK, "cannot fill the device");
    free(f.data);
  }
  must(fclose(file) == 0, "cannot read the device");
}

static void make(uint32_t count, const char *path) {
  uint8_t buf[TS_RECORD_SIZE_MAX];
  for (uint32_t i = 0; i < count; i++)
    append(i);
  const double n = count;
  (void)printf("%zu %.2f %.1f %.1f\n", make_record(0, buf).size, (double)card.writes / n,
               (double)card.bytes_written[TS_STORE_CARD] / n,
               (double)card.bytes_written[TS_STORE_TRUSTED] / n);
  save(path);
}

/* --- What it costs --- */

static void ask(uint32_t number, bool known) {
  char gtin[15], serial[21];
  struct ts_seen seen;
  piece_of(known ? number : number + 5000000, gtin, serial);
  must(ts_journal_seen(&journal, gtin, serial, &seen) == TS_OK && seen.seen == known, "a wrong answer");
}

static void prove(uint32_t number, const struct ts_hash *root) {
  const struct ts_merkle_source source = ts_journal_tree(&journal);
  struct ts_hash proof[TS_MERKLE_PROOF_MAX], leaf;
  size_t count;
  (void)root;
  must(ts_journal_leaf(&journal, number, &leaf) == TS_OK, "no leaf");
  must(ts_merkle_inclusion(&source, &crypto, number, ts_journal_size(&journal), proof, &count) == TS_OK,
       "no proof");
}

static void cost(const char *what, uint32_t times) {
  uint8_t buf[TS_RECORD_SIZE_MAX];
  struct ts_hash root;
  size_t size;
  const uint32_t count = (uint32_t)ts_journal_size(&journal);
  must(ts_journal_root(&journal, &root) == TS_OK, "no root");
  card.reads = card.bytes_read = 0;
  for (uint32_t i = 0; i < times; i++) {
    const uint32_t number = (uint32_t)((i * UINT64_C(2654435761)) % count);
    if (strcmp(what, "known") == 0 || strcmp(what, "unknown") == 0)
      ask(number, what[0] == 'k');
    else if (strcmp(what, "proof") == 0)
      prove(number, &root);
    else if (strcmp(what, "read") == 0)
      must(ts_journal_read(&journal, number, buf, &size) == TS_OK, "no record");
    else if (strcmp(what, "open") == 0)
      open_journal();
    else
      fail("measure what?");
  }
  (void)printf("%.1f %.0f\n", (double)card.reads / times, (double)card.bytes_read / times);
}

/* --- Against the clock --- */

static double now(void) {
  struct timespec t;
  must(clock_gettime(CLOCK_MONOTONIC, &t) == 0, "no clock");
  return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void start(uint32_t times) {
  double best = 1e9;
  for (uint32_t i = 0; i < times; i++) {
    const double begin = now();
    open_journal();
    const double took = now() - begin;
    best = took < best ? took : best;
  }
  (void)printf("%.0f\n", best * 1e6);
}

static void speed(uint32_t count) {
  uint8_t buf[TS_RECORD_SIZE_MAX];
  double ours = 0, bare = 0;
  int fd = open("bare", O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0600);
  must(fd >= 0, "cannot write here");
  for (uint32_t i = 0; i < count; i += TURN) {
    double begin = now();
    for (uint32_t k = i; k < i + TURN; k++)
      append(k);
    ours += now() - begin;
    begin = now();
    for (uint32_t k = i; k < i + TURN; k++) {
      const struct ts_bytes record = make_record(k, buf);
      must(write(fd, record.data, record.size) == (ssize_t)record.size && fsync(fd) == 0,
           "cannot write here");
    }
    bare += now() - begin;
  }
  must(close(fd) == 0, "cannot write here");
  (void)printf("%.0f %.0f\n", count / ours, count / bare);
}

int main(int argc, char **argv) {
  struct ts_store_files files;
  must(argc == 4 && ts_crypto_psa_init(&crypto) == TS_OK, "see its first lines");
  const char *what = argv[1];
  const bool on_disk =
      strcmp(what, "unpack") == 0 || strcmp(what, "start") == 0 || strcmp(what, "speed") == 0;
  store = ts_card_store(&card);
  if (on_disk) {
    const char *device = strcmp(what, "unpack") == 0 ? argv[3] : argv[2];
    must(ts_store_files_make(device) == TS_OK && ts_store_files_open(&files, device, true, &store) == TS_OK,
         "no device");
  }
  if (strcmp(what, "unpack") == 0) {
    load(argv[2], &store);
  } else if (strcmp(what, "make") == 0) {
    open_journal();
    make((uint32_t)strtoul(argv[2], NULL, 10), argv[3]);
  } else if (strcmp(what, "start") == 0) {
    start((uint32_t)strtoul(argv[3], NULL, 10));
  } else if (strcmp(what, "speed") == 0) {
    open_journal();
    speed((uint32_t)strtoul(argv[3], NULL, 10));
  } else {
    load(argv[2], &store);
    open_journal();
    cost(what, (uint32_t)strtoul(argv[3], NULL, 10));
  }
  if (on_disk)
    ts_store_files_close(&files);
  ts_card_free(&card);
  return 0;
}
