#!/bin/sh
# meta-genx-publish FILE: makes a bundle that the driver has copied here the one
# that all workers of the fleet run. FILE is meta-genx-<sha256>.tar.gz; it is moved.
set -eu
umask 022
file=${1:?usage: meta-genx-publish meta-genx-SHA256.tar.gz}
name=${file##*/}
hash=${name#meta-genx-}
hash=${hash%.tar.gz}
found=$(sha256sum <"$file")
found=${found%% *}
if [ "$name" != "meta-genx-$found.tar.gz" ]; then
  echo "$name has the sha256 $found, not the one in its name: copy it again" >&2
  exit 1
fi
home=/opt/meta-genx/$hash
if [ ! -d "$home" ]; then
  rm -rf "$home.new"
  mkdir -p "$home.new"
  tar -xzf "$file" -C "$home.new" --no-same-owner
  mv "$home.new" "$home"
fi
"$home/bin/meta-genx" publish "$file" /srv/meta-genx
rm -f "$file"
before=$(readlink /opt/meta-genx/current || true)
ln -s "$home" "/opt/meta-genx/.current.$$"
mv -T "/opt/meta-genx/.current.$$" /opt/meta-genx/current
if [ "$before" != "$home" ] || ! systemctl --quiet is-active meta-genx-bundles.service; then
  systemctl restart meta-genx-bundles.service
fi
for old in /opt/meta-genx/*/; do
  old=${old%/}
  case $old in */current | "$home") ;; *) rm -rf "$old" ;; esac
done
