from datetime import datetime, timedelta, timezone

import boto3
from checks import check, equal, names, refused, run

client = boto3.client("cloudwatch")
NAMESPACE = "boto3"


def around_now():
    # The stack's clock runs ahead of the machine's.
    now = datetime.now(timezone.utc)
    return {"StartTime": now - timedelta(hours=1), "EndTime": now + timedelta(hours=5), "Period": 3600}


@check("a metric is put and summed up")
def _():
    dimensions = [{"Name": "Stage", "Value": "dev"}]
    client.put_metric_data(
        Namespace=NAMESPACE,
        MetricData=[{"MetricName": "Count", "Dimensions": dimensions, "Value": value, "Unit": "Count"} for value in (1, 2, 3)],
    )
    answer = client.get_metric_statistics(
        Namespace=NAMESPACE, MetricName="Count", Dimensions=dimensions, Statistics=["Sum", "Maximum"], **around_now()
    )
    equal(sum(point["Sum"] for point in answer["Datapoints"]), 6.0)
    assert isinstance(answer["Datapoints"][0]["Timestamp"], datetime)


@check("many metrics at once, which boto3 compresses, are taken")
def _():
    data = [{"MetricName": f"Metric{n}", "Value": n, "Dimensions": [{"Name": "Long", "Value": "x" * 200}]} for n in range(100)]
    client.put_metric_data(Namespace=NAMESPACE, MetricData=data)
    found = [metric for page in client.get_paginator("list_metrics").paginate(Namespace=NAMESPACE) for metric in page["Metrics"]]
    equal(len(found), 101)


@check("metric data is computed from an expression")
def _():
    metric = {"Namespace": NAMESPACE, "MetricName": "Count", "Dimensions": [{"Name": "Stage", "Value": "dev"}]}
    window = around_now()
    queries = [
        {"Id": "a", "MetricStat": {"Metric": metric, "Period": window.pop("Period"), "Stat": "Sum"}, "ReturnData": False},
        {"Id": "b", "Expression": "a * 2"},
    ]
    answer = client.get_metric_data(MetricDataQueries=queries, **window)
    equal([sum(result["Values"]) for result in answer["MetricDataResults"]], [12.0])


@check("the alarms of the template are described, page by page")
def _():
    pages = client.get_paginator("describe_alarms").paginate()
    alarms = [alarm for page in pages for alarm in page["MetricAlarms"]]
    assert len(alarms) > 5, alarms
    assert all(alarm["StateValue"] in ("OK", "ALARM", "INSUFFICIENT_DATA") for alarm in alarms)
    one = client.describe_alarms(AlarmNames=[alarms[0]["AlarmName"]])["MetricAlarms"]
    equal([alarm["AlarmName"] for alarm in one], [alarms[0]["AlarmName"]])


@check("the metrics of the delivery streams are there")
def _():
    found = client.list_metrics(Namespace="AWS/Firehose")["Metrics"]
    streams = {dimension["Value"] for metric in found for dimension in metric["Dimensions"]}
    assert names["deliveryStream"] in streams, streams


@check("what is refused comes as the exception that boto3 names")
def _():
    refused(
        lambda: client.get_metric_statistics(
            Namespace=NAMESPACE,
            MetricName="Count",
            Statistics=["Sum"],
            StartTime=datetime(2026, 1, 2, tzinfo=timezone.utc),
            EndTime=datetime(2026, 1, 1, tzinfo=timezone.utc),
            Period=60,
        ),
        "InvalidParameterValue",
    )


run()
