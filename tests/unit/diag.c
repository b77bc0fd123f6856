/* SPDX-License-Identifier: Apache-2.0 */
#include "diag.h"

#include <stdlib.h>
#include <string.h>

#include "core/cbor.h"

static bool item(struct ts_buf *out, const char **at);

static void pass_space(const char **at) {
  *at += strspn(*at, " \n");
}

static bool pass(const char **at, const char *token) {
  pass_space(at);
  if (strncmp(*at, token, strlen(token)) != 0)
    return false;
  *at += strlen(token);
  return true;
}

/* Moves HEAD, whose numbers are known only now, in front of what was written from START on. */
static void put_before(struct ts_buf *out, size_t start, const struct ts_buf *head) {
  size_t size = out->size - start;
  ts_buf_put(out, ts_buf_bytes(head));
  if (out->full)
    return;
  memmove(out->data + start + head->size, out->data + start, size);
  memcpy(out->data + start, head->data, head->size);
}

/* Items up to CLOSE. PER: 2 for a map's pairs. */
static bool list(struct ts_buf *out, const char **at, const char *close, size_t per) {
  size_t start = out->size, count = 0;
  uint8_t bytes[9];
  struct ts_buf head = ts_buf(bytes, sizeof bytes);
  while (!pass(at, close)) {
    bool more = count == 0 || pass(at, count % per ? ":" : ",");
    if (!more || !item(out, at))
      return false;
    count++;
  }
  if (per == 2)
    ts_cbor_put_map(&head, count / 2);
  else
    ts_cbor_put_array(&head, count);
  put_before(out, start, &head);
  return count % per == 0;
}

static bool embedded(struct ts_buf *out, const char **at) {
  size_t start = out->size;
  uint8_t bytes[9];
  struct ts_buf head = ts_buf(bytes, sizeof bytes);
  if (!item(out, at) || !pass(at, ">>"))
    return false;
  ts_cbor_put_bytes_head(&head, out->size - start);
  put_before(out, start, &head);
  return true;
}

static bool text(struct ts_buf *out, const char **at) {
  size_t size = strcspn(*at, "\"");
  struct ts_bytes content = ts_bytes(*at, size);
  bool closed = (*at)[size] == '"';
  *at += size + closed;
  ts_cbor_put_text(out, content);
  return closed;
}

static bool hex(struct ts_buf *out, const char **at) {
  uint8_t bytes[4096];
  struct ts_buf inner = ts_buf(bytes, sizeof bytes);
  while (ts_hex_digit((uint8_t)(*at)[0]) >= 0 && ts_hex_digit((uint8_t)(*at)[1]) >= 0) {
    ts_buf_put_byte(&inner,
                    (uint8_t)(ts_hex_digit((uint8_t)(*at)[0]) << 4 | ts_hex_digit((uint8_t)(*at)[1])));
    *at += 2;
  }
  ts_cbor_put_bytes(out, ts_buf_bytes(&inner));
  return !inner.full && pass(at, "'");
}

static bool number(struct ts_buf *out, const char **at) {
  bool negative = pass(at, "-");
  char *end;
  uint64_t value = strtoull(*at, &end, 10);
  if (end == *at || (negative && value == 0))
    return false;
  *at = end;
  if (negative)
    ts_cbor_put_negative(out, value - 1);
  else if (pass(at, "(")) {
    ts_cbor_put_tag(out, value);
    return item(out, at) && pass(at, ")");
  } else
    ts_cbor_put_uint(out, value);
  return true;
}

static bool item(struct ts_buf *out, const char **at) {
  if (pass(at, "["))
    return list(out, at, "]", 1);
  if (pass(at, "{"))
    return list(out, at, "}", 2);
  if (pass(at, "<<"))
    return embedded(out, at);
  if (pass(at, "\""))
    return text(out, at);
  if (pass(at, "h'"))
    return hex(out, at);
  bool yes = pass(at, "true");
  if (yes || pass(at, "false")) {
    ts_cbor_put_bool(out, yes);
    return true;
  }
  if (pass(at, "null")) {
    ts_buf_put_byte(out, 0xF6);
    return true;
  }
  return number(out, at);
}

bool ts_diag(struct ts_buf *out, const char *source) {
  bool ok = item(out, &source);
  pass_space(&source);
  return ok && *source == 0 && !out->full;
}

char *ts_diag_replace(const char *source, const char *from, const char *to) {
  const char *found = strstr(source, from);
  char *result = found ? malloc(strlen(source) + strlen(to) + 1) : NULL;
  if (!result)
    return NULL;
  size_t before = (size_t)(found - source);
  memcpy(result, source, before);
  strcpy(result + before, to);
  strcat(result, found + strlen(from));
  return result;
}

bool ts_hex(struct ts_buf *out, const char *source) {
  while (*source) {
    int high = ts_hex_digit((uint8_t)source[0]), low = high < 0 ? -1 : ts_hex_digit((uint8_t)source[1]);
    if (low >= 0) {
      ts_buf_put_byte(out, (uint8_t)(high << 4 | low));
      source += 2;
    } else if (*source == '#')
      source += strcspn(source, "\n");
    else if (strchr(" \t\r\n", *source))
      source++;
    else
      return false;
  }
  return !out->full;
}
