/* SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "host-tools/commands.h"
#include "host-tools/home.h"
#include "host-tools/label_sheet.h"
#include "host-tools/tags.h"

/* What one run is about. */
struct job {
  const char *folder, *sheet_path; /* either may be NULL */
  const char *name;                /* heading for all, or NULL */
  enum ts_format format;
  unsigned dpi;
  double module_mm;
  bool json;
  struct ts_home home; /* open if names are looked up */
  struct ts_label_sheet sheet;
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

static bool draw_file(struct job *job, const struct ts_tag *tag, const struct ts_label *label,
                      const struct ts_qr *qr, const struct ts_label_size *size) {
  char name[TS_LABEL_NAME_MAX], file[TS_LABEL_NAME_MAX + 8], path[PATH_MAX];
  struct ts_surface surface;
  ts_label_name(name, tag);
  (void)snprintf(file, sizeof file, "%s.%s", name, ts_format_name(job->format));
  if (!ts_path_join(path, job->folder, file, job->fault) ||
      !ts_surface_open(&surface, path, job->format, size->width, size->height, size->dpi, job->fault))
    return false;
  ts_label_draw(surface.cr, label, qr, size, 0, 0);
  if (!ts_surface_close(&surface, job->fault))
    return false;
  if (job->json)
    return ts_print_json(json_pack("{s:s,s:s,s:s}", "gtin", tag->gtin, "serial", tag->serial, "file", path),
                         job->fault);
  printf("%s\n", path);
  return true;
}

static bool draw(struct job *job, const struct ts_tag_line *tag) {
  static struct ts_qr qr;
  struct ts_label label;
  words_of(job, tag, &label);
  if (job->fault->status != EX_OK || !ts_qr_make(&qr, tag->uri, job->fault))
    return false;
  struct ts_label_size size = ts_label_size(&qr, job->dpi, job->module_mm);
  if (job->folder && !draw_file(job, &tag->tag, &label, &qr, &size))
    return false;
  return !job->sheet_path || ts_label_sheet_add(&job->sheet, &label, &qr, &size, job->fault);
}

/* Every line is checked before anything is drawn, so that a bad file leaves nothing half-done. */
static bool check_all(struct job *job, FILE *file, const char *name, size_t *count) {
  struct ts_tag_line tag;
  uint64_t line = 0;
  for (*count = 0; ts_tag_line_next(file, name, &line, &tag, job->fault);)
    ++*count;
  if (job->fault->status == EX_OK && *count == 0)
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

static void tell_sheet(const struct job *job, size_t count) {
  if (job->json)
    (void)ts_print_json(json_pack("{s:s,s:I}", "sheet", job->sheet_path, "labels", (json_int_t)count),
                        job->fault);
  else
    printf("%s: %zu labels\n", job->sheet_path, count);
}

static void do_job(struct job *job, FILE *file, const char *name) {
  size_t count;
  if (!check_all(job, file, name, &count))
    return;
  if (job->folder && mkdir(job->folder, 0777) != 0 && errno != EEXIST)
    (void)ts_fault_writing(job->fault, job->folder, errno);
  else if (!job->sheet_path || ts_label_sheet_open(&job->sheet, job->sheet_path, job->dpi, job->fault))
    draw_all(job, file, name);
  if (job->sheet_path && ts_label_sheet_close(&job->sheet, job->fault))
    tell_sheet(job, count);
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
  *mm = TS_LABEL_MODULE_MM;
  if (!text)
    return true;
  *mm = strtod(text, &rest);
  return (rest != text && *rest == 0 && *mm >= 0.1 && *mm <= 5) ||
         ts_fault(fault, EX_USAGE, "--module-mm %s: 0.1 to 5 is wanted", text);
}

static bool read_job(struct job *job, const struct ts_args *args, struct ts_fault *fault) {
  const char *format = ts_args_text(args, "format"), *home = ts_args_text(args, "home");
  uint64_t dpi = 300;
  *job = (struct job){.folder = ts_args_text(args, "out"),
                      .sheet_path = ts_args_text(args, "sheet"),
                      .name = ts_args_text(args, "name"),
                      .json = args->json,
                      .fault = fault};
  if (!job->folder && !job->sheet_path)
    return ts_fault(fault, EX_USAGE, "--out or --sheet is missing; see: touchstone label --help");
  if (format && !ts_format_read(format, &job->format))
    return ts_fault(fault, EX_USAGE, "--format %s: png, svg or pdf is wanted", format);
  if (job->name && !ts_name_ok(ts_bytes_of(job->name), TS_NAME_MAX))
    return ts_fault(fault, EX_USAGE, "--name: 1 to %d bytes of UTF-8 without control characters",
                    TS_NAME_MAX);
  if (!ts_args_number(args, "dpi", 100, 1200, &dpi, fault) || !read_module(args, &job->module_mm, fault))
    return false;
  job->dpi = (unsigned)dpi;
  return !home || ts_home_open(&job->home, home, fault);
}

static int run(const struct ts_args *args, struct ts_fault *fault) {
  static struct job job;
  const char *path = args->operand[0];
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
    {"format", "png|svg|pdf", "of these files; png if not given", TS_OPTION_ONCE},
    {"sheet", "FILE", "all labels on A4 sheets, FILE.pdf or FILE.png", TS_OPTION_ONCE},
    {"home", "HOME", "take the brand's and the models' names from this home", TS_OPTION_ONCE},
    {"name", "NAME", "the heading, in place of the brand's name or the link's host", TS_OPTION_ONCE},
    {"dpi", "N", "dots per inch of the printer; 300 if not given", TS_OPTION_ONCE},
    {"module-mm", "MM", "size of a QR module, rounded to whole dots; 0.42 if not given", TS_OPTION_ONCE},
    {NULL, NULL, NULL, TS_OPTION_ONCE},
};

const struct ts_command ts_command_label = {
    .name = "label",
    .operands = "TAGS.jsonl",
    .operands_min = 1,
    .operands_max = 1,
    .summary = "Draw the labels of issued pieces: QR code and words, ready for the printer.",
    .options = options,
    .example = "touchstone label --out labels --format png --home HOME tags.jsonl\n"
               "touchstone label --sheet sheet.pdf --home HOME tags.jsonl",
    .run = run,
};
