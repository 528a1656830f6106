#!/bin/sh
# Runs a command beside a private Docker engine: with-engine.sh JUDGES COMMAND [ARGUMENT]...
#
# JUDGES is the folder that `cargo xtask checkers` fills. The engine lives in network, process, mount and control group
# namespaces of its own and keeps all it has on a tmpfs, so that nothing outlives this script and the machine's own
# Docker, firewall and networks never notice. The command runs in the same namespaces: published ports answer on its
# 127.0.0.1 and the socket is /var/run/docker.sock. Needs root. The exit code is the command's, or 97 when the engine
# does not start.
set -eu

judges=$1
engine=$judges/engine

if [ -z "${MCPGEN_INSIDE:-}" ]; then
    # On cgroup v2 only a group without processes can hand controllers on to the engine's: start from a fresh one.
    own=$(sed -n 's/^0:://p' /proc/self/cgroup)
    if [ -f /sys/fs/cgroup/cgroup.controllers ] && mkdir "/sys/fs/cgroup$own/mcpgen-engine-$$" 2>/dev/null; then
        group=/sys/fs/cgroup$own/mcpgen-engine-$$
        printf '0\n' >"$group/cgroup.procs"
    fi
    # Whoever ends this ends what runs in the namespaces, and the rest is cleaned up.
    trap : TERM
    code=0
    MCPGEN_INSIDE=$$ unshare --mount --net --cgroup --pid --fork --mount-proc --kill-child "$0" "$@" || code=$?
    if [ -n "${group:-}" ]; then
        printf '0\n' >"/sys/fs/cgroup$own/cgroup.procs"
        find "$group" -depth -type d -exec rmdir {} + 2>/dev/null || true
    fi
    exit "$code"
fi
# The number tells the groups of this engine's containers from those of another that runs beside it.
containers=/mcpgen-containers-$MCPGEN_INSIDE
unset MCPGEN_INSIDE
shift

# The caller's own control groups become the root of what the engine sees.
if [ -f /sys/fs/cgroup/cgroup.controllers ]; then
    umount --lazy /sys/fs/cgroup
    mount -t cgroup2 cgroup2 /sys/fs/cgroup
    mkdir -p /sys/fs/cgroup/caller
    while read -r process; do
        printf '%s\n' "$process" >/sys/fs/cgroup/caller/cgroup.procs 2>/dev/null || true
    done </sys/fs/cgroup/cgroup.procs
    sed 's/[a-z]\{1,\}/+&/g' /sys/fs/cgroup/cgroup.controllers >/sys/fs/cgroup/cgroup.subtree_control || true
else
    mount -t tmpfs -o mode=755 cgroup /sys/fs/cgroup
    while IFS=: read -r _ controllers _; do
        [ -n "$controllers" ] || continue
        folder=/sys/fs/cgroup/${controllers#name=}
        options=$controllers
        case $controllers in name=*) options=none,$controllers ;; esac
        mkdir -p "$folder"
        mount -t cgroup -o "$options" cgroup "$folder"
        # The engine looks for each controller by its own name, also where two share a hierarchy.
        for controller in $(printf '%s\n' "${controllers#name=}" | tr , ' '); do
            [ -e "/sys/fs/cgroup/$controller" ] || ln -s "$folder" "/sys/fs/cgroup/$controller"
        done
    done </proc/self/cgroup
fi

mount -t tmpfs -o mode=755 tmpfs /run
mkdir -p /run/mcpgen /run/lock
printf '{}\n' >/run/mcpgen/daemon.json
"$engine/bin/busybox" ip link set lo up

libraries=$(echo "$engine"/usr/lib/*-linux-gnu)
PATH=$engine/usr/sbin:$engine/usr/bin:$PATH LD_LIBRARY_PATH=$libraries XTABLES_LIBDIR=$libraries/xtables \
    dockerd --config-file /run/mcpgen/daemon.json --data-root /run/mcpgen/data --cgroup-parent "$containers" \
    >/run/mcpgen/log 2>&1 &
dockerd=$!

PATH=$judges/bin:$PATH
DOCKER_CONFIG=$judges/docker-newest
export PATH DOCKER_CONFIG
unset DOCKER_HOST DOCKER_CONTEXT

tries=0
until docker version >/dev/null 2>&1; do
    tries=$((tries + 1))
    if [ "$tries" -gt 300 ] || ! kill -0 "$dockerd" 2>/dev/null; then
        printf 'with-engine: the engine did not start:\n' >&2
        tail -n 20 /run/mcpgen/log >&2
        exit 97
    fi
    sleep 0.1
done

code=0
"$@" || code=$?

docker ps --all --quiet | xargs -r docker rm --force >/dev/null 2>&1 || true
kill "$dockerd"
wait "$dockerd" || true
find /sys/fs/cgroup -depth -type d -path "*$containers*" -exec rmdir {} + 2>/dev/null || true
exit "$code"
