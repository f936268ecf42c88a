#!/usr/bin/env bash
# Prints the path of the Pulumi engine, version 3.259.0: the one in PATH if it is that
# version, else one that is built from Go modules, once, in the user's cache. Building
# takes ten minutes of processor time, 1.5 GB of modules and 1 GB of Go's cache; go.sum
# locks what is built. `--if-built` builds nothing and fails if there is none: for tests.
set -euo pipefail
version=3.259.0
here="$(cd "$(dirname "$0")" && pwd)"
cache="${XDG_CACHE_HOME:-$HOME/.cache}/meta-genx-ci"
engine="$cache/pulumi-$version/pulumi"

if in_path="$(command -v pulumi)" && [ "$("$in_path" version 2>/dev/null)" = "v$version" ]; then
  echo "$in_path"
  exit
fi
if [ ! -x "$engine" ]; then
  build="bash test/cloud/toolchain.sh"
  if [ "${1:-}" = --if-built ]; then
    echo "There is no pulumi $version in PATH, and none is built yet: $build" >&2
    exit 1
  fi
  if ! command -v go >/dev/null; then
    echo "There is no pulumi $version in PATH, and no Go to build it with. Install either, then: $build" >&2
    exit 1
  fi
  mkdir -p "$(dirname "$engine")"
  # Two that build at once must not see half a file: each writes its own, and the last rename stays.
  half="$engine.$$"
  trap 'rm -f "$half"' EXIT
  flags="-s -w -X github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=v$version"
  GOFLAGS=-mod=readonly go build -C "$here/toolchain" -trimpath -buildvcs=false -ldflags "$flags" -o "$half" \
    github.com/pulumi/pulumi/pkg/v3/cmd/pulumi >&2
  mv "$half" "$engine"
fi
echo "$engine"
