/* SPDX-License-Identifier: Apache-2.0 */
/* ts-inspections: looks at photographs with a device and keeps what it finds in its journal as the app does, but at
 * times that a test gives, for tests of what reads journals.
 *
 *   ts-inspections DEVICE [sign=no] <LINES
 *
 *   check|return|consignment SECONDS rtc|operator|none OPERATOR CONSIGNMENT none|expected|extra PHOTO [NAME=VALUE...]
 *   begin SECONDS OPERATOR [MANIFEST]
 *   end SECONDS OPERATOR CONSIGNMENT EXPECTED PIECES DUPLICATES MISSING EXTRA
 *
 * NAME: order, engraved, size, weight (mg), twice (the serial was seen before in this consignment). A photograph
 * is kept unless the verdict is GENUINE. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "adapters/crypto_psa.h"
#include "adapters/identity_psa.h"
#include "app/inspection.h"
#include "app/photos.h"
#include "app/recording.h"
#include "boards/common/hosted/clock_system.h"
#include "boards/common/hosted/store_files.h"
#include "core/checkpoint.h"
#include "core/journal.h"
#include "host-tools/desk.h"
#include "host-tools/file.h"

static struct ts_crypto crypto;
static struct ts_store_files files;
static struct ts_store store;
static struct ts_journal journal;
static struct ts_desk desk;
static struct ts_clock_system clock_memory;
static struct ts_clock board_clock;
static struct ts_device device;
static struct ts_inspection view;
static struct ts_photos photos;
static uint8_t bundle[TS_BUNDLE_SIZE_MAX];

int __wrap_fsync(int fd); /* the linker's names */
int __wrap_fdatasync(int fd);
int __wrap_fsync(int fd) {
  (void)fd;
  return 0;
}
int __wrap_fdatasync(int fd) {
  (void)fd;
  return 0;
}

static void require(bool ok, const char *what) {
  if (ok)
    return;
  (void)fprintf(stderr, "ts-inspections: %s\n", what);
  exit(EXIT_FAILURE);
}

static void check(enum ts_err err, const char *what) {
  if (err != TS_OK)
    (void)fprintf(stderr, "ts-inspections: %s\n", ts_err_text(err));
  require(err == TS_OK, what);
}

static unsigned number_of(const char *name, const char *const *list) {
  for (unsigned i = 0; list[i]; i++)
    if (strcmp(name, list[i]) == 0)
      return i;
  require(false, name);
  return 0;
}

static void set_clock(int64_t seconds, enum ts_time_trust trust) {
  ts_clock_fixed_init(&clock_memory, (struct ts_time){.seconds = seconds, .trust = trust}, &board_clock);
  ts_device_tick(&device);
}

static uint64_t append(const struct ts_record *record) {
  uint8_t bytes[TS_RECORD_SIZE_MAX];
  struct ts_buf buf = ts_buf(bytes, sizeof bytes);
  uint64_t number;
  check(ts_record_write(&buf, record, &crypto), "the record");
  check(ts_journal_append(&journal, ts_buf_bytes(&buf), &number), "appending");
  return number;
}

static void read_claims(struct ts_claims *claims, bool *twice, char *text) {
  for (char *word = strtok(text, " \n"); word; word = strtok(NULL, " \n")) {
    char *value = strchr(word, '=');
    require(value != NULL, word);
    *value++ = 0;
    const struct ts_bytes bytes = ts_bytes_of(value);
    if (strcmp(word, "order") == 0)
      require(ts_text_copy(claims->order_gtin, sizeof claims->order_gtin, bytes), value);
    else if (strcmp(word, "engraved") == 0)
      require(ts_text_copy(claims->engraved, sizeof claims->engraved, bytes), value);
    else if (strcmp(word, "size") == 0)
      require(ts_text_copy(claims->size, sizeof claims->size, bytes), value);
    else if (strcmp(word, "weight") == 0)
      claims->weight_mg = (uint32_t)strtoul(value, NULL, 10);
    else if (strcmp(word, "twice") == 0)
      *twice = true;
    else
      require(false, word);
  }
}

/* What the app adds from its journal. */
static void say_twice(struct ts_decision *decision) {
  if (decision->verdict < TS_SUSPECT)
    *decision = (struct ts_decision){.verdict = TS_SUSPECT};
  decision->reasons |= UINT64_C(1) << TS_REASON_SEEN_TWICE;
}

static void inspect(enum ts_mode mode, char *line) {
  static const char *const trusts[] = {"none", "operator", "rtc", NULL}, *const lines[] = {"none", "expected",
                                                                                           "extra", NULL};
  static struct ts_record record;
  struct ts_claims claims = {.made = TS_MADE_UNKNOWN};
  struct ts_fault fault = {0};
  struct ts_picture picture = {0};
  char trust[16], of_manifest[16], path[512];
  int64_t seconds;
  uint32_t operator_number;
  uint64_t consignment, number;
  uint8_t *photo = NULL;
  size_t size = 0;
  int end = 0;
  bool twice = false;
  require(sscanf(line, "%*s %" SCNd64 " %15s %" SCNu32 " %" SCNu64 " %15s %511s%n", &seconds, trust,
                 &operator_number, &consignment, of_manifest, path, &end) == 6,
          line);
  read_claims(&claims, &twice, line + end);
  require(ts_file_read(path, 1 << 24, &photo, &size, &fault), fault.text);
  set_clock(seconds, (enum ts_time_trust)number_of(trust, trusts));
  ts_inspect_photo(&device, ts_bytes(photo, size), &claims, &view);
  ts_recording_begin(&record, TS_RECORD_INSPECTION, &device, view.time);
  record.mode = mode;
  record.operator_number = operator_number;
  record.consignment = consignment;
  record.line = (enum ts_manifest_line)number_of(of_manifest, lines);
  ts_recording_view(&record, &view, &claims);
  if (twice) {
    say_twice(&record.decision);
    say_twice(&record.item[0].decision);
  }
  picture.photo = ts_bytes(photo, size);
  record.has_frame = true;
  check(ts_recording_hash(&crypto, &picture, record.frame_hash), "hashing");
  number = append(&record);
  if (record.decision.verdict != TS_GENUINE)
    check(ts_photos_keep(&photos, number, picture.photo), "the photograph");
  printf("%" PRIu64 " %s\n", number, ts_verdict_name(record.decision.verdict));
  free(photo);
}

static void begin(const char *line) {
  struct ts_record record;
  struct ts_fault fault = {0};
  int64_t seconds;
  uint32_t operator_number;
  char path[512] = "";
  require(sscanf(line, "%*s %" SCNd64 " %" SCNu32 " %511s", &seconds, &operator_number, path) >= 2, line);
  set_clock(seconds, TS_TIME_RTC);
  ts_recording_begin(&record, TS_RECORD_CONSIGNMENT_BEGIN, &device, device.trust.time);
  record.mode = TS_MODE_CONSIGNMENT;
  record.operator_number = operator_number;
  if (path[0]) {
    uint8_t *data = NULL;
    size_t size = 0;
    require(ts_file_read(path, 1 << 20, &data, &size, &fault), fault.text);
    const struct ts_bytes manifest = ts_bytes(data, size);
    record.has_manifest = true;
    check(crypto.sha256(crypto.ctx, &manifest, 1, record.manifest_hash), "hashing");
    check(store.replace(store.ctx, TS_STORE_CARD, "manifest.csv", manifest), "the manifest");
    free(data);
  }
  printf("%" PRIu64 " begin\n", append(&record));
}

static void end(const char *line) {
  struct ts_record record;
  int64_t seconds;
  uint32_t operator_number, count[5];
  uint64_t consignment;
  require(sscanf(line,
                 "%*s %" SCNd64 " %" SCNu32 " %" SCNu64 " %" SCNu32 " %" SCNu32 " %" SCNu32 " %" SCNu32
                 " %" SCNu32,
                 &seconds, &operator_number, &consignment, &count[0], &count[1], &count[2], &count[3],
                 &count[4]) == 8,
          line);
  set_clock(seconds, TS_TIME_RTC);
  ts_recording_begin(&record, TS_RECORD_CONSIGNMENT_END, &device, device.trust.time);
  record.mode = TS_MODE_CONSIGNMENT;
  record.operator_number = operator_number;
  record.consignment = consignment;
  record.expected = count[0];
  record.pieces = count[1];
  record.duplicates = count[2];
  record.missing = count[3];
  record.extra = count[4];
  printf("%" PRIu64 " end\n", append(&record));
}

static void take(char *line) {
  static const char *const kinds[] = {"check", "return", "consignment", "begin", "end", NULL};
  char kind[16];
  require(sscanf(line, "%15s", kind) == 1, line);
  unsigned number = number_of(kind, kinds);
  if (number < TS_MODE_COUNT)
    inspect((enum ts_mode)number, line);
  else if (strcmp(kind, "begin") == 0)
    begin(line);
  else
    end(line);
}

static void sign_checkpoint(const struct ts_identity *identity) {
  uint8_t note[TS_CHECKPOINT_SIZE_MAX];
  struct ts_buf buf = ts_buf(note, sizeof note);
  struct ts_hash root;
  check(ts_journal_root(&journal, &root), "the root");
  check(ts_checkpoint_sign(&buf, ts_journal_size(&journal), &root, identity, &crypto), "signing");
  check(store.replace(store.ctx, TS_STORE_CARD, TS_CHECKPOINT_FILE, ts_buf_bytes(&buf)), "the checkpoint");
}

int main(int argc, char **argv) {
  static const struct ts_journal_limits limits = {.segment_size = 64 * 1024, .segments = 16};
  static const struct ts_photos_limits photo_limits = {.files = 64, .bytes = 1 << 24};
  struct ts_identity_psa memory;
  struct ts_identity identity;
  struct ts_fault fault = {0};
  char line[1024];
  require(argc == 2 || (argc == 3 && strcmp(argv[2], "sign=no") == 0),
          "usage: ts-inspections DEVICE [sign=no]");
  check(ts_crypto_psa_init(&crypto), "mbedTLS");
  check(ts_store_files_open(&files, argv[1], true, &store), argv[1]);
  check(ts_identity_psa_open(&memory, &store, &crypto, true, &identity), "the identity");
  check(ts_journal_open(&journal, &store, &crypto, &limits), "the journal");
  require(ts_desk_open(&desk, &fault), fault.text);
  ts_photos_open(&photos, &store, &photo_limits);
  ts_clock_fixed_init(&clock_memory, (struct ts_time){0}, &board_clock);
  const struct ts_ports ports = {
      .store = &store, .crypto = &crypto, .clock = &board_clock, .reader = &desk.reader.reader};
  ts_device_open(&device, &ports, bundle, sizeof bundle);
  while (fgets(line, sizeof line, stdin))
    take(line);
  if (argc == 2)
    sign_checkpoint(&identity);
  ts_desk_close(&desk);
  ts_store_files_close(&files);
  return EXIT_SUCCESS;
}
