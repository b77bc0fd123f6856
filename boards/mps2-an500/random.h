/* SPDX-License-Identifier: Apache-2.0 */
#ifndef TS_MPS2_AN500_RANDOM_H
#define TS_MPS2_AN500_RANDOM_H

/*
 * Where mbedTLS's random numbers come from: the next bytes of the file PATH of the machine that runs the board.
 * For the emulated board alone, which has no source of its own; a real one reads its generator here. PATH is kept.
 * NULL, and as long as this was not called: whoever asks is refused.
 */
void ts_random_from(const char *path);

#endif
