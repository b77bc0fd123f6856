/* SPDX-License-Identifier: Apache-2.0 */
/* The pictures of the screens, as outlines. */
#ifndef TS_APP_ICONS_H
#define TS_APP_ICONS_H

#include "app/draw.h"
#include "app/screen.h"

/* Draws ICON in COLOUR on a ground that is GROUND already. */
void ts_icon_draw(const struct ts_strip *strip, enum ts_icon icon, int32_t x, int32_t y, int32_t size,
                  uint16_t colour, uint16_t ground);

#endif
