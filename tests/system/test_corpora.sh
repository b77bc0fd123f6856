#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Public photographs that are not part of the repository: nothing is read where nothing may be read, and no QR code is read as
# something else. How many are read is told, not asserted: that is the benchmark's affair.
# usage: tests/system/test_corpora.sh BUILD CORPORA
corpora=$(realpath "$2")
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

jq -r .file "$corpora/expected.jsonl" >files.txt
(cd "$corpora" && xargs -a "$work/files.txt" "$touchstone" scan --json) >scan.jsonl
expect "one object a photograph" "$(wc -l <files.txt)" "$(wc -l <scan.jsonl)"
jq -c -n --slurpfile scan scan.jsonl --slurpfile wanted "$corpora/expected.jsonl" '
  ($scan | map({key: .image, value: .}) | from_entries) as $by_name
  | $wanted[] | . as $w | $by_name[.file] as $got
  | ([.text[]?, .symbols[]?.text]) as $texts
  | {file, kind,
     known: ([$texts[] | select(. != null)] | length),
     complete: (($texts | length) > 0 and ($texts | all(. != null))),
     read: [$got.symbols[].text],
     right: ([$got.symbols[].text | select(. as $t | $texts | index($t))] | length),
     wrong: [$got.symbols[] | select(.type == "QR") | .text | select(. as $t | $texts | index($t) | not)
             | select(contains("\ufffd") or (explode | any(. > 127)) | not)]}' >judged.jsonl
expect "reads where nothing may be read" "" "$(jq -r 'select(.kind == "none" and (.read | length) > 0) | .file' judged.jsonl)"
expect "QR codes read as something else" "" \
  "$(jq -r 'select(.kind == "qr" and .complete and (.wrong | length) > 0) | .file' judged.jsonl)"
for kind in qr 1d; do
  jq -s -r --arg kind $kind 'map(select(.kind == $kind)) | "\($kind): \(map(.right) | add) of \(map(.known) | add) symbols read"' judged.jsonl
done
echo "test_corpora: $checks checks over $(wc -l <files.txt) photographs"
