import hashlib
import io
import os
import tempfile
import urllib.request

import boto3
from boto3.s3.transfer import TransferConfig
from checks import check, equal, names, refused, run

client = boto3.client("s3")
BUCKET = names["bucket"]
bucket = boto3.resource("s3").Bucket(BUCKET)
FOLDER = "boto3/"
MIB = 1024 * 1024


@check("an object is put with boto3's default checksum and comes back checked against it")
def _():
    answer = client.put_object(Bucket=BUCKET, Key=FOLDER + "ü +&.txt", Body="content", Metadata={"a": "1"})
    assert any(name.startswith("Checksum") for name in answer), answer
    found = client.get_object(Bucket=BUCKET, Key=FOLDER + "ü +&.txt", ChecksumMode="ENABLED")
    equal(found["Body"].read(), b"content")
    equal(found["Metadata"], {"a": "1"})
    equal(found["ETag"], f'"{hashlib.md5(b"content").hexdigest()}"')


@check("every checksum that boto3 computes itself is taken")
def _():
    for algorithm in ("CRC32", "SHA1", "SHA256"):
        client.put_object(Bucket=BUCKET, Key=FOLDER + algorithm, Body=b"content", ChecksumAlgorithm=algorithm)
        head = client.head_object(Bucket=BUCKET, Key=FOLDER + algorithm, ChecksumMode="ENABLED")
        assert head["Checksum" + algorithm]


@check("a body without a length is streamed")
def _():
    class Stream(io.RawIOBase):
        def __init__(self):
            self.left = io.BytesIO(b"x" * 100_000)

        def readable(self):
            return True

        def readinto(self, buffer):
            return self.left.readinto(buffer)

    client.upload_fileobj(Stream(), BUCKET, FOLDER + "streamed")
    equal(client.head_object(Bucket=BUCKET, Key=FOLDER + "streamed")["ContentLength"], 100_000)


@check("a large file goes up in parts and comes down in ranges, unchanged")
def _():
    config = TransferConfig(multipart_threshold=5 * MIB, multipart_chunksize=5 * MIB)
    with tempfile.TemporaryDirectory() as folder:
        source, target = os.path.join(folder, "source"), os.path.join(folder, "target")
        content = os.urandom(12 * MIB)
        with open(source, "wb") as file:
            file.write(content)
        client.upload_file(source, BUCKET, FOLDER + "large", Config=config, ExtraArgs={"ContentType": "text/x-large"})
        head = client.head_object(Bucket=BUCKET, Key=FOLDER + "large")
        assert head["ETag"].endswith('-3"'), head["ETag"]
        equal(head["ContentType"], "text/x-large")
        client.download_file(BUCKET, FOLDER + "large", target, Config=config)
        with open(target, "rb") as file:
            assert file.read() == content


@check("a large object is copied in parts")
def _():
    config = TransferConfig(multipart_threshold=5 * MIB, multipart_chunksize=5 * MIB)
    client.copy({"Bucket": BUCKET, "Key": FOLDER + "large"}, BUCKET, FOLDER + "copy", Config=config)
    equal(client.head_object(Bucket=BUCKET, Key=FOLDER + "copy")["ContentLength"], 12 * MIB)


@check("a part is read by range")
def _():
    found = client.get_object(Bucket=BUCKET, Key=FOLDER + "CRC32", Range="bytes=0-3")
    equal((found["Body"].read(), found["ContentRange"]), (b"cont", "bytes 0-3/7"))


@check("IfNoneMatch writes once")
def _():
    client.put_object(Bucket=BUCKET, Key=FOLDER + "once", Body=b"1", IfNoneMatch="*")
    refused(lambda: client.put_object(Bucket=BUCKET, Key=FOLDER + "once", Body=b"2", IfNoneMatch="*"), "PreconditionFailed")


@check("keys are listed page by page, with folders rolled up")
def _():
    for name in ("list/a/1", "list/a/2", "list/b", "list/ü x"):
        client.put_object(Bucket=BUCKET, Key=FOLDER + name, Body=b"")
    pages = client.get_paginator("list_objects_v2").paginate(
        Bucket=BUCKET, Prefix=FOLDER + "list/", PaginationConfig={"PageSize": 2}
    )
    keys = [object["Key"][len(FOLDER) :] for page in pages for object in page["Contents"]]
    equal(keys, ["list/a/1", "list/a/2", "list/b", "list/ü x"])
    rolled = client.list_objects_v2(Bucket=BUCKET, Prefix=FOLDER + "list/", Delimiter="/")
    equal([common["Prefix"][len(FOLDER) :] for common in rolled["CommonPrefixes"]], ["list/a/"])


@check("a presigned URL reads and writes")
def _():
    params = {"Bucket": BUCKET, "Key": FOLDER + "presigned ü"}
    put = client.generate_presigned_url("put_object", Params=params)
    urllib.request.urlopen(urllib.request.Request(put, data=b"by url", method="PUT")).close()
    with urllib.request.urlopen(client.generate_presigned_url("get_object", Params=params)) as answer:
        equal(answer.read(), b"by url")


@check("what is refused comes as the exception that boto3 names")
def _():
    try:
        client.get_object(Bucket=BUCKET, Key=FOLDER + "absent")
        raise AssertionError("was found")
    except client.exceptions.NoSuchKey:
        pass
    refused(lambda: client.head_object(Bucket=BUCKET, Key=FOLDER + "absent"), "404")
    refused(lambda: client.list_objects_v2(Bucket="not-there-at-all"), "NoSuchBucket")


@check("buckets are listed, headed and located")
def _():
    assert BUCKET in [each["Name"] for each in client.list_buckets()["Buckets"]]
    client.head_bucket(Bucket=BUCKET)
    equal(client.get_bucket_location(Bucket=BUCKET)["LocationConstraint"], None)


@check("a folder is deleted at once")
def _():
    bucket.objects.filter(Prefix=FOLDER).delete()
    equal(list(bucket.objects.filter(Prefix=FOLDER)), [])


run()
