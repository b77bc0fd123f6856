/* SPDX-License-Identifier: Apache-2.0 */
#include "host-tools/tags.h"

#include <errno.h>
#include <jansson.h>
#include <string.h>

#include "host-tools/text.h"

static bool read_tag(const char *uri, struct ts_tag_line *out, enum ts_err *err) {
  struct ts_gs1 gs1;
  struct ts_gs1_why why;
  if (!ts_text_copy(out->uri, sizeof out->uri, ts_bytes_of(uri))) {
    *err = TS_ERR_TOO_LONG;
    return false;
  }
  *err = ts_gs1_parse(&gs1, &why, ts_bytes_of(uri), false);
  if (*err == TS_OK)
    *err = ts_tag_read(&out->tag, &gs1);
  if (*err == TS_OK && out->tag.serial[0] == 0)
    *err = TS_ERR_TAG_NO_SERIAL;
  memcpy(out->host, gs1.host, sizeof out->host);
  return *err == TS_OK;
}

/* A serial without a signature, for a label with bars. */
static bool read_bare(const char *gtin, const char *serial, struct ts_tag_line *out, enum ts_err *err) {
  struct ts_gs1 gs1;
  struct ts_gs1_why why;
  *out = (struct ts_tag_line){.tag = {.kind = TS_TAG_SERIAL}};
  *err = TS_ERR_TOO_LONG;
  if (!ts_gs1_gtin14(out->tag.gtin, ts_bytes_of(gtin)))
    *err = TS_ERR_GS1_CHECK_DIGIT;
  else if (ts_text_copy(out->tag.serial, sizeof out->tag.serial, ts_bytes_of(serial)))
    *err = ts_tag_build(&gs1, &why, &out->tag);
  if (*err == TS_OK && !serial[0])
    *err = TS_ERR_TAG_NO_SERIAL;
  return *err == TS_OK;
}

static bool read_line(const char *text, const char *path, uint64_t line, struct ts_tag_line *out,
                      struct ts_fault *fault) {
  json_error_t error;
  enum ts_err err = TS_OK;
  json_t *object = json_loads(text, JSON_REJECT_DUPLICATES, &error);
  if (!object)
    return ts_fault(fault, EX_DATAERR, "%s:%llu: not a JSON object: %s", path, (unsigned long long)line,
                    error.text);
  const char *uri = json_string_value(json_object_get(object, "uri"));
  const char *gtin = json_string_value(json_object_get(object, "gtin"));
  const char *serial = json_string_value(json_object_get(object, "serial"));
  bool bare = !uri && gtin && serial;
  bool ok = bare ? read_bare(gtin, serial, out, &err) : uri && read_tag(uri, out, &err);
  if (bare && !ok)
    (void)ts_fault(fault, EX_DATAERR, "%s:%llu: no gtin with a serial: %s", path, (unsigned long long)line,
                   ts_err_text(err));
  else if (!uri && !bare)
    (void)ts_fault(fault, EX_DATAERR, "%s:%llu: no \"uri\"; give what touchstone issue printed", path,
                   (unsigned long long)line);
  else if (!ok)
    (void)ts_fault(fault, EX_DATAERR, "%s:%llu: the uri is no tag: %s", path, (unsigned long long)line,
                   ts_err_text(err));
  json_decref(object);
  return ok;
}

bool ts_tag_line_next(FILE *file, const char *path, uint64_t *line, struct ts_tag_line *out,
                      struct ts_fault *fault) {
  char text[TS_TAG_LINE_MAX];
  do {
    ++*line;
    if (!fgets(text, sizeof text, file)) {
      if (ferror(file))
        (void)ts_fault_reading(fault, path, errno);
      return false;
    }
    if (!strchr(text, '\n') && !feof(file))
      return ts_fault(fault, EX_DATAERR, "%s:%llu: longer than %d bytes", path, (unsigned long long)*line,
                      TS_TAG_LINE_MAX);
  } while (text[strspn(text, " \t\r\n")] == 0);
  return read_line(text, path, *line, out, fault);
}
