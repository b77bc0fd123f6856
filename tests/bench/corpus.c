/* SPDX-License-Identifier: Apache-2.0 */
#include "bench/corpus.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "host-tools/file.h"

static const char *const group_names[TS_CORPUS_GROUPS] = {
    [TS_CORPUS_BOOF] = "boofcv",
    [TS_CORPUS_BOOF_LOTS] = "boofcv-lots",
    [TS_CORPUS_ZXING_QR] = "zxing-qr",
    [TS_CORPUS_ZXCPP_QR] = "zxing-cpp-qr",
    [TS_CORPUS_JSQR_QR] = "jsqr-qr",
    [TS_CORPUS_ZXING_SERIAL] = "zxing-serial",
    [TS_CORPUS_ZXCPP_SERIAL] = "zxing-cpp-serial",
    [TS_CORPUS_QUAGGA_SERIAL] = "quagga-serial",
    [TS_CORPUS_EAN_UPC] = "ean-upc",
    [TS_CORPUS_NONE] = "none",
};

static const char *const record_keys[TS_CORPUS_RECORDS] = {
    [TS_CORPUS_BY_ZBAR] = "zbar",
    [TS_CORPUS_BY_ZXING_CPP] = "zxing_cpp_3_1_1",
    [TS_CORPUS_BY_ZXING_CPP_FAST] = "zxing_cpp_3_1_1_fast",
    [TS_CORPUS_BY_ANYONE] = "anyone",
};

const char *ts_corpus_group_name(enum ts_corpus_group group) {
  return group_names[group];
}

/* ---- one line ---- */

static bool begins(const char *text, const char *prefix) {
  return strncmp(text, prefix, strlen(prefix)) == 0;
}

/* TS_CORPUS_GROUPS for a folder of no known set. */
static enum ts_corpus_group group_of(const char *category, const char *kind) {
  if (strcmp(kind, "none") == 0)
    return TS_CORPUS_NONE;
  if (strcmp(category, "boof-lots") == 0)
    return TS_CORPUS_BOOF_LOTS;
  if (begins(category, "boof-"))
    return TS_CORPUS_BOOF;
  if (strcmp(category, "jsqr") == 0)
    return TS_CORPUS_JSQR_QR;
  if (strstr(category, "-ean") || strstr(category, "-upc"))
    return TS_CORPUS_EAN_UPC;
  bool qr = strcmp(kind, "qr") == 0;
  if (begins(category, "zxing-"))
    return qr ? TS_CORPUS_ZXING_QR : TS_CORPUS_ZXING_SERIAL;
  if (begins(category, "zxcpp-"))
    return qr ? TS_CORPUS_ZXCPP_QR : TS_CORPUS_ZXCPP_SERIAL;
  return begins(category, "quagga-") && !qr ? TS_CORPUS_QUAGGA_SERIAL : TS_CORPUS_GROUPS;
}

static bool add_spelling(struct ts_wanted_symbol *symbol, const void *data, size_t size) {
  if (symbol->spellings == TS_WANTED_SPELLINGS)
    return false;
  symbol->spelling[symbol->spellings++] = ts_bytes(data, size);
  return true;
}

static bool add_text(struct ts_wanted_symbol *symbol, const json_t *text) {
  return json_is_string(text) && add_spelling(symbol, json_string_value(text), json_string_length(text));
}

/* Decodes hexadecimal in place of the JSON string, which is ours and twice as long. */
static bool add_hex(struct ts_wanted_symbol *symbol, const json_t *hex) {
  if (!json_is_string(hex) || json_string_length(hex) % 2 != 0)
    return false;
  uint8_t *bytes = (uint8_t *)(uintptr_t)json_string_value(hex);
  size_t size = json_string_length(hex) / 2;
  for (size_t i = 0; i < size; i++) {
    int high = ts_hex_digit(bytes[2 * i]), low = ts_hex_digit(bytes[2 * i + 1]);
    if (high < 0 || low < 0)
      return false;
    bytes[i] = (uint8_t)(high * 16 + low);
  }
  return add_spelling(symbol, bytes, size);
}

static bool read_placed(struct ts_wanted_symbol *symbol, const json_t *object) {
  const json_t *corners = json_object_get(object, "corners"), *text = json_object_get(object, "text");
  symbol->placed = true;
  if (json_array_size(corners) != 2u * TS_SYMBOL_CORNERS)
    return false;
  for (size_t i = 0; i < 2u * TS_SYMBOL_CORNERS; i++)
    symbol->corner[i / 2][i % 2] = json_number_value(json_array_get(corners, i));
  return json_is_null(text) || add_text(symbol, text);
}

static bool read_anywhere(struct ts_wanted_symbol *symbol, const json_t *line) {
  const json_t *item;
  size_t i;
  json_array_foreach(json_object_get(line, "text"), i, item) if (!add_text(symbol, item)) return false;
  json_array_foreach(json_object_get(line, "accept_hex"), i, item) if (!add_hex(symbol, item)) return false;
  return true;
}

static bool read_symbols(struct ts_corpus_photo *photo, const json_t *line) {
  const json_t *symbols = json_object_get(line, "symbols");
  size_t count = photo->group == TS_CORPUS_NONE ? 0 : symbols ? json_array_size(symbols) : 1;
  struct ts_wanted_symbol *symbol = calloc(count + 1, sizeof *symbol);
  photo->wanted.symbol = photo->symbol = symbol;
  if (!symbol || count > TS_WANTED_SYMBOLS)
    return false;
  photo->wanted.symbols = count;
  for (size_t i = 0; i < count; i++)
    if (!(symbols ? read_placed(&symbol[i], json_array_get(symbols, i)) : read_anywhere(&symbol[i], line)))
      return false;
  return true;
}

/* A list of the symbols that were read, or whether the one was. */
static bool read_records(struct ts_corpus_photo *photo, const json_t *read_by) {
  for (size_t i = 0; i < TS_CORPUS_RECORDS; i++) {
    const json_t *record = json_object_get(read_by, record_keys[i]);
    if (!json_is_array(record) && !json_is_boolean(record))
      return false;
    photo->read_by[i] = json_is_array(record) ? json_array_size(record) : json_is_true(record);
  }
  return true;
}

static bool read_line(struct ts_corpus_photo *photo, const json_t *line) {
  const char *kind = json_string_value(json_object_get(line, "kind"));
  photo->file = json_string_value(json_object_get(line, "file"));
  size_t folder = photo->file ? strcspn(photo->file, "/") : 0;
  if (!kind || folder == 0 || folder >= sizeof photo->category)
    return false;
  memcpy(photo->category, photo->file, folder);
  photo->group = group_of(photo->category, kind);
  return photo->group != TS_CORPUS_GROUPS && read_symbols(photo, line) &&
         read_records(photo, json_object_get(line, "read_by"));
}

/* ---- the file ---- */

static bool parse_lines(struct ts_corpus *corpus, const char *text, size_t size) {
  for (size_t at = 0; at < size;) {
    size_t length = ts_bytes_part(ts_bytes(text, size), at, size).size;
    const char *end = memchr(text + at, '\n', length);
    length = end ? (size_t)(end - (text + at)) : length;
    json_t *line = json_loadb(text + at, length, 0, NULL);
    if (!line || json_array_append_new(corpus->lines, line) != 0)
      return false;
    at += length + 1;
  }
  return true;
}

bool ts_corpus_open(struct ts_corpus *corpus, const char *folder, struct ts_fault *fault) {
  char path[PATH_MAX];
  uint8_t *text = NULL;
  size_t size = 0;
  *corpus = (struct ts_corpus){.lines = json_array()};
  if (!ts_path_join(path, folder, "expected.jsonl", fault) ||
      !ts_file_read(path, 16u * 1024 * 1024, &text, &size, fault))
    return false;
  bool parsed = parse_lines(corpus, (const char *)text, size);
  free(text);
  size_t lines = json_array_size(corpus->lines);
  if (!parsed)
    return ts_fault(fault, EX_DATAERR, "%s: line %zu is no JSON", path, lines + 1);
  corpus->photo = calloc(lines + 1, sizeof *corpus->photo);
  if (!corpus->photo)
    return ts_fault(fault, EX_OSERR, "not enough memory for %s", path);
  for (size_t i = 0; i < lines; i++) {
    corpus->photos = i + 1;
    if (!read_line(&corpus->photo[i], json_array_get(corpus->lines, i)))
      return ts_fault(fault, EX_DATAERR, "%s: line %zu is no expectation of a known set", path, i + 1);
  }
  return true;
}

/* ---- amendments ---- */

static struct ts_corpus_photo *photo_named(const struct ts_corpus *corpus, const char *file) {
  for (size_t i = 0; i < corpus->photos; i++)
    if (strcmp(corpus->photo[i].file, file) == 0)
      return &corpus->photo[i];
  return NULL;
}

static bool amend(const struct ts_corpus *corpus, char *line) {
  char *rest = NULL;
  const char *file = strtok_r(line, " ", &rest), *what = strtok_r(NULL, " ", &rest), *text = rest;
  if (!file || file[0] == '#')
    return true;
  struct ts_corpus_photo *photo = photo_named(corpus, file);
  if (!photo || !what || !text || text[0] == 0)
    return false;
  if (strcmp(what, "beside") == 0)
    return add_spelling(&photo->wanted.beside, text, strlen(text));
  return strcmp(what, "spelling") == 0 && photo->wanted.symbols == 1 &&
         add_spelling(photo->symbol, text, strlen(text));
}

bool ts_corpus_amend(struct ts_corpus *corpus, const char *path, struct ts_fault *fault) {
  size_t size = 0, number = 0;
  if (!ts_file_read(path, 64u * 1024, &corpus->amends, &size, fault))
    return false;
  char *text = (char *)corpus->amends;
  for (size_t at = 0; at < size;) {
    char *end = memchr(text + at, '\n', size - at);
    number++;
    if (!end)
      return ts_fault(fault, EX_DATAERR, "%s: line %zu does not end", path, number);
    *end = 0;
    size_t length = (size_t)(end - (text + at));
    if (!amend(corpus, text + at))
      return ts_fault(fault, EX_DATAERR, "%s: line %zu is no amendment of a photograph of the corpora", path,
                      number);
    at += length + 1;
  }
  return true;
}

void ts_corpus_free(struct ts_corpus *corpus) {
  for (size_t i = 0; i < corpus->photos; i++)
    free(corpus->photo[i].symbol);
  free(corpus->photo);
  free(corpus->amends);
  json_decref(corpus->lines);
  *corpus = (struct ts_corpus){0};
}
