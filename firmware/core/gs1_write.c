/* SPDX-License-Identifier: Apache-2.0 */
/* The canonical spellings of a list. */
#include "core/gs1_parse.h"

/* Indices of elements in the order in which they are written. */
struct order {
  size_t index[TS_GS1_ELEMENTS_MAX];
  size_t count;
  size_t path_count; /* of a URI: so many stand in the path */
};

static void put_escaped(struct ts_buf *out, struct ts_bytes value) {
  static const char digit[] = "0123456789ABCDEF";
  for (size_t i = 0, plain; i < value.size; i++) {
    for (plain = i; i < value.size && ts_gs1_unreserved(value.data[i]);)
      i++;
    ts_buf_put(out, ts_bytes_part(value, plain, i - plain));
    if (i == value.size)
      return;
    uint8_t c = value.data[i];
    ts_buf_put_byte(out, '%');
    ts_buf_put_byte(out, (uint8_t)digit[c >> 4]);
    ts_buf_put_byte(out, (uint8_t)digit[c & 15]);
  }
}

static unsigned flags_of(const struct ts_gs1_element *element) {
  return ts_gs1_row_of(element)->flags;
}

static bool in_path(const struct order *order, size_t index) {
  for (size_t i = 0; i < order->path_count; i++)
    if (order->index[i] == index)
      return true;
  return false;
}

/* Puts INDEX among the attributes of ORDER, which are sorted by AI. */
static void insert_attribute(const struct ts_gs1 *gs1, struct order *order, size_t index) {
  uint16_t code = ts_gs1_element_code(&gs1->element[index]);
  size_t at = order->count++;
  while (at > order->path_count && ts_gs1_element_code(&gs1->element[order->index[at - 1]]) > code) {
    order->index[at] = order->index[at - 1];
    at--;
  }
  order->index[at] = index;
}

/* The path is set: can everything else stand in the query? */
static bool order_query(const struct ts_gs1 *gs1, struct order *order) {
  order->count = order->path_count;
  for (size_t i = 0; i < gs1->count; i++) {
    if (in_path(order, i))
      continue;
    if (!(flags_of(&gs1->element[i]) & TS_GS1_ATTRIBUTE))
      return false;
    insert_attribute(gs1, order, i);
  }
  return true;
}

/* With the key at KEY and as much in the path as may be: an AI that could stand there may not stand in the
 * query. */
static bool order_uri(const struct ts_gs1 *gs1, size_t key, struct order *order) {
  struct order trial;
  order->path_count = 0;
  for (size_t n = 0; (trial.path_count = ts_gs1_path_order(gs1, key, n, trial.index)) != 0; n++)
    if (trial.path_count > order->path_count && order_query(gs1, &trial))
      *order = trial;
  return order->path_count > 0;
}

/* The key that a URI was read with, or else the first with which everything finds its place. */
static enum ts_err choose_key(const struct ts_gs1 *gs1, struct order *order) {
  enum ts_err err = TS_ERR_GS1_KEY;
  bool given = gs1->count && gs1->element[0].role == TS_GS1_ROLE_KEY;
  for (size_t i = 0; i < gs1->count && (i == 0 || !given); i++) {
    if (!(flags_of(&gs1->element[i]) & TS_GS1_KEY))
      continue;
    if (order_uri(gs1, i, order))
      return TS_OK;
    err = TS_ERR_GS1_ATTRIBUTE;
  }
  return err;
}

enum ts_err ts_gs1_write_uri(struct ts_buf *out, const struct ts_gs1 *gs1, const char *host) {
  struct order order;
  struct ts_bytes name = ts_bytes_of(host);
  if (gs1->count > TS_GS1_ELEMENTS_MAX)
    return TS_ERR_GS1_TOO_MANY;
  if (name.size > TS_GS1_HOST_MAX || !ts_gs1_host_ok(name) || name.data[0] == '[')
    return TS_ERR_GS1_URI;
  enum ts_err err = choose_key(gs1, &order);
  if (err)
    return err;
  ts_buf_put_text(out, "https://");
  ts_buf_put(out, name);
  for (size_t i = 0; i < order.count; i++) {
    bool path = i < order.path_count;
    ts_buf_put_byte(out, path ? '/' : i == order.path_count ? '?' : '&');
    ts_buf_put_text(out, gs1->element[order.index[i]].ai);
    ts_buf_put_byte(out, path ? '/' : '=');
    put_escaped(out, ts_gs1_value(gs1, order.index[i]));
  }
  return out->full ? TS_ERR_NO_SPACE : TS_OK;
}

/* Predefined lengths first: none of them needs a separator (GS1 General Specifications 5.10.1). */
static enum ts_err order_elements(const struct ts_gs1 *gs1, struct order *order) {
  order->count = 0;
  order->path_count = 0;
  if (gs1->count > TS_GS1_ELEMENTS_MAX)
    return TS_ERR_GS1_TOO_MANY;
  for (unsigned fixed = 2; fixed-- > 0;)
    for (size_t i = 0; i < gs1->count; i++)
      if (gs1->element[i].fixed == fixed)
        order->index[order->count++] = i;
  return TS_OK;
}

enum ts_err ts_gs1_write_elements(struct ts_buf *out, const struct ts_gs1 *gs1) {
  struct order order;
  enum ts_err err = order_elements(gs1, &order);
  if (err)
    return err;
  for (size_t i = 0; i < order.count; i++) {
    const struct ts_gs1_element *element = &gs1->element[order.index[i]];
    ts_buf_put_text(out, element->ai);
    ts_buf_put(out, ts_gs1_value(gs1, order.index[i]));
    if (!element->fixed && i + 1 < order.count)
      ts_buf_put_byte(out, TS_GS1_SEPARATOR);
  }
  return out->full ? TS_ERR_NO_SPACE : TS_OK;
}

enum ts_err ts_gs1_write_bracketed(struct ts_buf *out, const struct ts_gs1 *gs1) {
  struct order order;
  enum ts_err err = order_elements(gs1, &order);
  if (err)
    return err;
  for (size_t i = 0; i < order.count; i++) {
    struct ts_bytes value = ts_gs1_value(gs1, order.index[i]);
    ts_buf_put_byte(out, '(');
    ts_buf_put_text(out, gs1->element[order.index[i]].ai);
    ts_buf_put_byte(out, ')');
    for (size_t j = 0; j < value.size; j++) {
      if (value.data[j] == '(')
        ts_buf_put_byte(out, '\\');
      ts_buf_put_byte(out, value.data[j]);
    }
  }
  return out->full ? TS_ERR_NO_SPACE : TS_OK;
}
