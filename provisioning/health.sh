#!/bin/sh
# meta-genx-health: does this machine do what it is there for? A line for each thing
# that it has to do; exit code 1 when one of them fails. To be run by root, once
# `cloud-init status --wait` has ended. What a head and a worker have to do is in
# units/health-head.sh and units/health-worker.sh.
# shellcheck disable=SC2317  # Functions are called by way of check.
set -u
failed=0
check() {
  what=$1
  shift
  if "$@" >/dev/null 2>&1; then
    echo "ok    $what"
  else
    echo "FAIL  $what"
    failed=1
  fi
}
active() {
  systemctl --quiet is-active "$@"
}
# Whatever Redis answers to a stranger, it answers.
redis_answers() {
  timeout 5 bash -c "exec 3<>/dev/tcp/$1/6379; echo PING >&3; head -c 1 <&3 | grep -q '[-+]'"
}
no_passwords() {
  /usr/sbin/sshd -T | grep -qx 'passwordauthentication no'
}
no_metadata() {
  ip rule show priority 100 | grep -q '169.254.169.254.*prohibit' &&
    ! setpriv --reuid nobody --regid nogroup --clear-groups curl --silent --max-time 2 http://169.254.169.254/
}
check "nobody logs in by password" no_passwords
check "nobody but root reaches the metadata address" no_metadata
check "the dead-man timer runs" active meta-genx-dead-man.timer
# shellcheck source=/dev/null
. /etc/meta-genx/health
exit "$failed"
