#!/usr/bin/env bash
# Makes .venv from nothing, or brings it up to what the lock files pin. Needs python3 with venv.
set -euo pipefail
cd "$(dirname "$0")/.."

python=${PYTHON:-python3}
venv=.venv
here=$(pwd -P)

say() { printf '%s\n' "$*" >&2; }

"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || {
    say "Python 3.11 or newer is needed; '$python' is not. Name another with PYTHON=..."
    exit 1
}
"$python" -c 'import ensurepip, venv' 2>/dev/null || {
    say "Python's venv module is missing. On Debian: apt-get install python3-venv"
    exit 1
}

# Programs in an environment name its folder, so a clone that was moved needs a new one.
if [ "$(cat "$venv/.made-in" 2>/dev/null)" != "$here" ]; then
    rm -rf "$venv"
fi
"$venv/bin/python" -c 'import pip' 2>/dev/null || "$python" -m venv --clear "$venv"
printf '%s' "$here" > "$venv/.made-in"

pip() { "$venv/bin/python" -m pip --disable-pip-version-check "$@"; }

uv_sync() {
    VIRTUAL_ENV="$here/$venv" UV_HTTP_RETRIES=${UV_HTTP_RETRIES:-1} \
        "$venv/bin/uv" pip sync --quiet --compile-bytecode --require-hashes requirements-dev.lock
}

# uv is ten times faster than pip, and is itself pinned in the lock file. It does not read pip's
# configuration, so an index set there is handed on; whatever else it lacks, pip does the work.
with_uv() {
    awk '/^uv==/ { found = 1 } found { print } found && !/\\$/ { exit }' requirements-dev.lock \
        > "$venv/uv.lock"
    pip install --quiet --require-hashes -r "$venv/uv.lock" || return 1
    local index
    index=$(pip config get global.index-url 2>/dev/null || true)
    index=${PIP_INDEX_URL:-$index}
    if [ -n "$index" ]; then
        export UV_DEFAULT_INDEX=${UV_DEFAULT_INDEX:-$index}
    fi
    # uv trusts its own list of authorities, or those of the system, which a company's proxy needs.
    uv_sync 2> "$venv/uv.log" || UV_SYSTEM_CERTS=1 uv_sync 2> "$venv/uv.log"
}

with_uv || {
    tail -n 3 "$venv/uv.log" >&2 2>/dev/null || true
    say "uv could not install the locked packages; trying pip, which takes longer"
    pip install --quiet --require-hashes -r requirements-dev.lock
}
pip install --quiet --no-deps --no-build-isolation -e .
# Compiled once here, not at each start: an environment may forbid Python to write it on the way.
"$venv/bin/python" -m compileall -q config sources notifiers store monitor
touch "$venv/.ok"
