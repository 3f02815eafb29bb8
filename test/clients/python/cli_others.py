import base64
import json
import os
import tempfile

from aws_cli import aws, aws_json, complaint_of, write
from checks import check, equal, names, run

folder = tempfile.mkdtemp()
EVENT = json.dumps({"records": [], "invocationId": "i", "deliveryStreamArn": "arn:aws:firehose:us-east-1:000000000000:deliverystream/d", "region": "us-east-1"})


@check("lambda invoke writes the answer, and tells the tail of the log")
def _():
    path = os.path.join(folder, "answer.json")
    event = write(os.path.join(folder, "event.json"), EVENT.encode())
    answer = aws_json("lambda", "invoke", "--function-name", names["function"], "--payload", f"file://{event}", "--log-type", "Tail", path)
    equal(answer["StatusCode"], 200)
    assert "REPORT RequestId: " in base64.b64decode(answer["LogResult"]).decode()
    with open(path) as file:
        equal(json.load(file), {"records": []})


@check("lambda list-functions and get-function")
def _():
    listed = [each["FunctionName"] for each in aws_json("lambda", "list-functions")["Functions"]]
    assert names["function"] in listed, listed
    equal(aws_json("lambda", "get-function", "--function-name", names["function"])["Configuration"]["Runtime"], "nodejs24.x")


@check("cloudwatch put-metric-data, list-metrics and get-metric-statistics")
def _():
    aws("cloudwatch", "put-metric-data", "--namespace", "cli", "--metric-name", "Count", "--value", "3", "--dimensions", "Stage=dev")
    equal([metric["MetricName"] for metric in aws_json("cloudwatch", "list-metrics", "--namespace", "cli")["Metrics"]], ["Count"])
    answer = aws_json(
        "cloudwatch", "get-metric-statistics", "--namespace", "cli", "--metric-name", "Count", "--dimensions", "Name=Stage,Value=dev",
        "--statistics", "Sum", "--period", "86400", "--start-time", "2020-01-01T00:00:00Z", "--end-time", "2020-01-01T00:00:00Z".replace("2020", "2022"),
    )  # fmt: skip
    equal(answer["Datapoints"], [])


@check("cloudwatch describe-alarms and set-alarm-state")
def _():
    alarms = aws_json("cloudwatch", "describe-alarms")["MetricAlarms"]
    name = alarms[0]["AlarmName"]
    aws("cloudwatch", "set-alarm-state", "--alarm-name", name, "--state-value", "ALARM", "--state-reason", "a test")
    # The next evaluation of the alarm, a minute of the stack's later, says again what the metric says.
    found = aws_json("cloudwatch", "describe-alarms", "--alarm-names", name)["MetricAlarms"]
    equal([alarm["AlarmName"] for alarm in found], [name])


@check("a service that is not there is refused by name, with what is")
def _():
    complaint = complaint_of("ssm", "describe-parameters")
    assert "The local stack has no service" in complaint and "Kinesis" in complaint, complaint


run()
