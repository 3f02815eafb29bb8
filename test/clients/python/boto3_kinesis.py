import json

import boto3
from checks import check, equal, eventually, names, refused, run

client = boto3.client("kinesis")
OWN = "boto3-own"


def read(iterator, count):
    texts = []

    def more():
        nonlocal iterator
        answer = client.get_records(ShardIterator=iterator, Limit=100)
        texts.extend(record["Data"].decode() for record in answer["Records"])
        iterator = answer.get("NextShardIterator")
        return len(texts) >= count or iterator is None

    eventually(more)
    return texts


@check("the stream of the template is described by name and by ARN")
def _():
    summary = client.describe_stream_summary(StreamName=names["stream"])["StreamDescriptionSummary"]
    equal(summary["StreamModeDetails"]["StreamMode"], "ON_DEMAND")
    equal(summary["OpenShardCount"], 4)
    by_arn = client.describe_stream(StreamARN=summary["StreamARN"])["StreamDescription"]
    equal(by_arn["StreamName"], names["stream"])
    equal(by_arn["StreamStatus"], "ACTIVE")
    assert names["stream"] in client.list_streams()["StreamNames"]


@check("a stream is made, waited for and listed page by page")
def _():
    client.create_stream(StreamName=OWN, ShardCount=2)
    client.get_waiter("stream_exists").wait(StreamName=OWN)
    found = [name for page in client.get_paginator("list_streams").paginate(Limit=1) for name in page["StreamNames"]]
    equal(sorted(found), sorted([OWN, names["stream"]]))


@check("records are put one by one and many at once")
def _():
    answer = client.put_record(StreamName=OWN, Data=b"\x00\xff", PartitionKey="ü")
    assert answer["ShardId"].startswith("shardId-")
    records = [{"Data": json.dumps({"n": n}), "PartitionKey": "same"} for n in range(10)]
    answer = client.put_records(StreamName=OWN, Records=records)
    equal(answer["FailedRecordCount"], 0)
    equal(len({record["ShardId"] for record in answer["Records"]}), 1)


@check("records are read back in order, as bytes")
def _():
    shards = client.list_shards(StreamName=OWN)["Shards"]
    equal(len(shards), 2)
    texts = []
    for shard in shards:
        iterator = client.get_shard_iterator(StreamName=OWN, ShardId=shard["ShardId"], ShardIteratorType="TRIM_HORIZON")
        answer = client.get_records(ShardIterator=iterator["ShardIterator"])
        texts += [record["Data"] for record in answer["Records"] if record["PartitionKey"] == "same"]
        equal(answer["MillisBehindLatest"], 0)
    equal(texts, [json.dumps({"n": n}).encode() for n in range(10)])


@check("LATEST gives what comes after it")
def _():
    latest = {
        shard["ShardId"]: client.get_shard_iterator(StreamName=OWN, ShardId=shard["ShardId"], ShardIteratorType="LATEST")
        for shard in client.list_shards(StreamName=OWN)["Shards"]
    }
    shard = client.put_record(StreamName=OWN, Data=b"new", PartitionKey="k")["ShardId"]
    equal(read(latest[shard]["ShardIterator"], 1), ["new"])


@check("a shard is split; the parent ends and names its children")
def _():
    shard = client.list_shards(StreamName=OWN)["Shards"][0]
    middle = int(shard["HashKeyRange"]["EndingHashKey"]) // 2
    client.split_shard(StreamName=OWN, ShardToSplit=shard["ShardId"], NewStartingHashKey=str(middle))
    iterator = client.get_shard_iterator(StreamName=OWN, ShardId=shard["ShardId"], ShardIteratorType="TRIM_HORIZON")
    iterator = iterator["ShardIterator"]
    while iterator:
        answer = client.get_records(ShardIterator=iterator)
        iterator = answer.get("NextShardIterator")
    equal([child["ParentShards"] for child in answer["ChildShards"]], [[shard["ShardId"]]] * 2)


@check("what is refused comes as the exception that boto3 names")
def _():
    refused(lambda: client.describe_stream(StreamName="not-there"), "ResourceNotFoundException")
    refused(lambda: client.create_stream(StreamName=OWN, ShardCount=1), "ResourceInUseException")
    refused(lambda: client.get_records(ShardIterator="nonsense"), "InvalidArgumentException")


@check("a stream is deleted")
def _():
    client.delete_stream(StreamName=OWN)
    client.get_waiter("stream_not_exists").wait(StreamName=OWN)


run()
