#!/usr/bin/env bash
# Installs sqlglot, a parser of SQL dialects that nobody here wrote, for the test that reads the saved queries as Athena does.
# It is a Python library: it gets a virtual environment of its own, .venv/sqlglot. Where it cannot be had (no Python, no PyPI) this
# says so and exits 0; the test then says that it is skipped.
set -euo pipefail
cd "$(dirname "$0")/.."

SQLGLOT='sqlglot>=30,<31'
VENV=.venv/sqlglot

skip() {
  echo "sqlglot: skipped: $1"
  exit 0
}

if [ ! -f "$VENV/complete" ]; then
  command -v python3 >/dev/null || skip 'there is no python3 on this machine.'
  rm -rf "$VENV"
  log=$(mktemp)
  trap 'rm -f "$log"' EXIT
  python3 -m venv "$VENV" >"$log" 2>&1 || skip "python3 cannot make a virtual environment: $(tail -n 1 "$log")"
  "$VENV/bin/pip" install --quiet --disable-pip-version-check --retries 1 --timeout 15 "$SQLGLOT" >"$log" 2>&1 ||
    skip "PyPI cannot be reached or has no $SQLGLOT: $(tail -n 1 "$log")"
  touch "$VENV/complete"
fi
"$VENV/bin/python" -c 'import sqlglot; print("sqlglot:", sqlglot.__version__)'
