# shellcheck shell=sh disable=SC2148,SC2317
# What a worker has to do, for health.sh.
all_workers() {
  for core in $(seq "$(nproc)"); do
    active "meta-genx-worker@$core.service" || return 1
  done
}
head=$(sed -n 's,^META_GENX_BUNDLES=http://\(.*\):.*,\1,p' /etc/meta-genx/worker.env)
check "a worker runs on each of $(nproc) cores" all_workers
check "Redis on the head answers" redis_answers "$head"
