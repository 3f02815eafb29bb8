import gzip

import boto3
from checks import check, equal, eventually, names, refused, run

client = boto3.client("firehose")
s3 = boto3.client("s3")
OWN = "boto3-own"


def objects(prefix):
    found = s3.list_objects_v2(Bucket=names["bucket"], Prefix=prefix).get("Contents", [])
    return [s3.get_object(Bucket=names["bucket"], Key=object["Key"])["Body"].read() for object in found]


@check("the delivery streams of the template are listed and described")
def _():
    listed = client.list_delivery_streams(DeliveryStreamType="KinesisStreamAsSource")["DeliveryStreamNames"]
    assert names["deliveryStream"] in listed, listed
    described = client.describe_delivery_stream(DeliveryStreamName=names["deliveryStream"])["DeliveryStreamDescription"]
    equal(described["DeliveryStreamStatus"], "ACTIVE")
    destination = described["Destinations"][0]["ExtendedS3DestinationDescription"]
    equal(destination["BucketARN"], f"arn:aws:s3:::{names['bucket']}")
    equal(destination["ProcessingConfiguration"]["Enabled"], True)


@check("a Kinesis-sourced one refuses puts with InvalidArgumentException")
def _():
    put = lambda: client.put_record(DeliveryStreamName=names["deliveryStream"], Record={"Data": b"x"})
    refused(put, "InvalidArgumentException")


@check("a Direct PUT stream is made, and delivers what is put, compressed")
def _():
    client.create_delivery_stream(
        DeliveryStreamName=OWN,
        DeliveryStreamType="DirectPut",
        ExtendedS3DestinationConfiguration={
            "RoleARN": "arn:aws:iam::000000000000:role/firehose",
            "BucketARN": f"arn:aws:s3:::{names['bucket']}",
            "Prefix": "boto3-own/!{timestamp:yyyy}/",
            "ErrorOutputPrefix": "boto3-own-errors/!{firehose:error-output-type}/",
            "BufferingHints": {"SizeInMBs": 1, "IntervalInSeconds": 5},
            "CompressionFormat": "GZIP",
        },
    )
    assert client.put_record(DeliveryStreamName=OWN, Record={"Data": b"one\n"})["RecordId"]
    answer = client.put_record_batch(DeliveryStreamName=OWN, Records=[{"Data": b"two\n"}, {"Data": "drei ü\n"}])
    equal(answer["FailedPutCount"], 0)
    equal(len({each["RecordId"] for each in answer["RequestResponses"]}), 2)

    def lines():
        text = b"".join(gzip.decompress(body) for body in objects("boto3-own/")).decode()
        return text.count("\n") == 3 and sorted(text.splitlines())

    equal(eventually(lines), ["drei ü", "one", "two"])


@check("what is refused comes as the exception that boto3 names")
def _():
    refused(lambda: client.describe_delivery_stream(DeliveryStreamName="not-there"), "ResourceNotFoundException")
    batch = lambda: client.put_record_batch(DeliveryStreamName=OWN, Records=[{"Data": b"x" * 1_000_000}] * 5)
    refused(batch, "InvalidArgumentException")


@check("a delivery stream is deleted")
def _():
    client.delete_delivery_stream(DeliveryStreamName=OWN)
    refused(lambda: client.describe_delivery_stream(DeliveryStreamName=OWN), "ResourceNotFoundException")


run()
