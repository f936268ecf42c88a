# shellcheck shell=sh disable=SC2148
# What a head has to do, for health.sh.
private=$(sed -n 's/^META_GENX_PRIVATE=//p' /run/meta-genx/head.env)
check "Redis runs" active redis-server.service
check "Redis answers on 127.0.0.1" redis_answers 127.0.0.1
check "Redis answers on $private" redis_answers "$private"
if [ -e /opt/meta-genx/current ]; then
  check "bundles are served" active meta-genx-bundles.service
fi
