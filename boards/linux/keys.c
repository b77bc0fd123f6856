/* SPDX-License-Identifier: Apache-2.0 */
#include "boards/linux/keys.h"

#include <linux/input-event-codes.h>
#include <stddef.h>

static const struct {
  uint16_t code;
  enum ts_button key;
} buttons[] = {
    {KEY_TAB, TS_KEY_NEXT},        {KEY_DOWN, TS_KEY_NEXT}, {KEY_RIGHT, TS_KEY_NEXT}, {KEY_NEXT, TS_KEY_NEXT},
    {KEY_VOLUMEUP, TS_KEY_NEXT},   {KEY_ESC, TS_KEY_BACK},  {KEY_LEFT, TS_KEY_BACK},  {KEY_BACK, TS_KEY_BACK},
    {KEY_VOLUMEDOWN, TS_KEY_BACK}, {KEY_ENTER, TS_KEY_OK},  {KEY_KPENTER, TS_KEY_OK}, {KEY_OK, TS_KEY_OK},
    {KEY_SELECT, TS_KEY_OK},
};

static const struct {
  uint16_t first; /* the codes go on from here as the keys of a row do */
  const char *plain, *shifted;
} rows[] = {
    {KEY_1, "1234567890-=", "!@#$%^&*()_+"},
    {KEY_Q, "qwertyuiop[]", "QWERTYUIOP{}"},
    {KEY_A, "asdfghjkl;'`", "ASDFGHJKL:\"~"},
    {KEY_BACKSLASH, "\\zxcvbnm,./", "|ZXCVBNM<>?"},
    {KEY_SPACE, " ", " "},
    {KEY_KP7, "789-456+1230.", "789-456+1230."},
    {KEY_KPASTERISK, "*", "*"},
    {KEY_KPSLASH, "/", "/"},
};

static bool button_of(uint16_t code, struct ts_input_event *event) {
  for (size_t i = 0; i < sizeof buttons / sizeof buttons[0]; i++)
    if (buttons[i].code == code) {
      *event = (struct ts_input_event){.kind = TS_INPUT_KEY, .key = buttons[i].key};
      return true;
    }
  return false;
}

static bool character_of(uint16_t code, bool shifted, struct ts_input_event *event) {
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
    const char *row = shifted ? rows[i].shifted : rows[i].plain;
    for (unsigned k = 0; row[k] != 0; k++)
      if (rows[i].first + k == code) {
        *event = (struct ts_input_event){.kind = TS_INPUT_CHARACTER, .character = row[k]};
        return true;
      }
  }
  return false;
}

bool ts_keys_event(struct ts_keys *keys, uint16_t type, uint16_t code, int32_t value,
                   struct ts_input_event *event) {
  *event = (struct ts_input_event){.kind = TS_INPUT_NONE};
  if (type != EV_KEY)
    return false;
  if (code == KEY_LEFTSHIFT || code == KEY_RIGHTSHIFT) {
    *(code == KEY_LEFTSHIFT ? &keys->left : &keys->right) = value != 0;
    return false;
  }
  if (value != 1 && value != 2) /* 1 pressed, 2 held, 0 let go */
    return false;
  if (code == KEY_BACKSPACE || code == KEY_DELETE) {
    event->kind = TS_INPUT_ERASE;
    return true;
  }
  return button_of(code, event) || character_of(code, keys->left || keys->right, event);
}
