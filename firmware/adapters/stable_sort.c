/* SPDX-License-Identifier: Apache-2.0 */
#include "adapters/stable_sort.h"

#include <string.h>

/* Runs this long are sorted by insertion, longer ones by merging. */
#define RUN 12u

struct sorter {
  unsigned char *base;
  size_t size;     /* bytes of an element */
  size_t capacity; /* elements that fit into the buffer */
  int (*cmp)(const void *, const void *);
  unsigned char buffer[TS_STABLE_SORT_BUFFER];
};

static unsigned char *element(const struct sorter *s, size_t i) {
  return s->base + i * s->size;
}

static int compare(const struct sorter *s, size_t i, size_t j) {
  return s->cmp(element(s, i), element(s, j));
}

/* Exchanges the `n` elements from i with those from j; the two do not overlap. */
static void swap_ranges(struct sorter *s, size_t i, size_t j, size_t n) {
  unsigned char *a = element(s, i), *b = element(s, j);
  for (size_t left = n * s->size; left > 0;) {
    size_t step = left < sizeof s->buffer ? left : sizeof s->buffer;
    memcpy(s->buffer, a, step);
    memcpy(a, b, step);
    memcpy(b, s->buffer, step);
    a += step;
    b += step;
    left -= step;
  }
}

/* Brings [mid, end) before [begin, mid), keeping the order within each. */
static void rotate(struct sorter *s, size_t begin, size_t mid, size_t end) {
  size_t left = mid - begin, right = end - mid;
  while (left != 0 && right != 0) {
    if (left <= right) {
      swap_ranges(s, begin, begin + right, left);
      right -= left;
    } else {
      swap_ranges(s, begin, begin + left, right);
      begin += right;
      left -= right;
    }
  }
}

static void insertion_sort(struct sorter *s, size_t begin, size_t end) {
  for (size_t i = begin + 1; i < end; i++) {
    size_t to = i;
    while (to > begin && compare(s, to - 1, i) > 0) {
      to--;
    }
    if (to == i) {
      continue;
    }
    if (s->capacity != 0) {
      memcpy(s->buffer, element(s, i), s->size);
      memmove(element(s, to + 1), element(s, to), (i - to) * s->size);
      memcpy(element(s, to), s->buffer, s->size);
    } else {
      rotate(s, to, i, i + 1);
    }
  }
}

/* The left run goes to the buffer, then both are laid down from the front. */
static void merge_low(struct sorter *s, size_t begin, size_t mid, size_t end) {
  size_t held = mid - begin;
  memcpy(s->buffer, element(s, begin), held * s->size);
  unsigned char *out = element(s, begin), *stop = element(s, end), *right = element(s, mid);
  unsigned char *left = s->buffer, *left_stop = s->buffer + held * s->size;
  while (left < left_stop && right < stop) {
    unsigned char **from = s->cmp(left, right) <= 0 ? &left : &right;
    memcpy(out, *from, s->size);
    *from += s->size;
    out += s->size;
  }
  memcpy(out, left, (size_t)(left_stop - left));
}

/* The right run goes to the buffer, then both are laid down from the back. */
static void merge_high(struct sorter *s, size_t begin, size_t mid, size_t end) {
  size_t held = end - mid;
  memcpy(s->buffer, element(s, mid), held * s->size);
  unsigned char *out = element(s, end), *first = element(s, begin), *left = element(s, mid);
  unsigned char *right = s->buffer + held * s->size;
  while (left > first && right > s->buffer) {
    unsigned char **from = s->cmp(left - s->size, right - s->size) > 0 ? &left : &right;
    *from -= s->size;
    out -= s->size;
    memcpy(out, *from, s->size);
  }
  size_t rest = (size_t)(right - s->buffer);
  memcpy(out - rest, s->buffer, rest);
}

/*
 * The first i in [begin, end) before which all are less than `pivot` (or, with `or_equal`, not greater).
 */
static size_t bound(const struct sorter *s, size_t begin, size_t end, size_t pivot, int or_equal) {
  while (begin < end) {
    size_t mid = begin + (end - begin) / 2;
    int order = compare(s, mid, pivot);
    if (order < 0 || (or_equal && order == 0)) {
      begin = mid + 1;
    } else {
      end = mid;
    }
  }
  return begin;
}

/*
 * Merges two sorted neighbours. What does not fit the buffer is cut in two: the longer run in its middle, the
 * other where that element belongs; the inner parts change places, and two smaller merges remain.
 */
static void merge(struct sorter *s, size_t begin, size_t mid, size_t end) {
  while (begin < mid && mid < end && compare(s, mid - 1, mid) > 0) {
    size_t left = mid - begin, right = end - mid;
    if (left <= right && left <= s->capacity) {
      merge_low(s, begin, mid, end);
      return;
    }
    if (right <= s->capacity) {
      merge_high(s, begin, mid, end);
      return;
    }
    if (left == 1 && right == 1) {
      rotate(s, begin, mid, end);
      return;
    }
    size_t cut_left, cut_right;
    if (left > right) {
      cut_left = begin + left / 2;
      cut_right = bound(s, mid, end, cut_left, 0);
    } else {
      cut_right = mid + right / 2;
      cut_left = bound(s, begin, mid, cut_right, 1);
    }
    rotate(s, cut_left, mid, cut_right);
    size_t seam = cut_left + (cut_right - mid);
    if (seam - begin <= end - seam) { /* recurse into the smaller merge: the depth stays below log2(n) */
      merge(s, begin, cut_left, seam);
      begin = seam;
      mid = cut_right;
    } else {
      merge(s, seam, cut_right, end);
      end = seam;
      mid = cut_left;
    }
  }
}

void ts_stable_sort(void *base, size_t n, size_t size, int (*cmp)(const void *, const void *)) {
  if (n < 2 || size == 0) {
    return;
  }
  struct sorter s;
  s.base = base;
  s.size = size;
  s.capacity = sizeof s.buffer / size;
  s.cmp = cmp;
  for (size_t i = 0; i < n; i += RUN) {
    insertion_sort(&s, i, n - i < RUN ? n : i + RUN);
  }
  for (size_t width = RUN; width < n; width *= 2) {
    for (size_t i = 0; n - i > width; i += 2 * width) {
      size_t end = n - i < 2 * width ? n : i + 2 * width;
      merge(&s, i, i + width, end);
      if (end == n) {
        break;
      }
    }
  }
}
