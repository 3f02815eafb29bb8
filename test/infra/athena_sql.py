"""Reads SQL as Athena does. Input: a JSON object of names and statements. Output: by name, what the parser makes of each."""

import json
import sys

import sqlglot
from sqlglot import exp
from sqlglot.errors import ErrorLevel, SqlglotError


def read(sql):
    try:
        statements = sqlglot.parse(sql, dialect="athena", error_level=ErrorLevel.RAISE)
    except SqlglotError as error:
        return {"error": str(error)}
    [statement] = statements if len(statements) == 1 else [None]
    if statement is None:
        return {"error": f"{len(statements)} statements"}
    # What the parser does not understand it keeps as text.
    if statement.find(exp.Command):
        return {"error": "not understood"}
    view = statement.find(exp.Create)
    own = {cte.alias for cte in statement.find_all(exp.CTE)}
    tables = {table.name for table in statement.find_all(exp.Table)} - own - ({view.this.name} if view else set())
    return {
        "kind": statement.key,
        "tables": sorted(tables),
        "columns": sorted({column.name for column in statement.find_all(exp.Column)}),
        "unknown": sorted({call.name for call in statement.find_all(exp.Anonymous)}),
    }


print(json.dumps({name: read(sql) for name, sql in json.load(sys.stdin).items()}))
