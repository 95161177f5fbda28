"""A blob trigger parameter that carries the blob's name alone, so that no host reads the blob to call us.

The host sends a reference instead of the content for every parameter type registered as an SDK type.
"""

import json
from dataclasses import dataclass
from typing import Any

from azurefunctions.extensions.base import Datum, InConverter, SdkType


@dataclass(frozen=True, slots=True)
class BlobName(SdkType):  # type: ignore[misc]  # the base class is untyped
    """`container` and `name` (the path below it) of the blob that fired."""

    container: str
    name: str

    def get_sdk_type(self) -> "BlobName":
        return self


class BlobNameConverter(InConverter, binding="blob", trigger="blobTrigger"):  # type: ignore[misc, call-arg]
    """Decodes the host's reference: JSON with `Connection`, `ContainerName` and `BlobName`."""

    @classmethod
    def check_input_type_annotation(cls, pytype: type) -> bool:
        return issubclass(pytype, BlobName)

    @classmethod
    def decode(cls, data: Datum, *, trigger_metadata: Any, pytype: type) -> BlobName:
        """Raises ValueError when the host sent anything but a reference to a blob."""
        if data is None or data.type != "model_binding_data":
            raise ValueError("the host sent no reference to the blob")
        reference = json.loads(data.value.content)
        return BlobName(reference["ContainerName"], reference["BlobName"])

    @classmethod
    def has_implicit_output(cls) -> bool:
        return False
