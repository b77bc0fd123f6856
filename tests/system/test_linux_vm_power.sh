#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The Linux board when the power goes: each write to its disk is logged, and after every one of them the disk is looked at as it
# would have been then. What was on the screen is on record, nothing is half done, and the device goes on. From some of these
# moments, and from the one in which the machine was killed, the machine itself starts again.
# usage: tests/system/test_linux_vm_power.sh HOST_BUILD ARM64_BUILD
set -euo pipefail
more_programs=()
views=(nothing a1 forged ean a2 a3 a5 a6)
. "$(dirname "${BASH_SOURCE[0]}")/linux_vm.sh"
log=$build/tests/ts-vm-log

pages power <<'EOT'
shoot menu
choose Check a piece
frame nothing 3
shoot aim
frame a1 2
shoot a1
ok
frame nothing 12
shoot aim
frame forged 2
expect verdict COUNTERFEIT
shoot forged
ok
frame nothing 12
frame ean 2
expect verdict UNPROVEN
shoot ean
ok
frame nothing 12
frame a2 2
expect verdict GENUINE
shoot a2
ok
frame nothing 12
frame a6 2
expect verdict GENUINE
shoot a6
EOT
later=$(date -u -d "$vm_date UTC + 1 hour" +%Y-%m-%dT%H:%M:%S)

# ---- A few pieces; what the log held when each verdict was on the screen; and the power goes in the midst of one more ----
disk store.img factory
cp store.img before.img
machine store.img writes.log
board
seen shown-power/menu
vm_press 2
seen shown-power/aim
acknowledged=()
for piece in a1 forged ean a2; do
  scene "$piece"
  seen "shown-power/$piece"
  acknowledged+=("$(stat -c %s writes.log)")
  vm_press 2
  scene nothing
  seen shown-power/aim
done
size=$(stat -c %s writes.log)
scene a3
until [ "$(stat -c %s writes.log)" -gt "$size" ]; do sleep 0.01; done
vm_cut

# due OFFSET: how many records there must be when the log has been done so far.
due() {
  local count=0 at
  for at in "${acknowledged[@]}"; do
    [ "$1" -lt "$at" ] || count=$((count + 1))
  done
  printf '%d' "$count"
}
# mounted DISK FOLDER: what a kernel makes of the disk: its journal is done, and nothing is to be repaired after that.
mounted() {
  e2fsck -fy -E journal_only "$1" >fsck.txt 2>&1 || [ $? -eq 1 ] || die "$1: $(cat fsck.txt)"
  e2fsck -fn "$1" >fsck.txt 2>&1 || die "$1 is damaged: $(cat fsck.txt)"
  taken_out "$1" "$2"
}

# ---- After each write ----
"$log" writes.log >writes.txt
mounted store.img last
"$touchstone" journal show --device last --json >whole.txt
writes=$(wc -l <writes.txt)
expect "writes, of which each record takes some" 1 "$((writes > 40))"
cat >on.script <<'EOT'
choose Check a piece
frame nothing 3
frame a5 2
expect verdict GENUINE
EOT
# holds DEVICE DUE: besides the newest record it has those that were told at least, and its journal is whole.
holds() {
  local count
  "$touchstone" journal verify --device "$1" >out.txt 2>&1 || die "$1: $(cat out.txt)"
  "$touchstone" journal show --device "$1" --json >there.txt
  count=$(($(wc -l <there.txt) - 1))
  [ "$count" -ge "$2" ] || die "$1 has $count records, $2 were told"
  cmp -s <(head -n "$count" there.txt) <(head -n "$count" whole.txt) || die "$1: other records than were written"
  records_there=$count
}
# goes_on DEVICE: opens, and judges one more piece.
goes_on() {
  "$sim" --device "$1" --frames frames --script on.script --screens on.screens --now "$((now + 7200))" >on.jsonl 2>on.err ||
    die "$1: $(cat on.err)"
}
declare -A known
cp before.img now.img
n=0
while read -r end _ sector sectors; do
  "$log" writes.log now.img "$n" 1 || die "write $n"
  n=$((n + 1))
  cp --sparse=always now.img look.img
  mounted look.img "look"
  state=$(cd look && find . -type f | sort | xargs sha256sum | sha256sum)
  if [ -z "${known[$state]:-}" ]; then
    goes_on look
    holds look "$(due "$end")"
    known[$state]=$records_there
  fi
  [ "${known[$state]}" -ge "$(due "$end")" ] || die "after write $n ($sectors sectors at $sector): fewer records than were told"
  checks=$((checks + 1))
  if [ "$n" -eq $((writes / 3)) ] || [ "$n" -eq $((writes * 2 / 3)) ]; then
    cp --sparse=always now.img "cut-$(due "$end").img"
  fi
done <writes.txt
echo "writes: $writes, different contents: ${#known[@]}"
[ ${#known[@]} -gt "${#acknowledged[@]}" ] || die "the contents hardly changed"

# ---- And the machine starts again ----
cp store.img "cut-${#acknowledged[@]}.img"
expect "moments to start from" 3 "$(find . -name 'cut-*.img' | wc -l)"
vm_date=$later
for disk in cut-*.img; do
  machine "$disk"
  board
  seen shown-power/menu
  vm_press 2
  scene a6
  seen shown-power/a6
  stop
  vm_cut
  mounted "$disk" again
  count=${disk#cut-}
  holds again "${count%.img}"
  checks=$((checks + 1))
done
echo "linux vm power: $checks checks"
