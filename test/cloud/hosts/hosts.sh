#!/usr/bin/env bash
# Hosts on this machine. Each is a Debian that boots its own systemd, cloud-init and
# sshd: a folder over the image (overlayfs), a network namespace of its own with a
# public and a private address, and systemd-nspawn. Needs root.
#
#   hosts.sh hold FOLDER                  the networks; says "ready" and stays until its
#                                         standard input ends, then clears all away
#   hosts.sh create FOLDER IMAGE ID NAME PUBLIC PRIVATE/BITS
#                                         boots with FOLDER/ID/user-data, over the image FOLDER/ID/upper;
#                                         returns at once; PUBLIC may be "none"
#   hosts.sh off FOLDER ID                as if the power went
#   hosts.sh boot FOLDER ID               again, after that
#   hosts.sh inside ID COMMAND…           as root, in all of its namespaces
#   hosts.sh firewall ID                  nftables rules from standard input, in its namespace
#   hosts.sh destroy FOLDER ID            its power, its network and its disk
#
# Whoever uses hosts keeps `hold` open: when that process ends, killed or not, its end
# of the pipe closes and everything goes. Bridges, forwarding and NAT belong to the
# machine, so there is one `hold` at a time; a lock sees to that.
set -euo pipefail
public=mgxpub
private=mgxpriv
# Where instances of EC2 ask about themselves (metadata.ts), in a namespace of its own.
metadata=169.254.169.254/32
metadata_space=mgxmeta
# Where tests come from, and where a stranger does; of the range for trials of networks (RFC 2544),
# because name servers of closed networks do answer with addresses of RFC 5737.
gateway=198.18.77.1/24
stranger=198.18.77.2/24
lock=/run/lock/meta-genx-hosts

hold() {
  folder=$1
  exec 9>>"$lock"
  if ! flock --nonblock 9; then
    echo "Hosts are up already: another test holds $lock. Only one can at a time." >&2
    exit 1
  fi
  # A signal from the terminal is for the test, which then closes the pipe.
  trap '' INT TERM HUP
  clear_all # what a machine that lost its power left
  mkdir -p "$folder"
  echo "$folder" >"$lock"
  forwarding=$(cat /proc/sys/net/ipv4/ip_forward)
  trap clear_all EXIT
  ip link add "$public" type bridge
  ip link add "$private" type bridge
  ip address add "$gateway" dev "$public"
  ip address add "$stranger" dev "$public"
  ip link set "$public" up
  ip link set "$private" up
  ip netns add "$metadata_space"
  ip -n "$metadata_space" link set lo up
  connect "$metadata_space" eth0 "$private" "$metadata" mgxmeta0
  ip -n "$metadata_space" route add default dev eth0
  echo 1 >/proc/sys/net/ipv4/ip_forward
  nft -f - <<RULES
table ip meta-genx {
  chain forward {
    type filter hook forward priority 0;
    iifname "$public" oifname != "$public" meta mark set 0x6d6778
  }
  chain out {
    type nat hook postrouting priority 100;
    meta mark 0x6d6778 masquerade
  }
}
RULES
  echo ready
  cat >/dev/null
}

clear_all() {
  local at
  at=$(cat "$lock" 2>/dev/null || true)
  if [ -n "$at" ]; then
    for host in "$at"/*/; do
      [ ! -d "$host" ] || destroy "$at" "$(basename "$host")"
    done
    rm -rf --one-file-system "$at"
  fi
  # shellcheck disable=SC2046
  kill -KILL $(ip netns pids "$metadata_space" 2>/dev/null) 2>/dev/null || true
  ip link delete mgxmeta0 2>/dev/null || true
  ip netns delete "$metadata_space" 2>/dev/null || true
  nft delete table ip meta-genx 2>/dev/null || true
  ip link delete "$public" 2>/dev/null || true
  ip link delete "$private" 2>/dev/null || true
  if [ -n "${forwarding:-}" ]; then echo "$forwarding" >/proc/sys/net/ipv4/ip_forward; fi
  : >"$lock"
}

create() {
  local folder=$1 image=$2 id=$3 name=$4 address=$5 inner=$6
  local host="$folder/$id" space="mgx$id"
  mkdir -p "$host/upper" "$host/work" "$host/root"
  mount -t overlay overlay -o "lowerdir=$image,upperdir=$host/upper,workdir=$host/work" "$host/root"
  local seed="$host/root/var/lib/cloud/seed/nocloud"
  mkdir -p "$seed"
  cp "$host/user-data" "$seed/user-data"
  printf 'instance-id: %s\nlocal-hostname: %s\n' "$id" "$name" >"$seed/meta-data"
  printf 'datasource_list: [NoCloud]\nnetwork: {config: disabled}\n' >"$host/root/etc/cloud/cloud.cfg.d/99-host.cfg"
  cp /etc/resolv.conf "$host/root/etc/resolv.conf"

  ip netns add "$space"
  ip -n "$space" link set lo up
  connect "$space" eth1 "$private" "$inner" "b$id"
  ip -n "$space" route add "$metadata" dev eth1
  if [ "$address" != none ]; then
    # Any address will do: EC2's are not of one range.
    connect "$space" eth0 "$public" "$address/32" "a$id"
    ip -n "$space" route add "${gateway%/*}/32" dev eth0
    ip -n "$space" route add default via "${gateway%/*}"
    ip route replace "$address/32" dev "$public"
  fi
  boot "$folder" "$id"
}

boot() {
  local host="$1/$2" space="mgx$2"
  rm -f "$host/ended"
  # Not in the caller's session, and without its lock or its pipes. 133 says that the host reboots;
  # "ended" is there once it powered itself off, and not after a power cut.
  # shellcheck disable=SC2016,SC2046
  setsid bash -c '
    ended=$1
    while shift && [ "$1" != -- ]; do mkdir -p "$1" && echo 0 >"$1/cgroup.procs"; done
    shift
    code=133
    while [ "$code" = 133 ]; do code=0; "$@" || code=$?; done
    echo "$code" >"$ended"' bash "$host/ended" $(control_groups "$space") -- \
    systemd-nspawn --quiet --boot --directory="$host/root" --machine="$space" --register=no --keep-unit \
    --network-namespace-path="/run/netns/$space" --capability=CAP_NET_ADMIN --link-journal=no --resolv-conf=off \
    --timezone=off 9>&- >>"$host/console.log" 2>&1 </dev/null &
  echo $! >"$host/pid"
}

# Control groups of its own, in every hierarchy that a systemd keeps its units in. Without, the systemds of all
# hosts share one tree of units by name, and each removes those of the others: "status=219/CGROUP".
control_groups() {
  local kind path
  while IFS=: read -r _ kind path; do
    case $kind in
      name=systemd) echo "/sys/fs/cgroup/systemd${path%/}/$1" ;;
      "") if [ -d /sys/fs/cgroup/unified ]; then echo "/sys/fs/cgroup/unified${path%/}/$1"; else echo "/sys/fs/cgroup${path%/}/$1"; fi ;;
    esac
  done </proc/self/cgroup
}

# What keeps it up, and then all that runs in its network: to kill systemd-nspawn alone leaves a host that runs on.
power_off() {
  local host="$1/$2" pid pids
  if pid=$(cat "$host/pid" 2>/dev/null); then
    kill -KILL -- "-$pid" 2>/dev/null || true
    while kill -0 -- "-$pid" 2>/dev/null; do sleep 0.05; done
    rm -f "$host/pid"
  fi
  while pids=$(ip netns pids "mgx$2" 2>/dev/null) && [ -n "$pids" ]; do
    # shellcheck disable=SC2086
    kill -KILL $pids 2>/dev/null || true
    sleep 0.05
  done
  for group in $(control_groups "mgx$2"); do
    soon "$group stays" remove_group "$group"
  done
}

remove_group() {
  [ ! -d "$1" ] || find "$1" -depth -type d -exec rmdir {} + 2>/dev/null
}

# The last of its processes may still be ending.
soon() {
  local complaint=$1 tries=0
  shift
  until "$@"; do
    tries=$((tries + 1))
    if [ "$tries" -ge 300 ]; then
      echo "$complaint" >&2
      return 1
    fi
    sleep 0.1
  done
}

# The first process of the host is the one that it knows as 1.
inside() {
  local space="mgx$1" pid
  shift
  for pid in $(ip netns pids "$space"); do
    if grep -q '^NSpid:.*[[:space:]]1$' "/proc/$pid/status" 2>/dev/null; then
      exec nsenter --target "$pid" --all env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin "$@"
    fi
  done
  echo "$space does not run" >&2
  return 1
}

connect() {
  local space=$1 name=$2 bridge=$3 address=$4 outer=$5
  ip link add "$outer" type veth peer name "$name" netns "$space"
  ip link set "$outer" master "$bridge" up
  ip -n "$space" address add "$address" dev "$name"
  ip -n "$space" link set "$name" up
}

destroy() {
  local host="$1/$2"
  power_off "$1" "$2"
  ip link delete "a$2" 2>/dev/null || true
  ip link delete "b$2" 2>/dev/null || true
  ip netns delete "mgx$2" 2>/dev/null || true
  soon "$host/root stays mounted" unmounted "$host/root"
  rm -rf --one-file-system "$host"
}

unmounted() {
  ! mountpoint --quiet "$1" || umount "$1" 2>/dev/null
}

command=$1
shift
case $command in
  hold) hold "$@" ;;
  create) create "$@" ;;
  boot) boot "$@" ;;
  off) power_off "$@" ;;
  inside) inside "$@" ;;
  firewall) ip netns exec "mgx$1" nft -f - ;;
  destroy) destroy "$@" ;;
  *)
    echo "no such command: $command" >&2
    exit 2
    ;;
esac
