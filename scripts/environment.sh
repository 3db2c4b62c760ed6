#!/bin/sh
# Makes or refreshes .venv from a hash-pinned lock: scripts/environment.sh runtime|test
# Safe to run twice: it does nothing when the lock and the project file have not changed since.
set -eu
cd "$(dirname "$0")/.."
kind=$1
venv=.venv
lock=requirements/$kind.lock
stamp=$venv/.installed-$kind
say() { printf '%s\n' "$*" >&2; }

find_python() {
  for name in "${PYTHON:-}" python3 python3.13 python3.12 python3.11; do
    [ -n "$name" ] || continue
    if command -v "$name" >/dev/null 2>&1 &&
      "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then
      command -v "$name"
      return 0
    fi
  done
  say "Bearwitness needs Python 3.11 or newer and found none. Install it, or name one: make PYTHON=/path/to/python3 ..."
  return 1
}

make_venv() {
  python=$(find_python)
  if ! "$python" -c 'import venv, ensurepip' >/dev/null 2>&1; then
    # Debian keeps these two modules in a package of their own.
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
      say "This Python lacks the venv module: installing Debian's python3-venv."
      apt-get update -qq && apt-get install -y -qq python3-venv
    else
      say "This Python lacks the venv module. Run: sudo apt-get install python3-venv"
      exit 1
    fi
  fi
  say "Making $venv with $("$python" --version)."
  "$python" -m venv "$venv"
}

# The tests check timestamps and signatures with a program that is not ours.
if [ "$kind" = test ] && ! command -v openssl >/dev/null 2>&1; then
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    say "The tests need openssl: installing Debian's."
    apt-get update -qq && apt-get install -y -qq openssl
  else
    say "The tests need openssl. Run: sudo apt-get install openssl"
    exit 1
  fi
fi

# The pages are tested in a real browser. Without one those tests are skipped, and the others run all the same.
if [ "$kind" = test ] && ! command -v chromium >/dev/null 2>&1 && ! command -v chromium-browser >/dev/null 2>&1; then
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    say "The tests of the pages need Chromium: installing Debian's."
    { apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium >/dev/null; } ||
      say "Chromium could not be installed: the tests in a browser will be skipped."
  else
    say "The tests in a browser will be skipped. To run them: sudo apt-get install chromium"
  fi
fi

if [ -x "$venv/bin/python" ] && ! "$venv/bin/python" -c '' >/dev/null 2>&1; then
  say "$venv is broken (its Python is gone): making it anew."
  rm -rf "$venv"
fi
[ -x "$venv/bin/python" ] || make_venv

wanted=$(cat "$lock" pyproject.toml | cksum)
if [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$wanted" ]; then
  exec scripts/islands.sh "$kind"
fi
say "Installing what $lock pins, by hash (the first time takes a minute or two)."
"$venv/bin/python" -m pip install --disable-pip-version-check --quiet --progress-bar off --require-hashes -r "$lock"
"$venv/bin/python" -m pip install --disable-pip-version-check --quiet --no-deps --no-build-isolation -e .
printf '%s\n' "$wanted" >"$stamp"
exec scripts/islands.sh "$kind"
