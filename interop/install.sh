#!/usr/bin/env bash
# Installs other people's MCP software, at the versions that stand beside this
# file, and prints the folder it is in. With "python", the Python packages too.
# What is there already is left alone.
set -euo pipefail
cd "$(dirname "$0")"
tools="${XDG_CACHE_HOME:-$HOME/.cache}/bespoke-ci/interop"
mkdir -p "$tools"

# once NAME FILE COMMAND… runs the command unless it has run for the file's
# present contents before.
once() {
  local mark="$tools/.$1" file="$2"
  shift 2
  cmp -s "$file" "$mark" && return
  "$@" >&2
  cp "$file" "$mark"
}

node() {
  cp package.json package-lock.json "$tools"
  npm install --prefix "$tools" --ignore-scripts --no-audit --no-fund --loglevel=error
}
once node package-lock.json node

# venv NAME installs NAME.txt into an environment of its own.
venv() {
  local python
  python="$(./python.sh)"
  rm -rf "${tools:?}/$1"
  "$python" -m venv "$tools/$1"
  "$tools/$1/bin/pip" install --quiet --disable-pip-version-check --no-deps -r "$1.txt"
}
if [ "${1:-}" = python ]; then
  once python-sdk python-sdk.txt venv python-sdk &
  once mcp-agent mcp-agent.txt venv mcp-agent &
  wait -n && wait -n
fi
echo "$tools"
