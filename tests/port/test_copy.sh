#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The first step of boards/PORTING.md as it stands there: the copy compiles by itself, and has nothing of the template's.
# usage: tests/port/test_copy.sh BUILD
source=$(realpath "$(dirname "${BASH_SOURCE[0]}")/../..")
. "$source/tests/system/common.sh"

mkdir boards
cp -r "$source/boards/template" boards/
# shellcheck disable=SC2016 # the backquotes are the text's
sed -n '/^ *```sh$/,/^ *```$/p' "$source/boards/PORTING.md" | grep -v '```' >steps.sh
expect "the steps" 2 "$(wc -l <steps.sh)"
sh -e steps.sh
rm -r boards/template
expect "what is still the template's" "" "$(grep -rliE 'template' boards || true)"
for file in boards/mine/*.c; do
  "${CC:-cc}" -std=c11 -Wall -Wextra -Werror -fsyntax-only -I. -I"$source/firmware" "$file" || die "$file does not compile"
done
echo "copy of the template: $checks checks"
