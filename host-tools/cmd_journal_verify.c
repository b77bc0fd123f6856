/* SPDX-License-Identifier: Apache-2.0 */
/* touchstone journal verify: what became of a journal, in words. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "boards/common/hosted/report.h"
#include "host-tools/commands.h"
#include "host-tools/device_journal.h"
#include "host-tools/file.h"
#include "host-tools/plural.h"

enum { ON_CARD, EARLIER, CHECKPOINTS };

/* A checkpoint, and what came of it. */
struct witness {
  bool asked; /* it is to be there */
  bool there;
  enum ts_err err; /* of its form and signature */
  struct ts_audit_root root;
};

struct verification {
  struct ts_device_journal d;
  struct ts_audit audit;
  struct witness witness[CHECKPOINTS];
  bool whole;
};

static void open_witness(struct verification *v, struct witness *witness, struct ts_bytes note) {
  struct ts_checkpoint checkpoint;
  witness->there = true;
  witness->err = ts_checkpoint_open(&checkpoint, note, v->d.key, &v->d.crypto);
  witness->root = (struct ts_audit_root){.size = checkpoint.size, .root = checkpoint.root};
}

static bool read_earlier(struct verification *v, const char *path, struct ts_fault *fault) {
  uint8_t *data = NULL;
  size_t size = 0;
  if (!path)
    return true;
  if (!ts_file_read(path, TS_CHECKPOINT_NOTE_MAX, &data, &size, fault))
    return false;
  v->witness[EARLIER].asked = true;
  open_witness(v, &v->witness[EARLIER], ts_bytes(data, size));
  free(data);
  return true;
}

/* The records and every root that somebody signed, in one pass. */
static bool audit(struct verification *v, struct ts_fault *fault) {
  struct ts_audit_root root[CHECKPOINTS];
  struct witness *of[CHECKPOINTS];
  size_t roots = 0;
  struct ts_progress progress;
  for (int i = 0; i < CHECKPOINTS; i++)
    if (v->witness[i].there && v->witness[i].err == TS_OK) {
      of[roots] = &v->witness[i];
      root[roots++] = v->witness[i].root;
    }
  ts_progress_start(&progress, "records");
  progress.shown = isatty(STDERR_FILENO) == 1; /* results come when it is wiped */
  bool ok = ts_device_journal_audit(&v->d, 0, root, roots, NULL, &progress, &v->audit, fault);
  ts_progress_end(&progress);
  for (size_t i = 0; ok && i < roots; i++)
    of[i]->root.result = root[i].result;
  return ok;
}

static bool good(const struct witness *witness) {
  return !witness->asked || (witness->there && witness->err == TS_OK && witness->root.result == TS_ROOT_FITS);
}

static void conclude(struct verification *v) {
  struct ts_audit_range range;
  v->whole = v->audit.tree_whole && good(&v->witness[ON_CARD]) && good(&v->witness[EARLIER]);
  for (uint64_t at = 0; ts_audit_next(&v->audit, &at, &range);)
    v->whole = v->whole && range.state == TS_STATE_OVERWRITTEN;
}

static const char *words_of(enum ts_record_state state) {
  switch (state) {
  case TS_STATE_OVERWRITTEN:
    return "were overwritten by newer ones, as the ring must; their hashes are kept";
  case TS_STATE_NOTED:
    return "are lost; the device noted so itself, in a later record";
  case TS_STATE_MISSING:
    return "were removed or damaged: the card does not hold them any more";
  case TS_STATE_CHANGED:
    return "were changed: they are not what the device wrote";
  default:
    return "cannot be proven: their hashes on the card are missing, changed, or another journal's";
  }
}

static void print_witness(const struct verification *v, const struct witness *witness, const char *name) {
  unsigned long long size = witness->root.size, now = v->d.size;
  if (!witness->asked)
    return;
  if (!witness->there)
    printf("  %s: there is none, so nothing proves this journal to others\n", name);
  else if (witness->err != TS_OK)
    printf("  %s: %s\n", name, ts_err_text(witness->err));
  else if (witness->root.result == TS_ROOT_FITS && size < now)
    printf("  %s: signed by this device for %llu record%s; the journal grew from these\n", name, size,
           ts_s(size));
  else if (witness->root.result == TS_ROOT_FITS)
    printf("  %s: signed by this device for all %llu record%s\n", name, size, ts_s(size));
  else if (witness->root.result == TS_ROOT_SHORT)
    printf(
        "  %s: signed by this device for %llu records: records %llu to %llu were removed since, or an older "
        "journal was put back\n",
        name, size, now, size - 1);
  else if (witness->root.result == TS_ROOT_DIFFERS)
    printf(
        "  %s: signed by this device for %llu records, which are not the first %llu of this journal: they were "
        "changed since, or the journal is another one\n",
        name, size, size);
  else
    printf(
        "  %s: signed by this device for %llu records; with hashes missing or changed it cannot be proven that "
        "these are the same\n",
        name, size);
}

static void print_result(const struct verification *v) {
  struct ts_audit_range range;
  bool unproven = false;
  printf("%s: device %s, %llu record%s\n", v->d.folder, v->d.id, (unsigned long long)v->d.size,
         ts_s(v->d.size));
  for (uint64_t at = 0; ts_audit_next(&v->audit, &at, &range);) {
    unproven = unproven || range.state == TS_STATE_UNPROVEN;
    printf("  records %llu to %llu %s\n", (unsigned long long)range.first, (unsigned long long)range.last,
           words_of(range.state));
  }
  printf("  %s hashes on the card %s to the root in the trusted area\n", unproven ? "the other" : "the",
         v->audit.tree_whole ? "lead" : "do not lead");
  print_witness(v, &v->witness[ON_CARD], "the checkpoint on the card");
  print_witness(v, &v->witness[EARLIER], "the earlier checkpoint");
  if (v->whole)
    printf("  The journal is whole.\n");
}

static json_t *witness_json(const struct witness *witness) {
  static const char *const results[] = {[TS_ROOT_NOT_PROVABLE] = "not-provable",
                                        [TS_ROOT_FITS] = "fits",
                                        [TS_ROOT_DIFFERS] = "differs",
                                        [TS_ROOT_SHORT] = "removed"};
  if (!witness->there)
    return json_null();
  if (witness->err != TS_OK)
    return json_pack("{s:n, s:s, s:s}", "size", "result", "refused", "error", ts_err_text(witness->err));
  return json_pack("{s:I, s:s, s:n}", "size", (json_int_t)witness->root.size, "result",
                   results[witness->root.result], "error");
}

static json_t *result_json(const struct verification *v) {
  json_t *array = json_array();
  struct ts_audit_range range;
  char root[2 * TS_SHA256_SIZE + 1] = "";
  struct ts_buf buf = ts_buf(root, sizeof root - 1);
  ts_buf_put_hex(&buf, ts_bytes(v->d.root.bytes, sizeof v->d.root.bytes));
  for (uint64_t at = 0; ts_audit_next(&v->audit, &at, &range);)
    json_array_append_new(array,
                          json_pack("{s:I, s:I, s:s}", "first", (json_int_t)range.first, "last",
                                    (json_int_t)range.last, "state", ts_record_state_name(range.state)));
  return json_pack("{s:o, s:s, s:I, s:s, s:b, s:o, s:o, s:o, s:b}", "folder",
                   ts_report_text(ts_bytes_of(v->d.folder)), "device", v->d.id, "size", (json_int_t)v->d.size,
                   "root", root, "tree_whole", v->audit.tree_whole, "gaps", array, "checkpoint",
                   witness_json(&v->witness[ON_CARD]), "earlier_checkpoint",
                   witness_json(&v->witness[EARLIER]), "whole", v->whole);
}

static bool verify(struct verification *v, const struct ts_args *args, struct ts_fault *fault) {
  if (!ts_device_journal_open(&v->d, ts_args_text(args, "device"), fault) ||
      !ts_device_journal_key(&v->d, fault) || !read_earlier(v, ts_args_text(args, "checkpoint"), fault))
    return false;
  v->witness[ON_CARD].asked = v->d.size > 0;
  if (v->d.note_size)
    open_witness(v, &v->witness[ON_CARD], ts_bytes(v->d.note, v->d.note_size));
  if (!audit(v, fault))
    return false;
  conclude(v);
  if (args->json)
    (void)ts_print_json(result_json(v), fault);
  else
    print_result(v);
  return v->whole || ts_fault(fault, EX_DATAERR, "%s: the journal is not whole", v->d.folder);
}

static int run(const struct ts_args *args, struct ts_fault *fault) {
  struct verification *v = calloc(1, sizeof *v);
  if (!v)
    (void)ts_fault(fault, EX_OSERR, "not enough memory to verify a journal");
  else if (!verify(v, args, fault) && fault->status == EX_OK)
    (void)ts_fault(fault, EX_SOFTWARE, "not verified");
  if (v) {
    ts_audit_free(&v->audit);
    ts_device_journal_close(&v->d);
  }
  free(v);
  return fault->status;
}

const struct ts_command ts_command_journal_verify = {
    .name = "journal verify",
    .operands = "",
    .summary =
        "Check a device's journal: what is whole, removed, changed or overwritten; exit 0 if it is whole",
    .options = (const struct ts_option[]){{"device", "DEVICE", "the device", TS_OPTION_REQUIRED},
                                          {"checkpoint", "FILE", "one of this device's that was kept earlier",
                                           TS_OPTION_ONCE},
                                          {0}},
    .example = "touchstone journal verify --device DEVICE",
    .run = run,
};
