/* SPDX-License-Identifier: Apache-2.0 */
#ifndef TS_RENDER_SCENE_H
#define TS_RENDER_SCENE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Photographs of jewelry tags, drawn instead of taken: a scene (cards on a table, a camera, light, a sensor)
 * goes in, a picture and the true place of every symbol come out. The same scene gives the same bytes.
 *
 * Lengths on the table are millimetres, x to the right and y down, the origin where the first card lies.
 * Lengths in the picture are pixels; the pixel in column i, row j covers [i, i+1) x [j, j+1).
 * Strings in a scene are borrowed: they must outlive the calls that take the scene.
 */

#define TS_SCENE_CARDS 16
#define TS_SCENE_LINES 8
#define TS_SCENE_SIDE_MAX 4096

/* Numbered, append only. */
enum ts_render_err {
  TS_RENDER_OK = 0,
  TS_RENDER_USAGE = 1,  /* an option or a field of the scene that makes no sense */
  TS_RENDER_SYMBOL = 2, /* the text does not fit the symbology */
  TS_RENDER_LABEL = 3,  /* the label's image cannot be read */
  TS_RENDER_MEMORY = 4,
  TS_RENDER_WRITE = 5, /* the output cannot be written */
  TS_RENDER_VIEW = 6,  /* the camera cannot see the cards */
};

struct ts_render_error {
  enum ts_render_err code;
  char text[256]; /* one sentence for a person, without a full stop */
};

enum ts_scene_surface {
  TS_SURFACE_PLAIN,
  TS_SURFACE_WOOD,
  TS_SURFACE_SLATE,
  TS_SURFACE_LINEN,
  TS_SURFACE_FELT,
};

enum ts_scene_symbol {
  TS_SYMBOL_NONE, /* a card with words only */
  TS_SYMBOL_QR,
  TS_SYMBOL_GS1_QR, /* text as (01)..(21).. or [01]..[21]..; a wrong check digit within is drawn as it is */
  TS_SYMBOL_CODE128,
  TS_SYMBOL_GS1_128, /* as for GS1 QR */
  TS_SYMBOL_EAN13,   /* 12 digits, or 13 with the check digit */
  TS_SYMBOL_CODE39,
  TS_SYMBOL_I25,
  TS_SYMBOL_DATABAR,          /* GTIN: 13 digits, or 14 with the check digit */
  TS_SYMBOL_DATABAR_EXPANDED, /* as for GS1 QR */
  TS_SYMBOL_LABEL,            /* the card is a picture made elsewhere: `text` is a PNG file */
};

enum ts_scene_paper {
  TS_PAPER_WHITE,
  TS_PAPER_CREAM,
  TS_PAPER_KRAFT,
  TS_PAPER_GRAY,
};

enum ts_scene_damage {
  TS_DAMAGE_NONE,
  TS_DAMAGE_TEAR,    /* the left part of the symbol is torn off with its piece of card */
  TS_DAMAGE_SCRATCH, /* the print is scraped off along many strokes */
  TS_DAMAGE_INK,     /* a blot and its splashes */
};

enum ts_scene_hostile {
  TS_HOSTILE_NONE,
  TS_HOSTILE_FINDERS, /* the whole frame tiled with QR finder patterns */
  TS_HOSTILE_NOISE,   /* every pixel at random */
  TS_HOSTILE_STRIPES, /* bars of random width across the whole frame */
};

struct ts_scene_card {
  enum ts_scene_symbol symbol;
  const char *text;                 /* what the symbol says; the file for TS_SYMBOL_LABEL */
  const char *caption;              /* brand name, or NULL */
  const char *line[TS_SCENE_LINES]; /* words for a person; the first NULL ends them */
  char ec;                          /* QR error correction: L M Q H */
  float module_mm;                  /* size of one module */
  float bar_mm;                     /* height of a linear symbol's bars */
  float width_mm;                   /* width of a TS_SYMBOL_LABEL card */
  enum ts_scene_paper paper;
  bool invert; /* light print on dark card */
  bool below;  /* words below a QR symbol rather than beside it */
  bool border;
  bool hole;
  bool thread; /* through the hole, which it implies; not drawn on a bent or torn card */
  float radius_mm;
  bool placed; /* else it goes to the right of the one before */
  float x_mm, y_mm;
  float turn_deg; /* on the table, clockwise */
  float bend_deg; /* the arc that the card's width makes around an upright cylinder; 0 is flat */
  enum ts_scene_damage damage;
  float damage_part; /* how much of the symbol is hit, 0 to 1 */
  float cover_part;  /* how much of the symbol a sticker hides, 0 to 1; 0 for no sticker */
};

struct ts_scene {
  uint64_t seed;
  int width, height; /* pixels, 16 to TS_SCENE_SIDE_MAX */
  enum ts_scene_surface surface;
  enum ts_scene_hostile hostile; /* if not NONE, replaces table and cards */
  struct ts_scene_card card[TS_SCENE_CARDS];
  size_t cards;
  bool ring; /* a gold ring, centred at ring_x_mm, ring_y_mm if ring_placed, else beside the cards */
  bool ring_placed;
  float ring_x_mm, ring_y_mm;

  /* The distance: the first of module_px (one module of the first card), px_per_mm and fill (the part of the
   * frame that the cards span) that is above zero counts; all hold at the middle of the picture. */
  float module_px;
  float px_per_mm;
  float fill;
  bool aimed; /* else the middle of the picture is the middle of cards and ring */
  float aim_x_mm, aim_y_mm;
  float tilt_deg;     /* the far side of the table is up in the picture */
  float pan_deg;      /* the far side is at the right */
  float rotate_deg;   /* the picture's content, clockwise */
  float focal_widths; /* focal length in units of the longer side: 1.1 is a phone, 3 is nearly parallel */

  float light;        /* how much darker the unlit side is, 0 to 0.9 */
  float light_deg;    /* where the light comes from: 0 right, 90 below, 180 left, 270 above */
  float vignette;     /* how much darker the corners are, 0 to 0.9 */
  float warmth;       /* -1 blue to 1 orange */
  float glare;        /* strength of a reflex of the lamp, 0 for none; 1 burns out */
  float glare_x;      /* its place, parts of the width */
  float glare_y;      /* and of the height */
  float glare_radius; /* parts of the width */
  float blur_px;      /* sigma of the defocus */
  float motion_px;    /* length of the shake */
  float motion_deg;   /* its direction */
  float noise;        /* sigma in 8-bit steps */
  float contrast;     /* 1 as it is */
  float brightness;   /* added 8-bit steps */
  bool gray;          /* a picture without colour */
};

/* Where a symbol truly is: its outer corners without the quiet zone, in the symbol's own order: top left, top
 * right, bottom right, bottom left. For a TS_SYMBOL_LABEL they are the card's corners. They may lie outside
 * the picture. */
struct ts_photo_symbol {
  size_t card; /* index in the scene */
  enum ts_scene_symbol symbol;
  int columns, rows; /* modules; 1 row for a linear symbol, 0 x 0 for a label */
  float corner[4][2];
};

/* Owned by the caller; free with ts_photo_free. */
struct ts_photo {
  int width, height;
  uint8_t *rgb; /* width * height * 3, no padding */
  struct ts_photo_symbol symbol[TS_SCENE_CARDS];
  size_t symbols;
};

/* Sensible defaults: 1280 x 960, plain table, no cards, a calm camera. */
void ts_scene_init(struct ts_scene *scene);
/* Adds a card with defaults and returns it, or NULL when the scene is full. */
struct ts_scene_card *ts_scene_add(struct ts_scene *scene, enum ts_scene_symbol symbol, const char *text);

/* Renders. On failure returns the code, fills *error, and *photo is empty (freeing it is harmless). */
enum ts_render_err ts_scene_shoot(const struct ts_scene *scene, struct ts_photo *photo,
                                  struct ts_render_error *error);
/* Where the point (column, row), counted in modules from the symbol's top left corner, lies in the picture;
 * fractions are meant: (3.5, 3.5) is the middle of a QR symbol's first finder. Right for bent cards too. For
 * a label, columns and rows run from 0 to 1 over the card. */
enum ts_render_err ts_scene_locate(const struct ts_scene *scene, size_t card, float column, float row,
                                   float xy[2], struct ts_render_error *error);

void ts_photo_free(struct ts_photo *photo);
/* Luma as JPEG has it; gray holds width * height bytes and is the caller's. */
void ts_photo_gray(const struct ts_photo *photo, uint8_t *gray);
/* The file's bytes in memory, to be freed with free(). Quality 1 to 100. */
enum ts_render_err ts_photo_jpeg(const struct ts_photo *photo, int quality, uint8_t **bytes, size_t *length,
                                 struct ts_render_error *error);
/* Writes .jpg/.jpeg, .png or .pgm (binary, gray), chosen by the name's end; quality counts for JPEG only. */
enum ts_render_err ts_photo_save(const struct ts_photo *photo, const char *path, int quality,
                                 struct ts_render_error *error);
/* True corners as JSON:
 * {"width":..,"height":..,"symbols":[{"card":0,"kind":"qr","text":"..","columns":..,"rows":..,
 * "corners":[[x,y],..]}]}. The path "-" is standard output. */
enum ts_render_err ts_photo_save_truth(const struct ts_photo *photo, const struct ts_scene *scene,
                                       const char *path, struct ts_render_error *error);

/* Gives back what the font libraries keep for the whole process, so that a leak checker sees only true leaks.
 * To be called last, with no other use of cairo under way. */
void ts_render_close(void);

/* "qr", "gs1-128", ...: the words of the command line. NULL for no such symbol. */
const char *ts_scene_symbol_name(enum ts_scene_symbol symbol);

#endif
