/* SPDX-License-Identifier: Apache-2.0 */
/* From one symbol to its findings; what other symbols in the view say comes after (app/inspection.c). */
#ifndef TS_APP_JUDGE_H
#define TS_APP_JUDGE_H

#include "app/device.h"
#include "app/inspection.h"
#include "core/symbols.h"

/* Fills OUT but for what only the whole view can tell: piece, findings.view, findings.tag, decision. */
void ts_judge_symbol(struct ts_device *device, const struct ts_symbol *symbol, struct ts_judgement *out);

/* Reads a text that names no product as a serial of MODEL, a model's code beside it: a linear code's or a
 * typed one's. A typed one is that; a code's text is if it has one of the brand's serial forms, or, where the
 * brand gives none, if the brand's sets know it as a serial of this model. Else OUT is left as it was: a
 * parcel's number is nobody's serial. */
void ts_judge_serial(struct ts_device *device, const struct ts_symbol *symbol,
                     const struct ts_judgement *model, struct ts_judgement *out);

/* A person says: a piece of this brand, of a model that is not known here, without a tag. Fills OUT as
 * ts_judge_symbol does; left as it was if the bundle has no brand with this id. */
void ts_judge_untagged(struct ts_device *device, const char *brand_id, struct ts_judgement *out);

/* The brand that a judgement's text names; false if the bundle names none, or there is no bundle. */
bool ts_judge_brand(const struct ts_device *device, const struct ts_judgement *judgement,
                    struct ts_brand *brand);

#endif
