/* SPDX-License-Identifier: Apache-2.0 */
/* Step 2 of issuing, the signatures: threads that spell and sign queued batches, oldest first. They touch
 * nothing but the batches' pieces and the keys, which OpenSSL lets many threads use at once; a token's key is
 * used by one at a time. */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "host-tools/issue_steps.h"
#include "host-tools/key_use.h"

#define TAKE 16 /* pieces that a thread takes at a time */

struct ts_issue_signing {
  const struct ts_issue *issue;
  pthread_mutex_t lock, token;
  pthread_cond_t more, signed_all; /* there is something to take or the end; a batch is signed */
  struct ts_issue_batch *queue[TS_ISSUE_QUEUE];
  size_t queued;
  bool ended;
  pthread_t thread[TS_ISSUE_JOBS_MAX];
  unsigned threads;
};

/* What one thread signs with: the key of the pen that it used last. */
struct hand {
  struct ts_issue_signing *signing;
  EVP_MD *sha256; /* looked up once: OpenSSL takes longer to find it than to use it */
  EVP_MD_CTX *hashing;
  const struct ts_pen *pen;
  struct ts_key_use use;
};

static bool sign(struct hand *hand, const struct ts_pen *pen, const uint8_t digest[TS_SHA256_SIZE],
                 uint8_t rs[TS_P256_SIGNATURE_SIZE], struct ts_fault *fault) {
  if (hand->pen != pen) {
    ts_key_use_close(&hand->use);
    ts_key_use_open(&hand->use, &pen->key);
    hand->pen = pen;
  }
  if (hand->use.ctx)
    return ts_key_use_sign(&hand->use, digest, rs, fault);
  (void)pthread_mutex_lock(&hand->signing->token);
  bool ok = ts_key_use_sign(&hand->use, digest, rs, fault);
  (void)pthread_mutex_unlock(&hand->signing->token);
  return ok;
}

static bool hash(struct hand *hand, struct ts_bytes bytes, uint8_t digest[TS_SHA256_SIZE]) {
  return hand->sha256 && hand->hashing && EVP_DigestInit_ex2(hand->hashing, hand->sha256, NULL) == 1 &&
         EVP_DigestUpdate(hand->hashing, bytes.data, bytes.size) == 1 &&
         EVP_DigestFinal_ex(hand->hashing, digest, NULL) == 1;
}

static bool spell(struct hand *hand, const struct ts_pen *pen, struct ts_registry_piece *piece,
                  struct ts_fault *fault) {
  struct ts_gs1 gs1;
  struct ts_gs1_why why;
  uint8_t memory[TS_TAG_SIGNED_MAX];
  struct ts_buf bytes = ts_buf(memory, sizeof memory), uri = ts_buf(piece->uri, sizeof piece->uri - 1);
  struct ts_tag_signature signature = {.profile = TS_TAG_PROFILE_P256, .key_id = pen->row.key_id};
  enum ts_err err = ts_tag_build(&gs1, &why, &piece->tag);
  if (err == TS_OK)
    err = ts_tag_signed_bytes(&bytes, &gs1, TS_TAG_PROFILE_P256);
  if (err == TS_OK && !hash(hand, ts_buf_bytes(&bytes), piece->signed_sha256))
    return ts_fault_openssl(fault, "hashing a tag");
  if (err == TS_OK && !sign(hand, pen, piece->signed_sha256, signature.rs, fault))
    return false;
  if (err == TS_OK)
    err = ts_tag_add_signature(&gs1, &why, &signature);
  if (err == TS_OK)
    err = ts_gs1_write_uri(&uri, &gs1, hand->signing->issue->host);
  if (err != TS_OK)
    return ts_fault(fault, EX_SOFTWARE, "the tag of %s %s cannot be written: %s", piece->tag.gtin,
                    piece->tag.serial, ts_err_text(err));
  piece->uri[uri.size] = 0;
  piece->key_id = pen->row.key_id;
  return true;
}

/* The oldest batch of which something is left to take; NULL at the end. Called and left with the lock held. */
static struct ts_issue_batch *next_batch(struct ts_issue_signing *signing) {
  for (;;) {
    for (size_t i = 0; i < signing->queued && !signing->ended; i++)
      if (signing->queue[i]->taken < signing->queue[i]->count)
        return signing->queue[i];
    if (signing->ended)
      return NULL;
    (void)pthread_cond_wait(&signing->more, &signing->lock);
  }
}

static void *work(void *ctx) {
  struct ts_issue_signing *signing = ctx;
  struct hand hand = {
      .signing = signing, .sha256 = EVP_MD_fetch(NULL, "SHA256", NULL), .hashing = EVP_MD_CTX_new()};
  struct ts_issue_batch *batch;
  (void)pthread_mutex_lock(&signing->lock);
  while ((batch = next_batch(signing)) != NULL) {
    size_t from = batch->taken, left = batch->count - from, take = left < TAKE ? left : TAKE;
    bool ok = batch->fault.status == EX_OK;
    struct ts_fault fault = {0};
    batch->taken += take;
    (void)pthread_mutex_unlock(&signing->lock);
    for (size_t i = from; ok && i < from + take; i++)
      ok = batch->pen[i] < 0 ||
           spell(&hand, &signing->issue->pens.pen[batch->pen[i]], &batch->piece[i], &fault);
    (void)pthread_mutex_lock(&signing->lock);
    if (fault.status != EX_OK && batch->fault.status == EX_OK)
      batch->fault = fault;
    batch->done += take;
    if (batch->done == batch->count)
      (void)pthread_cond_signal(&signing->signed_all);
  }
  (void)pthread_mutex_unlock(&signing->lock);
  ts_key_use_close(&hand.use);
  EVP_MD_CTX_free(hand.hashing);
  EVP_MD_free(hand.sha256);
  return NULL;
}

struct ts_issue_signing *ts_issue_signing_start(struct ts_issue *issue) {
  struct ts_issue_signing *signing = calloc(1, sizeof *signing);
  if (!signing) {
    (void)ts_fault(issue->fault, EX_OSERR, "not enough memory to sign");
    return NULL;
  }
  signing->issue = issue;
  (void)pthread_mutex_init(&signing->lock, NULL); /* on Linux none of them fails */
  (void)pthread_mutex_init(&signing->token, NULL);
  (void)pthread_cond_init(&signing->more, NULL);
  (void)pthread_cond_init(&signing->signed_all, NULL);
  for (; signing->threads < issue->order->jobs; signing->threads++) {
    int error = pthread_create(&signing->thread[signing->threads], NULL, work, signing);
    if (error) {
      (void)ts_fault(issue->fault, EX_OSERR, "cannot start %u threads: %s; give fewer --jobs",
                     issue->order->jobs, strerror(error));
      ts_issue_signing_end(signing);
      return NULL;
    }
  }
  return signing;
}

void ts_issue_signing_end(struct ts_issue_signing *signing) {
  if (!signing)
    return;
  (void)pthread_mutex_lock(&signing->lock);
  signing->ended = true;
  (void)pthread_cond_broadcast(&signing->more);
  (void)pthread_mutex_unlock(&signing->lock);
  for (unsigned i = 0; i < signing->threads; i++)
    (void)pthread_join(signing->thread[i], NULL);
  (void)pthread_cond_destroy(&signing->signed_all);
  (void)pthread_cond_destroy(&signing->more);
  (void)pthread_mutex_destroy(&signing->token);
  (void)pthread_mutex_destroy(&signing->lock);
  free(signing);
}

void ts_issue_signing_queue(struct ts_issue_signing *signing, struct ts_issue_batch *batch) {
  (void)pthread_mutex_lock(&signing->lock);
  batch->taken = batch->done = 0;
  batch->fault = (struct ts_fault){0};
  signing->queue[signing->queued++] = batch;
  (void)pthread_cond_broadcast(&signing->more);
  (void)pthread_mutex_unlock(&signing->lock);
}

bool ts_issue_signing_wait(struct ts_issue_signing *signing, struct ts_fault *fault) {
  (void)pthread_mutex_lock(&signing->lock);
  struct ts_issue_batch *batch = signing->queue[0];
  while (batch->done < batch->count)
    (void)pthread_cond_wait(&signing->signed_all, &signing->lock);
  signing->queued--;
  for (size_t i = 0; i < signing->queued; i++)
    signing->queue[i] = signing->queue[i + 1];
  (void)pthread_mutex_unlock(&signing->lock);
  return batch->fault.status == EX_OK || ts_fault(fault, batch->fault.status, "%s", batch->fault.text);
}
