/* SPDX-License-Identifier: Apache-2.0 */
/* Reads one signed tag of 160 characters over and over: text to GS1 list, list to tag, list to signed bytes.
 * Run it under callgrind and divide by the number that it prints. */
#include <stdio.h>
#include <stdlib.h>

#include "core/tag.h"

static const char text[] =
    "https://a.example/01/09521234543213/21/A7K2M?98=W32400-50.F750.CYG&99="
    "Aav-ERERERERERERERERERERERERERERERERERERERERERERIiIiIiIiIiIiIiIiIiIiIiIiIiIiIiIiIiIiIiIiIg";

int main(int argc, char **argv) {
  long times = argc > 1 ? strtol(argv[1], NULL, 10) : 1000;
  unsigned long sum = 0;
  for (long i = 0; i < times; i++) {
    static uint8_t bytes[TS_TAG_SIGNED_MAX];
    struct ts_gs1 gs1;
    struct ts_gs1_why why;
    struct ts_tag tag;
    struct ts_buf out = ts_buf(bytes, sizeof bytes);
    if (ts_gs1_parse(&gs1, &why, ts_bytes_of(text), false) || ts_tag_read(&tag, &gs1) ||
        ts_tag_signed_bytes(&out, &gs1, tag.signature.profile))
      return 1;
    sum += out.size;
  }
  printf("%ld\n", times);
  return sum == 0;
}
