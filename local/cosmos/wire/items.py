"""Point operations and transactional batches on items."""

import string
from typing import Any
from urllib.parse import quote

import orjson

from local.cosmos.errors import BadRequest
from local.cosmos.sql.values import encode
from local.cosmos.storage.containers import Container
from local.cosmos.storage.journal import Journal
from local.cosmos.storage.partitions import Document
from local.cosmos.storage.writes import KINDS, MOST_IN_BATCH, Operation, Outcome, apply, apply_batch
from local.cosmos.wire.messages import Answer, Call

PLAIN = string.ascii_letters + string.digits + string.punctuation + " "  # what a header can carry as it is


def session(container: Container, at_range: int | str) -> dict[str, str]:
    return {
        "x-ms-session-token": f"{at_range}:-1#{container.lsn}",
        "lsn": str(container.lsn),
        "x-ms-documentdb-partitionkeyrangeid": str(at_range),
        "x-ms-alt-content-path": quote(f"dbs/{container.database_name}/colls/{container.name}", PLAIN),
    }


def serve_point(container: Container, call: Call) -> Answer:
    """create, upsert, read, replace, patch or delete one item."""
    name = call.parts[5] if len(call.parts) == 6 else None
    operation = Operation(
        KINDS[call.operation.capitalize()],
        name,
        call.body,
        call.headers.get("if-match"),
        call.headers.get("if-none-match"),
    )
    key = call.key
    if key is None:
        if operation.kind not in ("Create", "Upsert") or not isinstance(call.body, dict):
            raise BadRequest("The partition key header is missing.", 1001)
        key = container.key_of(call.body)
    if operation.kind == "Read":
        return _read(container, key, operation)
    outcome = apply(container, key, operation)
    silent = outcome.document is None or "return=minimal" in call.headers.get("prefer", "")
    body = b"" if silent else encode(outcome.document)
    return Answer(
        outcome.status, body, _headers(container, key, outcome.document), returned=0 if silent else 1
    )


def _headers(container: Container, key: str, document: Document | None) -> dict[str, str]:
    headers = session(container, container.range_of(key))
    return headers | {"etag": document["_etag"]} if document else headers


def _read(container: Container, key: str, operation: Operation) -> Answer:
    document = container.get(key, operation.name or "").document
    headers = _headers(container, key, document)
    if operation.if_none_match == document["_etag"]:
        return Answer(304, headers=headers)
    return Answer(200, encode(document), headers, returned=1, examined=1)


def serve_batch(container: Container, call: Call, journal: Journal) -> Answer:
    """200 with every outcome, or 207 with the one that failed and 424 for the others."""
    if call.key is None:
        raise BadRequest("A batch needs the partition key header.", 1001)
    if not isinstance(call.body, list) or not call.body:
        raise BadRequest("Batch request has no operations.")
    if len(call.body) > MOST_IN_BATCH:
        raise BadRequest("Batch request has more operations than what is supported.")
    outcomes = apply_batch(container, call.key, [_operation(one) for one in call.body], journal)
    failed = any(outcome.status >= 400 for outcome in outcomes)
    body = b"[" + b",".join(map(_result, outcomes)) + b"]"
    headers = session(container, container.range_of(call.key))
    return Answer(207 if failed else 200, body, headers, returned=0 if failed else len(outcomes))


def _operation(one: Any) -> Operation:
    if not isinstance(one, dict) or one.get("operationType") not in KINDS:
        raise BadRequest("A batch operation must be Create, Upsert, Replace, Patch, Delete or Read.")
    if not isinstance(one.get("id", ""), str):
        raise BadRequest("The id of a batch operation must be a string.")
    kind = KINDS[one["operationType"]]
    return Operation(kind, one.get("id"), one.get("resourceBody"), one.get("ifMatch"), one.get("ifNoneMatch"))


def _result(outcome: Outcome) -> bytes:
    result: dict[str, Any] = {"statusCode": outcome.status, "requestCharge": 1}
    if outcome.substatus:
        result["subStatusCode"] = outcome.substatus
    if outcome.document is not None:
        result |= {
            "eTag": outcome.document["_etag"],
            "resourceBody": orjson.Fragment(encode(outcome.document)),
        }
    return orjson.dumps(result)
