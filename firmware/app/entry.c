/* SPDX-License-Identifier: Apache-2.0 */
#include "app/entry.h"

#include <string.h>

struct ts_bytes ts_entry_digits(void) {
  return ts_bytes_of("0123456789");
}

struct ts_bytes ts_entry_date(void) {
  return ts_bytes_of("0123456789-");
}

struct ts_bytes ts_entry_decimal(void) {
  return ts_bytes_of("0123456789.");
}

struct ts_bytes ts_entry_size(void) {
  return ts_bytes_of("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ/-");
}

/* What serials are made of comes first. */
struct ts_bytes ts_entry_gs1(void) {
  return ts_bytes_of("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-/._abcdefghijklmnopqrstuvwxyz!\"%&'()*+,:;<=>?");
}

void ts_entry_init(struct ts_entry *entry, struct ts_bytes wheel, unsigned max) {
  memset(entry, 0, sizeof *entry);
  entry->wheel = wheel;
  entry->max = max < TS_ENTRY_MAX ? max : TS_ENTRY_MAX;
}

static bool on_wheel(const struct ts_entry *entry, uint8_t c) {
  return memchr(entry->wheel.data, c, entry->wheel.size) != NULL;
}

static void put(struct ts_entry *entry, char c) {
  if (entry->size >= entry->max)
    return;
  entry->text[entry->size++] = c;
  entry->text[entry->size] = 0;
  if (entry->size == entry->max)
    entry->at = (unsigned)entry->wheel.size;
}

static void erase(struct ts_entry *entry) {
  if (entry->size)
    entry->text[--entry->size] = 0;
}

bool ts_entry_set(struct ts_entry *entry, struct ts_bytes text) {
  bool ok = text.size <= entry->max;
  for (size_t i = 0; ok && i < text.size; i++)
    ok = on_wheel(entry, text.data[i]);
  if (!ok)
    return false;
  entry->size = 0;
  entry->text[0] = 0;
  for (size_t i = 0; i < text.size; i++)
    put(entry, (char)text.data[i]);
  entry->typed = text.size > 0;
  return true;
}

static enum ts_entry_result letter(struct ts_entry *entry, char c) {
  if (!on_wheel(entry, (uint8_t)c) && c >= 'a' && c <= 'z')
    c = (char)(c - 'a' + 'A'); /* where there are capitals alone */
  else if (!on_wheel(entry, (uint8_t)c) && c == ',')
    c = '.'; /* of a weight */
  if (!on_wheel(entry, (uint8_t)c))
    return TS_ENTRY_NOTHING;
  put(entry, c);
  entry->typed = true;
  return TS_ENTRY_GOES_ON;
}

static enum ts_entry_result key(struct ts_entry *entry, enum ts_button which) {
  switch (which) {
  case TS_KEY_NEXT:
    entry->at = entry->at >= entry->wheel.size ? 0 : entry->at + 1;
    entry->typed = false;
    return TS_ENTRY_GOES_ON;
  case TS_KEY_OK:
    if (entry->typed || entry->at >= entry->wheel.size)
      return TS_ENTRY_DONE;
    put(entry, (char)entry->wheel.data[entry->at]);
    return TS_ENTRY_GOES_ON;
  case TS_KEY_BACK:
    if (!entry->size)
      return TS_ENTRY_LEFT;
    erase(entry);
    return TS_ENTRY_GOES_ON;
  case TS_KEY_COUNT:
    break;
  }
  return TS_ENTRY_NOTHING;
}

enum ts_entry_result ts_entry_input(struct ts_entry *entry, const struct ts_input_event *input) {
  switch (input->kind) {
  case TS_INPUT_KEY:
    return key(entry, input->key);
  case TS_INPUT_CHARACTER:
    return letter(entry, input->character);
  case TS_INPUT_ERASE:
    erase(entry);
    return TS_ENTRY_GOES_ON;
  case TS_INPUT_LINE:
  case TS_INPUT_NONE:
    break;
  }
  return TS_ENTRY_NOTHING;
}
