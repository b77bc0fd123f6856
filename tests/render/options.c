/* SPDX-License-Identifier: Apache-2.0 */
#include "render/options.h"

#include <errno.h>
#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "render/knobs.h"
#include "render/symbol.h"

/* What is being read, for the functions of the table below. `value` is NULL for a switch. */
struct reading {
  struct ts_render_options *options;
  struct ts_scene_card *card; /* the last one, or NULL */
  const char *name, *value;
  struct ts_render_error *error;
};

static enum ts_render_err bad(const struct reading *r, const char *wanted) {
  return ts_render_fail(r->error, TS_RENDER_USAGE, "--%s: '%s' is not %s", r->name, r->value, wanted);
}

/* A number from `text`, and what follows it in *end. */
static bool read_number(const char *text, float *number, const char **end) {
  char *stop;
  errno = 0;
  *number = strtof(text, &stop);
  *end = stop;
  return stop != text && errno == 0 && isfinite(*number);
}

static enum ts_render_err read_point(const struct reading *r, float *x, float *y) {
  const char *end;
  if (!read_number(r->value, x, &end) || *end != ',' || !read_number(end + 1, y, &end) || *end)
    return bad(r, "two numbers X,Y");
  return TS_RENDER_OK;
}

static enum ts_render_err set_out(struct reading *r) {
  r->options->out = r->value;
  return TS_RENDER_OK;
}

static enum ts_render_err set_truth(struct reading *r) {
  r->options->truth = r->value;
  return TS_RENDER_OK;
}

/* Digits only: strtoull alone takes blanks and minus signs. */
static bool read_whole(const char *text, unsigned long long most, unsigned long long *number,
                       const char **end) {
  char *stop;
  if (*text < '0' || *text > '9')
    return false;
  errno = 0;
  *number = strtoull(text, &stop, 10);
  *end = stop;
  return errno == 0 && *number <= most;
}

static enum ts_render_err set_quality(struct reading *r) {
  unsigned long long number;
  const char *end;
  if (!read_whole(r->value, 100, &number, &end) || *end || number < 1)
    return bad(r, "a whole number from 1 to 100");
  r->options->quality = (int)number;
  return TS_RENDER_OK;
}

static enum ts_render_err set_seed(struct reading *r) {
  unsigned long long number;
  const char *end;
  if (!read_whole(r->value, UINT64_MAX, &number, &end) || *end)
    return bad(r, "a whole number of at most 64 bits");
  r->options->scene.seed = number;
  return TS_RENDER_OK;
}

static enum ts_render_err set_size(struct reading *r) {
  unsigned long long width, height;
  const char *end;
  if (!read_whole(r->value, TS_SCENE_SIDE_MAX, &width, &end) || *end != 'x' ||
      !read_whole(end + 1, TS_SCENE_SIDE_MAX, &height, &end) || *end)
    return bad(r, "a size such as 1280x960, at most 4096 a side");
  r->options->scene.width = (int)width;
  r->options->scene.height = (int)height;
  return TS_RENDER_OK;
}

/* The index of r->value among the words, or -1. */
static int find_word(const char *value, const char *const *words, size_t count) {
  for (size_t i = 0; i < count; i++)
    if (strcmp(value, words[i]) == 0)
      return (int)i;
  return -1;
}

static enum ts_render_err set_surface(struct reading *r) {
  static const char *const words[] = {"plain", "wood", "slate", "linen", "felt"};
  int found = find_word(r->value, words, 5);
  if (found < 0)
    return bad(r, "plain, wood, slate, linen or felt");
  r->options->scene.surface = (enum ts_scene_surface)found;
  return TS_RENDER_OK;
}

static enum ts_render_err set_hostile(struct reading *r) {
  static const char *const words[] = {"none", "finders", "noise", "stripes"};
  int found = find_word(r->value, words, 4);
  if (found < 0)
    return bad(r, "none, finders, noise or stripes");
  r->options->scene.hostile = (enum ts_scene_hostile)found;
  return TS_RENDER_OK;
}

static enum ts_render_err set_aim(struct reading *r) {
  r->options->scene.aimed = true;
  return read_point(r, &r->options->scene.aim_x_mm, &r->options->scene.aim_y_mm);
}

static enum ts_render_err set_ring(struct reading *r) {
  r->options->scene.ring = true;
  if (strcmp(r->value, "auto") == 0)
    return TS_RENDER_OK;
  r->options->scene.ring_placed = true;
  return read_point(r, &r->options->scene.ring_x_mm, &r->options->scene.ring_y_mm);
}

static enum ts_render_err set_gray(struct reading *r) {
  r->options->scene.gray = true;
  return TS_RENDER_OK;
}

static enum ts_render_err set_help(struct reading *r) {
  r->options->help = true;
  return TS_RENDER_OK;
}

static enum ts_render_err add_card(struct reading *r, enum ts_scene_symbol symbol, const char *text) {
  r->card = ts_scene_add(&r->options->scene, symbol, text);
  if (!r->card)
    return ts_render_fail(r->error, TS_RENDER_USAGE, "more than %d cards", TS_SCENE_CARDS);
  return TS_RENDER_OK;
}

static enum ts_render_err set_card(struct reading *r) {
  if (strcmp(r->value, "words") == 0)
    return add_card(r, TS_SYMBOL_NONE, "");
  for (int symbol = TS_SYMBOL_QR; symbol < TS_SYMBOL_LABEL; symbol++) {
    const char *name = ts_scene_symbol_name((enum ts_scene_symbol)symbol);
    size_t length = strlen(name);
    if (strncmp(r->value, name, length) == 0 && r->value[length] == ':')
      return add_card(r, (enum ts_scene_symbol)symbol, r->value + length + 1);
  }
  return bad(r, "KIND:TEXT with KIND one of qr, gs1-qr, code128, gs1-128, ean13, code39, i25, databar, "
                "databar-expanded, nor the word 'words'");
}

static enum ts_render_err set_label(struct reading *r) {
  return add_card(r, TS_SYMBOL_LABEL, r->value);
}

static enum ts_render_err set_caption(struct reading *r) {
  r->card->caption = r->value;
  return TS_RENDER_OK;
}

static enum ts_render_err set_line(struct reading *r) {
  for (int i = 0; i < TS_SCENE_LINES; i++)
    if (!r->card->line[i]) {
      r->card->line[i] = r->value;
      return TS_RENDER_OK;
    }
  return ts_render_fail(r->error, TS_RENDER_USAGE, "--line: more than %d lines on one card", TS_SCENE_LINES);
}

static enum ts_render_err set_at(struct reading *r) {
  r->card->placed = true;
  return read_point(r, &r->card->x_mm, &r->card->y_mm);
}

static enum ts_render_err set_ec(struct reading *r) {
  if (strlen(r->value) != 1 || !strchr("LMQH", r->value[0]))
    return bad(r, "L, M, Q or H");
  r->card->ec = r->value[0];
  return TS_RENDER_OK;
}

static enum ts_render_err set_paper(struct reading *r) {
  static const char *const words[] = {"white", "cream", "kraft", "gray"};
  int found = find_word(r->value, words, 4);
  if (found < 0)
    return bad(r, "white, cream, kraft or gray");
  r->card->paper = (enum ts_scene_paper)found;
  return TS_RENDER_OK;
}

static enum ts_render_err set_damage(struct reading *r) {
  static const char *const words[] = {"none", "tear", "scratch", "ink"};
  char word[16] = "";
  size_t length = strcspn(r->value, ":");
  if (length < sizeof word)
    memcpy(word, r->value, length);
  int found = find_word(word, words, 4);
  const char *end = r->value + length;
  if (found < 0 || (*end && (!read_number(end + 1, &r->card->damage_part, &end) || *end)))
    return bad(r, "tear, scratch or ink, with the part that is hit as in ink:0.5");
  r->card->damage = (enum ts_scene_damage)found;
  return TS_RENDER_OK;
}

static enum ts_render_err set_invert(struct reading *r) {
  r->card->invert = true;
  return TS_RENDER_OK;
}

static enum ts_render_err set_below(struct reading *r) {
  r->card->below = true;
  return TS_RENDER_OK;
}

static enum ts_render_err set_border(struct reading *r) {
  r->card->border = true;
  return TS_RENDER_OK;
}

static enum ts_render_err set_hole(struct reading *r) {
  r->card->hole = true;
  return TS_RENDER_OK;
}

static enum ts_render_err set_thread(struct reading *r) {
  r->card->thread = true;
  return TS_RENDER_OK;
}

static const struct {
  const char *name, *unit, *help; /* no unit: a switch */
  bool card;                      /* applies to the last card */
  enum ts_render_err (*set)(struct reading *);
} OPTIONS[] = {
    {"out", "FILE", "the picture: .jpg, .png (both in colour) or .pgm (gray)", false, set_out},
    {"truth", "FILE", "true corners of the symbols as JSON; - is standard output", false, set_truth},
    {"size", "WxH", "pixels (1280x960)", false, set_size},
    {"seed", "N", "same seed and options, same bytes (1)", false, set_seed},
    {"quality", "N", "of a JPEG, 1 to 100 (88)", false, set_quality},
    {"gray", NULL, "no colour", false, set_gray},
    {"surface", "NAME", "plain, wood, slate, linen or felt", false, set_surface},
    {"ring", "X,Y", "a gold ring at X,Y mm, or beside the cards for 'auto'", false, set_ring},
    {"aim", "X,Y", "mm, what the middle of the picture shows (the cards' middle)", false, set_aim},
    {"hostile", "NAME", "finders, noise or stripes all over, instead of table and cards", false, set_hostile},
    {"help", NULL, "this text", false, set_help},
    {"card", "KIND:TEXT", "adds a card with a symbol", false, set_card},
    {"label", "FILE", "adds a card from a PNG", false, set_label},
    {"caption", "TEXT", "brand name", true, set_caption},
    {"line", "TEXT", "a line for people; may be repeated", true, set_line},
    {"at", "X,Y", "mm, where the card's middle lies (right of the one before)", true, set_at},
    {"ec", "LEVEL", "QR error correction L, M, Q or H (M)", true, set_ec},
    {"paper", "NAME", "white, cream, kraft or gray", true, set_paper},
    {"invert", NULL, "light print on a dark card", true, set_invert},
    {"below", NULL, "words below a QR symbol rather than beside it", true, set_below},
    {"border", NULL, "a fine line around", true, set_border},
    {"hole", NULL, "a punched hole with an eyelet", true, set_hole},
    {"thread", NULL, "a thread through it", true, set_thread},
    {"damage", "KIND[:PART]", "tear, scratch or ink over that part of the symbol (0.5)", true, set_damage},
};
#define OPTION_COUNT (sizeof OPTIONS / sizeof OPTIONS[0])

static void help_group(FILE *file, bool card, const char *title) {
  char left[64];
  fprintf(file, "\n%s\n", title);
  for (size_t i = 0; i < OPTION_COUNT; i++)
    if (OPTIONS[i].card == card) {
      snprintf(left, sizeof left, "--%s %s", OPTIONS[i].name, OPTIONS[i].unit ? OPTIONS[i].unit : "");
      fprintf(file, "  %-22s %s\n", left, OPTIONS[i].help);
    }
  for (size_t i = 0; i < TS_KNOB_COUNT; i++)
    if (TS_KNOBS[i].card == card) {
      snprintf(left, sizeof left, "--%s %s", TS_KNOBS[i].name, TS_KNOBS[i].unit);
      fprintf(file, "  %-22s %s\n", left, TS_KNOBS[i].help);
    }
}

void ts_render_options_help(FILE *file) {
  fputs("ts-render: draws a photograph of jewelry tags.\n\n"
        "  ts-render --out photo.jpg --surface slate --card qr:https://example.com/ --caption 'Maison "
        "Aurelie'\n"
        "            --tilt 12 --rotate 8 --module 6 --blur 0.6 --noise 3 --seed 7\n\n"
        "Cards: KIND is qr, gs1-qr, code128, gs1-128, ean13, code39, i25, databar or databar-expanded; GS1 "
        "kinds\n"
        "take (01)...(21)...; 'words' alone is a card without a symbol. Of --module, --scale and --fill the "
        "first\n"
        "that is given counts. Exit: 0 done, 64 wrong usage, 65 text that the symbol cannot hold or an "
        "unreadable\n"
        "label, 74 output that cannot be written, 70 anything else.\n",
        file);
  help_group(file, false, "Picture, table, camera, light and sensor:");
  help_group(file, true, "For the last card:");
}

static enum ts_render_err set_knob(const struct reading *r, const struct ts_knob *knob) {
  float number;
  const char *end;
  if (!read_number(r->value, &number, &end) || *end || number < knob->low || number > knob->high)
    return ts_render_fail(r->error, TS_RENDER_USAGE, "--%s: '%s' is not a number from %g to %g", r->name,
                          r->value, (double)knob->low, (double)knob->high);
  char *base = knob->card ? (char *)r->card : (char *)&r->options->scene;
  memcpy(base + knob->offset, &number, sizeof number);
  return TS_RENDER_OK;
}

/* Takes the option's value, from the argument itself or from the next one. */
static enum ts_render_err take_value(struct reading *r, bool wanted, const char *inside, const char *next,
                                     int *used) {
  r->value = inside;
  if (wanted && !inside) {
    if (!next)
      return ts_render_fail(r->error, TS_RENDER_USAGE, "--%s: needs a value", r->name);
    r->value = next;
    ++*used;
  }
  if (!wanted && inside)
    return ts_render_fail(r->error, TS_RENDER_USAGE, "--%s: takes no value", r->name);
  return TS_RENDER_OK;
}

static enum ts_render_err needs_card(const struct reading *r) {
  return ts_render_fail(r->error, TS_RENDER_USAGE, "--%s: goes after a --card or --label", r->name);
}

/* One option; *used counts the arguments that it took. */
static enum ts_render_err read_one(struct reading *r, const char *inside, const char *next, int *used) {
  enum ts_render_err err;
  for (size_t i = 0; i < OPTION_COUNT; i++)
    if (strcmp(r->name, OPTIONS[i].name) == 0) {
      if (OPTIONS[i].card && !r->card)
        return needs_card(r);
      err = take_value(r, OPTIONS[i].unit != NULL, inside, next, used);
      return err ? err : OPTIONS[i].set(r);
    }
  for (size_t i = 0; i < TS_KNOB_COUNT; i++)
    if (strcmp(r->name, TS_KNOBS[i].name) == 0) {
      if (TS_KNOBS[i].card && !r->card)
        return needs_card(r);
      err = take_value(r, true, inside, next, used);
      return err ? err : set_knob(r, &TS_KNOBS[i]);
    }
  return ts_render_fail(r->error, TS_RENDER_USAGE, "--%s: no such option", r->name);
}

enum ts_render_err ts_render_options_read(int argc, char *const argv[], struct ts_render_options *options,
                                          struct ts_render_error *error) {
  *options = (struct ts_render_options){.quality = 88};
  ts_scene_init(&options->scene);
  struct reading r = {.options = options, .error = error};
  for (int i = 1; i < argc;) {
    char name[32] = "";
    const char *argument = argv[i];
    size_t length = strncmp(argument, "--", 2) == 0 ? strcspn(argument + 2, "=") : 0;
    if (length == 0 || length >= sizeof name)
      return ts_render_fail(error, TS_RENDER_USAGE, "'%s' is not an option", argument);
    memcpy(name, argument + 2, length);
    r.name = name;
    const char *inside = argument[2 + length] == '=' ? argument + 3 + length : NULL;
    int used = 1;
    enum ts_render_err err = read_one(&r, inside, i + 1 < argc ? argv[i + 1] : NULL, &used);
    if (err)
      return err;
    i += used;
  }
  return TS_RENDER_OK;
}
