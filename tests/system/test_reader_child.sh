#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Photographs read in a process that can only compute: to the last digit what is read without it.
# usage: tests/system/test_reader_child.sh BUILD
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"
symbols=$build/tests/ts-symbols reader=$build/boards/common/hosted/touchstone-reader

photo plain.jpg "https://id.maison.example/01/09521234000013/21/A1"
photo tilted.jpg "https://id.maison.example/01/09521234000013/21/A2" --tilt 25 --rotate 130
photo noisy.jpg "https://id.maison.example/01/09521234000013/21/A3" --noise 9 --blur 1.2
photo gs1.jpg "A tag of many words, in a symbol of a higher version, and with umlauts: äöü" --rotate 45
head -c 20000 plain.jpg >cut.jpg
head -c 5000 /dev/urandom >noise.jpg
: >empty.jpg
set -- *.jpg
"$symbols" "$@" >inside.txt
"$symbols" --child "$reader" "$@" >outside.txt
expect "symbols read" 4 "$(wc -l <inside.txt)"
expect "what the child reads" "$(cat inside.txt)" "$(cat outside.txt)"

# By itself it is of no use: it has no memory to work on, and says so by its exit code.
expect "started by a person" 71 "$(status "$reader" </dev/null)"
echo "reader child: $checks checks"
