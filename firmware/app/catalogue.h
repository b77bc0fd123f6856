/* SPDX-License-Identifier: Apache-2.0 */
/* The texts of catalogue.def as tables, one for each language that this build speaks (app/catalogue.cmake). */
#ifndef TS_APP_CATALOGUE_H
#define TS_APP_CATALOGUE_H

#include "app/messages.h"

/* By language and phrase, UTF-8, TS_PHRASE_NONE is ""; NULL for a language that was left out of the build, which
 * English never is. The file is made by app/catalogue.cmake. */
extern const char *const *const ts_catalogue[TS_LANGUAGE_COUNT];

/* Never NULL: English for a language that is not there, "" for what is no phrase. */
const char *ts_catalogue_text(enum ts_language language, enum ts_phrase phrase);

/* What says it. */
enum ts_phrase ts_catalogue_reason(enum ts_reason reason); /* TS_PHRASE_NONE for what is no reason */
enum ts_phrase ts_catalogue_err(enum ts_err err); /* ERR_TECHNICAL, with the number as {n}, for the rest */

#endif
