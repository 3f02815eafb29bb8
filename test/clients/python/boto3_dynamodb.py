from decimal import Decimal

import boto3
from boto3.dynamodb.conditions import Attr, Key
from checks import check, equal, eventually, names, refused, run

client = boto3.client("dynamodb")
table = boto3.resource("dynamodb").Table(names["table"])
s3 = boto3.client("s3")
BROADCAST = "boto3-live"


def message(uid, text="hello"):
    return {
        "LivestreamID": BROADCAST,
        "UID": uid,
        "UserID": "u-1",
        "Nickname": "ü",
        "Message": text,
        "MessageType": "CHAT",
        "CreatedAt": "2026-01-01T00:00:00.000Z",
    }


@check("the table of the template is there")
def _():
    described = client.describe_table(TableName=names["table"])["Table"]
    equal(described["TableStatus"], "ACTIVE")
    equal([key["AttributeName"] for key in described["KeySchema"]], ["LivestreamID", "UID"])
    assert names["table"] in client.list_tables()["TableNames"]
    client.get_waiter("table_exists").wait(TableName=names["table"])


@check("an item is put and read, its number exact")
def _():
    table.put_item(Item=message(9223372036854775807))
    found = table.get_item(Key={"LivestreamID": BROADCAST, "UID": 9223372036854775807}, ConsistentRead=True)["Item"]
    equal(found["UID"], Decimal("9223372036854775807"))
    equal(found["Nickname"], "ü")


@check("a batch writer puts and deletes more than one batch")
def _():
    with table.batch_writer() as batch:
        for uid in range(60):
            batch.put_item(Item=message(uid))
    with table.batch_writer() as batch:
        for uid in range(50, 60):
            batch.delete_item(Key={"LivestreamID": BROADCAST, "UID": uid})
    equal(table.query(KeyConditionExpression=Key("LivestreamID").eq(BROADCAST), Select="COUNT")["Count"], 51)


@check("an item is updated under a condition")
def _():
    key = {"LivestreamID": BROADCAST, "UID": 1}
    answer = table.update_item(
        Key=key,
        UpdateExpression="SET Message = :m ADD Likes :one",
        ConditionExpression=Attr("UserID").eq("u-1"),
        ExpressionAttributeValues={":m": "changed", ":one": 1},
        ReturnValues="ALL_NEW",
    )
    equal((answer["Attributes"]["Message"], answer["Attributes"]["Likes"]), ("changed", Decimal(1)))
    refused(
        lambda: table.update_item(Key=key, UpdateExpression="REMOVE Likes", ConditionExpression=Attr("UserID").eq("u-2")),
        "ConditionalCheckFailedException",
    )
    try:
        table.put_item(Item=message(1), ConditionExpression=Attr("UID").not_exists())
        raise AssertionError("was put")
    except client.exceptions.ConditionalCheckFailedException:
        pass


@check("an item is deleted, and answered")
def _():
    answer = table.delete_item(Key={"LivestreamID": BROADCAST, "UID": 2}, ReturnValues="ALL_OLD")
    equal(answer["Attributes"]["Message"], "hello")
    assert "Item" not in table.get_item(Key={"LivestreamID": BROADCAST, "UID": 2})


@check("a query is paged, ranged and filtered")
def _():
    pages = client.get_paginator("query").paginate(
        TableName=names["table"],
        KeyConditionExpression="LivestreamID = :l AND UID BETWEEN :a AND :b",
        ExpressionAttributeValues={":l": {"S": BROADCAST}, ":a": {"N": "10"}, ":b": {"N": "19"}},
        PaginationConfig={"PageSize": 4},
    )
    sizes = [page["Count"] for page in pages]
    equal(sizes[:2], [4, 4])
    equal(sum(sizes), 10)
    newest = table.query(KeyConditionExpression=Key("LivestreamID").eq(BROADCAST), ScanIndexForward=False, Limit=1)
    equal(newest["Items"][0]["UID"], Decimal("9223372036854775807"))
    likes = table.query(KeyConditionExpression=Key("LivestreamID").eq(BROADCAST), FilterExpression=Attr("Likes").gt(0))
    equal(likes["Count"], 1)


@check("a scan gives every item, and batch_get those that are there")
def _():
    found = sum(page["Count"] for page in client.get_paginator("scan").paginate(TableName=names["table"]))
    assert found >= 50, found
    keys = [{"LivestreamID": {"S": BROADCAST}, "UID": {"N": str(uid)}} for uid in (3, 4, 55)]
    answer = client.batch_get_item(RequestItems={names["table"]: {"Keys": keys}})
    equal(len(answer["Responses"][names["table"]]), 2)


@check("a transaction writes all or nothing")
def _():
    def put(uid, **condition):
        item = {"LivestreamID": {"S": BROADCAST}, "UID": {"N": str(uid)}}
        return {"Put": {"TableName": names["table"], "Item": item, **condition}}

    absent = {"ConditionExpression": "attribute_not_exists(UID)"}
    client.transact_write_items(TransactItems=[put(1001), put(1002, **absent)])
    try:
        client.transact_write_items(TransactItems=[put(1003), put(1002, **absent)])
        raise AssertionError("was written")
    except client.exceptions.TransactionCanceledException as error:
        equal([reason["Code"] for reason in error.response["CancellationReasons"]], ["None", "ConditionalCheckFailed"])
    key = {"LivestreamID": {"S": BROADCAST}, "UID": {"N": "1003"}}
    answer = client.transact_get_items(TransactItems=[{"Get": {"TableName": names["table"], "Key": key}}])
    assert "Item" not in answer["Responses"][0]


@check("what is refused comes as the exception that boto3 names")
def _():
    refused(lambda: client.get_item(TableName="not-there", Key={"a": {"S": "a"}}), "ResourceNotFoundException")
    refused(lambda: table.put_item(Item={"LivestreamID": "no-uid"}), "ValidationException")


@check("what is written to the table arrives in both layouts of the lake")
def _():
    def rows(prefix):
        found = s3.list_objects_v2(Bucket=names["bucket"], Prefix=prefix).get("Contents", [])
        return [object["Key"] for object in found]

    eventually(lambda: rows(f"chat/by-livestream/LivestreamID={BROADCAST}/"))
    eventually(lambda: rows("chat/by-time/"))


run()
