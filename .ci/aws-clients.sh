#!/usr/bin/env bash
# Installs parts that nobody here wrote, for the tests that use them, each in a folder of its own under .venv:
# - aws: boto3 and the AWS CLI as clients of the local stack, moto's server as a second implementation to hold our own against.
# - dynamodb-local: AWS's own DynamoDB Local as another.
# Where one cannot be had (no Python or Java, no network) this says so and exits 0; the tests that need it then say that they are skipped.
set -euo pipefail
cd "$(dirname "$0")/.."

PYTHON_PACKAGES=('boto3>=1.40,<2' 'awscli>=1.42,<2' 'moto[server]>=5.1,<6')
# It runs on Java 17 and later; javac because the tests start it by a program of their own. https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/DynamoDBLocal.DownloadingAndRunning.html
DYNAMODB_LOCAL_PACKAGE=com.amazonaws:DynamoDBLocal:2.6.1
AWS=.venv/aws
DYNAMODB=.venv/dynamodb-local

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Prints why $1 is skipped; the last line of the log says what went wrong.
skip() {
  echo "$1: skipped: $2"
}

install_python() {
  command -v python3 >/dev/null || { skip aws-clients 'there is no python3 on this machine.'; return; }
  rm -rf "$AWS"
  python3 -m venv "$AWS" >"$work/log" 2>&1 ||
    { skip aws-clients "python3 cannot make a virtual environment: $(tail -n 1 "$work/log")"; return; }
  "$AWS/bin/pip" install --quiet --disable-pip-version-check --retries 1 --timeout 15 "${PYTHON_PACKAGES[@]}" >"$work/log" 2>&1 ||
    { skip aws-clients "PyPI cannot be reached or lacks one of ${PYTHON_PACKAGES[*]}: $(tail -n 1 "$work/log")"; return; }
  touch "$AWS/complete"
}

install_dynamodb_local() {
  for command in javac mvn; do
    command -v "$command" >/dev/null || { skip dynamodb-local "there is no $command on this machine."; return; }
  done
  [[ $(javac -version 2>&1) =~ ^javac\ ([0-9]+) && ${BASH_REMATCH[1]} -ge 17 ]] ||
    { skip dynamodb-local "it needs Java 17 or later, and here is $(javac -version 2>&1)."; return; }
  rm -rf "$DYNAMODB"
  IFS=: read -r group artifact version <<<"$DYNAMODB_LOCAL_PACKAGE"
  cat >"$work/pom.xml" <<POM
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion><groupId>none</groupId><artifactId>none</artifactId><version>1</version>
  <dependencies><dependency><groupId>$group</groupId><artifactId>$artifact</artifactId><version>$version</version></dependency></dependencies>
</project>
POM
  mvn --batch-mode --quiet --file "$work/pom.xml" dependency:copy-dependencies -DincludeScope=runtime \
    -DoutputDirectory="$PWD/$DYNAMODB/lib" -Dmaven.wagon.http.connectionTimeout=15000 >"$work/log" 2>&1 ||
    { skip dynamodb-local "Maven Central cannot be reached or lacks $DYNAMODB_LOCAL_PACKAGE: $(grep -m 1 ERROR "$work/log")"; return; }
  touch "$DYNAMODB/complete"
}

[ -f "$AWS/complete" ] || install_python
[ -f "$DYNAMODB/complete" ] || install_dynamodb_local
if [ -f "$AWS/complete" ]; then
  echo "aws-clients: $("$AWS/bin/python" -c 'import boto3, moto; print("boto3", boto3.__version__, "· moto", moto.__version__)') · $("$AWS/bin/aws" --version | cut -d' ' -f1)"
fi
if [ -f "$DYNAMODB/complete" ]; then
  echo "dynamodb-local: $(basename "$DYNAMODB"/lib/DynamoDBLocal-*.jar .jar)"
fi
