#!/usr/bin/env bash
# Makes the root folder that hosts boot from, once, in the user's cache, and prints
# its path: Debian 12 with what a cloud's image of it has (systemd, sshd, cloud-init,
# curl), and no Redis and no Node, which a first boot has to bring. Needs root,
# mmdebstrap and a Debian mirror; takes about three minutes. `--if-there` makes
# nothing and fails if there is none: for tests.
set -euo pipefail
packages=openssh-server,cloud-init,sudo,iproute2,ca-certificates,curl,systemd-sysv,systemd-timesyncd,netbase,dbus,procps
# What is made differently has another name, so that an older image is not taken for it.
recipe=1
image="${XDG_CACHE_HOME:-$HOME/.cache}/meta-genx-ci/debian-12-image-$recipe"

if [ ! -e "$image/ready" ]; then
  if [ "${1:-}" = --if-there ]; then
    echo "There is no image for hosts yet: bash test/cloud/hosts/image.sh" >&2
    exit 1
  fi
  if ! command -v mmdebstrap >/dev/null; then
    echo "The hosts' image is made by mmdebstrap: apt-get install mmdebstrap" >&2
    exit 1
  fi
  rm -rf --one-file-system "$image"
  mkdir -p "$image"
  mmdebstrap --quiet --variant=minbase --include="$packages" bookworm "$image/root" >&2
  # A host's key and identity are its own; the address of a name server comes with the host.
  rm -f "$image"/root/etc/ssh/ssh_host_* "$image/root/var/lib/dbus/machine-id"
  : >"$image/root/etc/machine-id"
  : >"$image/root/etc/resolv.conf"
  touch "$image/ready"
fi
echo "$image/root"
