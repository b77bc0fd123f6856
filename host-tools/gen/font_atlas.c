/* SPDX-License-Identifier: Apache-2.0 */
/* Renders the screen's fonts into constant tables, when the firmware is built.
 * usage: font_atlas OUT.c FACE..., a FACE being FILE:PIXELS:RANGES with RANGES like 20-7E,2014 (hexadecimal).
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

#define GLYPHS_MAX 2048
#define BITS_MAX 262144
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
  uint8_t bits[BITS_MAX];
  size_t size;
  int ascent, descent, cap;
};

static void fail(const char *format, ...) {
  va_list args;
  va_start(args, format);
  fputs("font_atlas: ", stderr);
  vfprintf(stderr, format, args);
  fputc('\n', stderr);
  va_end(args);
  exit(1);
}

/* Packs 8-bit coverage to 4 bits, rounded. */
static void pack(struct atlas *atlas, const FT_Bitmap *bitmap) {
  size_t pixels = (size_t)bitmap->width * bitmap->rows;
  if (atlas->size + (pixels + 1) / 2 > BITS_MAX)
    fail("the bitmaps of one face need more than %d bytes", BITS_MAX);
  for (size_t i = 0; i < pixels; i++) {
    const uint8_t *row = bitmap->buffer + (i / bitmap->width) * (size_t)bitmap->pitch;
    unsigned level = (row[i % bitmap->width] * 15u + 127u) / 255u;
    uint8_t *byte = &atlas->bits[atlas->size + i / 2];
    *byte = (uint8_t)(i % 2 ? *byte | level : level << 4);
  }
  atlas->size += (pixels + 1) / 2;
}

static struct glyph *new_glyph(struct atlas *atlas, unsigned long code) {
  if (atlas->count == GLYPHS_MAX)
    fail("more than %d glyphs in one face", GLYPHS_MAX);
  if (code > 0xffff)
    fail("U+%lX lies beyond what struct ts_glyph holds", code);
  if (atlas->count && atlas->glyph[atlas->count - 1].code >= code)
    fail("ranges must rise: U+%lX", code);
  struct glyph *glyph = &atlas->glyph[atlas->count++];
  *glyph = (struct glyph){.code = code, .offset = atlas->size};
  return glyph;
}

static void render(struct atlas *atlas, FT_Face face, unsigned long code) {
  if (!FT_Get_Char_Index(face, code))
    fail("%s has no glyph for U+%lX", face->family_name, code);
  FT_Error error = FT_Load_Char(face, code, FT_LOAD_RENDER | FT_LOAD_TARGET_LIGHT);
  FT_GlyphSlot slot = face->glyph;
  if (error || (slot->bitmap.width && slot->bitmap.pixel_mode != FT_PIXEL_MODE_GRAY))
    fail("U+%lX of %s does not render (%d)", code, face->family_name, error);
  struct glyph *glyph = new_glyph(atlas, code);
  glyph->width = slot->bitmap.width;
  glyph->height = slot->bitmap.rows;
  glyph->left = slot->bitmap_left;
  glyph->top = slot->bitmap_top;
  glyph->advance = (slot->advance.x + 32) >> 6;
  if (glyph->width > 255 || glyph->height > 255 || glyph->advance < 0 || glyph->advance > 255 ||
      glyph->left < -128 || glyph->left > 127 || glyph->top < -128 || glyph->top > 127)
    fail("U+%lX of %s is too large", code, face->family_name);
  pack(atlas, &slot->bitmap);
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
  pack(atlas, &(FT_Bitmap){.rows = height, .width = width, .pitch = (int)width, .buffer = pixels});
}

static void render_ranges(struct atlas *atlas, FT_Face face, const char *ranges) {
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
      if (end == at || errno || last < first || last > 0xffff)
        fail("not a list of ranges: %s", ranges);
    }
    for (unsigned long code = first; code <= last; code++)
      render(atlas, face, code);
    if (*end == 0)
      return;
    if (*end != ',')
      fail("not a list of ranges: %s", ranges);
    at = end + 1;
  }
}

/* SPEC is FILE:PIXELS:RANGES and is taken apart in place. */
static void render_face(struct atlas *atlas, FT_Library library, char *spec) {
  char *ranges = strrchr(spec, ':');
  if (!ranges)
    fail("not FILE:PIXELS:RANGES: %s", spec);
  *ranges++ = 0;
  char *pixels = strrchr(spec, ':');
  if (!pixels)
    fail("not FILE:PIXELS:RANGES: %s", spec);
  *pixels++ = 0;
  FT_Face face;
  if (FT_New_Face(library, spec, 0, &face))
    fail("cannot open the font %s", spec);
  if (FT_Set_Pixel_Sizes(face, 0, (FT_UInt)strtoul(pixels, NULL, 10)))
    fail("%s has no size %s", spec, pixels);
  render_ranges(atlas, face, ranges);
  add_missing_box(atlas);
  FT_Done_Face(face);
}

static void write_face(FILE *out, const struct atlas *atlas, int number) {
  fprintf(out, "\nstatic const uint8_t bits_%d[] = {", number);
  for (size_t i = 0; i < atlas->size; i++)
    fprintf(out, "%s%u,", i % 24 ? "" : "\n  ", atlas->bits[i]);
  fprintf(out, "\n};\n\nstatic const struct ts_glyph glyphs_%d[] = {\n", number);
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
    fail("usage: font_atlas OUT.c FILE:PIXELS:RANGES...");
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
  for (int i = 0; i < faces; i++)
    write_face(out, &atlas[i], i);
  fputs("\nconst struct ts_font ts_font_atlas[TS_FACE_COUNT] = {\n", out);
  for (int i = 0; i < faces; i++)
    fprintf(out, "  {glyphs_%d, bits_%d, %zu, %d, %d, %d},\n", i, i, atlas[i].count, atlas[i].ascent,
            atlas[i].descent, atlas[i].cap);
  fputs("};\n", out);
  bool failed = ferror(out) != 0;
  if (fclose(out) || failed)
    fail("cannot write %s", argv[1]);
  return 0;
}
