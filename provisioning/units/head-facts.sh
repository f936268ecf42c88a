#!/bin/sh
# At each boot: the head's address in the private network, and how much memory
# Redis may take: 60 % of the machine's, so that there is room for a copy of what
# changes while it rewrites its file. A head that was resized has it right, too.
set -eu
range=$(cat /etc/meta-genx/network)
private=
tries=0
while [ -z "$private" ]; do
  private=$(ip -4 -o address show to "$range" | awk 'NR == 1 { sub("/.*", "", $4); print $4 }')
  [ -n "$private" ] && break
  tries=$((tries + 1))
  if [ "$tries" -ge 60 ]; then
    echo "no address in the private network $range" >&2
    exit 1
  fi
  sleep 1
done
bytes=$(awk '/^MemTotal:/ { printf "%d", $2 * 1024 * 0.6 }' /proc/meminfo)
mkdir -p /run/meta-genx
printf 'META_GENX_PRIVATE=%s\nMETA_GENX_REDIS_BYTES=%s\n' "$private" "$bytes" >/run/meta-genx/head.env
