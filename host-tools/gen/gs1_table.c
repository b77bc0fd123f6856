/* SPDX-License-Identifier: Apache-2.0 */
/* Turns GS1's Barcode Syntax Dictionary into the constant tables of core/gs1:
 *   gs1_table DICTIONARY TABLE.c TITLES.c
 * The dictionary's own head describes its syntax; core/gs1_table.h describes the layout that is written. Whatever of the
 * dictionary this program does not understand ends it with a message: a table with a gap would pass unnoticed. */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/gs1_table.h"

#define ROWS_MAX 254
#define STREAM_MAX 8192
#define TITLE_MAX 80

/* Byte strings in one stream, each once. */
struct pool {
  unsigned char bytes[STREAM_MAX];
  size_t size;
  size_t at[256];
  size_t count;
};

struct table {
  struct ts_gs1_row rows[ROWS_MAX];
  char titles[ROWS_MAX][TITLE_MAX];
  size_t count;
  struct pool formats;
  struct pool rules;
  struct ts_gs1_pattern patterns[248];
  size_t pattern_count;
};

static unsigned line_number;

static void fail(const char *what, const char *text) {
  fprintf(stderr, "gs1_table: line %u: %s: %s\n", line_number, what, text);
  exit(1);
}

static unsigned char pool_add(struct pool *pool, const unsigned char *bytes, size_t size) {
  for (size_t i = 0; i < pool->count; i++) {
    size_t end = i + 1 < pool->count ? pool->at[i + 1] : pool->size;
    if (end - pool->at[i] == size && memcmp(pool->bytes + pool->at[i], bytes, size) == 0)
      return (unsigned char)i;
  }
  if (pool->count == 256 || size > STREAM_MAX - pool->size)
    fail("table full", "");
  pool->at[pool->count] = pool->size;
  memcpy(pool->bytes + pool->size, bytes, size);
  pool->size += size;
  return (unsigned char)pool->count++;
}

/* "31nn" to its first code and how many follow. */
static struct ts_gs1_pattern read_pattern(const char *text) {
  unsigned first = 0;
  unsigned more = 0;
  size_t size = strlen(text);
  if (size < 2 || size > 4)
    fail("not an AI", text);
  for (size_t i = 0; i < 4; i++) {
    char c = i < size ? text[i] : '0';
    if (c != 'n' && !isdigit((unsigned char)c))
      fail("not an AI", text);
    if (c != 'n' && more && i < size)
      fail("digit behind n", text);
    more = more * 10 + (c == 'n' ? 9 : 0);
    first = first * 10 + (c == 'n' ? 0 : (unsigned)(c - '0'));
  }
  if (more > 99)
    fail("pattern too wide", text);
  return (struct ts_gs1_pattern){.first = (uint16_t)first, .more = (uint8_t)more};
}

static unsigned char add_atom(struct table *table, const struct ts_gs1_row *row, const char *text) {
  struct ts_gs1_pattern pattern = read_pattern(text);
  if (pattern.more == 9 && pattern.first == row->first / 10 * 10)
    return TS_GS1_RULE_DECADE;
  size_t i = 0;
  while (i < table->pattern_count &&
         (table->patterns[i].first != pattern.first || table->patterns[i].more != pattern.more))
    i++;
  if (i == 248)
    fail("too many patterns", text);
  table->patterns[i] = pattern;
  table->pattern_count += i == table->pattern_count;
  return (unsigned char)(TS_GS1_RULE_ATOM + i);
}

static unsigned char read_lint(const char *name) {
#define NAME(lint) #lint,
  static const char *const names[] = {TS_GS1_LINTS(NAME)};
  unsigned i = 0;
  while (i < TS_GS1_LINT_COUNT && strcmp(names[i], name) != 0)
    i++;
  if (i == TS_GS1_LINT_COUNT)
    fail("unknown linter", name);
  return (unsigned char)i;
}

/* Appends one component: "N..20", "[X1],hyphen", "N13,csum,gcppos1". */
static size_t read_component(unsigned char *out, char *text) {
  const char *types = "NXYZ";
  unsigned char bits = 0;
  size_t size = 2;
  char *lints = strchr(text, ',');
  if (lints)
    *lints++ = 0;
  char *p = text;
  if (*p == '[') {
    bits |= TS_GS1_OPTIONAL;
    if (text[strlen(text) - 1] != ']')
      fail("bracket", text);
    text[strlen(text) - 1] = 0;
    p++;
  }
  if (*p == 0 || !strchr(types, *p))
    fail("unknown type", text);
  bits |= (unsigned char)(strchr(types, *p++) - types);
  if (strncmp(p, "..", 2) == 0) {
    bits |= TS_GS1_VARIABLE;
    p += 2;
  }
  char *end = NULL;
  unsigned long length = strtoul(p, &end, 10);
  if (end == p || *end || length == 0 || length > 90)
    fail("length", text);
  for (char *name = lints ? strtok(lints, ",") : NULL; name; name = strtok(NULL, ",")) {
    out[size++] = read_lint(name);
    bits += 1 << TS_GS1_LINTS_SHIFT;
  }
  if (size > 2 + 7)
    fail("too many linters", text);
  out[0] = bits;
  out[1] = (unsigned char)length;
  return size;
}

/* Appends "req=01+21,02" or "ex=.." or "dlpkey=22,10,21|235" as a clause. */
static size_t read_clause(struct table *table, struct ts_gs1_row *row, unsigned char *out, char *text) {
  size_t size = 0;
  char *list = strchr(text, '=');
  if (list)
    *list++ = 0;
  int kind = strcmp(text, "req") == 0      ? TS_GS1_RULE_REQ
             : strcmp(text, "ex") == 0     ? TS_GS1_RULE_EX
             : strcmp(text, "dlpkey") == 0 ? TS_GS1_RULE_PATH
                                           : 0;
  if (!kind || (!list && kind != TS_GS1_RULE_PATH))
    fail("unknown attribute", text);
  if (kind == TS_GS1_RULE_PATH)
    row->flags |= TS_GS1_KEY;
  out[size++] = (unsigned char)kind;
  while (list && *list) {
    size_t part = strcspn(list, ",+|");
    char mark = list[part];
    list[part] = 0;
    out[size++] = add_atom(table, row, list);
    list += part + (mark != 0);
    if ((kind == TS_GS1_RULE_REQ && mark == ',') || (kind == TS_GS1_RULE_PATH && mark == '|'))
      out[size++] = TS_GS1_RULE_OR;
    else if (mark && (mark == '|' || (mark == '+' && kind != TS_GS1_RULE_REQ)))
      fail("separator in", text);
  }
  return size;
}

/* The flags' column, absent for AIs that have none. */
static int read_flags(struct ts_gs1_row *row, const char *token) {
  if (strchr("NXYZ[", token[0]))
    return 0;
  for (; *token; token++) {
    if (*token != '*' && *token != '?')
      fail("unknown flag", token);
    row->flags |= *token == '*' ? TS_GS1_FIXED : TS_GS1_ATTRIBUTE;
  }
  return 1;
}

/* Everything behind the AI: flags, components, attributes. */
static void read_specification(struct table *table, struct ts_gs1_row *row, char *tokens[], size_t count) {
  unsigned char format[64];
  unsigned char rule[128];
  size_t format_size = 0;
  size_t rule_size = 0;
  size_t last = 0;
  size_t i = count && read_flags(row, tokens[0]);
  for (; i < count; i++) {
    if (format_size > 48 || rule_size > 96)
      fail("too long", tokens[i]);
    if (strchr("NXYZ[", tokens[i][0])) {
      last = format_size;
      format_size += read_component(format + format_size, tokens[i]);
    } else {
      rule_size += read_clause(table, row, rule + rule_size, tokens[i]);
    }
  }
  if (!format_size)
    fail("no format", "");
  format[last] |= TS_GS1_LAST;
  rule[rule_size++] = TS_GS1_RULE_END;
  row->format = pool_add(&table->formats, format, format_size);
  row->rule = pool_add(&table->rules, rule, rule_size);
}

static void add_row(struct table *table, struct ts_gs1_row row, const char *title) {
  if (table->count == ROWS_MAX)
    fail("too many rows", title);
  if (table->count && table->rows[table->count - 1].first >= row.first)
    fail("not in order", title);
  table->rows[table->count] = row;
  strcpy(table->titles[table->count++], title);
}

static void read_line(struct table *table, char *line) {
  char *tokens[24];
  size_t count = 0;
  char *title = strchr(line, '#');
  if (title) {
    *title++ = 0;
    title += strspn(title, " ");
    title[strcspn(title, "\r\n")] = 0;
    while (*title && title[strlen(title) - 1] == ' ')
      title[strlen(title) - 1] = 0;
  }
  for (char *t = strtok(line, " \t\r\n"); t; t = strtok(NULL, " \t\r\n")) {
    if (count == 24)
      fail("too many columns", t);
    tokens[count++] = t;
  }
  if (!count)
    return;
  if (title && strlen(title) >= TITLE_MAX)
    fail("title too long", title);
  struct ts_gs1_row row = {0};
  char *to = strchr(tokens[0], '-');
  if (to)
    *to++ = 0;
  size_t digits = strlen(tokens[0]);
  unsigned first = read_pattern(tokens[0]).first;
  unsigned last = to ? read_pattern(to).first : first;
  unsigned step = digits == 2 ? 100 : digits == 3 ? 10 : 1;
  if (last < first || last - first > 9 * step)
    fail("range", tokens[0]);
  row.flags = (uint8_t)(digits << TS_GS1_SIZE_SHIFT);
  row.first = (uint16_t)first;
  read_specification(table, &row, tokens + 1, count - 1);
  if (step == 1)
    row.more = (uint8_t)(last - first);
  for (unsigned code = first; code <= last; code += step * (row.more + 1u)) {
    row.first = (uint16_t)code;
    add_row(table, row, title ? title : "");
  }
}

static void write_head(FILE *out, const char *what) {
  fprintf(out,
          "/* SPDX-License-Identifier: Apache-2.0 */\n"
          "/* Generated by host-tools/gen/gs1_table.c: do not edit.\n"
          " * %s, taken from the GS1 Barcode Syntax Dictionary\n"
          " * (https://ref.gs1.org/tools/gs1-barcode-syntax-resource/), which is\n"
          " * Copyright (c) 2020-2021 BWIPP project, Copyright (c) 2020-2021 Zint Project,\n"
          " * Copyright (c) 2021-2025 GS1 AISBL, licensed under the Apache License, Version 2.0. */\n"
          "/* clang-format off */\n"
          "#include \"core/gs1_table.h\"\n",
          what);
}

static void write_pool(FILE *out, const struct pool *pool, const char *index, const char *bytes) {
  fprintf(out, "\nconst uint16_t %s[] = {", index);
  for (size_t i = 0; i < pool->count; i++)
    fprintf(out, "%s%zu,", i % 16 ? " " : "\n  ", pool->at[i]);
  fprintf(out, "\n};\n\nconst uint8_t %s[] = {", bytes);
  for (size_t i = 0; i < pool->count; i++) {
    size_t end = i + 1 < pool->count ? pool->at[i + 1] : pool->size;
    fprintf(out, "\n ");
    for (size_t at = pool->at[i]; at < end; at++)
      fprintf(out, " %u,", (unsigned)pool->bytes[at]);
  }
  fprintf(out, "\n};\n");
}

static void write_table(FILE *out, const struct table *table) {
  write_head(out, "The Application Identifiers");
  fprintf(out, "\nconst uint8_t ts_gs1_row_from[101] = {");
  for (unsigned prefix = 0, row = 0; prefix <= 100; prefix++) {
    while (row < table->count && table->rows[row].first / 100u < prefix)
      row++;
    fprintf(out, "%s%u,", prefix % 20 ? " " : "\n  ", row);
  }
  fprintf(out, "\n};\n\nconst struct ts_gs1_row ts_gs1_rows[] = {\n");
  for (size_t i = 0; i < table->count; i++) {
    const struct ts_gs1_row *r = &table->rows[i];
    fprintf(out, "  {%u, %u, 0x%02x, %u, %u},\n", r->first, r->more, r->flags, r->format, r->rule);
  }
  fprintf(out, "};\n");
  write_pool(out, &table->formats, "ts_gs1_format_at", "ts_gs1_formats");
  write_pool(out, &table->rules, "ts_gs1_rule_at", "ts_gs1_rules");
  fprintf(out, "\nconst struct ts_gs1_pattern ts_gs1_patterns[] = {");
  for (size_t i = 0; i < table->pattern_count; i++)
    fprintf(out, "%s{%u, %u},", i % 8 ? " " : "\n  ", table->patterns[i].first, table->patterns[i].more);
  fprintf(out, "\n};\n");
}

static void write_titles(FILE *out, const struct table *table) {
  write_head(out, "The titles of the Application Identifiers, a C string for each row of ts_gs1_rows");
  fprintf(out, "\nconst char ts_gs1_titles[] =\n");
  for (size_t i = 0; i < table->count; i++)
    fprintf(out, "  \"%s\\0\"%s\n", table->titles[i], i + 1 == table->count ? ";" : "");
}

/* All AIs that begin with the same two digits have the same length: ts_gs1_ai_size builds on that. */
static void check_sizes(const struct table *table) {
  for (size_t i = 1; i < table->count; i++)
    if (table->rows[i].first / 100 == table->rows[i - 1].first / 100 &&
        table->rows[i].flags >> TS_GS1_SIZE_SHIFT != table->rows[i - 1].flags >> TS_GS1_SIZE_SHIFT)
      fail("AIs of different length with the same two digits", table->titles[i]);
}

static void write_file(const char *path, const struct table *table, void (*write)(FILE *, const struct table *)) {
  FILE *out = fopen(path, "w");
  if (!out)
    fail("cannot write", path);
  write(out, table);
  int bad = ferror(out);
  if (fclose(out) != 0 || bad)
    fail("cannot write", path);
}

int main(int argc, char **argv) {
  static struct table table;
  char line[512];
  if (argc != 4) {
    fprintf(stderr, "usage: gs1_table DICTIONARY TABLE.c TITLES.c\n");
    return 2;
  }
  FILE *in = fopen(argv[1], "r");
  if (!in)
    fail("cannot read", argv[1]);
  while (fgets(line, sizeof line, in)) {
    line_number++;
    if (!strchr(line, '\n'))
      fail("line too long, or its end is missing", line);
    if (line[0] != '#')
      read_line(&table, line);
  }
  if (ferror(in) || fclose(in) != 0 || table.count == 0)
    fail("cannot read", argv[1]);
  check_sizes(&table);
  write_file(argv[2], &table, write_table);
  write_file(argv[3], &table, write_titles);
  return 0;
}
