/* SPDX-License-Identifier: Apache-2.0 */
#include "host-tools/label.h"

#include <math.h>

#include "host-tools/label_words.h"

#define MM_PER_INCH 25.4

/* Millimetres. */
#define EDGE 3.4       /* from the label's edge to what is printed, */
#define EDGE_SMALL 1.5 /* on small stock, */
#define SMALL 26.0     /* which is lower than that */
#define GAP 3.6        /* from the symbol to the words beside it */
#define GAP_BELOW 1.6  /* and below it */
#define RULE 0.12
#define BESIDE_MIN 14.0 /* width that words beside a code need at least */
#define BELOW_MIN 5.0   /* height that words below one need at least */
/* Bars: the GS1 General Specifications' symbol tables for items that are not scanned in general distribution ask
 * for 12.7 mm, and section 5.4.4.3 for a length of at most 165.1 mm; ISO/IEC 15417 for 5 mm or 15 % of the
 * symbol's width. */
#define GS1_BAR_MM 12.7
#define GS1_LENGTH_MM 165.1
#define CODE_128_BAR_MM 5.0
#define CODE_128_BAR_PART 0.15

/* Percent. */
#define SCALE_STEP 5
#define SCALE_MIN 50
#define SCALE_FAIR 80 /* a smaller code is better than words smaller than that */

struct planner {
  struct ts_label_plan *plan;
  const struct ts_label *label;
  const struct ts_barcode *barcode;
  const struct ts_stock *stock;
  cairo_t *cr;
  bool code_fits; /* in some way of arranging it, whatever the words */
  bool no_face;
};

unsigned ts_label_dots(double mm, unsigned dpi) {
  return (unsigned)(mm * dpi / MM_PER_INCH + 0.5);
}

static double mm_of(const struct ts_label_plan *plan, double dots) {
  return dots * MM_PER_INCH / plan->dpi;
}

/* Bars at least as high as their standard wants. */
static unsigned bar_of(const struct planner *p, unsigned module) {
  if (p->barcode->kind == TS_BARCODE_QR)
    return module;
  double part = CODE_128_BAR_PART * mm_of(p->plan, (double)p->barcode->columns * module);
  double least = p->barcode->kind == TS_BARCODE_GS1_128 ? GS1_BAR_MM : CODE_128_BAR_MM;
  return (unsigned)ceil((part > least ? part : least) * p->plan->dpi / MM_PER_INCH);
}

/* The symbol's quiet zones as millimetres at the sides, above and below. */
struct code_size {
  double width, height, beside, above;
};

static struct code_size size_of_code(const struct planner *p, unsigned module) {
  double quiet = mm_of(p->plan, (double)p->barcode->quiet * module);
  return (struct code_size){.width = mm_of(p->plan, (double)p->barcode->columns * module),
                            .height = mm_of(p->plan, (double)p->barcode->rows * bar_of(p, module)),
                            .beside = quiet,
                            .above = p->barcode->kind == TS_BARCODE_QR ? quiet : 0};
}

static double more(double a, double b) {
  return a > b ? a : b;
}

/* Words at the largest scale that fits, not under LEAST. */
static bool set_words(struct planner *p, const struct ts_label_box *box, int least) {
  for (int scale = 100; scale >= least; scale -= SCALE_STEP) {
    enum ts_label_fit fit = ts_label_words_set(p->plan, p->cr, p->label, box, scale / 100.0);
    p->no_face = fit == TS_LABEL_FIT_CHARACTER;
    if (fit == TS_LABEL_FITS || p->no_face)
      return fit == TS_LABEL_FITS;
  }
  return false;
}

static void place_code(struct planner *p, double x, double y, unsigned module) {
  p->plan->x = ts_label_dots(x, p->plan->dpi);
  p->plan->y = ts_label_dots(y, p->plan->dpi);
  p->plan->module = module;
  p->plan->bar = bar_of(p, module);
  p->code_fits = true;
}

static double edge_of(const struct ts_stock *stock) {
  return stock->height < SMALL || stock->flap > 0 ? EDGE_SMALL : EDGE;
}

static bool on_flaps(struct planner *p, unsigned module, int least) {
  const struct ts_stock *stock = p->stock;
  struct code_size code = size_of_code(p, module);
  double edge = edge_of(stock);
  if (code.width + 2 * code.beside > stock->flap ||
      code.height + 2 * more(code.above, EDGE_SMALL) > stock->height)
    return false;
  place_code(p, (stock->flap - code.width) / 2, (stock->height - code.height) / 2, module);
  struct ts_label_box box = {stock->width - stock->flap + edge, edge, stock->flap - 2 * edge,
                             stock->height - 2 * edge};
  return set_words(p, &box, least);
}

static bool beside(struct planner *p, unsigned module, int least) {
  const struct ts_stock *stock = p->stock;
  struct code_size code = size_of_code(p, module);
  double edge = edge_of(stock), x = more(edge, code.beside);
  double left = x + code.width + more(code.beside, GAP);
  struct ts_label_box box = {left, edge, stock->width - left - edge, stock->height - 2 * edge};
  if (code.height + 2 * more(code.above, EDGE_SMALL) > stock->height || box.width < BESIDE_MIN)
    return false;
  place_code(p, x, (stock->height - code.height) / 2, module);
  return set_words(p, &box, least);
}

static bool below(struct planner *p, unsigned module, int least) {
  const struct ts_stock *stock = p->stock;
  struct code_size code = size_of_code(p, module);
  double edge = edge_of(stock), y = more(edge, code.above);
  double top = y + code.height + more(code.above, GAP_BELOW);
  struct ts_label_box box = {edge, top, stock->width - 2 * edge, stock->height - top - edge};
  bool long_bars = p->barcode->kind == TS_BARCODE_GS1_128 && code.width + 2 * code.beside > GS1_LENGTH_MM;
  if (code.width + 2 * code.beside > stock->width || box.height < BELOW_MIN || long_bars)
    return false;
  place_code(p, (stock->width - code.width) / 2, y, module);
  return set_words(p, &box, least);
}

static bool arrange(struct planner *p, unsigned module, int least) {
  if (p->stock->flap > 0)
    return on_flaps(p, module, least);
  bool bars = p->barcode->kind != TS_BARCODE_QR;
  return (!bars && beside(p, module, least)) || (!p->no_face && below(p, module, least));
}

static unsigned module_min(unsigned dpi) {
  unsigned dots = (unsigned)ceil(TS_LABEL_MODULE_MIN_MM * 0.995 * dpi / MM_PER_INCH);
  return dots > 2 ? dots : 2;
}

static bool search(struct planner *p, const struct ts_label_print *print) {
  unsigned least = module_min(print->dpi), wanted = ts_label_dots(TS_LABEL_MODULE_MM, print->dpi);
  if (print->module_mm > 0)
    least = wanted = ts_label_dots(print->module_mm, print->dpi);
  wanted = wanted > least ? wanted : least;
  for (int pass = 0; pass < 2; pass++)
    for (unsigned module = wanted; module >= least && !p->no_face; module--)
      if (arrange(p, module, pass == 0 ? SCALE_FAIR : SCALE_MIN))
        return true;
  return false;
}

static bool explain(const struct planner *p, const struct ts_label_print *print, const char *whose,
                    struct ts_fault *fault) {
  const struct ts_stock *stock = p->stock;
  double width = stock->flap > 0 ? stock->flap : stock->width;
  const char *place = stock->flap > 0 ? "flap" : "label";
  const char *text = p->plan->line[p->plan->lines].text; /* the line that failed, if one did */
  if (p->no_face && !ts_type_plain(text))
    return ts_fault(
        fault, EX_DATAERR,
        "%s: the brand's or model's name has letters that join, combine or run from right to left, which is "
        "not set rightly here; give another heading with --name",
        whose);
  if (p->no_face)
    return ts_fault(
        fault, EX_DATAERR,
        "%s: no installed typeface has all letters of \"%s\"; install one (fonts-noto-cjk, ...), or give "
        "another heading with --name",
        whose, text);
  if (p->code_fits)
    return ts_fault(
        fault, EX_DATAERR,
        "%s: the words do not fit a %s of %g x %g mm, not even at %.1f mm; take a larger --stock or a "
        "shorter --name",
        whose, place, width, stock->height, TS_LABEL_TYPE_MIN_MM);
  unsigned module =
      print->module_mm > 0 ? ts_label_dots(print->module_mm, print->dpi) : module_min(print->dpi);
  struct code_size code = size_of_code(p, module);
  return ts_fault(
      fault, EX_DATAERR,
      "%s: its symbol of %d modules takes %.1f x %.1f mm with its quiet zone, even at %s of %.3f mm a "
      "module, and with its words does not fit a %s of %g x %g mm; take a larger --stock%s",
      whose, p->barcode->columns, code.width + 2 * code.beside, code.height + 2 * code.above,
      print->module_mm > 0 ? "the wanted size" : "the smallest printable size", mm_of(p->plan, module), place,
      width, stock->height, print->module_mm > 0 ? " or a smaller --module-mm" : "");
}

bool ts_label_plan(struct ts_label_plan *plan, const struct ts_label *label, const struct ts_barcode *barcode,
                   const struct ts_label_print *print, const char *whose, struct ts_fault *fault) {
  *plan = (struct ts_label_plan){.dpi = print->dpi,
                                 .width = ts_label_dots(print->stock->width, print->dpi),
                                 .height = ts_label_dots(print->stock->height, print->dpi)};
  unsigned module = ts_label_dots(print->module_mm, print->dpi);
  if (print->module_mm > 0 && module < module_min(print->dpi))
    return ts_fault(fault, EX_USAGE,
                    "a module of %u dots at %u dpi is %.3f mm; below %.2f mm, or of a single dot, it is not "
                    "printed and read reliably",
                    module, print->dpi, mm_of(plan, module), TS_LABEL_MODULE_MIN_MM);
  cairo_surface_t *scratch = cairo_image_surface_create(CAIRO_FORMAT_A8, 1, 1);
  struct planner p = {
      .plan = plan, .label = label, .barcode = barcode, .stock = print->stock, .cr = cairo_create(scratch)};
  ts_type_begin(p.cr);
  bool ok = search(&p, print);
  cairo_status_t status = cairo_status(p.cr);
  cairo_destroy(p.cr);
  cairo_surface_destroy(scratch);
  if (status != CAIRO_STATUS_SUCCESS)
    return ts_fault(fault, EX_SOFTWARE, "%s: cannot measure the words: %s", whose,
                    cairo_status_to_string(status));
  return ok || explain(&p, print, whose, fault);
}

/* One path of whole dots: no seam between modules at any scale. */
static void draw_code(cairo_t *cr, const struct ts_label_plan *plan, const struct ts_barcode *barcode,
                      unsigned x, unsigned y) {
  cairo_set_source_rgb(cr, 0, 0, 0);
  cairo_set_antialias(cr, CAIRO_ANTIALIAS_NONE);
  for (int row = 0; row < barcode->rows; row++)
    for (int column = 0; column < barcode->columns; column++) {
      int begin = column;
      while (column < barcode->columns && ts_barcode_dark(barcode, row, column))
        column++;
      if (column > begin)
        cairo_rectangle(cr, x + (double)begin * plan->module, y + (double)row * plan->bar,
                        (double)(column - begin) * plan->module, plan->bar);
    }
  cairo_fill(cr);
  cairo_set_antialias(cr, CAIRO_ANTIALIAS_DEFAULT);
}

static void draw_rule(cairo_t *cr, const struct ts_label_plan *plan) {
  cairo_set_source_rgb(cr, 0, 0, 0);
  cairo_set_line_width(cr, RULE);
  cairo_move_to(cr, plan->rule_x, plan->rule_y);
  cairo_line_to(cr, plan->rule_x + plan->rule_width, plan->rule_y);
  cairo_stroke(cr);
}

void ts_label_draw(cairo_t *cr, const struct ts_label_plan *plan, const struct ts_barcode *barcode,
                   unsigned x, unsigned y) {
  double mm = plan->dpi / MM_PER_INCH;
  draw_code(cr, plan, barcode, x + plan->x, y + plan->y);
  cairo_save(cr);
  cairo_translate(cr, x, y);
  cairo_scale(cr, mm, mm);
  ts_type_begin(cr);
  for (size_t i = 0; i < plan->lines; i++) {
    const struct ts_label_line *line = &plan->line[i];
    (void)ts_type_set(cr, line->type, line->size, line->text); /* the plan found a face */
    ts_type_show(cr, line->type, line->size, line->x, line->y, line->text);
  }
  draw_rule(cr, plan);
  cairo_restore(cr);
}
