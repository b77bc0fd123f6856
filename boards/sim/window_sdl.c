/* SPDX-License-Identifier: Apache-2.0 */
#include <SDL2/SDL.h>
#include <stdlib.h>
#include <string.h>

#include "boards/sim/window.h"

struct ts_window_sdl {
  SDL_Window *window;
  SDL_Renderer *renderer;
  SDL_Texture *texture;
  SDL_AudioDeviceID audio; /* 0: none */
};

static char last_error[256]; /* of a window that was not opened */

/* ---- screen ---- */

static enum ts_err rows(void *ctx, uint32_t y, uint32_t height, const uint16_t *pixels) {
  struct ts_window *window = ctx;
  if (y >= TS_DISPLAY_HEIGHT || height > TS_DISPLAY_HEIGHT - y)
    return TS_ERR_ARGUMENT;
  memcpy(window->screen.pixel[y], pixels, (size_t)height * sizeof window->screen.pixel[0]);
  window->dirty = true;
  return TS_OK;
}

enum ts_err ts_window_present(struct ts_window *window) {
  struct ts_window_sdl *sdl = window->sdl;
  if (!window->dirty)
    return TS_OK;
  if (SDL_UpdateTexture(sdl->texture, NULL, window->screen.pixel, sizeof window->screen.pixel[0]) != 0 ||
      SDL_RenderClear(sdl->renderer) != 0 || SDL_RenderCopy(sdl->renderer, sdl->texture, NULL, NULL) != 0)
    return TS_ERR_IO;
  SDL_RenderPresent(sdl->renderer);
  window->dirty = false;
  return TS_OK;
}

/* ---- keyboard ---- */

static bool key_of(SDL_Keycode code, enum ts_button *key) {
  switch (code) {
  case SDLK_TAB:
  case SDLK_DOWN:
  case SDLK_RIGHT:
    *key = TS_KEY_NEXT;
    return true;
  case SDLK_ESCAPE:
  case SDLK_LEFT:
    *key = TS_KEY_BACK;
    return true;
  case SDLK_RETURN:
  case SDLK_KP_ENTER:
    *key = TS_KEY_OK;
    return true;
  default:
    return false;
  }
}

/* The printable ASCII of TEXT; nothing else can be in what the device asks for. */
static unsigned printable(char *out, unsigned capacity, const char *text, bool one_line) {
  unsigned count = 0;
  for (; *text && count < capacity; text++) {
    if (one_line && (*text == '\n' || *text == '\r'))
      break;
    if (*text >= 0x20 && *text <= 0x7e)
      out[count++] = *text;
  }
  return count;
}

static void paste(struct ts_window *window, struct ts_input_event *event) {
  char *text = SDL_GetClipboardText();
  if (!text)
    return;
  unsigned size = printable(window->line, sizeof window->line, text, true);
  SDL_free(text);
  if (size > 0)
    *event = (struct ts_input_event){.kind = TS_INPUT_LINE, .line = ts_bytes(window->line, size)};
}

static void take_key(struct ts_window *window, const SDL_KeyboardEvent *pressed,
                     struct ts_input_event *event) {
  SDL_Keycode code = pressed->keysym.sym;
  bool control = pressed->keysym.mod & KMOD_CTRL;
  if (control && code == SDLK_v && !pressed->repeat)
    paste(window, event);
  else if (code == SDLK_F12 && !pressed->repeat)
    window->shoot = true;
  else if (code == SDLK_BACKSPACE)
    event->kind = TS_INPUT_ERASE;
  else if (key_of(code, &event->key))
    event->kind = TS_INPUT_KEY;
}

static void take_event(struct ts_window *window, const SDL_Event *from, struct ts_input_event *event) {
  switch (from->type) {
  case SDL_QUIT:
    window->closed = true;
    break;
  case SDL_WINDOWEVENT:
    window->dirty = true; /* uncovered, made larger */
    break;
  case SDL_KEYDOWN:
    take_key(window, &from->key, event);
    break;
  case SDL_TEXTINPUT:
    window->typed_next = 0;
    window->typed_count = printable(window->typed, sizeof window->typed, from->text.text, false);
    break;
  default:
    break;
  }
}

static enum ts_err poll(void *ctx, struct ts_input_event *event) {
  struct ts_window *window = ctx;
  SDL_Event from;
  *event = (struct ts_input_event){.kind = TS_INPUT_NONE};
  while (event->kind == TS_INPUT_NONE) {
    if (window->typed_next < window->typed_count) {
      event->kind = TS_INPUT_CHARACTER;
      event->character = window->typed[window->typed_next++];
    } else if (SDL_PollEvent(&from)) {
      take_event(window, &from, event);
    } else {
      break;
    }
  }
  return TS_OK;
}

void ts_window_wait(struct ts_window *window, unsigned milliseconds) {
  if (window->typed_next == window->typed_count)
    (void)SDL_WaitEventTimeout(NULL, (int)milliseconds); /* either way the loop goes on */
}

/* ---- buzzer ---- */

static void play(void *ctx, const struct ts_tone *tone, size_t count) {
  struct ts_window *window = ctx;
  if (!window->heard)
    return;
  size_t samples = ts_beeps_render(tone, count, window->sample, TS_BEEPS_MAX);
  SDL_ClearQueuedAudio(window->sdl->audio);
  /* Nothing is said by sound alone, so a tone that is lost is no fault. */
  (void)SDL_QueueAudio(window->sdl->audio, window->sample, (Uint32)(samples * sizeof window->sample[0]));
}

static void open_audio(struct ts_window *window) {
  const SDL_AudioSpec wanted = {.freq = TS_BEEPS_RATE, .format = AUDIO_S16SYS, .channels = 1, .samples = 512};
  if (SDL_InitSubSystem(SDL_INIT_AUDIO) != 0)
    return;
  window->sdl->audio = SDL_OpenAudioDevice(NULL, 0, &wanted, NULL, 0);
  window->heard = window->sdl->audio != 0;
  if (window->heard)
    SDL_PauseAudioDevice(window->sdl->audio, 0);
}

/* ---- the window ---- */

/* Where there is no display, SDL draws into the void; that is for whoever asks for it. */
static bool is_seen(void) {
  const char *driver = SDL_GetCurrentVideoDriver();
  return SDL_getenv("SDL_VIDEODRIVER") ||
         (driver && strcmp(driver, "offscreen") != 0 && strcmp(driver, "dummy") != 0);
}

static bool open_window(struct ts_window_sdl *sdl, const char *title) {
  if (SDL_Init(SDL_INIT_VIDEO) != 0)
    return false;
  if (!is_seen()) {
    (void)SDL_SetError("there is no display; scripts and photographs need none");
    return false;
  }
  sdl->window = SDL_CreateWindow(title, SDL_WINDOWPOS_UNDEFINED, SDL_WINDOWPOS_UNDEFINED,
                                 TS_DISPLAY_WIDTH * TS_WINDOW_SCALE, TS_DISPLAY_HEIGHT * TS_WINDOW_SCALE,
                                 SDL_WINDOW_RESIZABLE);
  if (sdl->window)
    sdl->renderer = SDL_CreateRenderer(sdl->window, -1, 0);
  if (!sdl->renderer || SDL_RenderSetLogicalSize(sdl->renderer, TS_DISPLAY_WIDTH, TS_DISPLAY_HEIGHT) != 0)
    return false;
  sdl->texture = SDL_CreateTexture(sdl->renderer, SDL_PIXELFORMAT_RGB565, SDL_TEXTUREACCESS_STREAMING,
                                   TS_DISPLAY_WIDTH, TS_DISPLAY_HEIGHT);
  return sdl->texture != NULL;
}

enum ts_err ts_window_open(struct ts_window *window, const char *title, bool quiet,
                           struct ts_display *display, struct ts_input *input, struct ts_sound *sound) {
  memset(window, 0, sizeof *window);
  window->sdl = calloc(1, sizeof *window->sdl);
  if (!window->sdl || !open_window(window->sdl, title)) {
    (void)ts_text_copy(last_error, sizeof last_error, ts_bytes_part(ts_bytes_of(SDL_GetError()), 0, 255));
    ts_window_close(window); /* and SDL forgets why */
    return TS_ERR_IO;
  }
  if (!quiet)
    open_audio(window);
  SDL_StartTextInput();
  window->dirty = true;
  *display = (struct ts_display){.ctx = window, .rows = rows};
  *input = (struct ts_input){.ctx = window, .poll = poll};
  *sound = (struct ts_sound){.ctx = window, .play = play};
  return TS_OK;
}

const char *ts_window_error(void) {
  return last_error[0] ? last_error : SDL_GetError();
}

void ts_window_close(struct ts_window *window) {
  struct ts_window_sdl *sdl = window->sdl;
  if (!sdl)
    return;
  if (sdl->audio)
    SDL_CloseAudioDevice(sdl->audio);
  if (sdl->texture)
    SDL_DestroyTexture(sdl->texture);
  if (sdl->renderer)
    SDL_DestroyRenderer(sdl->renderer);
  if (sdl->window)
    SDL_DestroyWindow(sdl->window);
  SDL_Quit();
  free(sdl);
  window->sdl = NULL;
  window->heard = false;
}
