/* SPDX-License-Identifier: Apache-2.0 */
/* Renders the screen's fonts into constant tables, when the firmware is built.
 * usage: font_atlas OUT.c PLAIN.c FACE..., a FACE being FILE:PIXELS:RANGES[:WORDS:OTHER:BOLDER]
 * RANGES like 20-7E,2014 (hexadecimal) are taken from FILE. WORDS, "catalogue" or "verdicts": and what else the
 * texts of the firmware's catalogue, or its verdicts' words, have; what FILE lacks of those is taken from the font
 * OTHER, its outlines BOLDER by so many 1/64 pixels. A glyph that neither has fails the build.
 * OUT.c defines ts_font_atlas of firmware/app/font.h, one font for each FACE in their order, with the pictures coded.
 * PLAIN.c has what was coded, for a test to compare: ts_font_plain, the levels of all pictures by face and code. */
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
#include "coverage_code.h"

#define FACES_MAX 16
#define GLYPHS_MAX 2048
#define PICTURES_MAX 8192
#define SHAPES_MAX 4096
#define LEVELS_MAX 4194304
#define CODE_MAX 1048576
#define CODES 0x10000
#define CODE_MISSING 0xfffdUL

struct shape {
  uint8_t width, height;
  int8_t left, top;
  uint8_t advance;
};

struct glyph {
  unsigned long code;
  size_t shape, picture;
};

struct atlas {
  struct glyph glyph[GLYPHS_MAX];
  size_t count;
  size_t first; /* of the pictures that its glyphs may share: those of the face before, and its own */
  int ascent, descent, cap;
};

static uint8_t levels[LEVELS_MAX];
static size_t levels_size;
static struct picture picture[PICTURES_MAX];
static size_t pictures;
static struct shape shape[SHAPES_MAX];
static size_t shapes;
static uint8_t coded[CODE_MAX];
static size_t coded_size;

static void fail(const char *format, ...) {
  va_list args;
  va_start(args, format);
  fputs("font_atlas: ", stderr);
  vfprintf(stderr, format, args);
  fputc('\n', stderr);
  va_end(args);
  exit(1);
}

/* Keeps BITMAP in 16 levels, rounded, unless its like stands among the pictures from FIRST on; returns which it is. */
static size_t keep_picture(const FT_Bitmap *bitmap, size_t first) {
  size_t pixels = (size_t)bitmap->width * bitmap->rows;
  if (levels_size + pixels > LEVELS_MAX || pictures == PICTURES_MAX)
    fail("the pictures are more than %d, or take more than %d bytes", PICTURES_MAX, LEVELS_MAX);
  uint8_t *level = &levels[levels_size];
  for (size_t i = 0; i < pixels; i++)
    level[i] =
        (uint8_t)((bitmap->buffer[i / bitmap->width * (size_t)bitmap->pitch + i % bitmap->width] * 15u +
                   127u) /
                  255u);
  for (size_t i = first; i < pictures; i++)
    if (picture[i].width == bitmap->width && picture[i].height == bitmap->rows &&
        memcmp(picture[i].level, level, pixels) == 0)
      return i;
  levels_size += pixels;
  picture[pictures] =
      (struct picture){.level = level, .width = (uint8_t)bitmap->width, .height = (uint8_t)bitmap->rows};
  return pictures++;
}

static size_t keep_shape(struct shape wanted) {
  size_t i = 0;
  while (i < shapes && memcmp(&shape[i], &wanted, sizeof wanted) != 0)
    i++;
  if (i == SHAPES_MAX)
    fail("more than %d shapes", SHAPES_MAX);
  shape[i] = wanted;
  shapes = i < shapes ? shapes : i + 1;
  return i;
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
  long width = slot->bitmap.width, height = slot->bitmap.rows, left = slot->bitmap_left,
       top = slot->bitmap_top;
  long advance = (slot->advance.x + bolder + 32) >> 6;
  if (width > TS_COVERAGE_WIDTH_MAX || height > 255 || advance < 0 || advance > 255 || left < -128 ||
      left > 127 || top < -128 || top > 127)
    fail("U+%lX of %s is too large", code, face->family_name);
  struct glyph *glyph = new_glyph(atlas, code);
  glyph->shape = keep_shape(
      (struct shape){(uint8_t)width, (uint8_t)height, (int8_t)left, (int8_t)top, (uint8_t)advance});
  glyph->picture = keep_picture(&slot->bitmap, atlas->first);
  atlas->ascent = top > atlas->ascent ? (int)top : atlas->ascent;
  atlas->descent = height - top > atlas->descent ? (int)(height - top) : atlas->descent;
  if (code == 'H')
    atlas->cap = (int)top;
}

/* The box for what cannot be shown: hollow, as high as a capital; no font's own, so that all faces agree. */
static void add_missing_box(struct atlas *atlas) {
  static uint8_t pixels[96 * 60];
  unsigned height = (unsigned)atlas->cap, width = height * 5 / 8, line = height > 20 ? 2 : 1;
  if (height < 4 || height > 96)
    fail("a face needs an H between 4 and 96 pixels high");
  struct glyph *glyph = new_glyph(atlas, CODE_MISSING);
  for (unsigned y = 0; y < height; y++)
    for (unsigned x = 0; x < width; x++)
      pixels[y * width + x] = y < line || x < line || y >= height - line || x >= width - line ? 255 : 0;
  glyph->shape =
      keep_shape((struct shape){(uint8_t)width, (uint8_t)height, 1, (int8_t)height, (uint8_t)(width + 2)});
  glyph->picture = keep_picture(
      &(FT_Bitmap){.rows = height, .width = width, .pitch = (int)width, .buffer = pixels}, atlas->first);
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

/* ---- What is written ---- */

static void code_pictures(struct coverage_model *model) {
  if (!coverage_model(model, picture, pictures))
    fail("there is too little to code");
  for (size_t i = 0; i < pictures; i++) {
    size_t size =
        coverage_code(model, &picture[i], coded + coded_size, CODE_MAX - TS_COVERAGE_TAIL - coded_size);
    if (size == SIZE_MAX)
      fail("the code needs more than %d bytes", CODE_MAX);
    picture[i].offset = coded_size;
    coded_size += size;
  }
  coded_size += TS_COVERAGE_TAIL;
}

static void write_bytes(FILE *out, const char *name, const uint8_t *bytes, size_t size) {
  fprintf(out, "\n%s[] = {", name);
  for (size_t i = 0; i < size; i++)
    fprintf(out, "%s%u,", i % 24 ? "" : "\n  ", bytes[i]);
  fputs("\n};\n", out);
}

static void write_model(FILE *out, const struct coverage_model *model) {
  fputs("\nconst struct ts_coverage_question ts_coverage_question[] = {\n", out);
  for (size_t i = 0; i < model->questions; i++) {
    const struct ts_coverage_question *question = &model->question[i];
    fprintf(out, "  {%u, %u, {%u, %u}},\n", question->asked, question->level, question->next[0],
            question->next[1]);
  }
  fputs("};\n\nconst struct ts_coverage_leaf ts_coverage_leaf[] = {\n", out);
  for (size_t i = 0; i < model->leaves; i++) {
    fputs("  {{", out);
    for (int level = 0; level < TS_COVERAGE_LEVELS; level++)
      fprintf(out, "%s%u", level ? ", " : "", model->leaf[i].start[level]);
    fputs("}},\n", out);
  }
  fputs("};\n", out);
}

static void write_shapes(FILE *out) {
  fputs("\nstatic const struct ts_glyph_shape shapes[] = {\n", out);
  for (size_t i = 0; i < shapes; i++)
    fprintf(out, "  {%u, %u, %d, %d, %u},\n", shape[i].width, shape[i].height, shape[i].left, shape[i].top,
            shape[i].advance);
  fputs("};\n", out);
}

/* The face of the same characters that comes first. */
static int alphabet_of(const struct atlas *atlas, int number) {
  for (int i = 0; i < number; i++) {
    size_t same = 0;
    while (same < atlas[i].count && same < atlas[number].count &&
           atlas[i].glyph[same].code == atlas[number].glyph[same].code)
      same++;
    if (same == atlas[i].count && same == atlas[number].count)
      return i;
  }
  return number;
}

static void write_glyphs(FILE *out, const struct atlas *atlas, int number) {
  const struct atlas *face = &atlas[number];
  if (alphabet_of(atlas, number) == number) {
    fprintf(out, "\nstatic const uint16_t alphabet_%d[] = {", number);
    for (size_t i = 0; i < face->count; i++)
      fprintf(out, "%s%lu,", i % 16 ? "" : "\n  ", face->glyph[i].code);
    fputs("\n};\n", out);
  }
  fprintf(out, "\nstatic const struct ts_glyph_place glyphs_%d[] = {\n", number);
  for (size_t i = 0; i < face->count; i++) {
    size_t offset = picture[face->glyph[i].picture].offset - picture[face->first].offset;
    if (offset > UINT16_MAX)
      fail("the pictures of two faces take more than %d bytes", UINT16_MAX);
    fprintf(out, "  {%zu, %zu},\n", face->glyph[i].shape, offset);
  }
  fputs("};\n", out);
}

static void write_atlas(FILE *out, const struct atlas *atlas, int faces, const struct coverage_model *model) {
  fputs("#include \"app/coverage.h\"\n#include \"app/font.h\"\n", out);
  write_model(out, model);
  write_bytes(out, "static const uint8_t pictures", coded, coded_size);
  write_shapes(out);
  for (int i = 0; i < faces; i++)
    write_glyphs(out, atlas, i);
  fputs("\nconst struct ts_font ts_font_atlas[TS_FACE_COUNT] = {\n", out);
  for (int i = 0; i < faces; i++)
    fprintf(out, "  {alphabet_%d, glyphs_%d, shapes, pictures + %zu, %zu, %d, %d, %d},\n",
            alphabet_of(atlas, i), i, picture[atlas[i].first].offset, atlas[i].count, atlas[i].ascent,
            atlas[i].descent, atlas[i].cap);
  fputs("};\n", out);
}

static void write_plain(FILE *out, const struct atlas *atlas, int faces) {
  static uint8_t plain[LEVELS_MAX];
  size_t size = 0;
  for (int i = 0; i < faces; i++)
    for (size_t k = 0; k < atlas[i].count; k++) {
      const struct picture *p = &picture[atlas[i].glyph[k].picture];
      size_t pixels = (size_t)p->width * p->height;
      if (size + pixels > LEVELS_MAX)
        fail("the plain pictures take more than %d bytes", LEVELS_MAX);
      memcpy(plain + size, p->level, pixels);
      size += pixels;
    }
  fputs("#include <stddef.h>\n#include <stdint.h>\n", out);
  write_bytes(out, "const uint8_t ts_font_plain", plain, size);
  fprintf(out, "\nconst size_t ts_font_plain_size = %zu;\n", size);
}

static FILE *open_out(const char *name) {
  FILE *out = fopen(name, "w");
  if (!out)
    fail("cannot write %s: %s", name, strerror(errno));
  fputs("/* Made by host-tools/gen/font_atlas.c. */\n", out);
  return out;
}

static void close_out(FILE *out, const char *name) {
  bool failed = ferror(out) != 0;
  if (fclose(out) || failed)
    fail("cannot write %s", name);
}

int main(int argc, char **argv) {
  static struct atlas atlas[FACES_MAX];
  static struct coverage_model model;
  int faces = argc - 3;
  if (faces < 1 || faces > FACES_MAX)
    fail("usage: font_atlas OUT.c PLAIN.c FACE...");
  FT_Library library;
  if (FT_Init_FreeType(&library))
    fail("FreeType does not start");
  size_t before = 0;
  for (int i = 0; i < faces; i++) {
    size_t own = pictures;
    atlas[i].first = before;
    before = own;
    render_face(&atlas[i], library, argv[i + 3]);
  }
  FT_Done_FreeType(library);
  code_pictures(&model);
  FILE *out = open_out(argv[1]);
  write_atlas(out, atlas, faces, &model);
  close_out(out, argv[1]);
  FILE *plain = open_out(argv[2]);
  write_plain(plain, atlas, faces);
  close_out(plain, argv[2]);
  return 0;
}
