/* SPDX-License-Identifier: Apache-2.0 */
#ifndef TS_MPS2_AN500_LOG_H
#define TS_MPS2_AN500_LOG_H

#include <stdint.h>

#include "core/error.h"

/*
 * Lines for who serves or develops a device, on its serial line: seconds since the reset, what it is about, what is to be
 * told. What the line does not take is dropped, and the next line that gets through is preceded by how many were.
 */
void ts_log_begin(const char *about);
void ts_log_text(const char *text);
void ts_log_number(uint64_t number);
void ts_log_end(void);

/* One line: what ERR says. */
void ts_log_err(const char *about, enum ts_err err);

#endif
