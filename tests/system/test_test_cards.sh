#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Test cards: a device tells them apart as it says on them, and none of them can pass for a piece.
# usage: tests/system/test_test_cards.sh BUILD
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

says() { grep -q -- "$2" err.txt || die "$1: the message says nothing of '$2': $(cat err.txt)"; }
cards() { "$touchstone" test-cards --home home --brand maison "$@"; }
signers() { "$touchstone" signer list --home home --brand maison --json | wc -l; }

jeweller home maison 9521234 id.maison.example
printf 'gtin,serial,model\n09521234000013,A1,Solitaire\n' >pieces.csv
"$touchstone" issue --home home --brand maison pieces.csv >tags.jsonl 2>/dev/null
sqlite3 home/registry.db .dump >registry.before

# A GTIN that a piece has is no test card's. A page that cannot be written reserves nothing.
expect "a GTIN with pieces" 65 "$(status cards --gtin 09521234000013 --out refused.pdf)"
says "a GTIN with pieces" 'of their own'
expect "no place for the page" 73 "$(status cards --out nowhere/deck.pdf)"
expect "no signers yet" 1 "$(signers)"
expect "no keys yet" 3 "$(find home/keys -type f | wc -l)"
expect "no model yet" 1 "$(sqlite3 home/home.db 'SELECT count(*) FROM model')"

expect "made" 0 "$(status cards --out deck.pdf --png deck --json)"
cp out.txt deck.jsonl
sqlite3 home/registry.db .dump >registry.after
cmp -s registry.before registry.after || die "test cards are in the registry of pieces"
"$touchstone" bundle --home home --out bundle >/dev/null 2>&1
"$touchstone" provision --home home --bundle bundle device >/dev/null 2>&1

# judge WHAT VERDICT SERIAL IMAGE: the device says what stands on the card, and that it is one.
judge() {
  "$touchstone" check --device device --json "$4" >verdict.json || true
  expect "$1" "$2 $3 TEST CARD, NOT A PIECE" "$(jq -r '[.verdict, .serial, .model] | join(" ")' verdict.json)"
}
pdftoppm -r 300 -png -singlefile deck.pdf deck
n=0
while read -r card expected serial file; do
  judge "$card" "$expected" "$serial" "$file"
  "$render" --out photo.jpg --size 1600x1200 --seed 3 --surface wood --label "$file" --width 85.6 --fill 0.8 --tilt 7 --rotate 6 \
    --blur 0.5 --noise 2
  judge "$card, photographed" "$expected" "$serial" photo.jpg
  # 15 + 94 n and 25 + 62 n mm of the page
  convert deck.png -crop "1011x638+$((177 + n % 2 * 1110))+$((295 + n / 2 * 732))" +repage cut.png
  judge "$card, from the page" "$expected" "$serial" cut.png
  n=$((n + 1))
done < <(jq -r '[.card, .expected, .serial, .file] | join(" ")' deck.jsonl)
expect "cards" 4 "$n"
expect "each verdict once" "COUNTERFEIT GENUINE SUSPECT UNPROVEN" "$(jq -r .expected deck.jsonl | sort | tr '\n' ' ' | sed 's/ $//')"
expect "the blocked one's reason" 1 "$("$touchstone" check --device device deck/blocked.png | grep -c 'recalled')"
expect "marked in what is signed" 4 "$(grep -c '250=TEST-CARD-NOT-A-PIECE' deck.jsonl)"

# No piece is ever issued under what is reserved, by GTIN or by name.
printf 'gtin,serial\n09521234000013,A2\n%s,A1\n' "$(jq -r .gtin deck.jsonl | head -n 1)" >reserved.csv
expect "a piece under the reserved GTIN" 65 "$(status "$touchstone" issue --home home --brand maison reserved.csv)"
says "a piece under the reserved GTIN" 'reserved.csv:3: gtin: reserved for test cards'
printf 'gtin,serial,model\n09521234000020,A1,"TEST CARD, NOT A PIECE"\n' >reserved.csv
expect "a model of the reserved name" 65 "$(status "$touchstone" issue --home home --brand maison reserved.csv)"
says "a model of the reserved name" 'reserved.csv:2: model: reserved for test cards'
sqlite3 home/registry.db .dump >registry.after
cmp -s registry.before registry.after || die "a refused file left something in the registry"

# The next bundle has the same set of blocked pieces: it depends on the deck alone.
"$touchstone" bundle --home home --out bundle-2 >/dev/null 2>&1
expect "nothing blocked anew" 0 "$("$touchstone" bundle diff bundle bundle-2 | grep -c blocked)"

# A second deck is signed by the same two signers.
expect "signers" 3 "$(signers)"
expect "again" 0 "$(status cards --out deck.pdf)"
expect "no more signers" 3 "$(signers)"
expect "keys" 5 "$(find home/keys -type f | wc -l)"

# Their signer makes no piece, whoever has its key.
key=$("$touchstone" inspect --json -- "$(uri deck.jsonl)" | jq -r .signature.key_id)
for file in home/keys/*signer*; do
  forged=$("$forge" --key "$file" "$(uri tags.jsonl)")
  [ "$("$touchstone" inspect --json -- "$forged" | jq -r .signature.key_id)" = "$key" ] || continue
  photo piece.jpg "$forged"
  expect "a piece by the signer of test cards" 3 "$(status "$touchstone" check --device device --json piece.jpg)"
  found=yes
done
[ "${found:-}" = yes ] || die "the signer of test cards has no key"

# What was made is kept; what is refused leaves nothing.
"$touchstone" signer list --home home --brand maison --json >signers.before
find home/keys -type f | sort >keys.before
refused() { # refused WHAT STATUS WORDS ARGUMENT...
  local what=$1 code=$2 words=$3
  shift 3
  expect "$what" "$code" "$(status cards "$@")"
  says "$what" "$words"
  "$touchstone" signer list --home home --brand maison --json >signers.after
  find home/keys -type f | sort >keys.after
  cmp -s signers.before signers.after && cmp -s keys.before keys.after || die "$what: the home was changed"
}
refused "another brand's GTIN" 65 '09525678000011' --gtin 09525678000011 --out refused.pdf
refused "no GTIN" 64 '123' --gtin 123 --out refused.pdf
refused "a second GTIN" 65 '09521234999997' --gtin 09521234000020 --out refused.pdf
refused "no place for the page" 73 'nowhere' --out nowhere/deck.pdf
[ ! -e refused.pdf ] || die "a refused deck left a page behind"
jeweller other casa 9525678 casa.example
expect "another brand's cards" 65 "$(status "$touchstone" test-cards --home home --brand casa --out refused.pdf)"
echo "test_test_cards: $checks checks"
