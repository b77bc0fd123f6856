/* SPDX-License-Identifier: Apache-2.0 */
/* VERIFY.txt and verify.sh: the same commands, on a page that explains them and in a script. What follows in
 * quotes is shell of POSIX, for people to read and paste; it must stay true if it is run line by line. */
#include <stdlib.h>
#include <string.h>

#include "host-tools/evidence_story.h"

struct page {
  FILE *out;
  bool script;
  unsigned step;
};

/* WHY: a sentence or more, of lines that fit a page. COMMANDS: lines, the last one without its end. */
static void step(struct page *p, const char *why, const char *commands) {
  bool at_start = true;
  (void)fprintf(p->out, p->script ? "\n# %u. " : "\n%u. ", ++p->step);
  for (const char *c = why; *c; c++) {
    (void)fputc(*c, p->out);
    if (*c == '\n')
      (void)fputs(p->script ? "# " : "   ", p->out);
  }
  (void)fputs(p->script ? "\n" : "\n\n", p->out);
  for (const char *c = commands; *c; c++) {
    if (at_start && !p->script)
      (void)fputs("    ", p->out);
    at_start = *c == '\n';
    (void)fputc(*c, p->out);
  }
  (void)fputc('\n', p->out);
}

static void common_steps(struct page *p) {
  step(
      p, "What the later steps use: a comparison that says how it went, and bytes as hexadecimal digits.",
      "bad=0\n"
      "check() { if [ \"$2\" = \"$3\" ]; then echo \"good: $1\"; else echo \"NOT GOOD: $1\"; bad=1; return 1; fi; }\n"
      "hex() { od -An -v -tx1 | tr -d ' \\n'; }\n"
      "sum() { sha256sum | cut -c 1-64; }\n"
      "bytes() { printf \"$(printf '\\\\%03o' $(printf %s \"$1\" | sed 's/../0x& /g'))\"; }");
  step(
      p,
      "Every file is as it was packed, none is missing and none was added. Who changes a file and this list\n"
      "as well goes unnoticed by this step, but not by those below: they follow the signatures.",
      "sha256sum --strict --quiet -c SHA256SUMS\n"
      "check \"the files are those of the list\" \"$(sum <SHA256SUMS)\" \"$(find . ! -type d ! -path "
      "./SHA256SUMS | LC_ALL=C sort | xargs sha256sum | sum)\"");
}

static void put_hex(FILE *out, const uint8_t hash[TS_SHA256_SIZE]) {
  for (size_t i = 0; i < TS_SHA256_SIZE; i++)
    (void)fprintf(out, "%02x", hash[i]);
}

/* The line of the note that is the device's signature, from 1. */
static unsigned signature_line(const struct ts_evidence *e) {
  char begin[64];
  unsigned line = 1;
  struct ts_bytes note = ts_bytes(e->d.note, e->d.note_size);
  int size = snprintf(begin, sizeof begin, "\xE2\x80\x94 touchstone/%s ", e->d.id);
  for (size_t at = 0; at < note.size; at++) {
    if ((at == 0 || note.data[at - 1] == '\n') &&
        ts_bytes_starts(ts_bytes_part(note, at, note.size), ts_bytes(begin, (size_t)size)))
      return line;
    line += note.data[at] == '\n';
  }
  return line;
}

/* A step whose commands are printed: FORMAT's are the caller's own words. */
static void formatted(struct page *p, const char *why, const char *format, const char *a, unsigned b) {
  char commands[1024];
  (void)snprintf(commands, sizeof commands, format, a, b);
  step(p, why, commands);
}

static void key_steps(struct page *p, const struct ts_evidence *e) {
  char hash[2 * TS_SHA256_SIZE + 1] = "";
  struct ts_buf buf = ts_buf(hash, sizeof hash - 1);
  ts_buf_put_hex(&buf, ts_bytes(e->publisher_hash, TS_SHA256_SIZE));
  formatted(
      p,
      "The publisher's key. Ask the publisher for its fingerprint by phone, at a number that you know from\n"
      "elsewhere, and compare it with the line that this prints. Everything below hangs on that.",
      "openssl x509 -in publisher.pem -noout -pubkey | openssl pkey -pubin -outform DER | sum\n"
      "check \"the publisher's key is that of the report\" %.64s \"$(openssl x509 -in publisher.pem -noout "
      "-pubkey | openssl pkey -pubin -outform DER | sum)\"",
      hash, 0);
  step(
      p,
      "The publisher vouches for the device: it signed the certificate of the device's key. The dates are those\n"
      "within which the device was to be in use.",
      "openssl verify -no_check_time -check_ss_sig -CAfile publisher.pem device-certificate.pem\n"
      "openssl x509 -in device-certificate.pem -noout -subject -dates\n"
      "check \"device.pem is the key of that certificate\" \"$(cat device.pem)\" \"$(openssl x509 -in "
      "device-certificate.pem -noout -pubkey)\"");
  formatted(
      p,
      "The device signed its journal: checkpoint.signed is the text of the checkpoint, checkpoint.sig the\n"
      "signature from it. The text's lines are the device, the number of records, and the hash over them.",
      "check \"checkpoint.signed is the text\" \"$(sed '/^$/,$d' checkpoint | sum)\" \"$(sum "
      "<checkpoint.signed)\"\n"
      "device=$(openssl pkey -pubin -in device.pem -outform DER | sum)\n"
      "check \"the checkpoint names this device%1$s\" \"touchstone/$(echo \"$device\" | cut -c 1-16)\" \"$(sed "
      "-n 1p checkpoint.signed)\"\n"
      "check \"checkpoint.sig is the signature\" \"\xE2\x80\x94 $(sed -n 1p checkpoint.signed) $({ bytes "
      "\"$(echo \"$device\" | cut -c 1-8)\"; cat checkpoint.sig; } | openssl base64 -A)\" \"$(sed -n '%2$up' "
      "checkpoint)\"\n"
      "openssl dgst -sha256 -verify device.pem -signature checkpoint.sig checkpoint.signed",
      "", signature_line(e));
}

static void record_steps(struct page *p) {
  step(
      p,
      "Each record is in that journal, at the place of its number: a record's hash, joined with the hashes of its\n"
      "proof from below upwards (RFC 6962, RFC 9162), leads to the hash that the device signed. Of a way that\n"
      "joins one that was followed before, the rest is known.",
      "size=$(sed -n 2p checkpoint.signed) known=\n"
      "root=$(sed -n 3p checkpoint.signed | openssl base64 -d -A | hex)\n"
      "prove() {\n"
      "  at=$(echo \"$1\" | sed 's/^0*\\(.\\)/\\1/') last=$((size - 1)) path=\n"
      "  hash=$({ printf '\\000'; cat \"records/$1.cbor\"; } | sum)\n"
      "  while read -r side other; do\n"
      "    case $known in *\" $at/$last=$hash \"*) hash=$root last=0; break ;; esac\n"
      "    path=\"$path $at/$last=$hash \" must=right\n"
      "    if [ $((at % 2)) = 1 ] || [ \"$at\" = \"$last\" ]; then must=left; fi\n"
      "    if [ \"$must\" = left ]; then hash=$(bytes \"01$other$hash\" | sum); else hash=$(bytes "
      "\"01$hash$other\" | sum); fi\n"
      "    if [ \"$must\" = left ]; then while [ $((at % 2)) = 0 ] && [ \"$at\" != 0 ]; do at=$((at / 2)) "
      "last=$((last / 2)); done; fi\n"
      "    if [ \"$side\" != \"$must\" ]; then hash=wrong; fi\n"
      "    at=$((at / 2)) last=$((last / 2))\n"
      "  done <\"proofs/$1.txt\"\n"
      "  if [ \"$hash $last\" = \"$root 0\" ]; then known=$known$path; fi\n"
      "  check \"record $1 is in the signed journal\" \"$root 0\" \"$hash $last\"\n"
      "}\n"
      "for record in records/*.cbor; do prove \"$(basename \"$record\" .cbor)\"; done");
  step(
      p, "What else belongs to a record has its hash, or its text, in the record's own bytes.",
      "holds() { check \"record $1 holds $2\" yes \"$(hex <\"records/$1.cbor\" | grep -q \"${3:-nothing}\" && "
      "echo yes || echo no)\"; }");
}

static void bound_steps(struct page *p, const struct ts_evidence *e) {
  bool photos = false;
  for (size_t i = 0; i < e->count; i++)
    photos = photos || e->record[i].photo;
  if (photos)
    step(p, "The photographs are those that the device judged.",
         "for photo in photos/*.jpg; do holds \"$(basename \"$photo\" .jpg)\" \"the hash of $photo\" \"$(sum "
         "<\"$photo\")\"; done");
  if (e->manifest)
    formatted(p, "The manifest is the one that the consignment was counted against.",
              "holds %s \"the hash of manifest.csv\" \"$(sum <manifest.csv)\"", e->record[0].name, 0);
  step(p, "The hashes of the brand data that the device judged by (the bundle), as the records hold them.",
       "while read -r record hash; do holds \"$record\" \"the hash of its bundle\" \"$hash\"; done "
       "<bundles.txt");
}

/* A line of tag_steps' commands: which tag, under which key, and whether its signature fits that. */
static void put_tag(FILE *out, const struct ts_evidence_record *r, uint32_t i,
                    const struct ts_evidence_tag *tag) {
  (void)fprintf(out, "\ntag %s-%lu ", r->name, (unsigned long)i + 1);
  if (tag->has_signer)
    (void)fprintf(out, "signers/%.*s-%zu.key %s", (int)tag->brand.id.size, (const char *)tag->brand.id.data,
                  tag->signer.index, tag->good ? "yes" : "no");
  else
    (void)fputs("none unknown", out);
}

static size_t put_tags(FILE *out, struct ts_evidence *e, bool *signers) {
  struct ts_evidence_tag *tag = calloc(1, sizeof *tag);
  size_t count = 0;
  for (size_t i = 0; tag && i < e->count; i++) {
    const struct ts_record *record = &e->record[i].record;
    for (uint32_t k = 0; record->kind == TS_RECORD_INSPECTION && k < record->items; k++)
      if (ts_evidence_tag(e, record, &record->item[k], tag)) {
        put_tag(out, &e->record[i], k, tag);
        *signers = *signers || tag->has_signer;
        count++;
      }
  }
  free(tag);
  return count;
}

static void tag_steps(struct page *p, struct ts_evidence *e) {
  char *text = NULL;
  size_t size = 0, count = 0;
  bool signers = false;
  FILE *out = open_memstream(&text, &size);
  if (!out)
    return;
  (void)fputs(
      "tag() {\n"
      "  holds \"${1%-*}\" \"the text of tag $1\" \"$(hex <\"tags/$1.text\")\"\n"
      "  if [ \"$3\" = unknown ]; then return 0; fi\n"
      "  check \"does the signature of tag $1 fit $2? $3\" \"$3\" \"$(openssl dgst -sha256 -verify \"$2\" "
      "-signature \"tags/$1.sig\" \"tags/$1.bin\" >/dev/null 2>&1 && echo yes || echo no)\"\n"
      "}",
      out);
  count = put_tags(out, e, &signers);
  if (signers)
    step(
        p, "The brand's root certified the keys of those who sign its tags.",
        "for key in signers/*.key; do\n"
        "  signer=${key%.key}\n"
        "  openssl verify -no_check_time -partial_chain -CAfile \"${signer%-*}-root.pem\" \"$signer.pem\"\n"
        "  check \"$key is the key of that certificate\" \"$(cat \"$key\")\" \"$(openssl x509 -in \"$signer.pem\" "
        "-noout -pubkey)\"\n"
        "done");
  if (fclose(out) == 0 && count)
    step(
        p,
        "The tags, each with the brand's key that it names, and whether its signature fits that key, as the device\n"
        "found and as OpenSSL finds too: a forged one does not (\"no\"). Where the signer's certificate is not here\n"
        "(\"unknown\"), the signature cannot be checked with this package.",
        text);
  free(text);
}

static void begin(struct page *p, const struct ts_evidence *e) {
  if (p->script) {
    (void)fputs(
        "#!/bin/sh\n# The commands of VERIFY.txt. Ends with an error if anything is not as it was packed.\n"
        "set -eu\ncd \"$(dirname \"$0\")\"\n",
        p->out);
    return;
  }
  (void)fprintf(
      p->out,
      "How to check this package\n"
      "=========================\n\n"
      "It holds what a Touchstone device recorded: %s %llu of device %s.\n"
      "report.pdf says in words what was found; records/ holds the proven records themselves (CBOR, RFC 8949), each\n"
      "with its content in words beside it. Touchstone is not needed for what follows, only a shell with openssl (1.1.1\n"
      "or newer), sha256sum, od, sed and find, as every Linux has them. Copy the package to a place where you may\n"
      "write, open a terminal in its folder, start sh, and paste the commands one by one; none may say \"NOT GOOD\",\n"
      "\"FAILED\" or \"failure\". Or run them all at once: sh verify.sh\n\n"
      "Fingerprint of the publisher's key, to be compared by phone:\n  ",
      e->is_consignment ? "the consignment that began with record" : "record",
      (unsigned long long)e->record[0].number, e->d.id);
  put_hex(p->out, e->publisher_hash);
  (void)fputs("\nFingerprint of the device's key:\n  ", p->out);
  put_hex(p->out, e->device_hash);
  (void)fputs("\n", p->out);
}

static void end(struct page *p) {
  step(p, "Was all of it good?", "check \"all of it\" 0 \"$bad\"");
  if (!p->script)
    (void)fputs(
        "\nWhat this does not show: that report.pdf and the texts beside the records are true to the records is\n"
        "Touchstone's word (read the records with any CBOR tool, or look for texts and serials in them with\n"
        "\"strings\"); how far the time is to be trusted stands in each record; and a device can only record what\n"
        "was shown to it.\n",
        p->out);
}

char *ts_evidence_check_page(struct ts_evidence *e, bool script) {
  char *text = NULL;
  size_t size = 0;
  struct page p = {.out = open_memstream(&text, &size), .script = script};
  if (!p.out)
    return NULL;
  begin(&p, e);
  common_steps(&p);
  key_steps(&p, e);
  record_steps(&p);
  bound_steps(&p, e);
  tag_steps(&p, e);
  end(&p);
  bool bad = ferror(p.out) != 0;
  if (fclose(p.out) != 0 || bad) {
    free(text);
    return NULL;
  }
  return text;
}
