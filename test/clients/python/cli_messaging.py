import json
import os

from aws_cli import aws_json, complaint_of
from checks import check, equal, names, run


# Version 1 of the CLI sets the endpoint of SQS itself, whatever AWS_ENDPOINT_URL says; the option has the last word.
ENDPOINT = ["--endpoint-url", os.environ["AWS_ENDPOINT_URL"]]


@check("sqs send-message and get-queue-attributes")
def _():
    # The boto3 suite, which empties this queue, passes over what is not its own.
    sent = aws_json("sqs", "send-message", "--queue-url", names["queue"], "--message-body", "from the CLI", *ENDPOINT)
    assert sent["MessageId"], sent
    answer = aws_json("sqs", "get-queue-attributes", "--queue-url", names["queue"], "--attribute-names", "All", *ENDPOINT)
    assert int(answer["Attributes"]["ApproximateNumberOfMessages"]) >= 0


@check("sns publish")
def _():
    assert aws_json("sns", "publish", "--topic-arn", names["topic"], "--message", "from the CLI")["MessageId"]


@check("events put-events")
def _():
    entry = {"EventBusName": names["bus"], "Source": "cli", "DetailType": "Test", "Detail": "{}"}
    answer = aws_json("events", "put-events", "--entries", json.dumps([entry]))
    equal(answer["FailedEntryCount"], 0)
    assert answer["Entries"][0]["EventId"]


@check("an operation that is not there is refused by name, with what is")
def _():
    complaint = complaint_of("sns", "list-topics")
    assert "does not implement ListTopics" in complaint and "PublishBatch" in complaint, complaint


run()
