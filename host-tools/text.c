/* SPDX-License-Identifier: Apache-2.0 */
#include "host-tools/text.h"

#include <string.h>

#include "core/gs1.h"

bool ts_name_ok(struct ts_bytes text, size_t max) {
  if (text.size == 0 || text.size > max || !ts_utf8_ok(text))
    return false;
  if (text.data[0] == ' ' || text.data[text.size - 1] == ' ')
    return false;
  for (size_t i = 0; i < text.size; i++) {
    bool c1_control = text.data[i] == 0xc2 && text.data[i + 1] < 0xa0;
    if (text.data[i] < 0x20 || text.data[i] == 0x7f || c1_control)
      return false;
  }
  return true;
}

bool ts_brand_id_ok(const char *id) {
  size_t size = strlen(id);
  return size >= 1 && size <= TS_BRAND_ID_MAX && strspn(id, "abcdefghijklmnopqrstuvwxyz0123456789-") == size;
}

bool ts_host_read(char *out, const char *text) {
  size_t size = strlen(text), label = 0;
  bool dotted = false;
  if (size == 0 || size > TS_GS1_HOST_MAX)
    return false;
  for (size_t i = 0; i <= size; i++) {
    char c = text[i];
    if (c == '.' || c == 0) {
      if (label == 0 || label > 63 || text[i - 1] == '-')
        return false;
      dotted = dotted || c == '.';
      label = 0;
    } else {
      bool upper = c >= 'A' && c <= 'Z';
      bool plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
      if (!upper && !plain && !(c == '-' && label > 0))
        return false;
      c = upper ? (char)(c - 'A' + 'a') : c;
      label++;
    }
    out[i] = c;
  }
  return dotted;
}

bool ts_prefix_ok(const char *prefix) {
  size_t size = strlen(prefix);
  return size >= 4 && size <= TS_PREFIX_MAX && ts_bytes_all_digits(ts_bytes(prefix, size));
}

bool ts_prefix_overlap(const char *a, const char *b) {
  size_t size_a = strlen(a), size_b = strlen(b);
  return strncmp(a, b, size_a < size_b ? size_a : size_b) == 0;
}

bool ts_gtin_has_prefix(const char *gtin14, const char *prefix) {
  return strncmp(gtin14 + 1, prefix, strlen(prefix)) == 0;
}
