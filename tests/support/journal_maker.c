/* SPDX-License-Identifier: Apache-2.0 */
/* ts-journal: writes records into a device's journal as the device does, and signs its checkpoint, for tests of
 * what reads journals. The device's own programs are not needed for it.
 *
 *   ts-journal DEVICE [segment=BYTES] [segments=N] [sign=no] <LINES
 *
 * makes the device's key where there is none and appends a record a line:
 *
 *   SECONDS rtc|operator|none check|return|consignment VERDICT good|bare|bad GTIN SERIAL CONSIGNMENT OPERATOR */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "adapters/crypto_psa.h"
#include "adapters/identity_psa.h"
#include "boards/common/hosted/store_files.h"
#include "core/checkpoint.h"
#include "core/journal.h"

static struct ts_crypto crypto;
static struct ts_store_files files;
static struct ts_store store;
static struct ts_journal journal;
static struct ts_journal_limits limits = {.segment_size = 64 * 1024, .segments = 16};
static bool sign = true;

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

static void check(enum ts_err err, const char *what) {
  if (err == TS_OK)
    return;
  (void)fprintf(stderr, "ts-journal: %s: %s\n", what, ts_err_text(err));
  exit(EXIT_FAILURE);
}

/* The number of NAME in LIST, which ends with a NULL. */
static unsigned number_of(const char *name, const char *const *list) {
  for (unsigned i = 0; list[i]; i++)
    if (strcmp(name, list[i]) == 0)
      return i;
  (void)fprintf(stderr, "ts-journal: what is %s?\n", name);
  exit(EXIT_FAILURE);
}

static struct ts_decision decision_of(unsigned verdict) {
  static const enum ts_reason reasons[] = {[TS_GENUINE] = TS_REASON_GENUINE,
                                           [TS_UNPROVEN] = TS_REASON_SERIAL_ONLY,
                                           [TS_SUSPECT] = TS_REASON_SEEN_TWICE,
                                           [TS_COUNTERFEIT] = TS_REASON_BAD_SIGNATURE};
  return (struct ts_decision){.verdict = (enum ts_verdict)verdict,
                              .reasons = UINT64_C(1) << reasons[verdict]};
}

static void append(const char *line) {
  static const char *const trusts[] = {"none", "operator", "rtc", NULL},
                           *const modes[] = {"check", "return", "consignment", NULL},
                           *const verdicts[] = {"GENUINE", "UNPROVEN", "SUSPECT", "COUNTERFEIT", NULL},
                           *const signatures[] = {"bare", "", "bad", "good", NULL};
  char trust[16], mode[16], verdict[16], signature[16], gtin[16], serial[24];
  uint8_t bytes[TS_RECORD_SIZE_MAX];
  struct ts_buf buf = ts_buf(bytes, sizeof bytes);
  static struct ts_record record;
  uint64_t number;
  record = (struct ts_record){.kind = TS_RECORD_INSPECTION, .items = 1};
  if (sscanf(line, "%" SCNd64 " %15s %15s %15s %15s %15s %23s %" SCNu64 " %" SCNu32, &record.time.seconds,
             trust, mode, verdict, signature, gtin, serial, &record.consignment,
             &record.operator_number) != 9) {
    (void)fprintf(stderr, "ts-journal: not a line: %s", line);
    exit(EXIT_FAILURE);
  }
  struct ts_record_item *item = &record.item[0];
  record.time.trust = (enum ts_time_trust)number_of(trust, trusts);
  record.mode = (enum ts_mode)number_of(mode, modes);
  item->judged = true;
  item->symbology = TS_SYMBOLOGY_QR;
  item->text = ts_bytes_of(serial);
  item->gtin = ts_bytes_of(gtin);
  item->serial = ts_bytes_of(serial);
  item->findings.signature = (uint8_t)number_of(signature, signatures);
  item->findings.form = item->findings.signature == TS_SIGNED_NOT_CHECKED ? TS_FORM_SERIAL : TS_FORM_SIGNED;
  item->decision = record.decision = decision_of(number_of(verdict, verdicts));
  check(ts_record_write(&buf, &record, &crypto), "the record");
  check(ts_journal_append(&journal, ts_buf_bytes(&buf), &number), "appending");
}

static void sign_checkpoint(const struct ts_identity *identity) {
  uint8_t note[TS_CHECKPOINT_SIZE_MAX];
  struct ts_buf buf = ts_buf(note, sizeof note);
  struct ts_hash root;
  check(ts_journal_root(&journal, &root), "the root");
  check(ts_checkpoint_sign(&buf, ts_journal_size(&journal), &root, identity, &crypto), "signing");
  check(store.replace(store.ctx, TS_STORE_CARD, TS_CHECKPOINT_FILE, ts_buf_bytes(&buf)), "the checkpoint");
}

static void read_option(const char *text) {
  if (sscanf(text, "segment=%" SCNu32, &limits.segment_size) == 1 ||
      sscanf(text, "segments=%" SCNu32, &limits.segments) == 1)
    return;
  if (strcmp(text, "sign=no") != 0) {
    (void)fprintf(stderr, "ts-journal: what is %s?\n", text);
    exit(EXIT_FAILURE);
  }
  sign = false;
}

int main(int argc, char **argv) {
  struct ts_identity_psa memory;
  struct ts_identity identity;
  char line[256];
  if (argc < 2) {
    (void)fprintf(stderr, "usage: ts-journal DEVICE [segment=BYTES] [segments=N] [sign=no] <LINES\n");
    return EXIT_FAILURE;
  }
  for (int i = 2; i < argc; i++)
    read_option(argv[i]);
  check(ts_crypto_psa_init(&crypto), "mbedTLS");
  check(ts_store_files_open(&files, argv[1], true, &store), argv[1]);
  check(ts_identity_psa_open(&memory, &store, &crypto, true, &identity), "the identity");
  check(ts_journal_open(&journal, &store, &crypto, &limits), "the journal");
  while (fgets(line, sizeof line, stdin))
    append(line);
  if (sign)
    sign_checkpoint(&identity);
  printf("%" PRIu64 "\n", ts_journal_size(&journal));
  ts_store_files_close(&files);
  return EXIT_SUCCESS;
}
