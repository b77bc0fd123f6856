/* SPDX-License-Identifier: Apache-2.0 */
/* From one symbol to its findings; what other symbols in the view say comes after (app/inspection.c). */
#ifndef TS_APP_JUDGE_H
#define TS_APP_JUDGE_H

#include "app/device.h"
#include "app/inspection.h"
#include "core/symbols.h"

/* Fills OUT but for what only the whole view can tell: piece, findings.view, findings.tag, decision. */
void ts_judge_symbol(struct ts_device *device, const struct ts_symbol *symbol, struct ts_judgement *out);

/* The brand that a judgement's text names; false if the bundle names none, or there is no bundle. */
bool ts_judge_brand(const struct ts_device *device, const struct ts_judgement *judgement,
                    struct ts_brand *brand);

#endif
