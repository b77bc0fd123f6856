#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# touchstone status: what was issued and blocked, who may sign, what ends soon.
# usage: tests/system/test_status.sh BUILD
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

ts() { "$touchstone" "$@"; }
now=2026-11-24T12:00:00Z
state() { ts status --home home --json --now "${2:-$now}" | jq -c "$1"; }

ts init home --publisher "Maison" --now 2026-11-01 >/dev/null 2>&1
expect "an empty home" '["Maison",null,[],[]]' "$(state '[.publisher,.bundle,.brands,.expiring]')"
ts brand add --home home --id maison --name "Maison Aurélie" --gs1-prefix 9521234 --host id.maison.example --now 2026-11-01 \
  >/dev/null 2>&1
ts signer add --home home --brand maison --now 2026-11-01 --days 1000 >/dev/null 2>&1
long=$(ts signer list --home home --brand maison --json | jq -r .key_id)
printf 'gtin,serial\n09521234000013,A1\n09521234000013,A2\n09521234000013,A3\n' >pieces.csv
ts issue --home home --brand maison --now "$now" pieces.csv >tags.jsonl 2>/dev/null
ts block --home home --brand maison --gtin 09521234000013 --serial A2 --reason stolen >/dev/null
expect "pieces" '["maison","Maison Aurélie",false,3,1]' "$(state '.brands[0] | [.brand,.name,.imported,.pieces,.blocked]')"
expect "nothing ends" '[]' "$(state .expiring)"
ts signer add --home home --brand maison --now 2026-11-01 --days 40 >/dev/null 2>&1
short=$(ts signer list --home home --brand maison --json | jq -r .key_id | grep -v "$long")
expect "signers" '{"active":2,"may_sign_now":2,"retired":0,"revoked":0}' "$(state '.brands[0].signers')"
expect "one ends soon" "[\"signer\",\"maison\",\"$short\",\"2026-12-11T00:00:00Z\",false]" "$(state '.expiring[] | [.what,.brand,.key_id,.on,.over]')"
expect "and then is over" 'true' "$(state '.expiring[0].over' 2026-12-11)"
expect "the second before it is not" 'false' "$(state '.expiring[0].over' 2026-12-10T23:59:59Z)"
expect "and does not sign" '1' "$(state '.brands[0].signers.may_sign_now' 2026-12-11)"
expect "within fewer days" '[]' "$(ts status --home home --json --now "$now" --days 10 | jq -c .expiring)"
ts signer retire --home home --brand maison --key "$short" >/dev/null
expect "whoever is retired does not end" '[]' "$(state .expiring)"
ts signer revoke --home home --brand maison --key "$long" --from 2026-11-20 >/dev/null
expect "states" '{"active":0,"may_sign_now":0,"retired":1,"revoked":1}' "$(state '.brands[0].signers')"
ts bundle --home home --out bundle --days 30 --now "$now" >/dev/null
expect "the bundle" '{"sequence":1,"issued":"2026-11-24T12:00:00Z","expires":"2026-12-24T12:00:00Z"}' "$(state .bundle)"
expect "which ends soon" '["bundle","2026-12-24T12:00:00Z"]' "$(state '.expiring[] | [.what,.on]')"
# An imported brand's data end, too.
ts brand export --home home --id maison --out maison.brand --now "$now" --days 20 >/dev/null
ts init customs >/dev/null 2>&1
ts brand import --home customs --gs1-prefix 9521234 --now "$now" maison.brand >/dev/null
expect "an export ends" '["export","maison","2026-12-14T12:00:00Z"]' \
  "$(ts status --home customs --json --now "$now" | jq -c '.expiring[] | [.what,.brand,.on]')"
ts status --home customs --now "$now" >text.txt
expect "in words" 1 "$(grep -c '^maison  Maison Aurélie  (imported)$' text.txt)"
expect "in words, what ends" 1 "$(grep -c '^expiring: export of brand maison ends 2026-12-14T12:00:00Z$' text.txt)"
expect "no home" 66 "$(status "$touchstone" status --home none)"
echo "test_status: $checks checks"
