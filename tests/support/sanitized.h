/* SPDX-License-Identifier: Apache-2.0 */
/* TS_EVERY(n): the step of a walk through very many cases that differ in values and not in the lines that run. As
 * released all are taken. The sanitizers look at what lines do with memory and numbers, which a part of the cases shows as
 * well, spread over all. */
#ifndef TS_TESTS_SANITIZED_H
#define TS_TESTS_SANITIZED_H

#if defined(__SANITIZE_ADDRESS__)
#define TS_EVERY(n) (n)
#else
#define TS_EVERY(n) 1u
#endif

#endif
