/* SPDX-License-Identifier: Apache-2.0 */
/* Codes the pictures of glyphs as firmware/app/coverage.h reads them. */
#ifndef TS_GEN_COVERAGE_CODE_H
#define TS_GEN_COVERAGE_CODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "app/coverage.h"

struct picture {
  const uint8_t *level; /* one byte a pixel, by rows */
  uint8_t width, height;
  size_t offset; /* of its code */
};

struct coverage_model {
  struct ts_coverage_question question[TS_COVERAGE_LEAF];
  struct ts_coverage_leaf leaf[TS_COVERAGE_LEAF];
  size_t questions, leaves;
};

/* Makes the tree and the shares that code the pictures in the fewest bytes. False: there is too little to ask about, or
 * no memory. */
bool coverage_model(struct coverage_model *model, const struct picture *picture, size_t count);

/* Writes PICTURE's code to CODE, which has room for ROOM bytes; how many it takes, SIZE_MAX if they might not fit. */
size_t coverage_code(const struct coverage_model *model, const struct picture *picture, uint8_t *code,
                     size_t room);

#endif
