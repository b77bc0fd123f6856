/* SPDX-License-Identifier: Apache-2.0 */
/* What a label says, in words: taken from the tag itself, so that it cannot say anything else. Values of the
 * symbol have their AI in brackets before them (human readable interpretation, GS1 General Specifications 4.14).
 */
#ifndef TS_HOST_TOOLS_LABEL_TEXT_H
#define TS_HOST_TOOLS_LABEL_TEXT_H

#include <stdbool.h>
#include <stddef.h>

#include "host-tools/tags.h"
#include "host-tools/text.h"

#define TS_LABEL_ROWS_MAX 6

struct ts_label_row {
  char title[24];
  char value[48];
  bool needs_title; /* the value does not explain itself where there is no room for titles */
};

struct ts_label {
  char heading[TS_GS1_HOST_MAX + 1]; /* the brand's name in capitals, or the link's host */
  bool is_host;
  char model[TS_NAME_MAX + 1]; /* "" if not known */
  size_t rows;
  struct ts_label_row row[TS_LABEL_ROWS_MAX];
};

/* BRAND and MODEL are names, "" for none. */
void ts_label_words(struct ts_label *label, const struct ts_tag_line *tag, const char *brand,
                    const char *model);

/* "GTIN_SERIAL" for a file name: what is not A-Z, a-z, 0-9, - or _ in the serial is percent-encoded. */
#define TS_LABEL_NAME_MAX (15 + 3 * TS_TAG_SERIAL_MAX + 1)
void ts_label_name(char out[TS_LABEL_NAME_MAX], const struct ts_tag *tag);

#endif
