/* SPDX-License-Identifier: Apache-2.0 */
#include "host-tools/issue.h"

#include <errno.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "host-tools/brands.h"
#include "host-tools/pieces.h"
#include "host-tools/registry.h"
#include "host-tools/signers.h"

/* A signer whose key is in memory. */
struct pen {
  struct ts_signer_row row;
  struct ts_key key;
};

struct issue {
  struct ts_home *home;
  const struct ts_issue_order *order;
  struct ts_issue_result *result;
  struct ts_fault *fault;
  struct ts_registry registry;
  struct ts_csv csv;
  struct ts_piece_columns columns;
  char host[TS_GS1_HOST_MAX + 1];
  struct pen *pen;
  size_t pens;
  char gtin[15];              /* the last one looked up, */
  const struct pen *for_gtin; /* and who signs for it */
  uint64_t problems;
};

static bool problem(struct issue *issue, uint64_t line, const struct ts_piece_problem *what) {
  if (issue->problems++ < TS_ISSUE_PROBLEMS_MAX)
    fprintf(issue->order->problems, "%s:%llu: %s%s%s\n", issue->order->path, (unsigned long long)line,
            what->column, *what->column ? ": " : "", what->text);
  return false;
}

static bool problem_text(struct issue *issue, uint64_t line, const char *column, const char *text) {
  struct ts_piece_problem what = {.column = column};
  (void)snprintf(what.text, sizeof what.text, "%s", text);
  return problem(issue, line, &what);
}

static ptrdiff_t read_file(void *ctx, void *data, size_t size) {
  const struct issue *issue = ctx;
  ssize_t got;
  do
    got = read(issue->order->file, data, size);
  while (got < 0 && errno == EINTR);
  return got;
}

/* Who may sign now: active, within its dates. The newest comes first. */
static bool load_pens(struct issue *issue) {
  struct ts_sql sql = ts_home_signers(issue->home, issue->order->brand, issue->fault);
  struct ts_signer_row row;
  while (ts_home_signer_next(&sql, &row)) {
    bool wanted = issue->order->signer < 0 || row.key_id == issue->order->signer;
    if (!wanted || row.state != TS_SIGNER_ACTIVE || issue->order->now < row.not_before ||
        issue->order->now > row.not_after)
      continue;
    struct pen *grown = realloc(issue->pen, (issue->pens + 1) * sizeof *grown);
    if (!grown) {
      (void)ts_fault(issue->fault, EX_OSERR, "not enough memory for the brand's signers");
      break;
    }
    issue->pen = grown;
    issue->pen[issue->pens++] = (struct pen){.row = row};
  }
  ts_sql_close(&sql);
  if (issue->fault->status == EX_OK && issue->pens == 0)
    return ts_fault(issue->fault, EX_DATAERR,
                    "%s has no signer that may sign today; see touchstone signer list", issue->order->brand);
  return issue->fault->status == EX_OK;
}

static struct pen *choose_pen(struct issue *issue, const char *gtin) {
  struct pen *best = NULL;
  for (size_t i = 0; i < issue->pens; i++) {
    bool covers = false;
    if (!ts_home_signer_covers(issue->home, issue->pen[i].row.id, gtin, &covers, issue->fault))
      return NULL;
    if (covers && (!best || issue->pen[i].row.id > best->row.id))
      best = &issue->pen[i];
  }
  return best;
}

/* The pen for GTIN, its key loaded on first use; NULL with a problem told, or with the fault set. */
static const struct pen *pen_for(struct issue *issue, const char *gtin, uint64_t line) {
  if (strcmp(issue->gtin, gtin) == 0)
    return issue->for_gtin;
  struct pen *pen = choose_pen(issue, gtin);
  if (issue->fault->status != EX_OK)
    return NULL;
  if (!pen) {
    (void)problem_text(issue, line, "gtin", "no signer's scope holds this GTIN; see touchstone signer list");
    return NULL;
  }
  if (!pen->key.pkey && !ts_home_read_key(issue->home, pen->row.key_file, &pen->key, issue->fault))
    return NULL;
  memcpy(issue->gtin, gtin, sizeof issue->gtin);
  issue->for_gtin = pen;
  return pen;
}

static bool spell(struct issue *issue, const struct pen *pen, const struct ts_tag *tag,
                  struct ts_registry_piece *out) {
  struct ts_gs1 gs1;
  struct ts_gs1_why why;
  uint8_t memory[TS_TAG_SIGNED_MAX];
  struct ts_buf bytes = ts_buf(memory, sizeof memory), uri = ts_buf(out->uri, sizeof out->uri - 1);
  struct ts_tag_signature signature = {.profile = TS_TAG_PROFILE_P256, .key_id = pen->row.key_id};
  enum ts_err err = ts_tag_build(&gs1, &why, tag);
  if (err == TS_OK)
    err = ts_tag_signed_bytes(&bytes, &gs1, TS_TAG_PROFILE_P256);
  if (err == TS_OK && !ts_sha256(ts_buf_bytes(&bytes), out->signed_sha256))
    return ts_fault_openssl(issue->fault, "hashing a tag");
  if (err == TS_OK && !ts_key_sign(&pen->key, out->signed_sha256, signature.rs, issue->fault))
    return false;
  if (err == TS_OK)
    err = ts_tag_add_signature(&gs1, &why, &signature);
  if (err == TS_OK)
    err = ts_gs1_write_uri(&uri, &gs1, issue->host);
  if (err != TS_OK)
    return ts_fault(issue->fault, EX_SOFTWARE, "the tag of %s %s cannot be written: %s", tag->gtin,
                    tag->serial, ts_err_text(err));
  out->uri[uri.size] = 0;
  out->key_id = pen->row.key_id;
  return true;
}

static bool put_out(struct issue *issue, const struct ts_registry_piece *piece) {
  json_t *object =
      json_pack("{s:s, s:s, s:s}", "gtin", piece->tag.gtin, "serial", piece->tag.serial, "uri", piece->uri);
  char *line = object ? json_dumps(object, JSON_COMPACT) : NULL;
  bool ok = line && fprintf(issue->order->tags, "%s\n", line) > 0;
  free(line);
  json_decref(object);
  return ok || ts_fault(issue->fault, EX_IOERR, "the tags cannot be kept: %s", strerror(errno));
}

/* A piece that the registry holds: the same data, or the line is refused. */
static bool repeat(struct issue *issue, const struct ts_piece_row *row, const struct ts_registry_piece *held,
                   uint64_t line) {
  if (!ts_registry_same(&row->tag, &held->tag))
    return problem_text(issue, line, "serial", "already issued with other data; a serial is issued once");
  issue->result->repeated++;
  return put_out(issue, held);
}

static bool take_row(struct issue *issue, const struct ts_piece_row *row, uint64_t line) {
  struct ts_registry_piece piece;
  struct ts_piece_problem what = {.column = "serial"};
  bool owns = false, held = false;
  uint64_t earlier = 0;
  if (!ts_home_brand_owns(issue->home, issue->order->brand, row->tag.gtin, &owns, issue->fault))
    return false;
  if (!owns)
    return problem_text(issue, line, "gtin", "not under a GS1 prefix of this brand");
  if (!ts_registry_note_line(&issue->registry, row->tag.gtin, row->tag.serial, line, &earlier))
    return false;
  if (earlier) {
    (void)snprintf(what.text, sizeof what.text, "%s stands in line %llu already", row->tag.serial,
                   (unsigned long long)earlier);
    return problem(issue, line, &what);
  }
  if (row->model[0] && !ts_registry_name_model(&issue->registry, row->tag.gtin, row->model, &held))
    return issue->fault->status != EX_OK
               ? false
               : problem_text(issue, line, "model", "this GTIN has another model name already");
  if (!ts_registry_find(&issue->registry, row->tag.gtin, row->tag.serial, &piece, &held))
    return false;
  if (held)
    return repeat(issue, row, &piece, line);
  if (issue->problems)
    return true; /* the file is refused already: only its other faults are of interest */
  const struct pen *pen = pen_for(issue, row->tag.gtin, line);
  piece = (struct ts_registry_piece){.tag = row->tag};
  if (!pen || !spell(issue, pen, &row->tag, &piece) ||
      !ts_registry_add(&issue->registry, &piece, issue->order->now))
    return false;
  issue->result->issued++;
  return put_out(issue, &piece);
}

static void take_record(struct issue *issue) {
  struct ts_piece_row row;
  struct ts_piece_problem what = {0};
  if (!ts_piece_record(&row, &issue->columns, &issue->csv, &what))
    (void)problem(issue, issue->csv.record_line, &what);
  else
    (void)take_row(issue, &row, issue->csv.record_line);
}

static bool read_header(struct issue *issue) {
  struct ts_piece_problem what = {0};
  enum ts_csv_result result = ts_csv_next(&issue->csv);
  if (result == TS_CSV_END)
    return ts_fault(issue->fault, EX_DATAERR, "%s is empty; the first line names the columns",
                    issue->order->path);
  if (result != TS_CSV_RECORD)
    return ts_fault(issue->fault, EX_DATAERR, "%s:%llu: %s", issue->order->path,
                    (unsigned long long)issue->csv.line, ts_csv_text(result));
  return ts_piece_header(&issue->columns, &issue->csv, &what) ||
         ts_fault(issue->fault, EX_DATAERR, "%s:1: %s%s%s", issue->order->path, what.column,
                  *what.column ? ": " : "", what.text);
}

static bool take_all(struct issue *issue) {
  enum ts_csv_result result;
  while (issue->fault->status == EX_OK && (result = ts_csv_next(&issue->csv)) != TS_CSV_END) {
    if (result == TS_CSV_RECORD) {
      take_record(issue);
      continue;
    }
    if (result == TS_CSV_IO)
      return ts_fault(issue->fault, EX_IOERR, "%s cannot be read", issue->order->path);
    char column[16];
    (void)snprintf(column, sizeof column, "field %zu", issue->csv.count);
    (void)problem_text(issue, issue->csv.record_line, column, ts_csv_text(result));
    if (result == TS_CSV_OPEN)
      break;
  }
  if (issue->fault->status == EX_OK && issue->problems)
    return ts_fault(issue->fault, EX_DATAERR,
                    "%s: %llu bad line%s, nothing was issued; mend the file and run this again",
                    issue->order->path, (unsigned long long)issue->problems, issue->problems > 1 ? "s" : "");
  return issue->fault->status == EX_OK;
}

bool ts_issue(struct ts_home *home, const struct ts_issue_order *order, struct ts_issue_result *result,
              struct ts_fault *fault) {
  struct ts_brand_row brand;
  struct issue *issue = calloc(1, sizeof *issue);
  if (!issue)
    return ts_fault(fault, EX_OSERR, "not enough memory to issue");
  *issue = (struct issue){.home = home, .order = order, .result = result, .fault = fault};
  *result = (struct ts_issue_result){0};
  ts_csv_init(&issue->csv, read_file, issue);
  bool ok = ts_home_brand_get_own(home, order->brand, &brand, fault) &&
            ts_home_brand_first_host(home, order->brand, issue->host, fault) && load_pens(issue) &&
            ts_registry_open(&issue->registry, home, order->brand, fault) && read_header(issue) &&
            take_all(issue);
  ts_registry_close(&issue->registry);
  for (size_t i = 0; i < issue->pens; i++)
    ts_key_free(&issue->pen[i].key);
  free(issue->pen);
  free(issue);
  return ok;
}
