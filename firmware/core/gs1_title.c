/* SPDX-License-Identifier: Apache-2.0 */
/* Apart from gs1.c, so that a board which never shows titles links neither this nor their text. */
#include <string.h>

#include "core/gs1.h"
#include "core/gs1_table.h"

const char *ts_gs1_title(const char *ai) {
  const struct ts_gs1_row *row = ts_gs1_find(ts_bytes_of(ai));
  const char *title = ts_gs1_titles;
  if (!row)
    return "";
  for (ptrdiff_t skip = row - ts_gs1_rows; skip > 0; skip--)
    title += strlen(title) + 1;
  return title;
}
