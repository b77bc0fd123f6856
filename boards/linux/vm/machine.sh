# SPDX-License-Identifier: Apache-2.0
# A virtual machine with the Linux board's kernel and devices, driven from the host. To be sourced; vm_* is its interface.
# QEMU's monitor, its hands on the hardware (qtest) and the guest's second console are pipes in the folder vm.
vm=${vm:-vm}         # the folder of what belongs to a running machine
vm_patience=${vm_patience:-180} # seconds that anything may take; emulation on a busy machine is slow
vm_pid='' vm_asked=0

vm_fail() {
  printf 'virtual machine: %s\n' "$*" >&2
  [ ! -s "$vm/console" ] || tail -n 25 "$vm/console" >&2
  return 1
}

# vm_start KERNEL INITRAMFS [QEMU'S OPTION...]: until the guest takes commands. $vm/console is its log.
vm_start() {
  local kernel=$1 initramfs=$2 pipe line=''
  command -v qemu-system-aarch64 >/dev/null || { vm_fail "qemu-system-aarch64 is missing; it is in Debian's package qemu-system-arm"; return; }
  shift 2
  rm -rf "$vm"
  mkdir -p "$vm"
  for pipe in monitor hands guest; do
    mkfifo "$vm/$pipe.in" "$vm/$pipe.out"
  done
  mkfifo "$vm/silence"
  qemu-system-aarch64 -M virt -accel tcg -cpu cortex-a53 -smp 1 -m 512 -nodefaults -no-reboot -display none \
    -kernel "$kernel" -initrd "$initramfs" -append "console=ttyAMA0 quiet panic=-1 ${vm_append:-}" ${vm_date:+-rtc base="$vm_date"} \
    -serial "file:$vm/console" -chardev "pipe,id=guest,path=$vm/guest" -device virtio-serial-pci -device virtconsole,chardev=guest \
    -qmp "pipe:$vm/monitor" -qtest "pipe:$vm/hands" -qtest-log none \
    -device virtio-gpu-pci,xres=320,yres=240 -device virtio-keyboard-pci "$@" 2>"$vm/qemu" </dev/null &
  vm_pid=$!
  # For both, so that none waits for a QEMU that did not start.
  exec {vm_monitor_in}<>"$vm/monitor.in" {vm_monitor_out}<>"$vm/monitor.out" {vm_hands_in}<>"$vm/hands.in" {vm_hands_out}<>"$vm/hands.out" \
    {vm_guest_in}<>"$vm/guest.in" {vm_guest_out}<>"$vm/guest.out" {vm_silence}<>"$vm/silence"
  vm_monitor qmp_capabilities >/dev/null || return
  while [ "$line" != ready ]; do
    read -r -t "$vm_patience" line <&"$vm_guest_out" || { vm_fail "it does not start: $(cat "$vm/qemu")"; return; }
  done
  vm_buttons=$(vm_find pl061) || return
  local i
  for i in 0 1 2; do # let go: they close against ground
    vm_hand "set_irq_in $vm_buttons unnamed-gpio-in $i 1" || return
  done
}

# vm_cut: the power goes, at once.
vm_cut() {
  [ -n "$vm_pid" ] || return 0
  kill -KILL "$vm_pid" 2>/dev/null || true
  wait "$vm_pid" 2>/dev/null || true
  vm_pid=''
  exec {vm_monitor_in}>&- {vm_monitor_out}<&- {vm_hands_in}>&- {vm_hands_out}<&- {vm_guest_in}>&- {vm_guest_out}<&- {vm_silence}<&-
}

# vm_monitor COMMAND [JSON]: asks the monitor (QMP); its answer on standard output.
vm_monitor() {
  local answer
  printf '{"execute":"%s","arguments":%s}\n' "$1" "${2:-"{}"}" >&"$vm_monitor_in"
  while read -r -t "$vm_patience" answer <&"$vm_monitor_out"; do
    case $answer in
    '{"return"'*)
      printf '%s\n' "$answer"
      return
      ;;
    '{"error"'*) break ;;
    esac # what happens meanwhile is told in between
  done
  vm_fail "$1: ${answer:-no answer}"
}

# vm_hand LINE: moves something of the hardware (qtest).
vm_hand() {
  local answer
  printf '%s\n' "$1" >&"$vm_hands_in"
  while read -r -t "$vm_patience" answer <&"$vm_hands_out"; do
    case $answer in
    OK*) return ;;
    IRQ*) ;;
    *) break ;;
    esac
  done
  vm_fail "$1: ${answer:-no answer}"
}

# vm_find KIND: where the board has the one device of this kind.
vm_find() {
  vm_monitor qom-list '{"path":"/machine/unattached"}' |
    jq -er --arg kind "child<$1>" '[.return[] | select(.type == $kind)] | if length == 1 then "/machine/unattached/" + .[0].name else error("not one") end'
}

# vm_guest COMMAND: run by the guest's shell; what it prints on standard output, its exit code.
vm_guest() {
  local line number=$BASHPID.$((vm_asked += 1)) held='' first=1 # its own, in a subshell too
  printf '%s %s\n' "$number" "$1" >&"$vm_guest_in"
  while IFS= read -r -t "$vm_patience" line <&"$vm_guest_out"; do
    line=${line%$'\r'}
    if [[ $line = "<$number> "* ]]; then
      [ -z "$held" ] || printf '%s\n' "$held"
      return "${line##* }"
    fi
    [ -n "$first" ] || [ -z "$held" ] || printf '%s\n' "$held"
    held=$line first=''
  done
  vm_fail "no end of: $1"
}

# vm_photograph FILE: the screen as it stands, as PPM.
vm_photograph() {
  vm_monitor screendump "{\"filename\":\"$(realpath "$1")\"}" >/dev/null
}

# vm_press LINE: the button on this line of the GPIO chip, as long as a finger is on it: longer than contacts bounce, and not as
# long as one that is held. Nothing is started in between, as that may take too long on a busy machine.
vm_press() {
  local level
  for level in 0 1; do
    vm_hand "set_irq_in $vm_buttons unnamed-gpio-in $1 $level" || return
    read -r -t 0.06 -u "$vm_silence" || true
  done
}

# vm_key NAME: a key of the keyboard, by QEMU's name (ret, esc, tab, a).
vm_key() {
  local down
  for down in true false; do
    vm_monitor input-send-event \
      "{\"events\":[{\"type\":\"key\",\"data\":{\"down\":$down,\"key\":{\"type\":\"qcode\",\"data\":\"$1\"}}}]}" >/dev/null || return
  done
}
