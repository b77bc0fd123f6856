/* SPDX-License-Identifier: Apache-2.0 */
/* Digital Link URIs (GS1 Digital Link Standard: URI Syntax, uncompressed form), on the ground of RFC 3986.
 * What the canonical form would spell otherwise is accepted and noted; what a URI may not hold at all is
 * refused. */
#include <string.h>

#include "core/gs1_parse.h"

static uint8_t lower(uint8_t c) {
  return c >= 'A' && c <= 'Z' ? (uint8_t)(c + ('a' - 'A')) : c;
}

static bool starts_any_case(struct ts_bytes text, const char *prefix) {
  size_t size = strlen(prefix);
  if (text.size < size)
    return false;
  for (size_t i = 0; i < size; i++)
    if (lower(text.data[i]) != (uint8_t)prefix[i])
      return false;
  return true;
}

size_t ts_gs1_uri_scheme(struct ts_bytes text) {
  if (starts_any_case(text, "https://"))
    return 8;
  return starts_any_case(text, "http://") ? 7 : 0;
}

/* The first place from AT on, before END, of C; END if there is none. */
static size_t find(struct ts_bytes text, size_t at, size_t end, uint8_t c) {
  const uint8_t *found = at < end ? memchr(text.data + at, c, end - at) : NULL;
  return found ? (size_t)(found - text.data) : end;
}

void ts_gs1_uri_parts(struct ts_bytes text, struct ts_gs1_uri_parts *parts) {
  parts->authority = ts_gs1_uri_scheme(text);
  parts->end = find(text, parts->authority, text.size, '#');
  parts->path_end = find(text, parts->authority, parts->end, '?');
  parts->path = find(text, parts->authority, parts->path_end, '/');
}

static bool is_key(struct ts_bytes segment) {
  if (segment.size < 2 || segment.size > 4)
    return false;
  const struct ts_gs1_row *row = ts_gs1_find(segment);
  return row && row->flags & TS_GS1_KEY;
}

/* From the right, as a path before the key may look like anything. Key, value, qualifier, value...: an odd
 * number of segments stands behind the key's AI. Failing that any key is taken, so that at least the text's
 * owner is found. */
size_t ts_gs1_uri_key(struct ts_bytes text, size_t begin, size_t end) {
  size_t segment_end = end;
  size_t behind = 0;
  size_t found = 0;
  for (size_t at = end; at-- > begin;) {
    if (text.data[at] != '/')
      continue;
    if (behind > 0 && is_key(ts_bytes_part(text, at + 1, segment_end - at - 1))) {
      if (behind % 2)
        return at + 1;
      if (!found)
        found = at + 1;
    }
    segment_end = at;
    behind++;
  }
  return found;
}

static enum ts_err refuse_uri(struct ts_gs1_reader *reader, size_t at) {
  return ts_gs1_refuse(reader->why, TS_ERR_GS1_URI, ts_bytes(NULL, 0), at);
}

bool ts_gs1_host_ok(struct ts_bytes host) {
  size_t label = 0;
  if (host.size > 4 && host.data[0] == '[' && host.data[host.size - 1] == ']') {
    for (size_t i = 1; i + 1 < host.size; i++)
      if (ts_hex_digit(host.data[i]) < 0 && host.data[i] != ':' && host.data[i] != '.')
        return false;
    return true;
  }
  for (size_t i = 0; i < host.size; i++) {
    uint8_t c = host.data[i];
    bool dot = c == '.';
    if ((dot && label == 0) || (!dot && (!ts_gs1_unreserved(c) || c == '~' || label == 63)))
      return false;
    label = dot ? 0 : label + 1;
  }
  return host.size > 0;
}

/* "user@host:port" in TEXT[BEGIN .. END). */
static enum ts_err read_authority(struct ts_gs1_reader *reader, size_t begin, size_t end) {
  struct ts_bytes text = reader->text;
  size_t at = find(text, begin, end, '@');
  size_t host = begin;
  if (at < end) {
    host = at + 1;
    ts_gs1_not_canonical(reader, begin);
  }
  size_t host_end = find(text, host, end, host < end && text.data[host] == '[' ? ']' : ':');
  if (host_end < end && text.data[host_end] == ']')
    host_end++;
  struct ts_bytes name = ts_bytes_part(text, host, host_end - host);
  if (name.size > TS_GS1_HOST_MAX || !ts_gs1_host_ok(name))
    return refuse_uri(reader, host);
  for (size_t i = 0; i < name.size; i++)
    reader->out->host[i] = (char)lower(name.data[i]);
  if (host_end == end && name.data[0] != '[')
    return TS_OK;
  ts_gs1_not_canonical(reader, host_end);
  struct ts_bytes port = ts_bytes_part(text, host_end + 1, end - host_end - 1);
  if (host_end < end &&
      (text.data[host_end] != ':' || port.size > 5 || (port.size && !ts_bytes_all_digits(port))))
    return refuse_uri(reader, host_end);
  return TS_OK;
}

/* Stages TEXT[BEGIN .. END) with its escapes undone. BARE: which reserved characters may stand there as they
 * are. */
static enum ts_err unescape(struct ts_gs1_reader *reader, size_t begin, size_t end, const char *bare,
                            size_t *size) {
  struct ts_bytes text = reader->text;
  size_t bare_count = strlen(bare);
  enum ts_err err = TS_OK;
  for (size_t at = begin; !err && at < end; at++) {
    size_t run = at;
    while (run < end && ts_gs1_unreserved(text.data[run]))
      run++;
    err = ts_gs1_stage(reader->out, size, ts_bytes_part(text, at, run - at));
    at = run;
    if (err || at == end)
      break;
    uint8_t c = text.data[at];
    if (c != '%') {
      if (!memchr(bare, c, bare_count))
        return refuse_uri(reader, at);
      ts_gs1_not_canonical(reader, at);
      err = ts_gs1_stage(reader->out, size, ts_bytes(&c, 1));
      continue;
    }
    int high = end - at > 2 ? ts_hex_digit(text.data[at + 1]) : -1;
    int low = end - at > 2 ? ts_hex_digit(text.data[at + 2]) : -1;
    c = (uint8_t)(high * 16 + low);
    if (high < 0 || low < 0 || c < 0x20 || c == 0x7f)
      return ts_gs1_refuse(reader->why, TS_ERR_GS1_ESCAPE, ts_bytes(NULL, 0), at);
    if (ts_gs1_unreserved(c) || text.data[at + 1] >= 'a' || text.data[at + 2] >= 'a')
      ts_gs1_not_canonical(reader, at);
    err = ts_gs1_stage(reader->out, size, ts_bytes(&c, 1));
    at += 2;
  }
  return err ? ts_gs1_refuse(reader->why, err, ts_bytes(NULL, 0), begin) : TS_OK;
}

static enum ts_err read_value(struct ts_gs1_reader *reader, struct ts_bytes ai, enum ts_gs1_role role,
                              size_t begin, size_t end) {
  const char *bare = role == TS_GS1_ROLE_ATTRIBUTE ? "!$'()*+,;=:@/?" : "!$&'()*+,;=:@";
  size_t size = 0;
  bool canonical = reader->out->canonical;
  enum ts_err err = unescape(reader, begin, end, bare, &size);
  if (err || canonical != reader->out->canonical)
    (void)ts_text_copy(reader->why->ai, sizeof reader->why->ai, ai);
  if (!err)
    return ts_gs1_append(reader->out, reader->why, ai, role, size, begin);
  /* What could be read stays in the list, for its owner's sake; the error is the escape's all the same. */
  struct ts_gs1_why ignored;
  (void)ts_gs1_append(reader->out, &ignored, ai, role, size, begin);
  return err;
}

/* Key, value, qualifier, value... in TEXT[AT .. END). */
static enum ts_err read_path(struct ts_gs1_reader *reader, size_t at, size_t end) {
  enum ts_gs1_role role = TS_GS1_ROLE_KEY;
  while (at < end) {
    size_t ai_end = find(reader->text, at, end, '/');
    struct ts_bytes ai = ts_bytes_part(reader->text, at, ai_end - at);
    if (ai_end == end)
      return refuse_uri(reader, at);
    if (!ts_bytes_all_digits(ai))
      return ts_gs1_refuse(reader->why, TS_ERR_GS1_AI_MISSING, ts_bytes(NULL, 0), at);
    size_t value_end = find(reader->text, ai_end + 1, end, '/');
    enum ts_err err = read_value(reader, ai, role, ai_end + 1, value_end);
    if (err)
      return err;
    if (!ts_gs1_path_ok(reader->out, reader->out->count))
      return ts_gs1_refuse(reader->why, TS_ERR_GS1_QUALIFIER, ai, at);
    if (value_end + 1 == end)
      return refuse_uri(reader, value_end); /* a slash at the end */
    role = TS_GS1_ROLE_QUALIFIER;
    at = value_end + 1;
  }
  return TS_OK;
}

/* A key of the query that hides digits behind escapes would be an AI to other readers, and none to this one.
 */
static bool hides_digits(struct ts_bytes key) {
  bool escaped = false;
  for (size_t i = 0; i < key.size; i++) {
    uint8_t c = key.data[i];
    if (c == '%' && key.size - i > 2 && key.data[i + 1] == '3' && ts_hex_digit(key.data[i + 2]) >= 0 &&
        ts_hex_digit(key.data[i + 2]) <= 9) {
      escaped = true;
      i += 2;
    } else if (c < '0' || c > '9') {
      return false;
    }
  }
  return escaped;
}

/* "250=ABC" in TEXT[AT .. END). */
static enum ts_err read_parameter(struct ts_gs1_reader *reader, size_t path_count, size_t at, size_t end) {
  size_t key_end = find(reader->text, at, end, '=');
  struct ts_bytes ai = ts_bytes_part(reader->text, at, key_end - at);
  if (at == end) {
    ts_gs1_not_canonical(reader, at);
    return TS_OK;
  }
  if (hides_digits(ai))
    return ts_gs1_refuse(reader->why, TS_ERR_GS1_ESCAPE, ts_bytes(NULL, 0), at);
  if (!ts_bytes_all_digits(ai))
    return TS_OK; /* a key of somebody else's */
  enum ts_err err = read_value(reader, ai, TS_GS1_ROLE_ATTRIBUTE, key_end < end ? key_end + 1 : end, end);
  if (err)
    return err;
  const struct ts_gs1_element *element = &reader->out->element[reader->out->count - 1];
  if (!(ts_gs1_row_of(element)->flags & TS_GS1_ATTRIBUTE) ||
      ts_gs1_path_takes(reader->out, path_count, ts_gs1_element_code(element)))
    return ts_gs1_refuse(reader->why, TS_ERR_GS1_ATTRIBUTE, ai, at);
  return TS_OK;
}

static enum ts_err read_query(struct ts_gs1_reader *reader, size_t at, size_t end) {
  size_t path_count = reader->out->count;
  for (;;) {
    size_t stop = find(reader->text, at, end, '&');
    enum ts_err err = read_parameter(reader, path_count, at, stop);
    if (err || stop == end)
      return err;
    at = stop + 1;
  }
}

/* Nothing but RFC 3986's characters, not even where this reader does not look: browsers take a backslash for
 * a slash, and would go to another host than the one that is found here. */
static enum ts_err check_characters(struct ts_gs1_reader *reader) {
  static const uint32_t set[4] = {0, 0xaffffffa, 0xafffffff, 0x47fffffe};
  for (size_t i = 0; i < reader->text.size; i++) {
    uint8_t c = reader->text.data[i];
    if (c > 127 || !(set[c >> 5] >> (c & 31) & 1))
      return refuse_uri(reader, i);
  }
  return TS_OK;
}

enum ts_err ts_gs1_read_uri(struct ts_gs1_reader *reader) {
  struct ts_bytes text = reader->text;
  struct ts_gs1_uri_parts parts;
  ts_gs1_uri_parts(text, &parts);
  size_t key = ts_gs1_uri_key(text, parts.path, parts.path_end);
  enum ts_err err = read_authority(reader, parts.authority, parts.path);
  if (err)
    return err;
  if (key == 0)
    return ts_gs1_refuse(reader->why, TS_ERR_GS1_KEY, ts_bytes(NULL, 0), parts.path);
  if (parts.authority == 7)
    ts_gs1_not_canonical(reader, 0);
  if (key != parts.path + 1)
    ts_gs1_not_canonical(reader, parts.path);
  err = read_path(reader, key, parts.path_end);
  if (!err && parts.path_end < parts.end)
    err = read_query(reader, parts.path_end + 1, parts.end);
  return err ? err : check_characters(reader);
}
