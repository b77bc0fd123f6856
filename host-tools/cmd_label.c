/* SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "host-tools/commands.h"
#include "host-tools/home.h"
#include "host-tools/label_sheet.h"
#include "host-tools/plural.h"
#include "host-tools/tags.h"

#define SHRUNK 0.85 /* words set at less than that of their proper size are told of */

/* What one run is about. */
struct job {
  const char *folder, *sheet_path; /* either may be NULL */
  const char *name;                /* heading for all, or NULL */
  enum ts_label_format format;
  enum ts_barcode_kind code;
  struct ts_stock stock;
  struct ts_label_print print;
  bool json;
  struct ts_home home; /* open if names are looked up */
  struct ts_label_sheet sheet;
  size_t count, shrunk;          /* labels; those with words smaller than proper */
  double scale;                  /* of the smallest words on any */
  char whose[TS_LABEL_NAME_MAX]; /* they are */
  struct ts_fault *fault;
};

/* One text that depends on the GTIN alone; "" if the home does not know. */
static void look_up(struct job *job, const char *text, const char *gtin14, char *out, size_t capacity) {
  out[0] = 0;
  if (!job->home.db)
    return;
  struct ts_sql sql = ts_sql(job->home.db, text, job->fault);
  ts_sql_put_text(&sql, gtin14);
  if (ts_sql_row(&sql))
    (void)ts_sql_copy(&sql, 0, out, capacity);
  ts_sql_close(&sql);
}

static void words_of(struct job *job, const struct ts_tag_line *tag, struct ts_label *label) {
  char brand[TS_NAME_MAX + 1], model[TS_NAME_MAX + 1];
  look_up(job,
          "SELECT b.name FROM brand_prefix AS p JOIN brand AS b ON b.id = p.brand"
          " WHERE substr(?, 2, length(p.prefix)) = p.prefix",
          tag->tag.gtin, brand, sizeof brand);
  look_up(job, "SELECT name FROM model WHERE gtin = ?", tag->tag.gtin, model, sizeof model);
  ts_label_words(label, tag, job->name ? job->name : brand, model);
}

/* What the symbol says. A serial alone proves nothing, so a signed tag never becomes one. */
static bool text_of(struct job *job, const struct ts_tag_line *tag, const char *whose,
                    char out[TS_GS1_INPUT_MAX]) {
  if (job->code == TS_BARCODE_QR) {
    if (!tag->uri[0])
      return ts_fault(job->fault, EX_DATAERR, "%s: no \"uri\" for a QR code; use --code gs1-128 or code-128",
                      whose);
    (void)snprintf(out, TS_GS1_INPUT_MAX, "%s", tag->uri);
    return true;
  }
  if (tag->tag.kind == TS_TAG_SIGNED)
    return ts_fault(
        job->fault, EX_DATAERR,
        "%s: a signed tag needs a QR code: its text has %zu characters, and GS1-128 holds %d; leave "
        "out --code %s",
        whose, strlen(tag->uri), TS_BARCODE_GS1_128_MAX, ts_barcode_kind_name(job->code));
  if (job->code == TS_BARCODE_GS1_128)
    (void)snprintf(out, TS_GS1_INPUT_MAX, "[01]%s[21]%s", tag->tag.gtin, tag->tag.serial);
  else
    (void)snprintf(out, TS_GS1_INPUT_MAX, "%s", tag->tag.serial);
  return true;
}

/* One label ready to be drawn. Large, so there is one. */
struct drawing {
  struct ts_label label;
  struct ts_barcode barcode;
  struct ts_label_plan plan;
  char whose[TS_LABEL_NAME_MAX];
};

static bool make_drawing(struct job *job, const struct ts_tag_line *tag, struct drawing *out) {
  char text[TS_GS1_INPUT_MAX];
  ts_label_name(out->whose, &tag->tag);
  words_of(job, tag, &out->label);
  return job->fault->status == EX_OK && text_of(job, tag, out->whose, text) &&
         ts_barcode_make(&out->barcode, job->code, text, job->fault) &&
         ts_label_plan(&out->plan, &out->label, &out->barcode, &job->print, out->whose, job->fault);
}

static bool draw_file(struct job *job, const struct ts_tag *tag, const struct drawing *drawing) {
  char file[TS_LABEL_NAME_MAX + 8], path[PATH_MAX];
  (void)snprintf(file, sizeof file, "%s.%s", drawing->whose, ts_label_format_name(job->format));
  if (!ts_path_join(path, job->folder, file, job->fault) ||
      !ts_label_file(path, job->format, &drawing->plan, &drawing->barcode, job->fault))
    return false;
  if (job->json)
    return ts_print_json(json_pack("{s:s,s:s,s:s}", "gtin", tag->gtin, "serial", tag->serial, "file", path),
                         job->fault);
  printf("%s\n", path);
  return true;
}

static bool draw(struct job *job, const struct ts_tag_line *tag) {
  static struct drawing drawing;
  if (!make_drawing(job, tag, &drawing) || (job->folder && !draw_file(job, &tag->tag, &drawing)))
    return false;
  return !job->sheet_path || ts_label_sheet_add(&job->sheet, &drawing.plan, &drawing.barcode, job->fault);
}

static void note(struct job *job, const struct drawing *drawing) {
  job->count++;
  if (drawing->plan.scale > SHRUNK)
    return;
  job->shrunk++;
  if (drawing->plan.scale < job->scale) {
    job->scale = drawing->plan.scale;
    (void)snprintf(job->whose, sizeof job->whose, "%s", drawing->whose);
  }
}

/* Every label is planned before any is drawn, so that a bad file leaves nothing half-done. */
static bool check_all(struct job *job, FILE *file, const char *name) {
  static struct drawing drawing;
  struct ts_tag_line tag;
  uint64_t line = 0;
  while (ts_tag_line_next(file, name, &line, &tag, job->fault) && make_drawing(job, &tag, &drawing))
    note(job, &drawing);
  if (job->fault->status == EX_OK && job->count == 0)
    return ts_fault(job->fault, EX_DATAERR, "%s holds no tags; give what touchstone issue printed", name);
  if (job->fault->status == EX_OK && fseek(file, 0, SEEK_SET) != 0)
    return ts_fault_reading(job->fault, name, errno);
  return job->fault->status == EX_OK;
}

static void draw_all(struct job *job, FILE *file, const char *name) {
  struct ts_tag_line tag;
  uint64_t line = 0;
  while (ts_tag_line_next(file, name, &line, &tag, job->fault) && draw(job, &tag))
    continue;
}

static void tell_sheet(const struct job *job) {
  if (job->json)
    (void)ts_print_json(json_pack("{s:s,s:I}", "sheet", job->sheet_path, "labels", (json_int_t)job->count),
                        job->fault);
  else
    printf("%s: %zu label%s\n", job->sheet_path, job->count, ts_s(job->count));
}

static void tell_shrunk(const struct job *job) {
  if (job->shrunk)
    fprintf(stderr, "%zu of %zu labels have words set smaller to fit, most so %s: to %.0f %%\n", job->shrunk,
            job->count, job->whose, job->scale * 100);
}

static void do_job(struct job *job, FILE *file, const char *name) {
  if (!check_all(job, file, name))
    return;
  if (job->folder && mkdir(job->folder, 0777) != 0 && errno != EEXIST)
    (void)ts_fault_writing(job->fault, job->folder, errno);
  else if (!job->sheet_path ||
           ts_label_sheet_open(&job->sheet, job->sheet_path, &job->stock, job->print.dpi, job->fault))
    draw_all(job, file, name);
  if (job->sheet_path && ts_label_sheet_close(&job->sheet, job->fault))
    tell_sheet(job);
  if (job->fault->status == EX_OK)
    tell_shrunk(job);
}

/* What comes through a pipe is kept in a temporary file, since it is read twice. */
static FILE *keep(FILE *from, const char *name, struct ts_fault *fault) {
  FILE *file = tmpfile();
  char chunk[4096];
  size_t n;
  bool ok = file != NULL;
  while (ok && (n = fread(chunk, 1, sizeof chunk, from)) > 0)
    ok = fwrite(chunk, 1, n, file) == n;
  ok = ok && fflush(file) == 0 && fseek(file, 0, SEEK_SET) == 0;
  if (!ok)
    (void)ts_fault_writing(fault, "a temporary file", errno);
  else if (ferror(from))
    (void)ts_fault_reading(fault, name, errno);
  if (fault->status == EX_OK)
    return file;
  if (file)
    (void)fclose(file); /* only a copy */
  return NULL;
}

static FILE *open_tags(const char *path, struct ts_fault *fault) {
  if (strcmp(path, "-") == 0)
    return keep(stdin, path, fault);
  FILE *file = fopen(path, "re"), *kept = NULL;
  if (!file)
    (void)ts_fault_reading(fault, path, errno);
  if (!file || fseek(file, 0, SEEK_SET) == 0)
    return file;
  kept = keep(file, path, fault);
  (void)fclose(file); /* only read */
  return kept;
}

static bool read_module(const struct ts_args *args, double *mm, struct ts_fault *fault) {
  const char *text = ts_args_text(args, "module-mm");
  char *rest;
  if (!text)
    return true;
  *mm = strtod(text, &rest);
  return (rest != text && *rest == 0 && *mm >= TS_LABEL_MODULE_MIN_MM && *mm <= 5) ||
         ts_fault(fault, EX_USAGE,
                  "--module-mm %s: %.2f to 5 is wanted; smaller is not printed and read reliably", text,
                  TS_LABEL_MODULE_MIN_MM);
}

static bool read_print(struct job *job, const struct ts_args *args, struct ts_fault *fault) {
  const char *stock = ts_args_text(args, "stock");
  uint64_t dpi = 300;
  if (!ts_args_number(args, "dpi", 100, 1200, &dpi, fault) ||
      !read_module(args, &job->print.module_mm, fault) ||
      !ts_stock_read(&job->stock, stock ? stock : "l7160", fault))
    return false;
  job->print.dpi = (unsigned)dpi;
  job->print.stock = &job->stock;
  return true;
}

static bool read_job(struct job *job, const struct ts_args *args, struct ts_fault *fault) {
  const char *format = ts_args_text(args, "format"), *home = ts_args_text(args, "home");
  const char *code = ts_args_text(args, "code");
  *job = (struct job){.folder = ts_args_text(args, "out"),
                      .sheet_path = ts_args_text(args, "sheet"),
                      .name = ts_args_text(args, "name"),
                      .json = args->json,
                      .scale = 1,
                      .fault = fault};
  if (args->operand_count == 0)
    return ts_fault(fault, EX_USAGE, "missing TAGS.jsonl; see: touchstone label --help");
  if (!job->folder && !job->sheet_path)
    return ts_fault(fault, EX_USAGE, "--out or --sheet is missing; see: touchstone label --help");
  if (format && !ts_label_format_read(format, &job->format))
    return ts_fault(fault, EX_USAGE, "--format %s: png, svg, pdf or zpl is wanted", format);
  if (code && !ts_barcode_kind_read(code, &job->code))
    return ts_fault(fault, EX_USAGE, "--code %s: qr, gs1-128 or code-128 is wanted", code);
  if (job->name && !ts_name_ok(ts_bytes_of(job->name), TS_NAME_MAX))
    return ts_fault(fault, EX_USAGE, "--name: 1 to %d bytes of UTF-8 without control characters",
                    TS_NAME_MAX);
  return read_print(job, args, fault) && (!home || ts_home_open(&job->home, home, fault));
}

static int list_stock(const struct ts_args *args, struct ts_fault *fault) {
  for (const struct ts_stock_line *line = ts_stock_lines; line->name; line++)
    if (!args->json)
      printf("%-14s %s\n", line->name, line->words);
    else if (!ts_print_json(json_pack("{s:s,s:s}", "stock", line->name, "words", line->words), fault))
      break;
  return fault->status;
}

static int run(const struct ts_args *args, struct ts_fault *fault) {
  static struct job job;
  if (ts_args_text(args, "list-stock"))
    return list_stock(args, fault);
  const char *path = args->operand_count ? args->operand[0] : "";
  FILE *file = read_job(&job, args, fault) ? open_tags(path, fault) : NULL;
  if (file) {
    do_job(&job, file, path);
    (void)fclose(file); /* only read */
  }
  ts_home_close(&job.home);
  return fault->status;
}

static const struct ts_option options[] = {
    {"out", "DIR", "one file a piece in this folder, GTIN_SERIAL.png", TS_OPTION_ONCE},
    {"format", "png|svg|pdf|zpl", "of these files; png if not given", TS_OPTION_ONCE},
    {"sheet", "FILE", "all labels in FILE.pdf or FILE.png as pages, or in FILE.zpl as one print job",
     TS_OPTION_ONCE},
    {"stock", "NAME", "what they are printed on: l7160 (if not given), roll:WxH, rat-tail", TS_OPTION_ONCE},
    {"list-stock", NULL, "print the names of stock, and do nothing else", TS_OPTION_ONCE},
    {"code", "qr|gs1-128|code-128", "qr if not given; bars only for serials without a signature",
     TS_OPTION_ONCE},
    {"home", "HOME", "take the brand's and the models' names from this home", TS_OPTION_ONCE},
    {"name", "NAME", "the heading, in place of the brand's name or the link's host", TS_OPTION_ONCE},
    {"dpi", "N", "dots per inch of the printer (Zebra: 203, 300, 600); 300 if not given", TS_OPTION_ONCE},
    {"module-mm", "MM", "size of a module, rounded to whole dots; 0.42, or what the stock has room for",
     TS_OPTION_ONCE},
    {NULL, NULL, NULL, TS_OPTION_ONCE},
};

const struct ts_command ts_command_label = {
    .name = "label",
    .operands = "TAGS.jsonl",
    .operands_min = 0, /* --list-stock needs none */
    .operands_max = 1,
    .summary = "Draw the labels of issued pieces: code and words, ready for the printer.",
    .options = options,
    .example = "touchstone label --out labels --format png --home HOME tags.jsonl\n"
               "touchstone label --sheet sheet.pdf --home HOME tags.jsonl\n"
               "touchstone label --sheet tags.zpl --stock rat-tail --dpi 300 --home HOME tags.jsonl\n"
               "touchstone label --list-stock",
    .run = run,
};
