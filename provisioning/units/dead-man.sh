#!/bin/sh
# Each minute: has this machine lived longer than it may? The end is fixed at the
# first boot; a reboot does not move it.
set -eu
end_file=/var/lib/meta-genx/ends-at
mkdir -p /var/lib/meta-genx
[ -s "$end_file" ] || echo $(($(date +%s) + META_GENX_SECONDS)) >"$end_file"
[ "$(date +%s)" -ge "$(cat "$end_file")" ] || exit 0
echo "the time of this machine is over"
if [ -z "${META_GENX_DELETE:-}" ]; then
  exec systemctl poweroff
fi
# What cannot be deleted now is tried again in a minute.
for tag in $META_GENX_DELETE; do
  curl --fail --silent --show-error --max-time 30 --request DELETE --config /etc/meta-genx/delete.curl \
    "${META_GENX_API:-https://api.digitalocean.com}/v2/droplets?tag_name=$tag"
done
