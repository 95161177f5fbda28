"""What Cosmos DB refuses, in the gallery's own words."""

from collections.abc import Iterator
from contextlib import contextmanager

from azure.core.exceptions import AzureError
from azure.cosmos.exceptions import CosmosBatchOperationError, CosmosHttpResponseError

from shared.errors import ImageExists, ImageNotFound, ServiceUnavailable, StaleImage

RETRY_SECONDS = 2


class Contended(StaleImage):
    """Two writers met, and the service asks for another try."""


@contextmanager
def translated() -> Iterator[None]:
    """Raises ImageNotFound, ImageExists, StaleImage or ServiceUnavailable for what the SDK raises.

    A failed batch passes: only its caller knows which of its operations means what.
    """
    try:
        yield
    except CosmosBatchOperationError:
        raise
    except CosmosHttpResponseError as error:
        raise refusal(error.status_code, error) from error
    except AzureError as error:
        raise ServiceUnavailable("The database cannot be reached.", retry_after=RETRY_SECONDS) from error


def refusal(status: int | None, error: Exception) -> Exception:
    """The gallery's error for a status code; `error` itself where it is our own mistake."""
    if status == 404:
        return ImageNotFound("There is no such image.")
    if status == 409:
        return ImageExists("The image exists already.")
    if status == 412:
        return StaleImage("The image has changed since you read it.")
    if status == 449:
        return Contended("The image is being changed. Please try again.", retry_after=RETRY_SECONDS)
    if status in (400, 413):
        return error
    return ServiceUnavailable("The database is busy or cannot be reached.", retry_after=RETRY_SECONDS)
