/* SPDX-License-Identifier: Apache-2.0 */
#include "report.h"

#include "adapters/confine_arena.h"
#include "board.h"
#include "semihosting.h"

static void put_number(uint64_t number) {
  char text[21]; /* 64 bits are 20 digits */
  struct ts_buf digits = ts_buf(text, sizeof text - 1);
  ts_buf_put_decimal(&digits, number);
  text[digits.size] = '\0';
  ts_semi_out(text);
}

static void put_fact(const char *name, uint64_t number) {
  ts_semi_out(" ");
  ts_semi_out(name);
  ts_semi_out(" ");
  put_number(number);
}

static void put_instructions(const char *name, uint64_t us) {
  put_fact(name, us * TS_INSTRUCTIONS_PER_US);
}

static void put_reasons(const struct ts_decision *decision) {
  enum ts_reason list[TS_REASONS_MAX];
  unsigned count = ts_decision_reasons(decision, list);
  for (unsigned i = 0; i < count; i++) {
    ts_semi_out(i > 0 ? "," : "");
    put_number((uint64_t)list[i]);
  }
}

static void put_or_dash(const char *text) {
  ts_semi_out(text[0] != '\0' ? text : "-");
  ts_semi_out("\t");
}

static void put_corner(struct ts_point corner) {
  ts_semi_out(" ");
  ts_semi_out(corner.x < 0 ? "-" : "");
  put_number((uint64_t)(corner.x < 0 ? -(int64_t)corner.x : corner.x));
  ts_semi_out(corner.y < 0 ? ",-" : ",");
  put_number((uint64_t)(corner.y < 0 ? -(int64_t)corner.y : corner.y));
}

static void put_hex(struct ts_bytes bytes) {
  static const char digit[] = "0123456789abcdef";
  char text[65];
  for (size_t i = 0; i < bytes.size;) {
    size_t n = 0;
    for (; n + 2 < sizeof text && i < bytes.size; i++) {
      text[n++] = digit[bytes.data[i] >> 4];
      text[n++] = digit[bytes.data[i] & 15];
    }
    text[n] = '\0';
    ts_semi_out(text);
  }
}

/* Everything of a symbol, so that it can be compared with what another machine reads. */
static void put_symbol(const char *name, const struct ts_symbol *symbol) {
  ts_semi_out("# symbol ");
  ts_semi_out(name);
  ts_semi_out(" ");
  ts_semi_out(ts_symbol_aim(symbol));
  ts_semi_out(symbol->confirmed ? " confirmed" : " once");
  for (size_t i = 0; i < TS_SYMBOL_CORNERS; i++) {
    put_corner(symbol->corner[i]);
  }
  ts_semi_out(" ");
  put_hex(symbol->bytes);
  ts_semi_out("\n");
}

static void put_line(const char *name, const struct ts_inspection *view) {
  const struct ts_judgement *shown = view->shown >= 0 ? &view->judgement[view->shown] : NULL;
  ts_semi_out(name);
  ts_semi_out("\t");
  ts_semi_out(ts_verdict_name(view->decision.verdict));
  ts_semi_out("\t");
  put_reasons(&view->decision);
  ts_semi_out("\t");
  put_or_dash(shown != NULL ? shown->tag.gtin : "");
  put_or_dash(shown != NULL ? shown->tag.serial : "");
  put_number(view->symbols.count);
}

void ts_report_record(const char *name, const struct ts_inspection *view, uint64_t number,
                      enum ts_mode mode) {
  put_line(name, view);
  ts_semi_out("\t");
  put_number(number);
  ts_semi_out("\t");
  ts_semi_out(ts_mode_name(mode));
  ts_semi_out("\n");
}

void ts_report_look(const char *name, uint64_t recorded, uint64_t shown) {
  ts_semi_out("# look ");
  ts_semi_out(name);
  put_fact("recorded", recorded * TS_INSTRUCTIONS_PER_TICK);
  put_fact("shown", shown * TS_INSTRUCTIONS_PER_TICK);
  ts_semi_out("\n");
}

void ts_report_view(const char *name, const struct ts_inspection *view) {
  put_line(name, view);
  ts_semi_out("\n");
  for (size_t i = 0; i < view->symbols.count; i++) {
    put_symbol(name, &view->symbols.item[i]);
  }
  ts_semi_out("# instructions");
  put_instructions("jpeg", view->load_us);
  put_instructions("read", view->read_us);
  put_instructions("judge", view->judge_us);
  ts_semi_out("\n");
}

void ts_report_writes(uint32_t writes) {
  ts_semi_out("# flash");
  put_fact("writes", writes);
  ts_semi_out("\n");
}

void ts_report_open(uint64_t us) {
  ts_semi_out("# instructions");
  put_instructions("open", us);
  ts_semi_out("\n");
}

void ts_report_sizes(void) {
  struct ts_board_sizes sizes;
  ts_board_sizes(&sizes);
  ts_semi_out("# bytes");
  put_fact("flash", sizes.text + sizes.data);
  put_fact("ram", sizes.data + sizes.bss);
  put_fact("bulk", sizes.bulk);
  put_fact("stack", ts_board_stack_peak());
  put_fact("arena-jpeg", ts_confine_reach(TS_CONFINED_JPEG));
  put_fact("arena-reader", ts_confine_reach(TS_CONFINED_READER));
  put_fact("arena-crypto", ts_confine_reach(TS_CONFINED_CRYPTO));
  ts_semi_out("\n");
}
