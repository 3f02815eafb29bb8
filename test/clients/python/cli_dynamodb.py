import json

from aws_cli import aws, aws_json, complaint_of
from checks import check, equal, names, run

TABLE = names["table"]


def key(uid):
    return json.dumps({"LivestreamID": {"S": "cli"}, "UID": {"N": str(uid)}})


@check("describe-table, list-tables and wait")
def _():
    equal(aws_json("dynamodb", "describe-table", "--table-name", TABLE)["Table"]["TableStatus"], "ACTIVE")
    assert TABLE in aws_json("dynamodb", "list-tables")["TableNames"]
    aws("dynamodb", "wait", "table-exists", "--table-name", TABLE)


@check("put-item, get-item, update-item and delete-item")
def _():
    aws("dynamodb", "put-item", "--table-name", TABLE, "--item", key(1))
    aws(
        "dynamodb", "update-item", "--table-name", TABLE, "--key", key(1),
        "--update-expression", "SET Nickname = :n", "--expression-attribute-values", '{":n":{"S":"ü"}}',
    )  # fmt: skip
    found = aws_json("dynamodb", "get-item", "--table-name", TABLE, "--key", key(1), "--consistent-read")
    equal(found["Item"]["Nickname"], {"S": "ü"})
    deleted = aws_json("dynamodb", "delete-item", "--table-name", TABLE, "--key", key(1), "--return-values", "ALL_OLD")
    equal(deleted["Attributes"]["UID"], {"N": "1"})


@check("batch-write-item, and query page by page")
def _():
    puts = [{"PutRequest": {"Item": json.loads(key(uid))}} for uid in range(10, 35)]
    equal(aws_json("dynamodb", "batch-write-item", "--request-items", json.dumps({TABLE: puts}))["UnprocessedItems"], {})
    answer = aws_json(
        "dynamodb", "query", "--table-name", TABLE, "--key-condition-expression", "LivestreamID = :l",
        "--expression-attribute-values", '{":l":{"S":"cli"}}', "--page-size", "10",
    )  # fmt: skip
    equal(answer["Count"], 25)


@check("transact-write-items, and its reasons for a refusal")
def _():
    items = json.dumps([{"Put": {"TableName": TABLE, "Item": json.loads(key(10)), "ConditionExpression": "attribute_not_exists(UID)"}}])
    assert "[ConditionalCheckFailed]" in complaint_of("dynamodb", "transact-write-items", "--transact-items", items)


run()
