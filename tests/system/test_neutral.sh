#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# A brand's word in another publisher's home: exported, imported, judged by, kept up to date, and refused where it is not
# the brand's.
# usage: tests/system/test_neutral.sh BUILD
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

ts() { "$touchstone" "$@"; }
says() {
  checks=$((checks + 1))
  grep -qF -- "$2" err.txt || die "$1: wanted '$2' in: $(cat err.txt)"
}
refused() { # refused WHAT WORDS ARGUMENT...: exit 65, and the customs' home is as it was
  local what=$1 words=$2 before
  shift 2
  before=$(sqlite3 customs/home.db .dump | sha256sum)
  expect "$what" "${code:-65}" "$(status "$touchstone" "$@")"
  says "$what" "$words"
  expect "$what: nothing changed" "$before" "$(sqlite3 customs/home.db .dump | sha256sum)"
}
import() { ts brand import --home customs --gs1-prefix 9521234 "$@"; }
verdict() { # verdict TAGS LINE: what a device of the customs says, as an exit status
  ts bundle --home customs --out bundle "${bundle_args[@]}" >/dev/null
  ts provision --home customs --bundle bundle device >/dev/null
  photo photo.jpg "$(uri "$1" "$2")"
  status "$touchstone" check --device device photo.jpg
}
bundle_args=()

jeweller home maison 9521234 id.maison.example
printf 'gtin,serial,model\n09521234000013,A1,Bracelet Aurore\n09521234000013,A2,Bracelet Aurore\n' >pieces.csv
ts issue --home home --brand maison pieces.csv >tags.jsonl
ts brand policy --home home --brand maison --tagged-since 9521234000013=2024-01-01 --tagged-since 9521234=2025-01-01 \
  --serial-form 'A#' --signer-days 20 --serial-days 9 >/dev/null
ts init customs --publisher Customs >/dev/null 2>&1

# --- There ------------------------------------------------------------------------------------------------------------------
ts brand export --home home --id maison --out one.brand --json >export.json
xxd -p one.brand | tr -d '\n' >one.hex
for key in home/keys/*.pem; do # the 32 bytes of a private key lie behind 0201010420 in its DER
  secret=$(openssl pkey -in "$key" -outform DER | xxd -p | tr -d '\n' | sed -E 's/.*0201010420([0-9a-f]{64}).*/\1/')
  expect "a private key has 32 bytes" 64 "${#secret}"
  expect "and is not in the export" 0 "$(grep -c "$secret" one.hex || true)"
done
import one.brand --json >import.json
expect "both see one root" "$(jq -r .root_sha256 export.json)" "$(jq -r .root_sha256 import.json)"
fields='[.brand,.name,.gs1_prefixes,.hosts,.serial_forms,.signer_days,.serial_days,.tagged_since]'
expect "all of the brand" "$(ts brand list --home home --json | jq -c "$fields")" "$(ts brand list --home customs --json | jq -c "$fields")"
expect "genuine at the customs" 0 "$(verdict tags.jsonl 1)"
grep -q "Bracelet Aurore" out.txt || die "the model's name is not told: $(cat out.txt)"
jeweller attacker maison 9521234 id.maison.example
ts issue --home attacker --brand maison pieces.csv >forged.jsonl
expect "forged at the customs" 1 "$(verdict forged.jsonl 1)"
expect "again: already" true "$(import one.brand --json | jq .already)"

# --- Nothing is done here in the brand's name ------------------------------------------------------------------------------
code=77 refused "issuing" "only its owner" issue --home customs --brand maison pieces.csv
code=77 refused "a signer" "only its owner" signer add --home customs --brand maison
code=77 refused "a request" "only its owner" signer request --home customs --brand maison --out x.csr
code=77 refused "a policy" "only its owner" brand policy --home customs --brand maison --signer-days 3
key=$(ts signer list --home customs --brand maison --json | jq -r .key_id)
code=77 refused "a revocation" "only its owner" signer revoke --home customs --brand maison --key "$key" --from 2026-11-01
code=77 refused "an export" "only its owner" brand export --home customs --id maison --out x.brand

# --- Later ------------------------------------------------------------------------------------------------------------------
ts signer revoke --home home --brand maison --key "$key" --from 2026-11-01 >/dev/null
ts signer add --home home --brand maison --scope 9521234000013 >/dev/null 2>&1
ts brand export --home home --id maison --out two.brand >/dev/null
expect "updated" true "$(import two.brand --json | jq .updated)"
expect "states" "active revoked" "$(ts signer list --home customs --brand maison --json | jq -r .state | sort | xargs)"
expect "scopes" '["09521234000013"]' "$(ts signer list --home customs --brand maison --json | jq -c 'select(.state == "active") | .scope')"
refused "an older export" "is held already" brand import --home customs --gs1-prefix 9521234 one.brand
ts bundle --home customs --out good.bundle >/dev/null
refused "too old for a bundle" "too old" bundle --home customs --out old.bundle --now "$(date -u -d '+20 days' +%F)"
[ ! -e old.bundle ] || die "a bundle was left"
ts bundle --home customs --out aged.bundle --now "$(date -u -d '+10 days' +%FT%TZ)" >/dev/null

# --- Not the brand's --------------------------------------------------------------------------------------------------------
ts brand export --home attacker --id maison --out attacker.brand >/dev/null
refused "another root" "another root key" brand import --home customs --gs1-prefix 9521234 attacker.brand
jeweller other casa 9521234 casa.example
ts brand export --home other --id casa --out casa.brand >/dev/null
refused "another's prefix" "overlaps 9521234 of brand maison" brand import --home customs --gs1-prefix 9521234 casa.brand
refused "a part of it" "overlaps" brand import --home customs --gs1-prefix 95212345 casa.brand
refused "one that it does not claim" "does not claim" brand import --home customs --gs1-prefix 9525678 casa.brand
refused "one that is wider" "does not claim" brand import --home customs --gs1-prefix 952123 casa.brand
jeweller third nova 9525678 id.maison.example
ts brand export --home third --id nova --out nova.brand >/dev/null
refused "another's host" "with brand maison" brand import --home customs --gs1-prefix 9525678 nova.brand
refused "the home's own brand" "own" brand import --home home --gs1-prefix 9521234 two.brand
refused "a bundle" "publisher's bundle" brand import --home customs --gs1-prefix 9521234 good.bundle
refused "no export at all" "no brand export" brand import --home customs --gs1-prefix 9521234 pieces.csv
code=64 refused "no prefix" "missing --gs1-prefix" brand import --home customs two.brand
code=64 refused "no such prefix" "4 to 12 digits" brand import --home customs --gs1-prefix x two.brand
code=66 refused "no file" "none.brand" brand import --home customs --gs1-prefix 9521234 none.brand
refused "expired" "expired on" brand import --home customs --gs1-prefix 9521234 two.brand --now "$(date -u -d '+91 days' +%F)"
refused "from a day to come" "is the clock right" brand import --home customs --gs1-prefix 9521234 two.brand --now 2026-01-01
printf x | cat two.brand - >long.brand
refused "with a tail" "newer touchstone" brand import --home customs --gs1-prefix 9521234 long.brand
size=$(stat -c %s two.brand)
for at in 0 1 40 90 200 $((size / 2)) $((size - 100)) $((size - 1)); do
  head -c "$at" two.brand >bad.brand
  expect "cut at $at" 65 "$(status "$touchstone" brand import --home customs --gs1-prefix 9521234 bad.brand)"
  cp two.brand bad.brand
  byte=$(xxd -s "$at" -l 1 -p two.brand)
  printf '%02x' $((16#$byte ^ 1)) | xxd -r -p | dd of=bad.brand bs=1 seek="$at" conv=notrunc 2>/dev/null
  expect "one bit at $at" 65 "$(status "$touchstone" brand import --home customs --gs1-prefix 9521234 bad.brand)"
done
# A new root, if the publisher is told so.
expect "a new root" 0 "$(status "$touchstone" brand import --home customs --gs1-prefix 9521234 --new-root attacker.brand)"
expect "and back" 0 "$(status "$touchstone" brand import --home customs --gs1-prefix 9521234 --new-root two.brand)"

# --- A part of the brand ------------------------------------------------------------------------------------------------------
ts init part >/dev/null 2>&1
expect "within the claim" 0 "$(status "$touchstone" brand import --home part --gs1-prefix 952123400001 two.brand --json)"
expect "the wide promise is narrowed" '{"09521234000013":"2024-01-01","952123400001":"2025-01-01"}' "$(ts brand list --home part --json | jq -cS .tagged_since)"
expect "it makes a bundle" 0 "$(status "$touchstone" bundle --home part --out part.bundle)"
ts init wrong >/dev/null 2>&1
expect "a signer for what is not confirmed" 65 "$(status "$touchstone" brand import --home wrong --gs1-prefix 952123499 two.brand)"
says "a signer for what is not confirmed" "confirm its prefix too"
expect "nothing was left" 0 "$(ts brand list --home wrong --json | wc -l)"
# A disk that is full takes no number.
before=$(sqlite3 home/home.db "SELECT export_sequence FROM brand")
expect "no place for the file" 73 "$(status "$touchstone" brand export --home home --id maison --out no/such/folder/x)"
expect "no number taken" "$before" "$(sqlite3 home/home.db "SELECT export_sequence FROM brand")"
echo "test_neutral: $checks checks"
