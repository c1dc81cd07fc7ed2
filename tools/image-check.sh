#!/usr/bin/env bash
# Proves the container image without a container engine: lint, build, size, run to healthy as the
# image's own user on a read-only root, stop. For root on Debian; nothing outside the work folder
# changes. A real engine should still run the image once before a release: limits, capabilities
# and published ports are not tried here.
set -euo pipefail
cd "$(dirname "$0")/.."

work=${IMAGE_CHECK_DIR:-/tmp/amif-monitor-image-check}
image=localhost/amif-monitor:check
base=localhost/amif-monitor-base:check
size_limit=200  # MB beyond the base
stop_limit=10   # seconds
export BUILDAH_ISOLATION=chroot

service='' box=''
clean_up() {
    [ -z "$service" ] || kill -KILL "$service" 2> /dev/null || true
    [ -z "$box" ] || { build umount "$box" && build rm "$box"; } > /dev/null 2>&1 || true
}
trap clean_up EXIT

fail() { echo "image-check: $*" >&2; exit 1; }
told() { printf '%-46s %s\n' "$1" "$2"; }

# buildah warns of a network it is not asked to make; everything else it says is wanted.
build() { buildah --storage-driver vfs --root "$work/store" --runroot "$work/run" "$@" 2> >(grep -v CNI >&2 || true); }

read_config() { .venv/bin/python - "$work/image.json" "$1" << 'PYTHON'
import json, sys
config = json.load(open(sys.argv[1]))["Docker"]["config"]
values = {
    "user": [config.get("User", "")],
    "env": config["Env"],
    "start": (config.get("Entrypoint") or []) + (config.get("Cmd") or []),
    "health": (config.get("Healthcheck") or {}).get("Test", []),
    "volumes": list(config.get("Volumes") or {}),
}
sys.stdout.write("".join(value + "\0" for value in values[sys.argv[2]]))
PYTHON
}

need_tools() {
    [ "$(id -u)" -eq 0 ] || fail "only root may mount and change root"
    local missing=()
    command -v buildah > /dev/null || missing+=(buildah)
    command -v debootstrap > /dev/null || missing+=(debootstrap)
    if [ "${#missing[@]}" -gt 0 ]; then
        DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends "${missing[@]}" \
            > "$work/apt.log" 2>&1 || fail "could not install ${missing[*]}: see $work/apt.log"
    fi
}

make_base() {
    if build images --quiet "$base" > /dev/null 2>&1; then
        return
    fi
    if [ ! -x "$work/debian/usr/bin/python3" ]; then
        debootstrap --variant=minbase --include=python3,python3-venv,ca-certificates \
            bookworm "$work/debian" > "$work/debootstrap.log" 2>&1 || fail "see $work/debootstrap.log"
    fi
    # A machine behind its own certificate authority or package index: only this test base knows.
    cp /etc/ssl/certs/ca-certificates.crt "$work/debian/etc/ssl/certs/"
    {
        echo '[global]'
        echo 'cert = /etc/ssl/certs/ca-certificates.crt'
        local index
        index=${PIP_INDEX_URL:-$(.venv/bin/python -m pip config get global.index-url 2> /dev/null || true)}
        [ -z "$index" ] || echo "index-url = $index"
    } > "$work/debian/etc/pip.conf"
    box=$(build from scratch)
    cp -a "$work/debian/." "$(build mount "$box")/"
    build umount "$box" > /dev/null
    build commit -q "$box" "$base" > /dev/null
    build rm "$box" > /dev/null
    box=''
}

build_image() {
    # OCI's own format knows no health check, docker's does.
    build bud --format docker --build-arg "BASE=$base" --tag "$image" . > "$work/build.log" 2>&1 \
        || { tail -n 30 "$work/build.log" >&2; fail "the image cannot be built"; }
    build inspect --type image "$image" > "$work/image.json"
}

check_size() {
    local before after
    before=$(du -sm "$work/debian" | cut -f1)
    after=$(du -sm "$1" | cut -f1)
    told "beyond the base" "$((after - before)) MB (at most $size_limit)"
    [ $((after - before)) -le "$size_limit" ] || fail "the image is too large"
}

# Runs "$@" as the image would: its environment, its user, its root read-only but for /data and /tmp.
inside() {
    local root=$1 user=$2
    shift 2
    exec unshare --mount --propagation private bash -c '
        set -e
        root=$1 user=$2 data=$3
        shift 3
        mount --bind "$root" "$root"
        mount -o remount,bind,ro "$root"
        mount --bind "$data" "$root/data"
        mount -t tmpfs -o mode=1777 tmpfs "$root/tmp"
        mount -t proc proc "$root/proc"
        mount --bind /dev "$root/dev"
        cd /
        exec chroot --userspec="$user" --groups="" "$root" /usr/bin/env -i -C /data "$@"
    ' inside "$root" "$user" "$work/data" "$@"
}

run_image() {
    local root=$1 user port health=() start=() env=()
    mapfile -d '' -t env < <(read_config env)
    mapfile -d '' -t start < <(read_config start)
    mapfile -d '' -t health < <(read_config health)
    user=$(read_config user | tr -d '\0')
    [[ $user =~ ^[1-9][0-9]*(:[1-9][0-9]*)?$ ]] || fail "the user is '$user', not a number above 0"
    [[ $user == *:* ]] || user=$user:$user
    [ "${health[0]:-}" = CMD ] || fail "no health check in exec form"
    port=$(.venv/bin/python -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
    env+=("AMIF_MONITOR_WEB__PORT=$port" "AMIF_MONITOR_WEB__HOST=127.0.0.1" "AMIF_MONITOR_POLLING__EVERY=1h")

    rm -rf "$work/data"
    install -d -o "${user%:*}" -g "${user#*:}" -m 0750 "$work/data"
    (inside "$root" "$user" "${env[@]}" "${start[@]}") > "$work/service.log" 2>&1 &
    service=$!

    local began=$SECONDS
    until (inside "$root" "$user" "${env[@]}" "${health[@]:1}") > "$work/health.log" 2>&1; do
        kill -0 "$service" 2> /dev/null || { tail -n 30 "$work/service.log" >&2; fail "the service ended"; }
        [ $((SECONDS - began)) -lt 60 ] || { tail -n 5 "$work/health.log" >&2; fail "not healthy after a minute"; }
        sleep 0.2
    done
    told "healthy as user ${user%:*}, root read-only" "after $((SECONDS - began)) s"
    [ "$(stat -c %u "/proc/$service")" = "${user%:*}" ] || fail "the service runs as another user"
    curl --silent --fail --noproxy '*' "http://127.0.0.1:$port/" > /dev/null || fail "no page at /"
    told "written to /data" "$(cd "$work/data" && echo *)"

    began=$SECONDS
    kill -TERM "$service"
    local code=0
    timeout "$stop_limit" tail --pid="$service" -f /dev/null || fail "still running $stop_limit s after SIGTERM"
    wait "$service" || code=$?
    service=''
    told "SIGTERM" "exit code $code after $((SECONDS - began)) s"
    [ "$code" -eq 0 ] || { tail -n 30 "$work/service.log" >&2; fail "it did not end well"; }
}

mkdir -p "$work"
need_tools
.venv/bin/hadolint Dockerfile && told "hadolint" "nothing to say"
make_base
began=$SECONDS
build_image
told "built" "in $((SECONDS - began)) s"
box=$(build from "$image")
root=$(build mount "$box")
check_size "$root"
run_image "$root"
echo "The image holds what it promises. Its store is kept for the next time in $work."
