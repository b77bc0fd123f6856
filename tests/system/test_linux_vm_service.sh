#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The Linux board's package on a Debian system for arm64, in a virtual machine: dpkg installs it, systemd starts it confined as
# its unit says, it judges, comes back when it dies, and goes when it is removed; its records stay.
# usage: tests/system/test_linux_vm_service.sh HOST_BUILD ARM64_BUILD
set -euo pipefail
more_programs=()
views=(nothing a1)
. "$(dirname "${BASH_SOURCE[0]}")/linux_vm.sh"

pages service <<'EOT'
shoot menu
choose Check a piece
frame nothing 3
shoot aim
frame a1 2
expect verdict GENUINE
shoot genuine
ok
frame nothing 12
shoot aim
EOT

# ---- A system of packages that are unpacked, and known to dpkg; systemd starts what is needed here and no more ----
system=$("$source/boards/linux/sysroot" "$source/boards/linux/vm/packages-system.txt")
cp -a "$system" system
units=system/etc/systemd/system
mkdir -p system/{proc,sys,dev,run,tmp,root,machine} system/var/lib/dpkg/{info,updates} "$units"
while read -r name version; do
  printf 'Package: %s\nStatus: install ok installed\nMaintainer: none\nArchitecture: arm64\nMulti-Arch: same\nVersion: %s\nDescription: unpacked\n\n' \
    "$name" "$version"
done <system/packages >system/var/lib/dpkg/status
touch system/var/lib/dpkg/available
printf 'root:x:0:0:root:/root:/bin/sh\n' >system/etc/passwd
printf '%s:\n' root:x:0 tty:x:5 disk:x:6 kmem:x:15 dialout:x:20 video:x:44 input:x:104 kvm:x:105 render:x:106 sgx:x:107 audio:x:29 \
  cdrom:x:24 tape:x:26 lp:x:7 nogroup:x:65534 >system/etc/group
printf 'passwd: files systemd\ngroup: files systemd\n' >system/etc/nsswitch.conf
printf '%032d\n' 1 >system/etc/machine-id
for unit in systemd-{sysusers,journal-flush,journald,tmpfiles-setup,tmpfiles-setup-dev,update-utmp,udev-trigger,random-seed,sysctl,remount-fs}.service \
  systemd-{firstboot,hwdb-update,modules-load,pstore,binfmt,machine-id-commit,repart}.service kmod-static-nodes.service \
  systemd-journald{,-dev-log,-audit}.socket systemd-ask-password-{console,wall}.path dev-{hugepages,mqueue}.mount \
  sys-kernel-{debug,tracing,config}.mount sys-fs-fuse-connections.mount proc-sys-fs-binfmt_misc.automount; do
  ln -s /dev/null "$units/$unit"
done
printf '[Unit]\nRequires=machine.service\n' >"$units/default.target"
printf '%s\n' '[Unit]' DefaultDependencies=no '[Service]' 'ExecStart=/bin/sh /machine/commands' Environment=PATH=/usr/sbin:/usr/bin \
  StandardOutput=null >"$units/machine.service"
cp -r root/frames "$source/boards/linux/vm/commands" "$arm64/boards/linux/vm/ts-vm-camera" system/machine/
cpack --config "$arm64/CPackConfig.cmake" -B "$work/pack" >cpack.txt 2>&1 || die "cpack: $(cat cpack.txt)"
cp pack/touchstone_*_arm64.deb system/machine/touchstone.deb
cp -r factory system/var/lib/touchstone
truncate -s 512M system.img
fakeroot mkfs.ext4 -q -F -d system system.img || die "no disk"

# ---- Installed ----
vm_append=system
vm_start "$machine/kernel" initramfs -blockdev driver=raw,node-name=store,file.driver=file,file.filename=system.img \
  -device virtio-blk-pci,drive=store || die "no machine"
# does COMMAND: it ends well, or the test fails with its words.
does() {
  vm_guest "$1" >does.txt || die "$1: $(cat does.txt)"
  checks=$((checks + 1))
}
does 'systemctl start systemd-udevd && udevadm trigger -c add -s video4linux -s drm -s input --settle'
does 'cp /machine/frames/nothing /run/scene && /machine/ts-vm-camera join'
vm_guest '/machine/ts-vm-camera show /run/scene >/dev/console 2>&1 &'
scene() { does "cp /machine/frames/$1 /run/next && mv /run/next /run/scene"; }
does 'dpkg -i /machine/touchstone.deb 2>&1'
is_active() { vm_guest 'systemctl is-active touchstone' || true; }
expect "nothing starts by itself" inactive "$(is_active)"

# ---- Started, and what it may ----
does "sed -i 's/^#clock = .*/clock = rtc/; s/^#camera-size = .*/camera-size = 640x480/' /etc/touchstone/touchstone.conf"
does 'systemctl start touchstone'
seen shown-service/menu
expect "it runs" active "$(is_active)"
main() { vm_guest 'systemctl show -P MainPID touchstone'; }
first=$(main)
vm_key ret
seen shown-service/aim
scene a1
seen shown-service/genuine
vm_guest 'for process in $(cat /sys/fs/cgroup/system.slice/touchstone.service/cgroup.procs); do cat /proc/$process/status; done' >status.txt
# both TITLE VALUE: the service's program and its decoders' have it so.
both() { expect "$1" "$2 $2" "$(awk -v "name=$1:" '$1 == name { print $2 }' status.txt | xargs)"; }
expect "its processes" "touchstone-linu touchstone-read" "$(awk '$1 == "Name:" { print $2 }' status.txt | xargs)"
both CapEff 0000000000000000
both CapBnd 0000000000000000
both NoNewPrivs 1
both Seccomp 2
expect "an account of its own" 0 "$(awk '$1 == "Uid:" && $2 < 61184' status.txt | wc -l)"
expect "its folder is its own" 700 "$(vm_guest 'stat -c %a /var/lib/private/touchstone')"

# ---- Killed, and back ----
does "kill -KILL $first"
scene nothing
seen shown-service/menu
[ "$(main)" != "$first" ] || die "the same process"
vm_key ret
seen shown-service/aim

# ---- Removed ----
does 'dpkg -r touchstone 2>&1'
expect "it is gone" inactive "$(is_active)"
expect "its program too" gone "$(vm_guest '[ -e /usr/bin/touchstone-linux ] || echo gone')"
does 'dpkg -P touchstone 2>&1'
does 'sync; cp -r /var/lib/private/touchstone /machine/taken && sync'
vm_cut
e2fsck -fy -E journal_only system.img >fsck.txt 2>&1 || [ $? -eq 1 ] || die "fsck: $(cat fsck.txt)"
mkdir taken
debugfs -R "rdump /machine/taken taken" system.img >/dev/null 2>debugfs.txt || die "$(cat debugfs.txt)"
expect "its records stay" "$(records sim-service)" "$(records taken/taken)"
expect "and are whole" 0 "$(status "$touchstone" journal verify --device taken/taken)"
echo "linux vm service: $checks checks"
