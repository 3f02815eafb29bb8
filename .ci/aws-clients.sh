#!/usr/bin/env bash
# Installs parts that nobody here wrote, for the tests that use them: boto3 and the AWS CLI as clients of the local stack, moto's
# server as a second implementation to hold our own against. They are Python: a virtual environment of their own, .venv/aws.
# Where they cannot be had (no Python, no PyPI) this says so and exits 0; the tests that need them then say that they are skipped.
set -euo pipefail
cd "$(dirname "$0")/.."

PACKAGES=('boto3>=1.40,<2' 'awscli>=1.42,<2' 'moto[server]>=5.1,<6')
VENV=.venv/aws

skip() {
  echo "aws-clients: skipped: $1"
  exit 0
}

if [ ! -f "$VENV/complete" ]; then
  command -v python3 >/dev/null || skip 'there is no python3 on this machine.'
  rm -rf "$VENV"
  log=$(mktemp)
  trap 'rm -f "$log"' EXIT
  python3 -m venv "$VENV" >"$log" 2>&1 || skip "python3 cannot make a virtual environment: $(tail -n 1 "$log")"
  "$VENV/bin/pip" install --quiet --disable-pip-version-check --retries 1 --timeout 15 "${PACKAGES[@]}" >"$log" 2>&1 ||
    skip "PyPI cannot be reached or lacks one of ${PACKAGES[*]}: $(tail -n 1 "$log")"
  touch "$VENV/complete"
fi
echo "aws-clients: $("$VENV/bin/python" -c 'import boto3, moto; print("boto3", boto3.__version__, "· moto", moto.__version__)') · $("$VENV/bin/aws" --version | cut -d' ' -f1)"
