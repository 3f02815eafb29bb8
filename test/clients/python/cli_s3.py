import os
import subprocess
import sys
import tempfile

from aws_cli import aws, aws_json, complaint_of, write
from checks import check, equal, names, run

ROOT = f"s3://{names['bucket']}/cli"
folder = tempfile.mkdtemp()
local = lambda *path: os.path.join(folder, *path)


def listed(prefix):
    return [line.split(None, 3)[3] for line in aws("s3", "ls", "--recursive", f"{ROOT}/{prefix}").splitlines()]


@check("the installed command lists buckets")
def _():
    command = os.path.join(os.path.dirname(sys.executable), "aws")
    printed = subprocess.run([command, "s3", "ls"], check=True, capture_output=True, text=True).stdout
    assert names["bucket"] in printed, printed


@check("cp carries a file up and down")
def _():
    write(local("a.txt"), "ü".encode())
    aws("s3", "cp", local("a.txt"), f"{ROOT}/a b+ü.txt")
    aws("s3", "cp", f"{ROOT}/a b+ü.txt", local("down.txt"))
    with open(local("down.txt"), "rb") as file:
        equal(file.read(), "ü".encode())


@check("cp carries a large file in parts")
def _():
    content = os.urandom(20 * 1024 * 1024)
    write(local("large"), content)
    aws("s3", "cp", local("large"), f"{ROOT}/large")
    head = aws_json("s3api", "head-object", "--bucket", names["bucket"], "--key", "cli/large")
    assert head["ETag"].endswith('-3"'), head
    aws("s3", "cp", f"{ROOT}/large", local("large-down"))
    with open(local("large-down"), "rb") as file:
        assert file.read() == content


@check("cp reads standard input and writes standard output")
def _():
    aws("s3", "cp", "-", f"{ROOT}/stdin", stdin=b"from a pipe")
    equal(aws("s3", "cp", f"{ROOT}/stdin", "-"), "from a pipe")


@check("ls shows objects and folders")
def _():
    aws("s3", "cp", local("a.txt"), f"{ROOT}/folder/a.txt")
    printed = aws("s3", "ls", f"{ROOT}/")
    assert "PRE folder/" in printed and "large" in printed, printed


@check("sync carries what differs, and deletes with --delete")
def _():
    for name in ("one", "two", "deep/three"):
        write(local("tree", name), name.encode())
    uploaded = aws("s3", "sync", local("tree"), f"{ROOT}/tree")
    equal(uploaded.count("upload:"), 3)
    equal(aws("s3", "sync", local("tree"), f"{ROOT}/tree"), "")
    os.remove(local("tree", "one"))
    write(local("tree", "two"), b"changed")
    again = aws("s3", "sync", local("tree"), f"{ROOT}/tree", "--delete")
    equal((again.count("upload:"), again.count("delete:")), (1, 1))
    equal(listed("tree/"), ["cli/tree/deep/three", "cli/tree/two"])
    aws("s3", "sync", f"{ROOT}/tree", local("back"))
    with open(local("back", "deep", "three"), "rb") as file:
        equal(file.read(), b"deep/three")


@check("mv moves within the bucket")
def _():
    aws("s3", "mv", f"{ROOT}/tree/two", f"{ROOT}/tree/moved")
    equal(listed("tree/"), ["cli/tree/deep/three", "cli/tree/moved"])


@check("s3api put-object writes once with --if-none-match")
def _():
    put = ("s3api", "put-object", "--bucket", names["bucket"], "--key", "cli/once", "--body", local("a.txt"))
    aws(*put, "--if-none-match", "*")
    assert "PreconditionFailed" in complaint_of(*put, "--if-none-match", "*")


@check("head-object of what is not there is refused")
def _():
    assert "404" in complaint_of("s3api", "head-object", "--bucket", names["bucket"], "--key", "cli/absent")


@check("rm deletes a folder")
def _():
    aws("s3", "rm", "--recursive", ROOT)
    assert "cli" not in aws("s3", "ls", f"s3://{names['bucket']}/")


run()
