/* SPDX-License-Identifier: Apache-2.0 */
/* The registry: what was issued, and what happened to it since. In the home's own SQLite file, or on a server
 * that speaks PostgreSQL's protocol; the same calls give the same results. Which one is chosen by a URL; each
 * fills a struct ts_registry_ops (registry_sqlite.c, registry_postgres.c).
 *
 * A piece is named by brand, GTIN-14 and serial. Times are seconds since 1970-01-01 UTC. What fails is said
 * in the fault given to ts_registry_open. */
#ifndef TS_HOST_TOOLS_REGISTRY_H
#define TS_HOST_TOOLS_REGISTRY_H

#include "core/gs1.h"
#include "core/tag.h"
#include "host-tools/home.h"

/* The longest link of a tag: every character of its texts may be escaped. */
#define TS_REGISTRY_URI_MAX 768

/* Why a piece is blocked. */
enum ts_block {
  TS_BLOCK_NONE = 0,
  TS_BLOCK_STOLEN = 1,
  TS_BLOCK_RECALLED = 2,
  TS_BLOCK_DESTROYED = 3,
  TS_BLOCK_RETURNED = 4,
};

/* "stolen", "recalled", ...: the words that are stored; "" for NONE. */
const char *ts_block_name(enum ts_block block);
bool ts_block_read(struct ts_bytes name, enum ts_block *out); /* false for what is no reason; "" is NONE */

struct ts_registry_piece {
  struct ts_tag tag; /* without its signature */
  uint8_t signed_sha256[TS_SHA256_SIZE];
  uint16_t key_id;
  char uri[TS_REGISTRY_URI_MAX];
  int64_t issued;
  enum ts_block block;
  int64_t blocked_at; /* 0: not blocked */
  int64_t sold_at;    /* 0: not sold, as far as anybody said */
  int64_t version;    /* events so far, its issue included; 0: not in the registry */
};

struct ts_registry;

/* URL: NULL for the home's own, or postgresql://... as libpq reads it. Brings the schema up to date; one of a
 * newer program is refused (EX_DATAERR). HOME stays open as long as the registry. */
bool ts_registry_open(struct ts_registry **out, struct ts_home *home, const char *url,
                      struct ts_fault *fault);
/* Undoes what was not committed. Fine for NULL. */
void ts_registry_close(struct ts_registry *registry);

#define TS_REGISTRY_PLACE_MAX 512
/* A home remembers the servers into which its pieces were issued, so that who forgets --registry can be told:
 * the URL is kept without its user and password. *FOUND: there is one; OUT names it. */
bool ts_registry_note_elsewhere(struct ts_home *home, const char *url, struct ts_fault *fault);
bool ts_registry_elsewhere(struct ts_home *home, char out[TS_REGISTRY_PLACE_MAX], bool *found,
                           struct ts_fault *fault);

/* Does REGISTRY, opened by URL, hold all pieces that HOME knows to be issued, and are those blocked that are
 * blocked in HOME? A bundle of a part of them would accuse honest pieces and pass stolen ones. EX_DATAERR if
 * not. What several servers hold is not compared: a server may have moved. */
bool ts_registry_check_whole(struct ts_registry *registry, const char *url, struct ts_home *home,
                             struct ts_fault *fault);

/* A transaction: what is read in it is of one moment, what is written in it is done as one. In the home's own
 * registry this is the home's transaction: one that is open already is joined, and ended by whoever began it.
 * Without one each call is a transaction of its own. */
bool ts_registry_begin(struct ts_registry *registry);
bool ts_registry_commit(struct ts_registry *registry);
void ts_registry_rollback(struct ts_registry *registry);

/* Looks up COUNT pieces by the GTIN and serial of their tags and fills in the rest; VERSION is 0 for those
 * that are not there, which are left as they are. */
bool ts_registry_find(struct ts_registry *registry, const char *brand, struct ts_registry_piece *piece,
                      size_t count);
/* Adds those of COUNT different pieces whose VERSION is 0, each with the event that it was issued at ISSUED: all
 * that are not there yet, or none. *ADDED: how many were not; the others are there already, and untouched. */
bool ts_registry_add(struct ts_registry *registry, const char *brand, const struct ts_registry_piece *piece,
                     size_t count, size_t *added);

enum ts_event_kind { TS_EVENT_ISSUED, TS_EVENT_BLOCKED, TS_EVENT_UNBLOCKED, TS_EVENT_SOLD };
const char *ts_event_name(enum ts_event_kind kind); /* "issued", ... */

/* What happened to a piece. */
struct ts_registry_event {
  enum ts_event_kind kind;
  enum ts_block reason; /* of TS_EVENT_BLOCKED */
  int64_t at;
  char operator_name[TS_NAME_MAX + 1]; /* who was at the keyboard; ts_registry_change fills it in */
};

/* Lets EVENT (not ISSUED) happen to PIECE as ts_registry_find gave it, and brings PIECE up to date.
 * EX_TEMPFAIL if somebody else changed it since. */
bool ts_registry_change(struct ts_registry *registry, const char *brand, struct ts_registry_piece *piece,
                        const struct ts_registry_event *event);

/* All events of a piece in their order, the first being its issue; none for a piece that is not there. EACH
 * ends it by returning false. */
bool ts_registry_history(struct ts_registry *registry, const char *brand, const char *gtin14,
                         const char *serial, bool (*each)(void *ctx, const struct ts_registry_event *event),
                         void *ctx);

/* Which pieces of a brand are wanted. */
struct ts_registry_filter {
  const char *brand;
  const char *gtin14;    /* only those of this model; NULL: of any */
  bool blocked;          /* only those that are blocked now */
  bool by_key;           /* only those signed by KEY_ID ... */
  uint16_t key_id;       /* ... and */
  int64_t issued_before; /* recorded before this time; 0: whenever */
};

/* What a list gives of each. */
struct ts_registry_row {
  char gtin[15];
  char serial[TS_TAG_SERIAL_MAX + 1];
  uint8_t signed_sha256[TS_SHA256_SIZE];
  uint16_t key_id;
  enum ts_block block;
  int64_t blocked_at, issued;
};

/* A list being read: in no particular order, in memory that does not grow with it. Any number may be open at
 * a time; without a transaction each is of the moment it was opened. Nothing is written meanwhile.
 *
 *   struct ts_registry_list *list = ts_registry_list(registry, &filter);
 *   while (ts_registry_next(list, &row)) ...
 *   ts_registry_list_close(list);
 *
 * NULL with the fault set on failure, for which next and close are fine; next returns false at the end and
 * with the fault set. */
struct ts_registry_list;
struct ts_registry_list *ts_registry_list(struct ts_registry *registry,
                                          const struct ts_registry_filter *filter);
bool ts_registry_next(struct ts_registry_list *list, struct ts_registry_row *out);
void ts_registry_list_close(struct ts_registry_list *list);

/* How many there are. */
bool ts_registry_count(struct ts_registry *registry, const struct ts_registry_filter *filter, uint64_t *out);

/* Do two tags say the same of the same piece? */
bool ts_registry_same(const struct ts_tag *a, const struct ts_tag *b);

#endif
