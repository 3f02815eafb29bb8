from aws_cli import aws, aws_json, complaint_of
from checks import check, equal, names, run


@check("list-streams and describe-stream-summary")
def _():
    assert names["stream"] in aws_json("kinesis", "list-streams")["StreamNames"]
    summary = aws_json("kinesis", "describe-stream-summary", "--stream-name", names["stream"])
    equal(summary["StreamDescriptionSummary"]["StreamStatus"], "ACTIVE")


@check("create-stream, wait, put-record, get-records, delete-stream")
def _():
    aws("kinesis", "create-stream", "--stream-name", "cli-own", "--shard-count", "1")
    aws("kinesis", "wait", "stream-exists", "--stream-name", "cli-own")
    put = aws_json("kinesis", "put-record", "--stream-name", "cli-own", "--partition-key", "k", "--data", "ü")
    iterator = aws_json(
        "kinesis", "get-shard-iterator", "--stream-name", "cli-own", "--shard-id", put["ShardId"],
        "--shard-iterator-type", "TRIM_HORIZON",
    )["ShardIterator"]  # fmt: skip
    records = aws_json("kinesis", "get-records", "--shard-iterator", iterator)["Records"]
    equal([(record["SequenceNumber"], record["Data"]) for record in records], [(put["SequenceNumber"], "w7w=")])
    aws("kinesis", "delete-stream", "--stream-name", "cli-own")


@check("list-shards")
def _():
    equal(len(aws_json("kinesis", "list-shards", "--stream-name", names["stream"])["Shards"]), 4)


@check("what is refused is named")
def _():
    assert "ResourceNotFoundException" in complaint_of("kinesis", "describe-stream", "--stream-name", "not-there")


@check("firehose: list-delivery-streams and describe-delivery-stream")
def _():
    assert names["deliveryStream"] in aws_json("firehose", "list-delivery-streams")["DeliveryStreamNames"]
    described = aws_json("firehose", "describe-delivery-stream", "--delivery-stream-name", names["deliveryStream"])
    equal(described["DeliveryStreamDescription"]["DeliveryStreamStatus"], "ACTIVE")


@check("firehose: create-delivery-stream, put-record, put-record-batch, delete-delivery-stream")
def _():
    role, bucket = "arn:aws:iam::000000000000:role/firehose", f"arn:aws:s3:::{names['bucket']}"
    destination = f"RoleARN={role},BucketARN={bucket},Prefix=cli-own/"
    aws("firehose", "create-delivery-stream", "--delivery-stream-name", "cli-own", "--extended-s3-destination-configuration", destination)
    record = "one"
    assert aws_json("firehose", "put-record", "--delivery-stream-name", "cli-own", "--record", f"Data={record}")["RecordId"]
    answer = aws_json("firehose", "put-record-batch", "--delivery-stream-name", "cli-own", "--records", f"Data={record}", f"Data={record}")
    equal((answer["FailedPutCount"], len(answer["RequestResponses"])), (0, 2))
    aws("firehose", "delete-delivery-stream", "--delivery-stream-name", "cli-own")


@check("firehose: a put to a Kinesis-sourced stream is refused")
def _():
    complaint = complaint_of("firehose", "put-record", "--delivery-stream-name", names["deliveryStream"], "--record", "Data=x")
    assert "InvalidArgumentException" in complaint, complaint


run()
