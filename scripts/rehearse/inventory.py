"""Asks moto's services, each through its own API, which resources of a stack they hold.

Arguments: the server's URL. Input: a JSON list of {logicalId, type, name, properties}, references worked out. Output: a JSON list of
the logical ids that are there, and of types that nobody asked for here.
"""

import json
import sys

import boto3
from botocore.exceptions import ClientError

endpoint = sys.argv[1]
clients = {}


def client(service):
    if service not in clients:
        clients[service] = boto3.client(
            service, endpoint_url=endpoint, region_name="us-east-1", aws_access_key_id="x", aws_secret_access_key="x"
        )
    return clients[service]


def names(service, operation, key, name, **arguments):
    """Values of `name` in all pages of a listing."""
    pages = client(service).get_paginator(operation).paginate(**arguments)
    return [item if name is None else item[name] for page in pages for item in page[key]]


def attribute(service, operation, name, **arguments):
    return getattr(client(service), operation)(**arguments)["Attributes"].get(name)


def is_there(service, operation, argument, path=("name",)):
    """The resource can be described by what lies at `path` of it."""

    def look(resource):
        value = resource
        for key in path:
            value = value[key]
        return getattr(client(service), operation)(**{argument: value})

    return look


def table_in_glue(resource):
    properties = resource["properties"]
    return client("glue").get_table(DatabaseName=properties["DatabaseName"], Name=properties["TableInput"]["Name"])


def named_query(resource):
    listed = [
        client("athena").get_named_query(NamedQueryId=one)["NamedQuery"]["Name"]
        for one in names("athena", "list_named_queries", "NamedQueryIds", None)
    ]
    return resource["properties"]["Name"] in listed


def log_stream(resource):
    properties = resource["properties"]
    found = names("logs", "describe_log_streams", "logStreams", "logStreamName", logGroupName=properties["LogGroupName"])
    return properties["LogStreamName"] in found


def event_source_mapping(resource):
    arn = resource["properties"]["EventSourceArn"].split("/stream/")[0]
    listed = client("lambda").list_event_source_mappings(FunctionName=resource["properties"]["FunctionName"])
    return any(one["EventSourceArn"].split("/stream/")[0] == arn for one in listed["EventSourceMappings"])


def subscription(resource):
    topic = resource["properties"]["TopicArn"]
    return resource["properties"]["Endpoint"] in names(
        "sns", "list_subscriptions_by_topic", "Subscriptions", "Endpoint", TopicArn=topic
    )


def queue(resource):
    return client("sqs").get_queue_url(QueueName=resource["name"])


def key_by_description(resource):
    """A key has no name of its own: it is known by its description."""
    found = [client("kms").describe_key(KeyId=one)["KeyMetadata"] for one in names("kms", "list_keys", "Keys", "KeyId")]
    return any(
        one["Description"] == resource["properties"]["Description"] and one["KeyState"] == "Enabled" for one in found
    )


looks = {
    "AWS::Athena::NamedQuery": named_query,
    # Asked for one that it does not hold, moto answers nothing instead of an error.
    "AWS::Athena::WorkGroup": lambda resource: resource["name"]
    in [one["Name"] for one in client("athena").list_work_groups()["WorkGroups"]],
    "AWS::CloudWatch::Alarm": lambda resource: client("cloudwatch").describe_alarms(AlarmNames=[resource["name"]])["MetricAlarms"],
    "AWS::CloudWatch::Dashboard": is_there("cloudwatch", "get_dashboard", "DashboardName"),
    "AWS::DynamoDB::Table": is_there("dynamodb", "describe_table", "TableName"),
    "AWS::Events::EventBus": is_there("events", "describe_event_bus", "Name"),
    "AWS::Events::Rule": is_there("events", "describe_rule", "Name"),
    "AWS::Glue::Database": is_there("glue", "get_database", "Name"),
    "AWS::Glue::Table": table_in_glue,
    "AWS::IAM::Role": lambda resource: resource["properties"]["Description"]
    in [one.get("Description") for one in names("iam", "list_roles", "Roles", None)],
    "AWS::KMS::Alias": lambda resource: resource["properties"]["AliasName"] in names("kms", "list_aliases", "Aliases", "AliasName"),
    "AWS::KMS::Key": key_by_description,
    "AWS::Kinesis::Stream": is_there("kinesis", "describe_stream_summary", "StreamName"),
    "AWS::KinesisFirehose::DeliveryStream": is_there("firehose", "describe_delivery_stream", "DeliveryStreamName"),
    "AWS::Lambda::EventSourceMapping": event_source_mapping,
    "AWS::Lambda::Function": is_there("lambda", "get_function", "FunctionName"),
    "AWS::Lambda::Permission": is_there("lambda", "get_policy", "FunctionName", ("properties", "FunctionName")),
    "AWS::Logs::LogGroup": lambda resource: resource["name"] in names("logs", "describe_log_groups", "logGroups", "logGroupName"),
    "AWS::Logs::LogStream": log_stream,
    # The framework's bucket gets its name from CloudFormation.
    "AWS::S3::Bucket": lambda resource: any(
        one == resource["name"] or resource["logicalId"].lower() in one for one in bucket_names()
    ),
    "AWS::S3::BucketPolicy": is_there("s3", "get_bucket_policy", "Bucket", ("properties", "Bucket")),
    "AWS::SNS::Subscription": subscription,
    "AWS::SNS::Topic": lambda resource: any(one.endswith(f":{resource['name']}") for one in names("sns", "list_topics", "Topics", "TopicArn")),
    "AWS::SNS::TopicPolicy": lambda resource: all(
        "TlsOnly" in (attribute("sns", "get_topic_attributes", "Policy", TopicArn=one) or "") for one in resource["properties"]["Topics"]
    ),
    "AWS::SQS::Queue": queue,
    "AWS::SQS::QueuePolicy": lambda resource: all(queue_policy(one) for one in resource["properties"]["Queues"]),
}


def bucket_names():
    return [one["Name"] for one in client("s3").list_buckets()["Buckets"]]


def queue_policy(name):
    url = client("sqs").get_queue_url(QueueName=name.split("/")[-1])["QueueUrl"]
    found = client("sqs").get_queue_attributes(QueueUrl=url, AttributeNames=["All"])
    return "Policy" in found.get("Attributes", {})


def holds(resource):
    try:
        return bool(looks[resource["type"]](resource))
    except ClientError:
        return False


resources = json.load(sys.stdin)
print(
    json.dumps(
        {
            "there": [one["logicalId"] for one in resources if one["type"] in looks and holds(one)],
            "unasked": sorted({one["type"] for one in resources if one["type"] not in looks}),
        }
    )
)
