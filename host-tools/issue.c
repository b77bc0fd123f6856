/* SPDX-License-Identifier: Apache-2.0 */
#include "host-tools/issue.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "host-tools/brands.h"
#include "host-tools/issue_steps.h"

struct run {
  struct ts_issue *issue;
  struct ts_issue_signing *signing;
  struct ts_issue_batch batch[TS_ISSUE_QUEUE];
  uint8_t (*digest)[TS_SHA256_SIZE]; /* of what was signed here, one a piece of a batch */
  size_t oldest, queued;
  uint64_t done;
};

static void put_json(struct ts_buf *line, const char *text) {
  for (size_t plain; *text; text += plain) {
    plain = strcspn(text, "\"\\");
    ts_buf_put(line, ts_bytes(text, plain));
    if (plain == 0) {
      ts_buf_put_byte(line, '\\');
      ts_buf_put_byte(line, (uint8_t)text[plain++]);
    }
  }
}

/* GS1's characters are ASCII without controls. */
static bool put_line(FILE *out, const struct ts_registry_piece *piece) {
  uint8_t memory[2 * (TS_REGISTRY_URI_MAX + TS_TAG_SERIAL_MAX) + 64];
  struct ts_buf line = ts_buf(memory, sizeof memory);
  ts_buf_put_text(&line, "{\"gtin\":\"");
  ts_buf_put_text(&line, piece->tag.gtin);
  ts_buf_put_text(&line, "\",\"serial\":\"");
  put_json(&line, piece->tag.serial);
  ts_buf_put_text(&line, "\",\"uri\":\"");
  put_json(&line, piece->uri);
  ts_buf_put_text(&line, "\"}\n");
  return fwrite(memory, 1, line.size, out) == line.size;
}

static bool put_out(struct ts_issue *issue, const struct ts_issue_batch *batch) {
  bool ok = true;
  errno = 0;
  for (size_t i = 0; ok && i < batch->count; i++)
    ok = put_line(issue->order->tags, &batch->piece[i]);
  return (ok && fflush(issue->order->tags) == 0) ||
         ts_fault(issue->fault, EX_IOERR,
                  "the pieces are issued, but their tags cannot be written: %s; run this again to get them",
                  strerror(errno ? errno : EIO));
}

/* Somebody else was issuing the same pieces: what is held must say the same as what was signed here. */
static bool yield_to_others(struct run *run, struct ts_issue_batch *batch) {
  struct ts_issue *issue = run->issue;
  for (size_t i = 0; i < batch->count; i++)
    memcpy(run->digest[i], batch->piece[i].signed_sha256, TS_SHA256_SIZE);
  if (!ts_registry_find(issue->registry, issue->order->brand, batch->piece, batch->count))
    return false;
  for (size_t i = 0; i < batch->count; i++)
    if (batch->pen[i] >= 0 && memcmp(run->digest[i], batch->piece[i].signed_sha256, TS_SHA256_SIZE) != 0)
      return ts_fault(issue->fault, EX_DATAERR,
                      "%s %s was issued with other data by somebody else meanwhile; run this again",
                      batch->piece[i].tag.gtin, batch->piece[i].tag.serial);
  return true;
}

static bool record(struct run *run, struct ts_issue_batch *batch) {
  struct ts_issue *issue = run->issue;
  size_t unsigned_ones = 0, held = 0, added;
  for (size_t i = 0; i < batch->count; i++)
    unsigned_ones += batch->pen[i] < 0;
  if (unsigned_ones && !yield_to_others(run, batch))
    return false;
  for (size_t i = 0; i < batch->count; i++)
    held += batch->piece[i].version > 0;
  if (held < unsigned_ones)
    return ts_fault(issue->fault, EX_SOFTWARE, "the registry lost pieces while this ran");
  if (!ts_registry_add(issue->registry, issue->order->brand, batch->piece, batch->count, &added))
    return false;
  issue->result->issued += added;
  issue->result->repeated += batch->count - added;
  return held + added == batch->count || yield_to_others(run, batch);
}

static bool proceed(const struct run *run) {
  const struct ts_issue *issue = run->issue;
  return !issue->order->progress || issue->order->progress(issue->order->ctx, run->done, issue->pieces) ||
         run->done == issue->pieces ||
         ts_fault(issue->fault, EX_TEMPFAIL,
                  "interrupted after %llu of %llu pieces; run this again to go on from there",
                  (unsigned long long)run->done, (unsigned long long)issue->pieces);
}

/* Keeps the queue full, so that the threads sign while a batch is recorded. */
static bool queue_up(struct run *run) {
  while (run->queued < TS_ISSUE_QUEUE) {
    struct ts_issue_batch *batch = &run->batch[(run->oldest + run->queued) % TS_ISSUE_QUEUE];
    batch->count = ts_issue_unstage(run->issue, batch->piece, batch->pen, TS_ISSUE_BATCH);
    if (batch->count == 0)
      break;
    ts_issue_signing_queue(run->signing, batch);
    run->queued++;
  }
  return run->issue->fault->status == EX_OK;
}

static bool issue_all(struct run *run) {
  while (queue_up(run) && run->queued > 0) {
    struct ts_issue_batch *batch = &run->batch[run->oldest];
    if (!ts_issue_signing_wait(run->signing, run->issue->fault) || !record(run, batch) ||
        !put_out(run->issue, batch))
      return false;
    run->oldest = (run->oldest + 1) % TS_ISSUE_QUEUE;
    run->queued--;
    run->done += batch->count;
    if (!proceed(run))
      return false;
  }
  return run->issue->fault->status == EX_OK;
}

static bool sign_and_record(struct ts_issue *issue) {
  struct run run = {.issue = issue, .digest = calloc(TS_ISSUE_BATCH, sizeof *run.digest)};
  bool ok = run.digest != NULL;
  for (size_t i = 0; i < TS_ISSUE_QUEUE; i++) {
    run.batch[i].piece = calloc(TS_ISSUE_BATCH, sizeof *run.batch[i].piece);
    run.batch[i].pen = calloc(TS_ISSUE_BATCH, sizeof *run.batch[i].pen);
    ok = ok && run.batch[i].piece && run.batch[i].pen;
  }
  if (!ok)
    (void)ts_fault(issue->fault, EX_OSERR, "not enough memory to issue");
  run.signing = ok ? ts_issue_signing_start(issue) : NULL;
  ok = run.signing && issue_all(&run);
  ts_issue_signing_end(run.signing);
  for (size_t i = 0; i < TS_ISSUE_QUEUE; i++) {
    free(run.batch[i].piece);
    free(run.batch[i].pen);
  }
  free(run.digest);
  return ok;
}

bool ts_issue(struct ts_home *home, const struct ts_issue_order *order, struct ts_issue_result *result,
              struct ts_fault *fault) {
  struct ts_brand_row brand;
  struct ts_issue issue = {.home = home, .order = order, .result = result, .fault = fault};
  *result = (struct ts_issue_result){0};
  bool ok = ts_home_brand_get_own(home, order->brand, &brand, fault) &&
            ts_home_brand_first_host(home, order->brand, issue.host, fault) &&
            ts_pens_open(&issue.pens, home, order->brand, order->signer, order->now, fault) &&
            ts_registry_open(&issue.registry, home, order->registry, fault) && ts_issue_check(&issue) &&
            (!order->registry || ts_registry_note_elsewhere(home, order->registry, fault)) &&
            sign_and_record(&issue);
  if (issue.staged)
    (void)fclose(issue.staged); /* scratch */
  ts_registry_close(issue.registry);
  ts_pens_close(&issue.pens);
  return ok;
}
