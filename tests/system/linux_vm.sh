# SPDX-License-Identifier: Apache-2.0
# What the tests of the Linux board in a virtual machine share: pieces and pictures of them, the machine, the pages of the
# simulated board beside those of this one. A test sources this with the builds' folders in $1 (host) and $2 (arm64), the names
# of the pictures that it shows in views, and in more_programs what the machine has besides (boards/linux/vm/image).
arm64=$(realpath "$2")
source=$(realpath "$(dirname "${BASH_SOURCE[0]}")/../..")
. "$source/tests/system/common.sh"
. "$source/boards/linux/vm/machine.sh"
PATH=$PATH:/usr/sbin:/sbin
sim=$build/boards/sim/touchstone-sim
trap 'vm_cut; rm -rf "$work"' EXIT

# ---- What is in view, and what the device knows ----
jeweller home maison 9521234 id.maison.example
jeweller attacker maison 9521234 id.maison.example
{
  echo gtin,serial,engraved,weight_mg,fineness,colour,size,model
  for n in {1..7}; do echo "09521234000013,A$n,E$n,3240$n,750,YG,17,Solitaire"; done
} >pieces.csv
for who in home attacker; do
  "$touchstone" issue --home "$who" --brand maison pieces.csv >"$who.jsonl" 2>/dev/null
done
"$touchstone" bundle --home home --out bundle >/dev/null 2>&1
"$touchstone" provision --home home --bundle bundle factory >/dev/null 2>&1

mkdir -p frames root/frames root/etc/touchstone
frame() { # frame NAME ARGUMENT...: for the simulator as PNG, for the machine's camera as bare pixels
  local name=$1
  shift
  "$render" --out "$name.jpg" --size 640x480 --seed 5 --surface slate --noise 2 --light 0.25 "$@"
  convert "$name.jpg" -colorspace gray -depth 8 -strip "frames/$name.png"
  convert "frames/$name.png" -depth 8 "gray:root/frames/$name"
  expect "$name: bytes" 307200 "$(stat -c %s "root/frames/$name")"
}
tag() { frame "$1" --card "qr:$2" --tilt 6 --rotate 5 --module 3.5; }
for view in "${views[@]}"; do
  case $view in
  a?) tag "$view" "$(uri home.jsonl "${view#a}")" ;;
  forged) tag forged "$(uri attacker.jsonl 2)" ;;
  ean) frame ean --card ean13:952123400001 --module 2 ;;
  nothing) frame nothing --card words --caption Nothing ;;
  *) die "no such picture: $view" ;;
  esac
done

# ---- The machine ----
cat >root/etc/touchstone/touchstone.conf <<'EOT'
camera = /dev/video0
camera-size = 640x480
gpio = /dev/gpiochip0
gpio-next = 0
gpio-back = 1
gpio-ok = 2
clock = rtc
EOT
machine=$("$source/boards/linux/vm/fetch")
"$source/boards/linux/vm/image" programs.cpio "$("$source/boards/linux/sysroot")" \
  "$arm64/boards/linux/touchstone-linux=usr/bin/touchstone-linux" \
  "$arm64/boards/common/hosted/touchstone-reader=usr/lib/touchstone/touchstone-reader" \
  "$arm64/boards/linux/vm/ts-vm-camera=bin/ts-vm-camera" "${more_programs[@]}"
"$source/boards/linux/vm/image" --more frames.cpio root
cat programs.cpio frames.cpio >initramfs

# A day that does not end while this runs, and on which the bundle is good.
vm_date=$(date -u -d 'tomorrow 12:00' +%Y-%m-%dT%H:%M:%S)
now=$(date -u -d "$vm_date" +%s)

# disk FILE FOLDER: a disk that holds the folder.
disk() {
  truncate -s 16M "$1"
  mkfs.ext4 -q -F -d "$2" "$1"
}
# machine DISK [LOG]: starts it with the camera joined, and a scene before it. LOG keeps what is written to the disk.
machine() {
  local disk="driver=raw,node-name=store,file.driver=file,file.filename=$1"
  if [ $# -gt 1 ]; then
    : >"$2"
    disk="driver=blklogwrites,node-name=store,log-sector-size=512,log.driver=file,log.filename=$2,file.driver=file,file.filename=$1"
  fi
  vm_start "$machine/kernel" initramfs -blockdev "$disk" -device virtio-blk-pci,drive=store || die "no machine"
  vm_guest 'mkdir -p /var/lib/touchstone && mount -t ext4 /dev/vda /var/lib/touchstone && cp /frames/nothing /run/scene' || die "no disk"
  camera_on
}
camera_on() {
  vm_guest 'ts-vm-camera join' || die "no camera"
  show
}
show() { vm_guest 'ts-vm-camera show /run/scene >/dev/console 2>&1 &'; }
# scene NAME: what the camera sees from now on.
scene() { vm_guest "cp /frames/$1 /run/next && mv /run/next /run/scene" || die "no scene $1"; }
board() {
  vm_guest 'touchstone-linux >/dev/console 2>&1 & echo $! >/run/board' || die "the board does not start"
}

# pages NAME: the script on standard input, run by the simulator; its shots are the pages that are to be seen.
pages() {
  cp -r factory "sim-$1"
  cat >"$1.script"
  "$sim" --device "sim-$1" --frames frames --script "$1.script" --screens "shown-$1" --now "$now" >"$1.jsonl" 2>"$1.err" ||
    die "$1: the simulated board: $(cat "$1.err")"
  local file
  for file in "shown-$1"/*.png; do
    as_drawn "$file" "${file%.png}.page" -scale 50%
  done
}
# as_drawn FROM TO [OPTION...]: the 16 bits of a pixel that the app draws; the two boards round them to 24 otherwise.
as_drawn() {
  convert "$1" "${@:3}" -depth 8 -channel RB -evaluate And 63488 -channel G -evaluate And 64512 "ppm:$2"
}
# told TIMES WORDS: until the machine's log has the line so often.
told() {
  local until=$((SECONDS + vm_patience))
  until [ "$(grep -cF "$2" vm/console)" -ge "$1" ]; do
    [ "$SECONDS" -lt "$until" ] || die "not told: $2: $(cat vm/console)"
    sleep 0.1
  done
  checks=$((checks + 1))
}
# title FILE: the uppermost line of a page.
title() { convert "$1" -crop 320x26+0+0 +repage ppm:- | sha256sum; }
# seen PAGE: until the screen is this page, to the pixel.
seen() { await is "$1"; }
# unlike PAGE: until it is another.
unlike() { await is_not "$1"; }
is() { cmp -s screen.page "$1.page"; }
is_not() { ! is "$1"; }
# drawn: the photograph as a page; most photographs are like the one before.
drawn() {
  cmp -s screen.ppm before.ppm || { as_drawn screen.ppm screen.page && cp screen.ppm before.ppm; }
}
await() {
  local until=$((SECONDS + vm_patience))
  until vm_photograph screen.ppm && drawn && "$1" "$2"; do
    if [ "$SECONDS" -ge "$until" ]; then
      cp screen.ppm "$arm64/linux-vm-screen.ppm"
      die "not so: the screen, kept in $arm64/linux-vm-screen.ppm, $1 $2: $(cat vm/console)"
    fi
    sleep 0.1 # from one photograph to the next
  done
  checks=$((checks + 1))
}

# stop: the board ends as it is told to, and its disk is let go.
stop() {
  vm_guest 'kill -TERM $(cat /run/board) && while kill -0 $(cat /run/board) 2>/dev/null; do usleep 20000; done; umount /var/lib/touchstone' ||
    die "it does not end"
}
# taken_out DISK FOLDER: what the disk holds.
taken_out() {
  rm -rf "$2"
  mkdir "$2"
  debugfs -R "rdump / $2" "$1" >/dev/null 2>debugfs.txt || die "$1: $(cat debugfs.txt)"
}
# records DEVICE: all that they say, but for the time of day.
records() { "$touchstone" journal show --device "$1" --json | jq -c 'del(.time)'; }
