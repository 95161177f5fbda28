"""The account, its databases and containers."""

from typing import Any

import orjson

from local.cosmos.errors import BadRequest, NotSupported, ServiceError
from local.cosmos.storage.account import Account
from local.cosmos.storage.containers import Container, Database
from local.cosmos.wire.messages import Answer, Call


def _answer(properties: dict[str, Any], status: int = 200) -> Answer:
    return Answer(status, orjson.dumps(properties), {"etag": properties["_etag"]})


def _feed(name: str, resources: list[dict[str, Any]]) -> Answer:
    body = {"_rid": "", name: resources, "_count": len(resources)}
    return Answer(200, orjson.dumps(body), {"x-ms-item-count": str(len(resources))})


def serve_account(call: Call) -> Answer:
    """What a client reads first; it is told to go on using the address it came by."""
    here = [{"name": "Local", "databaseAccountEndpoint": call.base_url}]
    account = {
        "id": "local",
        "_rid": "local",
        "_self": "",
        "media": "//media/",
        "addresses": "//addresses/",
        "_dbs": "//dbs/",
        "writableLocations": here,
        "readableLocations": here,
        "enableMultipleWriteLocations": False,
        "userReplicationPolicy": {"asyncReplication": False, "minReplicaSetSize": 1, "maxReplicasetSize": 4},
        "userConsistencyPolicy": {"defaultConsistencyLevel": "Session"},
        "systemReplicationPolicy": {"minReplicaSetSize": 1, "maxReplicasetSize": 4},
        "readPolicy": {"primaryReadCoefficient": 1, "secondaryReadCoefficient": 1},
        "queryEngineConfiguration": "{}",
    }
    return Answer(200, orjson.dumps(account))


def _created(call: Call) -> dict[str, Any]:
    if call.flag("x-ms-documentdb-isquery") or "query+json" in call.headers.get("content-type", ""):
        raise NotSupported("A query over databases or containers")
    if not isinstance(call.body, dict):
        raise BadRequest("The request body is not an object.")
    return call.body


def serve_databases(account: Account, call: Call) -> Answer:
    match call.method, len(call.parts):
        case "GET", 1:
            return _feed("Databases", [database.properties for database in account.databases.values()])
        case "POST", 1:
            return _answer(account.create_database(_created(call)).properties, 201)
        case "GET", 2:
            return _answer(account.database(call.parts[1]).properties)
        case "DELETE", 2:
            account.delete_database(account.database(call.parts[1]))
            return Answer(204)
    raise ServiceError(405, f"{call.method} is not allowed here.")


def serve_containers(account: Account, database: Database, call: Call) -> Answer:
    match call.method:
        case "GET":
            return _feed("DocumentCollections", [c.properties for c in database.containers.values()])
        case "POST":
            return _answer(account.create_container(database, _created(call)).properties, 201)
    raise ServiceError(405, f"{call.method} is not allowed here.")


def serve_container(account: Account, database: Database, container: Container, call: Call) -> Answer:
    match call.method:
        case "GET":
            return _answer(container.properties)
        case "PUT":
            account.redefine_container(container, _created(call))
            return _answer(container.properties)
        case "DELETE":
            account.delete_container(database, container)
            return Answer(204)
    raise ServiceError(405, f"{call.method} is not allowed here.")
