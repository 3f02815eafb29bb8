"""The AWS CLI as it is installed, run in this process: its start-up is most of what a call takes."""

import contextlib
import io
import json
import os

from awscli.clidriver import create_clidriver


class Output(io.TextIOWrapper):
    """Standard output that keeps its bytes: the CLI writes text to it, and objects to its buffer."""

    def __init__(self):
        super().__init__(io.BytesIO(), encoding="utf-8", write_through=True)


def aws(*arguments, stdin=b""):
    """What the command prints. Raises with its complaint when it fails."""
    import sys

    output, complaint = Output(), Output()
    sys_stdin, sys.stdin = sys.stdin, io.TextIOWrapper(io.BytesIO(stdin))
    try:
        with contextlib.redirect_stdout(output), contextlib.redirect_stderr(complaint):
            code = create_clidriver().main(list(arguments))
    finally:
        sys.stdin = sys_stdin
    if code != 0:
        raise RuntimeError(f"aws {' '.join(arguments)} exited {code}: {complaint.buffer.getvalue().decode()}")
    return output.buffer.getvalue().decode()


def aws_json(*arguments):
    text = aws(*arguments, "--output", "json")
    return json.loads(text) if text else None


def complaint_of(*arguments):
    """The complaint of a command that fails."""
    try:
        aws(*arguments)
    except RuntimeError as error:
        return str(error)
    raise AssertionError(f"aws {' '.join(arguments)} did not fail")


def write(path, content):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as file:
        file.write(content)
    return path
