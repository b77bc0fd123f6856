/* SPDX-License-Identifier: Apache-2.0 */
#include "host-tools/pens.h"

#include <stdlib.h>

static bool keep(struct ts_pens *pens, const struct ts_signer_row *row, struct ts_fault *fault) {
  struct ts_pen *grown = realloc(pens->pen, (pens->count + 1) * sizeof *grown);
  if (!grown)
    return ts_fault(fault, EX_OSERR, "not enough memory for the brand's signers");
  pens->pen = grown;
  pens->pen[pens->count++] = (struct ts_pen){.row = *row};
  return true;
}

bool ts_pens_open(struct ts_pens *pens, struct ts_home *home, const char *brand, int key_id, int64_t now,
                  struct ts_fault *fault) {
  struct ts_sql sql = ts_home_signers(home, brand, fault);
  struct ts_signer_row row;
  bool ok = true;
  *pens = (struct ts_pens){.home = home};
  while (ok && ts_home_signer_next(&sql, &row))
    if ((key_id < 0 || row.key_id == key_id) && row.state == TS_SIGNER_ACTIVE && now >= row.not_before &&
        now <= row.not_after)
      ok = keep(pens, &row, fault);
  ts_sql_close(&sql);
  if (fault->status == EX_OK && pens->count == 0)
    return ts_fault(fault, EX_DATAERR, "%s has no signer that may sign today; see touchstone signer list",
                    brand);
  return fault->status == EX_OK;
}

void ts_pens_close(struct ts_pens *pens) {
  for (size_t i = 0; i < pens->count; i++)
    ts_key_free(&pens->pen[i].key);
  free(pens->pen);
  *pens = (struct ts_pens){0};
}

int ts_pens_choose(struct ts_pens *pens, const char *gtin14, struct ts_fault *fault) {
  int best = -1;
  for (size_t i = 0; i < pens->count; i++) {
    bool covers = false;
    if (!ts_home_signer_covers(pens->home, pens->pen[i].row.id, gtin14, &covers, fault))
      return -1;
    if (covers && (best < 0 || pens->pen[i].row.id > pens->pen[best].row.id))
      best = (int)i;
  }
  if (best >= 0 && !pens->pen[best].key.pkey &&
      !ts_home_read_key(pens->home, pens->pen[best].row.key_file, &pens->pen[best].key, fault))
    return -1;
  return best;
}
