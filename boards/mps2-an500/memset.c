/* SPDX-License-Identifier: Apache-2.0 */
#include <stddef.h>
#include <string.h>

/*
 * In place of newlib's, which takes twice as many instructions. mbedTLS clears each number that it makes, and each block of
 * a photograph is cleared before it is decoded: some 80 bytes, 30,000 times a photograph. 32 bytes a turn, then what the
 * bits of the rest say: bits 4 and 3, 2 and 1, 0, each shifted to where it is the carry or the sign.
 */
__attribute__((naked)) void *memset(void *memory __attribute__((unused)), int value __attribute__((unused)),
                                    size_t size __attribute__((unused))) {
  __asm__ volatile("mov ip, r0\n\t"
                   "uxtb r1, r1\n\t"
                   "orr r1, r1, r1, lsl #8\n\t"
                   "orr r1, r1, r1, lsl #16\n\t"
                   "1: tst ip, #3\n\t"
                   "beq 2f\n\t"
                   "subs r2, #1\n\t"
                   "blo 5f\n\t"
                   "strb r1, [ip], #1\n\t"
                   "b 1b\n\t"
                   "2: subs r2, #32\n\t"
                   "blo 4f\n\t"
                   "3: strd r1, r1, [ip, #8]\n\t"
                   "strd r1, r1, [ip, #16]\n\t"
                   "strd r1, r1, [ip, #24]\n\t"
                   "strd r1, r1, [ip], #32\n\t"
                   "subs r2, #32\n\t"
                   "bhs 3b\n\t"
                   "4: lsls r3, r2, #28\n\t"
                   "itt cs\n\t"
                   "strdcs r1, r1, [ip], #8\n\t"
                   "strdcs r1, r1, [ip], #8\n\t"
                   "it mi\n\t"
                   "strdmi r1, r1, [ip], #8\n\t"
                   "lsls r3, r2, #30\n\t"
                   "it cs\n\t"
                   "strcs r1, [ip], #4\n\t"
                   "it mi\n\t"
                   "strhmi r1, [ip], #2\n\t"
                   "lsls r3, r2, #31\n\t"
                   "it mi\n\t"
                   "strbmi r1, [ip]\n\t"
                   "5: bx lr");
}
