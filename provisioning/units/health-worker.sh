# shellcheck shell=sh disable=SC2148,SC2317
# What a worker has to do, for health.sh.
all_workers() {
  for core in $(seq "$(nproc)"); do
    active "meta-genx-worker@$core.service" || return 1
  done
}
no_metadata() {
  ip rule show priority 100 | grep -q '169.254.169.254.*prohibit' &&
    ! setpriv --reuid meta-genx --regid meta-genx --clear-groups curl --silent --max-time 2 http://169.254.169.254/
}
head=$(sed -n 's,^META_GENX_BUNDLES=http://\(.*\):.*,\1,p' /etc/meta-genx/worker.env)
check "a worker runs on each of $(nproc) cores" all_workers
check "workers do not reach the metadata address" no_metadata
check "Redis on the head answers" redis_answers "$head"
