/* SPDX-License-Identifier: Apache-2.0 */
/* One page of every kind that a person can meet, put together by hand, for the tests of how they look. */
#ifndef TS_TESTS_SUPPORT_PAGES_H
#define TS_TESTS_SUPPORT_PAGES_H

#include "app/page.h"
#include "app/screen.h"

size_t ts_pages_count(void);
const char *ts_pages_name(size_t index);

/* The page in LANGUAGE, of DEVICE; good until the next call. */
const struct ts_page *ts_pages_make(size_t index, enum ts_language language, const struct ts_device *device);

#endif
