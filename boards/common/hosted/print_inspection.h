/* SPDX-License-Identifier: Apache-2.0 */
/* An inspection as lines for a person at a terminal. */
#ifndef TS_BOARDS_COMMON_HOSTED_PRINT_INSPECTION_H
#define TS_BOARDS_COMMON_HOSTED_PRINT_INSPECTION_H

#include <stdio.h>

#include "app/inspection.h"

void ts_print_inspection(FILE *out, const char *image, const struct ts_device *device,
                         const struct ts_inspection *view);

#endif
