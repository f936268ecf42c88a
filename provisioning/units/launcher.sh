#!/bin/sh
# Runs one worker of a fleet from the current bundle, and from the next one when
# another becomes current. Needs a shell, curl, sha256sum, tar and gzip.
#
#     launcher.sh BASE_URL CACHE_FOLDER [words for the worker…]
#
# BASE_URL/current is one line with the name of the current bundle,
# meta-genx-<sha256>.tar.gz. It is fetched once a host (a lock in CACHE_FOLDER,
# which the launchers of a host share), checked against its name, and unpacked
# into CACHE_FOLDER/<sha256>. What is there under that name is whole.
#
# The worker gets this process's environment (its password is in there, and so on
# no command line) and META_GENX_BUNDLE, the bundle's hash. SIGTERM goes on to the
# worker, which hands its work back and leaves; the launcher leaves with it.
#
# While the server is away, or has something broken, what runs goes on.
set -u
umask 022

if [ $# -lt 2 ]; then
  echo "usage: launcher.sh BASE_URL CACHE_FOLDER [words for the worker...]" >&2
  exit 1
fi
base=${1%/}
cache=$2
shift 2

# Seconds: between two looks at `current`; the longest pause after failures;
# how long a worker may take to hand back before it is killed.
poll=${META_GENX_LAUNCHER_POLL:-20}
patience=${META_GENX_LAUNCHER_PATIENCE:-60}
grace=${META_GENX_LAUNCHER_GRACE:-60}

case $cache in /*) ;; *) cache=$PWD/$cache ;; esac
# Ours alone, by our process id.
wanted_file=$cache/.wanted.$$
uses_file=$cache/.uses.$$
lock=$cache/.lock

say() {
  echo "meta-genx launcher: $*" >&2
}

# Sleeps, but not through a signal: a shell handles one only after a foreground command.
nap() {
  sleep "$1" >/dev/null 2>&1 &
  napping=$!
  wait "$napping" || kill "$napping" 2>/dev/null
}

is_hash() {
  case $1 in *[!0-9a-f]*) return 1 ;; esac
  [ ${#1} -eq 64 ]
}

# ---- The fetcher: a process beside the worker's keeper ----

# fetch NAME FILE [curl's words…]: in the background, for SIGTERM's sake.
fetch() {
  url=$base/$1
  into=$2
  shift 2
  curl --fail --silent --show-error --connect-timeout 10 "$@" --output "$into" "$url" 2>"$cache/.curl.$$" &
  child=$!
  wait "$child"
  status=$?
  child=
  return "$status"
}

# What goes wrong again and again is said once.
complain() {
  [ "$*" = "$complaint" ] || say "$*"
  complaint=$*
}

reason() {
  tr '\n' ' ' <"$cache/.curl.$$"
}

# One look: makes the current bundle ready and names it in wanted_file.
look() {
  if ! fetch current "$cache/.current.$$" --max-time 20 --max-filesize 1000; then
    complain "$base/current cannot be fetched: $(reason)"
    return 1
  fi
  line=
  read -r line <"$cache/.current.$$"
  hash=${line#meta-genx-}
  hash=${hash%.tar.gz}
  if ! is_hash "$hash" || [ "$line" != "meta-genx-$hash.tar.gz" ]; then
    complain "$base/current does not name a bundle"
    return 1
  fi
  if [ ! -d "$cache/$hash" ]; then
    take_lock
    # Another launcher may have brought it while this one waited.
    [ -d "$cache/$hash" ] || bring "$hash"
    status=$?
    release_lock
    [ "$status" -eq 0 ] || return 1
  fi
  complaint=
  want "$hash"
}

want() {
  echo "$1" >"$wanted_file.new" && mv -f "$wanted_file.new" "$wanted_file"
}

# A lock is a file with its owner's process id, linked to its name: there at once
# or not at all. That of a dead owner is taken away, and one that is older than an
# owner may be (after a reboot its id may be another's). Should two ever hold it,
# both fetch, which costs time and nothing else: only a checked bundle gets its name.
take_lock() {
  echo "$fetcher" >"$lock.$$"
  until ln "$lock.$$" "$lock" 2>/dev/null; do
    owner=
    [ -f "$lock" ] && read -r owner <"$lock"
    if [ -n "$owner" ] && { ! kill -0 "$owner" 2>/dev/null || [ -n "$(find "$lock" -mmin +15)" ]; }; then
      mv "$lock" "$lock.$$.old" 2>/dev/null && rm -f "$lock.$$.old"
    else
      nap 1
    fi
    [ ! -d "$cache/$hash" ] || break
  done
  rm -f "$lock.$$"
}

release_lock() {
  if [ "$(cat "$lock" 2>/dev/null)" = "$fetcher" ]; then rm -f "$lock"; fi
}

# bring HASH: downloads (going on where the last attempt broke off), checks, unpacks.
bring() {
  name=meta-genx-$1.tar.gz
  part=$cache/.$name.part
  if [ ! -f "$part" ] || [ "$(sum "$part")" != "$1" ]; then
    # Below 1 kB/s for a minute counts as broken off; 14 minutes end an attempt, not the download.
    if ! fetch "$name" "$part" --continue-at - --speed-limit 1024 --speed-time 60 --max-time 840; then
      complain "$base/$name cannot be fetched: $(reason)"
      # Refused to go on there: the part is not the beginning of this file.
      case $status in 22 | 33 | 36) rm -f "$part" ;; esac
      return 1
    fi
  fi
  found=$(sum "$part")
  if [ "$found" != "$1" ]; then
    rm -f "$part"
    complain "$name from $base has the sha256 $found, not the one in its name: deleted. What runs goes on; it is tried again later."
    return 1
  fi
  rm -rf "$cache/.unpack.$$"
  mkdir "$cache/.unpack.$$" &&
    tar -xzf "$part" -C "$cache/.unpack.$$" &&
    sync &&
    { [ -d "$cache/$1" ] || mv "$cache/.unpack.$$" "$cache/$1"; } &&
    rm -f "$part" && return 0
  complain "$name cannot be unpacked into $cache: is the disk full?"
  rm -rf "$cache/.unpack.$$"
  return 1
}

sum() {
  digest=$(sha256sum <"$1")
  echo "${digest%% *}"
}

newest() {
  # shellcheck disable=SC2012
  ls -dt "$cache"/[0-9a-f]*/ 2>/dev/null | sed 's,/$,,; s,.*/,,' | head -n 1
}

# Looks for ever; wakes the keeper ($$) each time there is something to run.
fetcher() {
  child=
  complaint=
  fetcher=
  trap 'kill $child $napping 2>/dev/null; release_lock; exit 0' TERM
  # $$ is the keeper's; a subshell learns its own id from a child.
  fetcher=$(exec sh -c 'echo "$PPID"')
  pause=1
  while kill -0 $$ 2>/dev/null; do
    if look; then
      pause=1
      kill -USR1 $$ 2>/dev/null
      nap "$poll"
    else
      # Until the server has something: what ran last.
      if [ ! -f "$wanted_file" ] && is_hash "$(newest)"; then want "$(newest)"; fi
      kill -USR1 $$ 2>/dev/null
      # Not all workers of a fleet at the same moment.
      nap $((pause + $$ % 3))
      pause=$((pause * 2))
      [ "$pause" -le "$patience" ] || pause=$patience
    fi
  done
}

# ---- The keeper: starts, stops and replaces the worker ----

# Keeps the bundle that runs and the one before (the newest two by their last
# start), and whatever another launcher of this host runs.
clean_up() {
  kept=0
  # shellcheck disable=SC2012  # The names are hashes.
  for old in $(ls -dt "$cache"/[0-9a-f]*/ 2>/dev/null | sed 's,/$,,; s,.*/,,'); do
    kept=$((kept + 1))
    if [ "$kept" -gt 2 ] && is_hash "$old" && ! in_use "$old"; then
      mv "$cache/$old" "$cache/.old.$$" 2>/dev/null && rm -rf "$cache/.old.$$"
    fi
  done
  # Half a download of what is not current any more.
  for part in "$cache"/.meta-genx-*.part; do
    [ -f "$part" ] && [ -n "$(find "$part" -mtime +1)" ] && rm -f "$part"
  done
}

in_use() {
  for use in "$cache"/.uses.*; do
    user=
    [ -f "$use" ] && read -r user <"$use"
    if ! kill -0 "${use##*.}" 2>/dev/null; then
      rm -f "$use" "$cache/.wanted.${use##*.}"
    elif [ "$user" = "$1" ]; then
      return 0
    fi
  done
  return 1
}

start_worker() {
  running=$1
  shift
  echo "$running" >"$uses_file"
  touch "$cache/$running"
  told=
  say "the worker runs from bundle $running"
  started=$(date +%s)
  META_GENX_BUNDLE=$running "$cache/$running/bin/meta-genx" worker "$@" &
  worker=$!
  clean_up
}

# Waits until the worker has ended; its code in $code. A signal ends `wait`, too.
wait_worker() {
  while :; do
    woken=
    wait "$worker"
    code=$?
    [ -n "$woken" ] || break
  done
  worker=
}

# Once: a worker that gets a second SIGTERM leaves without handing back.
tell_worker() {
  [ -n "$told" ] || kill -TERM "$worker" 2>/dev/null
  told=1
}

# shellcheck disable=SC2317  # Called by a trap.
on_term() {
  woken=1
  if [ -n "$worker" ]; then
    # Whoever says it twice to the launcher means it.
    [ -z "$stopping" ] || told=
    tell_worker
  fi
  stopping=1
}

# SIGTERM, and SIGKILL when the worker does not leave in its time.
stop_worker() {
  tell_worker
  (
    trap 'kill "$napping" 2>/dev/null; exit 0' TERM
    nap "$grace"
    say "the worker did not leave within $grace s: killed"
    kill -KILL "$worker"
  ) &
  killer=$!
  wait_worker
  kill "$killer" 2>/dev/null
}

leave() {
  kill "$fetching" 2>/dev/null
  [ -z "$worker" ] || stop_worker
  wait "$fetching" 2>/dev/null
  rm -rf "$wanted_file" "$wanted_file.new" "$uses_file" "$lock.$$" "$cache/.current.$$" "$cache/.curl.$$" "$cache/.unpack.$$"
  exit 0
}

worker=
told=
stopping=
woken=
napping=
code=0
mkdir -p "$cache" || exit 1
trap on_term TERM INT HUP
trap 'woken=1' USR1

fetcher &
fetching=$!

pause=1

while [ -z "$stopping" ]; do
  wanted=
  [ -f "$wanted_file" ] && read -r wanted <"$wanted_file"
  if [ -z "$wanted" ]; then
    nap 1
    continue
  fi
  start_worker "$wanted" "$@"
  # Until another bundle is wanted, the worker ends by itself, or all is to end.
  while [ -z "$stopping" ] && [ "$wanted" = "$running" ]; do
    woken=
    wait "$worker"
    code=$?
    if [ -z "$woken" ]; then
      worker=
      break
    fi
    read -r wanted <"$wanted_file"
  done
  if [ -n "$stopping" ]; then break; fi
  if [ -n "$worker" ]; then
    say "bundle $wanted is current: the worker hands back and is replaced"
    stop_worker
    pause=1
  else
    [ $(($(date +%s) - started)) -lt 60 ] || pause=1
    [ "$code" -ne 126 ] || say "bundle $running does not run on this machine ($(uname -m)): is it for another architecture?"
    say "the worker ended with code $code; it is started again in $pause s, or when another bundle is current"
    again=$(($(date +%s) + pause))
    while [ -z "$stopping" ] && [ "$wanted" = "$running" ] && [ "$(date +%s)" -lt "$again" ]; do
      nap 1
      read -r wanted <"$wanted_file"
    done
    pause=$((pause * 2))
    [ "$pause" -le "$patience" ] || pause=$patience
  fi
done
leave
