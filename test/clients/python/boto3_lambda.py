import base64
import json

import boto3
from checks import check, equal, names, refused, run

client = boto3.client("lambda")
EVENT = {"records": [], "invocationId": "i", "deliveryStreamArn": "arn:aws:firehose:us-east-1:000000000000:deliverystream/d", "region": "us-east-1"}


@check("a function is invoked and answers")
def _():
    answer = client.invoke(FunctionName=names["function"], Payload=json.dumps(EVENT))
    equal(answer["StatusCode"], 200)
    equal(json.load(answer["Payload"]), {"records": []})
    assert "FunctionError" not in answer


@check("the tail of its log comes along")
def _():
    answer = client.invoke(FunctionName=names["function"], Payload=json.dumps(EVENT), LogType="Tail")
    tail = base64.b64decode(answer["LogResult"]).decode()
    for line in ("START RequestId: ", "END RequestId: ", "REPORT RequestId: "):
        assert line in tail, tail


@check("a failure is told as a function error, not as an exception")
def _():
    answer = client.invoke(FunctionName=names["function"], Payload=b'"no event"')
    equal(answer["FunctionError"], "Unhandled")
    assert json.load(answer["Payload"])["errorType"]


@check("functions are listed and described")
def _():
    listed = [each["FunctionName"] for page in client.get_paginator("list_functions").paginate() for each in page["Functions"]]
    assert names["function"] in listed, listed
    configuration = client.get_function(FunctionName=names["function"])["Configuration"]
    equal(configuration["Runtime"], "nodejs24.x")


@check("an invocation without waiting is accepted")
def _():
    answer = client.invoke(FunctionName=names["function"], Payload=json.dumps(EVENT), InvocationType="Event")
    equal(answer["StatusCode"], 202)


@check("what is refused comes as the exception that boto3 names")
def _():
    refused(lambda: client.invoke(FunctionName="not-there"), "ResourceNotFoundException")
    too_large = lambda: client.invoke(FunctionName=names["function"], Payload=json.dumps("x" * 6_291_456))
    refused(too_large, "RequestTooLargeException")


run()
