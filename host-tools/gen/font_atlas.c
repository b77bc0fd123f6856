/* SPDX-License-Identifier: Apache-2.0 */
/* Renders the screen's fonts into constant tables, when the firmware is built.
 * usage: font_atlas OUT.c FACE..., a FACE being FILE:PIXELS:RANGES[:WORDS:OTHER:BOLDER]
 * RANGES like 20-7E,2014 (hexadecimal) are taken from FILE. WORDS, "catalogue" or "verdicts": and what else the
 * texts of the firmware's catalogue, or its verdicts' words, have; what FILE lacks of those is taken from the font
 * OTHER, its outlines BOLDER by so many 1/64 pixels. A glyph that neither has fails the build.
 * OUT.c defines ts_font_atlas of firmware/app/font.h, one font for each FACE in their order. */
#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <ft2build.h>
#include FT_FREETYPE_H
#include FT_OUTLINE_H

#include "app/catalogue.h"

#define GLYPHS_MAX 2048
#define BITS_MAX 1048576
#define CODES 0x10000
#define CODE_MISSING 0xfffdUL

struct glyph {
  unsigned long code;
  unsigned width, height;
  int left, top;
  long advance;
  size_t offset;
};

struct atlas {
  struct glyph glyph[GLYPHS_MAX];
  size_t count;
  int ascent, descent, cap;
};

/* Of all faces: a picture that stands there already is not kept again. */
static uint8_t bits[BITS_MAX];
static size_t bits_size;

static void fail(const char *format, ...) {
  va_list args;
  va_start(args, format);
  fputs("font_atlas: ", stderr);
  vfprintf(stderr, format, args);
  fputc('\n', stderr);
  va_end(args);
  exit(1);
}

/* Packs 8-bit coverage to 4 bits, rounded; returns where it stands. */
static size_t pack(const FT_Bitmap *bitmap) {
  size_t pixels = (size_t)bitmap->width * bitmap->rows, size = (pixels + 1) / 2;
  if (bits_size + size > BITS_MAX)
    fail("the bitmaps need more than %d bytes", BITS_MAX);
  for (size_t i = 0; i < pixels; i++) {
    const uint8_t *row = bitmap->buffer + (i / bitmap->width) * (size_t)bitmap->pitch;
    unsigned level = (row[i % bitmap->width] * 15u + 127u) / 255u;
    uint8_t *byte = &bits[bits_size + i / 2];
    *byte = (uint8_t)(i % 2 ? *byte | level : level << 4);
  }
  for (size_t at = 0; at < bits_size && size > 1; at++) {
    const uint8_t *found = memchr(bits + at, bits[bits_size], bits_size - at);
    if (!found)
      break;
    at = (size_t)(found - bits);
    if (memcmp(found, bits + bits_size, size) == 0 && at + size <= bits_size)
      return at;
  }
  bits_size += size;
  return bits_size - size;
}

static struct glyph *new_glyph(struct atlas *atlas, unsigned long code) {
  if (atlas->count == GLYPHS_MAX)
    fail("more than %d glyphs in one face", GLYPHS_MAX);
  if (code > 0xffff)
    fail("U+%lX lies beyond what struct ts_glyph holds", code);
  if (atlas->count && atlas->glyph[atlas->count - 1].code >= code)
    fail("ranges must rise: U+%lX", code);
  struct glyph *glyph = &atlas->glyph[atlas->count++];
  *glyph = (struct glyph){.code = code};
  return glyph;
}

/* A glyph of FACE, its outline BOLDER by so many 1/64 pixels. */
static void render(struct atlas *atlas, FT_Face face, unsigned long code, FT_Pos bolder) {
  FT_Error error = FT_Load_Char(face, code, FT_LOAD_TARGET_LIGHT);
  FT_GlyphSlot slot = face->glyph;
  if (!error && bolder && slot->format == FT_GLYPH_FORMAT_OUTLINE)
    error = FT_Outline_Embolden(&slot->outline, bolder);
  error = error ? error : FT_Render_Glyph(slot, FT_RENDER_MODE_LIGHT);
  if (error || (slot->bitmap.width && slot->bitmap.pixel_mode != FT_PIXEL_MODE_GRAY))
    fail("U+%lX of %s does not render (%d)", code, face->family_name, error);
  struct glyph *glyph = new_glyph(atlas, code);
  glyph->width = slot->bitmap.width;
  glyph->height = slot->bitmap.rows;
  glyph->left = slot->bitmap_left;
  glyph->top = slot->bitmap_top;
  glyph->advance = (slot->advance.x + bolder + 32) >> 6;
  if (glyph->width > 255 || glyph->height > 255 || glyph->advance < 0 || glyph->advance > 255 ||
      glyph->left < -128 || glyph->left > 127 || glyph->top < -128 || glyph->top > 127)
    fail("U+%lX of %s is too large", code, face->family_name);
  glyph->offset = pack(&slot->bitmap);
  int below = (int)glyph->height - glyph->top;
  atlas->ascent = glyph->top > atlas->ascent ? glyph->top : atlas->ascent;
  atlas->descent = below > atlas->descent ? below : atlas->descent;
  if (code == 'H')
    atlas->cap = glyph->top;
}

/* The box for what cannot be shown: hollow, as high as a capital; no font's own, so that all faces agree. */
static void add_missing_box(struct atlas *atlas) {
  static uint8_t pixels[128 * 128];
  unsigned height = (unsigned)atlas->cap, width = height * 5 / 8, line = height > 20 ? 2 : 1;
  if (height < 4 || height > 128)
    fail("a face needs an H between 4 and 128 pixels high");
  struct glyph *glyph = new_glyph(atlas, CODE_MISSING);
  for (unsigned y = 0; y < height; y++)
    for (unsigned x = 0; x < width; x++)
      pixels[y * width + x] = y < line || x < line || y >= height - line || x >= width - line ? 255 : 0;
  glyph->width = width;
  glyph->height = height;
  glyph->left = 1;
  glyph->top = atlas->cap;
  glyph->advance = (long)width + 2;
  glyph->offset = pack(&(FT_Bitmap){.rows = height, .width = width, .pitch = (int)width, .buffer = pixels});
}

/* ---- Which characters ---- */

static void want_ranges(uint8_t wanted[CODES], const char *ranges) {
  const char *at = ranges;
  for (;;) {
    char *end;
    errno = 0;
    unsigned long first = strtoul(at, &end, 16), last = first;
    if (end == at || errno)
      fail("not a list of ranges: %s", ranges);
    if (*end == '-') {
      at = end + 1;
      last = strtoul(at, &end, 16);
      if (end == at || errno)
        fail("not a list of ranges: %s", ranges);
    }
    if (last < first || last >= CODES)
      fail("not a list of ranges: %s", ranges);
    for (unsigned long code = first; code <= last; code++)
      wanted[code] = 1;
    if (*end == 0)
      return;
    if (*end != ',')
      fail("not a list of ranges: %s", ranges);
    at = end + 1;
  }
}

/* The catalogue is ours: well-formed UTF-8 of at most three bytes a character. */
static void want_text(uint8_t wanted[CODES], const char *text) {
  for (const uint8_t *at = (const uint8_t *)text; *at;) {
    unsigned long code = *at++;
    int more = code < 0x80 ? 0 : code < 0xe0 ? 1 : code < 0xf0 ? 2 : -1;
    code &= more == 1 ? 0x1fUL : more == 2 ? 0x0fUL : 0x7fUL;
    for (; more > 0 && (*at & 0xc0) == 0x80; more--)
      code = code << 6 | (*at++ & 0x3fUL);
    if (more != 0)
      fail("the catalogue has a character that is malformed or beyond U+FFFF: %s", text);
    if (code != '{' && code != '}')
      wanted[code] = 1;
  }
}

static bool is_verdict(int phrase) {
  return phrase == TS_PHRASE_VERDICT_GENUINE || phrase == TS_PHRASE_VERDICT_UNPROVEN ||
         phrase == TS_PHRASE_VERDICT_SUSPECT || phrase == TS_PHRASE_VERDICT_COUNTERFEIT;
}

static void want_words(uint8_t wanted[CODES], const char *words) {
  bool verdicts = strcmp(words, "verdicts") == 0;
  if (!verdicts && strcmp(words, "catalogue") != 0)
    fail("neither catalogue nor verdicts: %s", words);
  for (int language = 0; language < TS_LANGUAGE_COUNT; language++)
    for (int phrase = 0; ts_catalogue[language] && phrase < TS_PHRASE_COUNT; phrase++)
      if (!verdicts || is_verdict(phrase))
        want_text(wanted, ts_catalogue[language][phrase]);
}

/* ---- One face ---- */

static FT_Face open_font(FT_Library library, const char *file, const char *pixels) {
  FT_Face face;
  if (FT_New_Face(library, file, 0, &face))
    fail("cannot open the font %s", file);
  if (FT_Set_Pixel_Sizes(face, 0, (FT_UInt)strtoul(pixels, NULL, 10)))
    fail("%s has no size %s", file, pixels);
  return face;
}

/* SPEC is taken apart in place. */
static void render_face(struct atlas *atlas, FT_Library library, char *spec) {
  static uint8_t wanted[CODES];
  enum { FILE_NAME, PIXELS, RANGES, WORDS, OTHER, BOLDER, PARTS };
  char *part[PARTS] = {spec};
  int count = 1;
  for (char *at = spec; (at = strchr(at, ':')) != NULL && count < PARTS; count++) {
    *at++ = 0;
    part[count] = at;
  }
  if (count != RANGES + 1 && count != PARTS)
    fail("a face needs 3 or 6 parts: %s", spec);
  memset(wanted, 0, sizeof wanted);
  want_ranges(wanted, part[RANGES]);
  if (count == PARTS)
    want_words(wanted, part[WORDS]);
  FT_Face face = open_font(library, part[FILE_NAME], part[PIXELS]);
  FT_Face other = count == PARTS ? open_font(library, part[OTHER], part[PIXELS]) : NULL;
  for (unsigned long code = 0; code < CODES; code++) {
    if (!wanted[code])
      continue;
    if (FT_Get_Char_Index(face, code))
      render(atlas, face, code, 0);
    else if (other && FT_Get_Char_Index(other, code))
      render(atlas, other, code, strtol(part[BOLDER], NULL, 10));
    else
      fail("no font of the face %s has U+%04lX", face->family_name, code);
  }
  add_missing_box(atlas);
  FT_Done_Face(face);
  if (other)
    FT_Done_Face(other);
}

static void write_bits(FILE *out) {
  fputs("\nstatic const uint8_t bits[] = {", out);
  for (size_t i = 0; i < bits_size; i++)
    fprintf(out, "%s%u,", i % 24 ? "" : "\n  ", bits[i]);
  fputs("\n};\n", out);
}

static void write_glyphs(FILE *out, const struct atlas *atlas, int number) {
  fprintf(out, "\nstatic const struct ts_glyph glyphs_%d[] = {\n", number);
  for (size_t i = 0; i < atlas->count; i++) {
    const struct glyph *g = &atlas->glyph[i];
    fprintf(out, "  {%lu, %u, %u, %d, %d, %ld, %zu},\n", g->code, g->width, g->height, g->left, g->top,
            g->advance, g->offset);
  }
  fputs("};\n", out);
}

int main(int argc, char **argv) {
  static struct atlas atlas[16];
  int faces = argc - 2;
  if (faces < 1 || faces > 16)
    fail("usage: font_atlas OUT.c FACE...");
  FT_Library library;
  if (FT_Init_FreeType(&library))
    fail("FreeType does not start");
  for (int i = 0; i < faces; i++)
    render_face(&atlas[i], library, argv[i + 2]);
  FT_Done_FreeType(library);
  FILE *out = fopen(argv[1], "w");
  if (!out)
    fail("cannot write %s: %s", argv[1], strerror(errno));
  fputs("/* Made by host-tools/gen/font_atlas.c. */\n#include \"app/font.h\"\n", out);
  write_bits(out);
  for (int i = 0; i < faces; i++)
    write_glyphs(out, &atlas[i], i);
  fputs("\nconst struct ts_font ts_font_atlas[TS_FACE_COUNT] = {\n", out);
  for (int i = 0; i < faces; i++)
    fprintf(out, "  {glyphs_%d, bits, %zu, %d, %d, %d},\n", i, atlas[i].count, atlas[i].ascent,
            atlas[i].descent, atlas[i].cap);
  fputs("};\n", out);
  bool failed = ferror(out) != 0;
  if (fclose(out) || failed)
    fail("cannot write %s", argv[1]);
  return 0;
}
