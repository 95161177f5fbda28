"""What Blob Storage answers, in the gallery's own errors."""

from collections.abc import Iterator
from contextlib import contextmanager

from azure.core.exceptions import AzureError, ResourceModifiedError, ResourceNotFoundError

from shared.errors import ImageNotFound, ServiceUnavailable, StaleImage


@contextmanager
def translated() -> Iterator[None]:
    try:
        yield
    except ResourceNotFoundError as error:
        raise ImageNotFound("There is no such image.") from error
    except ResourceModifiedError as error:
        raise StaleImage("The stored file has changed.") from error
    except AzureError as error:
        raise ServiceUnavailable("Blob storage is busy or cannot be reached.", retry_after=2) from error
