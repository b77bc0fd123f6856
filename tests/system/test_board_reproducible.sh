#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Built elsewhere, the emulated Cortex-M7's image is the same to the byte, its debugging information included, and names no place
# of the machine that built it.
# usage: tests/system/test_board_reproducible.sh HOST_BUILD BOARD_BUILD
board=$(realpath "$2")
root=$(realpath "$(dirname "${BASH_SOURCE[0]}")/../..")
. "$root/tests/system/common.sh"
cache=${TOUCHSTONE_CACHE:-$HOME/.cache/touchstone}

# build_in FOLDER: the sources copied into it, and handheld.elf of them. No compiler's cache: what it gives may be another place's.
unset CMAKE_C_COMPILER_LAUNCHER
export CCACHE_DISABLE=1 CMAKE_BUILD_PARALLEL_LEVEL=2
build_in() {
  mkdir -p "$1"
  (cd "$root" && cp -r boards firmware host-tools tests "$1")
  (umask 077 && cd "$1/boards/mps2-an500" && cmake --preset mps2-an500 && cmake --build --preset mps2-an500 --target handheld) \
    >build.txt 2>&1 || die "it cannot be built in $1: $(tail -n 20 build.txt)"
}

build_in "$work/elsewhere/and deeper"
other=$work/elsewhere/and\ deeper/build/mps2-an500
if grep -q '^CMAKE_C_COMPILER_LAUNCHER:[^=]*=.' "$board/CMakeCache.txt"; then
  # A cache of compiled files has changed the paths in this one: one more without.
  build_in "$work/here"
  board=$work/here/build/mps2-an500
fi
expect "the same image" "$(sha256sum <"$board/handheld.elf")" "$(sha256sum <"$other/handheld.elf")"
for image in "$board/handheld.elf" "$other/handheld.elf"; do
  strings -a "$image" >strings.txt
  expect "it has words" true "$(grep -q 'touchstone' strings.txt && echo true)"
  expect "no place of this machine" "" "$(grep -F -e "$root" -e "$work" -e "$board" -e "$cache" strings.txt | head -n 3)"
done
echo "test_board_reproducible: $checks checks"
