/* SPDX-License-Identifier: Apache-2.0 */
/* What can wait until the verdict is seen: the photograph, the checkpoint, the time floor. One a tick; what fails is
 * left for the next record's turn, since none of it makes a verdict better. */
#include "app/states.h"
#include "core/checkpoint.h"

static void keep_photo(struct ts_app *app) {
  (void)ts_photos_keep(&app->photos, app->now.number, ts_bytes(app->memory.scratch, app->now.photo_size));
}

static void sign_checkpoint(struct ts_app *app) {
  const struct ts_store *store = app->ports.device.store;
  uint8_t memory[TS_CHECKPOINT_SIZE_MAX];
  struct ts_buf note = ts_buf(memory, sizeof memory);
  struct ts_hash root;
  if (!app->ports.identity || app->journal_err != TS_OK || ts_journal_root(&app->journal, &root) != TS_OK)
    return;
  if (ts_checkpoint_sign(&note, ts_journal_size(&app->journal), &root, app->ports.identity,
                         app->ports.device.crypto) == TS_OK)
    (void)store->replace(store->ctx, TS_STORE_CARD, TS_CHECKPOINT_FILE, ts_buf_bytes(&note));
}

void ts_do_a_job(struct ts_app *app) {
  if (app->jobs & TS_JOB_PHOTO) {
    app->jobs &= ~(unsigned)TS_JOB_PHOTO;
    keep_photo(app);
  } else if (app->jobs & TS_JOB_CHECKPOINT) {
    app->jobs &= ~(unsigned)TS_JOB_CHECKPOINT;
    sign_checkpoint(app);
  } else if (app->jobs & TS_JOB_KEEP) {
    app->jobs &= ~(unsigned)TS_JOB_KEEP;
    (void)ts_device_keep(&app->device);
  }
}
