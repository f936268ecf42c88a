#!/usr/bin/env bash
# reap.sh FOLDER: when its standard input ends, which is when a test is over, killed or
# not, it kills whatever that test started and removes the folder. Each process of
# such a test names the folder in its environment.
set -u
folder=$1
# A signal from the terminal is for the test, which then closes the pipe.
trap '' INT TERM HUP
cat >/dev/null
for _ in $(seq 100); do
  pids=$(grep -lzxF "META_GENX_TEST_FOLDER=$folder" /proc/[0-9]*/environ 2>/dev/null | cut -d/ -f3)
  [ -n "$pids" ] || break
  # shellcheck disable=SC2086
  kill -KILL $pids 2>/dev/null
  sleep 0.05
done
rm -rf --one-file-system "$folder"
