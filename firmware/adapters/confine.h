/* SPDX-License-Identifier: Apache-2.0 */
#ifndef TS_ADAPTERS_CONFINE_H
#define TS_ADAPTERS_CONFINE_H

/*
 * How the adapters call third-party code that allocates. On bare metal each call gets a fresh arena and a
 * time limit, and is cut off when it wants more (confine_arena.c); where there is a libc heap, it is simply
 * called (confine_direct.c). CMake chooses the file.
 */

/* Whose memory and time it is. */
enum ts_confined {
  TS_CONFINED_JPEG,   /* libjpeg-turbo: out of memory is NULL, which it reports by its own error exit */
  TS_CONFINED_READER, /* ZBar: out of memory ends the call, since it does not survive NULL */
  TS_CONFINED_CRYPTO, /* mbedTLS: out of memory is NULL, which it reports; never cut off by time */
  TS_CONFINED_COUNT
};

/* How a confined call ended. What it computed counts only with TS_CONFINE_DONE. */
enum ts_confine_end {
  TS_CONFINE_DONE,
  TS_CONFINE_REFUSED,   /* not called: no memory was given, or it was called from within a confined call */
  TS_CONFINE_EXHAUSTED, /* it wanted more memory than there is */
  TS_CONFINE_OVERTIME,  /* it took longer than it may */
  TS_CONFINE_BROKEN,    /* a failed assertion, a double free or an overwritten heap in the library */
};

/*
 * Calls body(context). All that the library allocated within is gone afterwards: body copies what it wants to
 * keep into *context, frees nothing that outlives it, and leaves nothing in static variables.
 */
enum ts_confine_end ts_confine(enum ts_confined who, void (*body)(void *context), void *context);

#endif
