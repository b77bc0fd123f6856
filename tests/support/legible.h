/* SPDX-License-Identifier: Apache-2.0 */
/* Can a screen be read? What the tests of all screens ask of each. */
#ifndef TS_TESTS_SUPPORT_LEGIBLE_H
#define TS_TESTS_SUPPORT_LEGIBLE_H

#include "app/screen.h"

/* Nothing was left out for want of memory, nothing leaves the screen, and no text or icon covers another; else
 * the test fails and NAME says where. */
void ts_expect_legible(const struct ts_screen *screen, const char *name);

/* Each text and icon stands out from what is below it by 4.5:1 at least (WCAG 2.1, "contrast ratio"). */
void ts_expect_contrast(const struct ts_screen *screen, const char *name);

bool ts_item_inside(const struct ts_screen_item *item); /* the screen */

/* The text of an item, empty for one that is none. */
struct ts_bytes ts_item_text(const struct ts_screen *screen, const struct ts_screen_item *item);

/* The lines of a role one after another, with SEPARATOR between them, as a C string; good until the next call. */
const char *ts_screen_words(const struct ts_screen *screen, enum ts_screen_role role, const char *separator);

/* The line that ends with an ellipsis, NULL if there is none; likewise. */
const char *ts_screen_cut(const struct ts_screen *screen, enum ts_screen_role role);

#endif
