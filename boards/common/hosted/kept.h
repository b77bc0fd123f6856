/* SPDX-License-Identifier: Apache-2.0 */
/* How much a device keeps on a file system: the same on every board that has one. */
#ifndef TS_BOARDS_COMMON_HOSTED_KEPT_H
#define TS_BOARDS_COMMON_HOSTED_KEPT_H

#define TS_HOSTED_SEGMENT_SIZE                                                                               \
  (256u * 1024u) /* bytes of a file of records; 64 of them hold some 100,000 records */
#define TS_HOSTED_SEGMENTS 64u
#define TS_HOSTED_PHOTOS 256u
#define TS_HOSTED_PHOTO_BYTES (64u * 1024u * 1024u)

#endif
