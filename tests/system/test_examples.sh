#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The examples that each command's help prints work as printed, one after another, in an empty folder.
# usage: tests/system/test_examples.sh BUILD
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"
PATH=$build:$PATH

# example COMMAND...: the lines below "Example:" in its help.
example() { "$touchstone" "$@" --help | sed -n '/^Example/,$p' | sed '1d; s/^  //'; }

run_example() { # run_example COMMAND...: exit status 0, or what EXPECTED says
  local lines
  lines=$(example "$@")
  checks=$((checks + 1))
  [ -n "$lines" ] || die "touchstone $* --help shows no example"
  local code=0
  bash -eu -o pipefail -c "$lines" >out.txt 2>err.txt || code=$?
  [ "$code" = "${expected:-0}" ] || die "the example of touchstone $* ends with $code: $lines: $(cat err.txt)"
}

# What the examples take for granted.
printf 'gtin,serial,engraved,weight_mg,fineness,colour,size,model\n' >pieces.csv
printf '09521234000013,A0001,MA-A0001,32400,750,YG,17,Bracelet Aurore\n' >>pieces.csv

run_example init
run_example brand add
run_example brand request
run_example brand list
run_example brand policy
run_example signer add
run_example signer request
run_example signer list
run_example issue
[ -s tags.jsonl ] || cp out.txt tags.jsonl
run_example block
run_example history
run_example unblock
run_example sold
run_example label
run_example test-cards
run_example publisher list
run_example publisher rotate
run_example bundle
run_example bundle diff
run_example provision
run_example device enroll
run_example device list
echo "1795435200 rtc check GENUINE good 09521234000013 A0001 0 0" | "$build/tests/ts-journal" DEVICE >/dev/null
run_example journal import
run_example journal clones
run_example journal verify
run_example journal show
run_example evidence
photo photo.jpg "$(uri tags.jsonl)"
run_example check
run_example scan
run_example inspect
run_example status
run_example brand export
run_example brand import
run_example signer retire
run_example signer revoke

# Every command of the general help was among them.
expect "commands" 35 "$("$touchstone" --help | grep -cE "^  [a-z]+")"
echo "test_examples: $checks checks"
