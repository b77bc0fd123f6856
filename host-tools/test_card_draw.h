/* SPDX-License-Identifier: Apache-2.0 */
/* The drawing of a test card, 85.6 by 54 mm as a bank card: that it is one, its code, and what the device must
 * say to it. */
#ifndef TS_HOST_TOOLS_TEST_CARD_DRAW_H
#define TS_HOST_TOOLS_TEST_CARD_DRAW_H

#include "host-tools/barcode.h"
#include "host-tools/surface.h"
#include "host-tools/test_cards.h"

#define TS_TEST_CARD_DPI 300
#define TS_TEST_CARD_WIDTH_MM 85.6
#define TS_TEST_CARD_HEIGHT_MM 54.0

/* One unit of CR is one dot of 1/300 inch; the card's corner is at X, Y. BRAND is a name. EX_DATAERR: no face
 * can set it, or the code is too large. */
bool ts_test_card_draw(cairo_t *cr, const struct ts_test_card *card, const char *brand, int64_t made,
                       unsigned x, unsigned y, struct ts_fault *fault);
/* All cards of DECK on one A4 page. */
bool ts_test_cards_page(const char *path, const struct ts_test_deck *deck, const char *brand, int64_t made,
                        struct ts_fault *fault);
/* One card as a PNG. */
bool ts_test_card_png(const char *path, const struct ts_test_card *card, const char *brand, int64_t made,
                      struct ts_fault *fault);

#endif
