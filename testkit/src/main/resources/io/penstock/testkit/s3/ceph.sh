#!/usr/bin/env bash
# A Ceph cluster of one node on loopback, its objects in memory: monitor, manager, one object store and the S3 gateway. They end together.
# usage: ceph.sh DIRECTORY GATEWAY_PORT MONITOR_PORT MONITOR_PORT_V1 ACCESS_KEY SECRET_KEY
# DIRECTORY/ready is there once requests are served.
set -euo pipefail

directory=$1 port=$2 monitor=$3 monitor_v1=$4 access_key=$5 secret_key=$6

rm -rf "$directory"
mkdir -p "$directory"/{mon,mgr,osd,run,log}
cd "$directory"
uuid() { cat /proc/sys/kernel/random/uuid; }

cat > ceph.conf <<CONF
[global]
fsid = $(uuid)
mon host = [v2:127.0.0.1:$monitor,v1:127.0.0.1:$monitor_v1]
mon initial members = a
public addr = 127.0.0.1
cluster addr = 127.0.0.1
ms bind ipv6 = false
ms type = async+posix
run dir = $directory/run
log file = $directory/log/\$name.log
admin socket = $directory/run/\$name.asok
pid file = $directory/run/\$name.pid
crash dir = $directory/run
mon data = $directory/mon
mgr data = $directory/mgr
osd data = $directory/osd
keyring = $directory/keyring
mgr initial modules =
mon allow pool size one = true
mon warn on pool no redundancy = false
mon max pg per osd = 1000
mon data avail warn = 1
mon data avail crit = 1
osd pool default size = 1
osd pool default min size = 1
osd pool default pg num = 1
osd pool default pgp num = 1
osd pool default pg autoscale mode = off
osd crush chooseleaf type = 0
osd crush update on start = true
osd objectstore = memstore
memstore device bytes = 2147483648
osd check max object name len on startup = false
[client.rgw.a]
rgw frontends = beast endpoint=127.0.0.1:$port
rgw thread pool size = 32
rgw enable usage log = false
rgw enable ops log = false
rgw dns name = localhost
CONF
export CEPH_CONF=$directory/ceph.conf

key() { ceph-authtool "$@" --gen-key > /dev/null; }
key --create-keyring keyring -n mon. --cap mon 'allow *'
key keyring -n client.admin --cap mon 'allow *' --cap osd 'allow *' --cap mds 'allow *' --cap mgr 'allow *'
key keyring -n mgr.a --cap mon 'allow profile mgr' --cap osd 'allow *'
key keyring -n osd.0 --cap mon 'allow profile osd' --cap osd 'allow *' --cap mgr 'allow profile osd'
key keyring -n client.rgw.a --cap mon 'allow rw' --cap osd 'allow rwx' --cap mgr 'allow rw'

trap 'kill $(jobs -p) 2> /dev/null; wait' EXIT
trap 'exit 0' TERM INT

monmaptool --create --clobber --fsid "$(sed -n 's/^fsid = //p' ceph.conf)" \
  --addv a "[v2:127.0.0.1:$monitor,v1:127.0.0.1:$monitor_v1]" monmap
ceph-mon --mkfs -i a --monmap monmap --keyring keyring
ceph-mon -f -i a &
ceph-mgr -f -i a &
osd=$(uuid)
ceph osd new "$osd" > osd.id
ceph-osd -i "$(cat osd.id)" --mkfs --osd-uuid "$osd"
ceph-osd -f -i "$(cat osd.id)" &
until ceph osd stat | grep -q '1 up'; do sleep 0.5; done
radosgw -f -n client.rgw.a &
until (exec 3<> "/dev/tcp/127.0.0.1/$port") 2> /dev/null; do sleep 0.5; done
radosgw-admin user create --uid=penstock --display-name=penstock \
  --access-key="$access_key" --secret-key="$secret_key" > user.json
touch ready
wait -n
