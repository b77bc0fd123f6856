#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Cases 10 and 11 of the design: evidence packages, checked as a court's expert would, without touchstone; and every
# change to one is noticed.
# usage: tests/system/test_evidence.sh BUILD [few]
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"
look=$build/tests/ts-inspections maker=$build/tests/ts-journal gtin=09521234000013

says() { # says WHAT PATTERN: the last command's output or messages hold it
  checks=$((checks + 1))
  grep -qE -e "$2" out.txt err.txt || die "$1: it should say '$2', and says: $(cat out.txt err.txt)"
}
evidence() { status "$touchstone" evidence --device "$@"; }
report() { pdftotext -layout "$1/report.pdf" - | tr -s ' \n' ' '; }
reports() { # reports WHAT FOLDER PATTERN
  checks=$((checks + 1))
  report "$2" | grep -qE -e "$3" || die "$1: the report should say '$3', and says: $(report "$2")"
}
# On a machine without touchstone: verify.sh, and the page's commands by themselves.
elsewhere() { env -i PATH=/usr/bin:/bin HOME=/nowhere "$@"; }
verify() { elsewhere sh "$1/verify.sh" >out.txt 2>err.txt </dev/null; }
page() { sed -n 's/^    //p' "$1/VERIFY.txt"; }
by_page() { { echo set -eu && page "$1"; } >page.sh && (cd "$1" && elsewhere sh ../page.sh) >out.txt 2>err.txt </dev/null; }
good() {
  checks=$((checks + 2))
  verify "$1" || die "$1: verify.sh: $(cat out.txt err.txt)"
  [ "$(tail -n 1 out.txt)" = "good: all of it" ] || die "$1: verify.sh ends with $(tail -n 1 out.txt)"
  by_page "$1" || die "$1: VERIFY.txt: $(cat out.txt err.txt)"
  [ "$(tail -n 1 out.txt)" = "good: all of it" ] || die "$1: VERIFY.txt ends with $(tail -n 1 out.txt)"
}
# notices WHAT: the copy `changed` is refused: by the script, or where that was changed by the page.
notices() {
  checks=$((checks + 1))
  if [ "${2:-}" = ./verify.sh ]; then by_page changed || return 0; else verify changed || return 0; fi
  die "nobody notices: $1"
}
copy() { rm -rf changed && cp -a "$1" changed; }
sums() { (cd changed && find . ! -type d ! -path ./SHA256SUMS | LC_ALL=C sort | xargs sha256sum >SHA256SUMS.new && mv SHA256SUMS.new SHA256SUMS); }
# flip FILE OFFSET: a bit of it.
flip() {
  local byte
  byte=$(od -An -tu1 -j "$2" -N 1 "$1")
  printf "\\x$(printf %02x $((byte ^ 1)))" | dd of="$1" bs=1 seek="$2" conv=notrunc status=none
}
# places FILE: some offsets in it, none of a line's end.
places() {
  local size at
  size=$(stat -c %s "$1")
  for at in 0 $((size / 3)) $((size / 2)) $((size - 2)); do
    [ "$(od -An -tu1 -j $at -N 1 "$1")" -ne 10 ] && echo $at
  done | sort -un
}

jeweller home maison 9521234 id.maison.example
cat >pieces.csv <<'EOT'
gtin,serial,engraved,weight_mg,fineness,colour,size,model
09521234000013,A1,E1,32400,750,YG,17,Solitaire Aurore
09521234000013,A2,E2,32400,750,YG,17,Solitaire Aurore
09521234000020,B/2,,,,,,Rivière
EOT
"$touchstone" issue --home home --brand maison pieces.csv >tags.jsonl 2>/dev/null
"$touchstone" bundle --home home --out bundle >/dev/null
for d in device bare ring; do "$touchstone" provision --home home --bundle bundle $d >/dev/null; done
for d in device ring; do "$touchstone" device enroll --home home --device $d --name "Returns desk" >/dev/null; done
a1=$(uri tags.jsonl 1) b2=$(uri tags.jsonl 3)
photo a1.jpg "$a1"
photo b2.jpg "$b2"
photo edited.jpg "${a1/W32400/W32500}"
photo foreign.jpg "PARCEL 12345"
printf 'gtin,serial\n%s,A1\n%s,A2\n%s,LOST\n' $gtin $gtin $gtin >manifest.csv
now=$(date +%s)
{
  echo "check $now rtc 7 0 none a1.jpg"
  echo "return $((now + 60)) operator 7 0 none edited.jpg order=09521234000020 engraved=X9 weight=31000"
  echo "check $((now + 70)) none 0 0 none foreign.jpg"
  echo "begin $((now + 100)) 7 manifest.csv"
  echo "consignment $((now + 110)) rtc 7 4 expected a1.jpg"
  echo "consignment $((now + 120)) rtc 7 4 expected a1.jpg twice=1"
  echo "check $((now + 125)) rtc 7 0 none b2.jpg"
  echo "consignment $((now + 130)) rtc 7 4 extra b2.jpg"
  echo "end $((now + 140)) 7 4 3 2 1 2 1"
} | $look device >looks.txt
expect "what was looked at" "GENUINE COUNTERFEIT UNPROVEN begin GENUINE SUSPECT GENUINE GENUINE end" "$(cut -d' ' -f2 looks.txt | xargs)"
before=$(find device -type f -exec sha256sum {} + | sort | sha256sum)

# A piece found genuine; a forged tag; a code that names nothing; a consignment.
for n in 0 1 2; do expect "record $n" 0 "$(evidence device --record $n --out e$n)"; done
expect "the consignment" 0 "$(evidence device --consignment 3 --out e3 --json --home home)"
expect "what is in it" "5 1 3" "$(jq -r '.records, .photographs' out.txt | xargs) $(jq -r .out out.txt | tr -d e)"
expect "the fingerprint of its list" "$(sha256sum <e3/SHA256SUMS | cut -d' ' -f1)" "$(jq -r .sha256sums_sha256 out.txt)"
expect "the device was only read" "$before" "$(find device -type f -exec sha256sum {} + | sort | sha256sum)"
expect "nothing is left over" "e0 e1 e2 e3" "$(find . -maxdepth 1 -name 'e[0-9]*' -printf '%f ' | xargs -n1 | sort | xargs)"
for n in 0 1 2 3; do good e$n; done
grep -vE '^(#|$|set -eu|cd )' e3/verify.sh >script.txt
expect "the script is the page's commands" "$(page e3 | sha256sum)" "$(sha256sum <script.txt)"

reports "who and when" e1 'Report on an inspection Where by device [0-9a-f]{16} .*Returns desk.* When .* as the operator confirmed'
reports "the finding" e1 'COUNTERFEIT .*The signature does not match the brand.s key'
reports "what was compared" e1 'Ordered GTIN 09521234000020; the tag says 09521234000013 .*X9; the tag says E1 .*31.000 g; the tag says 32.50 g'
reports "openssl agrees" e1 'Signature does not fit the key of the certificate'
reports "no time" e2 'When not known: no clock was set'
reports "no photograph of what is genuine" e0 'the device keeps none of what it finds genuine'
reports "the photograph" e1 'photos/00000001.jpg, as the camera gave it'
reports "pages" e1 'Page 1 of 2'
reports "counts" e3 '3 expected, 2 pieces, 1 duplicate, 2 missing, 1 extra'
reports "duplicates" e3 'Duplicates: .* Record 5: GTIN 09521234000013, serial A1'
reports "missing" e3 'Missing: .*serial A2 \(line 3 of the manifest\).*serial LOST \(line 4 of the manifest\)'
reports "extra" e3 'Extra: .* Record 7: GTIN 09521234000020, serial B/2'
reports "no gap" e3 'it has no gap'
reports "the fingerprints" e3 "$(openssl x509 -in e3/publisher.pem -noout -pubkey | openssl pkey -pubin -outform DER | sha256sum | cut -c1-8)"
expect "its picture is in it" 1 "$(pdfimages -list e1/report.pdf | grep -c jpeg)"
cmp -s e1/photos/00000001.jpg edited.jpg || die "the photograph is another one"
cmp -s e3/manifest.csv manifest.csv || die "the manifest is another one"

# The same journal gives the same bytes.
expect "again" 0 "$(evidence device --consignment 3 --out again)"
diff -r e3 again >/dev/null || die "the same records give another package"

# With `few` as second argument packages are made and found good, and not changed: what is noticed is openssl's and
# sha256sum's doing, with no call of touchstone, and the same whatever that was built with.
changes() {
  # Whatever is changed is noticed: a bit of any file, any file gone, one more, two exchanged. One place a file: a hash tells
  # none from another.
  for package in e1 e3; do
    for file in $(cd $package && find . -type f | sort); do
      for at in $(places $package/"$file" | tail -n 1); do
        copy $package
        flip changed/"$file" "$at"
        notices "$package: $file changed at $at" "$file"
      done
      [ "$file" = ./verify.sh ] && continue
      copy $package && rm changed/"$file"
      notices "$package: $file removed"
    done
  done
  copy e1 && echo more >changed/more.txt
  notices "a file added"
  copy e3 && mv changed/records/00000004.cbor t && mv changed/records/00000005.cbor changed/records/00000004.cbor && mv t changed/records/00000005.cbor
  notices "two records exchanged"

  # So it is if the list is made anew: the signatures are followed.
  for file in records/00000000.cbor proofs/00000000.txt checkpoint checkpoint.signed checkpoint.sig device.pem device-certificate.pem \
    publisher.pem tags/00000000-1.text tags/00000000-1.bin tags/00000000-1.sig signers/maison-0.pem signers/maison-0.key bundles.txt; do
    for at in $(places e0/$file); do
      copy e0 && flip changed/$file "$at" && sums
      notices "$file changed at $at, and the list with it"
    done
  done
  for file in manifest.csv photos/00000005.jpg; do
    copy e3 && flip changed/$file 40 && sums
    notices "$file changed, and the list with it"
  done
  copy e3
  for kind in records/:.cbor proofs/:.txt; do
    mv changed/${kind/:/00000004} t && mv changed/${kind/:/00000005} changed/${kind/:/00000004} && mv t changed/${kind/:/00000005}
  done
  sums
  notices "two records exchanged with their proofs, and the list with them"
  # Another device's key and signature in place of this one's.
  copy e0
  openssl ecparam -name prime256v1 -genkey -noout -out other.key 2>/dev/null
  openssl pkey -in other.key -pubout -out changed/device.pem
  openssl dgst -sha256 -sign other.key -out changed/checkpoint.sig changed/checkpoint.signed
  sums
  notices "signed anew with another key"
}
$maker ring </dev/null >/dev/null
[ "${2:-}" = few ] || changes

# What is refused, and leaves nothing behind.
expect "neither" 64 "$(evidence device --out no)"
expect "both" 64 "$(evidence device --record 1 --consignment 3 --out no)"
expect "there already" 73 "$(evidence device --record 1 --out e1)"
expect "no such record" 65 "$(evidence device --record 9 --out no)"
says "no such record" 'has no record 9; it has records 0 to 8'
expect "no consignment" 65 "$(evidence device --consignment 4 --out no)"
says "no consignment" 'record 4 begins no consignment'
echo "check $now rtc 7 0 none a1.jpg" | $look bare >/dev/null
expect "not enrolled" 65 "$(evidence bare --record 0 --out no)"
says "not enrolled" 'bare is not enrolled'
cp -a device unsigned
echo "check $((now + 200)) rtc 7 0 none a1.jpg" | $look unsigned sign=no >/dev/null
expect "not signed for" 65 "$(evidence unsigned --record 9 --out no)"
says "not signed for" 'record 9 is newer than the checkpoint'
expect "what is signed for" 0 "$(evidence unsigned --record 1 --out unsigned-1)"
good unsigned-1
rm unsigned/card/checkpoint
expect "no checkpoint" 65 "$(evidence unsigned --record 1 --out no)"
cp -a device changed-card && flip changed-card/card/"$(ls changed-card/card | grep '^records')" 500
expect "a record changed on the card" 65 "$(evidence changed-card --record 1 --out no)"
jeweller other casa 9525678 id.casa.example
expect "another publisher's home" 65 "$(evidence device --record 1 --out no --home other)"
expect "no leftovers" "" "$(find . -maxdepth 1 -name 'no*')"

# Overwritten: said with what is still there.
awk -v t="$now" -v g=$gtin 'BEGIN { for (i = 0; i < 600; i++) print t + i " rtc check GENUINE good " g " R" i " 0 7" }' | $maker ring segment=8192 segments=4 >/dev/null
expect "overwritten" 65 "$(evidence ring --record 0 --out no)"
says "overwritten" 'record 0 was overwritten by newer ones; records [1-9][0-9]* to 599 are still there'
expect "one of many" 0 "$(evidence ring --record 590 --out ring-590)"
good ring-590
reports "overwritten ones are told" ring-590 'Records 0 to [0-9]+ were overwritten by newer ones'

# A journal that lost records: told, and what is left is proven all the same.
rm "$(find ring/card -name 'records.*' | sort | tail -n 1)"
"$touchstone" journal verify --device ring --json >verify.json 2>/dev/null || true
first_lost=$(jq -r '[.gaps[] | select(.state == "missing")][0].first' verify.json)
expect "lost records" 0 "$(evidence ring --record $((first_lost - 1)) --out lost)"
says "lost records" "the journal is not whole: records $first_lost to 599 are missing; the report says so"
good lost
reports "lost records" lost "Records $first_lost to 599 were removed from the card, or damaged"
reports "lost records" lost 'The card does not fit the device.s own memory'

# The photograph is gone or another one, and the bundle was replaced: said, and not hidden.
rm device/card/photo.00000001 && cp a1.jpg device/card/photo.00000005
"$touchstone" bundle --home home --out bundle2 >/dev/null
"$touchstone" provision --home home --bundle bundle2 device >/dev/null
cp pieces.csv device/card/manifest.csv
expect "later" 0 "$(evidence device --record 1 --out later)"
good later
expect "no photograph" "" "$(find later -name '*.jpg')"
reports "no photograph" later 'the card holds none with this hash'
reports "another bundle" later 'which is not on the device.s card any more'
expect "no signer" "" "$(find later -path '*signers*')"
expect "a later consignment" 0 "$(evidence device --consignment 3 --out later-3)"
good later-3
reports "no manifest" later-3 'not on the card any more; its hash is in the first record'
echo "test_evidence: $checks checks"
