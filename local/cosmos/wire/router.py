"""Which part of the account a request is for."""

from local.cosmos.errors import BadRequest, NotSupported, ServiceError
from local.cosmos.storage.account import Account
from local.cosmos.storage.containers import Container
from local.cosmos.wire.items import serve_batch, serve_point
from local.cosmos.wire.messages import Answer, Call
from local.cosmos.wire.querying import serve_plan, serve_query, serve_ranges
from local.cosmos.wire.resources import serve_account, serve_container, serve_containers, serve_databases

_UNKNOWN = {
    "offers": "Throughput (offers)",
    "users": "A user",
    "sprocs": "A stored procedure",
    "triggers": "A trigger",
    "udfs": "A user-defined function",
    "conflicts": "The conflict feed",
    "operations": "Deleting all items of a partition key",
}


def check_supported(call: Call) -> None:
    """Raises NotSupported for what is not served, however it is signed."""
    for kind in call.parts[::2]:
        if kind in _UNKNOWN:
            raise NotSupported(_UNKNOWN[kind])


async def route(account: Account, call: Call) -> Answer:
    """Serve a request.

    Raises:
        ServiceError: it is refused; nothing has changed.
    """
    match call.parts:
        case []:
            return serve_account(call)
        case ["dbs"] | ["dbs", _]:
            return serve_databases(account, call)
        case ["dbs", name, "colls", *rest]:
            database = account.database(name)
            if not rest:
                return serve_containers(account, database, call)
            container = account.container(database, rest[0])
            if len(rest) == 1:
                return serve_container(account, database, container, call)
            return await _inside(account, container, call, rest[1:])
    raise ServiceError(404, f"There is nothing at '{call.path}'.")


async def _inside(account: Account, container: Container, call: Call, rest: list[str]) -> Answer:
    if call.headers.get("x-ms-cosmos-intended-collection-rid", container.rid) != container.rid:
        raise BadRequest("The container was created anew: its resource id is another.", 1024)
    match rest, call.operation:
        case ["pkranges"], _:
            return serve_ranges(container, call)
        case ["docs"], "query":
            return await serve_query(container, call)
        case ["docs"], "plan":
            return serve_plan(container, call)
        case ["docs"], "batch":
            return serve_batch(container, call, account.journal)
        case ["docs"], "create" | "upsert":
            return serve_point(container, call)
        case ["docs", _], "read" | "replace" | "patch" | "delete":
            return serve_point(container, call)
    raise ServiceError(404, f"There is nothing at '{call.path}'.")
