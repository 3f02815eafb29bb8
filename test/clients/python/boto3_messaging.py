import json
import uuid

import boto3
from checks import check, equal, eventually, names, refused, run

sqs = boto3.client("sqs")
sns = boto3.client("sns")
events = boto3.client("events")
# Nothing else writes to it.
QUEUE = names["deadLetterQueue"]


def text(value):
    return {"DataType": "String", "StringValue": value}


def receive(url=QUEUE, **more):
    return sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10, MessageAttributeNames=["All"], **more).get("Messages", [])


@check("the queues of the template are found by name, and described")
def _():
    name = names["queue"].rsplit("/", 1)[1]
    equal(sqs.get_queue_url(QueueName=name)["QueueUrl"], names["queue"])
    attributes = sqs.get_queue_attributes(QueueUrl=names["queue"], AttributeNames=["All"])["Attributes"]
    equal(attributes["QueueArn"], f"arn:aws:sqs:us-east-1:000000000000:{name}")
    equal(json.loads(attributes["RedrivePolicy"])["maxReceiveCount"], 5)


@check("a message is sent, received with its attributes and deleted; boto3 has checked its MD5s")
def _():
    sent = sqs.send_message(QueueUrl=QUEUE, MessageBody="hello ü", MessageAttributes={"type": text("greeting")})
    [message] = receive(WaitTimeSeconds=5)
    equal((message["MessageId"], message["Body"]), (sent["MessageId"], "hello ü"))
    equal(message["MessageAttributes"], {"type": text("greeting")})
    equal(receive(), [])
    sqs.change_message_visibility(QueueUrl=QUEUE, ReceiptHandle=message["ReceiptHandle"], VisibilityTimeout=0)
    [again] = receive()
    sqs.delete_message(QueueUrl=QUEUE, ReceiptHandle=again["ReceiptHandle"])
    equal(receive(), [])


@check("a batch of messages is sent and deleted, each entry by itself")
def _():
    entries = [{"Id": str(n), "MessageBody": f"message {n}"} for n in range(10)]
    equal(len(sqs.send_message_batch(QueueUrl=QUEUE, Entries=entries)["Successful"]), 10)
    received = receive(WaitTimeSeconds=5)
    equal(sorted(message["Body"] for message in received), [f"message {n}" for n in range(10)])
    handles = [{"Id": str(n), "ReceiptHandle": message["ReceiptHandle"]} for n, message in enumerate(received)]
    equal(len(sqs.delete_message_batch(QueueUrl=QUEUE, Entries=handles)["Successful"]), 10)


@check("a queue that is not there is refused as boto3 names it")
def _():
    refused(lambda: sqs.get_queue_url(QueueName="absent"), "AWS.SimpleQueueService.NonExistentQueue")
    try:
        receive("http://127.0.0.1/000000000000/absent")
    except sqs.exceptions.QueueDoesNotExist:
        return
    raise AssertionError("was not refused")


@check("what is published to the topic is in its queue, if the filter lets it through")
def _():
    marks = [str(uuid.uuid4()) for _ in range(3)]
    kinds = ["ChatMessage.Created", "ChatMessage.Removed", "ChatMessage.Updated"]
    entries = [
        {"Id": str(n), "Message": mark, "MessageAttributes": {"type": text(kind)}}
        for n, (mark, kind) in enumerate(zip(marks, kinds))
    ]
    answer = sns.publish_batch(TopicArn=names["topic"], PublishBatchRequestEntries=entries)
    equal(([entry["Id"] for entry in answer["Successful"]], answer.get("Failed", [])), (["0", "1", "2"], []))
    seen = {}

    # Other suites write messages meanwhile, which come here too.
    def look():
        for message in receive(names["queue"]):
            seen[message["Body"]] = message
            sqs.delete_message(QueueUrl=names["queue"], ReceiptHandle=message["ReceiptHandle"])
        return marks[0] in seen and marks[2] in seen

    eventually(look)
    assert marks[1] not in seen
    equal(seen[marks[0]]["MessageAttributes"], {"type": text("ChatMessage.Created")})


@check("a topic that is not there is refused as boto3 names it")
def _():
    refused(lambda: sns.publish(TopicArn=names["topic"] + "-absent", Message="hello"), "NotFound")


@check("events are put to the bus, each answered by itself")
def _():
    event = {"EventBusName": names["bus"], "Source": "boto3", "DetailType": "Test", "Detail": json.dumps({"n": 1})}
    answer = events.put_events(Entries=[event, {**event, "Detail": "no json"}])
    equal(answer["FailedEntryCount"], 1)
    assert answer["Entries"][0]["EventId"]
    equal(answer["Entries"][1]["ErrorCode"], "MalformedDetail")


run()
