/* SPDX-License-Identifier: Apache-2.0 */
/* A device reads its camera's JPEGs; on a desk there are PNG files as well. This puts PNG in front of a
 * reader, so that everything behind it is the device's own code. */
#ifndef TS_HOST_TOOLS_IMAGE_READER_H
#define TS_HOST_TOOLS_IMAGE_READER_H

#include "port/reader.h"

#define TS_IMAGE_FILE_MAX (64u * 1024u * 1024u) /* bytes of an image file */
#define TS_IMAGE_PIXELS_MAX (100u * 1000u * 1000u)

struct ts_image_reader {
  struct ts_reader reader; /* use this; load() takes PNG or what BASE takes */
  const struct ts_reader *base;
  uint8_t *gray; /* malloc'ed; of the PNG read last */
};

void ts_image_reader_init(struct ts_image_reader *image_reader, const struct ts_reader *base);
void ts_image_reader_free(struct ts_image_reader *image_reader);

#endif
