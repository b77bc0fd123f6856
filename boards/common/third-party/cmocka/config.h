/* SPDX-License-Identifier: Apache-2.0 */
#ifndef TS_THIRD_PARTY_CMOCKA_CONFIG_H
#define TS_THIRD_PARTY_CMOCKA_CONFIG_H

/* What cmocka is told of newlib on a board without an operating system: no clock, no text for signals. */
#define HAVE_INTTYPES_H 1
#define HAVE_MALLOC_H 1
#define HAVE_SIGNAL_H 1
#define HAVE_STRINGS_H 1

#endif
