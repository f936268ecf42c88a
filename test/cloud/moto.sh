#!/usr/bin/env bash
# Prints the path of moto_server, which is installed from PyPI once, in the user's
# cache. `--if-there` installs nothing and fails if there is none: for tests.
set -euo pipefail
version=5.2.5
venv="${XDG_CACHE_HOME:-$HOME/.cache}/meta-genx-ci/moto-$version"
if [ ! -e "$venv/ready" ]; then
  if [ "${1:-}" = --if-there ]; then
    echo "There is no moto $version yet: bash test/cloud/moto.sh" >&2
    exit 1
  fi
  rm -rf "$venv"
  python3 -m venv "$venv" >&2
  "$venv/bin/pip" install --quiet "moto[ec2,server]==$version" >&2
  touch "$venv/ready"
fi
echo "$venv/bin/moto_server"
