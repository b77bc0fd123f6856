/* SPDX-License-Identifier: Apache-2.0 */

/*
 * The printf family for images of unit tests, in place of newlib-nano's, which knows neither %llu nor %zu. All conversions
 * but those of floating point and %n; another one stops the board.
 */
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What a call prints to a stream at once; cmocka's own limit is 1024. */
#define STREAM_MAX 4096

struct out {
  char *text;
  size_t room, size; /* SIZE counts what had no room too */
};

struct spec {
  bool left, zeros, plus, space, alternate;
  int width, precision; /* precision < 0: none */
  char length;          /* of the argument: 0, l, L (long long), z, j or t */
};

static void put(struct out *out, char c) {
  if (out->size + 1 < out->room) {
    out->text[out->size] = c;
  }
  out->size++;
}

static void put_times(struct out *out, char c, int times) {
  for (; times > 0; times--) {
    put(out, c);
  }
}

/* PREFIX, zeros up to the precision, BODY; in its field. */
static void put_field(struct out *out, const struct spec *spec, const char *prefix, int zeros,
                      const char *body, int size) {
  int pad = spec->width - (int)strlen(prefix) - zeros - size;
  if (!spec->left) {
    put_times(out, ' ', pad);
  }
  for (; *prefix != '\0'; prefix++) {
    put(out, *prefix);
  }
  put_times(out, '0', zeros);
  for (int i = 0; i < size; i++) {
    put(out, body[i]);
  }
  if (spec->left) {
    put_times(out, ' ', pad);
  }
}

static void put_number(struct out *out, const struct spec *spec, uintmax_t value, bool negative,
                       char conversion) {
  char digits[24], *at = digits + sizeof digits;
  const char *set = conversion == 'X' ? "0123456789ABCDEF" : "0123456789abcdef";
  bool is_signed = conversion == 'd' || conversion == 'i';
  unsigned base = is_signed || conversion == 'u' ? 10 : conversion == 'o' ? 8 : 16;
  char prefix[3] = {0};
  if (is_signed && (negative || spec->plus || spec->space)) {
    prefix[0] = negative ? '-' : spec->plus ? '+' : ' ';
  } else if (base == 16 && spec->alternate && value != 0) {
    prefix[0] = '0';
    prefix[1] = conversion == 'X' ? 'X' : 'x';
  }
  for (; value != 0 || (at == digits + sizeof digits && spec->precision != 0); value /= base) {
    *--at = set[value % base];
  }
  int size = (int)(digits + sizeof digits - at), zeros = spec->precision - size;
  if (spec->zeros && !spec->left && spec->precision < 0) {
    zeros = spec->width - size - (int)strlen(prefix);
  }
  put_field(out, spec, prefix, zeros > 0 ? zeros : 0, at, size);
}

static void put_text(struct out *out, const struct spec *spec, const char *text) {
  size_t size = 0;
  while ((spec->precision < 0 || size < (size_t)spec->precision) && text[size] != '\0') {
    size++;
  }
  put_field(out, spec, "", 0, text, (int)size);
}

static int read_count(const char **format, va_list *arguments) {
  if (**format == '*') {
    (*format)++;
    return va_arg(*arguments, int);
  }
  int count = 0;
  for (; **format >= '0' && **format <= '9'; (*format)++) {
    count = count * 10 + (**format - '0');
  }
  return count;
}

static void read_flags(struct spec *spec, const char **format) {
  for (;; (*format)++) {
    switch (**format) {
    case '-':
      spec->left = true;
      break;
    case '0':
      spec->zeros = true;
      break;
    case '+':
      spec->plus = true;
      break;
    case ' ':
      spec->space = true;
      break;
    case '#':
      spec->alternate = true;
      break;
    default:
      return;
    }
  }
}

static struct spec read_spec(const char **format, va_list *arguments) {
  struct spec spec = {.precision = -1};
  read_flags(&spec, format);
  spec.width = read_count(format, arguments);
  if (spec.width < 0) {
    spec.left = true;
    spec.width = -spec.width;
  }
  if (**format == '.') {
    (*format)++;
    spec.precision = read_count(format, arguments);
  }
  for (; **format != '\0' && strchr("hlzjt", **format) != NULL; (*format)++) {
    spec.length = spec.length == 'l' ? 'L' : **format == 'h' ? '\0' : **format;
  }
  return spec;
}

static uintmax_t next_unsigned(char length, va_list *arguments) {
  switch (length) {
  case 'L':
    return va_arg(*arguments, unsigned long long);
  case 'j':
    return va_arg(*arguments, uintmax_t);
  case 'l':
    return va_arg(*arguments, unsigned long);
  case 'z':
  case 't':
    return va_arg(*arguments, size_t);
  default:
    return va_arg(*arguments, unsigned);
  }
}

static intmax_t next_signed(char length, va_list *arguments) {
  switch (length) {
  case 'L':
    return va_arg(*arguments, long long);
  case 'j':
    return va_arg(*arguments, intmax_t);
  case 'l':
    return va_arg(*arguments, long);
  case 'z':
  case 't':
    return va_arg(*arguments, ptrdiff_t);
  default:
    return va_arg(*arguments, int);
  }
}

static void convert(struct out *out, struct spec *spec, char conversion, va_list *arguments) {
  switch (conversion) {
  case 'd':
  case 'i': {
    intmax_t value = next_signed(spec->length, arguments);
    put_number(out, spec, value < 0 ? 0 - (uintmax_t)value : (uintmax_t)value, value < 0, conversion);
    break;
  }
  case 'o':
  case 'u':
  case 'x':
  case 'X':
    put_number(out, spec, next_unsigned(spec->length, arguments), false, conversion);
    break;
  case 'p':
    spec->alternate = true;
    put_number(out, spec, (uintptr_t)va_arg(*arguments, void *), false, 'x');
    break;
  case 's':
    put_text(out, spec, va_arg(*arguments, const char *));
    break;
  case 'c': {
    const char c = (char)va_arg(*arguments, int);
    put_field(out, spec, "", 0, &c, 1);
    break;
  }
  case '%':
    put(out, '%');
    break;
  default:
    abort();
  }
}

int vsnprintf(char *text, size_t room, const char *format, va_list arguments) {
  struct out out = {.text = text, .room = room};
  va_list rest;
  va_copy(rest, arguments);
  for (; *format != '\0'; format++) {
    if (*format != '%') {
      put(&out, *format);
      continue;
    }
    format++;
    struct spec spec = read_spec(&format, &rest);
    convert(&out, &spec, *format, &rest);
  }
  va_end(rest);
  if (room > 0) {
    text[out.size < room ? out.size : room - 1] = '\0';
  }
  return (int)out.size;
}

int snprintf(char *text, size_t room, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  int size = vsnprintf(text, room, format, arguments);
  va_end(arguments);
  return size;
}

static int print_to(FILE *stream, const char *format, va_list arguments) {
  static char text[STREAM_MAX];
  int size = vsnprintf(text, sizeof text, format, arguments);
  return fputs(text, stream) < 0 ? -1 : size;
}

int printf(const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  int size = print_to(stdout, format, arguments);
  va_end(arguments);
  return size;
}

int fprintf(FILE *stream, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  int size = print_to(stream, format, arguments);
  va_end(arguments);
  return size;
}
