#!/usr/bin/env bash
# Lints the CloudFormation templates of both stages, as they ship, with all that they can have and without the fan-out, with cfn-lint, which knows the patterns and ranges that the specification
# of the resource types leaves out. cfn-lint is a Python program: it gets a virtual environment of its own, .venv/cfn-lint.
# Where it cannot be had (no Python, no PyPI) the check is skipped and says so. A lint error or an unexplained warning exits 1.
set -euo pipefail
cd "$(dirname "$0")/.."

CFN_LINT='cfn-lint>=1.58,<2'
VENV=.venv/cfn-lint
STAGES=(dev prod)
# Parameters of each packaging, as JSON.
VARIANTS=('{}' '{"accessLog":"true","alarmEmail":"oncall@example.com","timeZone":"Asia/Seoul"}' '{"fanOut":"false"}')

# Warnings that are not mistakes, each with its reason:
# - W3005: the framework lists a function's role under DependsOn although Fn::GetAtt already says so.
# - W8003: the condition HasAlarmEmail compares values that are fixed once a stage is packaged.
IGNORED=(W3005 W8003)

skip() {
  echo "cfn-lint: skipped: $1"
  exit 0
}

if [ ! -x "$VENV/bin/cfn-lint" ]; then
  command -v python3 >/dev/null || skip 'there is no python3 on this machine.'
  rm -rf "$VENV"
  log=$(mktemp)
  trap 'rm -f "$log"' EXIT
  python3 -m venv "$VENV" >"$log" 2>&1 || skip "python3 cannot make a virtual environment: $(tail -n 1 "$log")"
  if ! "$VENV/bin/pip" install --quiet --disable-pip-version-check --retries 1 --timeout 15 "$CFN_LINT" >"$log" 2>&1; then
    rm -rf "$VENV"
    skip "PyPI cannot be reached or has no $CFN_LINT: $(tail -n 1 "$log")"
  fi
fi

packages=$(mktemp -d)
trap 'rm -rf "$packages" ${log:+"$log"}' EXIT
templates=()
for stage in "${STAGES[@]}"; do
  for variant in "${!VARIANTS[@]}"; do
    package=$packages/$stage-$variant
    # The node that npm scripts have: it reads TypeScript.
    npm exec -- node --input-type=module --eval "
      import { packageService } from './cli/package-service.ts';
      await packageService('$stage', '$package', ${VARIANTS[$variant]});
    "
    templates+=("$package/cloudformation-template-create-stack.json" "$package/cloudformation-template-update-stack.json")
  done
done

"$VENV/bin/cfn-lint" --regions us-east-1 eu-west-1 ap-northeast-2 --ignore-checks "${IGNORED[@]}" -- "${templates[@]}" || exit 1
echo "cfn-lint: $("$VENV/bin/cfn-lint" --version | cut -d' ' -f2) finds nothing in the templates of ${STAGES[*]}, as they ship, with all and without the fan-out."
