/* SPDX-License-Identifier: Apache-2.0 */
/* Dark or light, by what is around: one threshold for each block of a level. */
#ifndef TS_VISION_THRESHOLD_H
#define TS_VISION_THRESHOLD_H

#include "vision/pyramid.h"

#define TS_THRESHOLD_COST 230u /* steps a block */

/* Fills in the thresholds of level INDEX from the pixels of the next coarser one: the mean over 5 x 5 blocks
 * (40 pixels), where a block without contrast counts by what its neighbours say. False: there is no coarser level,
 * or none of a block's size, so this one has no thresholds. */
bool ts_threshold(struct ts_pyramid *pyramid, unsigned index);

#endif
