/* SPDX-License-Identifier: Apache-2.0 */
#include <limits.h>
#include <stdarg.h>
#include <string.h>

#include "confined.h"

static char *put_text(char *out, const char *text) {
  size_t n = strlen(text);
  memcpy(out, text, n);
  return out + n;
}

static char *put_number(char *out, unsigned n) {
  char digits[sizeof n * CHAR_BIT / 3 + 2];
  char *p = digits + sizeof digits;
  *--p = '\0';
  do {
    *--p = (char)('0' + n % 10);
    n /= 10;
  } while (n != 0);
  return put_text(out, p);
}

static char *put_signed(char *out, int n) {
  if (n < 0) {
    *out++ = '-';
  }
  return put_number(out, n < 0 ? 0u - (unsigned)n : (unsigned)n);
}

/* At a '%': puts its argument, or returns NULL if the conversion is not a known one. */
static char *put_argument(char *out, char conversion, va_list *arguments) {
  switch (conversion) {
  case 'd':
  case 'i':
    return put_signed(out, va_arg(*arguments, int));
  case 'u':
    return put_number(out, va_arg(*arguments, unsigned));
  case 's':
    return put_text(out, va_arg(*arguments, const char *));
  default:
    return NULL;
  }
}

int ts_third_party_sprintf(char *out, const char *format, ...) {
  char *begin = out;
  va_list arguments;
  va_start(arguments, format);
  while (*format != '\0') {
    if (*format != '%') {
      *out++ = *format++;
      continue;
    }
    char *next = put_argument(out, format[1], &arguments);
    if (next == NULL) {
      out = put_text(out, format);
      break;
    }
    out = next;
    format += 2;
  }
  va_end(arguments);
  *out = '\0';
  return (int)(out - begin);
}
