/* SPDX-License-Identifier: Apache-2.0 */
#include "iconv.h"

#include <errno.h>
#include <stdint.h>
#include <string.h>

/*
 * Reads one character of `left` > 0 bytes into out[], which holds 4: returns the bytes written and sets
 * *taken; 0 if there is no valid character.
 */
struct ts_iconv {
  size_t (*convert)(const unsigned char *in, size_t left, size_t *taken, unsigned char *out);
};

static size_t from_latin1(const unsigned char *in, size_t left, size_t *taken, unsigned char *out) {
  (void)left;
  *taken = 1;
  if (in[0] < 0x80) {
    out[0] = in[0];
    return 1;
  }
  out[0] = (unsigned char)(0xc0 | in[0] >> 6);
  out[1] = (unsigned char)(0x80 | (in[0] & 0x3f));
  return 2;
}

/* Bytes of the character that `lead` begins; 0 if none does. */
static size_t utf8_length(unsigned char lead) {
  if (lead < 0x80) {
    return 1;
  }
  if (lead >= 0xc2 && lead <= 0xdf) {
    return 2;
  }
  if (lead >= 0xe0 && lead <= 0xef) {
    return 3;
  }
  return lead >= 0xf0 && lead <= 0xf4 ? 4 : 0;
}

/* Overlong forms, surrogates and what lies beyond U+10FFFF show in the second byte. */
static int utf8_second_fits(unsigned char lead, unsigned char second) {
  switch (lead) {
  case 0xe0:
    return second >= 0xa0;
  case 0xed:
    return second <= 0x9f;
  case 0xf0:
    return second >= 0x90;
  case 0xf4:
    return second <= 0x8f;
  default:
    return 1;
  }
}

static size_t from_utf8(const unsigned char *in, size_t left, size_t *taken, unsigned char *out) {
  size_t n = utf8_length(in[0]);
  if (n == 0 || n > left || (n > 1 && !utf8_second_fits(in[0], in[1]))) {
    return 0;
  }
  for (size_t i = 1; i < n; i++) {
    if ((in[i] & 0xc0) != 0x80) {
      return 0;
    }
  }
  memcpy(out, in, n);
  *taken = n;
  return n;
}

static const struct ts_iconv utf8 = {from_utf8};
static const struct ts_iconv latin1 = {from_latin1};

iconv_t iconv_open(const char *to, const char *from) {
  if (strcmp(to, "UTF-8") == 0 && strcmp(from, "UTF-8") == 0) {
    return &utf8;
  }
  if (strcmp(to, "UTF-8") == 0 && strcmp(from, "ISO8859-1") == 0) {
    return &latin1;
  }
  errno = EINVAL;
  return (iconv_t)-1;
}

size_t iconv(iconv_t cd, char **in, size_t *in_left, char **out, size_t *out_left) {
  while (*in_left > 0) {
    unsigned char character[4];
    size_t taken = 0;
    size_t made = cd->convert((const unsigned char *)*in, *in_left, &taken, character);
    if (made == 0 || made > *out_left) {
      errno = made == 0 ? EILSEQ : E2BIG;
      return (size_t)-1;
    }
    memcpy(*out, character, made);
    *in += taken;
    *in_left -= taken;
    *out += made;
    *out_left -= made;
  }
  return 0;
}

int iconv_close(iconv_t cd) {
  (void)cd;
  return 0;
}
