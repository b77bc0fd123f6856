/* SPDX-License-Identifier: Apache-2.0 */
/* What this firmware is: edited at each release. */
#ifndef TS_CORE_RELEASE_H
#define TS_CORE_RELEASE_H

#define TS_RELEASE_VERSION "0.1.0"
/* No clock before this date is right (2026-11-01 00:00 UTC): the lowest time floor. */
#define TS_RELEASE_DATE INT64_C(1793491200)

#endif
