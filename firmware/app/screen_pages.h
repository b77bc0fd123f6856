/* SPDX-License-Identifier: Apache-2.0 */
/* The kinds of page that have a file of their own; ts_page_lay_out chooses. */
#ifndef TS_APP_SCREEN_PAGES_H
#define TS_APP_SCREEN_PAGES_H

#include "app/layout.h"
#include "app/page.h"
#include "app/screen.h"

/* A list, with a question above it where there is one. */
void ts_screen_menu(struct ts_screen *out, const struct ts_page *page);

/* What is typed so far, and the wheel of letters. */
void ts_screen_entry(struct ts_screen *out, const struct ts_page *page);

/* The camera's picture, what to show it, and what would make it better. */
void ts_screen_aim(struct ts_screen *out, const struct ts_page *page);

/* A consignment in numbers, and its pieces that do not fit the manifest. */
void ts_screen_count(struct ts_screen *out, const struct ts_page *page);

#endif
