"""Runs named checks and tells of each in one line of JSON: {"check": …, "outcome": "ok" or what went wrong}."""

import json
import sys
import time
import traceback

_checks = []

# The names of what the stack holds, from the test that started it.
names = json.loads(sys.argv[1])


def check(sentence):
    def register(function):
        _checks.append((sentence, function))
        return function

    return register


def run():
    for sentence, function in _checks:
        started = time.monotonic()
        try:
            function()
            outcome = "ok"
        except Exception:
            outcome = traceback.format_exc(limit=-3)
        print(json.dumps({"check": sentence, "outcome": outcome, "ms": round((time.monotonic() - started) * 1000)}), flush=True)


def equal(actual, expected):
    assert actual == expected, f"{actual!r} is not {expected!r}"


def refused(call, code):
    """Calls, and wants botocore's ClientError with this code."""
    from botocore.exceptions import ClientError

    try:
        answer = call()
    except ClientError as error:
        equal(error.response["Error"]["Code"], code)
        return error.response
    raise AssertionError(f"was not refused but answered {answer!r}")


def eventually(look, seconds=20):
    """What `look` finds, once it finds something."""
    until = time.monotonic() + seconds
    while True:
        found = look()
        if found:
            return found
        assert time.monotonic() < until, f"waited {seconds} s in vain"
        time.sleep(0.1)
