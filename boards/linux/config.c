/* SPDX-License-Identifier: Apache-2.0 */
#include "boards/linux/config.h"

#include <stdio.h>
#include <string.h>

#include "boards/common/hosted/plain_text.h"
#include "core/frame.h"

#define LINES_MAX 1024 /* of a GPIO chip */

/* A value's reader: false, and WHAT says what it wants. */
struct setting {
  const char *name;
  bool (*read)(struct ts_config *config, struct ts_bytes value);
  const char *wants;
};

/* ---- values ---- */

static bool path(char out[TS_CONFIG_PATH_MAX], struct ts_bytes value) {
  return value.size > 0 && value.data[0] == '/' && memchr(value.data, 0, value.size) == NULL &&
         ts_text_copy(out, TS_CONFIG_PATH_MAX, value);
}

/* A path, or the word that stands for none. */
static bool path_or(char out[TS_CONFIG_PATH_MAX], struct ts_bytes value, const char *word) {
  out[0] = 0;
  return ts_bytes_equal_text(value, word) || path(out, value);
}

static bool device(struct ts_config *config, struct ts_bytes value) {
  return path(config->device, value);
}
static bool reader(struct ts_config *config, struct ts_bytes value) {
  return path(config->reader, value);
}
static bool camera(struct ts_config *config, struct ts_bytes value) {
  return path_or(config->camera, value, "auto");
}
static bool display(struct ts_config *config, struct ts_bytes value) {
  return path_or(config->display, value, "auto");
}
static bool keys(struct ts_config *config, struct ts_bytes value) {
  return path_or(config->keys, value, "auto");
}
static bool gpio(struct ts_config *config, struct ts_bytes value) {
  return path_or(config->gpio, value, "none");
}

static bool side(struct ts_bytes text, uint32_t *out) {
  uint64_t number;
  if (!ts_number(text, TS_FRAME_SIDE_MAX, &number) || number == 0)
    return false;
  *out = (uint32_t)number;
  return true;
}

static bool camera_size(struct ts_config *config, struct ts_bytes value) {
  size_t at = 0;
  while (at < value.size && value.data[at] != 'x')
    at++;
  return at < value.size && side(ts_bytes_part(value, 0, at), &config->width) &&
         side(ts_bytes_part(value, at + 1, value.size), &config->height);
}

static bool line_of(struct ts_config *config, enum ts_button key, struct ts_bytes value) {
  uint64_t number;
  if (!ts_number(value, LINES_MAX - 1, &number))
    return false;
  config->line[key] = (uint32_t)number;
  config->line_set[key] = true;
  return true;
}

static bool gpio_next(struct ts_config *config, struct ts_bytes value) {
  return line_of(config, TS_KEY_NEXT, value);
}
static bool gpio_back(struct ts_config *config, struct ts_bytes value) {
  return line_of(config, TS_KEY_BACK, value);
}
static bool gpio_ok(struct ts_config *config, struct ts_bytes value) {
  return line_of(config, TS_KEY_OK, value);
}

static bool gpio_active(struct ts_config *config, struct ts_bytes value) {
  config->active_high = ts_bytes_equal_text(value, "high");
  return config->active_high || ts_bytes_equal_text(value, "low");
}

static bool clock_trust(struct ts_config *config, struct ts_bytes value) {
  static const char *const words[] = {
      [TS_CONFIG_CLOCK_NTP] = "ntp", [TS_CONFIG_CLOCK_RTC] = "rtc", [TS_CONFIG_CLOCK_NONE] = "none"};
  for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
    if (ts_bytes_equal_text(value, words[i])) {
      config->clock = (enum ts_config_clock)i;
      return true;
    }
  return false;
}

#define A_PATH "an absolute path of at most 255 bytes"

static const struct setting settings[] = {
    {"device", device, A_PATH},
    {"reader", reader, A_PATH},
    {"camera", camera, "auto or " A_PATH},
    {"camera-size", camera_size, "WIDTHxHEIGHT, each 1 to 4096"},
    {"display", display, "auto or " A_PATH},
    {"keys", keys, "auto or " A_PATH},
    {"gpio", gpio, "none or " A_PATH},
    {"gpio-next", gpio_next, "a line of the chip, 0 to 1023"},
    {"gpio-back", gpio_back, "a line of the chip, 0 to 1023"},
    {"gpio-ok", gpio_ok, "a line of the chip, 0 to 1023"},
    {"gpio-active", gpio_active, "low or high"},
    {"clock", clock_trust, "ntp, rtc or none"},
};

#define SETTINGS (sizeof settings / sizeof settings[0])

/* ---- lines ---- */

static bool is_blank(uint8_t c) {
  return c == ' ' || c == '\t' || c == '\r';
}

static struct ts_bytes trimmed(struct ts_bytes text) {
  while (text.size > 0 && is_blank(text.data[0]))
    text = ts_bytes_part(text, 1, text.size);
  while (text.size > 0 && is_blank(text.data[text.size - 1]))
    text.size--;
  return text;
}

static size_t find(struct ts_bytes text, uint8_t c) {
  const uint8_t *at = text.size ? memchr(text.data, c, text.size) : NULL;
  return at ? (size_t)(at - text.data) : text.size;
}

static bool fail(struct ts_config_error *error, const char *a, const char *b, const char *c) {
  (void)snprintf(error->what, sizeof error->what, "%s%s%s", a, b, c);
  return false;
}

static const struct setting *setting_of(struct ts_bytes name) {
  for (size_t i = 0; i < SETTINGS; i++)
    if (ts_bytes_equal_text(name, settings[i].name))
      return &settings[i];
  return NULL;
}

static bool read_line(struct ts_config *config, struct ts_bytes line, bool seen[SETTINGS],
                      struct ts_config_error *error) {
  line = trimmed(line);
  if (line.size == 0 || line.data[0] == '#')
    return true;
  size_t at = find(line, '=');
  if (at == line.size)
    return fail(error, "a line is \"name = value\"", "", "");
  const struct setting *setting = setting_of(trimmed(ts_bytes_part(line, 0, at)));
  if (!setting)
    return fail(error, "there is no setting of this name", "", "");
  if (seen[setting - settings])
    return fail(error, setting->name, " is set twice", "");
  seen[setting - settings] = true;
  return setting->read(config, trimmed(ts_bytes_part(line, at + 1, line.size))) ||
         fail(error, setting->name, " is to be ", setting->wants);
}

/* What no line says by itself. */
static bool agree(const struct ts_config *config, struct ts_config_error *error) {
  unsigned set = 0;
  for (unsigned i = 0; i < TS_KEY_COUNT; i++)
    set += config->line_set[i];
  if (config->gpio[0] == 0)
    return set == 0 || fail(error, "lines are set, but no chip: gpio = /dev/gpiochip0", "", "");
  if (set != TS_KEY_COUNT)
    return fail(error, "a chip needs all of gpio-next, gpio-back and gpio-ok", "", "");
  for (unsigned i = 0; i < TS_KEY_COUNT; i++)
    for (unsigned k = 0; k < i; k++)
      if (config->line[i] == config->line[k])
        return fail(error, "two buttons are on the same line of the chip", "", "");
  return true;
}

void ts_config_default(struct ts_config *config) {
  *config = (struct ts_config){.device = "/var/lib/touchstone",
                               .reader = "/usr/lib/touchstone/touchstone-reader",
                               .width = 1280,
                               .height = 960};
}

bool ts_config_read(struct ts_config *config, struct ts_bytes text, struct ts_config_error *error) {
  bool seen[SETTINGS] = {false};
  *error = (struct ts_config_error){0};
  if (text.size > TS_CONFIG_SIZE_MAX)
    return fail(error, "it is larger than 64 KB", "", "");
  for (unsigned number = 1; text.size > 0; number++) {
    size_t end = find(text, '\n');
    error->line = number;
    if (!read_line(config, ts_bytes_part(text, 0, end), seen, error))
      return false;
    text = ts_bytes_part(text, end < text.size ? end + 1 : end, text.size);
  }
  error->line = 0;
  return agree(config, error);
}
