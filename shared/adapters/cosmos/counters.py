"""Counter items in an owner's partition: changed by patches, in one transaction with what they count."""

from collections.abc import Sequence
from typing import Any

from azure.cosmos.aio import ContainerProxy
from azure.cosmos.exceptions import CosmosBatchOperationError

from shared.adapters.cosmos.failures import RETRY_SECONDS, Contended, refusal, translated
from shared.adapters.cosmos.items import Item
from shared.errors import ImageExists, QuotaExceeded, ServiceUnavailable
from shared.models import now

COUNTER = "counter"
KEPT = "kept"
ATTEMPTS = 10


def kept_counter(owner: str) -> Item:
    """Images and bytes that an owner keeps."""
    return {"id": KEPT, "kind": COUNTER, "ownerId": owner, "images": 0, "bytes": 0}


def month_counter(owner: str) -> Item:
    """Pictures analysed in this month."""
    return {"id": f"analyses:{now():%Y-%m}", "kind": COUNTER, "ownerId": owner, "analyses": 0}


def added(amounts: dict[str, int], counter: Item, condition: str | None = None) -> tuple[Any, ...]:
    """The batch operation that adds to a counter, if it meets the condition."""
    operations = [{"op": "incr", "path": f"/{name}", "value": value} for name, value in amounts.items()]
    return "patch", (counter["id"], operations), {"filter_predicate": condition} if condition else {}


async def count_in_batch(
    container: ContainerProxy, operations: Sequence[tuple[Any, ...]], counter: Item
) -> list[Any]:
    """Run a batch that ends with a change of `counter`, which is made first where there is none yet.

    Raises QuotaExceeded when the counter does not meet its condition, else what the first operation to fail
    is refused with.
    """
    for _ in range(ATTEMPTS):
        fresh = [(kind, args, dict(options)) for kind, args, options in operations]  # the SDK empties options
        try:
            with translated():
                return await container.execute_item_batch(fresh, partition_key=counter["ownerId"])
        except Contended:
            continue
        except CosmosBatchOperationError as error:
            status = failed_status(error)
            if status == 404 and error.error_index == len(operations) - 1:
                await _create(container, counter)
            elif status == 412 and error.error_index == len(operations) - 1:
                raise QuotaExceeded("The limit is reached.") from error
            elif status != 449:
                raise refusal(status, error) from error
    raise ServiceUnavailable("The database is busy.", retry_after=RETRY_SECONDS)


def failed_status(error: CosmosBatchOperationError) -> int | None:
    """The status of the operation that made the batch fail."""
    status: int | None = error.operation_responses[error.error_index]["statusCode"]
    return status


async def _create(container: ContainerProxy, counter: Item) -> None:
    try:
        with translated():
            await container.create_item(counter)
    except ImageExists:
        return
