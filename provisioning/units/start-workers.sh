#!/bin/sh
# At each boot: one worker for each core, each with its share of the memory. What
# the system needs stays free; the worker itself ends a trial at nine tenths of its
# share, and so before the kernel ends the worker.
set -eu
cores=$(nproc)
kilobytes=$(awk '/^MemTotal:/ { print $2 }' /proc/meminfo)
share=$(((kilobytes - 200000) / cores))
folder=/run/systemd/system/meta-genx-worker@.service.d
mkdir -p "$folder"
printf '[Service]\nMemoryMax=%sK\nEnvironment=META_GENX_WORKER_MEMORY=%s\n' "$share" "$((share * 9 / 10 / 1024))" >"$folder/memory.conf"
systemctl daemon-reload
core=1
while [ "$core" -le "$cores" ]; do
  systemctl start --no-block "meta-genx-worker@$core.service"
  core=$((core + 1))
done
