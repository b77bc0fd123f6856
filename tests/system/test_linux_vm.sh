#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The Linux board on a Linux kernel: a virtual machine for arm64 with Debian's kernel, whose camera is the kernel's test driver,
# whose buttons hang on a GPIO chip, and whose screen is photographed. Each page is to be the simulated board's, to the pixel.
# usage: tests/system/test_linux_vm.sh HOST_BUILD ARM64_BUILD
set -euo pipefail
arm64=$(realpath "$2")
# The unit test looks for its programs where they were built.
more_programs=(
  "$arm64/tests/test_reader_child=${arm64#/}/tests/test_reader_child"
  "$arm64/tests/ts-bad-reader=${arm64#/}/tests/ts-bad-reader"
  "$arm64/boards/common/hosted/touchstone-reader=${arm64#/}/boards/common/hosted/touchstone-reader"
)
views=(nothing a1 forged ean a2 a3 a4 a5 a6 a7)
. "$(dirname "${BASH_SOURCE[0]}")/linux_vm.sh"

# ---- Aim, read, verdict, journal, next ----
pages check <<'EOT'
shoot menu
choose Check a piece
frame nothing 3
shoot aim
frame a1 2
expect verdict GENUINE
shoot genuine
next
shoot details
ok
frame nothing 12
shoot aim-again
frame forged 2
expect verdict COUNTERFEIT
expect reason 11
shoot counterfeit
ok
frame nothing 12
frame ean 2
expect verdict UNPROVEN
shoot unproven
ok
frame nothing 12
expect records 3
camera gone
frame nothing
expect page notice
shoot gone
camera back
frame nothing 12
shoot aim-back
frame a2 2
expect verdict GENUINE
shoot genuine-a2
ok
frame nothing 12
shoot aim
frame a3 2
shoot genuine-a3
ok
frame nothing 12
frame a4 2
shoot genuine-a4
ok
frame nothing 12
frame a5 2
shoot genuine-a5
ok
frame nothing 12
frame a6 2
shoot genuine-a6
ok
frame nothing 12
frame a7 2
shoot genuine-a7
expect records 9
ok
frame nothing 12
back
shoot menu-back
EOT
cp -r factory device
disk store.img device
machine store.img
board
seen shown-check/menu
vm_press 2
seen shown-check/aim
scene a1
seen shown-check/genuine
vm_press 0
seen shown-check/details
vm_press 2
scene nothing
seen shown-check/aim-again
scene forged
seen shown-check/counterfeit
vm_key ret
scene nothing
seen shown-check/aim-again
scene ean
seen shown-check/unproven
vm_key ret
scene nothing
seen shown-check/aim-again

# ---- What it takes, while it works ----
board=$source/boards/linux
{
  for program in touchstone-linux touchstone-reader; do
    # The decoders' process may be a new one at any moment.
    vm_guest "until cat /proc/\$(pidof $program)/status 2>/dev/null; do :; done" |
      awk -v "name=$program" '$1 == "VmHWM:" { print name, "resident", $2 * 1024 } $1 == "VmStk:" { print name, "stack", $2 * 1024 }'
  done
} >memory.txt
expect "lines of memory" 4 "$(wc -l <memory.txt)"
"$board/check-budgets" "$board/budgets" <memory.txt
expect "resident memory of both below 24 MB" 1 "$(awk '$2 == "resident" { sum += $3 } END { print sum < 25165824 }' memory.txt)"

# ---- The camera pulled out and put back ----
vm_guest 'echo vivid.0 >/sys/bus/platform/drivers/vivid/unbind'
seen shown-check/gone
# The board waits while the camera is joined to its scene, or it would take it as it is.
vm_guest 'kill -STOP $(cat /run/board); echo vivid.0 >/sys/bus/platform/drivers/vivid/bind'
camera_on
vm_guest 'kill -CONT $(cat /run/board)'
seen shown-check/aim-back
scene a2
seen shown-check/genuine-a2
# next_piece: what was judged goes, and the board aims again.
next_piece() {
  vm_press 2
  scene nothing
  seen shown-check/aim-back
}

# ---- The decoders' process killed ----
next_piece
vm_guest 'until kill -KILL $(pidof touchstone-reader) 2>/dev/null; do :; done'
scene a3
seen shown-check/genuine-a3

# ---- A camera without a signal, and one that gives few of its pictures ----
next_piece
vm_guest 'ts-vm-camera set "DV Timings Signal Mode" 1' # it shows noise then
unlike shown-check/aim-back
expect "it aims on" "$(title shown-check/aim-back.page)" "$(title screen.page)"
scene a4
vm_guest 'ts-vm-camera set "DV Timings Signal Mode" 0'
seen shown-check/genuine-a4
next_piece
vm_guest 'ts-vm-camera set "Percentage of Dropped Buffers" 60; ts-vm-camera set "Inject V4L2_BUF_FLAG_ERROR" 1'
scene a5
seen shown-check/genuine-a5
vm_guest 'ts-vm-camera set "Percentage of Dropped Buffers" 0'

# ---- One whose node goes while it is open, and one whose stream breaks and stays ----
next_piece
vm_guest 'ts-vm-camera set "Disconnect" 1'
told 2 'touchstone-linux: the camera: No such device'
show
scene a6
seen shown-check/genuine-a6
next_piece
vm_guest 'ts-vm-camera set "Inject Fatal Streaming Error" 1'
told 1 'touchstone-linux: the camera: Input/output error'
show
scene a7
seen shown-check/genuine-a7

vm_press 2
scene nothing
vm_press 1
seen shown-check/menu-back

# ---- Its end ----
stop

# ---- What the decoders' process may become, by the unit test: seccomp needs a kernel of this architecture ----
vm_guest "$arm64/tests/test_reader_child" >unit.txt || die "test_reader_child: $(cat unit.txt)"
# One is left out (emulated.cmake).
expect "its tests" "$(($(grep -c cmocka_unit_test "$source/tests/unit/test_reader_child.c") - 1))" "$(grep -c '\[       OK \]' unit.txt)"

# ---- What it wrote ----
vm_cut
taken_out store.img device
expect "the journal" 0 "$(status "$touchstone" journal verify --device device)"
expect "its checkpoint is signed" 1 "$(grep -c 'signed by this device for all' out.txt)"
expect "records" 9 "$(records device | wc -l)"
expect "as the simulated board's" "$(records sim-check)" "$(records device)"
echo "linux vm: $checks checks"
