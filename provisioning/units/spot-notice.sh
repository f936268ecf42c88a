#!/bin/sh
# Asks EC2 every five seconds whether it takes this machine back, and then stops the
# workers: each hands its checkpoint back, and another machine goes on from there.
set -u
base=http://169.254.169.254/latest
token=
while :; do
  status=$(curl --silent --max-time 3 --output /dev/null --write-out '%{http_code}' --header "X-aws-ec2-metadata-token: $token" "$base/meta-data/spot/instance-action")
  case $status in
    200)
      echo "EC2 takes this machine back: the workers hand back"
      systemctl stop meta-genx-workers.service 'meta-genx-worker@*.service'
      exit 0
      ;;
    401)
      token=$(curl --silent --max-time 3 --request PUT --header 'X-aws-ec2-metadata-token-ttl-seconds: 3600' "$base/api/token")
      ;;
  esac
  sleep 5
done
